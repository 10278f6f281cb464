"""What a series counts: counters for offices that belong to it whole, single dossiers for the others by their place.

Each in one statement, exact at this moment: what the counters do not have yet is counted on the spot.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from motcua.filing.rules import Help
from motcua.measures import opening, queries, versions
from motcua.measures.counting import (
    COLUMNS,
    DOSSIERS,
    LATE,
    SERVICE_COLUMNS,
    Key,
    Late,
    changes,
    positions,
    service_positions,
)
from motcua.measures.rules import (
    DEFINITIONS,
    SIMULATED,
    Axis,
    Counted,
    Definition,
    Seen,
    judge,
    month_end,
    parts,
    pieces,
)
from motcua.measures.states import State, states_after

_DAY = timedelta(1)
_NUMBERS = 3 + len(Help)
_COUNTERS = """
    SELECT t.office, t.{period} AS period, {columns} FROM measures_{table} t
    WHERE t.axis = %(axis)s AND t.office IN ({offices}) AND t.{period} BETWEEN %({name}_from)s AND %({name}_to)s
"""
_LATE = """
    SELECT t.office, piece.begins AS period, t.steps FROM piece
    JOIN measures_latetally t ON t.day BETWEEN piece.begins AND piece.ends AND t.late_on <= piece.judged
    WHERE t.axis = %(axis)s AND t.office IN ({offices})
"""


class Piece(NamedTuple):
    """Days ("YYYY-MM-DD", both included) of one point between two changes; late is judged at the end of `on`."""

    first: str
    last: str
    on: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be counted: a definition, to which office dossiers belong, and the pieces, one after another."""

    definition: Definition
    axis: Axis
    pieces: Sequence[Piece]

    def piece_of(self, day: str) -> Piece | None:
        """Return the piece in which a day (or the first of a month) lies."""
        after = bisect_right(self.pieces, day, key=lambda piece: piece.first)
        return self.pieces[after - 1] if after and day <= self.pieces[after - 1].last else None

    @property
    def first(self) -> date:
        return date.fromisoformat(self.pieces[0].first)

    @property
    def last(self) -> date:
        return max(date.fromisoformat(piece.last) for piece in self.pieces)

    @property
    def office_column(self) -> str:
        return "competent_office" if self.axis == Axis.COMPETENT else "received_office"


Sums = dict[tuple[str, Piece], Counter[str]]
"""(office, piece) → column of the counters → count."""
Placed = dict[tuple[str, str, Piece], list[int]]
"""(office, place, piece) → [numerator, denominator, simulated, and of the numerator by oneself, with help, unknown]."""


def whole(wanted: Wanted, offices: Iterable[str]) -> Sums:
    """Return the counts of offices, each by itself, by piece. One statement."""
    values, listed = _values(wanted), sorted(set(offices))
    found: Sums = defaultdict(Counter)
    if not listed:
        return found
    names, held = _names(wanted.definition), _numbered(listed, values)
    nulls, sums = ", ".join(["NULL"] * len(names)), ", ".join(f"CAST(sum({name}) AS bigint)" for name in names)
    statement = (
        f"WITH {_pieces(wanted, values)} "
        f"SELECT office, period, {sums}, NULL, NULL FROM ({_counters(wanted, names, held, values)}) counted "
        f"GROUP BY office, period "
        f"UNION ALL SELECT office, period, {nulls}, CAST(sum(steps) AS bigint), 'late' "
        f"FROM ({_LATE.format(offices=held)}) late WHERE %(rule)s <> '' GROUP BY office, period "
        f"UNION ALL SELECT NULL, NULL, {nulls}, entry.number, entry.body {queries.BEHIND}"
    )
    codes = set(listed)
    for office, period, *counts, number, body in queries.selected(statement, values):
        if office is None:
            for key, change in changes(number, json.loads(body)).items():
                _add(found, wanted, codes, key, change)
            continue
        piece = _piece(wanted, period if len(period) == 10 else f"{period}-01")
        row = found[office, piece]
        row.update({LATE: number} if body == "late" else dict(zip(names, counts, strict=True)))
    return found


