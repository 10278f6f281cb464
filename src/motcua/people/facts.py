"""What an officer types about a person who comes to a counter, checked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from motcua.core import text
from motcua.core.errors import Phrase, Refused
from motcua.people import numbers
from motcua.people.rules import Gender

EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Facts:
    """A person as she is known at the counter; "" and None are what nobody said."""

    full_name: str
    personal_id: str = ""
    birth_date: date | None = None
    gender: str = ""
    phone: str = ""
    email: str = ""
    residence: str = ""


def check(typed: Facts, *, today: date, prefix: str = "") -> tuple[Facts, dict[str, str]]:
    """Return the facts in their stored form, and what is wrong with them by field, each name with `prefix`.

    A name is needed, and an address or a phone number by which the office reaches her; the personal number is not:
    a child, a foreigner or somebody without a card may come.
    """
    errors: dict[str, str] = {}

    def checked(name: str, value: str) -> str:
        try:
            return _CHECKS[name](value) if text.one_line(value) else ""
        except Refused as refused:
            errors[prefix + name] = refused.message
            return value

    found = replace(
        typed, full_name=text.one_line(typed.full_name)[:120], residence=text.one_line(typed.residence)[:300],
        personal_id=checked("personal_id", typed.personal_id), phone=checked("phone", typed.phone),
        email=checked("email", typed.email),
    )  # fmt: skip
    if not found.full_name:
        errors[prefix + "full_name"] = Phrase("Nhập họ và tên, như trên giấy tờ tùy thân.")
    if found.birth_date and not EARLIEST_BIRTH <= found.birth_date <= today:
        errors[prefix + "birth_date"] = Phrase("Ngày sinh phải từ năm 1900 đến hôm nay.")
    if found.gender not in ("", *Gender.values):
        errors[prefix + "gender"] = Phrase("Chọn nam, nữ, hoặc để trống.")
    if not found.residence and not found.phone:
        errors[prefix + "residence"] = Phrase(
            "Nhập địa chỉ hoặc số điện thoại, để cơ quan liên lạc được với người nộp."
        )
    return found, errors


def _email(value: str) -> str:
    address = text.one_line(value)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", address) or len(address) > 254:
        raise Refused("Địa chỉ thư điện tử không đúng; ví dụ ten@example.vn. Để trống nếu không có.", "email")
    return address


_CHECKS = {"personal_id": numbers.check_personal_id, "phone": numbers.check_phone, "email": _email}
