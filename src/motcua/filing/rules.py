"""What a filing is, its code, and what makes answers acceptable. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import TextChoices

from motcua.core import canonical
from motcua.core.errors import Phrase

MOST_ATTACHMENTS = 40
MOST_DRAFTS = 20
_CODE = re.compile(r"(?P<office>(?:\d{3}\.\d{2}\.\d{2}\.)?[GH]\d{2}(?:\.\d+){0,3})-(?P<day>\d{6})-(?P<number>\d{4,6})")


class Help(TextChoices):
    """Whether the filer was helped (được hỗ trợ nộp hồ sơ)."""

    SELF = "self", "Tự làm"
    HELPED = "helped", "Có người hỗ trợ"
    UNKNOWN = "unknown", "Không rõ"


class System(TextChoices):
    """The system of record (hệ thống gốc) in which a dossier came to be."""

    MOTCUA = "motcua", "Hệ thống một cửa của tỉnh"
    NATIONAL_PORTAL = "national_portal", "Cổng Dịch vụ công quốc gia"
    MINISTRY = "ministry", "Hệ thống của bộ, ngành"


class Reuse(TextChoices):
    """How a document that is attached again (giấy tờ dùng lại) came to be here before."""

    ISSUED = "issued", "Kết quả đã được cấp"
    HANDED_IN = "handed_in", "Giấy tờ đã nộp trước đây"


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


def help_given(helper_id: int | None, answer: str) -> Help:
    """Return how the filing counts: a recorded helper means helped, no answer means unknown, never "by oneself"."""
    if helper_id is not None:
        return Help.HELPED
    return Help(answer) if answer else Help.UNKNOWN
