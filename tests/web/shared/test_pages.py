"""Pages that everybody sees: components, errors, language, the banner over simulated data."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from motcua.web.shared import errors, jinja
from motcua.web.shared.middleware import CompressMiddleware, SizeMiddleware


def test_components_need_no_database() -> None:
    page = Client().get("/thanh-phan/").content.decode()
    assert page.count('class="field') > 8
    assert 'aria-describedby="phone-error" aria-invalid="true"' in page


def test_an_unknown_address_leads_back_to_the_first_page() -> None:
    answer = Client().get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


def test_our_own_fault_is_shown_without_database_session_or_account() -> None:
    answer = errors.failed(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Các bước bạn đã lưu vẫn còn nguyên" in answer.content.decode()


def test_pages_are_vietnamese_whatever_the_phone_prefers_until_english_is_chosen() -> None:
    client = Client(headers={"accept-language": "en-US"})
    assert '<html lang="vi">' in client.get("/thanh-phan/").content.decode()
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/thanh-phan/"})
    assert answer.headers["Location"] == "/thanh-phan/"
    assert '<html lang="en">' in client.get("/thanh-phan/").content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.com/", "//example.com", "javascript:alert(1)", "", "queue", "draft", "?q", "#", "/\\example.com"],
)
def test_the_language_switch_never_leads_to_another_site(elsewhere: str) -> None:
    answer = Client().post("/ngon-ngu/", {"language": "vi", "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_a_page_that_was_open_too_long_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/ngon-ngu/", {"language": "en"})
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()


def test_too_much_text_is_refused_in_words() -> None:
    answer = Client().post("/ngon-ngu/", {"language": "x" * (3 * 1024 * 1024)}, "application/x-www-form-urlencoded")
    assert answer.status_code in (302, 413)
    answer = Client().post("/ngon-ngu/", "a=" + "x" * (3 * 1024 * 1024), "application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "Nội dung gửi lên quá lớn" in answer.content.decode()


def test_a_file_above_the_limit_is_refused_before_it_is_read_into_a_form(settings: Any) -> None:
    settings.MAX_UPLOAD = 1024
    answer = Client().post("/ngon-ngu/", b"x" * (2 * 1024 * 1024), "application/octet-stream")
    assert answer.status_code == 413


def test_the_banner_stands_while_the_marker_is_there() -> None:
    marker = Path(settings.HOME) / "simulated"
    assert "mô phỏng" not in Client().get("/thanh-phan/").content.decode()
    marker.parent.mkdir(exist_ok=True)
    marker.touch()
    try:
        assert "mô phỏng" in Client().get("/thanh-phan/").content.decode()
    finally:
        marker.unlink()


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (date(2026, 11, 5), ("05", "11", "2026")),
        ("5/11/2026", ("5", "11", "2026")),
        ("1985", ("", "", "1985")),
        ("5//", ("5", "", "")),
        ("", ("", "", "")),
        (None, ("", "", "")),
    ],
)
def test_a_date_is_shown_in_three_inputs(value: Any, parts: tuple[str, str, str]) -> None:
    assert jinja.day_parts(value) == parts


def test_what_nobody_reads_of_a_request_is_taken_in_so_that_the_answer_arrives() -> None:
    content = io.BytesIO(b"[" * 500_000)
    request = WSGIRequest({"REQUEST_METHOD": "POST", "wsgi.input": content, "CONTENT_LENGTH": "500000"})
    assert SizeMiddleware(lambda asked: HttpResponse("ok"))(request).status_code == 200
    assert content.read() == b""


def test_an_address_of_a_button_opened_by_itself_leads_on() -> None:
    answer = Client().get("/ngon-ngu/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/thanh-phan/", "/khong-co-trang-nay/", "/can-bo/dang-nhap/"])
def test_a_host_name_that_is_not_ours_gets_no_page(path: str) -> None:
    assert Client(headers={"host": "example.com"}).get(path).status_code == 400


def test_who_asks_for_the_head_alone_gets_no_body() -> None:
    respond = CompressMiddleware(lambda request: HttpResponse("trang" * 100))
    assert respond(RequestFactory().head("/")).content == b""
    assert respond(RequestFactory().get("/")).content
