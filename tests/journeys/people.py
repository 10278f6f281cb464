"""What people do at the pages, said in their words: sign in, fill in the birth registration, work at the desk."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from motcua.core.clock import ZONE
from tests.journeys.province import OFFICE_NAME, PASSWORD

BIRTH = "1.001193"
BIRTH_PAPER, OTHER_PAPERS = 2, 0  # positions of papers in the procedure; 0: papers that it does not ask for
CHILD = "Nguyễn Gia Bảo"
RELATION = "Mẹ"
_BORN = datetime.now(ZONE) - timedelta(days=12)
Pages = dict[str, dict[str, str]]
FORM: Pages = {
    "requester": {"requester_relation": RELATION},
    "contact": {},
    "child": {"child_name": CHILD, "child_birth_date": f"{_BORN:%-d/%-m/%Y}", "child_gender": "Nam"},
    "child_origin": {"child_ethnicity": "Kinh", "child_hometown": "Xã Vũ Quang, tỉnh Hà Tĩnh"},
    "birth_place": {"child_birth_place": "Bệnh viện Đa khoa huyện Vũ Quang, xã Vũ Quang, tỉnh Hà Tĩnh"},
    "mother": {"mother_name": "Nguyễn Thị Hồng Thắm", "mother_birth_date": "14/3/1996"},
    "mother_origin": {"mother_ethnicity": "Kinh", "mother_residence": "Thôn 2, xã Vũ Quang, tỉnh Hà Tĩnh"},
    "father": {"father_declared": "Không"},
    "copies": {"copy_requested": "true", "copy_count": "2"},
}
"""The birth registration, page by page, as a mother would fill it in; what is not named here is filled in already."""


def sign_in(page: Any, person: str, going_on: str = "/ho-so-cua-toi/") -> None:
    """Come in through the e-ID as one of the made-up persons, and go on to a page."""
    page.goto(f"/dang-nhap/?next={going_on}")
    through_the_door(page, person)


def through_the_door(page: Any, person: str) -> None:
    """From the sign-in page: to the provider, choose a person, come back."""
    page.locator("main").get_by_role("link", name="Đăng nhập", exact=True).click()
    page.locator(f"button[name=person][value='{person}']").click()
    page.wait_for_url(re.compile(r"^(?!.*dang-nhap).*$"))


def sign_in_officer(page: Any, username: str, going_on: str = "/ban-lam-viec/", password: str = PASSWORD) -> None:
    """Come in by user name and password."""
    page.goto(f"/can-bo/dang-nhap/?next={going_on}")
    _through_the_officers_door(page, username, password)


def come_to_work(page: Any, username: str) -> None:
    """From the first page through the officers' door to where the day begins."""
    page.goto("/")
    page.get_by_role("link", name="Cán bộ đăng nhập").click()
    _through_the_officers_door(page, username, PASSWORD)


def _through_the_officers_door(page: Any, username: str, password: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(re.compile(r"^(?!.*dang-nhap).*$"))  # going on earlier would break the signing in off


def find_birth_registration(page: Any) -> None:
    """From the first page: type without marks, open the first hit."""
    page.goto("/")
    page.locator("#q").fill("dang ky khai sinh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/**")
    hits = page.locator("main ul.rows a")
    assert hits.first.inner_text() == "Đăng ký khai sinh"
    hits.first.click()


def start_birth_registration(page: Any) -> str:
    """From the page of the procedure: choose the commune, start; return the key of the draft."""
    page.get_by_role("link", name="Chọn nơi nộp và bắt đầu").click()
    page.get_by_label("Tên xã, phường").fill("vu quang")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=OFFICE_NAME).click()
    page.get_by_role("button", name=re.compile("Bắt đầu (điền|hồ sơ mới)")).click()
    page.wait_for_url("**/to-khai/**")
    return key_of(page)


def key_of(page: Any) -> str:
    """Return the key of the draft whose page is shown."""
    return re.search(r"/ho-so-nhap/([^/]+)/", page.url)[1]  # type: ignore[index]


