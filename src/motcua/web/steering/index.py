"""The 766 index on a page: points row by row and what they rest on, what would earn the next, what is unsettled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import fold, one_line
from motcua.measures.index import parameters, queries, reports, rules
from motcua.measures.index.opening import OPENS
from motcua.measures.index.queries import Index
from motcua.measures.index.rules import Group, Kind, Parameter, Scored, Stands, Step
from motcua.measures.queries import in_being
from motcua.measures.rules import Countable
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind, path_ids
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import figures, words
from motcua.web.shared.access import Request, check, page

_STEPS = 5
_DAY = timedelta(days=1)


class Length(StrEnum):
    """How long a period is, as the national portal offers it."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Choice:
    """Of which office the index is shown, over the month, quarter or year of `day`; `last` is not after today."""

    office: Office
    length: Length
    day: date
    today: date

    @property
    def first(self) -> date:
        return starts(self.length, self.day)

    @property
    def end(self) -> date:
        return starts(self.length, self.first + timedelta(days=_LONG[self.length])) - _DAY

    @property
    def last(self) -> date:
        return max(self.first, min(self.end, self.today))

    def query(self, **other: Any) -> str:
        """Return the query string of this choice, with some parts replaced."""
        return "?" + urlencode({"period": self.length.value, "day": self.day.isoformat(), **other})


_LONG = {Length.MONTH: 35, Length.QUARTER: 100, Length.YEAR: 370}
"""More days than a period has, and fewer than two have."""
_MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.YEAR: 12}


def starts(length: Length, day: date) -> date:
    """Return the first day of the period in which a day lies."""
    months = _MONTHS[length]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def named(length: Length, day: date) -> str:
    """Return what the period of a day is called: "Tháng 11/2026"."""
    if length is Length.MONTH:
        return _("Tháng %(month)s/%(year)s") % {"month": day.month, "year": day.year}
    if length is Length.QUARTER:
        return _("Quý %(quarter)s/%(year)s") % {"quarter": (day.month + 2) // 3, "year": day.year}
    return _("Năm %(year)s") % {"year": day.year}


class Line(NamedTuple):
    """A row of the index as the page shows it."""

    scored: Scored
    points: str
    share: str
    terms: str
    formula: str
    full: str
    width: str | None
    opens: list[tuple[str, str]]

    @property
    def notes(self) -> tuple[str, ...]:
        return self.scored.notes


@page(Ability.SEE_FIGURES)
def overview(request: Request) -> HttpResponse:
    """Lead to the index of the office that was chosen, or of the highest that one's role reaches."""
    asked = request.GET.dict()
    code = asked.pop("office", "") or highest(request).code
    query = urlencode([(name, asked[name]) for name in ("period", "day") if name in asked])
    return redirect(reverse("index_766_office", args=[code]) + (f"?{query}" if query else ""))


@page(Ability.SEE_FIGURES)
def office(request: Request, code: str) -> HttpResponse:
    """Show the index of an office that one's role reaches. Fifteen statements at most, however much there is."""
    chosen = choice(request, code)
    index, error = None, ""
    try:
        index = index_of(chosen)
    except Refused as refused:
        error = _(refused.message)
    shown: dict[str, Any] = {
        "chosen": chosen, "index": index, "errors": {"day": error} if error else {},
        "offices": _offices(request, chosen), "tabs": _tabs(chosen), "earlier": _beside(chosen, chosen.first - _DAY),
        "later": _beside(chosen, chosen.end + _DAY) if chosen.end < chosen.today else None,
    }  # fmt: skip
    if index:
        shown |= _shown(request, chosen, index)
    return render(request, "steering/index.html", shown)


def highest(request: Request) -> Office:
    """Return the highest office whose figures one's role reaches."""
    reached = offices.of_ids(reach(request.who, Ability.SEE_FIGURES))
    return min(reached, key=lambda each: (each.path.count("/"), each.code))


def choice(request: Request, code: str) -> Choice:
    """Return what an address and its query string ask for. Raises Http404, and Forbidden for an office not reached."""
    found = Office.objects.filter(code=one_line(code)).first()
    if found is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, Thing(offices=frozenset(path_ids(found.path))))
    today = clock.local_day(clock.now())
    asked: Mapping[str, str] = request.GET
    length = Length(asked["period"]) if asked.get("period") in list(Length) else Length.MONTH
    ended = found.valid_to if found.valid_to and found.valid_to < today else today
    day = figures.day(asked.get("day", ""), "day", {}) or ended
    return Choice(found, length, min(max(day, date(2000, 1, 1)), today), today)


def index_of(chosen: Choice) -> Index:
    """Return the index that is chosen. Raises Refused for a period before the index, or without the office."""
    return queries.index_of(chosen.first, chosen.last, office=chosen.office.code, today=chosen.today)


