"""Reading how the due times of a case came about: both clocks, told by the calendar that counted them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from motcua.casework import rules
from motcua.casework.deadlines import counting
from motcua.casework.models import Case, CaseStep, ClockStop
from motcua.core import clock
from motcua.filing import rules as filing_rules
from motcua.filing.rules import System
from motcua.journal.models import Entry
from motcua.offices import deadlines, explanation
from motcua.offices import queries as offices
from motcua.offices.deadlines import Deadline, Limit
from motcua.offices.explanation import Step
from motcua.offices.rules import WorkingCalendar

_FILED, _ADDED, _ARRIVED = "Nộp", "Bổ sung", "Đến hệ thống này"


@dataclass(frozen=True, slots=True)
class Told:
    """How one clock of a case was counted. `steps` say it in Vietnamese, as `offices.explanation` does.

    `today` is what the calendar of today would give where that is another time: it does not count, what was promised
    stays.
    """

    steps: list[Step]
    today: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Ledger:
    found: Deadline
    calendar: WorkingCalendar
    of_stops: Sequence[WorkingCalendar] = ()


def acceptance(case: Case, steps: Sequence[CaseStep]) -> Told | None:
    """Return how the time for accepting or refusing was counted; None where nothing was to be answered.

    `steps` are the moves of the case. Two statements while nobody changed the calendar, one more for a dossier of
    another system.
    """
    if case.accept_by is None:
        return None
    came, since = _came(case, steps)
    rule = deadlines.rule_on(clock.local_day(since))

    def tell(calendar: WorkingCalendar) -> tuple[list[Step], datetime]:
        limit = Limit(rule.accept_hours, "hour")
        found = deadlines.count(calendar, since, limit, rule=rule)
        return explanation.acceptance(found, calendar, _whose(case), came), found.first_due_at

    office, day = case.competent_office_id, clock.local_day(since)
    said, today = offices.on_calendar(day, tell, office)
    due_at = today
    if offices.changed_since(since):
        said, due_at = offices.far_enough(day, tell, offices.calendar_at(office, since))
    if due_at != case.accept_by:
        said = _only([("received", came, since), ("answer_by", "Trả lời chậm nhất", case.accept_by)])
    return Told(said, today if today != case.accept_by else None)


def resolution(case: Case) -> Told | None:
    """Return how the due time of the result was counted; None before receipt or where the law sets no limit.

    What follows the promise (stops) is told by the calendar of its own moment. Four statements while nobody changed the
    calendar.
    """
    limits = counting.limits(case.dossier) if case.received_at and case.due_at else []
    if case.received_at is None or case.due_at is None or not limits:
        return None
    stops = list(ClockStop.objects.filter(case=case, started_at__gte=case.received_at).order_by("started_at", "id"))
    ended = [(stop.started_at, stop.ended_at) for stop in stops if stop.ended_at]
    ledger = today = _counted(case, limits, ended, None)
    if offices.changed_since(case.counted_at or case.received_at):
        as_counted = _as_counted(case, limits, ended)
        # What was entered late was promised by the calendar of that moment, which may be the one of today.
        ledger = as_counted if as_counted.found.due_at == case.due_at else today
    if ledger.found.due_at == case.due_at:
        said = explanation.steps(ledger.found, ledger.calendar, _whose(case), ledger.of_stops)
    else:
        said = _only([("received", "Nhận", case.received_at), ("due", "Hẹn trả kết quả", case.due_at)])
    said += [_open_stop(stop) for stop in stops if stop.ended_at is None]
    said += [_apology(case.promised_again_at)] if case.promised_again_at else []
    return Told(said, today.found.due_at if today.found.due_at != case.due_at else None)


def _as_counted(case: Case, limits: list[Limit], stops: list[tuple[datetime, datetime]]) -> _Ledger:
    """The ledger as it was kept: the promise by the calendar of its moment, each later stop by that of its end."""
    assert case.received_at is not None
    known_at = case.counted_at or case.received_at
    together = [stop for stop in stops if stop[1] <= known_at]
    base = _counted(case, limits, together, known_at)
    ledger, calendars = list(base.found.stops), [base.calendar] * len(together)
    due_at = base.found.due_at
    for began, ended in stops[len(together) :]:

        def moved(
            calendar: WorkingCalendar, began: datetime = began, ended: datetime = ended, due_at: datetime = due_at
        ) -> tuple[deadlines.Stopped, WorkingCalendar]:
            rule, in_hours = base.found.rule, base.found.limit.in_hours
            return deadlines.after_stop(calendar, due_at, began, ended, in_hours, rule), calendar

        first = min(clock.local_day(began), clock.local_day(due_at))
        built = offices.calendar_at(case.competent_office_id, ended)
        line, calendar = offices.far_enough(first, moved, built)
        ledger.append(line)
        calendars.append(calendar)
        due_at = line.due_at
    return _Ledger(replace(base.found, stops=tuple(ledger)), base.calendar, calendars)


def _counted(
    case: Case, limits: list[Limit], stops: list[tuple[datetime, datetime]], known_at: datetime | None
) -> _Ledger:
    """The ledger on one calendar: that of a moment, or that of today."""
    received_at = case.received_at
    assert received_at is not None
    rule = deadlines.rule_named(case.deadline_rule)

    def shortest(calendar: WorkingCalendar) -> _Ledger:
        each = [deadlines.count(calendar, received_at, limit, stops, rule) for limit in limits]
        return _Ledger(min(each, key=lambda one: (one.first_due_at, one.limit.unit)), calendar)

    office, day = case.competent_office_id, clock.local_day(received_at)
    if known_at is None:
        return offices.on_calendar(day, shortest, office)
    return offices.far_enough(day, shortest, offices.calendar_at(office, known_at))


def _came(case: Case, steps: Sequence[CaseStep]) -> tuple[str, datetime]:
    """How and when came what the counter had to answer: filed, supplemented, or handed over by another system."""
    accepted = next((step.entry_number for step in steps if step.move == "accept"), None)
    added = [
        step.at for step in steps
        if step.move == "supplement" and (accepted is None or step.entry_number < accepted)
    ]  # fmt: skip
    if added:
        return _ADDED, added[-1]
    if case.dossier.system == System.MOTCUA:
        return _FILED, case.dossier.submitted_at
    first = Entry.objects.get(subject=filing_rules.subject(case.dossier.code), number=1)
    return _ARRIVED, clock.parse_stamp(first.at)


def _whose(case: Case) -> str:
    return f"lịch làm việc của {case.competent_office.name}"


def _only(moments: list[tuple[str, str, datetime]]) -> list[Step]:
    """What can be said of a clock whose counting cannot be told again, such as one that was taken over."""
    said = [
        {"what": what, "at": clock.local(at).isoformat(), "says": f"{words} lúc {explanation.moment_in_words(at)}."}
        for what, words, at in moments
    ]
    why = "Hạn này do lịch làm việc lúc hẹn tính ra; từng bước tính không dựng lại được theo lịch hiện có."
    return [*said, {"what": "untold", "says": why}]


def _open_stop(stop: ClockStop) -> Step:
    says = (
        f"Thời hạn đang tạm dừng từ {explanation.moment_in_words(stop.started_at)}; "
        "hạn sẽ lùi bằng thời gian dừng khi tính tiếp."
    )
    return {"what": "stopped", "from": clock.local(stop.started_at).isoformat(), "says": says}


def _apology(until: datetime) -> Step:
    says = (
        f"Cơ quan đã xin lỗi và hẹn lại: {explanation.moment_in_words(until)}; "
        "đúng hạn hay không vẫn tính theo hạn ở trên."
    )
    return {"what": "promised_again", "at": clock.local(until).isoformat(), "says": says}


def version_ended(case: Case, at: datetime) -> bool:
    """Return whether the version by which a case under way goes on has ended: it stays with that version."""
    last = case.dossier.version.valid_to
    return case.status in rules.OPEN and last is not None and last < clock.local_day(at)
