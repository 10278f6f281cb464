"""What else may happen to a dossier: refused, sent back for more papers, two officers at once; and its filer's ways."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import papers, people
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_REASON = "Giấy chứng sinh chụp mờ, không đọc được ngày sinh."


def test_filed_without_a_script_and_refused_with_a_reason_that_the_filer_reads(windows: Windows, tmp_path: Path):
    citizen = windows.open(phone=True, java_script_enabled=False)
    people.sign_in(citizen, "08")
    people.find_birth_registration(citizen)
    people.start_birth_registration(citizen)
    for _ in people.fill_form(citizen):
        pass
    people.attach(citizen, people.BIRTH_PAPER, papers.photo(tmp_path), script=False)
    people.answer_who_helped(citizen)
    code = people.submit(citizen)

    counter = windows.open()
    people.sign_in_officer(counter, "quay1")
    people.open_case(counter, code)
    people.move(counter, "Từ chối tiếp nhận", reason="")
    counter.locator(".summary-of-errors").wait_for()  # a refusal needs its reason
    counter.get_by_label("Lý do").fill(_REASON)
    with people.told_done(counter, "Từ chối tiếp nhận"):
        counter.locator("main form").get_by_role("button", name="Từ chối tiếp nhận").click()
    assert_accessible(counter)

    citizen.goto(f"/ho-so/{code}/")
    said = citizen.locator("main").inner_text()
    assert "Không được tiếp nhận" in said
    assert _REASON in said


def test_two_officers_at_once_then_more_papers_asked_for_and_sent(windows: Windows, tmp_path: Path):
    citizen = windows.open()
    people.sign_in(citizen, "09")
    code = people.file_birth_registration(citizen, papers.photo(tmp_path))
    _the_button_back_makes_no_second_dossier(citizen, code)

    first, second = windows.open(), windows.open(phone=True)
    for window, officer in ((first, "quay1"), (second, "quay2")):
        people.sign_in_officer(window, officer)
        people.open_case(window, code)
    with people.told_done(first, "Tiếp nhận"):
        people.move(first, "Tiếp nhận")
    people.move(second, "Tiếp nhận")
    summary = second.locator(".summary-of-errors")
    summary.wait_for()
    assert "Nguyễn Thị Thu Hà" in summary.inner_text()

    with people.told_done(first, "Yêu cầu bổ sung"):
        people.move(first, "Yêu cầu bổ sung", reason=_REASON)
    citizen.goto(f"/ho-so/{code}/")
    assert _REASON in citizen.locator("main").inner_text()
    citizen.get_by_role("link", name="Gửi giấy tờ bổ sung").click()
    citizen.locator("input[type=file]").set_input_files(papers.photo(tmp_path, "chụp lại.jpg"))
    citizen.get_by_role("button", name="Gửi bổ sung").click()
    citizen.wait_for_url(f"**/ho-so/{code}/?done=1")
    assert "Được tiếp nhận" in citizen.locator("main .tag").first.inner_text()
    people.open_case(first, code)
    first.get_by_role("link", name="chụp lại.jpg").wait_for()
    assert_accessible(first)


def test_whoever_chooses_english_is_spoken_to_in_english(windows: Windows):
    page = windows.open()
    people.sign_in(page, "10")
    page.get_by_role("button", name="English").click()
    page.locator("html[lang=en]").wait_for()
    page.goto(f"/thu-tuc/{people.BIRTH}/")
    page.get_by_role("link", name=re.compile("Choose where")).click()
    page.locator("html[lang=en]").get_by_role("link", name="Ủy ban nhân dân xã Vũ Quang").wait_for()
    page.goto("/so-lieu/")
    assert page.get_by_role("heading", level=1).inner_text().isascii()
    page.get_by_role("button", name="Tiếng Việt").click()
    page.get_by_role("heading", level=1, name="Số liệu hồ sơ trực tuyến").wait_for()


def _the_button_back_makes_no_second_dossier(page: Any, code: str) -> None:
    page.go_back()
    if page.get_by_role("button", name="Đồng ý và nộp hồ sơ").count():
        assert people.submit(page) == code
    page.goto("/ho-so-cua-toi/")
    assert page.get_by_text(re.compile(r"^H27\.119-\d{6}-\d{4}$")).count() == 1
