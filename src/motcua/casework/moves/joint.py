"""The moves within a process: steps handed from office to office, and opinions asked of other offices.

The status of the case stays; its own clock never stops for them. Each step has an office, a due time and a lateness of
its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from motcua.casework import rules
from motcua.casework.models import Case, ClockStop, JointStep
from motcua.casework.moves import holding
from motcua.casework.moves.step import Step, begin
from motcua.casework.rules import StepKind, StepOutcome
from motcua.catalogue import process as processes
from motcua.catalogue.process import COMPETENT, Part
from motcua.core import clock
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import Role
from motcua.records.models import Document

MOST_DAYS, DAY_HOURS = 60, 8
_NO_OFFICES: Mapping[str, Office] = {}


@transaction.atomic
def complete_step(
    *, case: Case, about: JointStep, by: Account, at: datetime, values: Mapping[str, str] | None = None,
    document: Document | None = None, note: str = "", chosen: Mapping[str, Office] = _NO_OFFICES,
) -> Case:  # fmt: skip
    """End the open step with what it asks for and hand the case on: the next step, or the decision.

    `values` are typed texts by field, `chosen` the offices of what comes next where the process leaves them open, by
    key. Raises Invalid (by field; "document"), and Refused: field "office-KEY" without an office, or while an opinion
    that the process asks for is open.
    """
    step = begin(case, "complete_step", by, at, None, note, about)
    row, rows = _about(step), holding.steps(step.case)
    process = holding.process_of(step.case)
    mine = process.find(row.key) if process else None
    if process is None or mine is None:
        raise LookupError(f"{row.key} in the process of {case}")
    waiting = next(iter(holding.awaited(mine, rows)), None)
    if waiting is not None:
        raise Refused(
            Phrase(
                "Còn chờ ý kiến của %(office)s. Không chờ nữa thì chọn «Thôi chờ ý kiến» và nêu lý do.",
                office=waiting.office.name,
            )
        )
    row.values, errors = processes.read_values(mine, values or {}, clock.local_day(at))
    if mine.document and document is None:
        errors["document"] = Phrase("Đính kèm «%(paper)s».", paper=mine.document)
    if errors:
        raise Invalid(errors)
    row.document = document
    _end(step, row, StepOutcome.DONE)
    known = holding.answers(step.case, [*rows, row])
    _begin(step, holding.onward(process, mine, known), chosen)
    return step.finish(document)


@transaction.atomic
def return_step(
    *, case: Case, about: JointStep, former: JointStep | None, reason: str, by: Account, at: datetime
) -> Case:
    """Give the case back to a step that was done, to be done again. Raises Refused without one (field "former")."""
    step = begin(case, "return_step", by, at, None, reason, about)
    row, rows = _about(step), holding.steps(step.case)
    process = holding.process_of(step.case)
    mine = process.find(row.key) if process else None
    for one in holding.awaited(mine, rows):
        _end(step, one, StepOutcome.WITHDRAWN)
    _end(step, row, StepOutcome.SENT_BACK)
    _again(step, _one_of(former, holding.former(rows, row)))
    return step.finish()


@transaction.atomic
def reopen_step(
    *, case: Case, former: JointStep | None, reason: str, by: Account, at: datetime, seen: int | None = None
) -> Case:
    """Let a step be done again after the last one. Raises Refused without one (field "former")."""
    step = begin(case, "reopen_step", by, at, seen, reason)
    _again(step, _one_of(former, holding.former(holding.steps(step.case), None)))
    return step.finish()


@transaction.atomic
def assign_step(*, case: Case, about: JointStep, officer: Account, by: Account, at: datetime, note: str = "") -> Case:
    """Give a step or an opinion to an officer of its office. Raises Refused (field "officer") for somebody else."""
    step = begin(case, "assign_step", by, at, None, note, about)
    row = _about(step)
    if officer not in holding.officers(row.office, row.role, clock.local_day(at)):
        raise Refused(
            Phrase(
                "%(officer)s không làm phần việc này ở cơ quan này. Hãy chọn người khác.", officer=officer.full_name
            ),
            "officer",
        )
    row.officer = officer
    row.save(update_fields=["officer"])
    return step.finish(officer=officer.pk)


@transaction.atomic
def ask_opinion(
    *, case: Case, office: Office | None, question: str, days: int | None, by: Account, at: datetime,
    seen: int | None = None,
) -> Case:  # fmt: skip
    """Ask another office for an opinion, to be given within `days` working days of that office; work goes on meanwhile.

    Raises Invalid by field: "office", "question", "days".
    """
    step = begin(case, "ask_opinion", by, at, seen, question)
    errors: dict[str, str] = {}
    if office is None or (office.valid_to is not None and office.valid_to < clock.local_day(at)):
        errors["office"] = Phrase("Nhập mã của một cơ quan đang hoạt động, ví dụ H27.5.")
    elif office.pk == step.case.competent_office_id:
        errors["office"] = Phrase("Chọn cơ quan khác: cơ quan này đang giải quyết hồ sơ.")
    if not step.note:
        errors["question"] = Phrase("Nhập nội dung cần lấy ý kiến.")
    if days is None or not 1 <= days <= MOST_DAYS:
        errors["days"] = Phrase("Nhập số ngày làm việc, từ 1 đến %(most)s.", most=MOST_DAYS)
    if errors or office is None or days is None:
        raise Invalid(errors)
    part = Part("", step.note, hours=days * DAY_HOURS)
    _open(step, part, StepKind.OPINION, office)
    _count(step)
    return step.finish()


@transaction.atomic
def answer_opinion(
    *, case: Case, about: JointStep, answer: str, by: Account, at: datetime, document: Document | None = None
) -> Case:
    """Give the opinion that was asked for, with a document if there is one. Raises Refused (field "answer") without."""
    step = begin(case, "answer_opinion", by, at, None, answer, about)
    row = _about(step)
    if not step.note:
        raise Refused("Nhập ý kiến trả lời.", "answer")
    row.document = document
    _end(step, row, StepOutcome.ANSWERED)
    return step.finish(document)


@transaction.atomic
def close_opinion(*, case: Case, about: JointStep, reason: str, by: Account, at: datetime) -> Case:
    """Go on without an opinion: late, it counts as not given; before, as no longer asked for.

    The office that was asked reads the reason (`holding.not_awaited`). Raises Refused without one.
    """
    step = begin(case, "close_opinion", by, at, None, reason, about)
    row = _about(step)
    _move_due(step, row)
    late = holding.is_late(row, at)
    _end(step, row, StepOutcome.UNANSWERED if late else StepOutcome.WITHDRAWN, moved=True)
    return step.finish()


@transaction.atomic
def repeat_opinion(*, case: Case, about: JointStep, reason: str, by: Account, at: datetime) -> Case:
    """Ask the same office for an opinion once more, in the same time; `reason` is what it reads beside the question.

    The former answer stays. Raises Refused without a reason, and while the same opinion is awaited.
    """
    step = begin(case, "repeat_opinion", by, at, None, reason)
    rows = holding.steps(step.case)
    former = next((row for row in rows if row.pk == about.pk), None)
    if former is None or not holding.may_repeat(former, rows):
        raise Refused("Ý kiến này đã được hỏi lại hoặc đang chờ trả lời. Hãy tải lại trang.")
    part = Part(former.key, former.name, role=Role(former.role), hours=former.hours)
    opened = _open(step, part, StepKind.OPINION, former.office)
    opened.note = step.note
    opened.save(update_fields=["note"])
    _count(step)
    return step.finish()


def begin_or_hand_on(step: Step) -> None:
    """Begin the process with the first assignment; later ones hand over what the former case officer held."""
    case = step.case
    process = holding.process_of(case)
    if process is None:
        return
    rows = JointStep.objects.filter(case=case, kind=StepKind.STEP)
    if not rows.exists():
        _begin(step, holding.onward(process, None, holding.answers(case, ())), _NO_OFFICES)
        return
    mine = rows.filter(done_at=None, office=case.competent_office_id, role=Role.CASE_OFFICER)
    mine.update(officer=case.officer)


def drop_open(step: Step) -> None:
    """End whatever is open of a case that is not worked on any more."""
    for row in holding.open_steps(step.case):
        _end(step, row, StepOutcome.WITHDRAWN, count=False)
    step.case.in_step, step.case.opinions_open = False, 0


def _about(step: Step) -> JointStep:
    assert step.about is not None
    return step.about


def _one_of(wanted: JointStep | None, possible: list[JointStep]) -> JointStep:
    found = next((row for row in possible if wanted is not None and row.pk == wanted.pk), None)
    if found is None:
        raise Refused("Chọn bước cần làm lại trong danh sách.", "former")
    return found


def _begin(step: Step, onward: holding.Onward, chosen: Mapping[str, Office]) -> None:
    """Open what comes next; an opinion that its office has given already stays given.

    Raises Refused (field "office-KEY") where its office is not known.
    """
    day, rows = clock.local_day(step.at), holding.steps(step.case) if onward.opinions else []
    if onward.step:
        _open(step, onward.step, StepKind.STEP, holding.office_for(onward.step, step.case, chosen, day))
    for part in onward.opinions:
        office = holding.office_for(part, step.case, chosen, day)
        if not holding.is_answered(part.key, office, rows):
            _open(step, part, StepKind.OPINION, office)
    _count(step)


def _again(step: Step, row: JointStep) -> None:
    """Open a step once more, with the same office and whoever did it, and the opinions that have no answer yet."""
    process = holding.process_of(step.case)
    part = process.find(row.key) if process else None
    if part is None:
        raise LookupError(f"{row.key} in the process of {step.case}")
    opened, rows = _open(step, part, StepKind.STEP, row.office), holding.steps(step.case)
    before = {one.key: one.office for one in rows}
    for opinion in processes.opinions(part, holding.answers(step.case, rows)):
        if not holding.is_answered(opinion.key, None, rows):
            _open(step, opinion, StepKind.OPINION, before.get(opinion.key) or opened.office)
    _count(step)


def _open(step: Step, part: Part, kind: StepKind, office: Office) -> JointStep:
    case = step.case
    ours = part.office == COMPETENT and part.role == Role.CASE_OFFICER and kind == StepKind.STEP
    row = JointStep.objects.create(
        case=case, kind=kind, key=part.key, name=part.name, office=office, role=part.role, hours=part.hours,
        officer=case.officer if ours else None, opened_at=step.at, due_at=holding.due(office, step.at, part.hours),
    )  # fmt: skip
    step.opened.append(row)
    if step.about is None:
        step.kept.setdefault("joint_step", row)
    return row


def _end(step: Step, row: JointStep, outcome: StepOutcome, *, moved: bool = False, count: bool = True) -> None:
    if not moved:
        _move_due(step, row)
    row.done_at, row.outcome, row.by = max(step.at, row.opened_at), outcome, step.by
    row.note = step.note if row == step.about else row.note
    row.save()
    if count:
        _count(step)


def _move_due(step: Step, row: JointStep) -> None:
    """Give a step that ends while the clock stands still by law the time that has passed since."""
    if step.case.status not in rules.PAUSED:
        return
    stop = ClockStop.objects.filter(case=step.case, ended_at=None, started_at__gte=row.opened_at).first()
    if stop is not None:
        row.due_at = holding.moved_due(row, stop.started_at, max(step.at, stop.started_at))


def _count(step: Step) -> None:
    """Note on the case what is open, and which other offices take part."""
    case = step.case
    kinds = list(JointStep.objects.filter(case=case, done_at=None).values_list("kind", flat=True))
    case.in_step = StepKind.STEP in kinds
    case.opinions_open = kinds.count(StepKind.OPINION)
    case.concerned = holding.concerned(case)
