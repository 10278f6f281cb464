"""Who stands in for an officer while she is away: her own page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.people import absences, queries
from motcua.people.rules import Ability
from motcua.web.shared import typed
from motcua.web.shared.access import Request, page


@page(Ability.NAME_DEPUTY, methods=("GET", "HEAD", "POST"))
def deputy(request: Request) -> HttpResponse:
    """Show when this officer is away or stands in; name a deputy from day to day, or end it."""
    assert request.account is not None
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _change(request)
            return redirect("deputy")
        except Refused as refused:
            errors = {refused.field: refused.message}
    account, today = request.account, clock.local_day(clock.now())
    found = queries.absences(account.pk, on=today)
    context = {
        "away": [one for one in found if one.account_id == account.pk],
        "instead": [one for one in found if one.deputy_id == account.pk],
        "officers": [(one.pk, one.full_name) for one in queries.fit_deputies(account.pk, on=today)],
        "errors": errors, "given": request.POST, "first": typed.day_text(request.POST, "first") or today,
        "last": typed.day_text(request.POST, "last"),
    }  # fmt: skip
    return render(request, "desk/deputy.html", context, status=422 if errors else 200)


def _change(request: Request) -> None:
    account, at = request.account, clock.now()
    assert account is not None
    today = clock.local_day(at)
    if ending := request.POST.get("end"):
        own = {str(one.pk): one for one in queries.absences(account.pk, on=today) if one.account_id == account.pk}
        if ending not in own:
            raise Refused("Lần cử người thay này đã kết thúc.")
        absences.end_absence(absence=own[ending], by=account, at=at)
        return
    fit = {str(one.pk): one for one in queries.fit_deputies(account.pk, on=today)}
    chosen, first, last = (
        request.POST.get("deputy", ""),
        typed.day(request.POST, "first"),
        typed.day(request.POST, "last"),
    )
    if chosen not in fit:
        raise Refused(_("Chọn người thay trong danh sách."), "deputy")
    if first is None or last is None:
        raise Refused(_("Nhập ngày bắt đầu và ngày kết thúc."), "first" if first is None else "last")
    absences.name_deputy(account=account, deputy=fit[chosen], first=first, last=last, by=account, at=at)
