"""One class: planned, changed, cancelled; who is invited; who came and how the test went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from motcua.adoption.models.training import Attendance, TrainingClass
from motcua.adoption.training import actions, queries
from motcua.adoption.training.rules import ClassState, Mark, Plan, SkillKind
from motcua.core import clock
from motcua.core.errors import Forbidden, Invalid, Refused
from motcua.core.text import fold
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import typed
from motcua.web.shared.access import Request, check, page
from motcua.web.shared.classes import has_passed
from motcua.web.steering.training import HOLDERS, states

_BOTH = ("GET", "HEAD", "POST")
_TYPED = ("office", "title", "skill", "place", "time", "questions", "pass_mark")


@page(Ability.TRAIN, methods=_BOTH)
def new(request: Request) -> HttpResponse:
    """Plan a class of one of the offices whose classes this person keeps."""
    mine = _mine(request)
    given: Mapping[str, Any] = request.POST if request.method == "POST" else request.GET
    errors: dict[str, str] = {}
    if request.method == "POST":
        office = mine.get(given.get("office", ""))
        if office is None or request.account is None:
            raise Forbidden
        plan, errors = _plan(given)
        try:
            made = actions.plan_class(office=office, plan=plan, by=request.account, at=clock.now())
            return redirect("training_class", made.pk)
        except Invalid as invalid:
            errors = _together(invalid.errors, errors)
    return _form(request, given, errors, offices=[(code, one.short_name) for code, one in mine.items()], about=None)


@page(Ability.TRAIN, methods=_BOTH)
def change(request: Request, number: int) -> HttpResponse:
    """Change what was planned about a class."""
    found = _open(request, number, Ability.TRAIN)
    errors: dict[str, str] = {}
    given: Mapping[str, Any] = request.POST
    if request.method == "POST":
        assert request.account is not None
        plan, errors = _plan(given)
        try:
            actions.change_class(training_class=found, plan=plan, by=request.account, at=clock.now())
            return redirect("training_class", number)
        except Invalid as invalid:
            errors = _together(invalid.errors, errors)
        except Refused as refused:
            errors = {refused.field: refused.message}
    else:
        begins = clock.local(found.begins_at)
        given = {
            "title": found.title, "skill": found.skill, "place": found.place, "time": f"{begins:%H:%M}",
            "day-day": begins.day, "day-month": begins.month, "day-year": begins.year,
            "questions": found.questions or "", "pass_mark": found.pass_mark or "",
        }  # fmt: skip
    return _form(request, given, errors, offices=[], about=found)


@page(Ability.TRAIN, methods=("POST",))
def cancel(request: Request, number: int) -> HttpResponse:
    """Cancel a class that was planned."""
    found = _open(request, number, Ability.TRAIN)
    assert request.account is not None
    try:
        actions.cancel_class(training_class=found, by=request.account, at=clock.now())
    except Refused as refused:
        return _show(request, found, {refused.field: refused.message})
    return redirect("training_class", number)


@page(Ability.SEE_FIGURES, methods=_BOTH)
def show(request: Request, number: int) -> HttpResponse:
    """Show a class and everybody in it; invite those who are ticked or typed, or look at another office's officers."""
    found = _open(request, number, Ability.SEE_FIGURES if request.method != "POST" else Ability.TRAIN)
    if request.method != "POST" or "look" in request.POST:
        return _show(request, found, {})
    assert request.account is not None
    on = clock.local_day(found.begins_at)
    try:
        people = queries.people_named(request.POST.get("people", ""), on=on)
        people += queries.officers(_numbers(request.POST.getlist("person")), on=on)
        people += _ticked_members(request, on)
        actions.invite(training_class=found, people=list(dict.fromkeys(people)), by=request.account, at=clock.now())
    except Refused as refused:
        return _show(request, found, {refused.field: refused.message})
    return redirect("training_class", number)


@page(Ability.TRAIN, methods=_BOTH)
def attendance(request: Request, number: int) -> HttpResponse:
    """Keep who came and how many answers were right; once more, to correct it."""
    found = _open(request, number, Ability.TRAIN)
    seats = queries.attendance(found)
    errors: dict[str, str] = {}
    if request.method == "POST":
        assert request.account is not None
        try:
            came = queries.people_named(request.POST.get("people", ""), on=clock.local_day(found.begins_at))
            actions.keep_attendance(
                training_class=found, marks=_marks(request.POST, seats), walk_ins=came, by=request.account,
                at=clock.now(),
            )  # fmt: skip
            return redirect("training_class", number)
        except Invalid as invalid:
            errors = invalid.errors
        except Refused as refused:
            errors = {refused.field: refused.message}
    kept = request.POST if request.method == "POST" else None
    rows = [(one, *_shown(one, kept)) for one in seats]
    context = {"about": found, "rows": rows, "people": request.POST.get("people", ""), "errors": errors}
    return render(request, "steering/attendance.html", context, status=422 if errors else 200)


def _shown(seat: Attendance, kept: Mapping[str, Any] | None) -> tuple[bool, str]:
    """Return what the row of a person shows: whether ticked, and the score as it was typed or kept."""
    if kept is not None:
        return f"came-{seat.account_id}" in kept, kept.get(f"score-{seat.account_id}", "")
    return bool(seat.attended), "" if seat.score is None else str(seat.score)


