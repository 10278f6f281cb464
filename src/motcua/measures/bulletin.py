"""The one-page bulletin (bản tin): figures of a period in sentences and tables, as Markdown, HTML or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from motcua.catalogue.rules import ServiceLevel
from motcua.core import clock
from motcua.core.ratio import Ratio
from motcua.measures.queries import Levels, Line, Rates
from motcua.measures.reports import SIMULATED, changed, day, number, percent
from motcua.measures.rules import DEFINITIONS
from motcua.records import typeset

FORMATS = ("md", "html", "pdf")
_FIRST, _LAST = 12, 3
BY_WHOM = "«Ai làm»: hồ sơ trực tuyến người dân tự làm / có người hỗ trợ / không rõ"
_TEMPLATE = Path(__file__).parent / "templates" / "bulletin.typ"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a bulletin: every cell is text, the first column is to the left.

    `bars`: shares in hundredths of a per cent, which the PDF draws beside the rows; None where there is no rate.
    """

    caption: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    bars: list[int | None] | None = None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a bulletin says, before it is typeset. `simulated` is "" or the warning that stands above everything."""

    title: str
    period: str
    simulated: str
    sentences: list[str]
    tables: list[Table]
    notes: list[str]


def compose(province: str, rates: Rates, levels: Levels, *, at: datetime) -> Bulletin:
    """Return the bulletin of a table of rates and of the service levels on its last day; `at` is when it is made."""
    total = rates.total.figure
    simulated = SIMULATED if total.simulated else ""
    if simulated and total.simulated < max(each.denominator for each in rates.totals.values()):
        simulated = f"Có số liệu mô phỏng: {number(total.simulated)} hồ sơ trong kỳ do phần mềm tạo ra."
    return Bulletin(
        title=f"Bản tin hồ sơ trực tuyến {province}",
        period=f"Từ {day(rates.first)} đến {day(rates.last)}",
        simulated=simulated,
        sentences=[_whole(rates), *_leaders(rates), _who(rates), _offered(levels)],
        tables=[_ranking(rates), _definitions(rates)],
        notes=_notes(rates, at),
    )


def show(ratio: Ratio) -> str:
    """Return a share in running text: one decimal, none when it is nought ("92,5 %", "70 %")."""
    return percent((ratio.percent(1) or "").removesuffix(".0") or None)


def _whole(rates: Rates) -> str:
    total = rates.total.figure
    return (
        f"{rates.total.office.short_name} tiếp nhận {number(total.denominator)} hồ sơ, trong đó "
        f"{number(total.numerator)} hồ sơ nộp trực tuyến, đạt {show(total.ratio)} "
        f"(cách tính: {rates.definition.title.lower()})."
    )


def _leaders(rates: Rates) -> list[str]:
    ranked = [line for line in rates.rows if line.rank]
    if len(ranked) < 2:
        return []
    first, last = [line for line in ranked if line.rank == 1], ranked[-1]
    told = ", ".join(f"{line.office.short_name} {show(line.figure.ratio)}" for line in ranked[:2])
    if len(first) > 2:
        told = f"{len(first)} cơ quan cùng {show(first[0].figure.ratio)}"
    return [f"Dẫn đầu: {told}. Cuối bảng: {last.office.short_name} {show(last.figure.ratio)}."]


def _who(rates: Rates) -> str:
    total = rates.total.figure
    return (
        f"Trong hồ sơ trực tuyến: {number(total.by_self)} do người dân tự làm, {number(total.helped)} có người hỗ trợ, "
        f"{number(total.unknown)} không rõ."
    )


def _offered(levels: Levels) -> str:
    parts = [
        f"{number(levels.counts[level])} {str(level.label).lower()} ({percent(levels.percent(level))})"
        for level in (ServiceLevel.PARTIAL, ServiceLevel.FULL, ServiceLevel.NONE)
    ]
    return f"Danh mục ngày {day(levels.on)} có {number(levels.total)} thủ tục: {', '.join(parts)}."


def _ranking(rates: Rates) -> Table:
    rows = rates.rows
    left_out = len(rows) - _FIRST - _LAST
    shown = rows if left_out <= 1 else [*rows[:_FIRST], *rows[-_LAST:]]
    cells = [_cells(line) for line in shown]
    if left_out > 1:
        cells.insert(_FIRST, ("…", f"({left_out} cơ quan ở giữa)", "", "", "", ""))
    cells.append(("", *_cells(rates.total)[1:]))
    bars = [_hundredths(line) for line in shown]
    if left_out > 1:
        bars.insert(_FIRST, None)
    heads = ("Hạng", "Cơ quan", "Trực tuyến", "Tổng số", "Tỷ lệ", "Ai làm")
    return Table("Xếp hạng", heads, cells, [*bars, _hundredths(rates.total)])


def _hundredths(line: Line) -> int | None:
    share = line.figure.ratio.percent()
    return None if share is None else int(share.replace(".", ""))


def _cells(line: Line) -> tuple[str, ...]:
    figure = line.figure
    return (
        str(line.rank or "–"), line.office.short_name, number(figure.numerator), number(figure.denominator),
        percent(figure.ratio.percent(1)), by_whom((figure.by_self, figure.helped, figure.unknown)),
    )  # fmt: skip


def by_whom(counts: Sequence[int]) -> str:
    """Return how many were filed by oneself, with help, and where that is unknown, as a cell has it."""
    return " / ".join(map(number, counts))


def _definitions(rates: Rates) -> Table:
    rows: list[tuple[str, ...]] = [
        (
            DEFINITIONS[name].title, number(each.numerator), number(each.denominator), percent(each.ratio.percent(1)),
            by_whom((each.by_self, each.helped, each.unknown)),
        )
        for name, each in rates.totals.items()
    ]  # fmt: skip
    return Table("Cùng kỳ, theo từng cách tính", ("Cách tính", "Tử số", "Mẫu số", "Tỷ lệ", "Ai làm"), rows)


def _notes(rates: Rates, at: datetime) -> list[str]:
    definition = rates.definition
    return [
        f"Cách tính xếp hạng: {definition.name}, bản {definition.version}. Tử số: {definition.above_says}. "
        f"Mẫu số: {definition.below_says}. Tính cho {rates.axis.label.lower()}, theo ngày tiếp nhận, kể cả các cơ quan "
        f"bên dưới. Nguồn cách tính: {definition.source}.",
        f"{BY_WHOM}.",
        *changed(rates.changes),
        "Mọi con số đếm từ nhật ký hồ sơ; ai có tệp «motcua journal export» đều đếm lại được. "
        f"Lập lúc {clock.local(at):%H:%M ngày %d/%m/%Y}.",
    ]


def markdown(bulletin: Bulletin) -> str:
    """Return the bulletin as Markdown."""
    warning = [f"> **{bulletin.simulated}**"] if bulletin.simulated else []
    blocks = [f"# {bulletin.title}", bulletin.period, *warning, *bulletin.sentences]
    for table in bulletin.tables:
        blocks += [f"## {table.caption}", _markdown_table(table)]
    return "\n\n".join([*blocks, *bulletin.notes]) + "\n"


def _markdown_table(table: Table) -> str:
    marks = [":--" if n == _name_column(table) else "--:" for n in range(len(table.heads))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [table.heads, tuple(marks), *table.rows])


def html(bulletin: Bulletin) -> str:
    """Return the bulletin as one HTML file that needs no other."""
    warning = f'<p class="simulated">{escape(bulletin.simulated)}</p>' if bulletin.simulated else ""
    sentences = "".join(f"<p>{escape(each)}</p>\n" for each in bulletin.sentences)
    tables = "\n".join(_html_table(table) for table in bulletin.tables)
    notes = "".join(f"<p>{escape(each)}</p>\n" for each in bulletin.notes)
    return (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(bulletin.title)}</title>\n'
        f"<style>{_STYLE}</style></head>\n<body>\n<h1>{escape(bulletin.title)}</h1>\n"
        f"<p>{escape(bulletin.period)}</p>\n{warning}\n{sentences}{tables}\n<footer>{notes}</footer>\n</body></html>\n"
    )


_STYLE = (
    "body{font:1rem/1.5 'Be Vietnam Pro',Arial,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "body{color:#1a2233}"
    "h1,h2{color:#18265a;line-height:1.3}table{border-collapse:collapse;width:100%}"
    "th,td{padding:.25rem .5rem;border-bottom:1px solid #d9d6cd;text-align:right;font-variant-numeric:tabular-nums}"
    ".name{text-align:left}.simulated{font-weight:700}"
    ".simulated{background:#fdf4dc;border-left:6px solid #f2b632;padding:.6rem 1rem}"
    "footer{color:#4b5568;font-size:.9rem;margin-top:2rem}@media print{body{margin:0}}"
)


def _html_table(table: Table) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        marks = (' class="name"' if n == _name_column(table) else "" for n in range(len(cells)))
        return "<tr>" + "".join(f"<{tag}{m}>{escape(c)}</{tag}>" for m, c in zip(marks, cells, strict=True)) + "</tr>"

    body = "\n".join(row(cells, "td") for cells in table.rows)
    head = row(table.heads, "th")
    return f"<h2>{escape(table.caption)}</h2>\n<table><thead>{head}</thead>\n<tbody>\n{body}\n</tbody></table>"


def pdf(bulletin: Bulletin, *, at: datetime) -> bytes:
    """Return the bulletin as a PDF of one A4 page; `at` becomes the file's date."""
    data = asdict(bulletin)
    for table, shown in zip(data["tables"], bulletin.tables, strict=True):
        table["name"] = _name_column(shown)
    return typeset.sheet(_TEMPLATE, data, at=at)


def _name_column(table: Table) -> int:
    """Return which column holds names and stands to the left: the second when the first is a rank."""
    return 1 if table.heads[0] == "Hạng" else 0
