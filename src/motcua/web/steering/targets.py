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
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from motcua.adoption.models import Target
from motcua.adoption.targets import actions, queries, rules
from motcua.adoption.targets.queries import Line
from motcua.adoption.targets.rules import ShareRule
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.core.ratio import Ratio
from motcua.measures.rules import ALL_PROCEDURES, DEFINITIONS, Definition
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.rules import Ability, Thing, may
from motcua.web.shared import figures, outside, typed, words
from motcua.web.shared.access import Request, check, page
from motcua.web.steering import monthly

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
    """Lead to the targets of the office where one works; who works at several finds the way from there."""
    held = sorted(offices.of_ids([office for _role, office in request.who.roles]), key=lambda each: each.path)
    office = held[0] if held else offices.root(clock.local_day(clock.now()))
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
    context = _frame(office, chosen) | {
        "own": own, "below": below, "errors": errors, "until_typed": typed.day_text(request.GET, "den"),
        "earlier": queries.earlier(office, chosen.year, chosen.definition.name),
        "may_give": _open(chosen) and not own.ended and may(request.who, Ability.STEER, _giving(office)),
        "may_share": _open(chosen) and own.target and below and may(request.who, Ability.STEER, _sharing(office)),
        "outside": outside.beside(
            chosen.definition.name, [office.code], date(chosen.year, 1, 1), date(chosen.year, 12, 31)
        ),
        "monthly": monthly.of_year(office, chosen.definition, chosen.year),
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
    rule = ShareRule(given["rule"]) if given.get("rule") in ShareRule.values else ShareRule.EQUAL
    errors: dict[str, str] = {}
    if request.method == "POST" and _share(request, target, rule, chosen, errors):
        return redirect(f"{reverse('office_targets', args=[office.code])}?{chosen.query()}&da-giao=1")
    context = _frame(office, chosen) | {
        "errors": errors, "target": target, "rule": rule, "seen": given.get("seen", target.pk),
        "rows": _rows(target, rule, chosen, given), "hand": rule is ShareRule.HAND,
        "rules": [(one.value, _(str(one.label)), _HINTS[one]) for one in ShareRule],
    }  # fmt: skip
    return render(request, "steering/target_share.html", context, status=422 if errors else 200)


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
            "office": child, "before": Ratio(part.above, part.below), "rate": shares.get(child.code),
            "typed": given.get(f"rate-{child.code}", _plain(shares.get(child.code))),
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
        "indicators": [(name, figures.title(each)) for name, each in DEFINITIONS.items()],
        "until": chosen.until,
    }  # fmt: skip


def of_year(held: Sequence[Office], definition: Definition, today: date) -> dict[str, Any]:
    """Return what the leader's page shows of the targets of some offices this year. Four statements, or five."""
    until = date(today.year, 12, 31)
    under = held[0].path if len(held) == 1 else "/"
    lines = queries.lines(held, definition, today.year, today=today, until=until, under=under) if held else []
    query = Choice(today.year, definition, until, today).query()
    return {
        "year": today.year, "query": query,
        "lines": [
            (line, line.target and percent(line.target.rate), gap_said(line, until), gap_tone(line), chance_said(line))
            for line in lines
            if line.office.kind in queries.SHARING
        ],
    }  # fmt: skip


def percent(rate: Fraction) -> str:
    """Return an exact share as pages show it, without needless zeros: "70 %", "72,5 %"."""
    return figures.share(_plain(rate).replace(",", "."))


def _plain(rate: Fraction | None) -> str:
    if rate is None:
        return ""
    text = Ratio(rate.numerator, rate.denominator).percent() or ""
    return text.rstrip("0").rstrip(".").replace(".", ",")


def gap_said(line: Line, until: date) -> str:
    """Return in a sentence what is missing to the target of an office."""
    if line.ended:
        return _("Đã kết thúc hoạt động ngày %(day)s.") % {"day": f"{line.office.valid_to:%d/%m/%Y}"}
    gap = line.gap
    if line.target is None:
        return _("Chưa giao.")
    if gap is None:
        return _("Chưa có hồ sơ nào để tính.")
    number = words.number(get_language())
    values = {
        "count": number(gap.needed), "expected": number(gap.expected), "day": f"{until.day}/{until.month}",
    }  # fmt: skip
    if gap.met:
        return _("Đã đủ số hồ sơ trực tuyến đến %(day)s.") % values
    if not gap.expected:
        return _("Thiếu %(count)s hồ sơ nộp trực tuyến.") % values
    if not gap.possible:
        return (
            _("Cần thêm %(count)s hồ sơ nộp trực tuyến đến %(day)s, nhưng dự kiến chỉ còn %(expected)s hồ sơ.") % values
        )
    return _("Cần thêm %(count)s hồ sơ nộp trực tuyến đến %(day)s, trong khoảng %(expected)s hồ sơ còn nhận.") % values


def outlook_said(line: Line) -> str:
    """Return in a sentence how the year is expected to end, and how likely the target is; "" where nobody tried."""
    if line.foretold is None or line.ended:
        return ""
    outlook = line.outlook
    if outlook is None:
        return _("Chưa đủ dữ liệu để dự báo cuối năm (cần ít nhất 3 tháng có hồ sơ và 30 hồ sơ).")
    middle, low, high = (_of_hundred(each) for each in (outlook.middle, outlook.low, outlook.high))
    said = _("Dự báo cuối năm: %(middle)s; mười lần dự báo thì tám lần nằm trong khoảng %(low)s đến %(high)s.")
    return said % {"middle": middle, "low": low, "high": high}


def chance_said(line: Line) -> str:
    """Return how likely the target is, never as certain; "" where nothing is foretold."""
    if line.chance is None:
        return ""
    if line.chance < 5:
        return _("dưới 5 %%") % {}
    return _("trên 95 %%") % {} if line.chance > 95 else _("khoảng %(chance)s %%") % {"chance": line.chance}


def _of_hundred(share: float) -> str:
    return figures.share(Ratio(round(share * 1_000_000), 1_000_000).percent(1))


def gap_tone(line: Line) -> str:
    """Return the tone of a gap: good where today's rate is enough, bad where nothing is, "wait" between."""
    if line.gap is None or line.ended:
        return ""
    if not line.gap.possible:
        return "bad"
    enough = line.gap.needed * line.counted.denominator <= line.gap.expected * line.counted.numerator
    return "good" if enough else "wait"


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
    return Choice(chosen, DEFINITIONS.get(asked.get("chi-so", ""), ALL_PROCEDURES), until, today)


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
