"""What a filing is, its code, and what makes answers acceptable. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import TextChoices

from motcua.core import canonical, clock
from motcua.core.errors import Phrase, Refused

MOST_ATTACHMENTS = 40
MOST_DRAFTS = 20
MOST_TOGETHER = 10
"""How many dossiers of one person are taken in at a counter in one go."""
MOST_SHEETS = 999
LATE_AFTER, LATEST = timedelta(minutes=15), timedelta(days=30)
"""From when on what is entered counts as entered afterwards, and until when it may be."""
_CODE = re.compile(r"(?P<office>(?:\d{3}\.\d{2}\.\d{2}\.)?[GH]\d{2}(?:\.\d+){0,3})-(?P<day>\d{6})-(?P<number>\d{4,6})")


class Help(TextChoices):
    """Whether the filer was helped (được hỗ trợ nộp hồ sơ)."""

    SELF = "self", "Tự làm"
    HELPED = "helped", "Có người hỗ trợ"
    UNKNOWN = "unknown", "Không rõ"


class ForStaff(TextChoices):
    """Whose matter an officer files (hồ sơ của cán bộ, người nhà), as she marks it herself."""

    SELF = "self", "Của chính cán bộ"
    FAMILY = "family", "Của người nhà cán bộ"


class FilingBasis(TextChoices):
    """By what somebody files online for another person (căn cứ nộp thay)."""

    MANDATE = "mandate", "Được người đó ủy quyền"
    PARENT = "parent", "Cha hoặc mẹ của người chưa đủ 18 tuổi"
    GUARDIAN = "guardian", "Người giám hộ"
    APPOINTED = "appointed", "Được tòa án hoặc cơ quan có thẩm quyền chỉ định đại diện"


class System(TextChoices):
    """The system of record (hệ thống gốc) in which a dossier came to be."""

    MOTCUA = "motcua", "Hệ thống một cửa của tỉnh"
    NATIONAL_PORTAL = "national_portal", "Cổng Dịch vụ công quốc gia"
    MINISTRY = "ministry", "Hệ thống của bộ, ngành"
    OTHER = "other", "Hệ thống khác của tỉnh"


class Reuse(TextChoices):
    """How a document that is attached again (giấy tờ dùng lại) came to be here before."""

    ISSUED = "issued", "Kết quả đã được cấp"
    HANDED_IN = "handed_in", "Giấy tờ đã nộp trước đây"


class InPersonReason(TextChoices):
    """Why somebody came in person with what could be filed online (lý do nộp trực tiếp)."""

    NO_ACCOUNT = "no_account", "Không có tài khoản định danh"
    NO_PHONE = "no_phone", "Không có điện thoại thông minh"
    ORIGINAL_NEEDED = "original_needed", "Phải nộp bản chính"
    PORTAL_FAILED = "portal_failed", "Cổng dịch vụ công lỗi"
    PREFERS = "prefers", "Muốn nộp trực tiếp"
    NOT_ASKED = "not_asked", "Chưa hỏi"


@dataclass(frozen=True, slots=True)
class Tick:
    """One paper that was handed in and how many of it: originals, certified copies, plain copies.

    `position` is that of the paper in the procedure's version; None for another paper, which then has a `name`.
    """

    position: int | None
    name: str = ""
    originals: int = 0
    certified: int = 0
    photocopies: int = 0

    @property
    def sheets(self) -> int:
        return self.originals + self.certified + self.photocopies


def receipt_time(given: datetime | None, *, at: datetime) -> tuple[datetime, bool]:
    """Return when something was received that is entered at `at`, and whether it is entered afterwards.

    Without a time it was received just now. Raises Refused (field "received_at") for a time that is still to come, or
    more than LATEST ago.
    """
    if given is None:
        return at, False
    if given > at:
        raise Refused("Thời điểm tiếp nhận không được ở tương lai. Xem lại ngày và giờ.", "received_at")
    if given < at - LATEST:
        raise Refused(
            Phrase(
                "Chỉ nhập bù được hồ sơ nhận từ %(day)s trở lại đây. Hồ sơ cũ hơn: báo người kiểm soát thủ tục.",
                day=f"{clock.local_day(at - LATEST):%d/%m/%Y}",
            ),
            "received_at",
        )
    return given, at - given > LATE_AFTER


def series(office: str, day: date) -> str:
    """Return the name of the gap-free series of one office's dossiers of one local day, "H27.31-261120"."""
    return f"{office}-{day:%y%m%d}"


def dossier_code(office: str, day: date, number: int) -> str:
    """Return the code of a dossier, "H27.31-261120-0001": four digits, more from 10,000 on."""
    return numbered(series(office, day), number)


def numbered(series: str, number: int) -> str:
    """Return the code of the dossier with this number in a series."""
    return f"{series}-{number:04d}"


def parse_code(code: str) -> tuple[str, date, int] | None:
    """Return (office code, day, number) of a dossier code as it is typed; None when it is not one.

    A code may come from another system, so the office need not be ours.
    """
    found = _CODE.fullmatch(code.strip().upper())
    if found is None:
        return None
    try:
        day = datetime.strptime(found["day"], "%y%m%d").date()  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        return None
    return found["office"], day, int(found["number"])


def subject(code: str) -> str:
    """Return the name under which the journal keeps a dossier."""
    return f"dossier/{code}"


STAFF_MARK = "system:staff"
"""Who marks a dossier of another system as an officer's own, as its entry says: it is not kept who she is."""
RECORDED = "recorded"
"""The kind of the first entry of a dossier that another system keeps, which is no case here."""


def number_subject(code: str) -> str:
    """Return the name under which a number is kept that was passed over: another system's dossier has the code."""
    return f"number/{code}"


def draft_subject(key: str) -> str:
    """Return the name under which files on their way to a draft are kept."""
    return f"draft/{key}"


def salted(salt: str, digest: str) -> str:
    """Return the digest that the journal keeps of something in a dossier: erasing the salt makes it say nothing."""
    return canonical.digest(f"{salt}:{digest}")


def missing_papers(required: Iterable[tuple[int, str]], attached: Collection[int | None]) -> dict[str, str]:
    """Return what to say for each required paper (position, name) that nothing was attached for, by field."""
    return {
        paper_field(position): Phrase("Đính kèm «%(paper)s».", paper=name)
        for position, name in required
        if position not in attached
    }


def paper_field(position: int) -> str:
    """Return the name of the form field at which a paper is attached."""
    return f"paper-{position}"


def staff_facts(now: Mapping[str, Any], kind: ForStaff | None, office: str) -> dict[str, str | None]:
    """Return the facts of a dossier that an officer of an office (a code) marks as her own; None takes it back.

    Raises Refused (field "code") where an officer of another office marked it.
    """
    if now.get("for_staff") and now.get("staff_office") != office:
        raise Refused("Cán bộ của cơ quan khác đã đánh dấu hồ sơ này. Xem lại mã.", "code")
    return {"for_staff": str(kind) if kind else None, "staff_office": office if kind else None}


def help_given(helper_id: int | None, answer: str, *, by_another: bool = False) -> Help:
    """Return how the filing counts: a recorded helper means helped, no answer means unknown, never "by oneself".

    What somebody files for another person is helped, whoever fills it in: that person did not do it herself.
    """
    if helper_id is not None or by_another:
        return Help.HELPED
    return Help(answer) if answer else Help.UNKNOWN
