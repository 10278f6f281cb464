"""A kiosk gives each person a session of her own that ends for sure, above whatever an officer left open below."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from motcua.core import clock
from motcua.filing import invitations
from motcua.people.models import Account
from motcua.web.shared import kiosk
from motcua.web.shared.middleware import ACCOUNT_KEY
from tests.factories import make_citizen, make_draft, make_office, make_officer, make_version
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
PASSWORD = "mot-cua-vu-quang-2026"


@pytest.fixture
def place():
    return make_office(name="Ủy ban nhân dân xã Mai Hoa")


@pytest.fixture
def officer(place):
    return _with_password(make_officer(place))


def _with_password(account: Account) -> Account:
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def browser(officer, place):
    """An officer's own browser, turned to a citizen from an invitation."""
    version = make_version(offered_by=place)
    made = invitations.invite(version=version, competent_office=place, office=place, by=officer, at=clock.now())
    client = signed_in(officer)
    client.below = client.cookies["sessionid"].value
    answer = client.post(reverse("guided_here", args=[made.token]))
    assert answer["location"] == reverse("invitation", args=[made.token])
    return client


def _sign_in(client, account):
    """Come in at the kiosk as the sign-in does: into the session that the kiosk's own cookie names."""
    session = signed_in(account).session
    client.cookies[kiosk.SESSION_COOKIE] = session.session_key
    return session.session_key


def test_what_the_officer_left_open_is_out_of_reach_and_stays(browser, officer):
    for name in ("desk_queue", "guide", "helper_code", "officer_sign_in"):
        assert browser.get(reverse(name))["location"] == reverse("kiosk"), name
    assert officer.full_name not in text(browser.get("/"))
    assert browser.cookies["sessionid"].value == browser.below
    assert Session.objects.filter(session_key=browser.below).exists()


def test_the_session_of_a_citizen_lives_five_minutes_from_request_to_request(browser):
    citizen = make_citizen(full_name="Lê Thị Mận")
    _sign_in(browser, citizen)
    answer = browser.get(reverse("my_dossiers"))
    assert citizen.full_name in text(answer)
    assert browser.cookies["sessionid"].value == browser.below
    cookie = answer.cookies[kiosk.SESSION_COOKIE]
    assert cookie["max-age"] == kiosk.IDLE_SECONDS and cookie["httponly"]
    left = Session.objects.get(session_key=cookie.value).expire_date - clock.now()
    assert timedelta(seconds=kiosk.IDLE_SECONDS - 30) < left <= timedelta(seconds=kiosk.IDLE_SECONDS)
    assert browser.get(reverse("kiosk_stay")).status_code == 204
    Session.objects.filter(session_key=cookie.value).update(expire_date=clock.now() - timedelta(seconds=1))
    assert browser.get(reverse("my_dossiers"))["location"].startswith(reverse("sign_in"))
    assert browser.get(reverse("kiosk_stay")).status_code == 205


def test_the_first_page_signs_out_and_nothing_that_was_typed_waits_for_the_next(browser):
    citizen = make_citizen(full_name="Lê Thị Mận")
    draft = make_draft(account=citizen)
    key = _sign_in(browser, citizen)
    ended = browser.get(reverse("kiosk"))
    assert ended["Clear-Site-Data"] == '"cache"'
    assert not Session.objects.filter(session_key=key).exists()
    page = reverse("form_page", args=[draft.key, "applicant"])
    assert browser.post(page, {"applicant_name": "Lê Thị Mận"})["location"] == reverse("kiosk")
    assert browser.get(page)["location"] == reverse("kiosk"), "nobody else is led to it"
    assert browser.get(reverse("my_dossier", args=["H27.1-261120-0001"]))["location"] == reverse("kiosk")
    start = reverse("start_draft", args=[draft.version.procedure.code])
    assert browser.get(start)["location"].startswith(reverse("sign_in")), "whoever has no code may file, too"
    assert not Session.objects.exclude(session_key=browser.below).exists()
    assert citizen.full_name not in text(browser.get(reverse("kiosk")))


def test_who_has_sent_is_signed_out_with_her_code_on_the_screen(browser):
    citizen = make_citizen(full_name="Lê Thị Mận")
    draft = make_draft(account=citizen, at=clock.now())
    key = _sign_in(browser, citizen)
    assert browser.post(reverse("send", args=[draft.key]))["location"] == reverse("sent", args=[draft.key])
    page = text(browser.get(reverse("sent", args=[draft.key])))
    draft.refresh_from_db()
    assert draft.dossier.code in page and citizen.full_name not in page
    assert f'data-idle="{kiosk.FAREWELL_SECONDS}"' in page
    assert not Session.objects.filter(session_key=key).exists()
    assert browser.get(reverse("sent", args=[draft.key]))["location"] == reverse("kiosk")


def test_only_an_officers_password_closes_it_and_gives_her_session_back_to_her_alone(browser, officer, place):
    wrong = {"username": officer.username, "password": "một mật khẩu khác"}
    assert "không đúng" in text(browser.post(reverse("kiosk_close"), wrong), 422)
    right = {"username": officer.username, "password": PASSWORD}
    assert browser.post(reverse("kiosk_close"), right)["location"] == "/"
    assert browser.get(reverse("desk_queue")).status_code == 200


def test_another_officer_closes_it_without_getting_at_the_session_below(browser, place):
    other = _with_password(make_officer(place))
    browser.post(reverse("kiosk_close"), {"username": other.username, "password": PASSWORD})
    assert browser.cookies["sessionid"].value == ""


def test_a_machine_for_citizens_signs_the_officer_out_who_opens_it(officer, place):
    client = signed_in(officer)
    key = client.cookies["sessionid"].value
    assert client.post(reverse("kiosk_open"))["location"] == reverse("kiosk")
    assert not Session.objects.filter(session_key=key).exists()
    assert place.name in text(client.get(reverse("kiosk")))
    assert client.cookies[kiosk.COOKIE]["max-age"] > 7 * 24 * 3600


@pytest.mark.parametrize("forged", ["", "x", "eyJvZmZpY2UiOiJYIn0:1:2"])
def test_a_forged_kiosk_is_an_ordinary_browser(officer, forged):
    client = signed_in(officer)
    client.cookies[kiosk.COOKIE] = forged
    assert client.get(reverse("desk_queue")).status_code == 200
    assert client.session[ACCOUNT_KEY] == officer.pk
