"""Staff go first: for each office, how much of what its officers marked as their own was filed online."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from motcua.adoption.staff import queries
from motcua.core import clock
from motcua.people.rules import Ability, reach
from motcua.web.shared.access import Request, page


@page(Ability.SEE_FIGURES)
def staff_first(request: Request) -> HttpResponse:
    """Show the offices of this person and those below, this year or the last."""
    today = clock.local_day(clock.now())
    year = today.year - 1 if request.GET.get("nam") == str(today.year - 1) else today.year
    found = queries.lines(reach(request.who, Ability.SEE_FIGURES), date(year, 1, 1), date(year, 12, 31))
    whole = {name: sum(getattr(one, name) for one in found) for name in ("own", "family", "possible", "online")}
    context = {"lines": found, "whole": whole, "year": year, "years": (today.year, today.year - 1)}
    return render(request, "steering/staff_first.html", context)
