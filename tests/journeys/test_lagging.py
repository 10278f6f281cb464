"""A leader finds why a commune lags, down to the dossiers, and orders a class for it; the officer finds her invitation."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from motcua.core.clock import ZONE
from tests.journeys import people
from tests.journeys.province import Province
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_LAGGING = """
from django.db import transaction
from motcua.casework import actions
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.offices import queries as offices
from motcua.people import queries as people
at = clock.now()
officer = people.officer("vanhoamaihoa")
birth, copies = (catalogue.version_on(code, clock.local_day(at)) for code in ("1.001193", "2.000635"))
lagging, good = (offices.office(code) for code in ("H27.120", "H27.121"))
came = [(birth, "no_account")] * 7 + [(birth, "prefers")] * 2 + [(copies, "no_phone")] * 3
with transaction.atomic():
    for _ in range(9):
        actions.register_received(version=birth, office=good, channel=Channel.ONLINE, by=None, at=at)
    for version, reason in came:
        case = actions.register_received(
            version=version, office=lagging, channel=Channel.DIRECT, by=officer, at=at, in_person=reason
        )
        actions.assign(case=case, officer=officer, by=officer, at=at)
        if reason == "no_account":
            print(case.dossier.code)
"""
TITLE, PLACE = "Mở tài khoản định danh cho bà con", "Nhà văn hóa xã Mai Hoa"


def test_a_leader_finds_why_a_commune_lags_and_orders_a_class(windows: Windows, province: Province):
    codes = province.script(_LAGGING).split()
    leader, officer = windows.open(), windows.open(phone=True)
    people.come_to_work(leader, "lanhdaotinh")
    leader.get_by_role("link", name="Tháng này").click()
    lags = leader.locator("main ol.rows li").filter(has_text="Xã Mai Hoa")
    assert "còn thiếu" in lags.inner_text()
    assert_accessible(leader)
    lags.get_by_role("link", name="Xã Mai Hoa").click()

    leader.get_by_role("heading", level=1, name="Ai, khi nào, vì sao: Xã Mai Hoa").wait_for()
    assert "0 / 12" in leader.get_by_role("row", name="Phòng Văn hóa – Xã hội").inner_text()
    leader.get_by_role("link", name=re.compile(r"^\d+ giờ$")).wait_for()
    assert "7" in leader.get_by_role("row", name="Không có tài khoản định danh").inner_text()
    assert_accessible(leader)
    leader.get_by_role("link", name="Theo thủ tục, đến từng hồ sơ").click()
    assert "0 / 9" in leader.get_by_role("row", name="Đăng ký khai sinh").inner_text()
    leader.get_by_role("link", name="Ai, khi nào, vì sao").click()
    leader.get_by_role("link", name="Không có tài khoản định danh").click()
    table = leader.get_by_role("table", name="Hồ sơ của số liệu này")
    assert sorted(table.locator("tbody th").all_inner_texts()) == sorted(codes)
    assert_accessible(leader)

    leader.get_by_role("link", name="Lập lớp cho Xã Mai Hoa").click()
    _order_class(leader)
    leader.get_by_label("Cao Thị Nhàn").check()
    assert_accessible(leader)
    leader.get_by_role("button", name="Mời", exact=True).click()
    leader.get_by_role("heading", name="Người dự (1)").wait_for()

    people.come_to_work(officer, "vanhoamaihoa")
    officer.get_by_text("Mục khác").click()
    officer.get_by_role("link", name="Lớp của tôi").click()
    invited = officer.locator("main ul.rows li").filter(has_text=TITLE)
    assert PLACE in invited.inner_text() and "Xã Mai Hoa" in invited.inner_text()
    assert_accessible(officer)
    assert officer.evaluate("document.documentElement.scrollWidth") <= 360


def _order_class(leader: Any) -> None:
    """Forget the day first, as people do: what was typed stays."""
    tomorrow = datetime.now(ZONE) + timedelta(1)
    assert leader.get_by_label("Cơ quan mở lớp").locator("option:checked").inner_text() == "Xã Mai Hoa"
    leader.get_by_label("Tên lớp").fill(TITLE)
    leader.get_by_label("Hỗ trợ mở và dùng định danh điện tử").check()
    leader.get_by_label("Nơi học").fill(PLACE)
    leader.get_by_role("button", name="Lập lớp").click()
    leader.get_by_text("Nhập ngày và giờ bắt đầu lớp.").first.wait_for()
    people.fill_page(leader, {"day": f"{tomorrow:%-d/%-m/%Y}"})
    leader.get_by_label("Giờ bắt đầu").fill("08:00")
    leader.get_by_role("button", name="Lập lớp").click()
    leader.get_by_role("heading", level=1, name=TITLE).wait_for()
