"""One move of a case: its small form, and what happens when it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.casework import actions, queries, rules
from motcua.casework.deadlines import counting, judging
from motcua.casework.lists import holdings
from motcua.casework.models import Case, JointStep
from motcua.casework.moves import holding
from motcua.casework.papers import results
from motcua.casework.rules import Move, StepKind
from motcua.catalogue.rules import Channel, clock_reasons
from motcua.core import clock, text
from motcua.core.errors import Invalid, Refused
from motcua.filing.rules import Help
from motcua.offices import queries as offices
from motcua.people.models import Account
from motcua.people.rules import Ability
from motcua.web.desk.views import SLUGS, open_case
from motcua.web.shared import addresses, kept, typed
from motcua.web.shared.access import Request, check, page
from motcua.web.shared.jinja import show_day

_MOST_FILES = 10
_FIRST = {move.name: index for index, move in reversed(list(enumerate(rules.MOVES)))}


@page(Ability.SEE_CASE, methods=("GET", "HEAD", "POST"))
def move(request: Request, code: str, step: str) -> HttpResponse:
    """Ask for what the move needs, and make it. Somebody who was faster is named on the page."""
    found = open_case(request, code)
    name = next((name for name, slug in SLUGS.items() if slug == step), None)
    if name is None:
        raise Http404
    wanted = rules.find(name, queries.state(found, clock.now()))
    check(request, (wanted or rules.MOVES[_FIRST[name]]).who, queries.thing(found))
    if request.method != "POST":
        return _form(request, found, wanted, {}) if wanted else redirect("desk_case", code=found.dossier.code)
    try:
        _make(request, found, name)
    except Refused as refused:
        # Without a field it is the case that has changed: what the officer saw must be loaded anew.
        return _form(request, found, wanted if refused.field else None, {refused.field: refused.message})
    except Invalid as invalid:
        return _form(request, found, wanted, invalid.errors)
    return redirect(reverse("desk_case", args=[found.dossier.code]) + "?done=1")


def _form(request: Request, found: Case, wanted: Move | None, errors: dict[str, str]) -> HttpResponse:
    last = queries.last_step(found)
    context: dict[str, Any] = {
        "case": found, "move": wanted, "errors": errors, "given": request.POST,
        "seen": request.POST.get("seen") or (last.entry_number if last else 1),
        "warning": judging.warning(found) if wanted and wanted.name == "ask_supplement" else "",
        "officers": [], "limit": settings.MAX_UPLOAD // (1024 * 1024),
        "result_missing": False, "signs": _signs(found, wanted), "kept": kept.shown(request, "result", "documents"),
    }  # fmt: skip
    if wanted and wanted.name == "approve" and found.dossier.version.result_required:
        context["result_missing"] = queries.proposed_result(found) is None
    if wanted and wanted.takes_documents:
        context["held"] = _held(found)
    for asked in wanted.asks if wanted else ():
        context |= _SHOWN.get(asked, _shown_as_typed)(request, found)
    if wanted and wanted.needs_officer:
        officers = queries.case_officers(found, clock.local_day(clock.now()))
        context["officers"] = [(one.pk, one.full_name) for one in officers if one.pk != found.officer_id]
    return render(request, "desk/move.html", context, status=422 if errors else 200)


def _signs(found: Case, wanted: Move | None) -> bool:
    try:
        return wanted is not None and wanted.name == "approve" and results.signs(found)
    except Refused:  # the token is not there: said when the decision is sent
        return True


def _make(request: Request, found: Case, name: str) -> None:
    at = clock.now()
    seen = request.POST.get("seen", "")
    given: dict[str, Any] = {"case": found, "by": request.account, "at": at}
    if name != "supplement":
        given["seen"] = int(seen) if seen.isdecimal() and len(seen) < 6 else 0
    given |= _MORE.get(name, _nothing)(request, found, at)
    getattr(actions, name)(**given)


def _shown_as_typed(request: Request, found: Case) -> dict[str, Any]:
    return {}


def _shown_until(request: Request, found: Case) -> dict[str, Any]:
    return {"until": typed.day_text(request.POST, "until") or counting.supplement_until(found.dossier, clock.now())}


def _shown_new_date(request: Request, found: Case) -> dict[str, Any]:
    return {"until": typed.day_text(request.POST, "until")}


def _shown_reasons(request: Request, found: Case) -> dict[str, Any]:
    named = clock_reasons(found.dossier.version.rules)
    return {"reasons": [(each.key, each.name, each.legal_basis) for each in named]}


def _shown_facts(request: Request, found: Case) -> dict[str, Any]:
    received = clock.local(found.received_at) if found.received_at else None
    was_online = found.dossier.channel == Channel.ONLINE
    return {
        "channels": [(int(one), _(str(one.label))) for one in Channel if was_online or one is not Channel.ONLINE],
        "helps": [(str(one), _(str(one.label))) for one in Help],
        "received_day": typed.day_text(request.POST, "received_at") or (received and received.date()),
        "received_time": request.POST.get("received_time") or (f"{received:%H:%M}" if received else ""),
    }  # fmt: skip


def _shown_former(request: Request, found: Case) -> dict[str, Any]:
    return {"former": former_choices(found)}


_SHOWN = {
    "former": _shown_former,
    "until": _shown_until,
    "new_date": _shown_new_date,
    "clock": _shown_reasons,
    "facts": _shown_facts,
}


def _nothing(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {}


def _reason(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {"reason": request.POST.get("reason", "")[:5000]}


def _request_for_more(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    more = {"again": request.POST.get("again") == "yes", "until": typed.day(request.POST, "until")}
    return {**_reason(request, found, at), **more}


def _payment(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {**_reason(request, found, at), "amount": typed.amount(request.POST, "amount")}


def _receipt(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {**_note(request, found, at), "receipt": request.POST.get("receipt", "")[:1000]}


def _basis(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {**_reason(request, found, at), "basis": request.POST.get("basis", "")[:1000]}


def _clock_reason(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {**_note(request, found, at), "reason": request.POST.get("clock", "")}


def _facts(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    """Read what shall be recorded instead; what was left as shown to the minute stays as it is."""
    sent = request.POST
    channel, helped = sent.get("channel", ""), sent.get("help", "")
    moment, office = typed.moment(sent, "received_at", "received_time"), None
    if found.received_at and moment == found.received_at.replace(second=0, microsecond=0):
        moment = None
    code = text.one_line(sent.get("received_office", "")).upper()
    if code and found.received_office and code != found.received_office.code:
        office = offices.office(code)
        if office is None:
            raise Refused("Không có cơ quan mã này. Hãy kiểm tra lại mã, ví dụ H27.119.", "received_office")
    return {
        **_reason(request, found, at), "received_at": moment, "received_office": office,
        "channel": Channel(int(channel)) if channel in {str(int(one)) for one in Channel} else None,
        "help": Help(helped) if helped in set(Help) else None,
    }  # fmt: skip


def _apology(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {**_reason(request, found, at), "until": typed.day(request.POST, "until")}


def _officer(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    chosen = request.POST.get("officer", "")
    fit: dict[str, Account] = {str(one.pk): one for one in queries.case_officers(found, clock.local_day(at))}
    if chosen not in fit:
        raise Refused("Chọn cán bộ thụ lý trong danh sách.", "officer")
    return {"officer": fit[chosen]}


def _note(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {"note": request.POST.get("note", "")[:5000]}


def former_choices(found: Case) -> list[tuple[str, str]]:
    """Return the steps that may be done again, (number, name and office)."""
    rows = holding.steps(found)
    current = next((row for row in rows if row.kind == StepKind.STEP and row.done_at is None), None)
    return [(str(row.pk), f"{row.name} ({row.office.name})") for row in holding.former(rows, current)]


def former_chosen(request: Request, found: Case) -> JointStep | None:
    """Return the step that was chosen to be done again; None for none of this case."""
    number = request.POST.get("former", "")
    return holding.find(found, int(number)) if number.isdecimal() and len(number) < 16 else None


def _former(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {**_reason(request, found, at), "former": former_chosen(request, found)}


def _opinion(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    days, code = request.POST.get("days", "").strip(), text.one_line(request.POST.get("office", "")).upper()
    return {
        "office": offices.office(code.partition(" ")[0]) if code else None,
        "question": request.POST.get("question", "")[:5000],
        "days": int(days) if days.isdecimal() and len(days) < 4 else None,
    }


def _note_and_result(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {**_note(request, found, at), "result": next(iter(kept.take(request, "result", at=at)), None)}


def _decision(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    return {**_note_and_result(request, found, at), "verify_url": addresses.verify}


def _note_and_documents(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    sent, again = kept.take(request, "documents", at=at, most=_MOST_FILES), request.POST.getlist("again")[:_MOST_FILES]
    if not sent and not again:
        raise Refused("Chọn ít nhất một tệp giấy tờ bổ sung.", "documents")
    if again and not set(again) <= {one.document.key for one in holdings.offered_more(found)}:
        raise Refused("Chọn giấy tờ đã có trong danh sách.", "again")
    return {**_note(request, found, at), "documents": [(None, one) for one in sent], "again": again}


def _held(found: Case) -> list[tuple[str, str, str]]:
    """Return what the applicant has here that may be what is missing, (key, names, where it comes from)."""
    return [
        (one.document.key, "; ".join(one.names), f"{_(str(one.kind.label))}, {show_day(one.at)}, {one.source.code}")
        for one in holdings.offered_more(found)
    ]


_MORE: dict[str, Callable[[Request, Case, datetime], dict[str, Any]]] = {
    "refuse": _reason, "send_back": _reason, "ask_supplement": _request_for_more, "assign": _officer,
    "supplement": _note_and_documents, "propose": _note_and_result, "approve": _decision,
    "return_result": _note, "ask_payment": _payment, "record_payment": _receipt, "pause": _clock_reason,
    "resume_clock": _note, "stop": _basis, "resume": _reason, "withdraw": _reason, "recall": _note, "take_back": _note,
    "revoke": _reason, "retract": _reason, "correct": _facts,
    "apologise": _apology, "reopen_step": _former, "ask_opinion": _opinion,
}  # fmt: skip
