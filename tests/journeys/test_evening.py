"""An evening in the village: a member of a team helps three people in a row on one phone, far from the next mast."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import papers, people
from tests.journeys.weak_network import WeakNetwork
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
MEMBER, MEMBER_NAME, MEMBER_NUMBER = "08", "Bùi Quốc Tuấn", "042200990008"
NUMBER = "042190004711"
MOST_BYTES = 15 * 1024


def test_a_youth_member_helps_three_people_in_a_row_and_nothing_of_the_former_one_is_left(
    windows: Windows, network: WeakNetwork, tmp_path: Path
):
    _form_team(windows.open())
    phone = windows.open(phone=True)
    people.sign_in(phone, MEMBER, "/ho-tro/tu-kiem-tra/")
    _learn(phone)
    at_home = phone.context.storage_state()
    phone = windows.open(phone=True, java_script_enabled=False, proxy=network.proxy, storage_state=at_home)
    weights = _weigh(phone)
    phone.goto("/ho-tro/")
    phone.get_by_label("Ở đâu?").fill("Nhà văn hóa thôn 3")
    phone.get_by_label("Mã mở lại máy").fill("2468")
    phone.get_by_role("button", name="Bắt đầu").click()
    _next(phone)

    phone.get_by_role("link", name="Mở tài khoản định danh điện tử").click()
    phone.get_by_role("button", name="Đi tiếp").click()
    phone.get_by_role("link", name="Người tiếp theo").click()
    _next(phone)

    phone.get_by_role("link", name="Nộp trên Cổng").click()
    phone.get_by_label("Thủ tục gì?").fill("khai sinh")
    phone.keyboard.press("Enter")
    phone.locator("input[name=procedure]").first.check()
    phone.get_by_label("Số định danh của người").fill(NUMBER)
    phone.get_by_label("Tự bấm đồng ý").check()
    phone.get_by_role("button", name="Đi tiếp").click()
    phone.get_by_role("button", name="Tôi đồng ý").click()
    code = phone.locator(".code").inner_text()
    before = _left(phone)
    phone.get_by_role("link", name="Người tiếp theo").click()
    _next(phone)
    for _ in range(2):
        phone.go_back()
        assert not {NUMBER, code} & set(re.findall(r"\d[\d ]+\d", phone.content())), phone.url
    assert _left(phone) == before, "no further cookie came of it"

    phone.goto("/ho-tro/dua-may/?procedure=" + people.BIRTH)
    phone.get_by_role("button", name=re.compile("Đưa máy")).click()
    assert MEMBER_NAME in phone.locator("main").inner_text()
    assert max(weights) <= MOST_BYTES, weights
    phone.get_by_role("link", name="Đăng nhập và đi tiếp").click()
    phone.locator("button[name=person][value='04']").click()
    phone.get_by_role("button", name=re.compile("Đồng ý")).click()
    phone.wait_for_url("**/to-khai/**")
    assert "Phan Đình Quý" in phone.content() and MEMBER_NAME not in phone.locator("header").inner_text()
    for _ in people.fill_form(phone):
        pass
    people.attach(phone, people.BIRTH_PAPER, papers.photo(tmp_path, side=240), script=False)
    phone.get_by_role("link", name="Đi tiếp").click()
    assert phone.get_by_label(f"{MEMBER_NAME} hỗ trợ tôi").is_checked()
    people.go_on(phone)
    filed = people.submit(phone)
    phone.goto("/ho-tro/")
    phone.wait_for_url("**/ki-ot/**")  # the member's pages are shut as long as the phone is not hers
    phone.get_by_label("Mã mở lại máy").fill("2468")
    phone.get_by_role("button", name="Người tiếp theo").click()
    _next(phone)
    assert _left(phone) <= before, "her session, the kiosk and the e-ID are gone"
    phone.go_back()
    assert "Phan Đình Quý" not in phone.content() and filed not in phone.content()


def _form_team(desk: Any) -> None:
    people.sign_in_officer(desk, "kiemsoat", "/dieu-hanh/to-cong-nghe/moi/")
    desk.get_by_label("Thôn, bản").fill("Thôn 3")
    desk.get_by_label("Số quyết định").fill("125/QĐ-UBND")
    people.fill_page(desk, {"from": "1/1/2026"})
    desk.get_by_role("button", name="Lập tổ").click()
    desk.get_by_label("Họ và tên").fill(MEMBER_NAME)
    desk.get_by_label("Số định danh").fill(MEMBER_NUMBER)
    desk.get_by_label("Là đoàn viên").check()
    assert_accessible(desk)
    desk.get_by_role("button", name="Thêm vào tổ").click()
    desk.locator("main table").get_by_text(MEMBER_NAME).first.wait_for()


def _learn(phone: Any) -> None:
    """Get everything wrong, read why, then choose what the reasons say."""
    from motcua.adoption.teams.rules import check

    phone.get_by_role("button", name="Xem kết quả").click()
    assert phone.locator(".error").count() == len(check().questions)
    assert_accessible(phone)
    for one in check().questions:
        phone.locator(f"input[name={one.key}][value='{one.right}']").check()
    phone.get_by_role("button", name="Xem kết quả").click()
    phone.wait_for_url("**/ho-tro/")


def _next(phone: Any) -> None:
    phone.get_by_role("heading", name="Người tiếp theo cần gì?").wait_for()


def _weigh(phone: Any) -> list[int]:
    """Return what each of the member's pages weighs on its way, filled as she goes on; the style sheet counts, too."""
    weights = [0]

    def weigh(request: Any) -> None:
        if "/ho-tro/" in request.url or "field." in request.url:
            weights.append(request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"])

    phone.on("requestfinished", weigh)
    return weights


def _left(phone: Any) -> set[str]:
    return {one["name"] for one in phone.context.cookies() if "127.0.0.1" in one["domain"]}
