"""Adding to the tables of figures: on PostgreSQL one statement a table, the rows passed as arrays. For `actions`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_type_hints

from django.db import connection

from motcua.measures.counting import COLUMNS, SERVICE_COLUMNS, Key, Late, positions, service_positions
from motcua.measures.rules import Seen
from motcua.measures.states import State
from motcua.measures.steps import StepKey, StepState

Place = tuple[str, str, str]
"""(axis, office code, day or month)."""
_BY = ("axis", "office")
_TYPES: dict[Any, str] = {int: "bigint", bool: "boolean", bool | None: "boolean", str: "text"}
_STATE_TYPES: list[Any] = [get_type_hints(State)[name] for name in State._fields]
_KEPT = ("code", "first_day", "known_day", "moved_day")


def add_all(counted: Mapping[Key, int]) -> None:
    """Add to every counter what it is to be moved by."""
    online: dict[Place, list[int]] = defaultdict(lambda: [0] * len(COLUMNS))
    service: dict[Place, list[int]] = defaultdict(lambda: [0] * len(SERVICE_COLUMNS))
    late: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0])
    for (axis, office, day, what), count in counted.items():
        if isinstance(what, Late):
            late[axis, office, day, what.day][0] += count
            continue
        _move(service[axis, office, day], service_positions(what), count)
        if isinstance(what, Seen):
            _move(online[axis, office, day], positions(what), count)
    for name, columns, days in (("", COLUMNS, online), ("service", SERVICE_COLUMNS, service)):
        day_table, month_table = ("daytally", "monthtally") if not name else ("serviceday", "servicemonth")
        add(day_table, (*_BY, "day"), columns, days)
        add(month_table, (*_BY, "month"), columns, _months(days))
    add("latetally", (*_BY, "day", "late_on"), ("steps",), late)
    if late:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM measures_latetally WHERE steps = 0")


def add_steps(ended: Mapping[StepKey, tuple[int, int, int]]) -> None:
    """Add the steps that ended."""
    add("steptally", StepKey._fields, ("count", "seconds", "late"), ended)


def _move(row: list[int], at: Iterable[int], count: int) -> None:
    for position in at:
        row[position] += count


def _months(days: Mapping[Place, list[int]]) -> dict[Place, list[int]]:
    months: dict[Place, list[int]] = {}
    for (axis, office, day), counts in days.items():
        key = axis, office, day[:7]
        months[key] = [a + b for a, b in zip(months[key], counts, strict=True)] if key in months else counts
    return months


def add(
    table: str, key: tuple[str, ...], columns: Sequence[str], changed: Mapping[Any, Sequence[int]]
) -> None:  # fmt: skip
    """Add to counters, row by row in key order; counters that nothing moves are left alone."""
    rows: list[tuple[Any, ...]] = [(*place, *counts) for place, counts in sorted(changed.items()) if any(counts)]
    name = f"measures_{table}"
    adding = ", ".join(f"{each} = {name}.{each} + excluded.{each}" for each in columns)
    _upsert(name, key, [*key, *columns], [str] * len(key) + [int] * len(columns), adding, rows)


def keep(states: Iterable[State]) -> None:
    """Keep dossiers as they stand; what was made of a later entry stays, so that their order does not matter."""
    table, (least, greatest) = "measures_dossierfacts", _extremes()
    later = f"excluded.number >= {table}.number"
    setting = [
        *(f"{name} = CASE WHEN {later} THEN excluded.{name} ELSE {table}.{name} END"
          for name in State._fields if name not in _KEPT),
        f"first_day = {least}({table}.first_day, excluded.first_day)",
        f"known_day = {greatest}({table}.known_day, excluded.known_day)",
        f"moved_day = {greatest}({table}.moved_day, excluded.moved_day)",
    ]  # fmt: skip
    _upsert(table, ("code",), State._fields, _STATE_TYPES, ", ".join(setting), sorted(states))


def keep_steps(states: Iterable[StepState]) -> None:
    """Keep steps as their last entry told of them, whatever the order."""
    table, (least, _greatest) = "measures_stepfacts", _extremes()
    fresh = f"excluded.entry >= {table}.entry"
    setting = [
        *(f"{name} = CASE WHEN {fresh} THEN excluded.{name} ELSE {table}.{name} END"
          for name in StepState._fields if name not in ("code", "number", "opened_day")),
        f"opened_day = {least}({table}.opened_day, excluded.opened_day)",
    ]  # fmt: skip
    types = [get_type_hints(StepState)[name] for name in StepState._fields]
    _upsert("measures_stepfacts", ("code", "number"), StepState._fields, types, ", ".join(setting), sorted(states))


def _extremes() -> tuple[str, str]:
    return ("least", "greatest") if connection.vendor == "postgresql" else ("min", "max")


def _upsert(
    table: str, key: Sequence[str], names: Sequence[str], types: Sequence[Any], setting: str,
    rows: Sequence[tuple[Any, ...]],
) -> None:  # fmt: skip
    if not rows:
        return
    postgres = connection.vendor == "postgresql"
    arrays = f"SELECT * FROM unnest({', '.join(f'%s::{_TYPES[each]}[]' for each in types)})"
    values = arrays if postgres else f"VALUES ({', '.join(['%s'] * len(names))})"
    statement = (
        f"INSERT INTO {table} ({', '.join(names)}) {values} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {setting}"
    )
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(statement, rows)
