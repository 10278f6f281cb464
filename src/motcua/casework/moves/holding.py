"""Who holds a case: the open steps of its process and the opinions that are asked for; reads and what they decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from motcua.casework import rules
from motcua.casework.models import Case, ClockStop, JointStep
from motcua.casework.rules import Move, StepKind, StepOutcome
from motcua.catalogue import process as processes
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.process import Part, Process, ProcessStep
from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.offices import deadlines
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import WorkingCalendar, path_ids
from motcua.people.models import Account, Appointment
from motcua.people.rules import Ability, Role, Thing

_ABILITIES = {
    Role.RECEPTION: Ability.RECEIVE, Role.CASE_OFFICER: Ability.WORK, Role.APPROVER: Ability.APPROVE,
}  # fmt: skip
TOLD, MOST_TOLD = timedelta(7), 20
"""How long, and how many, an office is told of the opinions that nobody waits for any more."""
_MOST_MOVES = 3  # offices that followed one another


@dataclass(frozen=True, slots=True)
class Onward:
    """What begins when a step is done: the next step (None: the decision) and the opinions asked for with it."""

    step: ProcessStep | None
    opinions: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything that begins, the step first."""
        return (*((self.step,) if self.step else ()), *self.opinions)


@dataclass(frozen=True, slots=True)
class Course:
    """How far a case has come: its rows in order, the steps that would follow, the names of their offices by code.

    `stood_at` is since when its clock has stood still by the law of every procedure; None while it runs.
    """

    process: Process | None
    rows: list[JointStep]
    ahead: list[ProcessStep] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    stood_at: datetime | None = None

    def is_late(self, row: JointStep, at: datetime) -> bool:
        """Return whether a step ended late, or is late now: while the clock stands still nothing becomes late."""
        stands = row.done_at is None and self.stood_at is not None
        return is_late(row, max(self.stood_at, row.opened_at) if stands and self.stood_at else at)

    @property
    def open(self) -> list[JointStep]:
        """What is open."""
        return [row for row in self.rows if row.done_at is None]

    @property
    def current(self) -> JointStep | None:
        """The step that is open; None when none is."""
        return next((row for row in self.open if row.kind == StepKind.STEP), None)


