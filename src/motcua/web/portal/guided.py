"""Being shown how: the invitation of an officer, her code, and saying whether her help is to be recorded."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from motcua.catalogue import forms
from motcua.catalogue import queries as catalogue
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.filing import guiding, invitations, queries
from motcua.filing.models import Draft, Invitation
from motcua.people.rules import Ability
from motcua.web.shared import proxy
from motcua.web.shared.access import Request, page

_NEW = "new"


@never_cache
@page(Ability.BROWSE, methods=("GET", "HEAD", "POST"))
def invitation_code(request: Request) -> HttpResponse:
    """Take the code that an officer reads out, and lead to her invitation."""
    errors: dict[str, str] = {}
    code = request.POST.get("code", "").strip()[:20]
    if request.method == "POST":
        try:
            found = invitations.find(typed=code, asked_from=proxy.address(request), at=clock.now())
            return redirect("invitation", token=found.token)
        except Refused as refused:
            errors = {refused.field: refused.message}
    return render(request, "portal/invitation_code.html", {"errors": errors, "code": code})


@never_cache
@page(Ability.BROWSE)
def invitation(request: Request, token: str) -> HttpResponse:
    """Tell who invites to what, and what it takes, before anybody signs in."""
    found, at = _invitation(token), clock.now()
    over = found.agreed is None and at >= found.expires_at
    if found.scanned_at is None and request.method == "GET" and not over and not request.who.is_officer:
        invitations.scan(invitation=found, at=at)
    onward = reverse("invitation_answer", args=[token])
    signed_in = request.who.person_id is not None
    context = {
        "invitation": found, "over": over, "signed_in": signed_in, "detail": catalogue.detail(found.version),
        "onward": onward if signed_in else f"{reverse('sign_in')}?{urlencode({'next': onward, 'go': '1'})}",
        "until": found.expires_at,
    }  # fmt: skip
    return render(request, "portal/invitation.html", context)


@never_cache
@page(Ability.FILE, methods=("GET", "HEAD", "POST"))
def invitation_answer(request: Request, token: str) -> HttpResponse:
    """Ask whether the officer helps her, begin the filing either way."""
    found, errors = _invitation(token), {}
    assert request.account is not None
    try:
        if request.method == "POST":
            return _onward(_answer(request, found))
        held = invitations.take(invitation=found, by=request.account, at=clock.now())
        if held.agreed is not None and held.draft is not None:
            return _onward(held.draft)
    except Refused as refused:
        errors = {refused.field: refused.message}
    mine = list(queries.drafts_fit(found, request.account.pk)[:1])
    context = {
        "invitation": found, "errors": errors, "mine": mine[0] if mine else None, "new": _NEW,
        "chosen": request.POST.get("draft", mine[0].key if mine else ""), "another": "another" in request.POST,
        "record": "record" in request.POST, "days": settings.HELP_DAYS,
        "one_name": guiding.one_name(found.officer.full_name, request.account.full_name), "may": "" not in errors,
    }  # fmt: skip
    return render(request, "portal/invitation_answer.html", context, status=422 if errors else 200)


def _answer(request: Request, found: Invitation) -> Draft:
    assert request.account is not None
    draft = request.POST.get("draft", "")
    return invitations.answer(
        invitation=found, agreed=request.POST.get("answer") == "yes", by=request.account, at=clock.now(),
        another="another" in request.POST, draft="" if draft == _NEW else draft,
        recorded="record" in request.POST,
    )  # fmt: skip


def _onward(draft: Draft) -> HttpResponse:
    """To the first page of a new filing, to the task list of one that has begun."""
    if draft.dossier_id or draft.done_pages:
        return redirect("draft", key=draft.key)
    first = forms.pages(queries.demands(draft.version).form, draft.answers)[0]
    return redirect("form_page", key=draft.key, name=first.key)


def _invitation(token: str) -> Invitation:
    found = queries.invitation(token)
    if found is None:
        raise Http404
    return found
