"""The sandbox in threads: the identity provider with a person at her browser before it, and who carries messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import httpx
from tools.with_postgres import free_ports

from motcua.integrations.sandbox.identity import server
from motcua.integrations.sandbox.identity.provider import Client, Provider
from motcua.integrations.sandbox.messages import mail
from motcua.integrations.sandbox.messages import server as messages
from motcua.integrations.sandbox.messages.app import Application

SECRET = "a secret of the tests"
RETURN_TO = "http://testserver/dang-nhap/xong/"


@dataclass(frozen=True)
class Carriers:
    """Where the sandbox carries messages from, and what it is: its mailbox, and what is away at the moment."""

    url: str
    smtp_port: int
    application: Application


@contextmanager
def running(kind: type[Provider] = Provider, redirect_uri: str = RETURN_TO) -> Iterator[Provider]:
    """Serve a provider on a free port while the block runs."""
    made = server.make(port=0, client=Client("motcua", SECRET, redirect_uri), kind=kind)
    thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made.provider
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


def choose(url: str, person: str = "01", browser: httpx.Client | None = None) -> dict[str, str]:
    """Follow an authorization address as a browser does, choose a person, and return what comes back."""
    with httpx.Client(trust_env=False) as own:
        used = browser or own
        page = used.get(url)
        if page.status_code == 200:
            asked = dict(parse_qsl(urlsplit(url).query))
            page = used.post(url.partition("?")[0], data={**asked, "person": person})
        assert page.status_code == 303, page.text
        return dict(parse_qsl(urlsplit(page.headers["location"]).query))


@contextmanager
def carriers() -> Iterator[Carriers]:
    """Serve SMTP and the gateways on free ports while the block runs."""
    http_port, smtp_port = free_ports(2)
    made = messages.make(port=http_port, sms_token=SECRET, chat_secret=SECRET)
    smtp = mail.make(made.application.mailbox, smtp_port)
    thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    smtp.start()
    try:
        yield Carriers(f"http://127.0.0.1:{http_port}", smtp_port, made.application)
    finally:
        smtp.stop()
        made.shutdown()
        made.server_close()
        thread.join()
