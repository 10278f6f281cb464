"""What is kept of a message, whose turn it is, and which rung comes next."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.adoption.difficulties.rules import (
    LONGEST,
    Cleaned,
    Rung,
    Turn,
    after,
    cleaned,
    code_in,
    middle,
    on_duty,
    words_error,
)

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Gọi 0912000111 không được", Cleaned("Gọi [số điện thoại] không được", 1)),
        ("Gọi 0912 000 111, +84 912 000 111", Cleaned("Gọi [số điện thoại], [số điện thoại]", 2)),
        ("Gọi 0912.000.111 hoặc 0239-385-5555", Cleaned("Gọi [số điện thoại] hoặc [số điện thoại]", 2)),
        ("CCCD 042190000012, cũ 183456789", Cleaned("CCCD [số giấy tờ], cũ [số giấy tờ]", 2)),
        ("CCCD 142 190 000 012", Cleaned("CCCD [số giấy tờ]", 1)),
        ("Thư man.le@example.vn", Cleaned("Thư [thư điện tử]", 1)),
        ("[10:05, 26/11/2026] Lê Thị Mận: Không mở được mẫu", Cleaned("Không mở được mẫu", 1)),
        ("[10:05] Mận: Một\n[10:06] Bưởi: Hai", Cleaned("Một\nHai", 2)),
        ("Hồ sơ H27.18-261127-0001 của 0912000111", Cleaned("Hồ sơ H27.18-261127-0001 của [số điện thoại]", 1)),
        ("Hồ sơ 000.00.18.H27-261127-0001", Cleaned("Hồ sơ 000.00.18.H27-261127-0001", 0)),
        ("Thủ tục 1.004884, hạn 10/11/2026, phí 150.000 đồng", Cleaned("Thủ tục 1.004884, hạn 10/11/2026, phí 150.000 đồng", 0)),
        ("sđt0912345678, cccd042190000012, anh A.0912345684nhé", Cleaned("sđt[số điện thoại], cccd[số giấy tờ], anh A.[số điện thoại]nhé", 3)),
        ("(0912) 345 678, 0912–345–678, +84 (0)912 345 678", Cleaned("[số điện thoại], [số điện thoại], [số điện thoại]", 3)),
        ("Tài khoản 1903 4567 8901 23 (0912345678)", Cleaned("Tài khoản [số giấy tờ] ([số điện thoại])", 2)),
        ("Lê Thị Mận, [26/11/2026 10:05]\nKhông mở được\n26/11/2026, 10:09 - Bưởi: Hai", Cleaned("Không mở được\nHai", 2)),
        ("1.004884.000.00.00.H27, từ 01.02.2026 10 hồ sơ", Cleaned("1.004884.000.00.00.H27, từ 01.02.2026 10 hồ sơ", 0)),
        ("Chọn mục 2, [Lưu 1 lần]: vẫn trống", Cleaned("Chọn mục 2, [Lưu 1 lần]: vẫn trống", 0)),
        ("", Cleaned("", 0)),
    ],
)  # fmt: skip
def test_numbers_addresses_and_senders_are_taken_out_and_codes_stay(typed, kept):
    assert cleaned(typed) == kept


def test_the_first_code_of_a_dossier_in_some_words_is_found():
    assert code_in("xem h27.18-261127-0001 và H27.18-261127-0002") == "H27.18-261127-0001"
    assert code_in("không có mã") == ""


@pytest.mark.parametrize(("words", "wrong"), [("", True), ("a" * LONGEST, False), ("a" * (LONGEST + 1), True)])
def test_words_are_there_and_not_too_long(words, wrong):
    assert bool(words_error(words, "Viết.")) is wrong


@pytest.mark.parametrize(
    ("turns", "able", "day", "found"),
    [
        ([], [], MONDAY, None),
        ([], [1], MONDAY, 1),
        ([], [1, 2], MONDAY, None),
        ([Turn(2, None, "")], [1, 2], MONDAY, 2),
        ([Turn(2, None, ""), Turn(1, 0, "")], [1, 2], MONDAY, 1),
        ([Turn(2, None, ""), Turn(1, 0, "")], [1, 2], TUESDAY, 2),
        ([Turn(1, 0, ""), Turn(2, None, "Đất đai")], [1, 2], MONDAY, 2),
        ([Turn(2, None, "Hộ tịch")], [1, 2], MONDAY, None),
        ([Turn(3, None, "")], [1, 2], MONDAY, None),
        ([Turn(2, None, ""), Turn(1, None, "")], [1, 2], MONDAY, 2),
    ],
)  # fmt: skip
def test_who_is_on_duty_goes_by_field_then_weekday_then_order_among_those_who_may(turns, able, day, found):
    assert on_duty(turns, able, day=day, field="Đất đai") == found


def test_the_next_rung_is_the_nearest_one_above():
    ladder = [Rung.COMMUNE, Rung.DEPARTMENT]
    assert after(ladder, Rung.COMMUNE) is Rung.DEPARTMENT
    assert after(ladder, Rung.CENTRE) is Rung.DEPARTMENT
    assert after(ladder, Rung.DEPARTMENT) is None


def test_the_middle_of_times_leaves_out_what_is_not_known():
    assert middle([None, 10, 40, 20]) == 20 and middle([10, 21]) == 15 and middle([None]) is None
