"""One step of a process or one opinion: completing, returning, giving to an officer, answering, going on without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.casework import actions, queries, rules
from motcua.casework.models import Case, JointStep
from motcua.casework.moves import holding
from motcua.casework.rules import Move
from motcua.catalogue import process as processes
from motcua.catalogue.process import Part, ProcessStep
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.offices.models import Office
from motcua.people.rules import Ability
from motcua.web.desk.moves import former_choices, former_chosen
from motcua.web.desk.process import SLUGS
from motcua.web.desk.views import open_case
from motcua.web.shared import kept
from motcua.web.shared.access import Request, check, page

_MOVES = {move.name: move for move in reversed(rules.MOVES) if move.of_step}


@page(Ability.SEE_CASE, methods=("GET", "HEAD", "POST"))
def step(request: Request, code: str, number: int, step: str) -> HttpResponse:
    """Ask for what a step or an opinion needs, and make the move. Somebody who was faster is named on the page."""
    found = open_case(request, code)
    row = holding.find(found, number)
    name = next((name for name, slug in SLUGS.items() if slug == step), None)
    if row is None or name is None:
        raise Http404
    move = rules.find(name, queries.state(found, clock.now()))
    known = move or _MOVES[name]
    check(request, holding.ability(row, known), holding.thing(row, found, known))
    if request.method != "POST":
        again = name == "repeat_opinion"
        fits = move is not None and (holding.may_repeat(row, holding.steps(found)) if again else row.done_at is None)
        return _form(request, found, row, move, {}) if fits else redirect("desk_case", code=found.dossier.code)
    try:
        at = clock.now()
        more = _MORE[name](request, found, row, at)
        getattr(actions, name)(case=found, about=row, by=request.account, at=at, **more)
    except Invalid as invalid:
        return _form(request, found, row, move, invalid.errors)
    except Refused as refused:
        # Without a field it is the case that has changed: what the officer saw must be loaded anew.
        return _form(request, found, row, move if refused.field else None, {refused.field: refused.message})
    return redirect(reverse("desk_case", args=[found.dossier.code]) + "?done=1")


def _form(request: Request, found: Case, row: JointStep, move: Move | None, errors: dict[str, str]) -> HttpResponse:
    mine = _step_of(found, row)
    context: dict[str, Any] = {
        "case": found, "row": row, "move": move, "errors": errors, "given": request.POST, "step": mine,
        "limit": settings.MAX_UPLOAD // (1024 * 1024), "values": _typed(mine, request), "chosen": [],
        "kept": kept.shown(request, "document"),
    }  # fmt: skip
    if move and move.needs_officer:
        fit = holding.officers(row.office, row.role, clock.local_day(clock.now()))
        context["officers"] = [(one.pk, one.full_name) for one in fit if one.pk != row.officer_id]
    if move and "former" in move.asks:
        context["former"] = former_choices(found)
    if move and move.name == "complete_step":
        context["chosen"] = _to_choose(request, found, row, mine)
    return render(request, "desk/step.html", context, status=422 if errors else 200)


def _step_of(found: Case, row: JointStep) -> ProcessStep | None:
    process = holding.process_of(found)
    return process.find(row.key) if process else None


def _typed(mine: ProcessStep | None, request: Request) -> dict[str, str]:
    sent, values = request.POST, {}
    for field in mine.fields if mine else ():
        parts = [sent.get(f"{field.key}-{part}", "") for part in ("day", "month", "year")]
        typed = "/".join(parts) if field.type == "date" and any(parts) else sent.get(field.key, field.default)
        values[field.key] = typed
    return values


def _parts(found: Case, mine: ProcessStep | None) -> list[Part]:
    """Return what may come next and goes to an office that is chosen, whichever branch is taken."""
    process, result = holding.process_of(found), list[Part]()
    for _condition, key in mine.following if mine and process else ():
        then = process.find(key) if process else None
        result += [part for part in (then, *then.opinions) if part.is_chosen] if then else []
    return list({part.key: part for part in result}.values())


def _to_choose(
    request: Request, found: Case, row: JointStep, mine: ProcessStep | None
) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """Return (field, question, communes, value) for each office to choose; an answer of the form suggests one."""
    parts = _parts(found, mine)
    if not parts:
        return []
    communes = holding.choices(clock.local_day(clock.now()))
    names = {code: office.short_name for code, office in communes.items()}
    options = [(code, office.name) for code, office in communes.items()]
    known = holding.answers(found, holding.steps(found))
    return [
        (f"office-{part.key}", part.name, options,
         request.POST.get(f"office-{part.key}") or processes.suggested(part, known, names))
        for part in parts
    ]  # fmt: skip


def _completed(request: Request, found: Case, row: JointStep, at: datetime) -> dict[str, Any]:
    mine = _step_of(found, row)
    chosen: dict[str, Office] = {}
    if parts := _parts(found, mine):
        communes = holding.choices(clock.local_day(at))
        picked = {part.key: communes.get(request.POST.get(f"office-{part.key}", "")) for part in parts}
        chosen = {key: office for key, office in picked.items() if office is not None}
    return {
        "values": request.POST.dict(), "note": request.POST.get("note", "")[:5000], "chosen": chosen,
        "document": next(iter(kept.take(request, "document", at=at)), None),
    }  # fmt: skip


def _returned(request: Request, found: Case, row: JointStep, at: datetime) -> dict[str, Any]:
    return {"former": former_chosen(request, found), **_reason(request, found, row, at)}


def _reason(request: Request, found: Case, row: JointStep, at: datetime) -> dict[str, Any]:
    return {"reason": request.POST.get("reason", "")[:5000]}


def _given_to(request: Request, found: Case, row: JointStep, at: datetime) -> dict[str, Any]:
    fit = {str(one.pk): one for one in holding.officers(row.office, row.role, clock.local_day(at))}
    if request.POST.get("officer") not in fit:
        raise Refused("Chọn cán bộ trong danh sách.", "officer")
    return {"officer": fit[request.POST["officer"]], "note": request.POST.get("note", "")[:5000]}


def _answered(request: Request, found: Case, row: JointStep, at: datetime) -> dict[str, Any]:
    return {
        "answer": request.POST.get("answer", "")[:5000],
        "document": next(iter(kept.take(request, "document", at=at)), None),
    }


_MORE: dict[str, Callable[[Request, Case, JointStep, datetime], dict[str, Any]]] = {
    "complete_step": _completed, "return_step": _returned, "assign_step": _given_to, "answer_opinion": _answered,
    "close_opinion": _reason, "repeat_opinion": _reason,
}  # fmt: skip
