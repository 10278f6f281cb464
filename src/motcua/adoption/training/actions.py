"""Planning a class, inviting, keeping attendance and the test. `telling` holds what members of teams are sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.adoption.effects import actions as effects
from motcua.adoption.effects.rules import ActionKind
from motcua.adoption.models.training import Attendance, TrainingClass
from motcua.adoption.teams import queries as teams
from motcua.adoption.training import queries, rules
from motcua.adoption.training.rules import ClassState, Mark, Plan
from motcua.core import clock, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind
from motcua.people import rules as people
from motcua.people.models import Account

_HOLDERS = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT)


@transaction.atomic
def plan_class(*, office: Office, plan: Plan, by: Account, at: datetime) -> TrainingClass:
    """Plan a class that an office (a committee or department in being that day) holds; planned twice in a row, as by a
    second press, it is one. Raises Invalid by field.
    """
    plan = _tidy(plan)
    if errors := _errors(office, plan, at):
        raise Invalid(errors)
    Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    same = TrainingClass.objects.select_related("office").filter(office=office, state=ClassState.PLANNED)
    if (found := same.filter(**plan._asdict()).order_by("pk").first()) is not None:
        return found
    made = TrainingClass.objects.create(office=office, **plan._asdict())
    _record(made, "class_planned", by, at, opens=True)
    return made


@transaction.atomic
def change_class(*, training_class: TrainingClass, plan: Plan, by: Account, at: datetime) -> TrainingClass:
    """Change what was planned. Raises Invalid by field, Refused when the class was held or cancelled."""
    held, plan = _planned(training_class), _tidy(plan)
    if errors := _errors(held.office, plan, at):
        raise Invalid(errors)
    before = _facts(held, by)
    for name, value in plan._asdict().items():
        setattr(held, name, value)
    held.save()
    _record(held, "class_changed", by, at, was=changed(before, _facts(held, by)))
    return held


@transaction.atomic
def cancel_class(*, training_class: TrainingClass, by: Account, at: datetime) -> TrainingClass:
    """Cancel a class that was planned. Raises Refused when it was held or cancelled."""
    held = _planned(training_class)
    held.state = ClassState.CANCELLED
    held.save(update_fields=["state"])
    _record(held, "class_cancelled", by, at, was={"state": ClassState.PLANNED.value})
    return held


@transaction.atomic
def invite(*, training_class: TrainingClass, people: Collection[Account], by: Account, at: datetime) -> int:
    """Invite people to a class that is planned; return how many are new. Raises Refused (field "people") for nobody."""
    held = _planned(training_class)
    if not people:
        raise Refused("Chọn hoặc nhập ít nhất một người.", "people")
    new = _add(held, people, invited=True)
    if new:
        _record(held, "people_invited", by, at, details={"accounts": sorted(one.pk for one in new)})
    return len(new)


@transaction.atomic
def keep_attendance(
    *,
    training_class: TrainingClass,
    marks: Mapping[int, Mark | None],
    walk_ins: Collection[Account] = (),
    by: Account,
    at: datetime,
) -> TrainingClass:
    """Keep who came and how the test went, by account id; those who came without being invited are added as present.

    The class is held then, and the offices of who came (of a member: those of her teams) are touched; done again, it
    corrects what was kept. Who is not
    in `marks` was absent. Raises Refused before the class begins, when it was cancelled or when nobody came ("people"),
    Invalid by field "score-ID".
    """
    held = TrainingClass.objects.select_for_update(of=("self",)).select_related("office").get(pk=training_class.pk)
    if held.state == ClassState.CANCELLED:
        raise Refused("Lớp đã hủy, không điểm danh được.")
    if at < held.begins_at:
        raise Refused("Lớp chưa bắt đầu. Điểm danh từ giờ học trở đi.")
    if errors := rules.mark_errors(marks, held.questions):
        raise Invalid(errors)
    _add(held, walk_ins, invited=False)
    came = {one.pk for one in walk_ins}
    seats = list(Attendance.objects.filter(training_class=held).select_related("account"))
    for seat in seats:
        mark = marks.get(seat.account_id) or Mark(False, None)
        seat.attended, seat.score = mark.attended or seat.account_id in came, mark.score
    if not any(seat.attended for seat in seats):
        raise Refused("Chưa có ai có mặt. Đánh dấu người đến dự; nếu lớp không diễn ra thì hủy lớp.", "people")
    Attendance.objects.bulk_update(seats, ["attended", "score"])
    _hold(held, seats, by, at)
    return held


def _hold(held: TrainingClass, seats: list[Attendance], by: Account, at: datetime) -> None:
    again = held.state == ClassState.HELD
    was = {} if again else {"state": held.state}
    held.state = ClassState.HELD
    held.save(update_fields=["state"])
    came = [seat for seat in seats if seat.attended]
    able = sum(
        rules.passed(Mark(True, seat.score), questions=held.questions, pass_mark=held.pass_mark) for seat in came
    )
    invited = sum(seat.invited for seat in seats)
    details = {"people": len(seats), "invited": invited, "came": len(came), "passed": able}
    _record(held, "attendance_corrected" if again else "class_held", by, at, was=was, details=details)
    on = clock.local_day(held.begins_at)
    touched = queries.workplaces([seat.account_id for seat in came if seat.account.person_id is None], on=on)
    touched += teams.homes([seat.account.person_id for seat in came if seat.account.person_id], on)
    effects.happened(
        kind=ActionKind.CLASS, source=rules.subject(held.pk), offices=touched, on=on, by=by, at=at,
    )  # fmt: skip


def _add(held: TrainingClass, people: Collection[Account], *, invited: bool) -> list[Account]:
    known = set(Attendance.objects.filter(training_class=held).values_list("account_id", flat=True))
    new = [one for one in people if one.pk not in known]
    Attendance.objects.bulk_create(Attendance(training_class=held, account=one, invited=invited) for one in new)
    return new


def _planned(training_class: TrainingClass) -> TrainingClass:
    held = TrainingClass.objects.select_for_update(of=("self",)).select_related("office").get(pk=training_class.pk)
    if held.state != ClassState.PLANNED:
        raise Refused("Lớp đã diễn ra hoặc đã hủy, không sửa được nữa.")
    return held


def _errors(office: Office, plan: Plan, at: datetime) -> dict[str, str]:
    errors = rules.plan_errors(plan, at)
    if office.kind not in _HOLDERS:
        errors["office"] = Phrase("Chọn ủy ban nhân dân hoặc sở, ngành mở lớp.")
    elif plan.begins_at and not Office.objects.on(clock.local_day(plan.begins_at)).filter(pk=office.pk).exists():
        errors.setdefault(
            "day", Phrase("%(office)s không hoạt động vào ngày này. Chọn ngày khác.", office=office.short_name)
        )
    return errors


def _tidy(plan: Plan) -> Plan:
    return plan._replace(title=text.one_line(plan.title), place=text.one_line(plan.place))


def _facts(held: TrainingClass, by: Account) -> dict[str, Any]:
    return {
        "office": held.office.code, "skill": held.skill, "begins_at": clock.stamp(held.begins_at),
        "questions": held.questions, "pass_mark": held.pass_mark, "state": str(held.state), "simulated": by.simulated,
    }  # fmt: skip


def _record(held: TrainingClass, kind: str, by: Account, at: datetime, **more: Any) -> None:
    journal.append(Event(rules.subject(held.pk), kind, at, people.actor(by.pk), facts=_facts(held, by), **more))
