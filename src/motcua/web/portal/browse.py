"""Finding a procedure, reading what it takes, choosing where to file, and starting."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from motcua.catalogue import forms
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import may_resolve
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import one_line
from motcua.filing import actions as filing
from motcua.filing import queries as drafts
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.rules import Ability
from motcua.web.portal import tracing
from motcua.web.shared import competent
from motcua.web.shared.access import Request, page

MOST_WORDS = 200
_HITS = 20


@page(Ability.BROWSE)
def home(request: Request) -> HttpResponse:
    """The first page: search before everything else."""
    return render(request, "portal/home.html", {"popular": catalogue.featured(_today())})


@page(Ability.BROWSE)
def search(request: Request) -> HttpResponse:
    """Show the procedures that fit what was typed, best first."""
    words = one_line(request.GET.get("q", ""))[:MOST_WORDS]
    found = catalogue.find(words, on=_today(), limit=_HITS) if words else []
    return render(request, "portal/search.html", {"words": words, "found": found})


@page(Ability.BROWSE)
def procedure(request: Request, code: str) -> HttpResponse:
    """Show what a procedure takes, and its level at the office that was chosen, if any."""
    version = _version(code)
    office = _office(request, version)
    level = None
    if office:
        level = catalogue.level(version.procedure_id, offices.path_ids(office), _today())
    detail = catalogue.detail(version)
    context = {
        "version": version, "detail": detail, "office": office, "level": level, "online": competent.online(level),
        "legal": [_law(one) for one in version.legal_basis], "results": [one["name"] for one in version.results],
    }  # fmt: skip
    return render(request, "portal/procedure.html", context)


@page(Ability.BROWSE)
def choose_office(request: Request, code: str) -> HttpResponse:
    """List the offices that resolve the procedure, with the level at each; communes are searched by name."""
    version, today = _version(code), _today()
    words = one_line(request.GET.get("q", ""))[:MOST_WORDS]
    by_commune = competent.by_commune(version)
    rows = [(one, level, competent.online(level)) for one, level in competent.offices_of(version, words, today)]
    context = {
        "version": version, "by_commune": by_commune, "words": words,
        "rows": [row for row in rows if by_commune or row[2]],
    }  # fmt: skip
    return render(request, "portal/offices.html", context)


@page(Ability.FILE, methods=("GET", "HEAD", "POST"))
def start(request: Request, code: str) -> HttpResponse:
    """Say what is needed before starting, and open a draft; one that is already open is offered first."""
    version = _version(code)
    office = _office(request, version)
    if office is None:
        return redirect("choose_office", code=code)
    assert request.account is not None
    error = ""
    if request.method == "POST":
        try:
            draft = filing.start_draft(version=version, office=office, by=request.account, at=clock.now())
        except Refused as refused:
            error = refused.message
        else:
            first = forms.pages(forms.form_of(version.form), {})[0]
            return tracing.mark(request, redirect("form_page", key=draft.key, name=first.key))
    mine = [one for one in drafts.drafts_of(request.account.pk) if one.version_id == version.pk]
    context = {
        "version": version, "office": office, "error": error, "detail": catalogue.detail(version),
        "open": [one for one in mine if one.competent_office_id == office.pk],
    }  # fmt: skip
    return render(request, "portal/start.html", context)


def _today() -> date:
    return clock.local_day(clock.now())


def _version(code: str) -> ProcedureVersion:
    version = catalogue.version_on(code, _today())
    if version is None:
        raise Http404
    return version


def _office(request: Request, version: ProcedureVersion) -> Office | None:
    """Return the chosen office; None without one, or when it has ended or does not resolve the procedure."""
    chosen = request.POST.get("noi") or request.GET.get("noi") or ""
    office = offices.office(chosen) if chosen else None
    if office is None or (office.valid_to is not None and office.valid_to < _today()):
        return None
    return office if may_resolve(version.authority_tiers, tier=office.tier, kind=office.kind) else None


def _law(one: dict[str, str]) -> str:
    return " – ".join(part for part in (one.get("number", ""), one.get("title", "")) if part)
