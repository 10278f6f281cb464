"""Running the counterparts: in the foreground for the demo, in threads for tests."""

from __future__ import annotations

from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from motcua.integrations.sandbox.messages.app import Application
from motcua.integrations.sandbox.messages.mailbox import Mailbox


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request; `application` is what it serves."""

    daemon_threads = True
    application: Application


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def make(*, port: int, sms_token: str, chat_secret: str, path: Path | None = None) -> Server:
    """Return a server bound to 127.0.0.1:port (0 chooses a free one), not yet serving. Raises OSError."""
    application = Application(Mailbox(path), sms_token=sms_token, chat_secret=chat_secret)
    server: Server = make_server("127.0.0.1", port, application, Server, _Quiet)
    server.application = application
    return server
