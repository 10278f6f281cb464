"""Many cases at once from the queue: choose, look once more, do part by part; then what came of each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.casework import queries, rules
from motcua.casework.models import BulkRun, Case
from motcua.casework.several import bulk
from motcua.core import clock
from motcua.people.models import Account
from motcua.people.rules import Ability, may
from motcua.web.shared import addresses
from motcua.web.shared.access import Request, page
from motcua.web.shared.jinja import said

UNDER_WAY = "bulk"
PART = 10


@page(Ability.SEE_DESK, methods=("POST",))
def at_once(request: Request) -> HttpResponse:
    """Show what was chosen and ask once more; when that was said, make the move for each and list the outcomes."""
    name = request.POST.get("move", bulk.MOVES[0])
    if name not in bulk.MOVES:
        raise Http404
    chosen = dict.fromkeys(request.POST.getlist("case"))
    if not chosen or len(chosen) > bulk.MOST:
        error = _("Chọn ít nhất một hồ sơ.") if not chosen else _("Chọn tối đa %(most)s hồ sơ.") % {"most": bulk.MOST}
        return _show(request, name, [], {"": error})
    if request.POST.get("sure") != "yes":
        return _show(request, name, list(chosen), {})
    officer, errors = None, {}
    if name == "assign":
        found = queries.by_codes([code for code, _seen in map(_seen_at, chosen)])
        officer = _officers(found).get(request.POST.get("officer", ""))
        errors = {} if officer else {"officer": _("Chọn cán bộ thụ lý trong danh sách.")}
    if errors:
        return _show(request, name, [code for code, _seen in map(_seen_at, chosen)], errors)
    assert request.account is not None
    run = bulk.start(
        name=name, chosen=[_seen_at(one) for one in chosen], by=request.account, at=clock.now(), officer=officer
    )
    request.session[UNDER_WAY] = run.key
    # The script of the page that follows goes on part by part; where there is none, everything is done now.
    return redirect("desk_bulk_run", run.key) if request.POST.get("scripted") else _go_on(request, run, bulk.MOST)


@page(Ability.SEE_DESK, methods=("GET", "HEAD", "POST"))
def run(request: Request, key: str) -> HttpResponse:
    """Show how far a run has come and what came of each case; by POST, go on with it.

    Whoever asks for JSON (the page's script) gets the outcomes of the next few cases; a form does all that is left.
    """
    assert request.account is not None
    found = queries.bulk_run(key, request.account.pk)
    if found is None:  # forgotten after some days, or somebody else's
        request.session.pop(UNDER_WAY, None)
        return redirect("desk_queue")
    if request.method == "POST" and request.headers.get("Accept") == "application/json":
        before = len(found.outcomes)
        held = _moved(request, found, PART)
        told = [
            {"code": code, "done": done, "reason": said(reason)}
            for code, done, reason in map(_plain, held.outcomes[before:])
        ]
        return JsonResponse({"outcomes": told, "count": len(held.outcomes), "all": len(held.chosen)})
    if request.method == "POST":
        return _go_on(request, found, bulk.MOST)
    outcomes = bulk.outcomes_of(found)
    done, count = sum(outcome.done for outcome in outcomes), len(outcomes)
    context = {
        "run": found, "label": rules.label(found.move), "outcomes": outcomes, "done": done, "failed": count - done,
        "all": len(found.chosen), "left": len(found.chosen) - count,
    }  # fmt: skip
    return render(request, "desk/outcomes.html", context)


def _go_on(request: Request, found: BulkRun, most: int) -> HttpResponse:
    _moved(request, found, most)
    return redirect("desk_bulk_run", found.key)


def _moved(request: Request, found: BulkRun, most: int) -> BulkRun:
    assert request.account is not None
    held = bulk.go_on(
        run=found, who=request.who, by=request.account, at=clock.now(), verify_url=addresses.verify, most=most
    )
    if held.finished_at and request.session.get(UNDER_WAY) == held.key:
        del request.session[UNDER_WAY]
    return held


def _plain(kept: list[Any]) -> tuple[str, bool, str]:
    code, done, words, values = kept
    return code, done, bulk.phrase(words, values)


def _show(request: Request, name: str, codes: list[str], errors: dict[str, str]) -> HttpResponse:
    at = clock.now()
    ready: list[Case] = []
    left: list[tuple[str, str]] = []
    seen = {case.dossier.code: case for case in queries.by_codes(codes)}
    for code in codes:
        case = seen.get(code)
        if case is None or not may(request.who, Ability.SEE_CASE, queries.thing(case)):
            continue
        move = rules.find(name, queries.state(case, at))
        if move is None:
            left.append((code, _("Không làm được bước này ở trạng thái hiện tại.")))
        elif not may(request.who, move.who, queries.thing(case)):
            left.append((code, _("Bạn không có quyền làm bước này với hồ sơ này.")))
        else:
            ready.append(case)
    officers = [(pk, one.full_name) for pk, one in _officers(ready).items()] if name == "assign" else None
    context: dict[str, Any] = {
        "name": name, "label": rules.label(name), "ready": ready, "left": left, "errors": errors,
        "officers": officers, "given": request.POST.get("officer", ""),
    }  # fmt: skip
    return render(request, "desk/bulk.html", context, status=422 if errors else 200)


def _seen_at(chosen: str) -> tuple[str, int]:
    """Return (dossier code, number of the last move that the page showed) of "code:number"."""
    code, _colon, number = chosen.rpartition(":")
    return (code, int(number)) if number.isdecimal() and len(number) < 6 else (chosen, 0)


def _officers(cases: list[Case]) -> dict[str, Account]:
    """The officers who may get all of the cases, by key, in the order of names. One statement for each office."""
    day = clock.local_day(clock.now())
    offices = {case.competent_office_id: case for case in cases}
    fit = [{str(one.pk): one for one in queries.case_officers(case, day)} for case in offices.values()]
    return {pk: one for pk, one in fit[0].items() if all(pk in others for others in fit)} if fit else {}
