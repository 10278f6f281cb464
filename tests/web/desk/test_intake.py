"""The page of the counter: filled in by card or search, papers ticked, several dossiers, nothing typed lost."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.casework import queries
from motcua.casework.models import Case
from motcua.catalogue.models import Offering, Paper
from motcua.catalogue.rules import ServiceLevel
from motcua.core import clock
from motcua.filing.models import Dossier, PaperTick, Visit
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.offices.actions import set_special_day
from motcua.offices.rules import OfficeKind
from motcua.people import helping
from motcua.people.models import Person
from motcua.people.rules import Role
from motcua.records.models import Document
from motcua.web.shared.middleware import ACCOUNT_KEY
from tests.factories import START, make_office, make_officer, make_version
from tests.web.portal.people import signed_in

pytestmark = pytest.mark.django_db
CARD = "042190000012|183456789|Lê Thị Mận|12051990|Nữ|Thôn 3, Xã Vũ Quang, Hà Tĩnh|22122021"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PERSON = {"full_name": "Lê Thị Mận", "phone": "0912 000 111", "reason": "no_phone"}


@pytest.fixture
def province():
    return make_office(tier="province")


@pytest.fixture
def commune(province):
    return make_office(province, name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def counter(commune):
    return make_office(commune, kind=OfficeKind.COUNTER)


@pytest.fixture
def desk(counter):
    return signed_in(make_officer(counter, Role.RECEPTION))


@pytest.fixture
def version(province):
    name = "Đăng ký khai tử"
    return make_version(
        offered_by=province, papers=[("Tờ khai", True), ("Sổ hộ khẩu", False)], code="1.000656", name=name,
        search_name="dang ky khai tu", search_text="dang ky khai tu 1.000656",
    )  # fmt: skip


def _page(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def _value(page, name):
    found = re.search(rf'<input [^>]*name="{name}"[^>]*>', page)
    assert found, name
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else ""


def _focus(page):
    return re.findall(r'(?:id|value)="([^"]*)"[^>]*autofocus', page)


def _send(desk, **typed):
    return desk.post(reverse("intake"), {"channel": "1", "key": "k" * 26, **typed})


def _with_one(version, office, **more):
    return {
        **PERSON, "blocks": f"1:{version.procedure.code}", "office-1": office.code, "have-1-1": "yes", "do": "register",
        **more,
    }  # fmt: skip


def test_a_card_fills_the_fields_and_is_neither_kept_nor_journalled(desk):
    page = _page(_send(desk, card=CARD + "\r\n"))
    assert (_value(page, "full_name"), _value(page, "personal_id")) == ("Lê Thị Mận", "042190000012")
    assert (_value(page, "birth_date-day"), _value(page, "card")) == ("12", "")
    assert _focus(page) == ["procedure"]
    assert "183456789" not in page and not Person.objects.exists()
    assert not Entry.objects.filter(body__contains="042190000012").exists()


def test_a_bad_card_says_what_is_wrong_and_keeps_what_was_typed(desk):
    page = _page(_send(desk, card="042190000012|x|", full_name="Lê Thị", queue_number="17"), 422)
    assert "chỉ có 3 phần" in page and _value(page, "card") == "042190000012|x|"
    assert (_value(page, "full_name"), _value(page, "queue_number")) == ("Lê Thị", "17")
    assert _focus(page) == ["card"]


@pytest.mark.parametrize("words", ["1.000656", "khai tu", "1.000656 – Đăng ký khai tử"])
def test_a_procedure_is_chosen_by_code_or_by_words_without_a_script(desk, version, commune, words):
    page = _page(_send(desk, procedure=words, **PERSON))
    assert _value(page, "blocks") == "1:1.000656" and "Sổ hộ khẩu" in page
    assert f'<option value="{commune.code}" selected>' in page or f'value="{commune.code}"' in page
    assert _value(page, "full_name") == "Lê Thị Mận"


def test_several_that_fit_are_offered_and_none_is_said(desk, version):
    make_version(name="Khai tử lại", search_name="khai tu lai", search_text="khai tu lai", code="1.000657")
    page = _page(_send(desk, procedure="khai tu"))
    assert 'name="add" value="1.000656"' in page and 'name="add" value="1.000657"' in page
    assert _value(_page(_send(desk, add="1.000657", procedure="khai tu")), "blocks") == "1:1.000657"
    assert "Không thấy thủ tục nào" in _page(_send(desk, procedure="xyzzy"), 422)
    hits = desk.get(reverse("intake_procedures"), {"q": "khai tử"}).json()["hits"]
    assert {hit["code"] for hit in hits} == {"1.000656", "1.000657"}


def test_a_person_is_found_by_number_phone_or_name(desk):
    known = Person.objects.create(full_name="Lê Thị Mận", personal_id="042190000012", phone="0912000111")
    assert _value(_page(_send(desk, find="042190000012")), "full_name") == "Lê Thị Mận"
    for words in ("0912 000 111", "lê thị mận", "+84912000111"):
        page = _page(_send(desk, find=words))
        assert f'name="pick" value="{known.pk}"' in page and "…0012" in page and "042190000012" not in page
    page = _page(_send(desk, pick=str(known.pk), find="lê thị mận"))
    assert (_value(page, "phone"), _value(page, "person")) == ("0912000111", str(known.pk))
    assert "Không thấy ai" in _page(_send(desk, find="Nguyễn Không Có"), 422)


def test_what_lies_on_the_counter_is_taken_in_and_the_slip_printed(desk, version, commune, counter):
    typed = _with_one(version, commune, **{"certified-1-2": "1", "photocopies-1-2": "2", "other-1": "Đơn viết tay"})
    answer = _send(desk, **typed)
    assert answer.status_code == 302
    (case,) = Case.objects.all()
    assert (case.received_office, case.competent_office, case.dossier.channel) == (counter, commune, 1)
    ticks = PaperTick.objects.values_list("position", "name", "originals", "certified", "photocopies")
    assert list(ticks) == [(1, "", 1, 0, 0), (2, "", 0, 1, 2), (None, "Đơn viết tay", 1, 0, 0)]
    page = _page(desk.get(answer.url))
    assert case.dossier.code in page and "Sổ hộ khẩu" in page and 'autofocus accesskey="n"' in page
    slip = desk.get(reverse("visit_slip", args=["k" * 26]))
    assert b"".join(slip.streaming_content).startswith(b"%PDF")
    assert _send(desk, **typed).url == answer.url and Dossier.objects.count() == 1
    assert case.dossier.code in _page(desk.get(reverse("intake")))  # today at this counter
    shown = _page(desk.get(reverse("desk_case", args=[case.dossier.code])))
    assert "Không có điện thoại thông minh" in shown and "Đơn viết tay" in shown


def test_everything_wrong_is_told_at_its_field_and_nothing_typed_is_lost(desk, version, province):
    other = make_office(province)
    typed = _with_one(version, other, full_name="", phone="12", reason="", **{"originals-1-2": "hai", "have-1-1": ""})
    page = _page(_send(desk, **typed, queue_number="17"), 422)
    for field in ("full_name", "phone", "reason", "papers-1"):
        assert f'href="#{field}"' in page, field
    assert _focus(page) == ["full_name"] and _value(page, "originals-1-2") == "hai"
    assert (_value(page, "phone"), _value(page, "queue_number"), _value(page, "key")) == ("12", "17", "k" * 26)
    assert f'<option value="{other.code}" selected>' in page and not Visit.objects.exists()


def test_a_missing_required_paper_is_asked_about_once(desk, version, commune):
    typed = _with_one(version, commune, **{"have-1-1": ""})
    page = _page(_send(desk, **typed), 422)
    assert 'name="incomplete-1"' in page and "Tờ khai" in page
    taken = _send(desk, **typed, **{"incomplete-1": "yes"})
    page = _page(desk.get(taken.url))
    assert "Còn thiếu giấy tờ bắt buộc" in page and "Tờ khai" in page
    address = re.search(r'href="([^"]*/yeu-cau-bo-sung/)"', page)
    assert address and _page(desk.get(address[1]))


def test_nothing_is_said_to_be_missing_when_all_required_papers_came(desk, version, commune):
    assert "Còn thiếu" not in _page(desk.get(_send(desk, **_with_one(version, commune)).url))


def test_errors_stand_in_the_order_of_the_page_and_the_first_has_the_focus(desk, version, commune):
    typed = _with_one(version, commune, blocks="1:1.000656,2:1.000656", reason="", **{"office-2": commune.code})
    page = _page(_send(desk, **typed | {"have-1-1": "", "delegate_full_name": ""}), 422)
    assert re.findall(r'<li><a href="#([^"]*)"', page) == ["papers-1", "papers-2", "reason"]


def test_scans_stay_when_something_else_is_wrong(desk, version, commune):
    sent = {"scan-1-1": SimpleUploadedFile("tờ khai.pdf", PDF), "scan-1-2": SimpleUploadedFile("x.pdf", b"MZ")}
    page = _page(_send(desk, **_with_one(version, commune, full_name=""), **sent), 422)
    kept = _value(page, "kept-1-1")
    assert kept and "tờ khai.pdf" in page and 'href="#papers-1"' in page
    assert _send(desk, **_with_one(version, commune), **{"kept-1-1": kept}).status_code == 302
    assert [(one.paper_position, one.document.key) for one in Dossier.objects.get().attachments.all()] == [(1, kept)]


def test_nobody_attaches_what_another_officer_scanned(desk, version, commune):
    other = make_officer(commune)
    theirs = Document.objects.create(digest="0" * 64, size=1, media_type="application/pdf", name="x.pdf", added_by=other,
                                     added_at=clock.now())  # fmt: skip
    assert _send(desk, **_with_one(version, commune), **{"kept-1-1": theirs.key}).status_code == 302
    assert not Dossier.objects.get().attachments.exists()


def test_what_came_by_post_or_before_the_power_cut_keeps_its_time(desk, version, commune):
    yesterday = clock.local_day(clock.now()) - timedelta(1)
    day = {f"received_at-{part}": str(getattr(yesterday, part)) for part in ("day", "month", "year")}
    post = _with_one(version, commune, tracking_number="RB1", received_time="16:40", **day) | {"channel": "3"}
    page = _page(_send(desk, **post), 422)
    assert 'href="#late_reason"' in page and _value(page, "received_time") == "16:40"
    assert _send(desk, **post, late_reason="Thư đến cuối giờ").status_code == 302
    visit = Visit.objects.get()
    assert (clock.local(visit.received_at).strftime("%H:%M"), visit.late_reason) == ("16:40", "Thư đến cuối giờ")
    assert "Nhập sau" in _page(desk.get(reverse("visit", args=[visit.key])))


def test_the_page_of_a_case_that_was_entered_late_tells_how_its_due_time_came_about(desk, version, commune):
    at = clock.now()
    for days in range(1, 5):
        set_special_day(
            office=commune, day=clock.local_day(at) + timedelta(days), kind="off", name="Lụt", decision="QĐ 1",
            by="system:command", at=at - timedelta(minutes=1),
        )  # fmt: skip
    day = {
        f"received_at-{part}": str(getattr(clock.local_day(at) - timedelta(1), part))
        for part in ("day", "month", "year")
    }
    assert (
        _send(desk, **_with_one(version, commune, received_time="16:40", late_reason="Mất điện", **day)).status_code
        == 302
    )
    page = _page(desk.get(reverse("desk_case", args=[Case.objects.get().dossier.code])))
    assert "Nhận lúc 16:40" in page and "Lụt" in page and "không dựng lại được" not in page


def test_a_time_without_a_day_is_one_of_today_and_a_day_needs_its_time(desk, version, commune):
    page = _page(_send(desk, **_with_one(version, commune, received_time="25:00")), 422)
    assert 'href="#received_time"' in page
    day = {"received_at-day": "31", "received_at-month": "2", "received_at-year": "2026"}
    assert 'href="#received_at"' in _page(_send(desk, **_with_one(version, commune, **day)), 422)


def test_somebody_else_files_for_her_and_a_helper_is_recorded_by_code(desk, version, commune):
    helper = make_officer(commune, Role.CASE_OFFICER)
    code = helping.code(helper.pk, clock.local_day(clock.now()))
    son = {"on_behalf": "delegate", "delegate_full_name": "Lê Văn Đào", "delegate_phone": "0912000222"}
    typed = _with_one(version, commune, help="helped", helper=code, **son)
    assert 'href="#delegation"' in _page(_send(desk, **typed), 422)
    assert _send(desk, **typed, delegation="Giấy ủy quyền số 5").status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.helper, dossier.helped_office, dossier.visit.delegate.full_name) == (helper, commune, "Lê Văn Đào")
    assert 'href="#helper"' in _page(_send(desk, **{**typed, "helper": "1", "key": "n" * 26}, delegation="x"), 422)


def test_a_card_may_be_that_of_the_delegate(desk):
    page = _page(_send(desk, card=CARD, card_of="delegate", on_behalf="delegate", full_name="Nguyễn Văn A"))
    assert (_value(page, "full_name"), _value(page, "delegate_full_name")) == ("Nguyễn Văn A", "Lê Thị Mận")


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(desk, version, commune):
    session = desk.session
    account = session.pop(ACCOUNT_KEY)
    session.save()
    answer = _send(desk, **_with_one(version, commune))
    assert urlsplit(answer.url).path == reverse("officer_sign_in")
    session = desk.session
    session[ACCOUNT_KEY] = account
    session.save()
    page = _page(desk.get(reverse("intake")))
    assert (_value(page, "full_name"), _value(page, "blocks")) == ("Lê Thị Mận", "1:1.000656")


def test_a_dossier_is_taken_off_and_the_others_stay_as_they_are(desk, version, commune):
    two = {"blocks": "1:1.000656,2:1.000656", "originals-1-2": "4", "originals-2-2": "5"}
    page = _page(_send(desk, remove="1", **two))
    assert _value(page, "blocks") == "2:1.000656" and _value(page, "originals-2-2") == "5"


def test_the_page_takes_as_many_statements_with_five_dossiers_as_with_one(desk, version, commune):
    counts = []
    for blocks in (1, 5):
        typed = {"blocks": ",".join(f"{n}:1.000656" for n in range(1, blocks + 1))}
        with CaptureQueriesContext(connection) as found:
            _page(_send(desk, **typed))
        counts.append(len(found))
    assert counts[0] == counts[1] <= 13


def test_the_page_of_a_visit_takes_as_many_statements_with_three_dossiers_as_with_one(desk, version, commune):
    counts = []
    for key, blocks in (("a" * 26, 1), ("b" * 26, 3)):
        typed = _with_one(version, commune, key=key, blocks=",".join(f"{n}:1.000656" for n in range(1, blocks + 1)))
        typed |= {f"{name}-{n}{end}": value for n in range(1, blocks + 1)
                  for name, end, value in (("have", "-1", "yes"), ("office", "", commune.code))}  # fmt: skip
        assert _send(desk, **typed).status_code == 302
        with CaptureQueriesContext(connection) as found:
            _page(desk.get(reverse("visit", args=[key])))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_what_is_scanned_later_is_kept_with_its_paper_and_a_bad_file_says_so(desk, version, commune):
    address = _send(desk, **_with_one(version, commune)).url
    dossier = Dossier.objects.get()
    for sent in ({}, {"scan": SimpleUploadedFile("x.pdf", b"MZ")}):
        assert f'href="#scan-{dossier.code}"' in _page(desk.post(address, {"code": dossier.code, **sent}), 422)
    sent = {"code": dossier.code, "position": "1", "scan": SimpleUploadedFile("tờ khai.pdf", PDF)}
    assert desk.post(address, sent).status_code == 302
    assert [(one.paper_position, one.document.name) for one in dossier.attachments.all()] == [(1, "tờ khai.pdf")]
    assert "tờ khai.pdf" in _page(desk.get(address))
    assert Entry.objects.filter(subject=f"dossier/{dossier.code}", kind="scanned").count() == 1
    assert list(queries.mismatches()) == [] and list(findings()) == []


@pytest.fixture
def earlier(desk, version, commune):
    """The dossier with which Mận, known by her number, handed in her family book before."""
    scan = {"scan-1-2": SimpleUploadedFile("sổ.pdf", PDF), "personal_id": "042190000012", "key": "e" * 26}
    assert _send(desk, **_with_one(version, commune), **scan).status_code == 302
    return Dossier.objects.get()


def test_what_a_known_person_has_here_is_offered_beside_its_paper_and_counts_as_handed_in(
    desk, version, commune, earlier
):
    (held,) = (one.document.key for one in earlier.attachments.all())
    Paper.objects.update(required=True)
    page = _page(_send(desk, find="042190000012", blocks="1:1.000656"))
    assert _value(page, "again-1-2-0") == held and earlier.code in page and "sổ.pdf" not in page
    typed = _with_one(version, commune, personal_id="042190000012", **{"again-1-2-0": held})
    page = _page(_send(desk, **typed | {"reason": ""}), 422)
    assert re.search(r'<input [^>]*name="again-1-2-0"[^>]* checked', page)
    answer = _send(desk, **typed)
    assert answer.status_code == 302
    made = Dossier.objects.exclude(pk=earlier.pk).get()
    assert made.reused == 1 and [one.document.key for one in made.attachments.all()] == [held]
    page = _page(desk.get(answer.url))
    assert "Giấy tờ dùng lại" in page and f"dùng lại từ hồ sơ {earlier.code}" in page and "sổ.pdf" not in page
    assert list(queries.mismatches()) == [] and list(findings()) == []


def test_nothing_is_offered_of_somebody_of_another_name_and_what_was_ticked_for_her_is_refused(
    desk, version, commune, earlier
):
    (held,) = (one.document.key for one in earlier.attachments.all())
    over = {"full_name": "Trần Văn Bưởi", "person": str(earlier.applicant_id), "again-1-2-0": held}
    page = _page(_send(desk, **_with_one(version, commune, **over)), 422)
    assert 'href="#papers-1"' in page and held not in page and _value(page, "full_name") == "Trần Văn Bưởi"
    typed = _with_one(version, commune, full_name="Trần Văn Bưởi", personal_id="042190000012", reason="")
    assert held not in _page(_send(desk, **typed), 422)
    assert Dossier.objects.count() == 1


def test_offering_papers_takes_as_many_statements_for_five_dossiers_as_for_one(desk, version, commune, earlier):
    counts = []
    for blocks in (1, 5):
        typed = {
            **PERSON,
            "personal_id": "042190000012",
            "blocks": ",".join(f"{n}:1.000656" for n in range(1, 1 + blocks)),
        }
        with CaptureQueriesContext(connection) as found:
            page = _page(_send(desk, **typed))
        assert page.count('name="again-') == blocks
        counts.append(len(found))
    assert counts[0] == counts[1] <= 17


def test_filing_online_is_offered_where_the_competent_office_offers_it(desk, version, commune, province):
    elsewhere = make_office(province)
    Offering.objects.create(procedure=version.procedure, office=elsewhere, level=ServiceLevel.NONE, valid_from=START)
    shown = {office: "Chỉ cho tôi nộp trực tuyến" in _page(_send(desk, blocks="1:1.000656", **{"office-1": office.code}))
             for office in (commune, elsewhere)}  # fmt: skip
    assert shown == {commune: True, elsewhere: False}
    page = _page(desk.get(reverse("guide"), {"procedure": "1.000656", "office": commune.code}))
    assert re.findall(r'name="office" value="([^"]*)"', page) == [commune.code]
