"""How a due time came about, in plain Vietnamese words: what the counter tells the person who asks. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from motcua.core import clock
from motcua.offices.rules import DayKind, WorkingCalendar, due

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_UNITS = {"hour": "giờ làm việc", "working_day": "ngày làm việc", "day": "ngày", "month": "tháng"}


def day_in_words(day: date) -> str:
    """Return a date such as "thứ Sáu, 20/11/2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def moment_in_words(moment: datetime) -> str:
    """Return a moment such as "17:20 thứ Sáu, 20/11/2026"."""
    moment = clock.local(moment)
    return f"{moment:%H:%M} {day_in_words(moment.date())}"


def explain(
    calendar: WorkingCalendar,
    received_at: datetime,
    amount: int,
    unit: str,
    same_day_until: time | None = None,
) -> list[str]:
    """Return the sentences that lead from receipt to the due time of `rules.due`, same arguments."""
    due_at = due(calendar, received_at, amount, unit, same_day_until)
    start = calendar.next_opening(received_at)
    sentences = [_received(received_at, start)]
    if same_day_until is not None:
        later = start.time() > same_day_until
        when = "nên trả trong ngày làm việc tiếp theo" if later else "nên trả ngay trong ngày"
        sentences.append(f"Nhận {'sau' if later else 'không quá'} {same_day_until:%H:%M} {when}.")
    else:
        counted = "chỉ tính trong giờ làm việc" if unit == "hour" else "không tính ngày nhận"
        sentences.append(f"Thời hạn {amount} {_UNITS[unit]}, {counted}.")
    return [*sentences, *_days_on_the_way(calendar, start.date(), due_at.date()), _result(due_at)]


def _received(received_at: datetime, start: datetime) -> str:
    if start == received_at:
        return f"Nhận lúc {moment_in_words(received_at)}."
    return f"Nhận lúc {moment_in_words(received_at)}, ngoài giờ làm việc: tính từ {moment_in_words(start)}."


def _days_on_the_way(calendar: WorkingCalendar, first: date, last: date) -> list[str]:
    between = clock.days(first + timedelta(1), last)
    off = [day for day in between if not calendar.is_working_day(day)]
    made_up = [day for day in between if (s := calendar.special.get(day)) and s.kind == DayKind.MAKE_UP]
    said = [f"Nghỉ: {'; '.join(_named(calendar, day) for day in off)}."] if off else []
    return said + ([f"Làm bù: {'; '.join(_named(calendar, day) for day in made_up)}."] if made_up else [])


def _named(calendar: WorkingCalendar, day: date) -> str:
    special = calendar.special.get(day)
    return day_in_words(day) + (f" ({special.name})" if special and special.name else "")


def _result(due_at: datetime) -> str:
    return f"Hẹn trả kết quả: {moment_in_words(due_at)}."
