"""docs/figures.md and docs/index-766.md are written from the definitions and stay so."""

from __future__ import annotations

import os

import pytest

from tests.conftest import REPOSITORY
from tests.measures import figures_page, index_page

PAGES = {"figures.md": figures_page, "index-766.md": index_page}


@pytest.mark.parametrize("name", PAGES)
def test_the_document_is_what_the_definitions_say(name):
    file, expected = REPOSITORY / "docs" / name, PAGES[name].markdown()
    if os.environ.get("MOTCUA_WRITE_DOCS"):
        file.write_text(expected, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == expected, (
        "run MOTCUA_WRITE_DOCS=1 pytest tests/measures/test_document.py"
    )
