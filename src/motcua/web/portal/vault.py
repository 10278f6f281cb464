"""What a person has here already: the list of her papers, one of them, and using one again on a draft."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from motcua.casework import actions as casework
from motcua.casework.lists import holdings
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.people.rules import Ability, Thing
from motcua.records import queries as records
from motcua.web.portal import own, papers
from motcua.web.shared.access import Request, check, page
from motcua.web.shared.files import send
from motcua.web.shared.jinja import said

_A_PAGE = 20


@page(Ability.SEE_OWN)
def my_papers(request: Request) -> HttpResponseBase:
    """List results issued to the person and papers that she handed in, and where each was used again."""
    sheet = Paginator(_hers(request), _A_PAGE).get_page(request.GET.get("trang", "1"))
    context = {
        "holdings": holdings.with_uses(list(sheet.object_list)), "page": sheet.number,
        "pages": sheet.paginator.num_pages,
    }  # fmt: skip
    return render(request, "portal/vault.html", context)


@page(Ability.SEE_OWN)
def my_paper(request: Request, document: str) -> HttpResponseBase:
    """Open one of the person's papers."""
    found = next((one.document for one in _hers(request) if one.document.key == document), None)
    if found is None:
        raise Http404
    return send(found, records.open_content(found))


@page(Ability.FILE, methods=("POST",))
def reuse_paper(request: Request, key: str) -> HttpResponseBase:
    """Attach one of the person's papers to her draft."""
    held = own.draft(request, key)
    if held.dossier_id:
        return redirect("sent", key=key)
    assert request.account is not None
    position = papers.position_of(request)
    try:
        casework.reuse(
            draft=held, document=request.POST.get("document", ""), paper_position=position, by=request.account,
            at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        return papers.show(request, held, {refused.field or f"paper-{position or 0}": said(refused.message)})
    return redirect("attachments", key=key)


def _hers(request: Request) -> list[holdings.Holding]:
    person = request.who.person_id
    check(request, Ability.SEE_OWN, Thing(person_id=person))
    return holdings.of_person(person)
