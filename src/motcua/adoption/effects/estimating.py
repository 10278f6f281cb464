"""Offices that something was done for beside those it was not yet done for, before and after. Pure, plain Python.

Rates are shares of one. docs/decisions/effect-ranges.md says why the ranges are made this way and how they were tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist, fmean
from typing import NamedTuple

BEFORE = AFTER = 3
LEAST_OFFICES = 8
LEAST_A_MONTH = 10
_PRE, _POST = range(-BEFORE, 0), range(1, AFTER + 1)
_EARLIER = range(-2 * BEFORE, -BEFORE)
_NORMAL = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Panel:
    """Offices by months, numbered from 0: `counts[office][month]` is (numerator, denominator) of the rate.

    `touched` is the month of the first action for an office; it may lie before or after the panel.
    """

    months: int
    counts: Mapping[str, Sequence[tuple[int, int]]]
    touched: Mapping[str, int]


class Change(NamedTuple):
    """A rate over the months before and over those after."""

    before: float
    after: float

    @property
    def by(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Stack:
    """What changed at the offices touched in one month, and in the same months at those beside them.

    Beside stand offices that nothing was done for until the last of the months after.
    """

    month: int
    touched: dict[str, Change]
    beside: dict[str, Change]


class Estimate(NamedTuple):
    """The difference of the differences with its 95 % range, and of how many offices on each side."""

    effect: float
    low: float
    high: float
    touched: int
    beside: int

    @property
    def differs(self) -> bool:
        """Whether the range leaves zero out."""
        return self.low > 0 or self.high < 0


class Standing(StrEnum):
    """Whether an office that something was done for is compared, and if not, why."""

    COMPARED = "compared"
    TOO_EARLY = "too_early"  # no three months before it in the panel
    TOO_LATE = "too_late"  # the three months after it are not over
    TOO_FEW = "too_few"  # fewer than ten dossiers a month before or after
    ALONE = "alone"  # nobody left beside it


class Point(NamedTuple):
    """The mean rate on both sides, so many months after the action; None where no office has a dossier."""

    month: int
    touched: float | None
    beside: float | None


def stacks(panel: Panel) -> list[Stack]:
    """Return what can be compared, one stack for each month in which something was done for an office.

    Three months before and three after; the month itself is neither. An office with fewer than ten dossiers a month on
    either side is left out, and so is a month that has nobody beside it.
    """
    return _stacks(panel, _PRE, _POST)


def earlier(panel: Panel) -> list[Stack]:
    """Return the same offices in the six months before, halved: who moved apart then already did so without it."""
    return _stacks(panel, _EARLIER, _PRE)


def _stacks(panel: Panel, first: range, second: range) -> list[Stack]:
    found = []
    for month in sorted(set(panel.touched.values())):
        if month + first.start < 0 or month + AFTER >= panel.months:
            continue
        touched: dict[str, Change] = {}
        beside: dict[str, Change] = {}
        for office, counts in panel.counts.items():
            when = panel.touched.get(office)
            side = touched if when == month else beside if when is None or when > month + AFTER else None
            if side is not None and (change := _change(counts, month, first, second)):
                side[office] = change
        if touched and beside:
            found.append(Stack(month, touched, beside))
    return found


def _change(counts: Sequence[tuple[int, int]], month: int, first: range, second: range) -> Change | None:
    before, after = _rate(counts, month, first), _rate(counts, month, second)
    return None if before is None or after is None else Change(before, after)


def _rate(counts: Sequence[tuple[int, int]], month: int, span: range) -> float | None:
    chosen = [counts[month + each] for each in span]
    below = sum(each[1] for each in chosen)
    return sum(each[0] for each in chosen) / below if below >= LEAST_A_MONTH * len(span) else None


def standing(panel: Panel, found: Sequence[Stack], office: str) -> Standing:
    """Return whether an office that was touched is in one of the stacks, and if not, why."""
    month = panel.touched[office]
    if any(office in each.touched for each in found):
        return Standing.COMPARED
    if month < BEFORE:
        return Standing.TOO_EARLY
    if month + AFTER >= panel.months:
        return Standing.TOO_LATE
    return Standing.ALONE if _change(panel.counts[office], month, _PRE, _POST) else Standing.TOO_FEW


def sides(found: Sequence[Stack]) -> tuple[set[str], set[str]]:
    """Return the offices touched and those that stood beside them in some month."""
    return {office for each in found for office in each.touched}, {office for each in found for office in each.beside}


def means(found: Sequence[Stack]) -> tuple[Change, Change] | None:
    """Return the mean change of the offices touched and of those beside them; None for nothing to compare.

    Every office touched counts alike, and those beside a month as often as offices were touched in it: the difference
    of the two is the effect of `estimate`.
    """
    if not found:
        return None
    weights = [len(each.touched) for each in found]
    touched = [change for each in found for change in each.touched.values()]
    beside = [[fmean(part) for part in zip(*each.beside.values(), strict=True)] for each in found]
    return (
        Change(*(fmean(part) for part in zip(*touched, strict=True))),
        Change(*(fmean(part, weights) for part in zip(*beside, strict=True))),
    )


def estimate(found: Sequence[Stack]) -> Estimate | None:
    """Return the difference in differences with its range; None with fewer than eight offices on either side.

    The range is that of the cluster jackknife: the whole is worked out again without each office, so that months of one
    office that hang together make it no narrower. Student's t with the offices touched less one.
    """
    touched, beside = sides(found)
    if min(len(touched), len(beside)) < LEAST_OFFICES:
        return None
    sums = [(each, _sum(each.touched.values()), _sum(each.beside.values())) for each in found]
    effect, offices = _effect(sums, ""), touched | beside
    spread = sum((_effect(sums, office) - effect) ** 2 for office in offices)
    half = t_975(len(touched) - 1) * sqrt(spread * (len(offices) - 1) / len(offices))
    return Estimate(effect, effect - half, effect + half, len(touched), len(beside))


def _sum(changes: Iterable[Change]) -> float:
    return sum(change.by for change in changes)


def _effect(sums: Sequence[tuple[Stack, float, float]], without: str) -> float:
    """Return the effect without an office ("": with all); a month that has then nobody on one side is left out."""
    total, number = 0.0, 0
    for each, up, beside in sums:
        many, others = len(each.touched), len(each.beside)
        if without in each.touched:
            many, up = many - 1, up - each.touched[without].by
        elif without in each.beside:
            others, beside = others - 1, beside - each.beside[without].by
        if many and others:
            total, number = total + up - many * beside / others, number + many
    return total / number


def t_975(freedom: int) -> float:
    """Return the 97.5 % point of Student's t, from the normal one by its series: right to 0.001 from seven on."""
    z, n = _NORMAL, freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + float(sum(term / n**power for power, term in enumerate(terms, 1)))


def course(panel: Panel, found: Sequence[Stack]) -> list[Point]:
    """Return the mean rates from three months before to three months after, of the offices that are compared."""
    points = []
    for step in range(-BEFORE, AFTER + 1):
        touched = [_month(panel, office, each.month + step) for each in found for office in each.touched]
        beside = [_mean(_month(panel, office, each.month + step) for office in each.beside) for each in found]
        weighed = [(rate, len(each.touched)) for rate, each in zip(beside, found, strict=True) if rate is not None]
        weight = sum(many for _, many in weighed)
        others = sum(rate * many for rate, many in weighed) / weight if weight else None
        points.append(Point(step, _mean(touched), others))
    return points


def _month(panel: Panel, office: str, month: int) -> float | None:
    above, below = panel.counts[office][month]
    return above / below if below else None


def _mean(rates: Iterable[float | None]) -> float | None:
    known = [rate for rate in rates if rate is not None]
    return fmean(known) if known else None
