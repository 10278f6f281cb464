"""Taking back, and putting right what was recorded wrongly: the old entry stays, the figure moves."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from motcua.casework import actions, queries
from motcua.casework.deadlines import counting
from motcua.casework.models import CaseStep
from motcua.casework.rules import Status
from motcua.catalogue.models import FilingWay
from motcua.catalogue.rules import Channel, LimitUnit
from motcua.core.clock import ZONE
from motcua.core.errors import Refused
from motcua.filing.models import Dossier
from motcua.filing.rules import Help
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.measures import queries as measures
from motcua.measures.rules import ALL_PROCEDURES, NATIONAL_766
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_document, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def _controller(case):
    return make_officer(case.competent_office, Role.PROCEDURE_CONTROLLER)


def _day(day, hour=9, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def _last(case):
    entry = Entry.objects.filter(subject=f"dossier/{case.dossier.code}").latest("number")
    return entry.kind, json.loads(entry.body)


def _figure(definition=ALL_PROCEDURES, days=NOVEMBER):
    found = measures.online_rate(definition, *days).total.figure
    return found.by_self, found.helped, found.unknown, found.denominator


@pytest.fixture
def province():
    return make_office(tier="province", code="H27")


@pytest.fixture(autouse=True)
def _journal_and_tables_agree():
    yield
    assert list(findings()) == list(queries.mismatches()) == []


def test_the_counter_takes_back_what_it_handed_over_unless_a_decision_is_proposed():
    case = make_case("in_progress")
    officer, division = case.officer_id, case.division
    back = actions.recall(case=case, by=case.officer, at=NOW)
    assert (back.status, back.officer, back.next_due_at) == (Status.RECEIVED, None, back.due_at)
    assert _last(case)[1]["was"] == {"status": 4, "officer": officer, "division": division}
    with pytest.raises(Refused):
        actions.recall(case=make_case("proposed"), by=case.officer, at=NOW)


def test_a_case_officer_takes_back_her_own_proposal_and_nobody_elses():
    case = make_case("proposed")
    with pytest.raises(Refused, match="thụ lý"):
        actions.take_back(case=case, by=make_officer(case.competent_office, Role.CASE_OFFICER), at=NOW)
    back = actions.take_back(case=case, by=case.officer, at=NOW)
    assert (back.status, back.proposed) == (Status.IN_PROGRESS, False)
    assert _last(case)[0] == "proposal_taken_back"


def test_an_approval_is_taken_back_before_the_return_and_its_document_is_no_result_any_more():
    case = make_case("finished")
    document = case.result
    with pytest.raises(Refused):
        actions.revoke(case=case, reason="", by=case.officer, at=NOW)
    back = actions.revoke(case=case, reason="Sai tên", by=case.officer, at=NOW)
    assert (back.status, back.result, back.finished_at, back.next_due_at) == (4, None, None, back.due_at)
    assert _last(case)[1]["was"].keys() == {"status", "finished_at", "electronic_result"}
    assert CaseStep.objects.get(case=case, move="approve").document == document
    case = actions.propose(case=back, by=case.officer, at=NOW)
    with pytest.raises(Refused):
        actions.approve(case=case, by=case.officer, at=NOW)
    assert actions.approve(case=case, by=case.officer, at=NOW, result=make_document()).status == Status.FINISHED
    with pytest.raises(Refused):
        actions.revoke(case=make_case("returned"), reason="Muộn", by=case.officer, at=NOW)


def test_a_wrong_return_is_retracted_with_a_reason():
    case = make_case("returned")
    with pytest.raises(Refused):
        actions.retract(case=case, reason=" ", by=case.officer, at=NOW)
    back = actions.retract(case=case, reason="Trả nhầm người", by=case.officer, at=NOW)
    assert (back.status, back.returned_at) == (Status.FINISHED, None) and back.result is not None
    assert _last(case)[1]["was"].keys() == {"status", "returned_at"}
    assert actions.return_result(case=back, by=case.officer, at=NOW).status == Status.RETURNED


def test_a_revoked_result_leaves_the_index_until_there_is_one_again(province):
    case = make_case("finished", office=make_office(province))
    assert _figure(NATIONAL_766) == (1, 0, 0, 1)
    actions.revoke(case=case, reason="Sai tên", by=case.officer, at=NOW)
    assert _figure(NATIONAL_766) == (0, 0, 0, 1)


def test_a_corrected_channel_leaves_the_rate_and_both_entries_stay(province):
    case = make_case("received", office=make_office(province))
    assert _figure() == (1, 0, 0, 1)
    corrected = actions.correct(
        case=case, reason="Nộp tại quầy", channel=Channel.DIRECT, by=_controller(case), at=_day(24)
    )
    assert _figure() == (0, 0, 0, 1)
    kind, body = _last(case)
    assert (kind, body["was"], body["facts"]["channel"]) == ("corrected", {"channel": 2}, 1)
    assert body["details"] == {"corrected": ["channel"]}
    assert (corrected.status, corrected.due_at) == (case.status, case.due_at)
    assert Entry.objects.get(subject=f"dossier/{case.dossier.code}", number=1).kind == "submitted"


def test_a_corrected_help_moves_inside_the_rate(province):
    case = make_case("received", office=make_office(province))
    actions.correct(case=case, reason="Có người giúp", help=Help.HELPED, by=_controller(case), at=NOW)
    assert _figure() == (0, 1, 0, 1)


def test_a_helper_stays_recorded_only_where_there_was_help():
    case = make_case("received")
    Dossier.objects.filter(id=case.dossier_id).update(helper=case.dossier.filer)
    actions.correct(case=case, reason="Tự làm", help=Help.UNKNOWN, by=_controller(case), at=NOW)
    assert Dossier.objects.get(id=case.dossier_id).helper is None


def test_a_corrected_time_of_receipt_moves_day_and_due_time_but_not_the_promise_on_the_slip(province):
    case = make_case("received", office=make_office(province), at=_day(20))
    officer = make_officer(case.competent_office, Role.RECEPTION)
    case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=_day(25))
    case = actions.supplement(case=case, by=case.dossier.filer, at=_day(26))
    assert case.due_at == _day(27, 17)
    accepted = make_case(office=case.competent_office, at=_day(20))
    accepted = actions.accept(case=accepted, by=officer, at=_day(30))
    assert _figure(days=(date(2026, 11, 30), date(2026, 11, 30))) == (1, 0, 0, 1)
    moved = actions.correct(
        case=accepted, reason="Nhập bù sau mất điện", received_at=_day(23), by=_controller(case), at=_day(30)
    )
    assert (moved.received_at, moved.due_at) == (_day(23), _day(27, 17))
    assert moved.first_due_at == accepted.first_due_at
    assert _figure(days=(date(2026, 11, 30), date(2026, 11, 30))) == (0, 0, 0, 0)
    assert _figure(days=(date(2026, 11, 23), date(2026, 11, 23))) == (1, 0, 0, 1)
    assert _last(accepted)[1]["was"].keys() == {"received_at", "due_at"}


def test_a_corrected_receipt_keeps_the_stops_of_the_ledger():
    case = make_case(at=_day(19))
    officer = make_officer(case.competent_office, Role.RECEPTION)
    case = actions.accept(case=case, by=officer, at=_day(20))
    case = actions.ask_payment(case=case, reason="Phí", amount=5000, by=officer, at=_day(25))
    case = actions.record_payment(case=case, receipt="1", by=officer, at=_day(26))
    assert case.due_at == _day(27, 17)
    moved = actions.correct(
        case=case, reason="Nhận từ hôm trước", received_at=_day(19), by=_controller(case), at=_day(26)
    )
    assert moved.due_at == moved.next_due_at == _day(26, 17)
    assert moved.due_at == counting.due_by_ledger(moved)[0]


@pytest.mark.parametrize(
    ("moment", "said"),
    [(_day(27), "tương lai"), (_day(19), "không thể trước"), (_day(24), "Chuyển xử lý")],
)
def test_a_time_of_receipt_fits_what_came_before_and_after(moment, said):
    case = make_case("received", at=NOW)
    officer = make_officer(case.competent_office, Role.RECEPTION, Role.CASE_OFFICER)
    case = actions.assign(case=case, officer=officer, by=officer, at=_day(23))
    with pytest.raises(Refused, match=said) as refusal:
        actions.correct(case=case, reason="Sai giờ", received_at=moment, by=_controller(case), at=_day(25))
    assert refusal.value.field == "received_at"


def test_nothing_a_counter_enters_becomes_online():
    office = make_office()
    case = actions.register_received(
        version=make_version(offered_by=office), office=office, channel=Channel.DIRECT, by=make_officer(office), at=NOW
    )
    with pytest.raises(Refused, match="trực tuyến") as refusal:
        actions.correct(case=case, reason="Đẹp số liệu", channel=Channel.ONLINE, by=_controller(case), at=NOW)
    assert refusal.value.field == "channel"
    posted = actions.correct(case=case, reason="Qua bưu điện", channel=Channel.POST, by=_controller(case), at=NOW)
    assert posted.dossier.channel == Channel.POST


def test_another_channel_may_have_another_limit():
    office = make_office()
    version = make_version(offered_by=office)
    FilingWay.objects.create(version=version, position=9, channel=3, limit_amount=1, limit_unit=LimitUnit.WORKING_DAY)
    case = make_case("received", version=version, office=office)
    moved = actions.correct(case=case, reason="Qua bưu điện", channel=Channel.POST, by=_controller(case), at=NOW)
    assert (case.due_at, moved.due_at) == (_day(26, 17), _day(23, 17))


def test_another_receiving_office_must_have_been_there(province):
    case = make_case("received", office=make_office(province))
    other, gone = make_office(province), make_office(province, valid_to=date(2025, 6, 30))
    for office in (gone, make_office(province, valid_from=date(2027, 1, 1))):
        with pytest.raises(Refused) as refusal:
            actions.correct(case=case, reason="Nhận hộ", received_office=office, by=_controller(case), at=NOW)
        assert refusal.value.field == "received_office"
    corrected = actions.correct(case=case, reason="Nhận hộ", received_office=other, by=_controller(case), at=NOW)
    assert corrected.received_office == other
    assert _last(case)[1]["was"] == {"received_office": case.competent_office.code}


def test_a_correction_needs_a_reason_and_a_difference_and_a_receipt_to_correct():
    case = make_case("received")
    by = _controller(case)
    with pytest.raises(Refused) as refusal:
        actions.correct(case=case, reason="", channel=Channel.DIRECT, by=by, at=NOW)
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="khác"):
        actions.correct(case=case, reason="x", channel=Channel.ONLINE, help=Help.SELF, by=by, at=NOW)
    new = make_case()
    for given in ({"received_at": NOW}, {"received_office": new.competent_office}):
        with pytest.raises(Refused, match="chưa từng"):
            actions.correct(case=new, reason="x", by=by, at=NOW + timedelta(1), **given)


@pytest.mark.parametrize("status", ["new", "received", "proposed", "finished", "returned"])
def test_a_correction_changes_no_status_and_no_way_ahead(status):
    case = make_case(status)
    after = actions.correct(case=case, reason="Nộp tại quầy", channel=Channel.DIRECT, by=_controller(case), at=NOW)
    assert (after.status, after.proposed, after.result) == (case.status, case.proposed, case.result)
