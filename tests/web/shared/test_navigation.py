"""The line of places: what is opened daily stands in it, the rest one tap away, the present page always in it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from motcua.people.rules import Role
from tests.factories import make_citizen, make_office, make_officer
from tests.web.portal.people import signed_in

pytestmark = pytest.mark.django_db


def _line_and_aside(page: str) -> tuple[list[str], list[str]]:
    nav = re.search(r'<nav class="nav".*?</nav>', page, re.S)
    assert nav
    line, _, aside = nav[0].partition("<details>")
    return re.findall(r"<a [^>]*>([^<]+)", line), re.findall(r"<a [^>]*>([^<]+)", aside)


def test_an_officers_line_is_short_and_everything_else_is_one_tap_away() -> None:
    client = signed_in(make_officer(make_office(), Role.RECEPTION))
    line, aside = _line_and_aside(client.get("/ban-lam-viec/").content.decode())
    assert line[:2] == ["Bàn làm việc", "Tiếp nhận tại quầy"] and len(line) <= 5
    now_and_then = {
        "Phản ánh",
        "Người thay",
        "Việc theo kế hoạch",
        "Lớp của tôi",
        "Hướng dẫn nộp",
        "Mã hỗ trợ",
        "Vướng mắc",
    }
    assert set(aside) == now_and_then | {"Thủ tục", "Tra cứu", "Số liệu"}


def test_the_page_on_which_an_officer_is_stands_in_the_line() -> None:
    client = signed_in(make_officer(make_office(), Role.RECEPTION))
    page = client.get("/can-bo/huong-dan/").content.decode()
    line, aside = _line_and_aside(page)
    assert "Hướng dẫn nộp" in line and "Hướng dẫn nộp" not in aside
    assert re.search(r'aria-current="page">Hướng dẫn nộp', page)


def test_a_citizen_and_a_stranger_have_all_their_places_in_the_line() -> None:
    for client in (signed_in(make_citizen()), Client()):
        line, aside = _line_and_aside(client.get("/").content.decode())
        assert line == ["Thủ tục", "Hồ sơ của tôi", "Tra cứu", "Số liệu"] and not aside


def test_what_is_done_for_the_whole_province_is_offered_only_to_whom_it_is_open() -> None:
    province = make_office(tier="province", code="H27")
    for office, offered in ((province, True), (make_office(province), False)):
        _line, aside = _line_and_aside(
            signed_in(make_officer(office, Role.PROCEDURE_CONTROLLER)).get("/phan-anh/").content.decode()
        )
        assert ("Nhập hồ sơ" in aside) is offered
