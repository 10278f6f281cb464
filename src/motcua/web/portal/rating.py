"""How it went: asked once after the return, on the dossier's page and by the link of a message."""

from __future__ import annotations

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render

from motcua.casework.rules import Status
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.correspondence import actions, queries
from motcua.correspondence.rules import Satisfaction
from motcua.people.rules import Ability
from motcua.web.shared.access import Request, page


@page(Ability.BROWSE, methods=("GET", "HEAD", "POST"))
def rate(request: Request, token: str) -> HttpResponseBase:
    """Ask how it went, and take the answer once. The token opens this question and nothing else of the dossier."""
    case, errors = queries.case_to_rate(token), {}
    if case is None:
        raise Http404
    rated = queries.rating(case)
    if request.method == "POST" and rated is None:
        account = request.account
        by = account if account is not None and account.pk == case.dossier.filer_id else None
        answer, words = request.POST.get("answer", ""), request.POST.get("words", "")
        try:
            rated = actions.rate(case=case, answer=answer, words=words, by=by, at=clock.now())
        except Refused as refused:
            errors, rated = {refused.field: refused.message}, queries.rating(case)
    context = {
        "code": case.dossier.code, "office": case.competent_office, "rated": rated,
        "open": case.status == Status.RETURNED, "errors": {} if rated else errors, "given": request.POST,
        "answers": Satisfaction.choices, "own": request.account and request.account.pk == case.dossier.filer_id,
    }  # fmt: skip
    answered = render(request, "portal/rate.html", context, status=422 if context["errors"] else 200)
    answered.headers["X-Robots-Tag"] = "noindex"
    return answered
