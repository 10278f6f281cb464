"""A QR code as SVG on a page, to be read by the camera of a phone."""

from __future__ import annotations

import segno
from markupsafe import Markup


def svg(link: str) -> Markup:
    """Return an SVG of a QR code of a link, as wide as its place; black on white, with its quiet zone."""
    made = segno.make(link, error="m", micro=False)
    return Markup(made.svg_inline(border=4, omitsize=True, light="#fff", svgclass="qr", lineclass=None))
