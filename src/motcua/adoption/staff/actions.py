"""Marking afterwards what an officer filed elsewhere for herself or her family. Who she is, is not kept."""

from __future__ import annotations

from datetime import datetime

from motcua.casework import actions as casework
from motcua.casework.models import Case
from motcua.core import clock, text
from motcua.core.errors import Refused
from motcua.elsewhere import actions as elsewhere
from motcua.filing.rules import ForStaff
from motcua.people import queries as people
from motcua.people.models import Account

NO_CODE = "Nhập mã hồ sơ, như trên giấy tiếp nhận hoặc trên Cổng Dịch vụ công quốc gia."


def mark(*, code: str, kind: ForStaff | None, by: Account, at: datetime) -> None:
    """Mark a dossier of the national portal or another system as one's own or one's family's; None takes it back.

    The office is that where `by` works. Raises Refused (field "code") for a code that is not known, a dossier that was
    filed here, the mark of another office, and an account without an office.
    """
    office = people.office_of(by.pk, on=clock.local_day(at))
    if office is None:
        raise Refused("Chỉ cán bộ đang giữ vai trò ở một cơ quan đánh dấu được.", "code")
    code = text.one_line(code).upper()
    if not code:
        raise Refused(NO_CODE, "code")
    case = Case.objects.filter(dossier__code=code).first()
    if case is not None:
        casework.mark_staff(case=case, kind=kind, office=office.code, at=at)
    else:
        elsewhere.mark_staff(code=code, kind=kind, office=office.code, at=at)