def placed(wanted: Wanted, offices: Iterable[str]) -> Placed:
    """Return what dossiers of offices make, by the place that they were told with, and by piece. One statement."""
    values, listed = _values(wanted), sorted(set(offices))
    sums: Placed = defaultdict(lambda: [0] * _NUMBERS)
    if not listed:
        return sums
    held, width = _numbered(listed, values), len(State._fields)
    entries, stored = [], []
    for office, place, first, *row in queries.selected(_placed_statement(wanted, held, values), values):
        numbers, state, entry = row[:_NUMBERS], row[_NUMBERS : _NUMBERS + width], row[_NUMBERS + width :]
        if entry[0] is not None:
            entries.append(opening.entry_of(entry))
        elif state[0] is None:
            row_of = sums[office, place, _piece(wanted, first)]
            row_of[:] = [a + b for a, b in zip(row_of, numbers, strict=True)]
        elif place == "late":
            late = State(*state)
            sums[office, late.place, _piece(wanted, late.received_day)][0] -= _is_late(wanted, late)
        else:
            stored.append(State(*state))
    _shift(sums, wanted, set(listed), stored, -1)
    _shift(sums, wanted, set(listed), states_after(entries), 1)
    return sums


def _placed_statement(wanted: Wanted, held: str, values: dict[str, Any]) -> str:
    definition, column = wanted.definition, wanted.office_column
    below, above = opening.met(wanted, values), opening.met(wanted, values, above=True)
    counted = f"{definition.stem}_seconds" if definition.span else "1"
    by_whom = [f"sum(CASE WHEN {above} AND help = '{each}' THEN 1 ELSE 0 END)" for each in _by_whom(definition)]
    sums, nothing = ", ".join(by_whom or ["0"] * len(Help)), ", ".join(["NULL"] * _NUMBERS)
    within = f"f.received_day BETWEEN piece.begins AND piece.ends AND f.{column} IN ({held})"
    codes = f"code IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)"
    return f"""{opening.TAIL}, {_pieces(wanted, values)}
        SELECT {column}, place, piece.begins, CAST(sum(CASE WHEN {above} THEN {counted} ELSE 0 END) AS bigint),
            sum(CASE WHEN {below} THEN 1 ELSE 0 END), sum(CASE WHEN simulated THEN 1 ELSE 0 END), {sums},
            {opening.NONE}, NULL, NULL, NULL, NULL
        FROM piece JOIN measures_dossierfacts f ON {within} GROUP BY {column}, place, piece.begins
        UNION ALL SELECT {column}, 'late', NULL, {nothing}, {opening.COLUMNS}, NULL, NULL, NULL, NULL
        FROM piece JOIN measures_dossierfacts f ON {within}
        WHERE %(rule)s <> '' AND late_steps <> '' AND substr(late_steps, 1, 10) <= piece.judged
        UNION ALL SELECT NULL, 'stored', NULL, {nothing}, {opening.COLUMNS}, NULL, NULL, NULL, NULL
        FROM measures_dossierfacts f WHERE {codes}
        UNION ALL SELECT NULL, NULL, NULL, {nothing}, {opening.NONE}, {opening.ENTRY} FROM tail
    """


def _by_whom(definition: Definition) -> list[str]:
    """Return by whom a numerator is told apart; nothing where it is not."""
    return Help.values if definition.by_help else []


def _names(definition: Definition) -> list[str]:
    return [*(f"{definition.stem}_{part}" for part in parts(definition)), SIMULATED]


def _counters(wanted: Wanted, names: list[str], held: str, values: dict[str, Any]) -> str:
    """Return the selects over the counters: whole months where one piece holds them, else days."""
    tables = "{}tally" if wanted.definition.name in DEFINITIONS else "service{}"
    selects: list[str] = []
    for kind, start, end in _stretches(wanted.pieces):
        name = f"part{len(selects)}"
        values |= {f"{name}_from": start, f"{name}_to": end}
        taken = versions.sources(date.fromisoformat(f"{start}-01"[:10]))
        told = ", ".join(f"{taken[each]} AS {each}" if each in taken else each for each in names)
        selects.append(_COUNTERS.format(period=kind, columns=told, table=tables.format(kind), offices=held, name=name))
    return " UNION ALL ".join(selects)


