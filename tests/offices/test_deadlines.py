"""What holds for every due time, the rules by date, refusals, and the words in which a due time is explained."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.clock import ZONE, local, local_day
from motcua.core.errors import Refused
from motcua.offices import queries
from motcua.offices.deadlines import (
    RULES,
    DeadlineRule,
    Limit,
    accept_by,
    add_months,
    after_stop,
    count,
    due,
    rule_named,
    rule_on,
)
from motcua.offices.explanation import duration_in_words, steps
from motcua.offices.rules import BeyondCalendar, DayKind, Special, Stretch, WorkingCalendar, length

CALENDAR = queries.shipped_calendar(date(2024, 1, 1), date(2029, 12, 31))
RULE = RULES[0]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def span(text):
    start, end = text.split("..")
    return at(start), at(end)


def says(received, limit, *stops, rule=None, calendar=CALENDAR):
    found = count(calendar, at(received), limit, [span(stop) for stop in stops], rule)
    return [step["says"] for step in steps(found, calendar) if step["what"] != "rule"]


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1), timezones=st.just(ZONE))  # noqa: DTZ001 (Hypothesis adds the zone)
amounts = st.integers(0, 40)
limits = st.one_of(
    st.builds(Limit, amounts, st.sampled_from(["hour", "working_day", "day"])),
    st.builds(Limit, st.integers(0, 10), st.just("month")),
    st.just(Limit(same_day_until=time(15))),
)
lengths = st.one_of(st.integers(0, 60 * 24), st.integers(0, 60 * 24 * 20)).map(lambda m: timedelta(minutes=m))


@st.composite
def histories(draw):
    """Receipt, limit, and stops one after another, some of them touching."""
    received = moment = draw(moments)
    stops = []
    for gap, stopped in draw(st.lists(st.tuples(lengths, lengths), max_size=4)):
        stops.append((moment + gap, moment + gap + stopped))
        moment = stops[-1][1]
    return received, draw(limits), stops


@given(histories())
def test_nothing_is_due_outside_office_hours_or_before_receipt(history):
    received, limit, stops = history
    found = count(CALENDAR, received, limit, stops)
    assert CALENDAR.next_opening(found.due_at) == found.due_at >= received
    if not limit.in_hours:
        assert found.due_at == CALENDAR.closing(found.due_at.date())


@given(moments, moments, limits)
def test_who_comes_earlier_is_never_due_later(a, b, limit):
    a, b = sorted((a, b))
    assert count(CALENDAR, a, limit).due_at <= count(CALENDAR, b, limit).due_at


@given(moments, st.sampled_from(["hour", "working_day", "day", "month"]), amounts, amounts)
def test_a_longer_limit_is_never_due_earlier(received, unit, a, b):
    a, b = sorted((a // 3, b // 3) if unit == "month" else (a, b))
    assert due(CALENDAR, received, a, unit) <= due(CALENDAR, received, b, unit)


@given(moments, amounts, amounts)
def test_working_days_in_two_parts_are_the_same_as_in_one(received, a, b):
    middle = due(CALENDAR, received, a, "working_day")
    assert due(CALENDAR, middle, b, "working_day") == due(CALENDAR, received, a + b, "working_day")


@given(moments, amounts)
def test_a_limit_in_days_is_never_shorter_than_it_says(received, amount):
    found = count(CALENDAR, received, Limit(amount, "day"))
    assert found.due_at.date() - found.counts_from.date() >= timedelta(amount)
    working = count(CALENDAR, received, Limit(amount, "working_day"))
    assert found.due_at <= working.due_at


@given(histories())
def test_every_further_stop_moves_the_due_time_on_or_not_at_all(history):
    received, limit, stops = history
    ends = [count(CALENDAR, received, limit, stops[:number]).due_at for number in range(len(stops) + 1)]
    assert ends == sorted(ends)


@given(histories(), st.data())
def test_leaving_out_a_stop_never_makes_it_due_later(history, data):
    received, limit, stops = history
    left = [stop for stop in stops if data.draw(st.booleans())]
    assert count(CALENDAR, received, limit, left).due_at <= count(CALENDAR, received, limit, stops).due_at


@given(histories())
def test_the_order_in_which_stops_are_told_does_not_matter(history):
    received, limit, stops = history
    told = (count(CALENDAR, received, limit, order).due_at for order in (stops, stops[::-1]))
    assert len(set(told)) == 1


@given(moments, limits, lengths, lengths, lengths)
def test_a_stop_in_two_parts_takes_the_same_hours_and_never_fewer_days(received, limit, gap, first, second):
    start, middle, end = received + gap, received + gap + first, received + gap + first + second
    once = count(CALENDAR, received, limit, [(start, end)])
    twice = count(CALENDAR, received, limit, [(start, middle), (middle, end)])
    assert sum((length(stop.spans) for stop in twice.stops), timedelta()) == length(once.stops[0].spans)
    if limit.in_hours:
        assert CALENDAR.worked_between(*sorted((once.due_at, twice.due_at))) == timedelta()
    else:
        assert once.due_at <= twice.due_at


@given(histories())
def test_the_ledger_leads_from_receipt_to_the_due_time(history):
    received, limit, stops = history
    found = count(CALENDAR, received, limit, stops)
    assert found.received_at == received <= found.counts_from <= found.first_due_at
    moves = [found.first_due_at, *(stop.due_at for stop in found.stops)]
    assert [stop.was_due_at for stop in found.stops] == moves[:-1]
    assert found.due_at == moves[-1]
    assert [(stop.started_at, stop.ended_at) for stop in found.stops] == stops


@given(histories())
def test_the_days_in_the_explanation_add_up(history):
    received, limit, stops = history
    found = count(CALENDAR, received, limit, stops)

    def between(first, last):
        return sum(CALENDAR.is_working_day(first + timedelta(n)) for n in range(1, (last - first).days + 1))

    if limit.unit == "working_day" and limit.same_day_until is None:
        assert between(found.counts_from.date(), found.first_due_at.date()) == limit.amount
    if limit.in_hours:
        assert length(found.spans) == timedelta(hours=limit.amount)
        assert CALENDAR.worked_between(found.counts_from, found.first_due_at) == timedelta(hours=limit.amount)
    for stop in found.stops:
        taken = CALENDAR.worked_between(stop.started_at, stop.ended_at)
        assert length(stop.spans) == taken
        if limit.in_hours:
            assert CALENDAR.worked_between(stop.was_due_at, stop.due_at) == taken
        else:
            assert between(stop.was_due_at.date(), stop.due_at.date()) == stop.days == -(-taken // timedelta(hours=8))


@given(histories())
def test_the_steps_begin_with_receipt_and_end_with_the_due_time(history):
    received, limit, stops = history
    found = count(CALENDAR, received, limit, stops)
    said = steps(found, CALENDAR)
    by_name = {step["what"]: step for step in said}
    assert (said[0]["what"], said[-1]["what"]) == ("received", "due")
    assert said[0]["at"] == received.isoformat()
    assert said[-1]["at"] == found.due_at.isoformat()
    assert by_name["counts_from"]["at"] == found.counts_from.isoformat()
    assert [step["from"] for step in said if step["what"] == "stop"] == [start.isoformat() for start, _ in stops]
    moved = [step for step in said if step["what"] == "extended"]
    assert all(earlier["to"] == later["from"] for earlier, later in pairwise(moved))
    assert not moved or moved[-1]["to"] == said[-1]["at"]
    assert all(step["says"].endswith(".") for step in said)


@given(histories())
def test_only_days_off_are_called_so(history):
    received, limit, stops = history
    for step in steps(count(CALENDAR, received, limit, stops), CALENDAR):
        for day in step["days"] if step["what"] in ("day_off", "make_up") else ():
            assert CALENDAR.is_working_day(date.fromisoformat(day["day"])) == (step["what"] == "make_up")


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 60))
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


def test_the_counter_has_eight_office_hours_to_accept():
    assert accept_by(CALENDAR, at("2026-11-20T16:00")) == at("2026-11-23T16:00")
    four = DeadlineRule("four", accept_hours=4, valid_from=date.min)
    assert accept_by(CALENDAR, at("2026-11-20T20:00"), four) == at("2026-11-23T11:00")


def test_a_later_rule_counts_what_is_received_from_its_day_on_only():
    later = DeadlineRule("working-time-2", date(2027, 1, 1), counts_receipt_day=True)
    rules = (later, *RULES)
    assert [rule_on(day, rules).name for day in (date(2026, 12, 31), date(2027, 1, 1), date(2030, 1, 1))] == [
        "working-time-1", "working-time-2", "working-time-2",
    ]  # fmt: skip
    assert rule_named("working-time-2:hour", rules) is later
    assert rule_named("working-time-1:day", rules) is RULE


def test_a_rule_that_nobody_knows_is_an_error_and_not_guessed():
    with pytest.raises(LookupError, match="working-time-9"):
        rule_named("working-time-9:day")


@pytest.mark.parametrize(
    ("changed", "limit", "expected"),
    [
        ({"counts_receipt_day": True}, Limit(3, "working_day"), "2026-11-18T17:00"),
        ({"counts_receipt_day": True}, Limit(3, "day"), "2026-11-18T17:00"),
        ({"counts_receipt_day": True}, Limit(1, "month"), "2026-12-15T17:00"),
        ({"counts_receipt_day": True}, Limit(0, "day"), "2026-11-16T17:00"),
        ({"end_moves": False}, Limit(5, "day"), "2026-11-20T17:00"),  # Saturday, back to Friday
        ({"end_moves": False}, Limit(8, "day"), "2026-11-23T17:00"),  # the 24th is off
    ],
)
def test_a_rule_may_count_otherwise(changed, limit, expected):
    rule = DeadlineRule("another", date.min, **changed)
    found = count(CALENDAR, at("2026-11-16T08:00"), limit, rule=rule)
    assert found.due_at == at(expected)
    assert steps(found, CALENDAR)[-1]["at"] == found.due_at.isoformat()


def test_a_rule_says_how_many_hours_are_a_day():
    seven = DeadlineRule("seven", date.min, hours_per_day=7)
    stop = span("2026-11-17T07:00..2026-11-18T13:30")  # 12.5 hours
    was = at("2026-11-19T17:00")
    assert after_stop(CALENDAR, was, *stop, False, seven).days == 2
    assert after_stop(CALENDAR, was, *stop, True, seven).rest == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(("amount", "unit"), [(-1, "day"), (1, "week"), (1, "")])
def test_a_limit_that_is_none_is_refused(amount, unit):
    with pytest.raises(ValueError, match="time limit"):
        due(CALENDAR, at("2026-11-16T08:00"), amount, unit)


@pytest.mark.parametrize(
    ("stops", "said"),
    [
        (["2026-11-17T10:00..2026-11-17T09:00"], "kết thúc trước khi bắt đầu"),
        (["2026-11-16T07:59..2026-11-17T09:00"], "trước khi nhận hồ sơ (08:00 16/11/2026)"),
        (["2026-11-17T09:00..2026-11-18T09:00", "2026-11-18T08:59..2026-11-19T09:00"], "chồng lên nhau"),
        (["2026-11-17T09:00..2026-11-20T09:00", "2026-11-18T09:00..2026-11-18T10:00"], "chồng lên nhau"),
        (["2026-11-17T09:00..2026-11-20T09:00", "2026-11-17T09:00..2026-11-20T09:00"], "chồng lên nhau"),
    ],
)
def test_stops_that_cannot_be_true_are_refused(stops, said):
    with pytest.raises(Refused) as refused:
        count(CALENDAR, at("2026-11-16T08:00"), Limit(3, "working_day"), [span(stop) for stop in stops])
    assert said in refused.value.message
    assert refused.value.field == "stop"


def test_a_stop_of_no_office_time_keeps_a_due_time_that_the_calendar_would_not_give_today():
    """A day off that was decided after the promise does not move what was promised."""
    closed = WorkingCalendar(special={date(2026, 11, 19): Special(DayKind.OFF)})
    was = at("2026-11-19T17:00")
    assert after_stop(closed, was, *span("2026-11-17T12:00..2026-11-17T13:00"), False, RULE).due_at == was
    assert after_stop(closed, was, *span("2026-11-17T12:00..2026-11-17T14:00"), False, RULE).due_at == at(
        "2026-11-20T17:00"
    )


def test_moments_of_other_zones_are_answered_in_vietnamese_time():
    utc = datetime.fromisoformat("2026-11-20T10:20:00+00:00")  # 17:20 in Viet Nam
    found = count(CALENDAR, utc, Limit(1, "working_day"), [(utc, utc + timedelta(days=3))])
    assert found.received_at.isoformat() == "2026-11-20T17:20:00+07:00"
    assert found.due_at.isoformat() == "2026-11-26T17:00:00+07:00"
    assert {moment.utcoffset() for moment in (found.stops[0].started_at, found.counts_from)} == {timedelta(hours=7)}


def test_a_calendar_that_is_too_short_is_made_longer_and_not_without_end():
    found = queries.far_enough(
        date(2026, 1, 5), lambda calendar: due(calendar, at("2026-01-05T08:00"), 120, "month"), queries.shipped_calendar
    )
    assert local_day(found) == date(2036, 1, 7)  # the 5th is a Saturday
    with pytest.raises(BeyondCalendar):
        due(queries.shipped_calendar(date(2026, 1, 1), date(2028, 1, 1)), at("2026-01-05T08:00"), 120, "month")
    with pytest.raises(Refused, match="2100"):
        queries.far_enough(
            date(2099, 1, 5),
            lambda calendar: due(calendar, at("2099-01-05T08:00"), 24, "month"),
            queries.shipped_calendar,
        )


def test_a_due_time_is_explained_in_words():
    assert says("2026-11-20T17:20", Limit(3, "working_day")) == [
        "Nhận lúc 17:20 thứ Sáu, 20/11/2026.",
        "Nghỉ: thứ Bảy, 21/11/2026 đến Chủ nhật, 22/11/2026.",
        "Nhận sau giờ đóng cửa, nên tính từ 07:00 thứ Hai, 23/11/2026.",
        "Thời hạn 3 ngày làm việc, không tính ngày nhận: hết thứ Sáu, 27/11/2026.",
        "Nghỉ: thứ Ba, 24/11/2026 (Ngày Văn hóa Việt Nam).",
        "Hẹn trả kết quả: 17:00 thứ Sáu, 27/11/2026.",
    ]


@pytest.mark.parametrize(
    ("received", "said"),
    [
        ("2026-11-19T17:20", "Nhận sau giờ đóng cửa, nên tính từ 07:00 thứ Sáu, 20/11/2026."),
        ("2026-11-19T06:20", "Nhận trước giờ mở cửa, nên tính từ 07:00 thứ Năm, 19/11/2026."),
        ("2026-11-19T12:20", "Nhận giữa hai buổi làm việc, nên tính từ 13:30 thứ Năm, 19/11/2026."),
        ("2026-11-22T12:20", "Nhận vào ngày nghỉ, nên tính từ 07:00 thứ Hai, 23/11/2026."),
        ("2026-11-19T17:00", "Trong giờ làm việc, nên tính từ lúc nhận."),
    ],
)
def test_the_explanation_says_why_it_counts_from_then(received, said):
    assert said in says(received, Limit(1, "working_day"))


@pytest.mark.parametrize(
    ("received", "limit", "said"),
    [
        ("2026-11-16T15:30", Limit(same_day_until=time(15)), "Tính nhận lúc 15:30, sau 15:00, nên trả trong ngày làm việc tiếp theo: thứ Ba, 17/11/2026."),
        ("2026-11-16T15:00", Limit(same_day_until=time(15)), "Tính nhận lúc 15:00, không quá 15:00, nên trả ngay trong ngày: thứ Hai, 16/11/2026."),
        ("2026-11-16T08:00", Limit(0, "day"), "Thời hạn 0 ngày, nên trả ngay trong ngày tính nhận: hết thứ Hai, 16/11/2026."),
        ("2026-11-16T08:00", Limit(5, "day"), "Ngày cuối là ngày nghỉ, nên lấy ngày làm việc tiếp theo: thứ Hai, 23/11/2026."),
        ("2024-01-31T08:00", Limit(1, "month"), "Thời hạn 1 tháng, không tính ngày nhận: hết thứ Năm, 29/02/2024 (tháng này không có ngày tương ứng nên lấy ngày cuối tháng)."),
        ("2026-11-20T16:00", Limit(8, "hour"), "Thời hạn 8 giờ làm việc, chỉ tính trong giờ làm việc (thứ Sáu, 20/11/2026: 1 giờ; thứ Hai, 23/11/2026: 7 giờ)."),
        ("2026-01-09T08:00", Limit(1, "working_day"), "Làm bù: thứ Bảy, 10/01/2026 (Làm bù cho 02/01/2026)."),
        ("2026-01-05T08:00", Limit(5, "day"), "Làm bù: thứ Bảy, 10/01/2026 (Làm bù cho 02/01/2026)."),
        ("2026-02-13T16:40", Limit(1, "working_day"), "Nghỉ: thứ Bảy, 14/02/2026 đến Chủ nhật, 22/02/2026 (Giao thừa Tết Nguyên Đán; Tết Nguyên Đán; Mùng hai Tết Nguyên Đán; Mùng ba Tết Nguyên Đán; Mùng bốn Tết Nguyên Đán)."),
    ],
)  # fmt: skip
def test_the_explanation_says_how_the_limit_was_counted(received, limit, said):
    assert said in says(received, limit)


def test_days_off_on_the_way_are_not_told_where_they_do_not_matter():
    assert not [sentence for sentence in says("2026-11-16T08:00", Limit(15, "day")) if sentence.startswith("Nghỉ")]


def test_each_stop_is_explained_with_what_it_took_and_where_the_due_time_went():
    told = says(
        "2026-11-16T08:00", Limit(3, "working_day"),
        "2026-11-17T18:00..2026-11-19T09:00", "2026-11-20T15:00..2026-11-25T12:00",
    )  # fmt: skip
    assert told[3:] == [
        "Hạn khi chưa tính thời gian tạm dừng: 17:00 thứ Năm, 19/11/2026.",
        "Tạm dừng lần 1 từ 18:00 thứ Ba, 17/11/2026 đến 09:00 thứ Năm, 19/11/2026: 10 giờ làm việc (thứ Tư, 18/11/2026: "
        "8 giờ; thứ Năm, 19/11/2026: 2 giờ); bắt đầu ngoài giờ, tính từ 07:00 thứ Tư, 18/11/2026.",
        "Hạn lùi 2 ngày làm việc (mỗi 8 giờ là một ngày, phần lẻ cũng tính một ngày): từ 17:00 thứ Năm, 19/11/2026 đến "
        "17:00 thứ Hai, 23/11/2026.",
        "Nghỉ: thứ Bảy, 21/11/2026 đến Chủ nhật, 22/11/2026.",
        "Tạm dừng lần 2 từ 15:00 thứ Sáu, 20/11/2026 đến 12:00 thứ Tư, 25/11/2026: 14 giờ 30 phút làm việc (thứ Sáu, "
        "20/11/2026: 2 giờ; thứ Hai, 23/11/2026: 8 giờ; thứ Tư, 25/11/2026: 4 giờ 30 phút); kết thúc ngoài giờ, tính đến "
        "11:30 thứ Tư, 25/11/2026.",
        "Trong lúc dừng có nghỉ: thứ Bảy, 21/11/2026 đến Chủ nhật, 22/11/2026; thứ Ba, 24/11/2026 (Ngày Văn hóa Việt Nam).",
        "Hạn lùi 2 ngày làm việc (mỗi 8 giờ là một ngày, phần lẻ cũng tính một ngày): từ 17:00 thứ Hai, 23/11/2026 đến "
        "17:00 thứ Năm, 26/11/2026.",
        "Nghỉ: thứ Ba, 24/11/2026 (Ngày Văn hóa Việt Nam).",
        "Hẹn trả kết quả: 17:00 thứ Năm, 26/11/2026.",
    ]


def test_a_stop_that_takes_nothing_and_one_that_comes_too_late_are_said_to_be_so():
    told = says("2026-11-16T08:00", Limit(1, "working_day"), "2026-11-17T17:00..2026-11-18T07:00")
    assert told[4].endswith("đến 07:00 thứ Tư, 18/11/2026: không mất giờ làm việc nào, hạn giữ nguyên.")
    late = says("2026-11-16T08:00", Limit(1, "working_day"), "2026-11-18T08:00..2026-11-18T10:00")
    assert late[4].endswith("2 giờ làm việc; lúc bắt đầu đã quá hạn, hạn cũng chỉ lùi bằng thời gian dừng.")


def test_a_limit_in_hours_moves_by_days_and_hours():
    told = says("2026-11-16T08:00", Limit(8, "hour"), "2026-11-16T10:00..2026-11-17T12:00")
    assert (
        "Hạn lùi 1 ngày làm việc và 1 giờ 30 phút (mỗi 8 giờ là một ngày): từ 08:00 thứ Ba, 17/11/2026 đến 09:30 thứ Tư, "
        "18/11/2026." in told
    )


def test_hours_of_many_days_are_not_told_day_by_day():
    told = says("2026-11-16T08:00", Limit(100, "hour"))
    assert "Thời hạn 100 giờ làm việc, chỉ tính trong giờ làm việc." in told


def test_the_days_on_the_way_are_those_of_the_office():
    saturday = tuple(Stretch(day, time(7), time(11)) for day in range(6))
    told = says("2026-11-20T08:00", Limit(2, "working_day"), calendar=WorkingCalendar(hours=(saturday,)))
    assert told[3:] == ["Nghỉ: Chủ nhật, 22/11/2026.", "Hẹn trả kết quả: 11:00 thứ Hai, 23/11/2026."]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 giờ"), (3600, "1 giờ"), (5400, "1 giờ 30 phút"), (61, "1 phút 1 giây")]
)
def test_durations_in_words(seconds, said):
    assert duration_in_words(timedelta(seconds=seconds)) == said


def test_moments_of_the_ledger_are_local():
    found = count(CALENDAR, at("2026-11-16T08:00"), Limit(3, "day"))
    assert local(found.due_at).isoformat() == found.due_at.isoformat()
