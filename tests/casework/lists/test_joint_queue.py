"""Joint procedures in the queue of whoever reaches several of their offices, and in the search."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.casework import queries
from motcua.casework.moves import holding
from motcua.casework.rules import Tab
from motcua.core import clock
from motcua.people import queries as people
from motcua.people.rules import Role, Who
from tests.casework.joint_cases import EVERY, Joint
from tests.factories import NOW, make_office, make_officer

pytestmark = pytest.mark.django_db
NONE = dict.fromkeys(Tab, 0)


def _queue(who, tab=Tab.MINE, **given):
    found = queries.queue(who, at=NOW, tab=tab, **given)
    return [row.code for row in found.rows], found.counts


def _who(account):
    return people.who(account.pk, on=clock.local_day(NOW))


@pytest.fixture
def above():
    return make_office()


@pytest.fixture
def joint(above):
    made = Joint(home=make_office(above), commune=make_office(above))
    made.check()
    return made


@pytest.mark.parametrize("wide", [False, True])
def test_whoever_reaches_both_offices_has_the_case_once_and_as_hers_to_do(above, joint, wide):
    who = _who(make_officer(above, *EVERY))
    assert who.wide == {above.pk}
    who = who if wide else Who(who.account_id, None, who.roles)
    code, once = joint.case.dossier.code, NONE | {Tab.MINE: 1, Tab.ALL: 1}
    assert _queue(who) == ([code], once)
    assert _queue(who, Tab.ALL)[0] == [code]
    assert _queue(who, Tab.WAITING)[0] == []


@pytest.mark.parametrize("wide", [False, True])
def test_without_a_role_for_the_step_the_case_waits(above, joint, wide):
    who = _who(make_officer(above, Role.PROCEDURE_CONTROLLER))
    who = who if wide else Who(who.account_id, None, who.roles)
    code, waits = joint.case.dossier.code, NONE | {Tab.WAITING: 1, Tab.ALL: 1}
    assert _queue(who, Tab.WAITING) == ([code], waits)
    assert _queue(who) == ([], waits)


def test_what_is_hers_in_two_ways_is_counted_once(above):
    joint = Joint(home=make_office(above), commune=make_office(above), tax=make_office(above), more={"process": None})
    for office in (joint.commune, joint.tax):
        joint.do("ask_opinion", joint.home, office=office, question="Có vướng mắc không?", days=1)
    who = Who(joint.by(joint.home).pk, None, frozenset((role, above.pk) for role in EVERY))
    assert _queue(who) == ([joint.case.dossier.code], NONE | {Tab.MINE: 1, Tab.ALL: 1})


def test_what_waits_for_an_office_stands_among_its_own_by_the_due_time_of_the_step(joint):
    own = Joint(home=joint.commune, at=NOW - timedelta(1), more={"process": None})
    codes, _ = _queue(_who(joint.by(joint.commune)), Tab.ALL)
    due = {joint.case.dossier.code: joint.row("post").due_at, own.case.dossier.code: own.case.next_due_at}
    assert codes == sorted(due, key=due.__getitem__)


def test_a_search_finds_what_an_office_was_concerned_with_unless_that_was_withdrawn(joint):
    code, there = joint.case.dossier.code, _who(joint.by(joint.tax))
    assert _queue(there, code=code)[0] == []
    joint.do("ask_opinion", joint.home, office=joint.tax, question="Có nợ thuế không?", days=1)
    assert _queue(there, code=code)[0] == _queue(there, code=code[-11:])[0] == [code]
    joint.do("close_opinion", joint.home, about=holding.steps(joint.case)[-1], reason="Không cần nữa")
    assert _queue(there, code=code)[0] == _queue(there, code=code[-11:])[0] == []
