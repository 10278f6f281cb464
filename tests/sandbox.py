"""The sandbox identity provider in a thread, and a person at her browser before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import httpx

from motcua.integrations.sandbox.identity import server
from motcua.integrations.sandbox.identity.provider import Client, Provider

SECRET = "a secret of the tests"
RETURN_TO = "http://testserver/dang-nhap/xong/"


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
