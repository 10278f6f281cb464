"""When an apology may promise anew: once, for a working day that is still to come. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.offices.rules import WorkingCalendar

_FARTHEST = timedelta(days=366)


def possible(due_at: datetime | None, promised_again_at: datetime | None) -> bool:
    """Return whether a case can be apologised for: something was promised, and nobody has apologised yet."""
    return due_at is not None and promised_again_at is None


def check(until: date | None, *, at: datetime, due_at: datetime | None, promised_again_at: datetime | None) -> None:
    """Raise Refused when there can be no (second) new date, or `until` lies far outside what anybody means."""
    if due_at is None:
        raise Refused("Thủ tục không quy định thời hạn, nên không có ngày hẹn nào để xin lỗi và hẹn lại.")
    if promised_again_at is not None:
        day = clock.local_day(promised_again_at)
        raise Refused(
            Phrase("Hồ sơ này đã được xin lỗi và hẹn lại đến %(day)s; chỉ được hẹn lại một lần.", day=f"{day:%d/%m/%Y}")
        )
    if until is None:
        raise Refused("Nhập ngày hẹn lại theo ngày, tháng, năm, ví dụ 27 11 2026.", "until")
    if not timedelta() <= until - clock.local_day(at) <= _FARTHEST:
        raise Refused("Ngày hẹn lại phải từ hôm nay trở đi và trong vòng một năm. Hãy chọn ngày khác.", "until")


def new_date(calendar: WorkingCalendar, until: date, *, at: datetime, due_at: datetime) -> datetime:
    """Return the new time of the result: when the office closes on `until`.

    Raises Refused (field "until") when the office is closed on that day, or it is not later than now and than what was
    promised before.
    """
    if not calendar.is_working_day(until):
        raise Refused(
            Phrase("Ngày %(day)s cơ quan không làm việc. Hãy chọn một ngày làm việc.", day=f"{until:%d/%m/%Y}"), "until"
        )
    found = calendar.closing(until)
    if found <= at:
        raise Refused("Giờ làm việc hôm nay đã hết. Hãy hẹn lại từ ngày làm việc sau.", "until")
    if found <= due_at:
        raise Refused(
            Phrase(
                "Ngày hẹn lại phải sau ngày đã hẹn (%(day)s). Hãy chọn ngày khác.",
                day=f"{clock.local(due_at):%d/%m/%Y}",
            ),
            "until",
        )
    return found
