"""Figures from outside: those that hold, entering one or a file of them, and a difference to ours opened."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.core.report import Report
from motcua.filing.rules import System
from motcua.measures.indicators import INDICATORS
from motcua.measures.models import OutsideFigure
from motcua.measures.outside import actions, differences, queries, reading, rules
from motcua.measures.outside.differences import Difference, Other, Reason
from motcua.measures.outside.rules import OutsideKind
from motcua.measures.rules import Axis, SliceBy
from motcua.offices import queries as offices
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import figures, outside, series
from motcua.web.shared.access import Request, check, page

_SHOWN_NOTES = 200
_EMPTY = {
    "kind": Phrase("Chọn số này là của ai."),
    "indicator": Phrase("Chọn chỉ tiêu của số này."),
    "first": Phrase("Nhập ngày đầu kỳ, ví dụ 01/01/2026."),
    "last": Phrase("Nhập ngày cuối kỳ, ví dụ 31/01/2026."),
    "source": Phrase("Ghi số này lấy ở đâu: tên trang, văn bản, ngày."),
}
"""What a form says of what was left empty; of a file the reader speaks of columns and technical names."""


@page(Ability.SEE_FIGURES)
def listed(request: Request) -> HttpResponse:
    """List the figures from outside that hold, the newest first."""
    rows = [
        (each, outside.title(each.indicator), outside.whose(each), outside.value(each)) for each in queries.in_force()
    ]
    context = {
        "rows": rows,
        "may_keep": may(request.who, Ability.KEEP_OUTSIDE, _province()),
        "done": request.GET.get("da", ""),
    }
    return render(request, "steering/outside.html", context)


@page(Ability.KEEP_OUTSIDE, methods=("GET", "HEAD", "POST"))
def enter(request: Request) -> HttpResponse:
    """Enter one figure; what was typed stays where something is wrong."""
    check(request, Ability.KEEP_OUTSIDE, _province())
    today = clock.local_day(clock.now())
    given = {name: request.POST.get(name, "") for name in reading.HEADINGS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        made = _entered(request, given, errors, today)
        if made:
            return redirect(reverse("outside_figure", args=[made.pk]) + "?da=nhap")
    else:
        given |= {name: request.GET.get(name, "") for name in ("kind", "indicator", "office", "first", "last")}
        given["read_on"] = f"{today:%d/%m/%Y}"
    return render(
        request, "steering/outside_enter.html",
        {"given": given, "errors": errors, "kinds": _kinds(), "indicators": _indicators()},
        status=422 if errors else 200,
    )  # fmt: skip


def _entered(request: Request, given: dict[str, str], errors: dict[str, str], today: date) -> OutsideFigure | None:
    if given["kind"] == OutsideKind.NATIONAL:
        given = given | {"office": ""}
    entered = reading.read(given, errors, office_of=actions.office_finder(), today=today)
    errors |= {name: said for name, said in _EMPTY.items() if not given[name].strip()}
    if errors or entered is None:
        return None
    try:
        return actions.enter(entered=entered, by=request.account, at=clock.now())[0]
    except Invalid as invalid:
        errors |= invalid.errors
    except Refused as refused:
        errors[refused.field] = refused.message
    return None


@page(Ability.KEEP_OUTSIDE, methods=("GET", "HEAD", "POST"))
def from_file(request: Request) -> HttpResponse:
    """Take a file of figures, and show what became of each row that is not plain."""
    check(request, Ability.KEEP_OUTSIDE, _province())
    errors: dict[str, str] = {}
    report: Report | None = None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None or not file.size:
                raise Refused("Chọn tệp CSV hoặc Excel.", "file")
            if file.size > settings.MAX_UPLOAD:
                raise Refused("Tệp quá lớn cho trang này. Hãy chia nhỏ tệp.", "file")
            report = actions.import_rows(content=file.read(), by=request.account, at=clock.now())
        except Refused as refused:
            errors[refused.field] = refused.message
    context = {
        "errors": errors, "report": report, "notes": report.notes[:_SHOWN_NOTES] if report else [],
        "head": ",".join(known[0].replace(" ", "_") for known in reading.HEADINGS.values()),
        "indicators": _indicators(),
    }  # fmt: skip
    return render(request, "steering/outside_file.html", context, status=422 if errors else 200)


@page(Ability.SEE_FIGURES)
def one(request: Request, number: int) -> HttpResponse:
    """Show a figure from outside beside ours, and what may explain the difference."""
    figure = _figure(number)
    today = clock.local_day(clock.now())
    found = differences.opened(figure, today=today)
    may_keep = may(request.who, Ability.KEEP_OUTSIDE, _province()) and figure.replaced_at is None
    context = {
        "figure": figure, "title": outside.title(figure.indicator), "whose": outside.whose(figure),
        "value": outside.value(figure), "found": found, "ours": _said(found.ours), "points": _points(found),
        "rows": _rows(request, found), "opens": _opens(request, found), "earlier": [
            (outside.value(each), each.source, each.read_on, each.entered_at, each.replaced_at)
            for each in queries.earlier(figure)
        ],
        "may_keep": may_keep, "done": request.GET.get("da", ""),
    }  # fmt: skip
    return render(request, "steering/outside_figure.html", context)


@page(Ability.KEEP_OUTSIDE, methods=("GET", "HEAD", "POST"))
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take a figure back that should not have been entered, after asking once."""
    check(request, Ability.KEEP_OUTSIDE, _province())
    figure = _figure(number)
    errors: dict[str, str] = {}
    if request.method == "POST":
        assert request.account is not None
        try:
            actions.withdraw(figure=figure, by=request.account, at=clock.now())
        except Refused as refused:
            errors[refused.field] = refused.message
        else:
            return redirect(reverse("outside_figures") + "?da=bo")
    context = {
        "figure": figure, "title": outside.title(figure.indicator), "whose": outside.whose(figure),
        "value": outside.value(figure), "errors": errors,
    }  # fmt: skip
    return render(request, "steering/outside_withdraw.html", context, status=422 if errors else 200)


