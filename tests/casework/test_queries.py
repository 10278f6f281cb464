"""The desk's queue, and the check of tables against the journal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.casework import actions, queries
from motcua.casework.lists import queue
from motcua.casework.models import Case
from motcua.casework.rules import Status, Tab
from motcua.core import clock
from motcua.filing.models import Dossier
from motcua.people.queries import roles
from motcua.people.rules import Role, Who
from motcua.site.command import main
from tests.factories import NOW, make_case, make_document, make_draft, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db


def _who(account):
    return Who(account.id, None, roles(account.id, on=clock.local_day(NOW)))


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def version(office):
    return make_version(offered_by=office)


def _codes(found):
    return [row.code for row in found.rows]


def test_the_queue_is_sorted_by_what_is_due(office, version):
    later = make_case(office=office, version=version, at=NOW)
    waiting = make_case("received", office=office, version=version, at=NOW)
    actions.ask_supplement(case=waiting, reason="Thiếu", by=make_officer(office), at=NOW)
    sooner = make_case(office=office, version=version, at=NOW - timedelta(3))
    found = queries.queue(_who(make_officer(office)), at=NOW, tab=Tab.ALL)
    assert _codes(found) == [case.dossier.code for case in (sooner, later, waiting)]


def test_tabs_count_what_is_late_due_today_waiting_and_to_return(office, version):
    make_case(office=office, version=version, at=NOW - timedelta(7))
    make_case(office=office, version=version, at=NOW.replace(hour=7, minute=0))
    make_case("finished", office=office, version=version)
    make_case("returned", office=office, version=version)
    asked = make_case("received", office=office, version=version)
    actions.ask_supplement(case=asked, reason="Thiếu", by=make_officer(office), at=NOW)
    found = queries.queue(_who(make_officer(office)), at=NOW)
    assert found.counts == {
        Tab.MINE: 3, Tab.TODAY: 1, Tab.LATE: 1, Tab.WAITING: 1, Tab.TO_RETURN: 1, Tab.ALL: 4,
    }  # fmt: skip


def test_mine_is_what_ones_roles_may_act_on_now(office, version):
    new = make_case(office=office, version=version)
    officer = make_officer(office, Role.CASE_OFFICER)
    boss = make_officer(office, Role.APPROVER)
    working = make_case("received", office=office, version=version)
    working = actions.assign(case=working, officer=officer, by=make_officer(office), at=NOW)
    make_case("in_progress", office=office, version=version)
    proposed = make_case("proposed", office=office, version=version)
    mine = {who: _codes(queries.queue(_who(who), at=NOW)) for who in (make_officer(office), officer, boss)}
    assert list(mine.values()) == [[new.dossier.code], [working.dossier.code], [proposed.dossier.code]]


def test_an_officer_sees_her_office_and_those_below_but_no_other(office, version):
    below = make_office(office)
    make_case(office=below, version=version)
    make_case()
    assert queries.queue(_who(make_officer(office)), at=NOW, tab=Tab.ALL).counts[Tab.ALL] == 1
    assert queries.queue(_who(make_officer(make_office())), at=NOW, tab=Tab.ALL).rows == []


def test_a_part_of_the_code_finds_closed_cases_too(office, version):
    closed = make_case("returned", office=office, version=version)
    other = make_case()
    who = _who(make_officer(office))
    for typed in (closed.dossier.code, closed.dossier.code.lower(), f" {closed.dossier.code[-11:]} "):
        assert _codes(queries.queue(who, at=NOW, code=typed)) == [closed.dossier.code]
    assert _codes(queries.queue(who, at=NOW, code=other.dossier.code)) == []


def test_a_long_queue_has_pages(office, version, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    cases = [make_case(office=office, version=version) for _ in range(3)]
    who = _who(make_officer(office))
    first, second = (queries.queue(who, at=NOW, page=page) for page in (1, 2))
    assert [*_codes(first), *_codes(second)] == [case.dossier.code for case in cases]
    assert (first.more, second.more) == (True, False)


@pytest.mark.parametrize("size", [1, 50])
def test_the_queue_makes_two_statements_at_any_size(office, version, size, django_assert_num_queries):
    for _ in range(size):
        make_case(office=office, version=version)
    who = _who(make_officer(office))
    with django_assert_num_queries(2):
        assert len(queries.queue(who, at=NOW).rows) == size


def test_one_case_is_read_in_a_fixed_number_of_statements(office, version):
    case = make_case("returned", office=office, version=version)

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = queries.by_code(case.dossier.code)
            detail = queries.detail(found)
            [step.by.full_name for step in detail.steps]
            queries.facts(found)
        return len(captured)

    before = statements()
    for _ in range(3):
        other = make_case("in_progress", office=office, version=version)
        actions.ask_supplement(case=other, reason="x", by=other.officer, at=NOW)
    assert statements() == before == 4


def test_officers_who_may_get_a_case(office, version):
    case = make_case(office=office, version=version)
    fit = make_officer(office, Role.CASE_OFFICER, full_name="An")
    make_officer(office, Role.RECEPTION)
    make_officer(make_office(), Role.CASE_OFFICER)
    make_officer(office, Role.CASE_OFFICER, is_active=False)
    assert queries.case_officers(case, clock.local_day(NOW))[0] == fit


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": Status.RETURNED}, "status trong bảng là 10, nhật ký ghi 2"),
        ({"due_at": NOW}, "due_at trong bảng là 2026-11-20T09:00:00.000000+07:00"),
    ],
)
def test_a_case_changed_behind_the_journal_is_named(change, said):
    case = make_case("received")
    make_case("returned")
    Case.objects.filter(id=case.id).update(**change)
    (finding,) = queries.mismatches()
    assert finding.subject == f"dossier/{case.dossier.code}"
    assert said in finding.problem


def test_a_dossier_or_case_that_was_slipped_in_or_taken_away_is_named():
    gone, kept = make_case(), make_case()
    code = gone.dossier.code
    Case.objects.filter(id=gone.id).delete()
    assert [str(finding) for finding in queries.mismatches()] == [
        f"dossier/{code}: có hồ sơ nhưng không có việc giải quyết"
    ]
    type(make_draft()).objects.filter(dossier=gone.dossier).update(dossier=None)
    Dossier.objects.filter(id=gone.dossier_id).delete()
    assert [str(finding) for finding in queries.mismatches()] == [
        f"dossier/{code}: nhật ký có mục ghi nhưng không còn hồ sơ"
    ]
    copy = kept.dossier
    copy.pk, copy.code = None, "H27.5-261120-0001"
    copy.save(force_insert=True)
    assert "dossier/H27.5-261120-0001: có hồ sơ nhưng nhật ký không có mục ghi nào" in [
        str(finding) for finding in queries.mismatches()
    ]


def test_sending_takes_few_statements(office, version):
    drafts = [make_draft(version, office=office) for _ in range(2)]
    for draft in drafts:
        draft.attachments.create(document=make_document(), paper_position=1)
    actions.register(draft=drafts[0].key, by=drafts[0].account, at=NOW)
    filer = drafts[1].account
    with CaptureQueriesContext(connection) as captured:
        actions.register(draft=drafts[1].key, by=filer, at=NOW)
    # Without BEGIN and COMMIT (here a savepoint), with session and account: 14 of the 15 that a filing may take.
    assert len(captured) <= 14, [query["sql"][:90] for query in captured.captured_queries]


def test_verify_compares_tables_with_the_journal():
    case = make_case("received")
    untouched = CliRunner().invoke(main, ["journal", "verify"])
    Case.objects.filter(id=case.id).update(status=Status.RETURNED)
    changed = CliRunner().invoke(main, ["journal", "verify"])
    assert (untouched.exit_code, changed.exit_code) == (0, 1)
    assert f"dossier/{case.dossier.code}" in changed.stderr
