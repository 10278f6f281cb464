"""A joint procedure over three offices in a real browser: one of them is late, and all three officers see it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from motcua.core import clock
from tests.browser import violations
from tests.casework.joint_cases import Joint
from tests.web.portal.people import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _window(chromium: Any, live_server: Any, joint: Joint, office: Any, width: int) -> Any:
    context = chromium.new_context(viewport={"width": width, "height": 740}, base_url=live_server.url)
    session = signed_in(joint.by(office)).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return context.new_page()


def _open(page: Any, code: str, tab: str) -> str:
    page.goto(f"/ban-lam-viec/?tab={tab}")
    page.get_by_role("link", name=code).click()
    page.locator("#process").wait_for()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), page.url
    return str(page.locator("main").inner_text())


def _complete(page: Any, fill: Any) -> None:
    page.get_by_role("link", name="Hoàn thành bước").click()
    fill(page)
    page.get_by_role("button", name="Hoàn thành bước").click()
    page.get_by_role("status").wait_for()


def test_three_offices_work_on_one_case_and_all_see_who_is_late(chromium: Any, live_server: Any) -> None:
    joint = Joint(at=clock.now() - timedelta(20))
    joint.check(duty="yes")
    joint.do("answer_opinion", joint.police, "police", answer="Không có tranh chấp.")
    code, late = joint.case.dossier.code, f"{joint.commune.name} quá hạn từ"
    home, there, tax = (
        _window(chromium, live_server, joint, office, width)
        for office, width in ((joint.home, 1280), (joint.commune, 360), (joint.tax, 1280))
    )
    assert late in _open(home, code, "waiting")
    assert late in _open(there, code, "mine")
    assert violations(there) == []
    picture = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(picture, "PNG")
    paper = {"name": "biên bản.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    _complete(there, lambda page: page.locator("[name=document]").set_input_files(paper))
    assert violations(there) == []

    said = _open(tax, code, "mine")
    assert f"Hồ sơ đang ở {joint.tax.name}." in said and "Quá hạn" in said and "biên bản.png" in said
    _complete(tax, lambda page: page.locator("[name=note]").fill("Không phát sinh thuế"))

    said = _open(home, code, "mine")
    assert "Mọi bước đã xong, có thể trình duyệt." in said and "Không phát sinh thuế" in said
    home.get_by_role("link", name="Trình duyệt").click()
    home.get_by_role("button", name="Trình duyệt").click()
    home.get_by_role("status").wait_for()
    for page in (home, there, tax):
        page.context.close()
