"""A person's own papers: listed and opened by her alone, used again by a click; a store that is down says so."""

from __future__ import annotations

import hashlib
import socket

import pytest
from django.core.files.storage import storages

from motcua.casework import actions as casework
from motcua.filing import actions as filing
from motcua.filing.models import Attachment
from motcua.records.models import Document
from motcua.records.rules import storage_path
from tests import objects
from tests.factories import NOW, make_citizen, make_draft, make_office, make_version
from tests.web.portal.people import FORM, PDF, pdf, signed_in, text

pytestmark = pytest.mark.django_db
ADDRESS = "/giay-to-cua-toi/"


@pytest.fixture
def citizen():
    return make_citizen()


@pytest.fixture
def client(citizen):
    return signed_in(citizen)


@pytest.fixture
def version():
    office = make_office()
    return make_version(form=FORM, offered_by=office, papers=[("Giấy chứng sinh", True), ("Tờ khai", False)]), office


@pytest.fixture
def earlier(citizen, version):
    """A dossier with one paper that she handed in before."""
    draft = make_draft(
        version[0], office=version[1], account=citizen, answers={"name": "A", "born": "1990-01-01", "why": "Đi học"}
    )
    filing.attach(draft=draft, content=PDF, name="chứng sinh.pdf", paper_position=1, by=citizen, at=NOW)
    return casework.register(draft=draft, by=citizen, at=NOW)


@pytest.fixture
def draft(version, citizen):
    return make_draft(version[0], office=version[1], account=citizen)


def key() -> str:
    return Document.objects.values_list("key", flat=True).get()


def test_her_papers_are_listed_and_opened_by_her_alone(earlier, client):
    page = text(client.get(ADDRESS))
    assert "Giấy chứng sinh" in page and earlier.dossier.code in page
    opened = client.get(f"{ADDRESS}{key()}/")
    assert b"".join(opened.streaming_content) == PDF
    stranger = signed_in(make_citizen())
    assert "Chưa có giấy tờ nào" in text(stranger.get(ADDRESS))
    assert stranger.get(f"{ADDRESS}{key()}/").status_code == 404


def test_a_paper_that_fits_is_attached_by_one_click_and_shown_as_used_again(earlier, client, draft):
    address = f"/ho-so-nhap/{draft.key}/giay-to/"
    assert text(client.get(address)).count("Bạn đã có giấy tờ này") == 1
    assert client.post(f"{address}dung-lai/", {"paper": "1", "document": key()}).headers["Location"] == address
    page = text(client.get(address))
    assert f"Dùng lại từ hồ sơ {earlier.dossier.code}" in page and "Bạn đã có giấy tờ này" not in page
    assert Attachment.objects.get(draft=draft).reuse == "handed_in" and Document.objects.count() == 1


def test_a_paper_that_is_not_hers_is_refused_at_its_field(earlier, version):
    stranger = make_citizen()
    theirs = make_draft(version[0], office=version[1], account=stranger)
    sent = {"paper": "1", "document": key()}
    answer = signed_in(stranger).post(f"/ho-so-nhap/{theirs.key}/giay-to/dung-lai/", sent)
    assert "không có giấy tờ này" in text(answer) and "#paper-1" in text(answer)


def test_a_file_that_was_altered_is_not_shown_and_the_page_says_whom_to_tell(earlier, client):
    place = storage_path(hashlib.sha256(PDF).hexdigest())
    storages["default"].delete(place)
    answer = client.get(f"{ADDRESS}{key()}/")
    assert "không còn nguyên vẹn trong kho" in text(answer, 500)


def test_a_store_that_is_down_is_said_with_503_and_nothing_is_lost(earlier, client, draft, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{free.getsockname()[1]}"
    options = {"bucket": "motcua", "endpoint": dead, "access_key": "k", "secret_key": "s"}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": objects.BACKEND, "OPTIONS": options}}
    answer = client.get(f"{ADDRESS}{key()}/")
    assert "thử lại sau ít phút" in text(answer, 503) and answer.headers["Retry-After"] == "120"
    address = f"/ho-so-nhap/{draft.key}/giay-to/"
    plain = client.post(address, {"paper": "1", "file": pdf("chứng sinh.pdf")})
    assert "Kho tệp đang tạm thời không dùng được" in text(plain)
    scripted = client.post(
        address, {"paper": "1", "file": pdf("chứng sinh.pdf")}, headers={"accept": "application/json"}
    )
    assert scripted.status_code == 503
    assert not Attachment.objects.filter(draft=draft).exists() and Document.objects.count() == 1
