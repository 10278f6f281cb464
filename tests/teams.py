"""A commune with a team, its members and a member who may help."""

from __future__ import annotations

from datetime import date

from motcua.adoption.teams import actions, rules
from motcua.adoption.teams.actions import Member
from motcua.adoption.teams.rules import Term
from motcua.people.models import Account
from tests.factories import NOW, make_citizen

FIRST = date(2026, 1, 1)


def form(office, by, village="Thôn 3", term=None, at=NOW):
    """Form a team of a village."""
    return actions.form_team(
        office=office, village=village, decision="125/QĐ-UBND", term=term or Term(FIRST), by=by, at=at
    )


def name(team, by, account=None, term=None, at=NOW, **more):
    """Name somebody to a team and return her account."""
    account = account or make_citizen()
    person = account.person
    member = Member(person.full_name, person.personal_id, term or Term(FIRST), **more)
    actions.name_member(team=team, member=member, by=by, at=at)
    return Account.objects.select_related("person").get(pk=account.pk)


def right_answers():
    return {one.key: one.right for one in rules.check().questions}


def ready(team, by, at=NOW, account=None, **more):
    """Return the account of a member who passed the self-check."""
    member = name(team, by, account=account, at=at, **more)
    actions.take_check(check=rules.check(), given=right_answers(), by=member, at=at)
    return Account.objects.select_related("person").get(pk=member.pk)
