"""Following the journal into the counters, and counting again from the beginning."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.db import connection, transaction

from motcua.journal import actions as journal
from motcua.journal.queries import Position, Stored
from motcua.measures.definitions import COLUMNS, positions
from motcua.measures.foretelling import foretell as foretell
from motcua.measures.models import DayTally, MonthTally
from motcua.measures.rules import DOSSIERS, READER, Key, changes

FIRST_LOAD = 50_000
Place = tuple[str, str, str]
"""(axis, office code, day or month)."""
_ARRAYS = f"SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]{', %s::bigint[]' * len(COLUMNS)})"
_VALUES = f"VALUES ({', '.join(['%s'] * (3 + len(COLUMNS)))})"


def roll_up(limit: int = 1000) -> int:
    """Take the next entries of the journal into the counters and return how many were read; 0: nothing to do."""
    return journal.read(READER, _count, limit=limit)


def catch_up(*, report: Callable[[int], None] = lambda read: None) -> int:
    """Roll up everything there is, in large batches, and return how many entries were read.

    For a first load, an import or a simulation; `report` is told the size of each batch.
    """
    done = 0
    while read := roll_up(FIRST_LOAD):
        done += read
        report(read)
    return done


def take_in(counted: Mapping[Key, int], *, since: Position) -> bool:
    """Add what the entries that this transaction has appended since a position make together; return whether.

    For a writer of thousands that knows it without reading them again. When other entries come first nothing is
    added, and `roll_up` will read these as ever.
    """
    if not journal.pass_by(READER, since):
        return False
    _add_all(counted)
    return True


def rebuild(*, report: Callable[[int], None] = lambda read: None) -> int:
    """Throw the counters away and count the whole journal again; return how many entries were read.

    Figures are exact at every moment meanwhile, only slower: what is not rolled up yet is counted as the tail.
    """
    with transaction.atomic():
        journal.forget(READER)
        DayTally.objects.all().delete()
        MonthTally.objects.all().delete()
    return catch_up(report=report)


def tally(entries: Iterable[tuple[str, int, str]]) -> dict[Key, int]:
    """Return the changes that entries, as (subject, number, body), make together; counters that cancel are left out."""
    summed: Counter[Key] = Counter()
    for subject, number, body in entries:
        if subject.startswith(DOSSIERS):
            for key, count in changes(number, json.loads(body)).items():
                summed[key] += count
    return {key: count for key, count in summed.items() if count}


def _count(entries: list[Stored]) -> None:
    _add_all(tally((each.subject, each.number, each.body) for each in entries))


def _add_all(counted: Mapping[Key, int]) -> None:
    days: dict[Place, list[int]] = defaultdict(_nothing)
    months: dict[Place, list[int]] = defaultdict(_nothing)
    for (axis, office, day, measure), count in counted.items():
        for row in (days[axis, office, day], months[axis, office, day[:7]]):
            for position in positions(measure):
                row[position] += count
    _add("measures_daytally", "day", days)
    _add("measures_monthtally", "month", months)


def _nothing() -> list[int]:
    return [0] * len(COLUMNS)


def _add(table: str, period: str, changed: Mapping[Place, list[int]]) -> None:
    """Add to counters, row by row in key order; on PostgreSQL in one statement, the rows passed as arrays."""
    rows: list[tuple[str | int, ...]] = [(*place, *counts) for place, counts in sorted(changed.items()) if any(counts)]
    if not rows:
        return
    postgres = connection.vendor == "postgresql"
    adding = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COLUMNS)
    statement = (
        f"INSERT INTO {table} (axis, office, {period}, {', '.join(COLUMNS)}) {_ARRAYS if postgres else _VALUES} "
        f"ON CONFLICT (axis, office, {period}) DO UPDATE SET {adding}"
    )
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(statement, rows)
