"""The public page of series over the reform."""

from __future__ import annotations

from django.http import HttpResponse

from motcua.people.rules import Ability, may
from motcua.web.shared import series
from motcua.web.shared.access import Request, page


@page(Ability.BROWSE)
def public_series(request: Request) -> HttpResponse:
    """Show how an indicator of a district, a commune or a department went, before and since places changed.

    Who may not see figures follows the whole province only: small numbers of an office are hidden in the open data.
    """
    whole_only = not may(request.who, Ability.SEE_FIGURES)
    return series.answer(request, "portal/series.html", "public_series", whole_only=whole_only)