def _marks(given: Mapping[str, Any], seats: list[Attendance]) -> dict[int, Mark | None]:
    marks: dict[int, Mark | None] = {}
    for seat in seats:
        score = str(given.get(f"score-{seat.account_id}", "")).strip()
        number = _whole(score) if score else None
        unread = bool(score) and number is None
        marks[seat.account_id] = None if unread else Mark(f"came-{seat.account_id}" in given, number)
    return marks


def _show(request: Request, found: TrainingClass, errors: dict[str, str]) -> HttpResponse:
    about = Thing(offices=frozenset(offices.path_ids(found.office)))
    keeps = may(request.who, Ability.TRAIN, about)
    invites = keeps and found.state == ClassState.PLANNED
    mine = _mine(request) if invites else {}
    source = mine.get(request.POST.get("from", ""), found.office)
    context = {
        "about": found, "errors": errors, "keeps": keeps, "invites": invites, "states": states(),
        "skill": SkillKind(found.skill).label, "begun": clock.now() >= found.begins_at,
        "rows": [(one, has_passed(one)) for one in queries.attendance(found)],
        "offices": [(code, one.short_name) for code, one in mine.items()], "source": source,
        "free": _free(request, found, source) if invites else [],
        "members": _free_members(request, found, source) if invites else [],
        "ticked": request.POST.getlist("person"), "ticked_members": request.POST.getlist("member"),
        "people": request.POST.get("people", ""),
    }  # fmt: skip
    return render(request, "steering/class.html", context, status=422 if errors else 200)


def _free(request: Request, found: TrainingClass, source: Office) -> list[Account]:
    """Return who may be ticked: officers of the office that is looked at, and those ticked before at another."""
    on = clock.local_day(found.begins_at)
    free = queries.officers_not_in(found, source, on=on)
    ticked = set(_numbers(request.POST.getlist("person"))) - {one.pk for one in free}
    return [*(queries.officers(ticked, on=on) if ticked else []), *free]


def _free_members(request: Request, found: TrainingClass, source: Office) -> list[Account]:
    """Return which members of teams may be ticked: those of the office that is looked at, and those ticked before."""
    on = clock.local_day(found.begins_at)
    return list(dict.fromkeys([*_ticked_members(request, on), *queries.members_not_in(found, source, on=on)]))


def _ticked_members(request: Request, on: date) -> list[Account]:
    ticked = _numbers(request.POST.getlist("member"))
    return queries.members(ticked, of=reach(request.who, Ability.TRAIN), on=on) if ticked else []


def _form(
    request: Request, given: Mapping[str, Any], errors: dict[str, str], *, offices: list[tuple[str, str]], about: Any
) -> HttpResponse:
    context = {
        "given": {name: given.get(name, "") for name in _TYPED},
        "day": typed.day_text(given, "day"), "errors": errors, "offices": offices, "about": about,
        "skills": list(SkillKind),
    }  # fmt: skip
    return render(request, "steering/class_form.html", context, status=422 if errors else 200)


def _plan(given: Mapping[str, Any]) -> tuple[Plan, dict[str, str]]:
    """Return what was typed about a class, and what could not be read, by field."""
    errors: dict[str, str] = {}
    try:
        begins_at = typed.moment(given, "day", "time")
    except Refused as refused:
        begins_at, errors = None, {refused.field: refused.message}
    questions, pass_mark = (_whole(given.get(name, "")) for name in ("questions", "pass_mark"))
    title, skill, place = (given.get(name, "") for name in ("title", "skill", "place"))
    return Plan(title, skill, begins_at, place, questions, pass_mark), errors


def _together(refused: dict[str, str], unread: dict[str, str]) -> dict[str, str]:
    """Return what is wrong with a plan: of a moment that could not be read, only what is wrong with its own field."""
    return {name: words for name, words in refused.items() if name != "day" or "time" not in unread} | unread


def _whole(text: str) -> int | None:
    """Return the whole number that was typed, 0 for nothing; None for what is no such number."""
    text = text.strip()
    return int(text or 0) if not text or (text.isascii() and text.isdigit() and len(text) < 5) else None


def _numbers(texts: list[str]) -> list[int]:
    return [int(each) for each in texts if each.isascii() and each.isdigit() and len(each) < 18]


def _open(request: Request, number: int, ability: Ability) -> TrainingClass:
    found = queries.training_class(number)
    if found is None:
        raise Http404
    check(request, ability, Thing(offices=frozenset(offices.path_ids(found.office))))
    return found


def _mine(request: Request) -> dict[str, Office]:
    """Return the committees and departments whose classes this person keeps, by code: highest first, then by name.

    One statement.
    """
    held = reach(request.who, Ability.TRAIN)
    reached = offices.reached(held, on=clock.local_day(clock.now()))
    held_by = [office for office in reached if office.kind in HOLDERS]
    return {one.code: one for one in sorted(held_by, key=lambda one: (one.path.count("/"), fold(one.short_name)))}
