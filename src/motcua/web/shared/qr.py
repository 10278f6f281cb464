"""A QR code as SVG on a page, to be read by the camera of a phone."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def svg(link: str) -> Markup:
    """Return an SVG of a QR code of a link, as wide as its place; black on white, with its quiet zone."""
    made = segno.make(link, error="m", micro=False)
    return Markup(made.svg_inline(border=4, omitsize=True, light="#fff", svgclass="qr", lineclass=None))


def png(link: str) -> bytes:
    """Return a PNG of a QR code of a link, for leaflets and posts: about 1000 pixels wide, with its quiet zone."""
    made, content = segno.make(link, error="m", micro=False), io.BytesIO()
    made.save(content, kind="png", border=4, scale=max(1000 // made.symbol_size(border=4)[0], 1))
    return content.getvalue()
