"""On a phone: papers are asked for, the message arrives, they are sent; a question is asked and answered."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys import papers, people
from tests.journeys.province import Province
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_WHO, _ADDRESS = "11", "sandbox-0011@example.vn"
_REASON = "Giấy chứng sinh chụp mờ, không đọc được ngày sinh."
_QUESTION, _ANSWER = "Tôi nhờ chồng đến lấy được không?", "Được, anh mang theo căn cước."


def _arrived(province: Province, about: str, code: str) -> dict[str, Any]:
    """The first e-mail to her with these words in its subject; the worker needs a moment."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = json.loads(httpx.get(f"{province.mailbox}/mailbox.json", trust_env=False).text)
        for one in found:
            if one["to"] == _ADDRESS and about in one["title"] and code in one["title"]:
                return dict(one)
        time.sleep(0.2)
    raise AssertionError(f"no message «{about}» arrived: {province.log('work')}")


def test_a_supplement_and_a_question_on_a_phone(windows: Windows, province: Province, tmp_path: Path):
    citizen, counter = windows.open(phone=True), windows.open()
    people.sign_in(citizen, _WHO)
    code = people.file_birth_registration(citizen, papers.photo(tmp_path))
    people.sign_in_officer(counter, "quay1")
    people.open_case(counter, code)
    with people.told_done(counter, "Tiếp nhận"):
        people.move(counter, "Tiếp nhận")
    with people.told_done(counter, "Yêu cầu bổ sung"):
        people.move(counter, "Yêu cầu bổ sung", reason=_REASON)

    told = _arrived(province, "cần bổ sung giấy tờ", code)
    assert _REASON not in told["words"] and "Cao Thị" not in told["words"]
    link = re.search(r"http\S+", told["words"])
    assert link
    citizen.goto(link[0])
    assert_accessible(citizen)
    citizen.get_by_role("link", name="Gửi giấy tờ bổ sung").click()
    citizen.locator("input[type=file]").set_input_files(papers.photo(tmp_path, "chụp lại.jpg"))
    citizen.get_by_role("button", name="Gửi bổ sung").click()
    citizen.wait_for_url(f"**/ho-so/{code}/?done=1")
    _arrived(province, "đã nhận giấy tờ bổ sung", code)

    citizen.get_by_role("link", name="Hỏi cơ quan về hồ sơ này").click()
    citizen.get_by_label("Bạn muốn hỏi gì?").fill(_QUESTION)
    assert_accessible(citizen)
    citizen.get_by_role("button", name="Gửi câu hỏi").click()
    citizen.get_by_text(_QUESTION).wait_for()
    assert citizen.evaluate("document.documentElement.scrollWidth") <= 360

    counter.goto("/ban-lam-viec/hoi-dap/")
    assert_accessible(counter)
    counter.get_by_role("link", name=_QUESTION).click()
    counter.get_by_label("Câu trả lời").fill(_ANSWER)
    counter.get_by_role("button", name="Gửi câu trả lời").click()
    counter.get_by_text(_ANSWER).wait_for()
    assert_accessible(counter)

    citizen.goto(re.search(r"http\S+", _arrived(province, "có câu trả lời", code)["words"])[0])  # type: ignore[index]
    said = citizen.locator("#hoi-dap + ul").inner_text()
    assert _ANSWER in said and "Nguyễn Thị Thu Hà" in said and "Mới" in said
    counter.goto(f"/ban-lam-viec/ho-so/{code}/")
    counter.locator("summary").filter(has_text="Xem các tin").click()
    counter.get_by_text("s•••@example.vn").first.wait_for()
    assert_accessible(counter)
