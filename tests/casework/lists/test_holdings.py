"""What a person has here is offered again, hers and valid only, without a copy; a dossier says how much it reuses."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from motcua.casework import actions, queries
from motcua.casework.lists import holdings
from motcua.casework.models import Case
from motcua.catalogue.rules import Channel
from motcua.core.errors import Invalid, Refused
from motcua.filing import actions as filing
from motcua.filing.models import Attachment
from motcua.filing.rules import Help, Reuse
from motcua.journal.models import Entry
from motcua.people.rules import Role
from motcua.records.models import Document
from motcua.records.rules import Scan
from tests.factories import (
    NOW,
    make_citizen,
    make_document,
    make_draft,
    make_office,
    make_officer,
    make_version,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RESULTS = [{"name": "Trích lục khai tử", "code": ""}]


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def officer(office):
    return make_officer(office, Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)


@pytest.fixture
def citizen():
    return make_citizen()


@pytest.fixture
def deaths(office):
    """The procedure whose result is asked for elsewhere, and that asks for a paper itself."""
    papers = [("Giấy báo tử", True), ("Tờ khai đăng ký khai tử", False)]
    return make_version(papers=papers, results=RESULTS, offered_by=office)


@pytest.fixture
def funerals(office):
    papers = [("Bản sao giấy chứng tử hoặc trích lục khai tử", True), ("Giấy báo tử", False), ("Tờ khai", False)]
    return make_version(papers=papers, offered_by=office)


@pytest.fixture
def earlier(deaths, office, citizen, officer):
    """A dossier of the person that brought her a result, with two papers of its own."""
    return returned(deaths, office, citizen, officer)


def filed(version, office, citizen, at=NOW) -> Case:
    draft = make_draft(version, office=office, account=citizen, at=at)
    for position in (1, 2):
        Attachment.objects.create(draft=draft, document=make_document(by=citizen, at=at), paper_position=position)
    return actions.register(draft=draft, by=citizen, at=at)


def returned(version, office, citizen, officer, at=NOW) -> Case:
    case = filed(version, office, citizen, at)
    given = {"by": officer, "at": at}
    case = actions.assign(case=actions.accept(case=case, **given), officer=officer, **given)
    case = actions.approve(
        case=actions.propose(case=case, **given), result=make_document(media_type="image/png"), **given
    )
    return actions.return_result(case=case, **given)


def titles(citizen) -> list[tuple[str, str]]:
    return [(str(one.kind), one.title) for one in holdings.of_person(citizen.person_id)]


def told(case, kind) -> dict:
    return json.loads(Entry.objects.get(subject=f"dossier/{case.dossier.code}", kind=kind).body)


def test_results_and_papers_are_hers_but_not_what_was_written_for_one_dossier(earlier, citizen):
    assert sorted(titles(citizen)) == [("handed_in", "Giấy báo tử"), ("issued", "Trích lục khai tử")]
    assert holdings.of_person(make_citizen().person_id) == holdings.of_person(None) == []


def test_each_paper_is_offered_what_may_be_it_the_latest_first(earlier, deaths, funerals, office, citizen, officer):
    later = returned(deaths, office, citizen, officer, NOW + DAY)
    offered = holdings.offered_for(citizen.person_id, funerals)
    assert [one.source for one in offered[1]] == [later.dossier, earlier.dossier]
    assert [one.kind for one in offered[1]] == [Reuse.ISSUED] * 2
    assert [one.title for one in offered[2]] == ["Giấy báo tử"] * 2 and 3 not in offered
    assert len(offered) == 2 and holdings.offered_for(make_citizen().person_id, funerals) == {}


def test_reading_what_a_person_has_takes_as_many_statements_for_one_dossier_as_for_many(
    earlier, deaths, office, citizen, django_assert_num_queries
):
    with django_assert_num_queries(3):
        assert len(holdings.of_person(citizen.person_id)) == 2
    for _ in range(4):
        filed(deaths, office, citizen)
    with django_assert_num_queries(4):
        assert len(holdings.with_uses(holdings.of_person(citizen.person_id))) == 6


def attach(draft, holding, position=1):
    return actions.reuse(
        draft=draft, document=holding.document.key, paper_position=position, by=draft.account, at=NOW + DAY
    )


def test_one_click_attaches_the_same_document_and_the_dossier_says_so(earlier, funerals, office, citizen):
    draft, documents = make_draft(funerals, office=office, account=citizen), Document.objects.count()
    issued, handed = sorted(holdings.of_person(citizen.person_id), key=lambda one: one.kind, reverse=True)
    attached = attach(draft, issued)
    assert attach(draft, issued).pk == attached.pk, "a second click attaches it once"
    attach(draft, handed, 2)
    assert (attached.document, attached.reuse, attached.source) == (issued.document, "issued", earlier.dossier)
    assert Document.objects.count() == documents
    case = actions.register(draft=draft, by=citizen, at=NOW + DAY)
    entry = told(case, "submitted")
    assert case.dossier.reused == entry["facts"]["reused"] == 2
    assert entry["details"]["reused"] == {"issued": 1, "handed_in": 1} and len(entry["details"]["documents"]) == 2
    (used,) = (one for one in holdings.with_uses(holdings.of_person(citizen.person_id)) if one.kind is Reuse.ISSUED)
    assert used.used == (case.dossier.code,) and used.source == earlier.dossier
    assert list(queries.mismatches()) == []


def test_a_dossier_without_reuse_says_none_and_older_entries_mean_none(earlier):
    entry = told(earlier, "submitted")
    assert entry["facts"]["reused"] == 0 and "reused" not in entry["details"]
    for old in Entry.objects.filter(subject=f"dossier/{earlier.dossier.code}"):
        assert '"reused":0,' in old.body
        Entry.objects.filter(id=old.pk).update(body=old.body.replace('"reused":0,', ""))
    assert list(queries.mismatches()) == []


def test_nobody_attaches_another_persons_document(earlier, funerals, office, citizen):
    stranger = make_draft(funerals, office=office)
    for holding in holdings.of_person(citizen.person_id):
        with pytest.raises(Refused) as refused:
            attach(stranger, holding)
        assert refused.value.field == "paper-1" and "không có giấy tờ này" in refused.value.message
    assert not Attachment.objects.filter(draft=stranger).exists()


def test_what_was_taken_back_withdrawn_refused_or_infected_is_not_offered(earlier, deaths, office, citizen, officer):
    actions.retract(case=earlier, reason="Trả nhầm", by=officer, at=NOW)
    assert titles(citizen) == [("handed_in", "Giấy báo tử")]
    actions.withdraw(case=filed(deaths, office, citizen), by=citizen, at=NOW)
    actions.refuse(case=filed(deaths, office, citizen), reason="Thiếu", by=officer, at=NOW)
    assert titles(citizen) == [("handed_in", "Giấy báo tử")]
    Document.objects.update(scan=Scan.INFECTED)
    assert titles(citizen) == []


def test_what_was_taken_back_after_it_was_attached_is_not_sent(earlier, funerals, office, citizen, officer):
    draft = make_draft(funerals, office=office, account=citizen)
    (issued,) = (one for one in holdings.of_person(citizen.person_id) if one.kind is Reuse.ISSUED)
    attach(draft, issued)
    actions.retract(case=earlier, reason="Trả nhầm", by=officer, at=NOW)
    with pytest.raises(Invalid) as invalid:
        actions.register(draft=draft, by=citizen, at=NOW + DAY)
    assert "không còn hiệu lực" in invalid.value.errors["paper-1"]


def test_the_counter_takes_what_the_person_has_and_says_so(earlier, funerals, office, citizen, officer):
    (issued,) = (one for one in holdings.of_person(citizen.person_id) if one.kind is Reuse.ISSUED)
    again = holdings.chosen(person_id=citizen.person_id, picks=[(1, issued.document.key)])
    case = actions.register_received(
        version=funerals, office=office, channel=Channel.DIRECT, by=officer, at=NOW + DAY, help=Help.UNKNOWN,
        applicant=citizen.person, documents=[(2, make_document())], again=again,
    )  # fmt: skip
    entry = told(case, "accepted")
    assert entry["facts"]["reused"] == 1 and entry["details"]["reused"] == {"issued": 1}
    assert len(entry["details"]["documents"]) == 2
    kept = list(Attachment.objects.filter(dossier=case.dossier).values_list("paper_position", "reuse"))
    assert kept == [(2, ""), (1, "issued")]
    with pytest.raises(Refused):
        holdings.chosen(person_id=make_citizen().person_id, picks=[(1, issued.document.key)])


def test_what_is_removed_from_a_draft_stays_with_its_first_dossier(earlier, funerals, office, citizen):
    draft = make_draft(funerals, office=office, account=citizen)
    attached = attach(draft, holdings.of_person(citizen.person_id)[0])
    filing.remove_attachment(draft=draft, attachment_id=attached.pk, by=citizen, at=NOW)
    assert len(holdings.of_person(citizen.person_id)) == 2
