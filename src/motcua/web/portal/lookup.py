"""The public look-up by code: status and dates, never content."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.casework import queries as cases
from motcua.core.text import one_line
from motcua.people.rules import Ability
from motcua.web.portal import events
from motcua.web.shared.access import Request, page


@page(Ability.BROWSE)
def look_up(request: Request) -> HttpResponse:
    """Ask for a code, or go to the status of the one that was typed."""
    code = one_line(request.GET.get("code", ""))[:60]
    if code and "/" not in code:
        return redirect("look_up_code", code=code)
    errors = {"code": _("Nhập mã hồ sơ in trên giấy tiếp nhận.")} if "code" in request.GET else {}
    return _ask(request, code, errors)


@page(Ability.BROWSE)
def look_up_code(request: Request, code: str) -> HttpResponse:
    """Show the status and the dates of one dossier; the QR of papers leads here. One statement."""
    case = cases.by_code(one_line(code))
    if case is None:
        errors = {"code": _("Không có hồ sơ nào mang mã này. Kiểm tra lại từng chữ, từng số trên giấy tiếp nhận.")}
        return _ask(request, code, errors, status=404)
    answer = render(request, "portal/status.html", {"case": case, "dates": events.dates(case)})
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _ask(request: Request, code: str, errors: dict[str, str], status: int = 200) -> HttpResponse:
    return render(request, "portal/look_up.html", {"code": code, "errors": errors}, status=status)
