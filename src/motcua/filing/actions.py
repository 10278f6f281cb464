"""Writing what people file: a draft step by step, and once the dossier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from motcua.catalogue import forms
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import Channel, ServiceLevel, fee_of, may_resolve
from motcua.core import clock, rows
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.filing import numbering, queries, representing, rules
from motcua.filing.attaching import Arrival as Arrival
from motcua.filing.attaching import attach as attach
from motcua.filing.attaching import attach_again as attach_again
from motcua.filing.attaching import attach_part as attach_part
from motcua.filing.attaching import remove_attachment as remove_attachment
from motcua.filing.held import discard_unfinished, lock, locked, save
from motcua.filing.models import Again, Attachment, Dossier, Draft
from motcua.filing.representing import data_of as data_of
from motcua.filing.representing import set_for_self as set_for_self
from motcua.filing.representing import set_on_behalf as set_on_behalf
from motcua.filing.rules import ForStaff, Help, System
from motcua.journal.models import Subject
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people import queries as people
from motcua.people.models import Account
from motcua.records.models import Document

_GONE = Phrase("Thủ tục này không còn áp dụng. Hãy tìm thủ tục thay thế trước khi nộp.")
_MANY_DRAFTS = Phrase(
    "Bạn đang có %(count)s hồ sơ soạn dở. Hãy nộp hoặc bỏ bớt ở «Hồ sơ của tôi», rồi bắt đầu hồ sơ mới.",
    count=rules.MOST_DRAFTS,
)


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of sending a draft: the dossier, its documents, and whether it was made just now.

    `reused` says for each document that she had here before how it comes to be here. `calendar` is the state of the
    working calendar, where it was read with the draft.
    """

    dossier: Dossier
    documents: tuple[Document, ...]
    new: bool
    reused: tuple[str, ...] = ()
    calendar: str | None = None


@transaction.atomic
def start_draft(*, version: ProcedureVersion, office: Office, by: Account, at: datetime, via: str = "") -> Draft:
    """Begin a filing at an office; `via` is the key of the outreach message whose link led here, "" for none.

    Raises Refused when that office does not resolve it or does not offer it online, and when this account keeps
    MOST_DRAFTS others: each of them stands in her list.
    """
    day = clock.local_day(at)
    if queries.drafts_of(by.pk).count() >= rules.MOST_DRAFTS:
        raise Refused(_MANY_DRAFTS)
    refuse_not_online(version, office, day)
    return Draft.objects.create(
        account=by, version=version, competent_office=office, via=via, started_at=at, saved_at=at
    )


@transaction.atomic
def save_page(*, draft: Draft, page: str, values: dict[str, Any], by: Account, at: datetime) -> Draft:
    """Keep the clean values of one page of the form; other answers of that page are dropped.

    `values` come from `catalogue.forms.validate_page`. Raises KeyError for a page that the form does not have.
    """
    held = lock(draft, by)
    asked = {field.key for field in queries.demands(held.version).form.page(page).fields}
    held.answers = {key: value for key, value in held.answers.items() if key not in asked} | values
    held.done_pages = [*(done for done in held.done_pages if done != page), page]
    return save(held, at, "answers", "done_pages")


@transaction.atomic
def set_help(
    *, draft: Draft, help: Help, by: Account, at: datetime, helper: Account | None = None, office: Office | None = None,
    agreed: bool = False,
) -> Draft:  # fmt: skip
    """Record who fills this in: the filer by herself or helped, by whom, and at which office as far as known.

    A recorded helper means helped; there is no such office without a helper. `agreed`: she lets a record of the help
    keep a digest of her number.
    """
    held = lock(draft, by)
    if helper is not None and helper.pk == by.pk:
        raise Refused("Người hỗ trợ phải là người khác với người nộp hồ sơ.", "helper")
    held.help, held.helper = rules.help_given(helper.pk if helper else None, help), helper
    held.helped_office, held.help_agreed = office if helper else None, agreed and helper is not None
    return save(held, at, "help", "helper", "helped_office", "help_agreed")


