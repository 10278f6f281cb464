"""A target is given from above, shared out below, and told in dossiers; nobody gives herself one."""

from __future__ import annotations

import re

import pytest

from motcua.adoption.models import Target
from motcua.core import clock
from motcua.offices.rules import OfficeKind
from motcua.people.rules import Role
from tests.factories import make_office, make_officer
from tests.measures.cases import Filing

from .signed_in import browser, said

pytestmark = pytest.mark.django_db
PAGE = "/dieu-hanh/muc-tieu/"


@pytest.fixture
def world(db):
    province = make_office(tier="province", code="H27", short_name="Tỉnh")
    communes = [make_office(province, code=f"H27.{n}", short_name=f"Xã {n}") for n in (9, 10)]
    filing, now = Filing(), clock.stamp(clock.now())
    for office, channels in (("H27.9", (2, 2, 2, 1)), ("H27.10", (2, 1, 1, 1, 1, 1))):
        for channel in channels:
            filing.opened(competent_office=office, channel=channel, received_at=now)
    return province, *communes


@pytest.fixture
def leader(world):
    return browser(make_officer(world[0], Role.LEADER))


def _give(client, code, rate, **other):
    return client.post(f"{PAGE}{code}/giao/", {"rate": rate, **other})


def test_a_leader_gives_and_shares_out_and_each_office_sees_what_is_missing(world, leader):
    assert _give(leader, "H27", "70", source="Kế hoạch 12/KH-UBND", seen="0").status_code == 302
    page = said(leader.get(PAGE, follow=True))
    assert "Chỉ tiêu: 70 %" in page
    assert "40,0 % 4 trên 10 hồ sơ" in page
    assert "Căn cứ: Kế hoạch 12/KH-UBND." in page
    whole = str(Target.objects.get().pk)
    looked = said(leader.post(f"{PAGE}H27/chia/", {"rule": "equal", "seen": whole, "look": "1"}))
    assert Target.objects.count() == 1  # looking gives nothing
    assert "Xã 9" in looked
    # All came this month: there is nothing in the months before to share by, and the page says so at its field.
    refused = leader.post(f"{PAGE}H27/chia/", {"rule": "volume", "seen": whole, "store": "1"})
    assert "chưa có hồ sơ nào để chia theo" in said(refused, 422)
    assert leader.post(f"{PAGE}H27/chia/", {"rule": "equal", "seen": whole, "store": "1"}).status_code == 302
    below = said(browser(make_officer(world[1], Role.LEADER)).get(f"{PAGE}H27.9/"))
    assert "Chỉ tiêu: 70 %" in below
    assert "75,0 % 3 trên 4 hồ sơ" in below
    assert "Tỉnh giao ngày" in below


def test_whoever_works_in_a_part_of_an_office_is_led_to_the_targets_of_the_whole(world):
    counter = make_office(world[1], kind=OfficeKind.COUNTER)
    for office in (counter, world[1]):
        answer = browser(make_officer(office, Role.LEADER)).get(f"{PAGE}?nam=2026")
        assert answer.headers["Location"] == f"{PAGE}H27.9/?nam=2026"


def test_what_was_typed_wrong_stays_and_is_named_at_its_field(world, leader):
    answer = _give(leader, "H27.9", "170", source="Quyết định 5", seen="0")
    assert "Chỉ tiêu không thể quá 100 %." in said(answer, 422)
    page = answer.content.decode()
    assert 'value="170"' in page
    assert 'value="Quyết định 5"' in page
    assert 'id="rate-error"' in page
    assert not Target.objects.exists()


def test_rates_by_hand_are_typed_for_each_office(world, leader):
    _give(leader, "H27", "50", seen="0")
    seen = str(Target.objects.get().pk)
    looked = leader.post(f"{PAGE}H27/chia/", {"rule": "hand", "seen": seen, "look": "1"}).content.decode()
    assert looked.count('value="50"') == 2
    typed = {"rule": "hand", "seen": seen, "store": "1", "rate-H27.9": "60", "rate-H27.10": "x"}
    wrong = leader.post(f"{PAGE}H27/chia/", typed)
    assert wrong.status_code == 422
    assert 'id="rate-H27.10-error"' in wrong.content.decode()
    assert leader.post(f"{PAGE}H27/chia/", typed | {"rate-H27.10": "45,5"}).status_code == 302
    assert {each.office.code: str(each.rate) for each in Target.objects.filter(above=seen)} == {
        "H27.9": "3/5", "H27.10": "91/200",
    }  # fmt: skip


