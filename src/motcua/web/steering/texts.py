"""The texts of messages to citizens: the list, and one text with its preview, its length and its earlier versions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.core import clock, text
from motcua.core.errors import Invalid, Refused
from motcua.correspondence import actions, queries, sending, shipped, texts
from motcua.correspondence.rules import Medium, Occasion
from motcua.correspondence.shipped import Text
from motcua.offices import queries as offices
from motcua.people.rules import Ability, Thing, may
from motcua.web.shared import addresses
from motcua.web.shared.access import Request, check, page

_CODE = "H27.119-261120-0001"


@page(Ability.KEEP_TEXTS)
def overview(request: Request) -> HttpResponse:
    """List the occasions, and which text is in force for each on each medium."""
    found = queries.texts()
    rows = [(one, [(medium, *found[one, medium]) for medium in Medium]) for one in Occasion]
    media = [(medium, sending.name(medium), sending.has(medium)) for medium in Medium]
    context = {"rows": rows, "media": media}
    return render(request, "steering/texts.html", context)


@page(Ability.KEEP_TEXTS, methods=("GET", "HEAD", "POST"))
def edit(request: Request, occasion: str, medium: str) -> HttpResponse:
    """Show one text; look at a change to it, or, as who keeps them for the province, write it as a new version."""
    if occasion not in Occasion.values or medium not in Medium.values:
        raise Http404
    about, on = Occasion(occasion), Medium(medium)
    number, now = queries.text(about, on)
    errors: dict[str, str] = {}
    if request.method == "POST":
        check(request, Ability.KEEP_TEXTS, _province())
        now = _typed(request)
        if "preview" in request.POST:
            errors = actions.text_errors(about, on, words=now.words, title=now.title, reference=now.reference)
        else:
            errors = _write(request, about, on, now)
            if not errors:
                return redirect(reverse("message_text", args=[occasion, medium]) + "?done=1")
    context = {
        **_shown(about, on, now), "number": number, "errors": errors, "done": "done" in request.GET,
        "seen": request.POST.get("seen", number), "may_write": may(request.who, Ability.KEEP_TEXTS, _province()),
        "versions": queries.versions(about, on),
    }  # fmt: skip
    return render(request, "steering/text.html", context, status=422 if errors else 200)


def _province() -> Thing:
    return Thing(offices=frozenset({offices.root(clock.local_day(clock.now())).pk}))


def _typed(request: Request) -> Text:
    given = request.POST
    return Text(
        text.clean(given.get("words", "")), text.one_line(given.get("title", "")),
        text.one_line(given.get("reference", "")), "marks" in given, "active" in given,
    )  # fmt: skip


def _write(request: Request, occasion: Occasion, medium: Medium, typed: Text) -> dict[str, str]:
    assert request.account is not None
    seen = request.POST.get("seen", "")
    try:
        actions.write_text(
            occasion=occasion, medium=medium, words=typed.words, title=typed.title, reference=typed.reference,
            marks=typed.marks or medium is not Medium.SMS, active=typed.active, by=request.account, at=clock.now(),
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
        )  # fmt: skip
    except Invalid as invalid:
        return invalid.errors
    except Refused as refused:
        return {refused.field: refused.message}
    return {}


def _shown(occasion: Occasion, medium: Medium, now: Text) -> dict[str, Any]:
    values = {
        "code": _CODE, "status": "Được tiếp nhận", "office": "Ủy ban nhân dân xã Vũ Quang", "due": "17:00, 25/11/2026",
        "until": "20/12/2026", "new_due": "17:00, 30/11/2026", "link": addresses.dossier(_CODE),
        "rating": addresses.rating(f"1-{'0' * 32}"), "province": "Tỉnh Hà Tĩnh",
    }  # fmt: skip
    filled = texts.fill(now.words, values)
    return {
        "occasion": occasion, "medium": medium, "medium_name": sending.name(medium), "text": now,
        "spots": [texts.PLACES[name] for name in texts.places(occasion)], "most": texts.MOST[medium],
        "preview_title": texts.fill(now.title, values),
        "preview": filled if now.marks else texts.unmarked(filled),
        "with_marks": texts.length(filled), "without_marks": texts.length(texts.unmarked(filled)),
        "shipped": shipped.text(occasion, medium),
    }  # fmt: skip
