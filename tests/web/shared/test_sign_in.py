"""The doors as a browser meets them: in through the e-ID or a password, back to where one was, and out again."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from motcua.core import clock
from motcua.people import actions
from motcua.people.models import Account
from motcua.people.rules import NOBODY, PAIR_LIMIT, Ability, Role
from motcua.web.shared.access import page
from tests.sandbox import SECRET, choose, running

pytestmark = pytest.mark.django_db
PASSWORD = "một câu dễ nhớ"


@pytest.fixture(scope="module")
def provider():
    with running() as made:
        yield made


@pytest.fixture
def browser(provider, settings):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_SECRET = provider.issuer, SECRET
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def officer():
    return actions.create_officer(
        username="lan.nt", full_name="Nguyễn Thị Lan", password=PASSWORD, by=None, at=clock.now()
    )


def come_in(browser, person="01", going_on="/thanh-phan/?a=1"):
    begun = browser.get("/dang-nhap/", {"next": going_on, "go": "1"})
    return browser.get("/dang-nhap/xong/", choose(begun["location"], person))


def post(browser, path, **values):
    browser.get("/can-bo/dang-nhap/")
    token = browser.cookies["csrftoken"].value
    return browser.post(path, {**values, "csrfmiddlewaretoken": token})


def text(response):
    return response.content.decode()


def test_the_door_explains_and_has_one_button(browser):
    shown = text(browser.get("/dang-nhap/", {"next": "/thanh-phan/"}))
    assert "Đăng nhập bằng định danh điện tử" in shown and shown.count('class="button"') == 1
    assert "next=%2Fthanh-phan%2F&amp;go=1" in shown


def test_a_citizen_comes_in_and_goes_on_where_she_was(browser):
    before = browser.session.session_key
    answer = come_in(browser)
    assert (answer.status_code, answer["location"]) == (302, "/thanh-phan/?a=1")
    account = Account.objects.get(id=browser.session["account"])
    assert account.person.full_name == "Nguyễn Thị Hồng Thắm" and browser.session.session_key != before
    assert "Nguyễn Thị Hồng Thắm" in text(browser.get("/thanh-phan/"))


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(browser, officer, elsewhere):
    assert come_in(browser, going_on=elsewhere)["location"] == "/"
    answer = post(
        Client(enforce_csrf_checks=True), "/can-bo/dang-nhap/", username="lan.nt", password=PASSWORD, next=elsewhere
    )
    assert answer["location"] == "/"


def test_two_windows_may_sign_in_at_once(browser):
    first = browser.get("/dang-nhap/", {"next": "/one/", "go": "1"})["location"]
    browser.get("/dang-nhap/", {"next": "/two/", "go": "1"})
    assert browser.get("/dang-nhap/xong/", choose(first))["location"] == "/one/"


def test_begun_sign_ins_do_not_pile_up(browser):
    for _ in range(9):
        browser.get("/dang-nhap/", {"go": "1"})
    assert len(browser.session["identity"]) == 5


def test_the_page_loaded_twice_after_coming_in_does_no_harm(browser):
    begun = browser.get("/dang-nhap/", {"next": "/thanh-phan/", "go": "1"})
    back = choose(begun["location"])
    browser.get("/dang-nhap/xong/", back)
    assert browser.get("/dang-nhap/xong/", back)["location"] == "/"


def test_a_forged_return_opens_nothing_and_says_what_to_do(browser):
    answer = browser.get("/dang-nhap/xong/", {"code": "x", "state": "y"})
    assert answer.status_code == 400 and "account" not in browser.session
    assert "Hãy bấm đăng nhập để thử lại" in text(answer)


def test_a_person_who_turns_away_keeps_where_she_was(browser):
    answer = come_in(browser, person="", going_on="/thanh-phan/")
    assert answer.status_code == 400 and "next=%2Fthanh-phan%2F" in text(answer)


def test_a_provider_that_is_away_is_said_plainly(browser, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = browser.get("/dang-nhap/", {"go": "1"})
    assert answer.status_code == 503 and "Chưa kết nối được với cổng định danh" in text(answer)


def test_whoever_is_in_goes_on_at_once(browser):
    come_in(browser)
    assert browser.get("/dang-nhap/", {"next": "/thanh-phan/"})["location"] == "/thanh-phan/"


def test_signing_out_ends_the_session_and_offers_to_end_the_providers(browser):
    come_in(browser)
    answer = post(browser, "/dang-xuat/")
    assert answer["location"] == "/dang-nhap/?ended=1" and "account" not in browser.session
    assert "/oidc/logout?" in text(browser.get(answer["location"]))


def test_signing_out_by_a_link_is_not_possible(browser):
    come_in(browser)
    assert browser.get("/dang-xuat/").status_code == 405
    assert browser.post("/dang-xuat/").status_code == 403 and "account" in browser.session


def test_an_officer_comes_in_with_a_new_session(browser, officer):
    browser.get("/dang-nhap/", {"go": "1"})
    before = browser.session.session_key
    answer = post(browser, "/can-bo/dang-nhap/", username="lan.nt", password=PASSWORD, next="/thanh-phan/")
    assert answer["location"] == "/thanh-phan/"
    assert browser.session["account"] == officer.id and browser.session.session_key != before


@pytest.mark.parametrize(
    ("role", "begins"),
    [(Role.RECEPTION, "/ban-lam-viec/"), (Role.LEADER, "/dieu-hanh/"), (None, "/")],
)
def test_an_officer_begins_her_day_where_her_work_is(browser, officer, office, role, begins):
    if role:
        actions.appoint(account=officer, office=office, role=role, by=None, at=clock.now())
    assert post(browser, "/can-bo/dang-nhap/", username="lan.nt", password=PASSWORD)["location"] == begins


def test_a_new_password_ends_the_sessions_of_the_old_one(browser, officer):
    post(browser, "/can-bo/dang-nhap/", username="lan.nt", password=PASSWORD)
    assert officer.full_name in text(browser.get("/thanh-phan/"))
    actions.set_password(account=officer, password="một câu khác hẳn", by=None, at=clock.now())
    assert officer.full_name not in text(browser.get("/thanh-phan/"))


def test_a_closed_account_is_out_at_the_next_request_and_stays_out(browser, officer, office):
    actions.appoint(account=officer, office=office, role=Role.RECEPTION, by=None, at=clock.now())
    post(browser, "/can-bo/dang-nhap/", username="lan.nt", password=PASSWORD)
    assert browser.get("/ban-lam-viec/").status_code == 200
    actions.close_account(account=officer, by=None, at=clock.now())
    assert browser.get("/ban-lam-viec/")["location"].startswith("/can-bo/dang-nhap/")
    refused = post(Client(enforce_csrf_checks=True), "/can-bo/dang-nhap/", username="lan.nt", password=PASSWORD)
    assert refused.status_code == 400 and "không đúng" in text(refused)
    actions.reopen_account(account=officer, by=None, at=clock.now())
    actions.appoint(account=officer, office=office, role=Role.RECEPTION, by=None, at=clock.now())
    assert browser.get("/ban-lam-viec/").status_code == 302


@pytest.mark.parametrize(
    ("username", "password", "message"),
    [
        ("", PASSWORD, "Nhập tên đăng nhập."),
        ("lan.nt", "", "Nhập mật khẩu."),
        ("lan.nt", "sai bét", "Tên đăng nhập hoặc mật khẩu không đúng."),
        ("x" * 5000, "y" * 5000, "Tên đăng nhập hoặc mật khẩu không đúng."),
        ("lan\x00nt", "sai\x00bét", "Tên đăng nhập hoặc mật khẩu không đúng."),
    ],
)
def test_an_officer_is_told_what_is_wrong_and_the_password_is_not_repeated(
    browser, officer, username, password, message
):
    answer = post(browser, "/can-bo/dang-nhap/", username=username, password=password)
    assert answer.status_code == 400 and message in text(answer)
    assert not password or password not in text(answer)


def test_no_page_tells_whether_a_name_exists(browser, officer):
    actions.create_officer(username="minh.tv", full_name="Trần Văn Minh", by=None, at=clock.now())
    Account.objects.create(username="closed1", full_name="Lê", password="", created_at=clock.now(), is_active=False)
    pages = set()
    for name in ("lan.nt", "minh.tv", "closed1", "nobody1"):
        answer = post(browser, "/can-bo/dang-nhap/", username=name, password="sai bét")
        page = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text(answer))
        pages.add((answer.status_code, page.replace(name, "NAME"), *sorted(answer.headers)))
    assert len(pages) == 1


def test_guessing_is_braked(browser, officer):
    for _ in range(PAIR_LIMIT):
        post(browser, "/can-bo/dang-nhap/", username="lan.nt", password="sai bét")
    assert "Đã nhập sai nhiều lần" in text(post(browser, "/can-bo/dang-nhap/", username="lan.nt", password=PASSWORD))


def test_a_citizens_account_has_no_password_door(browser):
    come_in(browser)
    name = Account.objects.get(id=browser.session["account"]).username
    assert post(Client(enforce_csrf_checks=True), "/can-bo/dang-nhap/", username=name, password="").status_code == 400


@pytest.mark.parametrize(
    ("ability", "methods", "door"),
    [
        (Ability.FILE, ("GET",), "/dang-nhap/?next=%2Fform%2F%3Fpage%3D2"),
        (Ability.SEE_DESK, ("GET",), "/can-bo/dang-nhap/?next=%2Fform%2F%3Fpage%3D2"),
        (Ability.FILE, ("POST",), "/dang-nhap/?next=%2Fedit%2F%3Fa%3D1"),
    ],
)
def test_a_session_that_has_ended_leads_to_the_right_door_and_back(ability, methods, door):
    @page(ability, methods=methods)
    def view(request):
        return HttpResponse()

    request = RequestFactory().generic(methods[0], "/form/?page=2", headers={"referer": "http://testserver/edit/?a=1"})
    request.who = NOBODY
    assert view(request)["location"] == door


def test_a_foreign_referer_is_not_come_back_to():
    @page(Ability.FILE, methods=("POST",))
    def view(request):
        return HttpResponse()

    request = RequestFactory().post("/form/", headers={"referer": "https://evil.example/x"})
    request.who = NOBODY
    assert view(request)["location"] == "/dang-nhap/?next=%2F"


def test_sign_in_pages_are_never_kept_by_a_shared_browser(browser):
    for path in ("/dang-nhap/", "/can-bo/dang-nhap/"):
        assert "no-store" in browser.get(path)["cache-control"]
