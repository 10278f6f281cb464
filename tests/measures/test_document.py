"""docs/figures.md is written from the definitions and stays so."""

from __future__ import annotations

import os

from tests.conftest import REPOSITORY
from tests.measures import figures_page

FILE = REPOSITORY / "docs" / "figures.md"


def test_the_document_is_what_the_definitions_say():
    expected = figures_page.markdown()
    if os.environ.get("MOTCUA_WRITE_DOCS"):
        FILE.write_text(expected, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == expected, (
        "run MOTCUA_WRITE_DOCS=1 pytest tests/measures/test_document.py"
    )
