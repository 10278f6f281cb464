"""The public page of series over the reform."""

from __future__ import annotations

from django.http import HttpResponse

from motcua.people.rules import Ability
from motcua.web.shared import series
from motcua.web.shared.access import Request, page


@page(Ability.BROWSE)
def public_series(request: Request) -> HttpResponse:
    """Show how an indicator of a district, a commune or a department went, before and since places changed."""
    return series.answer(request, "portal/series.html", "public_series", everybody=True)
