"""The code that an officer reads out to a filer whom she helps, and help of hers that no filing tells of."""

from __future__ import annotations

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.adoption.helping import actions, queries
from motcua.adoption.helping.rules import DIGITS, HelpKind, Told
from motcua.core import clock, ids
from motcua.core.errors import Invalid, Refused
from motcua.filing.rules import System
from motcua.offices.models import Office
from motcua.people import helping
from motcua.people import queries as people
from motcua.people.rules import Ability
from motcua.web.shared import typed
from motcua.web.shared.access import Request, page

_SALT = "motcua.web.desk.helping"
_TYPED = ("kind", "system", "place", "booked_time", "booked_place", "known_place")


@never_cache
@page(Ability.HELP)
def helper_code(request: Request) -> HttpResponse:
    """Show this officer's code of today."""
    assert request.account is not None
    today = clock.local_day(clock.now())
    return render(request, "desk/helper_code.html", {"code": helping.code(request.account.pk, today), "day": today})


@never_cache
@page(Ability.HELP, methods=("GET", "HEAD", "POST"))
def record_help(request: Request) -> HttpResponse:
    """Write down that somebody was helped with her e-ID account or with paying; nothing is asked about her."""
    assert request.account is not None
    at = clock.now()
    places = people.workplaces(request.account.pk, on=clock.local_day(at))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = actions.record_at_counter(
                told=_told(request), office=_place(request, places), by=request.account, at=at, code=_once(request)
            )  # fmt: skip
            return redirect(f"{reverse('record_help')}?done={made.code}")
        except Invalid as invalid:
            errors = dict(invalid.errors)
        except Refused as refused:
            errors = {refused.field: refused.message}
    done = queries.own_record(request.GET.get("done", ""), request.account.pk)
    context = {
        "errors": errors, "done": done, "given": {name: request.POST.get(name, "") for name in _TYPED},
        "day": typed.day_text(request.POST, "booked"),
        "once": request.POST.get("once") or signing.dumps(ids.digits(DIGITS), salt=_SALT),
        "kinds": [(one.value, _(str(one.label))) for one in HelpKind if one is not HelpKind.FILING],
        "systems": [(one.value, _(str(one.label))) for one in System if one is not System.MOTCUA],
        "workplaces": [(one.code, one.name) for one in places],
        "known_places": [(one, one) for one in queries.places(places[0].pk, at=at)] if places else [],
    }  # fmt: skip
    return render(request, "desk/record_help.html", context, status=422 if errors else 200)


def _told(request: Request) -> Told:
    given = request.POST
    kind = given.get("kind", "")[:20]
    if kind != HelpKind.ACCOUNT:
        return Told(kind, given.get("system", "")[:20])
    place = given.get("booked_place", "")[:200].strip() or given.get("known_place", "")[:200]
    return Told(
        kind, booked_on=typed.day(given, "booked"), booked_time=typed.time(given, "booked_time"), booked_place=place
    )


def _place(request: Request, places: list[Office]) -> Office:
    chosen = {one.code: one for one in places}.get(request.POST.get("place", ""))
    if chosen is None and len(places) == 1:
        chosen = places[0]
    if chosen is None:
        raise Refused(_("Chọn nơi bạn đang hỗ trợ người dân."), "place")
    return chosen


def _once(request: Request) -> str:
    try:
        return str(signing.loads(request.POST.get("once", ""), salt=_SALT))
    except signing.BadSignature:
        return ""
