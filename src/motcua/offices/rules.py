"""Kinds of places and offices, codes and paths; office hours. Pure.

All moments are aware and answered in the zone of Viet Nam. When something is due is the matter of `deadlines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeAlias

from django.db.models import TextChoices

from motcua.core import clock

CODE = re.compile(r"H\d{2}(\.\d+){0,3}")
_LONGEST_BREAK = 60

# (start, end) of stretches of office time, in order.
Spans: TypeAlias = tuple[tuple[datetime, datetime], ...]


class PlaceLevel(TextChoices):
    """Level of an administrative unit (cấp đơn vị hành chính)."""

    PROVINCE = "province", "Tỉnh"
    DISTRICT = "district", "Huyện"
    COMMUNE = "commune", "Xã"


class Extent(TextChoices):
    """How much of a predecessor went into a successor."""

    WHOLE = "whole", "Toàn bộ"
    PART = "part", "Một phần"
    PART_DEFAULT = "part_default", "Một phần (mặc định)"


class Tier(TextChoices):
    """Tier of government to which an office belongs (cấp chính quyền)."""

    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class OfficeKind(TextChoices):
    """What an office is."""

    COMMITTEE = "committee", "Ủy ban nhân dân"
    DEPARTMENT = "department", "Sở, ngành"
    DIVISION = "division", "Phòng chuyên môn"
    SERVICE_CENTRE = "service_centre", "Trung tâm phục vụ hành chính công"
    COUNTER = "counter", "Bộ phận một cửa"


class DayKind(TextChoices):
    """What is special about a day."""

    OFF = "off", "Ngày nghỉ"
    MAKE_UP = "make_up", "Ngày làm bù"


def is_code(text: str) -> bool:
    """Return whether `text` has the form of an agency code: "H27", "H27.35", up to three further parts."""
    return CODE.fullmatch(text) is not None


def code_order(code: str) -> tuple[int, ...]:
    """Return a key that sorts agency codes as people count: H27.9 before H27.10."""
    return tuple(int(part) for part in code.removeprefix("H").split("."))


def path_ids(path: str) -> tuple[int, ...]:
    """Return the office ids of a path "/1/12/45/", root first, the office itself last."""
    return tuple(int(part) for part in path.strip("/").split("/"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of office hours on a weekday (0 is Monday), from `valid_from` to `valid_to`, both included."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether this stretch is in force on a day, whatever its weekday."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True, slots=True)
class Special:
    """What is special about a day, and what it is called."""

    kind: DayKind
    name: str = ""


USUAL_HOURS = tuple(
    Stretch(weekday, opens, closes)
    for weekday in range(5)
    for opens, closes in ((time(7), time(11, 30)), (time(13, 30), time(17)))
)


class BeyondCalendar(LookupError):
    """A day was asked for that this calendar was not built for."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When an office is open (lịch làm việc) between `first` and `last`.

    `hours` are groups of stretches, the office's own first: on a day the first group with a stretch in force counts.
    `special` says which days are off and which are made up. A make-up day on a weekday without hours has those of
    the first weekday that has some.
    """

    hours: tuple[tuple[Stretch, ...], ...] = (USUAL_HOURS,)
    special: Mapping[date, Special] = field(default_factory=dict)
    first: date = date.min
    last: date = date.max
    _known: dict[date, tuple[tuple[time, time], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def stretches(self, day: date) -> tuple[tuple[time, time], ...]:
        """Return the (opens, closes) of a day in order; empty when it is off. Raises BeyondCalendar.

        Each day is worked out once; the hours and special days of a calendar never change.
        """
        if day not in self._known:
            self._known[day] = self._stretches(day)
        return self._known[day]

    def _stretches(self, day: date) -> tuple[tuple[time, time], ...]:
        if not self.first <= day <= self.last:
            raise BeyondCalendar(f"{day} is not between {self.first} and {self.last}")
        special = self.special.get(day)
        if special and special.kind == DayKind.OFF:
            return ()
        group = next((found for rows in self.hours if (found := [row for row in rows if row.holds(day)])), [])
        weekday = day.weekday()
        if special and not any(row.weekday == weekday for row in group):
            weekday = min((row.weekday for row in group), default=weekday)
        return tuple(sorted((row.opens, row.closes) for row in group if row.weekday == weekday))

    def is_working_day(self, day: date) -> bool:
        """Return whether the office is open at some time of the day."""
        return bool(self.stretches(day))

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`. Raises BeyondCalendar when there is none for two months."""
        for ahead in range(1, _LONGEST_BREAK):
            if self.is_working_day(day + timedelta(ahead)):
                return day + timedelta(ahead)
        raise BeyondCalendar(f"no working day after {day}")

    def add_working_days(self, day: date, amount: int) -> date:
        """Return the `amount`-th working day after `day`; `day` itself when `amount` is 0."""
        for _ in range(amount):
            day = self.next_working_day(day)
        return day

    def on_or_after(self, day: date) -> date:
        """Return `day`, or the next working day when it is off."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def on_or_before(self, day: date) -> date:
        """Return `day`, or the working day before it when it is off. Raises BeyondCalendar as `next_working_day`."""
        for back in range(_LONGEST_BREAK):
            if self.is_working_day(day - timedelta(back)):
                return day - timedelta(back)
        raise BeyondCalendar(f"no working day before {day}")

    def closing(self, day: date) -> datetime:
        """Return when the office closes on a working day. Raises ValueError on a day off."""
        stretches = self.stretches(day)
        if not stretches:
            raise ValueError(f"{day} is not a working day")
        return clock.at(day, stretches[-1][1])

    def next_opening(self, at: datetime) -> datetime:
        """Return `at` when the office is open then (the closing minute counts), else when it opens next."""
        opens, _ = next(self._spans(at))
        return max(clock.local(at), opens)

    def add(self, at: datetime, amount: timedelta) -> datetime:
        """Return the earliest moment by which `amount` of office time has passed since `at`."""
        return self.taken(at, amount)[-1][1]

    def taken(self, at: datetime, amount: timedelta) -> Spans:
        """Return the office time from `at` on that makes up `amount`; one empty span when that is nothing."""
        spans: list[tuple[datetime, datetime]] = []
        left = amount
        for opens, closes in self._spans(at):
            start = max(opens, clock.local(at))
            if closes - start >= left:
                return (*spans, (start, start + left))
            if start < closes:
                spans.append((start, closes))
            left -= closes - start
        raise BeyondCalendar(f"{amount} after {at}")  # pragma: no cover

    def add_hours(self, at: datetime, hours: int = 0, minutes: int = 0) -> datetime:
        """Return the earliest moment by which so many office hours and minutes have passed since `at`."""
        return self.add(at, timedelta(hours=hours, minutes=minutes))

    def worked_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the office time between two moments; zero when `end` is not later."""
        return length(self.worked(start, end))

    def worked(self, start: datetime, end: datetime) -> Spans:
        """Return the stretches of office time between two moments; none when `end` is not later."""
        begin, until = clock.local(start), clock.local(end)
        spans = (
            (max(clock.at(day, opens), begin), min(clock.at(day, closes), until))
            for day in clock.days(begin.date(), until.date())
            for opens, closes in self.stretches(day)
        )
        return tuple((opened, closed) for opened, closed in spans if opened < closed)

    def _spans(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches that have not closed before `at`, one after another."""
        moment = clock.local(at)
        day = self.on_or_after(moment.date())
        while True:
            for opens, closes in self.stretches(day):
                if clock.at(day, closes) >= moment:
                    yield clock.at(day, opens), clock.at(day, closes)
            day = self.next_working_day(day)


def length(spans: Spans) -> timedelta:
    """Return how much office time some stretches are."""
    return sum((end - start for start, end in spans), timedelta())


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[date, Special]:
    """Return the days off and make-up days that the library `holidays` computes for Viet Nam in a year.

    A start only: it misses swaps that are announced late, and guesses years that are not announced yet.
    """
    from holidays import country_holidays  # slow to load, and only needed where a calendar is built

    found = country_holidays("VN", years=year, language="vi", expand=False)
    days = {day: Special(DayKind.OFF, name) for day, name in found.items()}
    made_up: set[date] = getattr(found, "weekend_workdays", set())
    return days | {day: Special(DayKind.MAKE_UP, "Làm bù") for day in made_up if day.year == year}
