"""Petitions as figures: how many came, were handled in time and satisfied whoever brought them; as data and as text.

Rows 5.2 and 5.3 of the national index (QĐ 766/QĐ-TTg). Petitions are few: they are read one by one and judged by the
rules of their own room, so that every figure can be opened down to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from motcua.core.errors import Refused
from motcua.core.ratio import Ratio
from motcua.correspondence.petitions import queries, rules
from motcua.correspondence.petitions.queries import Brought
from motcua.measures import reports
from motcua.measures.others import PETITION_FIGURES, PETITIONS_ON_TIME, PETITIONS_SATISFIED, Heard
from motcua.measures.rules import Counted, Definition, judge
from motcua.offices import queries as offices
from motcua.offices.rules import code_order

SIMULATED = "Số liệu mô phỏng: có phản ánh trong kỳ này do phần mềm tạo ra, không phải của người thật."


@dataclass(frozen=True, slots=True)
class Count:
    """How many petitions of an office were received, and how they stood on the day of judgement.

    Every number but `dossiers` (how many different dossiers they are about) counts petitions; one may be counted by
    several. `on_time` + `late` = `received`; `done` of them ask for nothing more, the answers of `to_publish` have to
    be published.
    """

    received: int = 0
    on_time: int = 0
    satisfied: int = 0
    late: int = 0
    done: int = 0
    refused: int = 0
    answered: int = 0
    to_publish: int = 0
    published: int = 0
    rated: int = 0
    disliked: int = 0
    repeated: int = 0
    dossiers: int = 0
    simulated: int = 0


NAMES = tuple(each.name for each in fields(Count))


@dataclass(frozen=True, slots=True)
class Row:
    """The count of one office: its code and name."""

    office: str
    name: str
    count: Count

    @property
    def on_time(self) -> Ratio:
        """Row 5.2. Without any petition there is no share, and the index gives full points."""
        return Ratio(self.count.on_time, self.count.received)

    @property
    def satisfied(self) -> Ratio:
        """Row 5.3; without any petition as row 5.2."""
        return Ratio(self.count.satisfied, self.count.received)

    @property
    def published(self) -> Ratio:
        """Which part of the answers that have to be published is."""
        return Ratio(self.count.published, self.count.to_publish)

    def ratio(self, definition: Definition) -> Ratio:
        """Return one of the figures of petitions by its definition."""
        shares = (self.on_time, self.published, self.satisfied)
        return shares[PETITION_FIGURES.index(definition)]


@dataclass(frozen=True, slots=True)
class Petitions:
    """The petitions received from `first` to `last`, judged at the end of `on`: by office, and in all (`total`).

    `heard` are they themselves, by office in the order of codes and by time.
    """

    first: date
    last: date
    on: date
    rows: list[Row]
    total: Row
    heard: list[Brought]


def counted(
    first: date, last: date, *, office: str | None = None, today: date, as_of: date | None = None
) -> Petitions:  # fmt: skip
    """Return the petitions of an office and those below it (None: of the province), each under its own office.

    Judged is how they stood at the end of `last`, or of `today` when the period is not over. `as_of`: what was known at
    the end of that day, and judged then. Two statements at most, whatever the number of petitions. Raises Refused for
    an unknown office, or when `first` is after `last`.
    """
    if first > last:
        raise Refused("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.", "from")
    top = offices.office(office) if office else None
    if office and top is None:
        raise Refused(f"Không có cơ quan mã «{office}».", "office")
    on = min(last, today, as_of or today)
    under = top.path if top else "/"
    brought = queries.brought(first, on, under=under) if as_of is None else queries.known(first, on, as_of, under=under)
    found = sorted(brought, key=lambda one: (code_order(one.office), one.course.received_at, one.code))
    codes = sorted({(one.office, one.name) for one in found}, key=lambda each: code_order(each[0]))
    rows = [Row(code, name, count((one for one in found if one.office == code), on)) for code, name in codes]
    whole = (top.code, top.short_name) if top else ("", "Toàn tỉnh")
    return Petitions(first, last, on, rows, Row(*whole, count(found, on)), found)


def heard(one: Brought, on: date) -> Heard:
    """Return a petition as the definitions see it at the end of a day. Pure."""
    judged = rules.judge(one.course, on)
    to_publish = judged.answered and one.course.publish_by is not None
    return Heard(judged.late, judged.disliked, judged.repeated, judged.answered, to_publish, judged.published)


def count(found: Iterable[Brought], on: date) -> Count:
    """Return the count of some petitions as they stood at the end of a day. Pure."""
    sums, dossiers = dict.fromkeys(NAMES, 0), set()
    for one in found:
        seen = heard(one, on)
        dossiers.add(one.dossier)
        told = {
            "received": True, "simulated": one.simulated, "to_publish": seen.to_publish,
            "on_time": judge(PETITIONS_ON_TIME, seen).counted is Counted.ABOVE,
            "satisfied": judge(PETITIONS_SATISFIED, seen).counted is Counted.ABOVE,
            **rules.judge(one.course, on)._asdict(),
        }  # fmt: skip
        for name, holds in told.items():
            sums[name] += holds
    return Count(**{**sums, "dossiers": len(dossiers - {None})})


def report(found: Petitions, form: str) -> str:
    """Return the counts as "table", "json" or "csv" text, ending in a newline."""
    return {"json": _json, "csv": _csv, "table": _table}[form](found)


_HEADS = {
    "received": "Đã nhận", "on_time": "Đúng hạn", "satisfied": "Hài lòng", "done": "Xong", "refused": "Không nhận",
    "answered": "Trả lời", "published": "Công khai", "rated": "Có đánh giá", "disliked": "Không hài lòng",
    "repeated": "Phản ánh lại",
}  # fmt: skip


def _cells(row: Row) -> dict[str, Any]:
    numbers = {name: getattr(row.count, name) for name in NAMES}
    shares = {
        "on_time_percent": row.on_time.percent(), "published_percent": row.published.percent(),
        "satisfied_percent": row.satisfied.percent(),
    }  # fmt: skip
    return {"office": row.office, "name": row.name, **numbers, **shares}


def _json(found: Petitions) -> str:
    days = {"from": found.first.isoformat(), "to": found.last.isoformat(), "on": found.on.isoformat()}
    named = [f"{each.name} v{each.version}" for each in PETITION_FIGURES]
    return reports.as_json(
        {**days, "definitions": named, "rows": [_cells(row) for row in found.rows], "total": _cells(found.total)}
    )


def _csv(found: Petitions) -> str:
    lines = [_cells(row) for row in [*found.rows, found.total]]
    days = (found.first, found.last, found.on)
    return reports.as_csv([*lines[-1], "from", "to", "on"], ([*line.values(), *days] for line in lines))


def _table(found: Petitions) -> str:
    lines = [
        "Phản ánh, kiến nghị đã nhận",
        f"Từ {reports.day(found.first)} đến {reports.day(found.last)}, xét vào cuối ngày {reports.day(found.on)}",
        *(line for each in PETITION_FIGURES for line in _defined(each)),
        *([SIMULATED] if found.total.count.simulated else []),
        "",
    ]
    heads = ["Mã", "Cơ quan", *_HEADS.values(), "Đúng hạn (5.2)", "Công khai", "Hài lòng (5.3)"]
    rows = [_told(row) for row in [*found.rows, found.total]]
    rows[-1][1] += " (toàn bộ)"
    return "\n".join([*lines, *reports.aligned(heads, rows, left={0, 1})]) + "\n"


def _defined(definition: Definition) -> list[str]:
    return [
        f"{definition.title} ({definition.name}, bản số {definition.version}): {definition.above_says} / "
        f"{definition.below_says}",
        f"  Nguồn: {definition.source}",
    ]


def _told(row: Row) -> list[str]:
    numbers = [reports.number(getattr(row.count, name)) for name in _HEADS]
    shares = [reports.percent(share.percent()) for share in (row.on_time, row.published, row.satisfied)]
    return [row.office, row.name, *numbers, *shares]
