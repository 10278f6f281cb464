"""How entries and heads go into the tables: one statement on PostgreSQL, one for each table on SQLite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from motcua.core import tables
from motcua.journal import rules

_COLUMNS = (*rules.COLUMNS, "digest")
_NAMES = ", ".join(_COLUMNS)
_INTEGERS = {"id": "bigint", "epoch": "integer", "transaction_id": "bigint", "number": "integer"}
_TYPED = ", ".join(f"{name} {_INTEGERS.get(name, 'text')}" for name in _COLUMNS)
_OPENED = ("name", "count", "head", "series", "series_number")
_MOVED = ("count", "head", "name")
_MOVE = "UPDATE journal_subject SET count = %s, head = %s WHERE name = %s"
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

Rows = Sequence[tuple[Any, ...]]


def store(new: Rows, known: Rows, entries: Rows) -> None:
    """Insert new subjects (name, count, head, series, number), move known ones (count, head, name), insert entries."""
    if connection.vendor != "postgresql":
        store_many(new, known, entries)
        return
    with connection.cursor() as cursor:
        cursor.execute(_ONE_STATEMENT, (_json(_OPENED, new), _json(_MOVED, known), _json(_COLUMNS, entries)))


def store_many(new: Rows, known: Rows, entries: Rows) -> None:
    """Do the same for thousands: one statement, or COPY, for each table."""
    tables.insert("journal_subject", _OPENED, new)
    if known:
        with connection.cursor() as cursor:
            cursor.executemany(_MOVE, known)
    tables.insert("journal_entry", _COLUMNS, entries)


def _json(names: Sequence[str], rows: Rows) -> str:
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False)
