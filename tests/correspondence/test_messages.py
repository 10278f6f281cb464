"""Every entry that concerns a person becomes one message on each medium that she wants, once, and goes until it went."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.casework import actions as casework
from motcua.casework.models import Case
from motcua.core import clock
from motcua.correspondence import actions, messages, queries, ratings
from motcua.correspondence.models import Message
from motcua.correspondence.rules import KEPT_TRYING, LEASE, READER, Medium, MessageState, Occasion
from motcua.correspondence.sending import GatewayAway, RecipientRefused, Undelivered
from motcua.journal import actions as journal
from tests.correspondence.carriers import LINKS, Keeper, follow, reachable, send_all
from tests.factories import NOW, make_case, make_citizen, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _senders(settings):
    settings.SENDERS = {"email": "some.sender", "sms": "some.sender"}
    settings.QUIET_HOURS = None


@pytest.fixture
def office():
    return make_office(name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def officer(office):
    return make_officer(office, "reception", "case_officer", "approver")


def _case(office, officer, status="new", **more):
    return make_case(status, officer=officer, office=office, account=reachable(), **more)


def _made(case):
    return [(one.occasion, one.medium, one.state) for one in queries.messages(case)]


def test_a_dossier_from_filing_to_return_tells_the_filer_each_step_that_concerns_her(office, officer):
    case = _case(office, officer, "returned")
    follow()
    email = [one for one in queries.messages(case) if one.medium == "email"]
    assert [one.occasion for one in email] == ["submitted", "accepted", "approved", "returned"]
    accepted = email[1]
    assert case.dossier.code in accepted.title
    assert f"{clock.local(case.due_at):%H:%M, %d/%m/%Y}" in accepted.words and "example.vn/ho-so/" in accepted.words
    assert "Vũ Quang" in accepted.words
    texts = [one.occasion for one in queries.messages(case) if one.medium == "sms"]
    assert texts == ["accepted", "approved", "returned"], "nobody pays for a text message that asks for nothing"
    assert next(one for one in queries.messages(case) if one.medium == "sms").words.isascii()


def test_nothing_of_the_person_or_of_what_she_asks_for_is_in_a_message(office, officer):
    case = _case(office, officer, "received", version=make_version(offered_by=office, name="Trợ cấp khuyết tật"))
    casework.ask_supplement(case=case, reason="Thiếu giấy chứng nhận khuyết tật", by=officer, at=NOW)
    follow()
    said = " ".join(f"{one.title} {one.words} {one.values}" for one in queries.messages(case))
    secret = ("khuyết tật", "Trợ cấp", case.dossier.applicant.full_name, "0912000111", "man@example.vn")
    assert [one for one in secret if one in said] == []
    assert "trước khi hết ngày" in said


def test_an_entry_that_is_read_again_makes_no_second_message(office, officer):
    case = _case(office, officer, "received")
    follow()
    before = sorted(Message.objects.values_list("key", flat=True))
    send_all(Keeper())
    journal.forget(READER)
    assert follow() > 0
    assert sorted(Message.objects.values_list("key", flat=True)) == before
    assert send_all(Keeper()) == 0, "what was sent stays sent"
    assert len(_made(case)) == len(before)


def test_messages_and_cursor_are_one_transaction(office, officer, monkeypatch):
    case = _case(office, officer)

    def stumble(*given):
        made(*given)
        raise OSError("the power went")

    made = messages._make
    monkeypatch.setattr(messages, "_make", stumble)
    with pytest.raises(OSError, match="power"):
        follow()
    assert _made(case) == []
    monkeypatch.undo()
    follow()
    assert len(_made(case)) == 1


def test_simulated_dossiers_and_people_without_an_address_are_told_nothing(office, officer):
    make_case("received", officer=officer, office=office, account=make_citizen())
    case = _case(office, officer)
    Case.objects.filter(pk=case.pk).update(simulated=True)
    case.dossier.simulated = case.simulated = True
    case.dossier.save()
    casework.accept(case=case, by=officer, at=NOW)
    follow()
    assert Message.objects.exclude(occasion="submitted").count() == 0


def test_without_a_sender_a_message_is_kept_and_says_so(office, officer, settings):
    settings.SENDERS = {}
    case = _case(office, officer, "received")
    follow()
    assert {state for _, _, state in _made(case)} == {MessageState.NO_SENDER}
    settings.SENDERS = {"email": "some.sender"}
    assert send_all(Keeper()) == 0, "what is told late tells nothing"


def test_she_is_told_only_where_and_how_she_wants(office, officer, settings):
    settings.SENDERS["chat"] = "some.sender"
    case = _case(office, officer)
    account = case.dossier.filer
    actions.choose(account=account, media=[Medium.CHAT], email="", phone="0987 654 321", at=NOW)
    casework.accept(case=case, by=officer, at=NOW)
    follow()
    assert [(one.medium, one.address) for one in queries.messages(case)] == [("chat", "0987654321")] * 2
    actions.choose(account=account, media=[], email="", phone="", at=NOW)
    casework.assign(case=case, officer=officer, by=officer, at=NOW)
    casework.ask_payment(case=case, reason="Phí", amount=8000, by=officer, at=NOW)
    follow()
    assert len(queries.messages(case)) == 2


def test_an_entry_that_is_read_a_week_late_tells_nobody_any_more(office, officer):
    case = _case(office, officer)
    follow(NOW + KEPT_TRYING + timedelta(hours=1))
    assert _made(case) == [("submitted", "email", "expired")]


def test_what_was_sent_is_noted_with_the_number_of_the_carrier(office, officer):
    case, keeper = _case(office, officer), Keeper()
    follow()
    assert send_all(keeper) == 1
    (sent,) = queries.messages(case)
    assert (sent.state, sent.sent_at, sent.receipt, sent.attempts) == ("sent", NOW, "number 1", 1)
    assert [(one.key, one.address) for one in keeper.sent] == [(sent.key, "man@example.vn")]
    assert sent.address == "m•••@example.vn", "whole only while it waits"


def test_a_process_that_dies_between_sending_and_noting_sends_the_same_message_again(office, officer):
    class Dying(Keeper):
        def send(self, message):
            super().send(message)
            raise SystemExit("killed")

    _case(office, officer)
    follow()
    keeper = Dying()
    with pytest.raises(SystemExit):
        send_all(keeper)
    assert send_all(keeper, NOW + LEASE - timedelta(seconds=1)) == 0, "it may still be on its way"
    after = Keeper()
    assert send_all(after, NOW + LEASE) == 1
    assert [one.key for one in keeper.sent] == [one.key for one in after.sent]


def test_a_refused_recipient_is_noted_for_the_officer_and_not_tried_again(office, officer):
    case = _case(office, officer)
    follow()
    assert send_all(Keeper(RecipientRefused("Số điện thoại không đúng."))) == 1
    (told,) = queries.messages(case)
    assert (told.state, told.trouble) == ("refused", "Số điện thoại không đúng.")
    assert send_all(Keeper(), NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize("failure", [Undelivered("Hộp thư đầy."), ValueError("a bug")])
def test_a_failure_is_tried_again_after_a_growing_pause_and_the_next_message_goes_on(office, officer, failure, caplog):
    case, other = _case(office, officer), _case(office, officer)
    follow()
    keeper = Keeper(failure)
    assert send_all(keeper) == 2
    assert [one.state for one in (*queries.messages(case), *queries.messages(other))] == ["waiting", "sent"]
    assert send_all(keeper, NOW + timedelta(seconds=59)) == 0
    assert send_all(keeper, NOW + timedelta(seconds=60)) == 1
    assert {one.state for one in queries.messages(case)} == {"sent"}


def test_while_a_gateway_is_away_messages_keep_their_place_and_a_week_is_enough(office, officer):
    case = _case(office, officer)
    follow()
    with pytest.raises(GatewayAway):
        send_all(Keeper(GatewayAway("không kết nối được")))
    (waiting,) = queries.messages(case)
    assert (waiting.state, waiting.attempts, waiting.next_at) == ("waiting", 0, NOW)
    late = NOW + KEPT_TRYING + timedelta(seconds=1)
    with pytest.raises(GatewayAway):
        send_all(Keeper(GatewayAway("không kết nối được")), late)
    assert [one.state for one in queries.messages(case)] == ["expired"]


def test_the_link_that_opens_a_question_is_sent_but_not_kept(office, officer):
    case, keeper = _case(office, officer, "returned"), Keeper()
    follow()
    send_all(keeper)
    token = ratings.token(case.pk)
    assert token in keeper.sent[-1].words and keeper.sent[-1].values["rating"].endswith(f"{token}/")
    assert not any(token in f"{one.words} {one.values}" for one in queries.messages(case))


def test_she_is_reminded_once_before_the_last_day_for_papers(office, officer):
    case = casework.ask_supplement(
        case=_case(office, officer), reason="Thiếu", by=officer, at=NOW, until=(NOW + timedelta(days=10)).date()
    )
    follow()
    for day, expected in ((6, 0), (7, 1), (8, 1), (11, 1)):
        actions.remind(links=LINKS, at=NOW + timedelta(days=day))
        near = [one for one in queries.messages(case) if one.occasion == Occasion.SUPPLEMENT_NEAR]
        assert len({one.medium for one in near}) == len(near) == expected * 2
    assert "30/11/2026" in near[0].words


def test_reading_takes_as_many_statements_for_fifty_dossiers_as_for_one(office, officer, django_assert_max_num_queries):
    version = make_version(offered_by=office)
    for _ in range(50):
        _case(office, officer, version=version)
    with django_assert_max_num_queries(16):
        actions.follow(links=LINKS, at=NOW)
    assert Message.objects.count() == 50
