"""When something is due: the dated rules, limits, stops, and the ledger of how a due time came about. Pure.

The rule that ships is `working-time-1` (docs/deadlines.md); its sources are the units of time limits in the national
catalogue and Articles 147–148 of the Civil Code 2015. `explanation` puts a ledger into words.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.offices.rules import Spans, WorkingCalendar, length


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How deadlines are counted (quy tắc tính thời hạn) for what is received from `valid_from` on.

    `counts_receipt_day`: the day of receipt is the first of the limit. `end_moves`: days and months that end on a day
    off go on to the next working day, otherwise back to the one before.
    """

    name: str
    valid_from: date
    hours_per_day: int = 8
    counts_receipt_day: bool = False
    end_moves: bool = True
    accept_hours: int = 8


# A new rule is a further line with its day. A case keeps the name of its rule, so none may change or go.
RULES = (DeadlineRule("working-time-1", valid_from=date.min),)


def rule_on(day: date, rules: Iterable[DeadlineRule] | None = None) -> DeadlineRule:
    """Return the rule for what is received on a day: the last that came into force by then."""
    return max((rule for rule in rules or RULES if rule.valid_from <= day), key=lambda rule: rule.valid_from)


def rule_named(name: str, rules: Iterable[DeadlineRule] | None = None) -> DeadlineRule:
    """Return the rule that a case names ("working-time-1", or "working-time-1:day"). Raises LookupError."""
    found = [rule for rule in rules or RULES if rule.name == name.partition(":")[0]]
    if not found:
        raise LookupError(f"no rule of deadlines is called {name}")
    return found[0]


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit (thời hạn giải quyết): so many of a unit, "hour", "working_day", "day" or "month".

    With `same_day_until` (15:00 for civil status and certification) amount and unit do not count: the result is due on
    the day of receipt, or on the next working day when it was received later.
    """

    amount: int = 0
    unit: str = "day"
    same_day_until: time | None = None

    @property
    def in_hours(self) -> bool:
        """Whether office hours are counted, not days."""
        return self.unit == "hour" and self.same_day_until is None


@dataclass(frozen=True, slots=True)
class Stopped:
    """A stop in the ledger: the office time that it took, and from when to when the due time moved.

    The due time moved by `days` working days and then, for a limit in hours, by `rest` of office time.
    """

    started_at: datetime
    ended_at: datetime
    spans: Spans
    days: int
    rest: timedelta
    was_due_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due time and what led to it, in the order in which it was counted.

    `ends_on` is the day on which the limit ends by itself; a day off then moves the end to `first_due_at`. `spans` is
    the office time of a limit in hours.
    """

    received_at: datetime
    limit: Limit
    rule: DeadlineRule
    counts_from: datetime
    ends_on: date
    spans: Spans
    first_due_at: datetime
    stops: tuple[Stopped, ...] = ()

    @property
    def due_at(self) -> datetime:
        """When the result is due, after every stop."""
        return self.stops[-1].due_at if self.stops else self.first_due_at


def count(
    calendar: WorkingCalendar,
    received_at: datetime,
    limit: Limit,
    stops: Iterable[tuple[datetime, datetime]] = (),
    rule: DeadlineRule | None = None,
) -> Deadline:
    """Return when a result is due and how that came about, by the rule of the day of receipt unless one is given.

    Receipt outside office hours counts as the next opening. Working days, days and months end at closing time, hours
    are office hours. Each stop (start, end) moves the due time as `after_stop` does. Raises ValueError for an unknown
    unit or a negative amount, Refused for stops that overlap, end before they start or start before receipt.
    """
    if limit.amount < 0:
        raise ValueError("a time limit cannot be negative")
    received_at = clock.local(received_at)
    rule = rule or rule_on(received_at.date())
    start = calendar.next_opening(received_at)
    spans: Spans = ()
    if limit.in_hours:
        spans = calendar.taken(start, timedelta(hours=limit.amount))
        ends_on, due_at = spans[-1][1].date(), spans[-1][1]
    else:
        ends_on = _last_day(calendar, start, limit, rule)
        due_at = calendar.closing(calendar.on_or_after(ends_on) if rule.end_moves else calendar.on_or_before(ends_on))
    first_due_at, ledger = due_at, []
    for began, ended in _in_order(received_at, stops):
        ledger.append(after_stop(calendar, due_at, began, ended, limit.in_hours, rule))
        due_at = ledger[-1].due_at
    return Deadline(received_at, limit, rule, start, ends_on, spans, first_due_at, tuple(ledger))


