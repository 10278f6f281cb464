"""Official papers: what the law wants on them is on them, marks survive, and the same values give the same bytes."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import datetime

import pypdfium2
import pytest
from pypdf import PdfReader

from motcua.core.clock import ZONE
from motcua.records import papers, registers, tracking
from motcua.records.sheet import OUR_LAYOUT, PaperRow
from tests.records.samples import (
    ACKNOWLEDGEMENT,
    APOLOGY,
    CODE,
    COMMON,
    CONTROL,
    EACH,
    HANDOVER,
    LAN,
    REFUSAL,
    REGISTER,
    REQUEST,
    SLIP,
    STOP,
    URL,
)


def read(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


OF_ONE_DOSSIER = [one for name, one in EACH.items() if name.split("_")[0] not in ("register", "result", "common")]


@pytest.mark.parametrize(("make", "content"), OF_ONE_DOSSIER)
def test_every_paper_carries_the_head_the_code_and_the_place_and_date(make, content):
    text = read(make(content))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN XÃ VŨ QUANG",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Vũ Quang, ngày ", CODE, LAN.applicant,
        "Thủ tục đăng ký khai sinh", URL,
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("name", EACH)
def test_the_same_values_give_the_same_bytes_on_a4(name):
    make, content = EACH[name]
    made = make(content)
    assert made == make(content)
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) == (2 if name == "common_receipt" else 1)
    for page in pages:
        assert sorted(round(float(side)) for side in (page.mediabox.width, page.mediabox.height)) == [595, 842]


@pytest.mark.parametrize("name", EACH)
def test_every_paper_opens_without_a_warning_in_two_readers(name, caplog):
    make, content = EACH[name]
    made = make(content)
    reader = PdfReader(io.BytesIO(made), strict=True)
    text = [page.extract_text() for page in reader.pages]
    other = pypdfium2.PdfDocument(made)
    try:
        assert len(other) == len(text) and all(text)
        for number in range(len(other)):
            page = other[number]
            assert "CỘNG HÒA" in page.get_textpage().get_text_bounded() or number
            assert page.render(scale=0.5).to_pil().getextrema() != ((255, 255),) * 3
    finally:
        other.close()
    assert caplog.records == []


@pytest.mark.parametrize("name", EACH)
def test_every_paper_is_archivable(name):
    make, content = EACH[name]
    root = PdfReader(io.BytesIO(make(content))).trailer["/Root"]
    described = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in described.replace("\n", "")
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("vi")


def test_the_receipt_slip_says_what_was_handed_in_and_when_the_result_is_due():
    text = read(papers.receipt_slip(SLIP))
    for words in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Số: 128/TNHS", "Giấy chứng sinh", "Bản sao chứng thực",
        "Số lượng hồ sơ: 01 (bộ)", "03 ngày làm việc", "Thời gian nhận hồ sơ: 09 giờ 12 phút, ngày 05 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 10 tháng 11 năm 2026", "042190999901", "0912345678", "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ):  # fmt: skip
        assert words in text
    assert "NGƯỜI NỘP HỒ SƠ" not in text
    assert "NGƯỜI NỘP HỒ SƠ" in read(papers.receipt_slip(replace(SLIP, filer_signs=True)))


@pytest.mark.parametrize(
    ("received", "circular"),
    [
        (datetime(2025, 9, 14, 23, 59, tzinfo=ZONE), "01/2018/TT-VPCP"),
        (datetime(2025, 9, 15, 0, 0, tzinfo=ZONE), "03/2025/TT-VPCP"),
    ],
)
def test_the_form_is_the_one_in_force_on_the_day_of_receipt(received, circular):
    assert f"Mẫu số 01 (Thông tư số {circular})" in read(papers.receipt_slip(replace(SLIP, received_at=received)))


def test_january_and_february_are_written_with_a_zero():
    text = read(papers.receipt_slip(replace(SLIP, received_at=datetime(2026, 2, 3, 8, 0, tzinfo=ZONE))))
    assert "ngày 03 tháng 02 năm 2026" in text


def test_the_acknowledgement_says_until_when_the_office_answers_and_is_not_the_slip():
    text = read(papers.acknowledgement(ACKNOWLEDGEMENT))
    assert "chậm nhất lúc 17 giờ 00 phút, ngày 10 tháng 11 năm 2026" in text
    assert "không thay cho giấy hẹn" in text and "giấy chứng sinh.jpg" in text and "Mẫu số" not in text


def test_the_supplement_request_says_what_is_missing_why_and_whom_to_ask():
    text = read(papers.supplement_request(REQUEST))
    for words in (
        "Mẫu số 02",
        "Giấy chứng sinh",
        "Ảnh mờ, không đọc được.",
        "Trần Văn Minh, số điện thoại 02393855123",
    ):
        assert words in text


def test_the_refusal_gives_its_reason():
    text = read(papers.refusal(REFUSAL))
    assert "Mẫu số 03" in text and "Không thuộc phạm vi tiếp nhận." in text and "thông báo không tiếp nhận" in text


def test_what_people_typed_is_never_read_as_markup():
    reason = "#panic() $x$ *đậm* _nghiêng_ \\ @a <b> [c] // d"
    assert reason in read(papers.refusal(replace(REFUSAL, reason=reason)))


def test_every_vietnamese_letter_survives():
    letters = "aăâeêioôơuưyđ AĂÂEÊIOÔƠUƯYĐ"
    marked = "áắấéếíóốớúứý àằầèềìòồờùừỳ ảẳẩẻểỉỏổởủửỷ ãẵẫẽễĩõỗỡũữỹ ạặậẹệịọộợụựỵ"
    text = read(papers.refusal(replace(REFUSAL, reason=f"{letters} {marked} {marked.upper()}")))
    assert letters in text and marked in text and marked.upper() in text


def test_a_long_list_of_papers_goes_on_over_pages():
    rows = [PaperRow(f"Giấy tờ thứ {n} có tên khá dài để mỗi dòng chiếm hơn một hàng trong bảng", 1) for n in range(60)]
    made = papers.receipt_slip(replace(SLIP, papers=rows))
    assert len(PdfReader(io.BytesIO(made)).pages) > 1 and "Giấy tờ thứ 59" in read(made)


def test_a_paper_takes_little_time_once_the_fonts_are_loaded():
    papers.receipt_slip(SLIP)
    started = time.process_time()
    for n in range(10):
        papers.receipt_slip(replace(SLIP, code=f"H27.99-261105-{n:04d}"))
    assert (time.process_time() - started) / 10 < 0.06


def test_a_stop_notice_names_form_05_of_2025_says_that_the_layout_is_ours_and_was_no_form_before():
    text = read(papers.stop_notice(STOP))
    assert "Mẫu số 05 (Thông tư số 03/2025/TT-VPCP)" in text and "chưa đối chiếu mẫu ban hành" in text
    assert "Đất đang có tranh chấp." in text and "Khoản 1 Điều 2" in text
    before = read(papers.stop_notice(replace(STOP, stopped_at=datetime(2024, 5, 6, 9, tzinfo=ZONE))))
    assert "Mẫu số" not in before


def test_a_notice_of_a_withdrawal_needs_no_reason():
    text = read(papers.stop_notice(replace(STOP, withdrawn=True, reason="", basis="")))
    assert "theo yêu cầu rút hồ sơ của người nộp" in text and "Căn cứ" not in text


def test_the_apology_says_what_was_promised_why_it_is_late_and_when_instead():
    text = read(tracking.apology(APOLOGY))
    for words in (
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN", "Mẫu số 04 (Thông tư số 03/2025/TT-VPCP)", "Cần xác minh nơi cư trú ở xã khác.",
        "hẹn trả kết quả: 17 giờ 00 phút, ngày 10 tháng 11 năm 2026",
        "hẹn lại: 17 giờ 00 phút, ngày 13 tháng 11 năm 2026", "chỉ được thực hiện một lần", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
    ):  # fmt: skip
        assert words in text


def test_the_control_slip_says_who_gave_to_whom_and_when():
    text = read(tracking.control_slip(CONTROL))
    for words in (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Mẫu số 06 (Thông tư số 03/2025/TT-VPCP)", "Giao", "Nhận",
        "Võ Đình Ký, phê duyệt", "14 giờ 45 phút", "06 tháng 11 năm 2026", "Trước hạn", "Người giao ký", "Người nhận ký",
        "Ghi chú", "Cơ quan giải quyết, phối hợp: Ủy ban nhân dân xã Vũ Quang",
    ):  # fmt: skip
        assert words in text


def test_the_register_has_a_line_for_each_dossier_and_goes_on_over_pages():
    text = read(registers.register(REGISTER))
    for words in (
        "SỔ THEO DÕI HỒ SƠ", "Mẫu số 07 (Thông tư số 03/2025/TT-VPCP)", CODE, "H27.99-261106-0001", "Lê Văn Thử Hai",
        "09:12", "không quy định", "Yêu cầu bổ sung", "2 hồ sơ", "từ ngày 01 tháng 11 năm 2026",
    ):  # fmt: skip
        assert words in text
    many = replace(REGISTER, rows=list(REGISTER.rows) * 60)
    pages = PdfReader(io.BytesIO(registers.register(many))).pages
    assert len(pages) > 3 and all("Tên thủ tục hành chính" in page.extract_text() for page in pages)


def test_results_handed_over_say_by_whom_to_whom_and_tick_fee_and_post():
    text = read(registers.result_handover(HANDOVER))
    for words in ("PHIẾU BÀN GIAO KẾT QUẢ", "Bên giao: Ủy ban", "Bên nhận: Trung tâm", "Có phí", "Bưu điện", CODE):
        assert words in text
    assert "Thôn Mỹ Ngọc X X" in text and LAN.address + " X" not in text


def test_one_receipt_for_several_dossiers_lists_them_in_its_annex():
    first, annex = PdfReader(io.BytesIO(registers.common_receipt(COMMON))).pages
    assert "03 hồ sơ, theo danh sách kèm theo" in first.extract_text()
    listed = annex.extract_text()
    assert "Danh sách hồ sơ kèm theo" in listed
    assert all(f"H27.99-261105-{number:04d}" in listed for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("make", "content", "field", "new", "old"),
    [
        (tracking.apology, APOLOGY, "written_at", "04", "04"),
        (tracking.control_slip, CONTROL, "made_at", "06", "05"),
        (registers.register, REGISTER, "last", "07", "06"),
    ],
)  # fmt: skip
def test_numbers_of_forms_changed_with_the_circular_of_2025(make, content, field, new, old):
    last, first = datetime(2025, 9, 14, 23, 59, tzinfo=ZONE), datetime(2025, 9, 15, 0, 0, tzinfo=ZONE)
    if field == "last":
        last, first = last.date(), first.date()
    assert f"Mẫu số {old} (Thông tư số 01/2018/TT-VPCP)" in read(make(replace(content, **{field: last})))
    assert f"Mẫu số {new} (Thông tư số 03/2025/TT-VPCP)" in read(make(replace(content, **{field: first})))


@pytest.mark.parametrize("name", EACH)
def test_a_layout_that_nobody_compared_with_the_published_form_says_so(name):
    make, content = EACH[name]
    ours = name.split("_")[0] in ("apology", "register", "result", "common", "stop") or name == "control_slip_2018"
    assert (OUR_LAYOUT in read(make(content)).replace(OUR_LAYOUT.capitalize(), OUR_LAYOUT)) is ours
