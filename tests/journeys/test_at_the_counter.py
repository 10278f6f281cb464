"""At the counter: an identity card is scanned and a slip printed; fifteen people wait, and nobody touches the mouse."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.journeys import people
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_NAMES = ("Lê Thị Mận", "Trần Văn Bưởi", "Phan Thị Cam", "Hồ Văn Ổi", "Đặng Thị Na")
_LOOSE = 120  # seconds for five people on a machine that does other things, too


def _card(number: int, name: str) -> str:
    return f"0421900{number:05d}||{name}|12051990|Nữ|Thôn {number}, Xã Vũ Quang, Hà Tĩnh|22122021|||"


def _focused(page: Any) -> str:
    """Return the name of what has the focus, or its words; a page gives it a moment after it has loaded."""
    page.locator(":focus").first.wait_for(state="attached")  # a function to wait for is an eval, which pages forbid
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))


def _alt(page: Any, key: str) -> None:
    """Press an access key; Playwright's own keyboard leaves out the letter by which the browser knows it."""
    session = page.context.new_cdp_session(page)
    pressed = {"modifiers": 1, "key": key, "text": key, "unmodifiedText": key}
    session.send("Input.dispatchKeyEvent", {"type": "char", **pressed})
    session.detach()


def _scan(page: Any, card: str) -> None:
    """As a keyboard-wedge scanner does: the text, then Enter, wherever the focus is."""
    assert _focused(page) == "card"
    page.keyboard.insert_text(card)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _choose(page: Any, words: str) -> None:
    """Type a few words of a procedure, go down to the first that is offered, take it."""
    assert _focused(page) == "procedure"
    page.keyboard.type(words)
    page.locator("#hits [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _tick_all(page: Any) -> None:
    """Tick the papers one below the other."""
    rows = page.locator(".sheets input[type=checkbox]").count()
    for row in range(rows):
        assert _focused(page).startswith("have-")
        page.keyboard.press("Space")
        if row + 1 < rows:
            page.keyboard.press("ArrowDown")


def _say_why(page: Any) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if _focused(page) == "reason":
            break
    page.keyboard.press("Space")


def _take_in(page: Any) -> None:
    with page.expect_navigation(url="**/luot/**"):
        _alt(page, "t")


def _next(page: Any) -> None:
    assert _focused(page) == "Người tiếp theo"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_counter_intake_by_card_text(windows: Windows):
    page = windows.open()
    people.sign_in_officer(page, "quay1", "/ban-lam-viec/quay/")
    _scan(page, "042190|Lê Thị Mận")
    assert _focused(page) == "card" and "chỉ có 2 phần" in page.locator(".summary-of-errors").inner_text()
    page.keyboard.press("Control+a")
    _scan(page, _card(99999, "Nguyễn Thị Mơ"))
    assert page.get_by_label("Họ và tên", exact=True).input_value() == "Nguyễn Thị Mơ"
    _choose(page, "khai sinh")
    _tick_all(page)
    assert_accessible(page)
    _alt(page, "t")
    page.locator(".summary-of-errors").wait_for()  # nobody asked why she came in person
    assert _focused(page) == "reason"
    page.keyboard.press("Space")
    _take_in(page)
    code = page.locator(".panel .code").inner_text()
    slip = people.read(page.get_by_role("link", name="In giấy tiếp nhận"))
    assert slip.startswith(b"%PDF") and code.startswith("H27.119-")
    assert_accessible(page)
    people.open_case(page, code)
    assert "Bản chính" in page.locator("main").inner_text()


def test_fifteen_people_waiting_five_intakes_by_keyboard_alone(windows: Windows, record_property: Any):
    page = windows.open()
    people.sign_in_officer(page, "quay2", "/ban-lam-viec/quay/")
    page.locator("#card").wait_for()
    page.evaluate("addEventListener('pointerdown', () => document.title = 'mouse', true)")
    started, touched = time.monotonic(), []
    for number, name in enumerate(_NAMES, start=1):
        _scan(page, _card(number, name))
        _choose(page, "khai sinh")
        _tick_all(page)
        _say_why(page)
        _take_in(page)
        assert name in page.locator(".panel").inner_text()
        touched.append(page.title())
        _next(page)
    seconds = time.monotonic() - started
    record_property("seconds_for_five_intakes", round(seconds, 1))
    print(f"five intakes by keyboard alone: {seconds:.1f} s")
    today = page.locator("aside").inner_text()
    assert all(name in today for name in _NAMES) and "mouse" not in touched
    assert seconds < _LOOSE
