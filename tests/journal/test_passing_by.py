"""A writer of thousands moves a reader past its own entries, and never past anybody else's."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from motcua.journal import actions, queries, rules
from motcua.journal.models import Entry

from .events import ONE, SERIES, TWO, moved, opening
from .test_readers import elsewhere, read_all

pytestmark = pytest.mark.django_db(transaction=True)
postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


def write_and_pass(*numbers: int) -> bool:
    """Append openings and move the reader past them, all in one transaction; return whether it moved."""
    with transaction.atomic():
        since = queries.position()
        actions.append_written([rules.written(opening(number)) for number in numbers])
        return actions.pass_by("tests", since)


def pass_when_settled(first: int) -> int:
    """Write one dossier after another until the reader was moved past the last; return the number of it."""
    until = time.monotonic() + 60
    while not write_and_pass(first) and time.monotonic() < until:
        read_all([], 0)
        actions.read("tests", lambda entries: None)
        first += 1
    return first


def test_what_was_passed_is_never_handed_over_and_what_comes_next_is():
    last = pass_when_settled(1)
    assert actions.read("tests", lambda entries: None) == 0
    with transaction.atomic():
        actions.append(moved(f"dossier/{SERIES}-{last:04d}", "accepted", 2, 1))
    seen: list = []
    read_all(seen, 1)
    assert [entry.kind for entry in seen] == ["accepted"]


def test_nothing_is_passed_while_something_before_it_is_unread():
    with transaction.atomic():
        actions.append(opening(1))
    assert not write_and_pass(2)
    seen: list = []
    read_all(seen, 2)
    assert [entry.subject for entry in seen] == [ONE, TWO]


def test_what_the_same_transaction_appended_before_the_position_is_not_passed():
    with transaction.atomic():
        actions.append(opening(1))
        since = queries.position()
        actions.append(opening(2))
        assert not actions.pass_by("tests", since)
    seen: list = []
    read_all(seen, 2)
    assert [entry.subject for entry in seen] == [ONE, TWO]


def test_a_writer_that_is_undone_leaves_the_reader_where_it_was():
    last = pass_when_settled(1)
    with transaction.atomic():
        since = queries.position()
        actions.append(opening(last + 1))
        actions.pass_by("tests", since)
        transaction.set_rollback(True)
    with transaction.atomic():
        actions.append(opening(last + 1))
    seen: list = []
    read_all(seen, 1)
    assert [entry.subject for entry in seen] == [f"dossier/{SERIES}-{last + 1:04d}"]


@postgres
def test_nothing_is_passed_while_an_older_transaction_may_still_append():
    with transaction.atomic():
        actions.append(opening(1))
    read_all([], 0)
    appended, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            actions.append(moved(ONE, "slow", 2, 1))
            appended.set()
            assert may_commit.wait(30)

    seen: list = []
    read_all(seen, 1)
    thread = elsewhere(slow)
    assert appended.wait(30)
    assert not write_and_pass(2)
    may_commit.set()
    thread.join(30)
    read_all(seen, 3)
    assert sorted(entry.kind for entry in seen) == ["slow", "submitted", "submitted"]


@postgres
def test_what_a_younger_transaction_appended_meanwhile_is_handed_over():
    with transaction.atomic():
        since = queries.position()
        actions.append(opening(1))

        def quick():
            with transaction.atomic():
                actions.append(opening(2, series="H27.98-261120"))

        elsewhere(quick).join(30)
        passed = actions.pass_by("tests", since)
    seen: list = []
    read_all(seen, 1 if passed else 2)
    assert seen[-1].subject == "dossier/H27.98-261120-0002"
    assert len(seen) == 2 - passed


@pytest.mark.parametrize("how_many", [1, 499, 500, 519, 520])
def test_entries_written_by_the_thousand_are_the_entries_written_one_at_a_time(how_many):
    events = [opening(number) for number in range(1, how_many + 1)]
    events += [moved(event.subject, "accepted", 2, 1) for event in events[::7]]
    with transaction.atomic():
        assert actions.append_many(events) == len(events)
        quick = _without_ids()
        transaction.set_rollback(True)
    with transaction.atomic():
        actions.take_numbers(SERIES, how_many)
        for event in events:
            actions.append(event)
        assert list(queries.findings()) == []
        assert _without_ids() == quick
        actions.append_many([moved(ONE, "returned", 10, 2)])
        assert list(queries.findings()) == []


def _without_ids():
    columns = [name for name in queries.COLUMNS if name not in ("id", "transaction_id", "previous", "digest")]
    return list(Entry.objects.order_by("subject", "number").values_list(*columns))
