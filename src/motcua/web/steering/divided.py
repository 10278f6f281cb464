"""Who, when and why: the dossiers of an office by division, officer, hour and reason for coming in person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import one_line
from motcua.measures import asof, opening
from motcua.measures.opening import Asked, Sums
from motcua.measures.rules import ALL_PROCEDURES, DEFINITIONS, Axis, Counted, Definition, SliceBy
from motcua.measures.service_queries import Amount
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing
from motcua.web.shared import figures
from motcua.web.shared.access import Request, check, page
from motcua.web.steering import officers, opened, training

WAYS = (SliceBy.DIVISION, SliceBy.OFFICER, SliceBy.HOUR, SliceBy.IN_PERSON)
MOST = 300_000
"""More dossiers than these are read for the last month of a period only: they are gone through one by one."""


class Part(NamedTuple):
    """One line of a block: the name, its figure, and the address that opens it ("" where nobody may)."""

    name: str
    amount: Amount
    address: str


@page(Ability.SEE_FIGURES)
def divided(request: Request, code: str) -> HttpResponse:
    """Show the parts of an online-filing rate of an office that one's role reaches, all from one statement."""
    office = Office.objects.select_related("parent").filter(code=one_line(code)).first()
    if office is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, Thing(offices=frozenset(path_ids(office.path))))
    asked = {"indicator": ALL_PROCEDURES.name, **request.GET.dict()}
    asked["indicator"] = asked["indicator"] if asked["indicator"] in DEFINITIONS else ALL_PROCEDURES.name
    chosen, errors = opened.choice(asked, office, clock.local_day(clock.now()))
    definition = DEFINITIONS[chosen.name]
    try:
        chosen, shown = _shown(request, replace(chosen, parts={}, counted=Counted.BELOW), definition)
    except Refused as refused:
        errors = opened.refusal(refused, office, chosen.first) | errors
        shown = {"total": None}
    choices = {"definitions": [(each.name, figures.title(each)) for each in DEFINITIONS.values()]}
    choices["axes"] = [(each.value, _(each.label)) for each in Axis]
    return render(
        request, "steering/divided.html",
        {"chosen": chosen, "errors": errors, "most": asof.MOST, "definition": definition, "title_of": figures.title,
         "share": figures.share, "order": training.order(request, office),
         "by_procedure": chosen.at(office.code, by=SliceBy.PROCEDURE), **choices, **shown},
    )  # fmt: skip


def _shown(request: Request, chosen: opened.Choice, definition: Definition) -> tuple[opened.Choice, dict[str, Any]]:
    changes = opened.changes_of(chosen)
    figure = opened.figure_of(chosen, changes)
    whole, read = figure.total[1], chosen
    if whole.denominator > MOST:
        read = replace(chosen, first=max(chosen.first, chosen.last.replace(day=1)))
    asked = Asked(
        definition, read.first, read.last, read.on, chosen.office.path, chosen.axis, (), chosen.as_of,
        asof.states(changes or ()),
    )  # fmt: skip
    found = opening.divided(asked, WAYS)
    total = Amount(definition, *(sum(row) for row in zip(*found[SliceBy.HOUR].values(), strict=True)))
    found[SliceBy.OFFICER] = officers.within_reach(request, found[SliceBy.OFFICER])
    blocks = [(by, _(by.label), _parts(by, found[by], read, definition)) for by in WAYS]
    return chosen, {
        "changes": figure.changes,
        "whole": whole,
        "total": total,
        "read": read,
        "narrowed": read is not chosen,
        "blocks": blocks,
    }


def _parts(by: SliceBy, sums: Sums, chosen: opened.Choice, definition: Definition) -> list[Part]:
    """Return the lines of a block: hours in their order, else the largest first."""
    names = opened.named(by, sums.keys(), chosen)
    lines = []
    for key, numbers in sums.items():
        if by is SliceBy.IN_PERSON and not key:
            continue
        address = "" if key == officers.ELSEWHERE else _opens(chosen, by, key)
        lines.append((key, Part(names[key], Amount(definition, *numbers), address)))
    if by is SliceBy.HOUR:
        return [part for _key, part in sorted(lines, key=lambda line: line[0])]
    return [part for _key, part in sorted(lines, key=lambda line: (-line[1].amount.denominator, line[1].name))]


def _opens(chosen: opened.Choice, by: SliceBy, key: str) -> str:
    return chosen.at(chosen.office.code) + f"&{urlencode({by.value: key})}"
