"""The client of clamd: a file is sent through its socket (INSTREAM), its verdict comes back in a line."""

from __future__ import annotations

import re
import socket
from contextlib import closing
from typing import IO

from django.conf import settings

from motcua.records.scanning import ScannerDown, TooLarge

_CHUNK = 64 * 1024
_CONNECT_SECONDS = 3
_ANSWER_SECONDS = 60
_LONGEST_ANSWER = 4096
_VERDICT = re.compile(rb"(?:stream|instream\(.*\)): (?:(?P<clean>OK)|(?P<found>.+) FOUND)")


class Clamd:
    """Searches files by a clamd at "host:port" or "/path/of/socket", which takes files of `limit` bytes at most."""

    def __init__(self, address: str, *, limit: int, answer_seconds: float = _ANSWER_SECONDS) -> None:
        self.address, self.limit, self.answer_seconds = address, limit, answer_seconds

    def scan(self, content: IO[bytes]) -> str:
        """Return the name of what was found in a file; see `records.scanning.Scanner`."""
        size = content.seek(0, 2)
        content.seek(0)
        if size > self.limit:
            raise TooLarge(self.limit)
        try:
            with closing(self._connected()) as connection:
                answer = _asked(connection, content)
        except OSError as error:
            raise ScannerDown(f"{self.address}: {error}") from error
        if answer.startswith(b"INSTREAM size limit exceeded"):
            raise TooLarge(None)
        verdict = _VERDICT.fullmatch(answer)
        if verdict is None:
            raise ScannerDown(f"{self.address}: {answer[:200]!r}")
        return (verdict["found"] or b"").decode("utf-8", "replace")

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(_CONNECT_SECONDS)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
        else:
            host, _, port = self.address.rpartition(":")
            connection = socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS)
        connection.settimeout(self.answer_seconds)
        return connection


def _asked(connection: socket.socket, content: IO[bytes]) -> bytes:
    """Send a file in pieces, each behind its length, and return the answer without the zero byte at its end."""
    try:
        connection.sendall(b"zINSTREAM\0")
        while chunk := content.read(_CHUNK):
            connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass  # clamd stops reading at its limit and says so
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        if not (more := connection.recv(_LONGEST_ANSWER)):
            break
        answer += more
    return answer.rstrip(b"\0\n")


def from_settings() -> Clamd:
    """Return the client of settings.CLAMD."""
    return Clamd(settings.CLAMD, limit=settings.CLAMD_MAX)
