"""For whom a draft is filed: for oneself, or for another person, with the authority to do so."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.catalogue import forms
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.filing import actions as filing
from motcua.filing import queries
from motcua.filing.authority import PAPERS, check
from motcua.filing.models import Draft
from motcua.filing.rules import FilingBasis
from motcua.people.facts import Facts
from motcua.people.rules import Ability, Gender
from motcua.web.portal import own
from motcua.web.shared import typed
from motcua.web.shared.access import Request, interrupted, page

SELF, OTHER = "self", "other"
_ORDER = ("whose", "basis", "full_name", "personal_id", "birth_date", "gender", "residence", "phone")
_TEXTS = ("basis", "full_name", "personal_id", "gender", "phone", "residence")


@page(Ability.BROWSE)
def file_for_another(request: Request) -> HttpResponse:
    """Explain who may file online for another person, and how."""
    papers = [(_(str(one.label)), _(PAPERS[one])) for one in FilingBasis]
    return render(request, "portal/file_for_another.html", {"papers": papers})


@page(Ability.FILE, methods=("GET", "HEAD", "POST"))
def on_behalf(request: Request, key: str) -> HttpResponse:
    """Ask for whom a draft is filed, and keep what is told of that person."""
    held = own.draft(request, key)
    if held.dossier_id:
        return redirect("sent", key=key)
    kept = interrupted(request) if request.method == "GET" else None
    sent = request.POST.dict() if request.method == "POST" else kept
    given, errors = _given(sent) if sent is not None else _kept(held, request.GET.get("cho", "")), {}
    if request.method == "POST":
        errors = _keep(request, held, given)
        if not errors:
            return _onward(request, held)
    context = {
        "draft": held, "given": given, "kept": bool(kept), "errors": _in_order(errors),
        "then": (sent or request.GET).get("then", ""),
        "bases": [(one.value, _(str(one.label)), _("Giấy tờ cần gửi: %(paper)s.") % {"paper": _(PAPERS[one])})
                  for one in FilingBasis],
        "genders": [(one.value, _(str(one.label))) for one in Gender],
    }  # fmt: skip
    return render(request, "portal/on_behalf.html", context)


def _in_order(errors: dict[str, str]) -> dict[str, str]:
    """What is wrong, as its fields follow each other on the page."""
    return dict(sorted(errors.items(), key=lambda one: _ORDER.index(one[0]) if one[0] in _ORDER else -1))


def _given(sent: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as the page shows it again."""
    given = {name: str(sent.get(name, ""))[:400] for name in ("whose", *_TEXTS)}
    parts = {name: str(sent.get(name, ""))[:10] for name in ("birth_date-day", "birth_date-month", "birth_date-year")}
    return given | parts | {"birth_date": typed.day_text(parts, "birth_date")}


def _kept(held: Draft, asked: str) -> dict[str, Any]:
    """What was kept, as the page shows it; `asked` is what was chosen on the page before."""
    whose = queries.on_behalf(held)
    if whose is None:
        return {"whose": asked if asked == OTHER else SELF, **dict.fromkeys((*_TEXTS, "birth_date"), "")}
    return {"whose": OTHER, **{name: getattr(whose, name) for name in _TEXTS}, "birth_date": whose.birth_date or ""}


def _keep(request: Request, held: Draft, given: dict[str, Any]) -> dict[str, str]:
    """Keep the answer; return what to mend, by field."""
    assert request.account is not None
    now, errors, born = clock.now(), {}, None
    if given["whose"] not in (SELF, OTHER):
        return {"whose": _("Chọn bạn nộp cho mình hay nộp thay người khác.")}
    try:
        if given["whose"] == SELF:
            filing.set_for_self(draft=held, by=request.account, at=now)
            return {}
        try:
            born = typed.day(given, "birth_date")
        except Refused as refused:
            errors = {refused.field: refused.message}
        told = Facts(birth_date=born, **{name: given[name] for name in _TEXTS[1:]})
        if errors:  # everything that is wrong, at once
            own_number = request.account.person.personal_id or "" if request.account.person else ""
            today = clock.local_day(now)
            return check(told, given["basis"], own_number=own_number, today=today)[1] | errors
        filing.set_on_behalf(draft=held, facts=told, basis=given["basis"], by=request.account, at=now)
    except Invalid as invalid:
        return {name: message for name, message in invalid.errors.items()}
    except Refused as refused:
        return {refused.field: refused.message}
    return {}


def _onward(request: Request, held: Draft) -> HttpResponse:
    if request.POST.get("then") == "check":
        return redirect("check_answers", key=held.key)
    if request.POST.get("then") == "start":
        first = forms.pages(forms.form_of(held.version.form), {})[0]
        return redirect("form_page", key=held.key, name=first.key)
    return redirect("draft", key=held.key)
