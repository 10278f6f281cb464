"""The public page that vouches for a paper: what it is, who issued it and when, never what it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.casework import queries as cases
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import one_line
from motcua.measures.frozen import queries as reports
from motcua.people.rules import Ability
from motcua.records import queries, signatures, verification
from motcua.records.models import OfficialPaper
from motcua.records.rules import Match, PaperKind
from motcua.records.signatures import Signature
from motcua.web.shared import proxy
from motcua.web.shared.access import Request, page
from motcua.web.shared.jinja import show_moment

_SHORT = 16


@never_cache
@page(Ability.BROWSE, methods=("GET", "HEAD", "POST"))
def verify_paper(request: Request, token: str) -> HttpResponse:
    """Show that a paper was issued, and compare a file with it."""
    paper = queries.paper_by_token(one_line(token))
    if paper is None:
        return render(request, "portal/unknown_paper.html", status=404)
    errors: dict[str, str] = {}
    match: Match | None = None
    if request.method == "POST":
        match, errors = _compare(request, paper)
    content = queries.whole_content(paper.document)
    signs = paper.kind in (PaperKind.RESULT, PaperKind.REPORT)
    signed = signatures.read(content) if content and signs else []
    now = clock.now()
    context = {
        "paper": paper, "facts": _facts(paper), "whole": content is not None, "match": match, "errors": errors,
        "code": _code(paper), "signs": signs, "taken_back": _taken_back(paper),
        "replaced": paper.kind == PaperKind.REPORT and reports.is_replaced(paper.pk),
        "signatures": [(_valid(one), one.valid, _about(one, now)) for one in signed],
    }  # fmt: skip
    answer = render(request, "portal/verify.html", context, status=422 if errors else 200)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _compare(request: Request, paper: OfficialPaper) -> tuple[Match | None, dict[str, str]]:
    sent: Any = request.FILES.get("file")
    if not sent or not sent.size:
        return None, {"file": _("Chọn tệp PDF cần kiểm tra.")}
    try:
        found = verification.compare(paper=paper, content=sent, address=proxy.address(request), at=clock.now())
    except Refused as refused:
        return None, {refused.field: refused.message}
    return found, {}


def _taken_back(paper: OfficialPaper) -> bool:
    """Return whether a result is none any more: its approval was taken back, and perhaps another one followed."""
    if paper.kind != PaperKind.RESULT:
        return False
    case = cases.by_code(_code(paper))
    return case is None or case.result_id != paper.document_id


def _valid(signature: Signature) -> str:
    if signature.valid:
        return _("Chữ ký số hợp lệ")
    if not (signature.intact and signature.whole):
        return _("Chữ ký số không còn đúng: tệp đã bị thay đổi sau khi ký")
    return _("Tệp nguyên vẹn, nhưng chưa tin được chứng thư ký số")


def _about(signature: Signature, now: datetime) -> list[tuple[str, str]]:
    by = _("máy chủ dấu thời gian xác nhận") if signature.stamped else _("theo giờ của máy ký")
    until = _("Chứng thư đã hết hạn") if signature.expired(now) else _("Chứng thư còn hạn đến")
    return [
        (_("Người ký (chủ chứng thư)"), signature.signer),
        (_("Ký lúc"), f"{show_moment(signature.signed_at)}, {by}" if signature.signed_at else _("không ghi")),
        (_("Nơi cấp chứng thư"), signature.issuer),
        (until, show_moment(signature.valid_to)),
    ]


def _facts(paper: OfficialPaper) -> list[tuple[str, str]]:
    digest, times = paper.document.digest[:_SHORT], getattr(paper, "times_printed", 0)
    rows = [
        (_("Loại giấy"), _(str(paper.get_kind_display()))),
        (_("Cơ quan cấp"), paper.agency),
        (_("Cấp lúc"), show_moment(paper.issued_at)),
        (_("Về hồ sơ"), _code(paper)),
        (_("Đã in lại"), _("%(count)s lần, mỗi bản đều ghi rõ là bản in lại") % {"count": times} if times else ""),
        (_("Dấu vân của tệp gốc"), " ".join(digest[start : start + 4] for start in range(0, _SHORT, 4))),
    ]
    return [row for row in rows if row[1]]


def _code(paper: OfficialPaper) -> str:
    kind, _slash, code = paper.subject.partition("/")
    return code if kind == "dossier" else ""
