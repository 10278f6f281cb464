"""Two hundred results returned at once: progress, an interruption, one case that somebody was faster with."""

from __future__ import annotations

import json

import pytest

from tests.journeys import people
from tests.journeys.province import OFFICE, Province
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
_MAKE = """
import sys
from django.db import transaction
from motcua.casework import actions
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.offices import queries as offices
from motcua.people import queries as people
from motcua.records import actions as records
at = clock.now()
office, version = offices.office(sys.argv[1]), catalogue.version_on("1.001193", clock.local_day(at))
clerk, officer, boss = (people.officer(name) for name in ("quay1", "thuly", "lanhdao"))
result = records.add_document(content=b"%PDF-1.4\\n%%EOF\\n", name="ket-qua.pdf", by=None, at=at)
with transaction.atomic():
    for number in range(int(sys.argv[2])):
        case = actions.register_received(version=version, office=office, channel=Channel.DIRECT, by=clerk, at=at)
        case = actions.assign(case=case, officer=officer, by=clerk, at=at)
        case = actions.propose(case=case, by=officer, at=at, result=result)
        case = actions.approve(case=case, by=boss, at=at)
        print(case.dossier.code)
"""
MANY = 200


def test_two_hundred_results_are_returned_at_once_and_an_interruption_loses_nothing(
    windows: Windows, province: Province
):
    codes = _finished_cases(province, MANY)
    page, other = windows.open(), windows.open()
    people.sign_in_officer(page, "quay1")
    page.goto("/ban-lam-viec/?tab=to_return&size=200&chosen=all")
    assert page.locator("input[name=case]:checked").count() == MANY
    page.get_by_role("button", name="Trả kết quả").click()
    page.get_by_role("heading", level=1, name=f"Trả kết quả: {MANY} hồ sơ").wait_for()

    people.sign_in_officer(other, "quay2")  # somebody is faster with the last one
    other.goto(f"/ban-lam-viec/ho-so/{codes[-1]}/")
    with people.told_done(other, "Trả kết quả"):
        people.move(other, "Trả kết quả")

    page.locator("main form").get_by_role("button", name="Trả kết quả").click()
    page.locator("#outcomes tbody tr").nth(19).wait_for()
    page.get_by_role("progressbar").wait_for()
    assert_accessible(page)
    address = page.url
    page.goto("/ban-lam-viec/")  # the page is left; the desk leads back to it
    page.get_by_role("link", name="Làm tiếp").click()
    page.wait_for_url(address)
    page.get_by_role("status").filter(has_text=f"Xong {MANY - 1} hồ sơ, không làm được 1 hồ sơ.").wait_for()
    first = page.locator("#outcomes tbody tr").first
    assert codes[-1] in first.inner_text() and "Trần Đình Khoa" in first.inner_text()
    page.reload()  # asks for nothing to be sent again
    assert page.locator("#outcomes tbody tr").count() == MANY
    page.goto("/ban-lam-viec/?tab=to_return")
    assert page.get_by_role("link", name="Làm tiếp").count() == 0


def _finished_cases(province: Province, how_many: int) -> list[str]:
    codes = province.script(_MAKE, OFFICE, str(how_many)).split()
    assert len(set(codes)) == how_many, json.dumps(codes[:3])
    return codes
