"""Charts stand above their table, on steering pages only, drawn by the library that the decision names."""

from __future__ import annotations

import hashlib
import re

import pytest

from motcua.people.rules import Role
from tests.factories import make_officer
from tests.house.rooms import REPOSITORY, SOURCES
from tests.measures.cases import Filing, on, province

from .signed_in import browser

STATIC = SOURCES / "web" / "shared" / "static"


def test_the_library_is_the_one_that_the_decision_names():
    decision = (REPOSITORY / "docs" / "decisions" / "charts.md").read_text(encoding="utf-8")
    content = (STATIC / "vendor" / "echarts-6.1.0.min.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() in decision
    assert f"{len(content):,} bytes" in decision
    assert "Apache License" in (STATIC / "vendor" / "echarts-LICENSE.txt").read_text()


def test_only_steering_pages_load_the_library():
    loading = [
        path for path in SOURCES.rglob("*.html")
        if "echarts" in (text := path.read_text(encoding="utf-8")) or "charts.scripts()" in text
    ]  # fmt: skip
    assert loading
    assert all(path.parent.name == "steering" for path in loading)


@pytest.mark.django_db
def test_the_leaders_page_and_the_targets_draw_the_months_that_their_table_holds():
    filing, offices = Filing(), province()
    filing.opened(received_at=on("2024-07-01"))
    filing.opened(received_at=on("2024-07-02"), channel=1)
    filing.opened(received_at=on("2023-03-02"))
    leader = browser(make_officer(offices["H27.31"], Role.LEADER))
    for address in ("/dieu-hanh/?from=2024-01-01&to=2024-12-31", "/dieu-hanh/muc-tieu/H27.31/?nam=2024"):
        page = leader.get(address).content.decode()
        assert page.count('data-chart="line"') == 1
        assert re.findall(r'data-value="([^"]+)"', page) == ["100.00", "50.00"]
        assert page.count("<script") >= 2 and "vendor/echarts" in page
    empty = leader.get("/dieu-hanh/muc-tieu/H27.31/?nam=2020").content.decode()
    assert "data-chart" not in empty and "vendor/echarts" not in empty
