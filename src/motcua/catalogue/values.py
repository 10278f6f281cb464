"""What a person types into a form field, read into one stored shape, by type. Pure.

Stored shapes: text; dates as "2026-11-20" (or "1990" where the form takes a year alone); whole numbers and đồng as
integers; yes/no as true or false. Every reader raises `Wrong` with a Vietnamese message that says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from motcua.core import money, text
from motcua.core.errors import Phrase

EARLIEST = date(1900, 1, 1)
LARGEST_AMOUNT = 10**15 - 1
_TRUE = {"true", "on", "1", "yes", "có"}
_FALSE = {"", "false", "off", "0", "no", "không"}


class Wrong(ValueError):
    """A value that cannot be taken; its text is for the person."""


def read_line(raw: str) -> str:
    """Return one line of text, NFC, single spaces."""
    return text.one_line(raw)


def read_lines(raw: str) -> str:
    """Return text whose line breaks are kept, NFC."""
    return text.clean(raw)


def read_date(raw: str, *, year_alone: bool = False) -> str:
    """Return "2026-11-20" from 20/11/2026, 20-11-2026, 20.11.2026 or 2026-11-20; "1990" where a year is enough."""
    typed = text.one_line(raw)
    if year_alone and re.fullmatch(r"[0-9]{4}", typed):
        return typed
    found = re.fullmatch(r"([0-9]{1,2})\s?[/.-]\s?([0-9]{1,2})\s?[/.-]\s?([0-9]{4})", typed)
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", typed)
    if not found and not iso:
        if year_alone:
            raise Wrong("Nhập ngày theo dạng ngày/tháng/năm, ví dụ 27/3/2024, hoặc chỉ năm.")
        raise Wrong("Nhập ngày theo dạng ngày/tháng/năm, ví dụ 27/3/2024.")
    parts = [int(part) for part in (found.groups()[::-1] if found else iso.groups() if iso else ())]
    try:
        return date(parts[0], parts[1], parts[2]).isoformat()
    except ValueError:
        raise Wrong(Phrase("Ngày %(day)s không có trong lịch. Kiểm tra lại ngày, tháng, năm.", day=typed)) from None


def read_integer(raw: str) -> int:
    """Return a whole number that is not negative."""
    typed = text.one_line(raw).replace(" ", "")
    if not re.fullmatch(r"[0-9]{1,10}", typed):
        raise Wrong("Nhập một số nguyên, chỉ gồm chữ số, ví dụ 2.")
    return int(typed)


def read_money(raw: str) -> int:
    """Return whole đồng from "5000000", "5.000.000", "5,000,000 đồng"."""
    typed = re.sub(r"\s*(đồng|vnđ|vnd|đ)\.?$", "", text.one_line(raw).casefold())
    if not re.fullmatch(r"[0-9]+|[0-9]{1,3}([., ])[0-9]{3}(\1[0-9]{3})*", typed):
        raise Wrong("Nhập số tiền bằng đồng, chỉ gồm chữ số, ví dụ 5.000.000.")
    amount = int(re.sub(r"[^0-9]", "", typed)[:20])
    if amount > LARGEST_AMOUNT:
        raise Wrong("Số tiền quá lớn. Kiểm tra lại số chữ số.")
    return amount


def read_personal_id(raw: str) -> str:
    """Return the 12 digits of a personal identification number (số định danh cá nhân)."""
    typed = re.sub(r"[\s.]", "", text.one_line(raw))
    if not re.fullmatch(r"[0-9]{12}", typed):
        raise Wrong("Số định danh cá nhân gồm đúng 12 chữ số, ghi trên thẻ căn cước.")
    return typed


def read_phone(raw: str) -> str:
    """Return a Vietnamese telephone number as 10 or 11 digits that begin with 0."""
    typed = re.sub(r"[\s.()-]", "", text.one_line(raw))
    typed = re.sub(r"^(\+84|0084)", "0", typed)
    if not re.fullmatch(r"0[0-9]{9,10}", typed):
        raise Wrong("Nhập số điện thoại gồm 10 hoặc 11 chữ số, ví dụ 0912 345 678.")
    return typed


def read_email(raw: str) -> str:
    """Return an e-mail address."""
    typed = text.one_line(raw)
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", typed):
        raise Wrong("Nhập địa chỉ thư điện tử đầy đủ, ví dụ ten@vidu.vn.")
    return typed


def read_boolean(raw: str) -> bool:
    """Return whether a box is ticked."""
    typed = text.one_line(raw).casefold()
    if typed not in _TRUE | _FALSE:
        raise Wrong("Chọn có hoặc không.")
    return typed in _TRUE


READERS: dict[str, Callable[[str], str | int | bool]] = {
    "text": read_line,
    "multiline": read_lines,
    "address": read_line,
    "place": read_line,
    "select": read_line,
    "radio": read_line,
    "date": read_date,
    "integer": read_integer,
    "money": read_money,
    "personal_id": read_personal_id,
    "phone": read_phone,
    "email": read_email,
    "boolean": read_boolean,
}
LENGTHS = {"multiline": 2000, "address": 300, "email": 254}
DEFAULT_LENGTH = 200


def show(kind: str, value: object) -> str:
    """Return a stored value for people: 20/11/2026, 5.000.000 đồng, Có; "" when there is none."""
    if value is None or value == "":
        return ""
    if kind == "boolean":
        return "Có" if value is True else "Không"
    if kind == "money" and isinstance(value, int):
        return money.show(value)
    if kind == "date" and isinstance(value, str) and len(value) == 10:
        return "/".join(reversed(value.split("-")))
    return str(value)
