"""The register of dossiers: find cases by what people say of them, list those of a period, take them along."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.casework.lists import finding, register
from motcua.casework.lists.finding import Asked
from motcua.casework.lists.register import Wanted
from motcua.casework.lists.scope import BOUND
from motcua.casework.rules import Day, Status
from motcua.casework.several import workbook
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import Channel
from motcua.core import clock, ids
from motcua.core.errors import Refused
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people import queries as people
from motcua.people.models import Account
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import typed
from motcua.web.shared.access import Request, check, page
from motcua.web.shared.jinja import said, show_day

KEPT, MOST_KEPT = "looked_up", 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PLAIN = ("office", "day", "status", "procedure", "channel", "late", "officer", "concerned")
_PARTS = tuple(f"{name}-{part}" for name in ("first", "last") for part in ("day", "month", "year"))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person asked for: the cases wanted, and the office and the officer when they were chosen."""

    wanted: Wanted
    office: Office | None
    officer: Account | None


@page(Ability.SEE_REGISTER, methods=("GET", "HEAD", "POST"))
def cases(request: Request) -> HttpResponse:
    """Show a page of the register. What was typed in the search field comes by POST and is kept in the session: names
    and numbers of persons stand in no address, and so in no log and no history of a browser.
    """
    at, errors = clock.now(), {}
    given = request.POST.dict() if request.method == "POST" else request.GET.dict()
    q = given.get("q", "") if request.method == "POST" else _kept(request, given.get("find", ""))
    try:
        choice = _choice(request, given, q, at)
        if request.method == "POST":
            return _kept_and_shown(request, given, q, choice.wanted.asked, at)
        found = register.page(request.who, choice.wanted, at=at, after=_after(given))
    except Refused as refused:
        errors, choice, found = {refused.field: refused.message}, None, None
    chosen = _narrowing(given) | ({"find": given["find"]} if given.get("find") else {})
    day = clock.local_day(at)
    context = {
        "errors": errors, "given": given, "q": q, "found": found, "bound": BOUND, "here": urlencode(chosen),
        "first": typed.day_text(given, "first"), "last": typed.day_text(given, "last"),
        "wanted": choice.wanted if choice else None, "narrowed": bool(set(chosen) - {"find"}),
        "lost": bool(given.get("find")) and not q and request.method != "POST",
        "following": urlencode(chosen | {"after": _place(found.following)}) if found and found.following else "",
        "going_on": bool(given.get("after")), "opens": may(request.who, Ability.SEE_CASE),
        "offices": [(one.code, one.name) for one in offices.reached(reach(request.who, Ability.SEE_REGISTER), on=day)],
        "officers": _officers(choice.office, day) if choice and choice.office else [],
        "days": _days(), "statuses": [(int(one), said(str(one.label))) for one in Status],
        "channels": [(int(one), said(str(one.label))) for one in Channel], "periods": _periods(day),
    }  # fmt: skip
    return render(request, "desk/register.html", context, status=422 if errors else 200)


@page(Ability.SEE_REGISTER)
def excel(request: Request) -> HttpResponseBase:
    """Send the cases of the same address as a workbook."""
    at, given = clock.now(), request.GET.dict()
    assert request.account is not None
    q = _kept(request, given.get("find", ""))
    choice = _choice(request, given, q, at)
    # The file has no name from the start: it is gone when it was sent, whatever happens.
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        path = Path(folder) / "register.xlsx"
        workbook.write(
            path, who=request.who, wanted=choice.wanted, about=_about(request, choice, q, at), said=said,
            by=request.account, at=at,
        )  # fmt: skip
        content = path.open("rb")
    name = f"so-theo-doi-{choice.office.code if choice.office else 'ho-so'}-{clock.local(at):%Y%m%d-%H%M}.xlsx"
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=_XLSX)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _choice(request: Request, given: Mapping[str, str], q: str, at: datetime) -> Choice:
    """Return what is asked for. Raises Refused at its field, Forbidden for an office that is not hers."""
    asked, office, officer = finding.understand(q), None, None
    if code := given.get("office", "")[:40]:
        office = offices.office(code)
        if office is None:
            raise Refused("Chọn cơ quan trong danh sách.", "office")
        check(request, Ability.SEE_REGISTER, Thing(offices=frozenset(offices.path_ids(office))))
    if name := given.get("officer", "")[:80]:
        officer = people.officer(name)
        if officer is None:
            raise Refused("Không có cán bộ mang tên đăng nhập này. Kiểm tra lại, hoặc bỏ trống ô này.", "officer")
    first, last = typed.day(given, "first"), typed.day(given, "last")
    if first and last and last < first:
        raise Refused("Ngày cuối phải từ ngày đầu trở đi.", "last")
    if not asked and not first and not last:
        first, last = clock.local_day(at).replace(day=1), None if given.get("day") == Day.DUE else clock.local_day(at)
    wanted = Wanted(
        day=Day(given["day"]) if given.get("day") in set(Day) else Day.RECEIVED, first=first, last=last,
        office=office.path if office else "", status=_one_of(Status, given.get("status", "")),
        procedure=_procedure(given.get("procedure", "")), channel=_one_of(Channel, given.get("channel", "")),
        late={"yes": True, "no": False}.get(given.get("late", "")), officer=officer.pk if officer else None,
        concerned=given.get("concerned") == "yes", asked=asked,
    )  # fmt: skip
    return Choice(wanted, office, officer)


