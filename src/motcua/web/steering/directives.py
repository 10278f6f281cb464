"""Directives: the list, one with everybody's plans, entering, passing down, a plan with its tasks, one's own tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from motcua.adoption.directives import actions, queries
from motcua.adoption.directives.queries import Line
from motcua.adoption.directives.rules import Received
from motcua.adoption.models import Directive, DirectiveShare, PlanTask
from motcua.core import clock
from motcua.core.errors import Forbidden, Invalid, Refused
from motcua.core.text import fold
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind
from motcua.people.models import Account
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import typed
from motcua.web.shared.access import Request, check, page

_ENTERING = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.SERVICE_CENTRE)
_FIELDS = ("number", "issuer", "title", "what", "office", "owner")


@page(Ability.SEE_FIGURES)
def directives(request: Request) -> HttpResponse:
    """List the directives that concern the offices where one works, or those below."""
    held = {office for _role, office in request.who.roles}
    context = {
        "rows": queries.listed(held), "today": _today(), "may_enter": may(request.who, Ability.STEER),
        "awaiting": queries.awaiting(reach(request.who, Ability.STEER)),
        "stored": "da-ghi" in request.GET,
    }  # fmt: skip
    return render(request, "steering/directives.html", context)


@page(Ability.STEER, methods=("GET", "HEAD", "POST"))
def enter_directive(request: Request) -> HttpResponse:
    """Enter a directive that came from above."""
    today = _today()
    reached = offices.reached(reach(request.who, Ability.STEER), on=today)
    mine = {each.code: each for each in sorted(reached, key=_by_name) if each.kind in _ENTERING}
    given, errors = _given(request), dict[str, str]()
    if request.method == "POST":
        office = mine.get(given["office"])
        if office is None:
            raise Forbidden
        assert request.account is not None
        days = _days(request, ("issued_on", "due_on"), errors)
        received = Received(
            given["number"], days["issued_on"], given["issuer"], given["title"], given["what"], days["due_on"]
        )
        try:
            made = actions.enter(office=office, given=received, by=request.account, at=clock.now())
        except Invalid as invalid:
            errors = invalid.errors | errors
        else:
            return redirect(reverse("directive", args=[made.pk]))
    context = {
        "errors": errors, "given": given, "issued_on": typed.day_text(request.POST, "issued_on"),
        "due_on": typed.day_text(request.POST, "due_on"),
        "offices": [(code, each.short_name) for code, each in mine.items()],
    }  # fmt: skip
    return render(request, "steering/directive_enter.html", context, status=422 if errors else 200)


def _by_name(office: Office) -> tuple[int, str]:
    """The highest first, then by name, as one looks for it in a list."""
    return office.path.count("/"), fold(office.short_name)


@page(Ability.SEE_FIGURES)
def directive(request: Request, number: int) -> HttpResponse:
    """Show a directive, to whom it was passed, how long each took or waits, and what is done."""
    found = _directive(number)
    lines = queries.lines(found, today=_today())
    check(request, Ability.SEE_FIGURES, Thing(offices=queries.concerned(found, [line.share for line in lines])))
    own = reach(request.who, Ability.STEER)
    givers = [line.office for line in lines if line.office.id in own]
    givers[:0] = [found.office] if _steers(request, found.office) else []
    context = {
        "directive": found, "today": _today(), "givers": givers,
        "to_plan": [line.office for line in lines if line.office.id in own and not line.planned],
        "planned": sum(1 for line in lines if line.planned), "tasks": sum(line.tasks for line in lines),
        "done": sum(line.done for line in lines),
        "lines": [(line, *waiting_said(line), _sees(request, line.office)) for line in lines],
    }  # fmt: skip
    return render(request, "steering/directive.html", context)


@page(Ability.STEER, methods=("GET", "HEAD", "POST"))
def pass_directive(request: Request, number: int, code: str) -> HttpResponse:
    """Pass a directive from an office that has it to some of those directly below."""
    found, giver = _directive(number), offices.office(code)
    if giver is None or not (giver.pk == found.office_id or queries.share(found, code)):
        raise Http404
    check(request, Ability.STEER, Thing(offices=frozenset(offices.path_ids(giver))))
    errors: dict[str, str] = {}
    receivers = [(each.code, each.short_name) for each in queries.receivers(found, giver, on=_today())]
    to_all = "all" in request.POST
    chosen = [code for code, _name in receivers] if to_all else request.POST.getlist("offices")
    if request.method == "POST":
        assert request.account is not None
        day = _days(request, ("plan_due_on",), errors)["plan_due_on"]
        try:
            actions.pass_down(
                directive=found, giver=giver, offices=chosen, plan_due_on=day, by=request.account, at=clock.now()
            )
        except Invalid as invalid:
            errors = invalid.errors | errors
        except Refused as refused:
            errors[refused.field] = refused.message
        else:
            return redirect(reverse("directive", args=[found.pk]))
    context = {
        "directive": found, "giver": giver, "errors": errors, "chosen": chosen, "to_all": to_all,
        "receivers": receivers,
        "plan_due_on": typed.day_text(request.POST, "plan_due_on"),
    }  # fmt: skip
    return render(request, "steering/directive_pass.html", context, status=422 if errors else 200)


@page(Ability.SEE_FIGURES, methods=("GET", "HEAD", "POST"))
def directive_plan(request: Request, number: int, code: str) -> HttpResponse:
    """Show the plan of an office for a directive, or ask for it; add a task to it."""
    share = queries.share(_directive(number), code)
    if share is None:
        raise Http404
    about = Thing(offices=frozenset(offices.path_ids(share.office)))
    check(request, Ability.SEE_FIGURES, about)
    plan = getattr(share, "plan", None)
    owners = queries.owners(share.office, on=_today()) if may(request.who, Ability.STEER, about) else []
    errors: dict[str, str] = {}
    if request.method == "POST":
        check(request, Ability.STEER, about)
        errors = _plan(request, share, owners)
        if not errors:
            return redirect(reverse("directive_plan", args=[number, code]))
    context = {
        "share": share, "directive": share.directive, "plan": plan, "errors": errors, "given": _given(request),
        "owners": [(each.pk, each.full_name) for each in owners], "may_steer": may(request.who, Ability.STEER, about),
        "task_due_on": typed.day_text(request.POST, "task_due_on"), "today": _today(),
        "mine": request.account.pk if request.account else None,
        "waited": queries.waited(share, today=_today()),
    }  # fmt: skip
    return render(request, "steering/directive_plan.html", context, status=422 if errors else 200)


@page(Ability.CARRY_OUT)
def my_tasks(request: Request) -> HttpResponse:
    """List what an officer has to do under plans."""
    assert request.account is not None
    tasks = queries.tasks_of(request.account.pk)
    return render(request, "steering/my_tasks.html", {"tasks": tasks, "today": _today(), "error": ""})


@page(Ability.CARRY_OUT, methods=("POST",))
def finish_task(request: Request, task: int) -> HttpResponse:
    """Say that a task is done, as its owner or as who leads the office of the plan."""
    return _mark(request, task, actions.finish)


@page(Ability.CARRY_OUT, methods=("POST",))
def reopen_task(request: Request, task: int) -> HttpResponse:
    """Say that a task is not done after all, as who may say that it is."""
    return _mark(request, task, actions.reopen)


def _mark(request: Request, task: int, act: Callable[..., PlanTask]) -> HttpResponse:
    found = queries.task(task)
    if found is None:
        raise Http404
    assert request.account is not None
    office = found.plan.share.office
    own = found.owner_id == request.account.pk
    if not own:
        check(request, Ability.STEER, Thing(offices=frozenset(offices.path_ids(office))))
    try:
        act(task=found, by=request.account, at=clock.now())
    except Refused as refused:
        context = {"tasks": queries.tasks_of(request.account.pk), "today": _today(), "error": refused.message}
        return render(request, "steering/my_tasks.html", context, status=409)
    back = reverse("directive_plan", args=[found.plan.share.directive_id, office.code])
    return redirect(reverse("my_tasks") if own else back)


def waiting_said(line: Line) -> tuple[str, str]:
    """Return in words how long an office took for its plan, or waits for it, and the tone of it."""
    waited = line.waiting
    if line.planned:
        said = ngettext("Có kế hoạch sau %(days)s ngày", "Có kế hoạch sau %(days)s ngày", waited.days)
        return said % {"days": waited.days}, "wait" if waited.late else "good"
    if waited.late:
        said = ngettext("Quá hạn %(days)s ngày", "Quá hạn %(days)s ngày", waited.late)
        return said % {"days": waited.late}, "bad"
    said = ngettext("Đã chờ %(days)s ngày", "Đã chờ %(days)s ngày", waited.days)
    return said % {"days": waited.days}, "wait"


def _plan(request: Request, share: DirectiveShare, owners: list[Account]) -> dict[str, str]:
    """Store what was posted about a plan and return what was wrong, by field."""
    assert request.account is not None
    given, errors = _given(request), dict[str, str]()
    owner = next((each for each in owners if str(each.pk) == given["owner"]), None)
    day = _days(request, ("task_due_on",), errors)["task_due_on"]
    task: dict[str, Any] = {"what": given["what"], "owner": owner, "task_due_on": day}
    told: dict[str, Any] = {"share": share, "by": request.account, "at": clock.now()}
    try:
        if "adopt" in request.POST:
            actions.adopt(title=given["title"], number=given["number"], **task, **told)
        else:
            actions.add_task(**task, **told)
    except Invalid as invalid:
        return invalid.errors | errors
    except Refused as refused:
        return {refused.field: refused.message}
    return {}


def _given(request: Request) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in _FIELDS}


def _days(request: Request, names: tuple[str, ...], errors: dict[str, str]) -> dict[str, date | None]:
    """Return the days typed; what is no day goes to `errors`, and counts as missing."""
    found: dict[str, date | None] = {}
    for name in names:
        try:
            found[name] = typed.day(request.POST, name)
        except Refused as refused:
            found[name], errors[name] = None, refused.message
    return found


def _directive(number: int) -> Directive:
    found = queries.directive(number)
    if found is None:
        raise Http404
    return found


def _steers(request: Request, office: Office) -> bool:
    return may(request.who, Ability.STEER, Thing(offices=frozenset(offices.path_ids(office))))


def _sees(request: Request, office: Office) -> bool:
    return may(request.who, Ability.SEE_FIGURES, Thing(offices=frozenset(offices.path_ids(office))))


def _today() -> date:
    return clock.local_day(clock.now())
