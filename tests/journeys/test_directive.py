"""A directive goes down to three communes and comes back as three plans; who has a task of one finishes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from motcua.core.clock import ZONE
from tests.journeys import people
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
NUMBER, TITLE = "27/CT-UBND", "Tăng tỷ lệ nộp hồ sơ trực tuyến"
OWNER, TASK = "Cao Thị Nhàn", "Hướng dẫn bà con ở Nhà văn hóa tối thứ Năm"
# The leader of each commune and whom she gives the first task.
COMMUNES = {
    "Xã Mai Hoa": ("maihoa", OWNER), "Xã Thượng Đức": ("thuongduc", "Lê Thị Sâm"),
    "Xã Nghi Xuân": ("nghixuan", "Đậu Quốc Toản"),
}  # fmt: skip


def test_a_directive_goes_down_and_comes_back_as_three_plans(windows: Windows):
    leader, owner = windows.open(), windows.open(phone=True)
    people.come_to_work(leader, "lanhdaotinh")
    _enter(leader)
    _pass_down(leader)
    leader.get_by_text("0 trên 3 đơn vị đã có kế hoạch").wait_for()

    for commune, (username, name) in COMMUNES.items():
        _plan(windows.open(phone=True), commune, username, name)

    people.come_to_work(owner, "vanhoamaihoa")
    owner.get_by_text("Mục khác").click()
    owner.get_by_role("link", name="Việc theo kế hoạch").click()
    assert_accessible(owner)
    row = owner.get_by_role("row").filter(has_text=TASK)
    assert NUMBER in row.inner_text()
    row.get_by_role("button", name="Đánh dấu xong").click()
    owner.get_by_role("row").filter(has_text=TASK).locator(".tag", has_text="Xong").wait_for()

    leader.get_by_role("link", name="Văn bản chỉ đạo").click()
    row = leader.get_by_role("row").filter(has_text=NUMBER)
    assert "3 / 3" in row.inner_text() and "1 / 3" in row.inner_text()
    row.get_by_role("link", name=NUMBER).click()
    leader.get_by_text("3 trên 3 đơn vị đã có kế hoạch; 1 trên 3 việc đã xong.").wait_for()
    assert leader.get_by_text("Có kế hoạch sau 0 ngày").count() == 3
    leader.get_by_role("link", name="Xã Mai Hoa").click()
    leader.get_by_role("heading", name="Kế hoạch của Xã Mai Hoa").first.wait_for()
    leader.locator(".tag", has_text="Xong").wait_for()
    assert_accessible(leader)


def _enter(leader: Any) -> None:
    leader.get_by_text("Xem tiếp, so sánh, giao việc").click()
    leader.get_by_role("link", name="Văn bản chỉ đạo").click()
    leader.get_by_role("link", name="Ghi một văn bản").click()
    for label, words in (
        ("Số, ký hiệu", NUMBER), ("Cơ quan ban hành", "Ủy ban nhân dân tỉnh"), ("Trích yếu", TITLE),
        ("Phải làm gì?", "Mỗi xã có kế hoạch và ít nhất một buổi hướng dẫn."),
    ):  # fmt: skip
        leader.get_by_label(label).fill(words)
    people.fill_page(leader, {"issued_on": _day(0), "due_on": _day(-1)})
    leader.get_by_role("button", name="Ghi văn bản").click()
    leader.get_by_text("Ngày phải xong phải sau ngày ban hành.").first.wait_for()
    people.fill_page(leader, {"due_on": _day(30)})
    leader.get_by_role("button", name="Ghi văn bản").click()
    leader.get_by_role("heading", level=1, name=TITLE).wait_for()


def _pass_down(leader: Any) -> None:
    leader.get_by_role("link", name="Giao xuống từ Tỉnh Hà Tĩnh").click()
    for commune in COMMUNES:
        leader.get_by_label(commune, exact=True).check()
    people.fill_page(leader, {"plan_due_on": _day(7)})
    assert_accessible(leader)
    leader.get_by_role("button", name="Giao thực hiện").click()


def _plan(page: Any, commune: str, username: str, owner: str) -> None:
    """The page with which her day begins says that a plan is asked for."""
    people.come_to_work(page, username)
    page.get_by_role("link", name=NUMBER).click()
    page.get_by_label("Tên kế hoạch").fill(f"Kế hoạch nộp trực tuyến của {commune}")
    page.get_by_label("Việc phải làm").fill(TASK)
    page.get_by_label("Người phụ trách").select_option(label=owner)
    people.fill_page(page, {"task_due_on": _day(14)})
    if username == "maihoa":
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Lập kế hoạch").click()
    page.locator(".tag", has_text="Đang làm").wait_for()
    if username == "maihoa":
        page.get_by_role("link", name="Điều hành").click()
        assert page.get_by_text("Chờ kế hoạch").count() == 0


def _day(ahead: int) -> str:
    return f"{datetime.now(ZONE) + timedelta(ahead):%-d/%-m/%Y}"
