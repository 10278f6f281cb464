"""Questions and answers, notes, texts, choices and how it went: what is written, what is refused, what the journal keeps."""

from __future__ import annotations

import json

import pytest

from motcua.casework import queries as cases
from motcua.core.errors import Invalid, Refused
from motcua.correspondence import actions, queries, ratings
from motcua.correspondence.models import Template
from motcua.correspondence.rules import Medium, Occasion
from motcua.filing import rules as filing_rules
from motcua.journal.models import Entry
from motcua.people import queries as people
from motcua.people.models import Account
from tests.factories import NOW, make_case, make_citizen, make_document, make_office, make_officer

pytestmark = pytest.mark.django_db
WORDS = "Con tôi tên Hạt Tiêu, bao giờ có giấy khai sinh?"


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def officer(office):
    return make_officer(office, "reception", "case_officer", "approver")


@pytest.fixture
def citizen():
    return make_citizen()


@pytest.fixture
def case(office, officer, citizen):
    return make_case("received", office=office, officer=officer, account=citizen)


def _entries(case):
    found = Entry.objects.filter(subject=filing_rules.subject(case.dossier.code)).order_by("number")
    return [(one.kind, json.loads(one.body)) for one in found]


def test_a_citizen_asks_and_an_officer_answers_once(case, citizen, officer, office):
    asked = actions.ask(case=case, words=f" {WORDS} ", by=citizen, at=NOW, documents=[make_document()])
    assert (asked.by_filer, asked.words, asked.files.count()) == (True, WORDS, 1)
    who = people.who(officer.pk, on=NOW.date())
    assert [one.pk for one in queries.open_questions(who)] == [asked.pk]
    answered = actions.answer(question=asked, words="Thứ Hai.", by=officer, at=NOW)
    assert (answered.answer, answered.answered_by, answered.answered_at) == ("Thứ Hai.", officer, NOW)
    assert queries.open_questions(who) == []
    other = make_officer(office, "reception")
    with pytest.raises(Refused, match=f"{officer.full_name} đã trả lời câu hỏi này lúc 09:00"):
        actions.answer(question=asked, words="Thứ Ba.", by=other, at=NOW)
    kinds = [kind for kind, _ in _entries(case)]
    assert kinds[-2:] == ["question_asked", "question_answered"]
    facts, details = _entries(case)[-1][1]["facts"], _entries(case)[-1][1]["details"]
    assert facts == cases.facts(cases.case_of(case.dossier)) and details == {"question": asked.pk, "by_filer": False}
    assert "Hạt Tiêu" not in json.dumps(_entries(case), ensure_ascii=False)


def test_an_officer_asks_and_the_citizen_answers(case, citizen, officer):
    asked = actions.ask(case=case, words="Số nhà bao nhiêu?", by=officer, at=NOW)
    assert queries.news(citizen.pk) == {case.pk}
    with pytest.raises(Refused, match="bên kia"):
        actions.answer(question=asked, words="Tự trả lời", by=officer, at=NOW)
    actions.answer(question=asked, words="Số 5.", by=citizen, at=NOW)
    who = people.who(officer.pk, on=NOW.date())
    assert [one.pk for one in queries.open_questions(who)] == [asked.pk], "nobody has read it yet"
    actions.see(case=case, by_filer=False, at=NOW)
    assert queries.open_questions(who) == [] and queries.news(citizen.pk) == set()


def test_what_is_new_is_new_until_it_was_seen(case, citizen, officer):
    asked = actions.ask(case=case, words=WORDS, by=citizen, at=NOW)
    assert [one.pk for one in queries.unseen(case, by_filer=False)] == [asked.pk]
    actions.see(case=case, by_filer=False, at=NOW)
    assert not queries.unseen(case, by_filer=False).exists()
    actions.answer(question=asked, words="Mai.", by=officer, at=NOW)
    assert queries.news(citizen.pk) == {case.pk}
    actions.see(case=case, by_filer=True, at=NOW)
    assert queries.news(citizen.pk) == set()


@pytest.mark.parametrize(("words", "says"), [("  ", "Viết câu hỏi"), ("x" * 2001, "tối đa 2000")])
def test_a_question_needs_words_and_not_too_many(case, citizen, words, says):
    with pytest.raises(Refused, match=says) as refused:
        actions.ask(case=case, words=words, by=citizen, at=NOW)
    assert refused.value.field == "words"


def test_whoever_asks_five_times_waits_for_an_answer(case, citizen):
    for number in range(5):
        actions.ask(case=case, words=f"Câu {number}", by=citizen, at=NOW)
    with pytest.raises(Refused, match="Đang có 5 câu hỏi chờ trả lời"):
        actions.ask(case=case, words="Câu nữa", by=citizen, at=NOW)


def test_questions_of_other_offices_are_not_listed(case, citizen):
    actions.ask(case=case, words=WORDS, by=citizen, at=NOW)
    other = make_officer(make_office(), "reception")
    assert queries.open_questions(people.who(other.pk, on=NOW.date())) == []


