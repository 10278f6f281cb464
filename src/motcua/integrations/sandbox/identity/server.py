"""Running the sandbox provider: in the foreground for the demo, in a thread for tests."""

from __future__ import annotations

from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from motcua.integrations.sandbox.identity import keys
from motcua.integrations.sandbox.identity.app import Application
from motcua.integrations.sandbox.identity.provider import Client, Provider


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request; `provider` is what it serves."""

    daemon_threads = True
    provider: Provider


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses of a sign-in hold codes."""


def make(*, port: int, client: Client, key_path: Path | None = None, kind: type[Provider] = Provider) -> Server:
    """Return a server bound to 127.0.0.1:port (0 chooses a free one), not yet serving. Raises OSError."""
    server: Server = make_server("127.0.0.1", port, _nothing, Server, _Quiet)
    issuer = f"http://127.0.0.1:{server.server_port}"
    server.provider = kind(issuer=issuer, client=client, key=keys.signing_key(key_path))
    server.set_app(Application(server.provider))
    return server


def _nothing(environ: Any, start: Any) -> list[bytes]:
    start("503 Service Unavailable", [])
    return []
