"""How entries and heads go into the tables: one statement on PostgreSQL, one per table on SQLite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from motcua.journal import rules

_COLUMNS = (*rules.COLUMNS, "digest")
_NAMES = ", ".join(_COLUMNS)
_INTEGERS = {"id": "bigint", "epoch": "integer", "transaction_id": "bigint", "number": "integer"}
_TYPED = ", ".join(f"{name} {_INTEGERS.get(name, 'text')}" for name in _COLUMNS)
_OPENED = ("name", "count", "head", "series", "series_number")
_MOVED = ("count", "head", "name")
_SUBJECT = f"INSERT INTO journal_subject ({', '.join(_OPENED)})"
# Rows travel as one JSON text: the driver quotes it in one go, while arrays it would quote item by item.
_ONE_STATEMENT = f"""
WITH opened AS (
    {_SUBJECT} SELECT name, count, head, series, series_number FROM json_to_recordset(%s)
    AS o (name text, count integer, head text, series text, series_number integer)
), moved AS (
    UPDATE journal_subject SET count = m.count, head = m.head
    FROM json_to_recordset(%s) AS m (count integer, head text, name text) WHERE journal_subject.name = m.name
)
INSERT INTO journal_entry ({_NAMES}) SELECT {_NAMES} FROM json_to_recordset(%s) AS e ({_TYPED})
"""
_SQLITE_ENTRY = f"INSERT INTO journal_entry ({_NAMES}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"

Rows = Sequence[tuple[Any, ...]]


def store(new: Rows, known: Rows, entries: Rows) -> None:
    """Insert new subjects (name, count, head, series, number), move known ones (count, head, name), insert entries."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = (_json(_OPENED, new), _json(_MOVED, known), _json(_COLUMNS, entries))
            cursor.execute(_ONE_STATEMENT, rows)
            return
        if new:
            cursor.executemany(f"{_SUBJECT} VALUES (%s, %s, %s, %s, %s)", new)
        if known:
            cursor.executemany("UPDATE journal_subject SET count = %s, head = %s WHERE name = %s", known)
        cursor.executemany(_SQLITE_ENTRY, entries)


def _json(names: Sequence[str], rows: Rows) -> str:
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False)
