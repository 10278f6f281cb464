"""The leader's page: how far the offices have come, where one's own stands, and who needs help first."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.offices import queries as offices
from motcua.people.rules import Ability
from motcua.web.shared import figures
from motcua.web.shared.access import Request, page
from motcua.web.steering import targets


@page(Ability.SEE_FIGURES)
def steering(request: Request) -> HttpResponse:
    """Show today, this month or a period; the rest of the query string is that of the public page."""
    today = clock.local_day(clock.now())
    asked = request.GET.dict()
    shown = figures.page(asked, today=today)
    rates = shown["rates"]
    held = offices.of_ids({office for _role, office in request.who.roles})
    ids = {above for office in held for above in offices.path_ids(office)}
    mine = [line for line in rates.rows if line.office.id in ids] if rates else []
    extra = {
        "own_ids": ids,
        "mine": mine,
        "targets": targets.of_year(held, shown["chosen"].definition, today),
        "help_first": figures.help_first(rates) if rates else [],
        "periods": _periods(shown["chosen"], today, usual="from" not in asked and "to" not in asked),
    }
    return render(request, "steering/figures.html", shown | extra)


def _periods(chosen: figures.Choice, today: date, *, usual: bool) -> list[tuple[str, str, bool]]:
    """Return the tabs over the page: text, address, whether it is the one shown."""
    month = today.replace(day=1)
    found = [
        (_("Hôm nay"), today, today),
        (_("Tháng này"), month, today),
        (_("Năm nay"), today.replace(month=1, day=1), today),
    ]
    tabs = [
        (text, "?" + chosen.query(first=first, last=last), not usual and (chosen.first, chosen.last) == (first, last))
        for text, first, last in found
    ]
    return [(_("Kỳ gần nhất có hồ sơ"), "?", usual), *tabs]
