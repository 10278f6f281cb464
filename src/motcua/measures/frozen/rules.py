"""Kinds of reports, their periods, and what one dossier adds to a line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices

from motcua.core.errors import Phrase, Refused
from motcua.measures.rules import ALL_PROCEDURES, Axis, Counted, Definition, Verdict, judge
from motcua.measures.states import State

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(\d{4})")
_DAY = timedelta(1)
CHOSEN = ALL_PROCEDURES.name
"""The indicator by which offices and months are compared in a report."""


class ReportKind(TextChoices):
    """Which report (loại báo cáo)."""

    MONTH = "month", "Báo cáo tháng"
    QUARTER = "quarter", "Báo cáo quý"
    YEAR = "year", "Báo cáo năm"
    BULLETIN = "bulletin", "Bản tin"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a report: an indicator of an office over a stretch of days.

    `on` is the day at whose end being on time is judged. `by` is who did what the numerator counts, (by oneself,
    helped, unknown), where the definition tells it. `denominator` 0: there is no rate.
    """

    office: str
    indicator: str
    version: int
    first: str
    last: str
    on: str
    numerator: int = 0
    denominator: int = 0
    simulated: int = 0
    by: tuple[int, int, int] | None = None

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        """What the line is about, whatever it says."""
        return self.office, self.indicator, self.version, self.first, self.last

    @property
    def counts(self) -> tuple[int, ...]:
        """What the line says."""
        return self.numerator, self.denominator, self.simulated, *(self.by or ())

    def told(self) -> dict[str, Any]:
        """Return it as values of canonical JSON."""
        return {**asdict(self), "by": list(self.by) if self.by else None}


def read(told: dict[str, Any]) -> Line:
    """Return the line that `Line.told` wrote."""
    return Line(**{**told, "by": tuple(told["by"]) if told["by"] else None})


def period_of(text: str) -> tuple[ReportKind, date, date]:
    """Return kind, first and last day of "2026-10", "2026-Q3" or "2026". Raises Refused (field "period")."""
    if found := _MONTH.fullmatch(text):
        kind, year, month, months = ReportKind.MONTH, int(found[1]), int(found[2]), 1
    elif found := _QUARTER.fullmatch(text):
        kind, year, month, months = ReportKind.QUARTER, int(found[1]), int(found[2]) * 3 - 2, 3
    elif found := _YEAR.fullmatch(text):
        kind, year, month, months = ReportKind.YEAR, int(found[1]), 1, 12
    else:
        raise Refused("Chọn kỳ báo cáo trong danh sách.", "period")
    if not (1 <= month <= 12 and 2000 <= year <= 2100):
        raise Refused("Chọn kỳ báo cáo trong danh sách.", "period")
    return kind, date(year, month, 1), next_month(date(year, month + months - 1, 1)) - _DAY


def check_period(kind: ReportKind, first: date, last: date, today: date) -> None:
    """Raise Refused (field "from" of a bulletin, else "period") for days that make no such report, or none yet."""
    field = "from" if kind is ReportKind.BULLETIN else "period"
    if first > last:
        raise Refused("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.", field)
    if first > today:
        raise Refused("Kỳ này chưa bắt đầu nên chưa có số liệu. Hãy chọn kỳ khác.", field)
    if (last - first).days > 366:
        raise Refused("Kỳ báo cáo dài nhất là một năm.", field)
    if last < ALL_PROCEDURES.valid_from:
        raise Refused(
            Phrase("Chưa có cách tính nào có hiệu lực trước ngày %(day)s. Hãy chọn kỳ muộn hơn.",
                   day=f"{ALL_PROCEDURES.valid_from:%d/%m/%Y}"), field,
        )  # fmt: skip


