"""A figure opened: by office and by part, down to the dossiers that it counts and those that it does not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import one_line
from motcua.measures import asof, naming, opening, queries, reports, service_queries
from motcua.measures.indicators import INDICATORS
from motcua.measures.opening import After, Asked
from motcua.measures.rules import DEFINITIONS, ON_TIME, Axis, Countable, Counted, Definition, SliceBy, Unit
from motcua.measures.service_queries import Amount, Indicator
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import figures
from motcua.web.shared.access import Request, check, page
from motcua.web.steering import officers, training

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """Which figure of which office is opened, by what it is divided, and which of its dossiers are listed."""

    name: str
    office: Office
    first: date
    last: date
    on: date
    by: SliceBy
    counted: Counted
    as_of: date | None = None
    axis: Axis = Axis.COMPETENT
    parts: Mapping[SliceBy, str] = field(default_factory=dict)

    def query(self, **other: Any) -> str:
        """Return the query string of this choice with some of it replaced; None leaves a part out."""
        asked = {
            "indicator": self.name, "from": self.first.isoformat(), "to": self.last.isoformat(), "by": self.by.value,
            "counted": self.counted.value, "as_of": self.as_of and self.as_of.isoformat(),
            **figures.axis_asked(self.axis), **{by.value: key for by, key in self.parts.items()}, **other,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def at(self, office: str, **other: Any) -> str:
        """Return the address of the same figure of an office, by its code, with some of the choice replaced."""
        without_parts = dict.fromkeys(map(str, self.parts))
        return reverse("opened_figure", kwargs={"code": office}) + self.query(**without_parts, **other)

    @property
    def known(self) -> dict[str, str]:
        """What an address says of the day as of which everything is shown: nothing for now."""
        return {"as_of": self.as_of.isoformat()} if self.as_of else {}

    @property
    def counts_procedures(self) -> bool:
        """Whether procedures count: which of them were offered is kept by the day of which it holds only."""
        return INDICATORS[self.name][-1].of is Countable.PROCEDURES

    @property
    def leader(self) -> str:
        """The address of the leader's page of the same days, by the same definition where it shows that."""
        asked = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        asked |= {"definition": self.name} if self.name in DEFINITIONS else {}
        asked |= figures.axis_asked(self.axis) | self.known
        return f"{reverse('steering')}?{urlencode(asked)}"

    @property
    def why(self) -> str:
        """The address that divides the same figure in several ways at once; "" for what it does not divide."""
        if self.name not in DEFINITIONS:
            return ""
        asked = {"indicator": self.name, "from": self.first.isoformat(), "to": self.last.isoformat()}
        asked |= figures.axis_asked(self.axis) | self.known
        return f"{reverse('divided_figure', kwargs={'code': self.office.code})}?{urlencode(asked)}"


@page(Ability.SEE_FIGURES)
def opened(request: Request, code: str) -> HttpResponse:
    """Show a figure of an office that one's role reaches."""
    office = Office.objects.select_related("parent").filter(code=one_line(code)).first()
    if office is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, Thing(offices=frozenset(path_ids(office.path))))
    chosen, errors = choice(request.GET, office, clock.local_day(clock.now()))
    above = office.parent if office.parent and office.parent_id in _reached(request, office) else None
    try:
        shown = _shown(request, chosen)
    except Refused as refused:
        errors = refusal(refused, office, chosen.first) | errors
        shown = {}
    context = {
        "chosen": chosen, "errors": errors, "above": above, "order": training.order(request, office), "most": asof.MOST,
    }  # fmt: skip
    return render(request, "steering/opened.html", {"found": None, **context, **_choices(), **shown})


def _reached(request: Request, office: Office) -> set[int]:
    """Return the ids of those offices above an office whose figures this person may open."""
    above, held = path_ids(office.path), reach(request.who, Ability.SEE_FIGURES)
    first = min((above.index(each) for each in held if each in above), default=len(above))
    return set(above[first:])


