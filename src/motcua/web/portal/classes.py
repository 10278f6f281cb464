"""The classes of a member of a community team: her own page, reached from her dossiers where she was invited."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from motcua.people.rules import Ability
from motcua.web.shared import classes
from motcua.web.shared.access import Request, page


@page(Ability.SEE_OWN)
def mine(request: Request) -> HttpResponse:
    """Show the classes to which this person is invited, and those that were held, with how it went."""
    assert request.account is not None
    return render(request, "shared/my_classes.html", classes.own(request.account.pk))
