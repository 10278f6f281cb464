"""Papers about several dossiers: the register of a period, results handed over, one receipt for what came together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.records import sheet
from motcua.records.sheet import (
    NO_LINKS,
    Column,
    Filer,
    Form,
    Letterhead,
    Links,
    PaperRow,
    about,
    facts,
    strong,
    text,
    time_words,
)

_REGISTER = Form("07", "06", ours=("new", "old"))
REGISTER_COLUMNS = (
    Column("Mã hồ sơ", 2.1), Column("Tên thủ tục hành chính", 2.2), Column("Số bộ", 0.5, True),
    Column("Tên cá nhân, tổ chức", 1.5), Column("Địa chỉ, số điện thoại", 1.7),
    Column("Cơ quan chủ trì giải quyết", 1.5), Column("Nhận hồ sơ", 1, True), Column("Hẹn trả", 1, True),
    Column("Trả kết quả", 1, True), Column("Ký nhận", 0.7), Column("Ghi chú", 0.9),
)  # fmt: skip
_NO_FORM = Form(ours=("new", "old"))
_OPEN = "không quy định"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register: one dossier."""

    code: str
    procedure: str
    applicant: str
    contact: str
    office: str
    received_at: datetime
    due_at: datetime | None = None
    returned_at: datetime | None = None
    sets: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """Form 07 (before: 06): the dossiers received from `first` to `last`, both included (sổ theo dõi hồ sơ)."""

    letterhead: Letterhead
    first: date
    last: date
    rows: Sequence[RegisterRow]
    printed_at: datetime
    links: Links = NO_LINKS
    code: str = ""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result that is handed over. `fee` and `by_post` put an X into their columns."""

    code: str
    procedure: str
    result: str
    applicant: str
    address: str
    fee: bool = False
    by_post: bool = False


@dataclass(frozen=True, slots=True)
class ResultHandover:
    """Results that go from who made them to who returns them (phiếu bàn giao kết quả)."""

    letterhead: Letterhead
    giver: str
    receiver: str
    rows: Sequence[ResultRow]
    made_at: datetime
    links: Links = NO_LINKS
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One dossier of a common receipt. `due_at` None: no time limit is laid down. `ticked` are its papers."""

    code: str
    procedure: str
    due_at: datetime | None
    papers: int = 0
    ticked: Sequence[PaperRow] = ()


@dataclass(frozen=True, slots=True)
class CommonReceipt:
    """One receipt for several dossiers of one person, with the list as its annex (giấy tiếp nhận nhiều hồ sơ)."""

    letterhead: Letterhead
    counter: str
    filer: Filer
    rows: Sequence[ReceivedRow]
    received_at: datetime
    officer: str
    links: Links = NO_LINKS
    code: str = ""
    two_copies: bool = False


def register(content: Register) -> bytes:
    """Return a page or more of the register as PDF, in the shape in force on its last day."""
    rows = [
        (one.code, one.procedure, f"{one.sets:02d}", one.applicant, one.contact, one.office,
         sheet.short_time(one.received_at), sheet.short_time(one.due_at) or _OPEN, sheet.short_time(one.returned_at),
         "", one.note) for one in content.rows
    ]  # fmt: skip
    parts = [
        text(f"Hồ sơ tiếp nhận từ {sheet.day_words(content.first)} đến {sheet.day_words(content.last)}: "
             f"{len(content.rows)} hồ sơ. In lúc {time_words(content.printed_at)}."),
        sheet.table(REGISTER_COLUMNS, rows, size=9),
    ]  # fmt: skip
    return sheet.render(
        content,
        "Sổ theo dõi hồ sơ",
        content.printed_at,
        parts,
        [],
        form=_REGISTER,
        landscape=True,
        form_of=content.last,
    )


def result_handover(content: ResultHandover) -> bytes:
    """Return the slip with which results change hands as PDF."""
    columns = [
        Column("Mã hồ sơ", 1.8), Column("Nội dung", 2), Column("Kết quả", 1.5), Column("Chủ hồ sơ", 1.3),
        Column("Địa chỉ", 1.6), Column("Có phí", 0.5, True), Column("Bưu điện", 0.6, True), Column("Ghi chú", 0.9),
    ]  # fmt: skip
    rows = [
        (one.code, one.procedure, one.result, one.applicant, one.address, "X" if one.fee else "",
         "X" if one.by_post else "", "") for one in content.rows
    ]  # fmt: skip
    parts = [
        facts(("Bên giao", content.giver), ("Bên nhận", content.receiver), ("Giao lúc", time_words(content.made_at)),
              ("Số kết quả", f"{len(content.rows):02d}")),
        sheet.table(columns, rows, size=11),
    ]  # fmt: skip
    signatures = [("NGƯỜI GIAO", ""), ("NGƯỜI NHẬN", "")]
    title = "Phiếu bàn giao kết quả giải quyết thủ tục hành chính"
    return sheet.render(content, title, content.made_at, parts, signatures, form=_NO_FORM, landscape=True)


def common_receipt(content: CommonReceipt) -> bytes:
    """Return one receipt for several dossiers as PDF; the list of the dossiers is its annex on a page of its own."""
    dues = [one.due_at for one in content.rows if one.due_at]
    last = f"hồ sơ cuối cùng: {time_words(max(dues))}" if dues else "thủ tục không quy định thời hạn"
    columns = [
        Column("Mã hồ sơ", 2), Column("Nội dung yêu cầu giải quyết", 2.6), Column("Số giấy tờ", 0.6, True),
        Column("Hẹn trả kết quả", 1.4, True),
    ]  # fmt: skip
    rows = [
        (one.code, one.procedure, f"{one.papers:02d}", sheet.short_time(one.due_at) or _OPEN) for one in content.rows
    ]
    parts = [
        facts(("Bộ phận tiếp nhận và trả kết quả", content.counter), *about(content.filer, "Tiếp nhận hồ sơ của"),
              ("Số hồ sơ", f"{len(content.rows):02d} hồ sơ, theo danh sách kèm theo"),
              ("Thời gian nhận hồ sơ", time_words(content.received_at))),
        strong(f"Thời gian trả kết quả: từng hồ sơ theo danh sách kèm theo; {last}."),
    ]  # fmt: skip
    annex = [
        sheet.annex("Danh sách hồ sơ kèm theo"),
        sheet.table(columns, rows),
    ]
    for one in content.rows:
        if one.ticked:
            annex += [strong(f"Giấy tờ của hồ sơ {one.code}:"), sheet.papers_table(one.ticked)]
    signatures = [("NGƯỜI NỘP HỒ SƠ", content.filer.submitter or content.filer.applicant),
                  ("NGƯỜI TIẾP NHẬN HỒ SƠ", content.officer)]  # fmt: skip
    title = "Giấy tiếp nhận và hẹn trả kết quả của nhiều hồ sơ"
    copies = sheet.COPIES if content.two_copies else ("",)
    return sheet.render(
        content, title, content.received_at, parts, signatures, form=_NO_FORM, annex=annex, mark="TNHS", copies=copies
    )
