"""What a person filed: the list, one dossier, its papers and result, and what is asked of her."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.adoption.helping import queries as helping
from motcua.adoption.models import HelpRecord
from motcua.adoption.training import queries as training
from motcua.casework import actions as casework
from motcua.casework import queries as cases
from motcua.casework.deadlines import explaining
from motcua.casework.lists import holdings
from motcua.casework.models import Case, CaseStep
from motcua.casework.rules import Status, clock_runs, find, paper_of
from motcua.catalogue import forms
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.correspondence import queries as correspondence
from motcua.filing import queries as filing
from motcua.people.rules import Ability
from motcua.records import queries as records
from motcua.records.rules import INTERNAL, PaperKind
from motcua.web.portal import events, own, progress, said
from motcua.web.portal.papers import megabytes
from motcua.web.shared import addresses, kept
from motcua.web.shared.access import Request, page
from motcua.web.shared.files import send

MOST_FILES = 10
MOST_WORDS = 2000
MOST_OFFERED = 30
_A_PAGE = 20


@page(Ability.SEE_OWN)
def my_dossiers(request: Request) -> HttpResponseBase:
    """List the person's drafts and dossiers."""
    assert request.account is not None
    number = request.GET.get("trang", "1")
    sheet = Paginator(cases.cases_of(request.account.pk), _A_PAGE).get_page(number)
    context = {
        "drafts": filing.drafts_of(request.account.pk), "cases": sheet.object_list,
        "news": correspondence.news(request.account.pk), "classes": training.has_places(request.account.pk),
        "page": sheet.number, "pages": sheet.paginator.num_pages, "behalf": filing.on_behalf,
    }  # fmt: skip
    return render(request, "portal/mine.html", context)


@page(Ability.SEE_OWN)
def my_dossier(request: Request, code: str) -> HttpResponseBase:
    """Show one dossier of the person: status, what happened, when it is due, papers, result."""
    case = own.case(request, code)
    detail = cases.detail(case)
    form = filing.form_of_dossier(case.dossier)
    context = {
        "case": case, "detail": detail, "events": events.of(case, detail.steps),
        "groups": progress.by_page(forms.shown(form, case.dossier.answers), answered=True),
        "may_supplement": case.status == Status.SUPPLEMENT_ASKED, "asked": _asked(detail.steps),
        "may_withdraw": find("withdraw", cases.state(case, clock.now())) is not None,
        "until": case.supplement_until, "waits": events.waits(case, detail.steps),
        "done": "done" in request.GET and case.status != Status.SUPPLEMENT_ASKED,
        "promised": case.due_at if _promised(case) else None,
        "accepting": explaining.acceptance(case, detail.steps) if case.status == Status.NEW else None,
        "resolving": explaining.resolution(case) if _promised(case) or case.finished_at else None,
        "version_ended": explaining.version_ended(case, clock.now()),
        "papers": [(kind, step) for step in detail.steps if (kind := _kind(case, step))],
        "result": case.result if case.status == Status.RETURNED else None,
        **said.shown(case), "helped": _helped(request, case), "whose": filing.on_behalf(case.dossier),
        "vouched": next((paper for paper in detail.papers if paper.document_id == case.result_id), None),
    }  # fmt: skip
    return render(request, "portal/dossier.html", context)


def _helped(request: Request, case: Case) -> HelpRecord | None:
    """The record of help that belongs to it, shown to the filer herself only: she was helped."""
    hers = case.dossier.helper_id and request.account and request.account.pk == case.dossier.filer_id
    return helping.of_dossier(case.dossier.code) if hers else None


def _promised(case: Case) -> bool:
    return clock_runs(Status(case.status), paused=bool(case.pause))


def _kind(case: Case, step: CaseStep) -> PaperKind | None:
    return paper_of(step.move, received=case.received_at is not None)


def _asked(steps: list[CaseStep]) -> str:
    return next((step.note for step in reversed(steps) if step.move == "ask_supplement"), "")


@page(Ability.SEE_OWN, methods=("GET", "HEAD", "POST"))
def supplement(request: Request, code: str) -> HttpResponseBase:
    """Take what the office asked for, all at once, and set the clock going again."""
    case = own.case(request, code)
    if case.status != Status.SUPPLEMENT_ASKED:
        return redirect("my_dossier", code=case.dossier.code)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _supplement(request, case)
        if not errors:
            return redirect(reverse("my_dossier", args=[case.dossier.code]) + "?done=1")
    context = {
        "case": case, "asked": _asked(cases.detail(case).steps), "errors": errors, "limit": megabytes(),
        "until": case.supplement_until, "held": _still_free(request, case), "again": request.POST.getlist("again"),
        "note": request.POST.get("note", ""), "kept": kept.shown(request, "file"),
    }  # fmt: skip
    return render(request, "portal/supplement.html", context)


