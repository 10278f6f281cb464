"""Papers of a draft: shown by what is asked for, sent one file at a time, taken off again, looked at."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.filing import actions as filing
from motcua.filing import queries
from motcua.filing.models import Attachment, Draft
from motcua.people.rules import Ability
from motcua.records import queries as records
from motcua.web.portal import own
from motcua.web.shared.access import Request, page
from motcua.web.shared.files import send
from motcua.web.shared.jinja import said


@page(Ability.FILE, methods=("GET", "HEAD", "POST"))
def attachments(request: Request, key: str) -> HttpResponseBase:
    """Show what is asked for and what is there; take one file, from the plain form or from the script."""
    held = own.draft(request, key)
    if held.dossier_id:
        return redirect("sent", key=key)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _take(request, held)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"error": " ".join(errors.values())}, status=422 if errors else 200)
        if not errors:
            return redirect("attachments", key=key)
    attached: dict[int | None, list[Attachment]] = {}
    for one in queries.attachments(held):
        attached.setdefault(one.paper_position, []).append(one)
    asked = [paper for paper in held.version.papers.all() if paper.originals or paper.copies or paper.required]
    papers = sorted(asked, key=lambda paper: not paper.required)  # what must be there stands first
    context = {"draft": held, "papers": papers, "attached": attached, "errors": errors, "limit": megabytes()}
    return render(request, "portal/attachments.html", context)


def _take(request: Request, held: Draft) -> dict[str, str]:
    typed = request.POST.get("paper", "0")
    position = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    sent: Any = request.FILES.get("file")
    if sent is None:
        return {f"paper-{position}": _("Chọn một tệp trước khi bấm gửi.")}
    assert request.account is not None
    try:
        filing.attach(
            draft=held, content=sent, name=sent.name, paper_position=position or None, by=request.account,
            at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        return {refused.field or f"paper-{position}": said(refused.message)}
    return {}


@page(Ability.FILE, methods=("POST",))
def remove_attachment(request: Request, key: str, attachment_id: int) -> HttpResponseBase:
    """Take one file off the draft."""
    held = own.draft(request, key)
    assert request.account is not None
    if not held.dossier_id:
        filing.remove_attachment(draft=held, attachment_id=attachment_id, by=request.account, at=clock.now())
    return redirect("attachments", key=key)


@page(Ability.FILE)
def draft_document(request: Request, key: str, document: str) -> HttpResponseBase:
    """Open a file that is attached to the person's own draft."""
    held = own.draft(request, key)
    found = next((one.document for one in queries.attachments(held) if one.document.key == document), None)
    if found is None:
        raise Http404
    return send(found, records.open_content(found))


def megabytes() -> int:
    """Return the largest file that is taken, in MB."""
    return int(settings.MAX_UPLOAD // (1024 * 1024))
