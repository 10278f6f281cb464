"""Following a unit over changes of places: which offices bear its series when, and which dossiers are its own. Pure.

Units follow one another as links say: communes, and departments. An *atom* is one chain of units from a first to a last
one, so that a unit that was split lies on several chains and one that came of several units too. What an office serves
and what is asked for are sets of atoms; a district's are those of its communes on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from motcua.core.errors import Phrase, Refused
from motcua.measures.rules import Step

_DAY = timedelta(1)
MOST_POINTS = 120


_MONTHS = {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: 12}


class Unit(NamedTuple):
    """A place or a department between two days (both included, None: open), and the district that it lies in."""

    first: date | None
    last: date | None
    above: str = ""


class Link(NamedTuple):
    """A unit became another one. Of the successors of a unit that was split one is the `default`."""

    before: str
    after: str
    default: bool = True


Atom = tuple[str, ...]
Area = frozenset[Atom]


class Stands(StrEnum):
    """Whether dossiers belong to what is asked for; where nobody can tell, where they are put meanwhile."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNSURE_INSIDE = "unsure_inside"
    UNSURE_OUTSIDE = "unsure_outside"

    @property
    def unsure(self) -> bool:
        return self in (Stands.UNSURE_INSIDE, Stands.UNSURE_OUTSIDE)


class Land:
    """All units, and what followed what."""

    def __init__(self, units: Mapping[str, Unit], districts: Mapping[str, Unit], links: Iterable[Link]) -> None:
        """`units` are communes and departments by key, `districts` by key what only has units in it."""
        self._units, self._districts = units, districts
        after: dict[str, list[str]] = defaultdict(list)
        self._split_off: set[tuple[str, str]] = set()
        for link in links:
            if link.before in units and link.after in units:
                after[link.before].append(link.after)
                self._split_off |= set() if link.default else {(link.before, link.after)}
        came = {key for keys in after.values() for key in keys}
        self._atoms: dict[str, set[Atom]] = defaultdict(set)
        for key in units:
            if key not in came:
                self._follow((key,), after)

    def _follow(self, chain: Atom, after: Mapping[str, list[str]]) -> None:
        following = after.get(chain[-1], ())
        for key in following:
            self._follow((*chain, key), after)
        if not following:
            for key in chain:
                self._atoms[key].add(chain)

    def area(self, key: str, day: date) -> Area:
        """Return what a unit or a district covered on a day; one that was not in being then: on the nearest day."""
        if key in self._units:
            return frozenset(self._atoms[key])
        if key not in self._districts:
            return frozenset()
        district = self._districts[key]
        then = min(max(day, district.first or day), district.last or date.max)
        return frozenset(atom for each in self._within(key, then) for atom in self._atoms[each])

    def _within(self, district: str, day: date) -> list[str]:
        return [
            key for key, unit in self._units.items()
            if unit.above == district and (unit.first or day) <= day <= (unit.last or day)
        ]  # fmt: skip

    def cuts(self) -> set[date]:
        """Return the days on which some unit or district begins, or no longer is."""
        everything = [*self._units.values(), *self._districts.values()]
        begins = {each.first for each in everything if each.first}
        return begins | {each.last + _DAY for each in everything if each.last}

    def stands(self, served: Area, told: Area, asked: Area) -> Stands:
        """Return where dossiers of an office belong that serves an area, with a place told down to another.

        A place outside what the office serves tells nothing. Where it cannot be known they are put inside when more
        than half of the old units are, of two halves that with the first of them; a part that was split off weighs
        nothing beside the default.
        """
        within = (told & served) or served
        if not within & asked:
            return Stands.OUTSIDE
        if within <= asked:
            return Stands.INSIDE
        weighed = frozenset(atom for atom in within if not self._is_split_off(atom)) or within
        inside = 2 * len(weighed & asked)
        more = inside > len(weighed) or (inside == len(weighed) and min(weighed) in asked)
        return Stands.UNSURE_INSIDE if more else Stands.UNSURE_OUTSIDE

    def _is_split_off(self, atom: Atom) -> bool:
        return any(pair in self._split_off for pair in pairwise(atom))


@dataclass(frozen=True, slots=True)
class Period:
    """One point of a series, both days included; `on` is the day at whose end being on time is judged."""

    name: str
    first: date
    last: date
    on: date


def periods(first: date, last: date, step: Step, today: date) -> list[Period]:
    """Return the points from `first` to `last`: "2025-06", "2025-Q2", "2025"; the outer ones may be shorter.

    Raises Refused (field "from") when `first` is after `last`, or for more than MOST_POINTS.
    """
    if first > last:
        raise Refused("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.", "from")
    found: list[Period] = []
    begin = first
    while begin <= last:
        if len(found) == MOST_POINTS:
            raise Refused(
                Phrase("Chuỗi dài quá %(most)s điểm: chọn kỳ ngắn hơn, hoặc bước dài hơn.", most=MOST_POINTS), "from"
            )
        after = _next(begin, step)
        end = min(last, after - _DAY)
        found.append(Period(_name(begin, step), begin, end, max(begin, min(end, today))))
        begin = after
    return found


def _next(day: date, step: Step) -> date:
    months = day.year * 12 + (day.month - 1) // _MONTHS[step] * _MONTHS[step] + _MONTHS[step]
    return date(months // 12, months % 12 + 1, 1)


def _name(day: date, step: Step) -> str:
    if step is Step.YEAR:
        return f"{day.year:04d}"
    return f"{day:%Y-%m}" if step is Step.MONTH else f"{day.year:04d}-Q{(day.month + 2) // 3}"


def runs(first: date, last: date, cuts: Iterable[date]) -> list[tuple[date, date]]:
    """Return the stretches of a period between the days on which something changes, both days included."""
    begins = [first, *sorted(day for day in set(cuts) if first < day <= last)]
    ends = [day - _DAY for day in begins[1:]]
    return list(zip(begins, [*ends, last], strict=True))


def bounds(above: int, below: int, unsure_above: int, unsure_below: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the lowest and the highest share, as (numerator, denominator), that any placing of unsure dossiers gives.

    `above` and `below` are what is sure. An empty denominator stays one.
    """
    missing = unsure_below - unsure_above
    low = (above, below + missing) if missing or below else (above + unsure_above, below + unsure_below)
    high = (above + unsure_above, below + unsure_above) if unsure_above or below else (above, below + missing)
    return low, high
