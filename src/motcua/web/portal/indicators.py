"""Every indicator for everybody: how it is counted, and what it was in the newest month that has been published."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.measures.indicators import INDICATORS
from motcua.measures.models import PublishedMonth
from motcua.measures.published import queries
from motcua.measures.published.composing import FEW_OFFICES, WHOLE
from motcua.measures.published.rules import HIDDEN, OFFICES
from motcua.measures.rules import Countable, Definition, Unit
from motcua.people.rules import Ability
from motcua.web.shared import figures, words
from motcua.web.shared.access import Request, page

Line = dict[str, Any]


@page(Ability.BROWSE)
def indicators(request: Request) -> HttpResponse:
    """List every indicator with the province's figure of the newest published month. Two statements at most."""
    newest, before = queries.newest()
    whole, then = _whole(newest), _whole(before)
    lines = []
    for name, versions in INDICATORS.items():
        now, year_before = (_shown(versions[-1], each.get(name)) for each in (whole, then))
        lines.append((versions[-1], figures.title(versions[-1]), now, year_before))
    return render(request, "portal/indicators.html", {"lines": lines, **_of_month(newest, before)})


@page(Ability.BROWSE)
def indicator(request: Request, name: str) -> HttpResponse:
    """Show how an indicator is counted, in every version, and each office in the newest published month."""
    if name not in INDICATORS:
        raise Http404
    newest, before = queries.newest()
    versions = INDICATORS[name][::-1]
    rows = [row for row in _rows(newest) if row["indicator"] == name]
    lines = [(_named_office(row), _shown(versions[0], row)) for row in rows if row["office_name"] != WHOLE]
    shown = {
        "versions": versions, "definition": versions[0], "title": figures.title(versions[0]), "unit": Unit,
        "whole": _shown(versions[0], _whole(newest).get(name)), "then": _shown(versions[0], _whole(before).get(name)),
        "lines": sorted(lines, key=lambda line: line[0]), "procedures": versions[0].of is Countable.PROCEDURES,
        "hidden": HIDDEN, "share": figures.share, **_of_month(newest, before),
    }  # fmt: skip
    return render(request, "portal/indicator.html", shown)


def _of_month(newest: PublishedMonth | None, before: PublishedMonth | None) -> dict[str, Any]:
    return {
        "month": newest and _named(newest.month), "month_before": before and _named(before.month), "newest": newest,
        "made": any(row["simulated"] == "true" for row in _rows(newest)[:1]),
    }  # fmt: skip


def _named_office(row: Line) -> str:
    name = row["office_name"]
    return _("Cơ quan ít hồ sơ (gộp)") if name == FEW_OFFICES else str(name)


def _named(month: str) -> str:
    return f"{month[5:]}/{month[:4]}"


def _rows(month: PublishedMonth | None) -> list[Line]:
    return [dict(zip(OFFICES.heads, row, strict=True)) for row in month.rows] if month else []


def _whole(month: PublishedMonth | None) -> dict[str, Line]:
    """Return the lines of the whole province by indicator."""
    return {row["indicator"]: row for row in _rows(month) if row["office_name"] == WHOLE}


def _shown(definition: Definition, row: Line | None) -> Line:
    """Return a line as people read it: its value, its terms, and who did it; "" for what there is not."""
    if row is None:
        return {"value": "–", "terms": "", "by_whom": ""}
    by_whom = [row["by_self"], row["helped"], row["unknown"]]
    hours = definition.unit is Unit.HOURS
    terms = [row["denominator"]] if hours else [row["numerator"], row["denominator"]]
    return {
        "value": _value(str(row["value"]), hours=hours), "terms": " / ".join(map(_number, terms)),
        "by_whom": " / ".join(map(_number, by_whom)) if definition.by_help else "",
    }  # fmt: skip


def _value(value: str, *, hours: bool) -> str:
    if value in ("", HIDDEN):
        return HIDDEN if value else "–"
    if not hours:
        return figures.share(value)
    shown = value if get_language() == "en" else value.replace(".", ",")
    return f"{shown} {_(str(Unit.HOURS.label))}"


def _number(count: Any) -> str:
    return words.number(get_language())(count) if isinstance(count, int) else str(count)
