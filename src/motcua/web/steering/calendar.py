"""The table of days off and make-up days that offices edit (lịch làm việc)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Forbidden, Invalid
from motcua.offices import actions, queries
from motcua.offices.models import Office, SpecialDay
from motcua.offices.rules import DayKind, OfficeKind
from motcua.people.rules import Ability, Thing, may
from motcua.web.shared.access import Request, check, page

YEARS = range(2000, 2101)
_WHOLE = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.SERVICE_CENTRE)


@page(Ability.KEEP_CALENDAR, methods=("GET", "HEAD", "POST"))
def calendar(request: Request) -> HttpResponse:
    """Show the decisions of a year, and store a new one. An office's keeper decides for it and what is below it."""
    today = clock.local_day(clock.now())
    year = _year(request.GET.get("nam", ""), today)
    offices = _mine(request, today)
    if request.method != "POST":
        first = str(next(iter(offices), ""))
        return _show(request, year, today, offices, {"office": first, "kind": DayKind.OFF.value}, {})
    typed = {name: request.POST.get(name, "") for name in ("office", "kind", "name", "decision")}
    typed["day"] = _typed_day(request.POST)
    try:
        row = _store(request, typed, offices)
    except Invalid as error:
        no_day = {"day": _("Không có ngày này; nhập ngày, tháng, năm, ví dụ 31 12 2026.")}
        errors = error.errors | ({} if _day(typed["day"]) else no_day)
        return _show(request, year, today, offices, typed, errors, status=422)
    return redirect(f"{reverse('calendar')}?nam={row.day.year}&moi={row.id}")


def _store(request: Request, typed: dict[str, str], offices: dict[str, Office]) -> SpecialDay:
    office = offices.get(typed["office"])
    if office is None or request.account is None:
        raise Forbidden
    check(request, Ability.KEEP_CALENDAR, Thing(offices=frozenset(queries.path_ids(office))))
    day = _day(typed["day"])
    return actions.set_special_day(
        office=office if office.parent_id else None,
        day=day or date.min,
        kind=typed["kind"],
        name=typed["name"],
        decision=typed["decision"],
        by=f"account:{request.account.id}",
        at=clock.now(),
    )


def _mine(request: Request, today: date) -> dict[str, Office]:
    """Return the offices whose calendar this person keeps, by code; one statement."""
    found = {}
    for node in (node for top in queries.tree(on=today) for node in top.walk()):
        above = frozenset(queries.path_ids(node.office))
        if node.office.kind in _WHOLE and may(request.who, Ability.KEEP_CALENDAR, Thing(offices=above)):
            found[node.office.code] = node.office
    return found


def _show(
    request: Request,
    year: int,
    today: date,
    offices: dict[str, Office],
    typed: dict[str, Any],
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    rows = queries.special_days(date(year, 1, 1), date(year, 12, 31))
    in_force = {(row.office_id, row.day): row.id for row in rows}
    shown = {
        "year": year,
        "years": [one for one in range(today.year - 1, today.year + 2) if one in YEARS],
        "rows": [(row, in_force[row.office_id, row.day] == row.id) for row in rows],
        "offices": [
            (code, office.short_name if office.parent_id else _("Toàn tỉnh")) for code, office in offices.items()
        ],
        "kinds": [(DayKind.OFF.value, _("Ngày nghỉ")), (DayKind.MAKE_UP.value, _("Ngày làm việc, làm bù"))],
        "typed": typed,
        "errors": errors,
        "stored": next((row for row in rows if str(row.id) == request.GET.get("moi")), None),
    }
    return render(request, "steering/calendar.html", shown, status=status)


def _year(text: str, today: date) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) in YEARS else today.year


def _typed_day(posted: QueryDict) -> str:
    return "/".join(posted.get(f"day-{part}", "").strip()[:4] for part in ("day", "month", "year"))


def _day(typed: str) -> date | None:
    """Return the date of "dd/mm/yyyy"; None when there is no such day."""
    try:
        day, month, year = (int(part) for part in typed.split("/"))
        return date(year, month, day)
    except ValueError:
        return None
