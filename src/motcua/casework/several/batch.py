"""Papers about several cases: their papers in one file, the register of a period, results handed over, one receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from motcua.casework import actions, queries, rules
from motcua.casework.models import Case, CaseStep
from motcua.casework.papers import contents
from motcua.casework.papers.results import VerifyUrl
from motcua.casework.rules import Status
from motcua.catalogue.rules import Channel
from motcua.core import ids
from motcua.core.errors import Phrase, Refused
from motcua.filing import queries as filing
from motcua.journal import actions as journal
from motcua.journal.models import Subject
from motcua.journal.rules import Event
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import actor
from motcua.records import actions as records
from motcua.records import marking, registers
from motcua.records import queries as stored
from motcua.records.models import Document, OfficialPaper
from motcua.records.registers import ReceivedRow, RegisterRow, ResultRow
from motcua.records.rules import PaperKind
from motcua.records.sheet import Links

MOST_CASES = 200
MOST_ROWS = 2000
_NAMED = 5


def bundle(
    *,
    cases: Sequence[Case],
    kind: PaperKind,
    lookup_url: Callable[[str], str],
    verify_url: VerifyUrl,
    at: datetime,
) -> bytes:
    """Return the paper of a kind of each case, the latest of each, in one PDF, in the order given.

    Papers that were not asked for before are made. Raises Refused (field "codes") for more than MOST_CASES, none, or
    cases that have no such paper, and names them.
    """
    _check_number(cases)
    moves = {move.name for move in rules.MOVES if move.paper == kind}
    last: dict[int, CaseStep] = {}
    for step in CaseStep.objects.filter(case__in=cases, move__in=moves).select_related("by").order_by("entry_number"):
        last[step.case_id] = step
    found, without = [], []
    for case in cases:
        try:
            paper = actions.issue(
                case=case, kind=kind, step=last.get(case.pk), at=at, lookup_url=lookup_url(case.dossier.code),
                verify_url=verify_url,
            )  # fmt: skip
            found.append(paper.document)
        except LookupError:
            without.append(case)
    if without:
        words = Phrase("Các hồ sơ này không có giấy đã chọn: %(codes)s. Hãy bỏ ra rồi in lại.", codes=_codes(without))
        raise Refused(words, "codes")
    return marking.merged(_read(documents) for documents in found)


def register(
    *, office: Office, first: date, last: date, by: Account, at: datetime, verify_url: VerifyUrl
) -> OfficialPaper:
    """Issue the register of what an office (and those below) received from `first` to `last`, both included.

    Raises Refused (field "last") for a period that is turned round or holds more than MOST_ROWS dossiers.
    """
    if last < first:
        raise Refused("Ngày cuối phải từ ngày đầu trở đi.", "last")
    cases = queries.received(office, first, last, MOST_ROWS + 1)
    if len(cases) > MOST_ROWS:
        raise Refused(Phrase("Kỳ này có trên %(most)s hồ sơ. Hãy chọn kỳ ngắn hơn.", most=MOST_ROWS), "last")
    rows = [_register_row(case) for case in cases]

    def make(links: Links) -> bytes:
        head = contents.letterhead_of(office)
        return registers.register(registers.Register(head, first, last, rows, at, links))

    return _issue(office, PaperKind.REGISTER, make, by=by, at=at, verify_url=verify_url)


def hand_over(*, cases: Sequence[Case], by: Account, at: datetime, verify_url: VerifyUrl) -> OfficialPaper:
    """Issue the slip with which finished results go to the counter. Raises Refused (field "codes")."""
    _check_number(cases)
    if wrong := [case for case in cases if case.status != Status.FINISHED]:
        words = Phrase("Các hồ sơ này không phải đang chờ trả kết quả: %(codes)s. Hãy bỏ ra.", codes=_codes(wrong))
        raise Refused(words, "codes")
    office = _one_office(cases)
    rows = [_result_row(case) for case in cases]

    def make(links: Links) -> bytes:
        head = contents.letterhead_of(office)
        giver = f"{by.full_name}, {office.name}"
        return registers.result_handover(registers.ResultHandover(head, giver, "Bộ phận một cửa", rows, at, links))

    return _issue(office, PaperKind.RESULT_HANDOVER, make, by=by, at=at, verify_url=verify_url)


def common_receipt(*, cases: Sequence[Case], by: Account, at: datetime, verify_url: VerifyUrl) -> OfficialPaper:
    """Issue one receipt for several dossiers of one person. Raises Refused (field "codes")."""
    _check_number(cases)
    if wrong := [case for case in cases if case.received_at is None]:
        words = Phrase("Các hồ sơ này chưa được tiếp nhận: %(codes)s. Hãy bỏ ra.", codes=_codes(wrong))
        raise Refused(words, "codes")
    if len({case.dossier.applicant_id for case in cases}) > 1:
        raise Refused("Các hồ sơ này không cùng một chủ hồ sơ. Mỗi người một giấy tiếp nhận.", "codes")
    office, first = _issuer(cases), cases[0]
    received = max(case.received_at for case in cases if case.received_at)
    numbers = [case.dossier_id for case in cases]
    papers_of, ticked = filing.attached_counts(numbers), contents.ticked(numbers)
    rows = [
        ReceivedRow(
            case.dossier.code, case.dossier.version.name, case.first_due_at,
            len(ticked.get(case.dossier_id, ())) or papers_of[case.dossier_id], ticked.get(case.dossier_id, ()),
        ) for case in cases
    ]  # fmt: skip
    counter = (first.received_office or office).name

    def make(links: Links) -> bytes:
        head, filer = contents.letterhead_of(office), contents.filer_of(first)
        return registers.common_receipt(
            registers.CommonReceipt(
                head,
                counter,
                filer,
                rows,
                received,
                by.full_name,
                links,
                two_copies=first.dossier.visit_id is not None,
            )
        )

    return _issue(office, PaperKind.COMMON_RECEIPT, make, by=by, at=at, verify_url=verify_url)


def _issue(
    office: Office, kind: PaperKind, make: Callable[[Links], bytes], *, by: Account, at: datetime, verify_url: VerifyUrl
) -> OfficialPaper:
    """Store a paper about several dossiers, with an entry about it under the papers of its office."""
    token, subject = ids.token(), f"papers/{office.code}"
    content = make(Links(verify=verify_url(token), seal=ids.token()))
    digest = records.keep(content)
    with transaction.atomic():
        Office.objects.select_for_update(no_key=True).get(id=office.pk)  # so that one of two opens the subject
        paper = records.issue_paper(
            subject=subject, kind=kind, content=content, digest=digest, by=by, at=at, agency=office.name,
            token=token, name=f"{kind.label} {office.code}.pdf",
        )  # fmt: skip
        # The digest needs no salt: the file holds a word that nobody can guess.
        details = {"paper": str(kind), "documents": [paper.document.digest]}
        opens = not Subject.objects.filter(name=subject).exists()
        journal.append(Event(subject, "paper_issued", at, actor(by.pk), details=details, opens=opens))
    return paper


def _check_number(cases: Sequence[Case]) -> None:
    if not cases:
        raise Refused("Nhập ít nhất một mã hồ sơ, mỗi mã một dòng.", "codes")
    if len(cases) > MOST_CASES:
        raise Refused(Phrase("Mỗi lần in tối đa %(most)s hồ sơ. Hãy chia làm nhiều lần.", most=MOST_CASES), "codes")


def _one_office(cases: Sequence[Case]) -> Office:
    if len({case.competent_office_id for case in cases}) > 1:
        raise Refused("Các hồ sơ này thuộc nhiều cơ quan giải quyết. Hãy in riêng cho từng cơ quan.", "codes")
    return cases[0].competent_office


def _issuer(cases: Sequence[Case]) -> Office:
    """The office that gives one receipt for several dossiers: the one that decides, or where all were handed in."""
    counter, at = cases[0].received_office, {case.received_office_id for case in cases}
    several = len({case.competent_office_id for case in cases}) > 1
    return counter if several and counter is not None and len(at) == 1 else _one_office(cases)


def _codes(cases: Sequence[Case]) -> str:
    codes = [case.dossier.code for case in cases]
    return ", ".join(codes[:_NAMED]) + (" …" if len(codes) > _NAMED else "")


def _read(document: Document) -> bytes:
    with stored.open_content(document) as file:
        return file.read()


def _register_row(case: Case) -> RegisterRow:
    filer, dossier, status = contents.filer_of(case), case.dossier, Status(case.status)
    assert case.received_at is not None
    return RegisterRow(
        code=dossier.code, procedure=dossier.version.name, applicant=filer.applicant, received_at=case.received_at,
        contact="; ".join(part for part in (filer.address, filer.phone) if part), office=case.competent_office.name,
        due_at=case.due_at, returned_at=case.returned_at,
        note="" if status is Status.RETURNED else str(status.label),
    )  # fmt: skip


def _result_row(case: Case) -> ResultRow:
    filer = contents.filer_of(case)
    return ResultRow(
        code=case.dossier.code, procedure=case.dossier.version.name, applicant=filer.applicant, address=filer.address,
        result=case.result.name if case.result else "không có văn bản", by_post=case.dossier.channel == Channel.POST,
    )  # fmt: skip
