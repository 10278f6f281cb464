"""The doors: citizens through their e-ID, officers with a password; and the way out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.people import actions, passwords, queries
from motcua.people.identity import IdentityRefused, IdentityUnreachable, provider
from motcua.people.models import Account
from motcua.people.rules import Ability, may
from motcua.web.shared import kiosk, proxy
from motcua.web.shared.access import KEPT, Request, page
from motcua.web.shared.middleware import ACCOUNT_KEY, PROOF_KEY
from motcua.web.shared.views import safe_next

_PENDING = "identity"
_AT_ONCE = 5  # sign-ins begun in several windows and not finished
_VIA = "via_identity"


@never_cache
@page(Ability.BROWSE)
def sign_in(request: Request) -> HttpResponse:
    """Explain the e-ID and lead to its provider; whoever has signed in already goes on at once."""
    going_on = safe_next(request, request.GET.get("next", ""))
    if request.who.person_id is not None:
        return redirect(going_on)
    if "go" not in request.GET:
        return _door(request, going_on, ended="ended" in request.GET)
    try:
        begun = provider().start(_return_address(request), at=clock.now())
    except IdentityRefused as refusal:
        return _door(request, going_on, refusal)
    pending = list(request.session.get(_PENDING, {}).items())[1 - _AT_ONCE :]
    request.session[_PENDING] = {**dict(pending), begun.state: {**begun.kept, "next": going_on}}
    return redirect(begun.url)


@never_cache
@page(Ability.BROWSE)
def signed_in(request: Request) -> HttpResponse:
    """Take a person who comes back from the provider, and go on to where she was."""
    kept = request.session.get(_PENDING, {}).get(request.GET.get("state", ""), {})
    going_on = safe_next(request, kept.get("next", ""))
    now = clock.now()
    try:
        identity = provider().finish(request.GET.dict(), kept, at=now)
        account = actions.sign_in_citizen(
            issuer=identity.issuer, subject=identity.subject, claims=identity.claims, at=now
        )
    except Refused as refusal:
        if not kept and request.who.person_id is not None:  # the button "back", or the page loaded twice
            return redirect("/")
        return _door(request, going_on, refusal)
    _enter(request, account)
    request.session[_VIA] = True
    return redirect(going_on)


@never_cache
@sensitive_post_parameters("password")
@page(Ability.BROWSE, methods=("GET", "HEAD", "POST"))
def officer_sign_in(request: Request) -> HttpResponse:
    """Let an officer in by user name and password; not at a kiosk."""
    if kiosk.of(request):
        return redirect("kiosk")
    sent: Any = request.POST if request.method == "POST" else request.GET
    going_on = safe_next(request, sent.get("next", ""))
    if request.method != "POST":
        return _officers_door(request, going_on)
    username, password = sent.get("username", "")[:80], sent.get("password", "")[:200]
    missing = {"username": _("Nhập tên đăng nhập.")} if not username.strip() else {}
    missing |= {"password": _("Nhập mật khẩu.")} if not password else {}
    if missing:
        return _officers_door(request, going_on, username, missing)
    try:
        account = passwords.sign_in_officer(
            username=username, password=password, address=proxy.address(request), at=clock.now()
        )
    except Refused as refusal:
        return _officers_door(request, going_on, username, {refusal.field: refusal.message})
    _enter(request, account)
    return redirect(going_on if going_on != "/" else _work_of(account))


@never_cache
@page(Ability.BROWSE, methods=("POST",))
def sign_out(request: Request) -> HttpResponse:
    """End the session; a person who came through her e-ID is shown how to end that session too."""
    if kiosk.of(request):
        return redirect(f"{reverse('kiosk')}?end=1")
    through_identity = request.session.get(_VIA, False)
    request.session.flush()
    return redirect(f"{reverse('sign_in')}?ended=1" if through_identity else "/")


def _work_of(account: Account) -> str:
    """Return the page on which an officer begins her day: the desk, the figures, or the first page."""
    _, who = queries.signed_in(account.id, on=clock.local_day(clock.now()))
    begins = ((Ability.SEE_DESK, "desk_queue"), (Ability.SEE_FIGURES, "steering"))
    return next((reverse(name) for ability, name in begins if may(who, ability)), "/")


def _enter(request: Request, account: Account) -> None:
    """Begin a session of its own for whoever has just proved who she is.

    The CSRF token stays: a form that waits half filled in another window can still be sent. What was typed when the
    former session ended stays, too, for the page where it was typed.
    """
    typed = request.session.get(KEPT)
    request.session.flush()
    if typed:
        request.session[KEPT] = typed
    request.session[ACCOUNT_KEY] = account.id
    request.session[PROOF_KEY] = account.get_session_auth_hash()


def _door(request: Request, going_on: str, refusal: Refused | None = None, *, ended: bool = False) -> HttpResponse:
    values = {
        "errors": {"": refusal.message} if refusal else {},
        "start": f"{reverse('sign_in')}?{urlencode({'next': going_on, 'go': '1'})}",
        "officers": f"{reverse('officer_sign_in')}?{urlencode({'next': going_on})}",
        "ended": ended,
        "provider_sign_out": provider().sign_out_url(request.build_absolute_uri("/"), at=clock.now()) if ended else "",
        "going_on": going_on,
    }
    status = 503 if isinstance(refusal, IdentityUnreachable) else 400 if refusal else 200
    return render(request, "shared/sign_in.html", values, status=status)


def _officers_door(
    request: Request, going_on: str, username: str = "", errors: dict[str, str] | None = None
) -> HttpResponse:
    values = {"going_on": going_on, "username": username, "errors": errors or {}}
    return render(request, "shared/officer_sign_in.html", values, status=400 if errors else 200)


def _return_address(request: Request) -> str:
    return request.build_absolute_uri(reverse("signed_in"))
