"""Targets of a year: how far an office and those below it still have to go, giving a target, sharing one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.adoption.models import Target
from motcua.adoption.targets import actions, queries, rules
from motcua.adoption.targets.rules import ShareRule
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.core.ratio import Ratio
from motcua.measures import versions
from motcua.measures.rules import ALL_PROCEDURES, DEFINITIONS, Definition
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import figures, outside, typed
from motcua.web.shared.access import Request, check, page
from motcua.web.steering import monthly
from motcua.web.steering.target_words import (
    chance_said,
    counted_said,
    gap_said,
    gap_short,
    gap_tone,
    outlook_said,
    percent,
    plain,
)

_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which targets a person looks at; `until` is the day to which the gap is told."""

    year: int
    definition: Definition
    until: date
    today: date

    def query(self, **other: Any) -> str:
        """Return the query string of this choice, with some parts replaced."""
        last = date(self.year, 12, 31)
        parts = {"nam": self.year, "chi-so": self.definition.name}
        if self.until != last and "nam" not in other:
            parts |= dict(zip(("den-day", "den-month", "den-year"), f"{self.until:%d/%m/%Y}".split("/"), strict=True))
        return urlencode(parts | other)


@page(Ability.SEE_FIGURES)
def overview(request: Request) -> HttpResponse:
    """Lead to the targets of the office where one works, or the nearest above it that has targets; who works at several
    finds the way from there.
    """
    held = offices.of_ids(reach(request.who, Ability.SEE_FIGURES))
    known = {each.pk: each for each in offices.of_ids({above for each in held for above in offices.path_ids(each)})}
    lines = ([known[above] for above in reversed(offices.path_ids(each))] for each in held)
    found = [next((each for each in line if each.kind in queries.SHARING), None) for line in lines]
    office = next(filter(None, found), None) or offices.root(clock.local_day(clock.now()))
    query = request.GET.urlencode()
    return redirect(reverse("office_targets", args=[office.code]) + (f"?{query}" if query else ""))


@page(Ability.SEE_FIGURES)
def office_targets(request: Request, code: str) -> HttpResponse:
    """Show the target of an office and those below it, what was counted, and what is missing."""
    office = _office(code)
    errors: dict[str, str] = {}
    chosen = _choice(request, errors)
    shown = queries.with_below(office, chosen.year)
    own, *below = queries.lines(
        shown, chosen.definition, chosen.year, today=chosen.today, until=chosen.until, under=office.path
    )
    counted = rules.counts_procedures(chosen.definition)
    context = _frame(office, chosen) | {
        "own": own, "below": below, "errors": errors, "until_typed": typed.day_text(request.GET, "den"),
        "earlier": queries.earlier(office, chosen.year, chosen.definition.name),
        "may_give": _open(chosen) and not own.ended and may(request.who, Ability.STEER, _giving(office)),
        "may_share": _open(chosen) and own.target and below and may(request.who, Ability.STEER, _sharing(office)),
        "outside": outside.beside(
            chosen.definition.name, [office.code], date(chosen.year, 1, 1), date(chosen.year, 12, 31)
        ),
        "monthly": monthly.of_year(office, chosen.definition, chosen.year) if not counted else None,
        "above": office.parent, "simulated_count": own.counted.simulated, "stored": "da-giao" in request.GET,
    }  # fmt: skip
    return render(request, "steering/targets.html", context, status=422 if errors else 200)


@page(Ability.STEER, methods=("GET", "HEAD", "POST"))
def give_target(request: Request, code: str) -> HttpResponse:
    """Give an office its target, as who leads or controls procedures above it."""
    office = _office(code)
    check(request, Ability.STEER, _giving(office))
    chosen = _choice(request, {})
    now = queries.in_force(chosen.year, chosen.definition.name, [office.id]).get(office.id)
    given = request.POST
    errors: dict[str, str] = {}
    if request.method == "POST":
        assert request.account is not None
        seen = given.get("seen", "")
        try:
            actions.give(
                office=office, year=chosen.year, indicator=chosen.definition.name,
                rate=rules.read_rate(given.get("rate", ""), "rate"), source=given.get("source", "")[:200],
                by=request.account, at=clock.now(), seen=int(seen) if seen.isdecimal() and len(seen) < 15 else None,
            )  # fmt: skip
        except Refused as refused:
            errors[refused.field] = refused.message
        else:
            return redirect(f"{reverse('office_targets', args=[office.code])}?{chosen.query()}&da-giao=1")
    context = _frame(office, chosen) | {
        "errors": errors, "now": now, "rate": given.get("rate", ""), "source": given.get("source", ""),
        "seen": given.get("seen", now.pk if now else 0),
    }  # fmt: skip
    return render(request, "steering/target_give.html", context, status=422 if errors else 200)


