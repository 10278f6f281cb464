"""The leader's page of series over the reform: the public one, and the way to the dossiers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from motcua.measures.rules import ALL_PROCEDURES
from motcua.measures.series import Stretch
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, reach
from motcua.web.shared import series
from motcua.web.shared.access import Request, page


@page(Ability.SEE_FIGURES)
def steering_series(request: Request) -> HttpResponse:
    """Show the series of any office, with those opened that one's role reaches."""
    held = reach(request.who, Ability.SEE_FIGURES)
    name = request.GET.get("indicator", "")

    def opens(office: Office, stretch: Stretch | None = None) -> str:
        if held.isdisjoint(path_ids(office.path)):
            return ""
        asked = {"indicator": name if name in series.NAMES else ALL_PROCEDURES.name}
        if stretch:
            asked |= {"from": stretch.first.isoformat(), "to": stretch.last.isoformat()}
        return f"{reverse('opened_figure', kwargs={'code': office.code})}?{urlencode(asked)}"

    return series.answer(request, "steering/series.html", "steering_series", opens=opens)
