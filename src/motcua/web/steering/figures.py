"""The leader's page: how far the offices have come, where one's own stands, and who needs help first."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, reach
from motcua.web.shared import figures
from motcua.web.shared.access import Request, page


@page(Ability.SEE_FIGURES)
def steering(request: Request) -> HttpResponse:
    """Show today, this month or a period; the rest of the query string is that of the public page."""
    today = clock.local_day(clock.now())
    asked = request.GET.dict()
    shown = figures.page(asked, today=today)
    rates = shown["rates"]
    held = _held(request)
    ids = _own(request, held)
    mine = [line for line in rates.rows if line.office.id in ids] if rates else []
    extra = {
        "own_ids": ids,
        "mine": mine,
        "opens": _opens(request, held, shown["chosen"]),
        "help_first": figures.help_first(rates) if rates else [],
        "periods": _periods(shown["chosen"], today, usual="from" not in asked and "to" not in asked),
    }
    return render(request, "steering/figures.html", shown | extra)


def _held(request: Request) -> list[tuple[int, str, str]]:
    """Return (id, path, code) of the offices where this person holds a role, or whose figures she may see."""
    held = {office for _role, office in request.who.roles} | reach(request.who, Ability.SEE_FIGURES)
    return list(Office.objects.filter(id__in=held).values_list("id", "path", "code"))


def _own(request: Request, held: list[tuple[int, str, str]]) -> set[int]:
    """Return the ids of the offices where this person holds a role, and of all above them."""
    own = {office for _role, office in request.who.roles}
    return {above for office, path, _code in held if office in own for above in path_ids(path)}


def _opens(request: Request, held: list[tuple[int, str, str]], chosen: figures.Choice) -> str:
    """Return the address that opens this figure of the highest office that one's role reaches."""
    able = reach(request.who, Ability.SEE_FIGURES)
    code = min((path.count("/"), code) for office, path, code in held if office in able)[1]
    asked = {"indicator": chosen.definition.name, "from": chosen.first.isoformat(), "to": chosen.last.isoformat()}
    return f"{reverse('opened_figure', kwargs={'code': code})}?{urlencode(asked)}"


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
