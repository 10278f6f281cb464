"""Offices by months without dossiers, in which something with a known effect was done: for trying an estimate on.

Rates differ by office, drift together by shocks that all share, and hang together from month to month at an office;
dossiers a month are few at small offices. Nothing else: what is estimated from it can only find what was put in.
"""

from __future__ import annotations

from math import log
from random import Random

from motcua.adoption.effects.estimating import Panel

_KEPT, _SHOCK = 0.6, 0.032
_LOWEST, _HIGHEST = 0.02, 0.98
_FEW = 60


def panel(
    seed: int, *, offices: int = 69, months: int = 24, touched: int = 24, effect: float = 0.05, at_once: bool = False
) -> Panel:
    """Return the panel of a seed; from the month of the action on, the rate of a touched office is `effect` higher.

    The actions fall in months 6 to 18, or all in month 9 (`at_once`).
    """
    draw = Random(f"effects {seed}")
    codes = [f"P{number:03d}" for number in range(offices)]
    common, level = [], 0.0
    for _ in range(months):
        level += draw.gauss(0.004, 0.01)
        common.append(level)
    when = {code: 9 if at_once else draw.randrange(6, 19) for code in draw.sample(codes, touched)}
    counts = {code: _office(draw, common, when.get(code, months), effect) for code in codes}
    return Panel(months, counts, when)


def _office(draw: Random, common: list[float], when: int, effect: float) -> list[tuple[int, int]]:
    usual, own = draw.gauss(0.6, 0.12), draw.gauss(0, 0.04)
    dossiers = max(10, int(draw.lognormvariate(log(90), 0.7)))
    counts = []
    for month, level in enumerate(common):
        own = _KEPT * own + draw.gauss(0, _SHOCK) if month else own
        rate = usual + level + own + (effect if month >= when else 0)
        counts.append((_hits(draw, dossiers, min(max(rate, _LOWEST), _HIGHEST)), dossiers))
    return counts


def _hits(draw: Random, tries: int, chance: float) -> int:
    """Return how many of some tries succeed: one by one where they are few, else by the normal that is all but it."""
    variance = tries * chance * (1 - chance)
    if tries < _FEW or variance < 9:
        return sum(draw.random() < chance for _ in range(tries))
    return min(max(round(draw.gauss(tries * chance, variance**0.5)), 0), tries)
