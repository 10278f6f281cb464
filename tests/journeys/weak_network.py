"""A weak mobile network between a browser and everything else: slow, far away, and sometimes gone.

A proxy that the browser's window is told to use. The emulation inside Chromium does not slow uploads down and ends
them at no byte in particular; here the bytes really take their time, and a cut leaves the server with half a file.
"""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import struct
import threading
import time
from typing import Any

BYTES_PER_SECOND = 100_000 / 8
LATENCY = 0.3  # seconds for each request
_CHUNK = 1500
_TARGET = re.compile(rb"^(\w+) http://([^/:]+):(\d+)(\S*) (HTTP/1\.\d)\r\n")


class WeakNetwork:
    """One link each way, shared by all that goes over it, of 100 kbit/s or another speed in bytes per second.

    `sent` counts the bytes that went up, from the first, without the heads of requests.
    """

    def __init__(self, speed: float = BYTES_PER_SECOND) -> None:
        self.up = True
        self.speed = speed
        self.sent = 0
        self._moved = threading.Condition()
        self._directions = {True: threading.Lock(), False: threading.Lock()}
        self._open: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.network = self
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def proxy(self) -> dict[str, str]:
        """What a browser's window must be told to go this way, also to this machine."""
        return {"server": f"http://127.0.0.1:{self._server.server_address[1]}", "bypass": "<-loopback>"}

    def cut(self) -> None:
        """Break everything that is on its way, and let nothing through until `restore`."""
        self.up = False
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        """Let everything through again."""
        self.up = True

    def wait_until_sent(self, size: int) -> None:
        """Wait until so many more bytes went up. Raises AssertionError when they do not come."""
        with self._moved:
            wanted = self.sent + size
            assert self._moved.wait_for(lambda: self.sent >= wanted, timeout=60), "nothing is being sent"

    def close(self) -> None:
        """End the proxy."""
        self.cut()
        self._server.shutdown()
        self._server.server_close()

    def carry(self, source: socket.socket, target: socket.socket, *, upwards: bool) -> None:
        """Carry bytes one way, at the speed of the link, until one end closes."""
        with contextlib.suppress(OSError):
            while self.up and (chunk := source.recv(_CHUNK)):
                with self._directions[upwards]:
                    time.sleep(len(chunk) / self.speed)
                target.sendall(chunk)
                self._count(len(chunk) * upwards)
            target.shutdown(socket.SHUT_WR)

    def _count(self, size: int) -> None:
        with self._moved:
            self.sent += size
            self._moved.notify_all()

    @contextlib.contextmanager
    def holding(self, *sockets: socket.socket) -> Any:
        """Remember sockets while they are in use, so that they can be cut."""
        self._open.update(sockets)
        try:
            yield
        finally:
            self._open.difference_update(sockets)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    network: WeakNetwork


class _Handler(socketserver.BaseRequestHandler):
    """One request for one connection: the server is asked to close after its answer."""

    server: _Server

    def handle(self) -> None:
        network, head = self.server.network, b""
        with contextlib.suppress(OSError), network.holding(self.request):
            while b"\r\n\r\n" not in head:
                chunk = self.request.recv(_CHUNK)
                if not chunk:
                    return
                head += chunk
            asked = _TARGET.match(head)
            if not network.up or asked is None:
                return
            time.sleep(LATENCY)
            with socket.create_connection((asked[2].decode(), int(asked[3]))) as onward, network.holding(onward):
                start = b"%s %s %s\r\nConnection: close\r\n" % (asked[1], asked[4] or b"/", asked[5])
                rest = re.sub(rb"(?im)^(Proxy-)?Connection:.*\r\n", b"", head[asked.end() :])
                onward.sendall(start + rest)
                way_back = (onward, self.request)
                back = threading.Thread(target=network.carry, args=way_back, kwargs={"upwards": False}, daemon=True)
                back.start()
                threading.Thread(
                    target=network.carry, args=(self.request, onward), kwargs={"upwards": True}, daemon=True
                ).start()
                back.join()
