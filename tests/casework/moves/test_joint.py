"""Joint procedures: steps handed from office to office, opinions, their due times, and who sees what."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from motcua.casework import actions, queries
from motcua.casework.moves import holding
from motcua.casework.rules import Status, StepOutcome, Tab
from motcua.casework.several import bulk
from motcua.catalogue.models import ProcedureVersion
from motcua.core import clock
from motcua.core.clock import ZONE
from motcua.core.errors import Invalid, Refused
from motcua.journal.models import Entry
from motcua.measures import counting as measures
from motcua.people import queries as people
from motcua.people.rules import Ability, Role, may
from motcua.records.rules import PaperKind
from tests.casework.joint_cases import EVERY, Joint
from tests.casework.words import words_of
from tests.factories import NOW, make_case, make_document, make_office, make_officer, make_paper, make_version

pytestmark = pytest.mark.django_db


def _who(account):
    return people.who(account.pk, on=clock.local_day(NOW))


def _queue(account, tab=Tab.MINE, at=NOW, **given):
    found = queries.queue(_who(account), at=at, tab=tab, **given)
    return {row.code: row for row in found.rows}, found.counts


def _entries(case):
    found = Entry.objects.filter(subject=f"dossier/{case.dossier.code}").order_by("number")
    return [(entry.kind, json.loads(entry.body)) for entry in found]


def test_the_case_goes_through_three_offices_and_is_decided_at_the_first():
    joint = Joint()
    assert joint.open() == [("check", joint.home.pk)]
    joint.check()
    assert joint.open() == [("post", joint.commune.pk), ("police", joint.police.pk)]
    joint.post()
    assert joint.open() == [("tax", joint.tax.pk)]
    joint.do("complete_step", joint.tax, "tax")
    assert joint.open() == []
    joint.do("propose", joint.home)
    joint.do("approve", joint.home, result=make_document())
    assert joint.case.status == Status.FINISHED
    assert [kind for kind, _ in _entries(joint.case)] == [
        "submitted", "accepted", "assigned", "step_completed", "opinion_given", "step_completed", "step_completed",
        "proposed", "approved",
    ]  # fmt: skip
    assert list(queries.mismatches()) == []


def test_the_branch_follows_what_a_step_filled_in():
    joint = Joint()
    joint.check(duty="no")
    joint.post()
    assert joint.open() == []
    assert not joint.case.in_step


def test_a_joint_case_is_counted_once_at_its_competent_office():
    joint = Joint()
    joint.check()
    joint.post()
    counted = {}
    for number, (_, body) in enumerate(_entries(joint.case), 1):
        assert body["facts"]["competent_office"] == joint.home.code
        for key, change in measures.changes(number, body).items():
            counted[key] = counted.get(key, 0) + change
    last = _entries(joint.case)[-1][1]["facts"]
    assert {key: count for key, count in counted.items() if count} == measures.keys(last)


def test_nothing_is_proposed_while_a_step_or_an_opinion_is_open():
    joint = Joint()
    with pytest.raises(Refused, match="Kiểm tra hồ sơ"):
        joint.do("propose", joint.home)
    joint.check(duty="no")
    joint.post()
    joint.do("ask_opinion", joint.home, office=joint.tax, question="Đã nộp thuế chưa?", days=2)
    with pytest.raises(Refused, match="Đã nộp thuế chưa"):
        joint.do("propose", joint.home)


def test_a_step_is_completed_only_with_what_it_asks_for():
    joint = Joint()
    with pytest.raises(Invalid) as refused:
        joint.do("complete_step", joint.home, "check", chosen={"post": joint.commune})
    assert refused.value.errors == {"duty": "Chọn «Có nghĩa vụ tài chính»."}
    with pytest.raises(Refused) as without_office:
        joint.do("complete_step", joint.home, "check", values={"duty": "no"})
    assert without_office.value.field == "office-post"
    joint.check()
    with pytest.raises(Refused, match="Còn chờ ý kiến"):
        joint.do("complete_step", joint.commune, "post", document=make_document())
    joint.do("answer_opinion", joint.police, "police", answer="Không.")
    with pytest.raises(Invalid) as no_paper:
        joint.do("complete_step", joint.commune, "post")
    assert no_paper.value.errors == {"document": "Đính kèm «Biên bản niêm yết»."}


def test_the_second_to_complete_a_step_is_told_who_was_first():
    joint = Joint()
    row, first = joint.row("check"), joint.by(joint.home)
    joint.check()
    with pytest.raises(Refused, match=first.full_name):
        actions.complete_step(case=joint.case, about=row, by=make_officer(joint.home, *EVERY), at=NOW,
                              values={"duty": "no"})  # fmt: skip


def test_each_step_is_due_in_the_office_hours_of_its_own_office_and_the_case_runs_on():
    joint = Joint(at=datetime(2026, 11, 20, 9, tzinfo=ZONE))  # a Friday
    before = joint.case.due_at
    joint.check()
    assert joint.row("check").due_at == datetime(2026, 11, 23, 9, tzinfo=ZONE)
    assert joint.row("post").due_at == datetime(2026, 11, 25, 9, tzinfo=ZONE)  # the 24th is a day off
    assert joint.case.due_at == before
    later = datetime(2026, 11, 25, 10, tzinfo=ZONE)
    joint.post(at=later)
    assert holding.is_late(joint.row("post"), later)
    assert joint.row("tax").due_at == datetime(2026, 11, 26, 10, tzinfo=ZONE)


def test_only_a_stop_that_the_law_gives_moves_the_due_time_of_a_step():
    posting = {"key": "posting", "name": "Niêm yết", "legal_basis": "Điều 1"}
    joint = Joint(more={"rules": {"clock_stops": [posting]}})
    joint.check()
    due = joint.row("post").due_at
    joint.do("pause", joint.home, reason="posting")
    joint.do("resume_clock", joint.home, at=NOW + timedelta(3))
    assert joint.row("post").due_at == due
    joint.do("ask_supplement", joint.home, reason="Thiếu", at=NOW + timedelta(3))
    joint.do("answer_opinion", joint.police, "police", answer="Không.", at=NOW + timedelta(4))
    joint.do("supplement", joint.home, at=NOW + timedelta(5))
    assert joint.row("post").due_at == due + timedelta(1)  # Monday 9:00 to Wednesday 9:00, Tuesday off
    assert joint.row("police").done_at is not None
    for row in holding.steps(joint.case):
        assert row.due_at == holding.due_by_ledger(row), row


def test_no_step_becomes_late_while_the_clock_stands_by_law():
    joint = Joint()
    joint.check()
    due, later = joint.row("post").due_at, NOW + timedelta(60)
    joint.do("ask_payment", joint.home, reason="Thuế", amount=5000, at=NOW + timedelta(1))
    standing = holding.of(joint.case)
    assert not any(standing.is_late(row, later) for row in standing.open)
    joint.do("record_payment", joint.home, receipt="1", at=later)
    running = holding.of(joint.case)
    assert joint.row("post").due_at > due and running.is_late(joint.row("post"), later + timedelta(30))


def test_the_journal_tells_when_each_step_is_due_and_no_word_of_it():
    joint = Joint()
    joint.check()
    body = _entries(joint.case)[-1][1]
    assert [one["key"] for one in body["details"]["opened"]] == ["post", "police"]
    assert body["details"]["opened"][0]["due_at"] == clock.stamp(joint.row("post").due_at)
    assert body["details"]["step"]["outcome"] == StepOutcome.DONE
    joint.do("answer_opinion", joint.police, "police", answer="Hàng xóm tranh chấp")
    assert "tranh chấp" not in "".join(entry.body for entry in Entry.objects.all())


def test_a_step_is_returned_with_a_reason_and_done_again():
    joint = Joint()
    joint.check()
    with pytest.raises(Refused) as without:
        joint.do("return_step", joint.commune, "post", former=joint.row("check"), reason=" ")
    assert without.value.field == "reason"
    joint.do("return_step", joint.commune, "post", former=joint.row("check"), reason="Thiếu trích lục")
    assert joint.open() == [("check", joint.home.pk)]
    assert joint.row("post").outcome == StepOutcome.SENT_BACK
    assert joint.row("police").outcome == StepOutcome.WITHDRAWN
    joint.check(duty="no")
    joint.post()
    joint.do("reopen_step", joint.home, former=joint.row("post"), reason="Niêm yết thiếu ngày")
    assert joint.open() == [("post", joint.commune.pk)], "the opinion that was given stays given"


def test_an_opinion_that_was_given_is_asked_for_again_only_on_purpose_or_of_another_office():
    joint = Joint()
    joint.check()
    joint.do("answer_opinion", joint.police, "police", answer="Không có.")
    for _again in range(2):
        joint.do("return_step", joint.commune, "post", former=joint.row("check"), reason="Thiếu trích lục")
        joint.check()
        assert joint.open() == [("post", joint.commune.pk)]
    answered = joint.row("police")
    with pytest.raises(Refused) as without:
        joint.do("repeat_opinion", joint.home, "police", reason=" ")
    assert (without.value.field, "người làm tiếp" in without.value.message) == ("reason", True)
    joint.do("repeat_opinion", joint.home, "police", reason="Có đơn khiếu nại mới")
    again = joint.row("police")
    assert (again.note, again.name, again.hours, again.office) == (
        "Có đơn khiếu nại mới", answered.name, answered.hours, joint.police
    )  # fmt: skip
    kind, body = _entries(joint.case)[-1]
    assert (kind, [one["key"] for one in body["details"]["opened"]]) == ("opinion_asked", ["police"])
    assert "khiếu nại" not in json.dumps(body, ensure_ascii=False)
    with pytest.raises(Refused, match="đang chờ"):
        joint.do("repeat_opinion", joint.home, about=answered, reason="Lần nữa")
    with pytest.raises(Refused, match="Còn chờ ý kiến"):
        joint.do("complete_step", joint.commune, "post", document=make_document())
    joint.post()
    assert answered.note == "Không có." and joint.open() == [("tax", joint.tax.pk)]


@pytest.mark.parametrize(("days", "outcome"), [(0, StepOutcome.WITHDRAWN), (5, StepOutcome.UNANSWERED)])
def test_whoever_waits_goes_on_without_an_opinion_at_any_time_and_the_office_asked_is_told(days, outcome):
    joint, at = Joint(), NOW + timedelta(days)
    joint.check()
    reach = {joint.police.pk}
    with pytest.raises(Refused) as without:
        joint.do("close_opinion", joint.home, "police", reason=" ")
    assert without.value.field == "reason" and holding.not_awaited(reach, NOW) == []
    joint.do("close_opinion", joint.commune, "police", reason="Người dân đã rút tranh chấp", at=at)
    assert (joint.row("police").outcome, joint.case.opinions_open) == (outcome, 0)
    kind, body = _entries(joint.case)[-1]
    assert (kind, body["details"]["step"]["outcome"]) == ("opinion_closed", outcome)
    (told,) = holding.not_awaited(reach, at + timedelta(6))
    assert (told.note, told.by) == ("Người dân đã rút tranh chấp", joint.by(joint.commune))
    assert holding.not_awaited(reach, at + timedelta(8)) == holding.not_awaited((), at) == []
    assert holding.not_awaited({joint.home.pk, joint.police.pk}, at) == [], "who asked knows"
    joint.do("complete_step", joint.commune, "post", document=make_document(), at=at)
    assert joint.open() == [("tax", joint.tax.pk)]


def test_a_question_to_the_wrong_office_is_taken_back_and_that_office_sees_the_case_no_more():
    case = make_case("in_progress")
    other, by = make_office(), make_officer(case.competent_office, *EVERY)
    with pytest.raises(Invalid) as refused:
        actions.ask_opinion(case=case, office=case.competent_office, question=" ", days=0, by=by, at=NOW)
    assert refused.value.errors.keys() == {"office", "question", "days"}
    case = actions.ask_opinion(case=case, office=other, question="Có quy hoạch không?", days=3, by=by, at=NOW)
    asked = _who(make_officer(other, Role.CASE_OFFICER))
    assert may(asked, Ability.SEE_CASE, queries.thing(case))
    row = holding.open_steps(case)[0]
    case = actions.close_opinion(case=case, about=row, reason="Gửi nhầm", by=by, at=NOW)
    assert holding.steps(case)[0].outcome == StepOutcome.WITHDRAWN
    assert not may(asked, Ability.SEE_CASE, queries.thing(case))


def test_another_office_sees_the_case_while_and_after_it_is_concerned_and_decides_nothing():
    joint = Joint()
    thing = queries.thing(joint.case)
    there = _who(joint.by(joint.commune))
    assert not may(there, Ability.SEE_CASE, thing)
    joint.check()
    joint.post()
    thing = queries.thing(joint.case)
    assert may(there, Ability.SEE_CASE, thing)
    assert [ability for ability in (Ability.RECEIVE, Ability.WORK, Ability.APPROVE, Ability.CORRECT)
            if may(there, ability, thing)] == []  # fmt: skip
    assert not may(_who(make_officer(make_office(), *EVERY)), Ability.SEE_CASE, thing)


def test_the_queue_of_each_office_shows_what_waits_for_it_by_the_due_time_of_its_step():
    joint = Joint()
    code, home, there = joint.case.dossier.code, joint.by(joint.home), joint.by(joint.commune)
    assert code in _queue(home)[0]
    assert _queue(there, Tab.ALL)[0] == {}
    joint.check()
    assert code not in _queue(home)[0]
    waiting, counts = _queue(home, Tab.WAITING)
    assert (waiting[code].holder, counts[Tab.WAITING], counts[Tab.ALL]) == (joint.commune.short_name, 1, 1)
    assert waiting[code].holder_due == joint.row("post").due_at
    mine, counts = _queue(there)
    assert mine[code].next_due_at == joint.row("post").due_at
    assert (counts[Tab.MINE], counts[Tab.ALL], counts[Tab.LATE]) == (1, 1, 0)
    assert _queue(there, at=NOW + timedelta(7))[1][Tab.LATE] == 1
    assert code in _queue(joint.by(joint.police))[0]
    joint.post()
    assert _queue(there, Tab.ALL)[0] == {}
    assert code in _queue(there, code=code)[0]
    assert code in _queue(there, code=code[-11:])[0] and code in _queue(there, code=code[-4:])[0]


def test_a_step_given_to_one_officer_is_hers_alone_in_the_queue():
    joint = Joint()
    joint.check()
    colleague = make_officer(joint.commune, Role.CASE_OFFICER)
    with pytest.raises(Refused):
        joint.do("assign_step", joint.commune, "post", officer=make_officer(joint.tax, Role.CASE_OFFICER))
    joint.do("assign_step", joint.commune, "post", officer=colleague)
    assert joint.case.dossier.code in _queue(colleague)[0]
    assert _queue(joint.by(joint.commune))[0] == {}


@pytest.mark.parametrize("size", [1, 20])
def test_the_queue_makes_two_statements_however_many_cases_wait(size, django_assert_num_queries):
    joint = Joint()
    joint.check()
    for _ in range(size - 1):
        case = make_case("in_progress", version=joint.version, office=joint.home, officer=joint.by(joint.home))
        actions.complete_step(
            case=case, about=holding.open_steps(case)[0], by=joint.by(joint.home), at=NOW, values={"duty": "no"},
            chosen={"post": joint.commune},
        )  # fmt: skip
    who = _who(joint.by(joint.commune))
    with django_assert_num_queries(2):
        assert len(queries.queue(who, at=NOW).rows) == size


def test_a_running_case_stays_on_its_process_when_the_version_ends_or_is_replaced():
    joint = Joint()
    ProcedureVersion.objects.filter(id=joint.version.pk).update(valid_to=NOW.date() - timedelta(1))
    fresh = ProcedureVersion.objects.get(id=joint.version.pk)
    fresh.pk, fresh.number, fresh.valid_to, fresh.process = None, 2, None, None
    fresh._state.adding = True
    fresh.save(force_insert=True)
    joint.case = queries.by_code(joint.case.dossier.code)
    joint.check()
    assert joint.open() == [("post", joint.commune.pk), ("police", joint.police.pk)]


def test_without_a_process_it_is_work_then_approve():
    case = make_case("in_progress")
    assert holding.steps(case) == []
    assert (case.in_step, case.opinions_open, case.concerned) == (False, 0, "")
    by = make_officer(case.competent_office, *EVERY)
    assert actions.propose(case=case, by=by, at=NOW).proposed


def test_withdrawing_ends_every_step_and_recalling_keeps_them_for_the_next_officer():
    joint = Joint()
    joint.do("recall", joint.home)
    other = make_officer(joint.home, *EVERY)
    joint.do("assign", joint.home, officer=other)
    assert joint.open() == [("check", joint.home.pk)]
    assert joint.row("check").officer == other
    joint.check()
    joint.do("withdraw", joint.home, reason="Theo đơn")
    assert joint.open() == []
    assert {row.outcome for row in holding.steps(joint.case)} == {StepOutcome.DONE, StepOutcome.WITHDRAWN}


def test_many_at_once_begins_the_process_of_each_and_refuses_what_is_not_done():
    joint = Joint()
    by = joint.by(joint.home)
    received = make_case("received", version=joint.version, office=joint.home)
    chosen = [(received.dossier.code, 2)]
    outcomes = bulk.move_each(name="assign", chosen=chosen, who=_who(by), by=by, at=NOW, officer=by)
    assert [outcome.done for outcome in outcomes] == [True]
    received.refresh_from_db()
    assert received.in_step


def test_a_closed_office_is_followed_by_its_successor():
    from motcua.offices.models import OfficeSuccession

    joint = Joint()
    joint.check()
    heir = make_office()
    joint.tax.valid_to = NOW.date() - timedelta(1)
    joint.tax.save()
    OfficeSuccession.objects.create(predecessor=joint.tax, successor=heir, extent="whole")
    joint.post()
    assert joint.open() == [("tax", heir.pk)]


def test_the_process_of_a_version_may_need_no_other_office():
    simple = {"steps": [{"key": "visit", "name": "Kiểm tra thực tế", "hours": 8}]}
    office = make_office()
    case = make_case("in_progress", office=office, version=make_version(offered_by=office, process=simple))
    row = holding.open_steps(case)[0]
    by = make_officer(office, *EVERY)
    case = actions.complete_step(case=case, about=row, by=by, at=NOW, note="Đúng hiện trạng")
    assert (case.in_step, case.concerned) == (False, "")
    assert actions.propose(case=case, by=by, at=NOW).proposed


def test_the_control_slip_lists_the_handovers_between_offices_and_who_was_late():
    joint = Joint()
    joint.check()
    joint.post(at=NOW + timedelta(7))
    slip = words_of(make_paper(joint.case, PaperKind.CONTROL_SLIP))
    for office in (joint.home, joint.commune, joint.tax, joint.police):
        assert office.name in slip
    assert joint.by(joint.commune).full_name in slip
    assert "Hoàn thành bước: Niêm yết" in slip
    assert "Quá hạn" in slip


def test_handing_on_is_about_the_step_not_about_an_opinion_asked_with_it():
    office, other = make_office(), make_office()
    opinion = {"key": "other", "name": "Có ý kiến gì?", "office": other.code, "hours": 8}
    process = {"steps": [{"key": "check", "name": "Kiểm tra", "hours": 8, "consult": [opinion]}]}
    version, officer = make_version(offered_by=office, process=process), make_officer(office, *Role)
    case = make_case("in_progress", office=office, version=version, officer=officer)
    assert queries.last_step(case).joint_step.key == "check"


def test_who_looked_too_long_is_told_who_was_faster_not_what_else_there_is_to_do():
    joint = Joint()
    given = {"office": joint.tax, "question": "Có nợ không?", "days": 2, "by": joint.by(joint.home), "at": joint.at}
    with pytest.raises(Refused, match="Hãy tải lại"):
        actions.ask_opinion(case=joint.case, seen=1, **given)


def test_a_reason_that_only_officers_read_is_not_asked_for_in_the_citizens_name():
    joint = Joint()
    joint.check()
    with pytest.raises(Refused, match="người làm tiếp"):
        actions.return_step(case=joint.case, about=joint.row("post"), former=joint.row("check"), reason="",
                            by=joint.by(joint.commune), at=joint.at)  # fmt: skip
