"""Reading the journal: heads for writers, entries past a cursor for readers, the stored rows for auditors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

from motcua.core.rows import streamed as _rows
from motcua.journal import chain, rules
from motcua.journal.chain import Finding
from motcua.journal.models import Cursor, Epoch

COLUMNS = (*rules.COLUMNS, "digest")
_STORED = ", ".join(f"e.{name}" for name in COLUMNS)
_EPOCH = "SELECT coalesce(max(number), 1) FROM journal_epoch"
_RESERVE_POSTGRES = f"""
WITH locked AS MATERIALIZED (
    SELECT name, count, head FROM journal_subject WHERE name = ANY(%s) ORDER BY name FOR UPDATE
)
SELECT ({_EPOCH}), pg_current_xact_id()::text::bigint,
       (SELECT json_agg(json_build_array(name, count, head)) FROM locked),
       (SELECT array_agg(nextval('journal_entry_ids')) FROM generate_series(1, %s))
"""
_RESERVE_SQLITE = f"""
SELECT ({_EPOCH}), (SELECT coalesce(max(id), 0) FROM journal_entry),
       (SELECT json_group_array(json_array(name, count, head)) FROM journal_subject
        WHERE name IN (SELECT value FROM json_each(%s)))
"""

Heads = dict[str, tuple[int, str]]


class Stored(NamedTuple):
    """An entry for readers: the columns of `models.Entry` by the same names, without the weight of a model."""

    id: int
    epoch: int
    transaction_id: int
    subject: str
    number: int
    kind: str
    at: str
    recorded_at: str
    day: str
    actor: str
    body: str
    previous: str
    digest: str


class Position(NamedTuple):
    """A place in the reading order; `transaction_id` is this transaction's own."""

    epoch: int
    transaction_id: int
    entry_id: int


def position() -> Position:
    """Return the place behind which this transaction appends from now on. One statement.

    On PostgreSQL ids that others have drawn and not committed may lie on either side; their transactions differ.
    """
    own = "pg_current_xact_id()::text::bigint" if connection.vendor == "postgresql" else "0"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({_EPOCH}), {own}, (SELECT coalesce(max(id), 0) FROM journal_entry)")
        return Position(*cursor.fetchone())


def is_next(cursor: Cursor, since: Position) -> bool:
    """Return whether a reader at `cursor` has read everything up to a position of this transaction. One statement.

    On PostgreSQL it has not while a transaction is running that began before this one and may still append.
    """
    settled = (
        "AND pg_snapshot_xmin(pg_current_snapshot()) = pg_current_xact_id()"
        if connection.vendor == "postgresql"
        else ""
    )
    with connection.cursor() as database:
        database.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM journal_entry WHERE (epoch, transaction_id, id) > (%s, %s, %s) "
            f"AND (epoch, transaction_id, id) <= (%s, %s, %s)) {settled}",
            [cursor.epoch, cursor.transaction_id, cursor.entry_id, *since],
        )
        return bool(database.fetchone()[0])


def reserve(names: Sequence[str], how_many: int) -> tuple[int, int, list[int], Heads]:
    """Return epoch, this transaction's number, fresh entry ids, and count and head of the subjects that exist.

    One statement. On PostgreSQL the subjects are locked in name order until commit. SQLite has one writer: its
    transaction number is 0.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_RESERVE_POSTGRES, [sorted(names), how_many])
            epoch, transaction_number, found, ids = cursor.fetchone()
            heads = found or []
        else:
            cursor.execute(_RESERVE_SQLITE, [json.dumps(sorted(names))])
            epoch, last, found = cursor.fetchone()
            transaction_number, ids, heads = 0, list(range(last + 1, last + 1 + how_many)), json.loads(found)
    return epoch, transaction_number, ids, {name: (count, head) for name, count, head in heads}


def entries_after(cursor: Cursor, limit: int) -> list[Stored]:
    """Return the next entries in reading order that no running transaction can still precede.

    Reading order is (epoch, transaction_id, id). On PostgreSQL an entry becomes readable when every transaction
    that began before its own has ended, so that a late commit is never skipped. Two entries of one subject may
    come in either order when their transactions overlapped: `number` tells their order.
    """
    settled = (
        f"AND (epoch < ({_EPOCH}) OR transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint) "
        if connection.vendor == "postgresql"
        else ""
    )
    with connection.cursor() as database:
        database.execute(
            f"SELECT {_STORED} FROM journal_entry e WHERE (epoch, transaction_id, id) > (%s, %s, %s) {settled}"
            "ORDER BY epoch, transaction_id, id LIMIT %s",
            [cursor.epoch, cursor.transaction_id, cursor.entry_id, limit],
        )
        return list(map(Stored._make, database.fetchall()))


def current_epoch() -> int:
    """Return the number of the running epoch, 0 in an empty database."""
    return Epoch.objects.order_by("-number").values_list("number", flat=True).first() or 0


def runs_behind() -> bool:
    """Return whether entries carry transaction numbers that this database has not reached (it was restored)."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(transaction_id), 0) >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
            f"FROM journal_entry WHERE epoch = ({_EPOCH})"
        )
        return bool(cursor.fetchone()[0])


def stored(first: str = "", last: str = "9999-12-31") -> Iterator[dict[str, Any]]:
    """Yield entries recorded on the days of the range as the database holds them, by subject and number."""
    with snapshot():
        rows = _rows(
            f"SELECT {_STORED} FROM journal_entry e WHERE {_plain('e.recorded_at')} >= %s "
            f"AND {_plain('e.recorded_at')} < %s ORDER BY e.subject, e.number, e.id",
            [first, last + "U"],
        )
        for row in rows:
            yield dict(zip(COLUMNS, row, strict=True))


