"""Figures of petitions: how many were handled in time, published and satisfied, down to each petition and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.text import one_line
from motcua.correspondence.petitions.queries import Brought
from motcua.measures import below, queries, reports
from motcua.measures import petitions as counting
from motcua.measures.others import PETITION_FIGURES
from motcua.measures.rules import Counted, Definition, Verdict, judge
from motcua.measures.service_queries import Amount
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import figures
from motcua.web.shared.access import Request, check, page
from motcua.web.steering.paging import paged

_A_PAGE = 50
_NAMED = {each.name: each for each in PETITION_FIGURES}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which figure of the petitions of which office, over which days, as known on which day (None: now)."""

    definition: Definition
    office: Office
    first: date
    last: date
    as_of: date | None
    counted: Counted

    def query(self, **other: Any) -> str:
        """Return the query string of this choice with some of it replaced; None leaves a part out."""
        asked = {
            "figure": self.definition.name, "from": self.first.isoformat(), "to": self.last.isoformat(),
            "as_of": self.as_of and self.as_of.isoformat(), "counted": self.counted.value, **other,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def at(self, code: str) -> str:
        """Return the address of the same of another office, by its code."""
        return reverse("figures_of_petitions", args=[code]) + self.query()


@page(Ability.SEE_FIGURES)
def petitions(request: Request, code: str) -> HttpResponse:
    """Show a figure of the petitions of an office that one's role reaches and of those below it. Five statements."""
    office = Office.objects.select_related("parent").filter(code=one_line(code)).first()
    if office is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, Thing(offices=frozenset(path_ids(office.path))))
    chosen, errors = _choice(request, office)
    today = clock.local_day(clock.now())
    found = counting.counted(chosen.first, chosen.last, office=office.code, today=today, as_of=chosen.as_of)
    stands = [(one, judge(chosen.definition, counting.heard(one, found.on))) for one in found.heard]
    held = reach(request.who, Ability.SEE_FIGURES)
    above = office.parent if office.parent and held.intersection(path_ids(office.parent.path)) else None
    shown = {
        "chosen": chosen, "errors": errors, "above": above, "on": found.on, "definition": chosen.definition,
        "total": _amount(chosen, stands), "count": found.total.count, "value": reports.value, "title_of": figures.title,
        "offices": _by_office(chosen, stands),
        "choices": [(each.name, figures.title(each)) for each in PETITION_FIGURES],
        **_listed(request, chosen, stands),
    }  # fmt: skip
    return render(request, "steering/petition_figures.html", shown)


def _choice(request: Request, office: Office) -> tuple[Choice, dict[str, str]]:
    """Return what is asked for, the usual for what is missing or wrong, and errors by field."""
    asked, today, errors = request.GET, clock.local_day(clock.now()), dict[str, str]()
    first, last = (figures.day(asked.get(name, ""), name, errors) for name in ("from", "to"))
    if first and last and first > last:
        errors["from"] = _("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.")
    if errors:
        first = last = None
    as_of = figures.past_day(request.GET, errors, today=today)
    until = min(today, office.valid_to or today)
    first, last = queries.period(first or (None if last else until.replace(month=1, day=1)), last, today=until)
    definition = _NAMED.get(asked.get("figure", ""), PETITION_FIGURES[0])
    counted = Counted(asked["counted"]) if asked.get("counted") in list(Counted) else Counted.BELOW
    return Choice(definition, office, first, last, as_of, counted), errors


Stands = list[tuple[Brought, Verdict]]


def _amount(chosen: Choice, stands: Stands) -> Amount:
    counted = [verdict.counted for _one, verdict in stands]
    simulated = sum(one.simulated for one, verdict in stands if verdict.counted is not Counted.OUT)
    return Amount(
        chosen.definition, counted.count(Counted.ABOVE), len(counted) - counted.count(Counted.OUT), simulated
    )  # fmt: skip


def _by_office(chosen: Choice, stands: Stands) -> list[tuple[str, Amount, str]]:
    """Return the offices directly below with petitions, what is the office's own last: (name, figure, address)."""
    children, mine = below.children(chosen.office.path), dict[below.Child, Stands]()
    for each in stands:
        mine.setdefault(children[each[0].office], []).append(each)
    own = children[chosen.office.code]
    if set(mine) <= {own}:
        return []
    lines = [(child, _amount(chosen, some)) for child, some in mine.items()]
    return [
        (child.name, amount, "" if child == own else chosen.at(child.code))
        for child, amount in sorted(lines, key=lambda line: (line[0] == own, -line[1].denominator, line[0].name))
    ]


def _listed(request: Request, chosen: Choice, stands: Stands) -> dict[str, Any]:
    """Return a page of the petitions that stand so: (code, its page where this person may see it, office, day, why)."""
    wanted = [(one, verdict) for one, verdict in stands if verdict.counted is chosen.counted]
    page, pages, listed = paged(request.GET.get("page", ""), wanted, _A_PAGE)
    links = _linked(request, {one.office for one, _verdict in listed})
    words = {
        Counted.ABOVE: _("Được tính"), Counted.BELOW: _("Chỉ ở mẫu số"), Counted.OUT: _("Không tính"),
    }  # fmt: skip
    if not chosen.definition.below:
        del words[Counted.OUT]
    return {
        "lines": [_line(one, verdict, links) for one, verdict in listed], "page": page, "pages": pages,
        "href": chosen.query() + "&page=",
        "tabs": [(text, chosen.query(counted=each.value), each is chosen.counted) for each, text in words.items()],
    }  # fmt: skip


def _line(one: Brought, verdict: Verdict, links: set[str]) -> tuple[str, str, str, date, str]:
    address = reverse("petition", args=[one.code]) if one.office in links else ""
    day = clock.local_day(one.course.received_at)
    return one.code, address, one.name, day, _(verdict.reason) if verdict.reason else ""


def _linked(request: Request, codes: set[str]) -> set[str]:
    """Return those offices whose petitions this person may read. One statement."""
    found = Office.objects.filter(code__in=codes).values_list("code", "path")
    return {
        code for code, path in found
        if may(request.who, Ability.SEE_PETITIONS, Thing(offices=frozenset(path_ids(path))))
    }  # fmt: skip
