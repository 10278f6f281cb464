"""Reading branches, teams, who belongs to them, and which lack somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from motcua.adoption.models.teams import Branch, CommunityTeam, TeamMembership
from motcua.adoption.teams.rules import Held, Term
from motcua.core.text import fold
from motcua.offices import queries as offices
from motcua.offices.models import Office, OfficeSuccession
from motcua.offices.rules import OfficeKind


def term(row: CommunityTeam | TeamMembership) -> Term:
    """Return the days of a team or membership."""
    return Term(row.valid_from, row.valid_to)


def being(office: Office) -> Term:
    """Return the days on which an office is in being."""
    return Term(office.valid_from or date.min, office.valid_to)


def team(number: int) -> CommunityTeam | None:
    """Return a team with its office; None when there is none. One statement."""
    return CommunityTeam.objects.select_related("office").filter(pk=number).first()


def team_of(office: Office, village: str, on: date) -> CommunityTeam | None:
    """Return the team of a village of an office on a day, by its name with marks or without. One statement."""
    found: CommunityTeam | None = CommunityTeam.objects.on(on).filter(office=office, village_key=fold(village)).first()
    return found


def members(team: CommunityTeam) -> list[TeamMembership]:
    """Return all terms in a team, those that last first, with person and branch. One statement."""
    rows = TeamMembership.objects.filter(team=team).select_related("person", "branch")
    return sorted(rows, key=lambda one: (one.valid_to is not None, not one.leads, fold(one.person.full_name), one.pk))


def held(team: CommunityTeam) -> list[Held]:
    """Return the terms in a team as the rules see them. One statement."""
    rows = TeamMembership.objects.filter(team=team)
    return [Held(one.person_id, one.leads, term(one)) for one in rows]


def membership(number: int) -> TeamMembership | None:
    """Return a term with team, office and person. One statement."""
    return TeamMembership.objects.select_related("team__office", "person").filter(pk=number).first()


def lasting(person_id: int, on: date) -> list[TeamMembership]:
    """Return the terms of a person that last on a day or begin later, the one that began first at the head, with team
    and office. One statement.
    """
    rows = TeamMembership.objects.filter(person_id=person_id).filter(_not_over(on), _not_over(on, "team__"))
    return list(rows.select_related("team__office").order_by("valid_from", "pk"))


def teams_on(person_id: int, on: date) -> list[CommunityTeam]:
    """Return the teams in whose name a person may help on a day. One statement."""
    return [one.team for one in lasting(person_id, on) if one.valid_from <= on and one.team.valid_from <= on]


def homes(people: Collection[int], on: date) -> list[Office]:
    """Return the offices of the teams in whose name any of some people (ids) may help on a day. One statement."""
    found = TeamMembership.objects.on(on).filter(_not_over(on, "team__"), person_id__in=people)
    begun = found.filter(team__valid_from__lte=on).values("team__office_id")
    return list(Office.objects.filter(id__in=begun).order_by("path"))


def _not_over(on: date, of: str = "") -> Q:
    return Q(**{f"{of}valid_to": None}) | Q(**{f"{of}valid_to__gte": on})


def is_heir(office: Office, ended: Office) -> bool:
    """Return whether an office took over the work of one that ended, at once or by way of another. Few statements."""
    seen: set[int] = set()
    waiting = [ended]
    while waiting:
        for one in offices.successors(waiting.pop()):
            if one.successor_id == office.pk:
                return True
            if one.successor_id not in seen:
                seen.add(one.successor_id)
                waiting.append(one.successor)
    return False


def heirs(ended: Office) -> list[Office]:
    """Return the offices that took over the work of one that ended, at once. One statement."""
    return [one.successor for one in offices.successors(ended)]


def keepers(ids: Collection[int], *, on: date) -> list[Office]:
    """Return the committees among some offices and those below them, highest first, then by name. One statement."""
    found = [one for one in offices.reached(ids, on=on) if one.kind == OfficeKind.COMMITTEE]
    return sorted(found, key=lambda one: (one.path.count("/"), fold(one.short_name)))


def branches(ids: Collection[int], *, on: date) -> list[Branch]:
    """Return the branches at some offices on a day, by kind and name. One statement."""
    found = Branch.objects.on(on).filter(office_id__in=ids).select_related("office")
    return sorted(found, key=lambda one: (one.kind, fold(one.name)))


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch with how many members it has in teams on a day, and in how many teams."""

    branch: Branch
    teams: int
    members: int


