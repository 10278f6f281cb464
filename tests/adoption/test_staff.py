"""Staff go first: an officer marks what is her own or her family's, nobody is listed, offices are counted."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from motcua.adoption.staff import actions, queries
from motcua.casework import actions as casework
from motcua.casework.several import intake
from motcua.casework.several.intake import Brought, Intake
from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core import canonical, clock
from motcua.core.errors import Invalid, Refused
from motcua.elsewhere import queries as elsewhere
from motcua.elsewhere.models import RecordedDossier
from motcua.filing import actions as filing
from motcua.filing.models import Draft
from motcua.filing.rules import ForStaff, InPersonReason, System
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.rules import Event
from motcua.offices.rules import OfficeKind
from motcua.people import helping
from motcua.people import queries as people
from motcua.people.facts import Facts
from motcua.people.rules import Role
from tests.factories import NOW, make_citizen, make_draft, make_office, make_officer, make_version
from tests.measures.cases import caught_up
from tests.measures.cases import facts as filed_facts
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def office(db):
    return make_office(make_office(tier="province", code="H27"), short_name="Xã Một")


@pytest.fixture
def officer(office):
    return make_officer(make_office(office, kind=OfficeKind.COUNTER), full_name="Đặng Văn Cán Bộ")


def _facts(case):
    entry = Entry.objects.filter(subject=f"dossier/{case.dossier.code}").order_by("number").first()
    return json.loads(entry.body)["facts"]


def _brought(office, officer, **more):
    version = make_version(offered_by=office, level=more.pop("level", ServiceLevel.FULL))
    given = {"for_staff": "", "staff_office": None, **more}
    made = Intake(
        f"{version.pk:0>26}", office, Channel.DIRECT, Facts("Lê Thị Mận", phone="0912000111"), (Brought(version, office),),
        reason=InPersonReason.NOT_ASKED, **given,
    )  # fmt: skip
    return intake.take_in(intake=made, by=officer, at=NOW).cases[0]


def test_the_mark_of_a_draft_becomes_a_fact_of_the_dossier_without_the_officer(office, officer):
    draft = make_draft(office=office)
    with pytest.raises(Refused) as refused:
        filing.set_for_staff(draft=draft, kind=ForStaff.SELF, office=None, by=draft.account, at=NOW)
    assert refused.value.field == "staff_code"
    filing.set_for_staff(draft=draft, kind=ForStaff.FAMILY, office=office, by=draft.account, at=NOW)
    case = casework.register(draft=draft, by=draft.account, at=NOW)
    told = _facts(case)
    assert (told["for_staff"], told["staff_office"]) == ("family", office.code)
    assert officer.username not in json.dumps(told)


def test_a_mark_can_be_taken_back_before_it_is_sent(office):
    draft = make_draft(office=office)
    for kind, where in ((ForStaff.SELF, office), (None, office)):
        filing.set_for_staff(draft=draft, kind=kind, office=where, by=draft.account, at=NOW)
    told = _facts(casework.register(draft=draft, by=draft.account, at=NOW))
    assert (told["for_staff"], told["staff_office"]) == (None, None)


def test_what_an_officer_brings_to_a_counter_is_marked_with_her_office_or_refused(office, officer):
    with pytest.raises(Invalid) as refused:
        _brought(office, officer, for_staff="self")
    assert refused.value.errors.keys() == {"staff_office"}
    told = _facts(_brought(office, officer, for_staff="self", staff_office=office))
    assert (told["channel"], told["for_staff"], told["staff_office"]) == (1, "self", office.code)
    assert _facts(_brought(office, officer, staff_office=office))["staff_office"] is None


def test_an_office_is_counted_with_what_could_have_been_online(office, officer, django_assert_num_queries):
    other = make_office(office.parent, short_name="Xã Hai")
    for kind, where in ((ForStaff.SELF, officer_office(officer)), (ForStaff.FAMILY, office)):
        draft = make_draft(office=office)
        filing.set_for_staff(draft=draft, kind=kind, office=where, by=draft.account, at=NOW)
        casework.register(draft=draft, by=draft.account, at=NOW)
    _brought(office, officer, for_staff="self", staff_office=office)
    _brought(office, officer, for_staff="self", staff_office=office, level=ServiceLevel.NONE)
    _brought(office, officer, for_staff="family", staff_office=other)
    _brought(office, officer)
    with django_assert_num_queries(3):
        found = queries.lines([office.parent_id], *YEAR)
    assert [(one.office, one.own, one.family, one.possible, one.online) for one in found] == [
        (other, 0, 1, 1, 0), (office, 3, 1, 3, 2),
    ]  # fmt: skip
    assert [one.office for one in queries.lines([other.pk], *YEAR)] == [other]
    assert queries.lines([office.parent_id], date(2025, 1, 1), date(2025, 12, 31)) == []


def officer_office(officer):
    return people.office_of(officer.pk, on=NOW.date())


def test_the_page_asks_for_her_own_code_keeps_what_was_chosen_and_takes_it_back(office, officer):
    draft = make_draft(office=office)
    citizen, here = signed_in(draft.account), reverse("helped", args=[draft.key])
    assert "Bạn là cán bộ" in text(citizen.get(here))
    given = {"help": "self", "for_staff": "family"}
    page = text(citizen.post(here, given))
    assert 'id="staff_code-error"' in page and 'value="family" checked' in page
    assert 'id="staff_code-error"' in text(citizen.post(here, {**given, "staff_code": "123 456 789"}))
    assert not Draft.objects.get(pk=draft.pk).for_staff
    code = helping.code(officer.pk, clock.local_day(clock.now()))
    assert citizen.post(here, {**given, "staff_code": code}).status_code == 302
    kept = Draft.objects.get(pk=draft.pk)
    assert (kept.for_staff, kept.staff_office) == ("family", officer_office(officer).code)
    assert citizen.post(here, given).status_code == 302, "the code is not asked for again"
    assert "người nhà" in text(citizen.get(reverse("check_answers", args=[draft.key])))
    assert citizen.post(here, {"help": "self", "for_staff": ""}).status_code == 302
    assert not Draft.objects.get(pk=draft.pk).for_staff


def test_leaders_see_their_offices_and_no_other(office, officer):
    other = make_office(office.parent, short_name="Xã Hai")
    draft = make_draft(office=office, at=clock.now())
    filing.set_for_staff(draft=draft, kind=ForStaff.SELF, office=office, by=draft.account, at=clock.now())
    casework.register(draft=draft, by=draft.account, at=clock.now())
    pages = [
        text(signed_in(make_officer(one, Role.LEADER)).get("/dieu-hanh/can-bo-lam-truoc/")) for one in (office, other)
    ]
    assert "1 trên 1" in pages[0] and "Chưa có hồ sơ nào được đánh dấu" in pages[1]


def _recorded(code, office, **facts):
    """A dossier of the portal as an import leaves it."""
    told = filed_facts(competent_office=office.code, system="national_portal", help="unknown", **facts)
    digest = canonical.digest(canonical.dumps(told))
    RecordedDossier.objects.create(code=code, source="x", digest=digest, known_until="")
    with transaction.atomic():
        journal.append(Event(f"dossier/{code}", "recorded", NOW, "system:command", facts=told, opens=True))


@pytest.mark.django_db(transaction=True)
def test_what_was_filed_elsewhere_is_marked_afterwards_without_naming_the_officer(office, officer):
    at = "2026-05-06T08:00:00.000000+07:00"
    for n in "12":
        _recorded(f"000.00.01.H27-260506-000{n}", office, submitted_at=at, received_at=at)
    with pytest.raises(Refused) as refused:
        actions.mark(code="H27-unknown", kind=ForStaff.SELF, by=officer, at=NOW)
    assert refused.value.field == "code" and queries.lines([office.pk], *YEAR) == []
    code = "000.00.01.H27-260506-0001"
    for _ in "ab":  # twice in a row: once
        actions.mark(code=f" {code.lower()} ", kind=ForStaff.FAMILY, by=officer, at=NOW)
    (entry,) = Entry.objects.filter(subject=f"dossier/{code}", kind="staff_marked")
    assert entry.actor == "system:staff" and json.loads(entry.body)["was"] == {"for_staff": None, "staff_office": None}
    (line,) = queries.lines([office.pk], *YEAR)
    assert (line.own, line.family, line.possible, line.online) == (0, 1, 1, 1)
    assert list(elsewhere.mismatches()) == []
    with pytest.raises(Refused, match="cơ quan khác"):
        actions.mark(code=code, kind=None, by=make_officer(make_office(office.parent)), at=NOW)
    caught_up()
    assert queries.filed_elsewhere([office.pk], *YEAR) == 2
    client = signed_in(officer)
    assert 'id="kind-error"' in text(client.post("/can-bo/danh-dau-ho-so/", {"code": code}), 422)
    nothing = text(client.post("/can-bo/danh-dau-ho-so/", {}), 422)
    assert 'id="kind-error"' in nothing and 'id="code-error"' in nothing
    taken_back = client.post("/can-bo/danh-dau-ho-so/", {"code": code, "kind": "none"}, follow=True)
    assert "Đã bỏ đánh dấu" in text(taken_back)
    assert queries.lines([office.pk], *YEAR) == []
    page = text(signed_in(make_officer(office, Role.LEADER)).get("/dieu-hanh/can-bo-lam-truoc/"))
    assert "2 hồ sơ trực tuyến nộp ở nơi khác" in page


def test_what_arrived_from_the_portal_is_marked_afterwards_and_what_was_filed_here_is_not(office, officer):
    code, version = "G22.99-261119-0007", make_version(offered_by=office, level=ServiceLevel.FULL)
    given = {"version": version, "office": office, "channel": Channel.ONLINE, "applicant": make_citizen().person}
    casework.arrive(code=code, at=NOW, submitted_at=NOW, system=System.NATIONAL_PORTAL, **given)
    hers = officer_office(officer).code
    marks = ((ForStaff.SELF, "self", hers), (ForStaff.FAMILY, "family", hers), (None, None, None))
    was = {"for_staff": None, "staff_office": None}
    for kind, told, where in marks:
        for _ in "ab":  # twice in a row: once
            actions.mark(code=f" {code.lower()} ", kind=kind, by=officer, at=NOW)
        entry = Entry.objects.filter(subject=f"dossier/{code}", kind="staff_marked").order_by("-number")[0]
        facts = json.loads(entry.body)["facts"]
        assert (facts["for_staff"], facts["staff_office"], entry.actor) == (told, where, "system:staff")
        assert json.loads(entry.body)["was"].items() <= was.items() and officer.username not in entry.body
        was = {"for_staff": told, "staff_office": where}
        counted = [(one.own, one.family, one.possible, one.online) for one in queries.lines([office.pk], *YEAR)]
        assert counted == ([] if told is None else [(told == "self", told == "family", 1, 1)])
    assert Entry.objects.filter(kind="staff_marked").count() == len(marks)
    actions.mark(code=code, kind=ForStaff.SELF, by=officer, at=NOW)
    filed_here = casework.register(draft=(draft := make_draft(office=office)), by=draft.account, at=NOW)
    for wrong, by, words in (
        (code, make_officer(make_office(office.parent)), "cơ quan khác"),
        (filed_here.dossier.code, officer, "khi nộp"),
        (code, draft.account, "đang giữ vai trò"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            actions.mark(code=wrong, kind=None, by=by, at=NOW)
        assert refused.value.field == "code"
    assert Entry.objects.filter(kind="staff_marked").count() == len(marks) + 1
