"""The pages of a member on her phone: person after person, nothing of the last one left, light, without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from motcua.adoption.helping import actions, consent
from motcua.adoption.helping.rules import Told
from motcua.adoption.models import HelpRecord, TeamEvening
from motcua.adoption.teams import actions as teams
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.people.models import Account
from motcua.people.rules import Role
from motcua.web.field.evenings import PIN
from motcua.web.shared import words
from tests.factories import make_citizen, make_office, make_officer, make_version
from tests.teams import FIRST, form, name, ready

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "042190000012", "0912000111"
FILING = {"procedure": "1.990001", "system": "national_portal", "personal_id": NUMBER, "consent": "screen"}


class Carrier:
    """Keeps what it was given to send."""

    sent: list[tuple[str, str]] = []
    name = ""

    def send(self, message):
        self.sent.append((message.address, message.words))
        return ""


@pytest.fixture
def keeper(office):
    return make_officer(office, Role.LEADER)


@pytest.fixture
def team(office, keeper):
    make_version(code="1.990001", name="Đăng ký khai sinh", offered_by=office)
    return form(office, keeper, at=clock.now())


def sign_in(account: Account) -> Client:
    browser = Client()
    session = browser.session
    session["account"] = account.pk
    session.save()
    return browser


@pytest.fixture
def phone(team, keeper):
    """The phone of a member at an evening that she has begun."""
    browser = sign_in(ready(team, keeper, at=clock.now()))
    browser.post("/ho-tro/buoi/", {"place": "Nhà văn hóa", "pin": "2468"})
    return browser


def page(answer) -> str:
    return answer.content.decode()


def again(browser, kind, /, **given):
    """Send a form and return the page to which it leads."""
    once = re.search(r'name="once" value="([^"]+)"', page(browser.get(f"/ho-tro/ghi/{kind}/")))
    return browser.post(f"/ho-tro/ghi/{kind}/", {"once": once[1] if once else "", **given}, follow=True)


def held(phone) -> str:
    return str(dict(phone.session))


def test_whoever_has_not_passed_learns_first_and_somebody_else_is_not_let_in(team, keeper):
    learning = sign_in(name(team, keeper, at=clock.now()))
    assert "Học trước, giúp sau" in page(learning.get("/ho-tro/"))
    assert learning.get("/ho-tro/ghi/nop/").status_code == 403
    missed = learning.post("/ho-tro/tu-kiem-tra/", {"q1": "99999", "q2": "x"})
    assert missed.status_code == 422 and "Đúng 0/8 câu" in page(missed)
    assert sign_in(make_citizen()).get("/ho-tro/").status_code == 403
    assert "Hỗ trợ bà con" in page(learning.get("/ho-so-cua-toi/"))


def test_an_evening_needs_a_place_and_a_code_and_is_ended(team, keeper):
    browser = sign_in(ready(team, keeper, at=clock.now()))
    wrong = browser.post("/ho-tro/buoi/", {"place": "", "pin": "12"})
    assert wrong.status_code == 422 and "Chọn 4 chữ số" in page(wrong)
    wrong = browser.post("/ho-tro/buoi/", {"place": " ", "pin": "2468"})
    assert wrong.status_code == 422 and "Ghi nơi hỗ trợ" in page(wrong)
    assert browser.get("/ho-tro/ghi/nop/").headers["Location"] == "/ho-tro/"
    browser.post("/ho-tro/buoi/", {"place": "Nhà văn hóa", "pin": "2468"})
    assert "2468" not in held(browser) and "Người tiếp theo cần gì?" in page(browser.get("/ho-tro/"))
    other = sign_in(ready(team, keeper, at=clock.now()))
    assert "Vào buổi hỗ trợ" in page(other.get("/ho-tro/"))
    other.post("/ho-tro/buoi/", {"pin": "1357"})
    other.post("/ho-tro/buoi/ket-thuc/")
    assert TeamEvening.objects.get().ended_at and PIN not in other.session
    assert "Bắt đầu buổi hỗ trợ" in page(browser.get("/ho-tro/"))


def test_she_agrees_on_the_screen_and_is_gone_with_the_next_person(phone):
    asked = again(phone, "nop", **FILING)
    assert "Bạn có đồng ý không?" in page(asked) and "Đăng ký khai sinh" in page(asked)
    assert not HelpRecord.objects.exists() and NUMBER not in held(phone)
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page(asked)))
    done = phone.post("/ho-tro/ghi/nop/", {**kept, "agreed": "yes"}, follow=True)
    code = HelpRecord.objects.get().code
    assert f"{code[:4]} {code[4:]}" in page(done)
    assert code not in held(phone) and phone.get("/ho-tro/da-ghi/").headers["Location"] == "/ho-tro/"
    assert NUMBER not in page(phone.get("/ho-tro/")) + page(phone.get("/ho-tro/ghi/nop/"))
    phone.post("/ho-tro/ghi/nop/", {**kept, "agreed": "yes"})  # sent again, because the answer did not come
    assert HelpRecord.objects.count() == 1


def test_a_booking_says_where_and_when_on_a_page_to_photograph_and_in_the_list_of_its_team_and_names_nobody(phone):
    day = clock.local_day(clock.now()) + timedelta(3)
    when = {"booked-day": str(day.day), "booked-month": str(day.month), "booked-year": str(day.year)}
    wrong = again(phone, "tai-khoan", **when, booked_time="25:00", booked_place="Công an xã Một")
    assert "Nhập giờ và phút" in page(wrong) and 'value="Công an xã Một"' in page(wrong)
    assert 'href="/nop-thay/"' in page(wrong)
    assert "Ghi nơi hẹn" in page(again(phone, "tai-khoan", **when))
    done = page(again(phone, "tai-khoan", **when, booked_time="8h30", booked_place="Công an xã Một"))
    assert f"08:30, {words.weekday_of(day)}" in done and "Công an xã Một" in done and "Mang theo" in done
    assert 'name="known_place" value="Công an xã Một"' in page(phone.get("/ho-tro/ghi/tai-khoan/"))
    again(phone, "tai-khoan", **when, known_place="Công an xã Một")
    again(phone, "tai-khoan", **when, booked_place="công an xã một")
    known = re.findall('name="known_place" value="([^"]*)"', page(phone.get("/ho-tro/ghi/tai-khoan/")))
    assert known == ["Công an xã Một"], "the same place in other letters is offered once"
    listed = page(phone.get("/ho-tro/lich-hen/"))
    first, second, _third = listed.split("<li>")[1:]
    assert "3 người" in listed and "08:30, " in first and "Công an xã Một" in second
    bodies = Entry.objects.filter(kind="help_recorded").values_list("body", flat=True)
    assert all('"booked":true' in body and "Công an" not in body for body in bodies)


def test_who_says_no_is_not_recorded_and_wrong_input_is_told_at_its_field_with_nothing_lost(phone):
    wrong = again(phone, "nop", **{**FILING, "personal_id": "0421", "procedure": ""})
    assert "đúng 12 chữ số" in page(wrong) and 'value="0421"' in page(wrong) and NUMBER not in held(phone)
    wrong = again(phone, "nop", **{**FILING, "consent": ""})
    assert "Người dân phải đồng ý" in page(wrong) and f'value="{NUMBER}"' in page(wrong)
    wrong = again(phone, "tai-khoan", **{"booked-day": "31", "booked-month": "2", "booked-year": "2026"})
    assert "Ngày không có trong lịch" in page(wrong)
    asked = phone.post("/ho-tro/ghi/nop/", {**FILING, "agreed": "no"})
    assert asked.headers["Location"] == "/ho-tro/" and not HelpRecord.objects.exists()
    assert phone.get("/ho-tro/ghi/khac/").status_code == 404
    again(phone, "nop", **FILING)
    phone.get("/ho-tro/")
    assert NUMBER not in held(phone)


def test_she_agrees_by_a_code_on_her_own_phone_or_on_paper(phone, settings):
    settings.SENDERS = {"sms": f"{__name__}.Carrier"}
    Carrier.sent.clear()
    wrong = again(phone, "nop", **{**FILING, "consent": "code", "phone": "123"})
    assert "Số điện thoại không đúng" in page(wrong)
    asked = again(phone, "nop", **{**FILING, "consent": "code", "phone": PHONE})
    ((address, words),) = Carrier.sent
    code = re.search(r"\d{6}", words)[0]
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page(asked)))
    assert address == PHONE and code not in page(asked)
    missed = phone.post("/ho-tro/ghi/nop/", {**kept, "code": "000000", "agreed": "yes"}, follow=True)
    assert "Mã không đúng" in page(missed)
    for_another = {**kept, "personal_id": "042190000099", "code": code, "agreed": "yes"}
    assert "Mã không đúng" in page(phone.post("/ho-tro/ghi/nop/", for_another, follow=True))
    phone.post("/ho-tro/ghi/nop/", {**kept, "code": code, "agreed": "yes"}, follow=True)
    again(phone, "nop", **{**FILING, "consent": "paper", "consent_paper": "07/2026"})
    told = [(one.consent, one.consent_paper) for one in HelpRecord.objects.order_by("pk")]
    assert told == [("code", ""), ("paper", "07/2026")]


def test_a_phone_that_was_typed_wrong_is_put_right_where_the_code_is_asked_for(phone, settings):
    settings.SENDERS = {"sms": f"{__name__}.Carrier"}
    Carrier.sent.clear()
    other = PHONE[:-1] + str((int(PHONE[-1]) + 1) % 10)
    asked = page(again(phone, "nop", **{**FILING, "consent": "code", "phone": other}))
    assert f'value="{other}"' in asked
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked))
    address = "/ho-tro/ghi/nop/"
    wrong = page(phone.post(address, {**kept, "phone": "12", "resend": "yes"}, follow=True))
    assert 'id="phone-error"' in wrong and 'value="12"' in wrong and len(Carrier.sent) == 1
    anew = page(phone.post(address, {**kept, "phone": PHONE, "resend": "yes"}, follow=True))
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', anew))
    assert [one for one, _ in Carrier.sent] == [other, PHONE]
    back = page(phone.post(address, {**kept, "phone": PHONE, "another_way": "yes"}, follow=True))
    assert "Người đó đồng ý cách nào?" in back and FILING["personal_id"] in back
    before, now = (re.search(r"\d{6}", words)[0] for _, words in Carrier.sent)
    if before != now:
        assert "Mã không đúng" in page(phone.post(address, {**kept, "code": before, "agreed": "yes"}, follow=True))
    phone.post(address, {**kept, "code": now, "agreed": "yes"}, follow=True)
    assert HelpRecord.objects.get().consent == "code"


def test_one_member_cannot_send_codes_to_any_number_of_phones(db, settings):
    settings.SENDERS = {"sms": f"{__name__}.Carrier"}
    Carrier.sent.clear()
    member, at = make_citizen(), clock.now()
    with pytest.raises(Refused, match="Đã gửi mã nhiều lần"):
        for number in range(30):
            consent.send(phone=f"09120001{number:02d}", about="", by=member, at=at)
    assert len(Carrier.sent) == 20


def test_no_code_is_offered_where_none_can_be_sent(phone, settings):
    settings.SENDERS = {}
    assert not consent.can_send() and "gửi mã" not in page(phone.get("/ho-tro/ghi/nop/"))


def test_the_phone_comes_back_by_the_code_alone(phone, office):
    answer = phone.post("/ho-tro/dua-may/", {"procedure": "1.990001", "office": office.code})
    assert answer.headers["Location"].startswith("/moi/")
    for address in ("/ho-tro/", "/ho-so-cua-toi/"):  # the member's own pages are shut
        assert phone.get(address).headers["Location"].startswith(("/ki-ot/", "/dang-nhap/"))
    assert "Đưa máy lại" in page(phone.get("/ki-ot/"))
    assert phone.post("/ki-ot/dong/", {"pin": "0000"}).status_code == 422
    assert phone.post("/ki-ot/dong/", {"pin": "2468"}).headers["Location"] == "/ho-tro/"
    phone.cookies = type(phone.cookies)({key: one.value for key, one in phone.cookies.items() if one.value})
    assert set(phone.cookies) <= {"sessionid", "csrftoken"} and phone.get("/ho-tro/").status_code == 200


def test_a_few_wrong_codes_shut_the_phone_and_whoever_forgot_hers_signs_in_anew(phone, office):
    phone.post("/ho-tro/dua-may/", {"procedure": "1.990001", "office": office.code})
    for _ in range(5):
        phone.post("/ki-ot/dong/", {"pin": "0000"})
    assert phone.post("/ki-ot/dong/", {"pin": "2468"}).status_code == 422
    answer = phone.post("/ki-ot/dong/", {"forgotten": "yes"})
    assert answer.headers["Location"] == "/dang-nhap/"
    assert not answer.cookies["kiosk"].value and not answer.cookies["sessionid"].value


def test_an_office_that_does_not_offer_it_is_refused_at_its_field(phone):
    stranger = make_office()
    for given in ({}, {"procedure": "1.990001"}, {"procedure": "1.990001", "office": stranger.code}):
        assert phone.post("/ho-tro/dua-may/", given).status_code == 422


def test_the_pages_are_light_and_need_no_script(phone):
    style = Path(finders.find("field.css")).stat().st_size
    for address in ("/ho-tro/", "/ho-tro/ghi/nop/", "/ho-tro/ghi/tai-khoan/", "/ho-tro/dua-may/", "/ho-tro/phieu/"):
        seen = phone.get(address)
        assert len(seen.content) + style <= 15 * 1024, address
        assert "<script" not in page(seen) and ".woff" not in page(seen)
        assert "no-store" in seen.headers["Cache-Control"]


def test_a_consent_is_taken_back_on_a_public_page(phone, team):
    member = Account.objects.get(pk=phone.session["account"])
    made = actions.record(
        told=Told("paying", "other", "", NUMBER, "screen"), team=team, by=member, at=clock.now()
    )  # fmt: skip
    visitor = Client()
    assert "8 chữ số" in page(visitor.post("/rut-dong-y/", {"code": "12"}))
    assert "Đã rút" in page(visitor.post("/rut-dong-y/", {"code": made.code}, follow=True))
    assert "đã rút rồi" in page(visitor.post("/rut-dong-y/", {"code": made.code}))


def test_whoever_lost_her_code_takes_her_consent_back_signed_in_and_nobody_else_can(phone, team):
    citizen = make_citizen()
    member = Account.objects.get(pk=phone.session["account"])
    told = Told("paying", "other", "", citizen.person.personal_id, "screen")
    made = actions.record(told=told, team=team, by=member, at=clock.now())
    other, hers = sign_in(make_citizen()), sign_in(citizen)
    assert "Rút lượt này" not in page(other.get("/rut-dong-y/")) and "Rút lượt này" in page(hers.get("/rut-dong-y/"))
    other.post("/rut-dong-y/", {"own": str(made.pk)})
    asked = Client().post("/rut-dong-y/", {"own": "all"})
    made.refresh_from_db()
    assert made.withdrawn_at is None and asked.headers["Location"].startswith("/dang-nhap/")
    assert "Đã rút" in page(hers.post("/rut-dong-y/", {"own": str(made.pk)}, follow=True))
    made.refresh_from_db()
    assert (made.person_key, made.consent_paper) == ("", "") and made.withdrawn_at
    assert "/rut-dong-y/" in page(hers.get("/ho-so-cua-toi/")) and "/rut-dong-y/" in page(Client().get("/"))


def test_a_member_whose_term_is_over_is_not_let_in_any_more(phone, team, keeper):
    today = clock.local_day(clock.now())
    yesterday = today.fromordinal(today.toordinal() - 1)
    assert yesterday > FIRST
    teams.dissolve_team(team=team, on=yesterday, by=keeper, at=clock.now())
    assert phone.get("/ho-tro/").status_code == 403
