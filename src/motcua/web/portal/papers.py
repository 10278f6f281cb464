"""Papers of a draft: shown by what is asked for, sent one file at a time or in parts, taken off again, looked at."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.casework.lists import holdings
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.filing import actions as filing
from motcua.filing import authority, queries
from motcua.filing.models import Attachment, Draft
from motcua.people.rules import Ability
from motcua.records import queries as records
from motcua.records.rules import LARGEST_PART, Part
from motcua.records.storage import Unavailable
from motcua.web.portal import own
from motcua.web.shared.access import Request, page
from motcua.web.shared.files import send
from motcua.web.shared.jinja import said

_MOST_LISTED = 30
_CHECK = "check"
_PART = {
    "paper": r"\d{1,5}",
    "digest": r"[0-9a-f]{64}",
    "size": r"\d{1,12}",
    "offset": r"\d{1,12}",
    "length": r"\d{1,7}",
}


@page(Ability.FILE, methods=("GET", "HEAD", "POST"))
def attachments(request: Request, key: str) -> HttpResponseBase:
    """Show what is asked for and what is there; take one file, from the plain form or from the script.

    Who comes from the page before sending (?then=check) reads at each paper that it is missing, and goes back there.
    """
    held = own.draft(request, key)
    if held.dossier_id:
        return redirect("sent", key=key)
    errors: dict[str, str] = {}
    if request.method == "POST":
        scripted = request.headers.get("Accept") == "application/json"
        errors = _take(request, held, patient=scripted)
        if scripted:
            return JsonResponse({"error": " ".join(errors.values())}, status=422 if errors else 200)
        if not errors:
            return redirect(request.get_full_path())
    return show(request, held, errors)


def show(request: Request, held: Draft, errors: dict[str, str]) -> HttpResponseBase:
    """Show the page of a draft's papers, with what went wrong, by field."""
    attached: dict[int | None, list[Attachment]] = {}
    for one in queries.attachments(held):
        attached.setdefault(one.paper_position, []).append(one)
    asked = [paper for paper in held.version.papers.all() if paper.originals or paper.copies or paper.required]
    papers = sorted(asked, key=lambda paper: not paper.required)  # what must be there stands first
    there = {one.document.digest for some in attached.values() for one in some}
    whose = queries.on_behalf(held)
    # What the filer has here is not that of whom she files for.
    mine = [] if whose else holdings.of_person(request.who.person_id)
    free = [one for one in mine if one.document.digest not in there]
    then = request.GET.get("then", "")
    missing = queries.still_missing(held, set(attached)) if then == _CHECK else {}
    context = {
        "draft": held, "papers": papers, "attached": attached, "unfinished": queries.unfinished(held),
        "errors": errors, "limit": megabytes(), "offered": holdings.offered(free, papers), "held": free[:_MOST_LISTED],
        "whose": whose, "authority": authority.POSITION, "beside": {**missing, **errors},
        "onward": "check_answers" if then == _CHECK and held.help else "helped",
    }  # fmt: skip
    return render(request, "portal/attachments.html", context)


def position_of(request: Request) -> int | None:
    """Return for which paper something is sent; None for something else."""
    typed = request.POST.get("paper", "0")
    return int(typed) or None if typed.isdecimal() and typed.isascii() and len(typed) < 6 else None


def _take(request: Request, held: Draft, *, patient: bool) -> dict[str, str]:
    """Attach one file; return what is wrong. Who is `patient` tries again by herself: Unavailable is raised on."""
    position = position_of(request)
    sent: Any = request.FILES.get("file")
    if sent is None:
        return {f"paper-{position or 0}": _("Chọn một tệp trước khi bấm gửi.")}
    assert request.account is not None
    try:
        filing.attach(
            draft=held, content=sent, name=sent.name, paper_position=position, by=request.account,
            at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        if patient and isinstance(refused, Unavailable):
            raise
        return {refused.field or f"paper-{position or 0}": said(refused.message)}
    return {}


@page(Ability.FILE, methods=("POST",))
def attach_part(request: Request, key: str) -> HttpResponseBase:
    """Take one part of a file from the script and say how many bytes are here; without content it asks for that.

    409 says that the part was not the next one: go on from `received`.
    """
    held = own.draft(request, key)
    part = _part(request)
    if part is None:
        return JsonResponse(
            {"error": _("Không đọc được phần vừa gửi. Hãy tải lại trang rồi chọn lại tệp.")}, status=422
        )
    assert request.account is not None
    try:
        arrival = filing.attach_part(
            draft=held, part=part, name=request.POST.get("name", ""),
            paper_position=int(request.POST["paper"]) or None, by=request.account, at=clock.now(),
        )  # fmt: skip
    except Unavailable:
        raise  # 503: the script waits and asks again
    except Refused as refused:
        return JsonResponse({"error": said(refused.message)}, status=422)
    answer = {"error": "", "received": arrival.received, "attached": arrival.attached}
    taken = arrival.attached or not part.content or arrival.received == part.end
    return JsonResponse(answer, status=200 if taken else 409)


def _part(request: Request) -> Part | None:
    """The part that was sent; a question when it was cut off on the way; None when it cannot be read."""
    given = {name: request.POST.get(name, "") for name in _PART}
    if not all(re.fullmatch(shape, given[name], re.ASCII) for name, shape in _PART.items()):
        return None
    sent: Any = request.FILES.get("file")
    content = sent.read(LARGEST_PART + 1) if sent else b""
    if len(content) != int(given["length"]):
        content = b""
    return Part(given["digest"], int(given["size"]), int(given["offset"]), content)


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