@page(Ability.STEER, methods=("GET", "HEAD", "POST"))
def share_target(request: Request, code: str) -> HttpResponse:
    """Share the target of an office out among those below: look at what comes of a way to share, then give it."""
    office = _office(code)
    check(request, Ability.STEER, _sharing(office))
    chosen = _choice(request, {})
    target = queries.in_force(chosen.year, chosen.definition.name, [office.id]).get(office.id)
    if target is None:
        return redirect(f"{reverse('office_targets', args=[office.code])}?{chosen.query()}")
    given = request.POST
    rule = ShareRule(given["rule"]) if given.get("rule") in _ways(chosen.definition) else ShareRule.EQUAL
    errors: dict[str, str] = {}
    if request.method == "POST" and _share(request, target, rule, chosen, errors):
        return redirect(f"{reverse('office_targets', args=[office.code])}?{chosen.query()}&da-giao=1")
    context = _frame(office, chosen) | {
        "errors": errors, "target": target, "rule": rule, "seen": given.get("seen", target.pk),
        "rows": _rows(target, rule, chosen, given), "hand": rule is ShareRule.HAND,
        "rules": [(one.value, _(str(one.label)), _HINTS[one]) for one in _ways(chosen.definition)],
    }  # fmt: skip
    return render(request, "steering/target_share.html", context, status=422 if errors else 200)


def _ways(definition: Definition) -> list[ShareRule]:
    """Return the ways to share a target out: procedures are not shared by the volume of dossiers."""
    return [each for each in ShareRule if each is not ShareRule.VOLUME or not rules.counts_procedures(definition)]


_HINTS = {
    ShareRule.EQUAL: gettext_lazy("Mỗi cơ quan nhận đúng tỷ lệ chung."),
    ShareRule.VOLUME: gettext_lazy(
        "Phần còn thiếu chia theo số hồ sơ: các cơ quan cùng tăng số điểm phần trăm như nhau so với 12 tháng trước."
    ),
    ShareRule.HAND: gettext_lazy("Tự nhập từng tỷ lệ; cộng lại phải đạt chỉ tiêu chung."),
}  # fmt: skip


def _share(request: Request, target: Target, rule: ShareRule, chosen: Choice, errors: dict[str, str]) -> bool:
    """Store a sharing that was posted; return whether. What is wrong goes to `errors`, by field."""
    assert request.account is not None
    given = request.POST
    try:
        if given.get("seen", "") != str(target.pk):
            raise Refused(actions.FASTER)
        rates = _typed_rates(given, errors) if rule is ShareRule.HAND else None
        if not errors and "store" in given:
            actions.share(target=target, rule=rule, rates=rates, by=request.account, at=clock.now())
            return True
        if not errors and rule is not ShareRule.HAND:
            actions.shares_of(target, rule, today=chosen.today)
    except Invalid as invalid:
        errors |= invalid.errors
    except Refused as refused:
        errors[refused.field] = refused.message
    return False


def _typed_rates(given: typed.Typed, errors: dict[str, str]) -> dict[str, Fraction]:
    found = {}
    for field, text in given.items():
        if field.startswith("rate-") and text.strip():
            try:
                found[field.removeprefix("rate-")] = rules.read_rate(text, field)
            except Refused as refused:
                errors[field] = refused.message
    return found


