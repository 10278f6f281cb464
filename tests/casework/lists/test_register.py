"""The register of dossiers and the search: who finds what, by which words, in how many statements."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from motcua.casework.lists import finding, register, scope
from motcua.casework.lists.register import Wanted
from motcua.casework.models import CaseSearch
from motcua.casework.rules import Day, Status
from motcua.casework.several import workbook
from motcua.catalogue.rules import Channel
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.people import queries as people
from motcua.people.models import Person
from motcua.people.rules import Role
from tests.casework.joint_cases import Joint
from tests.factories import GENERAL_ANSWERS, NOW, make_case, make_citizen, make_office, make_officer, make_version

db = pytest.mark.django_db
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("H27.119-261120-0001", {"code": "H27.119-261120-0001"}),
        ("  h27.119-261120-0001 ", {"code": "H27.119-261120-0001"}),
        ("261120-0001", {"words": ("261120", "0001")}),
        ("15", {"words": ("0015",)}),
        ("042190000012", {"words": ("042190000012",), "person": True}),
        ("042 190 000 012", {"words": ("042190000012",), "person": True}),
        ("0912.000.111", {"words": ("0912000111",), "person": True}),
        ("+84 912 000 111", {"words": ("0912000111",), "person": True}),
        ("Nguyễn Thị Đào", {"words": ("nguyen", "thi", "dao")}),
        ("1.001193", {"procedure": "1.001193"}),
        ("khai sinh quá hạn", {"words": ("khai", "sinh"), "late": True}),
        ("đã trả kết quả", {"status": Status.RETURNED}),
        ("khong duoc tiep nhan", {"status": Status.REFUSED}),
        ("Lê Mận chờ bổ sung", {"words": ("le", "man"), "status": Status.SUPPLEMENT_ASKED}),
        ("20/11/2026 Mận", {"words": ("man",), "first": date(2026, 11, 20), "last": date(2026, 11, 20)}),
        ("2/2024", {"first": date(2024, 2, 1), "last": date(2024, 2, 29)}),
        ("1/11/2026 20/11/2026", {"first": date(2026, 11, 1), "last": date(2026, 11, 20)}),
        ("'); DROP TABLE x; --", {"words": ("drop", "table", "x")}),
        ("  ", {}),
    ],
)
def test_what_is_typed_is_understood(typed, meant):
    assert finding.understand(typed) == finding.Asked(**meant)


def test_a_day_that_is_none_is_refused_at_its_field():
    with pytest.raises(Refused) as refused:
        finding.understand("31/2/2026")
    assert refused.value.field == "q"


@pytest.mark.parametrize("word", ["a' & 'b", "x%", "Đ", ""])
def test_only_folded_words_reach_a_statement(word):
    with pytest.raises(ValueError, match="not folded"):
        scope.has_words([word])


@pytest.fixture
def office(db):
    return make_office(code="H27.55")


@pytest.fixture
def version(office):
    return make_version(offered_by=office, name="Đăng ký khai sinh")


def _who(account):
    return people.who(account.pk, on=TODAY)


def _codes(who, wanted=None, **more: Any):
    return [line.code for line in register.page(who, wanted or Wanted(**more), at=NOW).lines]


def test_a_case_is_found_by_code_person_number_phone_and_procedure_and_only_by_who_may_see_it(office, version):
    filer = make_citizen(full_name="Phan Thị Bưởi")
    Person.objects.filter(id=filer.person_id).update(phone="0988777666", personal_id="042185000077")
    case = make_case("received", office=office, version=version, account=filer, answers=GENERAL_ANSWERS)
    make_case(office=office, version=make_version(offered_by=office, name="Xác nhận hôn nhân"))
    below, other = make_office(office), make_officer(make_office())
    code = case.dossier.code
    asked = [
        code, code.lower(), code[-11:], code[-4:], "phan thi buoi", "Bưởi", "khai sinh buoi", "042185000077",
        "0988 777 666", "042190000012", "Mận khai sinh", version.procedure.code, "được tiếp nhận 20/11/2026",
    ]  # fmt: skip
    whole, narrow = _who(make_officer(office)), _who(make_officer(office))
    narrow = type(narrow)(narrow.account_id, None, narrow.roles)  # as somebody below the top of a tree is asked for
    for typed in asked:
        for who in (whole, narrow):
            assert _codes(who, asked=finding.understand(typed))[-1:] == [code], typed
        assert _codes(_who(other), asked=finding.understand(typed)) == []
        assert _codes(_who(make_officer(below)), asked=finding.understand(typed)) == []
    assert _codes(whole, asked=finding.understand("buoi hon nhan")) == []


def test_filters_narrow_the_register(office, version):
    officer = make_officer(office, Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)
    given = {"office": office, "version": version, "officer": officer}
    returned = make_case("returned", **given).dossier.code
    late = make_case("in_progress", at=NOW - timedelta(30), **given).dossier.code
    new = make_case(**given).dossier.code
    who = _who(make_officer(office))
    assert _codes(who) == [new, late, returned]
    month = {"first": TODAY.replace(day=1), "last": TODAY}
    assert _codes(who, **month) == [returned]
    assert _codes(who, day=Day.FINISHED, **month) == [returned]
    assert _codes(who, day=Day.DUE, first=TODAY - timedelta(40), last=TODAY) == [late]
    assert (_codes(who, late=True), _codes(who, late=False)) == ([late], [returned])
    assert _codes(who, status=Status.IN_PROGRESS) == _codes(who, officer=officer.pk, late=True) == [late]
    assert _codes(who, channel=Channel.DIRECT) == _codes(who, procedure=0) == []
    assert len(_codes(who, channel=Channel.ONLINE, procedure=version.procedure_id)) == 3
    assert _codes(who, office=make_office(office).path) == []
    assert len(_codes(who, office=office.path)) == 3


@db
def test_what_an_office_was_concerned_with_is_there_by_choice_for_whoever_may_open_it(django_assert_num_queries):
    joint = Joint(at=NOW)
    joint.check()
    own = make_case("received", office=joint.police, at=NOW - timedelta(hours=1)).dossier.code
    code, typed = joint.case.dossier.code, finding.understand("le man")
    police, tax = _who(joint.by(joint.police)), _who(joint.by(joint.tax))
    assert _codes(police) == [own]
    for wanted in (Wanted(), Wanted(first=TODAY), Wanted(asked=typed), Wanted(first=TODAY, asked=typed)):
        both = replace(wanted, concerned=True)
        with django_assert_num_queries(1):
            found = register.page(police, both, at=NOW)
        assert sorted(line.code for line in found.lines) == sorted([own, code]) and found.count == 2, wanted
        with django_assert_num_queries(1):
            lines = list(register.every(police, both, at=NOW, most=10))
        assert [line.code for line in lines] == [line.code for line in found.lines][::-1]
        first = register.page(police, both, at=NOW, size=1)
        rest = register.page(police, both, at=NOW, size=1, after=first.following)
        assert [line.code for line in (*first.lines, *rest.lines)] == [line.code for line in found.lines]
        assert _codes(tax, both) == [], "not concerned yet"
        assert _codes(_who(joint.by(joint.home)), both) == [code], "her own stands there once"
    at_office = {"concerned": True, "office": joint.police.path}
    assert _codes(police, **at_office) and _codes(police, concerned=True, status=Status.IN_PROGRESS) == [code]
    assert _codes(_who(make_officer(joint.police, Role.LEADER)), concerned=True) == [own], "she opens no case"
    above = _who(make_officer(joint.commune, Role.PROCEDURE_CONTROLLER))
    assert _codes(above, concerned=True) == [code]
    joint.do("close_opinion", joint.home, "police", reason="Không cần")
    assert _codes(police, concerned=True) == [own], "no longer concerned"


@pytest.mark.parametrize("typed", ["", "khai sinh"])
def test_pages_go_on_after_the_last_row_and_leave_none_out(office, version, typed):
    for number in range(5):
        make_case("received", office=office, version=version, at=NOW - timedelta(minutes=number))
    who = _who(make_officer(office))
    for wanted in (Wanted(asked=finding.understand(typed)), Wanted(first=TODAY, asked=finding.understand(typed))):
        seen, after = [], None
        for _ in range(3):
            found = register.page(who, wanted, at=NOW, after=after, size=2)
            seen += [line.code for line in found.lines]
            after = found.following
        assert after is None and len(seen) == len(set(seen)) == 5
        oldest_first = [line.code for line in register.every(who, wanted, at=NOW, most=10)]
        assert oldest_first == seen[::-1]


def test_many_are_counted_up_to_a_bound(office, version, monkeypatch):
    monkeypatch.setattr(scope, "BOUND", 2)
    for _ in range(4):
        make_case(office=office, version=version)
    assert register.page(_who(make_officer(office)), Wanted(), at=NOW).count == 3


@pytest.mark.parametrize("walked", [1, 2000])
def test_what_is_common_and_what_is_rare_are_both_found(office, version, walked, monkeypatch):
    monkeypatch.setattr(scope, "WALKED", walked)
    cases = [make_case(office=office, version=version) for _ in range(3)]
    who = _who(make_officer(office))
    assert len(_codes(who, asked=finding.understand("khai sinh"))) == 3
    assert _codes(who, asked=finding.understand(cases[0].dossier.code[-4:])) == [cases[0].dossier.code]


@pytest.mark.parametrize("size", [1, 50])
def test_a_page_is_one_statement_at_any_size(office, version, size, django_assert_num_queries):
    for _ in range(size):
        make_case("received", office=office, version=version)
    who = _who(make_officer(office))
    for wanted in (Wanted(), Wanted(first=TODAY), Wanted(asked=finding.understand("khai sinh"))):
        with django_assert_num_queries(1):
            assert len(register.page(who, wanted, at=NOW).lines) == size


def test_every_case_has_its_words(office, version):
    case = make_case(office=office, version=version)
    words = CaseSearch.objects.get(case=case).words.split()
    assert {"0001", "55", "khai", "042190000012", "0912000111", "man"} <= set(words)


@db
def test_a_workbook_has_real_dates_and_no_formulas(tmp_path, office):
    version = make_version(offered_by=office, name='=HYPERLINK("http://example.vn";"x")')
    filer = make_citizen(full_name="@SUM(1+1)")
    make_case("returned", office=office, version=version, account=filer)
    officer = make_officer(office, Role.CLERK)
    path = tmp_path / "sổ.xlsx"
    count = workbook.write(
        path, who=_who(officer), wanted=Wanted(first=TODAY), about=[("Cơ quan", "-1+1"), ("Kỳ", "hôm nay")],
        said=str, by=officer, at=NOW,
    )  # fmt: skip
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert count == 1
    assert "<f>" not in sheet and "=HYPERLINK(" in sheet and "@SUM(1+1)" in sheet and "-1+1" in sheet
    assert "<v>46346.375</v>" in sheet  # 20 November 2026, 09:00, as a spreadsheet counts days
    assert Entry.objects.filter(kind="register_exported", subject=f"account/{officer.pk}").count() == 1


@db
def test_too_long_a_list_is_refused_before_it_is_sent(tmp_path, office, version, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    for _ in range(2):
        make_case(office=office, version=version)
    officer = make_officer(office)
    given = {"who": _who(officer), "wanted": Wanted(), "about": [], "said": str, "by": officer, "at": NOW}
    with pytest.raises(Refused):
        workbook.write(tmp_path / "x.xlsx", **given)
