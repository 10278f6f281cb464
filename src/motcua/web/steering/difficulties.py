"""Difficulties for whoever answers and leads: what waits, who is on duty, how long answers take."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.adoption.difficulties import actions, ladder, queries
from motcua.adoption.difficulties.rules import DifficultyState
from motcua.catalogue import queries as catalogue
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, reach
from motcua.web.shared import stuck, typed
from motcua.web.shared.access import Request, check, page

WEEKDAYS = (_("Thứ hai"), _("Thứ ba"), _("Thứ tư"), _("Thứ năm"), _("Thứ sáu"), _("Thứ bảy"), _("Chủ nhật"))
_DAYS = (30, 90, 365)


@page(Ability.ANSWER_DIFFICULTY)
def to_answer(request: Request) -> HttpResponse:
    """List what waits for an answer at this person's offices, what is due first first; or what was answered."""
    now, asked = clock.now(), request.GET.get("xem", "")
    state = DifficultyState(asked) if asked in DifficultyState.values else DifficultyState.OPEN
    found = queries.to_answer(reach(request.who, Ability.ANSWER_DIFFICULTY), state=state)
    context = {
        "rows": found, "names": queries.names(found, on=clock.local_day(now)), "state": state, "now": now,
        "states": list(DifficultyState), "most": queries.MOST, "me": request.account,
        "tabs": stuck.tabs(request, "difficulties_to_answer"),
    }  # fmt: skip
    return render(request, "steering/difficulties_to_answer.html", context)


@page(Ability.ANSWER_DIFFICULTY, methods=("GET", "HEAD", "POST"))
def roster(request: Request) -> HttpResponse:
    """Show who is on duty at an office, and put somebody on duty."""
    today = clock.local_day(clock.now())
    places = queries.places(reach(request.who, Ability.ANSWER_DIFFICULTY), on=today)
    asked = request.POST.get("office") or request.GET.get("co-quan", "")
    office = next((one for one in places if one.code == asked), places[0] if places else None)
    if office is None:
        raise Http404
    check(request, Ability.ANSWER_DIFFICULTY, Thing(offices=frozenset(path_ids(office.path))))
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _put(request, office)
        if not errors:
            return redirect(f"{reverse('difficulty_roster')}?co-quan={office.code}")
    given = {name: request.POST.get(name, "") for name in ("account", "weekday", "field")}
    context = {
        "office": office, "offices": [(one.code, one.short_name) for one in places], "errors": errors,
        "given": given, "rows": queries.duties(office, on=today), "weekdays": WEEKDAYS, "today": today,
        "people": [(one.pk, one.full_name) for one in ladder.controllers(office, on=today)],
        "fields": catalogue.fields(today), "first": typed.day_text(request.POST, "first") or f"{today:%d/%m/%Y}",
        "last": typed.day_text(request.POST, "last"), "tabs": stuck.tabs(request, "difficulty_roster"),
    }  # fmt: skip
    return render(request, "steering/difficulty_roster.html", context, status=422 if errors else 200)


@page(Ability.ANSWER_DIFFICULTY, methods=("POST",))
def off_duty(request: Request, number: int) -> HttpResponse:
    """Take a line off a roster."""
    found = queries.duty(number)
    if found is None:
        return redirect("difficulty_roster")
    check(request, Ability.ANSWER_DIFFICULTY, Thing(offices=frozenset(path_ids(found.office.path))))
    assert request.account is not None
    actions.take_off_duty(duty=found, by=request.account, at=clock.now())
    return redirect(f"{reverse('difficulty_roster')}?co-quan={found.office.code}")


@page(Ability.SEE_FIGURES)
def figures(request: Request) -> HttpResponse:
    """Show how many are stuck where, and how long answers take."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(one) for one in _DAYS} else _DAYS[1]
    found = queries.figures(reach(request.who, Ability.SEE_FIGURES), days=days, at=clock.now())
    context = {
        "found": found, "days": days, "choices": _DAYS, "tabs": stuck.tabs(request, "difficulty_figures"),
    }  # fmt: skip
    return render(request, "steering/difficulty_figures.html", context)


def _put(request: Request, office: Office) -> dict[str, str]:
    """Put on duty whoever was chosen; return what to mend by field, {} when it was done."""
    given, errors, days = request.POST, dict[str, str](), dict[str, date | None]()
    for name in ("first", "last"):
        try:
            days[name] = typed.day(given, name)
        except Refused as refused:
            errors[refused.field] = refused.message
    weekday = given.get("weekday", "")
    assert request.account is not None
    try:
        if not errors:
            actions.put_on_duty(
                office=office, account=queries.account(given.get("account", "")), field=given.get("field", ""),
                weekday=int(weekday) if weekday.isdecimal() and len(weekday) == 1 else None, **days,
                by=request.account, at=clock.now(),
            )  # fmt: skip
    except Invalid as invalid:
        errors |= invalid.errors
    return errors