def of(case: Case) -> Course:
    """Return how far a case has come. Three statements at most, none for a case with neither process nor opinions."""
    process = process_of(case)
    if process is None and not case.concerned and not case.in_step and not case.opinions_open:
        return Course(None, [])
    rows, stood_at = steps(case), _stood_at(case)
    if process is None:
        return Course(None, rows, stood_at=stood_at)
    last = next((row for row in reversed(rows) if row.kind == StepKind.STEP), None)
    ended = last is not None and last.done_at is not None
    here = process.find(last.key) if last else None
    ahead = [] if ended else processes.ahead(process, here, answers(case, rows))
    codes = [step.office for step in ahead if step.office not in (processes.COMPETENT, processes.COMMUNE)]
    names = dict(Office.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return Course(process, rows, ahead, names, stood_at)


def _stood_at(case: Case) -> datetime | None:
    if case.status not in rules.PAUSED:
        return None
    stop = ClockStop.objects.filter(case=case, ended_at=None, reason__in=rules.STOPS).first()
    return stop.started_at if stop else None


def process_of(case: Case) -> Process | None:
    """Return the process of the version that a case stays on; None when it has none."""
    version: ProcedureVersion = case.dossier.version
    return processes.process_of(version.process)


def steps(case: Case) -> list[JointStep]:
    """Return every step and opinion of a case in the order in which they began. One statement."""
    return list(JointStep.objects.filter(case=case).select_related("office", "officer", "by", "document"))


def open_steps(case: Case) -> list[JointStep]:
    """Return what is open of a case, the step first. One statement, none when nothing is."""
    if not case.in_step and not case.opinions_open:
        return []
    found = JointStep.objects.filter(case=case, done_at=None).select_related("office")
    return sorted(found, key=lambda row: (row.kind != StepKind.STEP, row.pk))


def find(case: Case, number: int) -> JointStep | None:
    """Return a step of a case by its number, with office and who did it; None when it is another's."""
    found = JointStep.objects.filter(case=case, id=number).select_related("office", "officer", "by")
    return found.first()


def still_open(case: Case, row: JointStep) -> JointStep:
    """Return a step of a locked case as it is now. Raises Refused, naming who was first, when it has ended."""
    held = JointStep.objects.select_related("office", "officer", "by").get(case=case, pk=row.pk)
    if held.done_at is not None:
        raise Refused(
            Phrase(
                "Phần việc «%(step)s» đã kết thúc lúc %(when)s (%(officer)s). Hãy tải lại trang.",
                step=held.name, when=f"{clock.local(held.done_at):%H:%M, %d/%m/%Y}",
                officer=held.by.full_name if held.by else "",
            )
        )  # fmt: skip
    return held


def awaited(step: ProcessStep | None, rows: Iterable[JointStep]) -> list[JointStep]:
    """Return the open opinions that a step of the process asks for: it does not end before them."""
    asked = {part.key for part in step.opinions} if step else set()
    return [row for row in rows if row.key in asked and row.done_at is None]


def may_repeat(row: JointStep, rows: Iterable[JointStep]) -> bool:
    """Return whether an opinion may be asked for once more: it has ended, and the same is not asked for since."""
    later = [one for one in rows if one.pk > row.pk and (one.key, one.office_id) == (row.key, row.office_id)]
    return row.kind == StepKind.OPINION and row.done_at is not None and not any(one.name == row.name for one in later)


def is_answered(key: str, office: Office | None, rows: Sequence[JointStep]) -> bool:
    """Return whether the opinion of this key was given when it was asked for last, by this office (None: by any)."""
    last = next((row for row in reversed(rows) if row.key == key and row.kind == StepKind.OPINION), None)
    same = last is not None and (office is None or office.pk == last.office_id)
    return same and last is not None and last.outcome == StepOutcome.ANSWERED


def not_awaited(reach: Iterable[int], at: datetime) -> list[JointStep]:
    """Return what nobody waits for any more though offices of `reach` were asked, of the last days, the latest first.

    With case, office and who ended it; what was asked within the same reach is left out. One statement, none without
    a reach.
    """
    if not (ids := sorted(reach)):
        return []
    ended = JointStep.objects.filter(
        kind=StepKind.OPINION, outcome__in=(StepOutcome.UNANSWERED, StepOutcome.WITHDRAWN), done_at__gte=at - TOLD
    )
    asked, asking = Q(), Q()
    for office in ids:
        asked |= Q(office__path__contains=f"/{office}/")
        asking |= Q(case__competent_office__path__contains=f"/{office}/")
    found = ended.filter(asked).exclude(asking).select_related("case__dossier", "office", "by")
    return list(found.defer("case__dossier__answers").order_by("-done_at", "-id")[:MOST_TOLD])


def still_to_do(case: Case) -> str:
    """Say what must end before the decision, and where it is."""
    row = open_steps(case)[0]
    return Phrase(
        "Còn phần việc chưa xong: «%(step)s» tại %(office)s. Hoàn thành phần việc đó trước khi làm bước này.",
        step=row.name, office=row.office.name,
    )  # fmt: skip


def ability(row: JointStep, move: Move) -> Ability:
    """Return what somebody must be able to do at the office of a step to make a move about it."""
    return _ABILITIES[Role(row.role)] if move.name in ("complete_step", "return_step", "answer_opinion") else move.who


def thing(row: JointStep, case: Case, move: Move) -> Thing:
    """Return a step as the rules of access see it: it belongs to its office, who waits for an opinion is another."""
    above = set(offices.path_ids(row.office))
    if move.name in ("close_opinion", "repeat_opinion"):
        current = next((one for one in open_steps(case) if one.kind == StepKind.STEP), None)
        above = set(offices.path_ids(current.office if current else case.competent_office))
        above |= set(offices.path_ids(case.competent_office))
    return Thing(offices=frozenset(above))


def concerned(case: Case) -> str:
    """Return the ids of the other offices that take part in a case, and of those above them, as a path; "" for none."""
    rows = JointStep.objects.filter(case=case).exclude(office=case.competent_office)
    paths = rows.exclude(outcome=StepOutcome.WITHDRAWN).values_list("office__path", flat=True)
    ids = sorted({above for path in paths for above in path_ids(path)})
    return f"/{'/'.join(map(str, ids))}/" if ids else ""


def answers(case: Case, rows: Iterable[JointStep]) -> dict[str, Any]:
    """Return what conditions ask about: the answers of the form, and what the steps have filled in."""
    found = dict(case.dossier.answers)
    for row in rows:
        if row.outcome == StepOutcome.DONE:
            found |= row.values
    return found


def onward(process: Process, step: ProcessStep | None, known: Mapping[str, Any]) -> Onward:
    """Return what begins after a step (None: at the beginning) for what is known by then."""
    then = processes.following(process, step, known) if step else process.first
    return Onward(then, tuple(processes.opinions(then, known)) if then else ())


def choices(on: date) -> dict[str, Office]:
    """Return the communes to choose from on a day, by code in the order of names. One statement."""
    return {office.code: office for office in offices.communes(on)}


def office_for(part: Part, case: Case, chosen: Mapping[str, Office], on: date) -> Office:
    """Return the office that a part of the process goes to; `chosen` are those that an officer chose, by key.

    One that has ended meanwhile is followed by its successor. Raises Refused (field "office-KEY") where none is.
    """
    if part.key in chosen:
        return chosen[part.key]
    if part.office == processes.COMPETENT:
        return case.competent_office
    found = None if part.is_chosen else offices.office(part.office)
    for _ in range(_MOST_MOVES):
        if found is None or found.valid_to is None or found.valid_to >= on:
            break
        links = offices.successors(found)
        found = links[0].successor if links else None
    if found is None:
        raise Refused(Phrase("Chọn cơ quan làm «%(step)s».", step=part.name), f"office-{part.key}")
    return found


def officers(office: Office, role: str, on: date) -> list[Account]:
    """Return the officers who may do a step at an office on a day, by name. One statement."""
    held = Appointment.objects.on(on).filter(role=role, office_id__in=offices.path_ids(office), account__is_active=True)
    return list(Account.objects.filter(id__in=held.values("account_id")).order_by("full_name", "id"))


def due(office: Office, at: datetime, hours: int | None) -> datetime | None:
    """Return when a step is due that begins at `at`: so many office hours of its own office; None without a limit."""
    if hours is None:
        return None

    def counted(calendar: WorkingCalendar) -> datetime:
        return deadlines.due(calendar, at, hours, "hour")

    return offices.on_calendar(clock.local_day(at), counted, office.pk)


def moved_due(row: JointStep, started_at: datetime, ended_at: datetime) -> datetime | None:
    """Return the due time of a step after a stop that the law gives, in the office hours of its own office."""
    if (was := row.due_at) is None:
        return None
    rule = deadlines.rule_on(clock.local_day(row.opened_at))

    def moved(calendar: WorkingCalendar) -> datetime:
        return deadlines.after_stop(calendar, was, started_at, ended_at, True, rule).due_at

    return offices.on_calendar(min(clock.local_day(started_at), clock.local_day(was)), moved, row.office_id)


def due_by_ledger(row: JointStep) -> datetime | None:
    """Return the due time of a step as its beginning, its hours and the stops since then make it (for who checks)."""
    if row.hours is None:
        return None
    stops = ClockStop.objects.filter(case=row.case_id, reason__in=rules.STOPS, started_at__gte=row.opened_at)
    spans = [
        (stop.started_at, row.done_at if row.done_at and (stop.ended_at is None or row.done_at < stop.ended_at)
         else stop.ended_at)
        for stop in stops if row.done_at is None or stop.started_at <= row.done_at
    ]  # fmt: skip
    hours, ended = row.hours, [(start, end) for start, end in spans if end]

    def counted(calendar: WorkingCalendar) -> datetime:
        limit = deadlines.Limit(hours, "hour")
        return deadlines.count(calendar, row.opened_at, limit, ended).due_at

    return offices.on_calendar(clock.local_day(row.opened_at), counted, row.office_id)


def done_while_paused(case: Case, rows: Iterable[JointStep]) -> JointStep | None:
    """Return the step that was completed last since the clock stopped for a named reason: the reason may be over.

    None while the clock runs, or while none was. One statement, none while the clock runs.
    """
    stop = ClockStop.objects.filter(case=case, ended_at=None).first() if case.pause else None
    done = [row for row in rows if row.kind == StepKind.STEP and row.outcome == StepOutcome.DONE]
    since = [row for row in done if stop and row.done_at and row.done_at > stop.started_at]
    return since[-1] if since else None


def is_late(row: JointStep, at: datetime) -> bool:
    """Return whether a step ended after its due time, or is open after it."""
    return rules.is_late(row.due_at, row.done_at or at)


def former(rows: Sequence[JointStep], current: JointStep | None) -> list[JointStep]:
    """Return the steps that a case may go back to: those that are done, each once, the latest first."""
    found: dict[str, JointStep] = {}
    finished = [row for row in rows if row.kind == StepKind.STEP and row.outcome == StepOutcome.DONE]
    for row in reversed(rows):
        if row in finished and (current is None or row.key != current.key):
            found.setdefault(row.key, row)
    return list(found.values())


def told(row: JointStep) -> dict[str, Any]:
    """Return what the journal says about a step: codes, times and keys, never words."""
    return {
        "number": row.pk, "kind": str(row.kind), "key": row.key, "office": row.office.code, "hours": row.hours,
        "opened_at": clock.stamp(row.opened_at), "due_at": row.due_at and clock.stamp(row.due_at),
        "done_at": row.done_at and clock.stamp(row.done_at), "officer": row.officer_id, "outcome": str(row.outcome),
    }  # fmt: skip
