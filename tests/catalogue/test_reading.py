"""Dirty values: what is repaired, what becomes null, and that either is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue import reading
from motcua.catalogue.rules import LimitUnit, ServiceLevel, highest, is_code

HOUR, WORKING_DAY, DAY, MONTH = LimitUnit.HOUR, LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.MONTH


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("60 Ngày làm việc", 60, WORKING_DAY),
        ("05 Ngày", 5, DAY),
        ("01 Giờ", 1, HOUR),
        ("12 Tháng", 12, MONTH),
        (" 7  ngày  làm  việc ", 7, WORKING_DAY),
    ],
)
def test_limits_with_amount_and_unit_are_read(text: str, amount: int, unit: LimitUnit) -> None:
    limit = reading.read_limit(text)
    assert (limit.amount, limit.unit, limit.doubt) == (amount, unit, None)


@pytest.mark.parametrize(
    "text",
    ["1", "48", "", "Không", "Không quy định", "Không có thông tin", "0 Giờ", "1.5 Ngày làm việc", "10-25",
     "Chậm nhất là ngay trước khi tàu rời cảng", "99999 Ngày"],
)  # fmt: skip
def test_limits_that_cannot_be_trusted_are_null_and_noted(text: str) -> None:
    limit = reading.read_limit(text)
    assert (limit.amount, limit.unit, limit.text) == (None, None, text)
    assert limit.doubt is not None


@pytest.mark.parametrize(
    ("text", "description", "trusted"),
    [
        ("15 Ngày", "15 ngày làm việc kể từ ngày nhận được hồ sơ.", False),
        ("30 Ngày làm việc", "Trong thời hạn 20 ngày làm việc kể từ ngày nhận đủ hồ sơ", False),
        ("3 Ngày làm việc", "03 (ba) ngày làm việc, kể từ ngày nhận được đơn", True),
        ("30 Ngày", "Sở kiểm tra hồ sơ rồi trong 05 ngày làm việc chuyển Ủy ban nhân dân tỉnh", True),
        ("30 Ngày", "05 ngày làm việc kiểm tra, 10 ngày thẩm định", True),
        ("30 Ngày", "", True),
    ],
)
def test_a_limit_that_contradicts_its_description_is_not_trusted(text: str, description: str, trusted: bool) -> None:
    assert (reading.read_limit(text, description).amount is not None) is trusted


@pytest.mark.parametrize(
    ("text", "note", "amount"),
    [
        ("Miễn phí", "", 0),
        ("Miễn phí", "Không có.", 0),
        ("Miễn phí", "Không thu lệ phí", 0),
        ("0 Đồng", "", 0),
        ("không Đồng", "", 0),
        ("o Đồng", "", 0),
        ("10,000 Việt Nam Đồng", "", 10_000),
        ("150,000 VNĐ", "/hồ sơ", 150_000),
        ("12,000,000 Việt Nam Đồng", "đồng/lần", 12_000_000),
        ("2.500.000 Đồng (Thẩm định cấp phép)", "", 2_500_000),
    ],
)
def test_fees_that_are_plain_are_read(text: str, note: str, amount: int) -> None:
    assert reading.read_fee(text, note).amount == amount


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Miễn phí", "Mức lệ phí cụ thể do HĐND tỉnh quyết định"),
        ("0 Đồng", "20.000.000 đồng/lần"),
        ("Miễn phí", "Theo quy định của Luật phí và lệ phí"),
        ("Không có thông tin", ""),
        ("", ""),
        ("10 USD", "/bản"),
        ("20 VNĐ", "20.000 vnđ /tờ khai"),
        ("1 Việt Nam Đồng", ""),
        ("2,000 Việt Nam Đồng", "/trang"),
        ("20,000,000 Việt Nam Đồng", "(áp dụng mức phí 10.000.000 đồng/hồ sơ kể từ ngày 01/7/2025)"),
        ("Đồng", ""),
        ("Mức thu bằng 50% mức thu phí quy định tại Mục I", ""),
        ("9" * 15 + " Đồng", ""),
    ],
)
def test_fees_that_cannot_be_trusted_are_null_and_noted(text: str, note: str) -> None:
    price = reading.read_fee(text, note)
    assert price.amount is None
    assert price.doubt is not None and price.note == note


@pytest.mark.parametrize(
    ("text", "name", "noted"),
    [
        ("Đơn đề nghị theo mẫu;Mẫu số 17.docx", "Đơn đề nghị theo mẫu;", True),
        ("Tờ khai (Mẫu số 1)báo cáo sửa.docx", "Tờ khai (Mẫu số 1)", True),
        ("Hồ sơ: 01 bộ.Mẫu số 1.7.docx", "Hồ sơ: 01 bộ.", True),
        ("Đơn.Phụ lục V - T54.docxPhlcVII - T54.docx", "Đơn.", True),
        ("Đơn đề nghị theo mẫu quy địnhtờ trình.docx", "Đơn đề nghị theo mẫu quy địnhtờ trình.docx", True),
        ("xem http://www.basel.int/docs/vCOP8.doc", "xem http://www.basel.int/docs/vCOP8.doc", True),
        ("Giấy chứng sinh", "Giấy chứng sinh", False),
    ],
)
def test_template_files_are_cut_off_paper_names_only_where_that_is_certain(text: str, name: str, noted: bool) -> None:
    read, doubt = reading.read_paper_name(text)
    assert (read, doubt is not None) == (name, noted)


def test_names_lose_line_breaks_and_the_leading_word() -> None:
    name, doubts = reading.read_name("Thủ tục  đăng ký\nkhai sinh")
    assert name == "Đăng ký khai sinh" and len(doubts) == 2
    assert reading.read_name("Thủ tục hành chính liên thông")[0] == "Thủ tục hành chính liên thông"
    assert reading.read_name("Thủ tục")[0] == "Thủ tục"
    long, doubts = reading.read_name("Cấp " + "giấy " * 120)
    assert len(long) > 500 and "ký tự" in doubts[-1].problem


@pytest.mark.parametrize(
    ("name", "listed", "another"),
    [
        ("Hỗ trợ phát triển sản xuất cộng đồng.", "Hợp nhất công ty luật nước ngoài", True),
        ("Thủ tục đăng ký khai sinh", "Đăng ký khai sinh", False),
        ("Cấp giấy phép xây dựng", "Cấp giấy phép xây dựng nhà ở riêng lẻ tại đô thị", False),
    ],
)
def test_another_procedures_text_is_recognised(name: str, listed: str, another: bool) -> None:
    assert reading.another_text(name, listed) is another


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("1.001193", True),
        ("1.012783.H27", True),
        ("1.001193.000.00.00.H27", True),
        ("2.000815.000.00.00.H55.02", False),
        ("1.00119", False),
        ("1001193", False),
        ("１.001193", False),
        ("1.001193\n", False),
        ("", False),
    ],
)
def test_codes_are_national_with_or_without_a_tail(text: str, valid: bool) -> None:
    assert is_code(text) is valid


def test_a_procedure_at_several_levels_counts_at_the_highest() -> None:
    assert highest(["none", "full", "partial"]) is ServiceLevel.FULL
    assert highest([]) is None


@given(st.text(), st.text())
def test_a_limit_is_whole_or_null_and_never_silent(text: str, description: str) -> None:
    limit = reading.read_limit(text, description)
    assert (limit.amount is None) == (limit.unit is None) == (limit.doubt is not None)
    assert limit.amount is None or limit.amount > 0


@given(st.text(), st.text())
def test_a_fee_is_null_with_a_reason_or_zero_or_at_least_a_thousand(text: str, note: str) -> None:
    price = reading.read_fee(text, note)
    assert price.amount == 0 or (price.doubt is not None if price.amount is None else price.amount >= 1000)


@given(st.integers(1, 9999), st.sampled_from(["Ngày làm việc", "Ngày", "Giờ", "Tháng"]))
def test_every_plain_limit_is_read_exactly(amount: int, unit: str) -> None:
    assert reading.read_limit(f"{amount} {unit}").amount == amount


@given(st.integers(1000, 10**12))
def test_every_plain_amount_is_read_exactly(amount: int) -> None:
    assert reading.read_fee(f"{amount:,} Việt Nam Đồng", "").amount == amount
