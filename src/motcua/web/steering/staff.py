"""Staff go first: for each office, how much of what its officers marked as their own was filed online; marking it."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.adoption.staff import actions, queries
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.filing.rules import ForStaff
from motcua.people.rules import Ability, reach
from motcua.web.shared.access import Request, page


@page(Ability.SEE_FIGURES)
def staff_first(request: Request) -> HttpResponse:
    """Show the offices of this person and those below, this year or the last."""
    today = clock.local_day(clock.now())
    year = today.year - 1 if request.GET.get("nam") == str(today.year - 1) else today.year
    held, days = reach(request.who, Ability.SEE_FIGURES), (date(year, 1, 1), date(year, 12, 31))
    found = queries.lines(held, *days)
    whole = {name: sum(getattr(one, name) for one in found) for name in ("own", "family", "possible", "online")}
    context = {
        "lines": found, "whole": whole, "year": year, "years": (today.year, today.year - 1),
        "elsewhere": queries.filed_elsewhere(held, *days),
    }  # fmt: skip
    return render(request, "steering/staff_first.html", context)


@never_cache
@page(Ability.HELP, methods=("GET", "HEAD", "POST"))
def mark_own(request: Request) -> HttpResponse:
    """Let an officer mark by its code what she or her family filed elsewhere, or take that back."""
    assert request.account is not None
    given, errors = request.POST, dict[str, str]()
    kind = given.get("kind", "")
    if request.method == "POST":
        chosen = ForStaff(kind) if kind in ForStaff.values else None
        if not given.get("code", "").strip():
            errors["code"] = actions.NO_CODE
        if chosen is None and kind != "none":
            errors["kind"] = "Chọn hồ sơ của ai, hoặc bỏ đánh dấu."
        try:
            if not errors:
                actions.mark(code=given.get("code", "")[:60], kind=chosen, by=request.account, at=clock.now())
                return redirect(f"{reverse('mark_own')}?da-ghi={'1' if chosen else 'bo'}")
        except Refused as refused:
            errors[refused.field] = refused.message
    stored = request.GET.get("da-ghi", "") if not errors else ""
    context = {
        "errors": errors, "code": given.get("code", "")[:60], "kind": kind, "stored": stored, "kinds": _kinds(),
    }  # fmt: skip
    return render(request, "steering/mark_own.html", context, status=422 if errors else 200)


def _kinds() -> list[tuple[str, str]]:
    return [
        (ForStaff.SELF.value, _("Của tôi")), (ForStaff.FAMILY.value, _("Của người nhà tôi")),
        ("none", _("Bỏ đánh dấu, vì nhầm")),
    ]  # fmt: skip