def test_a_note_is_kept_with_its_writer_and_its_words_stay_out_of_the_journal(case, officer):
    note = actions.note(case=case, words="Đã gọi điện cho chị Hạt Tiêu.", by=officer, at=NOW)
    assert queries.notes(case) == [note]
    assert _entries(case)[-1][0] == "note_written" and "Hạt" not in json.dumps(_entries(case), ensure_ascii=False)
    with pytest.raises(Refused, match="Viết ghi chú"):
        actions.note(case=case, words="", by=officer, at=NOW)


def test_a_text_has_versions_and_the_last_one_counts(officer):
    given = {"occasion": Occasion.ACCEPTED, "medium": Medium.EMAIL, "by": officer, "at": NOW}
    assert queries.text(Occasion.ACCEPTED, Medium.EMAIL)[0] == 0
    actions.write_text(words="Hồ sơ {mã hồ sơ}", title="Tin", seen=0, **given)
    second = actions.write_text(words="Đã nhận {mã hồ sơ}", title="Tin", seen=1, **given)
    number, text = queries.text(Occasion.ACCEPTED, Medium.EMAIL)
    assert (number, text.words) == (2, "Đã nhận {mã hồ sơ}") == (second.number, second.words)
    assert queries.texts()[Occasion.ACCEPTED, Medium.EMAIL][0] == 2
    with pytest.raises(Refused, match="vừa có người sửa"):
        actions.write_text(words="Muộn {mã hồ sơ}", title="Tin", seen=1, **given)
    assert [one.number for one in queries.versions(Occasion.ACCEPTED, Medium.EMAIL)] == [2, 1]
    assert Entry.objects.filter(subject="template/accepted/email").count() == 2


@pytest.mark.parametrize(
    ("medium", "given", "fields"),
    [
        (Medium.EMAIL, {"words": "Chào {họ tên}", "title": ""}, {"words", "title"}),
        (Medium.EMAIL, {"words": "", "title": "{họ tên}"}, {"words", "title"}),
        (Medium.CHAT, {"words": "Hồ sơ {mã hồ sơ}"}, {"reference"}),
        (Medium.SMS, {"words": "{hạn bổ sung}"}, {"words"}),
    ],
)
def test_a_text_that_would_not_do_is_refused_at_its_fields(officer, medium, given, fields):
    with pytest.raises(Invalid) as invalid:
        actions.write_text(occasion=Occasion.ACCEPTED, medium=medium, by=officer, at=NOW, **given)
    assert set(invalid.value.errors) == fields
    assert not Template.objects.exists()


@pytest.mark.parametrize(
    ("media", "email", "phone", "fields"),
    [
        (["email"], "", "", {"email"}),
        (["email"], "không phải thư", "", {"email"}),
        (["sms"], "", "", {"phone"}),
        (["chat"], "", "02393 855 555", {"phone"}),
        (["email", "sms"], "a@b", "12", {"email", "phone"}),
    ],
)
def test_a_choice_needs_an_address(citizen, media, email, phone, fields):
    with pytest.raises(Invalid) as invalid:
        actions.choose(account=citizen, media=[Medium(one) for one in media], email=email, phone=phone, at=NOW)
    assert set(invalid.value.errors) == fields


def test_the_journal_keeps_which_media_and_no_address(citizen):
    actions.choose(account=citizen, media=[Medium.SMS], email="toi@example.vn", phone="0987654321", at=NOW)
    body = Entry.objects.get(kind="media_chosen").body
    assert '"media":["sms"]' in body and "0987654321" not in body and "example.vn" not in body


def test_how_it_went_is_said_once_after_the_return(office, officer, citizen):
    case = make_case("finished", office=office, officer=officer, account=citizen)
    with pytest.raises(Refused, match="sau khi đã trả kết quả"):
        actions.rate(case=case, answer="satisfied", by=citizen, at=NOW)
    case = make_case("returned", office=office, officer=officer, account=citizen)
    with pytest.raises(Refused, match="một trong ba") as refused:
        actions.rate(case=case, answer="great", by=citizen, at=NOW)
    assert refused.value.field == "answer"
    rating = actions.rate(case=case, answer="very_satisfied", words="Nhanh quá", by=None, at=NOW)
    assert queries.rating(case) == rating
    with pytest.raises(Refused, match="đã được đánh giá"):
        actions.rate(case=case, answer="not_satisfied", by=citizen, at=NOW)
    kind, body = _entries(case)[-1]
    assert (kind, body["details"]) == ("rated", {"answer": "very_satisfied"})
    assert Account.objects.exists() and "Nhanh" not in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize("typed", ["", "1-", "x", "1-" + "0" * 32, "99999999999999999999-" + "0" * 32])
def test_a_token_that_is_not_ours_leads_nowhere(typed):
    assert ratings.case_id(typed) is None
    assert ratings.case_id(ratings.token(17)) == 17
