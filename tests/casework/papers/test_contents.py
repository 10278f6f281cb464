"""Papers are made when first asked for, say what was true at their moment, and are made once."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pypdf
import pytest

from motcua.casework import actions, queries
from motcua.casework.models import CaseStep
from motcua.catalogue.rules import Channel
from motcua.filing.rules import System
from motcua.journal.models import Entry
from motcua.records.models import OfficialPaper
from motcua.records.queries import open_content
from motcua.records.rules import PaperKind
from tests.factories import NOW, make_case, make_document, make_office, make_officer, make_paper, make_version

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=9)


def _issue(case, kind, step=None):
    return make_paper(case, kind, step, at=LATER)


def _words(paper):
    with open_content(paper.document) as file:
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.read())).pages)
    return " ".join(text.split())


def test_the_acknowledgement_says_until_when_the_counter_answers():
    paper = _issue(make_case(), PaperKind.ACKNOWLEDGEMENT)
    assert paper.issued_at == NOW
    assert "09 giờ 00" in _words(paper)


def test_a_paper_is_made_once_and_its_digest_stands_in_the_journal():
    case = make_case()
    first, again = (_issue(case, PaperKind.ACKNOWLEDGEMENT) for _ in range(2))
    assert first == again
    body = json.loads(Entry.objects.get(kind="paper_issued").body)
    assert body["details"]["paper"] == "acknowledgement"
    assert "was" not in body
    assert list(queries.mismatches()) == []


def test_the_receipt_slip_keeps_the_promise_that_was_made():
    case = make_case("received")
    asked = actions.ask_supplement(case=case, reason="Thiếu ảnh", by=make_officer(case.competent_office), at=NOW)
    moved = actions.supplement(case=asked, by=case.dossier.filer, at=LATER, documents=[(None, make_document())])
    assert moved.due_at > moved.first_due_at
    step = CaseStep.objects.get(case=case, move="accept")
    words = _words(_issue(moved, PaperKind.RECEIPT_SLIP, step))
    assert "03 ngày làm việc" in words
    assert "ngày 26 tháng 11 năm 2026" in words


def test_the_numbers_of_a_paper_are_those_of_the_dossier_in_the_register():
    case = make_case("received")
    words = _words(_issue(case, PaperKind.RECEIPT_SLIP, CaseStep.objects.get(case=case, move="accept")))
    assert f"Số: {case.dossier.code}/TNHS" in words
    assert f"Quyển số: 2026; Số thứ tự: {case.dossier.code}" in words and "……" not in words


def test_each_request_for_more_has_its_own_paper_with_its_reason():
    case, officer = make_case("received"), None
    officer = make_officer(case.competent_office)
    for reason in ("Thiếu ảnh chân dung", "Thiếu giấy chứng sinh"):
        case = actions.ask_supplement(case=case, reason=reason, by=officer, at=NOW, again=True)
        case = actions.supplement(case=case, by=case.dossier.filer, at=NOW)
    steps = CaseStep.objects.filter(case=case, move="ask_supplement")
    papers = [_issue(case, PaperKind.SUPPLEMENT_REQUEST, step) for step in steps]
    assert ["ảnh chân dung" in _words(paper) for paper in papers] == [True, False]
    assert OfficialPaper.objects.count() == 2


def test_a_refusal_gives_its_reason_and_its_officer():
    case = make_case()
    officer = make_officer(case.competent_office, full_name="Lê Thị Mận")
    refused = actions.refuse(case=case, reason="Không thuộc thẩm quyền", by=officer, at=NOW)
    words = _words(_issue(refused, PaperKind.REFUSAL, CaseStep.objects.get(case=case)))
    assert "Không thuộc thẩm quyền" in words
    assert "Lê Thị Mận" in words


def test_what_another_system_took_in_is_not_acknowledged_by_us():
    office = make_office()
    case = actions.register_received(
        version=make_version(offered_by=office), office=office, channel=Channel.ONLINE, by=None, at=NOW,
        code="G22.99-261120-0007", system=System.NATIONAL_PORTAL,
    )  # fmt: skip
    with pytest.raises(LookupError):
        _issue(case, PaperKind.ACKNOWLEDGEMENT)
    step = CaseStep.objects.get(case=case)
    assert "G22.99-261120-0007" in _words(_issue(case, PaperKind.RECEIPT_SLIP, step))


def test_there_is_no_slip_without_acceptance():
    with pytest.raises(LookupError):
        _issue(make_case(), PaperKind.RECEIPT_SLIP)
