"""The report of an import as text for a spreadsheet: a line for every row, and for everything that was found in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from motcua.core import text
from motcua.core.errors import Phrase
from motcua.elsewhere import mapping, queries
from motcua.elsewhere.models import ImportRun
from motcua.elsewhere.rules import Outcome

_HEADS = (
    Phrase("Dòng"), Phrase("Mã hồ sơ"), Phrase("Kết quả"), Phrase("Mục"), Phrase("Vấn đề"), Phrase("Đã làm"),
)  # fmt: skip


def lines(run: ImportRun, *, said: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines of a report, in UTF-8 with a mark for spreadsheets; `said` puts words into the reader's language.

    A cell that a spreadsheet would work out is made text.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    outcomes = {str(each): said(str(each.label)) for each in Outcome}
    out.write("\ufeff")
    writer.writerow(map(said, _HEADS))
    for row, code, outcome, notes in queries.told(run):
        for field, problem, done in notes or [["", "", ""]]:
            cells = [row, code, outcomes[outcome], label(field, said), problem, done]
            writer.writerow(map(text.as_cell, cells))
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def label(field: str, said: Callable[[str], str]) -> str:
    """Return what people call a field of ours; a name of the exchange as it is."""
    return said(mapping.LABELS[field]) if field in mapping.LABELS else field
