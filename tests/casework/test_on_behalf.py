"""An authorised person files online for somebody else: whose dossier it is, who sees what, and how it counts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from motcua.adoption.helping import filed
from motcua.adoption.helping import queries as helping
from motcua.casework import actions as casework
from motcua.casework import queries as cases
from motcua.casework.lists import holdings
from motcua.casework.papers import contents
from motcua.casework.several import bulk
from motcua.core.errors import Invalid, Refused
from motcua.correspondence.models import Message
from motcua.filing import actions, queries
from motcua.filing.authority import POSITION
from motcua.filing.models import Attachment, Dossier, Draft, OnBehalf
from motcua.filing.rules import ForStaff, Help
from motcua.journal.models import Entry
from motcua.people import queries as people
from motcua.people.actions import sign_in_citizen
from motcua.people.facts import Facts
from motcua.people.identity import Claims
from motcua.people.models import Person
from motcua.people.rules import Role
from tests.correspondence.carriers import follow, reachable
from tests.factories import NOW, make_citizen, make_document, make_draft, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
NUMBER = "042150000002"
MOTHER = Facts("Nguyễn Thị Bưởi", NUMBER, date(1950, 3, 8), "female", "0912000111", residence="Thôn 3, xã Mai Hoa")
FORM = {
    "title": "Tờ khai",
    "pages": [
        {
            "key": "who",
            "title": "Người yêu cầu",
            "fields": [
                {"key": "name", "label": "Họ tên", "required": True, "prefill": "full_name"},
                {"key": "born", "label": "Ngày sinh", "type": "date", "prefill": "birth_date"},
            ],
        },
        {"key": "why", "title": "Lý do", "fields": [{"key": "why", "label": "Để làm gì", "required": True}]},
    ],
}
ANSWERS = {"name": "Nguyễn Thị Bưởi", "born": "1950-03-08", "why": "Vay vốn"}


@pytest.fixture
def son():
    return reachable(full_name="Lê Văn Đào")


@pytest.fixture
def draft(son):
    office = make_office()
    version = make_version(form=FORM, offered_by=office, papers=[("Giấy chứng sinh", False)])
    return make_draft(version, office=office, account=son, answers=ANSWERS)


def _attach(draft, name="ủy quyền.pdf", position=POSITION, content=PDF):
    return actions.attach(draft=draft, content=content, name=name, paper_position=position, by=draft.account, at=NOW)


def _for(draft, told=MOTHER, basis="mandate"):
    return actions.set_on_behalf(draft=draft, facts=told, basis=basis, by=draft.account, at=NOW)


def _send(draft, told=MOTHER, **basis):
    _for(draft, told, **basis)
    _attach(draft)
    return casework.register(draft=draft, by=draft.account, at=NOW)


def test_the_dossier_is_that_of_the_represented_person_and_its_filer_is_who_was_authorised(draft, son):
    case = cases.by_code(_send(draft).dossier.code)
    dossier, told = case.dossier, case.dossier.on_behalf
    assert (dossier.filer, dossier.applicant.full_name, dossier.applicant.personal_id) == (
        son,
        MOTHER.full_name,
        NUMBER,
    )
    assert (told.facts, told.basis, dossier.verified, dossier.help) == (MOTHER, "mandate", True, Help.HELPED)
    assert dossier.applicant.phone == ""
    filer = contents.filer_of(case)
    assert (filer.applicant, filer.submitter, filer.id_number) == (MOTHER.full_name, "Lê Văn Đào", NUMBER)
    assert (filer.address, filer.phone) == (MOTHER.residence, MOTHER.phone)
    entry = Entry.objects.get(kind="submitted")
    told = json.loads(entry.body)
    assert told["details"]["delegated"] is True and told["details"]["authority"] == "mandate"
    assert told["facts"]["help"] == "helped" and told["facts"]["channel"] == 2
    assert NUMBER not in entry.body and "Bưởi" not in entry.body and "Đào" not in entry.body


def test_of_many_accepted_at_once_it_is_left_out_because_its_paper_is_to_be_compared(draft, son):
    another = make_draft(draft.version, office=draft.competent_office, answers=ANSWERS)
    own = casework.register(draft=another, by=another.account, at=NOW)
    sent = cases.by_codes([case.dossier.code for case in (_send(draft), own)])
    chosen = [(case.dossier.code, case.seen) for case in sent]
    officer = make_officer(draft.competent_office, Role.RECEPTION)
    who = people.who(officer.pk, on=NOW.date())
    left, accepted = bulk.move_each(name="accept", chosen=chosen, who=who, by=officer, at=NOW)
    assert (left.done, accepted.done) == (False, True) and "đối chiếu giấy tờ" in left.reason
    (case,) = cases.by_codes([left.code])
    casework.accept(case=case, by=officer, at=NOW, seen=case.seen)


@pytest.mark.django_db(transaction=True)
def test_messages_go_to_who_filed(draft, son):
    _send(draft)
    follow()
    assert {one.person for one in Message.objects.all()} == {son.person}


def test_nothing_is_sent_without_the_paper_or_once_the_authority_is_over(draft, son):
    _for(draft)
    with pytest.raises(Invalid) as missing:
        casework.register(draft=draft, by=son, at=NOW)
    assert missing.value.errors == {f"paper-{POSITION}": "Đính kèm «Giấy ủy quyền»."}
    child = Facts("Lê Văn Na", "", date(2008, 11, 25), residence="Thôn 3")
    _for(draft, child, "parent")
    _attach(draft, "khai sinh.pdf")
    Draft.objects.filter(pk=draft.pk).update(answers={**ANSWERS, "name": "Lê Văn Na"})
    with pytest.raises(Invalid) as of_age:
        casework.register(draft=draft, by=son, at=NOW + timedelta(10))
    assert set(of_age.value.errors) == {"on_behalf"} and not Dossier.objects.exists()
    assert casework.register(draft=draft, by=son, at=NOW).dossier.applicant.personal_id is None


def test_whose_number_is_kept_under_another_name_gets_nothing_and_is_not_told(draft, son):
    stranger = make_citizen(full_name="Trần Văn Mít").person
    case = cases.by_code(_send(draft, Facts("Nguyễn Thị Bưởi", stranger.personal_id, residence="Thôn 3")).dossier.code)
    assert case.dossier.applicant != stranger and case.dossier.applicant.personal_id is None
    assert contents.filer_of(case).id_number == stranger.personal_id
    officer = make_officer(case.competent_office, Role.RECEPTION)
    casework.accept(case=case, by=officer, at=NOW)
    assert holdings.of_person(stranger.pk) == []


def test_what_is_kept_of_the_represented_person_stays_and_is_not_shown_to_her_delegate(draft, son):
    kept = Person.objects.create(full_name="NGUYEN THI BUOI", personal_id=NUMBER, residence="Số 1", phone="0912999999")
    case = cases.by_code(_send(draft).dossier.code)
    assert case.dossier.applicant == kept
    kept.refresh_from_db()
    assert (kept.full_name, kept.residence, kept.phone) == ("NGUYEN THI BUOI", "Số 1", "0912999999")
    filer = contents.filer_of(case)
    assert (filer.applicant, filer.address, filer.phone) == (MOTHER.full_name, MOTHER.residence, MOTHER.phone)


def test_who_signs_in_later_with_that_number_has_the_papers_once_they_are_accepted(draft, son):
    _attach(draft, "chứng sinh.pdf", 1, PDF + b" ")
    case = _send(draft)
    claims = Claims("Nguyễn Thị Bưởi", NUMBER)
    mother = sign_in_citizen(issuer="https://id.example.vn", subject="1", at=NOW, claims=claims)
    assert mother.person == case.dossier.applicant and holdings.of_person(mother.person_id) == []
    casework.accept(case=case, by=make_officer(case.competent_office, Role.RECEPTION), at=NOW)
    assert [one.document.name for one in holdings.of_person(mother.person_id)] == ["chứng sinh.pdf"]
    assert holdings.of_person(son.person_id) == []
    assert not cases.cases_of(mother.pk).exists() and cases.cases_of(son.pk).count() == 1


def test_the_papers_of_two_people_never_mix(draft, son):
    own = casework.register(draft=_with_paper(son, "của con.pdf"), by=son, at=NOW)
    kept = holdings.of_person(own.dossier.applicant_id)[0]
    casework.reuse(draft=draft, document=kept.document.key, paper_position=1, by=son, at=NOW)
    _for(draft)
    assert not draft.attachments.exists()
    with pytest.raises(Refused) as refused:
        casework.reuse(draft=draft, document=kept.document.key, paper_position=1, by=son, at=NOW)
    assert refused.value.field == "paper-1"
    mother = make_citizen(full_name=MOTHER.full_name)
    Person.objects.filter(pk=mother.person_id).update(personal_id=NUMBER)
    casework.register(draft=_with_paper(mother, "của mẹ.pdf"), by=mother, at=NOW)
    hers = holdings.of_person(mother.person_id)[0]
    case, officer = _send(draft), make_officer(draft.competent_office, Role.RECEPTION)
    casework.ask_supplement(case=case, reason="Thiếu", by=officer, at=NOW)
    with pytest.raises(Refused) as refused:
        casework.supplement(case=case, by=son, at=NOW, again=[hers.document.key])
    assert refused.value.field == "again"
    assert casework.supplement(case=case, by=son, at=NOW, documents=[(None, make_document())]).dossier.reused == 0


def _with_paper(account, name):
    office = make_office()
    version = make_version(offered_by=office, papers=[("Giấy chứng sinh", True)])
    draft = make_draft(version, office=office, account=account)
    _attach(draft, name, 1, PDF + name.encode())
    return draft


def test_another_person_takes_with_her_what_the_form_began_with(draft, son):
    own = {"name": "Lê Văn Đào", "born": "1990-01-02", "why": "Vay vốn"}
    Draft.objects.filter(pk=draft.pk).update(answers=own, done_pages=["who", "why"])
    _for(draft)
    draft.refresh_from_db()
    assert (draft.answers, draft.done_pages) == ({"why": "Vay vốn"}, ["why"])
    Draft.objects.filter(pk=draft.pk).update(answers=ANSWERS, done_pages=["who", "why"])
    _for(draft)  # the same once more changes nothing
    draft.refresh_from_db()
    assert (draft.answers, draft.done_pages) == (ANSWERS, ["who", "why"])
    _attach(draft)
    actions.set_for_self(draft=draft, by=son, at=NOW)
    actions.set_for_self(draft=draft, by=son, at=NOW)
    draft.refresh_from_db()
    assert (draft.answers, draft.done_pages) == ({"why": "Vay vốn"}, ["why"])
    assert not OnBehalf.objects.exists() and not Attachment.objects.exists()
    with pytest.raises(Refused):
        _attach(draft)
    actions.discard_draft(draft=_for(draft), by=son)
    assert not OnBehalf.objects.exists()


def test_the_paper_of_authority_goes_with_the_person_and_the_reason_that_it_shows(draft, son):
    _attach(_for(draft))
    _attach(draft, "của con.pdf", 1, PDF + b" ")
    _for(draft, replace(MOTHER, residence="Thôn 4"))
    assert draft.attachments.count() == 2
    for told, basis in ((replace(MOTHER, full_name="Lê Thị Na", personal_id="042150000003"), "mandate"),
                        (MOTHER, "guardian")):  # fmt: skip
        _for(draft, told, basis)
        assert [one.paper_position for one in draft.attachments.all()] == [1]
        _for(draft)
        _attach(draft)


def test_an_officer_marks_what_she_files_for_her_family_in_the_same_way(draft, son):
    actions.set_for_staff(draft=draft, kind=ForStaff.FAMILY, office=draft.competent_office, by=son, at=NOW)
    dossier = _send(draft).dossier
    assert (dossier.for_staff, dossier.staff_office) == ("family", draft.competent_office.code)


def test_help_with_it_belongs_to_the_filer_and_is_never_put_right_to_by_oneself(draft, son):
    helper = make_officer(draft.competent_office, Role.RECEPTION)
    actions.set_help(draft=draft, help=Help.HELPED, helper=helper, agreed=True, by=son, at=NOW)
    dossier = _send(draft).dossier
    for one in helping.to_record([dossier.code]):
        filed.record(dossier=one, at=NOW)
    assert [one.dossier_code for one in helping.of_person(son)] == [dossier.code]
    mother = sign_in_citizen(
        issuer="https://id.example.vn", subject="1", at=NOW, claims=Claims("Nguyễn Thị Bưởi", NUMBER)
    )
    assert helping.of_person(mother) == []
    with pytest.raises(Refused) as refused:
        actions.correct(dossier=dossier, channel=2, help=Help.SELF)
    assert refused.value.field == "help"
    assert queries.on_behalf(dossier) is not None
