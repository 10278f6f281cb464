"""What the first page of a form costs a phone: the page and everything that it loads, compressed."""

from __future__ import annotations

import re
import zlib
from typing import Any

import brotli

from bench.clients import Connection, get

PAGE_KEY = "requester"


def first_form_page(port: int, client: dict[str, Any]) -> dict[str, int]:
    """Return bytes: page, styles and scripts with brotli; one weight of the font as it is; all without and with it."""
    connection = Connection(port)
    path = f"/ho-so-nhap/{client['drafts'][-1][1]}/to-khai/{PAGE_KEY}/"
    page = _body(connection, path, client["session"])
    styles, scripts, fonts = 0, 0, 0
    found = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()))
    for address in sorted(found):
        content = _body(connection, address, client["session"])
        if address.endswith(".css"):
            styles += len(brotli.compress(content))
        elif address.endswith(".js"):
            scripts += len(brotli.compress(content))
        elif address.endswith(".woff2"):
            fonts += len(content)
    connection.close()
    bare = len(brotli.compress(page)) + styles + scripts
    return {
        "page": len(brotli.compress(page)), "page_gzip": len(zlib.compress(page, 6)), "styles": styles,
        "scripts": scripts, "font": fonts, "without_font": bare, "with_font": bare + fonts,
    }  # fmt: skip


def _body(connection: Connection, path: str, session: str) -> bytes:
    status, answer = connection.ask(get(path, session))
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return answer.partition(b"\r\n\r\n")[2]
