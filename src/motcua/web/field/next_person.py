"""One person after the other: what she needs, her consent, the code with which she may take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.adoption.helping import actions, consent, queries
from motcua.adoption.helping.rules import DIGITS, Consent, HelpKind, Told
from motcua.adoption.models import TeamEvening
from motcua.catalogue import queries as catalogue
from motcua.core import clock, ids
from motcua.core.errors import Invalid, Refused
from motcua.core.text import one_line
from motcua.filing.rules import System
from motcua.people.rules import Ability
from motcua.web.field.evenings import DONE, TYPED, current
from motcua.web.shared import typed
from motcua.web.shared.access import Request, page
from motcua.web.shared.jinja import said

_BOTH = ("GET", "HEAD", "POST")
_SALT = "motcua.web.field.once"
_HITS = 8
_TYPED = (
    "system", "procedure", "personal_id", "consent", "consent_paper", "phone", "q", "once",
    "booked_time", "booked_place", "known_place",
)  # fmt: skip
KINDS = {"tai-khoan": HelpKind.ACCOUNT, "nop": HelpKind.FILING, "tien": HelpKind.PAYING}


@never_cache
@sensitive_post_parameters("personal_id", "phone", "code")
@page(Ability.ASSIST, methods=_BOTH)
def record(request: Request, kind: str) -> HttpResponse:
    """Write down help that was given elsewhere than here; its person agrees on the screen, by a code or on paper."""
    if kind not in KINDS:
        raise Http404
    evening = current(request)
    if evening is None:
        return redirect("field")
    if request.method != "POST":
        return _shown(request, kind)
    given = request.POST
    if given.get("agreed") == "no":
        return redirect("field")
    if {"find", "change", "another_way"} & given.keys():
        return _again(request, kind, _without_token(given), {})
    try:
        told = _told(KINDS[kind], given)
        if (asking := _still_to_agree(request, told, given, kind)) is not None:
            return asking
        return _keep(request, evening, told, given)
    except Invalid as invalid:
        return _again(request, kind, given, invalid.errors)
    except Refused as refused:
        return _again(request, kind, given, {refused.field: refused.message})


def _again(
    request: Request, kind: str, given: Mapping[str, Any], errors: Mapping[str, str], *, agree: bool = False
) -> HttpResponse:
    """Show the form or the page of consent as an answer to a plain request: the browser keeps what is posted with the
    answer in its history, and asked for anew there shall be nothing. What was typed waits in the session until then.
    """
    change = "change" in given
    request.session[TYPED] = {
        "kind": kind, "given": _plain(given), "errors": {name: said(message) for name, message in errors.items()},
        "agree": agree, "change": change,
    }  # fmt: skip
    return redirect("field_record", kind)


def _shown(request: Request, kind: str) -> HttpResponse:
    kept = request.session.pop(TYPED, None)
    if kept is None or kept["kind"] != kind:
        kept = {"given": _plain({"once": signing.dumps(ids.digits(DIGITS), salt=_SALT)}), "errors": {}}
    if kept.get("agree"):
        return _agree(request, kind, kept["given"], kept["errors"])
    return _form(request, kind, kept["given"], kept["errors"], change=kept.get("change", False))


def _still_to_agree(request: Request, told: Told, given: Mapping[str, Any], kind: str) -> HttpResponse | None:
    """Return the page on which the person agrees, None once she has. Raises Refused for a code that cannot be sent."""
    assert request.account is not None
    about, at = f"{told.personal_id} {kind}", clock.now()
    if not told.personal_id or told.consent not in (Consent.SCREEN, Consent.CODE):
        return None
    actions.check(told, at=at)
    if told.consent == Consent.SCREEN:
        return None if given.get("agreed") == "yes" else _again(request, kind, given, {}, agree=True)
    try:
        if not given.get("token") or "resend" in given:
            token = consent.send(phone=given.get("phone", ""), about=about, by=request.account, at=at)
            return _again(request, kind, {**_plain(given), "token": token}, {}, agree=True)
        consent.check(
            token=given.get("token", ""), typed=given.get("code", ""), about=about, by=request.account, at=at
        )  # fmt: skip
    except Refused as refused:
        return _again(request, kind, given, {refused.field: refused.message}, agree=bool(given.get("token")))
    return None


def _keep(request: Request, evening: TeamEvening, told: Told, given: Mapping[str, Any]) -> HttpResponse:
    assert request.account is not None
    try:
        code = signing.loads(given.get("once", ""), salt=_SALT)
    except signing.BadSignature:
        code = ""
    made = actions.record(told=told, team=evening.team, by=request.account, at=clock.now(), code=code)
    booked = (
        [made.booked_on.isoformat(), typed.time_text(made.booked_time), made.booked_place] if made.booked_on else None
    )
    request.session[DONE] = [made.code if made.consent else "", made.kind, booked]
    return redirect("field_done")


@never_cache
@page(Ability.ASSIST)
def done(request: Request) -> HttpResponse:
    """Show once that it was recorded, and the code of the person; asked for again, there is nothing to see."""
    kept = request.session.pop(DONE, None)
    if kept is None:
        return redirect("field")
    code, kind, booked = kept
    context: dict[str, Any] = {"code": f"{code[:4]} {code[4:]}" if code else "", "kind": kind, "booked": booked}
    if booked:
        context["booked"] = (date.fromisoformat(booked[0]), *booked[1:])
    return render(request, "field/done.html", context)


@page(Ability.ASSIST)
def slip(request: Request) -> HttpResponse:
    """Show the slip on which a person agrees beside a witness, to be printed before the evening."""
    return render(request, "field/slip.html", {"days": settings.HELP_DAYS})


def _told(kind: HelpKind, given: Mapping[str, Any]) -> Told:
    said = {name: str(given.get(name, ""))[:80].strip() for name in ("system", "procedure", "consent", "consent_paper")}
    number = str(given.get("personal_id", ""))[:30]
    told = Told(
        str(kind.value), said["system"], said["procedure"], number, said["consent"], said["consent_paper"]
    )  # fmt: skip
    if kind is HelpKind.ACCOUNT:
        try:
            place = str(given.get("booked_place", ""))[:200].strip() or str(given.get("known_place", ""))[:200]
            told = told._replace(
                booked_on=typed.day(given, "booked"), booked_time=typed.time(given, "booked_time"), booked_place=place
            )
        except Refused as refused:
            raise Invalid({refused.field: refused.message}) from None
    return actions.tidy(told)


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed, to be sent along with what comes next; it lives in the page, until then in the session."""
    days = [f"booked-{part}" for part in ("day", "month", "year")]
    return {name: str(given.get(name, ""))[:300] for name in (*_TYPED, *days, "token")}


