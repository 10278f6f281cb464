"""Reading directives: which there are, who has a plan, what is to be done. Each says its statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from motcua.adoption.directives import rules
from motcua.adoption.directives.rules import Waiting
from motcua.adoption.models import Directive, DirectiveShare, PlanTask
from motcua.core import clock
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind, code_order, path_ids
from motcua.people.models import Account, Appointment

_RECEIVING = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.DIVISION, OfficeKind.SERVICE_CENTRE)
_MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An office to which a directive was passed, beside its plan, as of a day."""

    share: DirectiveShare
    waiting: Waiting
    planned: bool
    tasks: int
    done: int
    late: int

    @property
    def office(self) -> Office:
        return self.share.office


def listed(office_ids: Collection[int]) -> QuerySet[Directive]:
    """Return the newest directives that concern some offices (ids) or what is below them. One statement.

    Each has `passed` (to how many offices), `planned` (how many of these have a plan), `tasks` and `done`.
    """
    own, shared = Q(pk__in=[]), Q(pk__in=[])
    for each in office_ids:
        own |= Q(office__path__contains=f"/{int(each)}/")
        shared |= Q(office__path__contains=f"/{int(each)}/")
    with_share = DirectiveShare.objects.filter(shared).values("directive")
    found = Directive.objects.filter(own | Q(pk__in=with_share)).select_related("office")
    counted: dict[str, Any] = {
        "passed": Count("shares", distinct=True), "planned": Count("shares__plan", distinct=True),
        "tasks": Count("shares__plan__tasks", distinct=True),
        "done": Count("shares__plan__tasks", filter=Q(shares__plan__tasks__done_at__isnull=False), distinct=True),
    }  # fmt: skip
    return found.annotate(**counted)[:_MOST]


def directive(directive_id: int) -> Directive | None:
    """Return a directive with its office. One statement."""
    return Directive.objects.select_related("office", "entered_by").filter(pk=directive_id).first()


def lines(of: Directive, *, today: date) -> list[Line]:
    """Return to whom a directive was passed, in the order of codes, each with its plan. One statement."""
    late = Q(plan__tasks__done_at__isnull=True, plan__tasks__due_on__lt=today)
    done = Q(plan__tasks__done_at__isnull=False)
    shares = DirectiveShare.objects.filter(directive=of).select_related("office", "passed_by", "plan")
    counted = shares.annotate(
        tasks=Count("plan__tasks"), done=Count("plan__tasks", filter=done), late=Count("plan__tasks", filter=late)
    )
    return [_line(each, today) for each in sorted(counted, key=lambda each: code_order(each.office.code))]


def share(of: Directive, code: str) -> DirectiveShare | None:
    """Return the part of an office (a code) in a directive, with plan, tasks and owners. At most two statements."""
    tasks = Prefetch("plan__tasks", PlanTask.objects.select_related("owner", "done_by"))
    found = DirectiveShare.objects.filter(directive=of, office__code=code)
    return found.select_related("office", "passed_by", "plan__adopted_by", "directive").prefetch_related(tasks).first()


def awaiting(office_ids: Collection[int]) -> list[DirectiveShare]:
    """Return what some offices (ids) were given and have no plan for yet, the first due first. One statement.

    Each with directive and office.
    """
    found = DirectiveShare.objects.filter(office__in=office_ids, plan=None).select_related("directive", "office")
    return list(found.order_by("plan_due_on", "pk")[:_MOST])


def receivers(of: Directive, giver: Office, *, on: date) -> list[Office]:
    """Return to whom an office can still pass a directive: what is directly below it. One statement."""
    passed = DirectiveShare.objects.filter(directive=of).values("office")
    found = Office.objects.on(on).filter(parent=giver, kind__in=_RECEIVING).exclude(pk__in=passed)
    return sorted(found, key=lambda each: (_RECEIVING.index(OfficeKind(each.kind)), code_order(each.code)))


def owners(office: Office, *, on: date) -> list[Account]:
    """Return who can be given a task of an office: everybody with a role there or below, by name. One statement."""
    held = Appointment.objects.on(on).filter(office__path__startswith=office.path).values("account")
    return list(Account.objects.filter(pk__in=held, is_active=True).order_by("full_name", "pk"))


def tasks_of(account_id: int) -> list[PlanTask]:
    """Return the tasks of a person: open ones by their day, then those done, the newest first. One statement."""
    found = PlanTask.objects.filter(owner=account_id).select_related("plan__share__directive", "plan__share__office")
    return list(found.order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")[:_MOST])


def task(task_id: int) -> PlanTask | None:
    """Return a task with the office whose plan it belongs to. One statement."""
    return PlanTask.objects.select_related("plan__share__office").filter(pk=task_id).first()


def concerned(of: Directive, shares: Collection[DirectiveShare]) -> frozenset[int]:
    """Return the ids of the offices that a directive concerns, and of all above them. No statement."""
    offices = [of.office, *(each.office for each in shares)]
    return frozenset(above for office in offices for above in path_ids(office.path))


def waited(of: DirectiveShare, *, today: date) -> Waiting:
    """Return how long an office took for its plan, or waits for it. No statement when the plan was read with it."""
    plan = getattr(of, "plan", None)
    adopted = clock.local_day(plan.adopted_at) if plan else None
    return rules.waiting(clock.local_day(of.passed_at), of.plan_due_on, adopted, today)


def _line(each: Any, today: date) -> Line:
    planned = getattr(each, "plan", None) is not None
    return Line(each, waited(each, today=today), planned, each.tasks, each.done, each.late)
