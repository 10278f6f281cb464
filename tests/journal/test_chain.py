"""The journal keeps what happened and finds whatever was done to it behind the application's back."""

from __future__ import annotations

import time

import pytest
from django.db import connection, transaction

from motcua.journal import actions, chain, queries
from motcua.journal.models import Cursor, Entry
from motcua.journal.rules import COLUMNS, Event, before

pytestmark = pytest.mark.django_db


def _event(subject, kind, now, status, *, opens=False, was=None, number=None):
    return Event(
        subject=subject, kind=kind, at=now, by="account:1", facts={"status": status}, was=was or {}, opens=opens,
        series="H27.99-261120" if number else None, series_number=number,
    )  # fmt: skip


@pytest.fixture
def three(now):
    """Two dossiers: one with three entries, one with one."""
    first = actions.take_numbers("H27.99-261120", 2)
    assert first == 1
    actions.append(_event("dossier/H27.99-261120-0001", "submitted", now, 1, opens=True, number=1))
    actions.append(_event("dossier/H27.99-261120-0002", "submitted", now, 1, opens=True, number=2))
    actions.append(_event("dossier/H27.99-261120-0001", "accepted", now, 2, was={"status": 1}))
    actions.append(_event("dossier/H27.99-261120-0001", "assigned", now, 4, was={"status": 2}))


def _sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _found():
    return [str(finding) for finding in queries.findings()]


def test_an_untouched_journal_has_no_findings(three):
    assert _found() == []


def test_before_gives_the_former_facts():
    assert before(2, {"facts": {"status": 2, "help": "self"}, "was": {"status": 1}}) == {
        "status": 1,
        "help": "self",
    }
    assert before(1, {"facts": {"status": 1}}) == {}


@pytest.mark.parametrize("column", [*COLUMNS, "digest"])
def test_a_change_of_any_column_is_found_and_named(three, column):
    entry = Entry.objects.get(kind="accepted")
    value = getattr(entry, column)
    changed = value + 7_000 if isinstance(value, int) else value + " "
    if column in ("previous", "digest"):
        changed = value[:-1] + ("0" if value[-1] != "0" else "1")
    _sql(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", changed, entry.id)
    found = _found()
    assert any("dossier/H27.99-261120-0001" in line for line in found), found


def test_a_removed_middle_entry_is_named(three):
    _sql("DELETE FROM journal_entry WHERE kind = %s", "accepted")
    assert any(line.startswith("dossier/H27.99-261120-0001 #2: mục ghi bị mất") for line in _found())


def test_a_removed_newest_entry_is_named(three):
    _sql("DELETE FROM journal_entry WHERE kind = %s", "assigned")
    assert any(line.startswith("dossier/H27.99-261120-0001 #3: mục ghi bị mất") for line in _found())


def test_two_swapped_entries_are_named(three):
    one, two = Entry.objects.filter(kind__in=["accepted", "assigned"]).order_by("number")
    _sql("UPDATE journal_entry SET number = 99 WHERE id = %s", one.id)
    _sql("UPDATE journal_entry SET number = %s WHERE id = %s", one.number, two.id)
    _sql("UPDATE journal_entry SET number = %s WHERE id = %s", two.number, one.id)
    assert any("#2" in line for line in _found())


def test_an_inserted_entry_is_named(three):
    entry = Entry.objects.get(kind="assigned")
    entry.id, entry.number, entry.previous = entry.id + 500, 4, entry.digest
    Entry.objects.bulk_create([entry])
    assert any("dossier/H27.99-261120-0001 #4" in line for line in _found())


@pytest.mark.parametrize("number", [1, 2])
def test_a_dossier_that_is_missing_altogether_is_named(three, number):
    name = f"dossier/H27.99-261120-000{number}"
    _sql("DELETE FROM journal_entry WHERE subject = %s", name)
    _sql("DELETE FROM journal_subject WHERE name = %s", name)
    assert any(line.startswith(name) for line in _found())


def test_an_entry_without_its_subject_is_refused(now):
    with pytest.raises(LookupError):
        actions.append(_event("dossier/unknown", "accepted", now, 2))


def _wait_until_settled(count):
    """Transactions of other databases of the same PostgreSQL server may hold up settling a while."""
    until = time.monotonic() + 60
    while len(queries.entries_after(Cursor(), count)) < count and time.monotonic() < until:
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_reader_sees_each_entry_once_and_goes_on_after_a_failure(now):
    with transaction.atomic():
        actions.append(_event("dossier/one", "submitted", now, 1, opens=True))
    with transaction.atomic():
        actions.append_all([_event("dossier/one", kind, now, 2) for kind in ("accepted", "assigned", "decided")])
    seen = []

    def fail(entries):
        raise OSError

    _wait_until_settled(4)
    with pytest.raises(OSError):
        actions.read("tests", fail, limit=2)
    while actions.read("tests", seen.extend, limit=3):
        pass
    assert [entry.kind for entry in seen] == ["submitted", "accepted", "assigned", "decided"]


def test_a_gap_in_a_series_of_something_else_than_dossiers_names_what_is_missing():
    found = list(chain.of_series("petition/PA-H27.1-261120", 2, [2]))
    assert [one.subject for one in found] == ["petition/PA-H27.1-261120-0001"]
    assert [one.subject for one in chain.of_series("H27.1-261120", 1, [])] == ["dossier/H27.1-261120-0001"]