def check_office(name: str, begun: date | None, ended: date | None, first: date, last: date) -> None:
    """Raise Refused (field "office") for an office that was not there at any time of the period."""
    if ended and ended < first:
        raise Refused(
            Phrase("%(name)s đã kết thúc hoạt động ngày %(day)s, trước kỳ báo cáo. Hãy chọn kỳ sớm hơn, hoặc cơ quan "
                   "kế tục.", name=name, day=f"{ended:%d/%m/%Y}"), "office",
        )  # fmt: skip
    if begun and begun > last:
        raise Refused(
            Phrase("%(name)s mới hoạt động từ ngày %(day)s, sau kỳ báo cáo. Hãy chọn kỳ muộn hơn, hoặc cơ quan trước "
                   "đó.", name=name, day=f"{begun:%d/%m/%Y}"), "office",
        )  # fmt: skip


def title(kind: ReportKind, first: date, last: date, until: date) -> str:
    """Return what a report is called; one of a period that is not over says to which day it counts."""
    named = {
        ReportKind.MONTH: f"tháng {first.month} năm {first.year}",
        ReportKind.QUARTER: f"quý {(first.month + 2) // 3} năm {first.year}",
        ReportKind.YEAR: f"năm {first.year}",
        ReportKind.BULLETIN: f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}",
    }[kind]
    head = "Bản tin" if kind is ReportKind.BULLETIN else "Báo cáo"
    return f"{head} hồ sơ trực tuyến {named}" + (f" (tính đến {until:%d/%m/%Y})" if until < last else "")


def stretches(versions: Iterable[Definition], first: date, last: date) -> list[tuple[Definition, date, date]]:
    """Return the versions of an indicator in force in a period, each with its own days: they are never added up."""
    found = []
    for each in versions:
        start, end = max(first, each.valid_from), min(last, each.valid_to or last)
        if start <= end:
            found.append((each, start, end))
    # Each ends before the next begins; the last with the period.
    ends = [start - _DAY for _each, start, _end in found[1:]] + [last]
    cut = ((each, start, min(end, other)) for (each, start, end), other in zip(found, ends, strict=False))
    return [(each, start, end) for each, start, end in cut if start <= end]


def year_before(day: date) -> date:
    """Return the same day a year earlier; the last day of a month stays the last day of that month."""
    if (day + _DAY).day == 1:
        return next_month(day.replace(year=day.year - 1, day=1)) - _DAY
    return day.replace(year=day.year - 1)


def next_month(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=28) + timedelta(4)).replace(day=1)


def months_back(until: date, how_many: int) -> list[tuple[date, date]]:
    """Return (first, last day) of so many months, the last of them ending on `until`."""
    firsts = [until.replace(day=1)]
    while len(firsts) < how_many:
        firsts.insert(0, (firsts[0] - _DAY).replace(day=1))
    return [(each, min(next_month(each) - _DAY, until)) for each in firsts]


def stands(state: State | None, definition: Definition, line: Line, codes: set[str]) -> Verdict | None:
    """Return where a dossier stands in a line about offices with these codes; None when it is not among theirs."""
    if state is None or not state.received_day or state.office(Axis.COMPETENT) not in codes:
        return None
    if not line.first <= state.received_day <= line.last:
        return None
    return judge(definition, state.seen(date.fromisoformat(line.on)))


def adds(state: State | None, definition: Definition, line: Line, codes: set[str]) -> tuple[int, ...]:
    """Return what a dossier adds to `Line.counts`."""
    verdict = stands(state, definition, line, codes)
    who: tuple[int, ...] = (0, 0, 0) if line.by else ()
    if verdict is None or state is None:
        return (0, 0, 0, *who)
    above = int(verdict.counted is Counted.ABOVE)
    if above and who:
        who = tuple(int(state.help == each) for each in ("self", "helped", "unknown"))
    amount = getattr(state, f"{definition.stem}_seconds") if definition.span and above else above
    return (amount, int(verdict.counted is not Counted.OUT), int(state.simulated), *who)


def plus(one: Sequence[int], other: Sequence[int], sign: int = 1) -> tuple[int, ...]:
    """Return the sum (or difference) of two rows of counts."""
    return tuple(a + sign * b for a, b in zip(one, other, strict=True))
