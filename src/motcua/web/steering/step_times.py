"""How long the steps of processes take at an office: where joint dossiers wait."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.measures import queries, step_times
from motcua.offices import queries as offices
from motcua.people.rules import Ability, Thing
from motcua.web.shared import figures
from motcua.web.shared.access import Request, check, page
from motcua.web.steering import opened


@page(Ability.SEE_FIGURES)
def steps(request: Request, code: str) -> HttpResponse:
    """Show the steps that an office and those below it ended in a period, by default this year."""
    office = offices.office(code)
    if office is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, Thing(offices=frozenset(offices.path_ids(office))))
    today, errors = clock.local_day(clock.now()), dict[str, str]()
    first, last = (figures.day(request.GET.get(name, ""), name, errors) for name in ("from", "to"))
    if first and last and first > last:
        errors["from"] = _("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.")
    if errors:
        first = last = None
    until = min(today, office.valid_to or today)
    first, last = queries.period(first or (None if last else until.replace(month=1, day=1)), last, today=until)
    try:
        found = step_times.of(first, last, office=code)
    except Refused as refused:
        found = None
        errors = opened.refusal(refused, office, first) | errors
    shown = {"office": office, "first": first, "last": last, "found": found, "errors": errors}
    return render(request, "steering/step_times.html", shown)
