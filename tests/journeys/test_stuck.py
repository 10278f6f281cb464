"""A commune officer is stuck, the controller answers, and the next officer finds the answer where she needs it."""

from __future__ import annotations

import pytest

from tests.journeys import people
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_STUCK, _ANSWER = (
    "Chọn dân tộc của cháu nhưng ô vẫn trống. Chị Lan, 0912 000 111.",
    "Bỏ dấu chọn rồi chọn lại, sau đó bấm Lưu.",
)
_PROBLEM = "Ô dân tộc vẫn trống sau khi chọn"


def test_an_officers_difficulty_is_answered_and_shown_to_the_next(windows: Windows):
    asks, answers, finds = windows.open(phone=True), windows.open(), windows.open(phone=True)
    here = f"/thu-tuc/{people.BIRTH}/"
    people.sign_in_officer(asks, "thuly", here)
    asks.get_by_role("link", name="Tôi đang vướng ở thủ tục này").click()
    asks.get_by_role("button", name="Gửi cho người trực").click()
    asks.locator(".summary-of-errors").wait_for()
    asks.get_by_label("Vướng ở đâu?").fill(_STUCK)
    assert_accessible(asks)
    asks.get_by_role("button", name="Gửi cho người trực").click()
    asks.get_by_text("[số điện thoại]").wait_for()
    assert asks.evaluate("document.documentElement.scrollWidth") <= 360

    people.sign_in_officer(answers, "dinhchinh", "/vuong-mac/can-tra-loi/")
    assert_accessible(answers)
    answers.get_by_role("link", name="Chọn dân tộc của cháu").click()
    answers.get_by_label("Cách làm").fill(_ANSWER)
    answers.get_by_label("Vướng ở đâu, viết chung").fill(_PROBLEM)
    assert_accessible(answers)
    answers.get_by_label("Giữ làm cách gỡ cho người sau").check()
    answers.get_by_role("button", name="Trả lời", exact=True).click()
    answers.get_by_text("Đã trả lời").first.wait_for()

    people.sign_in_officer(finds, "quay1", here)
    finds.get_by_text(_ANSWER).wait_for()
    assert_accessible(finds)
    assert finds.evaluate("document.documentElement.scrollWidth") <= 360

    asks.reload()
    asks.get_by_text(_ANSWER).wait_for()
    asks.get_by_role("button", name="Đã gỡ xong").click()
    asks.locator(".tag", has_text="Đã gỡ xong").wait_for()
