"""How long the steps of processes take at an office, opened down to the dossiers: where joint dossiers wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.casework.rules import StepKind, StepOutcome
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.measures import below, opened_steps, queries, reports, step_times
from motcua.measures.models import DossierFacts
from motcua.measures.opened_steps import Asked, Opened, Step
from motcua.measures.others import STEP_TIME
from motcua.measures.rules import Counted
from motcua.measures.service_queries import Amount
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, may
from motcua.web.shared import figures
from motcua.web.shared.access import Request, check, page
from motcua.web.steering import opened
from motcua.web.steering.paging import paged

_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """The steps of which office and period, as known on which day (None: now), and which of them are listed."""

    office: Office
    first: date
    last: date
    as_of: date | None
    step: Step | None = None
    counted: Counted = Counted.ABOVE

    def query(self, **other: Any) -> str:
        """Return the query string of this choice with some of it replaced; None leaves a part out."""
        asked = {
            "from": self.first.isoformat(), "to": self.last.isoformat(), "as_of": self.as_of and self.as_of.isoformat(),
            **(self.step._asdict() | {"counted": self.counted.value} if self.step else {}), **other,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def opens(self, row: step_times.StepTime) -> str:
        """Return the address that opens a step."""
        step = Step(row.procedure, row.kind.value, row.key)
        return reverse("step_opened", args=[self.office.code]) + self.query(**step._asdict())


@page(Ability.SEE_FIGURES)
def steps(request: Request, code: str) -> HttpResponse:
    """Show the steps that an office and those below it ended in a period, by default this year."""
    chosen, errors = _choice(request, code)
    first, last = chosen.first, chosen.last
    try:
        if chosen.as_of:
            found = step_times.as_known(first, last, chosen.as_of, office=code)
        else:
            found = step_times.of(first, last, office=code)
    except Refused as refused:
        found = None
        errors = opened.refusal(refused, chosen.office, first) | errors
    shown = {
        "chosen": chosen, "office": chosen.office, "found": found, "errors": errors,
        "waiting": step_times.going_on(found) if found and not chosen.as_of else [], "definition": STEP_TIME,
        "title_of": figures.title,
    }  # fmt: skip
    return render(request, "steering/step_times.html", shown)


@page(Ability.SEE_FIGURES)
def step(request: Request, code: str) -> HttpResponse:
    """Show which dossiers are in the average of a step of an office and those below it, which are not, and why."""
    chosen, errors = _choice(request, code)
    asked = request.GET
    wanted = Step(asked.get("procedure", ""), asked.get("kind", StepKind.STEP.value), asked.get("key", ""))
    if wanted.kind not in StepKind.values:
        raise Http404
    counted = Counted.OUT if asked.get("counted") == Counted.OUT else Counted.ABOVE
    chosen = Choice(chosen.office, chosen.first, chosen.last, chosen.as_of, wanted, counted)
    shown: dict[str, Any] = {"found": None}
    try:
        shown |= _opened(request, chosen)
    except Refused as refused:
        errors = opened.refusal(refused, chosen.office, chosen.first) | errors
    procedure, name = step_times.words(wanted, chosen.last)
    shown |= {
        "chosen": chosen, "errors": errors, "definition": STEP_TIME, "procedure": procedure, "name": name,
        "value": reports.value, "title_of": figures.title, "most": opened_steps.MOST,
    }  # fmt: skip
    return render(request, "steering/step_opened.html", shown)


def _choice(request: Request, code: str) -> tuple[Choice, dict[str, str]]:
    """Return what is asked for, the usual for what is missing or wrong, and errors by field."""
    office = offices.office(code)
    if office is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, Thing(offices=frozenset(offices.path_ids(office))))
    today, errors = clock.local_day(clock.now()), dict[str, str]()
    first, last = (figures.day(request.GET.get(name, ""), name, errors) for name in ("from", "to"))
    if first and last and first > last:
        errors["from"] = _("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.")
    if errors:
        first = last = None
    as_of = figures.past_day(request.GET, errors, today=today)
    until = min(today, office.valid_to or today)
    first, last = queries.period(first or (None if last else until.replace(month=1, day=1)), last, today=until)
    return Choice(office, first, last, as_of), errors


class Line(NamedTuple):
    """A step in the list: the dossier (with its page where this person may see it), its office, times and reason."""

    code: str
    opens: bool
    office: str
    begun: datetime | None
    done: datetime | None
    hours: Amount
    late: bool
    outcome: str
    reason: str


def _opened(request: Request, chosen: Choice) -> dict[str, Any]:
    queries.top_of(queries.in_being(chosen.first, chosen.last), chosen.office.code)  # refused where it was not there
    asked = Asked(chosen.first, chosen.last, chosen.office.path, chosen.step, chosen.as_of)
    found, children = opened_steps.read(asked), below.children(chosen.office.path)
    standing = sorted((each for each in found if each.verdict.counted is chosen.counted), key=_order)
    page, pages, listed = paged(request.GET.get("page", ""), standing, _A_PAGE)
    words = {Counted.ABOVE: _("Được tính"), Counted.OUT: _("Không tính")}
    return {
        "found": found, "total": _amount(found), "late": opened_steps.total(found)[2],
        "offices": _by_office(found, children, chosen), "lines": _lines(request, listed), "all": len(standing),
        "page": page, "pages": pages, "href": chosen.query() + "&page=",
        "tabs": [(text, chosen.query(counted=each.value), each is chosen.counted) for each, text in words.items()],
    }  # fmt: skip


def _order(each: Opened) -> tuple[Any, ...]:
    """What took longest first; what does not count by its reason and beginning."""
    state = each.state
    took = state.seconds if each.verdict.counted is Counted.ABOVE else 0
    return -took, each.verdict.reason, state.opened_at, state.code, state.number


def _amount(found: list[Opened]) -> Amount:
    count, seconds, _late = opened_steps.total(found)
    return Amount(STEP_TIME, seconds, count)


def _by_office(
    found: list[Opened], children: dict[str, below.Child], chosen: Choice
) -> list[tuple[str, Amount, int, str]]:  # fmt: skip
    """Return (name, average, how many late, address) of each office directly below that ended such steps."""
    mine: dict[below.Child, list[Opened]] = {}
    for each in found:
        mine.setdefault(children[each.state.office], []).append(each)
    if set(mine) <= {children[chosen.office.code]}:
        return []
    lines = []
    for child, steps in mine.items():
        own = child.code == chosen.office.code
        address = "" if own else reverse("step_opened", args=[child.code]) + chosen.query()
        lines.append((child.name, _amount(steps), opened_steps.total(steps)[2], address))
    return sorted(lines, key=lambda line: (-line[1].denominator, line[0]))


def _lines(request: Request, listed: Sequence[Opened]) -> list[Line]:
    """Return a page of the list. Two statements."""
    codes = {each.state.code for each in listed}
    competent = dict(DossierFacts.objects.filter(code__in=codes).values_list("code", "competent_office"))
    places = set(competent.values()) | {each.state.office for each in listed}
    known = {office.code: office for office in Office.objects.filter(code__in=places)}
    lines = []
    for state, verdict in listed:
        office, judge = known.get(state.office), known.get(competent.get(state.code, ""))
        concerned = office if office and state.outcome != StepOutcome.WITHDRAWN else None
        case = Thing(
            offices=frozenset(path_ids(judge.path) if judge else ()),
            concerned=frozenset(path_ids(concerned.path) if concerned else ()),
        )
        counts = verdict.counted is Counted.ABOVE
        lines.append(
            Line(
                state.code, may(request.who, Ability.SEE_CASE, case), office.short_name if office else state.office,
                _moment(state.opened_at), _moment(state.done_at) if counts else None,
                Amount(STEP_TIME, state.seconds, 1) if counts else Amount(STEP_TIME), counts and state.late,
                _(StepOutcome(state.outcome).label) if state.outcome in StepOutcome.values else "",
                _(verdict.reason) if verdict.reason else "",
            )
        )  # fmt: skip
    return lines


def _moment(stamp: str) -> datetime | None:
    return clock.parse_stamp(stamp) if stamp else None
