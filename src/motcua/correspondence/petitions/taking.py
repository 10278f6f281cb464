"""What is typed when a petition comes in: read, checked, and every mistake said at its field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from motcua.casework import queries as cases
from motcua.core import clock, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.correspondence.petitions import queries, rules
from motcua.correspondence.petitions.models import Petition
from motcua.correspondence.petitions.rules import PetitionSource
from motcua.filing.models import Dossier
from motcua.offices.models import Office
from motcua.people import numbers
from motcua.people.models import Account


@dataclass(frozen=True, slots=True)
class Taken:
    """What is written down of a petition when it comes in, as it was typed."""

    source: str
    title: str
    words: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    outside_code: str = ""
    dossier: str = ""
    repeat_of: str = ""


def check(
    taken: Taken, office: Office | None, received_at: datetime | None, *, at: datetime, own: Account | None = None
) -> tuple[Taken, Dossier | None, Petition | None]:
    """Return what was typed as it is stored, the dossier that it is about, and the petition that it brings up again.

    `own` is whoever sends it herself: what it is about must be hers. Raises Invalid at the fields: no office, what is
    missing or too long, no way to reach whoever brought it, a code that is entered already, a dossier or an earlier
    petition that is not there or not closed, a time to come or too long ago.
    """
    given = replace(
        taken, words=text.clean(taken.words),
        **{name: text.one_line(getattr(taken, name)) for name in ("title", "name", "phone", "email", "address")},
        **{name: text.one_line(getattr(taken, name)).upper() for name in ("outside_code", "dossier", "repeat_of")},
    )  # fmt: skip
    errors: dict[str, str] = {} if office else {"office": Phrase("Chọn cơ quan có thẩm quyền xử lý.")}
    errors |= _wrong(given)
    if given.source not in PetitionSource.values or (given.source == PetitionSource.EID) != (own is not None):
        errors["source"] = Phrase("Chọn phản ánh đến bằng đường nào.")
    case = cases.by_code(given.dossier) if given.dossier else None
    if given.dossier and (case is None or (own and own.pk != case.dossier.filer_id)):
        errors["dossier"] = Phrase("Không có hồ sơ nào mang mã này. Xem lại, hoặc để trống.")
    earlier = queries.petition(given.repeat_of) if given.repeat_of else None
    if own and earlier and earlier.person_id != own.person_id:
        earlier = None
    if given.repeat_of and office and (wrong := _wrong_earlier(earlier, office)):
        errors["repeat_of"] = wrong
    if received_at is not None and not at - rules.LATEST <= received_at <= at:
        first = f"{clock.local_day(at - rules.LATEST):%d/%m/%Y}"
        errors["received_at"] = Phrase("Nhập thời điểm nhận từ %(day)s đến bây giờ.", day=first)
    if errors:
        raise Invalid(errors)
    return given, case.dossier if case else None, earlier


def wrong_words(words: str, missing: str, longest: int = rules.LONGEST) -> str:
    """Return what is wrong with words: none, or too many; "" when nothing."""
    return _too_long(words, longest) if words else missing


def phone(typed: str) -> str:
    """Return a telephone number as it is stored, "" for none. Raises Refused."""
    return numbers.check_phone(typed) if typed else ""


def _wrong(given: Taken) -> dict[str, str]:
    """Return what to mend in what was typed, by field."""
    found = {
        "outside_code": _wrong_code(given),
        "title": wrong_words(given.title, Phrase("Nhập một dòng nói việc gì."), rules.LONGEST_TITLE),
        "words": wrong_words(given.words, Phrase("Ghi lại nội dung phản ánh, kiến nghị.")),
        "name": wrong_words(given.name, Phrase("Nhập họ tên người hoặc tổ chức phản ánh."), 160),
        "phone": _wrong_phone(given),
        "email": _wrong_email(given.email),
        "address": _too_long(given.address, 300),
    }  # fmt: skip
    return {name: message for name, message in found.items() if message}


def _wrong_code(given: Taken) -> str:
    if given.source == PetitionSource.PORTAL and not given.outside_code:
        return Phrase("Nhập mã phản ánh trên Cổng, để không nhập hai lần.")
    if earlier := queries.with_outside_code(given.outside_code):
        return Phrase("Phản ánh mang mã này đã được nhập: %(code)s.", code=earlier.code)
    return _too_long(given.outside_code, 60)


def _wrong_earlier(earlier: Petition | None, office: Office) -> str:
    if earlier is None or earlier.office_id != office.pk:
        return Phrase("Cơ quan này không có phản ánh nào mang mã ấy. Xem lại, hoặc để trống.")
    if queries.is_closed(earlier):
        return ""
    return Phrase(
        "Phản ánh %(code)s còn đang xử lý, hạn %(when)s: báo cho người phản ánh, không nhập lại.",
        code=earlier.code, when=f"{clock.local(earlier.due_at):%d/%m/%Y}",
    )  # fmt: skip


def _wrong_email(email: str) -> str:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        return Phrase("Địa chỉ thư không đúng; ví dụ ten@example.vn.")
    return ""


def _wrong_phone(given: Taken) -> str:
    if not (given.phone or given.email or given.address):
        return Phrase("Nhập số điện thoại, địa chỉ thư hoặc nơi ở: ít nhất một cách để trả lời.")
    try:
        phone(given.phone)
    except Refused as refused:
        return refused.message
    return ""


def _too_long(words: str, longest: int) -> str:
    too_long = Phrase("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.", count=longest)
    return too_long if len(words) > longest else ""
