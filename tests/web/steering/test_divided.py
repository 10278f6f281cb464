"""Who, when and why on one page; the year before beside it; single officers only for those who may see their office."""

from __future__ import annotations

import re
from datetime import date

import pytest

from motcua.core.ratio import Ratio
from motcua.measures import actions, comparing, opening, queries
from motcua.measures.opening import Asked
from motcua.measures.rules import ALL_PROCEDURES, SliceBy
from motcua.people import actions as people
from motcua.people.rules import Role
from motcua.web.steering import divided
from tests.measures.cases import Filing, on, province
from tests.web.steering.test_figures import START, _signed_in

pytestmark = pytest.mark.django_db
YEAR = "?from=2024-01-01&to=2024-12-31"
PAGE = "/dieu-hanh/ai-khi-nao/{}/"


@pytest.fixture
def offices(db):
    return province()


@pytest.fixture
def officer(offices):
    account = people.create_officer(username="co.31", full_name="Trần Thị Thụ", by=None, at=START)
    people.appoint(account=account, office=offices["H27.31"], role=Role.CASE_OFFICER, by=None, at=START)
    return account


@pytest.fixture
def filing(officer):
    made = Filing()
    made.opened(officer=officer.id, division="H27.31.1")
    made.opened(officer=officer.id, help="helped", received_at=on("2024-05-06", 14))
    made.opened(channel=1, help="unknown", in_person="no_device", received_at=on("2024-05-07", 8))
    made.opened(competent_office="H27.32", officer=officer.id, received_at=on("2024-05-07", 8))
    made.opened(channel=1, received_at=on("2023-05-07", 8))
    made.opened(received_at=on("2023-12-31", 8))
    return made


def _page(client, code, query=YEAR):
    answer = client.get(PAGE.format(code) + query)
    assert answer.status_code == 200
    body = answer.content.decode()
    return body, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_a_leader_sees_divisions_officers_hours_and_reasons_each_with_who_did_it(filing, offices):
    body, text = _page(_signed_in(offices["H27.31"]), "H27.31")
    assert "66,7 % (2 / 3; tự làm 1, có hỗ trợ 1, không rõ 0)" in text
    assert re.search(r"Phòng Tư pháp 100,00 % 1 / 1 1 / 0 / 0", text)
    assert re.search(r"Trần Thị Thụ 100,00 % 2 / 2 1 / 1 / 0", text)
    assert text.index("08 giờ" if "08 giờ" in text else "8 giờ") < text.index("14 giờ")
    assert re.search(r"Lý do nộp trực tiếp Số hồ sơ .* 1 ", text)
    assert 'href="/dieu-hanh/?from=2024-01-01&amp;to=2024-12-31&amp;definition=all_procedures"' in body
    assert 'href="/dieu-hanh/mo-so-lieu/H27.31/?' in body and "division=H27.31.1" in body


def test_an_officer_of_another_office_has_no_name_there_and_cannot_be_opened(filing, offices, officer):
    client = _signed_in(offices["H27.32"])
    body, text = _page(client, "H27.32")
    assert "Cán bộ của cơ quan khác" in text and "Trần Thị Thụ" not in text and f"officer={officer.id}" not in body
    opened = f"/dieu-hanh/mo-so-lieu/H27.32/{YEAR}&indicator=all_procedures"
    assert "Trần Thị Thụ" not in client.get(f"{opened}&by=officer").content.decode()
    for one in (officer.id, "9" * 30):
        assert client.get(f"{opened}&officer={one}").status_code == 403
    assert "Trần Thị Thụ" in _page(_signed_in(offices["H27"]), "H27.32")[1]


def test_another_office_is_refused_and_an_unknown_one_not_found(filing, offices):
    client = _signed_in(offices["H27.32"])
    assert client.get(PAGE.format("H27") + YEAR).status_code == 403
    assert {client.get(PAGE.format(code) + YEAR).status_code for code in ("H99", "%00")} == {404}
    assert "Ngày không đọc được" in _page(client, "H27.32", "?from=x")[1]
    assert "Ngày đầu kỳ phải trước" in _page(client, "H27.32", "?from=2024-05-02&to=2024-05-01")[1]


def test_a_period_with_very_many_dossiers_is_read_for_its_last_month(filing, offices, monkeypatch):
    monkeypatch.setattr(divided, "MOST", 2)
    _, text = _page(_signed_in(offices["H27"]), "H27")
    assert "Kỳ này có 4 hồ sơ" in text and "chỉ tính từ 01/12/2024 đến 31/12/2024" in text


@pytest.mark.parametrize("rolled", [0, 3, 100])
def test_all_divisions_come_from_one_statement_and_agree_with_each_alone(
    filing, offices, rolled, django_assert_num_queries
):
    actions.roll_up(rolled) if rolled else None
    asked = Asked(ALL_PROCEDURES, date(2024, 1, 1), date(2024, 12, 31), date(2024, 12, 31))
    opening.divided(asked, tuple(SliceBy))
    with django_assert_num_queries(1 + bool(queries.behind())):  # the offices, while entries are read beside
        together = opening.divided(asked, tuple(SliceBy))
    assert together == {by: opening.sliced(asked, by) for by in SliceBy}
    assert together[SliceBy.HOUR]["14"] == [1, 1, 0, 0, 1, 0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dossiers", [1, 50])
def test_the_page_takes_a_fixed_number_of_statements(filing, offices, officer, django_assert_num_queries, dossiers):
    for _ in range(dossiers):
        filing.opened(officer=officer.id, division="H27.31.1")
    actions.roll_up(1000)
    client = _signed_in(offices["H27.31"])
    with django_assert_num_queries(10):
        _page(client, "H27.31")


def test_the_year_before_stands_beside_each_office_and_the_whole(filing, offices):
    text = re.sub(r"<[^>]+>", " ", _signed_in(offices["H27"]).get(f"/dieu-hanh/{YEAR}&tier=district").content.decode())
    text = re.sub(r"\s+", " ", text)
    assert (
        "Cùng kỳ năm trước (01/01/2023 đến 31/12/2023): 50,0 % (1 / 2; tự làm 1, có hỗ trợ 0, không rõ 0), +25,0 điểm"
        in text
    )
    assert "50,0 % (+16,7 điểm) 1 / 0 / 0" in text


def test_an_office_without_a_year_before_has_none_and_february_has_a_last_day(
    filing, offices, django_assert_num_queries
):
    rates = queries.online_rate(ALL_PROCEDURES, date(2024, 2, 1), date(2024, 2, 29))
    with django_assert_num_queries(2):
        before = comparing.year_before(rates)
    assert (before.first, before.last) == (date(2023, 2, 1), date(2023, 2, 28))
    assert before.figures[rates.total.office.id].denominator == 0


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [((1, 2), (1, 4), "+25.0"), ((1, 4), (1, 2), "-25.0"), ((1, 3), (1, 3), "0.0"), ((1, 0), (1, 2), None),
     ((2, 3), (1, 2), "+16.7"), ((0, 2001), (1, 2001), "0.0")],
)  # fmt: skip
def test_the_change_in_points_is_rounded_once(now, then, said):
    assert comparing.points(Ratio(*now), Ratio(*then)) == said
