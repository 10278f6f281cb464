"""Officers, appointments and citizens: what is stored, what the journal says, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.people import actions, queries
from motcua.people.identity import Claims
from motcua.people.models import Account, EIdentity, Person
from motcua.people.rules import Role

pytestmark = pytest.mark.django_db
ISSUER = "https://identity.example"
LAN = Claims(
    full_name="Nguyễn Thị Lan Thử", personal_id="042190999901", birth_date=date(1990, 5, 1), gender="female",
    phone="0912345678", residence="Thôn 1, xã Vũ Quang, tỉnh Hà Tĩnh", level="2",
)  # fmt: skip


def _officer(now, username="lan.nt", **more):
    return actions.create_officer(username=username, full_name="Nguyễn Thị Lan", by=None, at=now, **more)


def _citizen(now, claims=LAN, subject="s-1", issuer=ISSUER):
    return actions.sign_in_citizen(issuer=issuer, subject=subject, claims=claims, at=now)


def _entries(account):
    return list(Entry.objects.filter(subject=f"account/{account.id}").order_by("number").values_list("kind", flat=True))


def test_an_officer_is_created_once_and_journalled(now):
    account = _officer(now, username="Lan.NT", password="một câu dễ nhớ")
    assert account.username == "lan.nt" and account.check_password("một câu dễ nhớ")
    assert _entries(account) == ["officer_created"]
    with pytest.raises(Refused) as refused:
        _officer(now)
    assert refused.value.field == "username" and "đã có người dùng" in refused.value.message


def test_an_appointment_counts_from_its_first_to_its_last_day(now, office, today):
    account = _officer(now)
    actions.appoint(account=account, office=office, role=Role.RECEPTION, by=None, at=now)
    assert queries.signed_in(account.id, on=today)[1].roles == {(Role.RECEPTION, office.id)}
    assert queries.signed_in(account.id, on=today - timedelta(1))[1].roles == frozenset()
    actions.end_role(account=account, office=office, role=Role.RECEPTION, by=None, at=now, since=today + timedelta(1))
    assert queries.roles(account.id, on=today) == {(Role.RECEPTION, office.id)}
    assert queries.roles(account.id, on=today + timedelta(1)) == frozenset()
    assert _entries(account) == ["officer_created", "appointed", "appointment_ended"]


def test_the_same_role_at_the_same_office_is_held_once(now, office):
    account = _officer(now)
    actions.appoint(account=account, office=office, role=Role.LEADER, by=None, at=now)
    with pytest.raises(Refused, match="đang giữ vai trò này"):
        actions.appoint(account=account, office=office, role=Role.LEADER, by=None, at=now)


def test_a_citizen_gets_no_appointment_and_no_password(now, office):
    citizen = _citizen(now)
    with pytest.raises(Refused):
        actions.appoint(account=citizen, office=office, role=Role.LEADER, by=None, at=now)
    with pytest.raises(Refused):
        actions.set_password(account=citizen, password="một câu dễ nhớ", by=None, at=now)


def test_a_first_sign_in_makes_person_account_and_link(now):
    account = _citizen(now)
    person = Person.objects.get()
    assert (person.full_name, person.personal_id, person.birth_date) == (LAN.full_name, LAN.personal_id, LAN.birth_date)
    assert (person.gender, person.phone, person.residence) == (LAN.gender, LAN.phone, LAN.residence)
    assert account.person_id == person.id and not account.has_usable_password()
    assert _entries(account) == ["identity_linked"]


def test_a_second_sign_in_changes_nothing_and_a_changed_fact_is_taken_over(now):
    first = _citizen(now)
    assert _citizen(now) == first
    moved = _citizen(now, replace(LAN, residence="Thôn 2, xã Mai Hoa", phone=""))
    assert moved.person.residence == "Thôn 2, xã Mai Hoa" and moved.person.phone == LAN.phone
    assert _entries(first) == ["identity_linked", "facts_updated"]
    assert Person.objects.count() == Account.objects.count() == EIdentity.objects.count() == 1


def test_no_entry_about_an_account_holds_personal_data(now):
    _citizen(now)
    _citizen(now, replace(LAN, full_name="Nguyễn Thị Lan Mới", phone="0987654321", residence="Thôn 2"))
    told = "".join(Entry.objects.values_list("body", flat=True))
    for value in ("Lan", LAN.personal_id, LAN.phone, "0987654321", "Thôn", "1990"):
        assert value not in told


def test_a_person_known_from_the_counter_keeps_her_row(now):
    known = Person.objects.create(full_name="Nguyễn Thị Lan Thử", personal_id=LAN.personal_id)
    assert _citizen(now).person_id == known.id
    known.refresh_from_db()
    assert known.birth_date == LAN.birth_date


def test_a_second_provider_for_the_same_number_leads_to_the_same_account(now):
    assert _citizen(now) == _citizen(now, issuer="https://another.example", subject="s-9")
    assert EIdentity.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_the_same_person_may_come_in_on_two_computers_at_one_moment(now):
    gate, accounts = Barrier(6), []

    def enter(n):
        gate.wait()
        try:
            accounts.append(_citizen(now, subject=f"s-{n % 2}", issuer=f"{ISSUER}/{n % 2}").id)
        finally:
            connection.close()

    threads = [Thread(target=enter, args=[n]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accounts) == 6 and len(set(accounts)) == 1
    assert Person.objects.count() == 1 and EIdentity.objects.count() == 2


def test_a_citizens_closed_account_is_refused(now):
    account = _citizen(now)
    Account.objects.filter(id=account.id).update(is_active=False)
    with pytest.raises(Refused, match="bị khóa"):
        _citizen(now)


@pytest.mark.parametrize("how_many", [1, 50])
def test_the_list_of_officers_takes_two_statements(now, office, today, how_many, django_assert_num_queries):
    for n in range(how_many):
        actions.appoint(account=_officer(now, f"lan.{n:02}"), office=office, role=Role.CLERK, by=None, at=now)
    with django_assert_num_queries(2):
        listed = queries.officers(on=today)
        assert [held[0].office.code for _, held in listed] == ["H27.99"] * how_many
