"""Numbers of people: what is accepted, what is refused, what is only a warning."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Refused
from motcua.people import numbers


@pytest.mark.parametrize("typed", ["042190123456", " 042 190 123 456 ", "042.190.123.456"])
def test_a_personal_number_is_twelve_digits(typed):
    assert numbers.check_personal_id(typed) == "042190123456"


@pytest.mark.parametrize("typed", ["", "04219012345", "0421901234567", "04219O123456", "٠٤٢١٩٠١٢٣٤٥٦", "183456789"])
def test_anything_else_is_refused_at_its_field(typed):
    with pytest.raises(Refused) as refused:
        numbers.check_personal_id(typed, field="applicant_id")
    assert refused.value.field == "applicant_id" and "12 chữ số" in refused.value.message


@pytest.mark.parametrize(
    ("number", "birth", "gender", "warnings"),
    [
        ("042190123456", date(1990, 5, 1), "female", 0),
        ("042090123456", date(1990, 5, 1), "male", 0),
        ("042315123456", date(2015, 5, 1), "female", 0),
        ("042090123456", date(1990, 5, 1), "female", 1),
        ("042091123456", date(1990, 5, 1), "male", 1),
        ("042290123456", date(1990, 5, 1), "male", 1),
        ("099190123456", None, "", 1),
        ("000091123456", date(1990, 5, 1), "female", 3),
    ],
)
def test_year_gender_and_province_only_warn(number, birth, gender, warnings):
    assert len(numbers.personal_id_warnings(number, birth_date=birth, gender=gender)) == warnings


@given(st.integers(0, 10**12 - 1), st.dates(), st.sampled_from(["", "male", "female"]))
def test_every_twelve_digits_are_accepted_with_warnings_at_most(value, birth, gender):
    number = numbers.check_personal_id(f"{value:012d}")
    assert len(numbers.personal_id_warnings(number, birth_date=birth, gender=gender)) <= 3


@given(st.integers(0, 10**9 - 1))
def test_exactly_one_check_digit_makes_a_tax_code(stem):
    accepted = [digit for digit in range(10) if _accepted(f"{stem:09d}{digit}")]
    assert len(accepted) == 1


def _accepted(code):
    try:
        return bool(numbers.check_tax_code(code))
    except Refused:
        return False


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0100109106", "0100109106"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
        ("042190123456", "042190123456"),
    ],
)
def test_tax_codes_of_ten_thirteen_and_twelve_digits(typed, stored):
    assert numbers.check_tax_code(typed) == stored


@pytest.mark.parametrize("typed", ["", "0100109107", "0100109106-000", "0100109106-01", "010010910"])
def test_wrong_tax_codes_are_refused(typed):
    with pytest.raises(Refused):
        numbers.check_tax_code(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("84912345678", "0912345678"),
        ("(0239) 3855 123", "02393855123"),
    ],
)
def test_phones_are_stored_with_a_leading_zero(typed, stored):
    assert numbers.check_phone(typed) == stored


@pytest.mark.parametrize("typed", ["", "091234567", "0112345678", "số của tôi", "09123456789"])
def test_wrong_phones_are_refused(typed):
    with pytest.raises(Refused, match="ví dụ"):
        numbers.check_phone(typed)


@pytest.mark.parametrize("weak", ["", "ngắn", "12345678", "aaaaaaaa", "lan.nguyen"])
def test_weak_passwords_are_refused(weak):
    with pytest.raises(Refused):
        numbers.check_password(weak, username="lan.nguyen")


@pytest.mark.parametrize("typed", ["", "ab", "lan nguyen", "-lan", "lân.nguyễn", "a" * 41])
def test_wrong_user_names_are_refused(typed):
    with pytest.raises(Refused):
        numbers.check_username(typed)
