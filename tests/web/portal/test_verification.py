"""The public page behind a paper's QR code: it vouches for the paper, compares files, and tells nothing else."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.casework import actions, queries
from motcua.casework.models import CaseStep
from motcua.people.models import FailedAttempt
from motcua.people.rules import Role
from motcua.records import actions as records
from motcua.records import rules
from motcua.records.models import Document, OfficialPaper
from motcua.records.queries import open_content
from motcua.records.rules import PaperKind, storage_path
from motcua.web.shared import addresses
from tests.factories import NOW, make_case, make_citizen, make_office, make_officer, make_paper
from tests.integrations import keys
from tests.web.portal.people import PDF, pdf, signed_in, text

pytestmark = pytest.mark.django_db
REASON = "Thiếu giấy chứng sinh của cháu Bùi Thị Hạt Tiêu"


@pytest.fixture
def case():
    citizen = make_citizen(full_name="Lê Thị Hạt Mận")
    return make_case("received", account=citizen, office=make_office(name="Ủy ban nhân dân xã Vũ Quang"))


@pytest.fixture
def paper(case):
    return make_paper(case, PaperKind.RECEIPT_SLIP, CaseStep.objects.get(case=case, move="accept"))


def _stored(paper):
    with open_content(paper.document) as file:
        return file.read()


def _address(paper):
    return reverse("verify_paper", args=[paper.token])


def _check(paper, content, **options):
    return Client(**options).post(_address(paper), {"file": SimpleUploadedFile("giay.pdf", content)})


def test_the_qr_code_of_a_paper_opens_its_own_page(paper):
    assert f"https://example.vn{_address(paper)}" in _words(_stored(paper))
    assert re.fullmatch(r"[\w-]{26}", paper.token)


def _words(content):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def test_it_says_what_was_issued_by_whom_when_and_about_which_dossier(paper, case):
    page = text(Client().get(_address(paper)))
    for words in (
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Ủy ban nhân dân xã Vũ Quang", "09:00, 20/11/2026",
        case.dossier.code, paper.document.digest[:4], "Bản gốc được lưu trong hệ thống",
    ):  # fmt: skip
        assert words in page


def test_it_shows_no_name_no_number_and_no_word_of_the_paper(case):
    officer = make_officer(case.competent_office, full_name="Đặng Văn Cán Bộ")
    asked = actions.ask_supplement(case=case, reason=REASON, by=officer, at=NOW)
    paper = make_paper(asked, PaperKind.SUPPLEMENT_REQUEST, CaseStep.objects.get(case=case, move="ask_supplement"))
    person = case.dossier.applicant
    for answer in (Client().get(_address(paper)), _check(paper, PDF)):
        page = text(answer)
        for secret in (
            person.full_name, person.personal_id, REASON, officer.full_name, case.dossier.version.name,
            paper.document.digest, paper.document.key,
        ):  # fmt: skip
            assert secret not in page


def test_nobody_can_guess_the_content_of_a_paper_from_its_digest(case):
    """Two papers of the same values differ: each holds a word that is nowhere else."""
    step = CaseStep.objects.get(case=case, move="accept")
    first = make_paper(case, PaperKind.RECEIPT_SLIP, step)
    seal = pypdf.PdfReader(io.BytesIO(_stored(first))).metadata["/Keywords"]
    assert len(seal) == 26 and seal != first.token
    CaseStep.objects.filter(id=step.pk).update(document=None)
    assert make_paper(case, PaperKind.RECEIPT_SLIP, step).document.digest != first.document.digest


def test_an_unknown_token_gets_a_clear_page():
    for token in ("x", "a" * 26, "khong-co-giay-nay"):
        page = text(Client().get(f"/xac-minh/{token}/"), 404)
        assert "Không có giấy này" in page
        assert "đừng tin giấy này" in page
    assert Client().get("/xac-minh/%00/").status_code == 404


def test_the_file_itself_is_genuine_and_is_kept_nowhere(paper):
    before = Document.objects.count(), default_storage.listdir("")
    page = text(_check(paper, _stored(paper)))
    assert "Đúng là tệp gốc" in page
    assert (Document.objects.count(), default_storage.listdir("")) == before


@pytest.mark.parametrize("where", [0, 9, 2000, -1])
def test_a_file_with_one_changed_byte_is_not_the_same(paper, where):
    changed = bytearray(_stored(paper))
    changed[where] ^= 1
    page = text(_check(paper, bytes(changed)))
    assert "Không phải tệp này" in page
    assert "Đúng là tệp gốc" not in page


@pytest.mark.parametrize("content", [PDF, b"x", b"\0" * 3_000_000])
def test_any_other_file_is_not_the_same(paper, content):
    assert "Không phải tệp này" in text(_check(paper, content))


@pytest.mark.parametrize("sent", [{}, {"file": "words"}, {"file": SimpleUploadedFile("giay.pdf", b"")}])
def test_without_a_file_it_asks_for_one(paper, sent):
    page = text(Client().post(_address(paper), sent), 422)
    assert 'href="#file"' in page
    assert FailedAttempt.objects.count() == 0


def test_a_file_over_the_limit_is_refused(paper, settings):
    settings.MAX_UPLOAD = 1024
    sent = pdf(content=b"x" * (1024 * 1024 + 4096))
    assert Client().post(_address(paper), {"file": sent}).status_code == 413


def test_whoever_tries_file_after_file_is_stopped_and_others_are_not(paper, monkeypatch):
    monkeypatch.setattr(rules, "CHECKS_LIMIT", 3)
    for _ in range(3):
        assert "Không phải tệp này" in text(_check(paper, PDF))
    assert "Hãy thử lại sau 15 phút" in text(_check(paper, _stored(paper)), 422)
    assert "Đúng là tệp gốc" in text(_check(paper, _stored(paper), REMOTE_ADDR="203.0.113.9"))


def test_right_files_do_not_count(paper, monkeypatch):
    monkeypatch.setattr(rules, "CHECKS_LIMIT", 1)
    for _ in range(3):
        assert "Đúng là tệp gốc" in text(_check(paper, _stored(paper)))


def test_a_damaged_original_is_said_to_be_damaged(paper):
    path = Path(default_storage.path(storage_path(paper.document.digest)))
    path.write_bytes(path.read_bytes()[:-1])
    page = text(Client().get(_address(paper)))
    assert "đã hỏng hoặc bị thay đổi" in page and "Kiểm tra một tệp" not in page
    path.unlink()
    assert "đã hỏng hoặc bị thay đổi" in text(Client().get(_address(paper)))


def test_the_page_takes_one_statement_however_many_papers_there_are(paper):
    for others in (0, 5):
        for _ in range(others):
            make_paper(make_case())
        with CaptureQueriesContext(connection) as captured:
            Client().get(_address(paper))
        assert len(captured) == 1, [query["sql"] for query in captured]


def test_comparing_takes_the_same_few_statements_each_time(paper):
    counts = []
    for _ in range(4):
        with CaptureQueriesContext(connection) as captured:
            _check(paper, PDF)
        counts.append(len(captured))
    assert len(set(counts)) == 1 and counts[0] <= 8


def test_it_speaks_english_to_whoever_chose_it_and_is_not_indexed(paper):
    client = Client()
    client.cookies["language"] = "en"
    answer = client.get(_address(paper))
    page = text(answer)
    assert "Check a paper" in page and "issued by" in page.lower()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_acknowledgement_leads_to_the_look_up_and_names_its_verification():
    paper = make_paper(make_case())
    words = _words(_stored(paper))
    assert "Tra cứu: https://example.vn/tra-cuu/" in words
    assert f"Xác minh: https://example.vn{_address(paper)}" in words


def _signed(folder, settings, case, days):
    """The paper of a result that was signed when it was approved, with a certificate that holds so many days."""
    settings.HOME, settings.TRUST = folder, folder / "trust"
    keys.make_key(folder, case.competent_office.code, days=days)
    officer = make_officer(case.competent_office, Role.CASE_OFFICER, Role.APPROVER)
    case = actions.assign(case=case, officer=officer, by=officer, at=NOW)
    document = records.add_document(content=keys.make_pdf(), name="kết quả.pdf", by=officer, at=NOW)
    case = actions.propose(case=case, by=officer, at=NOW, result=document)
    done = actions.approve(case=case, by=officer, at=NOW, verify_url=addresses.verify)
    return OfficialPaper.objects.get(document=done.result)


@pytest.fixture
def signed(tmp_path, settings, case):
    """A signed result whose certificate still holds when these tests run."""
    return _signed(tmp_path, settings, case, days=365 * 100)


def test_a_signed_result_says_who_signed_when_and_that_it_is_valid(signed):
    page = text(Client().get(_address(signed)))
    for words in (
        "Chữ ký số hợp lệ", "Ủy ban nhân dân xã Vũ Quang, CHỨNG THƯ THỬ NGHIỆM", "09:00, 20/11/2026, theo giờ của máy ký",
        "Chứng thư còn hạn đến", "Kết quả giải quyết thủ tục hành chính",
    ):  # fmt: skip
        assert words in page
    assert "Đúng là tệp gốc" in text(_check(signed, _stored(signed)))
    assert "Không phải tệp này" in text(_check(signed, keys.make_pdf()))


def test_a_certificate_that_has_run_out_is_said_and_the_signature_stays_valid(tmp_path, settings, case):
    paper = _signed(tmp_path, settings, case, days=31)  # a day longer than the signature of November 2026 needs
    page = text(Client().get(_address(paper)))
    assert "Chứng thư đã hết hạn" in page and "Chữ ký số hợp lệ" in page


def test_a_certificate_of_an_unknown_authority_is_said(signed, tmp_path):
    for path in (tmp_path / "trust").iterdir():
        path.unlink()
    assert "chưa tin được chứng thư ký số" in text(Client().get(_address(signed)))


def test_a_result_reaches_the_citizen_with_its_verification_and_not_before_it_is_returned(signed):
    case = queries.by_code(signed.subject.partition("/")[2])
    citizen = signed_in(case.dossier.filer)
    file = reverse("my_document", args=[case.dossier.code, signed.document.key])
    home = reverse("my_dossier", args=[case.dossier.code])
    assert citizen.get(file).status_code == 404 and signed.token not in text(citizen.get(home))
    actions.return_result(case=case, by=make_officer(case.competent_office), at=NOW)
    assert b"".join(citizen.get(file).streaming_content) == _stored(signed)
    assert _address(signed) in text(citizen.get(home))


def test_a_result_whose_approval_was_taken_back_is_said_to_be_none(signed):
    case = queries.by_code(signed.subject.partition("/")[2])
    officer = make_officer(case.competent_office, Role.APPROVER)
    actions.revoke(case=case, reason="Sai tên", by=officer, at=NOW)
    page = text(Client().get(_address(signed)))
    assert "không còn hiệu lực" in page and "Giấy này do cơ quan cấp thật" not in page
