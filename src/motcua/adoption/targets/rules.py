"""What a target may be, how it is shared out, and what is missing to it. Exact, and pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from django.db.models import TextChoices

from motcua.core.errors import Phrase, Refused
from motcua.core.ratio import Ratio
from motcua.measures.indicators import INDICATORS
from motcua.measures.rules import DEFINITIONS, Countable, Definition, Unit

YEARS_AHEAD = 5
AIMS: dict[str, Definition] = {
    **DEFINITIONS,
    **{
        name: versions[-1] for name, versions in INDICATORS.items()
        if name not in DEFINITIONS and versions[-1].unit is Unit.PERCENT
    },
}  # fmt: skip
"""The definitions by which a target can be given: every share, in its present version."""
FORETOLD = frozenset(each.name for each in AIMS.values() if each.of is Countable.DOSSIERS)
"""Those whose year's end is foretold: what is counted month by month."""
STILL = frozenset({"digitised_dossiers", "electronic_results", "results_as_files", "services_with_filings"})
"""Of these, what was received already may still come to count; of the others only what is still to come can."""
_RATE = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?\s*%?", re.ASCII)


class ShareRule(TextChoices):
    """How a target is shared out among the offices below (cách chia chỉ tiêu)."""

    EQUAL = "equal", "Cùng một tỷ lệ"
    VOLUME = "volume", "Theo số hồ sơ"
    HAND = "hand", "Nhập từng cơ quan"


class Part(NamedTuple):
    """An office that gets a part of a target: of its `below` dossiers in the months before, `above` counted.

    `by_whom` are these by oneself, with help, and unknown; noughts where an indicator is not told apart so.
    """

    office: str
    above: int
    below: int
    by_whom: tuple[int, int, int] = (0, 0, 0)


def read_rate(typed: str, field: str) -> Fraction:
    """Return the share that a person typed, "70", "70,5" or "70.25 %". Raises Refused at its field."""
    found = _RATE.fullmatch(typed.strip())
    if not found:
        raise Refused("Nhập một tỷ lệ phần trăm, nhiều nhất hai chữ số thập phân, ví dụ 70 hoặc 72,5.", field)
    rate = Fraction(int(found[1] + (found[2] or "").ljust(2, "0")), 10_000)
    refuse_rate(rate, field)
    return rate


def refuse_rate(rate: Fraction, field: str) -> None:
    """Raise Refused at its field for a target that is nothing, or more than everything."""
    if rate > 1:
        raise Refused("Chỉ tiêu không thể quá 100 %.", field)
    if rate <= 0:
        raise Refused("Chỉ tiêu phải lớn hơn 0 %.", field)


def refuse_year(year: int, today: date) -> None:
    """Raise Refused for a year that is over, or too far away."""
    if not today.year <= year <= today.year + YEARS_AHEAD:
        raise Refused(
            Phrase("Chỉ giao chỉ tiêu cho các năm từ %(first)s đến %(last)s.",
                   first=today.year, last=today.year + YEARS_AHEAD),
        )  # fmt: skip


def ended(valid_to: date | None, year: int, today: date) -> bool:
    """Return whether an office that existed until `valid_to` has ended, or will have before the year of a target."""
    return valid_to is not None and valid_to < max(today, date(year, 1, 1))


def wanted(rate: Fraction, dossiers: int) -> int:
    """Return how many of so many dossiers must count to reach a rate."""
    return math.ceil(rate * dossiers)


