"""Reading cases: one case, its deadline, the queue, and whether the tables say what the journal says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, QuerySet

from motcua.casework import rules
from motcua.casework.comparison import mismatches as mismatches
from motcua.casework.models import Case, CaseStep
from motcua.casework.queue import Queue as Queue
from motcua.casework.queue import queue as queue
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Paper
from motcua.catalogue.rules import LimitUnit
from motcua.core import clock, text
from motcua.filing import queries as filing
from motcua.filing import rules as filing_rules
from motcua.filing.models import Attachment, Dossier
from motcua.offices import deadlines
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import WorkingCalendar
from motcua.people import queries as people
from motcua.people.models import Account, Appointment
from motcua.people.rules import Ability, Role, Thing, Who, may
from motcua.records import queries as records
from motcua.records.models import Document, OfficialPaper
from motcua.records.rules import PaperKind

_LONG = ("steps", "conditions", "search_text", "search_name", "legal_basis", "competent_agency", "audience")
_RELATED = ("dossier__version__procedure", "competent_office")


def locked(case_id: int) -> Case:
    """Return a case with its dossier, version, procedure and office, locked until commit. Raises Case.DoesNotExist.

    Only what never changes is joined: after waiting for a lock, PostgreSQL reads the locked row anew, but not what
    was joined to it.
    """
    held = Case.objects.select_for_update(of=("self",)).select_related(*_RELATED)
    return held.defer(*_deferred("form", "results")).get(id=case_id)


def case_of(dossier: Dossier) -> Case:
    """Return the case of a dossier, with what `facts` reads. Raises Case.DoesNotExist."""
    return Case.objects.select_related(*_RELATED, "received_office").defer(*_deferred()).get(dossier=dossier)


def by_code(code: str) -> Case | None:
    """Return the case of a dossier code as people type it, with what a page shows; None when there is none."""
    related = (*_RELATED, "received_office", "officer", "result", "dossier__applicant", "dossier__helper")
    found = Case.objects.select_related(*related).defer(*_deferred("form", "results"))
    typed = text.one_line(code)
    return found.filter(dossier__code__in={typed, typed.upper()}).first()


def facts(case: Case) -> dict[str, Any]:
    """Return the state of a case as its journal entries carry it."""
    dossier = case.dossier
    return rules.facts(
        competent_office=case.competent_office.code,
        received_office=case.received_office.code if case.received_office else None,
        procedure=dossier.version.procedure.code, version=dossier.version.number,
        service_level=dossier.service_level, channel=dossier.channel, help=dossier.help, status=case.status,
        system=dossier.system, simulated=dossier.simulated, submitted_at=dossier.submitted_at,
        received_at=case.received_at, due_at=case.due_at, finished_at=case.finished_at,
        returned_at=case.returned_at, result_required=dossier.version.result_required,
        electronic_result=case.result_id is not None,
    )  # fmt: skip


def thing(case: Case) -> Thing:
    """Return a case as the rules of access see it."""
    return Thing(case.dossier.filer_id, frozenset(offices.path_ids(case.competent_office)))


def last_step(case: Case) -> CaseStep | None:
    """Return the last move of a case with who made it; None when it was only sent."""
    return CaseStep.objects.filter(case=case).select_related("by").order_by("-entry_number").first()


def proposed_result(case: Case) -> Document | None:
    """Return the document that came with the last proposal, if any."""
    step = CaseStep.objects.filter(case=case, move="propose").select_related("document").last()
    return step.document if step else None


def accept_by(office: Office, at: datetime) -> datetime:
    """Return until when the counter must accept or refuse what came in at `at`."""
    return deadlines.accept_by(offices.calendar(office.pk, clock.local_day(at)), at)


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


def _limits(dossier: Dossier) -> tuple[time | None, list[tuple[int, str]]]:
    same_day = dossier.version.rules.get("same_day_until")
    if same_day:
        return time.fromisoformat(same_day), [(0, rules.SAME_DAY)]
    return None, catalogue.limits(dossier.version_id, dossier.channel)


def extended(case: Case, stopped_at: datetime, resumed_at: datetime) -> datetime:
    """Return the due time of a case after a stop, by the rule that the case names. Raises ValueError without one.

    It goes on from the due time that was promised: a calendar edited since does not change what is behind.
    """
    if (due := case.due_at) is None:
        raise ValueError("nothing was promised")
    rule, in_hours = deadlines.rule_named(case.deadline_rule), case.deadline_rule.endswith(":hour")

    def moved(calendar: WorkingCalendar) -> datetime:
        return deadlines.after_stop(calendar, due, stopped_at, resumed_at, in_hours, rule).due_at

    first = min(clock.local_day(stopped_at), clock.local_day(due))
    return offices.on_calendar(first, moved, case.competent_office_id)


def issued(case: Case, kind: PaperKind, step: CaseStep | None) -> OfficialPaper | None:
    """Return the paper of a kind that was made already: that of a move, or without one the first of its kind."""
    made = OfficialPaper.objects.filter(subject=filing_rules.subject(case.dossier.code), kind=kind)
    if step is not None:
        made = made.filter(document_id__in=CaseStep.objects.filter(id=step.pk).values("document_id"))
    return made.select_related("document").order_by("id").first()


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything that the page of one case shows beside the case itself."""

    attachments: list[Attachment]
    steps: list[CaseStep]
    papers: list[OfficialPaper]


def detail(case: Case) -> Detail:
    """Return attachments, moves and issued papers of a case. Three statements."""
    steps = CaseStep.objects.filter(case=case).select_related("by", "document").order_by("entry_number")
    papers = records.papers_of(filing_rules.subject(case.dossier.code))
    return Detail(list(filing.attachments(case.dossier)), list(steps), papers)


def paper_names(case: Case) -> dict[int | None, str]:
    """Return the names of the papers that the case's version asks for, by position. One statement."""
    return dict(Paper.objects.filter(version=case.dossier.version_id).values_list("position", "name"))


def case_officers(case: Case, on: date) -> list[Account]:
    """Return the officers who may work on a case on a day, by name. One statement."""
    held = Appointment.objects.on(on).filter(
        role=Role.CASE_OFFICER, office_id__in=offices.path_ids(case.competent_office), account__is_active=True
    )
    return list(Account.objects.filter(id__in=held.values("account_id")).order_by("full_name", "id"))


def cases_of(account_id: int) -> QuerySet[Case]:
    """Return the cases of what an account filed, the latest first, with what a list shows. One statement."""
    mine = Case.objects.filter(dossier__filer_id=account_id).select_related(*_RELATED, "result").defer(*_deferred())
    return mine.order_by("-dossier__submitted_at", "-id")


def left_behind(account_id: int, *, on: date) -> list[Case]:
    """Return the cases under way that are assigned to an officer who, on a day, may not work on them (any more).

    What is due first stands first; each with dossier, version and office. Two statements.
    """
    who = Who(account_id, None, people.roles(account_id, on=on))
    assigned = Case.objects.filter(officer_id=account_id, status__in=rules.WITH_OFFICER)
    found = assigned.select_related(*_RELATED).defer(*_deferred()).order_by(F("next_due_at").asc(nulls_last=True), "id")
    return [case for case in found if not may(who, Ability.WORK, thing(case))]


def _deferred(*more: str) -> tuple[str, ...]:
    return tuple(f"dossier__version__{name}" for name in (*_LONG, *more))