def _one_of(kind: Any, given: str) -> Any:
    return next((one for one in kind if str(int(one)) == given), None)


def _procedure(given: str) -> int | None:
    code = given.strip()[:20]
    if not code:
        return None
    found = catalogue.procedure_id(code)
    if found is None:
        raise Refused("Không có thủ tục mang mã này. Nhập mã như 1.001193, hoặc gõ tên thủ tục vào ô tìm.", "procedure")
    return found


def _kept_and_shown(request: Request, given: Mapping[str, str], q: str, asked: Asked, at: datetime) -> HttpResponse:
    """Keep what was typed, and go to the page that shows what it finds; one whole code leads to its case."""
    chosen = _narrowing(given)
    if q.strip():
        assert request.account is not None
        if asked.person:
            workbook.look_up(by=request.account, at=at)
        key = ids.token()[:12]
        kept = {**request.session.get(KEPT, {}), key: q[: finding.MOST_TYPED]}
        request.session[KEPT] = dict(list(kept.items())[-MOST_KEPT:])
        chosen["find"] = key
    return redirect(f"{reverse('register')}?{urlencode(chosen)}")


def _narrowing(given: Mapping[str, str]) -> dict[str, str]:
    """Return the filters that were filled in; the day of receipt is the usual one."""
    return {name: given[name] for name in (*_PLAIN, *_PARTS) if given.get(name, "").strip() not in ("", Day.RECEIVED)}


def _kept(request: Request, key: str) -> str:
    return str(request.session.get(KEPT, {}).get(key, ""))


def _place(following: tuple[datetime | None, int]) -> str:
    moment, case_id = following
    return f"{clock.stamp(moment) if moment else ''}~{case_id}"


def _after(given: Mapping[str, str]) -> tuple[datetime | None, int] | None:
    """Return the place from which a page goes on; None, the first page, for one that nobody was given."""
    stamp, _tilde, number = given.get("after", "")[:60].partition("~")
    if not number.isdecimal() or len(number) > 18:
        return None
    try:
        return clock.parse_stamp(stamp) if stamp else None, int(number)
    except ValueError:
        return None


def _officers(office: Office, day: date) -> list[tuple[str, str]]:
    return [(one.username, one.full_name) for one in people.officers_of(office, on=day)]


def _days() -> list[tuple[str, str]]:
    return [
        (str(Day.RECEIVED), _("Ngày tiếp nhận")), (str(Day.DUE), _("Ngày hẹn trả")),
        (str(Day.FINISHED), _("Ngày xử lý xong")),
    ]  # fmt: skip


def _periods(today: date) -> list[tuple[str, str]]:
    """Return the usual periods as (words, query): today, this month, the month before, this year."""
    month = today.replace(day=1)
    before = month - timedelta(1)
    found = [
        (_("Hôm nay"), today, today), (_("Tháng này"), month, today), (_("Tháng trước"), before.replace(day=1), before),
        (_("Năm nay"), today.replace(month=1, day=1), today),
    ]  # fmt: skip
    return [
        (words, urlencode({
            f"{name}-{part}": getattr(day, part) for name, day in (("first", first), ("last", last))
            for part in ("day", "month", "year")
        })) for words, first, last in found
    ]  # fmt: skip


def _about(request: Request, choice: Choice, q: str, at: datetime) -> list[tuple[str, str]]:
    """Say above a file whose dossiers it holds, of when, made by whom and how they were chosen."""
    wanted, account = choice.wanted, request.account
    assert account is not None
    asked = wanted.asked
    own = _("Các cơ quan thuộc quyền xem của %(name)s") % {"name": account.full_name}
    first, last = wanted.first or asked.first, wanted.last or asked.last
    period = " – ".join(show_day(day) or "…" for day in (first, last)) if first or last else _("Mọi ngày")
    status, late = wanted.status or asked.status, asked.late if wanted.late is None else wanted.late
    chosen = [
        (_("Trạng thái"), said(str(status.label)) if status else ""),
        (_("Kênh nộp"), said(str(wanted.channel.label)) if wanted.channel else ""),
        (_("Quá hạn"), "" if late is None else _("Có") if late else _("Không")),
        (_("Hồ sơ phối hợp"), _("Có") if wanted.concerned else ""),
        (_("Cán bộ thụ lý"), choice.officer.full_name if choice.officer else ""),
        (_("Mã thủ tục"), request.GET.get("procedure", "").strip()),
        (_("Tìm"), q),
    ]
    return [
        (_("Cơ quan"), choice.office.name if choice.office else own),
        (dict(_days())[str(wanted.day)], period),
        (_("Lập lúc"), f"{clock.local(at):%H:%M, %d/%m/%Y}"), (_("Người lập"), account.full_name),
        *((word, value) for word, value in chosen if value),
    ]  # fmt: skip
