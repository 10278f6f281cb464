"""Many who guess at the same moment get no more guesses than one who guesses in turn. Real threads, both databases."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from motcua.core.errors import Refused
from motcua.people import actions, attempts
from motcua.people.models import FailedAttempt
from motcua.people.passwords import sign_in_officer
from motcua.people.rules import ADDRESS_LIMIT, NAME_LIMIT, PAIR_LIMIT, WINDOW
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = "một câu dễ nhớ"


@pytest.fixture
def officer(now):
    return actions.create_officer(username="lan.nt", full_name="Nguyễn Thị Lan", password=RIGHT, by=None, at=now)


def _try(at, n=0, *, password="sai bét", username="lan.nt", address="10.0.0.1"):
    return sign_in_officer(username=username, password=password, address=address, at=at + timedelta(milliseconds=n))


def _told(outcomes):
    """Return how many got in, had a wrong password, and were turned away unheard."""
    said = Counter(
        "in"
        if not isinstance(outcome, Exception)
        else outcome.message[:13]
        if isinstance(outcome, Refused)
        else outcome
        for outcome in outcomes
    )
    return said.pop("in", 0), said.pop("Tên đăng nhập", 0), said.pop("Đã nhập sai n", 0), dict(said)


def test_a_burst_on_one_name_from_one_address_gets_no_more_guesses_than_the_limit(officer, now):
    told = _told(at_once([lambda n=n: _try(now, n) for n in range(24)]))
    assert told == (0, PAIR_LIMIT, 24 - PAIR_LIMIT, {})
    assert FailedAttempt.objects.count() == 3 * PAIR_LIMIT
    with pytest.raises(Refused, match="chờ 15 phút"):
        _try(now, password=RIGHT)


def test_a_burst_on_one_name_from_many_addresses_stops_at_the_limit_of_the_name(officer, now):
    told = _told(at_once([lambda n=n: _try(now, n, address=f"203.0.113.{n}") for n in range(NAME_LIMIT + 10)]))
    assert told == (0, NAME_LIMIT, 10, {})


def test_a_burst_on_many_names_from_one_address_stops_at_the_limit_of_the_address(now):
    told = _told(at_once([lambda n=n: _try(now, n, username=f"lan.{n:02}") for n in range(ADDRESS_LIMIT + 10)]))
    assert told == (0, ADDRESS_LIMIT, 10, {})


def test_colleagues_who_begin_their_day_at_the_same_moment_all_get_in(now):
    for n in range(16):
        actions.create_officer(username=f"lan.{n:02}", full_name="Lan", password=RIGHT, by=None, at=now)
    told = _told(at_once([lambda n=n: _try(now, n, username=f"lan.{n:02}", password=RIGHT) for n in range(16)]))
    assert told == (16, 0, 0, {})
    assert FailedAttempt.objects.count() == 0


def test_those_who_were_turned_away_do_not_keep_the_door_shut(officer, now):
    at_once([lambda n=n: _try(now, n) for n in range(12)])
    later = now + WINDOW - timedelta(minutes=1)
    told = _told(at_once([lambda n=n: _try(later, n, password=RIGHT) for n in range(12)]))
    assert told == (0, 0, 12, {})
    assert _try(now + WINDOW + timedelta(seconds=1), password=RIGHT) == officer


def test_a_stranger_who_never_stops_does_not_lock_out_the_officer_at_her_own_address(officer, now):
    for at in (now + timedelta(minutes=minutes) for minutes in range(0, 60, 10)):
        at_once([lambda n=n, at=at: _try(at, n, address="203.0.113.9") for n in range(12)])
        assert _try(at + timedelta(minutes=1), password=RIGHT) == officer


def test_an_attempt_is_counted_before_the_password_is_looked_at(officer, now):
    limits = {attempts.digest("name", "lan.nt"): 2}
    assert attempts.reserve(limits, at=now) and attempts.reserve(limits, at=now)
    assert attempts.reserve(limits, at=now) is None
    assert attempts.reserve(limits, at=now + WINDOW) is not None


def test_an_attempt_is_not_counted_inside_a_transaction_that_may_be_undone(now):
    with pytest.raises(RuntimeError), transaction.atomic():
        attempts.reserve({attempts.digest("name", "lan.nt"): 2}, at=now)
