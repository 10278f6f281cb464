"""How a due time came about, in plain Vietnamese words: what the counter tells the person who asks. Pure.

`steps` reads the ledger of `deadlines.count`; it counts nothing again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest
from typing import Any, TypeAlias

from motcua.core import clock
from motcua.offices.deadlines import Deadline, Limit, Stopped
from motcua.offices.rules import DayKind, Spans, WorkingCalendar, length

# What happened ("what"), its days and moments as ISO 8601 texts, and the sentence for people ("says").
Step: TypeAlias = dict[str, Any]

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNITS = {
    "hour": ("hours", "giờ làm việc"), "working_day": ("working days", "ngày làm việc"),
    "day": ("days", "ngày"), "month": ("months", "tháng"),
}  # fmt: skip
_SHOWN_DAYS = 5


def day_in_words(day: date) -> str:
    """Return a date such as "thứ Sáu, 20/11/2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def moment_in_words(moment: datetime) -> str:
    """Return a moment such as "17:20 thứ Sáu, 20/11/2026", with seconds where it has some."""
    moment = clock.local(moment)
    return f"{moment:{'%H:%M:%S' if moment.second else '%H:%M'}} {day_in_words(moment.date())}"


def duration_in_words(duration: timedelta) -> str:
    """Return a duration such as "7 giờ 30 phút"."""
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    parts = ((minutes // 60, "giờ"), (minutes % 60, "phút"), (seconds, "giây"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 giờ"


def steps(
    found: Deadline, calendar: WorkingCalendar, whose: str = "", of_stops: Sequence[WorkingCalendar] = ()
) -> list[Step]:
    """Return the steps from receipt to the due time of a ledger that was counted on this calendar, `whose` by name.

    `of_stops` are the calendars on which the stops were counted, where they are others.
    Moments are ISO 8601 with +07:00; durations are minutes of office time. `what` is one of "received", "rule",
    "counts_from", "limit", "next_working_day", "first_due", "stop", "extended", "day_off", "make_up" and "due".
    """
    said = [
        _step("received", f"Nhận lúc {moment_in_words(found.received_at)}.", at=found.received_at),
        _step("rule", f"Tính theo {whose or 'lịch làm việc'}, quy tắc {found.rule.name}.", rule=found.rule.name),
        *_days(calendar, found.received_at.date(), found.counts_from.date() - timedelta(1)),
        _counts_from(found, calendar),
        *_limit(found, calendar),
    ]
    if found.stops:
        said.append(_due("first_due", "Hạn khi chưa tính thời gian tạm dừng", found.first_due_at))
    for number, (stop, counted_on) in enumerate(zip_longest(found.stops, of_stops), 1):
        said += _stop(number, stop, found, counted_on or calendar)
    return [*said, _due("due", "Hẹn trả kết quả", found.due_at)]


def acceptance(found: Deadline, calendar: WorkingCalendar, whose: str = "", came: str = "Nộp") -> list[Step]:
    """Return the steps from filing to when the counter must have answered; `found` counts the rule's hours from then.

    `came` says how it came: filed, brought anew or handed over by another system. `what` is one of "received", "rule",
    "counts_from", "limit", "day_off", "make_up" and "answer_by".
    """
    start = found.counts_from
    says = f"Một cửa có {found.limit.amount} giờ làm việc để trả lời có tiếp nhận hay không{_by_day(found.spans)}."
    return [
        _step("received", f"{came} lúc {moment_in_words(found.received_at)}.", at=found.received_at),
        _step("rule", f"Tính theo {whose or 'lịch làm việc'}, quy tắc {found.rule.name}.", rule=found.rule.name),
        *_days(calendar, found.received_at.date(), start.date() - timedelta(1)),
        _counts_from(found, calendar, came),
        _step("limit", says, amount=found.limit.amount, unit="hours", days=_minutes(found.spans)),
        *_days(calendar, start.date(), found.first_due_at.date()),
        _due("answer_by", "Trả lời chậm nhất", found.first_due_at),
    ]


def _step(what: str, says: str, **values: Any) -> Step:
    given = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {"what": what, **given, "says": says}


def _due(what: str, words: str, at: datetime) -> Step:
    return _step(what, f"{words}: {moment_in_words(at)}.", at=at)


def _counts_from(found: Deadline, calendar: WorkingCalendar, came: str = "Nhận") -> Step:
    received, start = found.received_at, found.counts_from
    open_that_day = calendar.stretches(received.date())
    if start == received:
        return _step("counts_from", f"Trong giờ làm việc, nên tính từ lúc {came.lower()}.", at=start)
    if not open_that_day:
        why = f"{came} vào ngày nghỉ"
    elif received.time() < open_that_day[0][0]:
        why = f"{came} trước giờ mở cửa"
    else:
        why = f"{came} sau giờ đóng cửa" if start.date() > received.date() else f"{came} giữa hai buổi làm việc"
    return _step("counts_from", f"{why}, nên tính từ {moment_in_words(start)}.", at=start)


def _limit(found: Deadline, calendar: WorkingCalendar) -> list[Step]:
    limit, start, end = found.limit, found.counts_from.date(), found.first_due_at.date()
    if limit.same_day_until is not None:
        step = _step("limit", _same_day(limit, found), until=f"{limit.same_day_until:%H:%M}", day=found.ends_on)
        return [step, *_days(calendar, start, end)]
    given = {"amount": limit.amount, "unit": UNITS[limit.unit][0]}
    words = f"Thời hạn {limit.amount} {UNITS[limit.unit][1]}"
    if limit.in_hours:
        says = f"{words}, chỉ tính trong giờ làm việc{_by_day(found.spans)}."
        return [_step("limit", says, **given, days=_minutes(found.spans)), *_days(calendar, start, end)]
    counted = "tính cả ngày nhận" if found.rule.counts_receipt_day else "không tính ngày nhận"
    counted = counted if limit.amount else "nên trả ngay trong ngày tính nhận"
    last = " (tháng này không có ngày tương ứng nên lấy ngày cuối tháng)" if _cut_short(found) else ""
    says = f"{words}, {counted}: hết {day_in_words(found.ends_on)}{last}."
    step = _step("limit", says, **given, day=found.ends_on)
    if limit.unit == "working_day":
        return [step, *_days(calendar, start, end)]
    if found.ends_on == end:
        return [step, *_days(calendar, end, end)]
    which = "tiếp theo" if end > found.ends_on else "trước đó"
    says = f"Ngày cuối là ngày nghỉ, nên lấy ngày làm việc {which}: {day_in_words(end)}."
    moved = _step("next_working_day", says, day=end, **{"from": found.ends_on})
    return [step, *_days(calendar, min(found.ends_on, end), max(found.ends_on, end)), moved]


def _same_day(limit: Limit, found: Deadline) -> str:
    counted = f"Tính nhận lúc {found.counts_from:%H:%M}"
    if found.ends_on > found.counts_from.date():
        when = f"sau {limit.same_day_until:%H:%M}, nên trả trong ngày làm việc tiếp theo"
    else:
        when = f"không quá {limit.same_day_until:%H:%M}, nên trả ngay trong ngày"
    return f"{counted}, {when}: {day_in_words(found.ends_on)}."


def _cut_short(found: Deadline) -> bool:
    return found.limit.unit == "month" and found.ends_on.day < found.counts_from.day - found.rule.counts_receipt_day


def _stop(number: int, stop: Stopped, found: Deadline, calendar: WorkingCalendar) -> list[Step]:
    taken = length(stop.spans)
    says = f"Tạm dừng lần {number} từ {moment_in_words(stop.started_at)} đến {moment_in_words(stop.ended_at)}: "
    if not stop.spans:
        says += "không mất giờ làm việc nào, hạn giữ nguyên"
    else:
        says += f"{duration_in_words(taken)} làm việc{_by_day(stop.spans)}"
        first, last = stop.spans[0][0], stop.spans[-1][1]
        says += f"; bắt đầu ngoài giờ, tính từ {moment_in_words(first)}" if first > stop.started_at else ""
        says += f"; kết thúc ngoài giờ, tính đến {moment_in_words(last)}" if last < stop.ended_at else ""
    late = stop.started_at > stop.was_due_at
    says += "; lúc bắt đầu đã quá hạn, hạn cũng chỉ lùi bằng thời gian dừng" if late else ""
    step = _step(
        "stop", f"{says}.", **{"from": stop.started_at, "to": stop.ended_at},
        office_minutes=_in_minutes(taken), days=_minutes(stop.spans), late=late,
    )  # fmt: skip
    within = _days(calendar, stop.started_at.date(), stop.ended_at.date(), "Trong lúc dừng có ")
    if stop.due_at == stop.was_due_at:
        return [step, *within]
    ahead = _days(calendar, stop.was_due_at.date(), stop.due_at.date())
    return [step, *within, _extended(stop, found), *ahead]


def _extended(stop: Stopped, found: Deadline) -> Step:
    hours = found.rule.hours_per_day
    if found.limit.in_hours:
        parts = [f"{stop.days} ngày làm việc" if stop.days else "", duration_in_words(stop.rest) if stop.rest else ""]
        by = f"{' và '.join(part for part in parts if part)} (mỗi {hours} giờ là một ngày)"
    else:
        by = f"{stop.days} ngày làm việc (mỗi {hours} giờ là một ngày, phần lẻ cũng tính một ngày)"
    says = f"Hạn lùi {by}: từ {moment_in_words(stop.was_due_at)} đến {moment_in_words(stop.due_at)}."
    values = {"from": stop.was_due_at, "to": stop.due_at, "working_days": stop.days}
    return _step("extended", says, **values, office_minutes=_in_minutes(stop.rest))


def _days(calendar: WorkingCalendar, first: date, last: date, where: str = "") -> list[Step]:
    """Return the days off and the make-up days from `first` to `last`, a step for each kind that there is."""
    days = clock.days(first, last)
    off = [day for day in days if not calendar.is_working_day(day)]
    made_up = [day for day in days if _special(calendar, day) == DayKind.MAKE_UP]
    said = []
    for what, words, chosen in (("day_off", "nghỉ", off), ("make_up", "làm bù", made_up)):
        if chosen:
            listed = [{"day": day.isoformat(), "name": _name(calendar, day)} for day in chosen]
            sentence = f"{where}{words}: {_runs(calendar, chosen)}."
            said.append(_step(what, sentence[0].upper() + sentence[1:], days=listed))
    return said


def _special(calendar: WorkingCalendar, day: date) -> DayKind | None:
    special = calendar.special.get(day)
    return special.kind if special else None


def _name(calendar: WorkingCalendar, day: date) -> str:
    special = calendar.special.get(day)
    return special.name if special else ""


def _runs(calendar: WorkingCalendar, days: list[date]) -> str:
    """Say days, those that follow each other as "from … to …", with the names of the special ones."""
    said = []
    for _, run in groupby(enumerate(days), key=lambda item: item[1].toordinal() - item[0]):
        group = [day for _, day in run]
        ends = [day_in_words(day) for day in dict.fromkeys((group[0], group[-1]))]
        names = "; ".join(dict.fromkeys(name for day in group if (name := _name(calendar, day))))
        said.append(" đến ".join(ends) + (f" ({names})" if names else ""))
    return "; ".join(said)


def _by_day(spans: Spans) -> str:
    """Say how much office time fell on each day, where there are several but not too many to read."""
    totals = _totals(spans)
    if not 1 < len(totals) <= _SHOWN_DAYS:
        return ""
    return f" ({'; '.join(f'{day_in_words(day)}: {duration_in_words(taken)}' for day, taken in totals.items())})"


def _minutes(spans: Spans) -> list[dict[str, Any]]:
    return [{"day": day.isoformat(), "minutes": _in_minutes(taken)} for day, taken in _totals(spans).items()]


def _totals(spans: Spans) -> dict[date, timedelta]:
    totals: dict[date, timedelta] = {}
    for start, end in spans:
        totals[start.date()] = totals.get(start.date(), timedelta()) + (end - start)
    return totals


def _in_minutes(duration: timedelta) -> int | float:
    minutes = duration.total_seconds() / 60
    return int(minutes) if minutes.is_integer() else minutes
