"""The leader's page: periods, where one's own office stands, who needs help first, who may open it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from motcua.people import actions as people
from motcua.people.rules import Role
from motcua.web.shared.middleware import ACCOUNT_KEY
from tests.measures.cases import Filing, on, province

pytestmark = pytest.mark.django_db
YEAR = "?tier=district&from=2024-01-01&to=2024-12-31"
START = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def offices(db):
    return province()


@pytest.fixture
def filing(offices):
    made = Filing()
    for channel in (2, 2, 2, 1):
        made.opened(channel=channel)
    for channel in (2, 1, 1, 3):
        made.opened(competent_office="H27.32", channel=channel)
    return made


def _signed_in(office, role=Role.LEADER):
    account = people.create_officer(
        username=f"{role}.{office.code.lower()}", full_name="Lê Thị Lãnh", by=None, at=START
    )
    people.appoint(account=account, office=office, role=role, by=None, at=START)
    client = Client()
    session = client.session
    session[ACCOUNT_KEY] = account.id
    session.save()
    return client


def _text(client, query=YEAR):
    answer = client.get(f"/dieu-hanh/{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_leader_sees_where_her_office_stands(filing, offices):
    text = _text(_signed_in(offices["H27.32"]))
    assert "Huyện Hương Khê (cơ quan của bạn): hạng 2 trên 2, 25,0 % (1 / 4; tự làm 1, có hỗ trợ 0, không rõ 0)" in text
    assert "50 % 4 trên 8 hồ sơ (tự làm 4, có hỗ trợ 0, không rõ 0)" in text


def test_who_is_furthest_below_the_whole_needs_help_first(filing, offices):
    text = _text(_signed_in(offices["H27"]))
    assert "Huyện Hương Khê : 25,0 % (1 / 4; tự làm 1, có hỗ trợ 0, không rõ 0), còn thiếu 1 hồ sơ" in text
    assert "Huyện Vũ Quang : 75,0 %, còn thiếu" not in text


def test_why_an_office_needs_help_is_opened_where_ones_role_reaches(filing, offices):
    why = "/dieu-hanh/ai-khi-nao/H27.32/?indicator=all_procedures&amp;from=2024-01-01&amp;to=2024-12-31"
    assert why in _signed_in(offices["H27"]).get(f"/dieu-hanh/{YEAR}").content.decode()
    assert why not in _signed_in(offices["H27.31"]).get(f"/dieu-hanh/{YEAR}").content.decode()


def test_today_this_month_and_this_year_are_one_step_away(filing, offices):
    client = _signed_in(offices["H27"])
    page = client.get("/dieu-hanh/").content.decode()
    assert "từ 01/01/2024 đến 31/12/2024" in re.sub(r"\s+", " ", page)
    tabs = re.findall(r'<nav class="tabs".*?</nav>', page, re.S)[0]
    assert [re.sub(r"\s+", " ", each) for each in re.findall(r">([^<>]*\S[^<>]*)</a>", tabs)] == [
        "Kỳ gần nhất có hồ sơ", "Hôm nay", "Tháng này", "Năm nay",
    ]  # fmt: skip
    for address in re.findall(r'href="(\?[^"]+)"', tabs):
        assert client.get("/dieu-hanh/" + address.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.CLERK])
def test_other_roles_may_not_open_it(offices, role):
    assert _signed_in(offices["H27"], role).get("/dieu-hanh/").status_code == 403


def test_a_visitor_is_led_to_the_officers_door(offices):
    assert Client().get("/dieu-hanh/").headers["Location"].startswith("/can-bo/dang-nhap/")


@pytest.mark.parametrize("dossiers", [1, 50])
def test_the_page_takes_a_fixed_number_of_statements(filing, offices, django_assert_num_queries, dossiers):
    for _ in range(dossiers):
        filing.opened(received_at=on("2024-07-01"))
    client = _signed_in(offices["H27"])
    with django_assert_num_queries(18):
        _text(client, "")
