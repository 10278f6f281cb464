"""A result is signed when it is approved, if the office has a key; a failure changes nothing and loses nothing."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from motcua.casework import actions, queries
from motcua.casework.rules import Status
from motcua.casework.several import bulk
from motcua.core.clock import local_day
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.people import queries as people
from motcua.people.rules import Role
from motcua.records import actions as records
from motcua.records import signatures
from motcua.records.models import Document, OfficialPaper
from motcua.records.queries import open_content
from tests.factories import NOW, make_case, make_officer
from tests.integrations.keys import make_key, make_pdf

pytestmark = pytest.mark.django_db
VERIFY = "https://example.vn/xac-minh/{}/".format


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME, settings.TRUST = tmp_path, tmp_path / "trust"
    return tmp_path


@pytest.fixture
def case(home):
    made = make_case("in_progress")
    make_key(home, made.competent_office.code)
    return _propose(made, make_pdf())


def _propose(case, content, name="quyết định.pdf"):
    document = records.add_document(content=content, name=name, by=case.officer, at=NOW)
    return actions.propose(case=case, by=case.officer, at=NOW, result=document)


def _approver(case):
    return make_officer(case.competent_office, Role.APPROVER)


def _approve(case, **more):
    return actions.approve(case=case, by=_approver(case), at=NOW, verify_url=VERIFY, **more)


def _content(document):
    with open_content(document) as file:
        return file.read()


def test_the_approved_result_is_signed_stored_and_vouched_for(case):
    proposed = queries.proposed_result(case)
    done = _approve(case)
    assert done.status == Status.FINISHED
    assert done.result != proposed and done.result.name == "quyết định.pdf"
    (signature,) = signatures.read(_content(done.result))
    assert signature.valid and signature.signed_at == NOW
    paper = OfficialPaper.objects.get(document=done.result)
    assert (paper.kind, paper.agency, paper.issued_at) == ("result", case.competent_office.name, NOW)
    (embedded,) = PdfFileReader(io.BytesIO(_content(done.result))).embedded_signatures
    assert embedded.sig_object["/Location"] == VERIFY(paper.token)
    assert _content(proposed) == make_pdf()


def test_the_entry_holds_the_digest_of_the_signed_file(case):
    _approve(case)
    entry = Entry.objects.get(kind="approved")
    details = json.loads(entry.body)["details"]
    assert details["paper"] == "result" and len(details["documents"]) == 1
    assert list(findings()) == [] and list(queries.mismatches()) == []


def test_a_file_that_the_approver_brings_is_signed_instead(case):
    document = records.add_document(content=make_pdf(2), name="mới.pdf", by=None, at=NOW)
    done = _approve(case, result=document)
    assert done.result.name == "mới.pdf"
    assert _content(done.result).startswith(make_pdf(2)) and signatures.verifies(_content(done.result))


def test_without_a_key_of_the_office_the_result_stays_as_it_was_brought(home):
    case = _propose(make_case("in_progress"), make_pdf())
    make_key(home, "H27.999")
    done = _approve(case)
    assert done.result == queries.proposed_result(case)
    assert OfficialPaper.objects.count() == 0


def test_a_photo_cannot_be_signed_and_is_approved_as_it_is(home):
    case = make_case("in_progress")
    make_key(home, case.competent_office.code)
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "PNG")
    done = _approve(_propose(case, picture.getvalue(), "quyết định.png"))
    assert done.result.media_type == "image/png" and OfficialPaper.objects.count() == 0


def _spoil_password(home, case):
    (home / "secrets" / "signing" / f"{case.competent_office.code}.password").write_text("wrong")


def _let_run_out(home, case):
    make_key(home, case.competent_office.code, days=1)


@pytest.mark.parametrize(("spoil", "words"), [(_spoil_password, "mật khẩu sai"), (_let_run_out, "đã hết hạn")])
def test_what_could_not_be_signed_is_not_approved_and_nothing_is_lost(case, home, spoil, words):
    spoil(home, case)
    before = Entry.objects.count(), Document.objects.count(), OfficialPaper.objects.count()
    with pytest.raises(Refused, match=words) as refused:
        _approve(case, note="Đồng ý")
    assert refused.value.field == "result"
    case.refresh_from_db()
    assert (case.status, case.proposed, case.result) == (Status.IN_PROGRESS, True, None)
    assert (Entry.objects.count(), Document.objects.count(), OfficialPaper.objects.count()) == before
    make_key(home, case.competent_office.code)
    assert _approve(case).status == Status.FINISHED


def test_of_many_results_each_is_signed_and_one_that_cannot_be_does_not_stop_the_rest(case, home):
    other = make_case("in_progress", office=case.competent_office, version=case.dossier.version)
    other = _propose(other, b"%PDF-1.7\n%%EOF\n")
    boss = _approver(case)
    who = people.who(boss.pk, on=local_day(NOW))
    chosen = [(one.dossier.code, queries.last_step(one).entry_number) for one in (other, case)]
    outcomes = bulk.move_each(name="approve", chosen=chosen, who=who, by=boss, at=NOW, verify_url=VERIFY)
    assert [one.done for one in outcomes] == [False, True]
    assert "Hãy xuất lại tệp" in outcomes[0].reason
    assert OfficialPaper.objects.count() == 1


def test_a_result_whose_file_is_gone_is_refused(case):
    from django.core.files.storage import default_storage

    from motcua.records.rules import storage_path

    default_storage.delete(storage_path(queries.proposed_result(case).digest))
    with pytest.raises(Refused, match="không còn trong kho"):
        _approve(case)


def test_a_proposal_that_was_replaced_while_it_was_being_signed_is_not_approved(case, monkeypatch):
    from motcua.casework.papers import results

    sign = results.sign

    def slow(held, document, **more):
        done = sign(held, document, **more)
        back = actions.send_back(case=case, reason="Sai tên", by=_approver(case), at=NOW)
        _propose(back, make_pdf(3))
        return done

    monkeypatch.setattr(results, "sign", slow)
    with pytest.raises(Refused, match="vừa được thay"):
        _approve(case)
    assert OfficialPaper.objects.count() == 0


def test_nobody_signs_a_case_that_cannot_be_approved(home):
    case = make_case("in_progress")
    make_key(home, case.competent_office.code, days=1)
    with pytest.raises(Refused, match="Hãy tải lại trang"):
        _approve(case)
