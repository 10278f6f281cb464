"""What stands on a stored paper."""

from __future__ import annotations

import io

import pypdf

from motcua.records.models import OfficialPaper
from motcua.records.queries import open_content


def words_of(paper: OfficialPaper) -> str:
    """Return the text of a paper in one line."""
    with open_content(paper.document) as file:
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.read())).pages)
    return " ".join(text.split())
