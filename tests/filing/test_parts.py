"""A paper that comes in parts: goes on where it stopped, is attached like any other, and leaves nothing behind."""

from __future__ import annotations

import hashlib
import random
import threading
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from motcua.casework import actions as casework
from motcua.core.errors import Forbidden, Refused
from motcua.filing import actions, queries
from motcua.filing.actions import Arrival
from motcua.filing.rules import MOST_ATTACHMENTS
from motcua.journal.models import Entry
from motcua.records import queries as records
from motcua.records import rules as record_rules
from motcua.records.models import Document, Upload
from motcua.records.rules import Part
from tests.factories import NOW, make_citizen, make_document, make_draft, make_office, make_version

pytestmark = pytest.mark.django_db(transaction=True)
STEP = 64 * 1024
PDF = b"%PDF-1.7\n" + random.Random(3).randbytes(5 * STEP) + b"\n%%EOF\n"
LIE = b"MZ" + random.Random(4).randbytes(2 * STEP)


@pytest.fixture
def draft():
    office = make_office()
    papers = [("Giấy chứng sinh", True), ("Giấy ủy quyền", False)]
    return make_draft(make_version(papers=papers, offered_by=office), office=office)


def send(draft, offset, length=STEP, *, of=PDF, by=None, paper=1, size=None, digest=None) -> Arrival:
    part = Part(digest or hashlib.sha256(of).hexdigest(), size or len(of), offset, of[offset : offset + length])
    return actions.attach_part(
        draft=draft, part=part, name="giấy.pdf", paper_position=paper, by=by or draft.account, at=NOW
    )


def send_from(draft, offset, **given) -> Arrival:
    arrival = Arrival(offset, attached=False)
    while not arrival.attached:
        arrival = send(draft, arrival.received, **given)
    return arrival


def content_of(draft) -> bytes:
    (attached,) = queries.attachments(draft)
    with records.open_content(attached.document) as content:
        return content.read()


def parts_of(key: str) -> list[str]:
    return record_rules.part_paths(key, [1]) if default_storage.exists(record_rules.parts_folder(key)) else []


def test_a_file_goes_on_where_it_stopped_and_is_attached_when_the_whole_is_here(draft):
    assert send(draft, 0, 0) == Arrival(0, attached=False)
    assert send(draft, 0) == Arrival(STEP, attached=False)
    assert send(draft, STEP) == Arrival(2 * STEP, attached=False)
    assert not queries.attachments(draft).exists()
    assert send(draft, 0, 0) == Arrival(2 * STEP, attached=False)
    key = Upload.objects.get().key
    assert send_from(draft, 2 * STEP) == Arrival(len(PDF), attached=True)
    assert content_of(draft) == PDF
    assert queries.attachments(draft).get().document.name == "giấy.pdf"
    assert not Upload.objects.exists() and parts_of(key) == []
    assert not Entry.objects.exists()


