"""What an entry tells for the figures: where, by whom, at what cost, asked for what, and how it went."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from motcua.casework import actions, queries
from motcua.casework.deadlines import judging, on_time
from motcua.casework.rules import TOLD_LATER
from motcua.casework.several import intake
from motcua.catalogue.models import Fee, FilingWay
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.core.clock import stamp
from motcua.correspondence import actions as correspondence
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.offices.models import Place
from motcua.people.models import Appointment
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_document, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _journal_and_tables_agree():
    yield
    assert list(journal.findings()) == list(queries.mismatches()) == []


def _told(case):
    return json.loads(Entry.objects.filter(subject=f"dossier/{case.dossier.code}").latest("number").body)


def _fact(case, name):
    return _told(case)["facts"][name]


def _change(case, name):
    """(what a fact was before the last entry, what it is)."""
    told = _told(case)
    return told.get("was", {}).get(name, told["facts"][name]), told["facts"][name]


def test_a_filing_tells_its_place_its_cost_and_that_an_e_id_vouches_for_the_filer():
    office = make_office()
    Place.objects.filter(id=office.place_id).update(code="18082", valid_from=date(2025, 1, 1))
    office.refresh_from_db()
    told = _told(make_case(office=office))["facts"]
    assert {name: told[name] for name in TOLD_LATER} == {
        **TOLD_LATER, "place": "18082/2025-01", "verified": True, "fee_due": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amounts", "due"), [([], None), ([0], False), ([0, 8000], True), ([None], None), ([None, 8000], True)]
)
def test_whether_a_filing_costs_something_is_what_the_record_says_of_its_way(amounts, due):
    office = make_office()
    version = make_version(offered_by=office)
    for number, way in enumerate(version.ways.all()):
        Fee.objects.bulk_create([Fee(way=way, position=number, amount=amount) for amount in amounts])
    assert _fact(make_case(version=version, office=office), "fee_due") is due


def test_another_channel_that_is_put_right_has_its_own_cost():
    version, office = make_version(), make_office()
    FilingWay.objects.filter(version=version).delete()
    for channel, amount in ((Channel.DIRECT, 8000), (Channel.POST, 0)):
        way = FilingWay.objects.create(version=version, position=channel, channel=channel)
        Fee.objects.create(way=way, position=1, amount=amount)
    case = actions.register_received(
        version=version, office=office, channel=Channel.POST, by=make_officer(office, "reception"), at=NOW
    )
    assert _fact(case, "fee_due") is False
    controller = make_officer(office, Role.PROCEDURE_CONTROLLER)
    actions.correct(case=case, reason="Ghi nhầm", channel=Channel.DIRECT, by=controller, at=NOW + DAY)
    assert _change(case, "fee_due") == (False, True)


def test_an_assignment_tells_officer_and_division_and_a_recall_takes_them_back():
    office = make_office()
    division = make_office(office, code="H27.5.7", kind="division")
    chief = make_officer(office, "reception")
    officer = make_officer(office, "case_officer")
    case = make_case("received", officer=chief, office=office)
    actions.assign(case=case, officer=officer, by=chief, at=NOW)
    assert (_fact(case, "officer"), _fact(case, "division")) == (officer.pk, office.code)
    actions.recall(case=case, by=chief, at=NOW)
    assert (_change(case, "officer"), _change(case, "division")) == ((officer.pk, None), (office.code, None))
    Appointment.objects.create(account=officer, office=division, role=Role.CASE_OFFICER, valid_from=date(2020, 1, 1))
    actions.assign(case=case, officer=officer, by=chief, at=NOW)
    assert _fact(case, "division") == division.code


def test_a_scan_makes_a_dossier_digitised_and_so_does_a_file_that_comes_later():
    office = make_office()
    officer = make_officer(office, "reception")
    version = make_version()
    case = actions.register_received(version=version, office=office, channel=Channel.DIRECT, by=officer, at=NOW)
    assert _fact(case, "digitised") is False
    intake.add_scans(case=case, documents=[(None, make_document())], by=officer, at=NOW)
    assert _change(case, "digitised") == (False, True)
    intake.add_scans(case=case, documents=[(None, make_document(name="b.pdf"))], by=officer, at=NOW)
    assert _change(case, "digitised") == (True, True)


def test_requests_for_papers_are_told_until_they_come_to_nothing():
    office = make_office()
    officer = make_officer(office, "reception", "case_officer", "approver")
    case = make_case("received", officer=officer, office=office)
    due = case.due_at
    actions.ask_supplement(case=case, reason="Thiếu giấy", by=officer, at=NOW + DAY)
    assert _fact(case, "requests") == [[stamp(NOW + DAY), None]]
    actions.supplement(case=case, by=officer, at=NOW + 3 * DAY)
    assert _fact(case, "requests") == [[stamp(NOW + DAY), stamp(NOW + 3 * DAY)]]
    assert _fact(case, "judged_due_at") == stamp(due) < _fact(case, "due_at")
    actions.ask_supplement(case=case, reason="Thiếu nữa", again=True, by=officer, at=NOW + 3 * DAY)
    until = NOW + 60 * DAY
    actions.stop(case=case, reason="Không bổ sung", basis="Điều 1", by=officer, at=until)
    assert _fact(case, "requests") == [[stamp(NOW + DAY), stamp(NOW + 3 * DAY)]]
    assert _change(case, "ended_at") == (None, stamp(until))
    actions.resume(case=case, reason="Làm tiếp", by=officer, at=until + DAY)
    assert _change(case, "ended_at") == (stamp(until), None)


def test_what_was_asked_for_before_receipt_is_no_request_that_counts():
    office = make_office()
    officer = make_officer(office, "reception")
    case = make_case(office=office)
    actions.ask_supplement(case=case, reason="Thiếu giấy", by=officer, at=NOW)
    actions.supplement(case=case, by=officer, at=NOW + DAY)
    actions.accept(case=case, by=officer, at=NOW + DAY)
    assert (_fact(case, "requests"), _fact(case, "judged_due_at")) == ([], None)


def test_a_receipt_that_is_put_right_is_judged_by_a_due_time_made_anew():
    office = make_office()
    officer = make_officer(office, "reception", "case_officer", Role.PROCEDURE_CONTROLLER)
    case = actions.register_received(
        version=make_version(), office=office, channel=Channel.DIRECT, by=officer, at=NOW, submitted_at=NOW - 9 * DAY
    )
    actions.ask_supplement(case=case, reason="Thiếu giấy", by=officer, at=NOW + DAY)
    actions.supplement(case=case, by=officer, at=NOW + 3 * DAY)
    first = _fact(case, "judged_due_at")
    actions.correct(case=case, reason="Ghi nhầm giờ", received_at=NOW - 7 * DAY, by=officer, at=NOW + 4 * DAY)
    assert _change(case, "judged_due_at")[0] == first > _fact(case, "judged_due_at")
    held = queries.case_of(case.dossier)
    assert on_time.course_of(queries.facts(held)) == judging.courses([held])[held.pk]
    assert clock.parse_stamp(_fact(case, "judged_due_at")) == held.judged_due_at


def test_a_rating_changes_the_fact_of_how_it_went():
    officer = make_officer(office := make_office(), "reception", "case_officer", "approver")
    case = make_case("returned", officer=officer, office=office)
    correspondence.rate(case=case, answer="not_satisfied", by=None, at=NOW + DAY)
    assert _change(case, "satisfaction") == (None, "not_satisfied")
