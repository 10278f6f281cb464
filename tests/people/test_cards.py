"""What the QR code on an identity card says, as a scanner types it."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Refused
from motcua.people import cards
from motcua.people.cards import Card
from motcua.people.rules import Gender

TODAY = date(2026, 11, 20)
GOOD = "042190000012|183456789|Lê Thị Mận|12051990|Nữ|Thôn 3, Xã Vũ Quang, Hà Tĩnh|22122021"
MAN = Card(
    "042190000012", "183456789", "Lê Thị Mận", date(1990, 5, 12), Gender.FEMALE, "Thôn 3, Xã Vũ Quang, Hà Tĩnh",
    date(2021, 12, 22),
)  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        f"  {GOOD}\r\n",  # the scanner's own Enter
        GOOD + "|||Lê Văn A|Trần Thị B",  # newer cards say more
        unicodedata.normalize("NFD", GOOD),
        GOOD.replace("|Nữ|", "|nu|"),
        GOOD.replace("|", " | "),
    ],
)
def test_a_card_is_read_however_its_scanner_types(typed):
    assert cards.read(typed, today=TODAY) == MAN


def test_the_old_number_may_be_missing():
    assert cards.read(GOOD.replace("183456789", ""), today=TODAY).old_id == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "chỉ có 1 phần"),
        ("042190000012", "chỉ có 1 phần"),
        (GOOD.rsplit("|", 1)[0], "chỉ có 6 phần"),
        (GOOD.replace("042190000012", "04219000001"), "12 chữ số"),
        (GOOD.replace("183456789", "1834"), "9 chữ số"),
        (GOOD.replace("Lê Thị Mận", " "), "họ và tên"),
        (GOOD.replace("Lê Thị Mận", "L� Th� M�n"), "họ và tên"),  # a scanner set to another code page
        (GOOD.replace("Nữ", "Khác"), "giới tính"),
        (GOOD.replace("12051990", "31021990"), "ngày sinh"),
        (GOOD.replace("12051990", "1990"), "ngày sinh"),
        (GOOD.replace("22122021", "22122O21"), "ngày cấp"),
        (GOOD.replace("22122021", "22122027"), "ngày cấp"),
        (GOOD.replace("22122021", "22121989"), "ngày cấp"),
    ],
)
def test_bad_text_is_refused_at_its_field_with_what_is_wrong(typed, told):
    with pytest.raises(Refused) as refused:
        cards.read(typed, today=TODAY)
    assert refused.value.field == "card" and told in refused.value.message


names = st.text(st.characters(categories=["L"]), min_size=1, max_size=20).filter(
    lambda word: unicodedata.normalize("NFC", word).isprintable()
)
days = st.dates(date(1900, 1, 1), TODAY)


@given(
    st.integers(10**10, 96 * 10**9), names, days, days, st.sampled_from(["Nam", "Nữ"]),
    st.lists(st.text("0123456789abc ", max_size=9), max_size=4),
)  # fmt: skip
def test_every_card_is_read_back(number, name, one, other, gender, more):
    born, issued = sorted((one, other))
    parts = [f"{number:012d}", "", name, f"{born:%d%m}{born.year:04d}", gender, "Xã A", f"{issued:%d%m}{issued.year}"]
    card = cards.read("|".join([*parts, *more]), today=TODAY)
    assert (card.personal_id, card.birth_date, card.issued_on) == (f"{number:012d}", born, issued)
    assert card.full_name == unicodedata.normalize("NFC", name)


@given(st.text(max_size=200))
def test_whatever_is_typed_gives_a_card_or_a_refusal_at_its_field(typed):
    try:
        cards.read(typed, today=TODAY)
    except Refused as refused:
        assert refused.field == "card" and refused.message
