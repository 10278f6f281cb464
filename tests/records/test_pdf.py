"""What a PDF would do when it is opened decides whether it is taken: nothing runs, starts, or is carried along."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import PdfFileWriter
from pypdf import PdfReader, PdfWriter

from motcua.core.errors import Refused
from motcua.records import content, pdf

ACTIONS = ("JavaScript", "Launch", "ImportData", "SubmitForm", "GoToE")


def made(holds: dict[str, object], *, packed: bool) -> bytes:
    """A file whose root leads to one dictionary, as it is or inside a compressed stream of objects."""
    writer = PdfFileWriter(stream_xrefs=packed)
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 100)))
    writer.insert_page(generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Page"), pdf_name("/MediaBox"): box}))
    values = {pdf_name(f"/{key}"): pdf_name(f"/{value}") for key, value in holds.items()}
    place = {"obj_stream": writer.prepare_object_stream(compress=True)} if packed else {}
    writer.root[pdf_name("/Extra")] = writer.add_object(generic.DictionaryObject(values), **place)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked(password: str) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt(password, "another", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def refusal(file: bytes) -> str:
    with pytest.raises(Refused) as refused:
        content.recognise(io.BytesIO(file), allowed=["application/pdf"], max_pixels=1)
    assert refused.value.field == "file"
    return refused.value.message


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "holds", [*({"S": action} for action in ACTIONS), {"JS": "x"}, {"XFA": "x"}, {"RichMedia": "x"}]
)
def test_what_runs_is_refused_also_where_it_is_packed(holds, packed):
    file = made(holds, packed=packed)
    assert (b"/ObjStm" in file) is packed and len(PdfReader(io.BytesIO(file)).pages) == 1
    assert refusal(file) == pdf.RUNS


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("holds", [{"EmbeddedFiles": "x"}, {"EF": "x"}])
def test_a_file_inside_the_file_is_refused(holds, packed):
    assert refusal(made(holds, packed=packed)) == pdf.CARRIES


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("holds", [{"S": "URI"}, {"S": "GoTo"}, {"OpenAction": "x"}, {"Title": "JavaScript"}])
def test_links_and_places_inside_the_file_harm_nobody(holds, packed):
    file = made(holds, packed=packed)
    if b"/JavaScript" not in file:
        pdf.check(io.BytesIO(file))


def test_a_name_that_is_spelled_by_codes_is_the_same_name():
    assert refusal(b"%PDF-1.4\n1 0 obj<</S/J#61vaScr#69pt>>endobj\n%%EOF\n") == pdf.RUNS


def test_a_broken_table_of_objects_hides_nothing():
    file = made({"S": "Launch"}, packed=True)
    broken = file[: file.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n"
    assert refusal(broken) in (pdf.RUNS, pdf.BROKEN)


def test_a_file_that_wants_a_password_is_refused_and_one_that_opens_without_is_not():
    assert refusal(locked("secret")) == pdf.LOCKED
    pdf.check(io.BytesIO(locked("")))


def test_a_file_of_too_many_objects_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_OBJECTS", 3)
    assert refusal(made({"A": "b"}, packed=True)) == pdf.TANGLED
