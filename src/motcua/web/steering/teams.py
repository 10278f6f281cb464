"""Community teams: the list and what each lacks, forming one, its members, lists from a file, branches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.adoption.models import CommunityTeam
from motcua.adoption.teams import actions, importing, queries
from motcua.adoption.teams.actions import Member
from motcua.adoption.teams.rules import OrganisationKind, Term
from motcua.core import clock
from motcua.core.errors import Forbidden, Invalid, Refused
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared import typed
from motcua.web.shared.access import Request, check, page

_BOTH = ("GET", "HEAD", "POST")
LACKS = {
    "youth": _("chưa có đoàn viên"), "leader": _("chưa có tổ trưởng"), "ready": _("chưa ai qua tự kiểm tra"),
    "office": _("cơ quan đã kết thúc"),
}  # fmt: skip
_NEW = ("office", "village", "decision")
_MEMBER = ("full_name", "personal_id", "branch")


@page(Ability.SEE_FIGURES)
def overview(request: Request) -> HttpResponse:
    """List the teams of one's offices, all or those that lack something."""
    held, today = reach(request.who, Ability.SEE_FIGURES), _today()
    lines, kinds = queries.lines(held, on=today), dict(OrganisationKind.choices)
    lacks = request.GET.get("lacks", "")
    shown = [line for line in lines if lacks in line.lacks] if lacks in LACKS else lines
    context = {
        "lines": shown, "all": len(lines), "lacks": lacks if lacks in LACKS else "", "words": LACKS,
        "counts": [(key, words, sum(key in line.lacks for line in lines)) for key, words in LACKS.items()],
        "keeps": may(request.who, Ability.KEEP_TEAMS), "without": queries.without_team(held, on=today),
        "coming": queries.coming(held, on=today),
        "senders": {
            team: [gettext(str(kinds[kind])) for kind in sent] for team, sent in queries.senders(held, on=today).items()
        },
    }  # fmt: skip
    return render(request, "steering/teams.html", context)


@page(Ability.KEEP_TEAMS, methods=_BOTH)
def new(request: Request) -> HttpResponse:
    """Form a team of one of the committees whose teams this person keeps."""
    mine, errors = _mine(request), dict[str, str]()
    if request.method == "POST":
        office = mine.get(request.POST.get("office", ""))
        if office is None or request.account is None:
            raise Forbidden
        try:
            made = actions.form_team(
                office=office, village=request.POST.get("village", ""), decision=request.POST.get("decision", ""),
                term=_term(request.POST), by=request.account, at=clock.now(),
            )  # fmt: skip
            return redirect("team", made.pk)
        except Invalid as invalid:
            errors = invalid.errors
    context = {
        "given": {name: request.POST.get(name, "") for name in _NEW}, "day": typed.day_text(request.POST, "from"),
        "last": typed.day_text(request.POST, "to"), "errors": errors,
        "offices": [(code, one.short_name) for code, one in mine.items()],
    }  # fmt: skip
    return render(request, "steering/team_new.html", context, status=422 if errors else 200)


@page(Ability.SEE_FIGURES)
def team(request: Request, number: int) -> HttpResponse:
    """Show a team, who belongs to it and who did."""
    return _show(request, _open(request, number, Ability.SEE_FIGURES), {})


@page(Ability.KEEP_TEAMS, methods=("POST",))
def name_member(request: Request, number: int) -> HttpResponse:
    """Name somebody to a team."""
    found, given = _open(request, number, Ability.KEEP_TEAMS), request.POST
    assert request.account is not None
    try:
        term = _term(given) or Term(max(_today(), found.valid_from))
        branch = queries.branch(int(given["branch"])) if given.get("branch", "").isdecimal() else None
        member = Member(
            given.get("full_name", ""), given.get("personal_id", ""), term, "leads" in given, "youth_union" in given,
            branch,
        )  # fmt: skip
        actions.name_member(team=found, member=member, by=request.account, at=clock.now())
    except Invalid as invalid:
        return _show(request, found, invalid.errors)
    return redirect("team", number)


@page(Ability.KEEP_TEAMS, methods=("POST",))
def end_term(request: Request, number: int, term: int) -> HttpResponse:
    """End the term of a member today."""
    found = _open(request, number, Ability.KEEP_TEAMS)
    held = queries.membership(term)
    if held is None or held.team_id != found.pk:
        raise Http404
    assert request.account is not None
    try:
        actions.end_term(membership=held, on=_today(), by=request.account, at=clock.now())
    except Refused as refused:
        return _show(request, found, {refused.field: refused.message})
    return redirect("team", number)


