"""The counter: who came, what she brings, one button; then the slip, and the next person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.casework import queries as cases
from motcua.casework.models import Case
from motcua.casework.rules import Status
from motcua.casework.several import intake as casework
from motcua.catalogue import queries as catalogue
from motcua.catalogue.queries import Found
from motcua.catalogue.rules import Channel, is_code
from motcua.core import clock, ids, text
from motcua.core.errors import Forbidden, Invalid, Phrase, Refused
from motcua.filing import queries as filing
from motcua.filing.models import Visit
from motcua.filing.rules import ForStaff, Help, InPersonReason
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people import cards, numbers
from motcua.people import queries as people
from motcua.people.models import Person
from motcua.people.rules import Ability, Gender, Thing, may
from motcua.records import queries as records
from motcua.web.desk import intake_form, intake_offers
from motcua.web.desk.intake_form import Desk
from motcua.web.shared import addresses, kept
from motcua.web.shared.access import Request, check, interrupted, page
from motcua.web.shared.files import send

_HITS, _MOST_SCANS = 8, 20
_KEY = re.compile(r"[A-Za-z0-9_-]{26}")


@page(Ability.INTAKE, methods=("GET", "HEAD", "POST"))
def intake(request: Request) -> HttpResponse:
    """Show the page of the counter, fill it in from a card or a search, or take in what lies on the counter."""
    at, counters = clock.now(), _counters(request)
    given = request.POST if request.method == "POST" else interrupted(request) or {}
    desk = intake_form.opened(given, counters, at=at)
    shown: dict[str, Any] = {}
    if request.method == "POST":
        assert request.account is not None
        intake_form.keep_scans(desk, request.FILES, by=request.account, at=at)
        sent = request.POST
        waits = any(text.one_line(sent.get(name, "")) for name in ("card", "find", "procedure"))
        if sent.get("do") == "register" and not waits:
            if taken := _registered(request, desk, at):
                return redirect("visit", key=taken.key)
        else:
            shown = _looked_up(request, desk, at)
    return _show(request, desk, at, shown)


@page(Ability.INTAKE)
def procedures(request: Request) -> HttpResponse:
    """Return the procedures that fit what is being typed, for the script of the page."""
    found = _hits(request.GET.get("q", ""), at=clock.now())
    return JsonResponse({"hits": [{"code": one.code, "name": one.name, "field": one.field} for one in found]})


@page(Ability.INTAKE, methods=("GET", "HEAD", "POST"))
def visit(request: Request, key: str) -> HttpResponse:
    """Show what was taken in with one visit: codes, when each result is due, the slip, and the next person; keep
    further scans of it.
    """
    held, at = _visit(request, key), clock.now()
    found = cases.by_codes([one.code for one in held.dossiers.order_by("id")])
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _keep_scans(request, found, at)
            return redirect("visit", key=key)
        except Refused as refused:
            errors = {f"scan-{request.POST.get('code', '')}": refused.message}
    ids_of = [case.dossier_id for case in found]
    papers, scans, again = filing.ticks(ids_of), filing.scans(ids_of), filing.used_again(ids_of)
    context = {
        "visit": held, "today": _today(_counters(request), at), "late": bool(held.late_reason), "errors": errors,
        "cases": [
            (case, papers.get(case.dossier_id, []), scans.get(case.dossier_id, []), again.get(case.dossier_id, []),
             may(request.who, Ability.SEE_CASE, cases.thing(case)))
            for case in found
        ],
        "missing": _missing(found), "warnings": _warnings(held.applicant),
        "limit": settings.MAX_UPLOAD // (1024 * 1024), "kept": kept.shown(request, "scan"), "given": request.POST,
    }  # fmt: skip
    return render(request, "desk/visit.html", context, status=422 if errors else 200)


def _missing(found: Sequence[Case]) -> dict[str, list[str]]:
    """Return the required papers that did not come with a dossier, by its code. Two statements."""
    came = filing.came([case.dossier_id for case in found])
    asked = catalogue.required({case.dossier.version_id for case in found})
    missing: dict[str, list[str]] = {}
    for case in found:
        here = came.get(case.dossier_id, set())
        names = [name for position, name in asked.get(case.dossier.version_id, ()) if position not in here]
        if names and case.status == Status.RECEIVED:
            missing[case.dossier.code] = names
    return missing


def _keep_scans(request: Request, found: Sequence[Case], at: datetime) -> None:
    case = next((one for one in found if one.dossier.code == request.POST.get("code")), None)
    sent = kept.take(request, "scan", at=at, most=_MOST_SCANS)
    if case is None or not sent:
        raise Refused(_("Chọn ít nhất một tệp."), "scan")
    assert request.account is not None
    where = request.POST.get("position", "")
    position = int(where) if where.isdecimal() and len(where) < 4 else None
    casework.add_scans(case=case, documents=[(position, one) for one in sent], by=request.account, at=at)


@page(Ability.INTAKE)
def slip(request: Request, key: str) -> HttpResponseBase:
    """Send the receipt of a visit: form 01, or one slip for several dossiers."""
    held = _visit(request, key)
    assert request.account is not None
    paper = casework.slip(
        visit=held, by=request.account, at=clock.now(), look_up=addresses.look_up, verify_url=addresses.verify
    )
    return send(paper.document, records.open_content(paper.document))


def _counters(request: Request) -> list[Office]:
    """The offices at which this person takes things in, for herself and for whom she stands in. One statement."""
    found = people.counters_of(request.who.acts_for, on=clock.local_day(clock.now()))
    mine = [one for one in found if may(request.who, Ability.INTAKE, _thing(one))]
    if not mine:
        raise Forbidden
    return mine


def _visit(request: Request, key: str) -> Visit:
    held = filing.visit(key)
    if held is None:
        raise Http404
    check(request, Ability.INTAKE, _thing(held.counter))
    return held


def _thing(counter: Office) -> Thing:
    return Thing(offices=frozenset(offices.path_ids(counter)))


def _registered(request: Request, desk: Desk, at: datetime) -> Visit | None:
    """Enter the visit; None when something is wrong, which the page then tells."""
    assert request.account is not None
    chosen = people.person(request.POST.get("person", ""))
    made = intake_form.to_intake(desk, key=_key(desk), by=request.account, chosen=chosen, at=at)
    if desk.errors:
        left = [block for block in desk.blocks if f"office-{block.number}" not in desk.errors]
        desk.errors = intake_form.by_block(casework.problems(made, at=at), left) | desk.errors
        return None
    try:
        return casework.take_in(intake=made, by=request.account, at=at).visit
    except Invalid as invalid:
        desk.errors = intake_form.by_block(invalid.errors, desk.blocks)
        return None


def _looked_up(request: Request, desk: Desk, at: datetime) -> dict[str, Any]:
    """Do what a button or Enter asks for before anything is taken in; return what was found."""
    sent = request.POST
    shown: dict[str, Any] = {}
    if "remove" in sent:
        intake_form.remove(desk, sent["remove"])
    if text.one_line(sent.get("card", "")):
        with desk.told_at():
            intake_form.fill_from_card(desk, cards.read(sent["card"], today=clock.local_day(at)))
            desk.focus = "procedure"
    if picked := sent.get("pick", ""):
        _pick(desk, picked)
    elif text.one_line(sent.get("find", "")):
        shown["persons"] = _find(desk, sent["find"])
    if "add" in sent:
        with desk.told_at():
            intake_form.add(desk, text.one_line(sent["add"])[:40])
    elif text.one_line(sent.get("procedure", "")):
        shown["hits"] = _choose(desk, sent["procedure"], at)
    return shown


def _pick(desk: Desk, picked: str) -> None:
    if found := people.person(picked):
        intake_form.fill_from(desk, found)
        desk.focus = "procedure"


def _find(desk: Desk, words: str) -> list[Person]:
    found = people.find(words[:120], limit=_HITS)
    if not found:
        desk.errors["find"] = Phrase(
            "Không thấy ai mang số hoặc họ tên đầy đủ này. Xem lại, hoặc nhập người mới bên dưới."
        )
    elif len(found) == 1 and found[0].personal_id == re.sub(r"[\s.]", "", words):
        intake_form.fill_from(desk, found[0])
        desk.focus = "procedure"
        return []
    else:
        desk.focus = "persons"
    return found


def _choose(desk: Desk, words: str, at: datetime) -> list[Found]:
    """Put the procedure of a code, or the only one that fits, on the page; else offer what fits."""
    code = text.one_line(words).split(" ")[0]
    found = [] if is_code(code) else _hits(words, at=at)
    with desk.told_at():
        if is_code(code) or len(found) == 1:
            intake_form.add(desk, code if is_code(code) else found[0].code)
            return []
        if not found:
            raise Refused("Không thấy thủ tục nào. Gõ tên khác (không dấu cũng được) hoặc mã thủ tục.", "procedure")
        desk.focus = "hits"
    return found


def _hits(words: str, *, at: datetime) -> list[Found]:
    return catalogue.find(words[:200], on=clock.local_day(at), limit=_HITS) if text.one_line(words) else []


def _key(desk: Desk) -> str:
    key = desk.given.get("key", "")
    return key if _KEY.fullmatch(key) else ids.token()


def _today(counters: list[Office], at: datetime) -> Any:
    return filing.visits_on([one.pk for one in counters], clock.local_day(at), limit=10)


def _show(request: Request, desk: Desk, at: datetime, shown: dict[str, Any]) -> HttpResponse:
    desk.given["key"] = _key(desk)
    intake_offers.add_to(desk, request.who, at=at)
    desk.given["blocks"] = ",".join(f"{block.number}:{block.version.procedure.code}" for block in desk.blocks)
    context = {
        "desk": desk, "given": desk.given, "errors": desk.wrong, "blocks": desk.blocks, "persons": [], "hits": [],
        "focus": desk.first_wrong() or desk.focus or "card", "post": int(Channel.POST), "channel": int(desk.channel),
        "channels": [(int(one), _(str(one.label))) for one in (Channel.DIRECT, Channel.POST)],
        "reasons": [(str(one), _(str(one.label))) for one in InPersonReason],
        "genders": [(str(one), _(str(one.label))) for one in Gender],
        "helps": [(str(one), _(str(one.label))) for one in Help],
        "staff": [("", _("Không phải")), *((one.value, _(str(one.label))) for one in ForStaff)],
        "helped_at": [(one.code, one.short_name) for one in desk.resolvers],
        "counters": [(one.code, one.name) for one in desk.counters], "today": _today(desk.counters, at),
        "limit": settings.MAX_UPLOAD // (1024 * 1024), "most": settings.MAX_UPLOAD,
        "hits_address": reverse("intake_procedures"), **shown,
    }  # fmt: skip
    return render(request, "desk/intake.html", context, status=422 if desk.errors else 200)


def _warnings(person: Person) -> list[str]:
    if not person.personal_id:
        return []
    return numbers.personal_id_warnings(person.personal_id, birth_date=person.birth_date, gender=person.gender)
