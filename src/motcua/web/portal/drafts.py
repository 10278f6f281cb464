"""Filing one thing a page: the task list, the pages of the form, who helped, check, send, done."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.adoption.helping import filed
from motcua.adoption.helping import queries as helping
from motcua.casework import actions as casework
from motcua.casework import queries as cases
from motcua.catalogue import forms
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.filing import actions as filing
from motcua.filing import queries
from motcua.filing.models import Draft
from motcua.filing.rules import Help
from motcua.people import helping as helper_codes
from motcua.people import queries as people
from motcua.people.rules import Ability
from motcua.web.portal import own, progress, staff_mark, tracing
from motcua.web.shared import kiosk
from motcua.web.shared.access import Request, interrupted, page

POSTS = ("GET", "HEAD", "POST")
_SAME = "same"


@page(Ability.FILE)
def draft(request: Request, key: str) -> HttpResponse:
    """Show what is done and what is still to do."""
    held = own.draft(request, key)
    if held.dossier_id:
        return redirect("sent", key=key)
    today = clock.local_day(clock.now())
    context = {"draft": held, "state": progress.of(held, today), "whose": queries.on_behalf(held)}
    return render(request, "portal/draft.html", context)


@page(Ability.FILE, methods=POSTS)
def form_page(request: Request, key: str, name: str) -> HttpResponse:
    """Show one page of the form, or keep what was typed and go on."""
    held = own.draft(request, key)
    form = forms.form_of(held.version.form)
    shown = next((one for one in forms.pages(form, held.answers) if one.key == name), None)
    if held.dossier_id:
        return redirect("sent", key=key)
    if shown is None:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        now = clock.now()
        raw = {field: str(value) for field, value in request.POST.items()}
        clean, errors = forms.validate_page(form, name, raw, held.answers, clock.local_day(now))
        if not errors:
            assert request.account is not None
            saved = filing.save_page(draft=held, page=name, values=clean, by=request.account, at=now)
            return _onward(request, saved, forms.next_page(form, name, saved.answers))
    return _form_page(request, held, form, shown, errors)


def _form_page(
    request: Request, held: Draft, form: forms.Form, shown: forms.Page, errors: dict[str, str]
) -> HttpResponse:
    kept = interrupted(request) if request.method == "GET" else None
    typed = kept or (request.POST.dict() if request.method == "POST" else None)
    whose = queries.on_behalf(held)
    person = filing.data_of(whose or held.account.person)
    all_pages = forms.pages(form, held.answers)
    values = _typed(shown, typed) if typed is not None else forms.initial(shown, held.answers, person)
    context = {
        "draft": held, "form": form, "page": shown, "fields": _visible(form, shown, held), "values": values,
        "errors": errors, "kept": bool(kept), "then": (typed or request.GET).get("_then", request.GET.get("then", "")),
        "number": 1 + [one.key for one in all_pages].index(shown.key), "count": len(all_pages),
        "before": progress.page_before(all_pages, shown), "whose": whose,
    }  # fmt: skip
    return render(request, "portal/form_page.html", context)


def _visible(form: forms.Form, shown: forms.Page, held: Draft) -> list[forms.Field]:
    """The fields to draw: also those that an answer on this very page may call up, marked by their condition."""
    own_keys = {field.key for field in shown.fields}
    live = {field.key for field in forms.fields(form, shown, held.answers)}
    return [
        field
        for field in shown.fields
        if field.key in live or (field.visible_if is not None and field.visible_if[0] in own_keys)
    ]


def _typed(shown: forms.Page, posted: dict[str, Any]) -> dict[str, str]:
    values = {}
    for field in shown.fields:
        parts = [str(posted.get(f"{field.key}-{part}", "")) for part in ("day", "month", "year")]
        values[field.key] = "/".join(parts) if field.type == "date" and any(parts) else str(posted.get(field.key, ""))
    return values


def _onward(request: Request, draft: Draft, following: forms.Page | None) -> HttpResponse:
    if request.POST.get("_then") == "check":
        return redirect("check_answers", key=draft.key)
    if following is not None:
        return redirect("form_page", key=draft.key, name=following.key)
    return redirect("attachments", key=draft.key)


@page(Ability.FILE, methods=POSTS)
def helped(request: Request, key: str) -> HttpResponse:
    """Ask who fills this in; a helper is named by the code that she reads out, and never gives or takes a password."""
    held = own.draft(request, key)
    if held.dossier_id:
        return redirect("sent", key=key)
    errors: dict[str, str] = {}
    answer, code, record = _SAME if held.helper_id else held.help, "", held.help_agreed
    if request.method == "POST":
        answer, code = request.POST.get("help", ""), request.POST.get("helper", "").strip()[:40]
        record = "record" in request.POST
        errors = _keep_help(request, held, answer, code) | staff_mark.keep(request, held)
        if not errors:
            return redirect("check_answers", key=key)
    context = {
        "draft": held, "answer": answer, "code": code, "errors": errors, "same": _SAME, "record": record,
        "days": settings.HELP_DAYS, "whose": queries.on_behalf(held),
    }  # fmt: skip
    context |= staff_mark.shown(request, held)
    return render(request, "portal/helped.html", context)


def _keep_help(request: Request, held: Draft, answer: str, code: str) -> dict[str, str]:
    assert request.account is not None
    now, agreed = clock.now(), "record" in request.POST
    if answer == _SAME and held.helper_id:
        if not code:
            filing.set_help_agreed(draft=held, agreed=agreed, by=request.account, at=now)
            return {}
        answer = Help.HELPED  # a code that was typed counts, whatever was left chosen above it
    if answer not in (Help.SELF, Help.HELPED):
        return {"help": _("Chọn bạn tự làm hay có người hỗ trợ.")}
    try:
        helper = None
        if answer == Help.HELPED and code:
            helper = helper_codes.helper(typed=code, asked_by=request.account, at=now)
        places = people.workplaces(helper.pk, on=clock.local_day(now)) if helper else []
        filing.set_help(
            draft=held, help=Help(answer), by=request.account, at=now, helper=helper,
            office=places[0] if len(places) == 1 else None, agreed=agreed,
        )  # fmt: skip
    except Refused as refused:
        return {refused.field: refused.message}
    return {}


@page(Ability.FILE)
def check_answers(request: Request, key: str) -> HttpResponse:
    """Show every answer and paper once more before it is sent."""
    held = own.draft(request, key)
    return redirect("sent", key=key) if held.dossier_id else _check(request, held, {})


def _check(request: Request, held: Draft, errors: dict[str, str]) -> HttpResponse:
    state = progress.of(held, clock.local_day(clock.now()))
    context = {
        "draft": held, "state": state, "errors": errors or state.missing, "refused": bool(errors),
        "page_of": progress.page_of, "traced": settings.TRACE_DAYS,
        "groups": progress.by_page(forms.shown(state.form, held.answers)),
        "attached": queries.attachments(held), "whose": queries.on_behalf(held),
    }  # fmt: skip
    return render(request, "portal/check.html", context)


@page(Ability.FILE, methods=POSTS)
def send(request: Request, key: str) -> HttpResponse:
    """Send the draft, once: a second click, the back button and a retry find the same dossier."""
    if request.method != "POST":  # the address of a page that said what is missing, opened anew
        own.draft(request, key)
        return redirect("check_answers", key=key)
    assert request.account is not None
    now = clock.now()
    try:
        case = casework.register(draft=key, by=request.account, at=now)
    except Invalid as invalid:
        return _check(request, own.draft(request, key), invalid.errors)
    except Refused as refused:
        return _check(request, own.draft(request, key), {refused.field: refused.message})
    tracing.keep(request, case.dossier, at=now)
    if case.dossier.helper_id:
        for one in helping.to_record([case.dossier.code]):
            filed.record(dossier=one, at=now)
    return redirect("sent", key=key)


@page(Ability.FILE)
def sent(request: Request, key: str) -> HttpResponse:
    """Show the code of the dossier, and what happens now; at a kiosk the session is over then."""
    held = own.draft(request, key)
    if held.dossier is None:
        return redirect("draft", key=key)
    context = {
        "draft": held, "case": cases.case_of(held.dossier),
        "helped": helping.of_dossier(held.dossier.code) if held.dossier.helper_id else None,
        "whose": queries.on_behalf(held),
    }  # fmt: skip
    if kiosk.of(request):
        kiosk.end_session(request)
        return render(request, "portal/sent_at_kiosk.html", {**context, "farewell": kiosk.FAREWELL_SECONDS})
    return render(request, "portal/sent.html", context)


@page(Ability.FILE, methods=POSTS)
def discard(request: Request, key: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    held = own.draft(request, key)
    if held.dossier_id:
        return redirect("sent", key=key)
    if request.method == "POST":
        assert request.account is not None
        filing.discard_draft(draft=held, by=request.account)
        return redirect("my_dossiers")
    return render(request, "portal/discard.html", {"draft": held})
