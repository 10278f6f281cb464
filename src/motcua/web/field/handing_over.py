"""Handing the phone over: the person files here, signed in with her own e-ID, in a session that ends with her."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import one_line
from motcua.filing import invitations
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.rules import Ability
from motcua.web.field.evenings import PIN, current
from motcua.web.shared import competent, kiosk
from motcua.web.shared.access import Request, page

_HITS = 8


@never_cache
@page(Ability.ASSIST, methods=("GET", "HEAD", "POST"))
def hand_over(request: Request) -> HttpResponse:
    """Choose procedure and office; then the phone is the person's, until the member takes it back by her code."""
    evening = current(request)
    if evening is None:
        return redirect("field")
    assert request.account is not None
    given = request.POST if request.method == "POST" else request.GET
    today = clock.local_day(clock.now())
    version = catalogue.version_on(given.get("procedure", ""), today)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _turn(request, version, evening.team.office, f"{evening.team.village}, {evening.team.office.name}")
        except Refused as refused:
            errors = {refused.field: refused.message}
    words = one_line(given.get("q", ""))[:200]
    context: dict[str, Any] = {"version": version, "words": words, "errors": errors}
    if version is not None:
        context |= {"rows": _rows(version, words, evening.team.office), "by_commune": competent.by_commune(version)}
    elif words:
        context["found"] = [(one.code, one.name) for one in catalogue.find(words, on=today, limit=_HITS)]
    else:
        context["found"] = [(one.procedure.code, one.name) for one in catalogue.featured(today)[:_HITS]]
    return render(request, "field/hand_over.html", context, status=422 if errors else 200)


def _rows(version: ProcedureVersion, words: str, home: Office) -> list[Office]:
    """The offices to choose from: the one of the team first, others by the name of their commune."""
    today = clock.local_day(clock.now())
    rows = [office for office, level in competent.offices_of(version, words, today) if competent.online(level)]
    near = set(offices.path_ids(home))
    own = [office for office in rows if office.pk in near]
    return own if own and not words and competent.by_commune(version) else rows


def _turn(request: Request, version: ProcedureVersion | None, home: Office, place: str) -> HttpResponse:
    assert request.account is not None
    chosen = offices.office(request.POST.get("office", ""))
    if version is None:
        raise Refused(_("Chọn thủ tục trước."), "q")
    if chosen is None:
        raise Refused(_("Chọn nơi giải quyết trong danh sách."), "office")
    made = invitations.invite(
        version=version, competent_office=chosen, office=home, by=request.account, at=clock.now(), in_team=True
    )
    answer = redirect("invitation", token=made.token)
    shared = kiosk.Kiosk(place, request.account.pk, shared=True, pin=request.session[PIN])
    kiosk.open_here(answer, shared)
    return answer
