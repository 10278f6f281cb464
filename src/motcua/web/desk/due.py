"""What is due when, by who has it: for whoever works at a desk, leads or checks; to be read, opened and printed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.casework.lists import due
from motcua.casework.lists.due import Desk, Group, Holder, Row, When
from motcua.casework.rules import Status
from motcua.core import clock
from motcua.people.rules import Ability, may, reach
from motcua.web.shared.access import Request, page
from motcua.web.shared.jinja import show_status, show_tone

_DESKS = {
    Desk.ACCEPTING: gettext_lazy("Một cửa: chờ tiếp nhận"), Desk.HANDING_ON: gettext_lazy("Một cửa: chờ chuyển xử lý"),
    Desk.APPROVING: gettext_lazy("Người phê duyệt: chờ duyệt"),
}  # fmt: skip
_WHENS = {
    When.LATE: gettext_lazy("Quá hạn"), When.TODAY: gettext_lazy("Hôm nay"), When.TOMORROW: gettext_lazy("Ngày mai"),
    When.SOON: gettext_lazy("Trong 7 ngày tới"),
}  # fmt: skip
_TONES = {When.LATE: "bad", When.TODAY: "wait"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: who, where its whole list is, and its counts with the list of each."""

    name: str
    address: str
    counts: list[tuple[int, str]]
    total: int


@page(Ability.SEE_DUE)
def due_lists(request: Request) -> HttpResponse:
    """Show how much is late, due today, tomorrow and within a week, by office or by who has it, and the cases."""
    at, held = clock.now(), reach(request.who, Ability.SEE_DUE)
    groups = due.groups(held, at)
    offices = due.by_office(groups)
    office, holder, when = _asked(request, groups)
    named = bool(office)
    shown = [group for group in groups if group.holder.office == office] if named else offices
    rows = due.rows(held, at, office=office, holder=holder, when=when) if office or when else []
    context = {
        "whens": [(one, _WHENS[one], _TONES.get(one, "")) for one in When],
        "lines": [_line(group, named=named) for group in shown],
        "all": _line(due.together(shown, Holder(office, str(_("Tất cả")), "")), named=False),
        "office": shown[0].holder.office_name if named else "", "several": len(offices) > 1, "at": at,
        "chosen": _chosen(shown, holder, when), "back": _address(office=office) if holder or when else "",
        "lists": _lists(rows, shown, named=named), "count": len(rows), "most": due.MOST,
        "steps": due.step_rows(held, at, office=request.GET.get("office", "")),
        "opens": may(request.who, Ability.SEE_CASE),
        "statuses": {status: (show_tone(status), show_status(status)) for status in Status},
    }  # fmt: skip
    return render(request, "desk/due.html", context)


def _asked(request: Request, groups: list[Group]) -> tuple[str, str, When | None]:
    """What the address asks for: an office (the only one by itself), a holder there, a time; unknown ones are none."""
    office, holder, when = (request.GET.get(name, "") for name in ("office", "holder", "when"))
    known = {group.holder.office for group in groups}
    office = office if office in known else next(iter(known)) if len(known) == 1 else ""
    there = {group.holder.key for group in groups if group.holder.office == office}
    return office, holder if holder in there else "", When(when) if when in set(When) else None


def _lists(rows: list[Row], shown: list[Group], *, named: bool) -> list[tuple[str, list[Row]]]:
    """The cases of each holder, in the order of the table."""
    places = {group.holder.key: number for number, group in enumerate(shown)} if named else {}
    ordered = sorted(rows, key=lambda row: (places.get(row.holder.key, 0), row.holder.office, row.holder.key))
    return [(_name(one, named=named), list(each)) for one, each in groupby(ordered, lambda row: row.holder)]


def _line(group: Group, *, named: bool) -> Line:
    given = {"office": group.holder.office, "holder": group.holder.key}
    counts = [(count, _address(**given, when=when.value)) for when, count in group.counts.items()]
    return Line(_name(group.holder, named=named), _address(**given), counts, group.total)


def _address(**given: str) -> str:
    chosen = urlencode({name: value for name, value in given.items() if value})
    return reverse("due_lists") + (f"?{chosen}" if chosen else "")


def _name(holder: Holder, *, named: bool) -> str:
    """Say who has it; with the office, too, where several are shown."""
    who = holder.officer or (str(_DESKS[Desk(holder.key)]) if holder.key in set(Desk) else "")
    return who if named and who else " · ".join(filter(None, [holder.office_name, who]))


def _chosen(shown: list[Group], holder: str, when: When | None) -> str:
    """Say which part of the whole is listed; "" for all of it."""
    who = next((_name(group.holder, named=True) for group in shown if holder and group.holder.key == holder), "")
    return " · ".join(filter(None, [who, str(_WHENS[when]) if when else ""]))
