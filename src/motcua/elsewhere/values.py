"""Reading the cells of other systems' exports: moments, codes, channels, statuses, yes and no. Pure.

A cell is text, a number, a date or nothing. Text that begins like a formula is text; nothing is ever worked out.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from motcua.casework.rules import Status
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.core.text import fold, one_line

LONGEST = 500
_AS_TEXT = re.compile(r'="(.*)"', re.S)  # how Excel keeps a number as text in a CSV file
_CLOCK = r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:\s*(?P<half>SA|CH|AM|PM))?"
_DAY = r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4})"
_TEXTS = (
    re.compile(rf"{_DAY}(?:[\sT,]+{_CLOCK})?", re.I),
    re.compile(rf"{_CLOCK}[\s,]+(?:ngày\s+)?{_DAY}", re.I),
    re.compile(rf"(?P<year>\d{{4}})[/.\-](?P<month>\d{{1,2}})[/.\-](?P<day>\d{{1,2}})(?:[\sT]+{_CLOCK})?", re.I),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"),
)
_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_SERIALS = range(30_000, 80_000)  # 1982 to 2119, as spreadsheets number days
_NOTHING = {"", "-", "--", "null", "none", "n/a", "#n/a", "nan", "không có", "0"}
_NO = {"khong", "0", "chua", "false", "no", "khong co", "chua co", "n"}
_UNKNOWN = {
    "-", "--", "–", "—", "?", "null", "none", "n/a", "#n/a", "na", "nan", "khong ro", "chua ro", "khong biet",
    "khong xac dinh", "chua xac dinh", "khong co thong tin", "chua co thong tin", "khong co du lieu", "chua co du lieu",
}  # fmt: skip
_CHANNELS = {
    Channel.DIRECT: (
        "1", "truc tiep", "nop truc tiep", "tai quay", "tai bo phan mot cua", "mot cua", "tiep nhan truc tiep",
    ),
    Channel.ONLINE: (
        "2", "truc tuyen", "nop truc tuyen", "qua mang", "online", "dich vu cong", "dvc", "dvctt",
        "dich vu cong truc tuyen", "tiep nhan truc tuyen",
    ),
    Channel.POST: (
        "3", "buu chinh", "buu chinh cong ich", "qua buu chinh", "bcci", "buu dien", "qua dich vu buu chinh cong ich",
        "dich vu buu chinh cong ich", "qua buu chinh cong ich",
    ),
}  # fmt: skip
_STATUSES = {
    Status.NEW: ("moi dang ky", "cho tiep nhan", "moi nop"),
    Status.RECEIVED: ("duoc tiep nhan", "da tiep nhan", "tiep nhan"),
    Status.REFUSED: ("khong duoc tiep nhan", "tu choi", "tu choi tiep nhan", "khong tiep nhan"),
    Status.IN_PROGRESS: ("dang xu ly", "dang giai quyet", "dang thuc hien"),
    Status.SUPPLEMENT_ASKED: ("yeu cau bo sung giay to", "cho bo sung", "yeu cau bo sung", "bo sung ho so"),
    Status.PAYMENT_ASKED: ("yeu cau thuc hien nghia vu tai chinh", "cho nghia vu tai chinh", "cho thanh toan"),
    Status.WITHDRAWN: ("cong dan yeu cau rut ho so", "rut ho so", "da rut", "da rut ho so"),
    Status.STOPPED: ("dung xu ly", "tam dung", "dung giai quyet"),
    Status.FINISHED: ("da xu ly xong", "da co ket qua", "cho tra ket qua", "da giai quyet", "hoan thanh"),
    Status.RETURNED: ("da tra ket qua", "da tra", "da tra kq", "tra ket qua"),
}
_SATISFACTIONS = {
    "very_satisfied": ("rat hai long", "rat tot"),
    "satisfied": ("hai long", "tot"),
    "not_satisfied": ("khong hai long", "chua hai long", "rat khong hai long"),
}
SATISFACTIONS = {word: answer for answer, words in _SATISFACTIONS.items() for word in words}
CHANNELS = {word: channel for channel, words in _CHANNELS.items() for word in words}
STATUSES = {word: status for status, words in _STATUSES.items() for word in words} | {
    str(int(status)): status for status in Status
}


def words(cell: Any) -> str:
    """Return a cell as one clean line of text; a number as its digits, a date as people write it."""
    if isinstance(cell, str):
        return one_line(unwrapped(cell))[:LONGEST]
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else str(cell)[:LONGEST]


def unwrapped(text: str) -> str:
    """Return the text that Excel wraps as ="…" in a CSV file; any other text as it is."""
    found = _AS_TEXT.fullmatch(text.strip()) if text.startswith((" ", "=")) else None
    return found[1].replace('""', '"') if found else text


def moment(cell: Any) -> datetime | None:
    """Return the moment in Viet Nam that a cell tells of, at 00:00 where it has no time of day; None for nothing.

    Text is day first, year first, or yyyyMMddHHmmss; a number is a spreadsheet's count of days. Month first is never
    guessed. Raises ValueError for anything else.
    """
    if isinstance(cell, datetime):
        return cell.astimezone(clock.ZONE) if cell.tzinfo else cell.replace(tzinfo=clock.ZONE)
    if isinstance(cell, date):
        return clock.start_of(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        return _serial(float(cell))
    text = words(cell)
    if text.lower() in _NOTHING or text.startswith(("0000", "0001-01-01", "01/01/0001")):
        return None
    if _OFFSET.fullmatch(text):
        return clock.local(datetime.fromisoformat(text))
    if _SERIAL.fullmatch(text) and int(text[:5]) in _SERIALS:
        return _serial(float(text.replace(",", ".")))
    found = next(filter(None, (form.fullmatch(text) for form in _TEXTS)), None)
    if found is None:
        raise ValueError(text)
    return _of_parts(found.groupdict())


def _of_parts(parts: dict[str, str | None]) -> datetime:
    day = date(*(int(parts[name] or 0) for name in ("year", "month", "day")))
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").upper()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half in ("CH", "PM") else 0)
    return clock.at(day, time(hour, minute, second))


def _serial(days: float) -> datetime:
    counted = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))  # noqa: DTZ001 (a count of days)
    return counted.replace(tzinfo=clock.ZONE)


def personal_id(cell: Any) -> str:
    """Return the personal number in a cell, with the zeros that a spreadsheet cut off in front; "" for none."""
    digits = re.sub(r"[\s.'-]", "", words(cell))
    return digits.zfill(12) if re.fullmatch(r"[0-9]{10,12}", digits) else ""


def amount(cell: Any) -> int:
    """Return the whole đồng that a cell tells of, however thousands are told apart; 0 for nothing that can be read."""
    found = re.fullmatch(r"(\d{1,3}(?:[., ]\d{3})+|\d+)(?:[.,]0+)?\s*(?:đ|đồng|vnd|vnđ)?", words(cell), re.I)
    return int(re.sub(r"\D", "", found[1])) if found else 0


def answer(cell: Any, *, empty: bool | None) -> bool | None:
    """Return whether a cell says yes or no, `empty` where there is nothing in it; None for one that does not know."""
    said = words(cell)
    if not said:
        return empty
    return None if said.lower() in _UNKNOWN or fold(said) in _UNKNOWN else holds(cell)


def holds(cell: Any) -> bool:
    """Return whether a cell says yes: a word for it, or a link or name where there may be one."""
    said = fold(words(cell))
    return bool(said) and said not in _NO
