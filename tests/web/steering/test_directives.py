"""A directive goes down and comes back as three plans, page by page, by the people whose pages they are."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from motcua.adoption.models import Directive, PlanTask
from motcua.core import clock
from motcua.people.rules import Role
from tests.factories import make_office, make_officer

from .signed_in import browser, said

pytestmark = pytest.mark.django_db
PAGE = "/dieu-hanh/van-ban/"


@pytest.fixture
def province(db):
    return make_office(tier="province", code="H27", short_name="Tỉnh")


def _day(name, days):
    day = clock.local_day(clock.now()) + timedelta(days)
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def _directive(**other):
    return {
        "number": "15/CT-UBND", "issuer": "Ủy ban nhân dân tỉnh", "title": "Tăng tỷ lệ nộp trực tuyến",
        "what": "Mỗi xã mở ít nhất một lớp.", "office": "H27", **_day("issued_on", -3), **_day("due_on", 30), **other,
    }  # fmt: skip


def test_a_directive_goes_down_and_comes_back_as_three_plans(province):
    communes = [make_office(province, code=f"H27.{n}", short_name=f"Xã {n}") for n in (9, 10, 11)]
    above = browser(make_officer(province, Role.LEADER))
    entered = above.post(f"{PAGE}moi/", _directive())
    page = entered.headers["Location"]
    assert "Chưa giao cho đơn vị nào." in said(above.get(page))
    assert above.post(f"{page}H27/giao/", {"all": "yes", **_day("plan_due_on", 7)}).status_code == 302
    waiting = said(above.get(page))
    assert "0 trên 3 đơn vị đã có kế hoạch" in waiting
    assert waiting.count("Đã chờ 0 ngày") == 3
    for number, commune in enumerate(communes):
        leader, owner = browser(make_officer(commune, Role.LEADER)), make_officer(commune, Role.CASE_OFFICER)
        assert f"{number} / 3" in said(leader.get(PAGE))
        assert "Chờ kế hoạch 15/CT-UBND" in said(leader.get("/dieu-hanh/"))
        assert "Chờ kế hoạch 15/CT-UBND" in said(leader.get(PAGE))
        before = said(leader.get(page))
        assert before.index(f"Lập kế hoạch của {commune.short_name}") < before.index("Giao xuống từ")
        plan = f"{page}{commune.code}/ke-hoach/"
        typed = {"title": f"Kế hoạch của {commune.short_name}", "what": "Mở lớp tối thứ Năm", "adopt": "1"}
        assert leader.post(plan, typed | {"owner": owner.pk, **_day("task_due_on", 14)}).status_code == 302
        assert "Lập kế hoạch của" not in said(leader.get(page))
        assert "Chờ kế hoạch" not in said(leader.get("/dieu-hanh/"))
        second = {"what": "Phát tờ rơi", "owner": owner.pk, "add": "1", **_day("task_due_on", 10)}
        assert leader.post(plan, second).status_code == 302
        hands = browser(owner)
        mine = hands.get("/viec-ke-hoach/").content.decode()
        first = re.findall(r'action="(/viec-ke-hoach/\d+/xong/)"', mine)[0]
        assert hands.post(first).headers["Location"] == "/viec-ke-hoach/"
        assert "Xong" in said(hands.get("/viec-ke-hoach/"))
    done = said(above.get(page))
    assert "3 trên 3 đơn vị đã có kế hoạch; 3 trên 6 việc đã xong." in done
    assert done.count("Có kế hoạch sau 0 ngày") == 3
    assert "3 / 3" in said(above.get(PAGE))


def test_what_was_typed_wrong_stays_and_is_named_at_its_field(province):
    above = browser(make_officer(province, Role.LEADER))
    answer = above.post(
        f"{PAGE}moi/", _directive(number="", **_day("due_on", -9)) | {"issued_on-day": "31", "issued_on-month": "2"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'id="{field}-error"' in page for field in ("number", "issued_on"))
    assert "Ngày không có trong lịch" in page
    assert "Mỗi xã mở ít nhất một lớp." in page
    assert 'value="Ủy ban nhân dân tỉnh"' in page
    assert not Directive.objects.exists()


def _passed(province, office):
    above = browser(make_officer(province, Role.LEADER))
    page = above.post(f"{PAGE}moi/", _directive()).headers["Location"]
    above.post(f"{page}H27/giao/", {"offices": [office.code], **_day("plan_due_on", 7)})
    return above, page


def test_a_directive_that_was_not_passed_to_an_office_is_not_hers_to_see(province):
    one, other = (make_office(province, code=f"H27.{n}") for n in (9, 10))
    _, page = _passed(province, one)
    stranger = browser(make_officer(other, Role.LEADER))
    assert stranger.get(page).status_code == 403
    assert "15/CT-UBND" not in said(stranger.get(PAGE))
    assert stranger.get(f"{page}H27.9/ke-hoach/").status_code == 403
    assert stranger.get(f"{page}H27.10/giao/").status_code == 404


def test_a_plan_that_lacks_something_is_shown_again_as_typed(province):
    one = make_office(province, code="H27.9")
    above, page = _passed(province, one)
    answer = above.post(f"{page}H27.9/ke-hoach/", {"title": "Kế hoạch 3", "what": "", "owner": "", "adopt": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Kế hoạch 3"' in text
    assert all(f'id="{field}-error"' in text for field in ("what", "owner", "task_due_on"))


def test_nobody_finishes_the_task_of_another(province):
    one = make_office(province, code="H27.9")
    above, page = _passed(province, one)
    owner = make_officer(one, Role.CASE_OFFICER)
    typed = {"title": "Kế hoạch 3", "what": "Mở lớp", "owner": owner.pk, "adopt": "1", **_day("task_due_on", 9)}
    assert above.post(f"{page}H27.9/ke-hoach/", typed).status_code == 302
    done = f"/viec-ke-hoach/{PlanTask.objects.get().pk}/xong/"
    assert browser(make_officer(one, Role.CASE_OFFICER)).post(done).status_code == 403
    assert browser(owner).post(done).status_code == 302
    assert "đã được đánh dấu xong" in said(browser(owner).post(done), 409)
    assert "Chưa xong, mở lại" in said(browser(owner).get("/viec-ke-hoach/"), 200)
    undo = done.replace("/xong/", "/chua-xong/")
    assert browser(make_officer(one, Role.CASE_OFFICER)).post(undo).status_code == 403
    assert browser(owner).post(undo).status_code == 302
    assert PlanTask.objects.get().done_at is None
