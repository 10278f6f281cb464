"""Writing to the journal: append, number, read on. Always inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.core import clock
from motcua.journal import queries, rules, storage
from motcua.journal.models import Cursor, Entry, Epoch, Series
from motcua.journal.queries import Position, Stored
from motcua.journal.rules import Event, Written

BATCH = 5000
PAGE = 1000
Store = Callable[[storage.Rows, storage.Rows, storage.Rows], None]


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
    rows = _append([rules.written(event, recorded_at) for event in events], storage.store)
    return [Entry.from_db(connection.alias, queries.COLUMNS, row) for row in rows]


def append_many(events: Sequence[Event]) -> int:
    """Do the same for thousands of events whose entries nobody looks at, in half the time; return how many."""
    return append_written([rules.written(event) for event in events])


def append_written(entries: Sequence[Written]) -> int:
    """Append thousands of entries that are put into words already, and return how many. Errors as in `append_all`."""
    return sum(1 for _ in _append(entries, storage.store_many))


def _append(entries: Sequence[Written], store: Store) -> Iterator[tuple[Any, ...]]:
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written inside the transaction of the action")
    for start in range(0, len(entries), BATCH):
        yield from _append_batch(entries[start : start + BATCH], store)


def _append_batch(entries: Sequence[Written], store: Store) -> list[tuple[Any, ...]]:
    epoch, transaction_number, ids, heads = queries.reserve(list({entry.subject for entry in entries}), len(entries))
    opened: dict[str, tuple[str | None, int | None]] = {}
    rows = []
    for entry_id, entry in zip(ids, entries, strict=True):
        subject, kind, at, recorded_at, day, by, body, opens, series, series_number = entry
        if opens:
            if subject in heads:
                raise ValueError(f"the journal has entries of {subject} already")
            opened[subject] = series, series_number
            heads[subject] = (0, rules.GENESIS)
        elif subject not in heads:
            raise LookupError(f"the journal knows no subject {subject}")
        count, head = heads[subject]
        stored = (
            entry_id, epoch, transaction_number, subject, count + 1, kind, at, recorded_at, day, by, body, head,
        )  # fmt: skip
        digest = rules.digest(stored)
        heads[subject] = (count + 1, digest)
        rows.append((*stored, digest))
    new = [(name, *heads[name], *place) for name, place in opened.items()]
    known = [(*head, name) for name, head in heads.items() if name not in opened]
    store(new, known, rows)
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


def take_number(series: str, *, subject: str) -> tuple[int, bool]:
    """Take one number as `take_numbers` does, and say whether the journal knows the subject that would have it.

    `subject` is the name of that subject before "-" and the number, four digits or more. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_series (name, last) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET last = journal_series.last + 1 "
            "RETURNING last, EXISTS (SELECT 1 FROM journal_subject "
            f"WHERE name = CAST(%s AS text) || '-' || {_padded()})",
            [series, subject],
        )
        number, known = cursor.fetchone()
    return int(number), bool(known)


def _padded() -> str:
    """The number just taken as a statement writes it in a code."""
    if connection.vendor == "postgresql":
        text = "CAST(journal_series.last AS text)"
        return f"lpad({text}, greatest(4, length({text})), '0')"
    return "printf('%%04d', journal_series.last)"


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


def pass_by(name: str, since: Position) -> bool:
    """Move a reader past what this transaction has appended since a position, so that it is never handed over.

    For a writer of thousands that does the reader's work itself, in the same transaction. The cursor moves only when
    these are the very next entries for it: nothing before them is unread, and (PostgreSQL) no older transaction can
    still commit some. Else it stays, False is returned, and the reader will be handed everything as ever.
    """
    Cursor.objects.get_or_create(name=name)
    cursor = Cursor.objects.select_for_update().get(name=name)
    if not queries.is_next(cursor, since):
        return False
    epoch, transaction_id, entry_id = queries.position()
    Cursor.objects.filter(name=name).update(epoch=epoch, transaction_id=transaction_id, entry_id=entry_id)
    return True


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
