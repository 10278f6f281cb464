"""Where a difficulty stands, who is next to answer, and what of a pasted message is not kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from django.db.models import TextChoices

from motcua.core import text
from motcua.core.errors import Phrase

LONGEST = 3000
_CODE = r"(?:\d{3}\.\d{2}\.\d{2}\.)?[GH]\d{2}(?:\.\d+){0,3}-\d{6}-\d{4,6}"


class Rung(TextChoices):
    """A step of the ladder on which a difficulty is answered (cấp giải đáp)."""

    COMMUNE = "commune", "Xã, phường, đặc khu"
    CENTRE = "centre", "Trung tâm phục vụ hành chính công"
    DEPARTMENT = "department", "Sở, ban, ngành"
    PROVINCE = "province", "Kiểm soát thủ tục hành chính của tỉnh"


class DifficultySource(TextChoices):
    """How a difficulty came (nguồn vướng mắc)."""

    BUTTON = "button", "Gửi từ hồ sơ hoặc thủ tục"
    CHAT = "chat", "Dán từ nhóm chat"


class DifficultyState(TextChoices):
    """Where a difficulty stands (tình trạng vướng mắc)."""

    OPEN = "open", "Chờ trả lời"
    ANSWERED = "answered", "Đã trả lời"
    SOLVED = "solved", "Đã gỡ xong"


class Cleaned(NamedTuple):
    """Words without what points to a person, and how many numbers, addresses and names of senders were taken out."""

    words: str
    taken: int


_SAID_BY = re.compile(
    r"(?m)^[ \t]*(?:\[[^\]\n]{4,40}\][ \t]*[^:\n]{1,60}:"
    r"|[^\[\]\n]{1,60},[ \t]*\[[\d:/., -]{4,30}(?:[AP]M)?\]:?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},?[ \t]+\d{1,2}:\d\d(?::\d\d)?(?:[ \t]?[AP]M)?[ \t]+-[ \t]+[^:\n]{1,60}:)[ \t]*"
)
_APART = r"[ \u00a0.()\u2010-\u2015-]"
_FREE = r"(?<!\d)(?<!\d[.,])"  # neither the rest of a longer number nor of the code of a procedure
_OUT = re.compile(
    rf"(?P<code>{_CODE})"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    rf"|(?P<phone>{_FREE}(?![0-3]\d[.-][01]\d[.-](?:19|20)\d\d(?!\d))(?:\((?=0\d{{1,4}}\)))?(?:\+?84|0)"
    rf"(?:{_APART}{{0,2}}\d){{8,10}}(?!\d))"
    rf"|(?P<number>{_FREE}(?:\d{{9,}}|\d{{3}}(?:{_APART}\d{{3}}){{2,3}}"
    rf"|\d{{4}}(?:{_APART}\d{{4}}){{2,3}}(?:{_APART}\d{{1,3}})?)(?!\d))",
    re.IGNORECASE,
)
_INSTEAD = {"mail": "[thư điện tử]", "phone": "[số điện thoại]", "number": "[số giấy tờ]"}


def cleaned(typed: str) -> Cleaned:
    """Return words without telephone numbers, numbers of papers, e-mail addresses and who said it when, as a
    chat puts it before a message: "[10:05, 26/11] Name:", "Name, [26/11/2026 10:05]", "26/11/2026, 10:05 - Name:".

    Codes of dossiers stay. A name inside a sentence is not found: whoever sends it looks at what is kept.
    """
    taken = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal taken
        kind = found.lastgroup or "code"
        if kind == "code":
            return found.group()
        taken += 1
        return _INSTEAD[kind]

    words, names = _SAID_BY.subn("", text.clean(typed))
    words = text.clean(_OUT.sub(replaced, words))
    return Cleaned(words, taken + names)


def code_in(typed: str) -> str:
    """Return the first code of a dossier in some words, "" without one."""
    found = re.search(_CODE, typed, re.IGNORECASE)
    return found.group().upper() if found else ""


def words_error(words: str, empty: str) -> str:
    """Return what is wrong with words that are to be kept, "" for nothing; `empty` says what belongs there."""
    if not words:
        return empty
    return Phrase("Rút còn tối đa %(most)s ký tự.", most=LONGEST) if len(words) > LONGEST else ""


class Turn(NamedTuple):
    """A line of a roster: who answers at an office, on which weekday (0 Monday, None every day), for which field."""

    account: int
    weekday: int | None
    field: str


def on_duty(turns: Iterable[Turn], able: Sequence[int], *, day: date, field: str) -> int | None:
    """Return the account whose turn it is among those who may answer; None when nobody in particular.

    A turn for the field goes before one for every field, one for the weekday before one for every day, then the
    earlier line. Who may not answer (any more) has no turn; where only one may, it is always hers.
    """
    fit = [
        (not turn.field, turn.weekday is None, number, turn.account)
        for number, turn in enumerate(turns)
        if turn.account in able and turn.weekday in (None, day.weekday()) and turn.field in ("", field)
    ]
    if fit:
        return min(fit)[-1]
    return able[0] if len(able) == 1 else None


def after(ladder: Sequence[Rung], current: Rung) -> Rung | None:
    """Return the next rung above the current one; None at the top."""
    order = list(Rung)
    return next((rung for rung in ladder if order.index(rung) > order.index(current)), None)


def middle(minutes: Iterable[int | None]) -> int | None:
    """Return the middle of some times in minutes, rounded down; None when there is none."""
    known = [one for one in minutes if one is not None]
    return int(median(known)) if known else None


def subject(number: int) -> str:
    """Return the journal subject of a difficulty."""
    return f"difficulty/{number}"
