"""What a person filed: list, one dossier, papers, supplement, result; and the public look-up."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.casework import actions, queries
from motcua.casework.models import CaseStep
from motcua.casework.rules import Status
from motcua.core import clock
from motcua.filing.models import Attachment
from motcua.journal.models import Entry
from motcua.people.rules import Role
from motcua.records import actions as records
from tests.factories import make_case, make_citizen, make_document, make_office, make_officer, make_version
from tests.web.portal.people import FORM, pdf, signed_in, text

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Lê Thị Mận", "born": "1990-05-12", "why": "Đi học"}


@pytest.fixture
def citizen():
    return make_citizen(full_name="Lê Thị Mận")


@pytest.fixture
def client(citizen):
    return signed_in(citizen)


@pytest.fixture
def office():
    return make_office(name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def officer(office):
    return make_officer(office, Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)


@pytest.fixture
def version(office):
    return make_version(form=FORM, offered_by=office, name="Đăng ký khai sinh")


@pytest.fixture
def case(citizen, office, officer, version):
    return make_case(account=citizen, office=office, version=version, answers=ANSWERS, at=clock.now())


def _of(case, rest=""):
    return f"/ho-so/{case.dossier.code}/{rest}"


def test_a_person_sees_her_dossiers_and_nobody_elses(client, case):
    other = make_case()
    page = text(client.get("/ho-so-cua-toi/"))
    assert case.dossier.code in page and "Mới đăng ký" in page
    assert other.dossier.code not in page
    for address in (_of(other), _of(other, "giay-bao/"), _of(other, "bo-sung/"), _of(other, "tep/x/")):
        assert client.get(address).status_code == 403
    assert client.get("/ho-so/H27.1-260101-9999/").status_code == 404


def test_a_dossier_shows_status_events_answers_and_when_an_answer_is_due(client, case):
    page = text(client.get(_of(case)))
    assert "Mới đăng ký" in page and "Đã nộp hồ sơ" in page and "Lê Thị Mận" in page
    assert "Một cửa trả lời có tiếp nhận hay không chậm nhất" in page
    answers = page.index('<details class="aside"><summary>Điều bạn đã khai')
    assert page.index("Đã nộp hồ sơ") < page.index("Giấy tờ bạn đã gửi") < answers < page.rindex("Lê Thị Mận")


def test_once_accepted_the_day_of_return_is_told_with_its_day_of_the_week(client, case, officer):
    held = actions.accept(case=case, by=officer, at=clock.now())
    page = text(client.get(_of(case)))
    assert "Hẹn trả kết quả" in page and f"{held.due_at:%d/%m/%Y}" in page and ("thứ " in page or "Chủ nhật" in page)
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page


def test_what_officers_say_to_each_other_is_not_shown_to_the_citizen(client, case, officer):
    actions.accept(case=case, by=officer, at=clock.now())
    held = actions.assign(case=case, officer=officer, by=officer, at=clock.now())
    actions.propose(case=held, by=officer, at=clock.now(), note="ghi chú nội bộ")
    assert "ghi chú nội bộ" not in text(client.get(_of(case)))


def test_what_is_asked_for_is_told_and_answered_with_files(client, case, officer):
    actions.ask_supplement(case=case, reason="Thiếu giấy chứng sinh bản rõ", by=officer, at=clock.now())
    assert "Thiếu giấy chứng sinh bản rõ" in text(client.get(_of(case)))
    page = text(client.post(_of(case, "bo-sung/"), {}))
    assert "Chọn tệp bổ sung" in page and "Thiếu giấy chứng sinh bản rõ" in page
    long = text(client.post(_of(case, "bo-sung/"), {"note": "x" * 2001}))
    assert "Quá dài: tối đa 2000 ký tự" in long
    kept = text(client.post(_of(case, "bo-sung/"), {"note": "x" * 2001, "file": pdf("một.pdf")}))
    assert "Đã tải lên, không phải chọn lại: một.pdf" in kept
    lying = text(client.post(_of(case, "bo-sung/"), {"file": pdf(content=b"no"), "note": "Xin gửi lại"}))
    assert 'id="file-error"' in lying and "Xin gửi lại" in lying
    sent = client.post(_of(case, "bo-sung/"), {"file": [pdf(), pdf("hai.pdf")]})
    assert "Đã gửi giấy tờ bổ sung" in text(client.get(sent.headers["Location"]))
    case.refresh_from_db()
    assert case.status == Status.NEW
    assert "hai.pdf" in text(client.get(_of(case)))
    assert client.post(_of(case, "bo-sung/"), {"file": pdf()}).headers["Location"] == _of(case)


def test_what_she_has_here_answers_a_request_and_is_counted_as_used_again(client, case, officer):
    now, source = clock.now(), make_case(account=case.dossier.filer)
    Attachment.objects.create(dossier=source.dossier, document=make_document(name="sổ.pdf"), position=0)
    theirs = make_case()
    Attachment.objects.create(dossier=theirs.dossier, document=make_document(name="khác.pdf"), position=0)
    actions.ask_supplement(case=case, reason="Thiếu sổ", by=officer, at=now)
    page = text(client.get(_of(case, "bo-sung/")))
    assert "sổ.pdf" in page and source.dossier.code in page and "khác.pdf" not in page
    own, other = (one.dossier.attachments.get().document.key for one in (source, theirs))
    refused = text(client.post(_of(case, "bo-sung/"), {"again": [own, other], "note": "Xin dùng lại"}))
    assert 'href="#again"' in refused and "Xin dùng lại" in refused and f'value="{own}" checked' in refused
    assert client.post(_of(case, "bo-sung/"), {"again": own}).status_code == 302
    case.dossier.refresh_from_db()
    told = json.loads(Entry.objects.get(subject=f"dossier/{case.dossier.code}", kind="supplemented").body)
    assert case.dossier.reused == told["facts"]["reused"] == 1 and told["was"]["reused"] == 0
    assert told["details"]["reused"] == {"handed_in": 1} and list(queries.mismatches()) == []


def test_the_result_is_opened_by_its_owner_once_it_was_returned(client, case, officer):
    now = clock.now()
    result = records.add_document(content=pdf().read(), name="giay-khai-sinh.pdf", by=officer, at=now)
    actions.accept(case=case, by=officer, at=now)
    actions.assign(case=case, officer=officer, by=officer, at=now)
    actions.propose(case=case, by=officer, at=now, result=result)
    actions.approve(case=case, by=officer, at=now, result=result)
    assert client.get(_of(case, f"tep/{result.key}/")).status_code == 404
    actions.return_result(case=case, by=officer, at=now)
    page = text(client.get(_of(case)))
    assert page.index("Tải kết quả") < page.index("Bạn thấy việc"), "first what she came for, then the question"
    opened = client.get(_of(case, f"tep/{result.key}/"))
    assert b"".join(opened.streaming_content) == pdf().read()
    assert signed_in(make_citizen()).get(_of(case, f"tep/{result.key}/")).status_code == 403


def test_the_acknowledgement_is_a_pdf_and_the_receipt_slip_comes_with_acceptance(client, case, officer):
    paper = client.get(_of(case, "giay-bao/"))
    assert b"".join(paper.streaming_content).startswith(b"%PDF-")
    assert client.get(_of(case, "giay/99/")).status_code == 404
    actions.accept(case=case, by=officer, at=clock.now())
    slip = client.get(_of(case, f"giay/{CaseStep.objects.get().entry_number}/"))
    assert b"".join(slip.streaming_content).startswith(b"%PDF-")


def test_the_public_look_up_shows_status_and_dates_never_content(case, officer):
    actions.refuse(case=case, reason="Không thuộc thẩm quyền", by=officer, at=clock.now())
    page = text(Client().get(f"/tra-cuu/{case.dossier.code}/"))
    assert "Không được tiếp nhận" in page and f"{case.dossier.submitted_at:%d/%m/%Y}" in page
    for secret in ("Lê Thị Mận", "Đăng ký khai sinh", "Không thuộc thẩm quyền", "Đi học"):
        assert secret not in page


def test_a_code_is_looked_up_as_people_type_it(case):
    answer = Client().get("/tra-cuu/", {"code": f"  {case.dossier.code.lower()} "})
    assert case.dossier.code in text(Client().get(answer.headers["Location"]))


@pytest.mark.parametrize("code", ["H27.1-260101-9999", "x", "<b>", "%00", "' or 1=1"])
def test_an_unknown_code_is_told_so_beside_what_was_typed(case, code):
    page = text(Client().get(f"/tra-cuu/{code.replace('%', '%25')}/"), 404)
    assert "Không có hồ sơ nào mang mã này" in page and "<b>" not in page


def test_an_empty_look_up_asks_for_the_code():
    assert "Nhập mã hồ sơ" in text(Client().get("/tra-cuu/", {"code": " "}))


def test_pages_take_a_fixed_number_of_statements(client, case, citizen, office, version):
    addresses = ["/ho-so-cua-toi/", _of(case), f"/tra-cuu/{case.dossier.code}/"]
    few = [_statements(client, address) for address in addresses]
    for day in range(1, 31):
        make_case(account=citizen, office=office, version=version, answers=ANSWERS, at=clock.now() - timedelta(day))
    assert [_statements(client, address) for address in addresses] == few
    assert max(few) <= 9


def _statements(client, address):
    with CaptureQueriesContext(connection) as made:
        text(client.get(address))
    return len(made)


def test_a_filer_withdraws_on_her_own_page_after_being_asked_once_more(client, case, officer):
    actions.accept(case=case, by=officer, at=clock.now())
    assert _of(case, "rut/") in text(client.get(_of(case)))
    assert "Rút hồ sơ này?" in text(client.get(_of(case, "rut/")))
    case.refresh_from_db()
    assert case.status == Status.RECEIVED
    assert client.post(_of(case, "rut/"), {"reason": "Đã làm nơi khác"}).status_code == 302
    page = text(client.get(_of(case)))
    assert "Đã rút hồ sơ" in page and "Đã làm nơi khác" in page and "Hẹn trả kết quả" not in page
    assert "Bạn đã rút hồ sơ này" in page and f"/thu-tuc/{case.dossier.version.procedure.code}/" in page
    assert "Thông báo dừng giải quyết hồ sơ" in page
    notice = client.get(_of(case, f"giay/{CaseStep.objects.get(move='withdraw').entry_number}/"))
    assert b"".join(notice.streaming_content).startswith(b"%PDF-")
    assert client.get(_of(case, "rut/")).status_code == 302
    assert signed_in(make_citizen()).post(_of(case, "rut/")).status_code == 403


def test_what_was_never_received_is_withdrawn_without_a_paper(client, case):
    client.post(_of(case, "rut/"))
    page = text(client.get(_of(case)))
    assert "Công dân yêu cầu rút hồ sơ" in page and "Thông báo dừng" not in page
    step = CaseStep.objects.get(move="withdraw")
    assert client.get(_of(case, f"giay/{step.entry_number}/")).status_code == 404


def test_a_decided_dossier_offers_no_withdrawal(client, case, officer):
    case = actions.accept(case=case, by=officer, at=clock.now())
    case = actions.assign(case=case, officer=officer, by=officer, at=clock.now())
    case = actions.propose(case=case, by=officer, at=clock.now(), result=_result(officer))
    actions.approve(case=case, by=officer, at=clock.now())
    assert _of(case, "rut/") not in text(client.get(_of(case)))
    assert client.post(_of(case, "rut/")).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.FINISHED


def _result(officer):
    return records.add_document(content=pdf().read(), name="kq.pdf", by=officer, at=clock.now())


def test_a_filer_reads_what_she_has_to_pay_and_after_it_is_recorded_when_the_result_comes(client, case, officer):
    case = actions.accept(case=case, by=officer, at=clock.now())
    case = actions.ask_payment(case=case, reason="Lệ phí hộ tịch", amount=8000, by=officer, at=clock.now())
    page = text(client.get(_of(case)))
    assert "Cần bạn nộp 8.000 đồng" in page and "Lệ phí hộ tịch" in page and "Hẹn trả kết quả" not in page
    assert "đang tạm dừng tính thời hạn" in text(Client().get(f"/tra-cuu/{case.dossier.code}/"))
    case = actions.record_payment(case=case, receipt="BL 1", by=officer, at=clock.now())
    page = text(client.get(_of(case)))
    assert "Hẹn trả kết quả" in page and "Đã ghi nhận nộp tiền" in page
    assert "hoàn tiền" in text(client.post(_of(case, "rut/")), 422)


def test_a_filer_reads_why_her_case_is_stopped_and_until_when_papers_are_wanted(client, case, officer):
    case = actions.ask_supplement(case=case, reason="Ảnh mờ", by=officer, at=clock.now())
    until = f"{case.supplement_until:%d/%m/%Y}"
    assert f"Bổ sung trước khi hết ngày {until}." in text(client.get(_of(case)))
    assert until in text(client.get(_of(case, "bo-sung/")))
    case = actions.supplement(case=case, by=case.dossier.filer, at=clock.now())
    case = actions.accept(case=case, by=officer, at=clock.now())
    actions.stop(case=case, reason="Có tranh chấp", basis="Điều 1", by=officer, at=clock.now())
    page = text(client.get(_of(case)))
    assert "Cơ quan đã dừng giải quyết" in page and "Có tranh chấp" in page and "Điều 1" in page
