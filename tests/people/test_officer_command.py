"""`motcua officer`: what the person who runs the machine types, and what is said back."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from motcua.people.models import Account
from motcua.people.rules import Role
from motcua.site.command import main
from motcua.site.commands.officer import ROLES

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
    roles = [{"role": "reception", "office": "H27.99"}]
    assert listed == [{"username": "lan.nt", "full_name": "Nguyễn Thị Lan", "active": True, "roles": roles}]
    assert "Tiếp nhận và trả kết quả – Ủy ban nhân dân xã Vũ Quang" in run("list").output
    assert "Đã kết thúc" in run("appoint", "lan.nt", "reception", "H27.99", "--end").output
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
        (("appoint", "lan.nt", "clerk", "H27.99", "--end"), "không giữ vai trò"),
        (("password", "lan.nt", "--password-stdin"), "ít nhất 8 ký tự"),
    ],
)
def test_refusals_are_one_line_without_a_traceback(officer, office, words, message):
    done = run(*words, typed="ngắn\n")
    assert done.exit_code == 1 and message in done.output and "Traceback" not in done.output
