"""What was promised stays: a calendar edited later, a later rule, long limits and long stops."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from motcua.casework import actions, queries
from motcua.catalogue.models import FilingWay
from motcua.catalogue.rules import LimitUnit
from motcua.core.clock import ZONE
from motcua.core.errors import Refused
from motcua.journal.queries import findings
from motcua.offices import actions as calendar
from motcua.offices import deadlines
from motcua.offices.deadlines import DeadlineRule
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db


def _day(day, hour=17, month=11):
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def _close(day, office=None):
    calendar.set_special_day(
        office=office, day=day, kind="off", name="Bão", decision="9/QĐ-UBND", by="account:1", at=_day(23)
    )


def _stop(case, start, end):
    officer = make_officer(case.competent_office, Role.CASE_OFFICER)
    asked = actions.ask_supplement(case=case, reason="Thiếu ảnh", by=officer, at=start)
    return actions.supplement(case=asked, by=case.dossier.filer, at=end)


def test_a_day_off_that_is_decided_later_does_not_move_what_was_promised():
    case = make_case("received")
    assert case.due_at == _day(26)
    _close(date(2026, 11, 25))
    case.refresh_from_db()
    assert case.due_at == case.first_due_at == _day(26)
    assert list(queries.mismatches()) == [] and list(findings()) == []
    again = make_case("received", office=case.competent_office, version=case.dossier.version)
    assert again.due_at == _day(27)  # who comes now is promised by the calendar of now


def test_a_stop_goes_on_from_the_promise_on_the_calendar_of_its_day():
    case = make_case("received")
    _close(date(2026, 11, 26))  # the day on which it is due
    back = _stop(case, _day(25, 8), _day(25, 10))
    assert (back.first_due_at, back.due_at) == (_day(26), _day(27))
    assert list(queries.mismatches()) == []


def test_a_stop_outside_office_hours_leaves_the_promise_although_its_day_is_off_now():
    case = make_case("received")
    _close(date(2026, 11, 26))
    assert _stop(case, _day(24, 8), _day(24, 10)).due_at == _day(26)


def test_an_offices_own_day_off_moves_promises_of_it_and_below_it_only():
    top, other = make_office(), make_office()
    below = make_office(top)
    _close(date(2026, 11, 25), top)
    due = [make_case("received", office=office).due_at for office in (top, below, other)]
    assert due == [_day(27), _day(27), _day(26)]


def test_a_case_keeps_its_rule_when_another_one_comes_into_force(monkeypatch):
    case = make_case("received")
    later = DeadlineRule("working-time-2", NOW.date() + timedelta(1), hours_per_day=4, counts_receipt_day=True)
    monkeypatch.setattr(deadlines, "RULES", (*deadlines.RULES, later))
    back = _stop(case, _day(23, 7), _day(23, 17))
    assert (back.due_at, back.deadline_rule) == (_day(27), "working-time-1:working_day")  # eight hours are one day
    new = make_case("received", at=_day(23, 8))
    assert (new.due_at, new.deadline_rule) == (_day(26), "working-time-2:working_day")  # 23, 25, 26
    assert _stop(new, _day(25, 7), _day(25, 17)).due_at == _day(30)  # eight hours are two days


def test_a_limit_or_a_stop_of_years_is_counted_too():
    office = make_office()
    version = make_version(offered_by=office, limit=None)
    FilingWay.objects.create(version=version, position=9, channel=2, limit_amount=60, limit_unit=LimitUnit.MONTH)
    case = make_case("received", version=version, office=office)
    assert case.due_at.date() == date(2031, 11, 20)
    back = _stop(case, _day(23, 7), _day(23, 7) + timedelta(days=1500))
    assert back.due_at.date() > date(2035, 12, 1)


def test_a_limit_that_no_calendar_reaches_is_refused_in_words():
    office = make_office()
    version = make_version(offered_by=office, limit=None)
    FilingWay.objects.create(version=version, position=9, channel=2, limit_amount=9999, limit_unit=LimitUnit.MONTH)
    with pytest.raises(Refused, match="thời hạn"):
        make_case("received", version=version, office=office)


def test_a_stop_is_counted_as_the_ledger_counts_it():
    """The case moves stop by stop what `deadlines.count` tells at once."""
    case = make_case("received", at=_day(16, 8))
    spans = [(_day(17, 9), _day(18, 10)), (_day(19, 20), _day(23, 8))]
    for number, (start, end) in enumerate(spans):
        officer = make_officer(case.competent_office, Role.CASE_OFFICER)
        case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=start, again=bool(number))
        case = actions.supplement(case=case, by=case.dossier.filer, at=end)
    from motcua.offices import queries as offices

    limit = deadlines.Limit(3, "working_day")
    ledger = deadlines.count(offices.calendar(case.competent_office_id, date(2026, 11, 1)), _day(16, 8), limit, spans)
    assert case.due_at == ledger.due_at == _day(26)
    assert case.first_due_at == ledger.first_due_at
