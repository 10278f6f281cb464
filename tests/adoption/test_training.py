"""Classes: planned, invited to, held, corrected; the skills that come of them; the offices where nobody has one."""

from __future__ import annotations

import json
from datetime import time, timedelta
from typing import ClassVar

import pytest

from motcua.adoption.models import Attendance, ProgrammeAction
from motcua.adoption.teams.rules import Term
from motcua.adoption.training import actions, queries, telling
from motcua.adoption.training.rules import ClassState, Mark, Plan, SkillKind
from motcua.core.errors import Invalid, Refused
from motcua.correspondence.sending import GatewayAway, Outgoing, RecipientRefused
from motcua.journal.models import Entry
from motcua.offices.models import Office
from motcua.people.models import Account, Appointment, Person
from motcua.people.rules import Role
from tests import teams
from tests.factories import NOW, make_citizen, make_office, make_officer

pytestmark = pytest.mark.django_db
SOON, AFTER = NOW + timedelta(7), NOW + timedelta(8)
PLAN = Plan("Nộp trực tuyến", SkillKind.GUIDING.value, SOON, "Hội trường", 10, 7)


@pytest.fixture
def province(db):
    return make_office(tier="province", code="H27")


@pytest.fixture
def commune(province):
    return make_office(province, short_name="Xã Một")


@pytest.fixture
def keeper(province):
    return make_officer(province, Role.PROCEDURE_CONTROLLER)


@pytest.fixture
def planned(province, keeper):
    return actions.plan_class(office=province, plan=PLAN, by=keeper, at=NOW)


def _held(planned, keeper, marks, **more):
    people = list(Account.objects.filter(id__in=marks))
    if people:
        actions.invite(training_class=planned, people=people, by=keeper, at=NOW)
    return actions.keep_attendance(training_class=planned, marks=marks, by=keeper, at=AFTER, **more)


def _entries(planned):
    return [
        (one.kind, json.loads(one.body))
        for one in Entry.objects.filter(subject=f"class/{planned.pk}").order_by("number")
    ]


def test_a_class_goes_from_plan_to_skill_and_every_step_is_an_entry(planned, keeper, commune):
    able, failed, away = (make_officer(commune) for _ in range(3))
    _held(planned, keeper, {able.pk: Mark(True, 7), failed.pk: Mark(True, 6), away.pk: Mark(False, None)})
    told = _entries(planned)
    assert [kind for kind, _ in told] == ["class_planned", "people_invited", "class_held", "offices_touched"]
    assert told[2][1]["facts"]["state"] == "held" and told[2][1]["was"] == {"state": "planned"}
    assert told[2][1]["details"] == {"people": 3, "invited": 3, "came": 2, "passed": 1}
    assert told[3][1]["facts"]["offices"] == [commune.code]
    since = {one.account.pk: one.since for one in queries.skills(commune, on=AFTER.date())}
    assert since == {able.pk: {"guiding": SOON.date()}, failed.pk: {}, away.pk: {}}


def test_entries_carry_nothing_of_a_person(planned, keeper, province):
    member, officer = make_citizen(full_name="Hoàng Thị Hạt Dẻ"), make_officer(province, full_name="Đặng Văn Cán Bộ")
    _held(planned, keeper, {member.pk: Mark(True, 9), officer.pk: Mark(True, 9)})
    written = " ".join(Entry.objects.values_list("body", flat=True))
    assert not any(
        word in written for word in ("Hạt Dẻ", "Cán Bộ", member.person.personal_id, officer.username, "Hội trường")
    )


@pytest.mark.parametrize("typed", ["nobody.here", "042190000099 Lê Thị Không", "lan.nt, nobody.here"])
def test_an_unknown_attendee_is_refused_by_name_at_the_field(province, typed):
    make_officer(province, username="lan.nt")
    with pytest.raises(Refused) as refused:
        queries.people_named(typed, on=SOON.date())
    assert refused.value.field == "people"
    assert f"«{typed.split(', ')[-1]}»" in refused.value.message and "«lan.nt»" not in refused.value.message


def test_a_list_finds_no_citizen_by_user_name_no_closed_account_and_no_member_under_another_name(province):
    citizen = make_citizen(full_name="Lê Thị Mận")
    make_officer(province, username="closed", is_active=False)
    Appointment.objects.filter(account=make_officer(province, username="gone")).update(valid_to=NOW.date())
    for typed in (citizen.username, "closed", "gone", f"{citizen.person.personal_id} Lê Thị Đào"):
        with pytest.raises(Refused):
            queries.people_named(typed, on=SOON.date())
    assert queries.people_named(f"{citizen.person.personal_id}, le thi man", on=SOON.date()) == [citizen]


def test_people_are_invited_once(planned, keeper, commune):
    officer = make_officer(commune)
    assert [actions.invite(training_class=planned, people=[officer], by=keeper, at=NOW) for _ in "ab"] == [1, 0]
    assert Attendance.objects.get().invited
    with pytest.raises(Refused) as refused:
        actions.invite(training_class=planned, people=[], by=keeper, at=NOW)
    assert refused.value.field == "people"


