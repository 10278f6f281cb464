"""Finding a procedure, reading what it takes, choosing where to file, and starting."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.adoption.outreach import actions as counting
from motcua.adoption.outreach import queries as outreach
from motcua.adoption.outreach import rules as links
from motcua.catalogue import forms
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import may_resolve
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import one_line
from motcua.filing import actions as filing
from motcua.filing import queries as drafts
from motcua.filing.models import Draft
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.rules import Ability
from motcua.web.portal import behalf, tracing
from motcua.web.shared import competent, stuck
from motcua.web.shared.access import Request, page

MOST_WORDS = 200
_HITS = 20


@page(Ability.BROWSE)
def home(request: Request) -> HttpResponse:
    """The first page: search before everything else."""
    return render(request, "portal/home.html", {"popular": catalogue.featured(_today()), "via": _via(request)})


@page(Ability.BROWSE)
def search(request: Request) -> HttpResponse:
    """Show the procedures that fit what was typed, best first."""
    words = one_line(request.GET.get("q", ""))[:MOST_WORDS]
    found = catalogue.find(words, on=_today(), limit=_HITS) if words else []
    return render(request, "portal/search.html", {"words": words, "found": found, "via": _via(request)})


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
        "version": version, "detail": detail, "via": _via(request),
        "office": office, "level": level, "online": competent.online(level),
        "known": stuck.known(version) if request.who.is_officer else None,
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
        "version": version, "by_commune": by_commune, "words": words, "via": _via(request),
        "rows": [row for row in rows if by_commune or row[2]],
    }  # fmt: skip
    return render(request, "portal/offices.html", context)


@page(Ability.FILE, methods=("GET", "HEAD", "POST"))
def start(request: Request, code: str) -> HttpResponse:
    """Say what is needed before starting, and open a draft; one that is already open is offered first."""
    version = _version(code)
    office = _office(request, version)
    if office is None:
        return redirect(f"{reverse('choose_office', args=[code])}{_carried(_via(request))}")
    assert request.account is not None
    error = ""
    if request.method == "POST":
        try:
            draft = filing.start_draft(
                version=version, office=office, by=request.account, at=clock.now(), via=_via(request)
            )
        except Refused as refused:
            error = refused.message
        else:
            return tracing.mark(request, _begin(request, draft))
    mine = [one for one in drafts.drafts_of(request.account.pk) if one.version_id == version.pk]
    context = {
        "version": version, "office": office, "error": error, "via": _via(request), "detail": catalogue.detail(version),
        "whose": request.POST.get("whose") or behalf.SELF,
        "open": [one for one in mine if one.competent_office_id == office.pk],
    }  # fmt: skip
    return render(request, "portal/start.html", context)


def _begin(request: Request, draft: Draft) -> HttpResponse:
    """Lead to the first page of a new draft; who files for somebody else is asked for whom before."""
    if request.POST.get("whose") == behalf.OTHER:
        to = reverse("on_behalf", args=[draft.key])
        return redirect(f"{to}?{urlencode({'cho': behalf.OTHER, 'then': 'start'})}")
    first = forms.pages(forms.form_of(draft.version.form), {})[0]
    return redirect("form_page", key=draft.key, name=first.key)


@page(Ability.BROWSE)
def short_link(request: Request, key: str) -> HttpResponse:
    """Lead from the short link of an outreach message to what it is about, and count that somebody opened it.

    Nothing is kept in the browser: the key stands in the addresses from here to the filing, and nowhere else.
    """
    found = outreach.message(key.lower())
    if found is None:
        return redirect("home")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if request.method == "GET" and links.is_a_person(request.headers.get("User-Agent", ""), purpose):
        counting.count_open(message=found, at=clock.now())
    if found.procedure is None:
        answer = redirect(f"{reverse('home')}{_carried(found.key)}")
    else:
        to = reverse("procedure", args=[found.procedure.code])
        answer = redirect(f"{to}?{urlencode({'noi': found.channel.office.code, 'k': found.key})}")
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _via(request: Request) -> str:
    """Return the key of the outreach message with which this address came, "" without one. One statement at most."""
    return outreach.known(request.POST.get("k") or request.GET.get("k") or "")


def _carried(via: str) -> str:
    return f"?{urlencode({'k': via})}" if via else ""


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