@transaction.atomic
def set_help_agreed(*, draft: Draft, agreed: bool, by: Account, at: datetime) -> Draft:
    """Let a record of the help that is named already keep a digest of the filer's number, or not (any more)."""
    held = lock(draft, by)
    held.help_agreed = agreed and held.helper_id is not None
    return save(held, at, "help_agreed")


@transaction.atomic
def set_for_staff(*, draft: Draft, kind: ForStaff | None, office: Office | None, by: Account, at: datetime) -> Draft:
    """Mark that an officer of an office files this for herself or her family; with None take the mark off.

    Who she is is not kept. Raises Refused (field "staff_code") for a mark without an office.
    """
    held = lock(draft, by)
    if kind and office is None:
        raise Refused("Nhập mã hỗ trợ hôm nay của chính cán bộ đó, để ghi đúng cơ quan.", "staff_code")
    held.for_staff, held.staff_office = str(kind or ""), office.code if kind and office else ""
    return save(held, at, "for_staff", "staff_office")


@transaction.atomic
def discard_draft(*, draft: Draft, by: Account) -> None:
    """Throw a draft away, with what was attached and what had arrived in part. Raises Refused once it was sent."""
    held = lock(draft, by)
    discard_unfinished(held)
    held.delete()


def submit(*, draft: Draft | str, by: Account, at: datetime, simulated: bool = False) -> Submission:
    """Make the dossier of a draft (or of its key): once, however often it is sent. Inside the caller's transaction.

    Raises Invalid with what is missing, by field; Refused when the procedure is not offered online (any more);
    Forbidden for another person's draft. `casework.actions.register` wraps this and opens the case. The code is
    taken last, because the office's series stays locked until commit.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a dossier is made inside the transaction that opens its case")
    held = locked(draft if isinstance(draft, str) else draft.key, by)
    if held.dossier_id is not None:
        return Submission(Dossier.objects.get(id=held.dossier_id), (), new=False)
    given = queries.handed_in(held.pk)
    day = clock.local_day(at)
    version = _in_force(held, day)
    level = _level(version, held.competent_office, day)
    if level is ServiceLevel.NONE:
        raise Refused(_not_online(held.competent_office.name))
    attached = {position for position, _, _ in given}
    answers = _complete(version, held.answers, attached, day, representing.refusals(held, attached, day))
    dossier = _create(
        version=version, competent_office=held.competent_office, service_level=level, filer=by,
        applicant=representing.applicant(held), channel=Channel.ONLINE,
        help=rules.help_given(held.helper_id, held.help, by_another=held.whose is not None),
        helper_id=held.helper_id, helped_office=_helped_at(held, day), answers=answers, submitted_at=at,
        simulated=simulated, reused=sum(bool(reuse) for *_, reuse in given), verified=held.person is not None,
        via=held.via, for_staff=held.for_staff, staff_office=held.staff_office,
        help_agreed=held.help_agreed and held.helper_id is not None,
    )  # fmt: skip
    representing.hand_over(held, dossier)
    rows.update(held, dossier_id=dossier.pk, saved_at=at)
    discard_unfinished(held)
    reused = tuple(reuse for *_, reuse in given if reuse)
    documents = tuple(document for _, document, _ in given)
    return Submission(dossier, documents, new=True, reused=reused, calendar=held.calendar)


def _helped_at(draft: Draft, day: date) -> Office | None:
    """Return where the filer was helped: where she was invited, else where her helper works that day."""
    if draft.helped_office_id is not None:
        return draft.helped_office
    return people.office_of(draft.helper_id, on=day) if draft.helper_id else None


def receive(
    *,
    version: ProcedureVersion,
    office: Office,
    channel: Channel,
    at: datetime,
    answers: dict[str, Any] | None = None,
    documents: Iterable[tuple[int | None, Document]] = (),
    again: Sequence[Again] = (),
    code: str = "",
    system: System = System.MOTCUA,
    **fields: Any,
) -> Submission:
    """Make the dossier of what was handed in elsewhere: at a counter, by post, in another system.

    `documents` are (paper position, document), `again` those that the applicant had here before. A dossier of another
    system keeps its `code`; ours get one. `fields` are further columns of the dossier (filer, applicant, help, helper,
    verified, in_person, simulated, and `place` where a more exact one than that of the office is known). Inside the
    caller's transaction. Raises Refused for a code that is missing, unwanted, malformed or known already.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a dossier is made inside the transaction that opens its case")
    code = _foreign_code(code, system)
    level = _level(version, office, clock.local_day(at))
    papers = list(documents)
    dossier = _create(
        version=version, competent_office=office, service_level=level, channel=channel, answers=answers or {},
        submitted_at=at, system=system, code=code, reused=len(again), **{"help": Help.UNKNOWN, **fields},
    )  # fmt: skip
    if code and Subject.objects.filter(name=rules.subject(code)).exists():
        raise Refused(Phrase("Hồ sơ %(code)s đã có: hệ thống khác giải quyết và đã được đếm ở đây.", code=code), "code")
    if papers or again:
        add_documents(dossier=dossier, documents=papers, again=again)
    found = (*(document for _, document in papers), *(one.document for one in again))
    return Submission(dossier, found, new=True, reused=tuple(one.reuse for one in again))


