"""Which entries tell a person something, when a message goes, what is wrong with a text, how long it is on a phone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from motcua.casework.rules import MOVES
from motcua.core.clock import ZONE
from motcua.correspondence import rules, shipped, texts
from motcua.correspondence.rules import LONGEST_PAUSE, Medium, Occasion

NIGHT = (time(21), time(7))


def _at(hour, minute=0, day=20):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("kind", "details", "expected"),
    [
        ("accepted", {}, Occasion.ACCEPTED),
        ("question_answered", {"by_filer": False}, Occasion.QUESTION_ANSWERED),
        ("question_answered", {"by_filer": True}, None),
        ("question_asked", {"by_filer": True}, None),
        ("question_asked", {"by_filer": False}, Occasion.QUESTION_ASKED),
        ("assigned", {}, None),
        ("note_written", {}, None),
        ("supplement_near", {}, None),
    ],
)
def test_an_entry_tells_a_person_what_concerns_her(kind, details, expected):
    assert rules.occasion(kind, details) is expected


def test_every_occasion_is_a_kind_of_entry_that_a_move_or_the_talk_writes():
    kinds = {move.kind for move in MOVES} | {"submitted", "question_asked", "question_answered", "supplement_near"}
    assert [one for one in Occasion if one not in kinds] == []


@pytest.mark.parametrize(
    ("at", "medium", "expected"),
    [
        (_at(20, 59), Medium.SMS, _at(20, 59)),
        (_at(21), Medium.SMS, _at(7, day=21)),
        (_at(23, 30), Medium.CHAT, _at(7, day=21)),
        (_at(2), Medium.SMS, _at(7)),
        (_at(7), Medium.SMS, _at(7)),
        (_at(23, 30), Medium.EMAIL, _at(23, 30)),
    ],
)
def test_what_makes_a_phone_ring_waits_until_the_quiet_hours_are_over(at, medium, expected):
    assert rules.not_before(medium, at, NIGHT) == expected
    assert rules.not_before(medium, at, None) == at


def test_pauses_grow_and_have_an_end():
    pauses = [rules.pause(attempts) for attempts in range(1, 40)]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert pauses == sorted(pauses) and pauses[-1] == LONGEST_PAUSE


def test_the_identifier_of_a_message_depends_on_all_that_makes_it_and_on_nothing_else():
    given = ("salt", "dossier/H27.1-261120-0001", 2, "email")
    others = [
        ("pepper", *given[1:]),
        (given[0], "dossier/x", *given[2:]),
        (*given[:2], 3, "email"),
        (*given[:3], "sms"),
    ]
    keys = {rules.key(*given), *(rules.key(*other) for other in others), rules.key(*given, "near")}
    assert len(keys) == 6
    assert rules.key(*given) == rules.key(*given)


@pytest.mark.parametrize(
    ("address", "expected"), [("0912000111", "09•••••111"), ("man@example.vn", "m•••@example.vn"), ("1", "•••")]
)
def test_an_address_is_shown_masked(address, expected):
    assert rules.masked(address) == expected


@pytest.mark.parametrize(
    ("words", "occasion", "says"),
    [
        ("Hồ sơ {mã hồ sơ}: {trạng thái}", Occasion.ACCEPTED, ""),
        ("Hẹn {ngày hẹn}", Occasion.ACCEPTED, ""),
        ("Hẹn {ngày hẹn}", Occasion.REFUSED, "«{ngày hẹn}» không dùng được"),
        ("Chào {họ tên}", Occasion.ACCEPTED, "«{họ tên}» không dùng được"),
        ("Hồ sơ {mã hồ sơ", Occasion.ACCEPTED, "chưa đóng"),
        ("Hồ sơ {{mã hồ sơ}}", Occasion.ACCEPTED, "ngoặc nhọn"),
        ("x" * 460, Occasion.ACCEPTED, "tối đa 459 ký tự"),
    ],
)
def test_a_text_with_an_unknown_place_or_too_many_words_is_refused(words, occasion, says):
    assert says in texts.wrong(words, occasion, Medium.SMS)
    assert bool(says) == bool(texts.wrong(words, occasion, Medium.SMS))


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("occasion", Occasion)
def test_what_ships_is_in_order_and_short_enough_for_one_text_message(occasion, medium):
    text = shipped.text(occasion, medium)
    assert texts.wrong(text.words, occasion, medium) == "" == texts.wrong(text.title, occasion, medium)
    values = {
        "code": "H27.119-261127-0001", "due": "17:00, 25/11/2026", "new_due": "17:00, 25/11/2026", "until": "20/12/2026",
        "link": "https://motcua.hatinh.gov.vn/ho-so/H27.119-261127-0001/",
        "rating": f"https://motcua.hatinh.gov.vn/danh-gia/1000000-{'0' * 32}/",
    }  # fmt: skip
    filled = texts.fill(text.words, values)
    if medium is Medium.SMS:
        sent = texts.length(texts.unmarked(filled))
        assert not sent.marks and sent.parts <= (2 if occasion is Occasion.RETURNED else 1), (sent, filled)
    if medium is Medium.CHAT:
        assert len(filled) <= texts.MOST[medium]


@pytest.mark.parametrize(
    ("words", "characters", "parts", "marks"),
    [
        ("a" * 160, 160, 1, False),
        ("a" * 161, 161, 2, False),
        ("a" * 306, 306, 2, False),
        ("a" * 307, 307, 3, False),
        ("[" * 80, 160, 1, False),
        ("đ" * 70, 70, 1, True),
        ("đ" * 71, 71, 2, True),
        ("đ" * 135, 135, 3, True),
    ],
)
def test_a_phone_network_counts_a_text_so(words, characters, parts, marks):
    assert texts.length(words) == texts.Length(characters, parts, marks)


def test_marks_go_and_places_stay_until_they_are_filled_in():
    assert texts.unmarked("Đã xử lý – xem {đường dẫn đánh giá}…") == "Da xu ly - xem {đường dẫn đánh giá}..."
    assert texts.fill("{ mã hồ sơ } {ngày hẹn}", {"code": "H1"}) == "H1 {ngày hẹn}"
