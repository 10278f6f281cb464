"""The citizen's pages in a real browser: accessible, narrow, with and without script, on a network that breaks."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from motcua.casework import actions
from motcua.catalogue.rules import SHIPPED
from motcua.core import clock
from motcua.core.text import fold
from motcua.filing import actions as filing
from motcua.filing.models import Attachment, Dossier, Draft
from motcua.people.models import Account
from motcua.records import queries as records
from tests.browser import violations
from tests.factories import make_case, make_citizen, make_draft, make_office, make_officer, make_paper, make_version
from tests.journeys.weak_network import WeakNetwork
from tests.web.portal.people import ANSWERS, FORM, PDF, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Phone = Callable[..., BrowserContext]
PART, LARGE = 128 * 1024, 900_000  # bytes: of a part as the script sends it, and of a file that takes several
REST = 40_000  # heads of requests, and the page that is loaded again


@pytest.fixture
def phone(chromium: Browser, live_server: Any) -> Iterator[Phone]:
    """Makes a browser of its own, as wide as a cheap phone; `account` is signed in already."""
    made: list[BrowserContext] = []

    def make(account: Account, width: int = 360, **options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 740}, **options)
        context.set_default_timeout(60_000)
        key = signed_in(account).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def citizen() -> Account:
    return make_citizen(full_name="Lê Thị Mận")


@pytest.fixture
def draft(citizen: Account) -> Draft:
    office = make_office(name="Ủy ban nhân dân xã Vũ Quang", short_name="Xã Vũ Quang", code="H27.55")
    name = "Đăng ký khai sinh"
    version = make_version(
        form=FORM, offered_by=office, papers=[("Giấy chứng sinh", True), ("Giấy ủy quyền", False)], name=name,
        search_name=fold(name), search_text=fold(name), source=SHIPPED, authority_tiers=["commune"], code="1.001193",
        legal_basis=[{"number": "60/2014/QH13", "title": "Luật Hộ tịch"}], conditions="Có mặt.", steps="Bước 1.",
    )  # fmt: skip
    return make_draft(version, office=office, account=citizen)


def _photo(folder: Path, name: str, side: int = 2600) -> Path:
    path = folder / name
    Image.effect_noise((side, side), 40).convert("RGB").save(path, "JPEG", quality=90)
    return path


def _open(page: Page, address: str) -> None:
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than the phone"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_breaks_the_rules_of_accessibility(phone: Phone, citizen: Account, draft: Draft, language: str) -> None:
    case = make_case(account=citizen, office=draft.competent_office)
    officer = make_officer(draft.competent_office)
    actions.ask_supplement(case=case, reason="Thiếu giấy chứng sinh", by=officer, at=clock.now())
    code, key, paper = case.dossier.code, draft.key, make_paper(case)
    context = phone(citizen)
    page = context.new_page()
    page.goto("/")
    if language == "en":
        page.get_by_role("button", name="English").click()
        page.locator("html[lang=en]").wait_for()
    found = []
    for address in (
        "/", "/tim-kiem/?q=khai+sinh", "/tim-kiem/?q=zzz", "/thu-tuc/1.001193/?noi=H27.55", "/thu-tuc/1.001193/noi-nop/",
        "/thu-tuc/1.001193/bat-dau/?noi=H27.55", f"/ho-so-nhap/{key}/", f"/ho-so-nhap/{key}/to-khai/person/",
        f"/ho-so-nhap/{key}/to-khai/reason/", f"/ho-so-nhap/{key}/giay-to/", f"/ho-so-nhap/{key}/ho-tro/",
        f"/ho-so-nhap/{key}/kiem-tra/", f"/ho-so-nhap/{key}/bo/", "/ho-so-cua-toi/", f"/ho-so/{code}/",
        f"/ho-so/{code}/bo-sung/", "/tra-cuu/", f"/tra-cuu/{code}/", "/tra-cuu/x/", f"/xac-minh/{paper.token}/",
        "/xac-minh/x/", "/thanh-phan/", "/khong-co/",
    ):  # fmt: skip
        _open(page, address)
        found += [f"{address} {one}" for one in violations(page)]
    page.goto(f"/ho-so-nhap/{key}/to-khai/person/")
    page.get_by_role("textbox", name="Năm").or_(page.get_by_role("textbox", name="Year")).fill("2999")
    page.locator("main form .button").click()
    assert page.locator(".summary-of-errors").evaluate("box => box === document.activeElement")
    found += violations(page)
    assert found == []


@pytest.mark.parametrize("script", [True, False])
def test_a_citizen_files_with_and_without_script(
    phone: Phone, citizen: Account, draft: Draft, script: bool, tmp_path: Path
) -> None:
    page = phone(citizen, java_script_enabled=script).new_page()
    page.goto("/")
    page.locator("#q").fill("dang ky khai sinh")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Đăng ký khai sinh").click()
    page.get_by_role("link", name="Chọn nơi nộp").click()
    page.get_by_role("link", name="Ủy ban nhân dân xã Vũ Quang").click()
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_label("Ngày", exact=True).fill("12")
    page.get_by_label("Tháng").fill("5")
    page.get_by_label("Năm").fill("1990")
    page.get_by_role("button", name="Lưu và đi tiếp").click()
    page.get_by_label("Đi học").check()
    assert page.get_by_label("Việc khác").is_visible() is not script
    page.get_by_role("button", name="Lưu và đi tiếp").click()
    page.locator("#paper-1").set_input_files(_photo(tmp_path, "chung-sinh.jpg", 300))
    if not script:
        page.locator("section", has=page.locator("#paper-1")).get_by_role("button", name="Gửi tệp").click()
    page.get_by_role("link", name="chung-sinh.jpg").wait_for()
    page.get_by_role("link", name="Đi tiếp").click()
    page.get_by_label("Tôi tự làm").check()
    page.get_by_role("button", name="Lưu và đi tiếp").click()
    page.get_by_role("button", name="Đồng ý và nộp hồ sơ").dblclick()
    page.get_by_role("heading", name="Đã nộp hồ sơ").wait_for()
    assert page.locator(".panel .code").inner_text() == Dossier.objects.get().code


def test_files_chosen_before_the_script_has_come_are_sent_when_it_comes(
    phone: Phone, citizen: Account, draft: Draft, tmp_path: Path
) -> None:
    page = phone(citizen).new_page()
    script: list[Any] = []
    page.route("**/attach*.js", lambda route: script.append(route))
    with page.expect_request("**/attach*.js"):
        page.goto(f"/ho-so-nhap/{draft.key}/giay-to/", wait_until="commit")
    page.locator("#paper-1").set_input_files(_photo(tmp_path, "mot.jpg", 200))
    page.locator("#paper-2").set_input_files(_photo(tmp_path, "hai.jpg", 210))
    script.pop().continue_()
    page.get_by_role("link", name="mot.jpg").wait_for()
    page.get_by_role("link", name="hai.jpg").wait_for()
    assert Attachment.objects.count() == 2


def test_photos_are_made_smaller_and_sent_one_by_one_across_a_broken_network(
    phone: Phone, citizen: Account, draft: Draft, tmp_path: Path
) -> None:
    photos = [_photo(tmp_path, "mot.jpg"), _photo(tmp_path, "hai.jpg")]
    context = phone(citizen)
    page = context.new_page()
    page.goto(f"/ho-so-nhap/{draft.key}/giay-to/")
    broken: list[str] = []

    def breaking(route: Any) -> None:
        if route.request.method == "POST" and len(broken) < 3:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    context.route("**/giay-to/**", breaking)
    page.locator("#paper-1").set_input_files(photos)
    page.get_by_role("link", name="hai.jpg").wait_for(timeout=60_000)
    assert len(broken) == 3
    attached = list(Attachment.objects.select_related("document"))
    assert [one.document.name for one in attached] == ["mot.jpg", "hai.jpg"]
    assert all(one.document.size < photo.stat().st_size for one, photo in zip(attached, photos, strict=True))


@pytest.fixture
def network() -> Iterator[WeakNetwork]:
    """A network that can be cut, quicker than a weak one, for windows that are opened with `proxy=network.proxy`."""
    made = WeakNetwork(speed=200_000)
    yield made
    made.close()


def _large_pdf(folder: Path) -> Path:
    path = folder / "lon.pdf"
    path.write_bytes(b"%PDF-1.7\n" + random.Random(1).randbytes(LARGE) + b"\n%%EOF\n")
    return path


def _content(attached: Attachment) -> bytes:
    with records.open_content(attached.document) as content:
        return content.read()


def test_a_large_file_goes_on_where_the_network_broke_and_what_arrived_is_not_sent_again(
    phone: Phone, citizen: Account, draft: Draft, network: WeakNetwork, tmp_path: Path
) -> None:
    file, told = _large_pdf(tmp_path), []
    page = phone(citizen, proxy=network.proxy).new_page()
    page.goto(f"/ho-so-nhap/{draft.key}/giay-to/")
    page.expose_function("told", lambda words: told.append(words))
    page.evaluate(
        "new MutationObserver(() => told(document.querySelector('.progress').innerText))"
        ".observe(document.querySelector('.progress'), {childList: true, subtree: true})"
    )
    before = network.sent
    page.locator("#paper-1").set_input_files(file)
    network.wait_until_sent(3 * PART + PART // 2)
    network.cut()
    page.get_by_text("Mất mạng").wait_for()
    network.restore()
    page.get_by_role("link", name="lon.pdf").wait_for(timeout=60_000)
    assert _content(Attachment.objects.get()) == file.read_bytes()
    assert network.sent - before < LARGE + PART + REST, "only the part that broke off is sent twice"
    broke = next(number for number, words in enumerate(told) if "Mất mạng" in words)
    after = [int(percent) for words in told[broke:] for percent in re.findall(r"(\d+) %", words)]
    assert after == sorted(after) and after[0] >= 100 * 2 * PART // LARGE, after


def test_after_the_browser_was_closed_choosing_the_same_file_sends_only_the_rest(
    phone: Phone, citizen: Account, draft: Draft, network: WeakNetwork, tmp_path: Path
) -> None:
    file = _large_pdf(tmp_path)
    first = phone(citizen, proxy=network.proxy)
    page = first.new_page()
    page.goto(f"/ho-so-nhap/{draft.key}/giay-to/")
    page.locator("#paper-1").set_input_files(file)
    network.wait_until_sent(3 * PART + PART // 2)
    first.close()
    page = phone(citizen, proxy=network.proxy).new_page()
    page.goto(f"/ho-so-nhap/{draft.key}/giay-to/")
    page.get_by_text(re.compile(r"Đang gửi dở: lon\.pdf, đã có \d\d %")).wait_for()
    assert violations(page) == []
    before = network.sent
    page.locator("#paper-1").set_input_files(file.rename(tmp_path / "ten-khac.pdf"))
    page.get_by_role("link", name="ten-khac.pdf").wait_for(timeout=60_000)
    assert _content(Attachment.objects.get()) == (tmp_path / "ten-khac.pdf").read_bytes()
    assert network.sent - before < LARGE - 2 * PART + REST, "what had arrived is not sent again"
    assert page.get_by_text("Đang gửi dở").count() == 0


def test_a_file_that_is_refused_is_told_beside_its_field_and_the_others_still_go(
    phone: Phone, citizen: Account, draft: Draft, tmp_path: Path
) -> None:
    lie = tmp_path / "gia.jpg"
    lie.write_bytes(b"this is no photo")
    page = phone(citizen).new_page()
    page.goto(f"/ho-so-nhap/{draft.key}/giay-to/")
    page.locator("#paper-1").set_input_files([lie, _photo(tmp_path, "that.jpg", 200)])
    page.get_by_text("Chưa gửi được gia.jpg").wait_for()
    page.get_by_text("Đã gửi: that.jpg").wait_for()
    assert Attachment.objects.get().document.name == "that.jpg"


def test_the_whole_form_is_filled_in_by_keyboard_alone(phone: Phone, citizen: Account, draft: Draft) -> None:
    page = phone(citizen, width=1280).new_page()
    page.goto(f"/ho-so-nhap/{draft.key}/to-khai/person/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for words in ("", "Lê Thị Mận", "12", "5", "1990"):
        page.keyboard.press("Tab")
        page.keyboard.type(words) if words else None
    page.keyboard.press("Enter")
    page.wait_for_url("**/to-khai/reason/**")
    draft.refresh_from_db()
    assert draft.answers == {"name": "Lê Thị Mận", "born": "1990-05-12"}


def test_a_person_uses_again_what_she_has_by_one_click(phone: Phone, citizen: Account, draft: Draft) -> None:
    earlier = make_draft(draft.version, office=draft.competent_office, account=citizen, answers=ANSWERS)
    filing.attach(draft=earlier, content=PDF, name="chứng sinh.pdf", paper_position=1, by=citizen, at=clock.now())
    code = actions.register(draft=earlier, by=citizen, at=clock.now()).dossier.code
    page = phone(citizen).new_page()
    _open(page, "/ho-so-cua-toi/")
    page.get_by_role("link", name="Giấy tờ của tôi").click()
    page.get_by_role("link", name="Giấy chứng sinh").wait_for()
    found = violations(page)
    _open(page, f"/ho-so-nhap/{draft.key}/giay-to/")
    found += violations(page)
    page.locator("section.paper", has_text="Giấy chứng sinh").get_by_role("button", name="Dùng lại").first.click()
    page.get_by_text(f"Dùng lại từ hồ sơ {code}").wait_for()
    assert found + violations(page) == [] and Attachment.objects.get(draft=draft).source.code == code
