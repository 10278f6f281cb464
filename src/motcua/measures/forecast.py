"""How a year will end: an office's own months, with what all offices of its tier teach about how months go. Pure.

The online share of each month, on the scale of log-odds, is a level that drifts and a slope that fades; what a month
shows of it is blurred by the number of dossiers and by more than that. How much levels drift, slopes last and months
scatter is fitted over all offices of a tier together, and where an office shows little it is drawn to its tier: small
communes borrow strength. The year's end is drawn many times. How wide the ranges must be is tried on the past.

Of some indicators a month goes on changing after it is over: results come, dossiers turn late. Their last months teach
nothing; they are drawn like months to come, within what was counted of them already.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import NamedTuple

LEAST_MONTHS, LEAST_DOSSIERS = 3, 30
DRAWS = 1000
POINTS = 101
"""How many quantiles an outlook keeps, from the least draw to the largest."""
_ORIGINS, _HORIZON, _TRIAL_DRAWS = (3, 5, 7), 4, 120
_GRID = ((0.001, 0.005, 0.02, 0.05), (0.0, 0.0004, 0.002), (0.8, 0.95), (0.0, 0.02, 0.08))
_FEWEST_TRIALS, _USUAL_SCALE, _SCALES = 20, 1.25, (1.05, 2.0)


class Month(NamedTuple):
    """What was received in a month: `online` of `all` dossiers. Of months to come both may be broken numbers."""

    online: float
    all: float


class Volume(NamedTuple):
    """How many dossiers a month to come is expected to bring, give or take.

    Of a month that is not settled `sure` dossiers count already, and `lost` never will.
    """

    mean: float
    sd: float
    sure: float = 0.0
    lost: float = 0.0


class Settling(NamedTuple):
    """How a month goes on changing after it is over: whether dossiers come into the denominator, into or out of the
    numerator.
    """

    grows: bool
    gains: bool
    loses: bool


UNSETTLED = 2
"""How many whole months back a month may still change much."""


class Habits(NamedTuple):
    """How months go in a tier: how much level and slope drift (variances), how slopes last, how months scatter."""

    level: float
    slope: float
    lasting: float
    scatter: float


class Start(NamedTuple):
    """Where an office of a tier begins before anything is known of it."""

    mean: float
    between: float
    slope: float
    slope_between: float


@dataclass(frozen=True, slots=True)
class Fit:
    """What all offices of a tier teach. `tried` times the past was foretold; its range held the truth `held` times."""

    habits: Habits
    start: Start
    shock: float
    scale: float
    tried: int
    held: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The share at a year's end as `POINTS` quantiles of many draws, the least first."""

    quantiles: tuple[float, ...]

    @property
    def low(self) -> float:
        """One in ten ends below."""
        return self.quantiles[POINTS // 10]

    @property
    def middle(self) -> float:
        return self.quantiles[POINTS // 2]

    @property
    def high(self) -> float:
        """One in ten ends above."""
        return self.quantiles[POINTS - 1 - POINTS // 10]

    def chance(self, share: float) -> int:
        """Return in how many of a hundred ends the share is reached."""
        return round(100 * sum(1 for each in self.quantiles if each >= share) / POINTS)


History = Sequence[Month]
"""Whole months, oldest first. All histories of a tier end with the same month and are equally long."""
_Seen = list[tuple[float, float] | None]


def enough(history: History) -> bool:
    """Return whether an office has shown enough for a forecast."""
    return sum(1 for month in history if month.all) >= LEAST_MONTHS and (
        sum(month.all for month in history) >= LEAST_DOSSIERS
    )


def fit(histories: Sequence[History], *, seed: str) -> Fit:
    """Learn from the histories of all offices of a tier; those without a dossier teach nothing."""
    known = [history for history in histories if any(month.all for month in history)]
    if not known:
        raise ValueError("a tier without a dossier teaches nothing")
    start = _start(known)
    habits = _habits([_seen(history) for history in known], start)
    trials = _tried(known, habits, start, Random(seed))
    enough_of_them = len(trials) >= _FEWEST_TRIALS
    scale = sorted(trials)[int(0.8 * len(trials))] if enough_of_them else _USUAL_SCALE
    scale = min(max(scale, _SCALES[0]), _SCALES[1])
    return Fit(habits, start, _shock(known), scale, len(trials), sum(1 for each in trials if each <= scale))


def volumes(history: History, tier: Sequence[float], months: int) -> list[Volume]:
    """Return what the next months bring: the office's own size of the last year, by the season of its tier.

    `tier` are the dossiers of the tier by month, as long as the history; a year with an empty month has no season.
    """
    year = history[-12:]
    first = next((n for n, month in enumerate(year) if month.all), len(year))
    size = sum(month.all for month in year) / max(1, len(year) - first)
    usual = sum(tier[-12:]) / 12 if len(tier) >= 12 and all(tier[-12:]) else 0.0
    found = []
    for ahead in range(months):
        season = tier[len(tier) - 12 + ahead % 12] / usual if usual else 1.0
        mean = size * season
        found.append(Volume(mean, 1.5 * math.sqrt(mean) + 0.1 * mean))
    return found


def unsettled(known: Month, expected: Volume, settling: Settling, *, left: float = 0.0) -> Volume:
    """Return what a month will have brought that is over, or of which the part `left` (of 1) is to come.

    `expected` is what a month like it brings as a whole.
    """
    mean, sd = known.all + expected.mean * left, expected.sd * math.sqrt(left)
    if settling.grows and expected.mean > mean:
        mean, sd = expected.mean, expected.sd
    sure = 0.0 if settling.loses else known.online
    return Volume(mean, sd, sure, 0.0 if settling.gains else known.all - known.online)


def forecast(
    history: History, learned: Fit, so_far: Month, ahead: Sequence[Volume], *, seed: str, draws: int = DRAWS
) -> Outlook | None:
    """Return the outlook of a year that has `so_far` and the months `ahead`; None when there is too little to go by.

    The same seed gives the same outlook. No end is drawn that what was counted already rules out.
    """
    if not enough(history):
        return None
    habits = learned.habits._replace(level=learned.habits.level + learned.shock)
    ends = _draw(_seen(history), habits, learned.start, so_far, ahead, Random(seed), draws, learned.scale)
    return Outlook(tuple(ends[round(n * (draws - 1) / (POINTS - 1))] for n in range(POINTS)))


def _odds(month: Month) -> tuple[float, float] | None:
    """Return the log-odds of a month and their variance; None without a dossier."""
    if not month.all:
        return None
    yes, no = month.online + 0.5, month.all - month.online + 0.5
    return math.log(yes / no), 1 / yes + 1 / no


def _seen(history: History) -> _Seen:
    return [_odds(month) for month in history]


def _follow(seen: _Seen, habits: Habits, start: Start) -> tuple[float, float, float, float, float, float]:
    """Follow one office through its months (Kalman): level, slope, their variances and covariance, log-likelihood."""
    drift, turn, lasting, scatter = habits
    level, between, slope, vs = start
    vl, cov, likelihood = between, 0.0, 0.0
    for month in seen:
        level, slope = level + slope, lasting * slope
        vl, cov, vs = vl + 2 * cov + vs + drift, lasting * (cov + vs), lasting * lasting * vs + turn
        if month is None:
            continue
        shown, blur = month
        whole, error = vl + blur + scatter, shown - level
        likelihood -= 0.5 * (math.log(whole) + error * error / whole)
        gain, tilt = vl / whole, cov / whole
        level, slope = level + gain * error, slope + tilt * error
        vl, cov, vs = vl - gain * vl, cov - gain * cov, vs - tilt * cov
    return level, slope, vl, cov, vs, likelihood


def _draw(
    seen: _Seen, habits: Habits, start: Start, so_far: Month, ahead: Sequence[Volume], random: Random, draws: int,
    scale: float,
) -> list[float]:  # fmt: skip
    """Return the share at the end of so many draws, sorted."""
    gauss, exp, sqrt = random.gauss, math.exp, math.sqrt
    level, slope, vl, cov, vs, _ = _follow(seen, habits, start)
    a = sqrt(max(vl, 1e-9))
    b = cov / a
    c = sqrt(max(vs - b * b, 1e-12))
    drift, turn, scatter = (scale * sqrt(each) for each in (habits.level, habits.slope, habits.scatter))
    ends = []
    for _ in range(draws):
        first, second = gauss(0, scale), gauss(0, scale)
        here, going = level + a * first, slope + b * first + c * second
        online, whole = so_far
        for mean, sd, sure, lost in ahead:
            here, going = here + going + gauss(0, drift), habits.lasting * going + gauss(0, turn)
            share = 1 / (1 + exp(-min(max(here + gauss(0, scatter), -30), 30)))
            came = max(sure + lost, mean + gauss(0, sd)) if sd else mean
            online += min(max(came * share + gauss(0, sqrt(came * share * (1 - share))), sure), came - lost)
            whole += came
        ends.append(online / whole if whole else 0.0)
    return sorted(ends)


def _start(known: Sequence[History]) -> Start:
    """Return mean and spread of the offices' first months (by moments), and the slope of all together."""
    first = [
        odds
        for history in known
        if (odds := _odds(_together([month for month in history if month.all][:3])))
    ]  # fmt: skip
    mean = sum(shown for shown, _ in first) / len(first)
    between = sum((shown - mean) ** 2 - blur for shown, blur in first) / len(first)
    whole = [odds for month in _by_month(known) if (odds := _odds(month))]
    slope = (whole[-1][0] - whole[0][0]) / max(1, len(whole) - 1)
    return Start(mean, max(0.05, between), slope, 0.05**2)


def _habits(seen: Sequence[_Seen], start: Start) -> Habits:
    """Return the habits on the grid under which the tier's months are likeliest, found one after the other, twice."""
    best = Habits(*(values[len(values) // 2] for values in _GRID))
    known: dict[Habits, float] = {}

    def likelihood(habits: Habits) -> float:
        if habits not in known:
            known[habits] = sum(_follow(each, habits, start)[5] for each in seen)
        return known[habits]

    for _ in range(2):
        for name, values in zip(Habits._fields, _GRID, strict=True):
            best = max((best._replace(**{name: value}) for value in values), key=likelihood)
    return best


def _shock(known: Sequence[History]) -> float:
    """Return half the variance of how all offices together change from month to month: what hits them all at once."""
    whole = [odds[0] for month in _by_month(known) if (odds := _odds(month))]
    steps = [after - before for before, after in pairwise(whole)]
    if len(steps) < LEAST_MONTHS:
        return 0.0
    mean = sum(steps) / len(steps)
    return 0.5 * sum((step - mean) ** 2 for step in steps) / (len(steps) - 1)


def _tried(known: Sequence[History], habits: Habits, start: Start, random: Random) -> list[float]:
    """Stand at earlier months, foretell the next ones, and return how far off each was, in half-ranges."""
    length, found = len(known[0]), []
    for back in _ORIGINS:
        if length - back < 8:
            continue
        for history in known:
            past, future = history[: length - back], _together(history[length - back :][:_HORIZON])
            if future.all < 15 or not any(month.all for month in past):
                continue
            ahead = [Volume(month.all, 0) for month in history[length - back :][:_HORIZON]]
            ends = _draw(_seen(past), habits, start, Month(0, 0), ahead, random, _TRIAL_DRAWS, 1.0)
            half = max((ends[int(0.9 * _TRIAL_DRAWS)] - ends[int(0.1 * _TRIAL_DRAWS)]) / 2, 1e-6)
            found.append(abs(future.online / future.all - ends[_TRIAL_DRAWS // 2]) / half)
    return found


def _together(months: Iterable[Month]) -> Month:
    rows = list(months)
    return Month(sum(month.online for month in rows), sum(month.all for month in rows))


def _by_month(histories: Sequence[History]) -> list[Month]:
    return [_together(months) for months in zip(*histories, strict=True)]
