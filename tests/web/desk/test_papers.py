"""The desk's papers: apology, control slip, printing again, and papers of several cases."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from motcua.casework.rules import Status
from motcua.core import clock
from motcua.offices import queries as offices
from motcua.people.rules import Role
from motcua.records.models import Reprint
from tests.factories import make_case, make_citizen, make_office, make_officer, make_version
from tests.integrations import keys
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
EVERY = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def client(office):
    return signed_in(make_officer(office, *EVERY))


@pytest.fixture
def case(office):
    citizen = make_citizen(full_name="Lê Thị Mận")
    return make_case(
        "received", office=office, version=make_version(offered_by=office), account=citizen, at=clock.now()
    )


def _move(case, slug):
    return reverse("desk_move", args=[case.dossier.code, slug])


def _content(answer):
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf", answer.content[:500]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _words(answer):
    reader = pypdf.PdfReader(io.BytesIO(_content(answer)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def _a_late_day(case):
    calendar = offices.calendar(case.competent_office_id, clock.local_day(case.due_at))
    return calendar.next_working_day(clock.local_day(case.due_at))


def _parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def test_an_apology_is_asked_for_once_and_shown_to_officer_and_citizen(case, client):
    assert _move(case, "xin-loi") in text(client.get(reverse("desk_case", args=[case.dossier.code])))
    assert "Hẹn lại vào ngày" in text(client.get(_move(case, "xin-loi")))
    until = _a_late_day(case)
    sent = {"seen": 2, "reason": "Chờ xác minh", **_parts("until", until)}
    page = text(client.post(_move(case, "xin-loi"), sent, follow=True))
    assert "Đã làm xong bước «Xin lỗi và hẹn lại»" in page and "In giấy: Văn bản xin lỗi" in page
    assert _move(case, "xin-loi") not in page and f"{until:%d/%m/%Y}" in page
    hers = text(signed_in(case.dossier.filer).get(reverse("my_dossier", args=[case.dossier.code])))
    assert "Cơ quan xin lỗi vì trả chậm" in hers and "Chờ xác minh" in hers and f"{until:%d/%m/%Y}" in hers
    public = text(Client().get(reverse("look_up_code", args=[case.dossier.code])))
    assert f"{until:%d/%m/%Y}" in public and "Chờ xác minh" not in public
    paper = client.get(reverse("desk_paper", args=[case.dossier.code, 3]))
    assert "Chờ xác minh" in _words(paper)


@pytest.mark.parametrize("day", [{}, {"until-day": "31", "until-month": "2", "until-year": "2027"}, {"until-day": "x"}])
def test_a_date_that_is_none_is_asked_for_again_and_the_reason_is_not_lost(case, client, day):
    page = text(client.post(_move(case, "xin-loi"), {"seen": 2, "reason": "Chờ xác minh", **day}), 422)
    assert 'href="#until"' in page and "Chờ xác minh" in page


def test_the_control_slip_is_sent_and_is_not_for_the_citizen(case, client):
    answer = client.get(reverse("desk_control_slip", args=[case.dossier.code]))
    assert "PHIẾU KIỂM SOÁT" in _words(answer)
    from motcua.records.models import OfficialPaper

    key = OfficialPaper.objects.get(kind="control_slip").document.key
    assert signed_in(case.dossier.filer).get(reverse("my_document", args=[case.dossier.code, key])).status_code == 404
    new = make_case(office=case.competent_office, version=case.dossier.version)
    assert client.get(reverse("desk_control_slip", args=[new.dossier.code])).status_code == 404


def test_printing_again_gives_a_marked_copy_that_the_public_page_knows(case, client):
    address = reverse("desk_reprint", args=[case.dossier.code, 2])
    assert address in text(client.get(reverse("desk_case", args=[case.dossier.code])))
    answer = client.post(address)
    content = _content(answer)
    assert "BẢN IN LẠI" in _words(client.post(address))
    paper = Reprint.objects.first().paper
    page = text(
        Client().post(reverse("verify_paper", args=[paper.token]), {"file": SimpleUploadedFile("x.pdf", content)})
    )
    assert "Đúng là bản in lại" in page and "2 lần" in page
    assert client.get(address).status_code == 405
    assert client.post(reverse("desk_reprint", args=[case.dossier.code, 9])).status_code == 404


def test_papers_of_the_cases_of_a_tab_are_printed_at_once(case, client, office):
    other = make_case("received", office=office, version=case.dossier.version, at=clock.now())
    page = text(client.get(reverse("desk_papers") + "?tab=mine"))
    assert case.dossier.code in page and other.dossier.code in page
    codes = f"{case.dossier.code}\r\n{other.dossier.code.lower()}\r\n"
    words = _words(client.post(reverse("desk_papers"), {"codes": codes, "what": "receipt_slip"}))
    assert case.dossier.code in words and other.dossier.code in words


@pytest.mark.parametrize("what", ["control_slip", "common_receipt"])
def test_other_papers_of_chosen_cases(case, client, what):
    assert case.dossier.code in _words(client.post(reverse("desk_papers"), {"codes": case.dossier.code, "what": what}))


def test_results_are_handed_over_by_a_slip(client, office):
    case = make_case("finished", office=office, version=make_version(offered_by=office))
    words = _words(client.post(reverse("desk_papers"), {"codes": case.dossier.code, "what": "result_handover"}))
    assert case.dossier.code in words


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "what"), ({"what": "receipt_slip"}, "codes"), ({"what": "receipt_slip", "codes": "H27.404-261120-0001"}, "codes"),
        ({"what": "apology"}, "codes"), ({"what": "result"}, "what"), ({"what": "register"}, "office"),
        ({"what": "receipt_slip", "codes": "\0 x' --"}, "codes"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(case, client, sent, field):
    sent = {"codes": case.dossier.code, **sent} if field == "what" else sent
    page = text(client.post(reverse("desk_papers"), sent), 422)
    assert f'href="#{field}"' in page
    if field == "what":
        assert case.dossier.code in page


def test_the_register_of_a_period_is_made_and_dates_are_checked(case, client, office):
    today = clock.local_day(clock.now())
    sent = {"what": "register", "office": office.code, **_parts("first", today), **_parts("last", today)}
    assert case.dossier.code in _words(client.post(reverse("desk_papers"), sent)).replace(" ", "")
    page = text(client.post(reverse("desk_papers"), sent | _parts("first", today + timedelta(1))), 422)
    assert 'href="#last"' in page
    page = text(client.post(reverse("desk_papers"), {**sent, "first-month": "13"}), 422)
    assert 'href="#first"' in page


def test_cases_and_registers_of_another_office_stay_closed(case):
    stranger = signed_in(make_officer(make_office(), *EVERY))
    address = reverse("desk_papers")
    assert stranger.post(address, {"codes": case.dossier.code, "what": "receipt_slip"}).status_code == 403
    assert stranger.post(address, {"what": "register", "office": case.competent_office.code}).status_code == 403
    assert stranger.post(reverse("desk_reprint", args=[case.dossier.code, 2])).status_code == 403
    assert stranger.get(reverse("desk_control_slip", args=[case.dossier.code])).status_code == 403


def test_what_cannot_be_signed_is_said_at_the_file_and_nothing_typed_is_lost(office, tmp_path, settings):
    settings.HOME, settings.TRUST = tmp_path, tmp_path / "trust"
    keys.make_key(tmp_path, office.code, at=clock.now() - timedelta(20), days=10)
    client = signed_in(make_officer(office, *EVERY))
    case = make_case("proposed", office=office, version=make_version(offered_by=office))
    assert "được ký số bằng chứng thư của cơ quan" in text(client.get(_move(case, "duyet")))
    sent = {"seen": 4, "note": "Đồng ý cấp", "result": SimpleUploadedFile("kết quả.pdf", keys.make_pdf())}
    page = text(client.post(_move(case, "duyet"), sent), 422)
    assert 'href="#result"' in page and "đã hết hạn" in page and "Đồng ý cấp" in page
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS
    keys.make_key(tmp_path, office.code, at=clock.now())
    sent["result"] = SimpleUploadedFile("kết quả.pdf", keys.make_pdf())
    assert client.post(_move(case, "duyet"), sent).status_code == 302
