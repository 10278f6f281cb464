"""Teams: formed, filled, ended, carried over to another office; the self-check; lists taken from a file."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from motcua.adoption.models import CommunityTeam, SelfCheck, TeamMembership
from motcua.adoption.teams import actions, importing, queries, rules
from motcua.adoption.teams.rules import Term
from motcua.core.errors import Invalid, Refused
from motcua.journal.models import Entry
from motcua.offices.models import OfficeSuccession
from motcua.people import helping
from motcua.people import queries as people
from motcua.people.models import Account, Person
from motcua.people.rules import Ability, Role, may
from tests.factories import NOW, make_citizen, make_office, make_officer
from tests.teams import FIRST, form, name, ready, right_answers

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def province(db):
    return make_office(tier="province", code="H27")


@pytest.fixture
def commune(province):
    return make_office(province, short_name="Xã Một")


@pytest.fixture
def keeper(commune):
    return make_officer(commune, Role.PROCEDURE_CONTROLLER)


@pytest.fixture
def team(commune, keeper):
    return form(commune, keeper)


def _who(account, on=TODAY):
    return people.signed_in(account.pk, on=on)[1]


def _lacks(office):
    return {line.team.village: line.lacks for line in queries.lines([office.pk], on=TODAY)}


def test_a_team_grows_until_it_lacks_nothing_and_every_step_is_an_entry(team, keeper, province):
    assert _lacks(province) == {"Thôn 3": ("leader", "youth", "ready")}
    name(team, keeper, leads=True)
    ready(team, keeper, youth_union=True)
    assert _lacks(province) == {"Thôn 3": ()}
    told = Entry.objects.filter(subject=rules.subject(team.pk)).order_by("number")
    assert [one.kind for one in told] == ["team_formed", "member_named", "member_named"]
    assert json.loads(told[2].body)["details"]["youth_union"] is True
    assert "Thôn 3" not in " ".join(one.body for one in told)


def test_a_second_term_at_once_and_a_second_leader_are_refused_and_two_in_a_row_are_not(team, keeper):
    first = name(team, keeper, term=Term(FIRST, date(2026, 6, 30)), leads=True)
    with pytest.raises(Invalid) as again:
        name(team, keeper, account=first, term=Term(date(2026, 6, 30)))
    with pytest.raises(Invalid) as two:
        name(team, keeper, term=Term(date(2026, 3, 1)), leads=True)
    assert list(again.value.errors) == ["from"] and list(two.value.errors) == ["leads"]
    name(team, keeper, account=first, term=Term(date(2026, 7, 1)), leads=True)
    assert [one.leads for one in queries.members(team)] == [True, True]


def test_a_number_under_another_name_is_refused_without_saying_whose_it_is(team, keeper):
    known = make_citizen(full_name="Hoàng Thị Hạt Dẻ").person
    member = actions.Member("Lê Thị Mận", known.personal_id, Term(FIRST))
    with pytest.raises(Invalid) as refused:
        actions.name_member(team=team, member=member, by=keeper, at=NOW)
    assert list(refused.value.errors) == ["full_name"] and "Hạt Dẻ" not in str(refused.value.errors)


def test_a_member_may_help_once_she_passed_and_until_her_term_ends(team, keeper):
    member = name(team, keeper)
    assert may(_who(member), Ability.LEARN_TO_ASSIST) and not may(_who(member), Ability.ASSIST)
    missed = actions.take_check(check=rules.check(), given={}, by=member, at=NOW)
    assert len(missed) == len(rules.check().questions) and not may(_who(member), Ability.ASSIST)
    assert actions.take_check(check=rules.check(), given=right_answers(), by=member, at=NOW) == []
    assert may(_who(member), Ability.ASSIST) and not may(_who(make_citizen()), Ability.LEARN_TO_ASSIST)
    assert [one.passed for one in SelfCheck.objects.order_by("id")] == [False, True]
    assert Entry.objects.get(kind="self_check_passed").actor == f"account:{member.pk}"
    term = TeamMembership.objects.get(person=member.person)
    actions.end_term(membership=term, on=TODAY, by=keeper, at=NOW)
    assert may(_who(member), Ability.ASSIST) and not may(_who(member, TODAY + timedelta(1)), Ability.ASSIST)
    with pytest.raises(Refused):
        actions.end_term(membership=term, on=TODAY, by=keeper, at=NOW)


def test_the_code_of_a_member_who_may_help_is_taken_and_that_of_one_who_may_not_is_not(team, keeper):
    able, learning, asking = ready(team, keeper), name(team, keeper), make_citizen()
    assert helping.helper(typed=helping.code(able.pk, TODAY), asked_by=asking, at=NOW) == able
    with pytest.raises(Refused):
        helping.helper(typed=helping.code(learning.pk, TODAY), asked_by=asking, at=NOW)


def test_somebody_who_signs_in_for_the_first_time_after_she_was_named_is_in_her_team(team, keeper):
    member = actions.Member("Lê Thị Mận", "042190000012", Term(FIRST))
    actions.name_member(team=team, member=member, by=keeper, at=NOW)
    person = Person.objects.get(personal_id="042190000012")
    account = Account.objects.create(username="new", full_name=person.full_name, person=person, created_at=NOW)
    assert may(_who(account), Ability.LEARN_TO_ASSIST)


def test_a_team_that_is_dissolved_ends_every_term_with_it(team, keeper):
    member = ready(team, keeper)
    actions.dissolve_team(team=team, on=TODAY - timedelta(1), by=keeper, at=NOW)
    assert not may(_who(member), Ability.LEARN_TO_ASSIST)
    assert {one.valid_to for one in queries.members(team)} == {TODAY - timedelta(1)}
    form(team.office, keeper, term=Term(TODAY))  # the village may have another one after it
    with pytest.raises(Invalid):
        form(team.office, keeper, village="THÔN  3", term=Term(TODAY + timedelta(9)))


def test_a_team_of_an_office_that_ended_is_shown_so_and_goes_on_at_its_heir_alone(province, keeper):
    old = make_office(province, valid_from=date(2020, 1, 1))
    team = form(old, keeper)
    member = ready(team, keeper, youth_union=True, leads=True)
    old.valid_to = date(2026, 6, 30)
    old.save()
    heir, stranger = make_office(province, valid_from=date(2026, 7, 1)), make_office(province)
    OfficeSuccession.objects.create(predecessor=old, successor=heir)
    assert _lacks(province)["Thôn 3"] == ("office",)
    with pytest.raises(Invalid):
        form(old, keeper, village="Thôn 4", term=Term(date(2026, 7, 1)))
    with pytest.raises(Refused):
        actions.hand_over(team=team, office=stranger, by=keeper, at=NOW)
    made = actions.hand_over(team=team, office=heir, by=keeper, at=NOW)
    assert (made.office, made.valid_from) == (heir, date(2026, 7, 1)) and _lacks(province) == {"Thôn 3": ()}
    assert may(_who(member), Ability.ASSIST)
    assert CommunityTeam.objects.get(pk=team.pk).valid_to == date(2026, 6, 30)


def test_a_list_is_taken_row_by_row_and_taken_again_changes_nothing(commune, keeper):
    make_citizen(full_name="Hoàng Thị Hạt Dẻ")
    taken = Person.objects.get().personal_id
    rows = [
        "Thôn/tổ dân phố;Số quyết định;Từ ngày;Họ và tên;Số định danh;Chức vụ;Đoàn viên",
        "Thôn 1;12/QĐ;01/02/2026;Lê Văn Một;042190000001;Tổ trưởng;không",
        "Thôn 1;12/QĐ;01/02/2026;Lê Thị Hai;42190000002;Tổ viên;x",
        "Thôn 1;12/QĐ;01/02/2026;Lê Văn Ba;042190000003;Tổ trưởng;",
        "Thôn 2;13/QĐ;32/02/2026;Lê Văn Bốn;042190000004;;",
        f"Thôn 2;13/QĐ;01/02/2026;Lê Văn Năm;{taken};;",
        "Thôn 3;13/QĐ;01/02/2026;Lê Văn Sáu;123;;",
        "=1+1;13/QĐ;01/02/2026;Lê Văn Bảy;042190000007;;",
    ]
    content = "\n".join(rows).encode()
    report = importing.take(content=content, among=[commune], by=keeper, at=NOW)
    assert (report.rows, report.created, report.unchanged, report.rejected) == (7, 2, 0, 5)
    assert [(one["row"], one["field"]) for one in report.notes] == [
        (4, "leads"), (5, "from"), (6, "full_name"), (7, "personal_id"), (8, "village"),
    ]  # fmt: skip
    assert _lacks(commune) == {"Thôn 1": ("ready",)}
    again = importing.take(content=content, among=[commune], by=keeper, at=NOW)
    assert (again.created, again.unchanged, again.rejected) == (0, 2, 5)
    with pytest.raises(Refused) as refused:
        importing.take(content=b"a;b;c\n1;2;3", among=[commune], by=keeper, at=NOW)
    assert refused.value.field == "file"


def test_branches_are_kept_and_make_a_member_one_of_the_youth_union(team, keeper, commune):
    branch = actions.found_branch(office=commune, kind="youth_union", name="Chi đoàn thôn 3", by=keeper, at=NOW)
    with pytest.raises(Invalid):
        actions.found_branch(office=commune, kind="youth_union", name="Chi đoàn thôn 3", by=keeper, at=NOW)
    name(team, keeper, branch=branch)
    assert "youth" not in _lacks(commune)["Thôn 3"]
    actions.close_branch(branch=branch, by=keeper, at=NOW)
    with pytest.raises(Refused):
        actions.close_branch(branch=branch, by=keeper, at=NOW)


def test_branches_are_counted_teams_name_their_organisations_and_villages_without_a_team_are_named(
    team, keeper, commune, province
):
    branch = actions.found_branch(office=commune, kind="youth_union", name="Chi đoàn thôn 3", by=keeper, at=NOW)
    other = actions.found_branch(office=commune, kind="veterans", name="Chi hội", by=keeper, at=NOW)
    for where in (team, team, form(commune, keeper, "Thôn 4")):
        name(where, keeper, branch=branch)
    gone = form(commune, keeper, "Thôn 5")
    form(commune, keeper, "Thôn 6")
    type(gone).objects.filter(pk=gone.pk).update(valid_to=date(2026, 2, 1))
    lines = queries.branch_lines([commune.pk], on=TODAY)
    assert {(one.branch, one.teams, one.members) for one in lines} == {(branch, 2, 3), (other, 0, 0)}
    assert queries.senders([province.pk], on=TODAY)[team.pk] == ["youth_union"]
    assert queries.without_team([province.pk], on=TODAY) == [gone]
    form(commune, keeper, "thon 5", term=Term(date(2026, 3, 1)))
    assert queries.without_team([province.pk], on=TODAY) == []
