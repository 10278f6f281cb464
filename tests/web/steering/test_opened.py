"""A figure opened on its page: parts, dossiers with reasons, and who may see which office."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape

import pytest

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.measures import actions, asof
from motcua.measures.rules import Axis
from motcua.people.rules import Role
from tests.measures.cases import Filing, on, province
from tests.web.steering.test_figures import _signed_in

pytestmark = pytest.mark.django_db
YEAR = "?from=2024-01-01&to=2024-12-31"
PAGE = "/dieu-hanh/mo-so-lieu/{}/"


@pytest.fixture
def offices(db):
    return province()


@pytest.fixture
def filing(offices):
    made = Filing()
    made.opened(code="H27.31-240506-0001", due_at=on("2024-05-08"), finished_at=on("2024-05-07"), status=9)
    made.opened(code="H27.31-240506-0002", due_at=on("2024-05-08"), division="H27.31.1", procedure="1.000002")
    made.opened(
        code="H27.32-240506-0001",
        competent_office="H27.32",
        satisfaction="not_satisfied",
        status=10,
        due_at=on("2024-05-08"),
        finished_at=on("2024-05-08"),
    )
    return made


def _page(client, office, query):
    answer = client.get(PAGE.format(office) + query)
    assert answer.status_code == 200
    body = answer.content.decode()
    return body, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_a_leader_opens_a_figure_down_to_the_late_dossier_and_its_reason(filing, offices):
    body, text = _page(_signed_in(offices["H27"]), "H27", f"{YEAR}&indicator=on_time")
    assert "66,67 %" in text and "2 trên 3 hồ sơ" in text
    assert "H27.31-240506-0002" in text and "Quá hạn, tính đến cuối kỳ." in text
    assert "H27.31-240506-0001" not in text
    assert 'href="/dieu-hanh/mo-so-lieu/H27.31/?' in body
    _, counted = _page(_signed_in(offices["H27"], Role.ADMINISTRATOR), "H27", f"{YEAR}&indicator=on_time&counted=above")
    assert "H27.31-240506-0001" in counted and "H27.31-240506-0002" not in counted


def test_a_part_is_opened_by_itself_and_can_be_left_again(filing, offices):
    client = _signed_in(offices["H27"])
    body, text = _page(client, "H27.31", f"{YEAR}&indicator=on_time&by=procedure&division=H27.31.1")
    assert "0 trên 1 hồ sơ" in text and "Phòng Tư pháp" in text and "1.000002" in text
    assert "procedure=1.000002" in body and "bỏ chọn" in text


def test_a_case_officer_sees_no_link_to_a_case_that_her_role_does_not_open(filing, offices):
    leader, _ = _page(_signed_in(offices["H27"]), "H27.31", f"{YEAR}&indicator=on_time")
    controller, _ = _page(_signed_in(offices["H27"], Role.PROCEDURE_CONTROLLER), "H27.31", f"{YEAR}&indicator=on_time")
    assert "/ban-lam-viec/ho-so/H27.31-240506-0002/" not in leader
    assert "/ban-lam-viec/ho-so/H27.31-240506-0002/" in controller


def test_the_office_that_received_is_opened_with_the_dossiers_that_were_counted_for_it(filing, offices):
    filing.opened(code="H27.32-240507-0001", competent_office="H27.32", channel=1)  # like the third, received by H27.31
    client, asked = _signed_in(offices["H27"]), f"{YEAR}&tier=district&axis=received"
    steering = client.get(f"/dieu-hanh/{asked}").content.decode()
    links = {unescape(link) for link in re.findall(r'href="(/dieu-hanh/(?:mo-so-lieu|ai-khi-nao)/[^"]+)"', steering)}
    assert links and all("axis=received" in link for link in links)
    for page in ("mo-so-lieu", "ai-khi-nao"):
        text = client.get(f"/dieu-hanh/{page}/H27.31/{YEAR}&indicator=all_procedures&axis=received").content.decode()
        assert "3 trên 4 hồ sơ" in text or "(3 / 4;" in text, page
        onward = re.findall(r'href="(/dieu-hanh/(?:mo-so-lieu|ai-khi-nao)/[^"]+)"', text)
        assert onward and all("axis=received" in link for link in onward)
    counted = {"above": 3, "below": 1, "out": 0}
    for name, count in counted.items():
        _, text = _page(client, "H27.31", f"{YEAR}&indicator=all_procedures&axis=received&counted={name}")
        assert len(set(re.findall(r"H27\.3[12]-2405\d\d-\d{4}", text))) == count, name
    _, text = _page(client, "H27.31", f"{YEAR}&indicator=all_procedures")
    assert "2 trên 2 hồ sơ" in text


def test_as_of_a_past_day_a_figure_is_what_was_known_where_the_dossiers_were(filing, offices):
    client, moved, on_the_way = _signed_in(offices["H27"]), "H27.32-240507-0002", f"{YEAR}&indicator=all_procedures"
    filing.at = datetime(2024, 5, 7, 9, tzinfo=clock.ZONE)
    filing.opened(code=moved, competent_office="H27.32", channel=1, received_at=on("2024-05-07"))
    filing.at = datetime(2024, 8, 20, 9, tzinfo=clock.ZONE)
    filing.went_on(moved, "corrected", competent_office="H27.31", channel=2)
    actions.catch_up()
    for office, day, share, listed in (
        ("H27.31", "", "3 trên 3 hồ sơ", "above"), ("H27.31", "2024-07-01", "2 trên 2 hồ sơ", ""),
        ("H27.32", "", "1 trên 1 hồ sơ", ""), ("H27.32", "2024-07-01", "1 trên 2 hồ sơ", "below"),
    ):  # fmt: skip
        for counted in ("above", "below"):
            body, text = _page(client, office, f"{on_the_way}&by=procedure&as_of={day}&counted={counted}")
            assert share in text, (office, day)
            assert (moved in text) is (listed == counted), (office, day, counted)
    body, text = _page(client, "H27", f"{on_the_way}&as_of=2024-07-01")
    assert "3 trên 4 hồ sơ" in text and "Theo số liệu bây giờ: 100,00 % (4 / 4;" in text
    links = re.findall(r'href="(/dieu-hanh/(?:mo-so-lieu|ai-khi-nao|thoi-gian-buoc)[^"]*)"', unescape(body))
    assert links and all("as_of=2024-07-01" in link for link in links)
    leader = client.get(f"/dieu-hanh/{YEAR}&tier=district&as_of=2024-07-01").content.decode()
    assert (
        "Như đã biết đến hết ngày 01/07/2024" in leader and "Hương Khê" in leader and "Cùng kỳ năm trước" not in leader
    )
    public = client.get(f"/so-lieu/{YEAR}&as_of=2024-07-01").content.decode()
    assert "4 trên 4 hồ sơ" in public and "chỉ cho xem số liệu bây giờ" in public
    with pytest.raises(Refused, match="hơn 0 hồ sơ"):
        asof.since(date(2024, 7, 1), date(2024, 1, 1), date(2024, 12, 31), axis=Axis.COMPETENT, most=0)


def test_another_office_is_not_opened_and_an_unknown_one_is_not_found(filing, offices):
    client = _signed_in(offices["H27.32"])
    assert client.get(PAGE.format("H27.31") + YEAR).status_code == 403
    assert client.get(PAGE.format("H27") + YEAR).status_code == 403
    assert client.get(PAGE.format("H99") + YEAR).status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=x&to=2024-12-31", "Ngày không đọc được"),
        ("?from=1/1/99999999999999999999", "Ngày không đọc được"),
        ("?from=2024-12-31&to=2024-01-01", "Ngày đầu kỳ phải trước"),
        (f"{YEAR}&by=hour&hour=xx", "xx"),
        ("?from=2020-01-01&to=2020-12-31&indicator=reuse", "chưa có chỉ tiêu"),
        (f"{YEAR}&indicator=services_with_filings&as_of=2024-06-01", "Từng thủ tục"),
        (f"{YEAR}&indicator=time_to_finish&as_of=2024-06-01&by=hour", "Như đã biết đến hết ngày 01/06/2024"),
        (f"{YEAR}&indicator=national_766&by=officer&counted=out", "Không có hồ sơ nào như vậy"),
        (f"{YEAR}&indicator=national_766&procedure=%00&officer=%00", "Đăng xuất"),
    ],
)
def test_what_is_asked_for_wrongly_is_told_and_the_rest_is_shown(filing, offices, query, said):
    _, text = _page(_signed_in(offices["H27"]), "H27", query)
    assert said in text


def test_of_an_office_that_ended_the_last_year_is_shown_and_a_later_one_told(filing, offices):
    client, ended = _signed_in(offices["H27"]), offices["H27.31"].valid_to
    for page in (PAGE, "/dieu-hanh/ai-khi-nao/{}/", "/dieu-hanh/thoi-gian-buoc/{}/"):
        address, later = page.format("H27.31"), f"?from={ended.year + 1}-01-01&to={ended.year + 1}-01-31"
        body = client.get(address).content.decode()
        assert f"30/06/{ended.year}" in body and 'class="error' not in body, address
        told = client.get(address + later).content.decode()
        assert re.search(r'id="from-error"[^>]*>.*?Huyện Vũ Quang hoạt động đến 30/06/2025', told, re.S), address


def test_a_note_with_a_per_cent_sign_in_it_is_shown_as_it_is(filing, offices):
    _, text = _page(_signed_in(offices["H27"]), "H27", f"{YEAR}&indicator=digitised_dossiers")
    assert "80 % hay 100 %; ở đây lấy 100 %." in text
