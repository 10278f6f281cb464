"""A row of the 766 index opened down to procedures and petitions; setting what its sources leave open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.measures.index import actions, opening, queries, rules
from motcua.measures.index.opening import Behind
from motcua.measures.index.profile import profile_on
from motcua.measures.index.rules import Kind, Parameter, Profile
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, may
from motcua.web.shared import typed
from motcua.web.shared.access import Request, check, page
from motcua.web.steering import index as pages
from motcua.web.steering.paging import paged

_A_PAGE = 50


@page(Ability.SEE_FIGURES)
def row(request: Request, code: str, row: str) -> HttpResponse:
    """Show what is behind a row of an office that one's role reaches: what does not count first, and why."""
    chosen = pages.choice(request, code)
    if row not in opening.OPENS:
        raise Http404
    try:
        index = pages.index_of(chosen)
    except Refused:
        return redirect(reverse("index_766_office", args=[code]) + chosen.query())
    (scored,) = (each for each in index.rows if each.row.id == row)
    behind = opening.behind(index, row)
    number, pages_of, listed = paged(request.GET.get("page", ""), behind, _A_PAGE)
    shown = {
        "chosen": chosen, "line": pages.line(chosen, index, scored), "period": pages.named(chosen.length, chosen.day),
        "behind": listed, "page": number, "pages": pages_of,
        "href": chosen.query() + "&page=", "missing": sum(1 for each in behind if each.reason), "all": len(behind),
        "links": _links(request, listed) if row.startswith("5") else {},
        "definition": opening.PETITION_ROWS.get(row), "petitions": _petition_figure(chosen, row),
        "figures": _figures(chosen, row), "simulated_count": index.simulated,
    }  # fmt: skip
    return render(request, "steering/index_row.html", shown)


def _petition_figure(chosen: pages.Choice, row: str) -> str:
    """Return the address of the same figure of petitions by office and as it was known, "" for other rows."""
    if row not in opening.PETITION_ROWS:
        return ""
    asked = {"figure": opening.PETITION_ROWS[row].name, "from": chosen.first.isoformat(), "to": chosen.last.isoformat()}
    return f"{reverse('figures_of_petitions', args=[chosen.office.code])}?{urlencode(asked)}"


def _figures(chosen: pages.Choice, row: str) -> list[tuple[str, str]]:
    """Return the figures that a row is made of besides: (words, address)."""
    if row == "5.4":
        return [
            (_("Hồ sơ quá hạn"), pages.opened(chosen, "on_time") + "#dossiers"),
            (_("Hồ sơ bị đánh giá chưa hài lòng"), pages.opened(chosen, "satisfaction") + "#dossiers"),
        ]
    return [(_("Từng hồ sơ"), pages.opened(chosen, "population_data") + "&by=procedure")] if row == "4.5a" else []


def _links(request: Request, behind: Sequence[Behind]) -> dict[str, str]:
    """Return the addresses of those petitions (of row 5.4: dossiers) that this person may see. One statement."""
    paths = dict(Office.objects.filter(code__in={each.office for each in behind}).values_list("code", "path"))
    seen = {
        code for code, path in paths.items()
        if may(request.who, Ability.SEE_PETITIONS, Thing(offices=frozenset(path_ids(path))))
    }  # fmt: skip
    return {each.code: reverse("petition", args=[each.code]) for each in behind if each.office in seen}


@page(Ability.KEEP_INDEX, methods=("GET", "HEAD", "POST"))
def parameter(request: Request, name: str) -> HttpResponse:
    """Show what was set for a parameter of the index, and set another value, for the whole province."""
    today = clock.local_day(clock.now())
    profile = profile_on(today)
    root, found = offices.root(today), profile.parameter(name)
    check(request, Ability.KEEP_INDEX, Thing(offices=frozenset({root.pk})))
    if found is None:
        raise Http404
    given, errors = request.POST, dict[str, str]()
    if request.method == "POST":
        errors = _set(request, found)
        if not errors:
            return redirect(reverse("index_766_parameter", args=[name]) + "?da-ghi=1")
    held = queries.held_on(today).get(name)
    kept = held.value if held else found.usual
    wanted = ", ".join(given.getlist("value")) if request.method == "POST" else kept
    shown = {
        "parameter": found, "kept": pages.value_said(found, kept), "held": held, "errors": errors, "typed": wanted,
        "day": typed.day_text(given, "valid_from"), "source": given.get("source", ""),
        "stored": "da-ghi" in request.GET,
        "history": [(one, pages.value_said(found, one.value)) for one in queries.history(name)],
        "usual": pages.value_said(found, found.usual), "options": _options(found, profile),
        "chosen_rows": wanted.replace(",", " ").split(),
    }  # fmt: skip
    return render(request, "steering/index_parameter.html", shown, status=422 if errors else 200)


def _set(request: Request, parameter: Parameter) -> dict[str, str]:
    """Store a value that was posted; return what is wrong, by field."""
    assert request.account is not None
    given, errors, day = request.POST, dict[str, str](), None
    try:
        day = typed.day(given, "valid_from")
    except Refused as refused:
        errors[refused.field] = refused.message
    try:
        actions.set_parameter(
            name=parameter.name, value=" ".join(given.getlist("value")), valid_from=None if errors else day,
            source=given.get("source", ""), by=request.account, at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return invalid.errors | errors
    return errors


def _options(parameter: Parameter, profile: Profile) -> list[tuple[Any, ...]]:
    if parameter.kind is Kind.YES_NO:
        return [(rules.YES, _("Có")), (rules.NO, _("Không"))]
    if parameter.kind is Kind.IF_ANY:
        return [(each, pages.value_said(parameter, each)) for each in (rules.IF_ANY, rules.YES, rules.NO)]
    return [(each.id, f"{each.id} {_(each.name)}") for each in profile.rows]
