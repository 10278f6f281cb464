"""Many at once: codes without gap or duplicate, one dossier a draft, one officer first. Real threads, both databases."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from motcua.casework import actions, queries
from motcua.casework.rules import Status
from motcua.casework.several import intake
from motcua.casework.several.intake import Brought, Intake
from motcua.catalogue.rules import Channel
from motcua.core.errors import Refused
from motcua.filing.models import Dossier, Visit
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.people.facts import Facts
from motcua.people.models import Person
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_citizen, make_draft, make_office, make_officer, make_version
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_thirty_two_clients_get_codes_without_gap_or_duplicate():
    office = make_office(code="H27.90")
    version = make_version(offered_by=office)
    citizens = [make_citizen() for _ in range(32)]
    drafts = [make_draft(version, office=office, account=citizen) for citizen in citizens for _ in range(3)]

    def send(citizen, mine):
        return [actions.register(draft=draft.key, by=citizen, at=NOW).dossier.code for draft in mine]

    calls = [
        lambda citizen=citizen, mine=drafts[3 * n : 3 * n + 3]: send(citizen, mine)
        for n, citizen in enumerate(citizens)
    ]
    codes = sorted(code for outcome in at_once(calls) for code in outcome)
    assert codes == [f"H27.90-261120-{number:04d}" for number in range(1, 97)]
    assert Entry.objects.filter(kind="submitted").count() == 96
    assert list(findings()) == []
    assert list(queries.mismatches()) == []


def test_one_draft_sent_eight_times_at_once_makes_one_dossier():
    draft = make_draft()
    citizen = draft.account
    sent = at_once([lambda: actions.register(draft=draft.key, by=citizen, at=NOW).dossier.code] * 8)
    assert len(set(sent)) == 1
    assert Dossier.objects.count() == Entry.objects.count() == 1


def test_what_fails_halfway_leaves_the_draft_and_spends_no_code():
    draft = make_draft()
    citizen = draft.account
    with pytest.raises(OSError), transaction.atomic():
        actions.register(draft=draft, by=citizen, at=NOW)
        raise OSError("no space left")
    assert actions.register(draft=draft, by=citizen, at=NOW).dossier.code.endswith("-0001")


def test_a_correction_and_a_move_at_once_agree_about_the_channel():
    cases = [make_case("received") for _ in range(6)]
    for case in cases:
        by = make_officer(case.competent_office, Role.CASE_OFFICER, Role.RECEPTION)
        correct = dict(case=case, reason="Nộp tại quầy", channel=Channel.DIRECT, by=by, at=NOW)
        move = dict(case=case, officer=by, by=by, at=NOW)
        at_once([lambda: actions.correct(**correct), lambda: actions.assign(**move)])  # noqa: B023 (called before the next)
    assert Entry.objects.filter(kind="corrected").count() == Entry.objects.filter(kind="assigned").count() == 6
    assert list(findings()) == list(queries.mismatches()) == []
    for entry in Entry.objects.filter(kind__in=["corrected", "assigned"]):
        assert "due_at" not in json.loads(entry.body)["was"]


def test_of_two_officers_one_is_first_and_the_other_is_told_who():
    case = make_case()
    officers = [make_officer(case.competent_office) for _ in range(2)]
    outcomes = at_once([lambda by=by: actions.accept(case=case, by=by, at=NOW, seen=1) for by in officers])
    won = [index for index, outcome in enumerate(outcomes) if not isinstance(outcome, Exception)]
    assert len(won) == 1
    refusal = outcomes[1 - won[0]]
    assert isinstance(refusal, Refused)
    assert officers[won[0]].full_name in refusal.message
    case.refresh_from_db()
    assert case.status == Status.RECEIVED
    assert Entry.objects.filter(kind="accepted").count() == 1
    assert list(queries.mismatches()) == []


def test_a_visit_that_is_sent_four_times_at_once_is_entered_once():
    office = make_office()
    officer, version = make_officer(office), make_version(offered_by=office)
    facts = Facts("Lê Thị Mận", "042190000012", phone="0912000111")
    visit = Intake("k" * 26, office, Channel.DIRECT, facts, (Brought(version, office),) * 2, reason="prefers")
    taken = at_once([lambda: intake.take_in(intake=visit, by=officer, at=NOW)] * 4)
    assert sorted(one.new for one in taken) == [False, False, False, True]
    assert (Visit.objects.count(), Person.objects.count(), Dossier.objects.count()) == (1, 1, 2)
    assert list(findings()) == []
