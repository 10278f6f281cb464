"""Files that people hand in: what they are is decided by their content, and what is stored comes back whole."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from motcua.core.errors import Refused
from motcua.records import actions, queries, rules
from motcua.records.models import Document
from motcua.records.rules import PaperKind

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(format="JPEG", size=(40, 30)):
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(out, format)
    return out.getvalue()


def office_file(main="word/document.xml", extra=(), fill=b"<w/>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", main, *extra):
            archive.writestr(name, fill)
    return out.getvalue()


def add(content, name, now):
    return actions.add_document(content=content, name=name, by=None, at=now)


def refusal(content, name, now):
    with pytest.raises(Refused) as refused:
        add(content, name, now)
    assert refused.value.field == "file" and not Document.objects.exists()
    return refused.value.message


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "giấy chứng sinh.pdf", "application/pdf"),
        (picture(), "IMG_0001.JPG", "image/jpeg"),
        (picture("PNG"), "ảnh.png", "image/png"),
        (picture("WEBP"), "ảnh.webp", "image/webp"),
        (office_file(), "đơn.docx", rules.BY_ENDING["docx"].media_type),
        (office_file("xl/workbook.xml"), "bảng kê.xlsx", rules.BY_ENDING["xlsx"].media_type),
    ],
)
def test_a_file_comes_back_as_it_was_handed_in(content, name, media_type, now):
    document = add(io.BytesIO(content), name, now)
    assert (document.media_type, document.name, document.size) == (media_type, name.replace("JPG", "jpg"), len(content))
    with queries.open_content(document) as stream:
        assert stream.read() == content


def test_identical_content_is_stored_once_with_a_row_for_each_hand_in(now):
    first, second = add(PDF, "một.pdf", now), add(PDF, "hai.pdf", now)
    assert first.digest == second.digest and first.key != second.key
    folder = Path(default_storage.path(rules.storage_path(first.digest))).parent
    assert [file.name for file in folder.iterdir()] == [first.digest]


def test_content_that_was_cut_short_on_disk_is_written_again(now):
    document = add(PDF, "một.pdf", now)
    path = Path(default_storage.path(rules.storage_path(document.digest)))
    path.write_bytes(PDF[:10])
    add(PDF, "một.pdf", now)
    assert path.read_bytes() == PDF


def test_a_name_loses_its_folders_and_is_stored_in_one_form(now):
    name = unicodedata.normalize("NFD", "C:\\Ảnh của tôi\\giấy <chứng> sinh.pdf")
    assert add(PDF, name, now).name == "giấy chứng sinh.pdf"
    assert add(PDF, "../../etc/passwd", now).name == "passwd.pdf"
    assert add(PDF, "  .. ", now).name == "tệp.pdf"
    assert len(add(PDF, "a" * 500 + ".pdf", now).name) <= 200


def test_a_name_without_ending_gets_the_one_that_fits(now):
    assert add(picture(), "ảnh chụp", now).name == "ảnh chụp.jpg"
    assert add(picture(), "ảnh.chụp", now).name == "ảnh.chụp.jpg"


@pytest.mark.parametrize(("content", "name"), [(picture("PNG"), "giấy.pdf"), (PDF, "ảnh.jpg"), (picture(), "đơn.docx")])
def test_a_file_that_lies_about_its_type_is_refused(content, name, now):
    message = refusal(content, name, now)
    assert "ghi là" in message and "nhưng nội dung là" in message


def test_an_empty_file_is_refused(now):
    assert "trống" in refusal(b"", "giấy.pdf", now)


def test_a_file_over_the_limit_is_refused_with_the_limit(now, settings):
    settings.MAX_UPLOAD = 1024 * 1024
    assert "lớn hơn 1 MB" in refusal(io.BytesIO(PDF + b"0" * settings.MAX_UPLOAD), "giấy.pdf", now)


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00" + b"\0" * 300, b"<script>alert(1)</script>", b"plain words", b"PK\x03\x04"]
)
def test_other_types_are_refused(content, now):
    assert refusal(content, "giấy.pdf", now)


def test_a_type_that_is_not_on_the_list_of_settings_is_refused(now, settings):
    settings.UPLOAD_TYPES = ("application/pdf",)
    assert refusal(picture(), "ảnh.jpg", now).endswith("các loại: PDF.")


@pytest.mark.parametrize("content", [PDF[:-7], b"x" + PDF, picture()[:400], picture("PNG")[:60], office_file()[:-30]])
def test_broken_files_are_refused(content, now):
    assert refusal(content, "giấy", now)


def test_a_picture_with_too_many_pixels_is_refused_without_being_decoded(now, settings):
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    data = b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    assert "quá lớn" in refusal(b"\x89PNG\r\n\x1a\n" + chunk + data, "ảnh.png", now)
    settings.MAX_PIXELS = 1000
    assert "quá lớn" in refusal(picture(), "ảnh.jpg", now)


def test_archives_macros_and_bombs_are_refused(now):
    assert "loại tệp này" in refusal(office_file("anything.txt"), "đơn.docx", now)
    assert "macro" in refusal(office_file(extra=["word/vbaProject.bin"]), "đơn.docx", now)
    assert "quá nhiều" in refusal(office_file(fill=b"0" * 110_000_000), "đơn.docx", now)


def test_an_issued_paper_is_found_by_its_subject(now):
    subject = "dossier/H27.99-261120-0001"
    paper = actions.issue_paper(
        subject=subject, kind=PaperKind.RECEIPT_SLIP, content=PDF, by=None, at=now, agency="Ủy ban", token="t"
    )
    assert queries.papers_of(subject) == [paper]
    assert paper.document.name == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả H27.99-261120-0001.pdf"
    with queries.open_content(paper.document) as stream:
        assert stream.read() == PDF
