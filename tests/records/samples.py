"""Values of every paper, as a commune of the mountains would have them. The people do not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from motcua.core.clock import ZONE
from motcua.records import papers, registers, tracking
from motcua.records.registers import ReceivedRow, RegisterRow, ResultRow
from motcua.records.sheet import Filer, Letterhead, Links, PaperRow
from motcua.records.tracking import Handover

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
APOLOGY = tracking.Apology(
    letterhead=HEAD, code=CODE, procedure="Thủ tục đăng ký khai sinh", filer=LAN, received_at=NOW, due_at=DUE,
    promised_again_at=datetime(2026, 11, 13, 17, 0, tzinfo=ZONE), reason="Cần xác minh nơi cư trú ở xã khác.",
    written_at=datetime(2026, 11, 9, 15, 30, tzinfo=ZONE), links=LINKS,
)  # fmt: skip
CONTROL = tracking.ControlSlip(
    letterhead=HEAD, code=CODE, procedure="Thủ tục đăng ký khai sinh", applicant=LAN.applicant,
    offices=["Ủy ban nhân dân xã Vũ Quang"], received_at=NOW, due_at=DUE, made_at=datetime(2026, 11, 9, 8, 5, tzinfo=ZONE),
    handovers=[
        Handover("Người nộp hồ sơ", "Trần Văn Minh, một cửa", NOW),
        Handover("Trần Văn Minh, một cửa", "Phan Thị Hoài, thụ lý", datetime(2026, 11, 5, 10, 0, tzinfo=ZONE)),
        Handover("Phan Thị Hoài, thụ lý", "Võ Đình Ký, phê duyệt", datetime(2026, 11, 6, 14, 45, tzinfo=ZONE)),
        Handover("Võ Đình Ký, phê duyệt", "Một cửa", datetime(2026, 11, 9, 8, 5, tzinfo=ZONE), "Trước hạn", "Có kết quả"),
    ], links=LINKS,
)  # fmt: skip
REGISTER = registers.Register(
    letterhead=HEAD, first=date(2026, 11, 1), last=date(2026, 11, 30), printed_at=datetime(2026, 12, 1, 8, 0, tzinfo=ZONE),
    rows=[
        RegisterRow(CODE, "Thủ tục đăng ký khai sinh", LAN.applicant, "Thôn Hương Phùng; 0912345678",
                    "Ủy ban nhân dân xã Vũ Quang", NOW, DUE, datetime(2026, 11, 9, 9, 0, tzinfo=ZONE)),
        RegisterRow("H27.99-261106-0001", "Cấp bản sao trích lục hộ tịch, bản sao giấy khai sinh", "Lê Văn Thử Hai",
                    "Thôn Mỹ Ngọc", "Ủy ban nhân dân xã Vũ Quang", DUE, None, note="Yêu cầu bổ sung"),
    ],
)  # fmt: skip
HANDOVER = registers.ResultHandover(
    letterhead=HEAD, giver="Ủy ban nhân dân xã Vũ Quang", receiver="Trung tâm phục vụ hành chính công", made_at=DUE,
    rows=[
        ResultRow(CODE, "Thủ tục đăng ký khai sinh", "Giấy khai sinh (bản chính)", LAN.applicant, LAN.address),
        ResultRow("H27.99-261106-0001", "Chứng thực bản sao", "Bản sao chứng thực", "Lê Văn Thử Hai", "Thôn Mỹ Ngọc",
                  fee=True, by_post=True),
    ],
)  # fmt: skip
COMMON = registers.CommonReceipt(
    letterhead=HEAD, counter="Trung tâm phục vụ hành chính công", filer=LAN, received_at=NOW, officer="Trần Văn Minh",
    links=LINKS, rows=[
        ReceivedRow(f"H27.99-261105-{number:04d}", "Thủ tục đăng ký khai sinh", DUE, papers=3) for number in (1, 2, 3)
    ],
)  # fmt: skip
_OLD = datetime(2025, 9, 12, 9, 12, tzinfo=ZONE)
_OLD_DUE = datetime(2025, 9, 14, 17, 0, tzinfo=ZONE)
EACH = {
    "acknowledgement": (papers.acknowledgement, ACKNOWLEDGEMENT),
    "receipt_slip": (papers.receipt_slip, SLIP),
    "receipt_slip_2018": (papers.receipt_slip, replace(SLIP, received_at=_OLD, due_at=_OLD_DUE, filer_signs=True)),
    "supplement_request": (papers.supplement_request, REQUEST),
    "supplement_request_2018": (papers.supplement_request, replace(REQUEST, asked_at=_OLD, answer_by=_OLD_DUE)),
    "refusal": (papers.refusal, REFUSAL),
    "refusal_2018": (papers.refusal, replace(REFUSAL, submitted_at=_OLD, refused_at=_OLD)),
    "stop_notice": (papers.stop_notice, STOP),
    "apology": (tracking.apology, APOLOGY),
    "apology_2018": (tracking.apology, replace(APOLOGY, received_at=_OLD, due_at=_OLD, written_at=_OLD_DUE)),
    "control_slip": (tracking.control_slip, CONTROL),
    "control_slip_2018": (tracking.control_slip, replace(CONTROL, received_at=_OLD, due_at=_OLD_DUE, made_at=_OLD_DUE)),
    "register": (registers.register, REGISTER),
    "register_2018": (registers.register, replace(REGISTER, first=date(2025, 9, 1), last=date(2025, 9, 14))),
    "result_handover": (registers.result_handover, HANDOVER),
    "common_receipt": (registers.common_receipt, COMMON),
}
"""(function, values) of every paper, those of the former circular too."""
