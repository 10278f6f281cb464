"""Office hours: which moments and days are open, and how office time adds up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.clock import ZONE, local
from motcua.offices.rules import BeyondCalendar, DayKind, Special, Stretch, WorkingCalendar, length, public_holidays

OFF, MADE_UP = Special(DayKind.OFF, "nghỉ"), Special(DayKind.MAKE_UP, "làm bù")
SPECIAL = {
    **public_holidays(2024), **public_holidays(2025), **public_holidays(2026), **public_holidays(2027),
    date(2026, 1, 2): OFF, date(2026, 1, 10): MADE_UP,
}  # fmt: skip
CALENDAR = WorkingCalendar(special=SPECIAL)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2026-11-20", True),  # Friday
        ("2026-11-21", False),  # Saturday
        ("2026-01-02", False),  # off by decision, in exchange for 10 January
        ("2026-01-10", True),  # the Saturday worked for it
        ("2026-08-22", True),  # Saturday worked for 31 August
        ("2026-08-31", False),
        ("2026-02-16", False),  # Tết
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-04-27", False),  # the day after the Hùng Kings' day, which is a Sunday
        ("2026-11-24", False),  # the day of culture, from 2026
        ("2025-11-24", True),
    ],
)
def test_days_off_and_made_up(day, open_):
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is open_


@pytest.mark.parametrize(
    ("received", "opening"),
    [
        ("2026-11-20T06:10", "2026-11-20T07:00"),
        ("2026-11-20T07:00", "2026-11-20T07:00"),
        ("2026-11-20T11:30", "2026-11-20T11:30"),
        ("2026-11-20T12:15", "2026-11-20T13:30"),  # at lunch
        ("2026-11-20T17:00", "2026-11-20T17:00"),  # the closing minute is still open
        ("2026-11-20T17:20", "2026-11-23T07:00"),  # Friday after closing
        ("2026-11-23T17:01", "2026-11-25T07:00"),  # the 24th is off
        ("2026-02-14T09:00", "2026-02-23T07:00"),  # Saturday before Tết
        ("2026-01-10T10:00", "2026-01-10T10:00"),  # make-up Saturday
    ],
)
def test_receipt_outside_hours_counts_as_the_next_opening(received, opening):
    assert CALENDAR.next_opening(at(received)) == at(opening)


def test_a_stop_counts_office_hours_only():
    stopped = CALENDAR.worked_between(at("2026-11-20T16:00"), at("2026-11-25T08:00"))
    assert stopped == timedelta(hours=1 + 8 + 1)  # Friday, Monday, Wednesday


def test_an_office_may_keep_its_own_hours_for_a_time():
    summer = tuple(Stretch(w, time(6, 30), time(11), date(2026, 6, 1), date(2026, 8, 31)) for w in range(6))
    own = WorkingCalendar(hours=(summer, *WorkingCalendar().hours), special=SPECIAL)
    assert own.closing(date(2026, 7, 1)) == at("2026-07-01T11:00")
    assert own.is_working_day(date(2026, 7, 4))  # a Saturday of that summer
    assert own.closing(date(2026, 9, 3)) == at("2026-09-03T17:00")


def test_a_make_up_sunday_has_the_hours_of_a_weekday():
    made_up = WorkingCalendar(special={date(2026, 11, 22): MADE_UP})
    assert made_up.closing(date(2026, 11, 22)) == at("2026-11-22T17:00")


def test_a_calendar_does_not_guess_beyond_its_end():
    short = WorkingCalendar(first=date(2026, 1, 1), last=date(2026, 12, 31))
    with pytest.raises(BeyondCalendar):
        short.add_working_days(date(2026, 12, 30), 10)


def test_a_day_off_is_followed_and_preceded_by_working_days():
    assert CALENDAR.on_or_after(date(2026, 11, 24)) == date(2026, 11, 25)
    assert CALENDAR.on_or_before(date(2026, 11, 22)) == date(2026, 11, 20)
    assert CALENDAR.on_or_before(date(2026, 11, 20)) == date(2026, 11, 20)


def test_an_office_that_is_always_closed_has_no_working_day():
    closed = WorkingCalendar(hours=((),))
    for find in (closed.on_or_after, closed.on_or_before):
        with pytest.raises(BeyondCalendar):
            find(date(2026, 11, 20))


def test_a_day_off_has_no_closing_time():
    with pytest.raises(ValueError, match="not a working day"):
        CALENDAR.closing(date(2026, 11, 22))


def test_holidays_speak_vietnamese_whatever_the_machine_speaks():
    assert public_holidays(2026)[date(2026, 9, 2)].name == "Quốc khánh"


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1), timezones=st.just(ZONE))  # noqa: DTZ001 (Hypothesis adds the zone)
minutes = st.integers(0, 60 * 8 * 60)


@given(moments, minutes)
def test_time_added_is_time_worked(moment, amount):
    end = CALENDAR.add_hours(moment, minutes=amount)
    assert CALENDAR.worked_between(moment, end) == timedelta(minutes=amount)
    assert end >= moment


@given(moments, minutes, minutes)
def test_adding_in_two_steps_is_adding_once(moment, first, second):
    twice = CALENDAR.add_hours(CALENDAR.add_hours(moment, minutes=first), minutes=second)
    assert CALENDAR.worked_between(twice, CALENDAR.add_hours(moment, minutes=first + second)) == timedelta()


@given(moments, moments, moments)
def test_worked_time_adds_up(a, b, c):
    a, b, c = sorted((a, b, c))
    assert CALENDAR.worked_between(a, c) == CALENDAR.worked_between(a, b) + CALENDAR.worked_between(b, c)


@given(moments)
def test_an_opening_is_the_first_moment_at_which_work_goes_on(moment):
    opening = CALENDAR.next_opening(moment)
    assert CALENDAR.worked_between(moment, opening) == timedelta()
    assert local(opening).date() >= local(moment).date()


@given(moments, minutes)
def test_the_office_time_taken_is_told_stretch_by_stretch(moment, amount):
    spans = CALENDAR.taken(moment, timedelta(minutes=amount))
    assert length(spans) == timedelta(minutes=amount)
    assert spans[-1][1] == CALENDAR.add(moment, timedelta(minutes=amount))
    if amount:
        assert spans == CALENDAR.worked(moment, spans[-1][1])
