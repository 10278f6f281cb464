"""Reports on figures: the list, drafting, the page of one beside what the same count gives now, issuing, the files."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Forbidden, Refused
from motcua.core.text import fold
from motcua.measures.frozen import actions, comparing, document, queries, rules
from motcua.measures.frozen.rules import ReportKind
from motcua.measures.models import Report
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind
from motcua.people.rules import Ability, Thing, may, reach
from motcua.records import queries as records
from motcua.web.shared import addresses, figures
from motcua.web.shared.access import Request, check, page
from motcua.web.shared.files import send
from motcua.web.steering import reported

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_YEARS, _SHOWN = 3, 100
_ABOUT = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.SERVICE_CENTRE, OfficeKind.DIVISION)


@page(Ability.SEE_FIGURES, methods=("GET", "HEAD", "POST"))
def reports(request: Request) -> HttpResponse:
    """List drafts and issued reports of the offices where one sees figures, and draft another."""
    today, errors = clock.local_day(clock.now()), dict[str, str]()
    if request.method == "POST":
        made = _draft(request, errors)
        if made:
            return redirect(reverse("report", args=[made.key]))
    held = reach(request.who, Ability.SEE_FIGURES)
    number = request.GET.get("trang", "1")
    first = (max(1, int(number[:6])) - 1 if number.isdecimal() else 0) * _SHOWN
    issued = list(queries.listed(held, drafts=False)[first : first + _SHOWN + 1])
    context = {
        "errors": errors, "given": request.POST, "drafts": list(queries.listed(held, drafts=True)[:_SHOWN]),
        "issued": issued[:_SHOWN], "offices": _offices(held, today), "periods": _periods(today),
        "next": first // _SHOWN + 2 if len(issued) > _SHOWN else None, "named": reported.named,
        "gone": "da-xoa" in request.GET, "of_days": request.POST.get("kind") == ReportKind.BULLETIN,
    }  # fmt: skip
    return render(request, "steering/reports.html", context, status=422 if errors else 200)


@page(Ability.SEE_FIGURES)
def report(request: Request, key: str) -> HttpResponse:
    """Show a report: what it says; and once it is issued, what was sent, what is now, the dossiers between."""
    return _shown(request, _report(request, key), {})


@page(Ability.ISSUE_REPORTS, methods=("POST",))
def report_issue(request: Request, key: str) -> HttpResponse:
    """Issue a draft in the name of the nearest office above it that one leads."""
    found, errors = _report(request, key), dict[str, str]()
    check(request, Ability.ISSUE_REPORTS, _thing(found.office))
    assert request.account is not None
    try:
        actions.issue(
            report=found, issuer=_issuer(request, found.office), reason=request.POST.get("reason", ""),
            by=request.account, at=clock.now(), verify_url=addresses.verify,
        )  # fmt: skip
    except Refused as refused:
        errors["reason" if refused.field == "reason" else ""] = refused.message
        return _shown(request, _report(request, key), errors)
    return redirect(reverse("report", args=[key]) + "?da-phat-hanh")


@page(Ability.SEE_FIGURES, methods=("POST",))
def report_discard(request: Request, key: str) -> HttpResponse:
    """Throw a draft away."""
    actions.discard(report=_report(request, key))
    return redirect(reverse("reports") + "?da-xoa")


@page(Ability.SEE_FIGURES)
def report_pdf(request: Request, key: str) -> HttpResponseBase:
    """Send the PDF: the kept one, or one of the draft that says what it is."""
    found = _report(request, key)
    if found.paper:
        return send(found.paper.document, records.open_content(found.paper.document))
    issuer = offices.of_ids([offices.path_ids(found.office)[-1]])[0]
    made = document.pdf(found, issuer=issuer, signer=None, reason="", link="", at=found.composed_at)
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@page(Ability.SEE_FIGURES)
def report_workbook(request: Request, key: str) -> HttpResponseBase:
    """Send every number of a report as a workbook."""
    found = _report(request, key)
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        path = Path(folder) / "report.xlsx"
        document.workbook(found, path)
        content = path.open("rb")
    name = document.file_name(found, "xlsx")
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=_XLSX)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@page(Ability.SEE_FIGURES)
def report_content(request: Request, key: str) -> HttpResponse:
    """Send the very bytes whose digest the report carries."""
    found = _report(request, key)
    answer = HttpResponse(found.content, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.key}.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _report(request: Request, key: str) -> Report:
    found = queries.report(key)
    if found is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, _thing(found.office))
    return found


def _thing(office: Office) -> Thing:
    return Thing(offices=frozenset(offices.path_ids(office)))


def _issuer(request: Request, office: Office) -> Office:
    held = reach(request.who, Ability.ISSUE_REPORTS)
    nearest = [each for each in offices.path_ids(office) if each in held][-1]
    found: Office = Office.objects.select_related("place", "parent").get(pk=nearest)
    return found


def _shown(request: Request, found: Report, errors: dict[str, str]) -> HttpResponse:
    content = queries.content(found)
    compared = comparing.compare(found)
    issuing = found.issued_at is None and may(request.who, Ability.ISSUE_REPORTS, _thing(found.office))
    issuer = _issuer(request, found.office) if issuing else None
    context = {
        "report": found, "content": content, "errors": errors, "compared": compared,
        "changes": reported.changes(request, compared.changes[:_SHOWN]), "left": max(0, len(compared.changes) - _SHOWN),
        "issuer": issuer, "in_force": queries.in_force(found, issuer) if issuer else None,
        "reason": request.POST.get("reason", ""), "as_of": clock.parse_stamp(content["as_of"]),
        "issued_now": "da-phat-hanh" in request.GET, **reported.tables(content, compared),
        "until": date.fromisoformat(content["until"]), "named": reported.named,
    }  # fmt: skip
    return render(request, "steering/report.html", context, status=422 if errors else 200)


def _draft(request: Request, errors: dict[str, str]) -> Report | None:
    """Draft what a form asks for; what is wrong goes to `errors`, by field."""
    given = request.POST
    office = offices.office(given.get("office", "")[:40])
    if office is None:
        errors["office"] = _("Chọn cơ quan trong danh sách.")
        return None
    if not may(request.who, Ability.SEE_FIGURES, _thing(office)):
        raise Forbidden
    assert request.account is not None
    try:
        kind, first, last = _period(request, errors)
        if errors or first is None or last is None:
            return None
        return actions.draft(
            kind=kind, office=office, first=first, last=last, by=request.account, at=clock.now()
        )  # fmt: skip
    except Refused as refused:
        errors[refused.field or "office"] = refused.message
        return None


def _period(request: Request, errors: dict[str, str]) -> tuple[ReportKind, date | None, date | None]:
    given = request.POST
    if given.get("kind") != ReportKind.BULLETIN:
        return rules.period_of(given.get("period", ""))
    first, last = (figures.day(given.get(name, "").strip(), name, errors) for name in ("from", "to"))
    for name, found in (("from", first), ("to", last)):
        if found is None:
            errors.setdefault(name, _("Nhập ngày, ví dụ 31/12/2024."))
    return ReportKind.BULLETIN, first, last


def _offices(held: frozenset[int], today: date) -> list[tuple[str, str]]:
    """Return the offices a report may be about, by level and name with their divisions; those that ended come last."""
    since = date(today.year - _YEARS + 1, 1, 1)
    tops = offices.of_ids(held)
    below = {each.pk: each for top in tops for each in offices.subtree(top).filter(kind__in=_ABOUT).order_by("path")}
    found = [each for each in below.values() if each.valid_to is None or each.valid_to >= since]
    names = {each.pk: each.short_name for each in found}

    def place(office: Office) -> tuple[bool, int, str, str]:
        division = office.kind == OfficeKind.DIVISION
        of, within = (names.get(office.parent_id or 0, ""), office.short_name) if division else (office.short_name, "")
        return bool(office.valid_to), office.path.count("/") - division, fold(of), fold(within)

    return [(each.code, _said(each, names)) for each in sorted(found, key=place)]


def _said(office: Office, names: dict[int, str]) -> str:
    above = names.get(office.parent_id or 0, "") if office.kind == OfficeKind.DIVISION else ""
    ended = " " + _("(đến %(day)s)") % {"day": f"{office.valid_to:%d/%m/%Y}"} if office.valid_to else ""
    return office.short_name + (f", {above}" if above else "") + ended


def _periods(today: date) -> list[tuple[str, str]]:
    """Return the periods that have begun, the latest month first, then quarters, then years."""
    years = range(today.year, today.year - _YEARS, -1)
    months = [(year, month) for year in years for month in range(12, 0, -1) if date(year, month, 1) <= today]
    quarters = [
        (year, number) for year in years for number in range(4, 0, -1) if date(year, number * 3 - 2, 1) <= today
    ]
    return [
        *((f"{year}-{month:02}", _("Tháng %(month)s/%(year)s") % {"month": month, "year": year})
          for year, month in months),
        *((f"{year}-Q{number}", _("Quý %(quarter)s/%(year)s") % {"quarter": number, "year": year})
          for year, number in quarters),
        *((f"{year}", _("Năm %(year)s") % {"year": year}) for year in years),
    ]  # fmt: skip