def findings() -> Iterator[Finding]:
    """Yield everything that is wrong: altered, missing, inserted or swapped entries, missing subjects, series, epochs.

    What somebody rebuilt as a whole, with all digests, is found by the published roots (tools/verify_journal.py).
    """
    with snapshot():
        for subject, rows in groupby(with_subjects(), key=lambda row: row[rules.COLUMNS.index("subject")]):
            yield from chain.of_subject(str(subject), rows)
        for name in subjects_without_entries():
            yield Finding(str(name), None, "mất toàn bộ mục ghi")
        for series, last, held in broken_series():
            yield from chain.of_series(str(series), last, held)
        for lowest, highest in missing_ids():
            yield Finding("journal", None, f"mất mục ghi mang mã từ {lowest} đến {highest}")
        yield from chain.of_epochs(epochs(), _epochs_told())
        yield from (Finding("journal", None, f"tệp cơ sở dữ liệu bị hỏng: {problem}") for problem in file_damage())


def with_subjects() -> Iterator[tuple[Any, ...]]:
    """Yield every entry (`COLUMNS`) with its subject's name, count, head, series and number, nulls without one.

    In the order of subject and number, straight from the database: memory does not grow with the journal.
    """
    yield from _rows(
        f"SELECT {_STORED}, s.name, s.count, s.head, s.series, s.series_number "
        "FROM journal_entry e LEFT JOIN journal_subject s ON s.name = e.subject ORDER BY e.subject, e.number, e.id"
    )


def subjects_without_entries() -> Iterator[str]:
    """Yield the names of subjects of which no entry is left."""
    rows = _rows(
        "SELECT name FROM journal_subject s "
        "WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.subject = s.name) ORDER BY name"
    )
    return (row[0] for row in rows)


def broken_series() -> Iterator[tuple[str, Any, list[Any]]]:
    """Yield (series, its last number or None, the numbers that subjects hold) where the two do not agree."""
    suspects = list(
        _rows(
            "SELECT s.name, s.last FROM journal_series s LEFT JOIN journal_subject u ON u.series = s.name "
            "GROUP BY s.name, s.last HAVING count(u.name) <> s.last OR count(DISTINCT u.series_number) <> s.last "
            "OR coalesce(max(u.series_number), 0) <> s.last OR coalesce(min(u.series_number), 0) <> 1 "
            "UNION ALL SELECT DISTINCT u.series, CAST(NULL AS integer) FROM journal_subject u "
            "WHERE u.series IS NOT NULL AND NOT EXISTS (SELECT 1 FROM journal_series s WHERE s.name = u.series)"
        )
    )
    for name, last in suspects:
        held = _rows("SELECT series_number FROM journal_subject WHERE series = %s ORDER BY 1", [name])
        yield name, last, [row[0] for row in held]


def epochs() -> list[tuple[Any, ...]]:
    """Return (number, started_at, reason) of every epoch, oldest first."""
    return list(_rows("SELECT number, started_at, reason FROM journal_epoch ORDER BY number"))


def _epochs_told() -> Iterator[tuple[Any, ...]]:
    rows = _rows("SELECT body FROM journal_entry WHERE subject = %s ORDER BY number", [rules.EPOCHS])
    return (rules.epoch_told(row[0]) for row in rows)


def missing_ids() -> Iterator[tuple[int, int]]:
    """Yield stretches of entry ids that nobody holds (SQLite, where one writer counts without a gap)."""
    if connection.vendor != "sqlite":
        return
    yield from _rows(
        "SELECT before + 1, id - 1 FROM (SELECT id, lag(id, 1, 0) OVER (ORDER BY id) AS before FROM journal_entry) "
        "WHERE id > before + 1"
    )


def file_damage() -> Iterator[str]:
    """Yield what SQLite itself finds wrong with the file, such as a row that differs from its index."""
    if connection.vendor != "sqlite":
        return
    for table in ("journal_entry", "journal_subject", "journal_series"):
        yield from (row[0] for row in _rows(f"PRAGMA integrity_check({table})") if row[0] != "ok")


def roots(first: str = "", last: str = "9999-12-31") -> Iterator[tuple[str, int, str]]:
    """Yield (day of recording, number of entries, root) of each day in the range that has entries, oldest first."""
    with snapshot():
        moment = _plain("recorded_at")
        rows = _rows(
            f"SELECT {moment}, digest FROM journal_entry WHERE {moment} >= %s AND {moment} < %s ORDER BY 1",
            [first, last + "U"],
        )
        for day, group in groupby(rows, key=lambda row: rules.recorded_day(row[0])):
            digests = [str(row[1]) for row in group]
            yield day, len(digests), rules.root(digests)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the database throughout, without holding up writers; inside a transaction, that one."""
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.in_atomic_block or (connection.vendor == "sqlite" and raw.in_transaction):
        with _any_bytes():
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with _any_bytes(), connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


@contextmanager
def _any_bytes() -> Iterator[None]:
    """Let SQLite hand over text that is no UTF-8: an altered byte is to be reported, not to end the report."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    before, raw.text_factory = raw.text_factory, partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = before


def _plain(column: str) -> str:
    return f'{column} COLLATE "C"' if connection.vendor == "postgresql" else column
