"""Sending a draft makes one dossier with the next code of its office and day, or says what is missing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction

from motcua.casework import actions as casework
from motcua.catalogue.rules import ServiceLevel
from motcua.core.errors import Forbidden, Invalid, Refused
from motcua.filing import actions, queries
from motcua.filing.models import Dossier
from motcua.filing.rules import Help, System
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.records.models import Document
from tests.factories import NOW, make_citizen, make_document, make_draft, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db

FORM = {
    "title": "Tờ khai",
    "pages": [
        {"key": "who", "title": "Người khai", "fields": [{"key": "name", "label": "Họ tên", "required": True}]},
        {"key": "more", "title": "Thêm", "fields": [{"key": "note", "label": "Ghi chú"}]},
    ],
}


def _send(draft, by=None, at=NOW):
    return casework.register(draft=draft, by=by or draft.account, at=at).dossier


def test_codes_count_up_within_office_and_day():
    office = make_office(code="H27.77")
    version = make_version(offered_by=office)
    codes = [_send(make_draft(version, office=office)).code for _ in range(3)]
    assert codes == ["H27.77-261120-0001", "H27.77-261120-0002", "H27.77-261120-0003"]
    assert _send(make_draft(version, office=office), at=NOW + timedelta(1)).code == "H27.77-261121-0001"


def test_the_day_of_a_code_is_the_day_in_viet_nam():
    office = make_office(code="H27.78")
    draft = make_draft(office=office)
    just_after_midnight = NOW.replace(hour=0, minute=5)
    assert _send(draft, at=just_after_midnight).code == "H27.78-261120-0001"


def test_sending_twice_makes_one_dossier():
    draft = make_draft()
    first, again = _send(draft), _send(draft, at=NOW + timedelta(minutes=1))
    assert first.code == again.code
    assert Dossier.objects.count() == 1


def test_a_draft_can_be_sent_by_its_key():
    draft = make_draft()
    assert casework.register(draft=draft.key, by=draft.account, at=NOW).dossier.filer == draft.account


@pytest.mark.parametrize("key", ["unknown", "", "\0", "x' OR '1'='1"])
def test_a_key_that_nobody_has_sends_nothing(key):
    with pytest.raises(Refused, match="không còn"):
        casework.register(draft=key, by=make_draft().account, at=NOW)


def test_nobody_sends_or_changes_the_draft_of_another():
    draft, other = make_draft(), make_citizen()
    with pytest.raises(Forbidden):
        _send(draft, by=other)
    with pytest.raises(Forbidden):
        actions.save_page(draft=draft, page="who", values={}, by=other, at=NOW)
    with pytest.raises(Forbidden):
        actions.discard_draft(draft=draft, by=other)


def test_what_is_missing_is_named_at_its_field_and_no_code_is_spent():
    office = make_office()
    version = make_version(form=FORM, papers=[("Giấy chứng sinh", True), ("Bản sao khác", False)], offered_by=office)
    draft = make_draft(version, office=office, answers={"note": "x"})
    with pytest.raises(Invalid) as refusal:
        _send(draft)
    assert set(refusal.value.errors) == {"name", "paper-1"}
    assert refusal.value.errors["paper-1"] == "Đính kèm «Giấy chứng sinh»."
    complete = make_draft(version, office=office, answers={"name": "Lê Thị Mận"})
    actions.Attachment.objects.create(draft=complete, paper_position=1, document=make_document())
    assert _send(complete).code.endswith("-0001")


def test_answers_of_pages_are_kept_and_replaced_page_by_page():
    office = make_office()
    draft = make_draft(make_version(form=FORM, offered_by=office), office=office)
    actions.save_page(draft=draft, page="who", values={"name": "Lê Thị Mận"}, by=draft.account, at=NOW)
    actions.save_page(draft=draft, page="more", values={"note": "gấp"}, by=draft.account, at=NOW)
    later = actions.save_page(draft=draft, page="more", values={}, by=draft.account, at=NOW + timedelta(1))
    assert later.answers == {"name": "Lê Thị Mận"}
    assert later.done_pages == ["who", "more"]
    assert later.saved_at == NOW + timedelta(1)


def test_a_sent_draft_does_not_change_any_more():
    draft = make_draft()
    _send(draft)
    for change in (
        lambda: actions.set_help(draft=draft, help=Help.SELF, by=draft.account, at=NOW),
        lambda: actions.discard_draft(draft=draft, by=draft.account),
    ):
        with pytest.raises(Refused, match="đã được gửi"):
            change()


def test_a_procedure_that_is_not_offered_online_is_refused_and_says_where_to_go():
    office = make_office()
    version = make_version(offered_by=office, level=ServiceLevel.NONE)
    with pytest.raises(Refused, match="bộ phận một cửa"):
        actions.start_draft(version=version, office=office, by=make_citizen(), at=NOW)


def test_a_recorded_helper_means_helped_and_silence_means_unknown():
    helper = make_officer(make_office())
    helped, silent = make_draft(), make_draft(help="")
    actions.set_help(draft=helped, help=Help.SELF, by=helped.account, at=NOW, helper=helper)
    first, second = _send(helped), _send(silent)
    assert (first.help, first.helper) == (Help.HELPED, helper)
    assert second.help == Help.UNKNOWN
    assert first.filer == helped.account


def test_nobody_is_her_own_helper():
    draft = make_draft()
    with pytest.raises(Refused):
        actions.set_help(draft=draft, help=Help.HELPED, by=draft.account, at=NOW, helper=draft.account)


def test_a_draft_is_sent_under_the_version_in_force_on_that_day(today):
    office = make_office()
    old = make_version(offered_by=office)
    draft = make_draft(old, office=office)
    type(old).objects.filter(id=old.id).update(valid_to=today - timedelta(1))
    new = type(old).objects.create(
        procedure=old.procedure, number=2, valid_from=today, name="Mới", field="Hộ tịch", search_name="", search_text="",
        digest="new",
    )  # fmt: skip
    assert _send(draft).version == new


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_attaching_stores_the_file_for_its_paper_and_removing_takes_it_off():
    office = make_office()
    draft = make_draft(make_version(papers=[("Giấy chứng sinh", True)], offered_by=office), office=office)
    kept = actions.attach(draft=draft, content=PNG, name="anh.png", paper_position=1, by=draft.account, at=NOW)
    assert list(queries.attachments(draft)) == [kept]
    with pytest.raises(Refused) as refusal:
        actions.attach(draft=draft, content=b"", name="x.pdf", paper_position=1, by=draft.account, at=NOW)
    assert refusal.value.field == "paper-1"
    with pytest.raises(Refused):
        actions.attach(draft=draft, content=PNG, name="x.png", paper_position=9, by=draft.account, at=NOW)
    for _ in range(2):
        actions.remove_attachment(draft=draft, attachment_id=kept.id, by=draft.account, at=NOW)
    assert not queries.attachments(draft).exists()


def test_a_file_whose_answer_was_lost_is_attached_once_and_for_another_paper_again():
    office = make_office()
    version = make_version(papers=[("Giấy chứng sinh", True), ("Giấy ủy quyền", False)], offered_by=office)
    draft = make_draft(version, office=office)
    given = {"draft": draft, "content": PNG, "name": "anh.png", "by": draft.account, "at": NOW}
    first = actions.attach(paper_position=1, **given)
    assert actions.attach(paper_position=1, **given) == first
    assert actions.attach(paper_position=2, **given) != first
    assert queries.attachments(draft).count() == 2
    assert Document.objects.count() == 2


def test_a_dossier_of_another_system_keeps_its_code_and_comes_in_once():
    office = make_office()
    version = make_version(offered_by=office)
    given = {"version": version, "office": office, "channel": 2, "at": NOW, "system": System.NATIONAL_PORTAL}
    with transaction.atomic():
        sent = actions.receive(code="000.00.01.h27-261119-0042", **given)
    assert sent.dossier.code == "000.00.01.H27-261119-0042"
    for code, message in (("000.00.01.H27-261119-0042", "đã có"), ("", "không đúng mẫu"), ("12", "không đúng mẫu")):
        with pytest.raises(Refused, match=message), transaction.atomic():
            actions.receive(code=code, **given)


def test_lists_show_only_ones_own(django_assert_num_queries):
    mine = make_draft()
    make_draft()
    dossier = _send(make_draft(account=mine.account))
    with django_assert_num_queries(1):
        assert list(queries.drafts_of(mine.account_id)) == [mine]
    assert queries.dossier(f" {dossier.code.lower()} ") == dossier
    assert queries.draft(mine.key) == mine
    assert queries.draft("unknown") is None


def test_a_number_whose_code_came_from_another_system_is_passed_over_without_a_gap():
    office = make_office()
    version = make_version(offered_by=office)
    code = f"{office.code}-{NOW:%y%m%d}-0002"
    casework.register_received(
        version=version, office=office, channel=2, by=None, at=NOW, code=code, system=System.NATIONAL_PORTAL
    )
    sent = [
        casework.register(draft=draft, by=draft.account, at=NOW).dossier.code
        for draft in (make_draft(version, office=office) for _ in range(3))
    ]
    assert [one[-4:] for one in sent] == ["0001", "0003", "0004"]
    passed = Entry.objects.get(subject=f"number/{code}")
    assert (passed.kind, json.loads(passed.body)["series"]) == ("passed_over", [code[:-5], 2])
    assert list(findings()) == []
