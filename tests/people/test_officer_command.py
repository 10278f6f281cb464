"""`motcua officer`: what the person who runs the machine types, and what is said back."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from motcua.casework import actions as casework
from motcua.casework import queries as casework_queries
from motcua.casework.rules import Tab
from motcua.people import queries as people
from motcua.people.models import Account
from motcua.people.rules import Role, Who
from motcua.site.command import main
from motcua.site.commands.officer import ROLES
from tests.factories import NOW, make_case, make_document, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db


def run(*words, typed=""):
    return CliRunner().invoke(main, ["officer", *words], input=typed)


@pytest.fixture
def officer():
    done = run("add", "lan.nt", "Nguyễn Thị Lan", "--password-stdin", typed="một câu dễ nhớ\n")
    assert done.exit_code == 0, done.output


def test_the_command_knows_every_role():
    assert set(ROLES) == set(Role)


def test_an_officer_is_added_appointed_listed_and_relieved(officer, office):
    assert Account.objects.get().check_password("một câu dễ nhớ")
    assert "Đã phân công" in run("appoint", "lan.nt", "reception", "H27.99", "--from", "2020-01-01").output
    listed = json.loads(run("list", "--format", "json").stdout)
    roles = [{"role": "reception", "office": "H27.99", "from": "2020-01-01", "to": None}]
    assert listed == [{"username": "lan.nt", "full_name": "Nguyễn Thị Lan", "active": True, "roles": roles}]
    assert "Tiếp nhận và trả kết quả – Ủy ban nhân dân xã Vũ Quang" in run("list").output
    assert "không còn là Tiếp nhận" in run("end", "lan.nt", "reception", "H27.99").output
    assert json.loads(run("list", "--format", "json").stdout)[0]["roles"] == []


def test_a_password_is_set_by_typing_it_twice(officer):
    done = run("password", "lan.nt", typed="một câu khác hẳn\nmột câu khác hẳn\n")
    assert done.exit_code == 0 and "một câu" not in done.output
    assert Account.objects.get().check_password("một câu khác hẳn")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "lan.nt", "Nguyễn Thị Lan", "--no-password"), "đã có người dùng"),
        (("add", "x", "Nguyễn Thị Lan", "--no-password"), "Tên đăng nhập gồm"),
        (("appoint", "lan.nt", "reception", "H27.00"), "Không có cơ quan"),
        (("appoint", "unknown", "reception", "H27.99"), "Không có cán bộ"),
        (("end", "lan.nt", "clerk", "H27.99"), "không giữ vai trò"),
        (("end", "lan.nt", "clerk", "H27.00"), "Không có cơ quan"),
        (("close", "unknown"), "Không có cán bộ"),
        (("reopen", "lan.nt"), "đang mở"),
        (("password", "lan.nt", "--password-stdin"), "ít nhất 8 ký tự"),
    ],
)
def test_refusals_are_one_line_without_a_traceback(officer, office, words, message):
    done = run(*words, typed="ngắn\n")
    assert done.exit_code == 1 and message in done.output and "Traceback" not in done.output


def test_the_list_says_from_when_and_until_when(officer, office):
    run("appoint", "lan.nt", "reception", "H27.99", "--from", "2020-01-01")
    run("appoint", "lan.nt", "clerk", "H27.99", "--from", "01/03/2099")
    assert run("end", "lan.nt", "reception", "H27.99", "--from", "2099-02-01").exit_code == 0
    listed = run("list").output
    assert "Tiếp nhận và trả kết quả – Ủy ban nhân dân xã Vũ Quang (H27.99), đến hết 31/01/2099" in listed
    assert "Văn thư – Ủy ban nhân dân xã Vũ Quang (H27.99), từ 01/03/2099" in listed
    later = run("list", "--on", "2099-03-01").output
    assert "Tiếp nhận" not in later and "Văn thư" in later and "từ" not in later


def test_an_account_is_closed_and_opened_again(officer, office):
    run("appoint", "lan.nt", "reception", "H27.99")
    done = run("close", "lan.nt")
    assert "Đã đóng tài khoản" in done.output and "Không có hồ sơ nào" in done.output
    assert "(đã đóng)" in run("list").output
    (listed,) = json.loads(run("list", "--format", "json").stdout)
    assert (listed["active"], listed["roles"]) == (False, [])
    assert "đã đóng" in run("close", "lan.nt").output
    assert "motcua officer password" in run("reopen", "lan.nt").output
    assert Account.objects.get().is_active


def test_the_last_administrator_is_not_closed(officer, office):
    run("appoint", "lan.nt", "administrator", "H27.99")
    for words in (("close", "lan.nt"), ("end", "lan.nt", "administrator", "H27.99")):
        done = run(*words)
        assert done.exit_code == 1 and "quản trị duy nhất" in done.output
    assert Account.objects.get().is_active


def _cases(officer, office):
    """Cases of one officer in every state, and one of a colleague."""
    version = make_version(offered_by=office)
    desk, colleague = make_officer(office), make_officer(office, Role.CASE_OFFICER)
    made = {}
    for state, who in (
        ("first", officer),
        ("asked", officer),
        ("second", officer),
        ("done", officer),
        ("hers", colleague),
    ):
        case = make_case("received", office=office, version=version)
        made[state] = casework.assign(case=case, officer=who, by=desk, at=NOW)
    casework.ask_supplement(case=made["asked"], reason="Thiếu ảnh", by=officer, at=NOW)
    casework.propose(case=made["done"], by=officer, at=NOW)
    casework.approve(case=made["done"], by=desk, at=NOW, result=make_document())
    return {state: case.dossier.code for state, case in made.items()}


@pytest.mark.parametrize("words", [("close", "lan.nt"), ("end", "lan.nt", "case_officer", "H27.98")])
def test_what_somebody_has_to_take_over_is_named_and_stays_in_sight(officer, words):
    office, lan = make_office(code="H27.98", short_name="Xã Thử"), Account.objects.get()
    run("appoint", "lan.nt", "case_officer", "H27.98", "--from", "2020-01-01")
    codes = _cases(lan, office)
    done = run(*words)
    assert done.exit_code == 0, done.output
    lines = [line for line in done.output.splitlines() if line.startswith("  ")]
    assert [line.split()[0] for line in lines] == [codes["first"], codes["second"], codes["asked"]]
    assert "3 hồ sơ" in done.output and "Giao người khác xử lý" in done.output
    assert "Đang xử lý, hạn 26/11/2026" in lines[0] and "Xã Thử (H27.98)" in lines[0]
    assert "Yêu cầu bổ sung giấy tờ, chưa tính hạn" in lines[2]
    colleague = make_officer(office, Role.CASE_OFFICER)
    who = Who(colleague.id, None, people.roles(colleague.id, on=NOW.date()))
    seen = {row.code: row.officer for row in casework_queries.queue(who, at=NOW, tab=Tab.ALL).rows}
    assert {seen[codes[state]] for state in ("first", "second", "asked")} == {"Nguyễn Thị Lan"}
    case = casework_queries.by_code(codes["first"])
    assert casework.assign(case=case, officer=colleague, by=make_officer(office), at=NOW).officer == colleague
    assert {step.by.full_name for step in casework_queries.detail(casework_queries.by_code(codes["done"])).steps} > {
        "Nguyễn Thị Lan"
    }


def test_what_she_may_still_work_on_is_not_reported(officer):
    above = make_office()
    office, lan = make_office(above, code="H27.98"), Account.objects.get()
    for code in (above.code, "H27.98"):
        run("appoint", "lan.nt", "case_officer", code, "--from", "2020-01-01")
    _cases(lan, office)
    assert "Không có hồ sơ nào" in run("end", "lan.nt", "case_officer", "H27.98").output
    assert "3 hồ sơ" in run("end", "lan.nt", "case_officer", above.code).output
