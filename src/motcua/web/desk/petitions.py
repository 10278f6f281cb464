"""Petitions at the desk: what is due, writing one down, one with its history, and what an office does with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.correspondence.petitions import actions, queries, taking
from motcua.correspondence.petitions.actions import PUBLISH, Taken
from motcua.correspondence.petitions.models import Petition
from motcua.correspondence.petitions.rules import MOVES, PetitionMove, PetitionSource, PetitionStage, Withheld
from motcua.correspondence.rules import Satisfaction
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import Ability, may
from motcua.web.shared import typed
from motcua.web.shared.access import Request, check, interrupted, page

Given = Mapping[str, Any]
Act = Callable[[Petition, Given, Account, datetime], Petition]
SLUGS = {
    PetitionMove.REFUSE: "khong-tiep-nhan", PetitionMove.ASK_SUPPLEMENT: "yeu-cau-bo-sung",
    PetitionMove.SUPPLEMENT: "bo-sung", PetitionMove.ANSWER: "tra-loi", PetitionMove.PUBLISH: "cong-khai",
    PetitionMove.RATE: "danh-gia",
}  # fmt: skip
_BY_SLUG = {slug: move for move, slug in SLUGS.items()}
_TONES = {
    PetitionStage.OPEN: "active", PetitionStage.SUPPLEMENT_ASKED: "wait", PetitionStage.REFUSED: "bad",
    PetitionStage.ANSWERED: "new", PetitionStage.PUBLISHED: "good",
}  # fmt: skip
_HAPPENED = {
    "petition_received": gettext_lazy("Đã tiếp nhận"),
    "petition_refused": gettext_lazy("Không tiếp nhận xử lý"),
    "petition_supplement_asked": gettext_lazy("Đã yêu cầu bổ sung"),
    "petition_supplemented": gettext_lazy("Đã bổ sung"),
    "petition_answered": gettext_lazy("Đã trả lời"),
    "petition_published": gettext_lazy("Đã công khai"),
    "petition_rated": gettext_lazy("Người phản ánh đã đánh giá"),
    "petition_repeated": gettext_lazy("Được phản ánh lại"),
}


@page(Ability.SEE_PETITIONS, methods=("GET", "HEAD", "POST"))
def petitions(request: Request) -> HttpResponse:
    """List what waits, what is due first first, or what is done. Words to find come by POST: they may be a name."""
    given = request.POST if request.method == "POST" else request.GET
    done, words = given.get("done") == "yes", request.POST.get("q", "")[:200]
    found = queries.listed(request.who, done=done, words=words)
    today = clock.local_day(clock.now())
    context = {
        "found": found, "done": done, "q": words, "most": queries.MOST, "today": today, "tones": _TONES,
        "late": {row.pk for row in found.rows if queries.is_late(row, today)},
        "stages": {stage: _label(stage) for stage in PetitionStage},
        "may_take": may(request.who, Ability.TAKE_PETITIONS),
    }  # fmt: skip
    return render(request, "desk/petitions.html", context)


@page(Ability.TAKE_PETITIONS, methods=("GET", "HEAD", "POST"))
def new(request: Request) -> HttpResponse:
    """Write down a petition that somebody brings, writes or tells, or one of the portal."""
    offices = {office.code: office for office in queries.may_go_to(request.who, on=clock.local_day(clock.now()))}
    errors: dict[str, str] = {}
    if request.method == "POST":
        made = _received(request, offices, errors)
        if made is not None:
            return redirect("petition", code=made.code)
    kept = interrupted(request)
    given: Given = request.POST if kept is None else kept
    only = next(iter(offices), "") if len(offices) == 1 else ""
    context = {
        "errors": errors, "given": given, "office": given.get("office", only),
        "received": typed.day_text(given, "received_at"),
        "offices": [(code, office.short_name) for code, office in offices.items()],
        "sources": [(one.value, _label(one)) for one in PetitionSource if one is not PetitionSource.EID],
    }  # fmt: skip
    return render(request, "desk/petition_new.html", context, status=422 if errors else 200)


@page(Ability.SEE_PETITIONS)
def petition(request: Request, code: str) -> HttpResponse:
    """Show one petition: what is asked, by whom, by when, what happened, what comes next."""
    found, at = _open(request, code), clock.now()
    thing = queries.thing(found)
    moves = [move for move in queries.moves(found, at) if may(request.who, MOVES[move].who, thing)]
    if found.person_id:  # who sent it herself says herself how it went
        moves = [move for move in moves if move is not PetitionMove.RATE]
    said = {
        "petition_refused": found.refusal, "petition_supplement_asked": found.asked_for,
        "petition_supplemented": found.supplement, "petition_answered": found.answer,
        "petition_rated": _label(Satisfaction(found.satisfaction)) if found.satisfaction else "",
    }  # fmt: skip
    history = queries.history(found)
    stage = PetitionStage(found.stage)
    context = {
        "petition": found, "late": queries.is_late(found, clock.local_day(at)), "tone": _TONES[stage],
        "stage": _label(stage), "source": _label(PetitionSource(found.source)),
        "withheld": _label(Withheld(found.withheld)) if found.withheld else "",
        "moves": [(_label(move), SLUGS[move]) for move in moves],
        "history": [(_HAPPENED[one.kind], one.at, one.by, said.get(one.kind, "")) for one in history],
        "repeats": queries.repeats(found), "may_see_case": may(request.who, Ability.SEE_CASE),
    }  # fmt: skip
    return render(request, "desk/petition.html", context)


@page(Ability.SEE_PETITIONS, methods=("GET", "HEAD", "POST"))
def move(request: Request, code: str, step: str) -> HttpResponse:
    """Make one move with a petition."""
    found, chosen, errors = _open(request, code), _BY_SLUG.get(step), {}
    if chosen is None:
        raise Http404
    check(request, MOVES[chosen].who, queries.thing(found))
    if request.method == "POST":
        errors = _made(request, found, chosen)
        if not errors:
            return redirect("petition", code=found.code)
    kept = interrupted(request)
    if kept is None and request.method != "POST" and chosen not in queries.moves(found, clock.now()):
        return redirect("petition", code=found.code)
    given: Given = request.POST if kept is None else kept
    limit = _limit(found, chosen)
    context = {
        "petition": found, "move": chosen.value, "label": _label(chosen), "errors": errors, "given": given,
        "limit": limit, "late": limit is not None and clock.local_day(limit) < clock.local_day(clock.now()),
        "until": typed.day_text(given, "until"), "publications": _publications(),
        "opened": {"title": found.title, "words": found.words, "answer": found.answer},
        "ratings": [(one.value, _label(one)) for one in Satisfaction],
    }  # fmt: skip
    return render(request, "desk/petition_move.html", context, status=422 if errors else 200)


def _limit(found: Petition, move: PetitionMove) -> datetime | None:
    """Return until when a move is in time; None for one that has no limit."""
    waiting = found.stage == PetitionStage.SUPPLEMENT_ASKED
    return {
        PetitionMove.REFUSE: found.lapse_by if waiting else found.refuse_by, PetitionMove.ASK_SUPPLEMENT: found.ask_by,
        PetitionMove.ANSWER: found.due_at, PetitionMove.PUBLISH: found.publish_by,
    }.get(move)  # fmt: skip


def _publications() -> list[tuple[str, str]]:
    why = [(one.value, _("Không công khai: %(why)s") % {"why": _label(one).lower()}) for one in Withheld]
    return [(PUBLISH, _("Công khai trên trang phản ánh, kiến nghị")), *why]


def _label(choice: TextChoices) -> str:
    return _(str(choice.label))


def _open(request: Request, code: str) -> Petition:
    found = queries.petition(code)
    if found is None:
        raise Http404
    check(request, Ability.SEE_PETITIONS, queries.thing(found))
    return found


def _received(request: Request, offices: dict[str, Office], errors: dict[str, str]) -> Petition | None:
    """Take in what was typed; None, with what to mend in `errors`, when it cannot be."""
    given, at, received_at = request.POST, clock.now(), None
    office = offices.get(given.get("office", "")) or (next(iter(offices.values())) if len(offices) == 1 else None)
    taken = Taken(**{each.name: given.get(each.name, "") for each in fields(Taken)})
    wrong = {}
    try:
        received_at = typed.moment(given, "received_at", "received_time")
    except Refused as refused:
        wrong = {refused.field: refused.message}
    try:
        if not wrong:
            return actions.receive(taken=taken, office=office, by=request.account, at=at, received_at=received_at)
        taking.check(taken, office, None, at=at)
    except Invalid as invalid:
        errors.update(invalid.errors)
    errors.update(wrong)
    return None


def _made(request: Request, found: Petition, chosen: PetitionMove) -> dict[str, str]:
    """Make a move with what was typed; return what to mend by field, {} when it was made."""
    assert request.account is not None
    try:
        _ACTS[chosen](found, request.POST, request.account, clock.now())
    except Refused as refused:
        return {refused.field: refused.message}
    except Invalid as invalid:
        return invalid.errors
    return {}


def _ask(petition: Petition, given: Given, by: Account, at: datetime) -> Petition:
    until = typed.day(given, "until")
    return actions.ask_supplement(petition=petition, request=given.get("request", ""), until=until, by=by, at=at)


def _answer(petition: Petition, given: Given, by: Account, at: datetime) -> Petition:
    words, publication, number = (given.get(name, "") for name in ("words", "publication", "number"))
    return actions.answer(petition=petition, words=words, publication=publication, number=number, by=by, at=at)


def _publish(petition: Petition, given: Given, by: Account, at: datetime) -> Petition:
    said = {name: given.get(name, "") for name in ("title", "words", "answer")}
    return actions.publish(petition=petition, **said, checked=given.get("checked") == "yes", by=by, at=at)


_ACTS: dict[PetitionMove, Act] = {
    PetitionMove.REFUSE: lambda one, given, by, at: actions.refuse(
        petition=one, reason=given.get("reason", ""), by=by, at=at
    ),
    PetitionMove.ASK_SUPPLEMENT: _ask,
    PetitionMove.SUPPLEMENT: lambda one, given, by, at: actions.supplement(
        petition=one, words=given.get("words", ""), by=by, at=at
    ),
    PetitionMove.ANSWER: _answer,
    PetitionMove.PUBLISH: _publish,
    PetitionMove.RATE: lambda one, given, by, at: actions.rate(
        petition=one, answer=given.get("answer", ""), by=by, at=at
    ),
}
