"""Taking in at a counter: one visit, its dossiers, the people kept apart, once; entered afterwards with its true time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from motcua.casework import actions, queries
from motcua.casework.deadlines import explaining
from motcua.casework.lists import holdings
from motcua.casework.models import Case
from motcua.casework.papers import contents
from motcua.casework.rules import Status
from motcua.casework.several import intake
from motcua.casework.several.intake import Brought, Intake
from motcua.catalogue.rules import Channel
from motcua.core.errors import Invalid
from motcua.filing.models import Dossier, Visit
from motcua.filing.rules import LATEST, Help, InPersonReason, Tick
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.offices.actions import set_special_day
from motcua.offices.rules import OfficeKind
from motcua.people.actions import sign_in_citizen
from motcua.people.facts import Facts
from motcua.people.identity import Claims
from motcua.people.models import Person
from motcua.people.rules import Role
from motcua.records.sheet import PaperRow
from tests.casework.words import words_of
from tests.factories import NOW, make_document, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
MAN = Facts("Lê Thị Mận", "042190000012", phone="0912000111", residence="Thôn 3, xã Vũ Quang")
SON = Facts("Lê Văn Đào", "042205000013", phone="0912000222")
LINKS = {
    "look_up": lambda code: f"https://example.vn/{code}/",
    "verify_url": lambda token: f"https://example.vn/{token}/",
}


@pytest.fixture
def province():
    return make_office(tier="province")


@pytest.fixture
def counter(province):
    return make_office(make_office(province), kind=OfficeKind.COUNTER, name="Bộ phận một cửa xã Thượng Đức")


@pytest.fixture
def officer(counter):
    return make_officer(counter, Role.RECEPTION)


@pytest.fixture
def version(province):
    return make_version(offered_by=province, papers=[("Tờ khai", True), ("Sổ hộ khẩu", False)])


@pytest.fixture
def visit(counter, province, version):
    """What Mận brings to a counter for another commune: one dossier, two papers."""
    ticks = (Tick(1, originals=1), Tick(2, certified=1, photocopies=2))
    brought = Brought(version, make_office(province), ticks, required=((1, "Tờ khai"),))
    return Intake("k" * 26, counter, Channel.DIRECT, MAN, (brought,), reason=InPersonReason.NO_PHONE)


def _entry(case: Case) -> dict:
    return json.loads(Entry.objects.get(subject=f"dossier/{case.dossier.code}", number=1).body)


def test_what_is_brought_to_a_counter_is_received_there_and_resolved_by_the_competent_office(visit, officer, counter):
    taken = intake.take_in(intake=visit, by=officer, at=NOW)
    (case,) = taken.cases
    assert (case.status, case.received_at, case.received_office) == (Status.RECEIVED, NOW, counter)
    assert case.competent_office == visit.brought[0].office
    body = _entry(case)
    assert body["facts"]["channel"] == 1 and body["facts"]["received_office"] == counter.code
    assert body["details"]["in_person"] == "no_phone" and "entered_at" not in body["details"]
    assert not any(word in json.dumps(body, ensure_ascii=False) for word in ("Mận", "042190000012", "0912000111"))
    assert list(queries.mismatches()) == [] and list(findings()) == []


def test_sent_twice_it_is_entered_once(visit, officer):
    first = intake.take_in(intake=visit, by=officer, at=NOW)
    again = intake.take_in(intake=visit, by=officer, at=NOW + timedelta(seconds=1))
    assert (first.new, again.new) == (True, False)
    assert first.visit == again.visit and Dossier.objects.count() == 1 and Person.objects.count() == 1


def test_several_dossiers_of_one_person_stay_in_the_order_in_which_they_were_brought(visit, officer, province, version):
    later, earlier = make_office(province, code="H27.900"), make_office(province, code="H27.100")
    brought = [replace(visit.brought[0], office=office) for office in (later, earlier, later)]
    taken = intake.take_in(intake=replace(visit, brought=brought), by=officer, at=NOW)
    assert [case.competent_office for case in taken.cases] == [later, earlier, later]
    assert taken.cases[2].dossier.code == "H27.900-261120-0002"


def test_one_slip_for_several_dossiers_lists_the_papers_of_each_and_is_made_once(visit, officer, province):
    brought = [replace(visit.brought[0], office=make_office(province)) for _ in range(2)]
    taken = intake.take_in(intake=replace(visit, brought=brought), by=officer, at=NOW)
    paper = intake.slip(visit=taken.visit, by=officer, at=NOW, **LINKS)
    said = words_of(paper)
    assert all(case.dossier.code in said for case in taken.cases) and said.count("Sổ hộ khẩu") == 4
    assert "Thượng Đức" in said and "02 hồ sơ" in said and "Liên 2: Giao người nộp" in said
    assert intake.slip(visit=taken.visit, by=officer, at=NOW, **LINKS) == paper


def test_form_01_shows_the_ticked_papers_in_its_columns_and_who_handed_them_in(visit, officer):
    handed_in = replace(visit, delegate=SON, delegation="Giấy ủy quyền ngày 19/11/2026")
    taken = intake.take_in(intake=handed_in, by=officer, at=NOW)
    said = words_of(intake.slip(visit=taken.visit, by=officer, at=NOW, **LINKS))
    assert said.count("1 Tờ khai 1 2 Sổ hộ khẩu 1 2") == 2 and "Lê Văn Đào" in said
    assert said.index("Liên 1: Lưu") < said.index("Liên 2: Giao người nộp")
    (rows,) = contents.ticked([taken.cases[0].dossier_id]).values()
    assert rows == [PaperRow("Tờ khai", originals=1), PaperRow("Sổ hộ khẩu", certified=1, copies=2)]


def test_who_filed_for_whom_by_which_paper_and_who_helped_are_kept_apart(visit, officer):
    helper = make_officer(make_office(), Role.CASE_OFFICER)
    by_son = replace(visit, delegate=SON, delegation="Giấy ủy quyền số 5", helper=helper)
    taken = intake.take_in(intake=by_son, by=officer, at=NOW)
    dossier = Dossier.objects.get()
    assert (dossier.applicant.full_name, dossier.filer, dossier.help) == ("Lê Thị Mận", None, Help.HELPED)
    assert (taken.visit.delegate.full_name, taken.visit.delegation) == ("Lê Văn Đào", "Giấy ủy quyền số 5")
    assert (dossier.helper, taken.visit.entered_by) == (helper, officer)
    details = _entry(taken.cases[0])["details"]
    assert details["helped_office"] == dossier.helped_office.code and details["delegated"] is True


def test_what_is_entered_after_a_power_cut_keeps_its_true_time_and_says_why(visit, officer):
    true = NOW - timedelta(days=1, hours=1)
    late = replace(visit, received_at=true, late_reason="Mất điện")
    (case,) = intake.take_in(intake=late, by=officer, at=NOW).cases
    kept = Visit.objects.get()
    assert (kept.received_at, kept.entered_at, kept.late_reason) == (true, NOW, "Mất điện")
    assert case.received_at == true and "-261119-" in case.dossier.code
    assert _entry(case)["details"]["entered_at"].startswith("2026-11-20T09:00")
    assert list(queries.mismatches()) == [] and list(findings()) == []


def test_what_is_entered_late_is_promised_and_told_by_the_calendar_known_at_entry(visit, officer, province):
    def close(day, at):
        given = {"kind": "off", "name": "Lụt", "decision": "QĐ 1", "by": "system:command"}
        set_special_day(office=visit.brought[0].office, day=date(2026, 11, day), at=at, **given)

    close(23, NOW - timedelta(hours=2))
    late = replace(visit, received_at=NOW - timedelta(days=1), late_reason="Mất điện")
    (case,) = intake.take_in(intake=late, by=officer, at=NOW).cases
    close(25, NOW + timedelta(hours=1))
    told = explaining.resolution(queries.by_code(case.dossier.code))
    says = [step["says"] for step in told.steps]
    assert case.counted_at == NOW
    assert "(Lụt; Ngày Văn hóa Việt Nam)" in " ".join(says)
    assert says[-1] == "Hẹn trả kết quả: 17:00 thứ Năm, 26/11/2026."
    assert told.today == case.due_at + timedelta(days=1)
    (prompt,) = intake.take_in(intake=replace(visit, key="p" * 26), by=officer, at=NOW).cases
    assert prompt.counted_at is None


def test_by_post_it_has_a_tracking_number_and_no_reason(visit, officer):
    post = replace(visit, channel=Channel.POST, tracking_number="RB123456789VN", reason="prefers", queue_number="7")
    (case,) = intake.take_in(intake=post, by=officer, at=NOW).cases
    kept = Visit.objects.get()
    assert (kept.reason, kept.queue_number, kept.tracking_number) == ("", "", "RB123456789VN")
    assert case.dossier.channel == Channel.POST and "in_person" not in _entry(case)["details"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"channel": Channel.ONLINE}, "channel"),
        ({"reason": ""}, "reason"),
        ({"brought": ()}, "procedure"),
        ({"received_at": NOW + timedelta(minutes=1)}, "received_at"),
        ({"received_at": NOW - LATEST - timedelta(minutes=1)}, "received_at"),
        ({"received_at": NOW - timedelta(hours=1)}, "late_reason"),
        ({"delegate": SON}, "delegation"),
        ({"delegate": replace(SON, full_name=" "), "delegation": "Giấy"}, "delegate_full_name"),
        ({"applicant": replace(MAN, full_name="")}, "full_name"),
        ({"applicant": replace(MAN, personal_id="123")}, "personal_id"),
        ({"applicant": replace(MAN, phone="12")}, "phone"),
        ({"applicant": replace(MAN, email="không có")}, "email"),
        ({"applicant": replace(MAN, phone="", residence="")}, "residence"),
        ({"applicant": replace(MAN, birth_date=NOW.date() + timedelta(1))}, "birth_date"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_entered(visit, officer, changed, field):
    with pytest.raises(Invalid) as refused:
        intake.take_in(intake=replace(visit, **changed), by=officer, at=NOW)
    assert list(refused.value.errors) == [field]
    assert not Visit.objects.exists() and not Person.objects.exists() and not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ticks": (Tick(2, originals=1),)}, "papers-0"),
        ({"ticks": (Tick(1),)}, "papers-0"),
        ({"ticks": (Tick(1, originals=1), Tick(None, originals=1))}, "papers-0"),
    ],
)
def test_a_required_paper_is_ticked_or_said_to_be_missing(visit, officer, changed, field):
    with pytest.raises(Invalid) as refused:
        intake.take_in(intake=replace(visit, brought=(replace(visit.brought[0], **changed),)), by=officer, at=NOW)
    assert list(refused.value.errors) == [field]


def test_a_dossier_with_a_missing_paper_may_be_taken_in_knowingly(visit, officer):
    knowing = replace(visit.brought[0], ticks=(), incomplete=True)
    assert len(intake.take_in(intake=replace(visit, brought=(knowing,)), by=officer, at=NOW).cases) == 1


def test_an_office_that_does_not_resolve_the_procedure_is_refused(visit, officer, counter):
    wrong = replace(visit.brought[0], office=counter)
    with pytest.raises(Invalid) as refused:
        intake.take_in(intake=replace(visit, brought=(visit.brought[0], wrong)), by=officer, at=NOW)
    assert list(refused.value.errors) == ["office-1"]


def test_a_known_person_is_found_by_her_number_and_brought_up_to_date(visit, officer):
    known = Person.objects.create(full_name="lê thị mận", personal_id=MAN.personal_id, phone="0911")
    intake.take_in(intake=visit, by=officer, at=NOW)
    known.refresh_from_db()
    assert (known.full_name, known.phone, Person.objects.count()) == ("Lê Thị Mận", "0912000111", 1)


def test_what_an_e_id_vouched_for_is_not_changed_at_a_counter(visit, officer):
    citizen = sign_in_citizen(
        issuer="https://id.example.vn", subject="1", at=NOW, claims=Claims("Lê Thị Mận", personal_id=MAN.personal_id)
    )
    Person.objects.filter(id=citizen.person_id).update(phone="0987654321")
    intake.take_in(intake=visit, by=officer, at=NOW)
    citizen.person.refresh_from_db()
    assert (citizen.person.phone, citizen.person.residence) == ("0987654321", "Thôn 3, xã Vũ Quang")
    told = Entry.objects.get(subject=f"account/{citizen.pk}", kind="facts_updated")
    assert json.loads(told.body)["details"] == {"changed": ["residence"]} and list(findings()) == []


def test_a_number_that_is_kept_under_another_name_is_refused_unless_the_card_says_so(visit, officer):
    Person.objects.create(full_name="Trần Văn Bưởi", personal_id=MAN.personal_id)
    with pytest.raises(Invalid) as refused:
        intake.take_in(intake=visit, by=officer, at=NOW)
    assert "Trần Văn Bưởi" in refused.value.errors["full_name"] and not Visit.objects.exists()
    intake.take_in(intake=replace(visit, as_on_card=True), by=officer, at=NOW)
    assert Person.objects.get().full_name == "Lê Thị Mận"


def test_a_chosen_person_is_left_alone_when_somebody_else_is_typed_over_her(visit, officer):
    chosen = Person.objects.create(full_name="Trần Văn Bưởi", phone="0900000001")
    intake.take_in(intake=replace(visit, chosen=chosen, applicant=replace(MAN, personal_id="")), by=officer, at=NOW)
    chosen.refresh_from_db()
    assert chosen.full_name == "Trần Văn Bưởi" and Person.objects.count() == 2


def test_a_chosen_person_without_a_number_gets_the_one_of_her_card(visit, officer):
    chosen = Person.objects.create(full_name="Lê Thị Mận")
    intake.take_in(intake=replace(visit, chosen=chosen), by=officer, at=NOW)
    chosen.refresh_from_db()
    assert chosen.personal_id == MAN.personal_id and Person.objects.count() == 1


def test_scans_belong_to_their_papers(visit, officer):
    scans = ((1, make_document()), (None, make_document()))
    brought = (replace(visit.brought[0], documents=scans),)
    (case,) = intake.take_in(intake=replace(visit, brought=brought), by=officer, at=NOW).cases
    assert [one.paper_position for one in case.dossier.attachments.all()] == [1, None]
    assert len(_entry(case)["details"]["documents"]) == 2


def test_no_visit_is_online_whatever_writes_it(visit, officer):
    intake.take_in(intake=visit, by=officer, at=NOW)
    with pytest.raises(IntegrityError):
        Visit.objects.update(channel=Channel.ONLINE)


@pytest.fixture
def known(visit, officer):
    """Mận, of whom a counter took in a family book yesterday; with the key of that document."""
    before = replace(visit.brought[0], documents=[(2, make_document())])
    given = replace(visit, key="y" * 26, brought=(before,))
    (case,) = intake.take_in(intake=given, by=officer, at=NOW - timedelta(days=1)).cases
    (held,) = holdings.of_person(case.dossier.applicant_id)
    return case, held.document


def _using_again(visit, document, position=2, **brought):
    one = replace(visit.brought[0], ticks=(Tick(1, originals=1),), again=((position, document.key),), **brought)
    return replace(visit, brought=(one,))


def test_what_she_has_here_counts_as_handed_in_and_the_entry_and_the_slip_say_that_it_is_used_again(
    visit, officer, known
):
    before, document = known
    again = _using_again(visit, document, required=((1, "Tờ khai"), (2, "Sổ hộ khẩu")))
    taken = intake.take_in(intake=again, by=officer, at=NOW)
    (case,) = taken.cases
    entry = _entry(case)
    assert entry["facts"]["reused"] == case.dossier.reused == 1 and entry["details"]["reused"] == {"handed_in": 1}
    (kept,) = case.dossier.attachments.all()
    assert (kept.document, kept.paper_position, kept.source) == (document, 2, before.dossier)
    said = words_of(intake.slip(visit=taken.visit, by=officer, at=NOW, **LINKS))
    assert f"Sổ hộ khẩu (dùng lại từ hồ sơ {before.dossier.code})" in said
    assert list(queries.mismatches()) == [] and list(findings()) == []


@pytest.mark.parametrize("typed", [SON, replace(MAN, personal_id="042190000099")])
def test_nothing_of_another_person_is_used_again_whoever_the_page_had_chosen(visit, officer, known, typed):
    before, document = known
    over = replace(_using_again(visit, document), applicant=typed, chosen=before.dossier.applicant)
    with pytest.raises(Invalid) as refused:
        intake.take_in(intake=over, by=officer, at=NOW)
    assert list(refused.value.errors) == ["papers-0"] and Visit.objects.count() == 1


def test_what_was_withdrawn_meanwhile_is_not_used_again(visit, officer, known):
    before, document = known
    actions.withdraw(case=before, reason="Xin rút", by=officer, at=NOW)
    with pytest.raises(Invalid) as refused:
        intake.take_in(intake=_using_again(visit, document), by=officer, at=NOW)
    assert list(refused.value.errors) == ["papers-0"]
