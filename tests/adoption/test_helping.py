"""Help: evenings, records with consent, the dossiers they belong to, consent taken back, who graduated."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from motcua.adoption.helping import actions, filed, following, queries, rules, withdrawing
from motcua.adoption.helping.rules import Consent, HelpKind, Told
from motcua.adoption.models import HelpRecord, ProgrammeAction, TeamEvening
from motcua.casework import actions as casework
from motcua.catalogue.rules import Channel
from motcua.core.errors import Invalid, Refused
from motcua.elsewhere import actions as imports
from motcua.elsewhere.models import RecordedDossier
from motcua.filing import actions as filing
from motcua.filing.models import Dossier, Draft
from motcua.filing.rules import Help, System
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.queries import Stored
from motcua.measures import queries as measures
from motcua.people import keys
from motcua.people.models import Person
from motcua.people.rules import Role
from tests.elsewhere.samples import import_, text_file
from tests.factories import NOW, make_case, make_citizen, make_draft, make_office, make_officer, make_version
from tests.teams import form, name, ready

pytestmark = pytest.mark.django_db
EVENING = NOW.replace(hour=19)
CODE = "H27.1-261120-000001"


@pytest.fixture
def commune(db):
    return make_office(make_office(tier="province", code="H27"), short_name="Xã Một", code="H27.1")


@pytest.fixture
def team(commune):
    return form(commune, make_officer(commune, Role.PROCEDURE_CONTROLLER))


@pytest.fixture
def keeper(team):
    return make_officer(team.office, Role.LEADER)


@pytest.fixture
def member(team, keeper):
    return ready(team, keeper)


@pytest.fixture
def version(commune):
    return make_version(code="1.990001", offered_by=commune)


@pytest.fixture
def evening(team, member):
    return actions.begin_evening(team=team, place="Nhà văn hóa", by=member, at=EVENING)


def _filing(number="042190000012", system="national_portal", **more):
    return Told(HelpKind.FILING, system, "1.990001", number, Consent.SCREEN)._replace(**more)


def _arrive(version, office, number="042190000012", at=EVENING, code=CODE):
    person = Person.objects.get_or_create(personal_id=number, defaults={"full_name": "Lê Thị Mận"})[0]
    given = {"version": version, "office": office, "channel": Channel.ONLINE, "code": code, "applicant": person}
    return casework.arrive(at=at, submitted_at=at, system=System.NATIONAL_PORTAL, **given)


def _export():
    heads = ("Mã hồ sơ", "Mã TTHC", "Đơn vị xử lý", "Ngày tiếp nhận", "Kênh", "Số định danh")
    return text_file(
        ("KQ-2026-000001", "1.990001", "H27.1", "20/11/2026 20:00", "trực tuyến", "42190000012"), heads=heads
    )


def _follow():
    """Hand everything to the reader that the journal holds: what its worker does entry by entry."""
    following.take(map(Stored._make, Entry.objects.order_by("id").values_list(*Stored._fields)), at=EVENING)


def _help(code):
    """What the last entry about a dossier says."""
    body = json.loads(Entry.objects.filter(subject=f"dossier/{code}").order_by("-number").first().body)
    return body["facts"]["help"], body.get("was", {}).get("help"), body.get("details", {})


def test_an_evening_is_joined_not_begun_twice_and_touches_its_office_when_somebody_was_helped(team, member, keeper):
    first = actions.begin_evening(team=team, place="Nhà văn hóa", by=member, at=EVENING)
    other = ready(team, keeper)
    assert actions.begin_evening(team=team, place="", by=other, at=EVENING) == first
    actions.record(told=Told(HelpKind.ACCOUNT), team=team, by=other, at=EVENING)
    actions.end_evening(evening=first, by=member, at=EVENING + timedelta(hours=2))
    actions.end_evening(evening=first, by=other, at=EVENING + timedelta(hours=3))
    touched = ProgrammeAction.objects.get()
    assert (touched.kind, touched.office, touched.on) == ("evening", team.office, NOW.date())
    kinds = Entry.objects.filter(subject=f"evening/{first.pk}").order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["evening_begun", "evening_ended", "offices_touched"]


def test_an_evening_that_was_forgotten_ends_by_itself_and_one_without_help_touches_nobody(evening):
    assert actions.end_forgotten(at=EVENING + timedelta(hours=11)) == 0
    assert actions.end_forgotten(at=EVENING + timedelta(hours=13)) == 1
    assert TeamEvening.objects.get().ended_at == EVENING + timedelta(hours=12)
    assert not ProgrammeAction.objects.exists()


def test_only_a_member_who_passed_records_help_and_nobody_records_her_own(team, member, keeper):
    learning = name(team, keeper)
    for stranger in (learning, make_citizen()):
        with pytest.raises(Refused):
            actions.record(told=Told(HelpKind.ACCOUNT), team=team, by=stranger, at=EVENING)
    with pytest.raises(Invalid):
        actions.record(told=_filing(member.person.personal_id), team=team, by=member, at=EVENING)


def test_a_record_keeps_a_keyed_digest_and_never_the_number(team, member, version):
    made = actions.record(told=_filing(), team=team, by=member, at=EVENING)
    assert len(made.person_key) == 64 and made.consent == "screen" and len(made.code) == 8
    kept = json.dumps([str(value) for value in HelpRecord.objects.values().get().values()])
    written = " ".join(Entry.objects.values_list("body", flat=True))
    assert "042190000012" not in kept + written and made.person_key not in written
    paying = Told(HelpKind.PAYING, "national_portal", consent=Consent.SCREEN)
    assert actions.record(told=paying, team=team, by=member, at=EVENING).consent == ""


@pytest.mark.parametrize("first", ["help", "dossier"])
def test_help_on_the_national_portal_belongs_to_the_dossier_whichever_comes_first(team, member, version, first):
    if first == "help":
        actions.record(told=_filing(), team=team, by=member, at=EVENING)
    case = _arrive(version, team.office, at=EVENING + timedelta(minutes=20))
    if first == "dossier":
        assert _help(CODE)[0] == "unknown"
        actions.record(told=_filing(), team=team, by=member, at=EVENING)
    _follow()
    helped, was, details = _help(CODE)
    made = HelpRecord.objects.get()
    assert (helped, was, details["helper"], details["team"]) == ("helped", "unknown", member.pk, team.pk)
    dossier = Dossier.objects.get(pk=case.dossier_id)
    assert (dossier.help, dossier.helper, dossier.helped_office) == (Help.HELPED, member, team.office)
    assert (made.dossier_code, made.matched_at) == (CODE, EVENING)


def test_one_record_belongs_to_one_dossier_of_its_person_and_procedure_in_its_days(team, member, version):
    actions.record(told=_filing(), team=team, by=member, at=EVENING)
    late, other, near, again = (f"H27.1-261120-00000{number}" for number in range(2, 6))
    _arrive(version, team.office, at=EVENING + timedelta(days=4), code=late)
    _arrive(version, team.office, number="042190000099", code=other)
    _arrive(version, team.office, at=EVENING + timedelta(hours=1), code=near)
    _arrive(version, team.office, at=EVENING + timedelta(hours=2), code=again)
    _follow()
    assert [_help(code)[0] for code in (late, other, near, again)] == ["unknown", "unknown", "helped", "unknown"]


@pytest.mark.parametrize("first", ["help", "dossier"])
def test_help_belongs_to_a_dossier_that_another_system_keeps_and_moves_its_figure(team, member, version, first):
    file = _export()
    told = _filing(system="other")
    if first == "help":
        actions.record(told=told, team=team, by=member, at=EVENING)
    import_(file, at=EVENING + timedelta(days=1))
    if first == "dossier":
        actions.record(told=told, team=team, by=member, at=EVENING)
    _follow()
    assert _help("KQ-2026-000001")[:2] == ("helped", "unknown")
    import_(file, at=EVENING + timedelta(days=2))  # taken again: who helped is known here, not there
    assert _help("KQ-2026-000001")[0] == "helped"
    counted = measures.tallied(NOW.date(), NOW.date())["H27.1"]
    assert (counted["all_procedures_helped"], counted.get("all_procedures_unknown", 0)) == (1, 0)


def _file(version, member, agreed, at=EVENING, account=None):
    """File here with a member beside, record it as the page that sends does, and return the dossier."""
    draft = make_draft(version, office=member.team_office, account=account)
    filing.set_help(draft=draft, help=Help.HELPED, helper=member, by=draft.account, at=at, agreed=agreed)
    case = casework.register(draft=draft.key, by=draft.account, at=at + timedelta(minutes=9))
    for one in queries.to_record([case.dossier.code]):
        filed.record(dossier=one, at=at)
    return Dossier.objects.get(pk=case.dossier_id)


def test_an_imported_dossier_keeps_a_digest_only_where_somebody_helps_and_for_its_days(team, keeper, version, settings):
    later = EVENING + timedelta(1)
    import_(_export(), at=later)
    kept = RecordedDossier.objects.exclude(person_key="")
    assert RecordedDossier.objects.exists() and not kept.exists(), (
        "nobody has passed the self-check: there is nothing to match for"
    )
    RecordedDossier.objects.update(digest="0" * 64, known_until="")
    member = ready(team, keeper)
    import_(_export(), at=later)
    assert kept.get().person_key == keys.of("042190000012")
    last = later + timedelta(settings.IMPORTED_KEY_DAYS)
    assert [imports.forget_keys(at=at) for at in (last, last + timedelta(1), last + timedelta(1))] == [0, 1, 0]
    settings.IMPORTED_KEY_DAYS = 0
    RecordedDossier.objects.update(digest="0" * 64, known_until="")
    import_(_export(), at=later)
    assert not kept.exists()
    settings.IMPORTED_KEY_DAYS = 30
    RecordedDossier.objects.update(digest="0" * 64, known_until="")
    made = actions.record(told=_filing(system="other"), team=team, by=member, at=EVENING)
    import_(_export(), at=later)
    withdrawing.by_code(typed=made.code, asked_from="x", at=EVENING)
    assert not kept.exists(), "with her last record her digest goes there, too"


@pytest.mark.django_db(transaction=True)
def test_a_filing_here_with_a_member_beside_is_recorded_by_itself_once_with_its_evening(team, member, evening, version):
    draft = make_draft(version, office=team.office)
    filing.set_help(draft=draft, help=Help.HELPED, helper=member, by=draft.account, at=EVENING, agreed=True)
    casework.register(draft=draft.key, by=draft.account, at=EVENING + timedelta(minutes=9))
    actions.end_evening(evening=evening, by=member, at=EVENING + timedelta(minutes=10))
    while following.follow(at=EVENING):
        pass
    made = HelpRecord.objects.get()
    assert (made.kind, made.system, made.team, made.evening) == ("filing", "motcua", team, evening)
    assert made.person_key and made.consent == "screen" and ProgrammeAction.objects.count() == 1
    journal.forget(rules.READER)
    while following.follow(at=EVENING):
        pass
    assert HelpRecord.objects.count() == 1


def test_a_filing_whose_filer_did_not_agree_counts_and_keeps_nothing_that_leads_to_her(team, member, evening, version):
    member.team_office = team.office
    dossier = _file(version, member, agreed=False)
    _follow()
    made = HelpRecord.objects.get()
    assert (made.consent, made.person_key, made.dossier_code, made.evening) == ("", "", "", evening)
    assert made.at == EVENING and queries.of_person(dossier.filer) == [], "the hour is kept, the moment is not"
    (line,) = queries.lines([team.office_id], NOW.date(), NOW.date(), by_team=False)
    assert (line.filing, line.matched, line.people) == (1, 1, 0)
    with pytest.raises(Refused):
        withdrawing.by_code(typed=made.code, asked_from="x", at=EVENING)
    make_case(account=dossier.filer, office=team.office, version=version, help=Help.SELF, at=NOW + timedelta(9))
    _follow()
    assert HelpRecord.objects.get().graduated_at is None


@pytest.mark.parametrize("way", ["code", "signed in"])
def test_after_her_consent_is_taken_back_nothing_of_her_is_left_and_nothing_comes_again(team, member, version, way):
    member.team_office = team.office
    citizen = make_citizen()
    dossier = _file(version, member, agreed=True, account=citizen)
    number = citizen.person.personal_id
    field = actions.record(told=_filing(number), team=team, by=member, at=EVENING)
    stranger = make_citizen()
    assert withdrawing.own(numbers=[field.pk], by=stranger, at=EVENING) == 0, "another person's is passed over"
    made = queries.of_dossier(dossier.code)
    assert {one.pk for one in queries.of_person(citizen)} == {made.pk, field.pk}
    if way == "code":
        for one in (made, field):
            withdrawing.by_code(typed=one.code, asked_from="x", at=EVENING)
    else:
        assert withdrawing.own(numbers=[made.pk, field.pk], by=citizen, at=EVENING) == 2
    _follow()  # the entry of the filing, and later ones about it, are read (again)
    assert HelpRecord.objects.count() == 2 and queries.of_person(citizen) == []
    key, told = keys.of(number), json.dumps([str(row) for row in HelpRecord.objects.values()])
    assert key not in told and dossier.code not in told and str(dossier.submitted_at) not in told
    dossier.refresh_from_db()
    assert (dossier.help, dossier.help_agreed) == (Help.HELPED, False)
    assert not Draft.objects.filter(help_agreed=True).exists()
    bodies = " ".join(Entry.objects.filter(subject__startswith="help/").values_list("body", flat=True))
    assert key not in bodies and dossier.code not in bodies


def test_a_record_knows_nobody_any_more_when_its_time_is_over_and_still_counts(team, member, version, settings):
    _arrive(version, team.office)
    made = actions.record(told=_filing(), team=team, by=member, at=EVENING)
    assert made.person_key and queries.of_dossier(CODE) == made
    last = EVENING + timedelta(settings.HELP_DAYS)
    assert withdrawing.forget_old(at=last) == 0
    assert withdrawing.forget_old(at=last + timedelta(seconds=1)) == 1
    assert withdrawing.forget_old(at=last + timedelta(1)) == 0
    made.refresh_from_db()
    assert (made.person_key, made.dossier_code) == ("", "")
    (line,) = queries.lines([team.office_id], NOW.date(), NOW.date(), by_team=False)
    assert (line.filing, line.matched, line.people) == (1, 1, 0) and _help(CODE)[0] == "helped"


def test_consent_is_taken_back_by_its_code_and_the_record_knows_nobody_any_more(team, member, version):
    made = actions.record(told=_filing(), team=team, by=member, at=EVENING)
    with pytest.raises(Refused):
        withdrawing.by_code(typed="0000 0000", asked_from="x", at=EVENING)
    withdrawing.by_code(typed=f"{made.code[:4]} {made.code[4:]}", asked_from="x", at=EVENING)
    made.refresh_from_db()
    assert (made.person_key, made.withdrawn_at) == ("", EVENING)
    with pytest.raises(Refused):
        withdrawing.by_code(typed=made.code, asked_from="x", at=EVENING)
    _arrive(version, team.office)
    _follow()
    assert _help(CODE)[0] == "unknown"
    assert queries.lines([team.office_id], NOW.date(), NOW.date(), by_team=False)[0].withdrawn == 1


def test_consent_taken_back_after_the_match_leaves_the_dossier_helped_and_its_person_unknown(team, member, version):
    _arrive(version, team.office)
    made = actions.record(told=_filing(), team=team, by=member, at=EVENING)
    assert _help(CODE)[0] == "helped"
    withdrawing.by_code(typed=made.code, asked_from="x", at=EVENING)
    made.refresh_from_db()
    assert (made.person_key, made.dossier_code, made.matched_at) == ("", "", None) and _help(CODE)[0] == "helped"
    assert "help" not in _help(CODE)[2], "no entry says which record of help it was"


def test_who_was_helped_and_later_filed_by_herself_has_graduated(team, member, evening, version):
    learner, other = make_citizen(), make_citizen()
    for one, hours in ((learner, 0), (other, 0), (learner, 1)):
        told = Told(HelpKind.PAYING, "national_portal", "", one.person.personal_id, Consent.SCREEN)
        actions.record(told=told, team=team, by=member, at=EVENING + timedelta(hours=hours))
    make_case(account=learner, office=team.office, version=version, help=Help.SELF, at=NOW)  # before the evening
    _follow()
    period = ([team.office_id], NOW.date(), NOW.date())
    assert queries.graduation(*period) == (2, 0)
    make_case(account=learner, office=team.office, version=version, help=Help.SELF, at=NOW + timedelta(9))
    make_case(account=other, office=team.office, version=version, help=Help.UNKNOWN, at=NOW + timedelta(9))
    _follow()
    assert queries.graduation(*period) == (2, 1)
    assert filed.tell_graduated(at=NOW + timedelta(9)) == 0, "not beside the very filing"
    assert (filed.tell_graduated(at=NOW + timedelta(10)), filed.tell_graduated(at=NOW + timedelta(10))) == (2, 0)
    told = Entry.objects.filter(kind="help_graduated").order_by("id")
    assert [json.loads(one.body)["facts"]["graduated"] for one in told] == [True, True]
    assert not any(keys.of(learner.person.personal_id) in one.body for one in told)
    actions.end_evening(evening=evening, by=member, at=EVENING + timedelta(hours=2))
    (line,) = queries.lines(*period, by_team=True)
    assert (line.team, line.paying, line.people, line.graduated, line.evenings) == ("Thôn 3", 3, 2, 1, 1)
