"""The moves of a case, a verb each: lock, ask the rules, change, one entry in the journal.

Every verb takes the case as the caller saw it. With `seen`, the number of the entry of the last move that the officer's
page showed (1 when there was none), a move is refused when somebody was faster, and the refusal says who.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction

from motcua.casework import queries, rules
from motcua.casework.deadlines import counting
from motcua.casework.lists import holdings
from motcua.casework.models import Case, CaseSearch, CaseStep
from motcua.casework.moves import joint
from motcua.casework.moves.arrivals import fetch_papers as fetch_papers
from motcua.casework.moves.arrivals import remember as remember
from motcua.casework.moves.arrivals import supplement_there as supplement_there
from motcua.casework.moves.arrivals import take_over as take_over
from motcua.casework.moves.clocks import ask_payment as ask_payment
from motcua.casework.moves.clocks import ask_supplement as ask_supplement
from motcua.casework.moves.clocks import pause as pause
from motcua.casework.moves.clocks import record_payment as record_payment
from motcua.casework.moves.clocks import resume as resume
from motcua.casework.moves.clocks import resume_clock as resume_clock
from motcua.casework.moves.clocks import stop as stop
from motcua.casework.moves.clocks import supplement as supplement
from motcua.casework.moves.clocks import withdraw as withdraw
from motcua.casework.moves.corrections import correct as correct
from motcua.casework.moves.corrections import mark_staff as mark_staff
from motcua.casework.moves.corrections import note_help as note_help
from motcua.casework.moves.corrections import recall as recall
from motcua.casework.moves.corrections import retract as retract
from motcua.casework.moves.corrections import revoke as revoke
from motcua.casework.moves.corrections import take_back as take_back
from motcua.casework.moves.joint import answer_opinion as answer_opinion
from motcua.casework.moves.joint import ask_opinion as ask_opinion
from motcua.casework.moves.joint import assign_step as assign_step
from motcua.casework.moves.joint import close_opinion as close_opinion
from motcua.casework.moves.joint import complete_step as complete_step
from motcua.casework.moves.joint import reopen_step as reopen_step
from motcua.casework.moves.joint import repeat_opinion as repeat_opinion
from motcua.casework.moves.joint import return_step as return_step
from motcua.casework.moves.noting import note_rating as note_rating
from motcua.casework.moves.step import begin, digests
from motcua.casework.papers import contents, results
from motcua.casework.rules import Status
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import Channel
from motcua.core import canonical, clock, ids, rows
from motcua.core.errors import Phrase, Refused
from motcua.filing import actions as filing
from motcua.filing import queries as filing_queries
from motcua.filing import rules as filing_rules
from motcua.filing.actions import Submission
from motcua.filing.models import Attachment, Draft
from motcua.filing.rules import System
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.offices.models import Office
from motcua.people import queries as people
from motcua.people.models import Account
from motcua.people.rules import Ability, Who, actor, may
from motcua.records import actions as records
from motcua.records.models import Document, OfficialPaper
from motcua.records.rules import PaperKind
from motcua.records.sheet import Links

_PAPERS = "system:papers"
_NONE: Mapping[str, Any] = MappingProxyType({})


def reuse(*, draft: Draft, document: str, paper_position: int | None, by: Account, at: datetime) -> Attachment:
    """Attach a document that this person has here, named by its key, for one paper of her draft (None: something else).

    Raises Refused (at the paper's field) for one that she does not have, or that is not valid any more.
    """
    (again,) = holdings.chosen(person_id=by.person_id, picks=[(paper_position, document)])
    return filing.attach_again(draft=draft, again=again, by=by, at=at)


@transaction.atomic
def register(*, draft: Draft | str, by: Account, at: datetime, simulated: bool = False) -> Case:
    """Send a draft (or the draft with this key): its dossier, its case and the entry `submitted`, once.

    Sent again it returns the same case. Raises what `filing.actions.submit` raises, and Invalid for a paper that is
    used again and was taken back meanwhile.
    """
    sent = filing.submit(draft=draft, by=by, at=at, simulated=simulated)
    if not sent.new:
        return queries.case_of(sent.dossier)
    if sent.reused:
        holdings.refuse_stale(sent.dossier)
    accept_by = counting.accept_by(sent.dossier.competent_office, at, sent.calendar)
    case = _open(sent, status=Status.NEW, accept_by=accept_by, next_due_at=accept_by)
    _enter(case, "submitted", by, at, sent)
    return case


@transaction.atomic
def register_received(
    *,
    version: ProcedureVersion,
    office: Office,
    channel: Channel,
    by: Account | None,
    at: datetime,
    submitted_at: datetime | None = None,
    entered_at: datetime | None = None,
    received_office: Office | None = None,
    told: Mapping[str, Any] | None = None,
    **dossier: Any,
) -> Case:
    """Open the case of what was handed in at a counter, by post or in another system, already received at `at`.

    `dossier` goes to `filing.actions.receive`: answers, documents, again (`holdings.chosen`), code and system,
    applicant, filer, help, helper, helped_office, visit, simulated. One entry, `accepted`, whose details are those of
    every first entry and `told`. `entered_at` is when it is written down, where that is later: the calendar known then
    promises. Raises Refused as that does.
    """
    sent = filing.receive(version=version, office=office, channel=channel, at=submitted_at or at, **dossier)
    due_at, rule = counting.promised(sent.dossier, at)
    case = _open(
        sent, status=Status.RECEIVED, received_office=received_office or office, received_at=at, first_due_at=due_at,
        due_at=due_at, deadline_rule=rule, next_due_at=rules.next_due(Status.RECEIVED, None, due_at),
        counted_at=entered_at,
    )  # fmt: skip
    _enter(case, "accepted", by, at, sent, told or {})
    CaseStep.objects.create(case=case, entry_number=1, move="accept", status=case.status, at=at, by=by)
    return case


@transaction.atomic
def arrive(
    *, version: ProcedureVersion, office: Office, channel: Channel, at: datetime, submitted_at: datetime, **dossier: Any
) -> Case:
    """Open the case of what was filed in another system and handed over at `at`; nobody has accepted it yet.

    The counter's time to answer begins at `at`. `dossier` as for `register_received`. One entry, `submitted`.
    """
    sent = filing.receive(version=version, office=office, channel=channel, at=submitted_at, **dossier)
    accept_by = counting.accept_by(office, at)
    case = _open(sent, status=Status.NEW, accept_by=accept_by, next_due_at=accept_by)
    _enter(case, "submitted", None, at, sent)
    return case


@transaction.atomic
def accept(*, case: Case, by: Account, at: datetime, office: Office | None = None, seen: int | None = None) -> Case:
    """Take the dossier in at `office` (the competent one by default) and promise the day of the result."""
    step = begin(case, "accept", by, at, seen)
    held = step.case
    held.received_at, held.received_office = at, office or held.competent_office
    held.due_at, held.deadline_rule = counting.promised(held.dossier, at)
    held.first_due_at = held.due_at
    return step.finish()


@transaction.atomic
def refuse(*, case: Case, reason: str, by: Account, at: datetime, seen: int | None = None) -> Case:
    """Refuse to take the dossier in, or what was asked for and came too late. Raises Refused without a reason."""
    step = begin(case, "refuse", by, at, seen, reason)
    step.run_clock()
    return step.finish()


@transaction.atomic
def assign(*, case: Case, officer: Account, by: Account, at: datetime, seen: int | None = None) -> Case:
    """Hand the case to a case officer, or to another one. Raises Refused for somebody who may not work on it."""
    step = begin(case, "assign", by, at, seen)
    if step.case.officer_id == officer.pk:
        raise Refused(
            Phrase("%(officer)s đang thụ lý hồ sơ này. Hãy chọn người khác.", officer=officer.full_name), "officer"
        )
    roles = people.roles(officer.pk, on=clock.local_day(at))
    if not may(Who(officer.pk, None, roles), Ability.WORK, queries.thing(step.case)):
        raise Refused(
            Phrase(
                "%(officer)s không phải cán bộ thụ lý của cơ quan này. Hãy chọn người khác.", officer=officer.full_name
            ),
            "officer",
        )
    step.case.officer = officer
    step.case.division = people.division(officer.pk, step.case.competent_office, on=clock.local_day(at))
    joint.begin_or_hand_on(step)
    return step.finish(officer=officer.pk)


@transaction.atomic
def propose(
    *, case: Case, by: Account, at: datetime, note: str = "", result: Document | None = None, seen: int | None = None
) -> Case:
    """Put a decision before the approver, with the draft of the result if there is one."""
    step = begin(case, "propose", by, at, seen, note)
    step.case.proposed = True
    return step.finish(result)


@transaction.atomic
def send_back(*, case: Case, reason: str, by: Account, at: datetime, seen: int | None = None) -> Case:
    """Give a proposal back to the case officer. Raises Refused without a reason."""
    step = begin(case, "send_back", by, at, seen, reason)
    step.case.proposed = False
    return step.finish()


def approve(
    *,
    case: Case,
    by: Account,
    at: datetime,
    result: Document | None = None,
    note: str = "",
    seen: int | None = None,
    verify_url: results.VerifyUrl | None = None,
) -> Case:
    """Decide: the case is finished. Without `result` the one that was proposed counts; a PDF is signed with the key of
    the competent office when it has one, and `verify_url` gives the address that verifies it.

    Raises Refused (field "result") when the procedure gives a document and there is none, or it could not be signed.
    """
    signed = None
    if rules.find("approve", queries.state(case, at)):
        signed = results.sign(case, result or queries.proposed_result(case), at=at, verify_url=verify_url)
    with transaction.atomic():
        step = begin(case, "approve", by, at, seen, note)
        held = step.case
        held.result = result or queries.proposed_result(held)
        if held.result is None and held.dossier.version.result_required:
            raise Refused("Thủ tục này có kết quả là văn bản: hãy đính kèm tệp kết quả trước khi duyệt.", "result")
        held.proposed, held.finished_at = False, at
        if held.result is None or signed is None:
            return step.finish(held.result)
        held.result = results.store(held, signed, held.result, by=by, at=at)
        return step.finish(held.result, paper=str(PaperKind.RESULT))


@transaction.atomic
def return_result(*, case: Case, by: Account, at: datetime, note: str = "", seen: int | None = None) -> Case:
    """Hand the result over to the citizen."""
    step = begin(case, "return_result", by, at, seen, note)
    step.case.returned_at = at
    return step.finish()


def issue(
    *,
    case: Case,
    kind: PaperKind,
    lookup_url: str,
    verify_url: Callable[[str], str],
    at: datetime,
    step: CaseStep | None = None,
) -> OfficialPaper:
    """Return the paper that came with sending or with the move `step`; it is made when first asked for, then kept.

    `lookup_url` is where its dossier is looked up, `verify_url` gives the address that verifies the paper of a token.

    Its values are those of that moment, so it does not matter when it is made. `at` is now, for the entry
    `paper_issued`. Raises LookupError when the case has no such paper.
    """
    if kept := queries.issued(case, kind, step):
        return kept
    token = ids.token()
    links = Links(lookup_url, verify_url(token), seal=ids.token())
    content = contents.render(case, kind, step, links)
    digest = records.keep(content)
    with transaction.atomic():
        held = queries.locked(case.pk)
        if kept := queries.issued(case, kind, step):
            return kept
        subject = filing_rules.subject(held.dossier.code)
        by, issued_at = (step.by, step.at) if step else (None, contents.moment(held, kind))
        paper = records.issue_paper(
            subject=subject, kind=kind, content=content, digest=digest, by=by, at=issued_at,
            agency=held.competent_office.name, token=token,
        )  # fmt: skip
        if step:
            CaseStep.objects.filter(id=step.pk).update(document=paper.document)
        details = {"paper": str(kind), "documents": digests(held, [paper.document])}
        journal.append(Event(subject, "paper_issued", at, _PAPERS, facts=queries.facts(held), details=details))
    return paper


@transaction.atomic
def apologise(
    *, case: Case, reason: str, until: date | None, by: Account, at: datetime, seen: int | None = None
) -> Case:
    """Apologise, once, for a result that is late or will be, with one new time: the end of the working day `until`.

    Whether the case is on time is still judged by `due_at`. Raises Refused without a reason, a second time, and (field
    "until") for a day that cannot be promised.
    """
    step = begin(case, "apologise", by, at, seen, reason)
    held = step.case
    held.promised_again_at = counting.promised_again(held, until, at)
    return step.finish(promised_again_at=clock.stamp(held.promised_again_at))


@transaction.atomic
def reprint(*, case: Case, paper: OfficialPaper, by: Account, at: datetime) -> bytes:
    """Return a marked copy of an issued paper of the case, to be printed; the original stays as it is.

    Raises Refused for a file that cannot be marked.
    """
    held = queries.locked(case.pk)
    subject = filing_rules.subject(held.dossier.code)
    if paper.subject != subject:
        raise LookupError(f"{paper} of {case}")
    copy, content = records.reprint(paper=paper, by=by, at=at)
    details = {"paper": paper.kind, "number": copy.number, "documents": digests(held, [paper.document])}
    journal.append(Event(subject, "paper_reprinted", at, actor(by.pk), facts=queries.facts(held), details=details))
    return content


def _open(sent: Submission, **fields: Any) -> Case:
    dossier = sent.dossier
    case = Case(
        dossier=dossier, competent_office=dossier.competent_office, simulated=dossier.simulated,
        digitised=bool(sent.documents), **fields,
    )  # fmt: skip
    rows.insert(case)
    rows.insert(CaseSearch(case=case, words=queries.words(dossier)))
    return case


def _enter(
    case: Case, kind: str, by: Account | None, at: datetime, sent: Submission, told: Mapping[str, Any] = _NONE
) -> None:
    """Write the first entry of a dossier; ours is numbered in its office's series of the day."""
    dossier = case.dossier
    ours = dossier.system == System.MOTCUA
    parsed = filing_rules.parse_code(dossier.code) if ours else None
    details: dict[str, Any] = {"answers": filing_rules.salted(dossier.salt, canonical.dumps(dossier.answers))}
    if found := digests(case, sent.documents):
        details["documents"] = found
    if sent.reused:
        details["reused"] = dict(Counter(sent.reused))
    if dossier.helper_id:
        details["helper"] = dossier.helper_id
    if dossier.helped_office is not None:
        details["helped_office"] = dossier.helped_office.code
    if filed_for := filing_queries.on_behalf(dossier):
        details |= {"delegated": True, "authority": filed_for.basis}
    details |= told
    series = filing_rules.series(parsed[0], parsed[1]) if parsed else None
    facts = queries.facts(case)
    journal.append(
        Event(
            subject=filing_rules.subject(dossier.code), kind=kind, at=at, by=actor(by.pk if by else None),
            facts=facts, was={}, details=details, opens=True, series=series,
            series_number=parsed[2] if parsed else None,
        )
    )  # fmt: skip
