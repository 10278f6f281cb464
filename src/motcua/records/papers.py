"""Official papers as PDF: frozen values in, bytes out. The same values always give the same bytes.

Each function takes one of the dataclasses below, all plain text and times. `records.actions.issue_paper` stores what
comes out. The forms are those of TT 03/2025/TT-VPCP from 15 September 2025, of TT 01/2018/TT-VPCP before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.core import clock
from motcua.records import typeset

_NEW_FORMS_FROM = date(2025, 9, 15)
_CALL = "số điện thoại "
_OWN_LAYOUT = (
    "(Nội dung và cách trình bày do hệ thống đặt theo tên Mẫu số 05; chưa đối chiếu với mẫu in trong Thông tư.)"
)
_OPEN = "thủ tục không quy định thời hạn; cơ quan sẽ báo khi có kết quả"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues: `agency` (cơ quan ban hành) below its `parent` body, and the `place` of the date line ("Vũ Quang").

    `number` is the paper's number in the office's register; "" leaves dots to fill in.
    """

    agency: str
    place: str
    parent: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the table of papers (thành phần hồ sơ): how many originals, certified copies, plain copies."""

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Filer:
    """Whose dossier it is (chủ hồ sơ), who hands it in when another person, and how to reach her. "" is left out."""

    applicant: str
    submitter: str = ""
    id_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


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
    lookup_url: str
    documents: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """Form 01: the dossier is accepted, and when the result is due (giấy tiếp nhận hồ sơ và hẹn trả kết quả).

    `limit` is the time limit as the procedure states it ("03 ngày làm việc"). `counter` is the receiving counter.
    `filer_signs` adds her signature, for what is handed in at the counter. `due_at` None: no time limit is laid down.
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
    lookup_url: str
    sets: int = 1
    return_at: str = ""
    book: str = ""
    sequence: str = ""
    filer_signs: bool = False


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
    lookup_url: str
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
    lookup_url: str
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
    lookup_url: str
    basis: str = ""
    withdrawn: bool = False


def acknowledgement(content: Acknowledgement) -> bytes:
    """Return the acknowledgement of an online filing as PDF."""
    sent = {"kind": "list", "rows": list(content.documents)}
    parts = [
        _facts(("Hồ sơ của", content.filer.applicant), ("Thủ tục", content.procedure),
               ("Cơ quan giải quyết", content.office), ("Nộp lúc", _time_words(content.submitted_at))),
        *([_strong("Giấy tờ đã gửi:"), sent] if content.documents else []),
        _text(f"Cơ quan sẽ trả lời có tiếp nhận hồ sơ hay không, chậm nhất lúc {_time_words(content.accept_by)}."),
        _text("Khi hồ sơ được tiếp nhận, ông (bà) nhận được Giấy tiếp nhận hồ sơ và hẹn trả kết quả, trong đó ghi "
              "ngày trả kết quả. Giấy này chỉ xác nhận hồ sơ đã đến, không thay cho giấy hẹn."),
        _text("Xem tình trạng hồ sơ bất cứ lúc nào: quét mã QR ở trên, hoặc nhập mã hồ sơ trên trang tra cứu."),
    ]  # fmt: skip
    return _sheet(content, "Thông báo đã nhận hồ sơ nộp trực tuyến", content.submitted_at, parts, [], form="")


def receipt_slip(content: ReceiptSlip) -> bytes:
    """Return form 01 as PDF, in the shape in force on the day of receipt."""
    parts = [
        _facts(("Bộ phận tiếp nhận và trả kết quả", content.counter), *_about(content.filer, "Tiếp nhận hồ sơ của"),
               ("Nội dung yêu cầu giải quyết", content.procedure)),
        _strong("Thành phần hồ sơ nộp gồm:"),
        _papers(content.papers),
        _facts(("Số lượng hồ sơ", f"{content.sets:02d} (bộ)"),
               ("Thời gian giải quyết hồ sơ theo quy định", content.limit),
               ("Thời gian nhận hồ sơ", _time_words(content.received_at))),
        _strong(f"Thời gian trả kết quả giải quyết hồ sơ: {_time_words(content.due_at) if content.due_at else _OPEN}"),
        _facts(("Đăng ký nhận kết quả tại", content.return_at or content.counter), (
            "Vào Sổ theo dõi hồ sơ, Quyển số", f"{content.book or '……'}; Số thứ tự: {content.sequence or '……'}")),
    ]  # fmt: skip
    signatures = [("NGƯỜI TIẾP NHẬN HỒ SƠ", content.officer)]
    if content.filer_signs:
        signatures.insert(0, ("NGƯỜI NỘP HỒ SƠ", content.filer.submitter or content.filer.applicant))
    title = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    return _sheet(content, title, content.received_at, parts, signatures, form="01", mark="TNHS")


