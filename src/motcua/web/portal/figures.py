"""The public page of figures, and the same table as a file."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.measures import reports
from motcua.people.rules import Ability, may
from motcua.web.portal import monthly
from motcua.web.shared import figures, outside
from motcua.web.shared.access import Request, page


@page(Ability.BROWSE)
def public_figures(request: Request) -> HttpResponse:
    """Show the rates that a query string asks for, with definition, numerator and denominator.

    Every office of any period is for those who may see figures; everybody sees the whole province of any period, and
    the offices of a published month, so that what is hidden there cannot be worked out here.
    """
    shown = figures.page(request.GET.dict(), today=clock.local_day(clock.now()))
    chosen, rates = shown["chosen"], shown["rates"]
    codes = [rates.total.office.code] if rates else []
    lines = outside.beside(chosen.definition.name, codes, chosen.first, chosen.last, public=True)
    whole = may(request.who, Ability.SEE_FIGURES)
    offices = monthly.shown(shown) if rates and not whole else {"month": None, "file": ""}
    return render(request, "portal/figures.html", shown | offices | {"outside": lines, "all_offices": whole})


@page(Ability.BROWSE)
def public_figures_csv(request: Request) -> HttpResponse:
    """Hand over the table of the page as CSV (UTF-8 with a mark, so that spreadsheets read the letters).

    Who may not see every office gets the line of the whole province; the offices are in the open data.
    """
    chosen, errors = figures.choice(request.GET.dict(), today=clock.local_day(clock.now()))
    try:
        rates = figures.table(chosen)
        text = reports.rates_csv(rates if may(request.who, Ability.SEE_FIGURES) else replace(rates, rows=[]))
    except Refused as refused:
        return HttpResponse(refused.message, "text/plain; charset=utf-8", status=404)
    if errors:
        return HttpResponse("\n".join(errors.values()), "text/plain; charset=utf-8", status=400)
    name = f"online-{chosen.definition.name}-{chosen.tier}-{chosen.first}-{chosen.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + text, "text/csv; charset=utf-8", headers=headers)
