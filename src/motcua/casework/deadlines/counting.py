"""Reading until when things of a case are due, by its own version, its rule and the calendar of its office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings

from motcua.casework import rules
from motcua.casework.deadlines import apology
from motcua.casework.models import Case, ClockStop
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import LimitUnit
from motcua.core import clock
from motcua.filing.models import Dossier
from motcua.offices import deadlines
from motcua.offices import queries as offices
from motcua.offices.deadlines import Limit
from motcua.offices.models import Office
from motcua.offices.rules import WorkingCalendar


def accept_by(office: Office, at: datetime, calendar: str | None = None) -> datetime:
    """Return until when the counter must accept or refuse what came in at `at`.

    `calendar` is the state of the working calendar where it was read just now; else it is read, in one statement.
    """
    known = None if calendar is None else (office.path, calendar)
    return deadlines.accept_by(offices.calendar(office.pk, clock.local_day(at), known=known), at)


def promised(dossier: Dossier, received_at: datetime) -> tuple[datetime | None, str]:
    """Return (when the result is due, name of the rule with the unit of the limit), by the dossier's own version.

    The shortest limit that the record gives for its channel counts. Without one nothing is due: (None, NO_LIMIT).
    Raises Refused for a limit that no calendar reaches.
    """
    until, limits = _limits(dossier)
    if not limits:
        return None, rules.NO_LIMIT

    def shortest(calendar: WorkingCalendar) -> tuple[datetime, str]:
        return min((deadlines.due(calendar, received_at, amount, unit, until), unit) for amount, unit in limits)

    day = clock.local_day(received_at)
    due, unit = offices.on_calendar(day, shortest, dossier.competent_office_id)
    return due, f"{deadlines.rule_on(day).name}:{unit}"


def limit_words(dossier: Dossier) -> str:
    """Return the time limit that holds for a dossier as papers and pages say it."""
    until, limits = _limits(dossier)
    if until:
        return f"trong ngày; nhận sau {until:%H:%M} thì ngày làm việc tiếp theo"
    words = [f"{amount:02d} {LimitUnit(unit).label.lower()}" for amount, unit in limits]
    return " hoặc ".join(dict.fromkeys(words)) or "không quy định"


def limits(dossier: Dossier) -> list[Limit]:
    """Return the time limits that hold for a dossier, the shortest of which counts; [] where nothing is due."""
    until, found = _limits(dossier)
    return [Limit(amount, unit, until) for amount, unit in found]


def extended(case: Case, stopped_at: datetime, resumed_at: datetime, due_at: datetime | None = None) -> datetime:
    """Return the due time of a case after a stop, by the rule that the case names. Raises ValueError without one.

    It goes on from the due time that was promised (or from `due_at`): a calendar edited since does not change what is
    behind.
    """
    if (due := due_at or case.due_at) is None:
        raise ValueError("nothing was promised")
    rule, in_hours = deadlines.rule_named(case.deadline_rule), case.deadline_rule.endswith(":hour")

    def moved(calendar: WorkingCalendar) -> datetime:
        return deadlines.after_stop(calendar, due, stopped_at, resumed_at, in_hours, rule).due_at

    first = min(clock.local_day(stopped_at), clock.local_day(due))
    return offices.on_calendar(first, moved, case.competent_office_id)


def due_by_ledger(case: Case) -> tuple[datetime | None, str]:
    """Return (due time, rule) of a received case as its receipt, its limit and its ended stops since then make it.

    By the calendar of today: for a receipt that is put right, and for whoever checks the ledger.
    """
    if case.received_at is None:
        return None, ""
    ended = ClockStop.objects.filter(case=case, started_at__gte=case.received_at, ended_at__isnull=False)
    return counted(case, [(start, end) for start, end in ended.values_list("started_at", "ended_at") if end])


def judged_by_ledger(case: Case) -> datetime | None:
    """Return what being on time is judged by, made anew: without the stops for papers. None: the due time itself."""
    ended = ClockStop.objects.filter(case=case, started_at__gte=case.received_at, ended_at__isnull=False)
    stops = list(ended.values_list("started_at", "ended_at", "reason"))
    if all(reason != rules.SUPPLEMENT for *_, reason in stops):
        return None
    return counted(case, [(start, end) for start, end, why in stops if end and why != rules.SUPPLEMENT])[0]


def counted(case: Case, stops: Sequence[tuple[datetime, datetime]]) -> tuple[datetime | None, str]:
    """Return (due time, rule) of a received case with these stops instead of its own, by the calendar of today."""
    received_at, (until, limits) = case.received_at, _limits(case.dossier)
    if received_at is None or not limits:
        return None, rules.NO_LIMIT

    def shortest(calendar: WorkingCalendar) -> tuple[datetime, str]:
        each = [(deadlines.count(calendar, received_at, Limit(*limit, until), stops), limit[1]) for limit in limits]
        found, unit = min(each, key=lambda one: (one[0].first_due_at, one[1]))
        return found.due_at, unit

    day = clock.local_day(received_at)
    due, unit = offices.on_calendar(day, shortest, case.competent_office_id)
    return due, f"{deadlines.rule_on(day).name}:{unit}"


def supplement_until(dossier: Dossier, at: datetime) -> date:
    """Return the last day for what is asked for at `at`: so many days later as the version, or the province, gives."""
    days = dossier.version.rules.get("supplement_days", settings.SUPPLEMENT_DAYS)
    return clock.local_day(at) + timedelta(days)


def promised_again(case: Case, until: date | None, at: datetime) -> datetime:
    """Return the new time that an apology at `at` may promise. Raises Refused as `apology.check` and `new_date` do."""
    apology.check(until, at=at, due_at=case.due_at, promised_again_at=case.promised_again_at)
    assert case.due_at is not None and until is not None
    calendar = offices.calendar(case.competent_office_id, clock.local_day(at), until)
    return apology.new_date(calendar, until, at=at, due_at=case.due_at)


def _limits(dossier: Dossier) -> tuple[time | None, list[tuple[int, str]]]:
    same_day = dossier.version.rules.get("same_day_until")
    if same_day:
        return time.fromisoformat(same_day), [(0, rules.SAME_DAY)]
    return None, catalogue.limits(dossier.version_id, dossier.channel)
