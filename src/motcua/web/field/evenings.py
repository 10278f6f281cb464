"""The first page of a member: learn, begin an evening, then person after person; and the way out of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.adoption.helping import actions, queries
from motcua.adoption.helping.rules import HelpKind
from motcua.adoption.models import CommunityTeam, TeamEvening
from motcua.adoption.teams import actions as teams_actions
from motcua.adoption.teams import queries as teams
from motcua.adoption.teams import rules as teams_rules
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.people import helping
from motcua.people.rules import Ability, may
from motcua.web.shared import kiosk
from motcua.web.shared.access import Request, page

PIN = "field_pin"
DONE, TYPED = "field_done", "field_typed"
"""What the session holds of the person who is helped: from one answer to the next, and never beyond her."""
_PIN = re.compile(r"[0-9]{4}")
_COMING = timedelta(days=30)


@never_cache
@page(Ability.LEARN_TO_ASSIST)
def home(request: Request) -> HttpResponse:
    """Show what comes next: the self-check, an evening to begin or join, or the next person."""
    for of_the_last_one in (DONE, TYPED):
        request.session.pop(of_the_last_one, None)
    return show(request, {})


def show(request: Request, errors: dict[str, str]) -> HttpResponse:
    """Render the first page, with what was wrong with beginning an evening."""
    assert request.account is not None
    now = clock.now()
    today = clock.local_day(now)
    lasting = teams.lasting(request.account.person_id or 0, today)
    mine = [one.team for one in lasting if one.valid_from <= today and one.team.valid_from <= today]
    evening = _going_on(mine)
    joined = evening is not None and PIN in request.session
    records = queries.records_of(evening, request.account.pk) if evening and joined else []
    counts = [(kind.label, sum(one.kind == kind for one in records)) for kind in HelpKind]
    context: dict[str, Any] = {
        "ready": may(request.who, Ability.ASSIST), "teams": mine, "ahead": lasting if not mine else [],
        "evening": evening, "joined": joined, "counts": [(label, number) for label, number in counts if number],
        "errors": errors, "place": request.POST.get("place", ""), "team": request.POST.get("team", ""),
        "code": helping.code(request.account.pk, today) if joined else "",
    }  # fmt: skip
    return render(request, "field/home.html", context, status=422 if errors else 200)


@sensitive_post_parameters("pin")
@page(Ability.ASSIST, methods=("POST",))
def begin(request: Request) -> HttpResponse:
    """Begin an evening, or join the one of the team; choose the code by which the phone comes back."""
    assert request.account is not None
    mine = {str(one.pk): one for one in _teams(request)}
    going_on = _going_on(list(mine.values()))
    chosen = going_on.team if going_on else mine.get(request.POST.get("team", ""))
    if chosen is None and len(mine) == 1:
        chosen = next(iter(mine.values()))
    pin = request.POST.get("pin", "")[:20].strip()
    errors: dict[str, str] = {}
    if chosen is None:
        errors["team"] = _("Chọn tổ của bạn.")
    if not _PIN.fullmatch(pin):
        errors["pin"] = _("Chọn 4 chữ số. Mỗi lần nhận lại máy bạn nhập mã này.")
    if going_on is None and not request.POST.get("place", "").strip():
        errors["place"] = actions.NO_PLACE
    if chosen is not None and not errors:
        try:
            actions.begin_evening(
                team=chosen, place=request.POST.get("place", ""), by=request.account, at=clock.now()
            )  # fmt: skip
            request.session[PIN] = kiosk.sealed(request.account.pk, pin)
            return redirect("field")
        except Refused as refused:
            errors[refused.field] = refused.message
    return show(request, errors)


@never_cache
@page(Ability.ASSIST)
def booked(request: Request) -> HttpResponse:
    """List what the teams of a member have booked for the coming days: when and where, and nobody's name."""
    today = clock.local_day(clock.now())
    mine = _teams(request)
    rows = queries.bookings([one.pk for one in mine], today, today + _COMING)
    return render(request, "field/booked.html", {"rows": rows, "teams": mine, "days": _COMING.days})


@page(Ability.ASSIST, methods=("POST",))
def end(request: Request) -> HttpResponse:
    """End the evening of the team."""
    assert request.account is not None
    if (found := current(request)) is not None:
        actions.end_evening(evening=found, by=request.account, at=clock.now())
    request.session.pop(PIN, None)
    return redirect("field")


@never_cache
@page(Ability.LEARN_TO_ASSIST, methods=("GET", "HEAD", "POST"))
def self_check(request: Request) -> HttpResponse:
    """Ask what a member must know before she helps; whoever has not passed sees why and tries again."""
    assert request.account is not None
    check = teams_rules.check()
    given = {one.key: _chosen(request.POST.get(one.key, ""), len(one.answers)) for one in check.questions}
    missed: list[teams_rules.Question] = []
    if request.method == "POST":
        missed = teams_actions.take_check(check=check, given=given, by=request.account, at=clock.now())
        if teams_rules.passes(check, missed):
            return redirect("field")
    context = {
        "check": check, "given": given, "missed": missed,
        "errors": {one.key: one.why for one in missed},
    }  # fmt: skip
    return render(request, "field/self_check.html", context, status=422 if missed else 200)


def _chosen(typed: str, answers: int) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and int(typed[:3]) < answers else None


def current(request: Request) -> TeamEvening | None:
    """Return the evening at which this member helps now; None when she has not begun or joined one."""
    return _going_on(_teams(request)) if PIN in request.session else None


def _teams(request: Request) -> list[CommunityTeam]:
    assert request.account is not None
    return teams.teams_on(request.account.person_id or 0, clock.local_day(clock.now()))


def _going_on(mine: list[CommunityTeam]) -> TeamEvening | None:
    return next((found for one in mine if (found := queries.open_evening(one.pk)) is not None), None)
