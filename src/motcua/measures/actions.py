"""Following the journal into the counters, and counting again from the beginning."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.db import connection, transaction

from motcua.journal import actions as journal
from motcua.journal.queries import Stored
from motcua.measures.definitions import COLUMNS, columns
from motcua.measures.models import DayTally, MonthTally
from motcua.measures.rules import DOSSIERS, READER, Key, changes

FIRST_LOAD = 50_000
Place = tuple[str, str, str]
"""(axis, office code, day or month)."""
_ARRAYS = f"SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]{', %s::bigint[]' * len(COLUMNS)})"
_VALUES = ", ".join(f"json_extract(value, '$[{number}]')" for number in range(3 + len(COLUMNS)))
_JSON = f"SELECT {_VALUES} FROM json_each(%s) WHERE true"


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
    days: dict[Place, Counter[str]] = defaultdict(Counter)
    months: dict[Place, Counter[str]] = defaultdict(Counter)
    for (axis, office, day, measure), count in tally(
        (each.subject, each.number, each.body) for each in entries
    ).items():
        days[axis, office, day][measure] += count
        months[axis, office, day[:7]][measure] += count
    _add("measures_daytally", "day", days)
    _add("measures_monthtally", "month", months)


def _add(table: str, period: str, changed: Mapping[Place, Mapping[str, int]]) -> None:
    """Add to counters in one statement, its rows in key order and passed as one value (PostgreSQL: as arrays)."""
    summed = [(place, columns(measures)) for place, measures in sorted(changed.items())]
    rows = [(*place, *(counts.get(name, 0) for name in COLUMNS)) for place, counts in summed if any(counts.values())]
    if not rows:
        return
    postgres = connection.vendor == "postgresql"
    adding = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (axis, office, {period}, {', '.join(COLUMNS)}) {_ARRAYS if postgres else _JSON} "
            f"ON CONFLICT (axis, office, {period}) DO UPDATE SET {adding}",
            [list(column) for column in zip(*rows, strict=True)] if postgres else [json.dumps(rows)],
        )