def due(
    calendar: WorkingCalendar,
    received_at: datetime,
    amount: int,
    unit: str,
    same_day_until: time | None = None,
    rule: DeadlineRule | None = None,
) -> datetime:
    """Return when a result is due without stops; the rest as `count` says."""
    return count(calendar, received_at, Limit(amount, unit, same_day_until), rule=rule).due_at


def after_stop(
    calendar: WorkingCalendar,
    due_at: datetime,
    started_at: datetime,
    ended_at: datetime,
    in_hours: bool,
    rule: DeadlineRule,
) -> Stopped:
    """Return one line of the ledger: the due time moves by the office time between start and end of a stop.

    The rule's hours (eight) are a working day. A limit in hours moves by whole days at the same time of day, then by
    the rest; any other limit stays at closing time, and a rest under a day counts as a day. A due time that was past
    when the stop began moves alike: a late case stays late.
    """
    spans, was = calendar.worked(started_at, ended_at), clock.local(due_at)
    days, rest = divmod(length(spans), timedelta(hours=rule.hours_per_day))
    if not in_hours:
        days, rest = days + bool(rest), timedelta()
    moved = was
    if spans:
        day = calendar.add_working_days(was.date(), days)
        moved = calendar.add(clock.at(day, was.time()), rest) if in_hours else calendar.closing(day)
    return Stopped(clock.local(started_at), clock.local(ended_at), spans, days, rest, was, moved)


def accept_by(calendar: WorkingCalendar, submitted_at: datetime, rule: DeadlineRule | None = None) -> datetime:
    """Return until when the counter accepts or refuses what was filed online: the rule's office hours later."""
    rule = rule or rule_on(clock.local_day(submitted_at))
    return calendar.add_hours(submitted_at, rule.accept_hours)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def _last_day(calendar: WorkingCalendar, start: datetime, limit: Limit, rule: DeadlineRule) -> date:
    """Return the day on which a limit that is not in hours ends, working day or not."""
    day, earlier = start.date(), int(rule.counts_receipt_day and limit.amount > 0)
    if limit.same_day_until is not None:
        return day if start.time() <= limit.same_day_until else calendar.next_working_day(day)
    if limit.unit == "working_day":
        return calendar.add_working_days(day, limit.amount - earlier)
    if limit.unit == "day":
        return day + timedelta(limit.amount - earlier)
    if limit.unit == "month":
        return add_months(day, limit.amount) - timedelta(earlier)
    raise ValueError(f"unknown unit of a time limit: {limit.unit}")


def _in_order(received_at: datetime, stops: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return the stops by their start. Raises Refused when they cannot all be true."""
    ordered = sorted((clock.local(start), clock.local(end)) for start, end in stops)
    for start, end in ordered:
        if end < start:
            raise Refused(f"Lần tạm dừng {_said(start, end)} kết thúc trước khi bắt đầu: sửa lại thời điểm.", "stop")
        if start < received_at:
            raise Refused(
                f"Lần tạm dừng {_said(start, end)} bắt đầu trước khi nhận hồ sơ ({received_at:%H:%M %d/%m/%Y}): "
                "chỉ ghi thời gian tạm dừng từ lúc nhận.",
                "stop",
            )
    for earlier, later in pairwise(ordered):
        if later[0] < earlier[1]:
            raise Refused(
                f"Lần tạm dừng {_said(*earlier)} và lần {_said(*later)} chồng lên nhau: gộp lại hoặc sửa thời điểm.",
                "stop",
            )
    return ordered


def _said(start: datetime, end: datetime) -> str:
    return f"{start:%H:%M %d/%m/%Y} – {end:%H:%M %d/%m/%Y}"
