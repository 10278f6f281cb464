"""One move for many cases: each its own transaction and entry, and one bad case does not stop the rest."""

from __future__ import annotations

import pytest
from django.db import connection

from motcua.casework import actions, queries
from motcua.casework.models import Case
from motcua.casework.rules import Status
from motcua.casework.several import bulk
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.people import queries as people
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def version(office):
    return make_version(offered_by=office)


def _who(account):
    return people.who(account.pk, on=NOW.date())


def _do(name, cases, by, **more):
    chosen = [(case.dossier.code, case.seen) for case in queries.by_codes([case.dossier.code for case in cases])]
    return bulk.move_each(name=name, chosen=chosen, who=_who(by), by=by, at=NOW, **more)


def test_each_case_has_its_own_entry_and_each_outcome_is_told(office, version):
    cases = [make_case(office=office, version=version) for _ in range(3)]
    outcomes = _do("accept", cases, make_officer(office))
    assert [(outcome.code, outcome.done, outcome.reason) for outcome in outcomes] == [
        (case.dossier.code, True, "") for case in cases
    ]
    assert Entry.objects.filter(kind="accepted").count() == 3
    assert list(findings()) == list(queries.mismatches()) == []


def test_all_are_assigned_to_one_officer(office, version):
    cases = [make_case("received", office=office, version=version) for _ in range(2)]
    worker = make_officer(office, Role.CASE_OFFICER)
    assert all(outcome.done for outcome in _do("assign", cases, make_officer(office), officer=worker))
    assert set(Case.objects.values_list("officer", "status")) == {(worker.id, int(Status.IN_PROGRESS))}


def test_one_bad_case_does_not_stop_the_rest(office, version):
    by = make_officer(office, Role.RECEPTION, Role.APPROVER)
    fine, moved, undecided, last = (make_case("proposed", office=office, version=version) for _ in range(4))
    for case in (fine, moved, last):
        back = actions.take_back(case=case, by=case.officer, at=NOW)
        actions.propose(case=back, by=case.officer, at=NOW, result=_stored())
    cases = [fine, moved, undecided, last]
    chosen = [(case.dossier.code, case.seen) for case in queries.by_codes([case.dossier.code for case in cases])]
    actions.send_back(case=moved, reason="Sai tên", by=by, at=NOW)
    outcomes = bulk.move_each(name="approve", chosen=chosen, who=_who(by), by=by, at=NOW)
    assert [outcome.done for outcome in outcomes] == [True, False, False, True]
    assert by.full_name in outcomes[1].reason and "đính kèm" in outcomes[2].reason
    assert list(queries.mismatches()) == []


def _stored():
    from tests.factories import make_document

    return make_document()


def test_access_is_asked_for_each_case(office, version):
    mine, others = make_case(office=office, version=version), make_case()
    by = make_officer(office)
    outcomes = _do("accept", [mine, others], by)
    assert [outcome.done for outcome in outcomes] == [True, False]
    assert others.dossier.code in outcomes[1].code and "cơ quan của bạn" in outcomes[1].reason
    boss = make_officer(office, Role.APPROVER)
    (outcome,) = _do("accept", [make_case(office=office, version=version)], boss)
    assert not outcome.done and "quyền" in outcome.reason


@pytest.mark.parametrize(("name", "size"), [("refuse", 1), ("accept", 201)])
def test_only_some_moves_and_at_most_two_hundred(name, size):
    by = make_officer(make_office())
    with pytest.raises(Refused):
        bulk.move_each(name=name, chosen=[("x", 1)] * size, who=_who(by), by=by, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_case_that_the_database_refuses_is_left_as_it_was_and_the_rest_go_on(office, version):
    cases = [make_case(office=office, version=version) for _ in range(3)]
    with connection.cursor() as cursor:
        bad = cases[1].pk
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER broken BEFORE UPDATE ON casework_case WHEN NEW.id = "
                f"{bad} BEGIN SELECT RAISE(ABORT, 'broken'); END"
            )
        else:
            cursor.execute(f"ALTER TABLE casework_case ADD CONSTRAINT broken CHECK (id <> {bad} OR status = 1)")
    try:
        outcomes = _do("accept", cases, make_officer(office))
    finally:
        with connection.cursor() as cursor:
            drop = (
                "DROP TRIGGER broken"
                if connection.vendor == "sqlite"
                else "ALTER TABLE casework_case DROP CONSTRAINT broken"
            )
            cursor.execute(drop)
    assert [outcome.done for outcome in outcomes] == [True, False, True]
    assert list(Case.objects.order_by("id").values_list("status", flat=True)) == [2, 1, 2]
    assert list(findings()) == list(queries.mismatches()) == []


@pytest.mark.parametrize("size", [1, 50])
def test_what_was_chosen_is_read_by_one_statement(office, version, size, django_assert_num_queries):
    codes = [make_case(office=office, version=version).dossier.code for _ in range(size)]
    with django_assert_num_queries(1):
        found = queries.by_codes([*codes, "H27.1-261120-9999"])
    assert [case.dossier.code for case in found] == codes
    assert {case.seen for case in found} == {1}
