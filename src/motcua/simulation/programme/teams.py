"""Community teams of villages: the branches behind them, who leads, who belongs to the Youth Union, who may help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.adoption.models import Branch, CommunityTeam
from motcua.adoption.teams import actions, queries, rules
from motcua.adoption.teams.actions import Member
from motcua.adoption.teams.rules import OrganisationKind, Term
from motcua.core import clock
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.simulation.programme.setting import at

_BRANCHES = {OrganisationKind.YOUTH_UNION: "Chi đoàn", OrganisationKind.WOMENS_UNION: "Chi hội Phụ nữ"}
DECISION = "{number}/QĐ-UBND (mô phỏng)"


@dataclass(slots=True)
class Team:
    """A team and the accounts of those of its members who passed the self-check."""

    about: CommunityTeam
    helpers: list[Account]


def form(
    office: Office, village: str, members: Sequence[Account], *, on: date, by: Account, young: bool = True,
    leader: bool = True, learners: int = 1,
) -> Team:  # fmt: skip
    """Form the team of a village with its members, from a day on; the day after all but the last `learners` may help.

    The first one leads, unless there is no `leader`; the second one is sent by the Youth Union, unless none is `young`,
    the others by the Women's Union.
    """
    decision = DECISION.format(number=on.toordinal() % 90 + 10)
    made = actions.form_team(office=office, village=village, decision=decision, term=Term(on), by=by, at=at(on))
    for number, account in enumerate(members):
        person, sent = account.person, None
        assert person is not None
        if number:
            kind = OrganisationKind.YOUTH_UNION if young and number == 1 else OrganisationKind.WOMENS_UNION
            sent = branch(office, kind, by=by, at=at(on))
        said = Member(person.full_name, person.personal_id or "", Term(on), leader and not number, branch=sent)
        actions.name_member(team=made, member=said, by=by, at=at(on, 10))
    for number, account in enumerate(members):
        learn(account, at=at(on + timedelta(1), 20), passes=number < len(members) - learners)
    return Team(made, able(members[: len(members) - learners]))


def branch(office: Office, kind: OrganisationKind, *, by: Account, at: datetime) -> Branch:
    """Return the branch of an organisation at an office, kept from this day on when there was none."""
    known = next((one for one in queries.branches([office.pk], on=clock.local_day(at)) if one.kind == kind.value), None)
    name = f"{_BRANCHES[kind]} {office.short_name}"
    return known or actions.found_branch(office=office, kind=kind.value, name=name, by=by, at=at)


def learn(account: Account, *, at: datetime, passes: bool) -> None:
    """Let a member take the self-check; who does not pass gets the first question wrong."""
    check = rules.check()
    given: dict[str, int | None] = {one.key: one.right for one in check.questions}
    if not passes:
        given[check.questions[0].key] = None
    actions.take_check(check=check, given=given, by=account, at=at)


def able(accounts: Sequence[Account]) -> list[Account]:
    """Return accounts as they are now, with their people."""
    found = Account.objects.select_related("person").in_bulk([one.pk for one in accounts])
    return [found[one.pk] for one in accounts]
