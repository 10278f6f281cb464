"""What goes wrong while filing, and that nothing is lost by it."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import papers, people
from tests.journeys.province import Province
from tests.journeys.weak_network import WeakNetwork
from tests.journeys.windows import Windows

pytestmark = pytest.mark.browser


def _start(windows: Windows, person: str) -> tuple[Any, str]:
    page = windows.open(phone=True)
    people.sign_in(page, person, f"/thu-tuc/{people.BIRTH}/")
    return page, people.start_birth_registration(page)


def _sent_back(page: Any, **typed: str) -> str:
    """Send what was typed; the page comes back with its errors summed up, in focus. Return their words."""
    people.fill_page(page, typed)
    people.go_on(page)
    summary = page.locator(".summary-of-errors")
    summary.wait_for()
    assert summary.evaluate("one => one === document.activeElement")
    for link in summary.locator("a").all():
        assert page.locator(link.get_attribute("href")).count() == 1, "an error leads to no field"
    return str(summary.inner_text())


def test_wrong_answers_are_told_at_their_field_and_right_ones_stay(windows: Windows):
    page, key = _start(windows, "05")
    page.goto(f"/ho-so-nhap/{key}/to-khai/child/")
    assert _sent_back(page, child_name=people.CHILD).count("\n") >= 2, "two answers are missing"
    said = _sent_back(page, child_birth_date="1/1/2999", child_gender="Nam")
    assert re.search("ngày", said, re.IGNORECASE)
    _sent_back(page, child_birth_date="31/2/2026")
    page.locator("[name=child_name]").evaluate(
        "one => { one.removeAttribute('maxlength'); one.value = 'Ắ'.repeat(5000); }"
    )
    assert "120" in _sent_back(page)
    page.locator("[name=child_name]").fill(unicodedata.normalize("NFD", people.CHILD))  # as some keyboards type it
    people.fill_page(page, {"child_birth_date": "2/3/2026"})
    assert page.locator("[name=child_gender][value=Nam]").is_checked(), "what was right is kept"
    people.go_on(page)
    page.wait_for_url("**/to-khai/child_origin/")
    page.goto(f"/ho-so-nhap/{key}/kiem-tra/")
    assert people.CHILD in page.locator("main").inner_text(), "kept as composed letters"


def test_files_that_lie_are_empty_or_too_large_are_refused_beside_their_paper(windows: Windows, tmp_path: Path):
    lie, empty, large = (tmp_path / name for name in ("that.pdf", "rong.pdf", "lon.pdf"))
    lie.write_bytes(b"MZ" + b"\0" * 2000)
    empty.write_bytes(b"")
    large.write_bytes(b"%PDF-1.7\n" + os.urandom(1024) * (25 * 1024))
    page, key = _start(windows, "05")
    page.goto(f"/ho-so-nhap/{key}/giay-to/")
    card = page.locator(f"section[aria-labelledby='title-{people.BIRTH_PAPER}']")
    for file, why in ((lie, "that.pdf"), (empty, "trống"), (large, "20 MB")):
        card.locator("input[type=file]").set_input_files(file)
        card.locator(".error").filter(has_text=why).wait_for()
    people.attach(page, people.BIRTH_PAPER, papers.photo(tmp_path))
    assert card.locator("ul.files li").count() == 1


def test_a_file_too_large_is_refused_without_a_script_too(windows: Windows, tmp_path: Path):
    large = tmp_path / "lon.pdf"
    large.write_bytes(b"%PDF-1.7\n" + os.urandom(1024) * (25 * 1024))
    page = windows.open(java_script_enabled=False)
    people.sign_in(page, "05", f"/thu-tuc/{people.BIRTH}/")
    key = people.start_birth_registration(page)
    page.goto(f"/ho-so-nhap/{key}/giay-to/")
    page.locator(f"#paper-{people.BIRTH_PAPER}").set_input_files(large)
    page.locator(f"section[aria-labelledby='title-{people.BIRTH_PAPER}']").get_by_role("button", name="Gửi tệp").click()
    page.get_by_text("tối đa 20 MB").wait_for()


def test_a_large_paper_goes_on_after_a_dead_spot_and_a_restart_of_the_server(
    windows: Windows, province: Province, network: WeakNetwork, tmp_path: Path
):
    size, one_part = 300 * 1024, 128 * 1024
    large = tmp_path / "giấy ra viện.pdf"
    large.write_bytes(b"%PDF-1.7\n" + os.urandom(size) + b"\n%%EOF\n")
    at_home, key = _start(windows, "07")
    page = windows.open(phone=True, proxy=network.proxy, storage_state=at_home.context.storage_state())
    page.goto(f"/ho-so-nhap/{key}/giay-to/")
    card = page.locator(f"section[aria-labelledby='title-{people.BIRTH_PAPER}']")
    before = network.sent
    card.locator("input[type=file]").set_input_files(large)
    network.wait_until_sent(180_000)
    network.cut()
    card.get_by_text("Mất mạng").wait_for()
    province.restart()
    network.restore()
    listed = card.locator("ul.files li").get_by_role("link", name=large.name)
    listed.wait_for(timeout=60_000)
    assert network.sent - before < size + one_part + 40_000, "what had arrived was sent again"
    at_home.goto(f"/ho-so-nhap/{key}/giay-to/")
    address = at_home.get_by_role("link", name=large.name).get_attribute("href")
    assert at_home.request.get(address).body() == large.read_bytes()


def test_a_session_that_ends_midway_keeps_the_draft_and_what_was_just_typed(windows: Windows):
    page, key = _start(windows, "06")
    pages = people.fill_form(page)
    assert [next(pages) for _ in range(3)][-1] == "child"
    page.context.clear_cookies(name=re.compile("sessionid|sandbox_identity"))
    people.go_on(page)
    page.wait_for_url("**/dang-nhap/**")
    people.through_the_door(page, "06")
    page.wait_for_url("**/to-khai/child/**")
    assert people.key_of(page) == key
    assert page.locator("[name=child_name]").input_value() == people.CHILD
    people.go_on(page)
    page.wait_for_url("**/to-khai/child_origin/**")


def test_the_draft_of_one_person_stays_closed_to_another(windows: Windows):
    _, key = _start(windows, "06")
    other = windows.open()
    people.sign_in(other, "07")
    assert other.goto(f"/ho-so-nhap/{key}/").status == 403
