"""No hidden cell of a published table can be solved from what is published: tables, and a reader who tries."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.measures.published.hiding import LEAST, hide, merge, small


@pytest.mark.parametrize(
    ("table", "hidden"),
    [
        ([[10, 20], [30, 40]], set()),
        ([[0, 20], [30, 0]], set()),
        ([[3, 20], [30, 40]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([[3, 20, 9], [30, 40, 50], [70, 60, 80]], {(0, 0), (0, 2), (1, 0), (1, 2)}),
        ([[2, 20], [2, 30], [90, 40]], {(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)}),
        ([[12], [30]], set()),
        ([[0, 0], [30, 40]], set()),
        ([], set()),
    ],
)
def test_cells_are_hidden_by_hand_worked_cases(table, hidden):
    assert hide(table) == hidden


@pytest.mark.parametrize(
    ("sums", "rows"),
    [
        ([9, 8], [[0], [1]]),
        ([9, 2, 8], [[0], [1, 2]]),
        ([1, 2, 90, 80, 7], [[2], [3], [0, 1, 4]]),
        ([4, 1, 0, 50], [[2], [3], [0, 1]]),
        ([3], [[0]]),
        ([], []),
    ],
)
def test_rows_with_few_are_put_together_with_the_next_smallest(sums, rows):
    assert merge(sums) == rows


_COUNTS = st.one_of(st.integers(0, 7), st.integers(0, 60))


@st.composite
def tables(draw):
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    return [draw(st.lists(_COUNTS, min_size=width, max_size=width)) for _ in range(height)]


def prepared(table, total):
    """Put rows with small sums together, as what publishes does; None where a sum that must be published is small."""
    rows = [
        [sum(table[position][column] for position in group) for column in range(len(table[0]))]
        for group in merge([sum(row) for row in table])
    ]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    fixed = [sum(row) for row in rows] + ([sum(sums)] if total else sums)
    return None if any(small(each) for each in fixed) else [*rows, *([sums] if total else [])]


def solved(unknown, equations):
    """Return the unknowns that a reader finds: by solving the equations, or because nothing but one count fits.

    `equations` are ({unknown: 1 or -1}, sum). By elimination over fractions, and by narrowing what each can be.
    """
    order = sorted(unknown)
    matrix = [[Fraction(names.get(name, 0)) for name in order] + [Fraction(total)] for names, total in equations]
    found, at = set(), 0
    for column in range(len(order)):
        pivot = next((row for row in range(at, len(matrix)) if matrix[row][column]), None)
        if pivot is None:
            continue
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        matrix[at] = [value / matrix[at][column] for value in matrix[at]]
        for row in range(len(matrix)):
            if row != at and matrix[row][column]:
                factor = matrix[row][column]
                matrix[row] = [a - factor * b for a, b in zip(matrix[row], matrix[at], strict=True)]
        at += 1
    for row in matrix:
        named = [name for name, value in zip(order, row[:-1], strict=True) if value]
        if len(named) == 1:
            found.add(named[0])
    return found | narrowed(order, equations)


def narrowed(order, equations):
    """Return the unknowns for which the equations leave one count, none being less than 0."""
    low, high = dict.fromkeys(order, 0), dict.fromkeys(order, 10**6)
    for _ in range(30):
        for names, total in equations:
            for name, sign in names.items():
                ends = sorted(
                    sign * (total - sum(s * (low, high)[(s > 0) == top][n] for n, s in names.items() if n != name))
                    for top in (True, False)
                )
                low[name], high[name] = max(low[name], ends[0]), min(high[name], ends[1])
    return {name for name in order if low[name] == high[name]}


def known_sums(table, hidden, total):
    """Return the equations that published cells and sums make about the hidden ones."""
    last = len(table) - 1 if total else -1
    lines = [{(r, c): 1 for c in range(len(table[0]))} for r in range(len(table))]
    lines += [{(r, c): -1 if r == last else 1 for r in range(len(table))} for c in range(len(table[0]))]
    unknown = [{cell: sign for cell, sign in line.items() if cell in hidden} for line in lines]
    return [(line, sum(sign * table[r][c] for (r, c), sign in line.items())) for line in unknown if line]


@given(tables(), st.booleans())
def test_no_hidden_cell_can_be_solved(table, total):
    rows = prepared(table, total)
    if rows is None:
        return
    hidden = hide(rows, total=total)
    published = {(r, c) for r in range(len(rows)) for c in range(len(rows[0]))} - hidden
    assert not any(small(rows[r][c]) for r, c in published)
    equations = known_sums(rows, set(hidden), total)
    assert solved(hidden, equations) == set()
    assert all(summed >= LEAST for signed, summed in equations if set(signed.values()) == {1})


def test_a_large_table_is_hidden_in_a_moment():
    table = [[(n * n * 7 + 3) % 11, (n * 13) % 61, 5 + (n * 29) % 300] for n in range(120)]
    hidden = hide([*table, [sum(column) for column in zip(*table, strict=True)]], total=True)
    assert len([cell for cell in hidden if cell[1] == 2]) < 60
