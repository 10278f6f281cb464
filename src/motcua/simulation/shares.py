"""Dividing whole numbers so that sums and published percentages come out exactly. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from motcua.core.ratio import Ratio


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole numbers in the proportion of `weights` that add up to `total` (largest remainders).

    Raises ValueError when there is something to divide and no weight to divide it by.
    """
    whole = sum(weights)
    if not whole:
        if total:
            raise ValueError("nothing to divide by")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def spread(total: int, rooms: Sequence[int], leanings: Sequence[int]) -> list[int]:
    """Return whole numbers that add up to `total`, none above its room, in the proportion of room × leaning.

    What finds no room goes to where room is left. Raises ValueError when all the rooms together are too small.
    """
    if total > sum(rooms):
        raise ValueError("more than the rooms can hold")
    parts = [0] * len(rooms)
    rest = total
    while rest:
        left = [room - part for room, part in zip(rooms, parts, strict=True)]
        weights = [a * max(b, 1) for a, b in zip(left, leanings, strict=True)]
        given = [min(a, b) for a, b in zip(split(rest, weights), left, strict=True)]
        parts = [a + b for a, b in zip(parts, given, strict=True)]
        rest -= sum(given)
    return parts


def published(percent: str, about: int) -> Ratio:
    """Return the share whose denominator is nearest to `about` and that is shown exactly as `percent` ("88.90").

    The smallest distance wins, then the larger denominator. Some percentages need a few hundred dossiers.
    """
    wanted = Fraction(percent) / 100
    for distance in range(max(about, 10_000)):
        for denominator in (about + distance, about - distance):
            if denominator > 0:
                share = Ratio(round(wanted * denominator), denominator)
                if share.percent() == percent:
                    return share
    raise ValueError(f"no share is shown as {percent}")
