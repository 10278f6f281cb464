"""Writing what people file: a draft step by step, and once the dossier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db import IntegrityError, connection, transaction

from motcua.catalogue import forms
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import Channel, ServiceLevel, may_resolve
from motcua.core import clock, rows
from motcua.core.errors import Forbidden, Invalid, Phrase, Refused
from motcua.filing import queries, rules
from motcua.filing.models import Attachment, Dossier, Draft
from motcua.filing.rules import Help, System
from motcua.journal import actions as journal
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.records import actions as records
from motcua.records import queries as kept
from motcua.records.models import Document, Upload
from motcua.records.parts import Broken
from motcua.records.rules import Part

_GONE = "Thủ tục này không còn áp dụng. Hãy tìm thủ tục thay thế trước khi nộp."
_DISCARDED = "Hồ sơ nháp này không còn, có thể đã bị bỏ ở một cửa sổ khác. Xem lại ở «Hồ sơ của tôi»."
_MANY_DRAFTS = Phrase(
    "Bạn đang có %(count)s hồ sơ soạn dở. Hãy nộp hoặc bỏ bớt ở «Hồ sơ của tôi», rồi bắt đầu hồ sơ mới.",
    count=rules.MOST_DRAFTS,
)
_SENT = "Hồ sơ đã được gửi, không sửa được nữa. Xem lại ở «Hồ sơ của tôi»."


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of sending a draft: the dossier, its documents, and whether it was made just now."""

    dossier: Dossier
    documents: tuple[Document, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """How much of a file that comes in parts is here, in bytes, and whether it is attached: all of it then."""

    received: int
    attached: bool


@transaction.atomic
def start_draft(*, version: ProcedureVersion, office: Office, by: Account, at: datetime) -> Draft:
    """Begin a filing at an office.

    Raises Refused when that office does not resolve it or does not offer it online, and when this account keeps
    MOST_DRAFTS others: each of them stands in her list.
    """
    day = clock.local_day(at)
    if queries.drafts_of(by.pk).count() >= rules.MOST_DRAFTS:
        raise Refused(_MANY_DRAFTS)
    _refuse_unfit(version, office, day)
    if _level(version, office, day) is ServiceLevel.NONE:
        raise Refused(_not_online(office.name), "office")
    return Draft.objects.create(account=by, version=version, competent_office=office, started_at=at, saved_at=at)


@transaction.atomic
def save_page(*, draft: Draft, page: str, values: dict[str, Any], by: Account, at: datetime) -> Draft:
    """Keep the clean values of one page of the form; other answers of that page are dropped.

    `values` come from `catalogue.forms.validate_page`. Raises KeyError for a page that the form does not have.
    """
    held = _lock(draft, by)
    asked = {field.key for field in queries.demands(held.version).form.page(page).fields}
    held.answers = {key: value for key, value in held.answers.items() if key not in asked} | values
    held.done_pages = [*(done for done in held.done_pages if done != page), page]
    return _save(held, at, "answers", "done_pages")


@transaction.atomic
def attach(
    *, draft: Draft, content: IO[bytes] | bytes, name: str, paper_position: int | None, by: Account, at: datetime
) -> Attachment:
    """Attach one file for one paper (None: something else). Raises Refused for a file that cannot be taken.

    The same file for the same paper is attached once: a phone that lost the answer sends it again.
    """
    held = _lock(draft, by)
    field = rules.paper_field(paper_position or 0)
    count = _count_room(held, paper_position, field)
    try:
        document = records.add_document(content=content, name=name, by=by, at=at)
    except Refused as refused:
        raise Refused(refused.message, field) from None
    if held.unfinished:
        records.discard_uploads(subject=rules.draft_subject(held.key), field=field, digest=document.digest)
    if same := queries.attached_as(held.pk, paper_position, document.digest):
        document.delete()
        return same
    attachment = Attachment.objects.create(draft=held, document=document, paper_position=paper_position, position=count)
    _save(held, at)
    return attachment


def attach_part(
    *, draft: Draft, part: Part, name: str, paper_position: int | None, by: Account, at: datetime
) -> Arrival:
    """Keep one part of a file for one paper; once the whole is here, attach it as `attach` does.

    A part that is not the next one changes nothing; without content it is a question. A file that is attached already
    has arrived. Raises Refused as `attach` does, as soon as that is known; what cannot be attached is thrown away.
    Each part is committed by itself, so whatever breaks while the whole is attached, all of it is still here.
    """
    field = rules.paper_field(paper_position or 0)
    with transaction.atomic():
        held = _lock(draft, by)
        if queries.attached_as(held.pk, paper_position, part.digest):
            return Arrival(part.size, attached=True)
        _count_room(held, paper_position, field)
        try:
            upload = records.add_part(
                subject=rules.draft_subject(held.key), field=field, part=part, name=name, by=by, at=at
            )
        except Refused as refused:
            raise Refused(refused.message, field) from None
    if not upload.whole:
        return Arrival(upload.received, attached=False)
    return _attach_whole(upload, draft=draft, name=name, paper_position=paper_position, by=by, at=at)


def _attach_whole(upload: Upload, *, draft: Draft, **given: Any) -> Arrival:
    which = {"subject": upload.subject, "field": upload.field, "digest": upload.digest}
    try:
        with kept.open_upload(upload) as content:
            attach(draft=draft, content=content, **given)
    except Refused:
        records.discard_uploads(**which)
        raise
    except Broken:
        # Another window has attached it meanwhile, or its sender declared another digest: then it begins again.
        records.discard_uploads(**which)
        attached = queries.attached_as(draft.pk, given["paper_position"], upload.digest) is not None
        return Arrival(upload.size if attached else 0, attached)
    return Arrival(upload.size, attached=True)


@transaction.atomic
def remove_attachment(*, draft: Draft, attachment_id: int, by: Account, at: datetime) -> None:
    """Take one attachment off a draft; one that is gone already is no error (a repeated click)."""
    held = _lock(draft, by)
    Attachment.objects.filter(draft=held, id=attachment_id).delete()
    _save(held, at)


@transaction.atomic
def set_help(*, draft: Draft, help: Help, by: Account, at: datetime, helper: Account | None = None) -> Draft:
    """Record who fills this in: the filer by herself or helped, and by whom. A recorded helper means helped."""
    held = _lock(draft, by)
    if helper is not None and helper.pk == by.pk:
        raise Refused("Người hỗ trợ phải là người khác với người nộp hồ sơ.", "helper")
    held.help, held.helper = rules.help_given(helper.pk if helper else None, help), helper
    return _save(held, at, "help", "helper")


@transaction.atomic
def discard_draft(*, draft: Draft, by: Account) -> None:
    """Throw a draft away, with what was attached and what had arrived in part. Raises Refused once it was sent."""
    held = _lock(draft, by)
    _discard_unfinished(held)
    held.delete()


def submit(*, draft: Draft | str, by: Account, at: datetime, simulated: bool = False) -> Submission:
    """Make the dossier of a draft (or of its key): once, however often it is sent. Inside the caller's transaction.

    Raises Invalid with what is missing, by field; Refused when the procedure is not offered online (any more);
    Forbidden for another person's draft. `casework.actions.register` wraps this and opens the case. The code is
    taken last, because the office's series stays locked until commit.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a dossier is made inside the transaction that opens its case")
    held = _locked(draft if isinstance(draft, str) else draft.key, by)
    if held.dossier_id is not None:
        return Submission(Dossier.objects.get(id=held.dossier_id), (), new=False)
    documents = queries.handed_in(held.pk)
    day = clock.local_day(at)
    version = _in_force(held, day)
    level = _level(version, held.competent_office, day)
    if level is ServiceLevel.NONE:
        raise Refused(_not_online(held.competent_office.name))
    answers = _complete(version, held.answers, {position for position, _ in documents}, day)
    dossier = _create(
        version=version, competent_office=held.competent_office, service_level=level, filer=by,
        applicant=held.person, channel=Channel.ONLINE, help=rules.help_given(held.helper_id, held.help),
        helper_id=held.helper_id, answers=answers, submitted_at=at, simulated=simulated,
    )  # fmt: skip
    rows.update(held, dossier_id=dossier.pk, saved_at=at)
    _discard_unfinished(held)
    return Submission(dossier, tuple(document for _, document in documents), new=True)


def receive(
    *,
    version: ProcedureVersion,
    office: Office,
    channel: Channel,
    at: datetime,
    answers: dict[str, Any] | None = None,
    documents: Iterable[tuple[int | None, Document]] = (),
    code: str = "",
    system: System = System.MOTCUA,
    **fields: Any,
) -> Submission:
    """Make the dossier of what was handed in elsewhere: at a counter, by post, in another system.

    `documents` are (paper position, document). A dossier of another system keeps its `code`; ours get one.
    `fields` are further columns of the dossier (filer, applicant, help, helper, simulated). Inside the caller's
    transaction. Raises Refused for a code that is missing, unwanted, malformed or known already.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a dossier is made inside the transaction that opens its case")
    code = _foreign_code(code, system)
    level = _level(version, office, clock.local_day(at))
    papers = list(documents)
    dossier = _create(
        version=version, competent_office=office, service_level=level, channel=channel, answers=answers or {},
        submitted_at=at, system=system, code=code, **{"help": Help.UNKNOWN, **fields},
    )  # fmt: skip
    if papers:
        add_documents(dossier=dossier, documents=papers)
    return Submission(dossier, tuple(document for _, document in papers), new=True)


def add_documents(*, dossier: Dossier, documents: Iterable[tuple[int | None, Document]]) -> None:
    """Attach further documents, (paper position, document), to a dossier, after those that it has."""
    start = queries.attachments(dossier).count()
    Attachment.objects.bulk_create(
        Attachment(dossier=dossier, document=document, paper_position=paper, position=start + index)
        for index, (paper, document) in enumerate(documents)
    )


def correct(*, dossier: Dossier, channel: Channel, help: Help) -> None:
    """Put right how a dossier came in and whether its filer was helped. Inside the caller's transaction, which tells
    the journal. A helper stays recorded only where there was help. Raises Refused for a change to online.
    """
    if channel is Channel.ONLINE and dossier.channel != Channel.ONLINE:
        raise Refused(
            "Hồ sơ do một cửa nhập không bao giờ thành hồ sơ trực tuyến. Chọn trực tiếp hoặc bưu chính.", "channel"
        )
    helper = dossier.helper_id if help is Help.HELPED else None
    rows.update(dossier, channel=int(channel), help=str(help), helper_id=helper)


def _create(*, version: ProcedureVersion, competent_office: Office, code: str = "", **fields: Any) -> Dossier:
    day = clock.local_day(fields["submitted_at"])
    own = not code
    if own:
        number = journal.take_numbers(rules.series(competent_office.code, day))
        code = rules.dossier_code(competent_office.code, day, number)
    dossier = Dossier(
        code=code, version=version, procedure=version.procedure, competent_office=competent_office, **fields
    )
    if own:
        rows.insert(dossier)
        return dossier
    try:
        with transaction.atomic():
            rows.insert(dossier)
    except IntegrityError:
        raise Refused(f"Hồ sơ {code} đã có trong hệ thống.", "code") from None
    return dossier


def _foreign_code(code: str, system: System) -> str:
    if system is System.MOTCUA:
        if code:
            raise Refused("Hồ sơ của hệ thống này được cấp mã tự động; để trống ô mã.", "code")
        return ""
    if rules.parse_code(code) is None:
        raise Refused("Mã hồ sơ không đúng mẫu «mã cơ quan-năm tháng ngày-số thứ tự». Hãy kiểm tra lại.", "code")
    return code.strip().upper()


def _lock(draft: Draft, by: Account) -> Draft:
    held = _locked(draft.key, by)
    if held.dossier_id is not None:
        raise Refused(_SENT)
    return held


def _locked(key: str, by: Account) -> Draft:
    held = queries.locked_draft(key)
    if held is None:
        raise Refused(_DISCARDED)
    if held.account_id != by.pk:
        raise Forbidden
    return held


def _discard_unfinished(held: Draft) -> None:
    if held.unfinished:
        records.discard_uploads(subject=rules.draft_subject(held.key))


def _save(draft: Draft, at: datetime, *names: str) -> Draft:
    draft.saved_at = at
    draft.save(update_fields=[*names, "saved_at"])
    return draft


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


def _refuse_unfit(version: ProcedureVersion, office: Office, day: date) -> None:
    _refuse_ended(office, day)
    if not may_resolve(version.authority_tiers, tier=office.tier, kind=office.kind):
        raise Refused(
            Phrase(
                "%(office)s không giải quyết thủ tục này. Hãy chọn cơ quan khác trong danh sách.", office=office.name
            ),
            "office",
        )


def _refuse_ended(office: Office, day: date) -> None:
    if office.valid_to is not None and office.valid_to < day:
        raise Refused(
            Phrase("%(office)s không còn nhận hồ sơ. Hãy bắt đầu lại và chọn cơ quan mới.", office=office.name),
            "office",
        )


def _complete(
    version: ProcedureVersion, answers: dict[str, Any], attached: set[int | None], day: date
) -> dict[str, Any]:
    demands = queries.demands(version)
    errors = forms.missing(demands.form, answers, day)
    errors |= rules.missing_papers(demands.required_papers, attached)
    if errors:
        raise Invalid(errors)
    return forms.settle(demands.form, answers)


def _count_room(draft: Draft, position: int | None, field: str) -> int:
    """Return how many files are attached. Raises Refused when there is no room for another, or no such paper."""
    if position is not None and not draft.version.papers.filter(position=position).exists():
        raise Refused("Thủ tục không có giấy tờ này. Hãy tải lại trang rồi chọn lại.", field)
    count = Attachment.objects.filter(draft=draft).count()
    if count >= rules.MOST_ATTACHMENTS:
        raise Refused(
            Phrase(
                "Một hồ sơ nhận tối đa %(count)s tệp. Hãy gộp các trang vào một tệp PDF.", count=rules.MOST_ATTACHMENTS
            ),
            field,
        )
    return count


def _not_online(office: str) -> Phrase:
    return Phrase(
        "Thủ tục này chưa được nộp trực tuyến tại %(office)s. Hãy nộp tại bộ phận một cửa hoặc qua bưu chính.",
        office=office,
    )