def test_who_came_without_an_invitation_is_kept_as_present(planned, keeper, commune):
    officer = make_officer(commune)
    _held(planned, keeper, {}, walk_ins=[officer])
    place = Attendance.objects.get()
    assert (place.invited, place.attended, place.score) == (False, True, None)


def test_attendance_is_refused_before_the_class_after_it_was_cancelled_and_for_nobody(planned, keeper, commune):
    officer = make_officer(commune)
    given = {"training_class": planned, "by": keeper}
    with pytest.raises(Refused, match="chưa bắt đầu"):
        actions.keep_attendance(**given, marks={officer.pk: Mark(True, 9)}, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.keep_attendance(**given, marks={}, at=AFTER)
    assert refused.value.field == "people"
    actions.cancel_class(**given, at=NOW)
    for refuse in (actions.cancel_class, lambda **kw: actions.invite(people=[officer], **kw)):
        with pytest.raises(Refused):
            refuse(**given, at=NOW)
    with pytest.raises(Refused, match="đã hủy"):
        actions.keep_attendance(**given, marks={officer.pk: Mark(True, 9)}, at=AFTER)
    assert not ProgrammeAction.objects.exists()


def test_a_wrong_score_keeps_nothing(planned, keeper, commune):
    officer = make_officer(commune)
    with pytest.raises(Invalid) as refused:
        _held(planned, keeper, {officer.pk: Mark(True, 11)})
    assert refused.value.errors.keys() == {f"score-{officer.pk}"}
    planned.refresh_from_db()
    assert planned.state == ClassState.PLANNED and Attendance.objects.get().attended is None


def test_a_correction_moves_skill_and_touched_offices_and_keeps_what_was_told(planned, keeper, commune, province):
    here, there = make_officer(commune), make_officer(make_office(province))
    _held(planned, keeper, {here.pk: Mark(True, 9), there.pk: Mark(False, None)})
    marks = {here.pk: Mark(False, None), there.pk: Mark(True, 8)}
    actions.keep_attendance(training_class=planned, marks=marks, by=keeper, at=AFTER)
    told = _entries(planned)
    assert [kind for kind, _ in told[-2:]] == ["attendance_corrected", "offices_touched"]
    assert told[-1][1]["was"] == {"offices": [commune.code]}
    other = Appointment.objects.get(account=there).office
    assert [one.office for one in ProgrammeAction.objects.all()] == [other]
    actions.keep_attendance(training_class=planned, marks=marks, by=keeper, at=AFTER)
    assert [kind for kind, _ in _entries(planned)[-2:]] == ["offices_touched", "attendance_corrected"]


def test_members_touch_the_offices_of_their_teams_on_the_day_whoever_holds_the_class(
    planned, keeper, province, commune
):
    other = make_office(province)
    here, there = (teams.form(one, keeper) for one in (commune, other))
    members = [teams.name(here, keeper), teams.name(there, keeper), teams.name(there, keeper)]
    ended = teams.name(teams.form(make_office(province), keeper), keeper, term=Term(teams.FIRST, NOW.date()))
    _held(planned, keeper, {one.pk: Mark(True, 9) for one in [*members, ended, make_citizen()]})
    assert {one.office for one in ProgrammeAction.objects.all()} == {commune, other}


def test_a_class_is_planned_at_a_committee_or_department_in_being_that_day(province, keeper):
    ended = make_office(province, valid_to=NOW.date())
    for office, field in ((make_office(province, kind="counter"), "office"), (ended, "day")):
        with pytest.raises(Invalid) as refused:
            actions.plan_class(office=office, plan=PLAN, by=keeper, at=NOW)
        assert refused.value.errors.keys() == {field}
    before = PLAN._replace(begins_at=NOW - timedelta(1))
    held = actions.plan_class(office=ended, plan=before, by=keeper, at=NOW)
    with pytest.raises(Invalid):
        actions.change_class(training_class=held, plan=PLAN, by=keeper, at=NOW)


def test_a_change_tells_what_was(planned, keeper):
    later = PLAN._replace(begins_at=SOON + timedelta(1), pass_mark=5)
    actions.change_class(training_class=planned, plan=later, by=keeper, at=NOW)
    kind, body = _entries(planned)[-1]
    assert kind == "class_changed" and body["was"].keys() == {"begins_at", "pass_mark"}
    with pytest.raises(Invalid):
        actions.change_class(training_class=planned, plan=PLAN._replace(title=""), by=keeper, at=NOW)


def test_coverage_says_which_office_has_nobody_and_counts_each_officer_at_the_nearest_office(
    planned, keeper, commune, province
):
    counter = make_office(commune, kind="counter")
    trained, untrained = make_officer(counter), make_officer(commune)
    empty, ended = make_office(province), make_office(province, valid_to=NOW.date())
    _held(planned, keeper, {trained.pk: Mark(True, 9), untrained.pk: Mark(True, 1)})
    lines = queries.coverage(SkillKind.GUIDING, [province.pk], on=AFTER.date())
    assert [(line.office, line.officers, line.able) for line in lines] == [
        (province, 1, 0), (empty, 0, 0), (commune, 2, 1),
    ]  # fmt: skip
    assert ended not in {line.office for line in lines}
    assert not any(line.able for line in queries.coverage(SkillKind.PAYING, [province.pk], on=AFTER.date()))
    assert [one.pk for one in queries.officers_not_in(planned, commune, on=AFTER.date())] == []


def test_a_skill_goes_with_the_officer_to_another_office(planned, keeper, commune, province):
    officer, other = make_officer(commune), make_office(province)
    _held(planned, keeper, {officer.pk: Mark(True, 9)})
    Appointment.objects.filter(account=officer).update(office=other)
    able = {line.office.pk: line.able for line in queries.coverage(SkillKind.GUIDING, [province.pk], on=AFTER.date())}
    assert (able[commune.pk], able[other.pk]) == (0, 1)


@pytest.mark.parametrize("offices", [1, 20])
def test_lists_take_the_same_statements_at_any_size(planned, keeper, province, offices, django_assert_num_queries):
    communes = [make_office(province) for _ in range(offices)]
    people = [make_officer(one) for one in communes]
    _held(planned, keeper, {one.pk: Mark(True, 9) for one in people})
    with django_assert_num_queries(3):
        assert len(queries.coverage(SkillKind.GUIDING, [province.pk], on=AFTER.date())) == offices + 1
    with django_assert_num_queries(1):
        assert [(one.people, one.came) for one in queries.classes([province.pk])] == [(offices, offices)]
    with django_assert_num_queries(1):
        assert len(queries.attendance(planned)) == offices
    with django_assert_num_queries(1):
        assert len(queries.workplaces([one.pk for one in people], on=AFTER.date())) == offices
    with django_assert_num_queries(4):
        assert len(queries.skills(communes[0], on=AFTER.date())) == 1
    assert Office.objects.count() == offices + 1


class Gateway:
    """Keeps what it is given; numbers that end in 99 do not exist, and `away` says whether it answers."""

    sent: ClassVar[list[Outgoing]] = []
    away: ClassVar[bool] = False
    name = ""

    def send(self, message):
        if self.away:
            raise GatewayAway
        if message.address.endswith("99"):
            raise RecipientRefused
        self.sent.append(message)
        return ""


def _reached(phone):
    account = make_citizen()
    Person.objects.filter(pk=account.person_id).update(phone=phone)
    return account


def _tell(at=NOW):
    Gateway.sent.clear()
    count = telling.tell_next(page="https://x.vn/lop-cua-toi/", at=at)
    return count, [(one.address, one.title, one.words) for one in Gateway.sent]


def test_members_hear_by_message_of_a_class_of_a_change_and_that_it_is_cancelled_each_once(
    planned, keeper, commune, settings
):
    settings.SENDERS, settings.QUIET_HOURS = {"sms": f"{__name__}.Gateway"}, None
    member, gone, mute, stranger = (_reached(one) for one in ("0912000111", "0912000199", "", "0912000222"))
    people = [member, gone, mute, make_officer(commune)]
    actions.invite(training_class=planned, people=people, by=keeper, at=NOW)
    Gateway.away = True
    assert _tell() == (0, [])
    Gateway.away = False
    count, ((address, title, words),) = _tell()
    assert (count, address, title) == (1, "0912000111", "Lời mời dự lớp")
    assert (
        "du lop" in words and "09:00 ngay 27/11/2026 tai Hoi truong" in words and "https://x.vn/lop-cua-toi/" in words
    )
    assert _tell() == (0, []), "told once"
    later = PLAN._replace(begins_at=SOON + timedelta(hours=1))
    actions.change_class(training_class=planned, plan=later, by=keeper, at=NOW)
    assert [one[1] for one in _tell()[1]] == ["Lớp thay đổi"]
    other = actions.plan_class(office=commune, plan=PLAN._replace(title="Lớp khác"), by=keeper, at=NOW)
    actions.invite(training_class=other, people=[stranger], by=keeper, at=NOW)
    for one in (planned, other):
        actions.cancel_class(training_class=one, by=keeper, at=NOW)
    assert [one[:2] for one in _tell()[1]] == [("0912000111", "Lớp đã hủy")], "who heard of none hears of no end"
    assert _tell() == (0, []) == _tell(AFTER)


def test_no_message_rings_at_night_and_none_goes_where_no_sender_is(planned, keeper, settings):
    settings.SENDERS, settings.QUIET_HOURS = {"sms": f"{__name__}.Gateway"}, (time(21), time(7))
    actions.invite(training_class=planned, people=[_reached("0912000111")], by=keeper, at=NOW)
    assert _tell(NOW.replace(hour=22)) == (0, [])
    settings.SENDERS = {}
    assert _tell() == (0, [])


def test_a_class_that_is_planned_twice_in_a_row_is_one(province, keeper):
    made = [actions.plan_class(office=province, plan=PLAN, by=keeper, at=NOW).pk for _ in "ab"]
    made.append(actions.plan_class(office=province, plan=PLAN._replace(place="Nhà văn hóa"), by=keeper, at=NOW).pk)
    assert made[0] == made[1] != made[2]
    assert Entry.objects.filter(kind="class_planned").count() == 2
