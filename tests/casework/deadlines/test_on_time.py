"""Row 2.1 of the 766 index: the decision table of being on time, and how a case of ours is judged by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.casework import actions, queries
from motcua.casework.deadlines import counting
from motcua.casework.deadlines.judging import courses, judged, warning
from motcua.casework.deadlines.on_time import RULES, Course, Ground, OnTimeRule, judge, rule_named, rule_on
from motcua.casework.models import Case
from motcua.core.clock import ZONE
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_office, make_officer, make_version


def moment(day, hour=9):
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


RECEIVED, DUE, PERIOD_END = moment(2), moment(12, 17), moment(30, 23)
COURSE = Course(received_at=RECEIVED, due_at=DUE)


@pytest.mark.parametrize(
    ("why", "changes", "on_time", "ground"),
    [
        ("finished before the day", {"finished_at": moment(11)}, True, Ground.FINISHED),
        ("finished on the day itself, after closing: dates are compared", {"finished_at": moment(12, 23)}, True,
         Ground.FINISHED),
        ("finished the day after", {"finished_at": moment(13, 0)}, False, Ground.FINISHED),
        ("finished in time, returned late: being finished counts first",
         {"finished_at": moment(12), "returned_at": moment(20)}, True, Ground.FINISHED),
        ("returned late and never noted as finished", {"returned_at": moment(20)}, False, Ground.RETURNED),
        ("returned counts before stopped", {"returned_at": moment(12), "ended_at": moment(20)}, True, Ground.RETURNED),
        ("stopped in time", {"ended_at": moment(5)}, True, Ground.ENDED),
        ("withdrawn when it was late already", {"ended_at": moment(13)}, False, Ground.ENDED),
        ("not finished, the period ends after the due day", {}, False, Ground.UNFINISHED),
        ("not finished, due after the period", {"due_at": moment(30) + timedelta(1)}, True, Ground.UNFINISHED),
        ("not finished, due on the last day of the period", {"due_at": moment(30, 17)}, True, Ground.UNFINISHED),
        ("waits for papers that were asked for in time", {"requests": ((moment(12), None),)}, True, Ground.WAITING),
        ("waits for papers that were asked for too late", {"requests": ((moment(13), None),)}, False, Ground.WAITING),
        ("waits after a second request, though all was in time",
         {"requests": ((moment(3), moment(4)), (moment(5), None))}, False, Ground.ASKED_AGAIN),
        ("two requests, both completed: the time of both is taken off",
         {"requests": ((moment(3), moment(5)), (moment(6), moment(9))), "finished_at": moment(17)}, True,
         Ground.FINISHED),
        ("supplemented: late by the days that the supplement took, so on time",
         {"requests": ((moment(4), moment(8)),), "finished_at": moment(16)}, True, Ground.FINISHED),
        ("supplemented: one day more than the supplement took",
         {"requests": ((moment(4), moment(8)),), "finished_at": moment(17)}, False, Ground.FINISHED),
        ("supplemented and still not finished", {"requests": ((moment(4), moment(8)),)}, False, Ground.UNFINISHED),
        ("the clock has stood since a day within the limit", {"stopped_at": moment(12)}, True, Ground.STANDING),
        ("late already when the clock stopped", {"stopped_at": moment(13)}, False, Ground.STANDING),
        ("supplemented before the clock stopped: what that took is taken off",
         {"stopped_at": moment(16), "requests": ((moment(4), moment(8)),)}, True, Ground.STANDING),
        ("the clock stopped after the period", {"stopped_at": moment(30, 23) + timedelta(1)}, False,
         Ground.UNFINISHED),
        ("stopped for good in time, the clock standing since", {"stopped_at": moment(5), "ended_at": moment(5)}, True,
         Ground.ENDED),
        ("nothing promised, within the longest limit of the law",
         {"due_at": None, "longest_at": moment(12, 17), "finished_at": moment(12)}, True, Ground.FINISHED),
        ("nothing promised, beyond the longest limit, the supplement taken off",
         {"due_at": None, "longest_at": moment(12), "requests": ((moment(4), moment(6)),), "finished_at": moment(15)},
         False, Ground.FINISHED),
        ("nothing promised and no limit: nothing to be late for", {"due_at": None}, True, Ground.NO_DUE_TIME),
        ("finished after the period: at its end it was not", {"finished_at": moment(30, 23) + timedelta(3)}, False,
         Ground.UNFINISHED),
        ("papers came after the period: at its end they were awaited",
         {"requests": ((moment(12), moment(30, 23) + timedelta(1)),)}, True, Ground.WAITING),
    ],
)  # fmt: skip
def test_on_time_by_row_2_1_of_the_766_index(why, changes, on_time, ground):
    found = judge(replace(COURSE, **changes), PERIOD_END)
    assert (found.on_time, found.ground, found.rule.name) == (on_time, ground, "766-2.1"), why


def test_what_was_never_received_is_not_judged():
    assert judge(Course(received_at=None, ended_at=moment(5)), PERIOD_END) is None


def test_the_time_of_a_supplement_is_taken_off_the_end():
    found = judge(replace(COURSE, requests=((moment(4), moment(8)),), finished_at=moment(16)), PERIOD_END)
    assert (found.taken_off, found.ended_at, found.over) == (timedelta(4), moment(12), True)


def test_rules_are_found_by_day_and_by_name():
    later = OnTimeRule("later", date(2027, 1, 1), "")
    assert rule_on(date(2026, 12, 31), (*RULES, later)).name == "766-2.1"
    assert rule_on(date(2027, 1, 1), (*RULES, later)) is later
    assert rule_named("766-2.1") is RULES[0]
    with pytest.raises(LookupError):
        rule_named("766-9")
    with pytest.raises(LookupError):
        rule_on(date(2020, 1, 1))


@pytest.mark.django_db
def test_cases_are_judged_by_their_own_history_in_two_statements(django_assert_num_queries):
    office = make_office()
    version, officer = make_version(offered_by=office), make_officer(office, *Role)
    given = {"office": office, "version": version, "officer": officer}
    late, waits, twice, new = (make_case(each, **given) for each in ("received", "in_progress", "in_progress", "new"))
    waits = actions.ask_supplement(case=waits, reason="Thiếu", by=officer, at=NOW + timedelta(1))
    for day in (1, 5):
        twice = actions.ask_supplement(case=twice, reason="Thiếu", by=officer, at=NOW + timedelta(day), again=True)
        if day == 1:
            twice = actions.supplement(case=twice, by=officer, at=NOW + timedelta(3))
    cases = [queries.by_code(case.dossier.code) for case in (late, waits, twice, new)]
    with django_assert_num_queries(2):
        found = judged(cases, NOW + timedelta(60))
    assert [(found[case.pk].on_time, found[case.pk].ground) for case in cases[:3]] == [
        (False, Ground.UNFINISHED), (True, Ground.WAITING), (False, Ground.ASKED_AGAIN),
    ]  # fmt: skip
    assert new.pk not in found


@pytest.mark.django_db
def test_a_case_whose_clock_stands_is_not_late_until_the_clock_runs_again():
    office = make_office()
    posting = {"key": "posting", "name": "Niêm yết", "legal_basis": "Điều 1"}
    version, officer = make_version(offered_by=office, rules={"clock_stops": [posting]}), make_officer(office, *Role)
    given, at = {"office": office, "version": version, "officer": officer}, NOW + timedelta(1)
    paused, owed, late = (make_case("in_progress", **given) for _ in range(3))
    actions.pause(case=paused, reason="posting", by=officer, at=at)
    actions.ask_payment(case=owed, reason="Phí", amount=5000, by=officer, at=at)
    actions.pause(case=late, reason="posting", by=officer, at=NOW + timedelta(30))

    def seen(on):
        cases = [queries.by_code(case.dossier.code) for case in (paused, owed, late)]
        return [(one.on_time, one.ground) for one in judged(cases, on).values()]

    assert seen(NOW + timedelta(60)) == [(True, Ground.STANDING)] * 2 + [(False, Ground.STANDING)]
    paused = actions.resume_clock(case=paused, by=officer, at=NOW + timedelta(60))
    assert seen(NOW + timedelta(60))[0] == (True, Ground.UNFINISHED)
    assert seen(paused.due_at + timedelta(1))[0] == (False, Ground.UNFINISHED)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"status": 9}, {"proposed": True}, {"next_due_at": NOW}])
def test_no_clock_stands_for_a_named_reason_on_a_case_that_is_decided_proposed_or_due(wrong):
    case = make_case("in_progress")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**{"pause": "posting", "next_due_at": None, **wrong})


@pytest.mark.django_db
def test_what_a_supplement_took_is_taken_off_once_not_twice():
    """The due time that we promise moves with a supplement; the rule takes it off the end, so it judges by the other."""
    office = make_office()
    officer = make_officer(office, *Role)
    case = make_case("in_progress", office=office, version=make_version(offered_by=office), officer=officer)
    case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=NOW + timedelta(1))
    case = actions.supplement(case=case, by=officer, at=NOW + timedelta(4))
    case = actions.ask_payment(case=case, reason="Phí", amount=5000, by=officer, at=NOW + timedelta(4))
    case = actions.record_payment(case=case, receipt="1", by=officer, at=NOW + timedelta(5))
    course = courses([queries.by_code(case.dossier.code)])[case.pk]
    assert course.due_at == counting.extended(case, NOW + timedelta(4), NOW + timedelta(5), case.first_due_at)
    assert case.first_due_at < course.due_at < case.due_at


@pytest.mark.django_db
@pytest.mark.parametrize("received_first", [True, False])
def test_the_warning_before_another_request_says_what_the_rule_then_judges(received_first):
    office = make_office()
    officer = make_officer(office, *Role)
    stage = "received" if received_first else "new"
    case = make_case(stage, office=office, version=make_version(offered_by=office), officer=officer)
    case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=NOW + timedelta(1))
    case = actions.supplement(case=case, by=officer, at=NOW + timedelta(2))
    if not received_first:
        case = actions.accept(case=case, by=officer, at=NOW + timedelta(3))
    said = warning(case)
    case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=NOW + timedelta(4), again=True)
    (judgement,) = judged([queries.by_code(case.dossier.code)], NOW + timedelta(5)).values()
    assert ("766" in said, judgement.on_time) == (received_first, not received_first)
