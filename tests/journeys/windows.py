"""Browser windows: opened for a person, watched for failing scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser import violations
from tests.journeys.province import Province

_PHONE = {"width": 360, "height": 740}
_DESKTOP = {"width": 1280, "height": 900}


class Windows:
    """Opens windows and keeps what went wrong in them: `complaints`."""

    def __init__(self, browser: Any, province: Province, folder: Path) -> None:
        self.browser = browser
        self.province = province
        self.folder = folder
        self.complaints: list[str] = []
        self._open: list[Any] = []

    def open(self, *, phone: bool = False, **options: Any) -> Any:
        """Return a page in a window of its own, with its own cookies; relative addresses are the province's."""
        context = self.browser.new_context(
            base_url=self.province.address, viewport=_PHONE if phone else _DESKTOP, has_touch=phone,
            accept_downloads=True, **{"locale": "vi-VN", **options},
        )  # fmt: skip
        context.set_default_timeout(60_000)
        self._open.append(context)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("request", self._asked)
        return context.new_page()

    def close(self) -> None:
        """Close all windows."""
        for context in self._open:
            context.close()

    def pictures(self) -> list[str]:
        """Keep a picture of every open page; return where, with the address shown."""
        kept = []
        for number, page in enumerate(page for context in self._open for page in context.pages):
            path = self.folder / f"window-{number}.png"
            page.screenshot(path=path, full_page=True)
            kept.append(f"{page.url}: {path}")
        return kept

    def _said(self, message: Any) -> None:
        # That an answer was 403, 404 or 422, or the network away, is part of the stories; the rest is a fault of ours.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname != "127.0.0.1":
            self.complaints.append(f"a page called {request.url}")


def assert_accessible(page: Any) -> None:
    """Fail with what axe-core finds wrong on the page that is shown."""
    found = violations(page)
    assert found == [], f"{page.url}: {found}"