def _stretches(pieces_: Sequence[Piece]) -> list[tuple[str, str, str]]:
    """Return what has to be read, as `pieces` of `rules` has it, neighbouring months put together."""
    found: list[tuple[str, str, str]] = []
    for piece in pieces_:
        cuts = versions.cuts(date.fromisoformat(piece.first), date.fromisoformat(piece.last))
        for kind, start, end in (one for cut in cuts for one in pieces(*cut)):
            if found and kind == "month" and found[-1][0] == "month" and _follows(found[-1], start):
                found[-1] = (kind, found[-1][1], end)
            else:
                found.append((kind, start, end))
    return found


def _follows(before: tuple[str, str, str], month: str) -> bool:
    """Return whether a month goes on from those before, counted by the same versions."""
    next_day, begun = date.fromisoformat(f"{month}-01"), date.fromisoformat(f"{before[1]}-01")
    return month_end(date.fromisoformat(f"{before[2]}-01")) + _DAY == next_day and (
        versions.sources(begun) == versions.sources(next_day)
    )


def _numbered(listed: list[str], values: dict[str, Any]) -> str:
    values |= {f"office{number}": code for number, code in enumerate(listed)}
    return ", ".join(f"%(office{number})s" for number in range(len(listed)))


def _pieces(wanted: Wanted, values: dict[str, Any]) -> str:
    rows = []
    for number, piece in enumerate(wanted.pieces):
        names = [f"piece{number}_{part}" for part in Piece._fields]
        values |= dict(zip(names, piece, strict=True))
        rows.append(f"({', '.join(f'CAST(%({name})s AS text)' for name in names)})")
    return f"piece(begins, ends, judged) AS (VALUES {', '.join(rows)})"


def _values(wanted: Wanted) -> dict[str, Any]:
    return {"axis": Axis(wanted.axis).value, "rule": wanted.definition.rule, **opening.reader()}


def _piece(wanted: Wanted, day: str) -> Piece:
    piece = wanted.piece_of(day)
    assert piece is not None, day
    return piece


def _add(found: Sums, wanted: Wanted, codes: set[str], key: Key, change: int) -> None:
    axis, office, day, what = key
    piece = wanted.piece_of(day)
    if axis != wanted.axis or office not in codes or piece is None:
        return
    row = found[office, piece]
    if isinstance(what, Late):
        row[LATE] += change if what.day <= piece.on else 0
        return
    online = wanted.definition.name in DEFINITIONS
    if not online or isinstance(what, Seen):
        columns: tuple[str, ...] = COLUMNS if online else SERVICE_COLUMNS
        at: Callable[[Any], tuple[int, ...]] = positions if online else service_positions
        for name in versions.counted_in([columns[position] for position in at(what)], day):
            row[name] += change


def _shift(sums: Placed, wanted: Wanted, codes: set[str], states: Iterable[State], sign: int) -> None:
    """Take dossiers out of the sums of their places, or put them in."""
    definition = wanted.definition
    for state in states:
        piece = wanted.piece_of(state.received_day) if state.received_day else None
        office = state.office(wanted.axis)
        if piece is None or office not in codes:
            continue
        version = versions.version_at(definition, date.fromisoformat(state.received_day))
        stands = judge(version, state.seen(date.fromisoformat(piece.on))).counted
        above = getattr(state, f"{definition.stem}_seconds") if definition.span else 1
        row = sums[office, state.place, piece]
        row[0] += sign * above * (stands is Counted.ABOVE)
        row[1] += sign * (stands is not Counted.OUT)
        row[2] += sign * state.simulated
        for number, each in enumerate(_by_whom(definition), 3):
            row[number] += sign * (stands is Counted.ABOVE and state.help == each)


def _is_late(wanted: Wanted, state: State) -> int:
    seen = state.seen(date.fromisoformat(_piece(wanted, state.received_day).on))
    return int(seen is not None and seen.late)
