"""A citizen asks the office about her dossier, and answers what it asks."""

from __future__ import annotations

from functools import partial

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.casework.models import Case
from motcua.correspondence import actions, queries
from motcua.correspondence.models import Question
from motcua.people.rules import Ability
from motcua.web.portal import own
from motcua.web.portal.papers import megabytes
from motcua.web.shared import kept, talking
from motcua.web.shared.access import Request, interrupted, page


@page(Ability.SEE_OWN, methods=("GET", "HEAD", "POST"))
def ask(request: Request, code: str) -> HttpResponseBase:
    """Ask the office."""
    case, errors = own.case(request, code), {}
    if request.method == "POST":
        errors = talking.take(request, partial(actions.ask, case=case))
        if not errors:
            return _back(case)
    return _form(request, case, None, errors)


@page(Ability.SEE_OWN, methods=("GET", "HEAD", "POST"))
def answer(request: Request, code: str, question: int) -> HttpResponseBase:
    """Answer one question of the office."""
    case, errors = own.case(request, code), {}
    asked = next((one for one in queries.questions(case) if one.pk == question and not one.by_filer), None)
    if asked is None:
        raise Http404
    if request.method == "POST":
        errors = talking.take(request, partial(actions.answer, question=asked))
    if not errors and (request.method == "POST" or asked.answered_at is not None):
        return _back(case)
    return _form(request, case, asked, errors)


@page(Ability.SEE_OWN)
def file(request: Request, code: str, document: str) -> HttpResponseBase:
    """Send a file that came with a question or an answer."""
    return talking.sent_file(queries.questions(own.case(request, code)), document)


def _back(case: Case) -> HttpResponseBase:
    return redirect(reverse("my_dossier", args=[case.dossier.code]) + "#hoi-dap")


def _form(request: Request, case: Case, question: Question | None, errors: dict[str, str]) -> HttpResponseBase:
    given = interrupted(request) or request.POST
    context = {
        "case": case, "question": question, "errors": errors, "words": given.get("words", ""), "limit": megabytes(),
        "kept": kept.shown(request, "file"),
    }  # fmt: skip
    return render(request, "portal/talk.html", context, status=422 if errors else 200)
