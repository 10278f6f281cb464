from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.ratio import Ratio


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (466, 1749, "26.64"),
        (697, 1749, "39.85"),
        (586, 1749, "33.50"),
        (1, 8, "12.50"),
        (0, 5, "0.00"),
        (1, 0, None),
    ],
)
def test_percent_rounds_half_up(numerator, denominator, shown):
    assert Ratio(numerator, denominator).percent() == shown


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_percent_is_within_half_a_unit(numerator, denominator, places):
    shown = Fraction(Ratio(numerator, denominator).percent(places))
    exact = Fraction(100 * numerator, denominator)
    assert -Fraction(1, 2 * 10**places) < exact - shown <= Fraction(1, 2 * 10**places) or exact - shown < Fraction(
        1, 2 * 10**places
    )
