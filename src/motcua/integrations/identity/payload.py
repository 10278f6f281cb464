"""What the provider calls things, and what they are called here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.core import text
from motcua.core.errors import Refused
from motcua.people.identity import Claims, IdentityRefused
from motcua.people.numbers import check_personal_id, check_phone
from motcua.people.rules import Gender

_GENDERS = {"nam": Gender.MALE, "1": Gender.MALE, "nu": Gender.FEMALE, "2": Gender.FEMALE}
_NAME, _EMAIL, _RESIDENCE, _LEVEL = 120, 254, 300, 20


def claims(payload: Mapping[str, Any]) -> Claims:
    """Return the claims of a payload of the national portal (`HoVaTen`, `SoDinhDanh`, …).

    A fact that is missing or unusable is left out rather than refused; only a name is needed. Raises
    IdentityRefused without one.
    """
    name = _words(payload, "HoVaTen", _NAME)
    if not name:
        raise IdentityRefused("Tài khoản định danh chưa có họ và tên; hãy liên hệ nơi cấp tài khoản.")
    email = _words(payload, "ThuDienTu", _EMAIL)
    return Claims(
        full_name=name,
        personal_id=_checked(check_personal_id, _words(payload, "SoDinhDanh", 40)),
        birth_date=_day(_words(payload, "NgayThangNamSinh", 20)),
        gender=_GENDERS.get(text.fold(_words(payload, "GioiTinh", 20)), ""),
        phone=_checked(check_phone, _words(payload, "SoDienThoai", 40)),
        email=email if email.count("@") == 1 else "",
        residence=_words(payload, "ThuongTru", _RESIDENCE) or _words(payload, "NoiOHienNay", _RESIDENCE),
        level=_words(payload, "IAL", _LEVEL) or _words(payload, "loAs", _LEVEL),
    )


def _words(payload: Mapping[str, Any], name: str, longest: int) -> str:
    value = payload.get(name)
    return text.one_line(str(value))[:longest] if isinstance(value, str | int) else ""


def _checked(check: Any, value: str) -> str:
    try:
        return str(check(value)) if value else ""
    except Refused:
        return ""


def _day(value: str) -> date | None:
    """Return a day written yyyyMMdd; None for a bare year, as elderly people have it."""
    try:
        return date.fromisoformat(value) if len(value) == 8 and value.isdigit() else None
    except ValueError:
        return None
