"""Let me show you: a filing guided from the counter to the person's own phone, or at a kiosk that forgets her."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import papers, people
from tests.journeys.province import OFFICE_NAME, PASSWORD, Province
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_HELPER = "Nguyễn Thị Thu Hà"


def test_a_filing_is_guided_by_qr_from_the_counter_to_the_persons_own_phone(
    windows: Windows, province: Province, tmp_path: Path
):
    desk, phone = windows.open(), windows.open(phone=True)
    people.sign_in_officer(desk, "quay1", "/can-bo/huong-dan/")
    link = _invite(desk)
    assert link.startswith(f"{province.address}/moi/")
    assert_accessible(desk)
    phone.goto(link)
    for said in (_HELPER, OFFICE_NAME, "Đăng ký khai sinh", "Giấy chứng sinh"):
        assert said in phone.locator("main").inner_text()
    assert_accessible(phone)
    _says(desk, "bấm Đăng nhập")
    phone.get_by_role("link", name="Đăng nhập và đi tiếp").click()
    phone.locator("button[name=person][value='03']").click()
    phone.wait_for_url("**/dong-y/")
    assert_accessible(phone)
    phone.get_by_role("button", name=re.compile("Đồng ý")).click()
    for name in people.fill_form(phone):
        if name == "contact":
            _says(desk, "1/9 trang")
    _says(desk, "chọn ảnh: Giấy chứng sinh")
    people.attach(phone, people.BIRTH_PAPER, papers.photo(tmp_path))
    phone.get_by_role("link", name="Đi tiếp").click()
    assert phone.get_by_label(f"{_HELPER} hỗ trợ tôi").is_checked()
    people.go_on(phone)
    phone.wait_for_url("**/kiem-tra/")
    assert f"Có {_HELPER} hỗ trợ, {OFFICE_NAME}" in phone.locator("main").inner_text()
    code = people.submit(phone)

    desk.get_by_role("heading", name="Đã nộp").wait_for()
    assert desk.locator(".panel .code").inner_text() == code
    for secret in (people.CHILD, "Lê Thị Mận"):
        assert secret not in desk.content()
    people.open_case(desk, code)
    assert f"Có người hỗ trợ ({_HELPER}, Vũ Quang)" in desk.locator("main").inner_text().replace("Xã ", "")


def test_a_kiosk_ends_by_itself_and_shows_nothing_of_the_last_person(windows: Windows):
    kiosk = windows.open()
    kiosk.clock.install()
    people.sign_in_officer(kiosk, "quay2", "/can-bo/huong-dan/")
    link = _invite(kiosk)
    kiosk.get_by_role("button", name=re.compile("Mở tại máy này")).click()
    kiosk.wait_for_url(link)
    kiosk.get_by_role("link", name="Đăng nhập và đi tiếp").click()
    kiosk.locator("button[name=person][value='04']").click()
    kiosk.get_by_role("button", name=re.compile("Đồng ý")).click()
    kiosk.wait_for_url("**/to-khai/**")
    assert "Phan Đình Quý" in kiosk.content()
    kiosk.clock.fast_forward("04:40")
    kiosk.get_by_role("alert").filter(has_text="Bạn còn ở đây không?").wait_for()
    kiosk.clock.fast_forward("00:30")
    kiosk.wait_for_url("**/ki-ot/")
    assert_accessible(kiosk)
    kiosk.go_back()
    kiosk.wait_for_url("**/ki-ot/**")
    assert "Phan Đình Quý" not in kiosk.content()
    kiosk.goto("/ban-lam-viec/")
    kiosk.wait_for_url("**/ki-ot/")
    kiosk.get_by_role("link", name="Cán bộ: đóng ki-ốt").click()
    kiosk.get_by_label("Tên đăng nhập").fill("quay2")
    kiosk.get_by_label("Mật khẩu").fill(PASSWORD)
    kiosk.get_by_role("button", name="Đóng ki-ốt").click()
    kiosk.wait_for_url(re.compile(r"^(?!.*ki-ot).*$"))
    kiosk.goto("/ban-lam-viec/")
    kiosk.get_by_text("Trần Đình Khoa").wait_for()


def _invite(desk: Any) -> str:
    """From the page of guided filings: invite to the birth registration here; return where the QR code leads."""
    desk.get_by_label("Người dân cần làm thủ tục gì?").fill("dang ky khai sinh")
    desk.keyboard.press("Enter")
    desk.locator("main ul.rows a").first.click()
    desk.get_by_role("button", name=re.compile(f"Chỉ cho tôi.*{OFFICE_NAME}")).click()
    label = desk.get_by_role("img", name=re.compile("Ô vuông để quét")).get_attribute("aria-label")
    return str(label).split()[-1]


def _says(desk: Any, words: str) -> None:
    desk.locator("#progress").filter(has_text=words).wait_for()
