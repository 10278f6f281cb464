"""The code that an officer reads out to a filer whom she helps."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from motcua.core import clock
from motcua.people import helping
from motcua.people.rules import Ability
from motcua.web.shared.access import Request, page


@never_cache
@page(Ability.HELP)
def helper_code(request: Request) -> HttpResponse:
    """Show this officer's code of today."""
    assert request.account is not None
    today = clock.local_day(clock.now())
    return render(request, "desk/helper_code.html", {"code": helping.code(request.account.pk, today), "day": today})