def _shown(request: Request, chosen: Choice) -> dict[str, Any]:
    changes = changes_of(chosen)
    found = figure_of(chosen, changes)
    definition = found.definition
    shown: dict[str, Any] = {
        "found": found,
        "now": figure_of(replace(chosen, as_of=None), None).total[1] if changes is not None else None,
        "value": reports.value,
        "title_of": figures.title,
        "parts_chosen": [],
    }
    if definition.of is Countable.PROCEDURES:
        services = _services(definition, chosen)
        return shown | {"total": found.total[1], "services": services, "offices": [], "slices": []}
    asked = Asked(
        definition, chosen.first, chosen.last, found.on, chosen.office.path, chosen.axis, tuple(chosen.parts.items()),
        chosen.as_of, asof.states(changes or ()),
    )  # fmt: skip
    sums = opening.sliced(asked, chosen.by)
    officers.check_reached(request, chosen.parts.get(SliceBy.OFFICER))
    total = Amount(definition, *(sum(column) for column in zip(*sums.values(), strict=True)))
    if chosen.by is SliceBy.OFFICER:
        sums = officers.within_reach(request, sums)
    after = After(*request.GET["after"].split("~")) if request.GET.get("after", "").count("~") == 2 else None
    listed, following = opening.dossiers(asked, counted=chosen.counted, after=after, limit=_PAGE)
    return shown | {
        "total": total, "services": None, "slices": _slices(definition, chosen, sums),
        "parts_chosen": [
            (_(by.label), named(by, {key}, chosen)[key], chosen.query(**{by.value: None}))
            for by, key in chosen.parts.items()
        ],
        "offices": sorted(
            ((office.short_name, amount, chosen.at(office.code)) for office, amount in found.rows
             if office.id != found.total[0].id), key=lambda line: -line[1].denominator,
        ),
        "way_tabs": [(_(by.label), chosen.query(by=by.value), by is chosen.by) for by in SliceBy],
        "chosen_way": _(chosen.by.label), "opened": _listed(request, listed), "tabs": _tabs(definition, chosen),
        "next": following and chosen.query(after="~".join(following)),
    }  # fmt: skip


def changes_of(chosen: Choice) -> list[asof.Change] | None:
    """Return what changed since the day as of which is asked; None: as it is now, as always where procedures count."""
    if chosen.as_of is None or chosen.counts_procedures:
        return None
    return asof.since(chosen.as_of, chosen.first, chosen.last, axis=chosen.axis, under=chosen.office.path)


def figure_of(chosen: Choice, changes: list[asof.Change] | None) -> Indicator:
    as_of = chosen.as_of if changes is not None else None
    return service_queries.figure_of(
        chosen.name, chosen.first, chosen.last, office=chosen.office.code, axis=chosen.axis, as_of=as_of,
        on=min(chosen.on, as_of) if as_of else chosen.on, changes=changes,
    )  # fmt: skip


def _slices(definition: Definition, chosen: Choice, sums: opening.Sums) -> list[tuple[str, Amount, str]]:
    """Return the parts by name, the largest first: (name, figure, query string that opens it)."""
    known = named(chosen.by, sums.keys(), chosen)
    amounts = sorted(((key, Amount(definition, *numbers)) for key, numbers in sums.items()),
                     key=lambda one: (-one[1].denominator, known[one[0]]))  # fmt: skip
    return [
        (known[key], amount, "" if key == officers.ELSEWHERE else chosen.query(**{chosen.by.value: key}))
        for key, amount in amounts
    ]


def named(by: SliceBy, keys: Any, chosen: Choice) -> dict[str, str]:
    """Return what the parts of a figure are called on the page, by their keys."""
    known = naming.names(by, keys, on=chosen.last)
    if by is SliceBy.HOUR:
        known = {key: _("%(hour)s giờ") % {"hour": int(key)} for key in keys if key.isdecimal()}
    if by in (SliceBy.IN_PERSON, SliceBy.SYSTEM, SliceBy.WAY):
        known = {key: _(name) for key, name in known.items()}
    if by is SliceBy.OFFICER:
        known |= {officers.ELSEWHERE: _("Cán bộ của cơ quan khác")}
    return {key: known.get(key, key) or _("Không rõ") for key in keys}


