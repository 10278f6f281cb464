"""Taking in what somebody brings to a counter, or what comes by post: one visit, its dossiers, their cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.casework import actions, queries
from motcua.casework.lists import holdings
from motcua.casework.models import Case
from motcua.casework.moves.step import digests
from motcua.casework.papers.results import VerifyUrl
from motcua.casework.several import batch
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import Channel
from motcua.core import canonical, clock, ids, rows, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.filing import actions as filing_actions
from motcua.filing import queries as filing
from motcua.filing import rules as filing_rules
from motcua.filing import visits
from motcua.filing.models import Again, Visit
from motcua.filing.rules import ForStaff, Help, InPersonReason, Tick
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.offices.models import Office
from motcua.people import entering, facts
from motcua.people import queries as people
from motcua.people.facts import Facts
from motcua.people.models import Account, Person
from motcua.people.rules import actor
from motcua.records.models import Document, OfficialPaper
from motcua.records.rules import PaperKind

DELEGATE = "delegate_"
_TOO_MANY = Phrase(
    "Một hồ sơ nhận tối đa %(count)s tệp. Hãy gộp các trang vào một tệp PDF.", count=filing_rules.MOST_ATTACHMENTS
)


@dataclass(frozen=True, slots=True)
class Brought:
    """One dossier as it lies on the counter.

    `documents` are scans, (paper position or None, document), `again` what her applicant has here already, (paper
    position, key of the document). `incomplete`: a required paper is missing and the officer takes it in all the same,
    to ask for the rest.
    """

    version: ProcedureVersion
    office: Office
    ticks: Sequence[Tick] = ()
    documents: Sequence[tuple[int | None, Document]] = ()
    again: Sequence[tuple[int, str]] = ()
    required: Sequence[tuple[int, str]] = ()
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that an officer types about a visit. `received_at` None: just now.

    `chosen` is the person who was picked from those found; `as_on_card` says that her name is that of her card
    (`delegate_as_on_card`: the delegate's).
    """

    key: str
    counter: Office
    channel: Channel
    applicant: Facts
    brought: Sequence[Brought]
    chosen: Person | None = None
    as_on_card: bool = False
    delegate: Facts | None = None
    delegate_as_on_card: bool = False
    delegation: str = ""
    reason: str = ""
    queue_number: str = ""
    tracking_number: str = ""
    received_at: datetime | None = None
    late_reason: str = ""
    help: Help = Help.UNKNOWN
    helper: Account | None = None
    helped_office: Office | None = None
    for_staff: str = ""
    staff_office: Office | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an intake: the visit, its cases as they were brought, and whether it was entered just now."""

    visit: Visit
    cases: Sequence[Case] = field(default_factory=tuple)
    new: bool = True


def problems(intake: Intake, *, at: datetime) -> dict[str, str]:
    """Return everything that is wrong with an intake at `at`, by field; fields of a dossier end in its number, "-0"."""
    today = clock.local_day(at)
    errors = facts.check(intake.applicant, today=today)[1]
    if intake.delegate is not None:
        errors |= facts.check(intake.delegate, today=today, prefix=DELEGATE)[1]
        if not text.one_line(intake.delegation):
            errors["delegation"] = Phrase(
                "Nhập giấy tờ ủy quyền: loại giấy, số, ngày, ví dụ «Giấy ủy quyền ngày 20/11/2026»."
            )
    errors |= _about_the_visit(intake, at)
    if not intake.brought:
        errors["procedure"] = Phrase("Chọn ít nhất một thủ tục.")
    if len(intake.brought) > filing_rules.MOST_TOGETHER:
        errors["procedure"] = Phrase("Mỗi lượt tối đa %(most)s hồ sơ.", most=filing_rules.MOST_TOGETHER)
    for number, one in enumerate(intake.brought):
        errors |= _about_a_dossier(one, number, today)
    return errors


def _about_the_visit(intake: Intake, at: datetime) -> dict[str, str]:
    errors: dict[str, str] = {}
    if intake.channel == Channel.ONLINE:
        errors["channel"] = Phrase("Hồ sơ nhập tại quầy là trực tiếp hoặc bưu chính, không bao giờ là trực tuyến.")
    if intake.channel == Channel.DIRECT and intake.reason not in InPersonReason.values:
        errors["reason"] = Phrase("Hỏi một câu: vì sao nộp trực tiếp? Chưa hỏi được thì chọn «Chưa hỏi».")
    if intake.for_staff and (intake.for_staff not in ForStaff.values or intake.staff_office is None):
        errors["staff_office"] = Phrase("Chọn cơ quan nơi cán bộ đó làm việc, hoặc chọn «Không phải».")
    try:
        late = filing_rules.receipt_time(intake.received_at, at=at)[1]
    except Refused as refused:
        errors[refused.field] = refused.message
    else:
        if late and not text.one_line(intake.late_reason):
            errors["late_reason"] = Phrase("Ghi lý do nhập sau, ví dụ: mất điện, thư đến cuối giờ hôm trước.")
    return errors


def _about_a_dossier(one: Brought, number: int, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    try:
        visits.refuse_unfit(one.version, one.office, today, field=f"office-{number}")
    except Refused as refused:
        errors[refused.field] = refused.message
    for tick in one.ticks:
        if not 0 < tick.sheets <= 3 * filing_rules.MOST_SHEETS or (tick.position is None and not tick.name):
            errors[f"papers-{number}"] = Phrase("Mỗi giấy tờ đã nhận cần ít nhất một bản, và giấy tờ khác cần có tên.")
    if len(one.documents) + len(one.again) > filing_rules.MOST_ATTACHMENTS:
        errors[f"papers-{number}"] = _TOO_MANY
    ticked = {tick.position for tick in one.ticks} | {position for position, _ in one.again}
    missing = [name for position, name in one.required if position not in ticked]
    if missing and not one.incomplete:
        errors[f"papers-{number}"] = Phrase(
            "Chưa đánh dấu giấy bắt buộc «%(paper)s». Đánh dấu giấy đã nhận, hoặc chọn «Nhận dù còn thiếu».",
            paper=missing[0],
        )
    return errors


def take_in(*, intake: Intake, by: Account, at: datetime) -> Taken:
    """Enter a visit: the people, and for each dossier its case, already received. Once, however often it is sent.

    Each dossier opens with its own entry `accepted`, at the time at which it was received. Raises Invalid with all that
    `problems` finds, (field "full_name") for a number that is kept under another name, or (field "papers-0") for a
    paper that whoever was really entered does not have here.
    """
    if errors := problems(intake, at=at):
        raise Invalid(errors)
    try:
        with transaction.atomic():
            return _take_in(intake, by, at)
    except Refused as refused:
        raise Invalid({refused.field: refused.message}) from None
    except IntegrityError:
        if (known := Visit.objects.filter(key=intake.key).first()) is None:
            raise
        return Taken(known, new=False)


def _take_in(intake: Intake, by: Account, at: datetime) -> Taken:
    if known := Visit.objects.filter(key=intake.key).first():
        return Taken(known, new=False)
    received_at, late = filing_rules.receipt_time(intake.received_at, at=at)
    applicant, delegate = _enter_people(intake, by, at)
    direct = intake.channel == Channel.DIRECT
    visit = visits.open_visit(
        key=intake.key, counter=intake.counter, channel=intake.channel, applicant=applicant, delegate=delegate,
        delegation=text.one_line(intake.delegation)[:300] if delegate else "", reason=intake.reason if direct else "",
        queue_number=text.one_line(intake.queue_number)[:12] if direct else "", received_at=received_at, entered_at=at,
        tracking_number="" if direct else text.one_line(intake.tracking_number)[:40], entered_by=by,
        late_reason=text.one_line(intake.late_reason)[:300] if late else "",
    )  # fmt: skip
    # In one order for all, because each locks the series of its office; shown in the order in which they were brought.
    order = sorted(range(len(intake.brought)), key=lambda number: intake.brought[number].office.code)
    opened = {number: _open(intake, number, visit, by) for number in order}
    return Taken(visit, tuple(opened[number] for number in sorted(opened)))


def _enter_people(intake: Intake, by: Account, at: datetime) -> tuple[Person, Person | None]:
    """Enter whose dossiers they are and who hands them in; by number, so that two visits never wait crosswise."""
    today = clock.local_day(at)
    typed: list[dict[str, Any]] = [
        {"facts": facts.check(intake.applicant, today=today)[0], "chosen": intake.chosen,
         "as_on_card": intake.as_on_card, "prefix": ""}
    ]  # fmt: skip
    if intake.delegate is not None:
        checked = facts.check(intake.delegate, today=today, prefix=DELEGATE)[0]
        typed.append({"facts": checked, "as_on_card": intake.delegate_as_on_card, "prefix": DELEGATE})
    typed.sort(key=lambda one: str(one["facts"].personal_id))
    entered = {one["prefix"]: entering.enter(**one, by=by, at=at) for one in typed}
    return entered[""], entered.get(DELEGATE)


def _open(intake: Intake, number: int, visit: Visit, by: Account) -> Case:
    one = intake.brought[number]
    helper, helped, salt = intake.helper, intake.help, ids.salt()
    helped_office = intake.helped_office
    if helper is not None:
        helped_office = helped_office or people.office_of(helper.pk, on=clock.local_day(visit.received_at))
    if helper or helped_office:
        helped = Help.HELPED
    case = actions.register_received(
        version=one.version, office=one.office, channel=intake.channel, by=by, at=visit.received_at,
        received_office=visit.counter, entered_at=visit.entered_at if visit.late_reason else None,
        documents=one.documents, again=_again(one, number, visit), applicant=visit.applicant, visit=visit, help=helped,
        helper=helper, helped_office=helped_office, in_person=visit.reason, salt=salt,
        for_staff=intake.for_staff,
        staff_office=intake.staff_office.code if intake.for_staff and intake.staff_office else "",
        told=_told(visit, one, intake, salt),
    )  # fmt: skip
    visits.tick(dossier=case.dossier, ticks=one.ticks)
    return case


def _again(one: Brought, number: int, visit: Visit) -> list[Again]:
    """What is used again, out of what the person has here who was entered, whoever the page had before its eyes."""
    try:
        return holdings.chosen(person_id=visit.applicant_id, picks=one.again) if one.again else []
    except Refused as refused:
        raise Refused(refused.message, f"papers-{number}") from None


def _told(visit: Visit, one: Brought, intake: Intake, salt: str) -> Mapping[str, Any]:
    """What the entry tells of the visit: codes, times and a salted digest of the papers; no name, no words."""
    told: dict[str, Any] = {"ticks": filing_rules.salted(salt, canonical.dumps([asdict(tick) for tick in one.ticks]))}
    if visit.reason:
        told["in_person"] = visit.reason
    if visit.delegate_id:
        told["delegated"] = True
    if visit.late_reason:
        told["entered_at"] = clock.stamp(visit.entered_at)
    return told


def add_scans(*, case: Case, documents: Sequence[tuple[int | None, Document]], by: Account, at: datetime) -> None:
    """Keep further scans, (paper position or None, document), of what was handed in on paper; one entry, `scanned`.

    Raises Refused (field "scan") for more than MOST_ATTACHMENTS.
    """
    with transaction.atomic():
        held = queries.locked(case.pk)
        if filing.attachments(held.dossier).count() + len(documents) > filing_rules.MOST_ATTACHMENTS:
            raise Refused(_TOO_MANY, "scan")
        filing_actions.add_documents(dossier=held.dossier, documents=documents)
        before = queries.facts(held)
        rows.update(held, digitised=held.digitised or bool(documents))
        facts, details = queries.facts(held), {"documents": digests(held, [document for _, document in documents])}
        subject, was = filing_rules.subject(held.dossier.code), changed(before, facts)
        journal.append(Event(subject, "scanned", at, actor(by.pk), facts=facts, was=was, details=details))


def slip(*, visit: Visit, by: Account, at: datetime, look_up: VerifyUrl, verify_url: VerifyUrl) -> OfficialPaper:
    """Return the one receipt of a visit: form 01 of its dossier, or the common receipt of several. Made once, kept."""
    codes = list(visit.dossiers.order_by("id").values_list("code", flat=True))
    cases = queries.by_codes(codes)
    if len(cases) == 1:
        step = queries.detail(cases[0]).steps[0]
        return actions.issue(
            case=cases[0], kind=PaperKind.RECEIPT_SLIP, step=step, at=at, lookup_url=look_up(codes[0]),
            verify_url=verify_url,
        )  # fmt: skip
    with transaction.atomic():
        held = (
            Visit.objects.select_for_update(no_key=True, of=("self",)).select_related("slip__document").get(pk=visit.pk)
        )
        if held.slip is None:
            held.slip = batch.common_receipt(cases=cases, by=by, at=at, verify_url=verify_url)
            held.save(update_fields=["slip"])
    return held.slip
