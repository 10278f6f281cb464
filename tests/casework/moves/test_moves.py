"""The moves of a case: what each changes, which entry it writes, and when it is refused."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from motcua.casework import actions, queries
from motcua.casework.models import CaseStep, ClockStop
from motcua.casework.rules import NO_LIMIT, Status
from motcua.catalogue.models import FilingWay
from motcua.catalogue.rules import Channel, LimitUnit
from motcua.core.clock import ZONE
from motcua.core.errors import Refused
from motcua.filing.rules import System
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_document, make_draft, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
EVERY = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)


def _entries(case):
    found = Entry.objects.filter(subject=f"dossier/{case.dossier.code}").order_by("number")
    return [(entry.kind, json.loads(entry.body)) for entry in found]


def _officer(case, *roles):
    return make_officer(case.competent_office, *(roles or EVERY))


def _day(day, hour=17, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def test_a_dossier_all_the_way_writes_one_entry_a_move():
    case = make_case("returned")
    entries = _entries(case)
    assert [kind for kind, _ in entries] == ["submitted", "accepted", "assigned", "proposed", "approved", "returned"]
    assert [body["facts"]["status"] for _, body in entries] == [1, 2, 4, 4, 9, 10]
    assert entries[1][1]["was"].keys() == {"status", "received_office", "received_at", "due_at"}
    assert "was" not in entries[3][1]
    assert entries[4][1]["was"] == {"status": 4, "finished_at": None, "electronic_result": False}
    assert list(findings()) == []
    assert list(queries.mismatches()) == []


def test_no_entry_holds_a_name_a_number_or_the_words_of_a_reason():
    draft = make_draft()
    case = actions.register(draft=draft, by=draft.account, at=NOW)
    actions.refuse(case=case, reason="Thiếu giấy chứng sinh", by=_officer(case), at=NOW)
    written = "".join(entry.body for entry in Entry.objects.all())
    person = draft.account.person
    for secret in (person.full_name, person.personal_id, "chứng sinh"):
        assert secret not in written


def test_acceptance_promises_the_due_time_of_the_version():
    case = make_case("received")
    assert case.due_at == case.first_due_at == case.next_due_at == _day(26)  # 24 November is a public holiday
    assert case.deadline_rule == "working-time-1:working_day"
    assert case.received_office == case.competent_office


def test_the_shortest_limit_of_the_channel_counts():
    office = make_office()
    version = make_version(offered_by=office)
    FilingWay.objects.create(version=version, position=9, channel=2, limit_amount=4, limit_unit=LimitUnit.HOUR)
    FilingWay.objects.create(version=version, position=10, channel=1, limit_amount=1, limit_unit=LimitUnit.HOUR)
    case = make_case("received", version=version, office=office)
    assert case.due_at == _day(20, 15, 0)
    assert case.deadline_rule == "working-time-1:hour"


def test_without_a_limit_nothing_is_due_and_the_case_says_so():
    office = make_office()
    case = make_case("received", version=make_version(limit=None, offered_by=office), office=office)
    assert (case.due_at, case.next_due_at, case.deadline_rule) == (None, None, NO_LIMIT)


@pytest.mark.parametrize(("hour", "due"), [(9, _day(20)), (16, _day(23))])
def test_what_comes_after_three_is_due_on_the_next_working_day(hour, due):
    office = make_office()
    version = make_version(offered_by=office, rules={"same_day_until": "15:00"}, limit=None)
    case = make_case("received", version=version, office=office, at=NOW.replace(hour=hour))
    assert case.due_at == due


def test_the_counter_has_eight_office_hours_to_accept():
    case = make_case(at=_day(20, 15, 0))
    assert case.accept_by == case.next_due_at == _day(23, 15, 0)


@pytest.mark.parametrize("move", ["refuse", "ask_supplement"])
@pytest.mark.parametrize("reason", ["", " \u200b "])
def test_a_reason_is_required(move, reason):
    case = make_case()
    with pytest.raises(Refused) as refusal:
        getattr(actions, move)(case=case, reason=reason, by=_officer(case), at=NOW)
    assert refusal.value.field == "reason"
    assert len(_entries(case)) == 1


def test_a_refusal_keeps_its_words_for_the_citizen():
    case = make_case()
    refused = actions.refuse(case=case, reason="Nộp sai nơi", by=_officer(case), at=NOW)
    assert refused.status == Status.REFUSED
    assert refused.next_due_at is None
    assert CaseStep.objects.get(case=case).note == "Nộp sai nơi"


def test_the_clock_stops_while_papers_are_asked_for():
    case = make_case("received")
    officer = _officer(case)
    asked = actions.ask_supplement(case=case, reason="Thiếu ảnh", by=officer, at=_day(23, 9))
    assert (asked.status, asked.next_due_at) == (Status.SUPPLEMENT_ASKED, None)
    back = actions.supplement(
        case=asked, by=case.dossier.filer, at=_day(25, 9), documents=[(None, make_document())]
    )  # one working day later: the 24th is off
    assert back.status == Status.RECEIVED
    assert back.due_at == back.next_due_at == _day(27)
    assert back.first_due_at == _day(26)
    stop = ClockStop.objects.get(case=case)
    assert (stop.started_at, stop.ended_at) == (_day(23, 9), _day(25, 9))
    assert [kind for kind, _ in _entries(case)][-2:] == ["supplement_asked", "supplemented"]
    assert len(queries.detail(back).attachments) == 1


def test_a_supplement_before_acceptance_gives_the_counter_its_hours_again():
    case = make_case()
    asked = actions.ask_supplement(case=case, reason="Ảnh mờ", by=_officer(case), at=NOW)
    back = actions.supplement(case=asked, by=case.dossier.filer, at=_day(23, 9))
    assert back.status == Status.NEW
    assert back.accept_by == back.next_due_at == _day(25, 9)
    assert back.due_at is None


def test_a_supplement_in_work_returns_the_case_to_its_officer():
    case = make_case("in_progress")
    asked = actions.ask_supplement(case=case, reason="Thiếu ảnh", by=case.officer, at=NOW)
    back = actions.supplement(case=asked, by=case.dossier.filer, at=NOW)
    assert (back.status, back.officer) == (Status.IN_PROGRESS, case.officer)


@pytest.mark.parametrize("status", ["new", "received"])
def test_a_clock_that_was_set_back_does_not_keep_what_was_asked_for_out(status):
    case = make_case(status)
    asked = actions.ask_supplement(case=case, reason="Ảnh mờ", by=_officer(case), at=_day(25, 9))
    back = actions.supplement(case=asked, by=case.dossier.filer, at=_day(25, 8, 59))
    stop = ClockStop.objects.get(case=back)
    assert stop.ended_at == stop.started_at
    assert not list(findings())


def test_asking_a_second_time_must_be_meant():
    case = make_case("received")
    officer = _officer(case)
    case = actions.ask_supplement(case=case, reason="Thiếu ảnh", by=officer, at=NOW)
    case = actions.supplement(case=case, by=case.dossier.filer, at=NOW)
    with pytest.raises(Refused, match="766") as refusal:
        actions.ask_supplement(case=case, reason="Thiếu thêm", by=officer, at=NOW)
    assert refusal.value.field == "again"
    asked = actions.ask_supplement(case=case, reason="Thiếu thêm", by=officer, at=NOW, again=True)
    assert asked.supplement_requests == 2


def test_only_a_case_officer_of_the_office_gets_the_case():
    case = make_case("received")
    for stranger in (_officer(case, Role.RECEPTION), make_officer(make_office(), Role.CASE_OFFICER)):
        with pytest.raises(Refused) as refusal:
            actions.assign(case=case, officer=stranger, by=_officer(case), at=NOW)
        assert refusal.value.field == "officer"
    above = make_case("received", office=make_office(make_office()))
    helper = make_officer(above.competent_office.parent, Role.CASE_OFFICER)
    assert actions.assign(case=above, officer=helper, by=_officer(above), at=NOW).officer == helper


def test_a_case_under_way_goes_to_a_colleague_and_nothing_else_changes():
    case = make_case("in_progress")
    first, second = case.officer, _officer(case, Role.CASE_OFFICER)
    with pytest.raises(Refused, match="đang thụ lý") as refusal:
        actions.assign(case=case, officer=first, by=_officer(case), at=NOW)
    assert refusal.value.field == "officer"
    before = queries.facts(case)
    assert queries.facts(actions.assign(case=case, officer=second, by=_officer(case), at=NOW)) == {
        **before, "officer": second.pk,
    }  # fmt: skip
    case.refresh_from_db()
    assert (case.officer, case.status) == (second, Status.IN_PROGRESS)
    body = json.loads(Entry.objects.filter(kind="assigned").latest("number").body)
    assert body["details"] == {"officer": second.id} and body["was"] == {"officer": first.pk}


def test_a_proposal_sent_back_can_be_proposed_again():
    case = make_case("proposed")
    back = actions.send_back(case=case, reason="Sai ngày sinh", by=_officer(case), at=NOW)
    assert (back.status, back.proposed) == (Status.IN_PROGRESS, False)
    with pytest.raises(Refused):
        actions.approve(case=back, by=_officer(case), at=NOW, result=make_document())
    assert actions.propose(case=back, by=case.officer, at=NOW).proposed


def test_a_result_is_required_where_the_procedure_gives_a_document():
    case = make_case("proposed")
    with pytest.raises(Refused) as refusal:
        actions.approve(case=case, by=_officer(case), at=NOW)
    assert refusal.value.field == "result"
    office = make_office()
    plain = make_version(offered_by=office, result_required=False)
    without = make_case("proposed", version=plain, office=office)
    approved = actions.approve(case=without, by=_officer(without), at=NOW)
    assert (approved.status, approved.result) == (Status.FINISHED, None)
    assert _entries(approved)[-1][1]["facts"]["electronic_result"] is False


def test_the_proposed_document_becomes_the_result():
    case = make_case("in_progress")
    document = make_document()
    proposed = actions.propose(case=case, by=case.officer, at=NOW, result=document, note="Đủ điều kiện")
    assert proposed.result is None
    approved = actions.approve(case=proposed, by=_officer(case), at=NOW)
    assert approved.result == document
    assert _entries(approved)[-1][1]["facts"]["electronic_result"] is True


def test_the_second_officer_is_told_who_was_first():
    case = make_case()
    first, second = _officer(case), _officer(case)
    actions.accept(case=case, by=first, at=NOW)
    with pytest.raises(Refused, match=first.full_name):
        actions.accept(case=case, by=second, at=NOW)
    with pytest.raises(Refused, match=r"Tiếp nhận.*09:00, 20/11/2026"):
        actions.ask_supplement(case=case, reason="Thiếu", by=second, at=NOW, seen=1)
    asked = actions.ask_supplement(case=case, reason="Thiếu", by=second, at=NOW, seen=2)
    assert asked.status == Status.SUPPLEMENT_ASKED


def test_a_dossier_handed_in_at_the_counter_opens_received():
    office = make_office()
    officer = make_officer(office)
    case = actions.register_received(
        version=make_version(offered_by=office), office=office, channel=Channel.DIRECT, by=officer, at=NOW,
        documents=[(None, make_document())],
    )  # fmt: skip
    assert (case.status, case.received_at) == (Status.RECEIVED, NOW)
    assert case.due_at == _day(26)
    ((kind, body),) = _entries(case)
    assert (kind, body["facts"]["channel"], body["facts"]["help"]) == ("accepted", 1, "unknown")
    assert case.dossier.code.endswith("-261120-0001")
    assert list(queries.mismatches()) == []


def test_a_dossier_of_the_national_portal_keeps_its_code_and_its_day():
    office = make_office()
    case = actions.register_received(
        version=make_version(offered_by=office), office=office, channel=Channel.ONLINE, by=None, at=NOW,
        submitted_at=NOW - timedelta(1), code="G22.99-261119-0007", system=System.NATIONAL_PORTAL,
    )  # fmt: skip
    assert case.dossier.code == "G22.99-261119-0007"
    facts = _entries(case)[0][1]["facts"]
    assert facts["system"] == "national_portal"
    assert facts["submitted_at"] < facts["received_at"]
    assert list(findings()) == []
