"""The worker goes on after failures, lets other readers go on meanwhile, and stops when told."""

from __future__ import annotations

import threading
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import OperationalError

from motcua.core import clock
from motcua.records import actions as records
from motcua.records.models import Upload
from motcua.records.rules import KEPT_UNFINISHED, SMALLEST_PART, Part
from motcua.site.worker import Worker, every, once, readers
from tests.factories import make_citizen

pytestmark = pytest.mark.django_db(transaction=True)


def _worker(**readers):
    return Worker(readers, idle=0.001)


def test_the_counters_are_among_the_readers():
    assert "measures" in readers()


def test_sessions_that_ended_are_cleared_away_and_others_stay():
    kept, ended = SessionStore(), SessionStore()
    kept.save()
    ended.set_expiry(-1)
    ended.save()
    assert readers()["sessions"]() == 0
    assert [one.session_key for one in Session.objects.all()] == [kept.session_key]


def test_files_that_wait_too_long_for_their_rest_are_cleared_away():
    content = bytes(SMALLEST_PART)
    part = Part("0" * 64, 2 * SMALLEST_PART, 0, content)
    citizen, now = make_citizen(), clock.now()
    for subject, at in (("draft/old", now - KEPT_UNFINISHED), ("draft/young", now)):
        records.add_part(subject=subject, field="paper-1", part=part, name="giấy.pdf", by=citizen, at=at)
    assert readers()["uploads"]() == 0
    assert [one.subject for one in Upload.objects.all()] == ["draft/young"]


def test_housekeeping_waits_its_time_and_is_tried_again_after_a_failure():
    done = []

    def work():
        done.append(1)
        if len(done) == 1:
            raise OperationalError("away")

    turn = every(3600, work)
    with pytest.raises(OperationalError):
        turn()
    assert [turn(), turn(), len(done)] == [0, 0, 2]


def test_once_reads_until_nothing_is_left():
    left = [3, 2, 0]
    assert once(_worker(only=lambda: left.pop(0))) == (5, 0)


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), ValueError("a bug")])
def test_a_reader_that_fails_is_tried_again_and_the_others_go_on(error, caplog):
    went = []

    def failing():
        went.append("failing")
        if len(went) < 4:
            raise error
        return 0

    def other():
        went.append("other")
        if went.count("other") == 3:
            worker.stop()
        return 0

    worker = _worker(failing=failing, other=other)
    worker.run()
    assert went == ["failing", "other"] * 3
    assert caplog.records
    assert worker.failures == 0


def test_once_ends_when_a_reader_fails_and_says_so(caplog):
    def failing():
        raise OperationalError("away")

    assert once(_worker(failing=failing, other=lambda: 1)) == (1, 1)


def test_stopping_ends_a_long_sleep():
    worker = Worker({"idle": lambda: 0}, idle=30)
    threading.Timer(0.1, worker.stop).start()
    began = time.monotonic()
    worker.run()
    assert time.monotonic() - began < 5


def test_a_connection_that_the_server_closed_is_opened_anew(caplog):
    from django.db import connection

    taken = []

    def read():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            taken.append(cursor.fetchone()[0])
        if len(taken) == 2:
            worker.stop()
        return 0

    def break_once():
        if not taken:
            connection.ensure_connection()
            connection.connection.close()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        return 0

    worker = _worker(breaking=break_once, reading=read)
    worker.run()
    assert taken == [1, 1]
    assert "sẽ thử lại" in caplog.text
