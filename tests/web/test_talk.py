"""The pages of talk: what each side sees, what is never shown, what comes back when it cannot be sent."""

from __future__ import annotations

import pytest
from django.urls import reverse

from motcua.core import clock
from motcua.correspondence import actions, queries, ratings
from motcua.correspondence.models import Message, Question
from motcua.people.rules import Role
from tests.correspondence.carriers import follow, reachable
from tests.factories import make_case, make_citizen, make_office, make_officer
from tests.web.portal.people import pdf, signed_in, text

pytestmark = pytest.mark.django_db
WORDS = "Chồng tôi đến lấy được không?"


@pytest.fixture
def office():
    return make_office(make_office(tier="province", code="H27"), name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def officer(office):
    return make_officer(office, Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, full_name="Trần Thị Thu")


@pytest.fixture
def citizen():
    return reachable(full_name="Lê Thị Mận")


@pytest.fixture
def case(office, officer, citizen):
    return make_case("returned", office=office, officer=officer, account=citizen, at=clock.now())


def test_a_question_goes_to_the_office_and_its_answer_comes_back_with_name_and_time(case, citizen, officer):
    her, desk, code = signed_in(citizen), signed_in(officer), case.dossier.code
    page = text(her.post(f"/ho-so/{code}/hoi-dap/", {"words": "", "file": pdf()}), 422)
    assert "Viết câu hỏi." in page and 'id="words-error"' in page
    page = text(her.post(f"/ho-so/{code}/hoi-dap/", {"words": WORDS, "file": pdf(content=b"no")}), 422)
    assert 'id="file-error"' in page and WORDS in page
    assert her.post(f"/ho-so/{code}/hoi-dap/", {"words": WORDS, "file": pdf()}).status_code == 302
    assert WORDS in text(desk.get("/ban-lam-viec/hoi-dap/")) and "chờ trả lời" in text(
        desk.get(f"/ban-lam-viec/ho-so/{code}/")
    )
    asked = Question.objects.get()
    address = reverse("desk_answer", args=[code, asked.pk])
    assert "Viết câu trả lời." in text(desk.post(address, {"words": " "}), 422)
    assert desk.post(address, {"words": "Được."}).status_code == 302
    assert "Trần Thị Thu" in text(desk.post(address, {"words": "Muộn."}), 422)
    assert "Có tin mới" in text(her.get("/ho-so-cua-toi/"))
    page = text(her.get(f"/ho-so/{code}/"))
    assert "Được." in page and "Trần Thị Thu, Ủy ban nhân dân xã Vũ Quang" in page and ">Mới<" in page
    assert ">Mới<" not in text(her.get(f"/ho-so/{code}/")) and "Có tin mới" not in text(her.get("/ho-so-cua-toi/"))
    (file,) = asked.files.all()
    sent = her.get(reverse("my_talk_file", args=[code, file.document.key]))
    assert b"".join(sent.streaming_content).startswith(b"%PDF")
    assert her.get(reverse("my_talk_file", args=[code, "x"])).status_code == 404


def test_the_office_asks_and_she_answers(case, citizen, officer):
    her, desk, code = signed_in(citizen), signed_in(officer), case.dossier.code
    address = reverse("desk_talk", args=[code])
    assert "Viết câu hỏi." in text(desk.post(address, {"words": ""}), 422)
    assert desk.post(address, {"words": "Số nhà?"}).status_code == 302
    assert "Cơ quan hỏi bạn" in text(her.get(f"/ho-so/{code}/"))
    asked = Question.objects.get()
    assert her.post(reverse("my_answer", args=[code, asked.pk]), {"words": "Số 5."}).status_code == 302
    assert her.get(reverse("my_answer", args=[code, asked.pk])).status_code == 302
    assert "Người dân vừa trả lời (1)" in text(desk.get("/ban-lam-viec/hoi-dap/"))
    assert "Số 5." in text(desk.get(address))
    assert "Người dân vừa trả lời (" not in text(desk.get("/ban-lam-viec/hoi-dap/"))


def test_an_internal_note_is_for_officers_only(case, citizen, officer):
    desk, code = signed_in(officer), case.dossier.code
    address = reverse("desk_talk", args=[code])
    assert "Viết ghi chú." in text(desk.post(address, {"note": " "}), 422)
    assert desk.post(address, {"note": "Hẹn chiều thứ Sáu"}).status_code == 302
    assert "Hẹn chiều thứ Sáu" in text(desk.get(f"/ban-lam-viec/ho-so/{code}/"))
    for page in (f"/ho-so/{code}/", f"/ho-so/{code}/hoi-dap/", "/ho-so-cua-toi/"):
        assert "Hẹn chiều thứ Sáu" not in text(signed_in(citizen).get(page))


def test_a_controller_reads_but_does_not_talk(case, office):
    desk, code = signed_in(make_officer(office, Role.PROCEDURE_CONTROLLER)), case.dossier.code
    assert "<textarea" not in text(desk.get(reverse("desk_talk", args=[code])))
    assert desk.post(reverse("desk_talk", args=[code]), {"note": "x"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_is_on_the_case_with_a_masked_address(case, officer, settings):
    settings.SENDERS = {}
    follow(clock.now())
    page = text(signed_in(officer).get(f"/ban-lam-viec/ho-so/{case.dossier.code}/"))
    assert "m•••@example.vn" in page and "09•••••111" in page and "Chưa gửi: chưa có kênh gửi" in page
    assert "man@example.vn" not in page
    Message.objects.filter(medium="sms").update(state="refused", trouble="Số điện thoại không đúng.")
    page = text(signed_in(officer).get(f"/ban-lam-viec/ho-so/{case.dossier.code}/"))
    assert page.index("Số điện thoại không đúng.") < page.index("Xem các tin")


def test_whoever_has_the_link_says_how_it_went_once_and_sees_nothing_else(client, case, citizen):
    address = reverse("rate", args=[ratings.token(case.pk)])
    page = text(client.get(address))
    assert "Rất hài lòng" in page and "Lê Thị Mận" not in page
    assert "Chọn một trong ba" in text(client.post(address, {"answer": "", "words": "Nhanh"}), 422)
    assert "Cảm ơn bạn" in text(client.post(address, {"answer": "satisfied", "words": "Nhanh"}))
    assert "Hài lòng" in text(client.post(address, {"answer": "not_satisfied"}))
    rating = queries.rating(case)
    assert (rating.answer, rating.words, rating.by) == ("satisfied", "Nhanh", None)
    assert "Bạn đã đánh giá: Hài lòng" in text(signed_in(citizen).get(f"/ho-so/{case.dossier.code}/"))
    assert client.get(reverse("rate", args=["1-" + "0" * 32])).status_code == 404


def test_before_the_return_nothing_is_asked(client, office, officer, citizen):
    case = make_case("finished", office=office, officer=officer, account=citizen, at=clock.now())
    assert "Chưa đánh giá được" in text(client.get(reverse("rate", args=[ratings.token(case.pk)])))
    assert "Bạn thấy việc" not in text(signed_in(citizen).get(f"/ho-so/{case.dossier.code}/"))


def test_a_citizen_chooses_how_she_is_told(citizen):
    her = signed_in(citizen)
    page = text(her.get("/ho-so-cua-toi/nhan-tin/"))
    assert 'value="man@example.vn"' in page and 'value="chat"' not in page, "nothing is sent by it here"
    her.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert "Text message" in text(her.get("/ho-so-cua-toi/nhan-tin/"))
    her.post("/ngon-ngu/", {"language": "vi", "next": "/"})
    page = text(her.post("/ho-so-cua-toi/nhan-tin/", {"media": ["email"], "email": "sai", "phone": "12"}), 422)
    assert 'id="email-error"' in page and 'id="phone-error"' in page and 'value="sai"' in page
    sent = {"media": ["sms", "chat"], "email": "", "phone": "0987 654 321"}
    assert her.post("/ho-so-cua-toi/nhan-tin/", sent).status_code == 302
    assert queries.wanted(citizen.person) == queries.Wanted("", "0987654321", ("sms",))


def test_a_text_is_looked_at_before_it_is_written_and_refused_at_its_field(office):
    keeper = signed_in(make_officer(office.parent, Role.PROCEDURE_CONTROLLER))
    address = reverse("message_text", args=["accepted", "sms"])
    page = text(keeper.post(address, {"words": "Ho so {mã hồ sơ} của {họ tên}", "preview": "1", "active": "yes"}), 422)
    assert 'id="words-error"' in page and "Ho so {mã hồ sơ} của {họ tên}" in page
    page = text(keeper.post(address, {"words": "Hẹn {ngày hẹn}", "preview": "1", "active": "yes"}))
    assert "Hen 17:00, 25/11/2026" in page and "Không dấu: 21 ký tự, tính 1 tin" in page
    assert keeper.post(address, {"words": "Hẹn {ngày hẹn}", "seen": "0", "active": "yes"}).status_code == 302
    assert "Bản số 1" in text(keeper.get(address)) and "Bản số 1" in text(keeper.get("/mau-tin/"))
    assert "vừa có người sửa" in text(keeper.post(address, {"words": "Hẹn", "seen": "0"}), 422)
    assert keeper.get(reverse("message_text", args=["elsewhere", "sms"])).status_code == 404


def test_questions_wait_for_an_answer_in_the_list_whatever_their_number(office, officer, django_assert_num_queries):
    desk = signed_in(officer)
    for count in (1, 20):
        for _ in range(count):
            her = make_citizen()
            case = make_case("received", office=office, officer=officer, account=her)
            actions.ask(case=case, words=WORDS, by=her, at=clock.now())
        with django_assert_num_queries(4):  # session, account, roles, questions
            desk.get("/ban-lam-viec/hoi-dap/")