def _rows(target: Target, rule: ShareRule, chosen: Choice, given: typed.Typed) -> list[dict[str, Any]]:
    """Return what the page of sharing shows of each office: the months before, and its part or what was typed."""
    children = queries.below(target.office, chosen.year, today=chosen.today)
    parts = queries.parts(children, chosen.definition, today=chosen.today, under=target.office.path)
    try:
        shares = rules.share_out(rule if rule is not ShareRule.HAND else ShareRule.EQUAL, target.rate, parts)
    except Refused:
        shares = {}
    return [
        {
            "office": child, "before": Ratio(part.above, part.below),
            "whom": part.by_whom if chosen.definition.by_help else None, "rate": shares.get(child.code),
            "typed": given.get(f"rate-{child.code}", plain(shares.get(child.code))),
            "count": rules.wanted(shares[child.code], part.below) if child.code in shares and part.below else None,
        }
        for child, part in zip(children, parts, strict=True)
    ]  # fmt: skip


def _frame(office: Office, chosen: Choice) -> dict[str, Any]:
    """Return what all three pages show: where one is, and how to say shares and gaps."""
    years = range(chosen.today.year - 1, chosen.today.year + 2)
    return {
        "office": office, "chosen": chosen, "title_of": figures.title, "share": figures.share, "percent": percent,
        "gap_said": gap_said, "gap_tone": gap_tone, "outlook_said": outlook_said, "chance_said": chance_said,
        "years": [(str(year), "?" + chosen.query(nam=year), year == chosen.year) for year in years],
        "indicators": [(name, figures.title(each)) for name, each in rules.AIMS.items()],
        "until": chosen.until, "counted_said": counted_said(chosen.definition),
        "procedures": rules.counts_procedures(chosen.definition),
        "whom": lambda counted: figures.shown(counted).by_whom,
        "foretells": chosen.definition.name in DEFINITIONS,
        "changes": versions.changes(chosen.definition, date(chosen.year, 1, 1), date(chosen.year, 12, 31)),
    }  # fmt: skip


def of_year(
    held: Sequence[Office], others: Sequence[Office], definition: Definition, today: date
) -> dict[str, Any]:  # fmt: skip
    """Return what the leader's page shows of this year's targets: of the offices held by every indicator that has one,
    of others by the definition that is shown. Statements as `queries.standing`.
    """
    until = date(today.year, 12, 31)
    found = queries.standing(held, others, definition, today=today, until=until)
    return {
        "year": today.year, "until": until,
        "lines": [
            (line, line.target and percent(line.target.rate), gap_said(line, until), gap_tone(line), chance_said(line),
             figures.title(each), Choice(today.year, each, until, today).query())
            for each, line in found.own
            if line.office.kind in queries.SHARING
        ],
        "others": {
            office: (percent(line.target.rate), gap_short(line, until), gap_tone(line))
            for office, line in found.others.items() if line.target
        },
    }  # fmt: skip


def _choice(request: Request, errors: dict[str, str]) -> Choice:
    today = clock.local_day(clock.now())
    asked = request.GET
    year = asked.get("nam", "")
    chosen = int(year) if year.isascii() and year.isdigit() and int(year) in _YEARS else today.year
    last = date(chosen, 12, 31)
    until = last
    try:
        until = typed.day(asked, "den") or last
        if until.year != chosen:
            raise Refused("Chọn một ngày trong năm của chỉ tiêu.", "den")
    except Refused as refused:
        errors[refused.field] = refused.message
        until = last
    return Choice(chosen, rules.AIMS.get(asked.get("chi-so", ""), ALL_PROCEDURES), until, today)


def _open(chosen: Choice) -> bool:
    return chosen.today.year <= chosen.year <= chosen.today.year + rules.YEARS_AHEAD


def _office(code: str) -> Office:
    office = offices.office(code)
    if office is None or office.kind not in queries.SHARING:
        raise Http404
    return office


def _giving(office: Office) -> Thing:
    """Return what giving to an office is about: the offices above it, for nobody gives herself a target."""
    ids = offices.path_ids(office)
    return Thing(offices=frozenset(ids[:-1] or ids))


def _sharing(office: Office) -> Thing:
    return Thing(offices=frozenset(offices.path_ids(office)))
