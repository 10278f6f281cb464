"""Who has what that is late or due soon: the counts, the lists, and for whom they are."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from motcua.casework import actions
from motcua.casework.lists import due
from motcua.casework.lists.due import When
from motcua.casework.models import Case
from motcua.core import clock
from motcua.core.clock import ZONE
from motcua.people.rules import Role
from tests.factories import make_case, make_office, make_officer, make_version
from tests.web.portal.people import signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
MIDNIGHT = clock.start_of(NOW.date())


@pytest.fixture
def office():
    return make_office(code="H27.9101", name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def given(office):
    return {"office": office, "version": make_version(offered_by=office)}


def put(case, moment):
    Case.objects.filter(pk=case.pk).update(next_due_at=moment)
    return case


def told(groups):
    return {(group.holder.officer or group.holder.key): list(group.counts.values()) for group in groups}


def test_cases_are_counted_by_who_has_them_and_when_they_are_due(office, given):
    officer = make_officer(office, *Role, full_name="Trần Thị Bưởi")
    moments = [
        NOW - timedelta(seconds=1), NOW, MIDNIGHT + timedelta(hours=23), MIDNIGHT + timedelta(days=1),
        MIDNIGHT + timedelta(days=2), MIDNIGHT + timedelta(days=8, seconds=-1), MIDNIGHT + timedelta(days=8),
    ]  # fmt: skip
    for moment in moments:
        put(make_case("in_progress", officer=officer, **given), moment)
    put(make_case(**given), NOW - timedelta(1))
    put(make_case("received", officer=officer, **given), MIDNIGHT + timedelta(1))
    put(make_case("proposed", officer=officer, **given), NOW)
    put(make_case("returned", officer=officer, **given), NOW)
    waiting = make_case("received", officer=officer, **given)
    actions.ask_supplement(case=waiting, reason="Thiếu", by=officer, at=NOW)
    assert told(due.groups([office.pk], NOW)) == {
        "Trần Thị Bưởi": [1, 2, 1, 2], "accepting": [1, 0, 0, 0], "handing_on": [0, 0, 1, 0],
        "approving": [0, 1, 0, 0],
    }  # fmt: skip
    whole = due.by_office(due.groups([office.pk], NOW))
    assert [(one.holder.key, list(one.counts.values()), one.total) for one in whole] == [("", [2, 3, 2, 2], 9)]
    late = due.rows([office.pk], NOW, office=office.code, when=When.LATE)
    assert [row.holder.key for row in late] == ["accepting", str(officer.pk)]


def test_only_ones_own_offices_and_those_below_are_seen(office, given):
    below = make_office(office)
    put(make_case(office=below, version=given["version"]), NOW)
    put(make_case(), NOW)
    assert [group.holder.office for group in due.groups([office.pk], NOW)] == [below.code]
    assert due.groups([], NOW) == [] == due.rows([], NOW)


@pytest.mark.parametrize("size", [1, 20])
def test_two_statements_at_any_size(office, given, size, django_assert_num_queries):
    for _ in range(size):
        put(make_case(**given), NOW)
    with django_assert_num_queries(2):
        due.groups([office.pk], NOW)
        assert len(due.rows([office.pk], NOW, office=office.code)) == size


def page(account, **asked):
    response = signed_in(account).get(reverse("due_lists"), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_an_officer_reads_counts_and_opens_lists(office, given):
    now = clock.now()
    late = put(make_case(**given), now - timedelta(1))
    soon = put(make_case(**given), now + timedelta(4))
    officer = make_officer(office)
    whole = page(officer)
    assert late.dossier.code in whole and soon.dossier.code in whole and "Một cửa: chờ tiếp nhận" in whole
    only = page(officer, office=office.code, holder="accepting", when="late")
    assert late.dossier.code in only and soon.dossier.code not in only
    for odd in ({"office": "H99"}, {"holder": "0'"}, {"when": "never"}):
        assert soon.dossier.code in page(officer, **odd)


def test_a_leader_of_several_offices_sees_each_as_a_whole_and_no_case_to_open(office, given):
    province = make_office(tier="province", code="H97")
    offices = [make_office(province, name=f"Xã {number}") for number in range(2)]
    for one in offices:
        put(make_case(office=one), clock.now() - timedelta(1))
    leader = make_officer(province, Role.LEADER)
    whole = page(leader)
    assert "Xã 0" in whole and "Xã 1" in whole and "Tất cả" in whole and 'class="holder"' not in whole
    listed = page(leader, office=offices[0].code)
    assert "Xã 0" in listed and 'class="holder"' in listed and "/ban-lam-viec/ho-so/" not in listed
    assert "Một cửa: chờ tiếp nhận" in page(leader, when="late") and "Xã 1 · Một cửa" in page(leader, when="late")


def test_nothing_due_says_so(office):
    assert "Không có hồ sơ nào quá hạn" in page(make_officer(office))
