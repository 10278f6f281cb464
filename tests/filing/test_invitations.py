"""A guided filing stays the filer's own: invited by an officer, taken by one person, helped only when she agrees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.casework import actions as casework
from motcua.catalogue.rules import ServiceLevel
from motcua.core.errors import Refused
from motcua.filing import actions, guiding, invitations, queries
from motcua.filing.guiding import Stage
from motcua.filing.models import Draft, Invitation
from motcua.filing.rules import Help
from motcua.journal.models import Entry
from motcua.people.models import Account
from motcua.people.rules import INVITATION_LIMIT, WINDOW
from tests.factories import GENERAL_ANSWERS, NOW, make_citizen, make_office, make_officer, make_version
from tests.threads import at_once
from tests.web.portal.people import FORM

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office():
    return make_office(name="Ủy ban nhân dân xã Mai Hoa")


@pytest.fixture
def officer(office):
    return make_officer(office, full_name="Nguyễn Thị Thu Hà")


@pytest.fixture
def citizen():
    return make_citizen(full_name="Lê Thị Mận")


@pytest.fixture
def version(office):
    return make_version(offered_by=office)


@pytest.fixture
def invitation(version, office, officer):
    return invitations.invite(version=version, competent_office=office, office=office, by=officer, at=NOW)


def _stage(invitation, at=NOW):
    return queries.guided(queries.invitation(invitation.token), at=at)


def _refusal(call, **given):
    with pytest.raises(Refused) as refused:
        call(**given)
    return refused.value.field, refused.value.message


def test_help_is_recorded_only_after_she_agrees_with_the_office_where_it_was_given(
    invitation, officer, citizen, office
):
    invitations.scan(invitation=invitation, at=NOW)
    assert _stage(invitation).stage is Stage.SCANNED
    invitations.take(invitation=invitation, by=citizen, at=NOW)
    assert _stage(invitation).stage is Stage.SIGNED_IN
    assert Draft.objects.count() == 0, "nothing is recorded before she has answered"
    draft = invitations.answer(invitation=invitation, agreed=True, by=citizen, at=NOW)
    draft.refresh_from_db()
    assert (draft.account, draft.help, draft.helper, draft.helped_office) == (citizen, Help.HELPED, officer, office)
    Draft.objects.filter(id=draft.id).update(answers=GENERAL_ANSWERS)
    case = casework.register(draft=draft, by=citizen, at=NOW)
    dossier = case.dossier
    assert (dossier.filer, dossier.channel, dossier.help) == (citizen, 2, Help.HELPED)
    assert (dossier.helper, dossier.helped_office) == (officer, office)
    entry = Entry.objects.get(subject=f"dossier/{dossier.code}")
    assert f'"helper":{officer.pk}' in entry.body and f'"helped_office":"{office.code}"' in entry.body
    assert officer.full_name not in entry.body
    assert _stage(invitation) == guiding.Guided(Stage.SENT, code=dossier.code)


def test_who_says_no_goes_on_alone_and_is_followed_no_longer(invitation, citizen):
    draft = invitations.answer(invitation=invitation, agreed=False, by=citizen, at=NOW)
    draft.refresh_from_db()
    assert (draft.help, draft.helper, draft.helped_office) == ("", None, None)
    assert _stage(invitation) == guiding.Guided(Stage.ALONE)


def test_who_takes_the_helper_off_later_is_followed_no_longer(invitation, citizen):
    draft = invitations.answer(invitation=invitation, agreed=True, by=citizen, at=NOW)
    actions.set_help(draft=draft, help=Help.SELF, by=citizen, at=NOW)
    draft.refresh_from_db()
    assert (draft.help, draft.helper, draft.helped_office) == (Help.SELF, None, None)
    assert _stage(invitation).stage is Stage.ALONE


def test_the_helper_sees_steps_and_never_answers(office, officer, citizen):
    version = make_version(form=FORM, offered_by=office, papers=[("Giấy chứng sinh", True)])
    invitation = invitations.invite(version=version, competent_office=office, office=office, by=officer, at=NOW)
    draft = invitations.answer(invitation=invitation, agreed=True, by=citizen, at=NOW)
    assert _stage(invitation) == guiding.Guided(Stage.FILLING, 0, 2, "Người yêu cầu", "Giấy chứng sinh")
    actions.save_page(
        draft=draft, page="person", values={"name": "Lê Thị Mận", "born": "1990-05-12"}, by=citizen, at=NOW
    )
    assert _stage(invitation) == guiding.Guided(Stage.FILLING, 1, 2, "Lý do", "Giấy chứng sinh")
    actions.save_page(draft=draft, page="reason", values={"why": "Đi học"}, by=citizen, at=NOW)
    assert _stage(invitation) == guiding.Guided(Stage.PAPERS, 2, 2, "", "Giấy chứng sinh")
    actions.attach(draft=draft, content=b"%PDF-1.4\n%%EOF\n", name="a.pdf", paper_position=1, by=citizen, at=NOW)
    assert _stage(invitation) == guiding.Guided(Stage.CHECKING, 2, 2)
    actions.discard_draft(draft=draft, by=citizen)
    assert _stage(invitation) == guiding.Guided(Stage.DISCARDED)


def test_following_takes_two_statements(invitation, citizen, django_assert_num_queries):
    invitations.answer(invitation=invitation, agreed=True, by=citizen, at=NOW)
    _stage(invitation)
    with django_assert_num_queries(2):
        _stage(invitation)


def test_an_answer_given_twice_makes_one_draft(invitation, citizen):
    first = invitations.answer(invitation=invitation, agreed=True, by=citizen, at=NOW)
    assert invitations.answer(invitation=invitation, agreed=False, by=citizen, at=NOW + 2 * WINDOW) == first
    assert _stage(invitation).stage is Stage.FILLING


def test_an_open_draft_of_the_same_procedure_can_be_gone_on_with_and_no_other(invitation, citizen, office):
    mine = actions.start_draft(version=invitation.version, office=office, by=citizen, at=NOW)
    other = actions.start_draft(version=make_version(offered_by=office), office=office, by=citizen, at=NOW)
    given = {"invitation": invitation, "agreed": True, "by": citizen, "at": NOW}
    assert _refusal(invitations.answer, draft=other.key, **given)[0] == "draft"
    assert invitations.answer(draft=mine.key, **given) == mine
    mine.refresh_from_db()
    assert mine.help == Help.HELPED


def test_an_invitation_is_for_one_person(invitation, citizen):
    invitations.take(invitation=invitation, by=citizen, at=NOW)
    for call in (invitations.take, lambda **given: invitations.answer(agreed=True, **given)):
        assert "người khác" in _refusal(call, invitation=invitation, by=make_citizen(), at=NOW)[1]
    assert invitations.answer(invitation=invitation, agreed=True, by=citizen, at=NOW).account == citizen


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_has_it(invitation):
    def one(account):
        return lambda: invitations.answer(invitation=invitation, agreed=True, by=account, at=NOW)

    outcomes = at_once([one(make_citizen()) for _ in range(4)])
    assert sum(isinstance(one, Draft) for one in outcomes) == 1
    assert Draft.objects.count() == 1


def test_it_is_over_after_half_an_hour_or_when_cancelled(invitation, citizen, office, officer, version):
    late = {"by": citizen, "at": NOW + guiding.OPEN_FOR}
    assert "hết hạn" in _refusal(invitations.take, invitation=invitation, **late)[1]
    assert _stage(invitation, late["at"]).stage is Stage.EXPIRED
    other = invitations.invite(version=version, competent_office=office, office=office, by=officer, at=NOW)
    invitations.cancel(invitation=other, at=NOW + MINUTE)
    assert "hết hạn" in _refusal(invitations.answer, invitation=other, agreed=True, by=citizen, at=NOW + MINUTE)[1]
    assert list(queries.invitations_of(officer.pk, at=NOW + MINUTE)) == [invitation]


def test_nobody_is_her_own_helper(invitation, officer):
    namesake = make_citizen(full_name="NGUYỄN  Thị Thu Hà")
    given = {"invitation": invitation, "by": namesake, "at": NOW}
    assert _refusal(invitations.answer, agreed=True, **given)[0] == "another"
    assert invitations.answer(agreed=True, another=True, **given).account == namesake
    assert "tự hướng dẫn" in _refusal(
        invitations.take, invitation=_another(invitation), by=officer, at=NOW
    )[1]  # fmt: skip


def _another(like):
    return invitations.invite(
        version=like.version, competent_office=like.competent_office, office=like.office, by=like.officer, at=NOW
    )


def test_only_from_where_she_works_to_where_it_is_offered_online(office, officer, version):
    elsewhere, closed = make_office(), make_version(offered_by=office, level=ServiceLevel.NONE)
    given = {"by": officer, "at": NOW, "competent_office": office}
    assert _refusal(invitations.invite, version=version, office=elsewhere, **given)[0] == "place"
    assert _refusal(invitations.invite, version=closed, office=office, **given)[0] == "office"
    Account.objects.filter(id=officer.pk).update(is_active=False)
    assert _refusal(invitations.invite, version=version, office=office, **given)[0] == "place"


def test_an_officer_keeps_so_many_open_and_no_more(invitation):
    for _ in range(guiding.MOST_OPEN - 1):
        _another(invitation)
    assert str(guiding.MOST_OPEN) in str(_refusal(_another, like=invitation)[1].values)


def test_a_code_is_found_however_it_is_typed_while_it_is_open(invitation):
    code = invitation.code
    for typed in (code, f"{code[:4]} {code[4:]}", f" {code[:4]}-{code[4:]}. "):
        assert invitations.find(typed=typed, asked_from="10.0.0.1", at=NOW) == invitation
    late = _refusal(invitations.find, typed=code, asked_from="10.0.0.1", at=NOW + guiding.OPEN_FOR)
    assert late == _refusal(invitations.find, typed=_wrong(code), asked_from="10.0.0.1", at=NOW)
    for shapeless in ("", "1234567", "123456789", "abcdefgh", "１２３４５６７８"):
        assert "8 chữ số" in _refusal(invitations.find, typed=shapeless, asked_from="10.0.0.1", at=NOW)[1]


def _wrong(code, by=1):
    return f"{(int(code) + by) % 10**8:08}"


def test_guessing_is_braked_for_one_address_alone(invitation):
    given = {"asked_from": "10.0.0.1", "at": NOW}
    for n in range(1, INVITATION_LIMIT + 1):
        assert "không đúng" in _refusal(invitations.find, typed=_wrong(invitation.code, n), **given)[1]
    assert "nhiều lần" in _refusal(invitations.find, typed=invitation.code, **given)[1]
    assert invitations.find(typed=invitation.code, asked_from="10.0.0.2", at=NOW) == invitation
    later = NOW + WINDOW
    Invitation.objects.update(expires_at=later + MINUTE)
    assert invitations.find(typed=invitation.code, asked_from="10.0.0.1", at=later) == invitation


def test_what_is_over_is_cleared_and_what_was_recorded_stays(invitation, citizen):
    used = _another(invitation)
    draft = invitations.answer(invitation=used, agreed=True, by=citizen, at=NOW)
    over = NOW + guiding.OPEN_FOR
    assert invitations.clear(at=over + guiding.KEPT_UNUSED) == 0
    assert invitations.clear(at=over + guiding.KEPT_UNUSED + MINUTE) == 1
    assert list(Invitation.objects.all()) == [used]
    assert invitations.clear(at=over + guiding.KEPT_USED + MINUTE) == 1
    draft.refresh_from_db()
    assert draft.helped_office == used.office


@pytest.mark.parametrize(
    ("scanned", "signed_in", "agreed", "minutes", "stage"),
    [
        (False, False, None, 1, Stage.WAITING), (True, False, None, 1, Stage.SCANNED),
        (True, True, None, 1, Stage.SIGNED_IN), (True, True, None, 30, Stage.EXPIRED),
        (False, False, None, 31, Stage.EXPIRED), (True, True, False, 1, Stage.ALONE),
        (True, True, False, 60, Stage.ALONE), (True, True, True, 60, None),
    ],
)  # fmt: skip
def test_the_stages_before_a_draft(scanned, signed_in, agreed, minutes, stage):
    found = guiding.before_draft(
        scanned=scanned, signed_in=signed_in, agreed=agreed, expires_at=NOW + 30 * MINUTE, at=NOW + minutes * MINUTE
    )
    assert found == stage
