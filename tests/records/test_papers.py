"""Official papers: what the law wants on them is on them, marks survive, and the same values give the same bytes."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import datetime

import pytest
from pypdf import PdfReader

from motcua.core.clock import ZONE
from motcua.records import papers
from motcua.records.sheet import Filer, Letterhead, Links, PaperRow

NOW = datetime(2026, 11, 5, 9, 12, tzinfo=ZONE)
DUE = datetime(2026, 11, 10, 17, 0, tzinfo=ZONE)
CODE = "H27.99-261105-0001"
URL = "https://motcua.example/tra-cuu/" + CODE
LINKS = Links(URL, "https://motcua.example/xac-minh/abc/", seal="a word")
HEAD = Letterhead("Trung tâm phục vụ hành chính công", "Vũ Quang", parent="Ủy ban nhân dân xã Vũ Quang", number="128")
LAN = Filer("Nguyễn Thị Lan Thử", id_number="042190999901", address="Thôn Hương Phùng", phone="0912345678")
SLIP = papers.ReceiptSlip(
    letterhead=HEAD, code=CODE, procedure="Thủ tục đăng ký khai sinh", counter="Trung tâm phục vụ hành chính công",
    filer=LAN, papers=[PaperRow("Giấy chứng sinh", originals=1), PaperRow("Giấy ủy quyền", certified=2)],
    limit="03 ngày làm việc", received_at=NOW, due_at=DUE, officer="Trần Văn Minh", links=LINKS,
)  # fmt: skip
ACKNOWLEDGEMENT = papers.Acknowledgement(
    letterhead=HEAD, code=CODE, procedure="Thủ tục đăng ký khai sinh", office="Ủy ban nhân dân xã Vũ Quang", filer=LAN,
    submitted_at=NOW, accept_by=DUE, links=LINKS, documents=["giấy chứng sinh.jpg"],
)  # fmt: skip
REQUEST = papers.SupplementRequest(
    letterhead=HEAD, code=CODE, procedure="Thủ tục đăng ký khai sinh", filer=LAN, reason="Ảnh mờ, không đọc được.",
    officer="Trần Văn Minh", officer_phone="02393855123", asked_at=NOW, answer_by=DUE, links=LINKS,
    papers=[PaperRow("Giấy chứng sinh", originals=1)],
)  # fmt: skip
REFUSAL = papers.Refusal(
    letterhead=HEAD, code=CODE, procedure="Thủ tục đăng ký khai sinh", counter="Trung tâm phục vụ hành chính công",
    filer=LAN, submitted_at=NOW, refused_at=NOW, reason="Không thuộc phạm vi tiếp nhận.", officer="Trần Văn Minh",
    links=LINKS,
)  # fmt: skip
STOP = papers.StopNotice(
    letterhead=HEAD, code=CODE, procedure="Thủ tục đăng ký khai sinh", filer=LAN, received_at=NOW, stopped_at=NOW,
    reason="Đất đang có tranh chấp.", basis="Khoản 1 Điều 2", officer="Trần Văn Minh", links=LINKS,
)  # fmt: skip
EACH = [
    (papers.receipt_slip, SLIP), (papers.acknowledgement, ACKNOWLEDGEMENT),
    (papers.supplement_request, REQUEST), (papers.refusal, REFUSAL), (papers.stop_notice, STOP),
]  # fmt: skip


def read(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize(("make", "content"), EACH)
def test_every_paper_carries_the_head_the_code_and_the_place_and_date(make, content):
    text = read(make(content))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN XÃ VŨ QUANG",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Vũ Quang, ngày 05 tháng 11 năm 2026", CODE, LAN.applicant,
        "Thủ tục đăng ký khai sinh", URL,
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(("make", "content"), EACH)
def test_the_same_values_give_the_same_bytes_on_one_a4_page(make, content):
    made = make(content)
    assert made == make(content)
    (page,) = PdfReader(io.BytesIO(made)).pages
    assert [round(float(side)) for side in (page.mediabox.width, page.mediabox.height)] == [595, 842]


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
