"""A filer records her helper by a code that the helper reads out; nobody learns by guessing who exists."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.core.errors import Refused
from motcua.people import helping, queries
from motcua.people.models import Account, Appointment, FailedAttempt
from motcua.people.rules import HELPER_LIMIT, WINDOW, Role
from tests.factories import make_citizen, make_office, make_officer
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer(make_office(), Role.CLERK, username="huong.tt")


@pytest.fixture
def citizen():
    return make_citizen()


def _refusal(typed, citizen, at):
    with pytest.raises(Refused) as refused:
        helping.helper(typed=typed, asked_by=citizen, at=at)
    return refused.value.message, refused.value.field


def test_a_code_has_nine_digits_and_changes_every_day_and_with_the_secret(officer, today, settings):
    codes = {helping.code(officer.id, today + timedelta(n)) for n in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 11 and code.replace(" ", "").isdecimal() for code in codes)
    before = helping.code(officer.id, today)
    settings.SECRET_KEY = "another key of the tests, as long as the first"
    assert helping.code(officer.id, today) != before


def test_the_code_of_today_names_the_officer_however_it_is_typed(officer, citizen, now, today):
    code = helping.code(officer.id, today)
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-"), f"  {code.replace(' ', '.')} "):
        assert helping.helper(typed=typed, asked_by=citizen, at=now) == officer
    assert FailedAttempt.objects.count() == 0


def test_a_helper_may_work_anywhere(citizen, now, today):
    for role in Role:
        officer = make_officer(make_office(), role)
        assert helping.helper(typed=helping.code(officer.id, today), asked_by=citizen, at=now) == officer


def _closed(officer, now):
    Account.objects.filter(id=officer.id).update(is_active=False)


def _relieved(officer, now):
    Appointment.objects.filter(account=officer).update(valid_to=now.date() - timedelta(1))


def _not_yet(officer, now):
    Appointment.objects.filter(account=officer).update(valid_from=now.date() + timedelta(1))


@pytest.mark.parametrize("change", [_closed, _relieved, _not_yet])
def test_only_an_officer_with_a_role_today_is_a_helper(officer, citizen, now, today, change):
    change(officer, now)
    _refusal(helping.code(officer.id, today), citizen, now)


def test_every_wrong_code_gets_the_same_answer(officer, citizen, now, today):
    closed = make_officer(make_office(), is_active=False)
    wrong = [
        "", "huong.tt", officer.full_name, str(officer.id), "12345678", "1234567890", "000000000", "１２３４５６７８９",
        helping.code(officer.id, today - timedelta(1)), helping.code(officer.id, today + timedelta(1)),
        helping.code(closed.id, today), helping.code(citizen.id, today), "a" * 5000, "1\x002",
    ]  # fmt: skip
    assert len({_refusal(typed, make_citizen(), now) for typed in wrong}) == 1


def test_guessing_is_braked_for_a_while_and_for_this_filer_alone(officer, citizen, now, today):
    right = helping.code(officer.id, today)
    for n in range(HELPER_LIMIT):
        assert "không đúng" in _refusal(f"{n:09}", citizen, now)[0]
    assert "nhiều lần" in _refusal(right, citizen, now)[0]
    assert helping.helper(typed=right, asked_by=make_citizen(), at=now) == officer
    assert helping.helper(typed=right, asked_by=citizen, at=now + WINDOW) == officer


@pytest.mark.django_db(transaction=True)
def test_a_burst_of_guesses_gets_no_more_answers_than_the_limit(now):
    citizen = make_citizen()
    outcomes = at_once([lambda n=n: helping.helper(typed=f"{n:09}", asked_by=citizen, at=now) for n in range(16)])
    assert sum("không đúng" in outcome.message for outcome in outcomes) == HELPER_LIMIT
    assert sum("nhiều lần" in outcome.message for outcome in outcomes) == 16 - HELPER_LIMIT


def test_two_officers_with_one_code_are_nobody(officer, citizen, now, today, settings):
    settings.SECRET_KEY, day = "any", today
    first: dict[str, int] = {}
    # Codes are looked through until two of these ids happen to share one: about 40,000 of a thousand million.
    for number in range(10**6, 10**6 + 200_000):
        other = first.setdefault(helping.code(number, day), number)
        if other != number:
            break
    office = make_office()
    for key in (other, number):
        make_officer(office, id=key)
    _refusal(helping.code(number, day), citizen, now)


@pytest.mark.parametrize("how_many", [1, 50])
def test_who_is_on_duty_is_one_statement(today, how_many, django_assert_num_queries):
    office = make_office()
    officers = [make_officer(office, Role.CLERK, Role.LEADER).id for _ in range(how_many)]
    with django_assert_num_queries(1):
        assert queries.on_duty(on=today) == officers
