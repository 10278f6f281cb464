"""What a target may be, how it is shared out with its sum kept, and the gap in whole dossiers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from motcua.adoption.targets import rules
from motcua.adoption.targets.rules import Gap, Part, ShareRule
from motcua.core.errors import Refused
from motcua.core.ratio import Ratio

HALF, SEVENTY = Fraction(1, 2), Fraction(7, 10)
rates = st.fractions(min_value=Fraction(1, 1000), max_value=1, max_denominator=10_000)
counts = st.integers(0, 400).flatmap(lambda below: st.tuples(st.integers(0, below), st.just(below)))
offices = st.lists(counts, min_size=1, max_size=12).map(
    lambda rows: [Part(f"H27.{n}", *row) for n, row in enumerate(rows)]
)


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("70", SEVENTY), (" 72,5 % ", Fraction(725, 1000)), ("0.01", Fraction(1, 10_000)), ("100", Fraction(1)),
     ("66,66", Fraction(6666, 10_000))],
)  # fmt: skip
def test_a_rate_is_read_as_people_write_it(typed, rate):
    assert rules.read_rate(typed, "rate") == rate


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "Nhập một tỷ lệ"), ("bảy mươi", "Nhập một tỷ lệ"), ("-5", "Nhập một tỷ lệ"), ("70,555", "Nhập một tỷ lệ"), ("100,01", "quá 100 %"), ("170", "quá 100 %"),
     ("0", "lớn hơn 0"), ("0,00", "lớn hơn 0")],
)  # fmt: skip
def test_what_is_no_target_is_refused_at_its_field(typed, says):
    with pytest.raises(Refused, match=says) as refused:
        rules.read_rate(typed, "rate")
    assert refused.value.field == "rate"


def test_an_equal_rate_is_the_same_for_all():
    assert rules.share_out(ShareRule.EQUAL, SEVENTY, [Part("a", 1, 9), Part("b", 0, 0)]) == {"a": SEVENTY, "b": SEVENTY}


def test_by_volume_all_go_up_by_the_same_points_and_none_over_everything():
    parts = [Part("a", 95, 100), Part("b", 20, 100), Part("c", 50, 200), Part("new", 0, 0)]
    shared = rules.share_out(ShareRule.VOLUME, SEVENTY, parts)
    # 280 of 400 are wanted, 165 are there. Office a can take 5 of the 115 that are missing; 110 over 300 are 36⅔ points.
    assert shared == {"a": 1, "b": Fraction(57, 100), "c": Fraction(123, 200), "new": SEVENTY}


@given(rates, offices)
def test_by_volume_the_parts_make_exactly_the_whole(rate, parts):
    whole = sum(part.below for part in parts)
    assume(whole)
    shared = rules.share_out(ShareRule.VOLUME, rate, parts)
    online = {part.office: shared[part.office] * part.below for part in parts}
    assert sum(online.values()) == ceil(rate * whole)
    assert all(count.denominator == 1 and count >= 0 for count in map(Fraction, online.values()))
    assert all(0 <= share <= 1 for share in shared.values())
    if ceil(rate * whole) >= sum(part.above for part in parts):
        assert all(online[part.office] >= part.above for part in parts)


@given(rates, offices)
def test_by_volume_nobody_below_everything_is_asked_for_fewer_points_than_another(rate, parts):
    parts = [part for part in parts if part.below]
    assume(parts)
    shared = rules.share_out(ShareRule.VOLUME, rate, parts)
    more = {part.office: shared[part.office] - Fraction(part.above, part.below) for part in parts}
    rounded = {part.office: Fraction(1, part.below) for part in parts}
    open_ones = [part.office for part in parts if 0 < shared[part.office] < 1]
    for one in open_ones:
        for other in open_ones:
            assert more[one] - more[other] <= rounded[one] + rounded[other]


def test_by_volume_is_refused_without_any_volume():
    with pytest.raises(Refused, match="chọn cách chia khác"):
        rules.share_out(ShareRule.VOLUME, HALF, [Part("a", 0, 0)])


def test_by_hand_what_is_missing_to_the_whole_is_counted_in_dossiers():
    parts = [Part("a", 0, 100), Part("b", 0, 10), Part("new", 0, 0)]
    shares = {"a": HALF, "b": Fraction(1), "new": HALF}
    assert rules.missing_by_hand(SEVENTY, shares, parts) == 17
    assert rules.missing_by_hand(Fraction(6, 11), shares, parts) == 0


@pytest.mark.parametrize(
    ("rate", "above", "below", "expected", "gap"),
    [
        (SEVENTY, 100, 200, 80, Gap(96, 80)),  # 196 of 280, impossible with 80 more
        (SEVENTY, 155, 200, 80, Gap(41, 80)),
        (SEVENTY, 196, 200, 80, Gap(0, 80)),
        (SEVENTY, 69, 100, 0, Gap(1, 0)),
        (Fraction(1), 10, 10, 0, Gap(0, 0)),
        (SEVENTY, 0, 0, 3, Gap(3, 3)),
        (SEVENTY, 0, 0, 0, None),  # no dossier: no rate, not 0 %
    ],
)
def test_the_gap_is_told_in_dossiers(rate, above, below, expected, gap):
    found = rules.gap(rate, Ratio(above, below), expected)
    assert found == gap
    assert found is None or (found.met, found.possible) == (gap.needed == 0, gap.needed <= gap.expected)


@given(rates, counts, st.integers(0, 500))
def test_the_gap_is_the_least_number_that_reaches_the_target(rate, counted, expected):
    above, below = counted
    assume(below + expected)
    needed = rules.gap(rate, Ratio(above, below), expected).needed
    assert Fraction(above + needed, below + expected) >= rate
    assert needed == 0 or Fraction(above + needed - 1, below + expected) < rate


@pytest.mark.parametrize(
    ("received", "since", "today", "until", "more"),
    [
        (100, date(2026, 1, 1), date(2026, 4, 10), date(2026, 4, 20), 10),
        (1, date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3), 1),  # half a dossier is rounded up
        (100, date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31), 0),
        (100, date(2026, 1, 2), date(2026, 1, 1), date(2026, 12, 31), 0),
    ],
)
def test_dossiers_are_expected_as_they_came(received, since, today, until, more):
    assert rules.pace(received, since, today, until) == more


def test_twelve_whole_months_lie_before_a_day():
    assert rules.months_before(date(2026, 3, 31)) == (date(2025, 3, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("valid_to", "year", "gone"),
    [(None, 2026, False), (date(2025, 6, 30), 2026, True), (date(2026, 11, 27), 2026, False),
     (date(2026, 11, 26), 2026, True), (date(2026, 12, 31), 2027, True)],
)  # fmt: skip
def test_an_office_that_ends_before_the_year_can_have_no_target(valid_to, year, gone):
    assert rules.ended(valid_to, year, date(2026, 11, 27)) is gone


@pytest.mark.parametrize(("year", "open"), [(2025, False), (2026, True), (2031, True), (2032, False)])
def test_targets_are_given_for_this_year_and_five_more(year, open):
    if open:
        rules.refuse_year(year, date(2026, 11, 27))
    else:
        with pytest.raises(Refused, match="từ 2026 đến 2031"):
            rules.refuse_year(year, date(2026, 11, 27))