def fill_page(page: Any, answers: dict[str, str]) -> None:
    """Fill in the fields of the page that is shown: text, date as day/month/year, choice from a list, radio, checkbox."""
    for name, value in answers.items():
        day = page.locator(f"input[name='{name}-day']")
        if day.count():
            for part, typed in zip(("day", "month", "year"), value.split("/"), strict=True):
                page.locator(f"input[name='{name}-{part}']").fill(typed)
            continue
        field = page.locator(f"[name='{name}']")
        kind = field.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def go_on(page: Any) -> None:
    """Press the button at the foot of a page of the form."""
    page.get_by_role("button", name="Lưu và đi tiếp").click()


def fill_form(page: Any, *, first: str = "requester") -> Iterator[str]:
    """Fill in the form from one page on; yields the name of each page when it is filled in but not yet sent."""
    names = list(FORM)
    for name in names[names.index(first) :]:
        page.wait_for_url(f"**/to-khai/{name}/**")
        fill_page(page, FORM[name])
        yield name
        go_on(page)
    page.wait_for_url("**/giay-to/")


def attach(page: Any, position: int, *files: str, script: bool = True) -> None:
    """Choose files for a paper and wait until each is listed; without a script the button sends them."""
    card = page.locator(f"section[aria-labelledby='title-{position}']")
    before = card.locator("ul.files li").count()
    card.locator("input[type=file]").set_input_files(list(files))
    if not script:
        card.get_by_role("button", name="Gửi tệp").click()
    card.locator("ul.files li").nth(before + len(files) - 1).wait_for(timeout=60_000)


def answer_who_helped(page: Any) -> None:
    """From the papers: on, and say that nobody helped."""
    page.get_by_role("link", name="Đi tiếp").click()
    page.get_by_label("Tôi tự làm").check()
    go_on(page)
    page.wait_for_url("**/kiem-tra/")


def submit(page: Any, *, clicks: int = 1) -> str:
    """Send the dossier and return its code."""
    page.get_by_role("button", name="Đồng ý và nộp hồ sơ").click(click_count=clicks)
    page.wait_for_url("**/da-nop/")
    return str(page.locator(".panel .code").inner_text())


def file_birth_registration(page: Any, photo: str) -> str:
    """File the whole birth registration, from the procedure's page to the code."""
    page.goto(f"/thu-tuc/{BIRTH}/")
    start_birth_registration(page)
    for _ in fill_form(page):
        pass
    attach(page, BIRTH_PAPER, photo)
    answer_who_helped(page)
    return submit(page)


def read(link: Any) -> bytes:
    """Return what a link leads to, fetched the way its page would."""
    code = "async one => btoa(String.fromCharCode(...new Uint8Array(await (await fetch(one.href)).arrayBuffer())))"
    return base64.b64decode(link.evaluate(code))


def open_case(page: Any, code: str) -> None:
    """From anywhere: find a case at the desk by its code."""
    page.goto("/ban-lam-viec/")
    page.get_by_label("Tìm theo mã hồ sơ").fill(code)
    page.keyboard.press("Enter")
    page.locator("main table").get_by_role("link", name=code).click()
    page.wait_for_url(f"**/ho-so/{code}/")


def move(page: Any, label: str, **given: str) -> None:
    """On the page of a case: choose a move, give what it asks for, make it. A key `result` or `documents` is a file."""
    choice, aside = (
        page.locator("main .buttons").first,
        page.locator("details.aside").filter(has=page.locator("summary", has_text="Việc khác")),
    )
    if aside.locator("a", has_text=label).count():
        aside.locator("summary").click()
        choice = aside
    if choice.get_by_role("button", name=label, exact=True).count():
        choice.get_by_role("button", name=label, exact=True).click()
    else:
        choice.get_by_role("link", name=label, exact=True).click()
        for name, value in given.items():
            field = page.locator(f"[name='{name}']")
            kind = field.first.evaluate("one => one.type")
            if kind == "radio":
                page.locator("main form").get_by_label(value, exact=True).check()
            elif kind == "file":
                field.set_input_files(value)
            elif kind == "select-one":
                field.select_option(label=value)
            else:
                field.fill(value)
        page.locator("main form").get_by_role("button", name=label, exact=True).click()


@contextmanager
def told_done(page: Any, label: str) -> Iterator[None]:
    """The page says afterwards that the step was done."""
    yield
    page.get_by_role("status").filter(has_text=label).wait_for()
