"""Help that teams and officers gave: counts of kinds as what they are, by office or team, and who graduated."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from motcua.adoption.helping import queries
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.people.rules import Ability, reach
from motcua.web.shared import typed
from motcua.web.shared.access import Request, page
from motcua.web.shared.figures import YEARS


@page(Ability.SEE_FIGURES)
def overview(request: Request) -> HttpResponse:
    """Show the help given at one's offices and below them in some days, this year unless asked otherwise."""
    today = clock.local_day(clock.now())
    first, last, errors = date(today.year, 1, 1), today, dict[str, str]()
    try:
        first, last = _day(request, "from") or first, _day(request, "to") or last
    except Refused as refused:
        errors = {refused.field: refused.message}
    if last < first:
        errors = {"to": "Ngày cuối phải từ ngày đầu trở đi."}
    by_team, held = request.GET.get("by") == "team", reach(request.who, Ability.SEE_FIGURES)
    lines = [] if errors else queries.lines(held, first, last, by_team=by_team)
    people, graduated = (0, 0) if errors else queries.graduation(held, first, last)
    since = today - timedelta(settings.HELP_DAYS)
    context = {
        "lines": lines, "by_team": by_team, "first": first, "last": last, "errors": errors, "people": people,
        "graduated": graduated, "known_since": since if first < since else None,
        "typed_first": typed.day_text(request.GET, "from") or first,
        "typed_last": typed.day_text(request.GET, "to") or last,
        "total": {name: sum(getattr(line, name) for line in lines) for name in _SUMMED},
    }  # fmt: skip
    return render(request, "steering/help_given.html", context, status=422 if errors else 200)


def _day(request: Request, name: str) -> date | None:
    found = typed.day(request.GET, name)
    if found and found.year not in YEARS:
        raise Refused("Năm phải từ 2000 đến 2100: viết như 31/12/2024.", name)
    return found


_SUMMED = ("account", "booked", "filing", "matched", "paying", "withdrawn", "evenings")
