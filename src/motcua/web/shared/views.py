"""Small pages for everybody: the choice of language, and the components that all pages are made of."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from motcua.casework.rules import Status
from motcua.people.rules import Ability
from motcua.web.shared.access import Request, page


@page(Ability.BROWSE, methods=("POST",))
def language(request: Request) -> HttpResponse:
    """Remember the chosen language in a cookie and go back."""
    chosen = request.POST.get("language", "")
    back = redirect(safe_next(request, request.POST.get("next", "")))
    if chosen in dict(settings.LANGUAGES):
        back.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax", secure=settings.SECURE
        )
    return back


def safe_next(request: Request, address: str) -> str:
    """Return an address of this site to go on to; the first page when it leads elsewhere.

    It begins with "/": `redirect` would take a single word for the name of a view.
    """
    here = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=settings.SECURE)
    return address if here and address.startswith("/") else "/"


@page(Ability.BROWSE)
def components(request: Request) -> HttpResponse:
    """Show every component of the design system once, with made-up values."""
    shown = {
        "statuses": list(Status),
        "day": date(2026, 11, 5),
        "errors": {"phone": _("Nhập số điện thoại 10 chữ số.")},
    }
    return render(request, "shared/components.html", shown)
