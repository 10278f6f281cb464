"""Finding a procedure, reading what it takes, choosing where to file, starting."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.catalogue.models import Fee, FilingWay, Offering
from motcua.catalogue.rules import SHIPPED, ServiceLevel, is_named
from motcua.core.errors import Refused
from motcua.core.text import fold
from motcua.filing import actions as filing
from motcua.filing import rules
from motcua.filing.models import Draft
from motcua.offices.rules import OfficeKind, Tier
from tests.factories import NOW, make_citizen, make_draft, make_office, make_version
from tests.web.portal.people import FORM, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_office(tier=Tier.PROVINCE, short_name="Tỉnh thử")


@pytest.fixture
def commune(province):
    return make_office(province, code="H27.55", short_name="Xã Vũ Quang", name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def version(commune):
    name = "Đăng ký khai sinh"
    return make_version(
        form=FORM, offered_by=commune, papers=[("Giấy chứng sinh", True), ("Giấy ủy quyền", False)], name=name,
        search_name=fold(name), search_text=fold(name), authority_tiers=["commune"], source=SHIPPED,
        legal_basis=[{"number": "60/2014/QH13", "title": "Luật Hộ tịch"}], results=[{"name": "Giấy khai sinh"}],
    )  # fmt: skip


def test_the_first_page_asks_what_one_needs_and_shows_what_ships(version):
    page = text(Client().get("/"))
    assert 'action="/tim-kiem/"' in page
    assert f'href="/thu-tuc/{version.procedure.code}/"' in page


@pytest.mark.parametrize("typed", ["đăng ký khai sinh", "dang ky khai sinh", "KHAI SINH", "dang ky khai sinh"])
def test_a_procedure_is_found_with_and_without_marks(version, typed):
    assert "Đăng ký khai sinh" in text(Client().get("/tim-kiem/", {"q": typed}))


def test_a_search_that_finds_nothing_says_what_to_try(version):
    page = text(Client().get("/tim-kiem/", {"q": "zzzz"}))
    assert "Chưa tìm thấy thủ tục nào" in page
    assert 'value="zzzz"' in page


def test_what_is_typed_into_the_search_is_shown_as_text_only(version):
    page = text(Client().get("/tim-kiem/", {"q": "<script>alert(1)</script>"}))
    assert "<script>alert" not in page


def test_a_procedure_shows_papers_limit_result_and_law(version):
    page = text(Client().get(f"/thu-tuc/{version.procedure.code}/"))
    for words in ("Giấy chứng sinh", "1 bản chính", "3 ngày làm việc", "Giấy khai sinh", "60/2014/QH13 – Luật Hộ tịch"):
        assert words in page


def test_a_fee_that_nobody_entered_is_never_shown_as_free(version):
    way = FilingWay.objects.filter(version=version).first()
    Fee.objects.create(way=way, position=1, amount=None, text="")
    assert "chưa nhập mức phí" in text(Client().get(f"/thu-tuc/{version.procedure.code}/"))
    Fee.objects.update(amount=0)
    assert "không thu phí" in text(Client().get(f"/thu-tuc/{version.procedure.code}/"))
    Fee.objects.update(amount=8000)
    assert "8.000 đồng" in text(Client().get(f"/thu-tuc/{version.procedure.code}/"))


def test_what_nobody_has_confirmed_is_marked(version):
    version.more = {"unverified": ["Thời hạn giải quyết"]}
    version.save()
    page = text(Client().get(f"/thu-tuc/{version.procedure.code}/"))
    assert "Chưa kiểm chứng" in page and "Thời hạn giải quyết" in page


@pytest.mark.parametrize(
    ("level", "words", "can_start"),
    [(ServiceLevel.FULL, "Toàn trình", True), (ServiceLevel.PARTIAL, "Một phần", True),
     (ServiceLevel.NONE, "Không cung cấp trực tuyến", False)],
)  # fmt: skip
def test_the_level_shown_is_that_of_the_chosen_commune(version, commune, level, words, can_start):
    Offering.objects.filter(procedure=version.procedure).update(level=level)
    page = text(Client().get(f"/thu-tuc/{version.procedure.code}/", {"noi": commune.code}))
    assert words in page
    assert ("Bắt đầu nộp trực tuyến" in page) is can_start


def test_a_commune_is_found_by_its_name_without_marks(version, province):
    place = make_office(province, short_name="Xã Hương Khê", name="Ủy ban nhân dân xã Hương Khê")
    page = text(Client().get(f"/thu-tuc/{version.procedure.code}/noi-nop/", {"q": "vu quang"}))
    assert "xã Vũ Quang" in page
    assert place.name not in page


def test_a_procedure_of_the_province_goes_to_the_department_it_names(province):
    fields = {"tier": Tier.PROVINCE, "kind": OfficeKind.DEPARTMENT}
    justice = make_office(province, short_name="Sở Tư pháp", name="Sở Tư pháp tỉnh", **fields)
    make_office(province, short_name="Sở Xây dựng", name="Sở Xây dựng tỉnh", **fields)
    version = make_version(
        offered_by=province, authority_tiers=["province"], competent_agency="Sở Tư pháp tỉnh Hà Tĩnh"
    )
    page = text(Client().get(f"/thu-tuc/{version.procedure.code}/noi-nop/"))
    assert f"bat-dau/?noi={justice.code}" in page
    assert "Sở Xây dựng" not in page


@pytest.mark.parametrize(
    ("agency", "office", "named"),
    [
        ("Sở Tư pháp tỉnh Hà Tĩnh", "Sở Tư pháp", True),
        ("so tu phap", "Sở Tư pháp", True),
        ("Sở Xây dựng", "Sở Tư pháp", False),
        ("Công an tỉnh", "", False),
    ],
)
def test_an_agency_is_named_by_whole_words(agency, office, named):
    assert is_named(agency, office) is named


def test_starting_leads_to_sign_in_and_back_to_the_chosen_office(version, commune):
    address = f"/thu-tuc/{version.procedure.code}/bat-dau/?noi={commune.code}"
    answer = Client().get(address)
    assert answer.status_code == 302
    assert "bat-dau%2F%3Fnoi%3DH27.55" in answer.headers["Location"]


def test_starting_opens_one_draft_and_offers_it_again(version, commune):
    client = signed_in(make_citizen())
    address = f"/thu-tuc/{version.procedure.code}/bat-dau/"
    answer = client.post(address, {"noi": commune.code})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == f"/ho-so-nhap/{draft.key}/to-khai/person/"
    again = text(client.get(address, {"noi": commune.code}))
    assert "Bạn đang có hồ sơ nháp" in again and draft.key in again


def test_starting_where_it_is_not_offered_is_refused_in_words(version, province):
    other = make_office(province)
    page = text(signed_in(make_citizen()).post(f"/thu-tuc/{version.procedure.code}/bat-dau/", {"noi": other.code}))
    assert "chưa được nộp trực tuyến" in page
    assert not Draft.objects.exists()


def test_an_unknown_procedure_or_office_is_no_fault_of_ours(version):
    assert Client().get("/thu-tuc/9.999999/").status_code == 404
    assert Client().get(f"/thu-tuc/{version.procedure.code}/", {"noi": "H27.99999"}).status_code == 200
    start = signed_in(make_citizen()).get(f"/thu-tuc/{version.procedure.code}/bat-dau/", {"noi": "x"})
    assert start.headers["Location"].endswith("/noi-nop/")


def test_pages_take_a_fixed_number_of_statements(version, commune, province):
    code = version.procedure.code
    pages = ["/", "/tim-kiem/?q=khai+sinh", f"/thu-tuc/{code}/?noi=H27.55", f"/thu-tuc/{code}/noi-nop/"]
    few = [_statements(page) for page in pages]
    for number in range(50):
        make_office(province)
        name = f"Đăng ký khai sinh lại {number}"
        make_version(
            offered_by=commune, papers=[("Giấy tờ", True)] * 3, name=name, search_name=fold(name),
            search_text=fold(name), source=SHIPPED, valid_from=date(2020, 1, 1),
        )  # fmt: skip
    assert [_statements(page) for page in pages] == few
    assert max(few) <= 8


def _statements(address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as made:
        text(Client().get(address))
    return len(made)


def test_nobody_starts_at_an_office_that_has_ended_or_does_not_resolve_the_procedure(version, province, commune):
    department = make_office(province, tier=Tier.PROVINCE, kind=OfficeKind.DEPARTMENT)
    division = make_office(commune, kind=OfficeKind.DIVISION)
    ended = make_office(commune, valid_to=date(2025, 6, 30))
    client = signed_in(make_citizen())
    for office in (province, department, division, ended):
        Offering.objects.update_or_create(
            procedure=version.procedure,
            office=office,
            defaults={"level": ServiceLevel.FULL, "valid_from": date(2020, 1, 1)},
        )
        address = f"/thu-tuc/{version.procedure.code}/bat-dau/"
        answer = client.post(address, {"noi": office.code})
        assert answer.headers["Location"] == f"/thu-tuc/{version.procedure.code}/noi-nop/"
        with pytest.raises(Refused):
            filing.start_draft(version=version, office=office, by=make_citizen(), at=NOW)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("typed", ["%00", "a%00b", "%FF", "x" * 3000])
def test_a_code_that_no_database_stores_is_simply_not_found(typed, version):
    code = version.procedure.code
    assert Client().get(f"/thu-tuc/{typed}/").status_code == 404
    assert Client().get(f"/thu-tuc/{code}/?noi={typed}").status_code == 200
    assert Client().get(f"/thu-tuc/{code}/noi-nop/?q={typed}").status_code == 200


def test_drafts_beyond_those_that_the_list_shows_are_refused_in_words(version, commune):
    citizen = make_citizen()
    for _ in range(rules.MOST_DRAFTS):
        make_draft(version, office=commune, account=citizen)
    client = signed_in(citizen)
    page = text(client.post(f"/thu-tuc/{version.procedure.code}/bat-dau/", {"noi": commune.code}))
    assert f"Bạn đang có {rules.MOST_DRAFTS} hồ sơ soạn dở" in page
    assert Draft.objects.count() == rules.MOST_DRAFTS
    assert text(client.get("/ho-so-cua-toi/")).count("/ho-so-nhap/") == rules.MOST_DRAFTS
