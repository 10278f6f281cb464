"""Hiding small cells of a published table so that none can be worked out from what is published beside them. Pure.

A table has rows and columns of counts. The sum of every row is always published; so is that of every column, unless it
stands in the table as its last row, where it can be hidden, too. Small counts are hidden, and further cells with them
until no reader can solve one: a hidden cell is safe when dossiers could be moved around a ring of hidden cells, so that
all sums stay and this cell changes, and when the hidden cells of each line together are no small count either.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

LEAST = 5
"""The least count that is published; 0 is, too, where nothing else needs it hidden."""
Cell = tuple[int, int]
"""(row, column)."""
Table = Sequence[Sequence[int]]
Line = tuple[str, int]


def small(count: int) -> bool:
    """Return whether a count is too small to be published."""
    return 0 < count < LEAST


def hide(table: Table, *, total: bool = False) -> frozenset[Cell]:
    """Return which cells of a table are hidden. The same table always hides the same cells.

    `total`: the last row is the sum of the others. The sums of rows, and without `total` of columns, must be 0 or no
    small counts: `merge` sees to the rows.
    """
    found = _Hiding(table, len(table) - 1 if total else -1)
    while (weak := found.weak_line() or found.weak_cell()) is not None:
        left = [cell for cell in weak if cell not in found.hidden] or sorted(set(found.useful) - found.hidden)
        if not left:
            break
        found.hidden.add(min(left, key=found.rank))
    return frozenset(found.hidden)


def merge(counts: Sequence[int]) -> list[list[int]]:
    """Return the rows of a table by position, those with small sums put together with the next smallest.

    Rows stay in their order, what is put together comes last. Nothing is put together when no sum is small. Where all
    together are small there is one row, which must not be published.
    """
    few = [position for position, count in enumerate(counts) if small(count)]
    if not few:
        return [[position] for position in range(len(counts))]
    rest = sorted((p for p, count in enumerate(counts) if count >= LEAST), key=lambda p: (counts[p], p))
    while rest and (len(few) < 2 or sum(counts[p] for p in few) < LEAST):
        few.append(rest.pop(0))
    return [[position] for position in range(len(counts)) if position not in few] + [sorted(few)]


@dataclass
class _Hiding:
    table: Table
    total: int
    hidden: set[Cell] = field(default_factory=set)
    safe: set[Cell] = field(default_factory=set)

    def __post_init__(self) -> None:
        # What rows and columns hold that hold nothing at all, their sums tell.
        columns = [c for c in range(len(self.table[0])) if any(row[c] for row in self.table)] if self.table else []
        self.useful = [(r, c) for r, row in enumerate(self.table) if any(row) for c in columns]
        self.lines: dict[Line, list[Cell]] = defaultdict(list)
        for r, c in self.useful:
            self.lines["row", r].append((r, c))
            self.lines["column", c].append((r, c))
        self.hidden = {(r, c) for r, c in self.useful if small(self.table[r][c])}

    def rank(self, cell: Cell) -> tuple[bool, bool, int, int, Cell]:
        """Return what is hidden first: what holds something, no total, what closes a ring, the smallest."""
        count = self.table[cell[0]][cell[1]]
        crossed = any(r == cell[0] for r, _ in self.hidden) + any(c == cell[1] for _, c in self.hidden)
        return not count, cell[0] == self.total, -crossed, count, cell

    def weak_line(self) -> list[Cell] | None:
        """Return the cells of a row or column where what is hidden is one cell, or small together."""
        for where in self.lines:
            line = self.lines[where]
            mine = [cell for cell in line if cell in self.hidden]
            summed = where[0] == "row" or all(r != self.total for r, _ in mine)
            few = len(mine) < 2 or (summed and small(sum(self.table[r][c] for r, c in mine)))
            if mine and few and len(mine) < len(line):
                return line
        return None

    def weak_cell(self) -> list[Cell] | None:
        """Return the row and column of a hidden cell that cannot change; cells found safe stay so."""
        for cell in sorted(self.hidden - self.safe):
            if not self._may_change(cell):
                return [*self.lines["row", cell[0]], *self.lines["column", cell[1]]]
            self.safe.add(cell)
        return None

    def _may_change(self, cell: Cell) -> bool:
        """Return whether one dossier more, or one fewer, in a cell can be made up for by other hidden cells."""
        ends: tuple[Line, Line] = ("row", cell[0]), ("column", cell[1])
        row, column = ends if cell[0] != self.total else ends[::-1]
        one_fewer = self.table[cell[0]][cell[1]] > 0
        return self._reaches(cell, column, row) or (one_fewer and self._reaches(cell, row, column))

    def _reaches(self, without: Cell, start: Line, end: Line) -> bool:
        """Return whether one can go from a line to another over hidden cells.

        From its row to its column each cell takes a dossier more, the other way one fewer, where there is one; in the
        row of totals it is the other way round, since a column and its total must stay equal.
        """
        seen, waiting = {start}, deque([start])
        while waiting:
            here = waiting.popleft()
            for r, c in self.lines[here]:
                fewer = (here[0] == "column") == (r != self.total)
                if (r, c) not in self.hidden or (r, c) == without or (fewer and not self.table[r][c]):
                    continue
                other: Line = ("column", c) if here[0] == "row" else ("row", r)
                if other == end:
                    return True
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return False
