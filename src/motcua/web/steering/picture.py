"""Two lines before and after as plain SVG, with the numbers in the table beneath. Needs no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from motcua.adoption.effects.estimating import Point

WIDTH, HEIGHT = 440, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 12, 16, 56
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Picture:
    """Where everything stands: `ticks` are (y, words), `months` (x, number), `zero` the x of the month itself."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    ticks: list[tuple[int, str]]
    months: list[tuple[int, int]]
    zero: int
    touched: list[tuple[int, int]]
    beside: list[tuple[int, int]]

    @staticmethod
    def path(spots: Sequence[tuple[int, int]]) -> str:
        """Return a line through some spots as the `points` of a polyline."""
        return " ".join(f"{x},{y}" for x, y in spots)


def draw(points: Sequence[Point], said: Callable[[float | None], str]) -> Picture | None:
    """Return the picture of a course; None where there is no rate at all. `said` says a share on the axis."""
    known = [rate for each in points for rate in (each.touched, each.beside) if rate is not None]
    if not known:
        return None
    step = next((each for each in _STEPS if (max(known) - min(known)) / each <= 4), _STEPS[-1])
    low, high = floor(min(known) / step), ceil(max(known) / step)
    high = max(high, low + 1)
    first, last = points[0].month, points[-1].month
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM

    def x(month: int) -> int:
        return round(_LEFT + 20 + (month - first) * (right - _LEFT - 40) / (last - first))

    def y(rate: float) -> int:
        return round(bottom - (rate / step - low) * (bottom - _TOP) / (high - low))

    return Picture(
        WIDTH, HEIGHT, _LEFT, right, _TOP, bottom,
        [(y(number * step), said(number * step)) for number in range(low, high + 1)],
        [(x(each.month), each.month) for each in points], x(0),
        [(x(each.month), y(each.touched)) for each in points if each.touched is not None],
        [(x(each.month), y(each.beside)) for each in points if each.beside is not None],
    )  # fmt: skip
