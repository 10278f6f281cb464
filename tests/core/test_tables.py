"""Rows by the thousand: all of them, as given; and SQLite's memory given back."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from motcua.core import ids, tables
from motcua.journal.models import Series


@pytest.mark.django_db
@pytest.mark.parametrize("how_many", [0, 1, 20, tables.MANY - 1, tables.MANY, tables.MANY + 7])
def test_every_row_is_stored_as_given(how_many):
    rows = [(f"một\tcửa\\n\n{number}", number) for number in range(how_many)]
    tables.insert("journal_series", ("name", "last"), rows)
    assert sorted(Series.objects.values_list("name", "last"), key=lambda row: row[1]) == rows


def _memory():
    with connection.cursor() as cursor:
        return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("cache_size", "temp_store")]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has its own memory")
@pytest.mark.django_db(transaction=True)
def test_sqlite_has_more_memory_for_a_while_only_even_after_an_error():
    before = _memory()
    with pytest.raises(ZeroDivisionError), tables.in_memory(), transaction.atomic():
        assert _memory() == [-tables.CACHE, 2]
        Series.objects.create(name="H27-261120", last=1 // 0)
    assert _memory() == before
    with transaction.atomic(), tables.in_memory():
        assert _memory() == before, "inside a transaction it may not be changed"


def test_salts_that_are_drawn_together_are_as_good_as_one():
    salts = ids.salts(1000)
    assert {len(salt) for salt in [*salts, ids.salt()]} == {32}
    assert len(set(salts)) == 1000
    assert ids.salts(0) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans without counting")
@pytest.mark.django_db
def test_the_planner_knows_how_much_was_written():
    tables.insert("journal_series", ("name", "last"), [(str(number), number) for number in range(1000)])
    tables.take_stock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'journal_series'")
        assert cursor.fetchone()[0] == 1000
