"""A planned dossier as the rows and entries that its moves would have left: the fast copy of `casework.actions`.

`tests/simulation/test_equality.py` plays the same plan through the actions, one at a time, and compares.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from motcua.casework import rules
from motcua.casework.rules import Status
from motcua.catalogue.models import ProcedureVersion
from motcua.core import clock
from motcua.filing import rules as filing
from motcua.filing.rules import Help, System
from motcua.journal.rules import Written
from motcua.measures.states import State, moves, state
from motcua.offices import deadlines
from motcua.people.rules import actor
from motcua.records.rules import PaperKind
from motcua.simulation.cast import Crew
from motcua.simulation.facts import Facts, piece
from motcua.simulation.filings import Filing, Step
from motcua.simulation.rows import AttachedRow, CaseRow, DossierRow, RatingRow, SearchRow, StepRow, StopRow
from motcua.simulation.stage import Stage, day_of

REASON = "Hồ sơ mô phỏng: chưa đủ giấy tờ theo quy định."
_PAPERS = {kind: piece("paper", str(kind)) for kind in PaperKind}
# Which of a case's columns says by when its office has to act next, by status.
_NEXT_DUE = {int(status): rules.next_due(status, "accept_by", "due_at") for status in Status}


@dataclass(slots=True)
class Course:
    """One dossier under way: its rows, its entries so far and the facts after the last one.

    `answered` is the salted digest of the answers. `stored` makes of a stamp what the database takes; `stamp` and
    `kept` are the present step's in both forms. `due` is the present due time, `stopped` when the clock was stopped,
    `told` the number of the last entry that changed a fact.
    """

    stage: Stage
    filing: Filing
    version: ProcedureVersion
    dossier: DossierRow
    case: CaseRow
    stored: Callable[[str], str]
    crew: Crew
    subject: str
    answered: str
    found_by: SearchRow
    due: datetime | None = None
    stopped: datetime | None = None
    stamp: str = ""
    kept: str = ""
    told: int = 0
    facts: Facts = field(default_factory=lambda: Facts({}))
    entries: list[Written] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    stops: list[StopRow] = field(default_factory=list)
    papers: list[AttachedRow] = field(default_factory=list)
    ratings: list[RatingRow] = field(default_factory=list)

    def play(self) -> None:
        """Take every planned step."""
        for number, step in enumerate(self.filing.steps):
            self.stamp = clock.stamp(step.at)
            self.kept = self.stored(self.stamp)
            _MOVES[step.kind](self, step, number == 0)

    def enter(self, step: Step, by: int | str, changes: dict[str, Any], details: str = "") -> None:
        """Write an entry that changes facts; `details` is a piece, `by` an account or whoever else it names."""
        was, stamp = self.facts.change(changes), self.stamp
        body = self.facts.body(details, was=was)
        self.told = len(self.entries) + 1 if was else self.told
        who = by if isinstance(by, str) else actor(by)
        self.entries.append(Written(self.subject, step.kind, stamp, stamp, stamp[:10], who, body))

    def open(self, step: Step, by: int, facts: dict[str, Any]) -> None:
        """Write the entry that opens the dossier; ours is numbered in its series."""
        stamp = self.stamp
        series, number = self.place()
        self.facts, self.told = Facts(facts), 1
        details = piece("answers", self.answered)
        if self.filing.known.digitised:
            document = self.stage.result
            self.papers.append(AttachedRow(self.dossier.id, document.pk))
            details += "," + piece("documents", [filing.salted(self.dossier.salt, document.digest)])
        known = self.filing.known
        if known.helper is not None:
            details += f",{piece('helped_office', known.helped_office)},{piece('helper', known.helper)}"
        body = self.facts.body(details, series=series, number=number)
        self.entries.append(
            Written(self.subject, step.kind, stamp, stamp, stamp[:10], actor(by), body, True, series, number)
        )

    def moved(self, move: str, by: int, note: str = "", document: int | None = None, until: str | None = None) -> None:
        """Note a move of the case and what it is due by now."""
        case = self.case
        which = _NEXT_DUE[case.status]
        case.next_due_at = which and getattr(case, which)
        number = len(self.entries)
        self.steps.append(StepRow(case.id, number, move, case.status, self.kept, by, note, document, until=until))

    def state(self) -> State:
        """Return how the dossier stands for the figures."""
        first, known = self.entries[0].recorded_at[:10], self.entries[self.told - 1].recorded_at[:10]
        moved = [one.recorded_at[:10] for number, one in enumerate(self.entries, 1) if moves(number, one.body)]
        return state(
            self.dossier.code, self.told, self.facts.values, first_day=first, known_day=known,
            moved_day=max(moved, default=""),
        )  # fmt: skip

    def place(self) -> tuple[str | None, int | None]:
        """Return the series and number of a dossier of ours; nulls for another system's."""
        if self.dossier.system != System.MOTCUA:
            return None, None
        series, _, number = self.dossier.code.rpartition("-")
        return series, int(number)

    def filer(self) -> int:
        """Return who hands in what was asked for: the filer, or at the counter its officer."""
        return self.dossier.filer_id or self.crew.reception