def _still_free(request: Request, case: Case) -> list[holdings.Holding]:
    """What the applicant has here and has not attached to this dossier, the latest first; shown to herself only."""
    if request.who.person_id != case.dossier.applicant_id:
        return []
    attached = {one.document.digest for one in filing.attachments(case.dossier)}
    held = holdings.of_person(case.dossier.applicant_id)
    return [one for one in held if one.document.digest not in attached][:MOST_OFFERED]


def _supplement(request: Request, case: Case) -> dict[str, str]:
    account, now = request.account, clock.now()
    assert account is not None
    note = request.POST.get("note", "")
    hers = request.who.person_id == case.dossier.applicant_id
    again = request.POST.getlist("again")[:MOST_FILES] if hers else []
    try:
        files = kept.take(request, "file", at=now, most=MOST_FILES)
        if not files and not again and not note.strip():
            return {"file": _("Chọn tệp bổ sung, hoặc viết lời nhắn nếu đã nộp bản giấy.")}
        if len(note) > MOST_WORDS:
            return {"note": _("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.") % {"count": MOST_WORDS}}
        casework.supplement(
            case=case, by=account, at=now, documents=[(None, one) for one in files], again=again, note=note
        )
    except Refused as refused:
        return {refused.field or "file": refused.message}
    return {}


@page(Ability.SEE_OWN, methods=("GET", "HEAD", "POST"))
def withdraw(request: Request, code: str) -> HttpResponseBase:
    """Ask once more, then take the person's dossier back."""
    case, errors = own.case(request, code), {}
    assert request.account is not None
    if find("withdraw", cases.state(case, clock.now())) is None:
        return redirect("my_dossier", code=case.dossier.code)
    reason = request.POST.get("reason", "")[:MOST_WORDS]
    if request.method == "POST":
        try:
            casework.withdraw(case=case, by=request.account, at=clock.now(), reason=reason)
            return redirect("my_dossier", code=case.dossier.code)
        except Refused as refused:
            errors = {refused.field: refused.message}
    context = {"case": case, "errors": errors, "reason": reason}
    return render(request, "portal/withdraw.html", context, status=422 if errors else 200)


@page(Ability.SEE_OWN)
def acknowledgement(request: Request, code: str) -> HttpResponseBase:
    """The paper that says that the filing has arrived, as PDF with a QR that opens the look-up."""
    return _paper(own.case(request, code), PaperKind.ACKNOWLEDGEMENT, None)


@page(Ability.SEE_OWN)
def official_paper(request: Request, code: str, number: int) -> HttpResponseBase:
    """The paper that came with a move: receipt slip, request for more, refusal."""
    case = own.case(request, code)
    step = next((one for one in cases.detail(case).steps if one.entry_number == number), None)
    kind = _kind(case, step) if step else None
    if kind is None:
        raise Http404
    return _paper(case, kind, step)


def _hers(kind: str) -> bool:
    """Return whether a paper is meant for the citizen at any time: the result only when it is returned."""
    return kind not in INTERNAL and kind != PaperKind.RESULT


def _paper(case: Case, kind: PaperKind, step: CaseStep | None) -> HttpResponseBase:
    try:
        paper = casework.issue(
            case=case, kind=kind, lookup_url=addresses.look_up(case.dossier.code), verify_url=addresses.verify,
            at=clock.now(), step=step,
        )  # fmt: skip
    except LookupError:
        raise Http404 from None
    return send(paper.document, records.open_content(paper.document))


@page(Ability.SEE_OWN)
def my_document(request: Request, code: str, document: str) -> HttpResponseBase:
    """Open a file of the person's own dossier: one that she sent, an official paper, or the returned result."""
    case = own.case(request, code)
    detail = cases.detail(case)
    open_to_her = [one.document for one in detail.attachments]
    open_to_her += [paper.document for paper in detail.papers if _hers(paper.kind)]
    if case.result is not None and case.status == Status.RETURNED:
        open_to_her.append(case.result)
    found = next((one for one in open_to_her if one.key == document), None)
    if found is None:
        raise Http404
    return send(found, records.open_content(found))
