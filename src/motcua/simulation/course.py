"""A planned dossier as the rows and entries that its moves would have left: the fast copy of `casework.actions`.

`tests/simulation/test_equality.py` plays the same plan through the actions, one at a time, and compares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings

from motcua.casework import rules
from motcua.casework.rules import Status
from motcua.catalogue.models import ProcedureVersion
from motcua.core import canonical, clock
from motcua.filing import rules as filing
from motcua.filing.rules import System
from motcua.journal.rules import Event
from motcua.offices import deadlines
from motcua.people.rules import actor
from motcua.records.rules import PaperKind
from motcua.simulation.filings import Filing, Step
from motcua.simulation.rows import CaseRow, DossierRow, StepRow, StopRow
from motcua.simulation.stage import Stage, day_of

REASON = "Hồ sơ mô phỏng: chưa đủ giấy tờ theo quy định."


@dataclass(slots=True)
class Course:
    """One dossier under way: its rows, its entries so far and the facts after the last one."""

    stage: Stage
    filing: Filing
    version: ProcedureVersion
    dossier: DossierRow
    case: CaseRow
    facts: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    stops: list[StopRow] = field(default_factory=list)

    def play(self) -> None:
        """Take every planned step."""
        for number, step in enumerate(self.filing.steps):
            _MOVES[step.kind](self, step, number == 0)

    def enter(self, step: Step, by: int, changes: dict[str, Any], **details: Any) -> None:
        """Write an entry that changes facts."""
        was = {name: self.facts[name] for name, value in changes.items() if self.facts[name] != value}
        self.facts = {**self.facts, **changes}
        subject = filing.subject(self.dossier.code)
        self.events.append(Event(subject, step.kind, step.at, actor(by), facts=self.facts, was=was, details=details))

    def open(self, step: Step, by: int, number: int | None) -> None:
        """Write the entry that opens the dossier; ours is numbered in its series."""
        dossier = self.dossier
        office = self.filing.office
        self.events.append(
            Event(
                filing.subject(dossier.code), step.kind, step.at, actor(by), facts=self.facts,
                details={"answers": filing.salted(dossier.salt, canonical.dumps(dossier.answers))}, opens=True,
                series=filing.series(office, day_of(dossier.submitted_at)) if number else None, series_number=number,
            )
        )  # fmt: skip

    def moved(self, move: str, step: Step, by: int, note: str = "", document: int | None = None) -> None:
        """Note a move of the case and what it is due by now."""
        case = self.case
        case.next_due_at = rules.next_due(Status(case.status), case.accept_by, case.due_at)
        self.steps.append(StepRow(case.id, len(self.events), move, case.status, step.at, by, note, document))

    def number(self) -> int | None:
        """Return the number of a dossier of ours in its series of the day; None for another system's."""
        return int(self.dossier.code.rpartition("-")[2]) if self.dossier.system == System.MOTCUA else None

    def filer(self) -> int:
        """Return who hands in what was asked for: the filer, or at the counter its officer."""
        return self.dossier.filer_id or self.stage.crews[self.filing.office].reception


def _submitted(course: Course, step: Step, opens: bool) -> None:
    case = course.case
    calendar = course.stage.calendars[course.filing.office]
    case.accept_by = case.next_due_at = deadlines.accept_by(calendar, step.at)
    course.facts = _first_facts(course)
    course.open(step, course.filer(), course.number())


def _accepted(course: Course, step: Step, opens: bool) -> None:
    case, filing_, stage = course.case, course.filing, course.stage
    by = stage.crews[filing_.office].reception
    due, rule = stage.promised(course.version, filing_.channel, filing_.office, step.at)
    case.status, case.received_at, case.received_office_id = int(Status.RECEIVED), step.at, case.competent_office_id
    case.first_due_at = case.due_at = due
    case.deadline_rule = rule
    changes = {
        "status": int(Status.RECEIVED), "received_office": filing_.office, "received_at": clock.stamp(step.at),
        "due_at": due and clock.stamp(due),
    }  # fmt: skip
    if opens:
        course.facts = {**_first_facts(course), **changes}
        course.open(step, by, course.number())
    else:
        course.enter(step, by, changes, paper=str(PaperKind.RECEIPT_SLIP))
    course.moved("accept", step, by)


