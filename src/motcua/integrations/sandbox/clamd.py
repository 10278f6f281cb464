"""A clamd that is none: it speaks the protocol over TCP and knows one signature, the EICAR test file."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = b"".join((rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"))
FINDING = "Eicar-Test-Signature"
_LONGEST_COMMAND = 64


class _Talk(socketserver.StreamRequestHandler):
    """One connection: commands that begin with z and end with a zero byte, as clients send them."""

    server: Server

    def handle(self) -> None:
        command = self._command()
        answer = {b"PING": b"PONG", b"VERSION": b"ClamAV 0.0.0/0/sandbox"}.get(command, b"UNKNOWN COMMAND")
        if command == b"INSTREAM":
            answer = self._searched()
        self.wfile.write(answer + b"\0")

    def _command(self) -> bytes:
        given = b""
        while not given.endswith(b"\0") and len(given) < _LONGEST_COMMAND and (byte := self.rfile.read(1)):
            given += byte
        return given.rstrip(b"\0").removeprefix(b"z")

    def _searched(self) -> bytes:
        content = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            if len(content) + length > self.server.limit:
                return b"INSTREAM size limit exceeded. ERROR"
            content += self.rfile.read(length)
        self.server.searched += 1
        return f"stream: {FINDING} FOUND".encode() if EICAR in content else b"stream: OK"


class Server(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine. `limit` in bytes; `searched` counts the files that were looked at."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, limit: int) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.limit, self.searched = limit, 0

    @property
    def address(self) -> str:
        """Where it listens, as MOTCUA_CLAMD wants it."""
        return f"127.0.0.1:{self.server_address[1]}"


@contextmanager
def running(limit: int = 25 * 1024 * 1024) -> Iterator[Server]:
    """Answer in a thread until the block ends."""
    with Server(limit) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
