"""What the QR code on an identity card says, as a scanner types it. Pure; the text itself is never kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from motcua.core import text
from motcua.core.errors import Phrase, Refused
from motcua.people import numbers
from motcua.people.rules import Gender

FIELD = "card"
_PARTS = 7
_LONGEST = 600
_GENDERS = {"nam": Gender.MALE, "nu": Gender.FEMALE}


@dataclass(frozen=True, slots=True)
class Card:
    """The seven parts of the code (mã QR trên thẻ căn cước); `old_id` is the number of 9 digits before it, or ""."""

    personal_id: str
    old_id: str
    full_name: str
    birth_date: date
    gender: Gender
    residence: str
    issued_on: date


def read(typed: str, *, today: date) -> Card:
    """Return what a card says: 12 digits|9 digits or nothing|name|ddMMyyyy|Nam or Nữ|address|ddMMyyyy.

    Newer cards append further parts, which are passed over. Raises Refused (field "card") that says which part is
    wrong.
    """
    parts = [text.one_line(part) for part in text.one_line(typed[:_LONGEST]).split("|")]
    if len(parts) < _PARTS:
        raise Refused(
            Phrase(
                "Nội dung quét chỉ có %(count)s phần; mã QR của thẻ căn cước có 7 phần cách nhau bằng dấu «|». "
                "Quét lại thẻ, hoặc nhập tay các ô bên dưới.",
                count=len(parts),
            ),
            FIELD,
        )
    number, old, name, born, gender, residence, issued = parts[:_PARTS]
    personal_id = numbers.check_personal_id(number, field=FIELD)
    if old and not re.fullmatch(r"[0-9]{9}", old):
        raise _wrong(Phrase("số chứng minh nhân dân cũ (9 chữ số hoặc để trống)"))
    if not name or "�" in name + residence:
        raise _wrong(Phrase("họ và tên"))
    if text.fold(gender) not in _GENDERS:
        raise _wrong(Phrase("giới tính (Nam hoặc Nữ)"))
    birth_date = _day(born, Phrase("ngày sinh (8 chữ số ngày, tháng, năm)"))
    issued_on = _day(issued, Phrase("ngày cấp (8 chữ số ngày, tháng, năm)"))
    if not birth_date <= issued_on <= today:
        raise _wrong(Phrase("ngày sinh và ngày cấp (ngày cấp sau ngày sinh, không ở tương lai)"))
    return Card(personal_id, old, name[:120], birth_date, _GENDERS[text.fold(gender)], residence[:300], issued_on)


def _day(digits: str, part: Phrase) -> date:
    if re.fullmatch(r"[0-9]{8}", digits):
        try:
            return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
        except ValueError:
            pass
    raise _wrong(part)


def _wrong(part: Phrase) -> Refused:
    return Refused(
        Phrase("Nội dung quét sai ở phần %(part)s. Quét lại thẻ, hoặc nhập tay các ô bên dưới.", part=part), FIELD
    )
