"""Papers: sent one at a time, checked, taken off, looked at by their owner only."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from motcua.filing.models import Attachment
from tests.factories import make_citizen, make_draft, make_office, make_version
from tests.web.portal.people import FORM, pdf, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen():
    return make_citizen()


@pytest.fixture
def client(citizen):
    return signed_in(citizen)


@pytest.fixture
def draft(citizen):
    office = make_office()
    version = make_version(form=FORM, offered_by=office, papers=[("Giấy chứng sinh", True), ("Ủy quyền", False)])
    return make_draft(version, office=office, account=citizen)


@pytest.fixture
def address(draft):
    return f"/ho-so-nhap/{draft.key}/giay-to/"


def _photo(name: str = "anh.jpg") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def test_each_paper_has_its_own_field_and_says_whether_it_is_required(client, address):
    page = text(client.get(address))
    assert page.index("Giấy chứng sinh") < page.index("Bắt buộc") < page.index("Ủy quyền") < page.index("Giấy tờ khác")
    assert page.count('type="file"') == 3


def test_a_photo_and_a_pdf_are_attached_to_their_papers(client, draft, address):
    assert client.post(address, {"paper": "1", "file": _photo()}).status_code == 302
    assert client.post(address, {"paper": "0", "file": pdf()}).status_code == 302
    assert [(one.paper_position, one.document.media_type) for one in draft.attachments.all()] == [
        (1, "image/jpeg"), (None, "application/pdf"),
    ]  # fmt: skip
    page = text(client.get(address))
    assert "anh.jpg" in page and "giay-chung-sinh.pdf" in page


def test_the_script_is_answered_in_words_and_the_same_file_is_attached_once(client, draft, address):
    for _ in range(2):
        answer = client.post(address, {"paper": "1", "file": _photo()}, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()) == (200, {"error": ""})
    assert draft.attachments.count() == 1
    answer = client.post(address, {"paper": "1"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (422, {"error": "Chọn một tệp trước khi bấm gửi."})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("anh.jpg", b"", "Tệp trống"),
        ("anh.jpg", b"MZ\x90\x00 this is no photo", ""),
        ("giay.pdf", b"<html><script>alert(1)</script>", ""),
    ],
)
def test_files_that_are_empty_or_lie_about_their_type_are_refused_at_the_field(
    client, draft, address, name, content, words
):
    page = text(client.post(address, {"paper": "1", "file": SimpleUploadedFile(name, content)}))
    assert 'id="paper-1-error"' in page and words in page
    assert not draft.attachments.exists()


def test_a_file_above_the_limit_is_refused_in_words(client, draft, address, settings):
    settings.MAX_UPLOAD = 1024
    page = text(client.post(address, {"paper": "1", "file": SimpleUploadedFile("to.pdf", b"%PDF" + b"x" * 5000)}))
    assert "Hãy chụp lại ở cỡ nhỏ hơn" in page
    far = client.post(address, {"paper": "1", "file": SimpleUploadedFile("to.pdf", b"x" * 2_000_000)})
    assert "Nội dung gửi lên quá lớn" in text(far, 413)
    assert not draft.attachments.exists()


@pytest.mark.parametrize("paper", ["7", "-1", "x", "99999999999", ""])
def test_a_paper_that_is_not_asked_for_is_no_fault_of_ours(client, address, paper):
    assert client.post(address, {"paper": paper, "file": pdf()}).status_code in (200, 302)


def test_a_file_is_opened_and_taken_off_by_its_owner_only(client, draft, address):
    client.post(address, {"paper": "1", "file": pdf()})
    attached = Attachment.objects.get()
    opened = client.get(f"/ho-so-nhap/{draft.key}/tep/{attached.document.key}/", headers={"accept-encoding": "gzip"})
    assert opened.headers["Content-Length"] == str(len(pdf().read()))
    assert b"".join(opened.streaming_content) == pdf().read()
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    stranger = signed_in(make_citizen())
    assert stranger.get(f"/ho-so-nhap/{draft.key}/tep/{attached.document.key}/").status_code == 403
    assert stranger.post(f"{address}{attached.id}/bo/").status_code == 403
    for _ in range(2):
        assert client.post(f"{address}{attached.id}/bo/").status_code == 302
    assert not Attachment.objects.exists()
    assert client.get(f"/ho-so-nhap/{draft.key}/tep/{attached.document.key}/").status_code == 404
