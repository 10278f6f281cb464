"""docs/moves.md is written from the table of moves and stays so."""

from __future__ import annotations

import os

from motcua.casework.rules import MOVES
from tests.casework import moves_page
from tests.conftest import REPOSITORY

FILE = REPOSITORY / "docs" / "moves.md"


def test_the_document_is_what_the_table_says():
    expected = moves_page.markdown()
    if os.environ.get("MOTCUA_WRITE_DOCS"):
        FILE.write_text(expected, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == expected, (
        "run MOTCUA_WRITE_DOCS=1 pytest tests/casework/test_document.py"
    )


def test_every_row_of_the_table_has_its_line():
    lines = [line for line in moves_page.markdown().splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == [move.name for move in MOVES]
