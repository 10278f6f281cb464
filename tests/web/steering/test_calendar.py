"""The calendar page: who may open it, what it stores, what it says when something is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from motcua.journal.models import Entry
from motcua.offices import actions as offices
from motcua.offices import queries
from motcua.offices.models import SpecialDay
from motcua.people import actions as people
from motcua.people.rules import Role
from motcua.web.shared.middleware import ACCOUNT_KEY

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = {"day-day": "31", "day-month": "12", "day-year": "2026"}
STORM = {**DAY, "kind": "off", "name": "Ngày bão", "decision": "9/QĐ-UBND ngày 30/12/2026"}


@pytest.fixture(scope="module")
def province(module_db):
    with module_db():
        return offices.load_shipped(at=START)


@pytest.fixture
def keeper(province, db):
    """Return a function: a browser in which the keeper of an office's calendar is signed in."""

    def sign_in(code, role=Role.PROCEDURE_CONTROLLER):
        account = people.create_officer(username=f"keeper.{code.lower()}", full_name="Trần Thị Lịch", by=None, at=START)
        people.appoint(account=account, office=queries.office(code), role=role, by=None, at=START)
        client = Client()
        session = client.session
        session[ACCOUNT_KEY] = account.id
        session.save()
        return client

    return sign_in


def test_the_page_shows_the_decisions_of_a_year(keeper):
    page = keeper("H27").get("/lich-lam-viec/?nam=2026").content.decode()
    assert "Nghỉ hoán đổi Tết Dương lịch" in page
    assert "12729/VPCP-KGVX" in page
    assert "Làm bù cho 02/01/2026" in page
    assert page.count("<option") == 1 + 1 + 15 + 69 * 2  # the province, its centre, departments, communes and centres


def test_a_day_for_the_whole_province_holds_everywhere(keeper):
    answer = keeper("H27").post("/lich-lam-viec/", {**STORM, "office": "H27"}, follow=True)
    assert "Đã ghi" in answer.content.decode()
    assert SpecialDay.objects.get(day=date(2026, 12, 31)).office is None
    assert not queries.calendar(queries.office("H27.119").id, date(2026, 12, 1)).is_working_day(date(2026, 12, 31))
    entry = Entry.objects.filter(subject="calendar").order_by("-number").first()
    assert entry.actor.startswith("account:")


def test_a_commune_keeps_its_own_calendar_and_no_other(keeper):
    client = keeper("H27.119")
    assert client.post("/lich-lam-viec/", {**STORM, "office": "H27.119"}).status_code == 302
    for other in ("H27", "H27.120", "H99", ""):
        assert client.post("/lich-lam-viec/", {**STORM, "office": other}).status_code == 403
    assert SpecialDay.objects.filter(day=date(2026, 12, 31)).count() == 1


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(keeper):
    answer = keeper("H27").post("/lich-lam-viec/", {**STORM, "office": "H27", "decision": " ", "day-day": "32"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="decision-error"' in page
    assert "Không có ngày này" in page
    assert 'value="32"' in page
    assert 'value="Ngày bão"' in page
    assert not SpecialDay.objects.filter(day=date(2026, 12, 31)).exists()


@pytest.mark.parametrize(
    "posted",
    [{}, {"office": "H27"}, {**STORM, "office": "H27", "kind": "party"}, {**STORM, "office": "H27", "day-year": "²²²"}],
)
def test_a_mangled_form_is_refused_in_words(keeper, posted):
    assert keeper("H27").post("/lich-lam-viec/", posted).status_code in (403, 422)


def test_a_replaced_decision_is_marked(keeper):
    client = keeper("H27")
    client.post("/lich-lam-viec/", {**STORM, "office": "H27"})
    client.post("/lich-lam-viec/", {**STORM, "office": "H27", "kind": "make_up", "name": "Vẫn làm việc"})
    page = client.get("/lich-lam-viec/?nam=2026").content.decode()
    assert page.count("Đã được thay") == 1


@pytest.mark.parametrize("year", ["", "abc", "1", "99999", "²"])
def test_a_senseless_year_shows_the_present_one(keeper, year):
    assert keeper("H27").get("/lich-lam-viec/", {"nam": year}).status_code == 200


def test_a_year_without_decisions_says_so(keeper):
    assert "Chưa có ngày nào" in keeper("H27").get("/lich-lam-viec/?nam=2050").content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.RECEPTION, Role.LEADER])
def test_other_roles_may_not_open_it(keeper, role):
    assert keeper("H27", role).get("/lich-lam-viec/").status_code == 403


def test_the_page_takes_the_same_statements_at_one_and_at_fifty_rows(keeper, django_assert_num_queries, now):
    client = keeper("H27")
    for day, rows in ((1, 1), (2, 50)):
        for n in range(rows):
            offices.set_special_day(
                office=queries.office(f"H27.{101 + n}"),
                day=date(2040 + day, 1, 2),
                kind="off",
                name="Lễ",
                decision="1",
                by="account:1",
                at=now,
            )
        with django_assert_num_queries(5):  # session, account, appointments, tree, decisions
            assert client.get(f"/lich-lam-viec/?nam={2040 + day}").content.decode().count("Lễ") >= rows
