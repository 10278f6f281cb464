"""Officers sign in with a password; guessing is braked, and no answer tells whether a name exists."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest

from motcua.core.errors import Refused
from motcua.people import actions
from motcua.people.models import Account, FailedAttempt
from motcua.people.passwords import sign_in_officer
from motcua.people.rules import NAME_LIMIT, PAIR_LIMIT, WINDOW
from tests.factories import make_citizen
from tests.hashers import CountingHasher

pytestmark = pytest.mark.django_db
RIGHT = "một câu dễ nhớ"


@pytest.fixture
def officer(now):
    return actions.create_officer(username="lan.nt", full_name="Nguyễn Thị Lan", password=RIGHT, by=None, at=now)


def _try(at, password=RIGHT, username="lan.nt", address="10.0.0.1"):
    return sign_in_officer(username=username, password=password, address=address, at=at)


def _fail(at, times, **more):
    for _ in range(times):
        with pytest.raises(Refused):
            _try(at, password="sai bét", **more)


def test_the_right_password_opens_in_either_normal_form(officer, now):
    assert _try(now) == officer
    assert _try(now, password=unicodedata.normalize("NFD", RIGHT), username=" LAN.NT ") == officer
    officer.refresh_from_db()
    assert officer.last_login == now


@pytest.fixture
def everybody(settings, now):
    """One officer of each kind: with a password, without one, closed; and a citizen."""
    settings.PASSWORD_HASHERS = ["tests.hashers.CountingHasher"]
    for name in ("lan.nt", "closed"):
        actions.create_officer(username=name, full_name="Lan", password=RIGHT, by=None, at=now)
    actions.create_officer(username="without", full_name="Minh", by=None, at=now)
    Account.objects.filter(username="closed").update(is_active=False)
    return make_citizen(username="citizen:1")


@pytest.mark.parametrize("times", [1, PAIR_LIMIT + 1])
def test_no_answer_and_no_work_tells_whether_a_name_exists(everybody, now, times):
    told = set()
    for name in ("lan.nt", "without", "closed", "citizen:1", "nobody", "", "không có", "x" * 5000, "lan\x00nt"):
        for n in range(times):
            before = CountingHasher.times
            with pytest.raises(Refused) as refused:
                _try(now, password="sai bét", username=name, address=f"10.1.0.{len(name)}")
            told.add((n, refused.value.message, refused.value.field, CountingHasher.times - before))
    assert len(told) == times
    assert {work for n, *_, work in told if n < PAIR_LIMIT} == {1}


def test_repeated_failures_close_the_door_for_a_while_even_to_the_right_password(officer, now):
    _fail(now, PAIR_LIMIT)
    with pytest.raises(Refused, match="chờ 15 phút"):
        _try(now)
    assert _try(now + WINDOW) == officer


def test_a_stranger_elsewhere_does_not_lock_the_officer_out(officer, now):
    _fail(now, PAIR_LIMIT, address="203.0.113.9")
    assert _try(now) == officer


def test_guesses_from_many_addresses_are_counted_together(officer, now):
    for n in range(NAME_LIMIT):
        _fail(now, 1, address=f"203.0.113.{n}")
    with pytest.raises(Refused, match="chờ"):
        _try(now, address="10.9.9.9")


def test_success_forgives_earlier_mistakes(officer, now):
    _fail(now, PAIR_LIMIT - 1)
    _try(now)
    _fail(now, PAIR_LIMIT - 1)
    assert _try(now) == officer


def test_old_failures_are_removed(officer, now):
    _fail(now, 1)
    _fail(now + timedelta(days=2), 1)
    assert FailedAttempt.objects.count() == 3


def test_closed_accounts_and_officers_without_password_are_refused(officer, now):
    actions.create_officer(username="minh.tv", full_name="Trần Văn Minh", by=None, at=now)
    with pytest.raises(Refused):
        _try(now, username="minh.tv", password="")
    Account.objects.filter(id=officer.id).update(is_active=False)
    with pytest.raises(Refused):
        _try(now)
