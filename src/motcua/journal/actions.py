"""Writing to the journal: append, number, read on. Always inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction

from motcua.core import clock
from motcua.journal import queries, rules
from motcua.journal.models import Cursor, Entry, Epoch, Series, Subject
from motcua.journal.rules import Event

BATCH = 1000


def append(event: Event, *, recorded_at: datetime | None = None) -> Entry:
    """Append one entry and return it. Must run inside the transaction that changes what it tells of."""
    return append_all([event], recorded_at=recorded_at)[0]


def append_all(events: Sequence[Event], *, recorded_at: datetime | None = None) -> list[Entry]:
    """Append entries in the given order; several may belong to one subject. `recorded_at` defaults to each `at`.

    Raises LookupError when a subject does not exist and its first event does not open it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written inside the transaction of the action")
    heads = _heads(events)
    epoch, number_of_transaction, ids = queries.reserve(len(events))
    entries = []
    for entry_id, event in zip(ids, events, strict=True):
        count, head = heads[event.subject]
        moments = rules.times(event, recorded_at or event.at)
        stored = (
            entry_id, epoch, number_of_transaction, event.subject, count + 1, event.kind, *moments, event.by,
            rules.body(event), head,
        )  # fmt: skip
        entry = Entry(**dict(zip(rules.COLUMNS, stored, strict=True)), digest=rules.digest(stored))
        heads[event.subject] = (entry.number, entry.digest)
        entries.append(entry)
    _store(events, entries, heads)
    return entries


def take_numbers(series: str, how_many: int = 1) -> int:
    """Take the next numbers of a gap-free series and return the first; holds the series until commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_series (name, last) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET last = journal_series.last + excluded.last RETURNING last",
            [series, how_many],
        )
        return int(cursor.fetchone()[0]) - how_many + 1


def read(name: str, handle: Callable[[list[Entry]], None], *, limit: int = BATCH) -> int:
    """Hand the next entries to `handle` and move the reader's cursor, in one transaction; return how many.

    Each entry is handed over exactly once: if `handle` raises, the cursor stays. Two processes of one reader
    take turns.
    """
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
    Cursor.objects.filter(name=name).delete()


def start_epoch_if_restored(*, at: datetime) -> int:
    """Start a new epoch when the database's transaction numbers lie below those already recorded; return it."""
    with transaction.atomic():
        current = queries.current_epoch()
        if current and not queries.runs_behind():
            return current
        reason = "restored" if current else "first"
        Epoch.objects.create(number=current + 1, started_at=clock.stamp(at), reason=reason)
        return current + 1


def _heads(events: Sequence[Event]) -> dict[str, tuple[int, str]]:
    opened = {event.subject for event in events if event.opens}
    heads = dict.fromkeys(opened, (0, rules.GENESIS))
    known = {event.subject for event in events} - opened
    heads |= queries.lock_heads(sorted(known)) if known else {}
    for name in known - heads.keys():
        raise LookupError(f"the journal knows no subject {name}")
    return heads


def _store(events: Sequence[Event], entries: list[Entry], heads: dict[str, tuple[int, str]]) -> None:
    openers = {event.subject: event for event in events if event.opens}
    new = [
        Subject(
            name=name, count=heads[name][0], head=heads[name][1],
            series=event.series, series_number=event.series_number,
        )
        for name, event in openers.items()
    ]  # fmt: skip
    Subject.objects.bulk_create(new, batch_size=BATCH)
    known = [Subject(name=name, count=c, head=h) for name, (c, h) in heads.items() if name not in openers]
    if len(known) == 1:
        Subject.objects.filter(name=known[0].name).update(count=known[0].count, head=known[0].head)
    elif known:
        Subject.objects.bulk_update(known, ["count", "head"], batch_size=BATCH)
    Entry.objects.bulk_create(entries, batch_size=BATCH)


def open_series(names: Sequence[tuple[str, int]]) -> None:
    """Store whole series at once (bulk path of the simulation and of imports); `names` are (series, last)."""
    Series.objects.bulk_create([Series(name=name, last=last) for name, last in names], batch_size=BATCH)
