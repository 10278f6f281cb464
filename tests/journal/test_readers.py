"""A reader is handed every entry exactly once, whenever its transaction commits and wherever the database comes from."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, connections, transaction

from motcua.journal import actions, queries, rules
from motcua.journal.models import Cursor, Entry, Epoch

from .events import NOW, ONE, SERIES, TWO, moved, opening, write_journal

pytestmark = pytest.mark.django_db(transaction=True)
postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")


def read_all(seen, expected, name="tests"):
    """Read until `expected` entries were seen: other databases of the same server may hold up settling a while."""
    until = time.monotonic() + 60
    while len(seen) < expected and time.monotonic() < until:
        if not actions.read(name, seen.extend):
            time.sleep(0.05)


def elsewhere(work):
    """Run `work` in a thread with a connection of its own."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@postgres
def test_an_entry_that_commits_late_is_not_skipped():
    with transaction.atomic():
        actions.append_all([opening(1), opening(2)])
    appended, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            actions.append(moved(ONE, "slow", 2, 1))
            appended.set()
            assert may_commit.wait(30)

    thread = elsewhere(slow)
    assert appended.wait(30)
    with transaction.atomic():
        actions.append(moved(TWO, "quick", 2, 1))
    seen = []
    read_all(seen, 2)
    assert actions.read("tests", seen.extend) == 0, "the quick one waits for the slow one"
    assert [entry.kind for entry in seen] == ["submitted", "submitted"]
    may_commit.set()
    thread.join(30)
    read_all(seen, 4)
    assert sorted(entry.kind for entry in seen[2:]) == ["quick", "slow"]
    assert actions.read("tests", seen.extend) == 0


def test_two_processes_of_one_reader_share_the_work_without_overlap():
    with transaction.atomic():
        actions.append_all([opening(number) for number in range(1, 41)])
    read_all([], 0)
    seen: list[int] = []

    def follow():
        until = time.monotonic() + 30
        while len(seen) < 40 and time.monotonic() < until:
            actions.read("tests", lambda entries: seen.extend(entry.id for entry in entries), limit=3)

    threads = [elsewhere(follow) for _ in range(2)]
    for thread in threads:
        thread.join(60)
    assert sorted(seen) == sorted(Entry.objects.values_list("id", flat=True))


def test_an_idle_reader_stores_nothing():
    assert actions.read("tests", lambda entries: None) == 0
    assert not Cursor.objects.exists()


def test_a_forgotten_reader_begins_again():
    with transaction.atomic():
        write_journal()
    first, again = [], []
    read_all(first, 9)
    actions.forget("tests")
    read_all(again, 9)
    assert [entry.id for entry in again] == [entry.id for entry in first]


@postgres
def test_a_restored_database_starts_a_new_epoch_and_its_readers_go_on():
    with transaction.atomic():
        write_journal()
    seen = []
    read_all(seen, 9)
    with connection.cursor() as cursor:  # as after a restore: numbers from a server that had come further
        cursor.execute("UPDATE journal_entry SET transaction_id = transaction_id + 1000000000")
        cursor.execute("UPDATE journal_cursor SET transaction_id = transaction_id + 1000000000")
    assert queries.runs_behind()
    assert actions.start_epoch_if_restored(at=NOW) == 2
    assert Epoch.objects.get(number=2).reason == "restored"
    assert actions.start_epoch_if_restored(at=NOW) == 2
    with transaction.atomic():
        actions.append(moved(ONE, "after", 2, 1))
    read_all(seen, 11)
    assert [(entry.epoch, entry.kind) for entry in seen[9:]] == [(2, "epoch_started"), (2, "after")]


def test_a_new_database_starts_the_first_epoch_once():
    assert actions.start_epoch_if_restored(at=NOW) == 1
    assert actions.start_epoch_if_restored(at=NOW) == 1
    assert list(Entry.objects.values_list("subject", "kind")) == [(rules.EPOCHS, "epoch_started")]


def test_writers_of_one_subject_take_turns():
    with transaction.atomic():
        actions.append(opening(1))

    def write():
        for _ in range(10):
            with transaction.atomic():
                actions.append(moved(ONE, "noted", 2, 1))

    threads = [elsewhere(write) for _ in range(4)]
    for thread in threads:
        thread.join(60)
    assert Entry.objects.filter(subject=ONE).count() == 41
    assert [str(finding) for finding in queries.findings() if SERIES not in str(finding)] == []


def test_verifying_does_not_hold_up_a_writer():
    with transaction.atomic():
        write_journal()
    reading = queries.findings()
    with queries.snapshot():
        rows = queries.with_subjects()
        next(rows)
        written = []

        def write():
            with transaction.atomic():
                written.append(actions.append(moved(TWO, "noted", 3, 3)))

        elsewhere(write).join(20)
        assert written
        assert sum(1 for _ in rows) == 8, "the auditor sees one state throughout"
    assert list(reading) == []


@pytest.mark.parametrize("how_many", [1, 50])
@pytest.mark.parametrize("open_them", [True, False])
def test_appending_takes_two_statements_on_postgresql_and_three_on_sqlite(
    django_assert_num_queries, how_many, open_them
):
    events = [opening(number) for number in range(1, how_many + 1)]
    with transaction.atomic():
        if not open_them:
            actions.append_all(events)
            events = [moved(event.subject, "accepted", 2, 1) for event in events]
        with django_assert_num_queries(2 if connection.vendor == "postgresql" else 3):
            actions.append_all(events)


def test_tables_and_journal_are_compared_in_one_state_while_others_write():
    with transaction.atomic():
        write_journal()
    with queries.snapshot():
        assert list(queries.findings()) == []

        def write():
            with transaction.atomic():
                actions.append(moved(TWO, "noted", 3, 3))

        elsewhere(write).join(20)
        assert Entry.objects.count() == 9
        assert list(queries.findings()) == []
    assert Entry.objects.count() == 10
