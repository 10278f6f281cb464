"""Stores of files: the folder and a bucket do the same; what is down says so, and what is lost or altered is named."""

from __future__ import annotations

import hashlib
import io
import socket

import pytest
from click.testing import CliRunner
from django.core.files.base import ContentFile

from motcua.casework import actions as casework
from motcua.filing import actions as filing
from motcua.filing import queries as filings
from motcua.filing.models import Attachment
from motcua.records import actions, queries, rules, stores, upkeep
from motcua.records.models import Document, Upload
from motcua.records.rules import Part
from motcua.records.storage import Lost, Unavailable
from motcua.records.upkeep import State
from motcua.site.command import main
from tests import objects
from tests.factories import NOW, make_draft

from .test_documents import PDF, picture

pytestmark = pytest.mark.django_db
LARGE = PDF[:-6] + b"0" * (2 * 1024 * 1024) + PDF[-6:]


def add(content=PDF, name="giấy"):
    return actions.add_document(content=content, name=name, by=None, at=NOW)


def place(document) -> str:
    return rules.storage_path(document.digest)


def down(settings, bucket) -> None:
    """Let the store be at an address where nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = {**bucket, "endpoint": f"http://127.0.0.1:{free.getsockname()[1]}"}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": objects.BACKEND, "OPTIONS": dead}}


@pytest.mark.parametrize("content", [PDF, LARGE])
def test_content_comes_back_byte_by_byte(store, content):
    document = add(io.BytesIO(content))
    with queries.open_content(document) as file:
        assert file.read() == content
    assert store.size(place(document)) == len(content) and store.exists(place(document))


def test_a_name_that_is_not_there_is_not_found(store):
    assert not store.exists("ab/cd/abcd")
    for ask in (store.size, store.open):
        with pytest.raises(FileNotFoundError):
            ask("ab/cd/abcd")
    store.delete("ab/cd/abcd")


def test_the_same_content_is_stored_once_and_written_again_when_it_is_short(store):
    document = add()
    assert add().digest == document.digest
    assert list(store.names()) == [place(document)]
    store.delete(place(document))
    store.save(place(document), ContentFile(PDF[:9]))
    add()
    with queries.open_content(document) as file:
        assert file.read() == PDF


def test_what_is_lost_or_altered_is_not_handed_out(store):
    document = add()
    store.delete(place(document))
    store.save(place(document), ContentFile(PDF.replace(b"1.7", b"1.4")))
    with pytest.raises(Lost):
        queries.open_content(document)
    assert queries.whole_content(document) is None
    store.delete(place(document))
    with pytest.raises(Lost):
        queries.open_content(document)


def test_a_check_names_what_is_lost_or_altered_and_counts_what_nobody_speaks_of(store):
    whole, lost, altered = add(), add(picture()), add(picture("PNG"))
    store.delete(place(lost))
    store.delete(place(altered))
    store.save(place(altered), ContentFile(b"x"))
    store.save("ab/cd/abcd", ContentFile(b"x"))
    found = dict(upkeep.check(store))
    assert found == {whole.digest: State.WHOLE, lost.digest: State.MISSING, altered.digest: State.ALTERED}
    assert upkeep.orphans(store) == 1
    said = CliRunner().invoke(main, ["records", "check"])
    assert said.exit_code == 1
    assert f"MẤT: sha256 {lost.digest}, tài liệu {lost.key}" in said.output and altered.key in said.output
    assert whole.key not in said.output and "1 tệp trong kho" in said.output


def test_everything_is_copied_to_the_other_store_and_back_once(bucket, settings, tmp_path):
    local = {**settings.STORAGES["folder"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "folder": local}
    document, other = add(), add(picture())
    copied = CliRunner().invoke(main, ["records", "copy", "--to", "folder"])
    assert "Đã chép 2 nội dung" in copied.output and not copied.exit_code
    assert (tmp_path / place(document)).read_bytes() == PDF
    assert "Đã chép 0 nội dung, 2 đã có sẵn" in CliRunner().invoke(main, ["records", "copy", "--to", "folder"]).output
    (tmp_path / place(other)).write_bytes(b"x")
    stores.content().delete(place(document))
    stores.content().delete(place(other))
    back = CliRunner().invoke(main, ["records", "copy", "--to", "s3"])
    assert back.exit_code == 1 and f"ĐÃ BỊ SỬA: sha256 {other.digest}" in back.output
    assert dict(upkeep.check(stores.content())) == {document.digest: State.WHOLE, other.digest: State.MISSING}


def test_a_copy_without_a_second_store_says_what_to_set():
    said = CliRunner().invoke(main, ["records", "copy", "--to", "s3"])
    assert said.exit_code == 1 and "MOTCUA_S3_" in said.output


def test_a_bucket_is_asked_to_encrypt_and_keeps_to_its_prefix(s3_address, settings):
    options = objects.options(s3_address, encryption="AES256", prefix="kho/")
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": objects.BACKEND, "OPTIONS": options}}
    document = add()
    (held,) = objects.client(options).list_objects_v2(Bucket=options["bucket"])["Contents"]
    assert held["Key"] == f"kho/{place(document)}"
    head = objects.client(options).head_object(Bucket=options["bucket"], Key=held["Key"])
    assert head["ServerSideEncryption"] == "AES256"
    assert list(stores.content().names()) == [place(document)]


@pytest.mark.parametrize("trouble", ["down", "no bucket"])
def test_a_store_that_does_not_answer_leaves_nothing_half_done(bucket, settings, trouble):
    draft = make_draft()
    given = {"draft": draft, "name": "giấy", "paper_position": None, "by": draft.account, "at": NOW}
    kept = filing.attach(content=picture(), **given)
    if trouble == "down":
        down(settings, bucket)
    else:
        gone = {**bucket, "bucket": "nowhere"}
        settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": objects.BACKEND, "OPTIONS": gone}}
    with pytest.raises(Unavailable) as refused:
        filing.attach(content=PDF, **given)
    assert refused.value.field == "paper-0" and "thử lại" in refused.value.message
    with pytest.raises(Unavailable):
        queries.open_content(kept.document)
    assert Document.objects.count() == Attachment.objects.count() == 1


def test_parts_stay_here_until_the_store_answers_again(bucket, settings):
    draft, there = make_draft(), settings.STORAGES
    digest = hashlib.sha256(LARGE).hexdigest()

    def send(offset, length):
        part = Part(digest, len(LARGE), offset, LARGE[offset : offset + length])
        return filing.attach_part(
            draft=draft, part=part, name="giấy.pdf", paper_position=None, by=draft.account, at=NOW
        )

    down(settings, bucket)
    half = 1024 * 1024
    assert send(0, half).received == half and send(half, half).received == 2 * half
    with pytest.raises(Unavailable):
        send(2 * half, half)
    assert Upload.objects.get().whole
    settings.STORAGES = there
    assert send(len(LARGE), 0).attached
    (attached,) = filings.attachments(draft)
    assert not Upload.objects.exists() and queries.whole_content(attached.document) == LARGE


def test_a_paper_that_cannot_be_stored_is_not_issued(bucket, settings):
    from tests.factories import make_case, make_paper

    case = make_case("received")
    down(settings, bucket)
    with pytest.raises(Unavailable):
        make_paper(case)
    assert not Document.objects.exists() and casework.queries.detail(case).papers == []