def _shown(request: Request, chosen: Choice, index: Index) -> dict[str, Any]:
    left = (chosen.end - chosen.today).days
    steps = rules.next_steps(index.rows, elapsed=(index.on - index.first).days + 1, left=left)
    by_id = {scored.row.id: scored for scored in index.rows}
    root = path_ids(chosen.office.path)[0]
    return {
        "groups": [(group, *_group(group, by_id), [line(chosen, index, by_id[row.id]) for row in group.rows])
                   for group in index.profile.groups],
        "steps": [(step.scored.row, step_said(step, left)) for step in steps[:_STEPS]], "over": left < 0,
        "points": said(reports.points(index.points)), "coverage": reports.coverage(index),
        "unsettled": [_parameter(index, one) for one in index.profile.parameters],
        "may_set": may(request.who, Ability.KEEP_INDEX, Thing(offices=frozenset({root}))),
    }  # fmt: skip


def _group(group: Group, by_id: Mapping[str, Scored]) -> tuple[str, int]:
    """Return the points of a group, and what its rows without any could have had."""
    mine = [by_id[row.id] for row in group.rows]
    return said(reports.points(rules.total(mine))), sum(one.row.maximum for one in mine if one.points is None)


def line(chosen: Choice, index: Index, scored: Scored) -> Line:
    """Return a row as the page shows it."""
    number, told, row = words.number(get_language()), scored.told, scored.row
    share = scored.share.percent() if scored.share else None
    counted = scored.stands is Stands.COUNTED and not row.informs
    percent = figures.share(_plain(share) if share else None)
    full = figures.share(_plain(str(float(scored.full_at * 100))))
    formula = f"{row.maximum} × {percent} / {full} = {said(reports.points(scored.points))}" if counted else ""
    return Line(
        scored, said(reports.points(scored.points)), percent if counted else "",
        f"{number(told.numerator)} / {number(told.denominator)}" if told and not row.informs else "", formula, full,
        f"{float(scored.points) * 100 / row.maximum:.1f}" if scored.points is not None and row.maximum else None,
        _opens(chosen, index, scored),
    )  # fmt: skip


def step_said(step: Step, left: int) -> str:
    """Return in a sentence what earns the next point of a row."""
    values = {
        "count": words.number(get_language())(step.count), "what": _(step.scored.row.more),
        "gain": said(reports.points(step.gain)), "days": step.days, "left": left,
    }  # fmt: skip
    if step.days is None:
        return _("thêm %(count)s %(what)s thì được thêm %(gain)s điểm.") % values
    if step.days <= left:
        return (
            _("thêm %(count)s %(what)s thì được thêm %(gain)s điểm; với nhịp của kỳ này mất khoảng %(days)s ngày.")
            % values
        )
    return (
        _(
            "thêm %(count)s %(what)s thì được thêm %(gain)s điểm; với nhịp của kỳ này mất khoảng %(days)s ngày, mà kỳ "
            "chỉ còn %(left)s ngày."
        )
        % values
    )


def said(points: str) -> str:
    """Return points in the language of the page."""
    return points.replace(",", ".") if get_language() == "en" else points


def value_said(parameter: Parameter, kept: str) -> str:
    """Return the value of a parameter in the language of the page."""
    if parameter.kind is Kind.PERCENT:
        return figures.share(kept)
    return _(parameters.said(parameter, kept))


def _parameter(index: Index, one: Parameter) -> tuple[Parameter, str, Any]:
    return one, value_said(one, rules.value(index.profile, index.values, one.name)), index.held.get(one.name)


def _opens(chosen: Choice, index: Index, scored: Scored) -> list[tuple[str, str]]:
    """Return where a row opens down to dossiers, procedures or petitions: (words, address)."""
    row, found = scored.row, []
    if row.id in OPENS:
        address = reverse("index_766_row", args=[chosen.office.code, row.id]) + chosen.query()
        found.append((_("Mở từng phản ánh") if row.id in ("5.2", "5.3") else _("Mở ra xem từng phần"), address))
    elif definition := queries.definition_of(row, index.values, index.last, index.profile):
        counts = definition.of is Countable.DOSSIERS
        found.append((_("Mở đến từng hồ sơ") if counts else _("Mở ra xem từng phần"), opened(chosen, definition.name)))
    return found


def opened(chosen: Choice, indicator: str) -> str:
    """Return the address that opens an indicator of the chosen office and period down to dossiers."""
    asked = {"indicator": indicator, "from": chosen.first.isoformat(), "to": chosen.last.isoformat()}
    return f"{reverse('opened_figure', args=[chosen.office.code])}?{urlencode(asked)}"


def _plain(percent: str) -> str:
    return percent.rstrip("0").rstrip(".") if "." in percent else percent


def _tabs(chosen: Choice) -> list[tuple[str, str, bool]]:
    return [(named(each, chosen.day), chosen.query(period=each.value), each is chosen.length) for each in Length]


def _beside(chosen: Choice, day: date) -> tuple[str, str]:
    return named(chosen.length, day), chosen.query(day=day.isoformat())


def _offices(request: Request, chosen: Choice) -> list[tuple[str, str]]:
    """Return the committees and departments that one's role reaches, in being in the period: (code, name), the
    province first, then by name.
    """
    held, kinds = reach(request.who, Ability.SEE_FIGURES), (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT)
    found = [
        each for each in in_being(chosen.first, chosen.last)
        if each.kind in kinds and not held.isdisjoint(each.above)
    ]  # fmt: skip
    names = {each.code: each.short_name for each in found} | {chosen.office.code: chosen.office.short_name}
    return sorted(names.items(), key=lambda one: (one[0].count("."), fold(one[1])))
