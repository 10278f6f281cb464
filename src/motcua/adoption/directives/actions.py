"""Entering a directive, passing it down, adopting a plan for it, and doing what the plan says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.adoption.directives import queries, rules
from motcua.adoption.directives.rules import Received
from motcua.adoption.models import Directive, DirectiveShare, Plan, PlanTask
from motcua.core import clock, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import actor


@transaction.atomic
def enter(*, office: Office, given: Received, by: Account, at: datetime) -> Directive:
    """Enter a directive that an office received. Raises Invalid by field, and when it was entered already."""
    given = Received(
        text.one_line(given.number), given.issued_on, text.one_line(given.issuer), text.one_line(given.title),
        text.clean(given.what), given.due_on,
    )  # fmt: skip
    errors = rules.directive_errors(given, clock.local_day(at))
    if errors:
        raise Invalid(errors)
    assert given.issued_on
    assert given.due_on
    try:
        with transaction.atomic():
            made = Directive.objects.create(
                office=office, number=given.number, issued_on=given.issued_on, issuer=given.issuer, title=given.title,
                what=given.what, due_on=given.due_on, entered_by=by, entered_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Invalid({"number": Phrase("Văn bản này đã được ghi: tìm trong danh sách.")}) from None
    facts = {"office": office.code, "issued_on": made.issued_on.isoformat(), "due_on": made.due_on.isoformat()}
    journal.append(Event(rules.subject(made.pk), "directive_entered", at, actor(by.pk), facts=facts, opens=True))
    return made


@transaction.atomic
def pass_down(
    *,
    directive: Directive,
    giver: Office,
    offices: Collection[str],
    plan_due_on: date | None,
    by: Account,
    at: datetime,
) -> list[DirectiveShare]:
    """Pass a directive from an office that has it to some directly below (codes), each to make a plan by a day.

    Raises Invalid by field: nobody chosen, somebody who has it already or is not below, a day that cannot be.
    """
    held = Directive.objects.select_for_update(of=("self",)).select_related("office").get(pk=directive.pk)
    if giver.pk != held.office_id and not DirectiveShare.objects.filter(directive=held, office=giver).exists():
        raise Refused("Cơ quan này chưa được giao văn bản nên không giao tiếp được.")
    today = clock.local_day(at)
    known = {each.code: each for each in queries.receivers(held, giver, on=today)}
    errors = {"plan_due_on": rules.plan_due_error(plan_due_on, held.due_on, today)}
    if not offices:
        errors["offices"] = Phrase("Chọn ít nhất một đơn vị.")
    elif not set(offices) <= known.keys():
        errors["offices"] = Phrase("Có đơn vị vừa được giao hoặc không còn ở dưới cơ quan này: xem lại danh sách.")
    if any(errors.values()):
        raise Invalid({name: words for name, words in errors.items() if words})
    assert plan_due_on
    shares = [
        DirectiveShare(directive=held, office=known[code], passed_by=giver, plan_due_on=plan_due_on, passed_at=at)
        for code in known
        if code in offices
    ]
    made = DirectiveShare.objects.bulk_create(shares)
    to = [share.office.code for share in made]
    details = {"by_office": giver.code, "to": to, "plan_due_on": plan_due_on.isoformat()}
    _record(held.pk, "directive_passed", by, at, details)
    return made


@transaction.atomic
def adopt(
    *, share: DirectiveShare, title: str, number: str, what: str, owner: Account | None, task_due_on: date | None,
    by: Account, at: datetime,
) -> Plan:  # fmt: skip
    """Adopt an office's plan for a directive, with its first task. Raises Invalid by field, Refused for a second plan.

    The number is that of the office's own paper, where there is one.
    """
    held = _locked(share)
    if Plan.objects.filter(share=held).exists():
        raise Refused("Đơn vị này đã có kế hoạch. Hãy tải lại trang.")
    title, number = text.one_line(title), text.one_line(number)
    errors = {"title": "" if title else Phrase("Nhập tên kế hoạch.")} | rules.too_long(
        {"title": title, "number": number}
    )
    errors |= _task_errors(held, what, owner, task_due_on, at)
    if any(errors.values()):
        raise Invalid({name: words for name, words in errors.items() if words})
    made = Plan.objects.create(share=held, title=title, number=number, adopted_by=by, adopted_at=at)
    _record(held.directive_id, "plan_adopted", by, at, {"office": held.office.code, "plan": made.pk})
    _set_task(made, held, what, owner, task_due_on, by, at)
    return made


@transaction.atomic
def add_task(
    *, share: DirectiveShare, what: str, owner: Account | None, task_due_on: date | None, by: Account, at: datetime
) -> PlanTask:
    """Add a task to the plan of an office; one that is open there already, as by a second press, stays one. Raises
    Invalid by field.
    """
    held = _locked(share)
    errors = _task_errors(held, what, owner, task_due_on, at)
    if errors:
        raise Invalid(errors)
    assert task_due_on
    plan = Plan.objects.get(share=held)
    same = plan.tasks.filter(what=text.clean(what), owner=owner, due_on=task_due_on, done_at=None).first()
    return same or _set_task(plan, held, what, owner, task_due_on, by, at)


@transaction.atomic
def finish(*, task: PlanTask, by: Account, at: datetime) -> PlanTask:
    """Say that a task is done. Raises Refused when that was said already."""
    held = _locked_task(task)
    if held.done_at:
        raise Refused("Việc này đã được đánh dấu xong. Hãy tải lại trang.")
    return _marked(held, at, by, "task_done", by, at)


@transaction.atomic
def reopen(*, task: PlanTask, by: Account, at: datetime) -> PlanTask:
    """Say that a task is not done after all. Raises Refused when it is open."""
    held = _locked_task(task)
    if not held.done_at:
        raise Refused("Việc này đang làm, chưa được đánh dấu xong. Hãy tải lại trang.")
    return _marked(held, None, None, "task_reopened", by, at)


def _locked_task(task: PlanTask) -> PlanTask:
    found = PlanTask.objects.select_for_update(of=("self",)).select_related("plan__share__office")
    return found.get(pk=task.pk)


def _marked(
    held: PlanTask, done_at: datetime | None, done_by: Account | None, kind: str, by: Account, at: datetime
) -> PlanTask:  # fmt: skip
    held.done_at, held.done_by = done_at, done_by
    held.save(update_fields=["done_at", "done_by"])
    share = held.plan.share
    _record(
        share.directive_id, kind, by, at, {"office": share.office.code, "plan": held.plan_id, "task": held.pk}
    )  # fmt: skip
    return held


def _locked(share: DirectiveShare) -> DirectiveShare:
    found = DirectiveShare.objects.select_for_update(of=("self",)).select_related("office", "directive")
    return found.get(pk=share.pk)


def _task_errors(
    share: DirectiveShare, what: str, owner: Account | None, task_due_on: date | None, at: datetime
) -> dict[str, str]:
    today = clock.local_day(at)
    known = owner is not None and owner.pk in {each.pk for each in queries.owners(share.office, on=today)}
    return rules.task_errors(text.clean(what), known, task_due_on, share.directive.due_on, today)


def _set_task(
    plan: Plan, share: DirectiveShare, what: str, owner: Account | None, task_due_on: date | None, by: Account,
    at: datetime,
) -> PlanTask:  # fmt: skip
    assert owner
    assert task_due_on
    made = PlanTask.objects.create(plan=plan, owner=owner, what=text.clean(what), due_on=task_due_on)
    details = {
        "office": share.office.code, "plan": plan.pk, "task": made.pk, "owner": owner.pk,
        "due_on": task_due_on.isoformat(),
    }  # fmt: skip
    _record(share.directive_id, "task_set", by, at, details)
    return made


def _record(directive_id: int, kind: str, by: Account, at: datetime, details: dict[str, Any]) -> None:
    journal.append(Event(rules.subject(directive_id), kind, at, actor(by.pk), details=details))
