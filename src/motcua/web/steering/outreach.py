"""Outreach: channels and messages with what came of them, writing one, its link and QR code, when it was sent."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.adoption.models import OutreachMessage
from motcua.adoption.outreach import actions, queries
from motcua.adoption.outreach.rules import ChannelKind, Text
from motcua.adoption.staff import queries as staff
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import addresses, qr, typed
from motcua.web.shared.access import Request, check, interrupted, page


@page(Ability.SEE_FIGURES)
def overview(request: Request) -> HttpResponse:
    """List the messages and channels of one's offices, with how often links were opened and what was filed through."""
    held = reach(request.who, Ability.SEE_FIGURES)
    closes, day = reach(request.who, Ability.REACH_OUT), clock.local_day(clock.now())
    context = {
        "elsewhere": staff.filed_elsewhere(held, day.replace(month=1, day=1), day),
        "lines": queries.lines(held), "sums": queries.sums(held), "most": queries.MOST,
        "keeps": may(request.who, Ability.REACH_OUT), "closes": closes, "path_ids": path_ids,
    }  # fmt: skip
    return render(request, "steering/outreach.html", context)


@page(Ability.REACH_OUT, methods=("GET", "HEAD", "POST"))
def new_channel(request: Request) -> HttpResponse:
    """Write down a channel of an office."""
    kept = interrupted(request)
    given = kept or request.POST
    day = clock.local_day(clock.now())
    holders = {one.code: one for one in queries.holders(reach(request.who, Ability.REACH_OUT), on=day)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        assert request.account is not None
        try:
            actions.open_channel(
                office=holders.get(given.get("office", "")), kind=given.get("kind", ""), name=given.get("name", ""),
                by=request.account, at=clock.now(),
            )  # fmt: skip
        except Invalid as invalid:
            errors = invalid.errors
        else:
            return redirect("outreach")
    context = {
        "errors": errors, "given": {name: given.get(name, "") for name in ("office", "kind", "name")},
        "offices": [(code, one.short_name) for code, one in holders.items()],
        "kinds": [(one.value, _(str(one.label))) for one in ChannelKind],
    }  # fmt: skip
    return render(request, "steering/outreach_channel.html", context, status=422 if errors else 200)


@page(Ability.REACH_OUT, methods=("POST",))
def close_channel(request: Request, number: int) -> HttpResponse:
    """Close a channel; links that were sent through it go on."""
    found = queries.channel(number)
    if found is None:
        raise Http404
    check(request, Ability.REACH_OUT, _thing(found.office))
    assert request.account is not None
    actions.close_channel(channel=found, by=request.account, at=clock.now())
    return redirect("outreach")


@page(Ability.REACH_OUT, methods=("GET", "HEAD", "POST"))
def new(request: Request) -> HttpResponse:
    """Write a message for a channel."""
    kept = interrupted(request)
    given = kept or request.POST
    channels = queries.channels(reach(request.who, Ability.REACH_OUT), open_only=True)
    errors: dict[str, str] = {}
    if request.method == "POST":
        assert request.account is not None
        chosen = next((one for one in channels if str(one.pk) == given.get("channel")), None)
        said = Text(given.get("title", ""), given.get("words", ""), given.get("procedure", ""))
        try:
            made = actions.write(channel=chosen, said=said, by=request.account, at=clock.now())
        except Invalid as invalid:
            errors = invalid.errors
        else:
            return redirect("outreach_message", key=made.key)
    chosen_now = given.get("channel") or request.GET.get("kenh", "")
    context = {
        "errors": errors, "channel": chosen_now,
        "given": {name: given.get(name, "") for name in ("title", "words", "procedure")},
        "channels": [(one.pk, f"{one.name} ({one.office.short_name})") for one in channels],
    }  # fmt: skip
    return render(request, "steering/outreach_new.html", context, status=422 if errors else 200)


@page(Ability.SEE_FIGURES, methods=("GET", "HEAD", "POST"))
def message(request: Request, key: str) -> HttpResponse:
    """Show a message with its link, QR code and what came of it; keep on which day it was sent."""
    found, error = _open(request, key), ""
    keeps = may(request.who, Ability.REACH_OUT, _thing(found.channel.office))
    if request.method == "POST":
        check(request, Ability.REACH_OUT, _thing(found.channel.office))
        assert request.account is not None
        try:
            day = typed.day(request.POST, "sent_on")
            actions.mark_sent(message=found, on=day, by=request.account, at=clock.now())
        except Refused as refused:
            error = refused.message
        else:
            return redirect("outreach_message", key=key)
    link, days = addresses.short_link(found.key), queries.days(found)
    today = f"{clock.local_day(clock.now()):%d/%m/%Y}"
    context = {
        "about": found, "link": link, "qr": qr.svg(link), "days": days, "opens": sum(opens for _day, opens in days),
        "filed": queries.filed_through([found.key]).get(found.key, 0), "keeps": keeps,
        "errors": {"sent_on": error} if error else {}, "kind": _(found.channel.get_kind_display()),
        "sent_on": typed.day_text(request.POST, "sent_on") or found.sent_on or today,
    }  # fmt: skip
    return render(request, "steering/outreach_message.html", context, status=422 if error else 200)


@page(Ability.SEE_FIGURES)
def qr_code(request: Request, key: str) -> HttpResponse:
    """Send the QR code of a message's link as a picture for a leaflet."""
    found = _open(request, key)
    answer = HttpResponse(qr.png(addresses.short_link(found.key)), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="qr-{found.key}.png"'
    return answer


def _open(request: Request, key: str) -> OutreachMessage:
    found = queries.message(key)
    if found is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, _thing(found.channel.office))
    return found


def _thing(office: Office) -> Thing:
    return Thing(offices=frozenset(path_ids(office.path)))
