"""Marking a PDF as a copy on each of its pages, and putting several into one."""

from __future__ import annotations

import io
from collections.abc import Iterable

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from motcua.core.errors import Refused
from motcua.records import typeset

COPY = "BẢN IN LẠI"


def marked(content: bytes, words: str) -> bytes:
    """Return a PDF with `COPY` across each page and `words` at its upper edge. The original is not touched.

    Raises Refused for a file that cannot be read, such as one with a password.
    """
    try:
        writer = PdfWriter(clone_from=io.BytesIO(content))
        stamps: dict[tuple[int, int], PageObject] = {}
        for page in writer.pages:
            page.transfer_rotation_to_content()
            box = page.mediabox
            size = round(float(box.width)), round(float(box.height))
            if size not in stamps:
                stamps[size] = PdfReader(io.BytesIO(typeset.stamp(COPY, words, *size))).pages[0]
            page.merge_translated_page(stamps[size], float(box.left), float(box.bottom))
        return _written(writer)
    except (PyPdfError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            "Không in lại được tệp này (tệp đặt mật khẩu hoặc không đúng chuẩn PDF). Hãy mở tệp gốc để in."
        ) from error


def merged(contents: Iterable[bytes]) -> bytes:
    """Return one PDF with the pages of several, in their order. Raises Refused for one that cannot be read."""
    writer = PdfWriter()
    try:
        for content in contents:
            writer.append(io.BytesIO(content), import_outline=False)
        return _written(writer)
    except (PyPdfError, ValueError, KeyError, TypeError) as error:
        raise Refused("Không ghép được các giấy thành một tệp. Hãy in từng giấy một.") from error


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
