"""Office hours and the rule `working-time-1`: tables of cases from the law and the office's practice, and properties."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.clock import ZONE, local
from motcua.offices.explanation import explain
from motcua.offices.rules import (
    BeyondCalendar,
    DayKind,
    Special,
    Stretch,
    WorkingCalendar,
    accept_by,
    add_months,
    due,
    extend,
    public_holidays,
)

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


@pytest.mark.parametrize(
    ("received", "amount", "unit", "expected"),
    [
        ("2026-11-16T08:00", 3, "working_day", "2026-11-19T17:00"),  # the day of receipt is not counted
        ("2026-11-16T17:20", 3, "working_day", "2026-11-20T17:00"),
        ("2026-11-20T17:20", 3, "working_day", "2026-11-27T17:00"),  # weekend, then the 24th
        ("2026-11-20T12:00", 1, "working_day", "2026-11-23T17:00"),
        ("2026-02-13T16:00", 1, "working_day", "2026-02-23T17:00"),  # over Tết
        ("2025-12-31T09:00", 5, "working_day", "2026-01-09T17:00"),  # 1, 2 January and a weekend are off
        ("2026-01-07T09:00", 3, "working_day", "2026-01-10T17:00"),  # the make-up Saturday counts
        ("2026-08-20T09:00", 2, "working_day", "2026-08-22T17:00"),
        ("2026-11-16T08:00", 0, "working_day", "2026-11-16T17:00"),
        ("2026-11-16T08:00", 2, "day", "2026-11-18T17:00"),
        ("2026-11-16T08:00", 5, "day", "2026-11-23T17:00"),  # ends on a Saturday
        ("2026-11-19T08:00", 5, "day", "2026-11-25T17:00"),  # ends on the day of culture
        ("2026-11-20T17:20", 1, "day", "2026-11-25T17:00"),  # from Monday 23rd
        ("2026-11-16T08:00", 1, "month", "2026-12-16T17:00"),
        ("2026-01-30T08:00", 1, "month", "2026-03-02T17:00"),  # 28 February is a Saturday
        ("2024-01-31T08:00", 1, "month", "2024-02-29T17:00"),  # leap day
        ("2024-02-29T08:00", 12, "month", "2025-02-28T17:00"),
        ("2026-11-16T16:00", 2, "hour", "2026-11-17T08:00"),
        ("2026-11-16T11:00", 1, "hour", "2026-11-16T14:00"),  # over lunch
        ("2026-11-16T07:00", 8, "hour", "2026-11-16T17:00"),
        ("2026-11-20T17:20", 8, "hour", "2026-11-23T17:00"),
        ("2026-11-16T12:00", 0, "hour", "2026-11-16T13:30"),
    ],
)
def test_due_times(received, amount, unit, expected):
    assert due(CALENDAR, at(received), amount, unit) == at(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-16T08:00", "2026-11-16T17:00"),
        ("2026-11-16T15:00", "2026-11-16T17:00"),  # three o'clock sharp is not after three
        ("2026-11-16T15:01", "2026-11-17T17:00"),
        ("2026-11-20T15:30", "2026-11-23T17:00"),
        ("2026-11-20T17:20", "2026-11-23T17:00"),
        ("2026-11-21T09:00", "2026-11-23T17:00"),
    ],
)
def test_same_day_results_until_three_in_the_afternoon(received, expected):
    assert due(CALENDAR, at(received), 1, "day", same_day_until=time(15)) == at(expected)


@pytest.mark.parametrize(("amount", "unit"), [(-1, "day"), (1, "week"), (1, "")])
def test_a_limit_that_is_none_is_refused(amount, unit):
    with pytest.raises(ValueError, match="time limit"):
        due(CALENDAR, at("2026-11-16T08:00"), amount, unit)


@pytest.mark.parametrize(
    ("due_at", "hours", "unit", "expected"),
    [
        ("2026-11-17T17:00", 0, "working_day", "2026-11-17T17:00"),
        ("2026-11-17T17:00", 8, "working_day", "2026-11-18T17:00"),
        ("2026-11-17T17:00", 9, "working_day", "2026-11-19T17:00"),  # a rest under a day counts as a day
        ("2026-11-17T17:00", 1, "day", "2026-11-18T17:00"),
        ("2026-11-20T17:00", 16, "month", "2026-11-25T17:00"),
        ("2026-11-17T10:00", 9, "hour", "2026-11-18T11:00"),
        ("2026-11-17T16:00", 2, "hour", "2026-11-18T08:00"),
        ("2026-11-20T10:00", 16, "hour", "2026-11-25T10:00"),
    ],
)
def test_a_stop_moves_the_due_time_by_the_office_hours_stopped(due_at, hours, unit, expected):
    assert extend(CALENDAR, at(due_at), timedelta(hours=hours), unit) == at(expected)


def test_a_stop_counts_office_hours_only():
    stopped = CALENDAR.worked_between(at("2026-11-20T16:00"), at("2026-11-25T08:00"))
    assert stopped == timedelta(hours=1 + 8 + 1)  # Friday, Monday, Wednesday


def test_the_counter_has_eight_office_hours_to_accept():
    assert accept_by(CALENDAR, at("2026-11-20T16:00")) == at("2026-11-23T16:00")
    assert accept_by(CALENDAR, at("2026-11-20T20:00"), hours=4) == at("2026-11-23T11:00")


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
        due(short, at("2026-12-30T08:00"), 10, "working_day")


def test_a_day_off_has_no_closing_time():
    with pytest.raises(ValueError, match="not a working day"):
        CALENDAR.closing(date(2026, 11, 22))


def test_moments_of_other_zones_are_answered_in_vietnamese_time():
    utc = datetime.fromisoformat("2026-11-20T10:20:00+00:00")  # 17:20 in Viet Nam
    assert due(CALENDAR, utc, 1, "working_day").isoformat() == "2026-11-25T17:00:00+07:00"


def test_a_due_time_is_explained_in_words():
    assert explain(CALENDAR, at("2026-11-20T17:20"), 3, "working_day") == [
        "Nhận lúc 17:20 thứ Sáu, 20/11/2026, ngoài giờ làm việc: tính từ 07:00 thứ Hai, 23/11/2026.",
        "Thời hạn 3 ngày làm việc, không tính ngày nhận.",
        "Nghỉ: thứ Ba, 24/11/2026 (Ngày Văn hóa Việt Nam).",
        "Hẹn trả kết quả: 17:00 thứ Sáu, 27/11/2026.",
    ]
    assert explain(CALENDAR, at("2026-01-09T15:30"), 1, "day", time(15))[1:3] == [
        "Nhận sau 15:00 nên trả trong ngày làm việc tiếp theo.",
        "Làm bù: thứ Bảy, 10/01/2026 (làm bù).",
    ]


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


@given(moments, st.integers(0, 40), st.sampled_from(["hour", "working_day", "day", "month"]))
def test_nothing_is_due_outside_office_hours_or_before_receipt(moment, amount, unit):
    amount = min(amount, 10) if unit == "month" else amount
    end = due(CALENDAR, moment, amount, unit)
    assert CALENDAR.next_opening(end) == end
    assert end >= moment
    if unit != "hour":
        assert end == CALENDAR.closing(end.date())


@given(moments, moments, st.integers(0, 40), st.sampled_from(["hour", "working_day", "day"]))
def test_who_comes_earlier_is_never_due_later(a, b, amount, unit):
    a, b = sorted((a, b))
    assert due(CALENDAR, a, amount, unit) <= due(CALENDAR, b, amount, unit)


@given(moments, st.integers(1, 20), minutes, minutes, st.sampled_from(["hour", "working_day"]))
def test_a_longer_stop_never_brings_the_due_time_forward(moment, amount, first, second, unit):
    first, second = sorted((first, second))
    before = due(CALENDAR, moment, amount, unit)
    short, long = (extend(CALENDAR, before, timedelta(minutes=stop), unit) for stop in (first, second))
    assert before <= short <= long


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 60))
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@given(moments)
def test_an_opening_is_the_first_moment_at_which_work_goes_on(moment):
    opening = CALENDAR.next_opening(moment)
    assert CALENDAR.worked_between(moment, opening) == timedelta()
    assert local(opening).date() >= local(moment).date()
