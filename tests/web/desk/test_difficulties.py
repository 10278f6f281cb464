"""The pages of difficulties: one officer asks, a controller answers, the next one finds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from motcua.adoption.difficulties import actions
from motcua.adoption.models import Difficulty, Duty, KnownSolution
from motcua.core import clock
from motcua.journal.models import Entry
from motcua.people.rules import Role
from tests.factories import make_case, make_citizen, make_office, make_officer, make_version
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
NEW, PASTE, ROSTER = "/vuong-mac/moi/", "/vuong-mac/dan-tu-nhom/xem-lai/", "/vuong-mac/lich-truc/"
CHAT = "[10:05, 26/11/2026] Lê Thị Mận: Chị ơi không ký được, máy 0912000111"


@pytest.fixture
def office(db):
    return make_office(make_office(tier="province", code="H27"), short_name="Xã Vũ Quang")


@pytest.fixture
def controller(office):
    return make_officer(office, Role.PROCEDURE_CONTROLLER, full_name="Trần Thị Thu")


@pytest.fixture
def case(office):
    return make_case(office=office, version=make_version(offered_by=office, name="Cấp bản sao trích lục"))


@pytest.fixture
def officer(office):
    return make_officer(office, Role.CASE_OFFICER)


def test_an_officer_is_answered_and_the_next_one_finds_it(office, controller, case, officer):
    asks, answers, other = (signed_in(one) for one in (officer, controller, make_officer(office, Role.RECEPTION)))
    here = reverse("desk_case", args=[case.dossier.code])
    link = f"{NEW}?ho-so={case.dossier.code}"
    assert link in text(asks.get(here))
    form = {"source": "button", "dossier": case.dossier.code, "procedure": "", "office": office.code}
    page = text(asks.post(NEW, {**form, "words": " "}), 422)
    assert 'id="words-error"' in page and case.dossier.code in page
    sent = asks.post(NEW, {**form, "words": "Không in được giấy, gọi 0912000111"})
    made = Difficulty.objects.get()
    page = text(asks.get(sent["location"]))
    assert "[số điện thoại]" in page and "0912000111" not in page and "Trần Thị Thu" in page
    assert made.procedure == case.dossier.procedure and made.dossier == case.dossier
    assert "lượt của bạn" in text(answers.get(reverse("difficulties_to_answer")))
    assert other.get(sent["location"]).status_code == 403
    to = reverse("difficulty_answer", args=[made.pk])
    page = text(answers.post(to, {"words": "", "keep": "yes", "problem": "Không in được"}), 422)
    assert 'id="words-error"' in page and "Không in được" in page
    given = {"words": "Chọn khổ A4.", "keep": "yes", "problem": "Không in được giấy"}
    assert [answers.post(to, given).status_code for _ in "ab"] == [302, 302] and made.replies.count() == 1
    for address in (here, reverse("procedure", args=[made.procedure.code])):
        assert "Chọn khổ A4." in text(other.get(address))
        assert "Chọn khổ A4." not in text(Client().get(address)) if "thu-tuc" in address else True
    assert "Chọn khổ A4." in text(other.get(f"{NEW}?thu-tuc={made.procedure.code}"))
    assert "Chọn khổ A4." in text(other.get("/vuong-mac/cach-go/?q=khong in duoc"))
    says = reverse("difficulty_says", args=[made.pk, "con-vuong"])
    assert 'id="still-error"' in text(asks.post(says, {"still": ""}), 422)
    for _ in "ab":
        assert asks.post(reverse("difficulty_says", args=[made.pk, "da-go"])).status_code == 302
    made.refresh_from_db()
    assert made.state == "solved" and "Đã gỡ xong" in text(asks.get("/vuong-mac/"))
    end = reverse("difficulty_solution_end", args=[KnownSolution.objects.get().pk])
    assert [answers.post(end).status_code for _ in "ab"] == [302, 302]
    assert "Chọn khổ A4." not in text(other.get(here))


def test_citizens_do_not_see_what_officers_tell_each_other(case):
    page = text(signed_in(make_citizen()).get(reverse("procedure", args=[case.dossier.procedure.code])))
    assert "Dành cho cán bộ" not in page and "vuong-mac" not in page


def test_a_message_of_the_chat_is_shown_without_persons_and_stored_only_when_confirmed(office, controller, officer):
    asks = signed_in(officer)
    assert 'id="pasted-error"' in text(asks.post(PASTE, {"pasted": " "}), 422)
    page = text(asks.post(PASTE, {"pasted": CHAT}))
    assert "Chị ơi không ký được, máy [số điện thoại]" in page and "Đã bỏ 2 chỗ" in page
    assert "Mận" not in page and "0912000111" not in page and not Difficulty.objects.exists()
    away = Client()
    assert away.post(PASTE, {"pasted": CHAT})["location"].startswith("/can-bo/dang-nhap/")
    assert "0912000111" not in str(dict(away.session.items())), "a session that has ended keeps nothing of it"
    sent = [asks.post(NEW, {"source": "chat", "words": "Không ký được", "office": office.code}) for _ in "ab"][-1]
    made = Difficulty.objects.get()
    assert sent["location"] == f"/vuong-mac/{made.pk}/" and (made.source, made.words) == ("chat", "Không ký được")
    assert not any("0912000111" in body for body in Entry.objects.values_list("body", flat=True))


@pytest.mark.parametrize(("name", "value"), [("dossier", "of another office"), ("dossier", "x"), ("procedure", "9.9")])
def test_what_does_not_exist_or_is_not_hers_to_see_is_refused_at_its_field(office, controller, officer, name, value):
    page = text(
        signed_in(officer).post(NEW, {"source": "button", "words": "Kẹt", name: value, "office": office.code}), 422
    )
    assert f'id="{name}-error"' in page and "Kẹt" in page and not Difficulty.objects.exists()


def test_a_controller_keeps_the_roster(office, controller):
    keeps, today = signed_in(controller), clock.local_day(clock.now())
    day = {"first-day": today.day, "first-month": today.month, "first-year": today.year}
    page = text(
        keeps.post(ROSTER, {"office": office.code, "account": "x", **day, "last-day": "31", "last-month": "2"}), 422
    )
    assert 'id="last-error"' in page
    assert 'id="account-error"' in text(keeps.post(ROSTER, {"office": office.code, "account": "x", **day}), 422)
    given = {"office": office.code, "account": controller.pk, "weekday": "2", "field": "", **day}
    assert keeps.post(ROSTER, given).status_code == 302
    assert "Thứ tư" in text(keeps.get(ROSTER))
    off = reverse("difficulty_off_duty", args=[Duty.objects.get().pk])
    assert [keeps.post(off).status_code for _ in "ab"] == [302, 302] and not Duty.objects.exists()


def test_a_controller_hands_it_up_and_a_leader_sees_how_long_it_takes(office, controller, officer):
    root = office.parent
    make_officer(root, Role.PROCEDURE_CONTROLLER)
    now = clock.now()
    made = actions.raise_difficulty(office=office, words="Kẹt", source="button", by=officer, at=now - timedelta(7))
    up = reverse("difficulty_up", args=[made.pk])
    assert signed_in(controller).post(up).status_code == 302
    made.refresh_from_db()
    assert made.handler == root
    assert "Không còn cấp nào" in text(signed_in(controller).post(up), 422)
    leads = signed_in(make_officer(root, Role.LEADER))
    page = text(leads.get(reverse("difficulty_figures")))
    assert "Xã Vũ Quang" in page and "Phải chuyển lên cấp trên" in page
    assert leads.get(f"/vuong-mac/{made.pk}/").status_code == 200
