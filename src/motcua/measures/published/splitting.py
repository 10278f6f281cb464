"""What may be published of the parts of some rows that make up a whole: coarse parts first, then who did it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.measures.published.hiding import Table, hide, small

Numbers = tuple[int | None, ...]
"""Counts; None: not published."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A row as it may be published: of what it received the parts (above, only below, neither), and of `above` who."""

    coarse: Numbers
    by_whom: Numbers


Counts = tuple[Sequence[int], Sequence[int]]
"""(above, only below, neither) and (by oneself, helped, unknown); the second sums to above, or is empty."""


def withheld(rows: int) -> list[Parts]:
    """Return rows of which nothing is published."""
    return [Parts((None,) * 3, (None,) * 3)] * rows


def publish(rows: Sequence[Counts], *, fixed: bool = False) -> list[Parts]:
    """Return what may be published of rows and, as the last, of their sum.

    How much each row received is published, too: it must be 0 or no small count, and so must be that of all. `fixed`:
    the sums are published elsewhere, whatever is hidden here; where one of them is small, nothing is.
    """
    coarse = [list(parts) for parts, _ in rows]
    sums = [sum(column) for column in zip(*coarse, strict=True)] if coarse else [0, 0, 0]
    if small(sum(sums)) or (fixed and any(small(each) for each in sums)):
        return withheld(len(rows) + 1)
    table: Table = coarse if fixed else [*coarse, sums]
    hidden = hide(table, total=not fixed)
    shown = _shown([*coarse, sums], hidden)
    by_whom = _by_whom([list(own) for _, own in rows], [row[0] for row in shown], fixed)
    return [Parts(parts, own) for parts, own in zip(shown, by_whom, strict=True)]


def _by_whom(rows: Table, above: Sequence[int | None], fixed: bool) -> list[Numbers]:
    """Return who did what is above the line, of rows and of their sum, which is the last of `above`.

    Rows of which even the number above is hidden stand together as one: what they hold together can be worked out.
    """
    nothing: list[Numbers] = [(0,) * 3 if each == 0 else (None,) * 3 for each in above]
    if not any(rows) or above[-1] is None:
        return nothing
    open_rows = [number for number, row in enumerate(rows) if above[number] is not None]
    closed_rows = [number for number, row in enumerate(rows) if above[number] is None]
    together = [sum(rows[number][part] for number in closed_rows) for part in range(3)]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    if fixed and any(small(each) for each in sums):
        return nothing
    table = [*(rows[number] for number in open_rows), *([together] if closed_rows else []), *([] if fixed else [sums])]
    shown = _shown([*table, *([sums] if fixed else [])], hide(table, total=not fixed))
    found: dict[int, Numbers] = dict(zip(open_rows, shown, strict=False))
    if closed_rows:
        none = tuple(0 if each == 0 else None for each in shown[len(open_rows)])
        found |= dict.fromkeys(closed_rows, none)
    return [*(found[number] for number in range(len(rows))), shown[-1]]


def _shown(table: Table, hidden: frozenset[tuple[int, int]]) -> list[Numbers]:
    return [
        tuple(None if (r, c) in hidden else count for c, count in enumerate(row)) for r, row in enumerate(table)
    ]  # fmt: skip
