"""The whole way of one dossier: filed, accepted, decided, returned, and counted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import papers, people
from tests.journeys.province import OFFICE_NAME, Province
from tests.journeys.weak_network import WeakNetwork
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_SHORT_NAME = "Vũ Quang"


def test_a_birth_is_registered_from_the_first_page_to_the_figure(windows: Windows, province: Province, tmp_path: Path):
    before = _figure(windows.open())
    citizen = windows.open(phone=True)
    code = _file(citizen, tmp_path)
    _is_acknowledged(citizen, code, province)
    citizen.goto("/ho-so-cua-toi/")
    assert citizen.get_by_role("main").get_by_text(re.compile(r"^H27\.")).count() == 1, "two clicks make one dossier"
    _is_resolved(windows, citizen, code, tmp_path)
    assert _figure(windows.open()) == (before[0] + 1, before[1] + 1)
    _journal_is_whole(province)


def test_a_weak_network_with_three_interruptions_costs_nothing(
    windows: Windows, province: Province, network: WeakNetwork, tmp_path: Path
):
    before = _figure(windows.open())
    first = windows.open(phone=True, proxy=network.proxy)
    people.sign_in(first, "02")
    people.find_birth_registration(first)
    key = people.start_birth_registration(first)
    pages = people.fill_form(first)
    assert [next(pages) for _ in range(4)][-1] == "child_origin"
    first.context.close()  # the phone is switched off: what was typed on this page is gone, what was sent is not

    citizen = windows.open(phone=True, proxy=network.proxy)
    people.sign_in(citizen, "02")
    citizen.get_by_role("link", name="Đăng ký khai sinh").first.click()
    assert people.key_of(citizen) == key
    citizen.get_by_role("link", name="Điền tiếp").click()
    for _ in people.fill_form(citizen, first="child_origin"):
        pass
    _attach_through_a_dead_spot(citizen, network, papers.photo(tmp_path))
    people.attach(citizen, people.OTHER_PAPERS, papers.pdf(tmp_path))
    people.answer_who_helped(citizen)
    province.restart()
    code = people.submit(citizen, clicks=2)
    _is_resolved(windows, citizen, code, tmp_path)
    assert _figure(windows.open()) == (before[0] + 1, before[1] + 1)
    _journal_is_whole(province)


def _file(page: Any, folder: Path) -> str:
    people.sign_in(page, "01")
    people.find_birth_registration(page)
    people.start_birth_registration(page)
    for _ in people.fill_form(page):
        pass
    people.attach(page, people.BIRTH_PAPER, papers.photo(folder))
    people.attach(page, people.OTHER_PAPERS, papers.pdf(folder))
    people.answer_who_helped(page)
    assert people.CHILD in page.locator("main").inner_text()
    return people.submit(page, clicks=2)


def _attach_through_a_dead_spot(page: Any, network: WeakNetwork, photo: str) -> None:
    """The network goes away while the photo is on its way, and comes back; nobody presses anything."""
    card = page.locator(f"section[aria-labelledby='title-{people.BIRTH_PAPER}']")
    card.locator("input[type=file]").set_input_files(photo)
    network.wait_until_sent(30_000)
    network.cut()
    card.get_by_text("Mất mạng").wait_for()
    network.restore()
    card.locator("ul.files li").wait_for(timeout=60_000)
    assert card.locator("ul.files li").count() == 1


def _is_acknowledged(page: Any, code: str, province: Province) -> None:
    assert re.fullmatch(r"H27\.119-\d{6}-\d{4}", code)
    assert_accessible(page)
    link = page.get_by_role("link", name="Tải giấy báo đã nhận")
    said = papers.text_of(people.read(link))
    assert code in said
    assert f"{province.address}/tra-cuu/{code}/" in said.replace(" ", "")


def _is_resolved(windows: Windows, citizen: Any, code: str, folder: Path) -> None:
    counter, worker, approver = windows.open(), windows.open(), windows.open()
    people.sign_in_officer(counter, "quay1")
    assert_accessible(counter)
    people.open_case(counter, code)
    assert_accessible(counter)
    with people.told_done(counter, "Tiếp nhận"):
        people.move(counter, "Tiếp nhận")
    slip = counter.get_by_role("link", name="In giấy: Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    said = papers.text_of(people.read(slip))
    assert code in said
    with people.told_done(counter, "Chuyển xử lý"):
        people.move(counter, "Chuyển xử lý", officer="Phan Thị Hoài")

    people.sign_in_officer(worker, "thuly")
    worker.get_by_role("link", name=code).click()
    with people.told_done(worker, "Trình duyệt"):
        people.move(worker, "Trình duyệt", note="Hồ sơ đủ, hợp lệ.")

    people.sign_in_officer(approver, "lanhdao")
    approver.get_by_role("link", name=code).click()
    with people.told_done(approver, "Duyệt kết quả"):
        people.move(approver, "Duyệt kết quả", result=papers.pdf(folder, "giấy khai sinh.pdf", pages=2))

    people.open_case(counter, code)
    with people.told_done(counter, "Trả kết quả"):
        people.move(counter, "Trả kết quả")

    citizen.goto(f"/ho-so/{code}/")
    assert "Đã trả kết quả" in citizen.locator("main").inner_text()
    result = citizen.get_by_role("link", name="Tải kết quả")
    assert people.read(result) == (folder / "giấy khai sinh.pdf").read_bytes()
    assert_accessible(citizen)
    _says_only_status_and_dates(windows.open(phone=True), code)


def _says_only_status_and_dates(stranger: Any, code: str) -> None:
    stranger.goto("/tra-cuu/")
    stranger.get_by_label("Mã hồ sơ").fill(code)
    stranger.keyboard.press("Enter")
    stranger.wait_for_url("**/tra-cuu/*/")
    said = stranger.content()
    assert "Đã trả kết quả" in said
    assert len(re.findall(r"\d{2}:\d{2}", said)) >= 3
    for secret in (people.CHILD, "Hồng Thắm", "Nguyễn Thị", "khai sinh", OFFICE_NAME):
        assert secret not in said, f"the public look-up tells «{secret}»"
    assert_accessible(stranger)


def _figure(page: Any) -> tuple[int, int]:
    """Return numerator and denominator of the office as the public page shows them."""
    page.goto("/so-lieu/")
    row = page.locator("table.ranking tr").filter(has=page.get_by_role("rowheader", name=_SHORT_NAME))
    if not row.count():
        return 0, 0
    shown = row.locator("[data-label='Tử số / mẫu số']").inner_text().replace(".", "")
    above, below = shown.split("/")
    return int(above), int(below)


def _journal_is_whole(province: Province) -> None:
    province.command("journal", "verify")
    assert province.alive("work")
    rates = json.loads(province.command("figures", "online-rate", "--tier", "commune", "--format", "json"))
    assert rates["total"]["numerator"] >= 1