def add_documents(
    *, dossier: Dossier, documents: Iterable[tuple[int | None, Document]], again: Iterable[Again] = ()
) -> None:
    """Attach further documents, (paper position, document), to a dossier, after those that it has.

    The caller counts those that come again in the dossier's `reused`.
    """
    start = queries.attachments(dossier).count()
    added = [Attachment(document=document, paper_position=paper) for paper, document in documents]
    added += [one.attachment() for one in again]
    for index, attachment in enumerate(added):
        attachment.dossier, attachment.position = dossier, start + index
    Attachment.objects.bulk_create(added)


def count_reused(*, dossier: Dossier, more: int) -> None:
    """Count documents that are used again later. Inside the caller's transaction, which tells the journal."""
    rows.update(dossier, reused=dossier.reused + more)


def correct(*, dossier: Dossier, channel: Channel, help: Help) -> None:
    """Put right how a dossier came in and whether its filer was helped. Inside the caller's transaction, which tells
    the journal. A helper stays recorded only where there was help. Raises Refused for a change to online, and (field
    "help") for "by herself" where somebody filed for another.
    """
    if help is Help.SELF and queries.on_behalf(dossier) is not None:
        raise Refused("Hồ sơ do người khác nộp thay, không ghi là tự làm được.", "help")
    if channel is Channel.ONLINE and dossier.channel != Channel.ONLINE:
        raise Refused(
            "Hồ sơ do một cửa nhập không bao giờ thành hồ sơ trực tuyến. Chọn trực tiếp hoặc bưu chính.", "channel"
        )
    kept = help is Help.HELPED
    helper, office = (dossier.helper_id, dossier.helped_office_id) if kept else (None, None)
    rows.update(
        dossier, channel=int(channel), help=str(help), helper_id=helper, helped_office_id=office,
        fee_due=fee_of(channel, queries.demands(dossier.version).fees),
    )  # fmt: skip


def claim_help(*, code: str) -> bool:
    """Note that the help of a dossier is recorded now; return whether it was not before. Inside a transaction."""
    return bool(Dossier.objects.filter(code=code, help_noted=False).update(help_noted=True))


def forget_agreement(*, codes: Iterable[str]) -> None:
    """Forget of some dossiers, and the drafts they come from, that their filers let help be recorded."""
    known = list(codes)
    Draft.objects.filter(dossier__code__in=known, help_agreed=True).update(help_agreed=False)
    Dossier.objects.filter(code__in=known, help_agreed=True).update(help_agreed=False)


