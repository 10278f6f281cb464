"""What is done with petitions: what is stored, what the journal keeps of it, what is refused and where that is said."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.core.clock import stamp
from motcua.core.errors import Invalid, Refused
from motcua.correspondence.petitions import actions, queries
from motcua.correspondence.petitions.actions import PUBLISH, Taken
from motcua.correspondence.petitions.models import Petition
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.people import queries as people
from motcua.people.models import Absence
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_citizen, make_office, make_officer
from tests.petitions import PUBLIC, TAKEN, make_petition
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office(code="H27.119")


@pytest.fixture
def controller(office):
    return make_officer(office, Role.PROCEDURE_CONTROLLER)


def _entries(petition):
    found = Entry.objects.filter(subject=f"petition/{petition.code}").order_by("number")
    return [(one.kind, json.loads(one.body)) for one in found]


def _invalid(act, **given):
    """The fields at which an action says what is wrong; nothing is stored."""
    with pytest.raises(Invalid) as caught, transaction.atomic():
        act(**given)
    return caught.value.errors


def test_a_petition_goes_from_receipt_to_rating_with_one_entry_each(office, controller):
    reception = make_officer(office)
    made = make_petition(office, by=reception)
    assert made.code == "PA-H27.119-261120-0001" and make_petition(office).code.endswith("-0002")
    assert (made.stage, made.due_at.date(), made.refuse_by.date(), made.ask_by.date()) == (
        "open", date(2026, 12, 14), date(2026, 11, 25), date(2026, 11, 30),  # 24 November is a day off
    )  # fmt: skip
    given = {"petition": made, "by": controller, "at": NOW}
    actions.answer(**given, words="Đúng. Đã thêm người.", number="12/UBND", publication=PUBLISH)
    published = actions.publish(**given, **PUBLIC, checked=True)
    assert (published.stage, published.next_due_at, published.publish_by.date()) == (
        "published",
        None,
        date(2026, 11, 25),
    )
    rated = actions.rate(petition=made, answer="satisfied", by=reception, at=NOW)
    kinds = ["petition_received", "petition_answered", "petition_published", "petition_rated"]
    entries = _entries(made)
    assert [kind for kind, _ in entries] == kinds
    assert entries[-1][1]["facts"] == queries.facts(rated) and entries[-1][1]["was"] == {
        "satisfaction": None, "rated_at": None,
    }  # fmt: skip
    assert [one.kind for one in queries.history(made)] == kinds
    assert queries.history(made)[1].by == controller.full_name
    assert [one.code for one in queries.published().rows] == [made.code]
    assert not list(journal.broken_series())


def test_no_entry_carries_words_or_who_it_was(office, controller):
    made = make_petition(office, "supplement_asked", by=controller, email="man@example.vn", address="Xóm Bãi Bằng")
    actions.supplement(petition=made, words="Ở quầy chứng thực hiếm gặp", by=controller, at=NOW)
    actions.refuse(petition=made, reason="Lý do riêng tư", by=controller, at=NOW)
    written = " ".join(f"{one.body} {one.actor} {one.subject}" for one in Entry.objects.all())
    secrets = [*TAKEN.values(), "man@example.vn", "Bãi Bằng", "hiếm gặp", "riêng tư", "Ở quầy nào", made.salt]
    assert [secret for secret in secrets[1:] if secret in written] == []


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"source": "x"}, "source", "đường nào"),
        ({"source": "portal"}, "outside_code", "mã phản ánh trên Cổng"),
        ({"title": " "}, "title", "việc gì"),
        ({"title": "x" * 201}, "title", "tối đa 200"),
        ({"words": "\u200b"}, "words", "nội dung"),
        ({"words": "x" * 5001}, "words", "tối đa 5000"),
        ({"name": ""}, "name", "họ tên"),
        ({"phone": ""}, "phone", "ít nhất một cách"),
        ({"phone": "12"}, "phone", ""),
        ({"email": "man@"}, "email", "ten@example.vn"),
        ({"address": "x" * 301}, "address", "tối đa 300"),
        ({"outside_code": "x" * 61}, "outside_code", "tối đa 60"),
        ({"dossier": "H27.119-261120-9999"}, "dossier", "Không có hồ sơ"),
        ({"repeat_of": "PA-X"}, "repeat_of", "không có phản ánh"),
    ],
)
def test_what_is_typed_wrongly_is_said_at_its_field(office, typed, field, says):
    errors = _invalid(actions.receive, taken=Taken(**{**TAKEN, **typed}), office=office, by=None, at=NOW)
    assert list(errors) == [field] and says in errors[field]
    assert not Petition.objects.exists() and not Entry.objects.filter(subject__startswith="petition/").exists()


def test_everything_that_is_wrong_is_said_at_once(office):
    later = NOW + timedelta(minutes=1)
    empty = Taken("", "", "", "")
    errors = _invalid(actions.receive, taken=empty, office=None, by=None, at=NOW, received_at=later)
    assert set(errors) == {"office", "source", "title", "words", "name", "phone", "received_at"}


def test_what_was_received_earlier_has_its_limits_from_then_and_says_when_it_was_entered(office):
    made = make_petition(office, received_at=NOW - timedelta(days=3))
    assert made.code.startswith("PA-H27.119-261117") and made.refuse_by.date() == date(2026, 11, 19)
    assert _entries(made)[0][1]["details"]["entered_at"] == stamp(NOW)
    too_long = {"taken": Taken(**TAKEN), "office": office, "by": None, "at": NOW}
    assert "21/09/2026" in _invalid(actions.receive, **too_long, received_at=NOW - timedelta(days=61))["received_at"]


def test_a_petition_of_the_portal_is_entered_once(office):
    made = make_petition(office, source="portal", outside_code="pakn.1")
    taken = Taken(**{**TAKEN, "source": "portal", "outside_code": " PAKN.1 "})
    assert made.code in _invalid(actions.receive, taken=taken, office=office, by=None, at=NOW)["outside_code"]


def test_a_petition_may_be_about_a_dossier(office):
    case = make_case("received")
    made = make_petition(office, dossier=case.dossier.code.lower())
    assert made.dossier == case.dossier and _entries(made)[0][1]["facts"]["dossier"] == case.dossier.code


def test_what_is_brought_up_again_after_the_answer_marks_the_earlier_one_once(office, controller):
    first = make_petition(office, "answered", by=controller)
    again = make_petition(office, repeat_of=first.code, at=NOW + timedelta(days=1))
    make_petition(office, "refused", repeat_of=first.code, at=NOW + timedelta(days=4))
    first.refresh_from_db()
    assert first.repeated_at == again.received_at and len(queries.repeats(first)) == 2
    kinds = [kind for kind, _ in _entries(first)]
    assert kinds[2:] == ["petition_repeated", "petition_repeated"]
    assert _entries(first)[2][1]["was"] == {"repeated_at": None} and "was" not in _entries(first)[3][1]
    taken = Taken(**{**TAKEN, "repeat_of": again.code})
    errors = _invalid(actions.receive, taken=taken, office=office, by=None, at=NOW)
    assert "còn đang xử lý, hạn 15/12/2026" in errors["repeat_of"]
    other = _invalid(
        actions.receive, taken=Taken(**{**TAKEN, "repeat_of": first.code}), office=make_office(), by=None, at=NOW
    )
    assert "Cơ quan này không có" in other["repeat_of"]


def test_the_answer_waits_for_a_supplement_and_runs_on_after_it(office, controller):
    made = make_petition(office, "supplement_asked", by=controller)
    assert (made.wait_until, made.lapse_by.date(), made.next_due_at) == (
        date(2026, 11, 25), date(2026, 11, 27), made.lapse_by,
    )  # fmt: skip
    at = NOW + timedelta(days=5)
    moved = actions.supplement(petition=made, words="Quầy số 2", by=controller, at=at)
    assert (moved.stage, moved.due_at.date(), moved.first_due_at.date()) == (
        "open",
        date(2026, 12, 16),
        date(2026, 12, 14),
    )
    assert (moved.refuse_by.date(), moved.next_due_at) == (date(2026, 11, 27), moved.due_at)
    with pytest.raises(Refused, match="«Đang xử lý», không làm được bước này"):
        actions.ask_supplement(petition=made, request="Nữa?", until=date(2026, 12, 20), by=controller, at=at)


def test_nobody_is_refused_who_may_still_add_something(office, controller):
    made = make_petition(office, "supplement_asked", by=controller)
    given = {"petition": made, "reason": "Không bổ sung.", "by": controller}
    with pytest.raises(Refused, match="còn được bổ sung đến hết ngày 25/11/2026"):
        actions.refuse(**given, at=NOW + timedelta(days=5))
    assert actions.refuse(**given, at=NOW + timedelta(days=6)).stage == "refused"


@pytest.mark.parametrize("days", [None, 0, -1, 61])
def test_a_supplement_is_awaited_until_a_day_to_come(office, controller, days):
    until = None if days is None else NOW.date() + timedelta(days=days)
    given = {"petition": make_petition(office), "request": "", "until": until, "by": controller, "at": NOW}
    errors = _invalid(actions.ask_supplement, **given)
    assert set(errors) == {"request", "until"} and "19/01/2027" in errors["until"]


def test_an_answer_needs_words_and_a_choice_about_publishing(office, controller):
    given = {"petition": make_petition(office), "by": controller, "at": NOW}
    assert set(_invalid(actions.answer, **given, words="", publication="x", number="9" * 61)) == {
        "words", "publication", "number",
    }  # fmt: skip
    answered = actions.answer(**given, words="Đã in lại.", publication="personal")
    assert (answered.publish_by, answered.next_due_at, answered.withheld) == (None, None, "personal")
    with pytest.raises(Refused, match="Hãy tải lại trang"):
        actions.publish(**given, **PUBLIC, checked=True)
    with pytest.raises(Refused, match="Đã trả lời"):
        actions.answer(**given, words="Lần nữa.", publication=PUBLISH)


def test_what_is_published_names_nobody_and_was_read_through(office, controller):
    made = make_petition(office, "answered", by=controller)
    given = {"petition": made, "by": controller, "at": NOW}
    errors = _invalid(actions.publish, **given, title="", words=made.words, answer="Gọi 0912000111", checked=False)
    assert set(errors) == {"title", "words", "answer", "checked"}
    assert "họ tên" in errors["words"] and "điện thoại" in errors["answer"]
    assert queries.published().count == 0 and queries.published_one(made.code) is None


def test_a_rating_is_one_of_three_words_and_given_once(office, controller):
    made = make_petition(office, "refused", by=controller)
    with pytest.raises(Refused) as refused:
        actions.rate(petition=made, answer="great", by=controller, at=NOW)
    assert refused.value.field == "answer"
    actions.rate(petition=made, answer="not_satisfied", by=controller, at=NOW)
    with pytest.raises(Refused, match="tải lại"):
        actions.rate(petition=made, answer="satisfied", by=controller, at=NOW)


@pytest.mark.parametrize("act", ["refuse", "supplement"])
def test_words_are_asked_for(office, controller, act):
    made = make_petition(office, "open" if act == "refuse" else "supplement_asked")
    name = "reason" if act == "refuse" else "words"
    with pytest.raises(Refused) as refused:
        getattr(actions, act)(petition=made, **{name: " "}, by=controller, at=NOW)
    assert refused.value.field == name


def test_whoever_stands_in_for_the_counter_is_told_by_the_entry(office):
    reception, deputy = make_officer(office), make_officer(office, Role.CLERK)
    Absence.objects.create(account=reception, deputy=deputy, valid_from=NOW.date(), valid_to=NOW.date())
    made = make_petition(office, by=deputy)
    assert _entries(made)[0][1]["details"]["instead_of"] == reception.pk


def test_officers_see_the_petitions_of_their_offices_what_is_due_first_first(office, controller):
    later, sooner = make_petition(office), make_petition(office, "answered")
    make_petition(make_office())
    done = make_petition(office, "published", title="Xin giấy lạ", dossier="")
    who = people.who(controller.pk, on=NOW.date())
    with CaptureQueriesContext(
        connection,
    ) as statements:
        found = queries.listed(who)
    assert len(statements) == 2
    assert [one.pk for one in found.rows] == [sooner.pk, later.pk] and (found.to_do, found.done) == (2, 1)
    assert [one.pk for one in queries.listed(who, done=True, words="giay LA man").rows] == [done.pk]
    assert queries.listed(who, words="khong co").to_do == 0
    clerk = people.who(make_officer(office, Role.CLERK).pk, on=NOW.date())
    assert queries.listed(clerk).rows == []


def test_everybody_finds_published_answers_by_office_and_words_marks_or_not(office):
    made = make_petition(office, "published")
    other = make_petition(make_office(), "published")
    assert [one.pk for one in queries.published().rows] == [other.pk, made.pk]
    assert [one.pk for one in queries.published(office=office, words="them NGUOI").rows] == [made.pk]
    assert queries.published(words="mận").count == 0, "her name is not searched"
    assert queries.published(page=2).rows == [] and queries.published().pages == 1
    assert queries.offices_with_published() == [made.office, other.office]


def test_a_citizen_sends_her_own_and_says_herself_how_it_went(office, controller):
    her = make_citizen()
    made = make_petition(office, "answered", sender=her)
    assert (made.person, made.name, made.source) == (her.person, her.full_name, "eid")
    assert [one.pk for one in queries.own(her.person_id)] == [made.pk] and queries.waiting_of(her.person_id) == 0
    with pytest.raises(Refused, match="tự đánh giá"):
        actions.rate(petition=made, answer="satisfied", by=controller, at=NOW)
    assert actions.rate(petition=made, answer="not_satisfied", by=her, at=NOW).rated_at == NOW
    assert Entry.objects.get(kind="petition_rated").actor == f"account:{her.pk}"


def test_what_a_citizen_sends_is_about_her_own_dossiers_and_petitions(office, controller):
    her, someone = make_citizen(), make_citizen()
    case = make_case("new", account=someone, office=office)
    told = make_petition(office, "refused", by=controller)
    others = make_petition(office, "refused", sender=someone)
    given = {"office": office, "by": her, "at": NOW, "own": True}
    for earlier in (told, others):
        typed = {**TAKEN, "source": "eid", "dossier": case.dossier.code, "repeat_of": earlier.code}
        errors = _invalid(actions.receive, **given, taken=Taken(**typed))
        assert set(errors) == {"dossier", "repeat_of"} and "Không có hồ sơ" in errors["dossier"]
    mine = make_petition(office, "refused", sender=someone, dossier=case.dossier.code, repeat_of=others.code)
    assert (mine.dossier, mine.repeat_of) == (case.dossier, others)
    assert set(_invalid(actions.receive, **given, taken=Taken(**TAKEN))) == {"source"}
    assert set(_invalid(actions.receive, **{**given, "own": False}, taken=Taken(**{**TAKEN, "source": "eid"}))) == {
        "source"
    }


def test_whoever_has_five_waiting_waits_for_an_answer(office):
    her = make_citizen()
    for number in range(5):
        made = make_petition(office, sender=her, title=f"Việc {number}")
    with pytest.raises(Refused, match="5 phản ánh chờ trả lời"):
        make_petition(office, sender=her)
    actions.refuse(petition=made, reason="Không thuộc thẩm quyền.", by=None, at=NOW)
    make_petition(office, sender=her)


def test_what_is_sent_twice_in_a_row_is_one_petition(office):
    sender, other = make_citizen(), make_citizen()
    sent = [make_petition(office, sender=sender, at=NOW + timedelta(minutes=late)).pk for late in (0, 1, 30)]
    assert sent[0] == sent[1] != sent[2]
    assert (
        make_petition(office, sender=sender, title="Việc khác").pk != sent[0] != make_petition(office, sender=other).pk
    )
    assert Entry.objects.filter(kind="petition_received").count() == 4


@pytest.mark.django_db(transaction=True)
def test_what_an_officer_sends_twice_at_once_is_one_petition_but_each_of_the_portal_is_its_own(office, controller):
    def typed(**given):
        return actions.receive(taken=Taken(**TAKEN | given), office=office, by=controller, at=NOW).code

    assert len(set(at_once([typed] * 4))) == Petition.objects.count() == 1
    portal = {typed(source="portal", outside_code=f"pakn.{number}") for number in (1, 2)}
    assert len(portal) == 2 and Petition.objects.count() == 3