def _tabs(definition: Definition, chosen: Choice) -> list[tuple[str, str, bool]]:
    words = {
        Counted.ABOVE: _("Được tính"), Counted.BELOW: _("Chỉ ở mẫu số"), Counted.OUT: _("Không tính"),
    }  # fmt: skip
    if definition.unit is Unit.HOURS:
        del words[Counted.BELOW]
    return [(text, chosen.query(counted=each.value), each is chosen.counted) for each, text in words.items()]


def _listed(request: Request, listed: list[opening.Opened]) -> list[tuple[str, bool, date | None, str]]:
    """Return dossiers as (code, whether its page opens, day of receipt, why it does not count)."""
    linked = _linked(request, listed)
    return [
        (state.code, state.code in linked, date.fromisoformat(state.received_day) if state.received_day else None,
         _(verdict.reason) if verdict.reason else "")
        for state, verdict in listed
    ]  # fmt: skip


def _linked(request: Request, listed: list[opening.Opened]) -> set[str]:
    """Return the codes of those dossiers whose case this person may see."""
    paths = dict(
        Office.objects.filter(code__in={each.state.competent_office for each in listed}).values_list("code", "path")
    )
    may_see = {
        code: may(request.who, Ability.SEE_CASE, Thing(offices=frozenset(path_ids(path))))
        for code, path in paths.items()
    }
    return {each.state.code for each in listed if may_see.get(each.state.competent_office)}


def _services(definition: Definition, chosen: Choice) -> list[tuple[str, str, str]]:
    stands = service_queries.opened_services(definition, chosen.first, chosen.last, chosen.office, axis=chosen.axis)
    known = naming.names(SliceBy.PROCEDURE, stands.keys(), on=chosen.last)
    return sorted((known.get(code, code), code, verdict.reason) for code, verdict in stands.items())


def choice(asked: Mapping[str, str], office: Office, today: date) -> tuple[Choice, dict[str, str]]:
    """Return what a query string asks for, the usual for what is missing or wrong, and errors by field."""
    errors: dict[str, str] = {}
    first, last = (figures.day(asked.get(name, ""), name, errors) for name in ("from", "to"))
    if first and last and first > last:
        errors["from"] = _("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.")
    if errors:
        first = last = None
    if first is last is None and office.valid_to and office.valid_to < today:
        first, last = office.valid_to.replace(month=1, day=1), office.valid_to
    as_of = figures.past_day(asked, errors, today=today)
    axis = Axis(asked["axis"]) if asked.get("axis") in Axis.values else Axis.COMPETENT
    first, last = queries.period(first, last, today=today, axis=axis)
    by = SliceBy(asked["by"]) if asked.get("by") in SliceBy.values else SliceBy.DIVISION
    counted = Counted(asked["counted"]) if asked.get("counted") in list(Counted) else Counted.BELOW
    name = asked["indicator"] if asked.get("indicator") in INDICATORS else ON_TIME.name
    if INDICATORS[name][-1].unit is Unit.HOURS and counted is Counted.BELOW:
        counted = Counted.ABOVE
    parts = {each: one_line(asked[each.value]) for each in SliceBy if each.value in asked}
    return Choice(name, office, first, last, max(first, min(last, today)), by, counted, as_of, axis, parts), errors


def refusal(refused: Refused, office: Office, first: date) -> dict[str, str]:
    """Return by field why a figure is not shown; of an office that was not there in the period, when it was."""
    name, ended, began = office.short_name, office.valid_to, office.valid_from
    if refused.field == "office" and ended and first > ended:
        values = {"office": name, "day": f"{ended:%d/%m/%Y}"}
        return {"from": _("%(office)s hoạt động đến %(day)s: chọn kỳ không sau ngày ấy.") % values}
    if refused.field == "office" and began:
        values = {"office": name, "day": f"{began:%d/%m/%Y}"}
        return {"from": _("%(office)s hoạt động từ %(day)s: chọn kỳ không trước ngày ấy.") % values}
    return {refused.field: _(refused.message)}


def _choices() -> dict[str, Any]:
    return {
        "indicators": [(name, figures.title(versions[-1])) for name, versions in INDICATORS.items()],
        "axes": [(each.value, _(each.label)) for each in Axis],
        "ways": [(each.value, _(each.label)) for each in SliceBy],
    }
