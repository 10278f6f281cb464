"""A grandson files for his grandmother, who has no e-ID: with his own, and with the paper by which she authorised him."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys import papers, people
from tests.journeys.province import OFFICE
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_ALLOWANCE, _FORM_PAPER, _AUTHORITY = "1.001776", 1, 99_999
_GRANDSON, _NAME, _NUMBER = "12", "Thái Bá Dũng", "042079990012"
_GRANDMOTHER, _HER_NUMBER = "Thái Thị Nhung", "042138000419"
_HER = {
    "basis": "mandate", "full_name": _GRANDMOTHER, "personal_id": _HER_NUMBER, "birth_date": "4/5/1938",
    "residence": "Thôn Hương Phùng, xã Vũ Quang",
}  # fmt: skip
_ASKED = "Xin trợ cấp hằng tháng cho người từ đủ 75 tuổi."


def test_a_grandson_files_for_his_grandmother_and_every_page_names_both(windows: Windows, tmp_path: Path):
    phone, desk = windows.open(phone=True), windows.open()
    people.sign_in(phone, _GRANDSON, f"/thu-tuc/{_ALLOWANCE}/bat-dau/?noi={OFFICE}")
    _says_for_whom(phone)
    _fills_in_about_her(phone)
    people.attach(phone, _FORM_PAPER, papers.pdf(tmp_path, "tờ khai.pdf"))
    people.answer_who_helped(phone)
    assert f"Tôi tự điền, nộp thay cho {_GRANDMOTHER}" in _read(phone)
    mandate = papers.pdf(tmp_path, "giấy ủy quyền.pdf", pages=2)
    _is_sent_back_for_the_mandate(phone, mandate)
    code = people.submit(phone, clicks=2)

    assert f"Bạn nộp thay cho {_GRANDMOTHER}" in _read(phone)
    _names_both(phone.get_by_role("link", name="Tải giấy báo đã nhận"), code)
    phone.get_by_role("link", name="Mọi hồ sơ của tôi").click()
    hers = phone.locator("main ul.rows li").filter(has_text=f"Nộp thay cho {_GRANDMOTHER}")
    hers.first.wait_for()
    assert [code in one for one in hers.all_inner_texts()] == [True], "pressed twice, filed once, and no draft is left"
    _fits(phone)

    people.sign_in_officer(desk, "quay1")
    people.open_case(desk, code)
    assert_accessible(desk)
    told = _read(desk)
    for said in (f"{_NAME} nộp thay cho {_GRANDMOTHER}", "Được người đó ủy quyền", _NUMBER, _HER_NUMBER, _ASKED):
        assert said in told
    assert _fact(desk, "Người có hồ sơ") == _GRANDMOTHER and _fact(desk, "Người nộp thay") == _NAME
    shown = desk.get_by_role("link", name="Giấy ủy quyền: giấy ủy quyền.pdf")
    assert people.read(shown) == Path(mandate).read_bytes()
    with people.told_done(desk, "Tiếp nhận"):
        people.move(desk, "Tiếp nhận")
    _names_both(desk.get_by_role("link", name="In giấy: Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), code)


def _says_for_whom(phone: Any) -> None:
    """Choose to file for somebody else, forget her number, then give it."""
    phone.get_by_label("Thay người khác").check()
    phone.get_by_role("button", name="Bắt đầu").click()
    phone.wait_for_url("**/nop-cho-ai/**")
    people.fill_page(phone, _HER | {"personal_id": ""})
    people.go_on(phone)
    phone.locator("#personal_id-error").wait_for()
    for name in ("full_name", "residence"):
        assert phone.locator(f"[name={name}]").input_value() == _HER[name], "what was right is kept"
    assert phone.locator("[name=birth_date-year]").input_value() == "1938"
    assert_accessible(phone)
    _fits(phone)
    people.fill_page(phone, {"personal_id": _HER_NUMBER})
    people.go_on(phone)


def _fills_in_about_her(phone: Any) -> None:
    phone.wait_for_url("**/to-khai/applicant/**")
    assert phone.locator("[name=applicant_name]").input_value() == _GRANDMOTHER
    people.go_on(phone)
    phone.wait_for_url("**/to-khai/contact/**")
    people.fill_page(phone, {"contact_phone": "0900000012"})
    people.go_on(phone)
    phone.wait_for_url("**/to-khai/request/**")
    people.fill_page(phone, {"request_text": _ASKED})
    people.go_on(phone)
    phone.wait_for_url("**/giay-to/")


def _is_sent_back_for_the_mandate(phone: Any, mandate: str) -> None:
    """Send without the paper of authority: told so, led to its field, and back to sending with all that was there."""
    phone.get_by_role("button", name="Đồng ý và nộp hồ sơ").click()
    phone.wait_for_url("**/nop/")
    summary = phone.locator(".summary-of-errors")
    assert summary.locator("li").all_inner_texts() == ["Đính kèm «Giấy ủy quyền»."]
    assert _ASKED in _read(phone)
    assert_accessible(phone)
    summary.get_by_role("link").click()
    card = phone.locator(f"section[aria-labelledby='title-{_AUTHORITY}']")
    error = card.locator(".error", has_text="Đính kèm «Giấy ủy quyền».")
    error.wait_for()
    for shown in (card.locator("h2"), card.locator("label"), error):
        assert 0 <= shown.bounding_box()["y"] <= 740 - 40, "whoever is led to a paper sees which, and what is wrong"
    assert_accessible(phone)
    _fits(phone)
    people.attach(phone, _AUTHORITY, mandate)
    assert not card.locator("p.error").count() and phone.get_by_role("link", name="tờ khai.pdf").count() == 1
    phone.get_by_role("link", name="Đi tiếp").click()
    phone.wait_for_url("**/kiem-tra/")
    for said in (_GRANDMOTHER, _ASKED, "tờ khai.pdf", "giấy ủy quyền.pdf"):
        assert said in _read(phone)


def _names_both(link: Any, code: str) -> None:
    said = papers.text_of(people.read(link))
    for name in (code, _GRANDMOTHER, _NAME):
        assert name in said


def _fact(page: Any, label: str) -> str:
    row = page.locator("dl.facts > div").filter(has=page.get_by_text(label, exact=True)).first
    return str(row.locator("dd").inner_text())


def _read(page: Any) -> str:
    return str(page.locator("main").inner_text())


def _fits(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
