"""Figures as text: JSON, CSV and tables for people. Every table names the definition, its terms and the period."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from motcua.catalogue.rules import ServiceLevel
from motcua.core.text import as_cell
from motcua.measures.published.hiding import small
from motcua.measures.published.rules import HIDDEN
from motcua.measures.queries import Counted, Levels, Line, Rates
from motcua.measures.rules import Definition, Unit
from motcua.measures.service_queries import Amount, Indicator

SIMULATED = "Số liệu mô phỏng: hồ sơ trong kỳ này do phần mềm tạo ra, không phải của người thật."
CSV_COLUMNS = (
    "rank", "office", "name", "numerator", "denominator", "percent", "by_self", "helped", "unknown", "definition",
    "from", "to", "axis", "simulated",
)  # fmt: skip


def rates(found: Rates, form: str) -> str:
    """Return a table of rates as "table", "json" or "csv" text, ending in a newline."""
    return {"json": _rates_json, "csv": rates_csv, "table": _rates_table}[form](found)


def indicator(found: Indicator, form: str) -> str:
    """Return an indicator of several offices as "table", "json" or "csv" text, ending in a newline."""
    return {"json": _indicator_json, "csv": _indicator_csv, "table": _indicator_table}[form](found)


def levels(found: Levels, form: str) -> str:
    """Return the service levels as "table", "json" or "csv" text, ending in a newline."""
    return {"json": _levels_json, "csv": _levels_csv, "table": _levels_table}[form](found)


def percent(text: str | None) -> str:
    """Return an exact percentage, such as "92.50", the way people write it: "92,50 %"; "–" when there is none."""
    return "–" if text is None else f"{text.replace('.', ',')} %"


def number(value: int) -> str:
    """Return a whole number with dots between thousands."""
    return f"{value:,}".replace(",", ".")


def day(value: date) -> str:
    """Return a date as "31/12/2024"."""
    return f"{value:%d/%m/%Y}"


def rates_csv(found: Rates, *, everybody: bool = False) -> str:
    """Return the rows and the total (without a rank) as CSV with a header; columns `CSV_COLUMNS`.

    For `everybody` an office with few online filings does not say who sat beside, as on the page.
    """
    about = (found.definition.name, found.first, found.last, found.axis.value)
    lines = [*found.rows, found.total]
    return as_csv(CSV_COLUMNS, ([*_cells(line, everybody), *about, line.figure.simulated] for line in lines))


def _cells(line: Line, everybody: bool = False) -> list[Any]:
    figure = line.figure
    split: list[Any] = [figure.by_self, figure.helped, figure.unknown]
    return [
        line.rank, line.office.code, line.office.short_name, figure.numerator, figure.denominator,
        figure.ratio.percent(), *([HIDDEN] * len(split) if everybody and small(figure.numerator) else split),
    ]  # fmt: skip


def _rates_json(found: Rates) -> str:
    names = CSV_COLUMNS[:6]
    rows = [dict(zip(names, _cells(line), strict=False)) for line in found.rows]
    total = dict(zip(names[1:], _cells(found.total)[1:], strict=False))
    period = {"from": found.first.isoformat(), "to": found.last.isoformat()}
    return as_json({"definition": found.definition.name, **period, "rows": rows, "total": total})


def _rates_table(found: Rates) -> str:
    definition = found.definition
    lines = [
        f"Tỷ lệ hồ sơ nộp trực tuyến – {definition.title} (cách tính {definition.name}, bản {definition.version})",
        f"Từ {day(found.first)} đến {day(found.last)}, theo {found.axis.label.lower()}",
        f"Tử số: {definition.above_says}",
        f"Mẫu số: {definition.below_says}",
        f"Nguồn: {definition.source}",
        *changed(found.changes),
        *([SIMULATED] if found.total.figure.simulated else []),
        "",
    ]
    heads = ["Hạng", "Mã", "Cơ quan", "Tử số", "Mẫu số", "Tỷ lệ", "Tự làm", "Có hỗ trợ", "Không rõ"]
    rows = [_told(line) for line in found.rows]
    total = ["", *_told(found.total)[1:]]
    total[2] = f"{total[2]} (toàn bộ)"
    return "\n".join([*lines, *aligned(heads, [*rows, total], left={1, 2})]) + "\n"


def changed(changes: Iterable[tuple[date, Definition]]) -> list[str]:
    """Return in sentences on which days of a period a definition changed."""
    return [
        f"Cách tính đổi từ ngày {day(since)}: từ đó theo bản số {version.version}, trước đó theo bản trước; hai phần "
        "được cộng lại."
        for since, version in changes
    ]


def _told(line: Line) -> list[str]:
    rank, code, name, above, below, share, *helps = _cells(line)
    return [str(rank or "–"), code, name, number(above), number(below), percent(share), *map(number, helps)]


INDICATOR_COLUMNS = ("office", "name", "numerator", "denominator", "value", "by_self", "helped", "unknown")
"""The last three are empty where an indicator is not told apart by who did it."""


def value(amount: Amount) -> str:
    """Return a figure in its unit the way people write it: "92,50 %", "17,5 giờ"; "–" when there is none."""
    if amount.definition.unit is Unit.PERCENT:
        return percent(amount.value())
    return "–" if amount.value() is None else f"{str(amount.value()).replace('.', ',')} {Unit.HOURS.label}"


def split(amount: Amount, *, everybody: bool = False) -> list[Any]:
    """Return who did it, by oneself, with help and unknown; to `everybody` hidden of few; None where it is not told."""
    if not amount.definition.by_help:
        return [None] * 3
    return [HIDDEN] * 3 if everybody and small(amount.numerator) else [*amount.by_whom]


def by_whom(amount: Amount) -> str:
    """Return who did it as a cell of a table: "12 / 3 / 0"; "–" where that is not told apart."""
    return " / ".join(map(number, amount.by_whom)) if amount.definition.by_help else "–"


def _amount(line: tuple[Counted, Amount]) -> list[Any]:
    office, amount = line
    return [office.code, office.short_name, amount.numerator, amount.denominator, amount.value(), *split(amount)]


def _about(found: Indicator) -> dict[str, Any]:
    definition = found.definition
    return {
        "indicator": definition.name, "version": definition.version, "unit": definition.unit.value,
        "from": found.first.isoformat(), "to": found.last.isoformat(), "judged_on": found.on.isoformat(),
        "as_of": found.as_of and found.as_of.isoformat(), "axis": found.axis.value,
    }  # fmt: skip


def _indicator_json(found: Indicator) -> str:
    rows = [dict(zip(INDICATOR_COLUMNS, _amount(line), strict=True)) for line in [*found.rows, found.total]]
    return as_json({**_about(found), "rows": rows[:-1], "total": rows[-1]})


def _indicator_csv(found: Indicator) -> str:
    about = _about(found)
    lines = ([*_amount(line), *about.values(), line[1].simulated] for line in [*found.rows, found.total])
    return as_csv((*INDICATOR_COLUMNS, *about, "simulated"), lines)


def _indicator_table(found: Indicator) -> str:
    definition = found.definition
    hours = definition.unit is Unit.HOURS
    known = f", như đã biết cuối ngày {day(found.as_of)}" if found.as_of else ""
    lines = [
        f"{definition.title} (cách tính {definition.name}, bản {definition.version})",
        f"Từ {day(found.first)} đến {day(found.last)}, theo {found.axis.label.lower()}{known}",
        *([f"Đúng hạn xét tại cuối ngày {day(found.on)}"] if definition.rule else []),
        f"Tử số: {definition.above_says}{', tính bằng giây' if hours else ''}",
        f"Mẫu số: {definition.below_says}",
        f"Nguồn: {definition.source}",
        *([f"Ghi chú: {definition.note}"] if definition.note else []),
        *changed(found.changes),
        *([SIMULATED] if found.total[1].simulated else []),
        "",
    ]
    who = definition.by_help
    helps = ["Tự làm", "Có hỗ trợ", "Không rõ"] if who else []
    heads = ["Mã", "Cơ quan", "Tử số", "Mẫu số", "Trung bình" if hours else "Tỷ lệ", *helps]
    rows = [
        [office.code, office.short_name, number(amount.numerator), number(amount.denominator), value(amount),
         *(map(number, amount.by_whom) if who else ())]
        for office, amount in [*found.rows, found.total]
    ]  # fmt: skip
    rows[-1][1] = f"{rows[-1][1]} (toàn bộ)"
    return "\n".join([*lines, *aligned(heads, rows, left={0, 1})]) + "\n"


def _levels_json(found: Levels) -> str:
    shares = {level.value: {"count": found.counts[level], "percent": found.percent(level)} for level in _ORDER}
    return as_json({"on": found.on.isoformat(), "total": found.total, "levels": shares})


def _levels_csv(found: Levels) -> str:
    rows = ([found.on, level.value, found.counts[level], found.total, found.percent(level)] for level in _ORDER)
    return as_csv(("on", "level", "count", "total", "percent"), rows)


def _levels_table(found: Levels) -> str:
    rows = [[str(level.label), number(found.counts[level]), percent(found.percent(level))] for level in _ORDER]
    rows.append(["Tổng số thủ tục", number(found.total), ""])
    title = f"Mức độ cung cấp dịch vụ công trực tuyến ngày {day(found.on)}"
    return "\n".join([title, "", *aligned(["Mức độ", "Số thủ tục", "Tỷ lệ"], rows, left={0})]) + "\n"


_ORDER = (ServiceLevel.FULL, ServiceLevel.PARTIAL, ServiceLevel.NONE)


def as_json(value: dict[str, Any]) -> str:
    """Return JSON for people to read, ending in a newline."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return CSV with a header; no cell is one that a spreadsheet would work out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([as_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def aligned(heads: list[str], rows: list[list[str]], left: set[int]) -> list[str]:
    """Return rows as lines of even columns; numbers to the right."""
    widths = [max(len(row[n]) for row in [heads, *rows]) for n in range(len(heads))]

    def line(cells: list[str]) -> str:
        padded = (c.ljust(w) if n in left else c.rjust(w) for n, (c, w) in enumerate(zip(cells, widths, strict=True)))
        return "  ".join(padded).rstrip()

    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    return [line(heads), rule, *map(line, rows[:-1]), rule, line(rows[-1])]
