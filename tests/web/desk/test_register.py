"""The register's page: what was typed stays out of addresses, filters, the file, and who may; runs over many cases."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse

from motcua.casework import actions, queries
from motcua.casework.models import BulkRun
from motcua.casework.several import bulk
from motcua.core import clock
from motcua.journal.models import Entry
from motcua.people.rules import Role
from tests.casework.joint_cases import Joint
from tests.factories import make_case, make_citizen, make_office, make_officer
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office(code="H27.66")


@pytest.fixture
def made(office):
    return make_case("received", office=office, account=make_citizen(full_name="Đặng Thị Gấc"), at=clock.now())


def _search(client, **typed):
    answer = client.post(reverse("register"), typed)
    assert answer.status_code == 302
    return answer.url


def test_a_person_is_found_and_neither_address_nor_journal_names_her(office, made):
    officer = make_officer(office)
    client = signed_in(officer)
    address = _search(client, q="0912 000 111 dang thi gac")
    assert "0912" not in address and "gac" not in address
    page = text(client.get(address))
    assert made.dossier.code in page and "Đặng Thị Gấc" in page
    (entry,) = Entry.objects.filter(kind="person_looked_up")
    assert "0912" not in entry.body and entry.subject == f"account/{officer.pk}"
    assert "không còn được giữ" in text(signed_in(make_officer(office)).get(address))
    assert "Không có hồ sơ nào như vậy" in text(client.get(_search(client, q="zzz")))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"q": "31/2/2026"}, "q"),
        ({"first-day": "32", "first-month": "1", "first-year": "2026"}, "first"),
        ({"procedure": "9.999999"}, "procedure"),
        ({"officer": "nobody"}, "officer"),
        ({"office": "H99"}, "office"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_typed_is_lost(office, typed, field):
    page = text(signed_in(make_officer(office)).post(reverse("register"), {"q": "Gấc", **typed}), 422)
    assert f'href="#{field}"' in page and f'id="{field}-error"' in page
    assert ('value="Gấc"' in page) == ("q" not in typed)


def test_a_leader_sees_lines_but_opens_no_case_and_others_offices_are_not_hers(office, made):
    client = signed_in(make_officer(office, Role.LEADER))
    page = text(client.get(reverse("register")))
    assert made.dossier.code in page and reverse("desk_case", args=[made.dossier.code]) not in page
    other = make_office()
    assert client.get(reverse("register"), {"office": other.code}).status_code == 403
    assert client.get(reverse("register_excel"), {"office": other.code}).status_code == 403


def test_the_file_holds_what_the_page_shows(office, made):
    make_case(office=office, at=clock.now())  # not received yet: not in the register of a period
    officer = make_officer(office)
    answer = signed_in(officer).get(reverse("register_excel"), {"office": office.code, "status": "2"})
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("H27.66-") == 1 and officer.full_name in sheet and "Được tiếp nhận" in sheet
    assert answer["Cache-Control"] == "private, no-store" and ".xlsx" in answer["Content-Disposition"]


def test_cases_of_others_are_on_the_page_and_in_the_file_when_asked_for():
    joint = Joint(at=clock.now())
    joint.check()
    code, client = joint.case.dossier.code, signed_in(joint.by(joint.police))
    address = _search(client, concerned="yes")
    page = text(client.get(address))
    assert code in page and 'value="yes" checked' in page and code not in text(client.get(reverse("register")))
    assert "concerned=yes" in address and f"{reverse('register_excel')}?concerned=yes" in page
    for query, there in (({"concerned": "yes"}, 1), ({}, 0)):
        answer = client.get(reverse("register_excel"), query)
        sheet = (
            zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).read("xl/worksheets/sheet1.xml").decode()
        )
        assert (sheet.count(code), sheet.count("Hồ sơ phối hợp")) == (there, there)
    leader = text(signed_in(make_officer(joint.police, Role.LEADER)).get(address))
    assert code not in leader and "Kể cả hồ sơ phối hợp" not in leader


def test_a_run_goes_on_part_by_part_and_what_was_interrupted_counts_as_done(office):
    officer = make_officer(office)
    cases = [make_case(office=office, at=clock.now()) for _ in range(3)]
    codes = [case.dossier.code for case in cases]
    client = signed_in(officer)
    sent = {"move": "accept", "sure": "yes", "scripted": "yes", "case": [f"{code}:1" for code in codes]}
    address = client.post(reverse("desk_bulk"), sent).url
    assert "còn 3 trên 3 hồ sơ" in text(client.get(address))
    assert address in text(client.get(reverse("desk_queue")))
    actions.accept(case=cases[0], by=officer, at=clock.now(), seen=1)  # done, but its outcome was lost
    actions.accept(case=cases[1], by=make_officer(office, full_name="Trần Văn Sớm"), at=clock.now())
    told = client.post(address, headers={"accept": "application/json"}).json()
    assert [(one["code"], one["done"]) for one in told["outcomes"]] == list(
        zip(codes, [True, False, True], strict=True)
    )
    assert (told["count"], told["all"]) == (3, 3) and "Trần Văn Sớm" in told["outcomes"][1]["reason"]
    page = text(client.get(address))
    assert "Xong 2 hồ sơ, không làm được 1 hồ sơ." in page
    assert address not in text(client.get(reverse("desk_queue")))
    assert signed_in(make_officer(office)).get(address).url == reverse("desk_queue")


def test_runs_are_kept_for_some_days(office):
    officer, at = make_officer(office), clock.now()
    old = bulk.start(name="accept", chosen=[("x", 1)], by=officer, at=at - 2 * bulk.KEPT)
    bulk.start(name="accept", chosen=[("y", 1)], by=officer, at=at)
    assert queries.bulk_run(old.key, officer.pk) is None and BulkRun.objects.count() == 1
