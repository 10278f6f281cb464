"""Standing beside a filing that stays the citizen's own: invite her, follow the steps, say what comes next."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import may_resolve
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import one_line
from motcua.filing import invitations, queries
from motcua.filing.models import Invitation
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people import queries as people
from motcua.people.rules import Ability, Thing
from motcua.web.shared import addresses, competent, kiosk, qr
from motcua.web.shared.access import Request, check, page

MOST_WORDS = 200
_HITS = 12


@page(Ability.HELP, methods=("GET", "HEAD", "POST"))
def guide(request: Request) -> HttpResponse:
    """Choose procedure and competent office, and invite somebody to file there on her own sign-in."""
    assert request.account is not None
    at = clock.now()
    given = request.POST if request.method == "POST" else request.GET
    version = catalogue.version_on(given.get("procedure", ""), clock.local_day(at))
    places = people.workplaces(request.account.pk, on=clock.local_day(at))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("guided", token=_invite(request, version, places).token)
        except Refused as refused:
            errors = {refused.field: refused.message}
    words = one_line(given.get("q", ""))[:MOST_WORDS]
    context = {
        "version": version, "words": words, "errors": errors, "place": given.get("place", ""),
        "workplaces": [(one.code, one.name) for one in places],
        "open": queries.invitations_of(request.account.pk, at=at),
        **(_offices(version, words, places, request.GET.get("office", "")) if version else _procedures(words)),
    }  # fmt: skip
    return render(request, "desk/guide.html", context, status=422 if errors else 200)


def _invite(request: Request, version: ProcedureVersion | None, places: list[Office]) -> Invitation:
    assert request.account is not None
    chosen = {one.code: one for one in places}
    competent_office = offices.office(request.POST.get("office", ""))
    if version is None:
        raise Refused(_("Chọn thủ tục trước."), "q")
    if competent_office is None:
        raise Refused(_("Chọn nơi giải quyết trong danh sách."), "office")
    place = chosen.get(request.POST.get("place", "")) or (places[0] if len(places) == 1 else None)
    if place is None:
        raise Refused(_("Chọn nơi bạn đang hỗ trợ người dân."), "place")
    return invitations.invite(
        version=version, competent_office=competent_office, office=place, by=request.account, at=clock.now()
    )


def _procedures(words: str) -> dict[str, Any]:
    today = clock.local_day(clock.now())
    if words:
        return {"found": [(one.code, one.name) for one in catalogue.find(words, on=today, limit=_HITS)]}
    return {"found": [(one.procedure.code, one.name) for one in catalogue.featured(today)[:_HITS]]}


def _offices(version: ProcedureVersion, words: str, places: list[Office], chosen: str) -> dict[str, Any]:
    """The offices to choose from: the one that a counter chose, or those above the officer's own place first; other
    communes by name.
    """
    today = clock.local_day(clock.now())
    if chosen and not words and (only := _offered_at(version, chosen, today)):
        return {"by_commune": competent.by_commune(version), "rows": only}
    rows = competent.offices_of(version, words, today)
    rows = [row for row in rows if competent.online(row[1])]
    near = {above for one in places for above in offices.path_ids(one)}
    by_commune = competent.by_commune(version)
    own = [row for row in rows if row[0].pk in near]
    return {"by_commune": by_commune, "rows": own if by_commune and own and not words else rows}


def _offered_at(version: ProcedureVersion, code: str, on: date) -> list[competent.Row]:
    """The office with a code, where it resolves a procedure and offers it online on a day; none otherwise."""
    office = offices.office(code)
    if office is None or not may_resolve(version.authority_tiers, tier=office.tier, kind=office.kind):
        return []
    level = catalogue.level(version.procedure_id, offices.path_ids(office), on)
    return [(office, level)] if competent.online(level) else []


def _held(request: Request, token: str) -> Invitation:
    """Return an invitation of this officer's office. Raises Http404 and Forbidden."""
    found = queries.invitation(token)
    if found is None:
        raise Http404
    check(request, Ability.HELP, Thing(offices=frozenset(offices.path_ids(found.office))))
    return found


@never_cache
@page(Ability.HELP)
def guided(request: Request, token: str) -> HttpResponse:
    """Show the QR code and the short address of an invitation, how far its filing has come, and what to say next."""
    found = _held(request, token)
    link = addresses.invitation(found.token)
    context = {
        "invitation": found, "state": queries.guided(found, at=clock.now()), "qr": qr.svg(link), "link": link,
        "typed": addresses.invitation_code().partition("://")[2], "code": f"{found.code[:4]} {found.code[4:]}",
    }  # fmt: skip
    return render(request, "desk/guided.html", context)


@never_cache
@page(Ability.HELP)
def guided_progress(request: Request, token: str) -> HttpResponse:
    """Show the steps alone, for the script that asks every few seconds."""
    found = _held(request, token)
    context = {"invitation": found, "state": queries.guided(found, at=clock.now())}
    return render(request, "desk/guided_progress.html", context)


@page(Ability.HELP, methods=("POST",))
def guided_cancel(request: Request, token: str) -> HttpResponse:
    """End an invitation that was made by mistake or is not needed any more."""
    invitations.cancel(invitation=_held(request, token), at=clock.now())
    return redirect("guide")


@page(Ability.HELP, methods=("POST",))
def guided_here(request: Request, token: str) -> HttpResponse:
    """Turn this very machine to the citizen: a kiosk above the officer's session, opened at the invitation."""
    found = _held(request, token)
    assert request.account is not None
    answer = redirect("invitation", token=found.token)
    kiosk.open_here(answer, kiosk.Kiosk(found.office.name, request.account.pk, shared=True))
    return answer
