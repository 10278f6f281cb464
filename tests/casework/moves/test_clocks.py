"""Moves that stop the clock and let it run again: payment, pause, stop, withdrawal, the day for a supplement."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta

import pypdf
import pytest

from motcua.casework import actions, queries
from motcua.casework.deadlines import counting
from motcua.casework.models import CaseStep, ClockStop
from motcua.casework.rules import Status
from motcua.core.clock import ZONE
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.people.rules import Role
from motcua.records.queries import open_content
from motcua.records.rules import PaperKind
from tests.factories import NOW, make_case, make_document, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
EVERY = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)
POSTING = {"key": "public_posting", "name": "Niêm yết công khai", "legal_basis": "Điều 39 Nghị định số 101/2024/NĐ-CP"}


def _officer(case, *roles):
    return make_officer(case.competent_office, *(roles or EVERY))


def _day(day, hour=9, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def _last(case):
    entry = Entry.objects.filter(subject=f"dossier/{case.dossier.code}").latest("number")
    return entry.kind, json.loads(entry.body)


def _pausable(status="in_progress"):
    office = make_office()
    return make_case(status, version=make_version(offered_by=office, rules={"clock_stops": [POSTING]}), office=office)


def _paper(case, move):
    step = CaseStep.objects.get(case=case, move=move)
    paper = actions.issue(
        case=case,
        kind=PaperKind.STOP_NOTICE,
        step=step,
        lookup_url="http://127.0.0.1/",
        verify_url="http://127.0.0.1/{}/".format,
        at=NOW,
    )
    with open_content(paper.document) as file:
        pages = pypdf.PdfReader(io.BytesIO(file.read())).pages
        return " ".join("".join(page.extract_text() for page in pages).split())


@pytest.fixture(autouse=True)
def _journal_and_tables_agree():
    yield
    assert list(findings()) == list(queries.mismatches()) == []


@pytest.mark.parametrize("status", ["received", "in_progress"])
def test_the_clock_stops_while_a_payment_is_asked_for_and_the_receipt_ends_it(status):
    case = make_case(status)
    asked = actions.ask_payment(case=case, reason="Lệ phí địa chính", amount=150_000, by=_officer(case), at=_day(23))
    assert (asked.status, asked.next_due_at) == (Status.PAYMENT_ASKED, None)
    kind, body = _last(case)
    was = {"status": int(case.status), "stopped_at": None}
    assert (kind, body["details"], body["was"]) == ("payment_asked", {"amount": 150_000}, was)
    back = actions.record_payment(case=asked, receipt=" BL 0001234 ", by=_officer(case), at=_day(25))
    assert (back.status, back.due_at, back.first_due_at) == (case.status, _day(27, 17), _day(26, 17))
    assert ClockStop.objects.get(case=case).reason == "payment"
    steps = CaseStep.objects.filter(case=case).order_by("-entry_number")[:2]
    assert [(step.amount, step.reference) for step in steps] == [(None, "BL 0001234"), (150_000, "")]
    assert "BL" not in json.dumps(_last(case)[1])


@pytest.mark.parametrize("amount", [None, 0, 999, -5])
def test_a_payment_is_asked_for_with_an_amount_of_a_thousand_or_more(amount):
    case = make_case("received")
    with pytest.raises(Refused) as refusal:
        actions.ask_payment(case=case, reason="Phí", amount=amount, by=_officer(case), at=NOW)
    assert refusal.value.field == "amount"


def test_a_payment_is_recorded_with_the_number_of_its_receipt():
    case = make_case("received")
    asked = actions.ask_payment(case=case, reason="Phí", amount=1000, by=_officer(case), at=NOW)
    for receipt, at_fault in (("  ", "receipt"), ("9" * 301, "receipt")):
        with pytest.raises(Refused) as refusal:
            actions.record_payment(case=asked, receipt=receipt, by=_officer(case), at=NOW)
        assert refusal.value.field == at_fault
    assert ClockStop.objects.filter(case=case, ended_at=None).exists()


def test_the_day_for_a_supplement_is_kept_shown_and_cleared():
    case = make_case("received")
    asked = actions.ask_supplement(case=case, reason="Thiếu ảnh", by=_officer(case), at=NOW)
    assert asked.supplement_until == date(2026, 12, 20)
    assert _last(case)[1]["details"]["until"] == "2026-12-20"
    assert CaseStep.objects.get(case=case, move="ask_supplement").until == date(2026, 12, 20)
    assert actions.supplement(case=asked, by=case.dossier.filer, at=NOW).supplement_until is None


def test_the_days_for_a_supplement_are_the_versions_or_the_provinces(settings):
    office = make_office()
    given = make_case(office=office, version=make_version(offered_by=office, rules={"supplement_days": 5}))
    settings.SUPPLEMENT_DAYS = 12
    for case, until in ((given, date(2026, 11, 25)), (make_case(), date(2026, 12, 2))):
        assert actions.ask_supplement(case=case, reason="Ảnh mờ", by=_officer(case), at=NOW).supplement_until == until


@pytest.mark.parametrize("until", [date(2026, 11, 19), date(2027, 11, 22)])
def test_the_day_for_a_supplement_is_neither_over_nor_years_away(until):
    case = make_case()
    with pytest.raises(Refused) as refusal:
        actions.ask_supplement(case=case, reason="Ảnh mờ", until=until, by=_officer(case), at=NOW)
    assert refusal.value.field == "until"


def test_what_was_never_received_is_refused_when_the_day_for_the_supplement_has_passed():
    case = make_case()
    officer = _officer(case)
    case = actions.ask_supplement(case=case, reason="Ảnh mờ", by=officer, at=NOW, until=date(2026, 11, 24))
    with pytest.raises(Refused, match="24/11/2026"):
        actions.refuse(case=case, reason="Không bổ sung", by=officer, at=_day(24, 23))
    with pytest.raises(Refused):
        actions.stop(case=case, reason="x", basis="y", by=officer, at=_day(25))
    refused = actions.refuse(case=case, reason="Không bổ sung", by=officer, at=_day(25))
    assert (refused.status, refused.received_at, refused.next_due_at) == (Status.REFUSED, None, None)
    assert not ClockStop.objects.filter(ended_at=None).exists()
    assert _last(case)[1]["details"] == {"paper": "refusal"}


def test_what_was_received_is_stopped_when_the_day_for_the_supplement_has_passed():
    case = make_case("in_progress")
    officer = _officer(case)
    case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=_day(23), until=date(2026, 11, 25))
    with pytest.raises(Refused, match="25/11/2026"):
        actions.stop(case=case, reason="Không bổ sung", basis="Khoản 2", by=officer, at=_day(25, 16))
    stopped = actions.stop(case=case, reason="Không bổ sung", basis="Khoản 2", by=officer, at=_day(26))
    reasons = ClockStop.objects.filter(case=case).order_by("id").values_list("reason", "ended_at")
    assert list(reasons) == [("supplement", _day(26)), ("stop", None)]
    resumed = actions.resume(case=stopped, reason="Đã bổ sung", by=officer, at=_day(27))
    assert (resumed.status, resumed.status_before) == (Status.IN_PROGRESS, None)
    assert resumed.due_at == counting.due_by_ledger(resumed)[0] > resumed.first_due_at


def test_late_papers_are_still_taken_until_somebody_ends_the_waiting():
    case = make_case()
    case = actions.ask_supplement(case=case, reason="Ảnh mờ", by=_officer(case), at=NOW, until=date(2026, 11, 20))
    assert actions.supplement(case=case, by=case.dossier.filer, at=NOW + timedelta(9)).status == Status.NEW


def test_a_stop_needs_reason_and_basis_drops_the_proposal_and_can_be_taken_up_again():
    case = make_case("proposed")
    boss = _officer(case, Role.APPROVER)
    for reason, basis, field in (("", "Điều 1", "reason"), ("Tranh chấp", " ", "basis")):
        with pytest.raises(Refused) as refusal:
            actions.stop(case=case, reason=reason, basis=basis, by=boss, at=NOW)
        assert refusal.value.field == field
    stopped = actions.stop(case=case, reason="Có tranh chấp", basis="Điều 1 Nghị định 2", by=boss, at=_day(23))
    assert (stopped.status, stopped.proposed, stopped.next_due_at) == (Status.STOPPED, False, None)
    assert _last(case)[1]["details"] == {"paper": "stop_notice"}
    words = _paper(stopped, "stop")
    for said in (
        "Mẫu số 05 (Thông tư số 03/2025/TT-VPCP)",
        "Có tranh chấp",
        "Điều 1 Nghị định 2",
        "chưa đối chiếu mẫu ban hành",
    ):
        assert said in words
    with pytest.raises(Refused):
        actions.resume(case=stopped, reason=" ", by=boss, at=_day(25))
    resumed = actions.resume(case=stopped, reason="Hết tranh chấp", by=boss, at=_day(25))
    assert (resumed.status, resumed.due_at) == (Status.IN_PROGRESS, _day(27, 17))


def test_a_filer_withdraws_without_a_reason_and_what_was_never_received_counts_nowhere():
    case = make_case()
    gone = actions.withdraw(case=case, by=case.dossier.filer, at=NOW)
    assert (gone.status, gone.received_at, gone.next_due_at) == (Status.WITHDRAWN, None, None)
    kind, body = _last(case)
    assert (kind, body["was"]) == ("withdrawn", {"status": 1, "ended_at": None}) and "details" not in body
    with pytest.raises(LookupError):
        _paper(gone, "withdraw")


@pytest.mark.parametrize("status", ["received", "in_progress", "proposed"])
def test_a_received_dossier_is_withdrawn_with_a_notice_and_a_proposal_is_dropped(status):
    case = make_case(status)
    gone = actions.withdraw(case=case, by=case.dossier.filer, at=NOW, reason="Đã bán đất")
    assert (gone.status, gone.proposed, gone.finished_at) == (Status.WITHDRAWN, False, None)
    assert gone.received_at is not None and _last(case)[1]["details"] == {"paper": "stop_notice"}
    words = _paper(gone, "withdraw")
    assert "theo yêu cầu rút hồ sơ của người nộp" in words and "Đã bán đất" in words


def test_the_counter_records_a_withdrawal_with_its_reason():
    case = make_case("received")
    with pytest.raises(Refused) as refusal:
        actions.withdraw(case=case, by=_officer(case), at=NOW)
    assert refusal.value.field == "reason"
    assert actions.withdraw(case=case, by=_officer(case), at=NOW, reason="Đơn xin rút").status == Status.WITHDRAWN


def test_a_withdrawal_ends_an_open_stop_and_the_ledger_adds_up():
    asked = make_case("received")
    asked = actions.ask_supplement(case=asked, reason="Thiếu", by=_officer(asked), at=_day(23))
    paid = make_case("received")
    paid = actions.ask_payment(case=paid, reason="Phí", amount=5000, by=_officer(paid), at=_day(23))
    paused = _pausable()
    paused = actions.pause(case=paused, reason="public_posting", by=paused.officer, at=_day(23))
    for case in (asked, paid, paused):
        gone = actions.withdraw(case=case, by=case.dossier.filer, at=_day(25))
        assert (gone.status, gone.pause, gone.status_before, gone.supplement_until) == (7, "", None, None)
        assert ClockStop.objects.get(case=case).ended_at == _day(25)
        assert gone.due_at == counting.due_by_ledger(gone)[0] == _day(27, 17)


@pytest.mark.parametrize("status", ["finished", "returned"])
def test_nothing_is_withdrawn_once_it_is_decided(status):
    case = make_case(status)
    with pytest.raises(Refused):
        actions.withdraw(case=case, by=case.dossier.filer, at=NOW)


def test_who_has_paid_withdraws_at_the_counter_where_the_money_is_given_back():
    case = make_case("received")
    case = actions.ask_payment(case=case, reason="Phí", amount=5000, by=_officer(case), at=NOW)
    case = actions.record_payment(case=case, receipt="1", by=_officer(case), at=NOW)
    with pytest.raises(Refused, match="hoàn tiền"):
        actions.withdraw(case=case, by=case.dossier.filer, at=NOW)
    assert actions.withdraw(case=case, by=_officer(case), at=NOW, reason="Đã hoàn tiền").status == Status.WITHDRAWN


def test_the_clock_stands_still_for_a_reason_that_the_version_names_while_work_goes_on():
    case = _pausable()
    paused = actions.pause(case=case, reason="public_posting", by=case.officer, at=_day(23))
    assert (paused.status, paused.pause, paused.next_due_at) == (Status.IN_PROGRESS, "public_posting", None)
    kind, body = _last(case)
    assert (kind, body["details"]) == ("clock_stopped", {"clock": "public_posting"})
    assert body["was"] == {"stopped_at": None}
    assert CaseStep.objects.get(case=case, move="pause").reference == f"{POSTING['name']} ({POSTING['legal_basis']})"
    for name, given in (("propose", {}), ("ask_supplement", {"reason": "x"}), ("stop", {"reason": "x", "basis": "y"})):
        with pytest.raises(Refused):
            getattr(actions, name)(case=paused, by=case.officer, at=NOW, **given)
    colleague = _officer(case, Role.CASE_OFFICER)
    assert actions.assign(case=paused, officer=colleague, by=_officer(case), at=NOW).pause == "public_posting"
    on = actions.resume_clock(case=paused, by=colleague, at=_day(25))
    assert (on.pause, on.due_at, on.next_due_at) == ("", _day(27, 17), _day(27, 17))
    assert actions.propose(case=on, by=colleague, at=_day(25), result=make_document()).proposed


@pytest.mark.parametrize("reason", ["", "waiting_for_signature", "supplement"])
def test_waiting_inside_never_stops_a_clock(reason):
    for case in (_pausable(), make_case("in_progress")):
        with pytest.raises(Refused, match="nội bộ") as refusal:
            actions.pause(case=case, reason=reason, by=case.officer, at=NOW)
        assert refusal.value.field == "clock"
        assert not ClockStop.objects.exists()


def test_the_second_officer_is_told_who_was_first_by_every_new_move():
    case = make_case("received")
    first, second = _officer(case), _officer(case)
    actions.ask_payment(case=case, reason="Phí", amount=5000, by=first, at=NOW, seen=2)
    late = [
        ("ask_payment", {"reason": "Phí", "amount": 5000}), ("stop", {"reason": "x", "basis": "y"}),
        ("withdraw", {"reason": "x"}), ("correct", {"reason": "x"}), ("record_payment", {"receipt": "1"}),
    ]  # fmt: skip
    for name, given in late:
        with pytest.raises(Refused, match=first.full_name):
            getattr(actions, name)(case=case, by=second, at=NOW, seen=2, **given)
