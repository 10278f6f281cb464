"""Does it work? The page says what changed, how sure that is, and where there is too little to say it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from motcua.adoption.effects import estimating
from motcua.adoption.effects.queries import Surroundings
from motcua.core import clock
from motcua.measures.models import MonthTally
from motcua.measures.rules import Figure
from motcua.people.rules import Role
from motcua.simulation.effect_panels import panel
from motcua.web.shared.middleware import ACCOUNT_KEY
from motcua.web.steering import effects, picture
from tests.adoption.test_effects import SOURCE, _happened
from tests.factories import make_office, make_officer

pytestmark = pytest.mark.django_db
NOW = clock.now()


def _month(back: int) -> str:
    months = NOW.year * 12 + NOW.month - 1 - back
    return f"{months // 12:04}-{months % 12 + 1:02}"


@pytest.fixture
def communes(db):
    """Twenty communes with a hundred dossiers a month, 50 of them online; at the first ten 70 since five months ago."""
    province = make_office(tier="province", code="H27")
    made = [make_office(province, short_name=f"Xã {number}") for number in range(20)]
    rows = [
        MonthTally(
            axis="competent", office=one.code, month=_month(back), all_procedures_below=100,
            all_procedures_self=(70 if number < 10 and back < 5 else 50) + number * back % 5,
        )
        for number, one in enumerate(made) for back in range(1, 13)
    ]  # fmt: skip
    MonthTally.objects.bulk_create(rows)
    return made


def _page(office, query=""):
    client = Client()
    session = client.session
    session[ACCOUNT_KEY] = make_officer(office, Role.LEADER).pk
    session.save()
    return client.get(f"/dieu-hanh/hieu-qua/{query}").content.decode()


def _touched(offices, back):
    from motcua.journal import actions as journal
    from motcua.journal.rules import Event

    year, month = (int(part) for part in _month(back).split("-"))
    journal.append(Event(SOURCE, "class_planned", NOW, "account:1", opens=True))
    _happened(offices, NOW.date().replace(year=year, month=month, day=3))


def test_where_it_worked_the_page_says_by_how_much_and_how_sure(communes):
    _touched(communes[:10], 5)
    page = _page(communes[0])
    assert re.search(r"Ở 10 cơ quan đã có hoạt động, tỷ lệ trung bình: từ 5\d,\d % trong .* lên 7\d,\d %", page)
    assert re.search(r"tăng thêm (19|20),\d điểm so với nơi chưa có \(tin cậy 95%: từ 1\d,\d đến 2\d,\d điểm\)", page)
    assert "Trong sáu tháng trước đó không thấy hai bên đi khác nhau." in page
    assert page.count('<circle class="touched"') == 8 and "1 tháng trước" in page
    assert len(re.findall(r"\+\d\d,\d<", page)) == 10


def test_where_there_is_too_little_the_page_says_so_and_still_shows_before_and_after(communes):
    _touched(communes[:3], 5)
    page = _page(communes[0])
    assert "Ở 3 cơ quan đã có hoạt động" in page and "<polyline" in page
    assert "Chưa đủ để ước lượng" in page and "Hiện có 3 cơ quan đã có hoạt động và 17 cơ quan để so." in page
    assert "tin cậy 95%" not in page


def test_before_anything_was_done_or_its_months_are_over_nothing_is_compared(communes):
    assert "Chưa có hoạt động nào" in _page(communes[0])
    _touched(communes[:10], 2)
    page = _page(communes[0])
    assert page.count("chưa hết ba tháng sau") == 10 and "<polyline" not in page and "Chưa đủ để ước lượng" in page


def test_another_tier_and_another_definition_have_their_own_figures(communes):
    _touched(communes[:10], 5)
    assert "Ngoài ra" in _page(communes[0], "?tier=province")
    assert "dưới 10 hồ sơ một tháng" in _page(communes[0], "?definition=full_service&tier=commune")
    assert "<polyline" in _page(communes[0], "?tier=x&definition=y&kind=z")


def _said(held):
    around = Surroundings(NOW.date().replace(day=1), held, {code: None for code in held.counts}, {}, 0, Figure())
    return effects.verdict(around, estimating.stacks(held))


def test_the_sentence_tells_more_less_and_no_difference_apart():
    assert "tăng thêm 1" in _said(panel(1, effect=0.15))
    assert "kém đi 1" in _said(panel(1, effect=-0.15))
    assert "Chưa thấy khác" in _said(panel(1, effect=0))


def test_the_picture_holds_every_point_between_its_ticks():
    found = panel(1)
    drawn = picture.draw(estimating.course(found, estimating.stacks(found)), str)
    ticks = [y for y, _ in drawn.ticks]
    assert len(drawn.touched) == len(drawn.beside) == 7 and 3 <= len(ticks) <= 7
    assert all(min(ticks) <= y <= max(ticks) for _, y in drawn.touched + drawn.beside)
    assert picture.draw([estimating.Point(0, None, None)], str) is None