def share_out(rule: ShareRule, rate: Fraction, parts: Sequence[Part]) -> dict[str, Fraction]:
    """Return the target of each office, by code, for EQUAL and VOLUME.

    By volume, what is missing to the rate over all is shared as each office has dossiers: all go up from where they
    are by the same number of points, none over 100 %; what one cannot take the others do. In dossiers of the months
    before the parts make exactly `wanted(rate, all)`; an office without dossiers gets the rate itself.
    Raises Refused by volume when there is no dossier at all.
    """
    if rule is ShareRule.EQUAL:
        return {part.office: rate for part in parts}
    whole = sum(part.below for part in parts)
    if not whole:
        raise Refused("Các tháng trước chưa có hồ sơ nào để chia theo: chọn cách chia khác.", "rule")
    some = [part for part in parts if part.below]
    counts = _whole_numbers(_level(some, wanted(rate, whole)))
    shared = {part.office: Fraction(count, part.below) for part, count in zip(some, counts, strict=True)}
    return {part.office: shared.get(part.office, rate) for part in parts}


def _level(parts: Sequence[Part], goal: int) -> list[Fraction]:
    """Return how many dossiers must count at each when all go up or down by the same points, from none to all."""

    def at(points: Fraction) -> list[Fraction]:
        return [min(max(part.above + points * part.below, Fraction(0)), Fraction(part.below)) for part in parts]

    shares = [Fraction(part.above, part.below) for part in parts]
    bends = sorted({-share for share in shares} | {1 - share for share in shares})
    low, high = 0, len(bends) - 1  # the sum grows with the points: 0 at the first bend, everything at the last
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum(at(bends[middle])) <= goal else (low, middle)
    before, after = sum(at(bends[low])), sum(at(bends[high]))
    part_way = Fraction(goal - before) / (after - before)
    return at(bends[low] + part_way * (bends[high] - bends[low]))


def _whole_numbers(exact: Sequence[Fraction]) -> list[int]:
    """Return whole numbers of the same sum, each the next one below or above; the largest remainders go up."""
    floors = [math.floor(each) for each in exact]
    short = int(sum(exact)) - sum(floors)
    first = sorted(range(len(exact)), key=lambda n: floors[n] - exact[n])[:short]
    return [floor + (n in first) for n, floor in enumerate(floors)]


def missing_by_hand(rate: Fraction, shares: Mapping[str, Fraction], parts: Sequence[Part]) -> int:
    """Return how many dossiers of the months before are missing when each office reaches just its own share; or 0."""
    whole = sum(part.below for part in parts)
    return max(0, math.ceil(rate * whole - sum(shares[part.office] * part.below for part in parts)))


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing to a target: so many are `needed` of the `expected` that are still to come, and of those that are
    there, do not count and `still` may.
    """

    needed: int
    expected: int
    still: int = 0

    @property
    def met(self) -> bool:
        return self.needed == 0

    @property
    def possible(self) -> bool:
        return self.needed <= self.expected + self.still


def gap(rate: Fraction, counted: Ratio, expected: int, *, still: bool = False) -> Gap | None:
    """Return what is missing, with `expected` more until the day; None when there is nothing to count at all.

    `still`: what was received already may still come to count.
    """
    whole = counted.denominator + expected
    if not whole:
        return None
    left = counted.denominator - counted.numerator if still else 0
    return Gap(max(0, wanted(rate, whole) - counted.numerator), expected, left)


def counts_procedures(definition: Definition) -> bool:
    """Return whether a definition counts procedures: their parts do not add up, and no more of them come by the day."""
    return definition.of is Countable.PROCEDURES


def pace(received: int, since: date, today: date, until: date) -> int:
    """Return how many dossiers come after `today` up to `until` if they come as they did from `since` to `today`."""
    days, left = (today - since).days + 1, (until - today).days
    if days < 1 or left < 1:
        return 0
    return (2 * received * left + days) // (2 * days)


def months_before(today: date) -> tuple[date, date]:
    """Return the first and last day of the twelve whole months before the month of a day."""
    last = today.replace(day=1) - timedelta(1)
    return date(today.year - 1, today.month, 1), last


def subject(year: int, office: str, indicator: str) -> str:
    """Return the journal subject of the targets of an office (a code) for a year."""
    return f"target/{year}/{office}/{indicator}"
