"""Office time as one straight line: seconds in which offices are open, and the days on which people file. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

from motcua.core.clock import ZONE

HOUR = 3600


@dataclass(frozen=True)
class OfficeTime:
    """Working days in order, and the stretches in which offices are open on each of them (seconds of the day)."""

    days: Sequence[date]
    stretches: Sequence[tuple[int, int]]

    @cached_property
    def per_day(self) -> int:
        """Return the office seconds of a day."""
        return sum(end - start for start, end in self.stretches)

    def moment(self, position: int) -> datetime:
        """Return the moment at which `position` office seconds have passed since the first day's opening."""
        number, rest = divmod(position, self.per_day)
        for start, end in self.stretches:
            if rest < end - start:
                return _at(self.days[number], start + rest)
            rest -= end - start
        raise AssertionError("a day has no more seconds than its stretches")

    def position(self, moment: datetime) -> int:
        """Return the office seconds passed at a moment; outside office hours those until the next opening."""
        number = bisect_left(self.days, moment.date())
        passed = number * self.per_day
        if number == len(self.days) or self.days[number] != moment.date():
            return passed
        second = moment.hour * HOUR + moment.minute * 60 + moment.second
        return passed + sum(min(max(second - start, 0), end - start) for start, end in self.stretches)


class Arrivals:
    """On which days people file: by month's weight, fewer on days off, and only online on those."""

    def __init__(self, first: date, last: date, months: Sequence[int], working: frozenset[date]) -> None:
        self.days = [first + timedelta(n) for n in range((last - first).days + 1)]
        self.online = list(accumulate(months[d.month - 1] * (4 if d in working else 1) for d in self.days))
        self.office = list(accumulate(months[d.month - 1] * (d in working) for d in self.days))

    def at_home(self, random: Random) -> datetime:
        """Return when somebody files online: any day, mostly in the daytime, some in the evening."""
        second = int(random.triangular(6, 22.5, 9.5) * HOUR)
        return _at(self._day(self.online, random), second)

    def at_counter(self, random: Random, stretches: Sequence[tuple[int, int]]) -> datetime:
        """Return when somebody stands at the counter: in office hours, more in the morning."""
        start, end = stretches[0] if random.random() < 0.65 else stretches[-1]
        return _at(self._day(self.office, random), random.randrange(start + 300, end - 600))

    def _day(self, weights: Sequence[int], random: Random) -> date:
        return self.days[bisect_right(weights, random.randrange(weights[-1]))]


def seconds(moment: time) -> int:
    """Return the seconds since midnight of a wall-clock time."""
    return moment.hour * HOUR + moment.minute * 60 + moment.second


def _at(day: date, second: int) -> datetime:
    return datetime(
        day.year, day.month, day.day, second // HOUR, second % HOUR // 60, second % 60, tzinfo=ZONE
    )  # fmt: skip
