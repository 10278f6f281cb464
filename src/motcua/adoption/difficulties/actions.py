"""What is done with a difficulty: raised, moved up, answered, not solved, solved; and the roster. Each an entry."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.adoption.difficulties import ladder, queries, rules
from motcua.adoption.difficulties.ladder import Matter, Step
from motcua.adoption.difficulties.rules import DifficultySource, DifficultyState, Rung
from motcua.adoption.effects import actions as effects
from motcua.adoption.effects.rules import ActionKind
from motcua.adoption.models import Difficulty, DifficultyReply, Duty, KnownSolution
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Procedure
from motcua.core import clock
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.filing.models import Dossier
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import actor

EMPTY = Phrase("Viết bạn đang vướng ở bước nào, hệ thống báo gì.")
_TWICE = timedelta(minutes=10)
_SOLVED = "Vướng mắc này đã gỡ xong, không thêm gì được nữa."


@transaction.atomic
def raise_difficulty(
    *, office: Office, words: str, source: DifficultySource, by: Account, at: datetime,
    procedure: Procedure | None = None, dossier: Dossier | None = None,
) -> Difficulty:  # fmt: skip
    """Say that somebody at an office is stuck; it goes to who is on duty on the lowest rung where anybody may answer.

    Numbers of persons are taken out of the words. Sent twice within a few minutes it is one. Raises Refused (field
    "words") without any, and when nobody in the province may answer.
    """
    kept = rules.cleaned(words).words
    if wrong := rules.words_error(kept, EMPTY):
        raise Refused(wrong, "words")
    same = {"raised_by": by, "office": office, "procedure": procedure, "dossier": dossier, "words": kept}
    if known := Difficulty.objects.filter(**same, state=DifficultyState.OPEN, raised_at__gt=at - _TWICE).first():
        return known
    field = ladder.field_of(procedure, clock.local_day(at))
    steps = ladder.steps(Matter(office, by.pk, procedure, dossier, field), at=at)
    if not steps:
        raise Refused("Chưa có ai được phân công kiểm soát thủ tục để trả lời. Báo người quản trị của tỉnh.", "words")
    made = Difficulty(
        office=office, procedure=procedure, dossier=dossier, words=kept, source=source, raised_by=by, raised_at=at,
        simulated=by.simulated,
    )  # fmt: skip
    _onto(made, steps, steps[0], at)
    made.save()
    _record(made, "difficulty_raised", by.pk, at, {}, opens=True)
    return made


@transaction.atomic
def move_up(*, difficulty: Difficulty, by: Account | None, at: datetime) -> Difficulty:
    """Hand an open difficulty to the next rung. Raises Refused when it is not open, or nobody stands above.

    Without `by` the worker does it: then only what is overdue moves, and the rest stays as it is.
    """
    held = queries.locked(difficulty.pk)
    if by is None and (held.moves_up_at is None or held.moves_up_at > at or held.state != DifficultyState.OPEN):
        return held
    if held.state != DifficultyState.OPEN:
        raise Refused("Vướng mắc này đã có trả lời, không chuyển lên nữa.")
    steps = ladder.of(held, at=at)
    rung = rules.after([step.rung for step in steps], Rung(held.rung))
    before = queries.facts(held)
    if rung is None:
        if by is not None:
            raise Refused("Không còn cấp nào ở trên có người trả lời.")
        held.moves_up_at = None
        held.save(update_fields=["moves_up_at"])
        return held
    _onto(held, steps, next(step for step in steps if step.rung is rung), at)
    held.times_up += 1
    held.save()
    _record(held, "difficulty_moved_up", by.pk if by else None, at, before)
    return held


def move_up_due(*, at: datetime) -> int:
    """Move up whatever waited longer than it should; return how many did. Each in a transaction of its own."""
    moved = 0
    for number in queries.due_to_move_up(at):
        moved += move_up(difficulty=Difficulty(pk=number), by=None, at=at).rung_at == at
    return moved


@transaction.atomic
def answer(
    *, difficulty: Difficulty, words: str, keep: bool, problem: str = "", by: Account, at: datetime
) -> DifficultyReply:
    """Answer a difficulty; with `keep` the answer is shown to the next officers who open the procedure.

    `problem` says then what it is an answer to. Numbers of persons are taken out of both. Raises Invalid by field
    ("words", "problem", "keep"), Refused when it is solved.
    """
    held = queries.locked(difficulty.pk)
    if held.state == DifficultyState.SOLVED:
        raise Refused(_SOLVED)
    said, about = rules.cleaned(words).words, rules.cleaned(problem).words
    last = held.replies.last()
    if last is not None and (last.by_id, last.words) == (by.pk, said):
        return last  # sent twice
    errors = {"words": rules.words_error(said, Phrase("Viết cách làm, từng bước, để người hỏi làm theo được."))}
    if keep and held.procedure is None:
        errors["keep"] = Phrase("Vướng mắc này không gắn với thủ tục nào nên không lưu làm cách gỡ chung được.")
    elif keep:
        errors["problem"] = rules.words_error(about, Phrase("Viết vướng ở đâu, để người sau nhận ra việc của mình."))
    if wrong := {name: message for name, message in errors.items() if message}:
        raise Invalid(wrong)
    before = queries.facts(held)
    made = DifficultyReply.objects.create(difficulty=held, by=by, at=at, words=said, answers=True)
    held.state, held.moves_up_at = DifficultyState.ANSWERED, None
    if held.answered_at is None:
        held.answered_at, held.answer_minutes = at, _minutes(held, at)
    held.save()
    details: dict[str, Any] = {"minutes": held.answer_minutes}
    if keep and held.procedure:
        KnownSolution.objects.create(
            procedure=held.procedure, difficulty=held, problem=about, words=said, kept_by=by, kept_at=at
        )
        details["kept"] = True
    _record(held, "difficulty_answered", by.pk, at, before, details)
    return made


@transaction.atomic
def not_solved(*, difficulty: Difficulty, words: str, by: Account, at: datetime) -> Difficulty:
    """Say that an answer did not help, and why: it waits for another on the same rung, and goes up from there.

    Raises Refused unless it was answered and is not solved, and (field "words") without words.
    """
    held = queries.locked(difficulty.pk)
    if held.state != DifficultyState.ANSWERED:
        raise Refused(_SOLVED if held.state == DifficultyState.SOLVED else "Vướng mắc này đang chờ trả lời.")
    said = rules.cleaned(words).words
    if wrong := rules.words_error(said, Phrase("Viết còn vướng ở đâu sau khi làm theo trả lời.")):
        raise Refused(wrong, "words")
    before = queries.facts(held)
    DifficultyReply.objects.create(difficulty=held, by=by, at=at, words=said, answers=False)
    steps = ladder.of(held, at=at)
    held.state = DifficultyState.OPEN
    same = next((step for step in steps if step.rung == held.rung), None)
    _onto(held, steps, same or Step(Rung(held.rung), held.handler, held.controller_id), at)
    held.save()
    _record(held, "difficulty_not_solved", by.pk, at, before)
    return held


@transaction.atomic
def solve(*, difficulty: Difficulty, by: Account, at: datetime) -> Difficulty:
    """Say that one can get on. An answer that solved it is something the programme did for her office.

    Said twice it happens once.
    """
    held = queries.locked(difficulty.pk)
    if held.state == DifficultyState.SOLVED:
        return held
    before = queries.facts(held)
    held.state, held.moves_up_at = DifficultyState.SOLVED, None
    held.solved_at, held.solve_minutes = at, _minutes(held, at)
    held.save()
    _record(held, "difficulty_solved", by.pk, at, before, {"minutes": held.solve_minutes})
    if held.answered_at is not None:
        on, source = clock.local_day(at), rules.subject(held.pk)
        effects.happened(kind=ActionKind.SOLVED, source=source, offices=[held.office], on=on, by=by, at=at)
    return held


@transaction.atomic
def end_solution(*, solution: KnownSolution, by: Account, at: datetime) -> KnownSolution:
    """Show a solution no longer: it is not right any more. Ended twice it ends once."""
    held = KnownSolution.objects.select_for_update(of=("self",)).get(pk=solution.pk)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        source = queries.locked(held.difficulty_id)
        _record(source, "solution_ended", by.pk, at, queries.facts(source), {"solution": held.pk})
    return held


@transaction.atomic
def put_on_duty(
    *, office: Office, account: Account | None, weekday: int | None, field: str, first: date | None, last: date | None,
    by: Account, at: datetime,
) -> Duty:  # fmt: skip
    """Put somebody who may answer at an office on its roster. Raises Invalid: account, weekday, field, days."""
    today, errors = clock.local_day(at), dict[str, str]()
    able = {one.pk for one in ladder.controllers(office, on=max(first or today, today))}
    if account is None or account.pk not in able:
        errors["account"] = Phrase("Chọn một người đang giữ vai trò kiểm soát thủ tục ở cơ quan này.")
    if weekday not in (None, *range(7)):
        errors["weekday"] = Phrase("Chọn thứ trong tuần, hoặc mọi ngày.")
    if field and field not in catalogue.fields(today):
        errors["field"] = Phrase("Chọn lĩnh vực trong danh sách, hoặc mọi lĩnh vực.")
    if first is None:
        errors["first"] = Phrase("Nhập ngày bắt đầu trực.")
    if last is not None and (last < today or (first is not None and last < first)):
        errors["last"] = Phrase("Ngày cuối phải từ hôm nay trở đi và không trước ngày bắt đầu; để trống nếu chưa biết.")
    if errors:
        raise Invalid(errors)
    assert account and first
    line = {
        "office": office, "account": account, "weekday": weekday, "field": field,
        "valid_from": first, "valid_to": last,
    }  # fmt: skip
    if Duty.objects.filter(**line).exists():
        raise Invalid({"account": Phrase("Người này đã được xếp trực đúng như vậy: xem trong danh sách.")})
    made = Duty.objects.create(**line)
    facts = {"office": office.code, "account": account.pk, "weekday": weekday, "field": made.field,
             "first": first.isoformat(), "last": last.isoformat() if last else None}  # fmt: skip
    journal.append(Event(f"duty/{made.pk}", "duty_set", at, actor(by.pk), facts=facts, opens=True))
    return made


@transaction.atomic
def take_off_duty(*, duty: Duty, by: Account, at: datetime) -> None:
    """Take a line off a roster from today on; one that has not begun never was."""
    held = Duty.objects.select_for_update(of=("self",)).filter(pk=duty.pk).first()
    if held is None:
        return
    today = clock.local_day(at)
    if held.valid_from < today:
        held.valid_to = today - timedelta(1)
        held.save(update_fields=["valid_to"])
    else:
        held.delete()
    journal.append(Event(f"duty/{duty.pk}", "duty_ended", at, actor(by.pk), facts={"office": duty.office.code}))


def _onto(held: Difficulty, steps: list[Step], step: Step, at: datetime) -> None:
    """Put a difficulty on a rung: whose turn it is, and until when, by the working hours of that office."""
    hours = settings.DIFFICULTY_HOURS
    until = offices.on_calendar(clock.local_day(at), lambda calendar: calendar.add_hours(at, hours), step.office.pk)
    held.rung, held.handler, held.controller_id = step.rung, step.office, step.controller_id
    held.rung_at, held.answer_by = at, until
    above = rules.after([one.rung for one in steps], step.rung)
    held.moves_up_at = until if above else None


def _minutes(held: Difficulty, at: datetime) -> int:
    spent = offices.on_calendar(
        clock.local_day(held.raised_at), lambda calendar: calendar.worked_between(held.raised_at, at), held.office_id
    )
    return int(spent.total_seconds() // 60)


def _record(
    held: Difficulty, kind: str, by: int | None, at: datetime, before: dict[str, Any],
    details: dict[str, Any] | None = None, *, opens: bool = False,
) -> None:  # fmt: skip
    facts = queries.facts(held)
    was = changed(before, facts) if before else {}
    event = Event(rules.subject(held.pk), kind, at, actor(by), facts=facts, was=was, details=details or {}, opens=opens)
    journal.append(event)