def _refused(course: Course, step: Step, opens: bool) -> None:
    by = course.stage.crews[course.filing.office].reception
    course.case.status = int(Status.REFUSED)
    course.enter(step, by, {"status": int(Status.REFUSED)}, paper=str(PaperKind.REFUSAL))
    course.moved("refuse", step, by, REASON)


def _assigned(course: Course, step: Step, opens: bool) -> None:
    crew = course.stage.crews[course.filing.office]
    course.case.status, course.case.officer_id = int(Status.IN_PROGRESS), crew.case_officer
    course.enter(step, crew.reception, {"status": int(Status.IN_PROGRESS)}, officer=crew.case_officer)
    course.moved("assign", step, crew.reception)


def _supplement_asked(course: Course, step: Step, opens: bool) -> None:
    case, by = course.case, course.stage.crews[course.filing.office].case_officer
    case.status_before, case.status = case.status, int(Status.SUPPLEMENT_ASKED)
    case.supplement_requests += 1
    course.stops.append(StopRow(case.id, rules.SUPPLEMENT, step.at))
    days = course.version.rules.get("supplement_days", settings.SUPPLEMENT_DAYS)
    case.supplement_until = day_of(step.at) + timedelta(days)
    changes = {"status": int(Status.SUPPLEMENT_ASKED)}
    until = case.supplement_until
    course.enter(step, by, changes, paper=str(PaperKind.SUPPLEMENT_REQUEST), until=until.isoformat())
    course.moved("ask_supplement", step, by, REASON)
    course.steps[-1].until = until


def _supplemented(course: Course, step: Step, opens: bool) -> None:
    case, stop = course.case, course.stops[-1]
    stop.ended_at = step.at
    changes: dict[str, Any] = {"status": int(case.status_before or Status.IN_PROGRESS)}
    if case.due_at is not None:
        calendar = course.stage.calendars[course.filing.office]
        rule, in_hours = deadlines.rule_named(case.deadline_rule), case.deadline_rule.endswith(":hour")
        case.due_at = deadlines.after_stop(calendar, case.due_at, stop.started_at, step.at, in_hours, rule).due_at
        changes["due_at"] = clock.stamp(case.due_at)
    case.status, case.status_before, case.supplement_until = changes["status"], None, None
    by = course.filer()
    course.enter(step, by, changes, documents=[])
    course.moved("supplement", step, by)


def _proposed(course: Course, step: Step, opens: bool) -> None:
    by = course.stage.crews[course.filing.office].case_officer
    course.case.proposed = True
    course.enter(step, by, {})
    course.moved("propose", step, by)


def _approved(course: Course, step: Step, opens: bool) -> None:
    case, by = course.case, course.stage.crews[course.filing.office].approver
    case.status, case.proposed, case.finished_at = int(Status.FINISHED), False, step.at
    changes: dict[str, Any] = {"status": int(Status.FINISHED), "finished_at": clock.stamp(step.at)}
    details: dict[str, Any] = {}
    if course.version.result_required:
        case.result_id = course.stage.result.pk
        changes["electronic_result"] = True
        details["documents"] = [filing.salted(course.dossier.salt, course.stage.result.digest)]
    course.enter(step, by, changes, **details)
    course.moved("approve", step, by, document=case.result_id)


def _returned(course: Course, step: Step, opens: bool) -> None:
    by = course.stage.crews[course.filing.office].reception
    course.case.status, course.case.returned_at = int(Status.RETURNED), step.at
    course.enter(step, by, {"status": int(Status.RETURNED), "returned_at": clock.stamp(step.at)})
    course.moved("return_result", step, by)


_MOVES: dict[str, Callable[[Course, Step, bool], None]] = {
    "submitted": _submitted,
    "accepted": _accepted,
    "refused": _refused,
    "assigned": _assigned,
    "supplement_asked": _supplement_asked,
    "supplemented": _supplemented,
    "proposed": _proposed,
    "approved": _approved,
    "returned": _returned,
}


def _first_facts(course: Course) -> dict[str, Any]:
    dossier = course.dossier
    return rules.facts(
        competent_office=course.filing.office, received_office=None, procedure=course.filing.procedure,
        version=course.version.number, service_level=dossier.service_level, channel=dossier.channel,
        help=dossier.help, status=Status.NEW, system=dossier.system, simulated=True,
        submitted_at=dossier.submitted_at, result_required=course.version.result_required,
    )  # fmt: skip
