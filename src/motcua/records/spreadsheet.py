"""Lists of any length as .xlsx files, written row by row: memory does not grow with the list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from motcua.core import clock

MOST_ROWS = 200_000
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 32_767  # characters in a cell
_AS_TEXT = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


class Chart(NamedTuple):
    """A line through one column of some rows, on a sheet of its own; columns and rows are counted from 0."""

    title: str
    labels: int
    values: int
    first: int
    last: int


def write(
    path: Path, *, title: str, about: Sequence[tuple[str, str]], columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]], chart: Chart | None = None,
) -> int:  # fmt: skip
    """Write a list to `path` and return how many rows it has.

    Above it stand its title and what it is `about`: (word, value). `columns` are (name, width in characters). A text
    stays text, whatever it begins with: nothing that a person typed is ever worked out as a formula. A moment becomes a
    date with its time of day in Viet Nam, None an empty cell.
    """
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), **_AS_TEXT})
    named = _NOT_IN_NAMES.sub("-", title)[:31]
    sheet = book.add_worksheet(named)
    bold, heading = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
    for number, (_name, width) in enumerate(columns):
        sheet.set_column(number, number, width)
    sheet.write_string(0, 0, title, bold)
    for line, (word, value) in enumerate(about, 1):
        sheet.write_string(line, 0, word)
        sheet.write_string(line, 1, value)
    top = len(about) + 2
    for number, (name, _width) in enumerate(columns):
        sheet.write_string(top, number, name, heading)
    sheet.freeze_panes(top + 1, 1)
    count = 0
    for count, row in enumerate(rows, 1):
        for number, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(top + count, number, clock.local(value).replace(tzinfo=None), moment)
            elif isinstance(value, int | float):
                sheet.write_number(top + count, number, value)
            elif value:
                sheet.write_string(top + count, number, str(value)[:_LONGEST])
    sheet.autofilter(top, 0, top + count, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(top)
    if chart:
        _draw(book, named, chart, top + 1)
    book.close()
    return count


def _draw(book: Any, sheet: str, chart: Chart, top: int) -> None:
    drawn = book.add_chart({"type": "line"})
    rows = top + chart.first, top + chart.last
    ranges = {
        name: [sheet, rows[0], column, rows[1], column]
        for name, column in (("categories", chart.labels), ("values", chart.values))
    }
    drawn.add_series({**ranges, "marker": {"type": "circle"}})
    drawn.set_title({"name": chart.title})
    drawn.set_legend({"none": True})
    drawn.show_blanks_as("gap")
    book.add_chartsheet("Biểu đồ").set_chart(drawn)