def _without_token(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "token"}


def _agree(request: Request, kind: str, given: Mapping[str, str], errors: Mapping[str, str]) -> HttpResponse:
    version = catalogue.version_on(given["procedure"], clock.local_day(clock.now()))
    by_code = given["consent"] == Consent.CODE
    kept = {name: value for name, value in given.items() if value and not (by_code and name == "phone")}
    context = {
        "kind": KINDS[kind], "kept": kept, "errors": errors,
        "by_code": by_code, "phone": given["phone"], "days": settings.HELP_DAYS,
        "about": version.name if version else "",
    }  # fmt: skip
    return render(request, "field/agree.html", context, status=422 if errors else 200)


def _form(
    request: Request, kind: str, given: Mapping[str, str], errors: Mapping[str, str], *, change: bool
) -> HttpResponse:
    today = clock.local_day(clock.now())
    version = None if change else catalogue.version_on(given["procedure"], today)
    words = "" if version else one_line(given["q"])
    ways = [one for one in Consent if one is not Consent.CODE or consent.can_send()]
    evening = current(request)
    known = queries.places(evening.team.office_id, at=clock.now()) if evening and kind == "tai-khoan" else []
    context = {
        "known_places": known, "kind": KINDS[kind], "given": given, "errors": errors,
        "day": typed.day_text(given, "booked"),
        "version": version, "words": words, "systems": _systems(), "codes": Consent.CODE in ways,
        "found": [(one.code, one.name) for one in catalogue.find(words, on=today, limit=_HITS)] if words else [],
        "consents": [(one.value, _(str(one.label))) for one in ways],
    }  # fmt: skip
    return render(request, "field/record.html", context, status=422 if errors else 200)


def _systems() -> list[tuple[str, str]]:
    return [(one.value, _(str(one.label))) for one in System if one is not System.MOTCUA]
