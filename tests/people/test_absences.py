"""Who stands in for whom, from day to day, what she then reaches, and what the entries say about it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from motcua.casework import actions as casework
from motcua.casework import queries as cases
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.people import absences, actions, queries
from motcua.people.models import Absence
from motcua.people.rules import Ability, Role, Thing, Who, instead_of, may
from motcua.site.command import main
from tests.factories import NOW, START, make_case, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
IN_OFFICE = Thing(offices=frozenset({3}))


@pytest.fixture
def office():
    return make_office()


def officer(office, *roles, name):
    made = actions.create_officer(username=name, full_name=name.title(), by=None, at=NOW)
    for role in roles:
        actions.appoint(account=made, office=office, role=role, by=None, at=NOW, valid_from=START)
    return made


@pytest.fixture
def pair(office):
    """A case officer who is away and a receptionist who stands in for her."""
    return officer(office, Role.CASE_OFFICER, name="hoa"), officer(office, Role.RECEPTION, name="minh")


def _name(pair, first=TODAY, last=TODAY + timedelta(3), at=NOW):
    return absences.name_deputy(account=pair[0], deputy=pair[1], first=first, last=last, by=pair[0], at=at)


def _at(day):
    return clock.at(day, NOW.timetz().replace(tzinfo=None))


def test_a_deputy_reaches_what_the_absent_roles_reach_and_only_on_these_days(pair, office):
    _name(pair, first=TODAY + timedelta(1), last=TODAY + timedelta(2))
    thing = Thing(offices=frozenset({office.id}))
    able = [may(queries.who(pair[1].pk, on=TODAY + timedelta(n)), Ability.WORK, thing) for n in range(4)]
    assert able == [False, True, True, False]
    elsewhere = Thing(offices=frozenset({make_office().id}))
    assert not may(queries.who(pair[1].pk, on=TODAY + timedelta(1)), Ability.WORK, elsewhere)
    assert queries.roles(pair[1].pk, on=TODAY + timedelta(1)) == {(Role.RECEPTION, office.id)}


def test_the_rules_know_deputies_in_one_place():
    who = Who(8, None, frozenset({(Role.RECEPTION, 3)}), instead=frozenset({(Role.CASE_OFFICER, 3, 7)}))
    assert may(who, Ability.WORK, IN_OFFICE) and may(who, Ability.RECEIVE, IN_OFFICE)
    assert instead_of(who, Ability.WORK, IN_OFFICE) == 7
    assert instead_of(who, Ability.RECEIVE, IN_OFFICE) is None
    both = Who(8, None, frozenset({(Role.CASE_OFFICER, 3)}), instead=frozenset({(Role.CASE_OFFICER, 3, 7)}))
    assert instead_of(both, Ability.WORK, IN_OFFICE) is None
    assert instead_of(both, Ability.WORK, IN_OFFICE, 7) == 7
    assert who.acts_for == {7, 8}


def test_nothing_is_passed_on_and_no_office_is_administered_by_a_deputy(office):
    first, second, third = (officer(office, Role.CASE_OFFICER, name=name) for name in ("ann", "binh", "chi"))
    actions.appoint(account=first, office=office, role=Role.ADMINISTRATOR, by=None, at=NOW, valid_from=START)
    _name((first, second))
    with pytest.raises(Refused, match="vắng mặt") as refusal:
        _name((third, first))
    assert refusal.value.field == "deputy"
    assert not may(queries.who(second.pk, on=TODAY), Ability.KEEP_CALENDAR)
    _name((second, third))
    assert queries.who(third.pk, on=TODAY).acts_for == {second.pk, third.pk}


def test_whose_account_is_closed_is_not_stood_in_for(pair):
    _name(pair)
    actions.close_account(account=pair[0], by=None, at=NOW + timedelta(1))
    assert queries.who(pair[1].pk, on=TODAY + timedelta(1)).instead == frozenset()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY - timedelta(1), TODAY, "first"), (TODAY, TODAY - timedelta(1), "last"),
        (TODAY, TODAY + timedelta(367), "last"),
    ],
)  # fmt: skip
def test_days_are_ahead_in_order_and_within_a_year(pair, first, last, field):
    with pytest.raises(Refused) as refusal:
        _name(pair, first, last)
    assert refusal.value.field == field


def test_a_deputy_is_of_the_same_office_or_above_or_below(office):
    hoa = officer(office, Role.CASE_OFFICER, name="hoa")
    below = officer(make_office(office), Role.APPROVER, name="tuan")
    leader = officer(office, Role.LEADER, name="dung")
    stranger = officer(make_office(), Role.CASE_OFFICER, name="xaxa")
    assert queries.fit_deputies(hoa.pk, on=TODAY) == [below]
    for unfit in (stranger, leader, hoa):
        with pytest.raises(Refused) as refusal:
            _name((hoa, unfit))
        assert refusal.value.field == "deputy"


def test_one_deputy_at_a_time_and_an_end_makes_room(pair, office):
    made = _name(pair)
    other = officer(office, Role.CASE_OFFICER, name="lan")
    with pytest.raises(Refused) as refusal:
        _name((pair[0], other), first=TODAY + timedelta(3), last=TODAY + timedelta(5))
    assert refusal.value.field == "first"
    absences.end_absence(absence=made, by=pair[0], at=NOW)
    assert queries.who(pair[1].pk, on=TODAY).instead == frozenset()
    with pytest.raises(Refused):
        absences.end_absence(absence=made, by=pair[0], at=NOW)
    assert _name((pair[0], other)).deputy == other


def test_nobody_stands_in_for_herself(pair):
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(account=pair[0], deputy=pair[0], valid_from=TODAY, valid_to=TODAY)


def test_the_journal_tells_who_was_named_for_which_days(pair):
    made = _name(pair)
    absences.end_absence(absence=made, by=None, at=NOW + timedelta(1))
    told = Entry.objects.filter(subject=f"account/{pair[0].pk}", kind__startswith="deputy").order_by("number")
    assert [(entry.kind, entry.actor, json.loads(entry.body)["details"]) for entry in told] == [
        ("deputy_named", f"account:{pair[0].pk}", {
            "deputy": pair[1].pk, "first": TODAY.isoformat(), "last": (TODAY + timedelta(3)).isoformat(),
        }),
        ("deputy_ended", "system:command", {"deputy": pair[1].pk, "last": TODAY.isoformat()}),
    ]  # fmt: skip
    assert list(findings()) == []


def test_entries_name_who_acted_and_in_whose_stead(pair, office):
    absent, deputy = pair
    case = make_case("received", office=office, version=make_version(offered_by=office))
    case = casework.assign(case=case, officer=absent, by=deputy, at=NOW)
    _name(pair)
    case = casework.propose(case=case, by=deputy, at=NOW)
    entry = Entry.objects.get(kind="proposed")
    assert (entry.actor, json.loads(entry.body)["details"]) == (f"account:{deputy.pk}", {"instead_of": absent.pk})
    assert casework.take_back(case=case, by=deputy, at=NOW).proposed is False
    own = Entry.objects.get(kind="assigned")
    assert "instead_of" not in json.loads(own.body)["details"]
    assert list(cases.mismatches()) == []


def test_the_deputys_own_queue_holds_the_absent_ones_cases(pair, office):
    absent, deputy = pair
    version = make_version(offered_by=office)
    case = make_case("received", office=office, version=version)
    casework.assign(case=case, officer=absent, by=deputy, at=NOW)
    make_case("in_progress", office=office, version=version)
    before = cases.queue(queries.who(deputy.pk, on=TODAY), at=NOW)
    _name(pair)
    after = cases.queue(queries.who(deputy.pk, on=TODAY), at=NOW)
    assert [row.code for row in before.rows] == []
    assert [row.code for row in after.rows] == [case.dossier.code]


@pytest.mark.parametrize("many", [0, 1, 5])
def test_a_page_still_begins_with_two_statements(office, many, django_assert_num_queries):
    deputy = make_officer(office, Role.CASE_OFFICER)
    for _ in range(many):
        away = make_officer(office, Role.CASE_OFFICER, Role.APPROVER)
        Absence.objects.create(account=away, deputy=deputy, valid_from=TODAY, valid_to=TODAY)
    with django_assert_num_queries(2):
        account, who = queries.signed_in(deputy.pk, on=TODAY)
    assert account == deputy and len(who.acts_for) == many + 1
    assert who.posts == ((Role.CASE_OFFICER, office.short_name),)


def test_the_command_names_and_ends_a_deputy(pair):
    run = CliRunner().invoke
    until = date.today() + timedelta(9)  # noqa: DTZ011 (the command reads the clock)
    told = run(main, ["officer", "away", "hoa", "minh", "--to", until.isoformat()])
    assert told.exit_code == 0 and f"{until:%d/%m/%Y}" in told.output and "Minh thay Hoa" in told.output
    again = run(main, ["officer", "away", "hoa", "minh", "--to", until.isoformat()])
    assert again.exit_code == 1 and "Đã có người thay" in again.output
    back = run(main, ["officer", "back", "hoa"])
    assert "1 lần" in back.output
    assert datetime.now(clock.ZONE).date() > Absence.objects.get().valid_to
