"""What stands on the papers of a case: the values of the moment at which the paper came to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time

from motcua.casework import queries
from motcua.casework.deadlines import counting
from motcua.casework.models import Case, CaseStep, JointStep
from motcua.casework.moves import holding
from motcua.casework.papers import handovers
from motcua.casework.papers.handovers import Part, Taken
from motcua.casework.rules import StepOutcome
from motcua.catalogue.models import Paper
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.filing import queries as filing
from motcua.filing.rules import System
from motcua.offices.models import Office
from motcua.records import papers, tracking
from motcua.records.papers import Acknowledgement, ReceiptSlip, Refusal, StopNotice, SupplementRequest
from motcua.records.rules import PaperKind
from motcua.records.sheet import Filer, Letterhead, Links, PaperRow
from motcua.records.tracking import Apology, ControlSlip

_END_OF_DAY = time(23, 59)


def render(case: Case, kind: PaperKind, step: CaseStep | None, links: Links) -> bytes:
    """Return the PDF of a paper. Raises LookupError when neither sending nor `step` gives a paper of this kind."""
    here = case.dossier.channel == Channel.ONLINE and case.dossier.system == System.MOTCUA
    if kind is PaperKind.ACKNOWLEDGEMENT and here:
        return _acknowledgement(case, links)
    if kind is PaperKind.CONTROL_SLIP and step is None:
        return _control_slip(case, links)
    makers = {
        (PaperKind.RECEIPT_SLIP, "accept"): _receipt_slip, (PaperKind.REFUSAL, "refuse"): _refusal,
        (PaperKind.SUPPLEMENT_REQUEST, "ask_supplement"): _supplement_request,
        (PaperKind.STOP_NOTICE, "stop"): _stop_notice, (PaperKind.STOP_NOTICE, "withdraw"): _stop_notice,
        (PaperKind.APOLOGY, "apologise"): _apology,
    }  # fmt: skip
    if step is None or (kind, step.move) not in makers:
        raise LookupError(f"{kind} of {case}")
    return makers[kind, step.move](case, step, links)


def _acknowledgement(case: Case, links: Links) -> bytes:
    dossier = case.dossier
    content = Acknowledgement(
        letterhead=_letterhead(case), code=dossier.code, procedure=dossier.version.name,
        office=case.competent_office.name, filer=filer_of(case), submitted_at=dossier.submitted_at,
        accept_by=counting.accept_by(case.competent_office, dossier.submitted_at), links=links,
        documents=[attachment.document.name for attachment in filing.attachments(dossier).filter(draft__isnull=False)],
    )  # fmt: skip
    return papers.acknowledgement(content)


def _receipt_slip(case: Case, step: CaseStep, links: Links) -> bytes:
    dossier, counter = case.dossier, case.received_office or case.competent_office
    content = ReceiptSlip(
        letterhead=_letterhead(case), code=dossier.code, procedure=dossier.version.name, counter=counter.name,
        filer=filer_of(case), papers=_rows(case), limit=counting.limit_words(dossier), received_at=step.at,
        due_at=case.first_due_at, officer=_officer(step), links=links,
        book=f"{clock.local_day(step.at):%Y}", sequence=dossier.code,
        filer_signs=dossier.channel == Channel.DIRECT, two_copies=dossier.visit_id is not None,
    )  # fmt: skip
    return papers.receipt_slip(content)


def _supplement_request(case: Case, step: CaseStep, links: Links) -> bytes:
    content = SupplementRequest(
        letterhead=_letterhead(case), code=case.dossier.code, procedure=case.dossier.version.name,
        filer=filer_of(case), reason=step.note, officer=_officer(step), asked_at=step.at, links=links,
        answer_by=clock.at(step.until, _END_OF_DAY) if step.until else None,
    )  # fmt: skip
    return papers.supplement_request(content)


def _refusal(case: Case, step: CaseStep, links: Links) -> bytes:
    dossier = case.dossier
    content = Refusal(
        letterhead=_letterhead(case), code=dossier.code, procedure=dossier.version.name,
        counter=case.competent_office.name, filer=filer_of(case), submitted_at=dossier.submitted_at, refused_at=step.at,
        reason=step.note, officer=_officer(step), links=links,
        filer_signs=dossier.channel == Channel.DIRECT,
    )  # fmt: skip
    return papers.refusal(content)


def _stop_notice(case: Case, step: CaseStep, links: Links) -> bytes:
    if case.received_at is None:
        raise LookupError(f"{case} was never received")
    content = StopNotice(
        letterhead=_letterhead(case), code=case.dossier.code, procedure=case.dossier.version.name,
        filer=filer_of(case), received_at=case.received_at, stopped_at=step.at, reason=step.note, basis=step.reference,
        officer=_officer(step) if step.by_id != case.dossier.filer_id else "", links=links,
        withdrawn=step.move == "withdraw",
    )  # fmt: skip
    return papers.stop_notice(content)


def _apology(case: Case, step: CaseStep, links: Links) -> bytes:
    told = queries.told(case, step.entry_number)
    received_at, due_at = (clock.parse_stamp(told["facts"][name]) for name in ("received_at", "due_at"))
    content = Apology(
        letterhead=_letterhead(case), code=case.dossier.code, procedure=case.dossier.version.name, filer=filer_of(case),
        received_at=received_at, due_at=due_at, reason=step.note, written_at=step.at, links=links,
        promised_again_at=clock.parse_stamp(told["details"]["promised_again_at"]),
    )  # fmt: skip
    return tracking.apology(content)


def _control_slip(case: Case, links: Links) -> bytes:
    steps = list(CaseStep.objects.filter(case=case).select_related("by").order_by("entry_number"))
    if not steps or case.received_at is None:
        raise LookupError(f"no control slip of {case}")
    rows = {row.pk: row for row in holding.of(case).rows}
    opened = queries.opened(case) if rows else {}
    taken = [_taken(case, step, rows, opened.get(step.entry_number, [])) for step in steps]
    involved = [case.competent_office.name, case.received_office.name if case.received_office else ""]
    involved += [row.office.name for row in rows.values() if row.outcome != StepOutcome.WITHDRAWN]
    content = ControlSlip(
        letterhead=_letterhead(case), code=case.dossier.code, procedure=case.dossier.version.name,
        applicant=filer_of(case).applicant, offices=[name for name in dict.fromkeys(involved) if name],
        received_at=case.received_at, due_at=case.due_at, made_at=steps[-1].at, links=links,
        handovers=handovers.of(taken, assignees=queries.assignees(case), due_at=case.due_at),
    )  # fmt: skip
    return tracking.control_slip(content)


def _taken(case: Case, step: CaseStep, rows: Mapping[int, JointStep], opened: Sequence[int]) -> Taken:
    begun = [_part(rows[number]) for number in opened]
    about = step.joint_step_id
    ended = _part(rows[about]) if about is not None and about not in opened else None
    home = case.competent_office.name
    between = handovers.between(step.move, step.at, _officer(step), ended, begun, home) if begun or ended else ()
    return Taken(step.entry_number, step.move, step.at, _officer(step), between)


def _part(row: JointStep) -> Part:
    return Part(row.name, row.office.name, row.due_at)


def moment(case: Case, kind: PaperKind) -> datetime:
    """Return the moment whose values a paper has that came with no move: of sending, or of the last handover."""
    last = queries.last_step(case)
    return last.at if kind == PaperKind.CONTROL_SLIP and last else case.dossier.submitted_at


def letterhead_of(office: Office, number: str = "") -> Letterhead:
    """Return the head of the papers of an office."""
    return Letterhead(office.name, office.place.name, office.parent.name if office.parent else "", number)


def _letterhead(case: Case) -> Letterhead:
    # The register is the journal, and it is kept by the dossier's code: so that is the number of its papers.
    return letterhead_of(case.competent_office, case.dossier.code)


def filer_of(case: Case) -> Filer:
    """Return what papers say about the person whose dossier it is."""
    person, visit = case.dossier.applicant, case.dossier.visit
    if person is None:
        return Filer(applicant="")
    if filed_for := filing.on_behalf(case.dossier):
        # What its filer typed: what is kept of a person of that number is not hers to read.
        return Filer(
            submitter=case.dossier.filer.full_name if case.dossier.filer else "", applicant=filed_for.full_name,
            id_number=filed_for.personal_id, address=filed_for.residence, phone=filed_for.phone,
        )  # fmt: skip
    return Filer(
        submitter=visit.delegate.full_name if visit and visit.delegate else "",
        applicant=person.full_name, id_number=person.personal_id or "", address=person.residence, phone=person.phone,
        email=person.email,
    )  # fmt: skip


def _officer(step: CaseStep) -> str:
    return step.by.full_name if step.by else ""


def ticked(dossier_ids: Collection[int]) -> dict[int, list[PaperRow]]:
    """Return the papers that a counter ticked for some dossiers, as papers list them, then those that it took from
    earlier dossiers. Two statements.
    """
    rows: dict[int, list[PaperRow]] = {}
    for dossier, found in filing.ticks(dossier_ids).items():
        rows[dossier] = [PaperRow(name, one.originals, one.certified, one.photocopies) for name, one in found]
    for dossier, again in filing.used_again(dossier_ids).items():
        rows.setdefault(dossier, []).extend(PaperRow(f"{name} (dùng lại từ hồ sơ {code})") for name, code in again)
    return rows


def _rows(case: Case) -> list[PaperRow]:
    """The papers that came with the dossier: as the counter ticked them; of an online filing one line each, how many
    files for it, the rest by their own names."""
    if case.dossier.visit_id:
        return ticked([case.dossier_id]).get(case.dossier_id, [])
    attached = list(filing.attachments(case.dossier))
    files = Counter(attachment.paper_position for attachment in attached)
    asked = Paper.objects.filter(version=case.dossier.version_id, position__in=[p for p in files if p is not None])
    named = [PaperRow(paper.name, copies=files[paper.position]) for paper in asked]
    return named + [PaperRow(a.document.name, copies=1) for a in attached if a.paper_position is None]
