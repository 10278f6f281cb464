"""Rows by the thousand into one table, without an object for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import connection

# SQLite: so many rows to a statement where there are many; handing over a statement takes as long as storing a row.
GROUP, MANY = 20, 500
# SQLite: KiB of the file that a long transaction keeps in memory.
CACHE = 64_000


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, given as the database takes them: one COPY on PostgreSQL, a statement for each group on SQLite."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A copy is the driver's own affair: without this its errors would not be those of Django.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        whole = len(rows) // GROUP * GROUP if len(rows) >= MANY else 0
        one = f"({', '.join(['%s'] * len(columns))})"
        if whole:
            groups = [list(chain.from_iterable(rows[at : at + GROUP])) for at in range(0, whole, GROUP)]
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * GROUP)}", groups)
        if whole < len(rows):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES {one}", rows[whole:])


def take_stock() -> None:
    """Let PostgreSQL's planner look at what was written by the thousand; by itself it does so only after a while."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def in_memory() -> Iterator[None]:
    """Let SQLite keep more of its file, and what a statement may have to undo, in memory; begin before a transaction.

    What is committed is as safe as ever. Inside a transaction, and on PostgreSQL, it changes nothing.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        before = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("cache_size", "temp_store")]
        cursor.execute(f"PRAGMA cache_size=-{CACHE}")
        cursor.execute("PRAGMA temp_store=MEMORY")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={before[0]}")
            cursor.execute(f"PRAGMA temp_store={before[1]}")