def branch_lines(ids: Collection[int], *, on: date) -> list[BranchLine]:
    """Return the branches at some offices on a day, by kind and name, with whom they sent. Two statements."""
    found = branches(ids, on=on)
    terms = TeamMembership.objects.on(on).filter(_not_over(on, "team__"), branch__in=[one.pk for one in found])
    counts = terms.values_list("branch").annotate(teams=Count("team", distinct=True), all_=Count("pk")).order_by()
    sent = {number: rest for number, *rest in counts}
    return [BranchLine(one, *sent.get(one.pk, (0, 0))) for one in found]


def members_at(ids: Collection[int], *, on: date) -> QuerySet[Any, Any]:
    """Return the ids of the persons who belong on a day to teams at some offices and below, to be asked with more."""
    terms = TeamMembership.objects.on(on).filter(_not_over(on, "team__"))
    return _below(terms, ids, "team__office__path").values("person")


def senders(ids: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Return which organisations (kinds) sent the members of each team at some offices and below. One statement."""
    terms = _below(TeamMembership.objects.on(on).exclude(branch=None), ids, "team__office__path")
    found: dict[int, list[str]] = {}
    for team_id, kind in terms.values_list("team", "branch__kind").distinct().order_by("branch__kind"):
        found.setdefault(team_id, []).append(kind)
    return found


def without_team(ids: Collection[int], *, on: date) -> list[CommunityTeam]:
    """Return the villages at some offices and below that had a team once and have none on a day, each by its last one,
    with office. Two statements.

    A village that never had a team is not known. A team that an office which took over carried on is one.
    """
    rows = _below(CommunityTeam.objects.filter(valid_from__lte=on), ids).select_related("office").order_by("valid_from")
    heirs_of: dict[int, set[int]] = {}
    for old, new in OfficeSuccession.objects.values_list("predecessor", "successor"):
        heirs_of.setdefault(old, set()).add(new)
    known, last = set(), dict[tuple[int, str], CommunityTeam]()
    for one in rows:
        last[one.office_id, one.village_key] = one
        if one.valid_to is None or one.valid_to >= on:
            known.add((one.office_id, one.village_key))
    missing = [
        one for (office, village), one in last.items()
        if not any((each, village) in known for each in (office, *heirs_of.get(office, ())))
    ]  # fmt: skip
    return sorted(missing, key=lambda one: (fold(one.office.short_name), _natural(one.village)))


def coming(ids: Collection[int], *, on: date) -> list[CommunityTeam]:
    """Return the teams at some offices and below that begin after a day, the next first, with office. One statement."""
    rows = _below(CommunityTeam.objects.filter(valid_from__gt=on), ids).select_related("office")
    return sorted(rows, key=lambda one: (one.valid_from, fold(one.office.short_name), _natural(one.village)))


def branch(number: int) -> Branch | None:
    """Return a branch with its office. One statement."""
    return Branch.objects.select_related("office").filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with how many members it has on a day: all, of the Youth Union, leading, and able to help."""

    team: CommunityTeam
    members: int
    young: int
    leaders: int
    ready: int

    @property
    def orphaned(self) -> bool:
        """Whether its office has ended."""
        return self.team.office.valid_to is not None

    @property
    def lacks(self) -> tuple[str, ...]:
        """What it lacks, as keys: "office", "leader", "youth", "ready"."""
        wanting = {
            "office": self.orphaned, "leader": not self.leaders, "youth": not self.young, "ready": not self.ready,
        }  # fmt: skip
        return tuple(key for key, lacking in wanting.items() if lacking)


def lines(ids: Collection[int], *, on: date) -> list[TeamLine]:
    """Return the teams in being on a day at some offices and below them, by office and village. One statement.

    A team whose office ended before stands there still, with that office.
    """
    rows = _below(CommunityTeam.objects.on(on), ids).select_related("office")
    mine = Q(members__valid_from__lte=on) & _not_over(on, "members__")
    counted = rows.annotate(
        all_=Count("members", filter=mine), young=Count("members", filter=mine & Q(members__youth_union=True)),
        leaders=Count("members", filter=mine & Q(members__leads=True)),
        ready=Count("members", filter=mine & Q(members__person__helps_ready=True)),
    )  # fmt: skip
    found = [TeamLine(one, one.all_, one.young, one.leaders, one.ready) for one in counted]
    return sorted(found, key=lambda line: (fold(line.team.office.short_name), _natural(line.team.village)))


def _natural(village: str) -> list[tuple[int, str]]:
    """«Thôn 2» comes before «Thôn 10»."""
    return [(int(word), "") if word.isdecimal() else (-1, word) for word in fold(village).split()]


def _below(rows: QuerySet[Any], ids: Collection[int], path: str = "office__path") -> QuerySet[Any]:
    below = Q(pk__in=[])
    for office in ids:
        below |= Q(**{f"{path}__contains": f"/{int(office)}/"})
    return rows.filter(below)
