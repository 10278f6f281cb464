"""Numbers and words by which people are known: personal number, tax code, phone, user name, password. Pure.

Each `check_…` returns the value in its stored form or raises `Refused` (Vietnamese, at `field`).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from motcua.core import text
from motcua.core.errors import Refused
from motcua.people.rules import Gender

MIN_PASSWORD = 8
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_CENTURIES = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 2300}
_PROVINCES = range(1, 97)
_COMMON = {"12345678", "123456789", "1234567890", "password", "matkhau123", "iloveyou", "qwertyuiop", "11111111"}


def check_personal_id(value: str, *, field: str = "personal_id") -> str:
    """Return the 12 digits of a personal identification number (số định danh cá nhân; no check digit exists)."""
    number = re.sub(r"[\s.]", "", text.one_line(value))
    if not re.fullmatch(r"[0-9]{12}", number):
        raise Refused("Số định danh cá nhân phải gồm đúng 12 chữ số, như in trên thẻ căn cước.", field)
    return number


def personal_id_warnings(number: str, *, birth_date: date | None = None, gender: str = "") -> list[str]:
    """Return what looks odd about a checked number (Vietnamese); registers contain errors, so it never refuses.

    Digits 1-3: province of birth registration (001-096); 4: century and gender, even is male; 5-6: year.
    """
    warnings = []
    if int(number[:3]) not in _PROVINCES:
        warnings.append("Ba chữ số đầu không phải mã tỉnh; hãy xem lại trên thẻ căn cước.")
    century = _CENTURIES[int(number[3]) // 2]
    if birth_date and birth_date.year != century + int(number[4:6]):
        warnings.append("Năm sinh trong số định danh khác với ngày sinh đã nhập; hãy xem lại.")
    expected = Gender.MALE if int(number[3]) % 2 == 0 else Gender.FEMALE
    if gender and gender != expected:
        warnings.append("Giới tính trong số định danh khác với giới tính đã chọn; hãy xem lại.")
    return warnings


def check_tax_code(value: str, *, field: str = "tax_code") -> str:
    """Return a tax code (mã số thuế): 10 digits, 10 digits and "-NNN" for a branch, or a personal number.

    A remainder that gives the check value 10 is written 0 by some registers and not issued by others: accepted as 0.
    """
    code = re.sub(r"[\s.]", "", text.one_line(value))
    if re.fullmatch(r"[0-9]{12}", code):
        return code
    match = re.fullmatch(r"([0-9]{10})(?:-?([0-9]{3}))?", code)
    if not match:
        raise Refused("Mã số thuế gồm 10 chữ số, hoặc 10 chữ số kèm «-» và 3 chữ số, hoặc 12 chữ số.", field)
    main, branch = match.groups()
    total = sum(int(digit) * weight for digit, weight in zip(main[:9], _TAX_WEIGHTS, strict=True))
    if (10 - total % 11) % 10 != int(main[9]) or branch == "000":
        raise Refused("Mã số thuế không đúng; hãy xem lại từng chữ số.", field)
    return f"{main}-{branch}" if branch else main


def check_phone(value: str, *, field: str = "phone") -> str:
    """Return a Vietnamese phone number with a leading 0: a mobile (10 digits) or a landline (11, from 02)."""
    number = re.sub(r"[\s.()-]", "", text.one_line(value))
    number = re.sub(r"^(?:\+84|0084|84(?=[0-9]{9,10}$))", "0", number)
    if not re.fullmatch(r"0[35789][0-9]{8}|02[0-9]{9}", number):
        raise Refused("Số điện thoại không đúng; nhập số di động 10 chữ số, ví dụ 0912 345 678.", field)
    return number


def check_username(value: str, *, field: str = "username") -> str:
    """Return an officer's user name: 3-40 of a-z, 0-9, dot, hyphen, underscore; upper case is lowered."""
    name = text.one_line(value).lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", name):
        raise Refused("Tên đăng nhập gồm 3–40 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới.", field)
    return name


def check_password(value: str, *, username: str = "", field: str = "password") -> str:
    """Return an acceptable new password in NFC: 8 characters or more, not the user name, not a well-known one."""
    value = unicodedata.normalize("NFC", value)
    if len(value) < MIN_PASSWORD:
        raise Refused(f"Mật khẩu cần ít nhất {MIN_PASSWORD} ký tự; một câu ngắn dễ nhớ là tốt nhất.", field)
    if value.lower() in _COMMON or (username and value.lower() == username) or len(set(value)) < 4:
        raise Refused("Mật khẩu này quá dễ đoán; hãy chọn mật khẩu khác.", field)
    return value
