"""The public page of figures, and the same table as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.measures import reports
from motcua.people.rules import Ability
from motcua.web.shared import figures, outside
from motcua.web.shared.access import Request, page


@page(Ability.BROWSE)
def public_figures(request: Request) -> HttpResponse:
    """Show the rates that a query string asks for, with definition, numerator and denominator."""
    shown = figures.page(request.GET.dict(), today=clock.local_day(clock.now()), everybody=True)
    chosen, rates = shown["chosen"], shown["rates"]
    codes = [rates.total.office.code] if rates else []
    lines = outside.beside(chosen.definition.name, codes, chosen.first, chosen.last, public=True)
    return render(request, "portal/figures.html", shown | {"outside": lines})


@page(Ability.BROWSE)
def public_figures_csv(request: Request) -> HttpResponse:
    """Hand over the table of the page as CSV (UTF-8 with a mark, so that spreadsheets read the letters)."""
    chosen, errors = figures.choice(request.GET.dict(), today=clock.local_day(clock.now()))
    try:
        text = reports.rates_csv(figures.table(chosen), everybody=True)
    except Refused as refused:
        return HttpResponse(refused.message, "text/plain; charset=utf-8", status=404)
    if errors:
        return HttpResponse("\n".join(errors.values()), "text/plain; charset=utf-8", status=400)
    name = f"online-{chosen.definition.name}-{chosen.tier}-{chosen.first}-{chosen.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + text, "text/csv; charset=utf-8", headers=headers)
