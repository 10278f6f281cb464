"""A report as tables of text and series of shares, for PDF and workbook: Vietnamese, as papers are. No statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.measures import bulletin, reports
from motcua.measures.frozen import further, rules
from motcua.measures.frozen.further import Row
from motcua.measures.frozen.rules import CHOSEN, Line
from motcua.measures.indicators import INDICATORS
from motcua.measures.rules import ON_TIME, Definition, Unit
from motcua.measures.service_queries import Amount

Cells = tuple[str, ...]
FURTHER = "Phản ánh, bước xử lý, Bộ chỉ số 766"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: every cell is text, the first column is to the left. `bars` are shares in hundredths of a per cent that
    stand as bars in a last column, None where there is no rate.
    """

    caption: str
    heads: Cells
    rows: Sequence[Cells]
    bars: list[int | None] | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart of lines over labels: each series is its name and hundredths of a per cent, None where there is none."""

    caption: str
    labels: list[str]
    series: list[tuple[str, list[int | None]]]


def lines_of(content: dict[str, Any], table: str) -> list[Line]:
    """Return the lines of a table of a report, [] where it has no such table."""
    return [rules.read(line) for line in content["tables"].get(table, [])]


def definition(line: Line) -> Definition:
    """Return the definition by which a line was counted. Raises LookupError for one that is no more."""
    for each in INDICATORS.get(line.indicator, ()):
        if each.version == line.version:
            return each
    raise LookupError(f"no definition of {line.indicator}, version {line.version}")


def value(line: Line | None) -> str:
    """Return what a line comes to, "92,50 %" or "17,5 giờ"; "–" where nothing was counted."""
    return "–" if line is None else reports.value(amount(line))


def amount(line: Line) -> Amount:
    """Return the figure of a line."""
    return Amount(definition(line), line.numerator, line.denominator, line.simulated)


def hundredths(line: Line | None) -> int | None:
    """Return a share in hundredths of a per cent, rounded half up; None where nothing was counted."""
    if line is None or not line.denominator:
        return None
    return (2 * line.numerator * 10_000 + line.denominator) // (2 * line.denominator)


def called(line: Line, title: str) -> str:
    """Return the title of an indicator, with its version and days where others of it stand beside it."""
    return f"{title} (bản {line.version}, từ {_day(line.first)} đến {_day(line.last)})"


def beside(content: dict[str, Any]) -> list[tuple[Line, Line | None, bool]]:
    """Return the lines of "whole" with those of a year earlier, and whether an indicator has several versions."""
    whole, before = lines_of(content, "whole"), {line.indicator: line for line in lines_of(content, "before")}
    names = [line.indicator for line in whole]
    return [(line, before.get(line.indicator), names.count(line.indicator) > 1) for line in whole]


def months(content: dict[str, Any]) -> list[tuple[Line, Line | None]]:
    """Return the months of a report, each with the same month a year earlier."""
    before = {line.first: line for line in lines_of(content, "months_before")}
    return [
        (line, before.get(rules.year_before(date.fromisoformat(line.first)).isoformat()))
        for line in lines_of(content, "months")
    ]


def offices(content: dict[str, Any]) -> list[tuple[str, Line, Line | None]]:
    """Return the offices that a report compares, best first: name, the chosen indicator, being on time.

    Where the chosen indicator changed its version in the period, its last version stands here.
    """
    chosen: dict[str, Line] = {}
    late: dict[str, Line] = {}
    for line in lines_of(content, "offices"):
        (chosen if line.indicator == CHOSEN else late if line.indicator == ON_TIME.name else {})[line.office] = line
    rows = [(content["names"][code], line, late.get(code)) for code, line in chosen.items()]
    return sorted(rows, key=lambda row: (-1 if (share := hundredths(row[1])) is None else share, row[1].denominator),
                  reverse=True)  # fmt: skip


def simulated(content: dict[str, Any]) -> int:
    """Return how many of the dossiers that a report counts are simulated."""
    return max((line.simulated for line in lines_of(content, "whole")), default=0)


def tables(content: dict[str, Any]) -> list[Table | Lines]:
    """Return the tables and charts of a report in their order."""
    found: list[Table | Lines] = [_whole(content), _by(content), *_further(content)]
    if rows := months(content):
        found += [_chart(rows), _months(rows)]
    if compared := offices(content):
        found.append(_offices(compared))
    return found


def _whole(content: dict[str, Any]) -> Table:
    titles = {(each["name"], each["version"]): each["title"] for each in content["definitions"]}
    rows = []
    for line, before, several in beside(content):
        title = titles[line.indicator, line.version]
        above = "" if definition(line).span else reports.number(line.numerator)
        rows.append((called(line, title) if several else title, above, reports.number(line.denominator), value(line),
                     value(before)))  # fmt: skip
    return Table("Các chỉ tiêu", ("Chỉ tiêu", "Tử số", "Mẫu số", "Kết quả", "Cùng kỳ năm trước"), rows)


def _by(content: dict[str, Any]) -> Table:
    rows = [
        (definition(line).title, *(reports.number(count) for count in line.by))
        for line in lines_of(content, "whole") if line.by
    ]  # fmt: skip
    heads = ("Cách tính", "Người dân tự làm", "Có người hỗ trợ", "Không rõ")
    return Table("Ai đã làm hồ sơ trực tuyến", heads, rows)


def _further(content: dict[str, Any]) -> list[Table]:
    rows = [
        (row.title, *("" if each is None else reports.number(each) for each in terms(row)), worth(row))
        for row in further.read(content)
    ]
    return [Table(FURTHER, ("Chỉ tiêu", "Tử số", "Mẫu số", "Kết quả"), rows)] if rows else []


def terms(row: Row) -> tuple[int | None, int | None]:
    """Return numerator and denominator of a row as people are shown them: of a time only how many."""
    return None if row.unit == Unit.HOURS else row.numerator, row.denominator


def worth(row: Row | None) -> str:
    """Return what a row comes to: "92,50 %", "17,5 giờ", "34,49 điểm"; "–" where there is nothing to count."""
    if row is None or row.value is None:
        return "–"
    if row.unit == Unit.PERCENT:
        return reports.percent(row.value)
    return f"{row.value.replace('.', ',')} {Unit.HOURS.label if row.unit == Unit.HOURS else 'điểm'}"


def _chart(rows: list[tuple[Line, Line | None]]) -> Lines:
    series = [
        ("12 tháng này", [hundredths(line) for line, _before in rows]),
        ("Cùng tháng năm trước", [hundredths(before) for _line, before in rows]),
    ]
    known = [one for one in series if any(share is not None for share in one[1])]
    return Lines("Tỷ lệ hồ sơ nộp trực tuyến theo tháng, %", [_month(line) for line, _before in rows], known)


def _months(rows: list[tuple[Line, Line | None]]) -> Table:
    cells = [
        (
            _month(line),
            reports.number(line.numerator),
            reports.number(line.denominator),
            value(line),
            _by_whom(line),
            value(before),
        )
        for line, before in rows
    ]
    heads = ("Tháng", "Trực tuyến", "Tổng số", "Tỷ lệ", "Ai làm", "Cùng tháng năm trước")
    return Table("Theo tháng tiếp nhận", heads, cells)


def _offices(rows: Iterable[tuple[str, Line, Line | None]]) -> Table:
    found = list(rows)
    cells = [
        (
            name,
            reports.number(line.numerator),
            reports.number(line.denominator),
            value(line),
            _by_whom(line),
            value(late),
        )
        for name, line, late in found
    ]
    heads = ("Cơ quan", "Trực tuyến", "Tổng số", "Tỷ lệ", "Ai làm", "Đúng hạn")
    return Table("Các cơ quan bên dưới", heads, cells, [hundredths(line) for _name, line, _late in found])


def _by_whom(line: Line) -> str:
    return bulletin.by_whom(line.by) if line.by else "–"


def _month(line: Line) -> str:
    return f"{line.first[5:7]}/{line.first[:4]}"


def _day(text: str) -> str:
    return reports.day(date.fromisoformat(text))