def _figure(number: int) -> OutsideFigure:
    figure = queries.of(number)
    if figure is None:
        raise Http404
    return figure


def _province() -> Thing:
    root = offices.root(clock.local_day(clock.now()))
    return Thing(offices=frozenset({root.pk}))


def _kinds() -> list[tuple[str, str]]:
    return [(each.value, _(str(each.label))) for each in OutsideKind]


def _indicators() -> list[tuple[str, str]]:
    return [(name, outside.title(name)) for name in (*INDICATORS, *rules.INDEX_ROWS)]


def _said(amount: Any) -> str:
    return series.said(amount.value(), amount.definition) if amount else ""


def _whom(amount: Any) -> str:
    return figures.by_whom(amount.by_whom) if amount and amount.definition.by_help else "–"


def _points(found: Difference) -> str:
    """Return by how much theirs is more or less than ours: "+1,25", with a true minus."""
    if found.points is None:
        return ""
    plain = f"{abs(found.points.normalize()):f}".replace(".", ",")
    return ("+" if found.points > 0 else "\u2212" if found.points < 0 else "") + plain


def _rows(request: Request, found: Difference) -> list[tuple[str, str, str, bool, str]]:
    """Return what we would say otherwise as (words, figure, who did it, whether it is nearer, and the address
    that opens it or "").
    """
    return [
        (_words(other), _said(other.amount), _whom(other.amount), other.closer(found.ours, found.theirs.value),
         _opens(request, found, other))
        for other in found.others
    ]  # fmt: skip


def _words(other: Other) -> str:
    if other.reason is Reason.DEFINITION:
        return _("Theo cách tính «%(title)s»") % {"title": figures.title(INDICATORS[other.name][-1])}
    if other.reason is Reason.AXIS:
        return _("Tính cho nơi tiếp nhận thay vì cơ quan giải quyết")
    if other.reason is Reason.KNOWN:
        return _("Như đã biết ở đây vào cuối ngày %(day)s") % {"day": f"{date.fromisoformat(other.name):%d/%m/%Y}"}
    if other.reason is Reason.SYSTEM:
        named = _(str(System(other.name).label)) if other.name in System.values else other.name
        return _("Không kể %(count)s hồ sơ của hệ thống khác: %(system)s") % {"count": other.count, "system": named}
    return _("Không kể %(count)s hồ sơ không ghi kênh nộp (ta tính là trực tiếp)") % {"count": other.count}


def _opens(request: Request, found: Difference, other: Other | None = None) -> str:
    """Return the address that opens ours, or ours otherwise, where one's role reaches the office; else ""."""
    figure, office = found.theirs, found.theirs.office
    if found.ours is None:
        return ""
    if office is None:
        office = offices.root(clock.local_day(clock.now()))
    if reach(request.who, Ability.SEE_FIGURES).isdisjoint(path_ids(office.path)):
        return ""
    asked = {"indicator": found.ours.definition.name, "from": figure.first.isoformat(), "to": figure.last.isoformat()}
    if other and other.reason is Reason.DEFINITION:
        asked["indicator"] = other.name
    if other and other.reason is Reason.AXIS:
        asked["axis"] = Axis.RECEIVED.value
    if other and other.reason is Reason.KNOWN:
        asked["as_of"] = other.name
    if other and other.reason in (Reason.SYSTEM, Reason.CHANNEL):
        by = SliceBy.SYSTEM if other.reason is Reason.SYSTEM else SliceBy.WAY
        asked |= {"by": by.value, by.value: other.name if by is SliceBy.SYSTEM else ""}
    return f"{reverse('opened_figure', kwargs={'code': office.code})}?{urlencode(asked)}"
