"""What every official paper shares: who issues, for whom, where it leads, and the sheet on which it is set.

The forms are those of TT 03/2025/TT-VPCP from 15 September 2025, of TT 01/2018/TT-VPCP before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from motcua.core import clock
from motcua.records import typeset

NEW_FORMS_FROM = date(2025, 9, 15)
COPIES = ("Liên 1: Lưu", "Liên 2: Giao người nộp")
OUR_LAYOUT = "bố trí của phần mềm, chưa đối chiếu mẫu ban hành"
Part = dict[str, Any]


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
class Links:
    """Where a paper leads: `look_up` tells how far its dossier is, `verify` that the paper is genuine. "" is left out.

    `seal` is a word that nobody can guess and only the file holds. Without it, whoever knows the address of a paper
    could make it again with guessed content and see by the digest whether the guess was right.
    """

    look_up: str = ""
    verify: str = ""
    seal: str = ""


NO_LINKS = Links()


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
class Form:
    """Which form of the circulars a paper is: its number from 15 September 2025 and before; "" for none.

    `ours` are the days' circulars ("new", "old") whose layout was not compared with the published form.
    """

    new: str = ""
    old: str = ""
    ours: tuple[str, ...] = ()

    def words(self, day: date) -> str:
        """Return what stands at the top of the sheet on a day."""
        age, number, circular = (
            ("new", self.new, "03/2025/TT-VPCP") if day >= NEW_FORMS_FROM else ("old", self.old, "01/2018/TT-VPCP")
        )
        named = f"Mẫu số {number} (Thông tư số {circular})" if number else ""
        if age not in self.ours:
            return named
        return f"{named}; {OUR_LAYOUT}" if named else OUR_LAYOUT.capitalize()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its head, its share of the width, and whether its cells stand in the middle."""

    head: str
    share: float = 1
    centred: bool = False


class Content(Protocol):
    """What the values of every paper have. `code` is that of the dossier, "" for a paper about several."""

    @property
    def letterhead(self) -> Letterhead: ...
    @property
    def links(self) -> Links: ...
    @property
    def code(self) -> str: ...


def render(
    content: Content,
    title: str,
    issued_at: datetime,
    parts: Sequence[Part],
    signatures: Sequence[tuple[str, str]],
    *,
    form: Form,
    mark: str = "",
    annex: Sequence[Part] = (),
    form_of: date | None = None,
    landscape: bool = False,
    leads_to_look_up: bool = False,
    copies: Sequence[str] = ("",),
) -> bytes:
    """Return a paper as PDF/A-2a. `mark` is the sign behind its number ("TNHS"), "" for a paper without number.

    Its QR code opens the page that verifies it, or the look-up where that is what the person needs. `annex` comes
    behind the signatures. The form is that of the day of issue, or of `form_of`. `copies` name the copies (liên) that
    lie in one file, each with its pages.
    """
    head, links, day = content.letterhead, content.links, clock.local_day(issued_at)
    verified = links.verify and not leads_to_look_up
    about = f"hồ sơ {content.code}" if content.code else "giấy này"
    paper = {
        "title": title.upper(),
        "agency": head.agency.upper(),
        "parent": head.parent.upper(),
        "number": f"{head.number or '……'}/{mark}" if mark else None,
        "place-and-date": f"{head.place}, {day_words(day)}",
        "form": form.words(form_of or day),
        "code": content.code,
        "footer": [f"{name}: {url}" for name, url in (("Xác minh", links.verify), ("Tra cứu", links.look_up)) if url],
        "qr-alt": "Mã QR mở trang xác minh giấy này" if verified else f"Mã QR mở trang tra cứu {about}",
        "seal": links.seal,
        "landscape": landscape,
        "parts": list(parts),
        "signatures": list(signatures),
        "annex": list(annex),
        "copies": list(copies),
    }
    return typeset.pdf(paper, link=links.verify if verified else links.look_up, at=issued_at)


def about(filer: Filer, opening: str) -> list[tuple[str, str]]:
    """Return the lines about the person; `opening` stands before her name."""
    return [
        (opening, filer.applicant),
        ("Người nộp", filer.submitter),
        ("Số giấy tờ", filer.id_number),
        ("Địa chỉ", filer.address),
        ("Số điện thoại", filer.phone),
        ("Email", filer.email),
    ]


def facts(*rows: tuple[str, str]) -> Part:
    """Return lines "label: value"; those without a value are left out."""
    return {"kind": "facts", "rows": [(label, value) for label, value in rows if value]}


def text(words: str) -> Part:
    """Return a paragraph."""
    return {"kind": "text", "text": words}


def strong(words: str) -> Part:
    """Return a paragraph in bold."""
    return {"kind": "strong", "text": words}


def listed(rows: Sequence[str]) -> Part:
    """Return a numbered list."""
    return {"kind": "list", "rows": list(rows)}


def annex(title: str) -> Part:
    """Return the title of an annex, on a page of its own."""
    return {"kind": "annex", "text": title}


def papers_table(rows: Sequence[PaperRow]) -> Part:
    """Return the table of papers that were handed in or are missing."""
    counts = [[row.name, *(str(n) if n else "" for n in (row.originals, row.certified, row.copies))] for row in rows]
    return {"kind": "papers", "rows": counts}


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, size: int = 12) -> Part:
    """Return a numbered table; `size` of its letters in points."""
    heads = [{"head": one.head, "share": one.share, "centred": one.centred} for one in columns]
    return {"kind": "table", "columns": heads, "rows": [list(row) for row in rows], "size": size}


def day_words(day: date) -> str:
    """Return a date as papers write it (ND 30/2020): a zero before days below 10 and before January and February."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def time_words(moment: datetime) -> str:
    """Return a moment as papers write it, "09 giờ 12 phút, ngày 05 tháng 11 năm 2026"."""
    local = clock.local(moment)
    return f"{local:%H} giờ {local:%M} phút, {day_words(local.date())}"


def short_time(moment: datetime | None) -> str:
    """Return a moment for a narrow column, "09:12 05/11/2026"; "" for None."""
    return f"{clock.local(moment):%H:%M %d/%m/%Y}" if moment else ""
