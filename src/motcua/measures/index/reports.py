"""The 766 index as text: JSON, CSV and a table for people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from motcua.core.errors import Phrase
from motcua.measures.index import parameters, rules
from motcua.measures.index.queries import Index
from motcua.measures.index.rules import Scored
from motcua.measures.reports import SIMULATED, aligned, as_csv, as_json, day, number, percent

COLUMNS = ("id", "name", "numerator", "denominator", "points", "maximum", "note")


def report(found: Index, form: str) -> str:
    """Return the index as "table", "json" or "csv" text, ending in a newline."""
    return {"json": _json, "csv": _csv, "table": _table}[form](found)


def points(value: Decimal | None) -> str:
    """Return points the way people write them: "1,66", "6"; "–" for none."""
    if value is None:
        return "–"
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def coverage(found: Index) -> str:
    """Return on how much of the index its points rest, in words."""
    if found.given:
        return Phrase(
            "Các dòng có điểm chiếm %(known)s trên %(maximum)s điểm tối đa; trong đó %(given)s điểm là của các dòng "
            "không áp dụng cho cấp xã, mà nguồn chưa rõ là dòng nào.",
            known=found.known, maximum=found.maximum, given=found.given,
        )  # fmt: skip
    return Phrase(
        "Các dòng có điểm chiếm %(known)s trên %(maximum)s điểm tối đa.", known=found.known, maximum=found.maximum
    )


def _cells(scored: Scored) -> dict[str, Any]:
    told = scored.told
    return {
        "id": scored.row.id, "name": scored.row.name, "numerator": told and told.numerator,
        "denominator": told and told.denominator, "points": _number(scored.points), "maximum": scored.row.maximum,
        "note": _noted(scored),
    }  # fmt: skip


def _noted(scored: Scored) -> str | None:
    """Return the note of a row, with who did it where the row tells it."""
    if not (scored.told and scored.told.by):
        return scored.note
    by = Phrase(
        "Tự làm %(own)s, có hỗ trợ %(helped)s, không rõ %(unknown)s.",
        **dict(zip(("own", "helped", "unknown"), map(number, scored.told.by), strict=True)),
    )
    return " ".join(filter(None, (scored.note, by)))


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _json(found: Index) -> str:
    return as_json({
        "office": found.office.code, "from": found.first.isoformat(), "to": found.last.isoformat(),
        "rows": [_cells(scored) for scored in found.rows],
        "total": {"points": _number(found.points), "maximum": found.maximum},
    })  # fmt: skip


def _csv(found: Index) -> str:
    about = (found.office.code, found.first, found.last, found.on, found.profile.name, found.profile.version)
    lines = [[*_cells(scored).values(), *about, found.simulated] for scored in found.rows]
    total = ["", "", "", "", _number(found.points), found.maximum, coverage(found), *about, found.simulated]
    heads = (*COLUMNS, "office", "from", "to", "judged_on", "profile", "version", "simulated")
    return as_csv(heads, [*lines, total])


def _table(found: Index) -> str:
    profile = found.profile
    lines = [
        f"Bộ chỉ số 766: {found.office.short_name} ({profile.name}, bản {profile.version})",
        f"Từ {day(found.first)} đến {day(found.last)}, xét tại cuối ngày {day(found.on)}",
        f"Nguồn: {profile.source}",
        coverage(found),
        *([SIMULATED] if found.simulated else []),
        "",
    ]
    heads = ["Dòng", "Chỉ số", "Tử số", "Mẫu số", "Tỷ lệ", "Điểm", "Tối đa"]
    rows = [_told(scored) for scored in found.rows]
    total = ["", "Tổng", "", "", "", points(found.points), str(found.maximum)]
    notes = [f"{scored.row.id}: {note}" for scored in found.rows if (note := _noted(scored))]
    held = ((one, rules.value(profile, found.values, one.name)) for one in profile.parameters)
    unsettled = [f"- {one.title}: {parameters.said(one, kept)}" for one, kept in held]
    notes = ["", *notes, "", "Tham số, vì nguồn chưa thống nhất:", *unsettled]
    return "\n".join([*lines, *aligned(heads, [*rows, total], left={0, 1}), *notes]) + "\n"


def _told(scored: Scored) -> list[str]:
    told, share = scored.told, scored.share
    terms = [number(told.numerator), number(told.denominator)] if told else ["–", "–"]
    return [
        scored.row.id, scored.row.name, *terms, percent(share.percent() if share else None), points(scored.points),
        str(scored.row.maximum),
    ]  # fmt: skip
