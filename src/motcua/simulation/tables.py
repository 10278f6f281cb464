"""Rows by the thousand, without an object for each: ids beforehand, then one COPY (PostgreSQL) or one executemany."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, JSONField, Model


def reserve(model: type[Model], how_many: int) -> list[int]:
    """Return fresh ids of a table, inside the transaction that will use them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, how_many]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return list(range(last + 1, last + 1 + how_many))


def insert(model: type[Model], rows: Sequence[Any]) -> None:
    """Insert objects that have every column of the table as an attribute ("office_id")."""
    if not rows:
        return
    fields = list(model._meta.concrete_fields)
    if not hasattr(rows[0], "id"):
        fields = [field for field in fields if not field.primary_key]
    values = attrgetter(*(field.attname for field in fields))
    change = [_stored(field) for field in fields]
    changing = [(at, how) for at, how in enumerate(change) if how]
    table, names = model._meta.db_table, ", ".join(str(field.column) for field in fields)
    tuples = []
    for row in rows:
        given = list(values(row))
        for at, how in changing:
            if given[at] is not None:
                given[at] = how(given[at])
        tuples.append(given)
    _write(table, names, len(fields), tuples)


def _stored(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, DateTimeField) and connection.vendor == "sqlite":
        return _utc
    if isinstance(field, DateField) and connection.vendor == "sqlite" and not isinstance(field, DateTimeField):
        return str
    return json.dumps if isinstance(field, JSONField) else None


def _utc(moment: datetime) -> str:
    """Return what Django stores for a moment on SQLite, five times as fast."""
    return moment.astimezone(UTC).isoformat(" ").removesuffix("+00:00")


def _write(table: str, names: str, width: int, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * width)})", rows)
