"""Papers about how a case goes: the apology with a new date, and the control slip that goes along with the dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.core import clock
from motcua.records import sheet
from motcua.records.sheet import Column, Filer, Form, Letterhead, Links, about, facts, strong, text, time_words

_APOLOGY = Form("04", "04", ours=("new", "old"))
_CONTROL = Form("06", "05", ours=("old",))


@dataclass(frozen=True, slots=True)
class Apology:
    """Form 04: the result comes late, why, and the one new date (văn bản xin lỗi và hẹn lại ngày trả kết quả).

    `due_at` is when the result was due, `promised_again_at` the new date.
    """

    letterhead: Letterhead
    code: str
    procedure: str
    filer: Filer
    received_at: datetime
    due_at: datetime
    promised_again_at: datetime
    reason: str
    written_at: datetime
    links: Links


@dataclass(frozen=True, slots=True)
class Handover:
    """One line of a control slip: who gave to whom and when, and how that stood to the deadline ("": still open)."""

    giver: str
    receiver: str
    at: datetime
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlSlip:
    """Form 06 (before: 05): everybody through whose hands the dossier went (phiếu kiểm soát quá trình giải quyết).

    `made_at` is the time of the last handover. `offices` are those that resolve and those that take part.
    """

    letterhead: Letterhead
    code: str
    procedure: str
    applicant: str
    offices: Sequence[str]
    received_at: datetime
    due_at: datetime | None
    handovers: Sequence[Handover]
    made_at: datetime
    links: Links


def apology(content: Apology) -> bytes:
    """Return form 04 as PDF, in the shape in force on the day of writing."""
    agency = content.letterhead.agency
    parts = [
        facts(*about(content.filer, "Kính gửi"), ("Nội dung yêu cầu giải quyết", content.procedure)),
        text(f"{agency} đã tiếp nhận hồ sơ {content.code} của ông (bà) lúc {time_words(content.received_at)}; "
             f"thời gian hẹn trả kết quả: {time_words(content.due_at)}."),
        text(f"Kết quả không trả được đúng hẹn. {agency} xin lỗi ông (bà) vì sự chậm trễ này. Lý do:"),
        text(content.reason),
        strong(f"Thời gian trả kết quả được hẹn lại: {time_words(content.promised_again_at)}."),
        text("Việc hẹn lại chỉ được thực hiện một lần. Rất mong ông (bà) thông cảm./."),
    ]  # fmt: skip
    new = clock.local_day(content.written_at) >= sheet.NEW_FORMS_FROM
    title = "Văn bản xin lỗi và đề nghị gia hạn" if new else "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
    signatures = [("THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "")]
    return sheet.render(content, title, content.written_at, parts, signatures, form=_APOLOGY, mark="XL")


def control_slip(content: ControlSlip) -> bytes:
    """Return the control slip as PDF, in the shape in force on the day of the last handover."""
    columns = [
        Column("Giao", 1.5), Column("Nhận", 1.5), Column("Thời gian giao, nhận", 1.5), Column("Kết quả", 1, True),
        Column("Người giao ký", 1), Column("Người nhận ký", 1), Column("Ghi chú", 1.2),
    ]  # fmt: skip
    rows = [(one.giver, one.receiver, time_words(one.at), one.outcome, "", "", one.note) for one in content.handovers]
    due = time_words(content.due_at) if content.due_at else "không quy định thời hạn"
    parts = [
        facts(("Chủ hồ sơ", content.applicant),
              ("Nội dung yêu cầu giải quyết", content.procedure),
              ("Cơ quan giải quyết, phối hợp", "; ".join(content.offices)),
              ("Thời gian nhận hồ sơ", time_words(content.received_at)), ("Thời gian hẹn trả kết quả", due)),
        sheet.table(columns, rows),
    ]  # fmt: skip
    title = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    return sheet.render(content, title, content.made_at, parts, [], form=_CONTROL, landscape=True)
