"""A series as text: JSON, CSV and a table for people, which says who bears it when and what nobody can place."""

from __future__ import annotations

from typing import Any

from motcua.measures.reports import SIMULATED, aligned, as_csv, as_json, by_whom, day, number, percent, split
from motcua.measures.rules import Unit
from motcua.measures.series import Bearer, Point, Series, Stretch

COLUMNS = (
    "point", "from", "to", "numerator", "denominator", "value", "by_self", "helped", "unknown", "unsure", "low", "high",
    "changed", "indicator", "version", "simulated",
)  # fmt: skip


def series(found: Series, form: str) -> str:
    """Return a series as "table", "json" or "csv" text, ending in a newline."""
    return {"json": _json, "csv": series_csv, "table": _table}[form](found)


def series_csv(found: Series, *, everybody: bool = False) -> str:
    """Return one line for each point as CSV with a header; columns `COLUMNS` behind the office.

    For `everybody` a point with few online filings does not say who sat beside, as on the page.
    """
    office = (found.office.code, found.office.short_name)
    return as_csv(("office", "name", *COLUMNS), ([*office, *_cells(point, everybody)] for point in found.points))


def value(text: str | None, unit: Unit) -> str:
    """Return a value in its unit the way people write it: "92,50 %", "17,5 giờ"; "–" when there is none."""
    if unit is Unit.PERCENT or text is None:
        return percent(text)
    return f"{text.replace('.', ',')} {Unit.HOURS.label}"


def _cells(point: Point, everybody: bool = False) -> list[Any]:
    amount, definition = point.amount, point.definition
    if amount is None or point.unsure is None or definition is None:
        counted: list[Any] = [None] * 9
    else:
        low, high = point.range()
        terms = amount.numerator, amount.denominator, amount.value()
        counted = [*terms, *split(amount, everybody=everybody), point.unsure.denominator, low, high]
    about = [definition.name, definition.version] if definition else [None, None]
    period = [point.name, point.period.first, point.period.last]
    return [*period, *counted, int(point.changed), *about, amount.simulated if amount else 0]


def _json(found: Series) -> str:
    points = [
        {name: str(cell) if name in ("from", "to") else cell for name, cell in zip(COLUMNS, _cells(point), strict=True)}
        for point in found.points
    ]
    stretches = [
        {
            "from": each.first.isoformat(), "to": each.last.isoformat(),
            "offices": [_named(one) for one in each.bearers],
            "gained": each.gained, "lost": each.lost,
        }
        for each in found.stretches
    ]  # fmt: skip
    unsure = [{"code": office.code, "name": office.short_name, "dossiers": count} for office, count in found.unsure]
    return as_json({
        "office": found.office.code, "name": found.office.short_name, "indicator": found.name, "step": found.step.value,
        "axis": found.axis.value, "points": points, "stretches": stretches, "unsure": unsure,
    })  # fmt: skip


def _named(bearer: Bearer) -> dict[str, Any]:
    return {"code": bearer.office.code, "name": bearer.office.short_name, "part": bearer.part}


def _table(found: Series) -> str:
    definition = found.definition
    hours = definition.unit is Unit.HOURS
    lines = [
        f"{found.office.short_name}: {definition.title} (cách tính {definition.name}, bản {definition.version})",
        f"Từ {day(found.points[0].period.first)} đến {day(found.points[-1].period.last)}, {found.axis.label.lower()}",
        f"Tử số: {definition.above_says}{', tính bằng giây' if hours else ''}",
        f"Mẫu số: {definition.below_says}",
        "",
        *(f"{day(each.first)}–{day(each.last)}: {_borne(each)}" for each in found.stretches),
        *(
            f"Không rõ thuộc đâu: {number(count)} hồ sơ của {office.short_name}" for office, count in found.unsure
        ),
        *([SIMULATED] if any(point.amount and point.amount.simulated for point in found.points) else []),
        "",
    ]  # fmt: skip
    who = ["Tự làm / có hỗ trợ / không rõ"] if definition.by_help else []
    heads = ["", "Kỳ", "Tử số", "Mẫu số", "Kết quả", *who, "Chưa rõ", "Thấp nhất", "Cao nhất"]
    rows = [_told(point, bool(who)) for point in found.points]
    return "\n".join([*lines, *aligned(heads, rows, left={0, 1})]) + "\n"


def _told(point: Point, who: bool) -> list[str]:
    mark = "»" if point.changed else ""
    if point.amount is None or point.unsure is None or point.definition is None:
        return [mark, point.name, *["–"] * (6 + who)]
    unit = point.definition.unit
    ends = [value(each, unit) for each in point.range()] if point.unsure.denominator else ["", ""]
    numbers = [number(each) for each in (point.amount.numerator, point.amount.denominator)]
    unsure = number(point.unsure.denominator) if point.unsure.denominator else ""
    whom = [by_whom(point.amount)] if who else []
    return [mark, point.name, *numbers, value(point.value, unit), *whom, unsure, *ends]


def _borne(stretch: Stretch) -> str:
    names = [f"{each.office.short_name}{' (một phần)' if each.part else ''}" for each in stretch.bearers]
    said = ", ".join(names) or "chưa có cơ quan nào"
    said += f"; thêm {', '.join(stretch.gained)}" if stretch.gained else ""
    return said + (f"; bớt {', '.join(stretch.lost)}" if stretch.lost else "")
