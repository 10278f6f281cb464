"""Petitions by tables: limits in working days, what is late on which day, which moves are open, what tells who it was."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.clock import ZONE
from motcua.correspondence.petitions import rules
from motcua.correspondence.petitions.rules import Course, PetitionMove, PetitionStage, State
from motcua.offices.rules import WorkingCalendar

CALENDAR = WorkingCalendar()
RULE = rules.rule_on(date(2026, 11, 2))


def _at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def _course(**moments: object) -> Course:
    """A petition received on Monday 2 November 2026, with the limits that count from there."""
    received = _at(2)
    limits = [rules.within(CALENDAR, received, n) for n in (RULE.refuse_days, RULE.ask_days, RULE.answer_days)]
    return Course(received, *limits, limits[-1])._replace(**moments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (_at(2), 2, _at(4, 17)),
        (_at(2), 15, _at(23, 17)),
        (_at(6, 20), 2, _at(11, 17)),  # after closing on Friday: received on Monday
        (_at(7), 5, _at(16, 17)),  # on a Saturday
    ],
)
def test_limits_end_at_closing_time_of_the_last_working_day(received, days, due):
    assert rules.within(CALENDAR, received, days) == due


def test_a_supplement_moves_the_answer_by_the_office_time_that_was_waited_and_no_more():
    due = rules.within(CALENDAR, _at(2), 15)
    assert rules.moved(CALENDAR, due, _at(4, 9), _at(4, 9)) == due
    assert rules.moved(CALENDAR, due, _at(4, 9), _at(6, 9)) == _at(25, 17)
    assert rules.moved(CALENDAR, due, _at(4, 9), _at(6, 10)) == _at(26, 17), "a begun day counts whole"


@pytest.mark.parametrize(
    ("moments", "on", "late"),
    [
        ({}, 2, False),
        ({}, 23, False),
        ({}, 24, True),
        ({"refused_at": _at(4, 20)}, 30, False),
        ({"refused_at": _at(5)}, 30, True),
        ({"refused_at": _at(5)}, 4, False),  # not known yet
        ({"answered_at": _at(23, 16)}, 30, False),
        ({"answered_at": _at(24)}, 30, True),
        ({"answered_at": _at(24)}, 23, False),
        ({"answered_at": _at(9), "publish_by": _at(11, 17)}, 11, False),
        ({"answered_at": _at(9), "publish_by": _at(11, 17)}, 12, True),
        ({"answered_at": _at(9), "publish_by": _at(11, 17), "published_at": _at(11, 22)}, 30, False),
        ({"answered_at": _at(9), "publish_by": _at(11, 17), "published_at": _at(12)}, 30, True),
        ({"answered_at": _at(9), "publish_by": _at(11, 17), "published_at": _at(12)}, 11, False),
        ({"asked_at": _at(9), "lapse_by": _at(30, 17)}, 29, False),  # the clock stands
        ({"asked_at": _at(10), "lapse_by": _at(30, 17)}, 10, True),  # asked too late
        ({"asked_at": _at(9), "lapse_by": _at(20, 17)}, 21, True),  # left lying
        ({"asked_at": _at(9), "lapse_by": _at(20, 17), "refused_at": _at(20)}, 30, False),
        ({"asked_at": _at(9), "lapse_by": _at(20, 17), "refused_at": _at(21)}, 30, True),
        ({"asked_at": _at(9), "lapse_by": _at(20, 17), "supplemented_at": _at(12), "due_at": _at(26, 17)}, 26, False),
        ({"asked_at": _at(9), "lapse_by": _at(20, 17), "supplemented_at": _at(12), "due_at": _at(26, 17)}, 27, True),
    ],
)
def test_late_is_whoever_passed_a_limit_by_the_day_of_judgement(moments, on, late):
    assert rules.judge(_course(**moments), date(2026, 11, on)).late is late


@pytest.mark.parametrize(
    ("moments", "satisfied"),
    [
        ({}, True),
        ({"rated_at": _at(10), "satisfaction": "satisfied"}, True),
        ({"rated_at": _at(10), "satisfaction": "not_satisfied"}, False),
        ({"rated_at": _at(21), "satisfaction": "not_satisfied"}, True),  # after the day of judgement
        ({"repeated_at": _at(10)}, False),
        ({"answered_at": _at(9), "publish_by": _at(11, 17)}, False),  # late with publishing
    ],
)
def test_satisfied_is_whoever_is_in_time_not_disliked_and_not_brought_up_again(moments, satisfied):
    assert rules.judge(_course(**moments), date(2026, 11, 20)).satisfied is satisfied


def test_done_is_what_is_refused_or_answered_and_published_as_far_as_it_must_be():
    def done(**moments):
        return rules.judge(_course(**moments), date(2026, 11, 20)).done

    must = {"answered_at": _at(9), "publish_by": _at(11, 17)}
    assert [done(), done(refused_at=_at(3)), done(answered_at=_at(9)), done(**must)] == [False, True, True, False]
    assert done(**must, published_at=_at(10))


_MOMENTS = st.none() | st.integers(2, 60).map(lambda n: datetime(2026, 11, 1, 9, tzinfo=ZONE).replace(day=1 + n % 29))


@given(_MOMENTS, _MOMENTS, st.integers(2, 29), st.integers(0, 29))
def test_who_is_late_stays_late(answered, published, first, more):
    course = _course(answered_at=answered, publish_by=_at(11, 17) if answered else None,
                     published_at=published if answered and published and published >= answered else None)  # fmt: skip
    before = rules.judge(course, date(2026, 11, first))
    after = rules.judge(course, date.fromordinal(date(2026, 11, first).toordinal() + more))
    assert after.late or not before.late


@pytest.mark.parametrize(
    ("stage", "state", "moves"),
    [
        ("open", {}, {"answer", "ask_supplement", "refuse"}),
        ("open", {"asked": True}, {"answer", "refuse"}),
        ("supplement_asked", {"asked": True}, {"supplement"}),
        ("supplement_asked", {"asked": True, "lapsed": True}, {"supplement", "refuse"}),
        ("answered", {}, {"rate"}),
        ("answered", {"to_publish": True}, {"publish", "rate"}),
        ("published", {"to_publish": True}, {"rate"}),
        ("published", {"to_publish": True, "rated": True}, set()),
        ("refused", {}, {"rate"}),
    ],
)
def test_which_moves_are_open(stage, state, moves):
    given = dict.fromkeys(("asked", "to_publish", "rated", "lapsed"), False) | state
    now = State(PetitionStage(stage), **given)
    assert {move.value for move in PetitionMove if rules.may_move(move, now)} == moves


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("Chờ lâu ở quầy chứng thực.", ""),
        ("Bà LÊ THỊ MẬN chờ lâu.", "họ tên"),
        ("le thi man chờ lâu", "họ tên"),
        ("Bà Lê Thị Mận-Na chờ", "họ tên"),
        ("Bà Lê Thị Mậnh chờ", ""),
        ("Nhà ở thôn 3, xã Vũ Quang.", "địa chỉ của người"),
        ("Gọi 0912 345 678 nhé", "điện thoại"),
        ("Gọi +84912345678", "điện thoại"),
        ("Gọi quầy: 0239 3812 345", ""),
        ("Gọi 0239.3999.111", "điện thoại"),  # her own
        ("Thẻ số 042190004711", "12 chữ số"),
        ("Phí 150000000 đồng, hồ sơ H27.119-261120-0001", ""),
        ("Thư về man@example.vn.", "địa chỉ thư"),
        ("Thư về motcua@hatinh.gov.vn.", ""),
    ],
)
def test_what_tells_who_it_was_is_not_published(words, tells):
    known = {"name": "Lê Thị Mận", "phone": "02393999111", "email": "", "address": "Thôn 3, xã Vũ Quang"}
    found = rules.tells_who(words, **known)
    assert (tells in found) if tells else found == ""


def test_one_word_is_no_name_to_look_for():
    assert rules.tells_who("Giải quyết mận, đào.", name="Mận") == ""


def test_a_rule_that_is_not_known_is_an_error():
    with pytest.raises(LookupError):
        rules.rule_named("x")
