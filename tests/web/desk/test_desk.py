"""The desk as officers use it: the queue, one case, and the moves that a person may make now."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.casework import actions
from motcua.casework.models import Case, CaseStep
from motcua.casework.rules import MOVES, Status
from motcua.core import clock
from motcua.filing import actions as filing
from motcua.filing import queries as filing_queries
from motcua.journal.models import Entry
from motcua.people import helping
from motcua.people.rules import Role
from motcua.records import actions as records
from motcua.web.desk.views import SLUGS
from motcua.web.shared.middleware import ACCOUNT_KEY, PROOF_KEY
from tests.factories import make_case, make_citizen, make_document, make_draft, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
# Refused by the action itself: another officer's proposal, a pause for which the procedure names no reason.
_OFFERED_TO_NOBODY_NOW = {
    ("take_back", Role.CASE_OFFICER, "proposed"),
    ("pause", Role.CASE_OFFICER, "in_progress"),
    ("reopen_step", Role.CASE_OFFICER, "in_progress"),
}
EVERY = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _client(account):
    client = Client()
    session = client.session
    session[ACCOUNT_KEY] = account.id
    session[PROOF_KEY] = account.get_session_auth_hash()
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def _page(response, status=200):
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def _move(case, name):
    return reverse("desk_move", args=[case.dossier.code, SLUGS[name]])


def _open(case):
    return reverse("desk_case", args=[case.dossier.code])


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def version(office):
    return make_version(offered_by=office)


@pytest.fixture
def case(office, version):
    return make_case(office=office, version=version, at=clock.now())


def test_the_queue_shows_what_this_officer_has_to_do(case, office):
    make_case()
    page = _page(_client(make_officer(office)).get(reverse("desk_queue")))
    assert re.findall(r"/ban-lam-viec/ho-so/([^/]+)/", page) == [case.dossier.code]
    assert "Cần tôi làm (1)" in page


@pytest.mark.parametrize("query", ["?tab=unknown&page=0", "?page=999999999999", "?code=%00x'", "?tab=late&page=-1"])
def test_a_strange_address_still_shows_the_queue(office, query):
    assert _client(make_officer(office)).get(reverse("desk_queue") + query).status_code == 200


@pytest.mark.parametrize("size", [1, 50])
def test_the_queue_page_takes_at_most_six_statements(office, version, size):
    for _ in range(size):
        make_case(office=office, version=version)
    client = _client(make_officer(office, *EVERY))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("desk_queue") + "?tab=all")
    assert len(captured) <= 6, [query["sql"] for query in captured]


def test_a_visitor_is_led_to_the_officers_door_and_a_citizen_is_refused(case):
    assert Client().get(reverse("desk_queue")).url.startswith(reverse("officer_sign_in"))
    assert _client(make_citizen()).get(_open(case)).status_code == 403


@pytest.mark.parametrize("name", ["desk_case", "desk_move", "desk_document", "desk_paper"])
def test_a_case_of_another_office_stays_closed(case, name):
    code = case.dossier.code
    rest = {"desk_move": [SLUGS["accept"]], "desk_document": ["x"], "desk_paper": [1]}.get(name, [])
    stranger = _client(make_officer(make_office(), *EVERY))
    assert stranger.get(reverse(name, args=[code, *rest])).status_code == 403


@pytest.mark.parametrize("code", ["H27.1-261120-0001", "\0", "x" * 300])
def test_an_unknown_code_is_not_found(office, code):
    assert _client(make_officer(office)).get(reverse("desk_case", args=[code])).status_code == 404


def test_a_case_shows_answers_papers_and_history(office):
    form = {
        "title": "Tờ khai",
        "pages": [{"key": "who", "title": "Người khai", "fields": [{"key": "name", "label": "Họ tên đệm"}]}],
    }
    version = make_version(form=form, papers=[("Giấy chứng sinh", False)], offered_by=office)
    draft = make_draft(version, office=office, answers={"name": "Lê <b>Mận</b>"})
    filing.attach(draft=draft, content=PDF, name="giay.pdf", paper_position=1, by=draft.account, at=clock.now())
    case = actions.register(draft=draft, by=draft.account, at=clock.now())
    page = _page(_client(make_officer(office)).get(_open(case)))
    for shown in ("Họ tên đệm", "Lê &lt;b&gt;Mận", "Giấy chứng sinh", "giay.pdf", "Nộp hồ sơ", draft.account.full_name):
        assert shown in page


@pytest.mark.parametrize(
    ("role", "state", "offered"),
    [
        (Role.RECEPTION, "new", {"accept", "refuse", "ask_supplement", "withdraw"}),
        (Role.CASE_OFFICER, "new", set()),
        (Role.PROCEDURE_CONTROLLER, "new", {"correct"}),
        (Role.RECEPTION, "received", {"assign", "ask_supplement", "ask_payment", "withdraw"}),
        (Role.APPROVER, "received", {"stop"}),
        (Role.CASE_OFFICER, "in_progress", {"propose", "ask_supplement", "ask_payment", "apologise", "ask_opinion"}),
        (Role.RECEPTION, "in_progress", {"assign", "recall", "withdraw"}),
        (Role.RECEPTION, "proposed", {"withdraw"}),
        (Role.APPROVER, "proposed", {"approve", "send_back", "stop"}),
        (Role.CASE_OFFICER, "proposed", {"apologise"}),
        (Role.RECEPTION, "finished", {"return_result"}),
        (Role.APPROVER, "finished", {"revoke"}),
        (Role.CLERK, "finished", set()),
        (Role.RECEPTION, "returned", {"retract"}),
        (Role.PROCEDURE_CONTROLLER, "returned", {"correct"}),
    ],
)
def test_only_the_moves_of_this_person_and_this_moment_are_offered_and_possible(office, version, role, state, offered):
    case = make_case(state, office=office, version=version)
    client = _client(make_officer(office, role))
    page = _page(client.get(_open(case)))
    assert {name for name, slug in SLUGS.items() if f"/{slug}/" in page} == offered
    assert {move.name for move in MOVES if not move.of_step} == SLUGS.keys()
    for name in SLUGS.keys() - offered:
        if (name, role, state) in _OFFERED_TO_NOBODY_NOW:
            continue
        assert client.get(_move(case, name)).status_code in (302, 403)
        assert client.post(_move(case, name), {"seen": "1", "reason": "x"}).status_code in (403, 422)
    case.refresh_from_db()
    assert (
        CaseStep.objects.filter(case=case).count()
        == {"new": 0, "received": 1, "in_progress": 2, "proposed": 3, "finished": 4, "returned": 5}[state]
    )


def test_a_dossier_goes_all_the_way_by_pages(case, office):
    desk, worker, boss = (make_officer(office, role) for role in EVERY)
    pdf = {"result": SimpleUploadedFile("ket-qua.pdf", PDF)}
    ways = [
        (desk, "accept", {"seen": "1"}), (desk, "assign", {"seen": "2", "officer": worker.id}),
        (worker, "propose", {"seen": "3", "note": "Đủ điều kiện", **pdf}), (boss, "approve", {"seen": "4"}),
        (desk, "return_result", {"seen": "5"}),
    ]  # fmt: skip
    for account, name, data in ways:
        client = _client(account)
        answer = client.post(_move(case, name), data)
        assert answer.status_code == 302, answer.content.decode()
        assert "Đã làm xong bước" in _page(client.get(answer.url))
    done = Case.objects.get(id=case.id)
    assert done.status == Status.RETURNED
    assert done.result.name == "ket-qua.pdf"


def test_a_case_under_way_is_handed_to_another_officer(office, version):
    first, second = (make_officer(office, Role.CASE_OFFICER) for _ in range(2))
    case = make_case("received", office=office, version=version)
    case = actions.assign(case=case, officer=first, by=make_officer(office), at=clock.now())
    client = _client(make_officer(office))
    page = _page(client.get(_move(case, "assign")))
    assert second.full_name in page and first.full_name not in page.partition("<form method")[2]
    assert client.post(_move(case, "assign"), {"seen": "3", "officer": second.id}).status_code == 302
    case.refresh_from_db()
    assert (case.officer, case.status) == (second, Status.IN_PROGRESS)


def test_a_missing_reason_is_asked_for_at_its_field_and_nothing_typed_is_lost(case, office):
    client = _client(make_officer(office))
    page = _page(client.post(_move(case, "refuse"), {"seen": "1", "reason": "  "}), 422)
    assert 'href="#reason"' in page
    officer = make_officer(office, Role.CASE_OFFICER)
    actions.accept(case=case, by=officer, at=clock.now())
    page = _page(client.post(_move(case, "assign"), {"seen": "2", "officer": "nobody"}), 422)
    assert 'href="#officer"' in page
    assert officer.full_name in page


def test_every_page_says_who_the_officer_is_and_where(office):
    page = _page(_client(make_officer(office, Role.APPROVER, full_name="Võ Thị Ký")).get(reverse("desk_queue")))
    who = page[page.index('class="who"') :]
    assert "Võ Thị Ký" in who
    assert f"{Role.APPROVER.label}, {office.short_name}" in who


def test_whoever_comes_second_is_told_who_was_first(case, office):
    first = make_officer(office, full_name="Trần Văn Sớm")
    client = _client(make_officer(office))
    actions.accept(case=case, by=first, at=clock.now())
    for name, data in (("accept", {}), ("refuse", {"reason": "Thiếu"}), ("ask_supplement", {"reason": "Thiếu"})):
        page = _page(client.post(_move(case, name), {"seen": "1", **data}), 422)
        assert "Trần Văn Sớm" in page
        assert "Tải lại hồ sơ" in page


def test_a_second_request_for_more_shows_the_warning_and_must_be_ticked(office, version):
    case = make_case("received", office=office, version=version)
    officer = make_officer(office)
    case = actions.ask_supplement(case=case, reason="Thiếu ảnh", by=officer, at=clock.now())
    case = actions.supplement(case=case, by=case.dossier.filer, at=clock.now())
    client = _client(officer)
    assert "766" in _page(client.get(_move(case, "ask_supplement")))
    assert 'href="#again"' in _page(client.post(_move(case, "ask_supplement"), {"seen": "4", "reason": "Thêm"}), 422)
    assert (
        client.post(_move(case, "ask_supplement"), {"seen": "4", "reason": "Thêm", "again": "yes"}).status_code == 302
    )


def test_papers_handed_in_at_the_counter_end_the_pause(office, version):
    case = make_case("received", office=office, version=version)
    officer = make_officer(office)
    actions.ask_supplement(case=case, reason="Thiếu ảnh", by=officer, at=clock.now())
    client = _client(officer)
    assert 'href="#documents"' in _page(client.post(_move(case, "supplement"), {}), 422)
    lying = {"documents": [SimpleUploadedFile("anh.png", PDF)]}
    assert 'href="#documents"' in _page(client.post(_move(case, "supplement"), lying), 422)
    answer = client.post(_move(case, "supplement"), {"documents": [SimpleUploadedFile("anh.pdf", PDF)]})
    assert "anh.pdf" in _page(client.get(answer.url))


def test_the_counter_offers_what_the_applicant_has_here_for_a_supplement_and_records_it(office):
    citizen, officer = make_citizen(), make_officer(office, *EVERY)
    death = make_version(offered_by=office, results=[{"name": "Trích lục khai tử", "code": ""}])
    former = make_case("returned", office=office, version=death, account=citizen, officer=officer)
    funeral = make_version(offered_by=office, papers=[("Bản sao trích lục khai tử", False)])
    case = make_case("received", office=office, version=funeral, account=citizen, officer=officer)
    theirs = make_case("returned", office=office, version=death, officer=officer)
    actions.ask_supplement(case=case, reason="Thiếu trích lục", by=officer, at=clock.now())
    client, address = _client(officer), _move(case, "supplement")
    page = _page(client.get(address))
    assert f'value="{former.result.key}"' in page and "Trích lục khai tử" in page and former.dossier.code in page
    assert theirs.result.key not in page
    refused = _page(client.post(address, {"again": [former.result.key, theirs.result.key]}), 422)
    assert 'href="#again"' in refused and f'value="{former.result.key}" checked' in refused
    answer = client.post(address, {"again": former.result.key, "note": "Dùng lại trích lục"})
    assert f"dùng lại từ hồ sơ {former.dossier.code}" in _page(client.get(answer.url))
    told = json.loads(Entry.objects.get(subject=f"dossier/{case.dossier.code}", kind="supplemented").body)
    assert told["details"]["reused"] == {"issued": 1} and told["facts"]["reused"] == 1
    actions.ask_supplement(case=case, reason="Nữa", by=officer, at=clock.now(), again=True)
    assert former.result.key not in _page(client.get(address)), "it is with the dossier already"


def test_a_file_that_came_with_a_form_that_is_refused_stays_and_is_not_chosen_again(office, version):
    case, officer = make_case("received", office=office, version=version), make_officer(office)
    actions.ask_supplement(case=case, reason="Thiếu ảnh", by=officer, at=clock.now())
    client, other = _client(officer), records.add_document(content=PDF + b"%", name="x.pdf", by=None, at=clock.now())
    lying = [SimpleUploadedFile("một.pdf", PDF), SimpleUploadedFile("hai.png", PDF)]
    page = _page(client.post(_move(case, "supplement"), {"documents": lying}), 422)
    (kept,) = re.findall(r'name="kept-documents" value="([^"]+)" checked', page)
    assert "Đã tải lên, không phải chọn lại: một.pdf" in page
    many = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(10)]
    page = _page(client.post(_move(case, "supplement"), {"documents": many, "kept-documents": kept}), 422)
    assert "tối đa 10 tệp" in page and kept in page
    assert 'href="#documents"' in _page(client.post(_move(case, "supplement"), {"kept-documents": other.key}), 422)
    assert client.post(_move(case, "supplement"), {"kept-documents": kept}).status_code == 302
    assert [one.document.name for one in filing_queries.attachments(case.dossier)] == ["một.pdf"]


def test_files_are_sent_so_that_no_browser_runs_them(case, office):
    stored = records.add_document(content=PDF, name="giấy tờ.pdf", by=None, at=clock.now())
    filing.add_documents(dossier=case.dossier, documents=[(None, stored)])
    client = _client(make_officer(office))
    answer = client.get(reverse("desk_document", args=[case.dossier.code, stored.key]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "filename" in answer["Content-Disposition"]


def test_a_file_of_another_case_is_not_sent(case, office):
    client = _client(make_officer(office))
    address = reverse("desk_document", args=[case.dossier.code, make_document().key])
    assert client.get(address).status_code == 404


def test_the_receipt_slip_can_be_opened_and_a_paper_that_is_none_cannot(office, version):
    case = make_case("received", office=office, version=version)
    client = _client(make_officer(office))
    assert "giay/2/" in _page(client.get(_open(case)))
    answer = client.get(reverse("desk_paper", args=[case.dossier.code, 2]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("desk_paper", args=[case.dossier.code, 3])).status_code == 404


def test_the_receipt_slip_is_offered_as_soon_as_the_dossier_is_accepted(case, office):
    page = _page(_client(make_officer(office)).post(_move(case, "accept"), {"seen": "1"}, follow=True))
    slip = reverse("desk_paper", args=[case.dossier.code, 2])
    assert re.search(rf'role="status">[^~]*?{slip}">In giấy: Giấy tiếp nhận hồ sơ và hẹn trả kết quả', page)


def test_a_late_case_says_so(office, version):
    make_case(office=office, version=version, at=clock.now() - timedelta(30))
    page = _page(_client(make_officer(office)).get(reverse("desk_queue") + "?tab=late"))
    assert "Quá hạn từ" in page


@pytest.mark.parametrize("role", list(Role))
def test_every_officer_finds_her_helper_code_of_today(office, role):
    officer = make_officer(office, role)
    client = _client(officer)
    answer = client.get(reverse("helper_code"))
    assert helping.code(officer.id, clock.local_day(clock.now())) in _page(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert reverse("helper_code") in _page(client.get(reverse("home")))


def test_words_that_came_too_late_are_shown_again(case, office):
    first, second = _client(make_officer(office)), _client(make_officer(office))
    assert first.post(_move(case, "accept"), {"seen": "1"}).status_code == 302
    page = _page(second.post(_move(case, "refuse"), {"seen": "1", "reason": "Thiếu giấy <chứng sinh>"}), 422)
    assert "Thiếu giấy &lt;chứng sinh&gt;" in page and "chép lại" in page


def test_an_office_without_another_case_officer_says_so(office, version):
    case = make_case("in_progress", office=office, version=version)
    client = _client(make_officer(office))
    page = _page(client.get(_move(case, "assign")))
    assert "không có cán bộ thụ lý nào khác" in page and "<select" not in page
    make_officer(office, Role.CASE_OFFICER)
    page = _page(client.get(_move(case, "assign")))
    assert "không có cán bộ thụ lý nào khác" not in page and "<select" in page


@pytest.mark.parametrize("proposed", [False, True])
def test_a_result_that_must_be_attached_is_not_called_optional(office, proposed):
    version = make_version(offered_by=office, result_required=True)
    case = make_case("in_progress", office=office, version=version)
    result = make_document() if proposed else None
    actions.propose(case=case, by=case.officer, at=clock.now(), result=result)
    page = _page(_client(make_officer(office, Role.APPROVER)).get(_move(case, "approve")))
    assert ("không bắt buộc" in page.partition('for="result"')[2].partition("</label>")[0]) is proposed


def test_the_actions_of_the_desk_are_english_on_english_pages(case, office):
    client = _client(make_officer(office, *EVERY))
    client.cookies["language"] = "en"
    page = _page(client.get(_open(case)))
    assert "Ask for more papers" in page and "Yêu cầu bổ sung" not in page
