"""A citizen's own petitions: sent with her e-ID, answered on her page, added to and rated by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from motcua.core import clock
from motcua.correspondence.petitions import actions
from motcua.correspondence.petitions.models import Petition
from motcua.people.models import Person
from tests.factories import make_case, make_citizen, make_office
from tests.petitions import make_petition
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
SEND, MINE = "/phan-anh/gui/", "/phan-anh/cua-toi/"
TYPED = {"title": "Chờ lâu ở quầy", "words": "Tôi chờ ba giờ.", "phone": "0912000111"}


@pytest.fixture
def office():
    return make_office(make_office(tier="province", code="H27"), name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def citizen():
    made = make_citizen(full_name="Lê Thị Mận")
    Person.objects.filter(pk=made.person_id).update(phone="0912000222")
    return made


def test_she_sends_it_is_asked_for_more_is_answered_and_says_how_it_went(office, citizen):
    her = signed_in(citizen)
    assert "0912000222" in text(her.get(SEND)), "how she is reached is known already"
    page = text(her.post(SEND, {**TYPED, "title": ""}), 422)
    assert 'id="title-error"' in page and 'id="office-error"' in page and TYPED["words"] in page
    assert her.post(SEND, {**TYPED, "office": office.code}).status_code == 302
    made = Petition.objects.get()
    assert (made.name, made.source, made.person_id) == ("Lê Thị Mận", "eid", citizen.person_id)
    assert "trả lời chậm nhất" in text(her.get(MINE)) and "Phản ánh, kiến nghị của tôi" in text(
        her.get("/ho-so-cua-toi/")
    )
    at, own = clock.now(), f"{MINE}{made.code}/"
    until = clock.local_day(at) + timedelta(5)
    actions.ask_supplement(petition=made, request="Quầy nào?", until=until, by=None, at=at)
    assert "Quầy nào?" in text(her.get(own))
    assert 'id="words-error"' in text(her.post(own, {"step": "supplement", "words": " "}), 422)
    assert her.post(own, {"step": "supplement", "words": "Quầy số 2."}).status_code == 302
    actions.answer(petition=made, words="Đã thêm người.", publication="personal", by=None, at=at)
    page = text(her.get(own))
    assert "Đã thêm người." in page and "Quầy số 2." in page
    assert 'id="answer-error"' in text(her.post(own, {"step": "rate"}), 422)
    assert her.post(own, {"step": "rate", "answer": "not_satisfied"}).status_code == 302
    assert "Bạn đã đánh giá: Không hài lòng" in text(her.get(own))
    again = text(her.get(f"{SEND}?repeat_of={made.code}"))
    assert f'value="{made.code}"' in again and "selected" in again
    assert her.post(SEND, {**TYPED, "office": office.code, "repeat_of": made.code}).status_code == 302
    made.refresh_from_db()
    assert made.repeated_at is not None


def test_nobody_else_opens_it_and_a_strangers_dossier_is_not_there(office, citizen):
    made, other = make_petition(office, sender=citizen), signed_in(make_citizen())
    assert other.get(f"{MINE}{made.code}/").status_code == 403 and other.get(f"{MINE}PA-X/").status_code == 404
    assert other.get("/phan-anh/%00/").status_code == 404, "no database is asked for what it cannot hold"
    told = make_petition(office)
    assert signed_in(citizen).get(f"{MINE}{told.code}/").status_code == 403, "what a counter wrote down is nobody's"
    code = make_case("new", account=citizen, office=office).dossier.code
    page = text(other.post(SEND, {**TYPED, "office": office.code, "dossier": code}), 422)
    assert "Không có hồ sơ nào mang mã này" in page
    assert 'name="repeat_of" value=""' in text(other.get(f"{SEND}?repeat_of={made.code}"))
    assert code not in text(other.get(f"{SEND}?dossier={code}")).replace(f"?dossier={code}", "")
    her = signed_in(citizen)
    link = f"{SEND}?dossier={code}"
    assert link in text(her.get(f"/ho-so/{code}/")) and f'value="{code}"' in text(her.get(link))
    assert her.post(SEND, {**TYPED, "office": office.code, "dossier": code}).status_code == 302


def test_a_visitor_is_led_to_the_e_id_and_finds_what_she_typed_again():
    answer = Client().post(SEND, TYPED)
    assert answer.status_code == 302 and "dang-nhap" in answer.headers["Location"]
