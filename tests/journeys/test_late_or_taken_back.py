"""On a phone: an office that is late apologises with one new date; a citizen takes a case in progress back."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from motcua.core.clock import ZONE
from motcua.records.sheet import day_words
from tests.journeys import papers, people
from tests.journeys.province import Province
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_WHY = "Phải xác minh nơi sinh tại bệnh viện."


def test_an_apology_with_one_new_date_reaches_the_citizen_who_then_takes_her_dossier_back(
    windows: Windows, province: Province, tmp_path: Path
):
    citizen, counter, worker = windows.open(phone=True), windows.open(), windows.open(phone=True)
    people.sign_in(citizen, "11")
    code = people.file_birth_registration(citizen, papers.photo(tmp_path))
    people.sign_in_officer(counter, "quay1")
    people.open_case(counter, code)
    with people.told_done(counter, "Tiếp nhận"):
        people.move(counter, "Tiếp nhận")
    with people.told_done(counter, "Chuyển xử lý"):
        people.move(counter, "Chuyển xử lý", officer="Phan Thị Hoài")

    new_day = _working_day(province)
    people.sign_in_officer(worker, "thuly")
    people.open_case(worker, code)
    parts = {f"until-{part}": str(getattr(new_day, part)) for part in ("day", "month", "year")}
    with people.told_done(worker, "Xin lỗi và hẹn lại"):
        people.move(worker, "Xin lỗi và hẹn lại", reason=_WHY, **parts)
    assert worker.locator("details.aside a", has_text="Xin lỗi và hẹn lại").count() == 0, "once"
    citizen.goto(f"/ho-so/{code}/")
    said = citizen.locator("main").inner_text()
    assert _WHY in said and f"{new_day:%d/%m/%Y}" in said
    apology = papers.text_of(people.read(citizen.get_by_role("link", name="Văn bản xin lỗi")))
    assert code in apology and day_words(new_day.date()) in apology
    assert_accessible(citizen)

    citizen.get_by_role("link", name="Rút hồ sơ này").click()
    assert_accessible(citizen)
    citizen.get_by_label("Vì sao bạn rút hồ sơ?").fill("Gia đình khai sinh ở nơi khác.")
    citizen.get_by_role("button", name="Rút hồ sơ").click()
    citizen.wait_for_url(f"**/ho-so/{code}/")
    assert "Công dân yêu cầu rút hồ sơ" in citizen.locator("main .tag").first.inner_text()
    notice = citizen.get_by_role("link", name="dừng giải quyết")
    assert code in papers.text_of(people.read(notice))
    assert citizen.get_by_role("link", name="Rút hồ sơ này").count() == 0
    people.open_case(worker, code)
    assert worker.get_by_role("link", name="Trình duyệt", exact=True).count() == 0, "there is nothing more to do"
    province.command("journal", "verify")


def _working_day(province: Province) -> datetime:
    """A day on which the office works, well after the promised one."""
    now = datetime.now(ZONE).isoformat(timespec="minutes")
    told = province.command("deadline", "--from", now, "--limit", "10 working days", "--format", "json")
    return datetime.fromisoformat(json.loads(told)["due"])
