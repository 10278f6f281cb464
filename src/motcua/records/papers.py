"""The papers that a citizen gets on the way, as PDF: frozen values in, bytes out. The same values give the same bytes.

Each function takes one of the dataclasses below, all plain text and times. `records.actions.issue_paper` stores what
comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.records import sheet
from motcua.records.sheet import Filer, Form, Letterhead, Links, PaperRow, about, facts, strong, text, time_words

_CALL = "số điện thoại "
_OPEN = "thủ tục không quy định thời hạn; cơ quan sẽ báo khi có kết quả"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Tells a person that her online filing has arrived (thông báo đã nhận hồ sơ nộp trực tuyến)."""

    letterhead: Letterhead
    code: str
    procedure: str
    office: str
    filer: Filer
    submitted_at: datetime
    accept_by: datetime
    links: Links
    documents: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """Form 01: the dossier is accepted, and when the result is due (giấy tiếp nhận hồ sơ và hẹn trả kết quả).

    `limit` is the time limit as the procedure states it ("03 ngày làm việc"). `counter` is the receiving counter.
    `filer_signs` adds her signature, for what is handed in at the counter. `two_copies`: one that the counter keeps and
    one that it hands out. `due_at` None: no time limit is laid down.
    """

    letterhead: Letterhead
    code: str
    procedure: str
    counter: str
    filer: Filer
    papers: Sequence[PaperRow]
    limit: str
    received_at: datetime
    due_at: datetime | None
    officer: str
    links: Links
    sets: int = 1
    return_at: str = ""
    book: str = ""
    sequence: str = ""
    filer_signs: bool = False
    two_copies: bool = False


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """Form 02: what is missing, why, and whom to ask (phiếu yêu cầu bổ sung, hoàn thiện hồ sơ)."""

    letterhead: Letterhead
    code: str
    procedure: str
    filer: Filer
    reason: str
    officer: str
    asked_at: datetime
    links: Links
    papers: Sequence[PaperRow] = ()
    answer_by: datetime | None = None
    officer_phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Form 03: the dossier is not accepted, with the reason (phiếu từ chối tiếp nhận giải quyết hồ sơ)."""

    letterhead: Letterhead
    code: str
    procedure: str
    counter: str
    filer: Filer
    submitted_at: datetime
    refused_at: datetime
    reason: str
    officer: str
    links: Links
    filer_signs: bool = False


@dataclass(frozen=True, slots=True)
class StopNotice:
    """Form 05 of 2025: resolving stops, why and on what basis (thông báo dừng giải quyết hồ sơ).

    `withdrawn`: because the filer asked for it; then `reason` may be "" and there is no `basis`.
    """

    letterhead: Letterhead
    code: str
    procedure: str
    filer: Filer
    received_at: datetime
    stopped_at: datetime
    reason: str
    officer: str
    links: Links
    basis: str = ""
    withdrawn: bool = False


def acknowledgement(content: Acknowledgement) -> bytes:
    """Return the acknowledgement of an online filing as PDF."""
    sent = sheet.listed(content.documents)
    parts = [
        facts(("Hồ sơ của", content.filer.applicant), ("Người nộp", content.filer.submitter),
              ("Thủ tục", content.procedure), ("Cơ quan giải quyết", content.office),
              ("Nộp lúc", time_words(content.submitted_at))),
        *([strong("Giấy tờ đã gửi:"), sent] if content.documents else []),
        text(f"Cơ quan sẽ trả lời có tiếp nhận hồ sơ hay không, chậm nhất lúc {time_words(content.accept_by)}."),
        text("Khi hồ sơ được tiếp nhận, ông (bà) nhận được Giấy tiếp nhận hồ sơ và hẹn trả kết quả, trong đó ghi "
              "ngày trả kết quả. Giấy này chỉ xác nhận hồ sơ đã đến, không thay cho giấy hẹn."),
        text("Xem tình trạng hồ sơ bất cứ lúc nào: quét mã QR ở trên, hoặc nhập mã hồ sơ trên trang tra cứu."),
    ]  # fmt: skip
    return sheet.render(
        content,
        "Thông báo đã nhận hồ sơ nộp trực tuyến",
        content.submitted_at,
        parts,
        [],
        form=Form(),
        leads_to_look_up=True,
    )


def receipt_slip(content: ReceiptSlip) -> bytes:
    """Return form 01 as PDF, in the shape in force on the day of receipt."""
    parts = [
        facts(("Bộ phận tiếp nhận và trả kết quả", content.counter), *about(content.filer, "Tiếp nhận hồ sơ của"),
               ("Nội dung yêu cầu giải quyết", content.procedure)),
        strong("Thành phần hồ sơ nộp gồm:"),
        sheet.papers_table(content.papers),
        facts(("Số lượng hồ sơ", f"{content.sets:02d} (bộ)"),
               ("Thời gian giải quyết hồ sơ theo quy định", content.limit),
               ("Thời gian nhận hồ sơ", time_words(content.received_at))),
        strong(f"Thời gian trả kết quả giải quyết hồ sơ: {time_words(content.due_at) if content.due_at else _OPEN}"),
        facts(("Đăng ký nhận kết quả tại", content.return_at or content.counter), (
            "Vào Sổ theo dõi hồ sơ, Quyển số", f"{content.book or '……'}; Số thứ tự: {content.sequence or '……'}")),
    ]  # fmt: skip
    signatures = [("NGƯỜI TIẾP NHẬN HỒ SƠ", content.officer)]
    if content.filer_signs:
        signatures.insert(0, ("NGƯỜI NỘP HỒ SƠ", content.filer.submitter or content.filer.applicant))
    title = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    copies = sheet.COPIES if content.two_copies else ("",)
    return sheet.render(
        content, title, content.received_at, parts, signatures, form=Form("01", "01"), mark="TNHS", copies=copies
    )


def supplement_request(content: SupplementRequest) -> bytes:
    """Return form 02 as PDF, in the shape in force on the day of asking."""
    whom = content.officer + (f", {_CALL}{content.officer_phone}" if content.officer_phone else "")
    deadline = [("Thời hạn bổ sung", time_words(content.answer_by))] if content.answer_by else []
    parts = [
        facts(*about(content.filer, "Hồ sơ của"), ("Nội dung yêu cầu giải quyết", content.procedure)),
        text("Yêu cầu bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:"),
        *([sheet.papers_table(content.papers)] if content.papers else []),
        facts(("Lý do", content.reason), *deadline),
        text(f"Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, ông (bà) liên hệ với {whom} để được hướng dẫn."),
        *([text(f"Gửi giấy tờ bổ sung tại: {content.website}")] if content.website else []),
    ]
    title = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    signatures = [("NGƯỜI HƯỚNG DẪN", content.officer)]
    return sheet.render(content, title, content.asked_at, parts, signatures, form=Form("02", "02"), mark="HDHS")


def refusal(content: Refusal) -> bytes:
    """Return form 03 as PDF, in the shape in force on the day of refusal."""
    parts = [
        facts(("Bộ phận tiếp nhận và trả kết quả", content.counter), *about(content.filer, "Hồ sơ của"),
               ("Nội dung yêu cầu giải quyết", content.procedure),
               ("Thời gian nộp hồ sơ", time_words(content.submitted_at))),
        text("Qua xem xét, cơ quan thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:"),
        text(content.reason),
        text("Xin thông báo cho ông (bà) được biết và thực hiện./."),
    ]  # fmt: skip
    signatures = [("NGƯỜI TIẾP NHẬN HỒ SƠ", content.officer)]
    if content.filer_signs:
        signatures.insert(0, ("NGƯỜI NỘP HỒ SƠ", content.filer.submitter or content.filer.applicant))
    title = "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    return sheet.render(content, title, content.refused_at, parts, signatures, form=Form("03", "03"), mark="TCHS")


def stop_notice(content: StopNotice) -> bytes:
    """Return the notice that resolving stops as PDF: form 05 from 2025 on, in a layout of ours."""
    told = "theo yêu cầu rút hồ sơ của người nộp" if content.withdrawn else "với căn cứ và lý do sau đây"
    parts = [
        facts(*about(content.filer, "Hồ sơ của"), ("Nội dung yêu cầu giải quyết", content.procedure),
              ("Thời gian tiếp nhận hồ sơ", time_words(content.received_at))),
        text(f"Cơ quan thông báo dừng giải quyết hồ sơ này từ {time_words(content.stopped_at)}, {told}."),
        facts(("Căn cứ", content.basis), ("Lý do", content.reason)),
        text("Xin thông báo cho ông (bà) được biết./."),
    ]  # fmt: skip
    signatures = [("NGƯỜI LẬP THÔNG BÁO", content.officer)]
    form = Form("05", "", ours=("new", "old"))
    title = "Thông báo dừng giải quyết hồ sơ"
    return sheet.render(content, title, content.stopped_at, parts, signatures, form=form, mark="TBD")
