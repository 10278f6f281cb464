"""Printing again marks a copy; papers about several dossiers; what goes into one file."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.casework import actions, queries
from motcua.casework.models import CaseStep
from motcua.casework.several import batch
from motcua.core.clock import ZONE
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.people.rules import Role
from motcua.records import marking
from motcua.records.models import OfficialPaper, Reprint
from motcua.records.queries import open_content
from motcua.records.rules import PaperKind
from tests.casework.words import words_of
from tests.factories import make_case, make_citizen, make_office, make_officer, make_paper, make_version
from tests.integrations.keys import make_pdf

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 1, 14, 5, tzinfo=ZONE)
VERIFY = "https://example.vn/xac-minh/{}/".format
LOOK_UP = "https://example.vn/tra-cuu/{}/".format


def _slip(case):
    return make_paper(case, PaperKind.RECEIPT_SLIP, CaseStep.objects.get(case=case, move="accept"))


def _stored(paper):
    with open_content(paper.document) as file:
        return file.read()


def _pages(content):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content), strict=True).pages]


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def officer(office):
    return make_officer(office, *Role, full_name="Đặng Văn In")


@pytest.fixture
def cases(office):
    version = make_version(offered_by=office)
    return [make_case("received", office=office, version=version) for _ in range(3)]


def test_a_copy_says_on_each_page_that_it_is_one_and_the_original_stays_byte_by_byte(cases, officer):
    paper = _slip(cases[0])
    original = _stored(paper)
    first = actions.reprint(case=cases[0], paper=paper, by=officer, at=LATER)
    second = actions.reprint(case=cases[0], paper=paper, by=officer, at=LATER + timedelta(hours=1))
    assert _stored(paper) == original
    for number, when, content in ((1, "14:05", first), (2, "15:05", second)):
        for page in _pages(content):
            assert page.count("BẢN IN LẠI") == 2
            assert f"lần {number}, {when} 01/12/2026, người in: Đặng Văn In" in page
            assert cases[0].dossier.code in page
    assert [copy.number for copy in Reprint.objects.order_by("id")] == [1, 2]


def test_the_entry_about_a_copy_says_which_paper_and_which_number_and_no_name(cases, officer):
    paper = _slip(cases[0])
    actions.reprint(case=cases[0], paper=paper, by=officer, at=LATER)
    entry = Entry.objects.get(kind="paper_reprinted")
    body = json.loads(entry.body)
    issued = json.loads(Entry.objects.get(kind="paper_issued").body)
    assert entry.actor == f"account:{officer.pk}" and "was" not in body
    assert body["details"] == {"paper": "receipt_slip", "number": 1, "documents": issued["details"]["documents"]}
    assert "Đặng" not in entry.body
    assert list(findings()) == [] and list(queries.mismatches()) == []


@pytest.mark.parametrize("rotated", [0, 90])
def test_pages_of_any_size_and_turn_are_marked(rotated):
    writer = pypdf.PdfWriter()
    for width, height in ((300, 400), (842, 595), (595, 842)):
        writer.add_blank_page(width, height).rotate(rotated)
    out = io.BytesIO()
    writer.write(out)
    assert all("BẢN IN LẠI" in page for page in _pages(marking.marked(out.getvalue(), "lần 1")))


@pytest.mark.parametrize(
    "content", [b"", b"no pdf", make_pdf(user_password="a", owner_password="b", algorithm="AES-256")]
)
def test_a_file_that_cannot_be_marked_is_refused_and_counts_for_nothing(content):
    with pytest.raises(Refused, match="Hãy mở tệp gốc để in"):
        marking.marked(content, "lần 1")


def test_a_paper_of_another_case_is_not_printed_with_this_one(cases, officer):
    with pytest.raises(LookupError):
        actions.reprint(case=cases[0], paper=_slip(cases[1]), by=officer, at=LATER)
    assert Reprint.objects.count() == 0


def _bundle(cases, kind=PaperKind.RECEIPT_SLIP):
    return batch.bundle(cases=cases, kind=kind, lookup_url=LOOK_UP, verify_url=VERIFY, at=LATER)


def test_papers_of_several_cases_come_in_one_file_in_the_order_given(cases):
    first = _slip(cases[2])
    pages = _pages(_bundle([cases[2], cases[0], cases[1]]))
    assert [case.dossier.code in page for case, page in zip((cases[2], cases[0], cases[1]), pages, strict=True)] == [
        True
    ] * 3
    assert OfficialPaper.objects.count() == 3 and OfficialPaper.objects.filter(id=first.pk).exists()
    assert _pages(_bundle([cases[2]])) == _pages(_stored(first))


def test_cases_without_such_a_paper_are_named(cases):
    with pytest.raises(Refused, match=f"{cases[1].dossier.code}.*Hãy bỏ ra") as refused:
        _bundle([cases[1]], PaperKind.APOLOGY)
    assert refused.value.field == "codes"


def test_at_most_two_hundred_cases_go_into_one_file(cases):
    with pytest.raises(Refused, match="tối đa 200"):
        _bundle(cases * 67)
    with pytest.raises(Refused, match="ít nhất một"):
        _bundle([])


def test_the_register_holds_what_was_received_in_the_period_here_and_below(office, officer, cases):
    below = make_office(office)
    inside = make_case("returned", office=below, version=make_version(offered_by=below))
    outside = make_case("received", office=make_office())
    late = make_case("received", office=office, version=cases[0].dossier.version, at=LATER)
    paper = batch.register(
        office=office, first=date(2026, 11, 20), last=date(2026, 11, 30), by=officer, at=LATER, verify_url=VERIFY
    )
    words = words_of(paper).replace(" ", "")
    assert all(case.dossier.code in words for case in (*cases, inside))
    assert not any(case.dossier.code in words for case in (outside, late))
    assert "4 hồ sơ" in words_of(paper) and "Mẫu số 07" in words_of(paper)
    assert (paper.subject, paper.agency) == (f"papers/{office.code}", office.name)


def test_a_register_takes_the_same_statements_for_one_row_and_for_twenty(
    office, officer, django_assert_max_num_queries
):
    version = make_version(offered_by=office)
    for rows in (1, 20):
        for _ in range(rows):
            make_case("received", office=office, version=version)
        with django_assert_max_num_queries(12):
            batch.register(
                office=office, first=date(2026, 11, 1), last=date(2026, 11, 30), by=officer, at=LATER, verify_url=VERIFY
            )


def test_a_period_turned_round_is_refused_at_its_field(office, officer):
    with pytest.raises(Refused) as refused:
        batch.register(
            office=office, first=date(2026, 12, 1), last=date(2026, 11, 30), by=officer, at=LATER, verify_url=VERIFY
        )
    assert refused.value.field == "last"


def test_a_period_of_too_many_dossiers_is_refused(office, officer, cases, monkeypatch):
    monkeypatch.setattr(batch, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="kỳ ngắn hơn"):
        batch.register(
            office=office, first=date(2026, 11, 1), last=date(2026, 11, 30), by=officer, at=LATER, verify_url=VERIFY
        )


def test_papers_about_several_dossiers_stand_in_the_journal_of_their_office(office, officer):
    for _ in range(2):
        batch.register(
            office=office, first=date(2026, 11, 1), last=date(2026, 11, 30), by=officer, at=LATER, verify_url=VERIFY
        )
    entries = Entry.objects.filter(subject=f"papers/{office.code}").order_by("number")
    assert [entry.kind for entry in entries] == ["paper_issued"] * 2
    digests = [json.loads(entry.body)["details"]["documents"][0] for entry in entries]
    assert digests == [paper.document.digest for paper in OfficialPaper.objects.order_by("id")]
    assert list(findings()) == []


def test_only_finished_results_are_handed_over(office, officer):
    version = make_version(offered_by=office)
    done, open_ = (
        make_case("finished", office=office, version=version),
        make_case("received", office=office, version=version),
    )
    with pytest.raises(Refused, match=open_.dossier.code):
        batch.hand_over(cases=[done, open_], by=officer, at=LATER, verify_url=VERIFY)
    paper = batch.hand_over(cases=queries.by_codes([done.dossier.code]), by=officer, at=LATER, verify_url=VERIFY)
    words = words_of(paper)
    assert done.dossier.code in words and done.result.name in words and "Đặng Văn In" in words


def test_results_of_two_offices_are_not_handed_over_together(office, officer):
    cases = [make_case("finished"), make_case("finished")]
    with pytest.raises(Refused, match="nhiều cơ quan"):
        batch.hand_over(cases=cases, by=officer, at=LATER, verify_url=VERIFY)


def test_one_receipt_takes_as_many_statements_for_ten_dossiers_as_for_two(office, officer):
    citizen, version = make_citizen(), make_version(offered_by=office)
    made = [make_case("received", office=office, version=version, account=citizen).dossier.code for _ in range(10)]
    counts = []
    for codes in (made[:1], made[:2], made):  # the first opens the subject of the office's papers
        with CaptureQueriesContext(connection) as found:
            batch.common_receipt(cases=queries.by_codes(codes), by=officer, at=LATER, verify_url=VERIFY)
        counts.append(len(found))
    assert counts[1] == counts[2]


def test_several_dossiers_of_one_person_get_one_receipt_with_its_annex(office, officer):
    citizen, version = make_citizen(full_name="Lê Thị Mận"), make_version(offered_by=office)
    cases = [make_case("received", office=office, version=version, account=citizen) for _ in range(3)]
    paper = batch.common_receipt(cases=cases, by=officer, at=LATER, verify_url=VERIFY)
    first, annex = _pages(_stored(paper))
    assert "Lê Thị Mận" in first and "03 hồ sơ" in first
    assert all(case.dossier.code in annex for case in cases) and "17:00 26/11/2026" in annex


def test_dossiers_of_two_people_get_no_common_receipt(office, officer, cases):
    with pytest.raises(Refused, match="không cùng một chủ hồ sơ"):
        batch.common_receipt(cases=cases, by=officer, at=LATER, verify_url=VERIFY)
    with pytest.raises(Refused, match="chưa được tiếp nhận"):
        batch.common_receipt(cases=[make_case()], by=officer, at=LATER, verify_url=VERIFY)


def test_codes_are_found_as_people_type_them(cases):
    codes = [cases[1].dossier.code.lower(), " " + cases[0].dossier.code, "H27.404-261120-0001", cases[1].dossier.code]
    assert queries.by_codes(codes) == [cases[1], cases[0]]
