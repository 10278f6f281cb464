from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.filing.rules import Help, dossier_code, help_given, missing_papers, parse_code, salted

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (1, "H27.31-261120-0001"),
        (9999, "H27.31-261120-9999"),
        (10_000, "H27.31-261120-10000"),
    ],
)
def test_a_code_has_four_digits_and_five_after_9999(number, code):
    assert dossier_code("H27.31", DAY, number) == code


@pytest.mark.parametrize(
    "code", ["", "H27.31", "H27.31-261320-0001", "H27.31-261120-001", "27.31-261120-0001", "H27-261120-0001x", "A'--"]
)
def test_what_is_no_code_is_not_read_as_one(code):
    assert parse_code(code) is None


@given(
    st.sampled_from(["H27", "H27.31", "H27.31.2", "G01.899", "000.00.01.H22"]),
    st.dates(date(2000, 1, 1), date(2068, 12, 31)),
    st.integers(1, 999_999),
)
def test_every_code_is_read_back(office, day, number):
    assert parse_code(f" {dossier_code(office, day, number).lower()} ") == (office, day, number)


def test_only_required_papers_without_a_file_are_missing():
    assert missing_papers([(1, "A"), (2, "B")], {2, None}) == {"paper-1": "Đính kèm «A»."}


@pytest.mark.parametrize(
    ("helper", "answer", "counts_as"),
    [(None, "", Help.UNKNOWN), (None, "self", Help.SELF), (None, "helped", Help.HELPED), (7, "self", Help.HELPED)],
)
def test_help_is_never_made_more_flattering_than_it_was(helper, answer, counts_as):
    assert help_given(helper, answer) is counts_as


def test_a_digest_says_nothing_without_its_salt():
    assert salted("a", "x") != salted("b", "x")
