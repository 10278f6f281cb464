"""Writing to the journal: append, number, read on. Always inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.core import clock
from motcua.journal import queries, rules, storage
from motcua.journal.models import Cursor, Entry, Epoch, Series
from motcua.journal.queries import Stored
from motcua.journal.rules import Event

BATCH = 5000
PAGE = 1000


def append(event: Event, *, recorded_at: datetime | None = None) -> Entry:
    """Append one entry and return it: two statements on PostgreSQL, three on SQLite.

    Must run inside the transaction that changes what it tells of. Errors as in `append_all`.
    """
    return append_all([event], recorded_at=recorded_at)[0]


def append_all(events: Sequence[Event], *, recorded_at: datetime | None = None) -> list[Entry]:
    """Append entries in the given order; several may belong to one subject. `recorded_at` defaults to each `at`.

    Raises LookupError when a subject does not exist and its first event does not open it, ValueError when an event
    opens a subject that has entries already.
    """
    return [Entry.from_db(connection.alias, queries.COLUMNS, row) for row in _append(events, recorded_at)]


def append_many(events: Sequence[Event]) -> int:
    """Do the same for thousands of events whose entries nobody looks at, in half the time; return how many."""
    return sum(1 for _ in _append(events, None))


def _append(events: Sequence[Event], recorded_at: datetime | None) -> Iterator[tuple[Any, ...]]:
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written inside the transaction of the action")
    for start in range(0, len(events), BATCH):
        yield from _append_batch(events[start : start + BATCH], recorded_at)


def _append_batch(events: Sequence[Event], recorded_at: datetime | None) -> list[tuple[Any, ...]]:
    epoch, transaction_number, ids, heads = queries.reserve(list({event.subject for event in events}), len(events))
    opened: dict[str, Event] = {}
    rows = []
    for entry_id, event in zip(ids, events, strict=True):
        if event.opens:
            if event.subject in heads:
                raise ValueError(f"the journal has entries of {event.subject} already")
            opened[event.subject] = event
            heads[event.subject] = (0, rules.GENESIS)
        elif event.subject not in heads:
            raise LookupError(f"the journal knows no subject {event.subject}")
        count, head = heads[event.subject]
        stored = (
            entry_id, epoch, transaction_number, event.subject, count + 1, event.kind,
            *rules.times(event, recorded_at or event.at), event.by, rules.body(event), head,
        )  # fmt: skip
        digest = rules.digest(stored)
        heads[event.subject] = (count + 1, digest)
        rows.append((*stored, digest))
    new = [(name, *heads[name], event.series, event.series_number) for name, event in opened.items()]
    known = [(*head, name) for name, head in heads.items() if name not in opened]
    storage.store(new, known, rows)
    return rows


def take_numbers(series: str, how_many: int = 1) -> int:
    """Take the next numbers of a gap-free series and return the first; holds the series until commit.

    Every number must go to a subject that is opened in the same transaction: a number without one is a dossier
    that is missing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_series (name, last) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET last = journal_series.last + excluded.last RETURNING last",
            [series, how_many],
        )
        return int(cursor.fetchone()[0]) - how_many + 1


def read(name: str, handle: Callable[[list[Stored]], None], *, limit: int = PAGE) -> int:
    """Hand the next entries to `handle` and move the reader's cursor, in one transaction; return how many.

    Each entry is handed over exactly once: if `handle` raises, the cursor stays. Two processes of one reader
    take turns. When there is nothing to read, nothing is locked: an idle reader holds up no writer.
    """
    if not queries.entries_after(Cursor.objects.filter(name=name).first() or Cursor(), 1):
        return 0
    with transaction.atomic():
        Cursor.objects.get_or_create(name=name)
        cursor = Cursor.objects.select_for_update().get(name=name)
        entries = queries.entries_after(cursor, limit)
        if entries:
            handle(entries)
            last = entries[-1]
            Cursor.objects.filter(name=name).update(
                epoch=last.epoch, transaction_id=last.transaction_id, entry_id=last.id
            )
    return len(entries)


def forget(name: str) -> None:
    """Set a reader back to the beginning; it will be handed every entry again."""
    Cursor.objects.filter(name=name).update(epoch=0, transaction_id=0, entry_id=0)


def start_epoch_if_restored(*, at: datetime) -> int:
    """Start a new epoch when the database's transaction numbers lie below those already recorded; return it.

    The first call starts the first epoch. Each is told by an entry of `rules.EPOCHS`.
    """
    with transaction.atomic():
        current = queries.current_epoch()
        if current and not queries.runs_behind():
            return current
        row = {"number": current + 1, "started_at": clock.stamp(at), "reason": "restored" if current else "first"}
        Epoch.objects.create(**row)
        told = Event(rules.EPOCHS, "epoch_started", at, "system:motcua", details=row, opens=not current)
        append(told)
        return current + 1


def open_series(names: Sequence[tuple[str, int]]) -> None:
    """Store whole series at once (bulk path of the simulation and of imports); `names` are (series, last)."""
    Series.objects.bulk_create([Series(name=name, last=last) for name, last in names], batch_size=PAGE)