def _submitted(course: Course, step: Step, opens: bool) -> None:
    case = course.case
    calendar = course.stage.calendars[course.filing.office]
    case.accept_by = case.next_due_at = course.stored(clock.stamp(deadlines.accept_by(calendar, step.at)))
    course.open(step, course.filer(), _first_facts(course))


def _accepted(course: Course, step: Step, opens: bool) -> None:
    case, filing_, stage = course.case, course.filing, course.stage
    by = course.crew.reception
    course.due, case.deadline_rule = stage.promised(course.version, filing_.channel, filing_.office, step.at)
    case.status, case.received_at, case.received_office_id = int(Status.RECEIVED), course.kept, case.competent_office_id
    due = clock.stamp(course.due) if course.due else None
    case.first_due_at = case.due_at = course.stored(due) if due else None
    changes = {
        "status": int(Status.RECEIVED), "received_office": filing_.office, "received_at": course.stamp, "due_at": due,
    }  # fmt: skip
    if opens:
        course.open(step, by, {**_first_facts(course), **changes})
    else:
        course.enter(step, by, changes, _PAPERS[PaperKind.RECEIPT_SLIP])
    course.moved("accept", by)


def _refused(course: Course, step: Step, opens: bool) -> None:
    by = course.crew.reception
    course.case.status, course.case.ended_at = int(Status.REFUSED), course.kept
    changes = {"status": int(Status.REFUSED), "ended_at": course.stamp}
    course.enter(step, by, changes, _PAPERS[PaperKind.REFUSAL])
    course.moved("refuse", by, REASON)


def _assigned(course: Course, step: Step, opens: bool) -> None:
    crew = course.crew
    course.case.status, course.case.officer_id = int(Status.IN_PROGRESS), crew.case_officer
    course.case.division = course.filing.office
    changes = {"status": int(Status.IN_PROGRESS), "officer": crew.case_officer, "division": course.filing.office}
    course.enter(step, crew.reception, changes, piece("officer", crew.case_officer))
    course.moved("assign", crew.reception)


def _supplement_asked(course: Course, step: Step, opens: bool) -> None:
    case, by = course.case, course.crew.case_officer
    case.status_before, case.status = case.status, int(Status.SUPPLEMENT_ASKED)
    case.supplement_requests += 1
    course.stopped = step.at
    course.stops.append(StopRow(case.id, rules.SUPPLEMENT, course.kept))
    days = course.version.rules.get("supplement_days", settings.SUPPLEMENT_DAYS)
    until = case.supplement_until = (day_of(step.at) + timedelta(days)).isoformat()
    details = f"{_PAPERS[PaperKind.SUPPLEMENT_REQUEST]},{piece('until', until)}"
    requests = [*course.facts.values["requests"], [course.stamp, None]]
    case.requests = json.dumps(requests)
    course.enter(step, by, {"status": int(Status.SUPPLEMENT_ASKED), "requests": requests}, details)
    course.moved("ask_supplement", by, REASON, until=until)


