"""Officers come and go: roles end from a day, accounts are closed, and somebody can always administer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.people import actions, queries
from motcua.people.models import Account, Appointment
from motcua.people.passwords import sign_in_officer
from motcua.people.rules import Role
from tests.factories import NOW, make_citizen, make_office
from tests.threads import at_once

pytestmark = pytest.mark.django_db
PASSWORD = "một câu dễ nhớ"
TODAY = NOW.date()


def make(username="lan.nt", password=PASSWORD):
    return actions.create_officer(username=username, full_name="Nguyễn Thị Lan", password=password, by=None, at=NOW)


def appoint(account, office, role=Role.RECEPTION, first=TODAY):
    return actions.appoint(account=account, office=office, role=role, by=None, at=NOW, valid_from=first)


def end(account, office, role=Role.RECEPTION, since=None, by=None):
    actions.end_role(account=account, office=office, role=role, by=by, at=NOW, since=since)


def close(account, by=None):
    actions.close_account(account=account, by=by, at=NOW)


def roles(account, day=TODAY):
    return {role for role, _ in queries.roles(account.id, on=day)}


def told(account):
    entries = Entry.objects.filter(subject=f"account/{account.id}").order_by("number")
    return [entry.kind for entry in entries], [entry.body for entry in entries]


@pytest.fixture
def office():
    return make_office(code="H27.98")


def test_a_role_ends_at_once_or_from_a_day_on(office):
    lan = make()
    appoint(lan, office, Role.CLERK)
    appoint(lan, office, Role.LEADER)
    end(lan, office, Role.CLERK)
    end(lan, office, Role.LEADER, since=TODAY + timedelta(10))
    assert roles(lan) == roles(lan, TODAY + timedelta(9)) == {Role.LEADER}
    assert roles(lan, TODAY + timedelta(10)) == set()
    kinds, bodies = told(lan)
    assert kinds == ["officer_created", "appointed", "appointed", "appointment_ended", "appointment_ended"]
    assert '"office":"H27.98","role":"clerk","valid_to":"2026-11-19"' in bodies[3]
    assert '"office":"H27.98","role":"leader","valid_to":"2026-11-29"' in bodies[4]


def test_a_role_that_was_to_end_later_ends_sooner_and_one_that_was_to_begin_never_does(office):
    lan = make()
    appoint(lan, office)
    end(lan, office, since=TODAY + timedelta(10))
    appoint(lan, office, first=TODAY + timedelta(20))
    end(lan, office, since=TODAY + timedelta(5))
    assert roles(lan, TODAY + timedelta(4)) == {Role.RECEPTION}
    assert roles(lan, TODAY + timedelta(5)) == roles(lan, TODAY + timedelta(25)) == set()
    assert queries.officers(on=TODAY + timedelta(5)) == [(lan, [])]
    appoint(lan, office)


@pytest.mark.parametrize("since", [None, TODAY, TODAY + timedelta(3)])
def test_a_role_that_she_does_not_hold_cannot_end(office, since):
    lan = make()
    appoint(lan, make_office())
    appoint(lan, office, Role.CLERK)
    with pytest.raises(Refused, match="không giữ vai trò") as refused:
        end(lan, office, since=since)
    assert refused.value.field == "role"
    appoint(lan, office)
    end(lan, office, since=TODAY)
    with pytest.raises(Refused, match="không giữ vai trò"):
        end(lan, office, since=since)


def test_a_closed_account_cannot_sign_in_and_holds_no_role_now_or_later(office):
    lan, boss = make(), make("boss")
    appoint(lan, office)
    appoint(lan, office, Role.LEADER, first=TODAY + timedelta(30))
    close(lan, by=boss)
    with pytest.raises(Refused, match="không đúng"):
        sign_in_officer(username="lan.nt", password=PASSWORD, address="10.0.0.1", at=NOW)
    assert queries.signed_in(lan.id, on=TODAY)[0] is None
    assert roles(lan) == roles(lan, TODAY + timedelta(60)) == set()
    assert not lan.is_active and not lan.has_usable_password()
    kinds, bodies = told(lan)
    assert kinds[-3:] == ["appointment_ended", "appointment_ended", "account_closed"]
    assert set(Entry.objects.filter(kind="account_closed").values_list("actor", flat=True)) == {f"account:{boss.id}"}
    assert not any(word in body for body in bodies for word in ("Lan", "lan.nt", PASSWORD))
    assert list(findings()) == []


def test_a_closed_account_gets_no_role_and_no_password_and_is_closed_once(office):
    lan = make()
    stale = Account.objects.get(id=lan.id)
    close(lan)
    for account in (lan, stale):
        for attempt in (
            lambda account=account: appoint(account, office),
            lambda account=account: actions.set_password(account=account, password="một câu khác", by=None, at=NOW),
            lambda account=account: close(account),
        ):
            with pytest.raises(Refused, match="đã đóng"):
                attempt()
    assert told(lan)[0] == ["officer_created", "account_closed"]


def test_what_a_citizen_has_is_not_closed_here():
    with pytest.raises(Refused, match="của công dân"):
        close(make_citizen())


def test_an_account_is_reopened_without_password_and_roles(office):
    lan = make()
    appoint(lan, office)
    with pytest.raises(Refused, match="đang mở"):
        actions.reopen_account(account=lan, by=None, at=NOW)
    close(lan)
    actions.reopen_account(account=lan, by=None, at=NOW)
    with pytest.raises(Refused, match="không đúng"):
        sign_in_officer(username="lan.nt", password=PASSWORD, address="10.0.0.1", at=NOW)
    assert roles(lan) == set()
    actions.set_password(account=lan, password="một câu khác hẳn", by=None, at=NOW)
    appoint(lan, office, Role.CLERK)
    assert sign_in_officer(username="lan.nt", password="một câu khác hẳn", address="10.0.0.1", at=NOW) == lan
    assert told(lan)[0][-4:] == ["account_closed", "account_reopened", "password_set", "appointed"]


def other_administrator(office, **changes):
    """Appoint a second administrator, then change something about her."""
    other = make("other", password=changes.pop("password", PASSWORD))
    appoint(other, office, Role.ADMINISTRATOR, first=changes.pop("first", TODAY))
    if since := changes.pop("ends", None):
        end(other, office, Role.ADMINISTRATOR, since=since)
    if changes:
        Account.objects.filter(id=other.id).update(**changes)


@pytest.mark.parametrize(
    "other",
    [
        None,
        {"password": ""},
        {"is_active": False},
        {"first": TODAY + timedelta(1)},
        {"ends": TODAY},
        {"ends": TODAY + timedelta(30)},
    ],
    ids=["alone", "without password", "closed", "not yet", "ended", "ends one day"],
)
@pytest.mark.parametrize("way", [close, lambda account: end(account, account.office, Role.ADMINISTRATOR)])
def test_the_last_administrator_stays(office, other, way):
    lan = make()
    lan.office = office
    appoint(lan, office, Role.ADMINISTRATOR)
    if other is not None:
        other_administrator(make_office(), **other)
    with pytest.raises(Refused, match="quản trị duy nhất"):
        way(lan)
    assert roles(lan) == {Role.ADMINISTRATOR}
    assert sign_in_officer(username="lan.nt", password=PASSWORD, address="10.0.0.1", at=NOW) == lan


@pytest.mark.parametrize("way", [close, lambda account: end(account, account.office, Role.ADMINISTRATOR)])
def test_an_administrator_may_go_when_another_one_stays(office, way):
    lan = make()
    lan.office = office
    appoint(lan, office, Role.ADMINISTRATOR)
    other_administrator(make_office())
    way(lan)
    assert roles(lan) == set()


def test_an_administrator_of_two_offices_may_leave_one_of_them(office):
    lan, second = make(), make_office()
    for each in (office, second):
        appoint(lan, each, Role.ADMINISTRATOR)
    end(lan, office, Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="quản trị duy nhất"):
        end(lan, second, Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="quản trị duy nhất"):
        close(lan)


def test_an_end_that_was_set_long_ago_does_not_leave_nobody(office):
    first, second = make(), make("second")
    for account in (first, second):
        appoint(account, office, Role.ADMINISTRATOR)
    end(first, office, Role.ADMINISTRATOR, since=date(2026, 12, 20))
    with pytest.raises(Refused, match="quản trị duy nhất"):
        close(second)
    close(first)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [close, lambda account: end(account, account.office, Role.ADMINISTRATOR)])
def test_administrators_who_take_each_other_away_at_the_same_moment_leave_one(way):
    office = make_office()
    accounts = [make(f"admin{n}") for n in range(6)]
    for account in accounts:
        account.office = office
        appoint(account, office, Role.ADMINISTRATOR)
    outcomes = at_once([lambda account=account: way(account) for account in accounts])
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert sum(outcome is None for outcome in outcomes) == 5
    assert Appointment.objects.filter(valid_to=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_role_given_while_the_account_is_being_closed_does_not_outlive_it():
    office = make_office()
    for n in range(6):
        account = make(f"lan{n}")
        at_once([lambda account=account: close(account), lambda account=account: appoint(account, office)])
        assert roles(account) == set()