@page(Ability.KEEP_TEAMS, methods=("POST",))
def end(request: Request, number: int) -> HttpResponse:
    """Dissolve a team, or carry it on at an office that took over the work of its own."""
    found = _open(request, number, Ability.KEEP_TEAMS)
    assert request.account is not None
    try:
        if "heir" in request.POST:
            office = offices.office(request.POST["heir"])
            if office is None:
                raise Http404
            check(request, Ability.KEEP_TEAMS, Thing(offices=frozenset(offices.path_ids(office))))
            made = actions.hand_over(team=found, office=office, by=request.account, at=clock.now())
            return redirect("team", made.pk)
        last = typed.day(request.POST, "last") or _today()
        actions.dissolve_team(team=found, on=last, by=request.account, at=clock.now())
    except Refused as refused:
        return _show(request, found, {"last" if refused.field in ("to", "last") else refused.field: refused.message})
    except Invalid as invalid:
        return _show(request, found, {"": next(iter(invalid.errors.values()))})
    return redirect("team", number)


@page(Ability.KEEP_TEAMS, methods=_BOTH)
def take_list(request: Request) -> HttpResponse:
    """Take a list of teams and members from a file, and say what became of each row."""
    errors, report = dict[str, str](), None
    if request.method == "POST":
        assert request.account is not None
        file = request.FILES.get("file")
        among = list(_mine(request).values())
        try:
            if file is None or not file.size:
                raise Refused("Chọn tệp Excel hoặc CSV.", "file")
            content = file.read(importing.LARGEST + 1)
            report = importing.take(content=content, among=among, by=request.account, at=clock.now())
        except Refused as refused:
            errors = {refused.field: refused.message}
    context = {"errors": errors, "report": report}
    return render(request, "steering/teams_import.html", context, status=422 if errors else 200)


@page(Ability.KEEP_TEAMS, methods=_BOTH)
def branches(request: Request) -> HttpResponse:
    """Keep the branches of mass organisations at one's offices."""
    mine, errors = _mine(request), dict[str, str]()
    if request.method == "POST":
        office = mine.get(request.POST.get("office", ""))
        if office is None or request.account is None:
            raise Forbidden
        try:
            actions.found_branch(
                office=office, kind=request.POST.get("kind", ""), name=request.POST.get("name", ""),
                by=request.account, at=clock.now(),
            )  # fmt: skip
            return redirect("branches")
        except Invalid as invalid:
            errors = invalid.errors
    context = {
        "rows": queries.branch_lines([one.pk for one in mine.values()], on=_today()), "errors": errors,
        "given": {name: request.POST.get(name, "") for name in ("office", "kind", "name")},
        "offices": [(code, one.short_name) for code, one in mine.items()], "kinds": list(OrganisationKind),
    }  # fmt: skip
    return render(request, "steering/branches.html", context, status=422 if errors else 200)


@page(Ability.KEEP_TEAMS, methods=("POST",))
def close_branch(request: Request, number: int) -> HttpResponse:
    """Keep a branch no longer."""
    found = queries.branch(number)
    if found is None:
        raise Http404
    check(request, Ability.KEEP_TEAMS, Thing(offices=frozenset(offices.path_ids(found.office))))
    assert request.account is not None
    actions.close_branch(branch=found, by=request.account, at=clock.now())
    return redirect("branches")


def _show(request: Request, found: CommunityTeam, errors: dict[str, str]) -> HttpResponse:
    about = Thing(offices=frozenset(offices.path_ids(found.office)))
    today, given = _today(), request.POST
    over = found.valid_to is not None and found.valid_to <= today
    ended = found.office.valid_to is not None and found.office.valid_to < today
    rows = queries.members(found)
    context = {
        "about": found, "errors": errors, "over": over, "today": today,
        "heirs": queries.heirs(found.office) if ended and not over else [],
        "keeps": may(request.who, Ability.KEEP_TEAMS, about) and not over,
        "now": [one for one in rows if one.valid_to is None or one.valid_to >= today],
        "before": [one for one in rows if one.valid_to is not None and one.valid_to < today],
        "branches": [(one.pk, one.name) for one in queries.branches(offices.path_ids(found.office), on=today)],
        "given": {name: given.get(name, "") for name in _MEMBER}, "leads": "leads" in given,
        "young": "youth_union" in given, "first": typed.day_text(given, "from"), "until": typed.day_text(given, "to"),
        "tomorrow": today + timedelta(1), "begun": found.valid_from <= today,
    }  # fmt: skip
    return render(request, "steering/team.html", context, status=422 if errors else 200)


def _term(given: Mapping[str, Any]) -> Term | None:
    """Return the days that were typed. Raises Invalid at the field of what is no day."""
    try:
        first, last = typed.day(given, "from"), typed.day(given, "to")
    except Refused as refused:
        raise Invalid({refused.field: refused.message}) from None
    return Term(first, last) if first else None


def _open(request: Request, number: int, ability: Ability) -> CommunityTeam:
    found = queries.team(number)
    if found is None:
        raise Http404
    check(request, ability, Thing(offices=frozenset(offices.path_ids(found.office))))
    return found


def _mine(request: Request) -> dict[str, Office]:
    held = reach(request.who, Ability.KEEP_TEAMS)
    return {one.code: one for one in queries.keepers(held, on=_today())}


def _today() -> date:
    return clock.local_day(clock.now())
