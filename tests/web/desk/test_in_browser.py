"""The desk's pages of papers in a real browser: at 360 px and on a desk, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from motcua.core import clock
from motcua.people.rules import Role
from motcua.web.desk.views import SLUGS
from tests.browser import violations
from tests.factories import make_case, make_office, make_officer, make_version
from tests.web.portal.people import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "language"), [(360, "vi"), (1280, "en")])
def test_pages_of_papers_are_accessible_and_fit(chromium: Any, live_server: Any, width: int, language: str) -> None:
    office = make_office()
    officer = make_officer(office, Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)
    case = make_case("received", office=office, version=make_version(offered_by=office), at=clock.now())
    code = case.dossier.code
    context = chromium.new_context(viewport={"width": width, "height": 740}, base_url=live_server.url)
    cookies = {"sessionid": signed_in(officer).cookies["sessionid"].value, "language": language}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page, found = context.new_page(), []
    for address in (
        reverse("desk_papers") + "?tab=all", reverse("desk_case", args=[code]),
        reverse("desk_move", args=[code, SLUGS["apologise"]]),
    ):  # fmt: skip
        page.goto(address)
        assert code in page.content()
        found += [f"{address} {one}" for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address}: wider than the screen")
    context.close()
    assert found == []
