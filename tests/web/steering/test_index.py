"""The page of the 766 index: points and what they rest on, what earns the next, who may see and set what."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.core import clock
from motcua.measures.index import queries
from motcua.people.rules import Role
from tests.factories import make_officer, make_version
from tests.measures import histories
from tests.measures.cases import Filing, on, province
from tests.measures.test_index import _at
from tests.petitions import make_petition

from .signed_in import browser, said

pytestmark = pytest.mark.django_db
PAGE = "/dieu-hanh/chi-so-766/"
YEAR = "?period=year&day=2024-05-06"


@pytest.fixture
def offices(db):
    return province()


@pytest.fixture
def leader(offices):
    return browser(make_officer(offices["H27"], Role.LEADER))


@pytest.fixture
def filed(offices):
    made = Filing()
    for number, channel in enumerate((2, 1, 1, 1)):
        made.opened(channel=channel, procedure="1.000001", result_required=False, due_at=on(f"2024-05-0{number + 6}"))
    make_version(code="1.000001", authority_tiers=["district"], offered_by=offices["H27"], steps="")
    make_version(code="1.000002", authority_tiers=["district"], offered_by=offices["H27"], level="none")
    return made


def test_a_leader_reads_every_row_with_its_points_and_how_they_came(filed, offices, leader):
    text = said(leader.get(f"{PAGE}H27.31/{YEAR}"))
    assert "3.3 Hồ sơ nộp trực tuyến 3 / 6 1 / 4 = 25 %" in text
    assert "Điểm: 6 × 25 % / 50 % = 3, nhiều nhất 6; đủ điểm từ 50 %." in text
    assert "1.4 Hồ sơ đồng bộ lên Cổng DVCQG chưa có dữ liệu" in text
    assert "5.2 PAKN xử lý đúng hạn chưa có dữ liệu" in text
    found = queries.index_of(date(2024, 1, 1), date(2024, 12, 31), office="H27.31", today=date(2026, 1, 1))
    assert f"{found.points:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " trên 100 điểm" in text
    assert "đủ điểm tối đa của dòng 4.2" not in text and "Tỷ lệ đạt điểm tối đa của dòng 4.2: 100 %." in text


def test_each_row_opens_down_to_dossiers_procedures_or_petitions(filed, offices, leader):
    body = leader.get(f"{PAGE}H27.31/{YEAR}").content.decode()
    for part in (
        "indicator=national_766&amp;from=2024-01-01&amp;to=2024-12-31",
        "/H27.31/1.3/?period=year",
        "/H27.31/5.4/?",
    ):
        assert part in body
    make_petition(offices["H27.31.20"], at=_at("2024-06-03"))
    lacking = said(leader.get(f"{PAGE}H27.31/1.3/{YEAR}"))
    assert "1.000001 Thiếu: trình tự, thành phần, số lượng hồ sơ, đối tượng, cơ quan thực hiện." in lacking
    assert "1.000002 Chưa cung cấp trực tuyến." in said(leader.get(f"{PAGE}H27.31/3.1/{YEAR}"))
    petition = leader.get(f"{PAGE}H27.31/5.2/{YEAR}")
    assert "Trễ hạn." in said(petition) and "/ban-lam-viec/phan-anh/PA-" in petition.content.decode()
    assert "Hồ sơ quá hạn" in said(leader.get(f"{PAGE}H27.31/5.4/{YEAR}"))
    assert leader.get(f"{PAGE}H27.31/4.1/{YEAR}").status_code == 404


def test_what_earns_the_next_point_is_told_while_the_period_runs(offices, leader):
    today = clock.local_day(clock.now()).isoformat()
    filing = Filing()
    for channel in (2, 1, 1, 1):
        filing.opened(
            channel=channel,
            received_at=on(today),
            submitted_at=on(today),
            electronic_result=True,
            competent_office="H27.10",
        )
    text = said(leader.get(f"{PAGE}H27/?period=year"))
    assert "3.3 Hồ sơ nộp trực tuyến: thêm 1 hồ sơ mới, tất cả nộp trực tuyến" in text
    over = said(leader.get(f"{PAGE}H27/{YEAR}"))
    assert "Kỳ này đã hết" in over and "Không còn việc nào như vậy" in over


def test_a_month_a_quarter_and_a_year_are_one_step_away_and_no_later_than_today(offices, leader):
    body = leader.get(f"{PAGE}H27/?period=quarter&day=2024-05-06").content.decode()
    for word in ("Tháng 5/2024", "Quý 2/2024", "Năm 2024", "Quý 1/2024", "Quý 3/2024"):
        assert word in body
    assert "01/04/2024" in body and "30/06/2024" in body
    assert 'rel="next"' not in leader.get(f"{PAGE}H27/?period=year&day=9999-01-01").content.decode()


def test_the_chosen_office_has_its_own_page_and_the_first_is_the_highest(offices, leader):
    assert leader.get(PAGE).headers["Location"] == f"{PAGE}H27/"
    chosen = leader.get(f"{PAGE}?office=H27.32&period=year&day=2024-05-06")
    assert chosen.headers["Location"] == f"{PAGE}H27.32/{YEAR}"
    own = browser(make_officer(offices["H27.32"], Role.LEADER))
    assert own.get(PAGE).headers["Location"] == f"{PAGE}H27.32/"
    assert own.get(f"{PAGE}H27.31/").status_code == 403 and own.get(f"{PAGE}H99/").status_code == 404
    choices = own.get(f"{PAGE}H27.32/").content.decode()
    assert choices.count("<option") == 2 and "H27.31" not in choices


def test_a_commune_is_told_what_does_not_apply_to_it(offices, leader):
    text = said(leader.get(f"{PAGE}H27.31.20/{YEAR}"))
    assert "không áp dụng cho cấp xã" in text and "trong đó 16 điểm" in text


@pytest.mark.parametrize("query", ["?period=year&day=2020-01-01", "?period=x&day=y", "?day=2026-13-45", "?day=1"])
def test_a_period_that_cannot_be_shown_is_told_and_the_page_stays(offices, leader, query):
    text = said(leader.get(f"{PAGE}H27/{query}"))
    assert ("Bộ chỉ số 766 có từ ngày 23/06/2022" in text) is ("2020" in query)


def test_the_page_in_english_says_everything_in_english(filed, offices, leader):
    leader.cookies["language"] = "en"
    text = said(leader.get(f"{PAGE}H27.31.20/{YEAR}"))
    assert "3.3 Dossiers filed online" in text and "no data" in text and "does not apply to communes" in text
    assert "A note in the specification says 80%, the portal's real points show 100%." in text
    assert "There is nothing to count in the period" in text and "hồ sơ" not in text.lower()
    lacking = said(leader.get(f"{PAGE}H27.31/1.3/{YEAR}"))
    assert "Missing: sequence of steps, papers and number of copies, who may apply, who carries it out." in lacking
    year = said(leader.get(f"{PAGE}H27.31/{YEAR}"))
    assert "6 × 25% / 50% = 3, at most 6; all points from 50%." in year


@pytest.mark.parametrize("dossiers", [1, 20])
def test_the_page_takes_a_fixed_number_of_statements(offices, leader, django_assert_num_queries, dossiers):
    histories.tell(Filing(), offices, dossiers=dossiers)
    for number in range(dossiers // 4):
        make_petition(offices["H27.31.20"], at=_at(f"2024-05-0{number + 1}"))
    leader.get(f"{PAGE}H27/{YEAR}")
    with django_assert_num_queries(16 + (dossiers < 4)):  # where no petition came, whether there ever was one
        leader.get(f"{PAGE}H27/{YEAR}")


@pytest.fixture
def controller(offices):
    return browser(make_officer(offices["H27"], Role.PROCEDURE_CONTROLLER))


SENT = {
    "value": "80", "valid_from-day": "1", "valid_from-month": "7", "valid_from-year": "2024", "source": "Công văn 12/VPCP",
}  # fmt: skip


def test_a_controller_of_the_province_sets_what_is_unsettled_and_the_page_shows_it(filed, offices, controller, leader):
    page = f"{PAGE}tham-so/full_at_4.2/"
    assert "Hôm nay là: 100 %. Đây là giá trị có sẵn" in said(controller.get(page))
    for _twice in range(2):
        assert controller.post(page, SENT).headers["Location"] == f"{page}?da-ghi=1"
    shown = said(controller.get(f"{page}?da-ghi=1"))
    assert "Hôm nay là: 80 %." in shown and shown.count("Công văn 12/VPCP") == 1
    text = said(leader.get(f"{PAGE}H27/{YEAR}"))
    assert "dòng 4.2: 80 %" in text and "Đặt từ ngày 01/07/2024. Căn cứ: Công văn 12/VPCP." in text
    assert "dòng 4.2: 100 %" in said(leader.get(f"{PAGE}H27/?period=month&day=2024-06-10"))
    assert page not in leader.get(f"{PAGE}H27/{YEAR}").content.decode()
    assert page in controller.get(f"{PAGE}H27/{YEAR}").content.decode()


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("full_at_4.2", {"value": "0"}, "Tỷ lệ phải lớn hơn 0"),
        ("full_at_4.2", {"valid_from-month": "13"}, "Ngày không có trong lịch"),
        ("full_at_4.2", {"source": ""}, "Ghi căn cứ"),
        ("synced_3.3", {"value": ""}, "Chọn có hoặc không."),
        ("petitions_here", {"value": "80"}, "Chọn một trong ba cách."),
        ("not_for_communes", {"value": ["1.1", "9.9"]}, "Không có dòng «9.9»"),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field_and_stays(offices, controller, name, given, says):
    answer = controller.post(f"{PAGE}tham-so/{name}/", {**SENT, **given})
    text = said(answer, 422)
    assert says in text
    assert given.get("source") == "" or 'value="Công văn 12/VPCP"' in answer.content.decode()


def test_rows_that_do_not_apply_are_ticked_and_none_may_be(offices, controller):
    page = f"{PAGE}tham-so/not_for_communes/"
    assert controller.get(page).content.decode().count(" checked") == 5
    controller.post(page, {**SENT, "value": ["1.3", "1.1"]})
    assert "Hôm nay là: 1.1, 1.3." in said(controller.get(page))
    controller.post(page, {name: value for name, value in SENT.items() if name != "value"})
    assert "Hôm nay là: –." in said(controller.get(page))


def test_nobody_else_sets_a_parameter_and_there_are_no_others(offices, leader, controller):
    commune = browser(make_officer(offices["H27.31"], Role.PROCEDURE_CONTROLLER))
    for one in (leader, commune):
        assert one.post(f"{PAGE}tham-so/full_at_4.2/", SENT).status_code == 403
    assert controller.get(f"{PAGE}tham-so/full_at_9.9/").status_code == 404
