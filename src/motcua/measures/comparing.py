"""The same figures a year before, of the same offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from motcua.core.ratio import Ratio
from motcua.measures import queries
from motcua.measures.queries import Rates
from motcua.measures.rules import Figure, figure


@dataclass(frozen=True, slots=True)
class Before:
    """The days a year before, and the figures then by office id; an office that was not yet in being has none."""

    first: date
    last: date
    figures: dict[int, Figure]


def year_before(rates: Rates) -> Before:
    """Return what a table of rates was on the same days of the year before; everything in two statements.

    Each office with what lay below it then. 29 February is compared with the 28th.
    """
    first, last = _earlier(rates.first), _earlier(rates.last)
    offices = queries.in_being(first, last)
    top = next((each for each in offices if each.id == rates.total.office.id), None)
    if top is None:
        return Before(first, last, {})
    counts = queries.tallied(first, last, axis=rates.axis, under=top.path)
    sums = queries.subtrees(counts, [each for each in offices if each.path.startswith(top.path)])
    known = {each.id for each in offices}
    shown = {line.office.id for line in [*rates.rows, rates.total]} & known
    return Before(first, last, {each: figure(rates.definition, sums[each]) for each in shown})


def points(now: Ratio, then: Ratio) -> str | None:
    """Return by how many percentage points a share changed, such as "+4.2", rounded half away from zero to one decimal.

    None where one of both is empty.
    """
    if not now.denominator or not then.denominator:
        return None
    change = Fraction(now.numerator, now.denominator) - Fraction(then.numerator, then.denominator)
    tenths = floor(abs(change) * 1000 + Fraction(1, 2))
    sign = ("-" if change < 0 else "+") if tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def _earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