def note_helper(*, dossier: Dossier, helper: Account, office: Office) -> None:
    """Note that the filer was helped, by whom and where, of which nobody knew. Inside the caller's transaction, which
    tells the journal.
    """
    rows.update(dossier, help=str(Help.HELPED), helper_id=helper.pk, helped_office_id=office.pk)


def mark_staff(*, dossier: Dossier, for_staff: str, staff_office: str) -> None:
    """Note whether a dossier is an officer's own matter or her family's. Inside the caller's transaction, which tells
    the journal.
    """
    rows.update(dossier, for_staff=for_staff, staff_office=staff_office)


def _create(*, version: ProcedureVersion, competent_office: Office, code: str = "", **fields: Any) -> Dossier:
    fee = fee_of(fields["channel"], queries.demands(version).fees)
    dossier = Dossier(
        code=code, version=version, procedure=version.procedure, competent_office=competent_office,
        fee_due=fee, **{"place": competent_office.place.key, **fields},
    )  # fmt: skip
    if not code:
        numbering.number(dossier)
    elif not rows.insert(dossier, unless="code"):
        raise Refused(f"Hồ sơ {code} đã có trong hệ thống.", "code")
    return dossier


def _foreign_code(code: str, system: System) -> str:
    if system is System.MOTCUA:
        if code:
            raise Refused("Hồ sơ của hệ thống này được cấp mã tự động; để trống ô mã.", "code")
        return ""
    if rules.parse_code(code) is None:
        raise Refused("Mã hồ sơ không đúng mẫu «mã cơ quan-năm tháng ngày-số thứ tự». Hãy kiểm tra lại.", "code")
    return code.strip().upper()


def _level(version: ProcedureVersion, office: Office, day: date) -> ServiceLevel:
    return catalogue.level(version.procedure_id, offices.path_ids(office), day) or ServiceLevel.NONE


def _in_force(draft: Draft, day: date) -> ProcedureVersion:
    """The version that holds on the day of sending; a draft may be older than a change of its procedure."""
    _refuse_ended(draft.competent_office, day)
    if draft.version.valid_to is None or draft.version.valid_to >= day:
        return draft.version
    version = catalogue.version_on(draft.version.procedure.code, day)
    if version is None:
        raise Refused(_GONE)
    return version


def refuse_not_online(version: ProcedureVersion, office: Office, day: date) -> None:
    """Raise Refused (field "office") unless an office resolves a procedure and offers it online on a day."""
    _refuse_ended(office, day)
    if not may_resolve(version.authority_tiers, tier=office.tier, kind=office.kind):
        raise Refused(
            Phrase(
                "%(office)s không giải quyết thủ tục này. Hãy chọn cơ quan khác trong danh sách.", office=office.name
            ),
            "office",
        )
    if _level(version, office, day) is ServiceLevel.NONE:
        raise Refused(_not_online(office.name), "office")


def _refuse_ended(office: Office, day: date) -> None:
    if office.valid_to is not None and office.valid_to < day:
        raise Refused(
            Phrase("%(office)s không còn nhận hồ sơ. Hãy bắt đầu lại và chọn cơ quan mới.", office=office.name),
            "office",
        )


def _complete(
    version: ProcedureVersion, answers: dict[str, Any], attached: set[int | None], day: date, refused: dict[str, str]
) -> dict[str, Any]:
    demands = queries.demands(version)
    errors = refused | forms.missing(demands.form, answers, day)
    errors |= rules.missing_papers(demands.required_papers, attached)
    if errors:
        raise Invalid(errors)
    return forms.settle(demands.form, answers)


def _not_online(office: str) -> Phrase:
    return Phrase(
        "Thủ tục này chưa được nộp trực tuyến tại %(office)s. Hãy nộp tại bộ phận một cửa hoặc qua bưu chính.",
        office=office,
    )
