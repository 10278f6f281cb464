"""Petitions as everybody sees them, answered and without a name; and a citizen's own, sent with her e-ID."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.casework import queries as cases
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.core.text import one_line
from motcua.correspondence.petitions import actions, queries, rules
from motcua.correspondence.petitions.actions import Taken
from motcua.correspondence.petitions.models import Petition
from motcua.correspondence.petitions.rules import PetitionMove, PetitionSource, PetitionStage
from motcua.correspondence.rules import Satisfaction
from motcua.offices import queries as offices
from motcua.people.models import Account
from motcua.people.rules import Ability
from motcua.web.shared.access import Request, check, interrupted, page

_TONES = {
    PetitionStage.OPEN: "active", PetitionStage.SUPPLEMENT_ASKED: "wait", PetitionStage.REFUSED: "bad",
    PetitionStage.ANSWERED: "good", PetitionStage.PUBLISHED: "good",
}  # fmt: skip


@page(Ability.BROWSE)
def published(request: Request) -> HttpResponse:
    """List the published answers, the newest first: all, those of an office, those in which words stand."""
    offices = {office.code: office for office in queries.offices_with_published()}
    chosen, words = offices.get(request.GET.get("office", "")), one_line(request.GET.get("q", ""))[:200]
    typed = request.GET.get("page", "")
    number = max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    found = queries.published(office=chosen, words=words, page=number)
    asked = {"office": chosen.code if chosen else "", "q": words}
    context = {
        "found": found, "q": words, "office": asked["office"], "page": number,
        "offices": [(code, office.short_name) for code, office in offices.items()],
        "here": "?" + urlencode({**{name: value for name, value in asked.items() if value}, "page": ""}),
    }  # fmt: skip
    return render(request, "portal/petitions.html", context)


@page(Ability.BROWSE)
def published_one(request: Request, code: str) -> HttpResponse:
    """Show one published answer whole."""
    found = queries.published_one(code)
    if found is None:
        raise Http404
    return render(request, "portal/petition.html", {"petition": found})


@page(Ability.SEE_OWN)
def mine(request: Request) -> HttpResponse:
    """List what this person sent."""
    account = _account(request)
    assert account.person_id is not None
    return render(request, "portal/my_petitions.html", {"rows": queries.own(account.person_id), "tones": _TONES})


@page(Ability.FILE, methods=("GET", "HEAD", "POST"))
def send(request: Request) -> HttpResponse:
    """Send a petition to an office, about a dossier of one's own or an earlier petition if so."""
    account, errors, today = _account(request), {}, clock.local_day(clock.now())
    found = {office.code: office for office in offices.resolvers(today)}
    if request.method == "POST":
        given: Mapping[str, str] = request.POST.dict()
        fields = ("title", "words", "phone", "email", "dossier", "repeat_of")
        sent = {name: given.get(name, "") for name in fields}
        taken = Taken(PetitionSource.EID.value, name=account.full_name, **sent)
        office, at = found.get(given.get("office", "")), clock.now()
        try:
            made = actions.receive(taken=taken, office=office, by=account, at=at, own=True)
            return redirect("my_petition", code=made.code)
        except Invalid as invalid:
            errors = invalid.errors
        except Refused as refused:
            errors = {refused.field: refused.message}
    else:
        given = interrupted(request) or _begun(request, account)
    context = {
        "errors": errors, "given": given, "days": rules.rule_on(today).answer_days,
        "offices": [(code, office.short_name) for code, office in found.items()],
    }  # fmt: skip
    return render(request, "portal/petition_new.html", context, status=422 if errors else 200)


@page(Ability.SEE_OWN, methods=("GET", "HEAD", "POST"))
def my_petition(request: Request, code: str) -> HttpResponse:
    """Show one petition that this person sent: its answer, or what is asked of her; take a supplement, or a rating."""
    found, errors, at = queries.petition(code), {}, clock.now()
    if found is None:
        raise Http404
    check(request, Ability.SEE_OWN, queries.thing(found))
    if request.method == "POST":
        errors = _moved(request, found)
        if not errors:
            return redirect("my_petition", code=found.code)
    moves = queries.moves(found, at)
    context = {
        "petition": found, "tone": _TONES[PetitionStage(found.stage)], "errors": errors,
        "given": interrupted(request) or request.POST, "may_rate": PetitionMove.RATE in moves,
        "ratings": [(one.value, _(str(one.label))) for one in Satisfaction], "closed": queries.is_closed(found),
    }  # fmt: skip
    return render(request, "portal/my_petition.html", context, status=422 if errors else 200)


def _account(request: Request) -> Account:
    assert request.account is not None and request.account.person is not None
    return request.account


def _begun(request: Request, account: Account) -> dict[str, str]:
    """Return what a form begins with: how she is reached, and her dossier or earlier petition that it is about."""
    person = account.person
    assert person is not None
    begun = {"phone": person.phone, "email": person.email}
    case = cases.by_code(request.GET.get("dossier", ""))
    if case is not None and case.dossier.filer_id == account.pk:
        begun |= {"dossier": case.dossier.code, "office": case.competent_office.code}
    earlier = queries.petition(request.GET.get("repeat_of", ""))
    if earlier is None or earlier.person_id != person.pk:
        return begun
    return {**begun, "repeat_of": earlier.code, "office": earlier.office.code, "title": earlier.title}


def _moved(request: Request, found: Petition) -> dict[str, str]:
    """Take what she adds or how she found it; return what to mend by field, {} when it was taken."""
    given, by, at = request.POST, request.account, clock.now()
    try:
        if given.get("step") == "supplement":
            actions.supplement(petition=found, words=given.get("words", ""), by=by, at=at)
        else:
            actions.rate(petition=found, answer=given.get("answer", ""), by=by, at=at)
    except Refused as refused:
        return {refused.field: refused.message}
    return {}