def test_a_part_that_comes_twice_early_or_overlapping_is_told_where_to_go_on(draft):
    send(draft, 0)
    for offset in (0, STEP // 2, 2 * STEP, 10**9):
        assert send(draft, offset) == Arrival(STEP, attached=False)
    send_from(draft, STEP)
    assert content_of(draft) == PDF


def test_a_part_that_goes_beyond_the_declared_end_is_not_kept(draft):
    assert send(draft, 0, 2 * STEP, size=STEP) == Arrival(0, attached=False)


def test_who_lost_the_last_answer_or_chooses_an_attached_file_again_sends_nothing_more(draft):
    send_from(draft, 0)
    assert send(draft, 0, 0) == Arrival(len(PDF), attached=True)
    assert send(draft, 0) == Arrival(len(PDF), attached=True)
    assert queries.attachments(draft).count() == 1
    assert send(draft, 0, paper=2) == Arrival(STEP, attached=False)


def test_a_file_that_was_taken_off_can_be_sent_again(draft):
    send_from(draft, 0)
    attached = queries.attachments(draft).get()
    actions.remove_attachment(draft=draft, attachment_id=attached.id, by=draft.account, at=NOW)
    assert send(draft, 0, 0) == Arrival(0, attached=False)
    send_from(draft, 0)
    assert content_of(draft) == PDF


def test_nobody_sends_parts_to_the_draft_of_another(draft):
    send(draft, 0)
    with pytest.raises(Forbidden):
        send(draft, STEP, by=make_citizen())
    assert Upload.objects.get().received == STEP


def test_a_wrong_type_is_found_at_the_end_told_at_the_field_and_thrown_away(draft):
    for offset in (0, STEP):
        send(draft, offset, of=LIE)
    key = Upload.objects.get().key
    with pytest.raises(Refused, match="Không nhận loại tệp này") as refused:
        send(draft, 2 * STEP, of=LIE)
    assert refused.value.field == "paper-1"
    assert not Upload.objects.exists() and parts_of(key) == []
    assert not queries.attachments(draft).exists() and not Document.objects.exists()


def test_what_cannot_be_attached_is_refused_before_it_is_sent(draft, settings):
    with pytest.raises(Refused, match="không có giấy tờ này"):
        send(draft, 0, 0, paper=9)
    settings.MAX_UPLOAD = 1024 * 1024
    with pytest.raises(Refused, match="lớn hơn 1 MB") as refused:
        send(draft, 0, 0, size=1024 * 1024 + 1)
    assert refused.value.field == "paper-1"
    for _ in range(MOST_ATTACHMENTS):
        draft.attachments.create(document=make_document())
    with pytest.raises(Refused, match="tối đa 40 tệp"):
        send(draft, 0, 0)
    assert not Upload.objects.exists()


def test_a_file_that_is_not_what_was_declared_begins_again_and_is_never_attached(draft):
    other = "0" * 64
    send(draft, 0, digest=other)
    for offset in range(STEP, len(PDF) - STEP, STEP):
        send(draft, offset, digest=other)
    assert send(draft, len(PDF) // STEP * STEP, digest=other) == Arrival(0, attached=False)
    assert not Upload.objects.exists() and not queries.attachments(draft).exists()


def test_parts_that_were_lost_from_the_storage_are_asked_for_again(draft):
    send(draft, 0)
    upload = Upload.objects.get()
    Path(default_storage.path(record_rules.part_paths(upload.key, upload.sizes)[0])).unlink()
    send_from(draft, STEP)
    assert content_of(draft) == PDF


def test_whatever_breaks_while_the_whole_is_attached_all_of_it_is_still_here(draft):
    whole = PDF[:STEP] + b"of this test alone" + PDF[STEP:]
    last = len(whole) // STEP * STEP
    for offset in range(0, last, STEP):
        send(draft, offset, of=whole)
    place = Path(default_storage.path(record_rules.storage_path(hashlib.sha256(whole).hexdigest()))).parent
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("where a folder is wanted")
    with pytest.raises(OSError):
        send(draft, last, of=whole)
    place.unlink()
    assert Upload.objects.get().whole
    assert send(draft, 0, 0, of=whole) == Arrival(len(whole), attached=True)
    assert content_of(draft) == whole


def test_the_same_file_sent_whole_ends_what_had_come_in_parts(draft):
    send(draft, 0)
    send(draft, 0, paper=2)
    actions.attach(draft=draft, content=PDF, name="giấy.pdf", paper_position=1, by=draft.account, at=NOW)
    assert list(queries.unfinished(draft)) == ["paper-2"]


@pytest.mark.parametrize("end", ["discarded", "sent"])
def test_a_draft_that_is_discarded_or_sent_leaves_no_parts_and_takes_no_more(draft, end):
    draft.attachments.create(document=make_document(), paper_position=1)
    other = make_draft(draft.version, office=draft.competent_office)
    send(other, 0)
    send(draft, 0)
    send(draft, 0, of=LIE, paper=2)
    keys = [one.key for ones in queries.unfinished(draft).values() for one in ones]
    assert len(keys) == 2
    if end == "sent":
        casework.register(draft=draft, by=draft.account, at=NOW)
        assert Entry.objects.count() == 1
    else:
        actions.discard_draft(draft=draft, by=draft.account)
    assert not any(parts_of(key) for key in keys)
    with pytest.raises(Refused, match=r"đã được gửi|không còn"):
        send(draft, STEP)
    assert [one.subject for one in Upload.objects.all()] == [f"draft/{other.key}"]


def test_two_windows_that_send_the_same_file_at_once_make_one_whole_file(draft):
    failures: list[Exception] = []
    start = threading.Barrier(3)

    def window(step: int) -> None:
        try:
            start.wait(30)
            arrival = Arrival(0, attached=False)
            while not arrival.attached:
                arrival = send(draft, arrival.received, step)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    windows = [threading.Thread(target=window, args=(step,)) for step in (STEP, STEP // 2, STEP // 3)]
    for one in windows:
        one.start()
    for one in windows:
        one.join(60)
    assert failures == []
    assert content_of(draft) == PDF
    assert not Upload.objects.exists()
