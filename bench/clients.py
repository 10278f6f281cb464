"""A small load generator: threads with persistent connections that send prepared requests and time the answers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

TOKEN = "b" * 32  # what the CSRF cookie and the form carry


@dataclass(slots=True)
class Round:
    """What came of a round: seconds of each request, statuses, and the wall-clock time of all together."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    wall: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.wall

    def percentile(self, share: float) -> float:
        """Return the time within which such a share of the requests was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def get(path: str, session: str) -> bytes:
    """Return a GET request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\n\r\n".encode()


def post(path: str, session: str, body: str = "") -> bytes:
    """Return a POST of a form with a valid CSRF token as bytes."""
    content = f"csrfmiddlewaretoken={TOKEN}{'&' if body else ''}{body}"
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}; csrftoken={TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(content)}\r\n\r\n{content}"
    ).encode()


class Connection:
    """One client's connection, opened when needed."""

    def __init__(self, port: int, timeout: float = 60) -> None:
        self.port, self.timeout = port, timeout
        self.socket: socket.socket | None = None
        self.rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request and return (status, whole answer). Raises OSError when the connection breaks."""
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=self.timeout)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.sendall(request)
            return self._answer()
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self.socket is not None:
            self.socket.close()
        self.socket, self.rest = None, b""

    def _answer(self) -> tuple[int, bytes]:
        data = self.rest
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        names = {line.split(b":", 1)[0].lower(): line.split(b":", 1)[1].strip() for line in head.split(b"\r\n")[1:]}
        if names.get(b"transfer-encoding", b"").lower() == b"chunked":
            body, self.rest = self._chunks(body)
        else:
            length = int(names.get(b"content-length", b"0"))
            while len(body) < length:
                body += self._more()
            body, self.rest = body[:length], body[length:]
        if names.get(b"connection", b"").lower() == b"close":
            self.close()
        return int(head.split(b" ", 2)[1]), head + b"\r\n\r\n" + body

    def _chunks(self, data: bytes) -> tuple[bytes, bytes]:
        """Return the body of a chunked answer and what follows it."""
        body = b""
        while True:
            while b"\r\n" not in data:
                data += self._more()
            size, _, data = data.partition(b"\r\n")
            length = int(size, 16)
            while len(data) < length + 2:
                data += self._more()
            body, data = body + data[:length], data[length + 2 :]
            if not length:
                return body, data

    def _more(self) -> bytes:
        assert self.socket is not None
        chunk = self.socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        return chunk


def run(port: int, requests: Sequence[bytes], clients: int) -> Round:
    """Let so many clients send the requests between them, each the next one as soon as it is free."""
    done = Round()
    lock = threading.Lock()
    waiting: Iterator[bytes] = iter(requests)

    def work() -> None:
        connection = Connection(port)
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                break
            started = time.perf_counter()
            status, _ = connection.ask(request)
            taken = time.perf_counter() - started
            with lock:
                done.seconds.append(taken)
                done.statuses[status] = done.statuses.get(status, 0) + 1
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.wall = time.perf_counter() - started
    return done
