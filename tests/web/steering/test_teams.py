"""The pages about teams: formed, filled, listed by what they lack, carried over; and the help that was given."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.adoption.helping import actions as helping
from motcua.adoption.helping.rules import Told
from motcua.adoption.models import Branch, CommunityTeam, TeamMembership
from motcua.core import clock
from motcua.offices.models import OfficeSuccession
from motcua.people.rules import Role
from tests.factories import make_office, make_officer
from tests.teams import form, name, ready
from tests.web.steering.signed_in import browser as signed_in

pytestmark = pytest.mark.django_db
TEAMS = "/dieu-hanh/to-cong-nghe/"
DAYS = {"from-day": "1", "from-month": "1", "from-year": "2026"}


@pytest.fixture
def keeper(office):
    return make_officer(office, Role.LEADER)


@pytest.fixture
def browser(keeper):
    return signed_in(keeper)


def page(answer) -> str:
    return answer.content.decode()


def test_a_team_is_formed_and_filled_and_what_was_typed_stays_when_something_is_wrong(browser, office):
    given = {"office": office.code, "village": "Thôn 3", "decision": "", **DAYS}
    wrong = browser.post(f"{TEAMS}moi/", given)
    assert wrong.status_code == 422 and "Ghi số quyết định" in page(wrong) and 'value="Thôn 3"' in page(wrong)
    made = browser.post(f"{TEAMS}moi/", {**given, "decision": "125/QĐ"}).headers["Location"]
    member = {"full_name": "Lê Thị Mận", "personal_id": "0421", "youth_union": "yes"}
    wrong = browser.post(f"{made}nguoi/", member)
    assert wrong.status_code == 422 and 'value="Lê Thị Mận"' in page(wrong)
    strange = Branch.objects.create(
        office=make_office(), kind="youth_union", name="Đoàn xã khác", valid_from=date(2026, 1, 1)
    )
    member["personal_id"] = "042190000012"
    assert "Chọn đoàn thể trong danh sách" in page(browser.post(f"{made}nguoi/", {**member, "branch": strange.pk}))
    assert not TeamMembership.objects.exists(), "branches of other offices stay theirs"
    browser.post(f"{made}nguoi/", member)
    again = browser.post(f"{made}nguoi/", {**member, "personal_id": "042190000012"})
    assert again.status_code == 422 and "Hai nhiệm kỳ không chồng nhau" in page(again)
    wrong = browser.post(f"{made}nguoi/", {**member, "from-day": "31", "from-month": "2", "from-year": "2026"})
    assert "Ngày không có trong lịch" in page(wrong)
    held = TeamMembership.objects.get()
    browser.post(f"{made}nguoi/{held.pk}/thoi/")
    assert TeamMembership.objects.get().valid_to == clock.local_day(clock.now())
    assert browser.post(f"{made}nguoi/{held.pk}/thoi/").status_code == 422


def test_the_list_shows_which_teams_lack_a_member_of_the_youth_union(browser, office, keeper):
    name(form(office, keeper, at=clock.now()), keeper, youth_union=True, at=clock.now())
    form(office, keeper, village="Thôn 4", at=clock.now())
    shown = page(browser.get(TEAMS))
    assert "chưa có đoàn viên: 1" in shown and "Thôn 3" in shown
    next_year = {**DAYS, "from-year": str(clock.local_day(clock.now()).year + 1)}
    browser.post(f"{TEAMS}moi/", {"office": office.code, "village": "Thôn 9", "decision": "9/QĐ", **next_year})
    _before, _heading, coming = page(browser.get(TEAMS)).partition("Sắp hoạt động")
    assert "Thôn 9" in coming, "a team that is formed and has not begun is not lost"
    lacking = page(browser.get(f"{TEAMS}?lacks=youth"))
    assert "Thôn 4" in lacking and "Thôn 3" not in lacking


def test_a_team_of_an_office_that_ended_is_carried_on_at_its_heir(browser, office, keeper):
    office.refresh_from_db()
    old = make_office(office, valid_from=date(2020, 1, 1))
    team = form(old, keeper)
    old.valid_to = date(2026, 6, 30)
    old.save()
    heir = make_office(office, valid_from=date(2026, 7, 1), short_name="Xã Thay")
    OfficeSuccession.objects.create(predecessor=old, successor=heir)
    address = f"{TEAMS}{team.pk}/"
    assert "Chuyển sang Xã Thay" in page(browser.get(address))
    assert browser.post(f"{address}ket-thuc/", {"heir": office.code}).status_code == 422
    made = browser.post(f"{address}ket-thuc/", {"heir": heir.code}).headers["Location"]
    assert CommunityTeam.objects.get(office=heir).pk == int(made.split("/")[-2])


def test_a_list_is_taken_with_a_report_and_branches_are_kept(browser, office):
    rows = ["Thôn;Số quyết định;Từ ngày;Họ và tên;Số định danh", "Thôn 1;1/QĐ;1/2/2026;Lê Văn Một;042190000001"]
    file = SimpleUploadedFile("to.csv", "\n".join([*rows, "Thôn 1;1/QĐ;;Lê Văn Hai;042190000002"]).encode())
    taken = page(browser.post(f"{TEAMS}nhap/", {"file": file}))
    assert "2 dòng: 1 người mới" in taken and "Không ghi ngày bắt đầu" in taken
    assert browser.post(f"{TEAMS}nhap/").status_code == 422
    other = SimpleUploadedFile("to.csv", b"a,b\n1,2")
    assert "các cột: Thôn, tổ dân phố" in page(browser.post(f"{TEAMS}nhap/", {"file": other}))
    given = {"office": office.code, "kind": "youth_union", "name": "Chi đoàn thôn 1"}
    browser.post(f"{TEAMS}doan-the/", given)
    assert browser.post(f"{TEAMS}doan-the/", given).status_code == 422
    browser.post(f"{TEAMS}doan-the/{Branch.objects.get().pk}/thoi/")
    assert "Chi đoàn thôn 1" not in page(browser.get(f"{TEAMS}doan-the/"))


def test_the_help_given_is_counted_by_kind_and_by_team(browser, office, keeper):
    team = form(office, keeper, at=clock.now())
    member = ready(team, keeper, at=clock.now())
    for told in (Told("account"), Told("account"), Told("paying", "other", "", "042190000012", "screen")):
        helping.record(told=told, team=team, by=member, at=clock.now())
    shown = page(browser.get("/dieu-hanh/ho-tro/?by=team"))
    assert "Thôn 3" in shown and "1 người được hỗ trợ" in shown
    wrong = browser.get("/dieu-hanh/ho-tro/?from-day=31&from-month=2&from-year=2026")
    assert wrong.status_code == 422 and "Ngày không có trong lịch" in page(wrong)
    backwards = browser.get("/dieu-hanh/ho-tro/?to-day=1&to-month=1&to-year=2020")
    assert backwards.status_code == 422
