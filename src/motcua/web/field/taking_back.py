"""Taking a consent back: by the code that was given, or signed in with one's own e-ID and without any code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from motcua.adoption.helping import queries, withdrawing
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.people.rules import Ability, may
from motcua.web.shared import proxy
from motcua.web.shared.access import Request, page

_MOST = 200


@never_cache
@page(Ability.BROWSE, methods=("GET", "HEAD", "POST"))
def withdraw(request: Request) -> HttpResponse:
    """Let somebody who was helped see what is kept of that, and take her consent back."""
    errors: dict[str, str] = {}
    code = request.POST.get("code", "")[:20]
    if request.method == "POST" and "own" in request.POST:
        return _own(request)
    if request.method == "POST":
        try:
            withdrawing.by_code(typed=code, asked_from=proxy.address(request), at=clock.now())
            return redirect(reverse("withdraw_consent") + "?done=1")
        except Refused as refused:
            errors = {refused.field: refused.message}
    hers = may(request.who, Ability.SEE_OWN) and request.account is not None
    context = {
        "errors": errors, "code": code, "taken": "done" in request.GET and not errors, "signed_in": hers,
        "records": queries.of_person(request.account)[:_MOST] if hers and request.account else [],
        "days": settings.HELP_DAYS,
    }  # fmt: skip
    return render(request, "field/withdraw.html", context, status=422 if errors else 200)


def _own(request: Request) -> HttpResponse:
    """Take back what was chosen, or everything; whoever is not signed in any more does so first."""
    if request.account is None or not may(request.who, Ability.SEE_OWN):
        return redirect(f"{reverse('sign_in')}?next={reverse('withdraw_consent')}")
    chosen = request.POST.get("own", "")
    numbers = [one.pk for one in queries.of_person(request.account) if chosen in ("all", str(one.pk))]
    withdrawing.own(numbers=numbers, by=request.account, at=clock.now())
    return redirect(reverse("withdraw_consent") + "?done=1")
