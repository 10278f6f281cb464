"""Small lines as plain SVG, without a script: where everything stands. The macro `line` of shared/sparks.html draws it.

The numbers belong in a table beside the picture; what has no value leaves a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil, floor, log10

Spot = tuple[float, float]
Range = tuple[float, float]
_RADIUS = 4
_FOOT = 22
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Spark:
    """A drawn line: `runs` of neighbouring values, `bands` where a value lies in a range, `marks` to stand beside.

    `ticks` are (y, words) at the left, `labels` (x, words) below; both empty for a bare line inside a text.
    """

    width: int
    height: int
    left: int
    bottom: float
    runs: list[str]
    dots: list[Spot]
    bands: list[str] = field(default_factory=list)
    marks: list[float] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    labels: list[tuple[float, str]] = field(default_factory=list)


def draw(
    values: Sequence[float | None], *, width: int = 160, height: int = 40, ranges: Sequence[Range | None] = (),
    marks: Collection[int] = (), said: Callable[[float], str] | None = None, labels: Mapping[int, str] | None = None,
    least: float | None = None, most: float | None = None,
) -> Spark | None:  # fmt: skip
    """Return the picture of a line; None where there is no value at all.

    `ranges` are the bounds of each value, `marks` the numbers of those before which something changes. `said` says a
    value at the left, `labels` what stands below some. The axis never goes beyond `least` and `most`.
    """
    known = [each for each in values if each is not None] + [end for each in ranges if each for end in each]
    if not known:
        return None
    low, high, step = _axis(min(known), max(known), least, most)
    left = 64 if said else _RADIUS + 2
    foot, top = height - (_FOOT if labels else 0) - _RADIUS - 2, _RADIUS + (8 if said else 2)
    gap = (width - left - _RADIUS - 8) / max(1, len(values) - 1)

    def x(number: float) -> float:
        return round(left + _RADIUS + number * gap, 1)

    def y(value: float) -> float:
        return round(foot - (value - low) * (foot - top) / (high - low), 1)

    spots = [None if value is None else (x(number), y(value)) for number, value in enumerate(values)]
    bands = [
        _joined([(x(number), y(each[0])), (x(number), y(each[1]))])
        for number, each in enumerate(ranges) if each and each[0] != each[1]
    ]  # fmt: skip
    return Spark(
        width, height, left, foot,
        _runs(spots), [spot for spot in spots if spot], bands, [x(number - 0.5) for number in sorted(marks)],
        [(y(low + n * step), said(low + n * step)) for n in range(round((high - low) / step) + 1)] if said else [],
        [(x(number), words) for number, words in sorted((labels or {}).items())],
    )  # fmt: skip


def _runs(spots: Sequence[Spot | None]) -> list[str]:
    groups = ([spot for spot in group if spot] for _, group in groupby(spots, key=bool))
    return [_joined(run) for run in groups if len(run) > 1]


def _joined(spots: Sequence[Spot]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in spots)


def _axis(least: float, greatest: float, floor_: float | None, roof: float | None) -> tuple[float, float, float]:
    """Return where the axis begins and ends, and how far apart its lines are: round numbers, at most five lines."""
    span = (greatest - least) or max(abs(greatest), 1) / 10
    rough = span / _TICKS
    size = 10.0 ** floor(log10(rough))
    step = next(size * each for each in (1, 2, 5, 10) if size * each >= rough)
    low, high = floor(least / step) * step, ceil(greatest / step) * step
    low, high = (low - step, high) if low == high else (low, high)
    low = low if floor_ is None else max(low, floor_)
    high = high if roof is None else min(high, roof)
    return (low, high, step) if high > low else (low, low + step, step)
