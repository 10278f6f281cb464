"""Made-up offices by month, without dossiers: for the trials of statistics that must find a truth that is known.

The truth is no model of those statistics: levels walk at random with shocks that hit all offices of a province at once,
months scatter by a beta distribution, sizes differ a hundredfold, and campaigns come and fade.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

_SEASON = (0.8, 0.6, 0.9, 0.95, 1.0, 1.0, 1.02, 1.05, 1.05, 1.1, 1.1, 1.2)
_ALIKE = 60  # how alike the dossiers of a month are: the size of the beta distribution


@dataclass(frozen=True, slots=True)
class Panel:
    """By office and month: (online, all dossiers)."""

    rows: list[list[tuple[int, int]]]


def panel(seed: str, *, offices: int = 30, months: int = 24) -> Panel:
    """Return the months of so many offices of one province, January first; the same for the same seed."""
    random = Random(seed)
    shared, walked = [], 0.0
    for _ in range(months):
        walked += random.gauss(0.02, 0.06)
        shared.append(walked)
    return Panel([_office(random, shared) for _ in range(offices)])


def seen_early(row: list[tuple[int, int]], seed: str, *, counted: float, all_of_them: float) -> list[tuple[int, int]]:
    """Return what is seen of the months of an office when the last has just ended: the newest ones tell too little.

    Of the dossiers that will count in the end about the part `counted` does by the end of their month, of all those in
    the denominator the part `all_of_them`; the rest follows in the next months, ever more slowly.
    """
    random, slow = Random(seed), Random(seed).uniform(0.7, 1.3)
    seen = []
    for age, (online, count) in zip(range(len(row) - 1, -1, -1), row, strict=True):
        missing = slow * 0.3**age
        yes = sum(random.random() >= missing * (1 - counted) for _ in range(online))
        there = sum(random.random() >= missing * (1 - all_of_them) for _ in range(count - online))
        seen.append((yes, yes + there + (online - yes if all_of_them == 1 else 0)))
    return seen


def _office(random: Random, shared: list[float]) -> list[tuple[int, int]]:
    size = math.exp(random.gauss(math.log(90), 0.9))
    level, gain = random.gauss(-0.4, 0.7), random.gauss(0.03, 0.05)
    campaign, push = random.randrange(-12, len(shared)), random.gauss(0.25, 0.15)
    rows = []
    for month, of_all in enumerate(shared):
        level += gain * 0.93**month + random.gauss(0, 0.11)
        moved = push * 0.85 ** (month - campaign) if month >= campaign else 0.0
        share = 1 / (1 + math.exp(-(level + of_all + moved)))
        count = max(0, round(random.gauss(size * _SEASON[month % 12], 1.5 * math.sqrt(size))))
        chance = random.betavariate(max(share * _ALIKE, 0.01), max((1 - share) * _ALIKE, 0.01))
        rows.append((sum(random.random() < chance for _ in range(count)), count))
    return rows