def _supplemented(course: Course, step: Step, opens: bool) -> None:
    case = course.case
    course.stops[-1].ended_at = course.kept
    requests = [[asked, done or course.stamp] for asked, done in course.facts.values["requests"]]
    case.requests = json.dumps(requests)
    changes: dict[str, Any] = {"status": int(case.status_before or Status.IN_PROGRESS), "requests": requests}
    if course.due and course.stopped:
        calendar = course.stage.calendars[course.filing.office]
        rule, in_hours = deadlines.rule_named(case.deadline_rule), case.deadline_rule.endswith(":hour")
        changes["judged_due_at"] = course.facts.values["judged_due_at"] or course.facts.values["due_at"]
        case.judged_due_at = course.stored(changes["judged_due_at"])
        course.due = deadlines.after_stop(calendar, course.due, course.stopped, step.at, in_hours, rule).due_at
        changes["due_at"] = clock.stamp(course.due)
        case.due_at = course.stored(changes["due_at"])
    case.status, case.status_before, case.supplement_until = changes["status"], None, None
    by = course.filer()
    course.enter(step, by, changes, piece("documents", []))
    course.moved("supplement", by)


def _proposed(course: Course, step: Step, opens: bool) -> None:
    by = course.crew.case_officer
    course.case.proposed = True
    course.enter(step, by, {})
    course.moved("propose", by)


def _approved(course: Course, step: Step, opens: bool) -> None:
    case, by = course.case, course.crew.approver
    case.status, case.proposed, case.finished_at = int(Status.FINISHED), False, course.kept
    changes: dict[str, Any] = {"status": int(Status.FINISHED), "finished_at": course.stamp}
    details = ""
    if course.version.result_required:
        case.result_id = course.stage.result.pk
        changes["electronic_result"] = True
        details = piece("documents", [filing.salted(course.dossier.salt, course.stage.result.digest)])
    course.enter(step, by, changes, details)
    course.moved("approve", by, document=case.result_id)


def _returned(course: Course, step: Step, opens: bool) -> None:
    by = course.crew.reception
    course.case.status, course.case.returned_at = int(Status.RETURNED), course.kept
    course.enter(step, by, {"status": int(Status.RETURNED), "returned_at": course.stamp})
    course.moved("return_result", by)


def _rated(course: Course, step: Step, opens: bool) -> None:
    answer = course.filing.known.satisfaction
    course.case.satisfaction = answer
    course.ratings.append(RatingRow(course.case.id, answer, course.kept))
    course.enter(step, "system:rating-link", {"satisfaction": answer}, piece("answer", answer))


def _corrected(course: Course, step: Step, opens: bool) -> None:
    by = course.stage.controller
    assert by is not None
    course.dossier.help = str(Help.HELPED)
    course.enter(step, by, {"help": course.dossier.help}, piece("corrected", ["help"]))
    course.moved("correct", by, REASON)


def _withdrawn(course: Course, step: Step, opens: bool) -> None:
    by = course.filer()
    course.case.status, course.case.ended_at = int(Status.WITHDRAWN), course.kept
    changes = {"status": int(Status.WITHDRAWN), "ended_at": course.stamp}
    course.enter(step, by, changes, _PAPERS[PaperKind.STOP_NOTICE])
    course.moved("withdraw", by)


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
    "rated": _rated,
    "corrected": _corrected,
    "withdrawn": _withdrawn,
}


def _first_facts(course: Course) -> dict[str, Any]:
    dossier = course.dossier
    return rules.facts(
        competent_office=course.filing.office, received_office=None, procedure=course.filing.procedure,
        version=course.version.number, service_level=dossier.service_level, channel=dossier.channel,
        help=dossier.help, status=Status.NEW, system=dossier.system, simulated=True,
        submitted_at=course.filing.submitted_at, result_required=course.version.result_required,
        place=dossier.place, in_person=dossier.in_person or None, fee_due=dossier.fee_due, verified=dossier.verified,
        digitised=course.case.digitised, via=dossier.via, for_staff=dossier.for_staff,
        staff_office=dossier.staff_office,
    )  # fmt: skip
