"""An officer's own classes: where she is invited, where she was, and what she can do since."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from motcua.people.rules import Ability
from motcua.web.shared import classes
from motcua.web.shared.access import Request, page


@page(Ability.HELP)
def mine(request: Request) -> HttpResponse:
    """Show the classes to which this officer is invited, and those that were held, with how it went."""
    assert request.account is not None
    return render(request, "shared/my_classes.html", classes.own(request.account.pk))
