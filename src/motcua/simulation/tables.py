"""Rows of the domain's tables by the thousand: ids beforehand, values as the database takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Model

from motcua.core import tables

AHEAD = 7  # hours of Viet Nam's time before UTC, in every stamp since 1975


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
    """Insert rows that have every column of the table as an attribute, as the database takes it.

    Without their key the table numbers them.
    """
    if rows:
        numbered = not hasattr(rows[0], model._meta.pk.attname)
        fields = [field for field in model._meta.concrete_fields if not (numbered and field.primary_key)]
        columns = [str(field.column) for field in fields]
        tables.insert(model._meta.db_table, columns, list(map(attrgetter(*columns), rows)))


def moments() -> Callable[[str], str]:
    """Return what makes of a stamp (`clock.stamp`) the text by which this database takes a moment."""
    return _utc if connection.vendor == "sqlite" else str


def _utc(stamp: str) -> str:
    """Return what Django stores for a moment on SQLite, from its stamp, in a fifth of the time."""
    fraction = "" if stamp.startswith("000000", 20) else stamp[19:26]
    hour = int(stamp[11:13]) - AHEAD
    if hour >= 0:
        return f"{stamp[:10]} {hour:02d}{stamp[13:19]}{fraction}"
    return f"{_day_before(stamp[:10])} {hour + 24:02d}{stamp[13:19]}{fraction}"


@cache
def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
