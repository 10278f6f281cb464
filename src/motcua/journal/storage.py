"""How entries and heads go into the tables: one statement on PostgreSQL, one per table on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from motcua.journal import rules

_COLUMNS = (*rules.COLUMNS, "digest")
_NAMES = ", ".join(_COLUMNS)
_INTEGERS = {"id": "bigint[]", "epoch": "integer[]", "transaction_id": "bigint[]", "number": "integer[]"}
_ENTRIES = ", ".join(f"%s::{_INTEGERS.get(name, 'text[]')}" for name in _COLUMNS)
_SUBJECT = "INSERT INTO journal_subject (name, count, head, series, series_number)"
_ONE_STATEMENT = f"""
WITH opened AS (
    {_SUBJECT} SELECT * FROM unnest(%s::text[], %s::integer[], %s::text[], %s::text[], %s::integer[])
), moved AS (
    UPDATE journal_subject SET count = v.count, head = v.head
    FROM unnest(%s::integer[], %s::text[], %s::text[]) AS v (count, head, name)
    WHERE journal_subject.name = v.name
)
INSERT INTO journal_entry ({_NAMES}) SELECT * FROM unnest({_ENTRIES})
"""
_SQLITE_ENTRY = f"INSERT INTO journal_entry ({_NAMES}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"

Rows = Sequence[tuple[Any, ...]]


def store(new: Rows, known: Rows, entries: Rows) -> None:
    """Insert new subjects (name, count, head, series, number), move known ones (count, head, name), insert entries."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ONE_STATEMENT, [*_columns(new, 5), *_columns(known, 3), *_columns(entries, len(_COLUMNS))])
            return
        if new:
            cursor.executemany(f"{_SUBJECT} VALUES (%s, %s, %s, %s, %s)", new)
        if known:
            cursor.executemany("UPDATE journal_subject SET count = %s, head = %s WHERE name = %s", known)
        cursor.executemany(_SQLITE_ENTRY, entries)


def _columns(rows: Rows, width: int) -> list[list[Any]]:
    return [[row[at] for row in rows] for at in range(width)]
