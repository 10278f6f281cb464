"""The leader's page: how far the offices have come, where one's own stands, and who needs help first."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.adoption.directives import queries as directives
from motcua.core import clock
from motcua.measures import comparing
from motcua.measures.queries import Counted, Line, Rates
from motcua.measures.rules import Axis, Figure
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.rules import Ability, may, reach
from motcua.web.shared import figures, outside
from motcua.web.shared.access import Request, page
from motcua.web.steering import monthly, targets


@page(Ability.SEE_FIGURES)
def steering(request: Request) -> HttpResponse:
    """Show today, this month or a period; the rest of the query string is that of the public page."""
    today = clock.local_day(clock.now())
    asked = request.GET.dict()
    shown = figures.page(asked, today=today)
    rates = shown["rates"]
    own, able = {office for _role, office in request.who.roles}, reach(request.who, Ability.SEE_FIGURES)
    compared = {line.office.id for line in rates.rows} if rates else set()
    known = offices.of_ids(own | able | compared)
    held = [office for office in known if office.id in own]
    ids = {above for office in held for above in offices.path_ids(office)}
    mine = [line for line in rates.rows if line.office.id in ids] if rates else []
    highest = min((office for office in known if office.id in able), key=_depth)
    extra = {
        "own_ids": ids,
        "mine": mine,
        "opens": _opens("opened_figure", highest, shown["chosen"]),
        "steps": _opens("step_times", highest, shown["chosen"]),
        "petitions": _opens("figures_of_petitions", highest, shown["chosen"]),
        "divides": _opens("divided_figure", highest, shown["chosen"]),
        "awaiting": directives.awaiting(reach(request.who, Ability.STEER)),
        "watches": may(request.who, Ability.SEE_WATCH),
        "now": "?" + shown["chosen"].query(as_of=None),
        **_of_today(highest, held, [each for each in known if each.id in compared], shown, today),
        "help_first": _help_first(rates, able, shown["chosen"]) if rates else [],
        "periods": _periods(shown["chosen"], today, usual="from" not in asked and "to" not in asked),
    }
    return render(request, "steering/figures.html", shown | extra)


def _of_today(
    highest: Office, held: list[Office], compared: list[Office], shown: dict[str, Any], today: date
) -> dict[str, Any]:  # fmt: skip
    """Return what stands beside the rates; nothing of it as of a past day: it is not put back."""
    chosen, rates = shown["chosen"], shown["rates"]
    if chosen.as_of:
        return {"monthly": None, "before": None, "targets": None, "outside": []}
    codes = [rates.total.office.code, *(each.code for each in held)] if rates else []
    return {
        "monthly": monthly.of_year(highest, chosen.definition, chosen.last.year, axis=chosen.axis),
        "targets": _targets(held, compared, chosen, today),
        "outside": outside.beside(chosen.definition.name, codes, chosen.first, chosen.last) if rates else [],
        **(_against(rates) if rates else {"before": None}),
    }


def _targets(held: list[Office], compared: list[Office], chosen: figures.Choice, today: date) -> dict[str, Any]:
    """Return this year's targets; those of the offices compared only where dossiers count as targets do."""
    others = compared if chosen.axis is Axis.COMPETENT else []
    return targets.of_year(held, others, chosen.definition, today)


def _depth(office: Office) -> tuple[int, str]:
    return office.path.count("/"), office.code


def _help_first(rates: Rates, able: frozenset[int], chosen: figures.Choice) -> list[tuple[Line, int, str]]:
    """Return who needs help first, each with the address that tells why, or "" where one's role does not reach."""
    return [
        (line, missing, _opens("divided_figure", line.office, chosen) if able & set(line.office.above) else "")
        for line, missing in figures.help_first(rates)
    ]


def _against(rates: Rates) -> dict[str, Any]:
    """Return what the table shows of the same days of the year before."""
    before = comparing.year_before(rates)
    words: dict[int, tuple[str, str]] = {}
    for line in [*rates.rows, rates.total]:
        then = before.figures.get(line.office.id)
        if then is None or not then.denominator:
            words[line.office.id] = "–", ""
            continue
        share, change = figures.share(then.ratio.percent(1)), _change(line.figure, then)
        words[line.office.id] = f"{share} ({change or '–'})", figures.by_whom((then.by_self, then.helped, then.unknown))
    return {"before": before, "years_before": words, "change": _change}


def _change(now: Figure, then: Figure) -> str:
    """Return by how many points a rate changed, in words; "" where there is nothing to compare."""
    points = comparing.points(now.ratio, then.ratio)
    if points is None:
        return ""
    shown = points if get_language() == "en" else points.replace(".", ",")
    return _("%(points)s điểm") % {"points": shown.replace("-", "−")}


def _opens(page: str, office: Office | Counted, chosen: figures.Choice) -> str:
    """Return the address that opens this figure of an office."""
    asked = {"indicator": chosen.definition.name, "from": chosen.first.isoformat(), "to": chosen.last.isoformat()}
    asked |= figures.axis_asked(chosen.axis) | ({"as_of": chosen.as_of.isoformat()} if chosen.as_of else {})
    return f"{reverse(page, kwargs={'code': office.code})}?{urlencode(asked)}"


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
    known = f"as_of={chosen.as_of}" if chosen.as_of else ""
    return [(_("Kỳ gần nhất có hồ sơ"), f"?{known}", usual), *tabs]
