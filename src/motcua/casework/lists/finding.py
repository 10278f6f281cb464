"""Finding a case by what people say of it: the words it is found by, and what somebody typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from motcua.casework.rules import Status
from motcua.core import text
from motcua.core.errors import Refused
from motcua.filing.rules import parse_code

MOST_TYPED = 200
_MOST_WORDS = 12
_NAMES, _NUMBERS = ("_name",), ("_personal_id", "_phone")
_ID = re.compile(r"(?<![\w.])\d(?:[ .]?\d){11}(?![\w.]*\w)")
_PHONE = re.compile(r"(?<![\w.])(?:\+84|84|0)(?:[ .]?\d){9}(?![\w.]*\w)")
_DAY = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])")
_MONTH = re.compile(r"(?<![\w/])(\d{1,2})/(\d{4})(?![\w/])")
_PROCEDURE = re.compile(r"\d\.\d{6}")
_MORE_WORDS = {
    "cho bo sung": Status.SUPPLEMENT_ASKED, "yeu cau bo sung": Status.SUPPLEMENT_ASKED,
    "cho tra ket qua": Status.FINISHED, "da tra": Status.RETURNED, "bi tu choi": Status.REFUSED,
    "da rut": Status.WITHDRAWN, "tam dung": Status.STOPPED,
}  # fmt: skip
_STATUSES = sorted(
    (*((text.fold(str(status.label)), status) for status in Status), *_MORE_WORDS.items()),
    key=lambda pair: -len(pair[0]),
)
_LATE = {"qua han": True, "tre han": True, "dung han": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed, understood: every part narrows the cases further.

    `code` is a whole dossier code, `procedure` the code of a procedure; `words` must all be among a case's words.
    `first` and `last` are days, both included. `person`: whether a number of a person was typed.
    """

    code: str = ""
    words: tuple[str, ...] = ()
    procedure: str = ""
    status: Status | None = None
    late: bool | None = None
    first: date | None = None
    last: date | None = None
    person: bool = False

    def __bool__(self) -> bool:
        return self != Asked()


def words_of(
    *, code: str, procedure: str, name: str, answers: Mapping[str, Any], people: Iterable[tuple[str, str, str]]
) -> str:
    """Return the words by which a case is found, folded, each once: its code and the parts of it, its procedure (code
    and name), names, personal ids and phones of `people` (full name, personal id, phone) and in the answers.
    """
    said = [name, procedure]
    numbers: list[str] = []
    for full_name, personal_id, phone in people:
        said.append(full_name)
        numbers += [personal_id, phone]
    for key, value in answers.items():
        if isinstance(value, str):
            if key.endswith(_NAMES):
                said.append(value)
            elif key.endswith(_NUMBERS):
                numbers.append(value)
    found = [word for one in said for word in text.fold(one).split()]
    words = " ".join(dict.fromkeys([*found, *filter(None, map(_number, numbers))]))
    return with_code(words, code) if code else words


def with_code(words: str, code: str) -> str:
    """Return words with those of a dossier code: its parts, and the numbers of its office each by itself."""
    office = code.partition("-")[0].replace(".", " ")
    return f"{words} {' '.join(dict.fromkeys(text.fold(f'{code} {office}').split()))}"


def understand(typed: str) -> Asked:
    """Return what was meant by one line of a search field. Raises Refused (field "q") for a day that is none."""
    rest = text.one_line(typed)[:MOST_TYPED]
    found = Asked()
    for piece in rest.split():
        if parse_code(piece):
            found, rest = replace(found, code=piece.upper()), rest.replace(piece, " ", 1)
    numbers: list[str] = []
    for pattern in (_ID, _PHONE):
        numbers += [_number(match) for match in pattern.findall(rest)]
        rest = pattern.sub(" ", rest)
    found, rest = _days(found, rest)
    found, words = _states(found, text.fold(rest))
    kept = []
    for word in words.split():
        if _PROCEDURE.fullmatch(word) and not found.procedure:
            found = replace(found, procedure=word)
        else:
            kept.append(word)
    if len(kept) == 1 and not numbers and re.fullmatch(r"\d{1,3}", kept[0]):
        kept = [f"{int(kept[0]):04d}"]  # "15": the dossier with number 0015
    return replace(found, words=tuple(dict.fromkeys([*numbers, *kept]))[:_MOST_WORDS], person=bool(numbers))


def _number(typed: str) -> str:
    """Return the digits of a person's number; a phone of Viet Nam begins with 0."""
    digits = re.sub(r"\D", "", typed)
    return f"0{digits[2:]}" if len(digits) == 11 and digits.startswith("84") else digits


def _days(found: Asked, rest: str) -> tuple[Asked, str]:
    """Take days and months out of what was typed; two of them are a stretch."""
    days: list[date] = []
    try:
        for day, month, year in _DAY.findall(rest):
            days.append(date(int(year), int(month), int(day)))
        rest = _DAY.sub(" ", rest)
        for month, year in _MONTH.findall(rest):
            first = date(int(year), int(month), 1)
            days += [first, (first + timedelta(31)).replace(day=1) - timedelta(1)]
        rest = _MONTH.sub(" ", rest)
    except (ValueError, OverflowError):
        raise Refused("Ngày không có trong lịch. Nhập ngày/tháng/năm, ví dụ 20/11/2026.", "q") from None
    return (replace(found, first=min(days), last=max(days)), rest) if days else (found, rest)


def _states(found: Asked, words: str) -> tuple[Asked, str]:
    """Take the names of statuses, and "late" or "on time", out of folded words."""
    words = f" {words} "
    for phrase, status in _STATUSES:
        if f" {phrase} " in words and found.status is None:
            found, words = replace(found, status=status), words.replace(f" {phrase} ", " ", 1)
    for phrase, late in _LATE.items():
        if f" {phrase} " in words and found.late is None:
            found, words = replace(found, late=late), words.replace(f" {phrase} ", " ", 1)
    return found, words
