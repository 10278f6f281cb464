"""Talking about a case: questions to and from the filer, notes among officers, and the list of what waits."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.casework import queries as cases
from motcua.casework.models import Case
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.correspondence import actions, queries
from motcua.people.rules import Ability, may
from motcua.web.desk import said
from motcua.web.desk.views import open_case
from motcua.web.shared import kept, talking
from motcua.web.shared.access import Request, check, page


@page(Ability.SEE_DESK)
def open_questions(request: Request) -> HttpResponse:
    """List what citizens asked and nobody has answered, the oldest first, and answers that nobody has read."""
    found = queries.open_questions(request.who)
    waiting = [one for one in found if one.by_filer]
    context = {
        "waiting": waiting,
        "answered": [one for one in found if not one.by_filer],
        "most": queries.MOST_OPEN,
        "may_talk": may(request.who, Ability.TALK),
    }
    return render(request, "desk/questions.html", context)


@page(Ability.SEE_CASE, methods=("GET", "HEAD", "POST"))
def talk(request: Request, code: str) -> HttpResponse:
    """Show the conversation about a case; ask the filer, or leave a note for colleagues."""
    found, errors = open_case(request, code), {}
    if request.method == "POST":
        check(request, Ability.TALK, cases.thing(found))
        errors = _note(request, found) if "note" in request.POST else _ask(request, found)
        if not errors:
            return redirect(reverse("desk_talk", args=[found.dossier.code]) + "?done=1")
    context = {**said.shown(request, found), "case": found, "errors": errors, "given": request.POST,
               "kept": kept.shown(request, "file")}  # fmt: skip
    if request.method == "GET" and may(request.who, Ability.TALK, cases.thing(found)):
        actions.see(case=found, by_filer=False, at=clock.now())
    return render(request, "desk/talk.html", context, status=422 if errors else 200)


@page(Ability.SEE_CASE, methods=("GET", "HEAD", "POST"))
def answer(request: Request, code: str, question: int) -> HttpResponse:
    """Answer one question of the filer."""
    found, errors = open_case(request, code), {}
    check(request, Ability.TALK, cases.thing(found))
    asked = next((one for one in queries.questions(found) if one.pk == question and one.by_filer), None)
    if asked is None:
        raise Http404
    if request.method == "POST":
        errors = talking.take(request, partial(actions.answer, question=asked))
    elif asked.answered_at is None:
        context = {"case": found, "question": asked, "errors": errors, "words": "", "kept": {}}
        return render(request, "desk/answer.html", context)
    if not errors:
        return redirect("desk_talk", code=found.dossier.code)
    context = {"case": found, "question": asked, "errors": errors, "words": request.POST.get("words", ""),
               "kept": kept.shown(request, "file")}  # fmt: skip
    return render(request, "desk/answer.html", context, status=422)


@page(Ability.SEE_CASE)
def file(request: Request, code: str, key: str) -> HttpResponseBase:
    """Send a file that came with a question or an answer."""
    return talking.sent_file(queries.questions(open_case(request, code)), key)


def _ask(request: Request, found: Case) -> dict[str, str]:
    return talking.take(request, partial(actions.ask, case=found))


def _note(request: Request, found: Case) -> dict[str, str]:
    assert request.account is not None
    try:
        actions.note(case=found, words=request.POST["note"], by=request.account, at=clock.now())
    except Refused as refused:
        return {refused.field: refused.message}
    return {}
