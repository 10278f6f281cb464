"""Reading cases: one case and what belongs to it, the queue, and whether the tables say what the journal says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.casework import rules
from motcua.casework.lists import finding
from motcua.casework.lists.queue import Queue as Queue
from motcua.casework.lists.queue import queue as queue
from motcua.casework.models import BulkRun, Case, CaseStep
from motcua.casework.rules import State, Status
from motcua.catalogue.models import Paper
from motcua.core import clock, text
from motcua.core.rows import streamed
from motcua.filing import queries as filing
from motcua.filing import rules as filing_rules
from motcua.filing.models import Attachment, Dossier
from motcua.journal import rules as journal_rules
from motcua.journal.chain import Finding
from motcua.journal.models import Entry, Subject
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people import queries as people
from motcua.people.models import Account, Appointment
from motcua.people.rules import Ability, Role, Thing, Who, may
from motcua.records import queries as records
from motcua.records.models import Document, OfficialPaper
from motcua.records.rules import PaperKind

_LONG = ("steps", "conditions", "search_text", "search_name", "legal_basis", "competent_agency", "audience")
_RELATED = ("dossier__version__procedure", "competent_office")
_VISIT = (
    "dossier__visit__delegate", "dossier__visit__counter", "dossier__visit__entered_by", "dossier__on_behalf",
    "dossier__filer__person",
)  # fmt: skip
_CHUNK = 500
_DOSSIERS = filing_rules.subject("")
_OF_DOSSIER = (
    "service_level", "channel", "help", "system", "simulated", "submitted_at", "reused", "place", "in_person",
    "fee_due", "verified", "via", "for_staff", "staff_office",
)  # fmt: skip
_OF_CASE = (
    "status", "received_at", "due_at", "finished_at", "returned_at", "division", "digitised", "ended_at",
    "stopped_at", "judged_due_at", "requests", "satisfaction",
)  # fmt: skip
_FACTS = {
    "competent_office": "competent_office__code", "received_office": "received_office__code",
    "procedure": "dossier__procedure__code", "version": "dossier__version__number",
    "electronic_result": "result_id", "officer": "officer_id", "result_required": "dossier__version__result_required",
    **{name: f"dossier__{name}" for name in _OF_DOSSIER}, **{name: name for name in _OF_CASE},
}  # fmt: skip
_NOT_TOLD = {"reused": 0} | rules.TOLD_LATER
"""What entries written before a fact was told mean by their silence."""
# The names are compared whole, by the index of subjects, and once more without the prefix: to SQLite a code that was
# made a blob is another code, but joined to the prefix it would be text again.
_SAME = f"s.name = '{_DOSSIERS}' || d.code AND substr(s.name, {len(_DOSSIERS) + 1}) = d.code"
_LOST_DOSSIERS = f"""
SELECT d.code, s.name IS NOT NULL, c.id IS NOT NULL FROM filing_dossier d LEFT JOIN journal_subject s ON {_SAME}
LEFT JOIN casework_case c ON c.dossier_id = d.id WHERE s.name IS NULL OR c.id IS NULL ORDER BY 1
"""
_LOST_SUBJECTS = f"""
SELECT s.name FROM journal_subject s WHERE s.name LIKE %s
AND NOT EXISTS (SELECT 1 FROM filing_dossier d WHERE d.code = substr(s.name, {len(_DOSSIERS) + 1}))
AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.subject = s.name AND e.number = 1 AND e.kind = %s) ORDER BY 1
"""


def locked(case_id: int) -> Case:
    """Return a case with its dossier, version, procedure and office, locked until commit. Raises Case.DoesNotExist.

    The dossier is locked, too, because its channel may be put right: after waiting for a lock, PostgreSQL reads locked
    rows anew, but not what was joined to them. Nothing else that is joined ever changes.
    """
    held = Case.objects.select_for_update(of=("self", "dossier"), no_key=True).select_related(*_RELATED)
    return held.defer(*_deferred("form", "results")).get(id=case_id)


def case_of(dossier: Dossier) -> Case:
    """Return the case of a dossier, with what `facts` reads. Raises Case.DoesNotExist."""
    return Case.objects.select_related(*_RELATED, "received_office").defer(*_deferred()).get(dossier=dossier)


def by_code(code: str) -> Case | None:
    """Return the case of a dossier code as people type it, with what a page shows; None when there is none."""
    shown = ("received_office", "officer", "result", "dossier__applicant", "dossier__helper", "dossier__helped_office")
    found = Case.objects.select_related(*_RELATED, *shown, *_VISIT).defer(*_deferred("form", "results"))
    typed = text.one_line(code)
    return found.filter(dossier__code__in={typed, typed.upper()}).first()


def by_codes(codes: Sequence[str]) -> list[Case]:
    """Return the cases of dossier codes as people type them, in their order, without unknown ones. One statement.

    Each with what papers show, and with `seen`, the number of its last move.
    """
    last = CaseStep.objects.filter(case=OuterRef("pk")).order_by("-entry_number").values("entry_number")[:1]
    related = (*_RELATED, "competent_office__place", "competent_office__parent", "received_office", "result",
               "received_office__place", "received_office__parent", "dossier__applicant", *_VISIT)  # fmt: skip
    typed = list(dict.fromkeys(text.one_line(code).upper() for code in codes))
    found = Case.objects.select_related(*related).defer(*_deferred("form", "results")).filter(dossier__code__in=typed)
    known = {case.dossier.code: case for case in found.annotate(seen=Coalesce(Subquery(last), 1))}
    return [known[code] for code in typed if code in known]


def received(office: Office, first: date, last: date, limit: int) -> list[Case]:
    """Return at most `limit` cases that an office or one below received from `first` to `last`, oldest first.

    With what a register shows. One statement.
    """
    since, until = clock.start_of(first), clock.start_of(last + timedelta(1))
    found = Case.objects.filter(
        competent_office__path__startswith=office.path, received_at__gte=since, received_at__lt=until
    )
    found = found.select_related(*_RELATED, "dossier__applicant", *_VISIT).defer(*_deferred("form", "results"))
    return list(found.order_by("received_at", "id")[:limit])


def bulk_run(key: str, account_id: int) -> BulkRun | None:
    """Return what an account does, or did, with many cases at once; None when there is no such thing of hers."""
    return BulkRun.objects.select_related("officer").filter(key=text.one_line(key), account_id=account_id).first()


def made_in_run(run: BulkRun, codes: Sequence[str]) -> set[tuple[str, int]]:
    """Return (dossier code, number of the entry) of the moves that were made in a run already, among some codes."""
    if not codes:
        return set()
    made = CaseStep.objects.filter(
        case__dossier__code__in=codes, by=run.account_id, move=run.move, at__gte=run.started_at
    )
    return set(made.values_list("case__dossier__code", "entry_number"))


def facts(case: Case) -> dict[str, Any]:
    """Return the state of a case as its journal entries carry it."""
    dossier = case.dossier
    return rules.facts(
        competent_office=case.competent_office.code,
        received_office=case.received_office.code if case.received_office else None,
        procedure=dossier.version.procedure.code, version=dossier.version.number,
        result_required=dossier.version.result_required, electronic_result=case.result_id is not None,
        officer=case.officer_id, **{name: getattr(dossier, name) for name in _OF_DOSSIER},
        **{name: getattr(case, name) for name in _OF_CASE},
    )  # fmt: skip


def words(dossier: Dossier) -> str:
    """Return the words by which the case of a dossier will be found."""
    named = (dossier.applicant, filing.on_behalf(dossier))
    people = [(one.full_name, one.personal_id or "", one.phone) for one in named if one]
    version = dossier.version
    return finding.words_of(
        code=dossier.code, procedure=version.procedure.code, name=version.name, answers=dossier.answers, people=people
    )


def thing(case: Case) -> Thing:
    """Return a case as the rules of access see it."""
    concerned = path_ids(case.concerned) if case.concerned else ()
    return Thing(
        case.dossier.filer_id, frozenset(offices.path_ids(case.competent_office)), concerned=frozenset(concerned)
    )


def state(case: Case, at: datetime) -> State:
    """Return what the table of moves asks about a case."""
    until = case.supplement_until
    return State(
        Status(case.status), proposed=case.proposed, received=case.received_at is not None, paused=bool(case.pause),
        overdue=until is not None and clock.local_day(at) > until, in_step=case.in_step,
        asked=case.opinions_open > 0,
    )  # fmt: skip


def last_step(case: Case) -> CaseStep | None:
    """Return the last move of a case with who made it; None when it was only sent."""
    return CaseStep.objects.filter(case=case).select_related("by").order_by("-entry_number").first()


def proposed_result(case: Case) -> Document | None:
    """Return the document that came with the last proposal, if any."""
    step = CaseStep.objects.filter(case=case, move="propose").select_related("document").last()
    return step.document if step else None


def paid(case: Case) -> bool:
    """Return whether a payment was recorded."""
    return CaseStep.objects.filter(case=case, move="record_payment").exists()


def neighbours(case: Case) -> tuple[datetime, CaseStep | None]:
    """Return (time of what came before the receipt of a case, the move that followed it); corrections do not count."""
    steps = list(CaseStep.objects.filter(case=case).exclude(move="correct").order_by("entry_number"))
    at = next((number for number, step in enumerate(steps) if step.move == "accept"), 0)
    before = steps[at - 1].at if at else case.dossier.submitted_at
    return before, next(iter(steps[at + 1 :]), None)


def told(case: Case, entry_number: int) -> dict[str, Any]:
    """Return what an entry about a case tells: its facts, former facts and details. Raises Entry.DoesNotExist."""
    entry = Entry.objects.get(subject=filing_rules.subject(case.dossier.code), number=entry_number)
    found: dict[str, Any] = json.loads(entry.body)
    return found


def assignees(case: Case) -> dict[int, str]:
    """Return the names of the officers to whom a case was given, by the entry that tells it. Two statements."""
    told = Entry.objects.filter(subject=filing_rules.subject(case.dossier.code), kind="assigned")
    given = {number: json.loads(body)["details"]["officer"] for number, body in told.values_list("number", "body")}
    names = dict(Account.objects.filter(id__in=given.values()).values_list("id", "full_name"))
    return {number: names[account] for number, account in given.items() if account in names}


def opened(case: Case) -> dict[int, list[int]]:
    """Return the numbers of the steps and opinions that began with a move, by its entry. One statement."""
    told = Entry.objects.filter(subject=filing_rules.subject(case.dossier.code), body__contains='"opened"')
    found = {
        number: json.loads(body)["details"].get("opened", ()) for number, body in told.values_list("number", "body")
    }
    return {number: [one["number"] for one in parts] for number, parts in found.items()}


def issued(case: Case, kind: PaperKind, step: CaseStep | None) -> OfficialPaper | None:
    """Return the paper of a kind that was made already: that of a move, or without one the first of its kind.

    A control slip counts until the case moves on.
    """
    made = OfficialPaper.objects.filter(subject=filing_rules.subject(case.dossier.code), kind=kind)
    if kind == PaperKind.CONTROL_SLIP:
        made = made.filter(issued_at=CaseStep.objects.filter(case=case).order_by("-entry_number").values("at")[:1])
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
    steps = CaseStep.objects.filter(case=case).select_related("by", "document", "joint_step__office")
    papers = records.papers_of(filing_rules.subject(case.dossier.code))
    return Detail(list(filing.attachments(case.dossier)), list(steps.order_by("entry_number")), papers)


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
    mine = Case.objects.filter(dossier__filer_id=account_id)
    mine = mine.select_related(*_RELATED, "result", "dossier__on_behalf").defer(*_deferred())
    return mine.order_by("-dossier__submitted_at", "-id")


def left_behind(account_id: int, *, on: date) -> list[Case]:
    """Return the cases under way that are assigned to an officer who, on a day, may not work on them (any more).

    What is due first stands first; each with dossier, version and office. Two statements.
    """
    who = Who(account_id, None, people.roles(account_id, on=on))
    assigned = Case.objects.filter(officer_id=account_id, status__in=rules.WITH_OFFICER)
    found = assigned.select_related(*_RELATED).defer(*_deferred()).order_by(F("next_due_at").asc(nulls_last=True), "id")
    return [case for case in found if not may(who, Ability.WORK, thing(case))]


def mismatches() -> Iterator[Finding]:
    """Yield every dossier whose tables do not say what the last entry of its journal says, and what is missing.

    Those that another system keeps are no cases: `elsewhere.queries.mismatches` compares them. Two statements, and a
    few for each five hundred cases; nothing is held longer than that.
    """
    yield from _lost()
    chunk: dict[str, dict[str, Any]] = {}
    for code, *values in Case.objects.order_by("id").values_list("dossier__code", *_FACTS.values()).iterator(_CHUNK):
        row = dict(zip(_FACTS, values, strict=True))
        chunk[filing_rules.subject(code)] = row | {"electronic_result": row["electronic_result"] is not None}
        if len(chunk) == _CHUNK:
            yield from _different(chunk)
            chunk = {}
    yield from _different(chunk)


def _lost() -> Iterator[Finding]:
    for code, told, worked_on in streamed(_LOST_DOSSIERS):
        if not told:
            yield Finding(filing_rules.subject(code), None, "có hồ sơ nhưng nhật ký không có mục ghi nào")
        if not worked_on:
            yield Finding(filing_rules.subject(code), None, "có hồ sơ nhưng không có việc giải quyết")
    for (name,) in streamed(_LOST_SUBJECTS, [f"{_DOSSIERS}%", filing_rules.RECORDED]):
        yield Finding(name, None, "nhật ký có mục ghi nhưng không còn hồ sơ")


def _different(now: dict[str, dict[str, Any]]) -> Iterator[Finding]:
    last = Subject.objects.filter(name=OuterRef("subject")).values("count")
    entries = Entry.objects.filter(subject__in=now, number=Subquery(last)).order_by("subject")
    for name, number, body in entries.values_list("subject", "number", "body"):
        said, is_now = _NOT_TOLD | journal_rules.facts_told(body), rules.facts(**now[name])
        for fact in sorted(key for key in is_now if said.get(key) != is_now[key]):
            problem = f"{fact} trong bảng là {is_now[fact]}, nhật ký ghi {said.get(fact)}"
            yield Finding(name, number, problem)


def _deferred(*more: str) -> tuple[str, ...]:
    return tuple(f"dossier__version__{name}" for name in (*_LONG, *more))
