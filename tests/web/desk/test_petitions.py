"""The pages of petitions: for whom, what comes back when it cannot be stored, what everybody reads in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from motcua.core import clock
from motcua.correspondence.petitions.models import Petition
from motcua.people.rules import Role
from tests.factories import make_case, make_office, make_officer
from tests.petitions import PUBLIC, TAKEN, make_petition
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
LIST, NEW = "/ban-lam-viec/phan-anh/", "/ban-lam-viec/phan-anh/moi/"


@pytest.fixture
def office():
    return make_office(make_office(tier="province", code="H27"), name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def reception(office):
    return signed_in(make_officer(office, Role.RECEPTION))


@pytest.fixture
def controller(office):
    return signed_in(make_officer(office, Role.PROCEDURE_CONTROLLER, full_name="Trần Thị Thu"))


def _move(made, slug):
    return reverse("petition_move", args=[made.code, slug])


def test_from_the_counter_to_what_everybody_reads(office, reception, controller):
    page = text(reception.post(NEW, {**TAKEN, "title": "", "received_at-day": "31", "received_at-month": "2"}), 422)
    assert 'id="title-error"' in page and 'id="received_at-error"' in page and TAKEN["words"] in page
    for _ in "ab":  # a second press of the button is no second petition
        assert reception.post(NEW, TAKEN).status_code == 302
    made = Petition.objects.get()
    assert (made.office, made.name) == (office, "Lê Thị Mận")
    assert "Trả lời phản ánh" not in text(reception.get(f"{LIST}{made.code}/")), "she does not handle it"
    assert made.title in text(controller.get(LIST)) and "Phải làm (1)" in text(controller.get(LIST))
    page = text(controller.post(_move(made, "tra-loi"), {"words": "Đã thêm người."}), 422)
    assert 'id="publication-error"' in page and "Đã thêm người." in page
    assert (
        controller.post(_move(made, "tra-loi"), {"words": "Đã thêm người.", "publication": "publish"}).status_code
        == 302
    )
    form = text(controller.get(_move(made, "cong-khai")))
    assert TAKEN["words"] in form and "Đã thêm người." in form, "she begins with what was said"
    page = text(controller.post(_move(made, "cong-khai"), {**PUBLIC, "words": TAKEN["words"]}), 422)
    assert 'id="words-error"' in page and 'id="checked-error"' in page and "Còn họ tên" in page
    assert "Lê Thị Mận" not in text(Client().get("/phan-anh/"))
    assert controller.post(_move(made, "cong-khai"), {**PUBLIC, "checked": "yes"}).status_code == 302
    for page in (text(Client().get("/phan-anh/")), text(Client().get(f"/phan-anh/{made.code}/"))):
        assert PUBLIC["answer"] in page and "Mận" not in page and "0912000111" not in page and "Thu" not in page
    assert reception.post(_move(made, "danh-gia"), {"answer": "satisfied"}).status_code == 302
    page = text(controller.get(f"{LIST}{made.code}/"))
    assert "Hài lòng" in page and "Trần Thị Thu" in page and "Xem trang công khai" in page


def test_waiting_for_a_supplement_and_what_can_be_done_meanwhile(office, reception, controller):
    made = make_petition(office, at=clock.now())
    page = text(controller.post(_move(made, "yeu-cau-bo-sung"), {"request": "Quầy nào?", "until-day": "x"}), 422)
    assert 'id="until-error"' in page and "Quầy nào?" in page
    until = clock.local_day(clock.now()) + timedelta(5)
    given = {"request": "Quầy nào?", "until-day": until.day, "until-month": until.month, "until-year": until.year}
    assert controller.post(_move(made, "yeu-cau-bo-sung"), given).status_code == 302
    page = text(reception.get(f"{LIST}{made.code}/"))
    assert "Chờ người phản ánh bổ sung" in page and "Quầy nào?" in page
    assert controller.get(_move(made, "khong-tiep-nhan")).status_code == 302, "not while it is awaited"
    page = text(controller.post(_move(made, "khong-tiep-nhan"), {"reason": "Không rõ"}), 422)
    assert "còn được bổ sung đến hết ngày" in page and "Không rõ" in page
    assert reception.post(_move(made, "bo-sung"), {"words": "Quầy số 2"}).status_code == 302
    assert controller.post(_move(made, "khong-tiep-nhan"), {"reason": "Gửi Sở Xây dựng"}).status_code == 302
    assert "Đã xong (1)" in text(controller.get(f"{LIST}?done=yes"))


def test_what_is_late_says_so_and_is_done_all_the_same(office, controller):
    made = make_petition(office, at=clock.now() - timedelta(days=40))
    assert "Trễ hạn" in text(controller.get(LIST)) and "Trễ hạn" in text(controller.get(f"{LIST}{made.code}/"))
    assert "tính là trễ hạn" in text(controller.get(_move(made, "tra-loi")))


def test_a_name_is_searched_by_post_and_stands_in_no_address(office, reception):
    make_petition(office, "refused", at=clock.now())
    page = text(reception.post(LIST, {"q": "le thi man"}))
    assert "0 việc phải làm, 1 việc đã xong" in page and "?q=" not in page
    assert "Chờ lâu ở quầy" in text(reception.post(LIST, {"q": "le thi man", "done": "yes"}))
    assert "Chờ lâu" not in text(reception.get(f"{LIST}?q=man&done=no"))


def test_who_serves_several_offices_chooses_one(office):
    above = signed_in(make_officer(office.parent, Role.RECEPTION))
    page = text(above.post(NEW, TAKEN), 422)
    assert "Chọn cơ quan có thẩm quyền" in page
    case = make_case("received")
    given = {**TAKEN, "office": office.code, "dossier": case.dossier.code}
    assert above.post(NEW, given).status_code == 302 and Petition.objects.get().office == office
    assert case.dossier.code in text(above.get(f"{LIST}{Petition.objects.get().code}/"))
    outside = make_office()
    assert "Chọn cơ quan có thẩm quyền" in text(above.post(NEW, {**TAKEN, "office": outside.code}), 422)


def test_a_division_takes_in_no_petitions(office):
    division = make_office(office, kind="division")
    assert "không nhận phản ánh" in text(signed_in(make_officer(division, Role.RECEPTION)).get(NEW))
    assert "Chọn cơ quan" in text(signed_in(make_officer(division, Role.RECEPTION)).post(NEW, TAKEN), 422)


def test_unknown_codes_and_steps_lead_nowhere(office, controller):
    made = make_petition(office)
    for address in (f"{LIST}PA-X/", f"{LIST}{made.code}/x/", f"/phan-anh/{made.code}/", "/phan-anh/x/"):
        assert controller.get(address).status_code == 404, address


def test_the_public_list_is_filtered_paged_and_survives_odd_addresses(office):
    first, other = make_petition(office, "published"), make_petition(make_office(), "published")
    make_petition(office, "answered")
    everybody = Client()
    page = text(everybody.get("/phan-anh/"))
    assert first.code in page and other.code in page and "2 câu trả lời" in page
    page = text(everybody.get(f"/phan-anh/?office={office.code}&q=THEM+nguoi"))
    assert first.code in page and other.code not in page
    for query in ("page=0", "page=-1", "page=x", "page=99999", "office=x&page=1", "q=%00", "page=٣"):
        assert everybody.get(f"/phan-anh/?{query}").status_code == 200, query
    assert "Bớt từ tìm" in text(everybody.get("/phan-anh/?q=chim"))


def test_the_pages_speak_english(office, controller):
    made = make_petition(office, "answered", at=clock.now())
    controller.cookies["language"] = "en"
    for address in (LIST, NEW, f"{LIST}{made.code}/", _move(made, "cong-khai"), "/phan-anh/"):
        assert '<html lang="en">' in text(controller.get(address)), address