def test_whoever_leads_an_office_shares_its_target_but_does_not_give_it(world):
    own = browser(make_officer(world[1], Role.LEADER))
    assert _give(own, "H27.9", "10").status_code == 403
    assert _give(own, "H27", "10").status_code == 403
    assert own.get(f"{PAGE}H27/chia/").status_code == 403
    page = said(own.get(f"{PAGE}H27.9/"))
    assert "Giao chỉ tiêu" not in page


def test_a_second_target_needs_to_have_seen_the_first(world, leader):
    _give(leader, "H27", "70", seen="0")
    assert "Vừa có người giao" in said(_give(leader, "H27", "60", seen="0"), 422)
    assert _give(leader, "H27", "60", seen=str(Target.objects.get().pk)).status_code == 302
    assert "Các chỉ tiêu đã được thay" in said(leader.get(f"{PAGE}H27/"))


def test_the_gap_is_told_to_a_day_of_the_year(world, leader):
    _give(leader, "H27", "100", seen="0")
    today = clock.local_day(clock.now())
    day = {"den-day": today.day, "den-month": today.month, "den-year": today.year}
    assert "Thiếu 6 hồ sơ nộp trực tuyến." in said(leader.get(f"{PAGE}H27/", day))
    assert "Chọn một ngày trong năm" in said(leader.get(f"{PAGE}H27/", day | {"den-year": today.year + 1}), 422)


def test_the_leaders_page_names_the_target_of_ones_own_office(world, leader):
    _give(leader, "H27.9", "75", seen="0")
    year = clock.local_day(clock.now()).year
    page = said(browser(make_officer(world[1], Role.LEADER)).get("/dieu-hanh/"))
    assert f"Chỉ tiêu năm {year} Xã 9, Tất cả thủ tục: 75 %" in page


@pytest.mark.parametrize("code", ["H27.9999", "khong-co"])
def test_an_unknown_office_is_not_found(world, leader, code):
    assert leader.get(f"{PAGE}{code}/").status_code == 404


def test_another_indicator_has_its_own_words_and_stands_on_the_leaders_page(world, leader):
    asked, year = "?chi-so=digitised_dossiers", clock.local_day(clock.now()).year
    assert leader.post(f"{PAGE}H27/giao/{asked}", {"rate": "50", "seen": "0"}).status_code == 302
    page = said(leader.get(f"{PAGE}H27/{asked}"))
    assert re.search(r"Cần thêm \d+ hồ sơ số hóa đến 31/12, trong 10 hồ sơ đã nhận chưa đạt", page)
    assert "tự làm" not in page
    assert f"Chỉ tiêu năm {year} Tỉnh, Tất cả thủ tục Chưa giao. Tỉnh, Hồ sơ được số hóa: 50 %" in said(
        leader.get("/dieu-hanh/")
    )


def test_a_target_that_counts_procedures_says_that_nothing_is_foretold(world, leader):
    asked = "?chi-so=services_with_filings"
    leader.post(f"{PAGE}H27/giao/{asked}", {"rate": "50", "seen": "0"})
    assert "Chỉ tiêu này không dự báo" in said(leader.get(f"{PAGE}H27/{asked}"))


def test_the_ranking_of_the_leaders_page_has_the_target_of_each_office_and_what_is_missing(world, leader):
    _give(leader, "H27.10", "90", seen="0")
    page = said(leader.get("/dieu-hanh/?tier=province"))
    assert "còn thiếu" not in page  # no commune is compared there
    page = said(leader.get("/dieu-hanh/?tier=commune"))
    assert re.search(r"Xã 10 .*90 % thiếu \d+", page)
