"""Reading what people type in the fields of our own small forms: days, times, amounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from datetime import time as clock_time
from typing import Any

from motcua.core import clock
from motcua.core.errors import Refused

Typed = Mapping[str, Any]
_TIME = re.compile(r"(\d{1,2})(?:\s*[:h.g]\s*(\d{2})?)?(?:\s*(?:giờ|phút))?", re.ASCII)
_NO_TIME = "Nhập giờ và phút, ví dụ 08:30."
_GROUPED = re.compile(r"\d{1,3}([. ]\d{3})+")

_YEARS = range(1800, 2200)
"""The years somebody means: 26 or 9999 is a slip of the finger, and no day stands beside the last one."""


def day_text(given: Typed, name: str) -> str:
    """Return the three inputs of a day as they were typed, "dd/mm/yyyy", to be shown again; "" when none was there."""
    parts = [str(given.get(f"{name}-{part}", "")).strip() for part in ("day", "month", "year")]
    return "/".join(parts) if any(parts) else ""


def day(given: Typed, name: str) -> date | None:
    """Return the day of three inputs; None when all are empty. Raises Refused at their field when it is no day."""
    typed = day_text(given, name)
    if not typed:
        return None
    numbers = [int(part) if part.isascii() and part.isdigit() and len(part) < 5 else 0 for part in typed.split("/")]
    try:
        found = date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        raise Refused("Ngày không có trong lịch. Nhập ngày, tháng, năm, ví dụ 20 11 2026.", name) from None
    if found.year not in _YEARS:
        raise Refused("Xem lại năm: viết đủ bốn chữ số, ví dụ 20 11 2026.", name)
    return found


def moment(given: Typed, day_name: str, time_name: str) -> datetime | None:
    """Return the moment of a day and a time of day; None without a day. Raises Refused at the field that is wrong."""
    found = day(given, day_name)
    if found is None:
        return None
    hour = time(given, time_name)
    if hour is None:
        raise Refused(_NO_TIME, time_name)
    return clock.at(found, hour)


def time(given: Typed, name: str) -> clock_time | None:
    """Return a time of day as people type it, "8:30", "08h30", "14"; None for nothing. Raises Refused at its field."""
    typed = str(given.get(name, "")).strip().lower()
    if not typed:
        return None
    found = _TIME.fullmatch(typed)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Refused(_NO_TIME, name)
    return clock_time(int(found[1]), int(found[2] or 0))


def time_text(found: clock_time | None) -> str:
    """Return a time of day as it is typed, "08:30"; "" for none."""
    return f"{found:%H:%M}" if found else ""


def amount(given: Typed, name: str) -> int | None:
    """Return whole đồng as people type them, "150000" or "150.000"; None when it is no such number."""
    typed = str(given.get(name, "")).strip()
    if _GROUPED.fullmatch(typed):
        typed = re.sub(r"\D", "", typed)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 15 else None
