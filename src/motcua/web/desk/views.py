"""The desk: my queue, one case, its files and papers."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from motcua.casework import actions, queries, rules
from motcua.casework.deadlines import apology, explaining
from motcua.casework.deadlines.judging import judged
from motcua.casework.lists.queue import BOUND, MOST, PAGE
from motcua.casework.models import Case, CaseStep
from motcua.casework.moves import holding
from motcua.casework.rules import Move, Status, Tab
from motcua.catalogue import forms
from motcua.catalogue.rules import clock_reasons
from motcua.core import clock
from motcua.filing import authority
from motcua.filing import queries as filing
from motcua.filing.models import OnBehalf
from motcua.people.rules import Ability, may, reach
from motcua.records import queries as records
from motcua.records.models import Document, OfficialPaper
from motcua.records.rules import PaperKind
from motcua.web.desk import process, said, wording
from motcua.web.desk.bulk import UNDER_WAY
from motcua.web.shared import addresses, stuck
from motcua.web.shared.access import Request, check, page
from motcua.web.shared.files import send
from motcua.web.shared.jinja import show_status, show_tone

# What may be done with many cases at once, in the order of a day's work; the rights are checked for each case.
_BULK = (
    ("accept", Ability.RECEIVE), ("assign", Ability.RECEIVE), ("approve", Ability.APPROVE),
    ("return_result", Ability.RECEIVE),
)  # fmt: skip


@page(Ability.SEE_DESK)
def queue(request: Request) -> HttpResponse:
    """Show the open cases of this person's offices, by tab or by a part of the code."""
    at = clock.now()
    code = request.GET.get("code", "").strip()[:60]
    tab = Tab(request.GET["tab"]) if request.GET.get("tab") in set(Tab) else Tab.MINE
    number = int(typed) if (typed := request.GET.get("page", "")).isdecimal() and len(typed) < 6 else 1
    size = MOST if request.GET.get("size") == str(MOST) else PAGE
    found = queries.queue(request.who, at=at, tab=tab, page=max(number, 1), code=code, size=size)
    tomorrow = clock.start_of(clock.local_day(at) + timedelta(1))
    rows = [(row, wording.due(row.next_due_at, at, tomorrow)) for row in found.rows]
    context = {
        "rows": rows, "at": at, "counts": found.counts, "tab": tab, "page": max(number, 1), "more": found.more,
        "code": code, "size": size, "most": MOST, "all": request.GET.get("chosen") == "all",
        "bulk": [(name, rules.label(name)) for name, able in _BULK if may(request.who, able)],
        "under_way": request.session.get(UNDER_WAY, ""), "bound": BOUND,
        "told": holding.not_awaited(reach(request.who, Ability.TAKE_PART), at) if tab is Tab.MINE and not code else [],
        "statuses": {status: (show_tone(status), show_status(status)) for status in Status},
    }  # fmt: skip
    return render(request, "desk/queue.html", context)


@page(Ability.SEE_CASE)
def case(request: Request, code: str) -> HttpResponse:
    """Show one case: its facts, answers, papers and history, and what this person may do now."""
    found = open_case(request, code)
    return render(request, "desk/case.html", {**shown(request, found), "errors": {}})


@page(Ability.SEE_CASE)
def document(request: Request, code: str, key: str) -> HttpResponseBase:
    """Send a file that was handed in with the case or made on the way."""
    found = open_case(request, code)
    detail = queries.detail(found)
    known: list[Document | None] = [attachment.document for attachment in detail.attachments]
    known += [step.document for step in detail.steps]
    wanted = next((one for one in [*known, found.result] if one is not None and one.key == key), None)
    if wanted is None:
        raise Http404
    return send(wanted, records.open_content(wanted))


@page(Ability.SEE_CASE)
def paper(request: Request, code: str, entry: int) -> HttpResponseBase:
    """Send the official paper that came with an entry; it is made when first asked for."""
    return _send(issued_paper(open_case(request, code), entry))


@page(Ability.SEE_CASE)
def control_slip(request: Request, code: str) -> HttpResponseBase:
    """Send the slip that says through whose hands the dossier went, as it stands now."""
    return _send(_issued(open_case(request, code), PaperKind.CONTROL_SLIP, None))


def issued_paper(found: Case, entry: int) -> OfficialPaper:
    """Return the official paper that came with an entry; it is made when first asked for. Raises Http404."""
    step = next((step for step in queries.detail(found).steps if step.entry_number == entry), None)
    received = found.received_at is not None
    kind = rules.paper_of(step.move, received=received) if step else PaperKind.ACKNOWLEDGEMENT if entry == 1 else None
    if kind is None:
        raise Http404
    return _issued(found, kind, step)