def supplement_request(content: SupplementRequest) -> bytes:
    """Return form 02 as PDF, in the shape in force on the day of asking."""
    whom = content.officer + (f", {_CALL}{content.officer_phone}" if content.officer_phone else "")
    deadline = [("Thời hạn bổ sung", _time_words(content.answer_by))] if content.answer_by else []
    parts = [
        _facts(*_about(content.filer, "Hồ sơ của"), ("Nội dung yêu cầu giải quyết", content.procedure)),
        _text("Yêu cầu bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:"),
        *([_papers(content.papers)] if content.papers else []),
        _facts(("Lý do", content.reason), *deadline),
        _text(f"Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, ông (bà) liên hệ với {whom} để được hướng dẫn."),
        *([_text(f"Gửi giấy tờ bổ sung tại: {content.website}")] if content.website else []),
    ]
    title = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    signatures = [("NGƯỜI HƯỚNG DẪN", content.officer)]
    return _sheet(content, title, content.asked_at, parts, signatures, form="02", mark="HDHS")


def refusal(content: Refusal) -> bytes:
    """Return form 03 as PDF, in the shape in force on the day of refusal."""
    parts = [
        _facts(("Bộ phận tiếp nhận và trả kết quả", content.counter), *_about(content.filer, "Hồ sơ của"),
               ("Nội dung yêu cầu giải quyết", content.procedure),
               ("Thời gian nộp hồ sơ", _time_words(content.submitted_at))),
        _text("Qua xem xét, cơ quan thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:"),
        _text(content.reason),
        _text("Xin thông báo cho ông (bà) được biết và thực hiện./."),
    ]  # fmt: skip
    signatures = [("NGƯỜI TIẾP NHẬN HỒ SƠ", content.officer)]
    if content.filer_signs:
        signatures.insert(0, ("NGƯỜI NỘP HỒ SƠ", content.filer.submitter or content.filer.applicant))
    title = "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    return _sheet(content, title, content.refused_at, parts, signatures, form="03", mark="TCHS")


def stop_notice(content: StopNotice) -> bytes:
    """Return the notice that resolving stops as PDF: form 05 from 2025 on, in a layout of ours."""
    told = "theo yêu cầu rút hồ sơ của người nộp" if content.withdrawn else "với căn cứ và lý do sau đây"
    day = clock.local_day(content.stopped_at)
    parts = [
        _facts(*_about(content.filer, "Hồ sơ của"), ("Nội dung yêu cầu giải quyết", content.procedure),
               ("Thời gian tiếp nhận hồ sơ", _time_words(content.received_at))),
        _text(f"Cơ quan thông báo dừng giải quyết hồ sơ này từ {_time_words(content.stopped_at)}, {told}."),
        _facts(("Căn cứ", content.basis), ("Lý do", content.reason)),
        _text("Xin thông báo cho ông (bà) được biết./."),
        *([_text(_OWN_LAYOUT)] if day >= _NEW_FORMS_FROM else []),
    ]  # fmt: skip
    signatures = [("NGƯỜI LẬP THÔNG BÁO", content.officer)]
    form = "05" if day >= _NEW_FORMS_FROM else ""
    return _sheet(
        content, "Thông báo dừng giải quyết hồ sơ", content.stopped_at, parts, signatures, form=form, mark="TBD"
    )


def _sheet(
    content: Acknowledgement | ReceiptSlip | SupplementRequest | Refusal | StopNotice,
    title: str,
    issued_at: datetime,
    parts: list[dict[str, Any]],
    signatures: list[tuple[str, str]],
    *,
    form: str,
    mark: str = "",
) -> bytes:
    head = content.letterhead
    day = clock.local_day(issued_at)
    circular = "03/2025/TT-VPCP" if day >= _NEW_FORMS_FROM else "01/2018/TT-VPCP"
    paper = {
        "title": title.upper(),
        "agency": head.agency.upper(),
        "parent": head.parent.upper(),
        "number": f"{head.number or '……'}/{mark}" if mark else None,
        "place-and-date": f"{head.place}, {_day_words(day)}",
        "form": f"Mẫu số {form} (Thông tư số {circular})" if form else "",
        "code": content.code,
        "footer": f"Tra cứu: {content.lookup_url}",
        "qr-alt": f"Mã QR mở trang tra cứu hồ sơ {content.code}",
        "parts": parts,
        "signatures": signatures,
    }
    return typeset.pdf(paper, link=content.lookup_url, at=issued_at)


def _about(filer: Filer, opening: str) -> list[tuple[str, str]]:
    return [
        (opening, filer.applicant),
        ("Người nộp", filer.submitter),
        ("Số giấy tờ", filer.id_number),
        ("Địa chỉ", filer.address),
        ("Số điện thoại", filer.phone),
        ("Email", filer.email),
    ]


def _facts(*rows: tuple[str, str]) -> dict[str, Any]:
    return {"kind": "facts", "rows": [(label, value) for label, value in rows if value]}


def _text(words: str) -> dict[str, Any]:
    return {"kind": "text", "text": words}


def _strong(words: str) -> dict[str, Any]:
    return {"kind": "strong", "text": words}


def _papers(rows: Sequence[PaperRow]) -> dict[str, Any]:
    counts = [[row.name, *(str(n) if n else "" for n in (row.originals, row.certified, row.copies))] for row in rows]
    return {"kind": "papers", "rows": counts}


def _day_words(day: date) -> str:
    """Return a date as papers write it (ND 30/2020): a zero before days below 10 and before January and February."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _time_words(moment: datetime) -> str:
    local = clock.local(moment)
    return f"{local:%H} giờ {local:%M} phút, {_day_words(local.date())}"
