"""Papers of several cases at once, and printing one again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.casework import actions, queries
from motcua.casework.models import Case
from motcua.casework.rules import Tab
from motcua.casework.several import batch
from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.rules import Ability, Thing, reach
from motcua.records import queries as records
from motcua.records.models import OfficialPaper
from motcua.records.rules import PaperKind
from motcua.web.desk.views import issued_paper, open_case
from motcua.web.shared import addresses, typed
from motcua.web.shared.access import Request, check, page
from motcua.web.shared.files import send

_OF_EACH = (
    PaperKind.RECEIPT_SLIP, PaperKind.SUPPLEMENT_REQUEST, PaperKind.REFUSAL, PaperKind.APOLOGY, PaperKind.CONTROL_SLIP,
)  # fmt: skip
_OF_ALL = {PaperKind.RESULT_HANDOVER: batch.hand_over, PaperKind.COMMON_RECEIPT: batch.common_receipt}
_LONGEST = 20_000


@page(Ability.SEE_DESK, methods=("GET", "HEAD", "POST"))
def papers(request: Request) -> HttpResponseBase:
    """Offer the papers that are made for several cases, and make the one that was chosen."""
    at, errors = clock.now(), {}
    if request.method == "POST":
        try:
            return _made(request, at)
        except Refused as refused:
            errors = {refused.field or "codes": refused.message}
    given: Any = request.POST if request.method == "POST" else {"codes": _chosen(request, at)}
    month = clock.local_day(at).replace(day=1)
    context = {
        "errors": errors, "given": given, "most": batch.MOST_CASES, "offices": _offices(request),
        "kinds": [(str(kind), _(str(kind.label))) for kind in (*_OF_EACH, *_OF_ALL)],
        "first": typed.day_text(given, "first") or (month - timedelta(1)).replace(day=1),
        "last": typed.day_text(given, "last") or month - timedelta(1),
    }  # fmt: skip
    return render(request, "desk/papers.html", context, status=422 if errors else 200)


@page(Ability.SEE_CASE, methods=("POST",))
def reprint(request: Request, code: str, entry: int) -> HttpResponseBase:
    """Send a copy of a paper that says on each page that it is one."""
    found = open_case(request, code)
    paper = issued_paper(found, entry)
    assert request.account is not None
    content = actions.reprint(case=found, paper=paper, by=request.account, at=clock.now())
    return _pdf(content, _("Bản in lại") + f" {found.dossier.code}.pdf")


def _made(request: Request, at: datetime) -> HttpResponseBase:
    what, account = request.POST.get("what", ""), request.account
    assert account is not None
    if what == PaperKind.REGISTER:
        office = _office(request)
        first, last = _day(request, "first"), _day(request, "last")
        made = batch.register(office=office, first=first, last=last, by=account, at=at, verify_url=addresses.verify)
        return _sent(made)
    cases = _cases(request)
    if what in _OF_ALL:
        return _sent(_OF_ALL[PaperKind(what)](cases=cases, by=account, at=at, verify_url=addresses.verify))
    if what not in _OF_EACH:
        raise Refused("Chọn loại giấy cần in.", "what")
    content = batch.bundle(
        cases=cases, kind=PaperKind(what), lookup_url=addresses.look_up, verify_url=addresses.verify, at=at
    )
    return _pdf(content, f"{PaperKind(what).label}.pdf")


def _cases(request: Request) -> Sequence[Case]:
    codes = request.POST.get("codes", "")[:_LONGEST].split()
    if len(codes) > batch.MOST_CASES:
        raise Refused(
            Phrase("Mỗi lần in tối đa %(most)s hồ sơ. Hãy chia làm nhiều lần.", most=batch.MOST_CASES), "codes"
        )
    found = queries.by_codes(codes)
    known = {case.dossier.code for case in found}
    if unknown := [code for code in codes if code.upper() not in known]:
        raise Refused(Phrase("Không có hồ sơ mang mã %(code)s. Kiểm tra lại từng dòng.", code=unknown[0][:60]), "codes")
    for case in found:
        check(request, Ability.SEE_CASE, queries.thing(case))
    return found


def _office(request: Request) -> Office:
    office = offices.office(request.POST.get("office", "")[:40])
    if office is None:
        raise Refused("Chọn cơ quan trong danh sách.", "office")
    check(request, Ability.SEE_CASE, Thing(offices=frozenset(offices.path_ids(office))))
    return office


def _offices(request: Request) -> list[tuple[str, str]]:
    return [(office.code, office.name) for office in offices.of_ids(reach(request.who, Ability.SEE_CASE))]


def _chosen(request: Request, at: datetime) -> str:
    """Return the codes of a tab of the queue, one a line, as far as one printing goes."""
    tab = request.GET.get("tab")
    if tab not in set(Tab):
        return ""
    found = queries.queue(request.who, at=at, tab=Tab(tab), size=batch.MOST_CASES)
    return "\n".join(row.code for row in found.rows)


def _day(request: Request, name: str) -> date:
    found = typed.day(request.POST, name)
    if found is None:
        raise Refused("Nhập ngày theo ngày, tháng, năm, ví dụ 27 11 2026.", name)
    return found


def _sent(paper: OfficialPaper) -> HttpResponseBase:
    return send(paper.document, records.open_content(paper.document))


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