def _issued(found: Case, kind: PaperKind, step: CaseStep | None) -> OfficialPaper:
    try:
        return actions.issue(
            case=found, kind=kind, step=step, lookup_url=addresses.look_up(found.dossier.code),
            verify_url=addresses.verify, at=clock.now(),
        )  # fmt: skip
    except LookupError:
        raise Http404 from None


def _send(paper: OfficialPaper) -> HttpResponseBase:
    return send(paper.document, records.open_content(paper.document))


def open_case(request: Request, code: str) -> Case:
    """Return the case of a code that this person may see. Raises Http404 and Forbidden."""
    found = queries.by_code(code)
    if found is None:
        raise Http404
    check(request, Ability.SEE_CASE, queries.thing(found))
    return found


def possible(request: Request, found: Case) -> list[Move]:
    """Return the moves that this person may make now."""
    thing, state = queries.thing(found), queries.state(found, clock.now())
    moves = [move for move in rules.allowed(state) if not move.of_step and may(request.who, move.who, thing)]
    return [move for move in moves if _hers(request, found, move)]


def _hers(request: Request, found: Case, move: Move) -> bool:
    """Return whether a move is of any use to this person: her own proposal, a reason that the procedure names, an
    apology that was not made yet."""
    if move.name == "take_back":
        return found.officer_id in request.who.acts_for
    if move.name == "apologise":
        return apology.possible(found.due_at, found.promised_again_at)
    if move.name == "reopen_step":
        return bool(found.dossier.version.process) and bool(holding.former(holding.steps(found), None))
    return move.name != "pause" or bool(clock_reasons(found.dossier.version.rules))


def shown(request: Request, found: Case) -> dict[str, Any]:
    """Return what the page of a case shows."""
    detail, at = queries.detail(found), clock.now()
    form, visit = filing.form_of_dossier(found.dossier), found.dossier.visit
    answers = forms.shown(form, found.dossier.answers) if form and not visit else []
    whose = filing.on_behalf(found.dossier)
    names = queries.paper_names(found) | ({authority.POSITION: whose.paper} if whose else {})
    files = [(names.get(one.paper_position, ""), one) for one in detail.attachments]
    return {
        "case": found,
        "moves": [(move, SLUGS[move.name]) for move in possible(request, found)],
        "instead": found.officer if found.officer_id in request.who.acts_for - {request.who.account_id} else None,
        "pause": wording.pause(found),
        "ticks": filing.ticks([found.dossier_id]).get(found.dossier_id, []) if visit else [],
        "seen": detail.steps[-1].entry_number if detail.steps else 1,
        "deadline": wording.deadline(found, at),
        "accepting": explaining.acceptance(found, detail.steps),
        "resolving": explaining.resolution(found),
        "version_ended": explaining.version_ended(found, at),
        "on_time": wording.on_time(judged([found], at).get(found.pk)),
        "answers": [(one.title, list(lines)) for one, lines in groupby(answers, key=lambda line: line.page)],
        "files": files,
        "whose": whose,
        "authority": authority.POSITION,
        "other_name": _known_otherwise(found, whose),
        "linked": [one for one in filing.linked_papers(found.dossier) if one.document is None],
        "papers": wording.papers(found, detail.steps),
        "made": [step for step in detail.steps if step.document and not step.joint_step_id and _is_result(step)],
        "process": process.panel(request.who, found, at),
        "history": wording.history(found, detail.steps),
        **said.shown(request, found),
        "known": stuck.known(found.dossier.version),
        "done": rules.label(detail.steps[-1].move) if detail.steps and "done" in request.GET else "",
    }


def _known_otherwise(found: Case, whose: OnBehalf | None) -> bool:
    """Return whether the number that a delegate gave is kept here under another name."""
    if whose is None or not whose.personal_id or found.dossier.applicant is None:
        return False
    return bool(found.dossier.applicant.personal_id != whose.personal_id)


def _is_result(step: CaseStep) -> bool:
    return rules.paper_of(step.move) is None


SLUGS = {
    "accept": "tiep-nhan", "refuse": "tu-choi", "ask_supplement": "yeu-cau-bo-sung", "supplement": "nhan-bo-sung",
    "assign": "chuyen-xu-ly", "propose": "trinh-duyet", "send_back": "tra-lai", "approve": "duyet",
    "return_result": "tra-ket-qua", "ask_payment": "yeu-cau-nop-tien", "record_payment": "ghi-nhan-nop-tien",
    "pause": "tam-dung-thoi-han", "resume_clock": "tinh-tiep-thoi-han", "stop": "dung-giai-quyet",
    "resume": "giai-quyet-tiep", "withdraw": "rut-ho-so", "recall": "thu-hoi", "take_back": "rut-to-trinh",
    "revoke": "thu-hoi-duyet", "retract": "thu-hoi-tra-nham", "correct": "dinh-chinh",
    "apologise": "xin-loi", "reopen_step": "lam-lai-buoc", "ask_opinion": "lay-y-kien",
}  # fmt: skip
