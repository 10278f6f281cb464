"""The watch list: patterns that may mean that figures are being made, for somebody above the office to judge."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Invalid
from motcua.measures.models import WatchFinding
from motcua.measures.watch import actions, queries
from motcua.measures.watch.rules import PATTERNS, PatternName, WatchOutcome
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, may
from motcua.web.shared.access import Request, page

_MONTHS = 12
_TONES = {WatchOutcome.EXPLAINED: "good", WatchOutcome.TO_CHECK: "wait", WatchOutcome.CONFIRMED: "bad"}


@page(Ability.SEE_WATCH)
def watch_list(request: Request) -> HttpResponse:
    """Show what was found in the last twelve months at offices below one's own. Three statements."""
    found = queries.findings(_since(clock.local_day(clock.now())))
    offices = queries.offices_of(found)
    mine = [_line(each, offices[each.office]) for each in found if _may_judge(request, offices.get(each.office))]
    shown = {
        "waiting": [line for line in mine if not line["notes"]], "judged": [line for line in mine if line["notes"]],
        "patterns": PATTERNS.values(), "traced": settings.TRACE_DAYS, "networks": bool(settings.OFFICE_NETWORKS),
    }  # fmt: skip
    return render(request, "steering/watch.html", shown)


@page(Ability.SEE_WATCH, methods=("GET", "HEAD", "POST"))
def watch_finding(request: Request, number: int) -> HttpResponse:
    """Show one finding with what else may be behind it, and keep what somebody says of it."""
    found = queries.finding(number)
    office = queries.offices_of([found]).get(found.office) if found else None
    if found is None or not _may_judge(request, office):
        raise Http404
    assert office is not None and request.account is not None
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.judge(
                finding=found, outcome=request.POST.get("outcome", ""), words=request.POST.get("words", ""),
                by=request.account, at=clock.now(),
            )  # fmt: skip
        except Invalid as invalid:
            errors = {name: _(message) for name, message in invalid.errors.items()}
        else:
            return redirect("watch_finding", number=number)
    shown = {
        "line": _line(found, office), "codes": queries.codes(found), "errors": errors, "typed": request.POST,
        "outcomes": [(each.value, _(str(each.label))) for each in WatchOutcome],
        "opens": may(request.who, Ability.SEE_CASE, Thing(offices=frozenset(path_ids(office.path)))),
    }  # fmt: skip
    return render(request, "steering/watch_finding.html", shown, status=422 if errors else 200)


def _may_judge(request: Request, office: Office | None) -> bool:
    """Return whether one's role reaches the office from above, and one holds none at the office itself."""
    if office is None or any(held == office.pk for _role, held in request.who.roles):
        return False
    return may(request.who, Ability.SEE_WATCH, Thing(offices=frozenset(path_ids(office.path)[:-1])))


def _line(found: WatchFinding, office: Office) -> dict[str, Any]:
    notes = [(each, WatchOutcome(each.outcome)) for each in sorted(found.notes.all(), key=lambda note: note.at)]
    return {
        "finding": found, "office": office, "pattern": PATTERNS[PatternName(found.pattern)], "says": _says(found),
        "title": _(str(PatternName(found.pattern).label)), "month": f"{found.month[5:]}/{found.month[:4]}",
        "notes": [(each, _(str(outcome.label)), _TONES[outcome]) for each, outcome in notes],
    }  # fmt: skip


def _says(found: WatchFinding) -> str:
    """Return the numbers of a finding in words."""
    numbers = {"count": found.dossiers, "of": found.of, "sources": found.sources, "usual": found.usual}
    return {
        PatternName.ONE_DEVICE: _("%(count)s hồ sơ của %(of)s người nộp qua %(sources)s máy"),
        PatternName.ONE_PHONE: _("%(count)s hồ sơ của %(of)s người nộp ghi %(sources)s số điện thoại"),
        PatternName.OWN_NETWORK: _("%(count)s hồ sơ ghi «tự làm» đi từ mạng của cơ quan"),
        PatternName.BURST: _("%(count)s trên %(of)s hồ sơ trực tuyến của tháng vào hai ngày cuối, thường là %(usual)s"),
        PatternName.WITHDRAWN: _("%(count)s trên %(of)s hồ sơ trực tuyến được rút trong vòng hai ngày"),
    }[PatternName(found.pattern)] % numbers


def _since(today: date) -> str:
    months = today.year * 12 + today.month - 1 - _MONTHS
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
