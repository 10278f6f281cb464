"""Who may do what: one table, read by people before it is read by the program."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.offices.rules import OfficeKind
from motcua.people.rules import NOBODY, Ability, Role, Thing, Who, held_at, may

COMMUNE, PROVINCE, ELSEWHERE = 3, 1, 9
IN_COMMUNE = Thing(owner_id=7, offices=frozenset({PROVINCE, COMMUNE}))
CITIZEN = Who(account_id=7, person_id=70)
DESK = {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.CLERK}
# Every ability of officers and the roles that have it. A new ability or role must be added here by hand.
TABLE = {
    Ability.SEE_DESK: DESK | {Role.PROCEDURE_CONTROLLER},
    Ability.SEE_DUE: DESK | {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.SEE_CASE: DESK | {Role.PROCEDURE_CONTROLLER},
    Ability.INTAKE: {Role.RECEPTION},
    Ability.SEE_REGISTER: DESK | {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.RECEIVE: {Role.RECEPTION},
    Ability.WORK: {Role.CASE_OFFICER},
    Ability.APPROVE: {Role.APPROVER},
    Ability.TAKE_PART: {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER},
    Ability.TALK: {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER},
    Ability.KEEP_TEXTS: {Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR},
    Ability.SEE_PETITIONS: {Role.RECEPTION, Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.TAKE_PETITIONS: {Role.RECEPTION, Role.PROCEDURE_CONTROLLER},
    Ability.HANDLE_PETITIONS: {Role.PROCEDURE_CONTROLLER},
    Ability.IMPORT_DOSSIERS: {Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR},
    Ability.KEEP_OUTSIDE: {Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR},
    Ability.TRAIN: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.STEER: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.KEEP_INDEX: {Role.PROCEDURE_CONTROLLER},
    Ability.RAISE_DIFFICULTY: set(Role),
    Ability.ANSWER_DIFFICULTY: {Role.PROCEDURE_CONTROLLER},
    Ability.REACH_OUT: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.SEE_WATCH: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.CARRY_OUT: set(Role),
    Ability.KEEP_TEAMS: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.SEE_FIGURES: {Role.PROCEDURE_CONTROLLER, Role.LEADER, Role.ADMINISTRATOR},
    Ability.ISSUE_REPORTS: {Role.LEADER},
    Ability.KEEP_CALENDAR: {Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR},
    Ability.HELP: set(Role),
    Ability.CORRECT: {Role.PROCEDURE_CONTROLLER},
    Ability.NAME_DEPUTY: {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.CLERK},
}
things = st.builds(Thing, st.none() | st.integers(1, 9), st.frozensets(st.integers(1, 9), max_size=4))
pairs = st.frozensets(st.tuples(st.sampled_from(Role), st.integers(1, 9)), max_size=5)
officers = st.builds(Who, st.integers(1, 9), st.none(), pairs)


def officer(role, office=COMMUNE):
    return Who(account_id=8, roles=frozenset({(role, office)}))


def test_the_table_names_every_ability_of_officers():
    of_citizens = {Ability.FILE, Ability.SEE_OWN, Ability.LEARN_TO_ASSIST, Ability.ASSIST}
    assert TABLE.keys() == set(Ability) - of_citizens - {Ability.BROWSE}


@pytest.mark.parametrize(
    ("who", "learns", "assists"),
    [
        (Who(7, 70), False, False),
        (Who(7, 70, in_team=True), True, False),
        (Who(7, 70, in_team=True, ready=True), True, True),
        (Who(7, 70, ready=True), False, False),  # her term is over
        (Who(8, None, frozenset((role, 1) for role in Role)), False, False),  # officers help by their own pages
        (NOBODY, False, False),
    ],
)
def test_a_member_of_a_team_learns_first_and_then_assists(who, learns, assists):
    hers, another = Thing(owner_id=7), Thing(owner_id=9)
    for ability, may_do in ((Ability.LEARN_TO_ASSIST, learns), (Ability.ASSIST, assists)):
        assert (may(who, ability), may(who, ability, hers), may(who, ability, another)) == (may_do, may_do, False)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("ability", TABLE)
def test_a_role_has_exactly_the_abilities_of_the_table(role, ability):
    allowed = role in TABLE[ability]
    assert may(officer(role), ability) is allowed
    assert may(officer(role), ability, IN_COMMUNE) is allowed


@pytest.mark.parametrize("ability", TABLE)
def test_a_role_reaches_down_the_tree_and_nowhere_else(ability):
    role = next(iter(TABLE[ability]))
    assert may(officer(role, PROVINCE), ability, IN_COMMUNE)
    assert not may(officer(role, ELSEWHERE), ability, IN_COMMUNE)
    assert not may(officer(role, COMMUNE), ability, Thing(offices=frozenset({PROVINCE})))


def test_what_belongs_to_a_person_is_reached_by_her_account_alone():
    hers, another = Thing(person_id=7), Thing(owner_id=9, person_id=7)
    assert may(Who(1, 7), Ability.SEE_OWN, hers) and not may(Who(1, 7), Ability.SEE_OWN, another)
    assert not may(Who(2, 8), Ability.SEE_OWN, hers) and not may(NOBODY, Ability.SEE_OWN, hers)
    officer = Who(3, None, frozenset((role, 1) for role in Role))
    assert not may(officer, Ability.SEE_OWN, hers) and not may(officer, Ability.RECEIVE, hers)


@pytest.mark.parametrize("ability", [Ability.FILE, Ability.SEE_OWN])
def test_only_the_filer_reaches_what_is_hers(ability):
    assert may(CITIZEN, ability) and may(CITIZEN, ability, IN_COMMUNE)
    assert not may(Who(account_id=6, person_id=60), ability, IN_COMMUNE)
    assert not may(CITIZEN, ability, Thing(owner_id=None))


@given(officers, things, st.sampled_from([Ability.FILE, Ability.SEE_OWN]))
def test_no_role_ever_opens_another_persons_drafts(who, thing, ability):
    assert not may(who, ability, thing) and not may(who, ability)


@given(st.sampled_from(Ability), st.none() | things)
def test_a_visitor_browses_and_no_more(ability, thing):
    assert may(NOBODY, ability, thing) is (ability is Ability.BROWSE)


@given(st.sampled_from(sorted(TABLE)), st.none() | things)
def test_a_citizen_has_no_ability_of_officers(ability, thing):
    assert not may(CITIZEN, ability, thing)


@given(officers, st.sampled_from(Ability), things)
def test_what_one_may_do_about_a_thing_one_may_do_in_general(who, ability, thing):
    assert may(who, ability) or not may(who, ability, thing)


@pytest.mark.parametrize("kind", OfficeKind)
@pytest.mark.parametrize("role", Role)
def test_only_reception_at_a_counter_or_service_centre_serves_the_office_above(role, kind):
    counter = kind in (OfficeKind.COUNTER, OfficeKind.SERVICE_CENTRE)
    serves = role is Role.RECEPTION and counter
    assert held_at(role, 31, kind, COMMUNE) == (COMMUNE if serves else 31)
    assert held_at(role, 31, kind, None) == 31


def test_an_office_that_takes_part_sees_and_does_no_more():
    there = Thing(offices=frozenset({COMMUNE + 1}), concerned=frozenset({COMMUNE}))
    everything = Who(account_id=8, roles=frozenset((role, COMMUNE) for role in Role))
    assert {ability for ability in TABLE if may(everything, ability, there)} == {Ability.SEE_CASE}
