"""A report is issued, a late correction arrives, the page shows what was sent, what is now, and the dossier between."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from motcua.core.clock import ZONE
from tests.journeys import papers, people
from tests.journeys.province import OFFICE, Province
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser


def test_a_report_stays_as_it_was_sent_when_a_late_correction_arrives(
    windows: Windows, province: Province, tmp_path: Path
):
    citizen, counter, leader, controller = (windows.open() for _ in range(4))
    people.sign_in(citizen, "12")
    code = people.file_birth_registration(citizen, papers.photo(tmp_path))
    people.sign_in_officer(counter, "quay1")
    people.open_case(counter, code)
    with people.told_done(counter, "Tiếp nhận"):
        people.move(counter, "Tiếp nhận")

    people.sign_in_officer(leader, "kiemsoat", going_on="/dieu-hanh/bao-cao/")
    leader.get_by_label("Kỳ báo cáo").select_option(f"{datetime.now(ZONE):%Y-%m}")
    leader.locator("#office").select_option(OFFICE)
    leader.get_by_role("button", name="Lập bản nháp", exact=True).click()
    leader.locator("canvas").first.wait_for()
    assert_accessible(leader)
    leader.get_by_role("button", name="Phát hành", exact=True).click()
    leader.get_by_text("Số liệu hiện nay vẫn đúng như đã gửi.").wait_for()
    sent = leader.locator("main table tbody tr").first.inner_text()
    kept = papers.text_of(people.read(leader.get_by_role("link", name="Tải bản PDF")))
    assert "Hồ Sỹ Nam" in kept and "tính đến" in kept

    people.sign_in_officer(controller, "dinhchinh")
    people.open_case(controller, code)
    with people.told_done(controller, "Đính chính"):
        people.move(controller, "Đính chính điều ghi sai", channel="Trực tiếp", reason="Ghi nhầm kênh nộp.")

    leader.reload()
    leader.get_by_role("heading", name="Những hồ sơ làm nên khác biệt").wait_for()
    between = leader.locator("main ul.rows > li").filter(has_text=code)
    assert "Đính chính điều ghi sai" in between.inner_text()
    assert "Kênh nộp: Trực tuyến → Trực tiếp" in between.inner_text()
    row = leader.locator("main table tbody tr").first
    assert row.locator("td").nth(0).inner_text() in sent, "what was sent stays"
    assert row.locator("td").nth(1).inner_text() not in sent, "what is now stands beside it"
    assert papers.text_of(people.read(leader.get_by_role("link", name="Tải bản PDF"))) == kept
    assert_accessible(leader)
    leader.set_viewport_size({"width": 360, "height": 740})
    assert leader.evaluate("document.documentElement.scrollWidth") <= 360
    province.command("journal", "verify")
