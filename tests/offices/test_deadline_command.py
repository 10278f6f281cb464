"""`motcua deadline`: what it prints, whose calendar it takes, and what it says when it is asked badly."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from motcua.core import clock
from motcua.site.command import main
from tests.conftest import REPOSITORY

EXAMPLE = ("--from", "2026-02-13T16:40", "--limit", "3 working days")
STOPPED = (*EXAMPLE, "--stop", "2026-02-23T09:00..2026-02-24T10:00", "--stop", "2026-02-25T18:00..2026-02-26T09:30")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00")
KINDS = {
    "received": {"at"}, "rule": {"rule"}, "counts_from": {"at"}, "first_due": {"at"}, "due": {"at"},
    "limit": {"amount", "unit", "day"}, "day_off": {"days"}, "make_up": {"days"},
    "stop": {"from", "to", "office_minutes", "days", "late"},
    "extended": {"from", "to", "working_days", "office_minutes"},
}  # fmt: skip


def ask(*words, code=0):
    result = CliRunner().invoke(main, ["deadline", *words])
    assert result.exit_code == code, result.output
    return result.output


def answer(*words):
    return json.loads(ask(*words, "--format", "json"))


def test_text_ends_with_the_due_time(province):
    lines = ask(*EXAMPLE).splitlines()
    assert lines[0] == "Nhận lúc 16:40 thứ Sáu, 13/02/2026."
    assert lines[1] == "Tính theo lịch làm việc chung của tỉnh, quy tắc working-time-1."
    assert lines[-1] == "Hẹn trả kết quả: 17:00 thứ Tư, 25/02/2026."
    assert ask(*EXAMPLE, "--format", "text").splitlines() == lines


def test_json_has_one_shape_with_moments_of_viet_nam(province):
    found = answer(*STOPPED)
    assert list(found) == ["received", "counts_from", "due", "steps"]
    assert found["received"] == found["counts_from"] == "2026-02-13T16:40:00+07:00"
    assert found["due"] == "2026-03-02T17:00:00+07:00"  # nine hours and two and a half: two days and one
    assert [step["what"] for step in found["steps"]] == [
        "received", "rule", "counts_from", "limit", "day_off", "first_due",
        "stop", "extended", "stop", "extended", "day_off", "due",
    ]  # fmt: skip
    for step in found["steps"]:
        assert step.keys() == {"what", "says", *KINDS[step["what"]]}
        assert all(MOMENT.fullmatch(step[key]) for key in ("at", "from", "to") if key in step)
    assert found["steps"][-1]["at"] == found["due"]


def test_a_program_can_read_every_number_of_the_arithmetic(province):
    steps = {step["what"]: step for step in answer(*STOPPED)["steps"]}
    assert (steps["limit"]["amount"], steps["limit"]["unit"], steps["limit"]["day"]) == (
        3,
        "working days",
        "2026-02-25",
    )
    assert steps["rule"]["rule"] == "working-time-1"
    assert steps["stop"]["office_minutes"] == 150  # of the second stop
    assert steps["stop"]["days"] == [{"day": "2026-02-26", "minutes": 150}]
    assert (steps["extended"]["from"], steps["extended"]["working_days"]) == ("2026-02-27T17:00:00+07:00", 1)
    assert steps["day_off"]["days"] == [{"day": "2026-02-28", "name": ""}, {"day": "2026-03-01", "name": ""}]


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ("3 working days", "2026-02-25T17:00:00+07:00"),
        ("1 working day", "2026-02-23T17:00:00+07:00"),
        ("03 ngày làm việc", "2026-02-25T17:00:00+07:00"),
        ("3 NGÀY LÀM VIỆC", "2026-02-25T17:00:00+07:00"),
        ("10 days", "2026-02-23T17:00:00+07:00"),
        ("1 day", "2026-02-23T17:00:00+07:00"),
        ("12 ngày", "2026-02-25T17:00:00+07:00"),
        ("8 hours", "2026-02-23T16:40:00+07:00"),
        ("1 hour", "2026-02-23T07:40:00+07:00"),
        ("8 giờ", "2026-02-23T16:40:00+07:00"),
        ("8 giờ làm việc", "2026-02-23T16:40:00+07:00"),
        ("1 month", "2026-03-13T17:00:00+07:00"),
        ("2 months", "2026-04-13T17:00:00+07:00"),
        ("01 tháng", "2026-03-13T17:00:00+07:00"),
        ("36 months", "2029-02-19T17:00:00+07:00"),  # 13 February 2029 is the first day of the year
        ("1000 days", "2028-11-09T17:00:00+07:00"),
    ],
)
def test_units_in_both_languages(province, limit, due):
    assert answer("--from", "2026-02-13T16:40", "--limit", limit)["due"] == due


@pytest.mark.parametrize(
    "received", ["2026-02-13T16:40", "2026-02-13 16:40", "2026-02-13T16:40:00+07:00", "2026-02-13T09:40Z"]
)
def test_a_time_without_zone_is_local_and_one_with_a_zone_is_converted(province, received):
    assert answer("--from", received, "--limit", "1 day")["received"] == "2026-02-13T16:40:00+07:00"


def test_the_same_day_rule_needs_no_limit(province):
    found = answer("--from", "2026-01-09T15:30", "--same-day-until", "15:00")
    assert found["due"] == "2026-01-10T17:00:00+07:00"
    assert found["steps"][3]["until"] == "15:00"
    assert answer(*EXAMPLE, "--same-day-until", "16:40")["due"] == "2026-02-13T17:00:00+07:00"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--from"),
        (("--from", "2026-02-13T16:40"), "Ghi thời hạn: thêm --limit"),
        (("--from", "hôm qua", "--limit", "1 day"), "viết như 2026-02-13T16:40"),
        (("--from", "2026-02-13", "--limit", "1 day"), "viết như 2026-02-13T16:40"),
        (("--from", "2026-02-30T08:00", "--limit", "1 day"), "viết như 2026-02-13T16:40"),
        (("--from", "2026-02-13T25:00", "--limit", "1 day"), "viết như 2026-02-13T16:40"),
        (("--from", "1899-02-13T08:00", "--limit", "1 day"), "chọn năm từ 2000 đến 2099"),
        (("--from", "9999-12-31T23:00-12:00", "--limit", "1 day"), "viết như 2026-02-13T16:40"),
        (("--from", "2026-02-13T16:40", "--limit", ""), "viết số rồi đơn vị"),
        (("--from", "2026-02-13T16:40", "--limit", "3"), "viết số rồi đơn vị"),
        (("--from", "2026-02-13T16:40", "--limit", "ba ngày"), "viết số rồi đơn vị"),
        (("--from", "2026-02-13T16:40", "--limit", "3 weeks"), "viết số rồi đơn vị"),
        (("--from", "2026-02-13T16:40", "--limit", "-3 days"), "viết số rồi đơn vị"),
        (("--from", "2026-02-13T16:40", "--limit", "1.5 days"), "viết số rồi đơn vị"),
        (("--from", "2026-02-13T16:40", "--limit", "1001 days"), "thời hạn lớn nhất tính được là 1000"),
        (("--from", "2026-02-13T16:40", "--limit", "9" * 5000 + " days"), "thời hạn lớn nhất tính được là 1000"),
        (("--from", "2026-02-13T16:40", "--same-day-until", "25:00"), "viết như 15:00"),
        ((*EXAMPLE, "--stop", "2026-02-23T09:00"), "thiếu «..»"),
        ((*EXAMPLE, "--stop", "2026-02-23T09:00.."), "viết như 2026-02-13T16:40"),
        ((*EXAMPLE, "--stop", "2026-02-23..2026-02-24"), "viết như 2026-02-13T16:40"),
        ((*EXAMPLE, "--stop", "2026-02-23T09:00...2026-02-24T09:00"), "viết như 2026-02-13T16:40"),
        ((*EXAMPLE, "--format", "xml"), "chọn text, json"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_option(words, said):
    output = ask(*words, code=2)
    assert said in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--stop", "2026-02-13T16:00..2026-02-24T09:00"), "trước khi nhận hồ sơ"),
        (("--stop", "2026-02-24T09:00..2026-02-23T09:00"), "kết thúc trước khi bắt đầu"),
        (
            ("--stop", "2026-02-23T09:00..2026-02-24T09:00", "--stop", "2026-02-24T08:00..2026-02-24T10:00"),
            "chồng lên nhau",
        ),
        (("--office", "H99"), "Không có cơ quan mang mã H99; xem «motcua offices»"),
        (("--office", ""), "Không có cơ quan mang mã"),
        (("--limit", "1000 months"), "2100"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(province, words, said):
    output = ask(*EXAMPLE, *words, code=1)
    assert output.startswith("Lỗi: ") and said in output
    assert output.count("\n") == 1


def test_an_offices_own_day_off_moves_its_deadlines_and_those_below_it_only(province):
    def due(*office):
        return answer("--from", "2026-11-19T08:00", "--limit", "1 working day", *office)["due"][:10]

    CliRunner().invoke(
        main, ["calendar", "set", "2026-11-20", "off", "--name", "Bão", "--decision", "9/QĐ", "--office", "H27.119"]
    )
    assert due("--office", "H27.119") == due("--office", "H27.119.1") == "2026-11-23"
    assert due("--office", "H27.120") == due("--office", "H27") == due() == "2026-11-20"
    told = answer("--from", "2026-11-19T08:00", "--limit", "1 working day", "--office", "H27.119.1")["steps"]
    assert told[1]["says"].startswith("Tính theo lịch làm việc của Trung tâm")
    assert told[4]["days"][0] == {"day": "2026-11-20", "name": "Bão"}


def test_a_department_that_works_on_saturday_does_so_with_its_divisions(province):
    def due(office):
        return answer("--from", "2026-11-20T08:00", "--limit", "1 working day", "--office", office)["due"]

    words = ["set", "2026-11-21", "make_up", "--name", "Làm bù", "--decision", "9/QĐ", "--office", "H27.4"]
    CliRunner().invoke(main, ["calendar", *words])
    assert due("H27.4") == due("H27.4.1") == "2026-11-21T17:00:00+07:00"
    assert due("H27.5") == due("H27") == "2026-11-23T17:00:00+07:00"


def run(home, *words):
    environment = {**os.environ, "MOTCUA_HOME": str(home), "MOTCUA_DATABASE_URL": ""}
    command = [sys.executable, "-m", "motcua", "deadline", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("made", [True, False])
def test_before_there_is_a_database_it_counts_on_the_days_that_ship_and_makes_nothing(tmp_path, made):
    home = tmp_path / "here"
    if made:
        home.mkdir()
    done = run(home, "--from", "2026-01-09T10:00", "--limit", "1 working days", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["due"] == "2026-01-10T17:00:00+07:00"
    assert "chưa có cơ sở dữ liệu" in found["steps"][1]["says"]
    assert list(tmp_path.rglob("*")) == ([home] if made else [])


def test_before_there_is_a_database_there_is_no_office(tmp_path):
    done = run(tmp_path, *EXAMPLE, "--office", "H27")
    assert done.returncode == 1
    assert "motcua init" in done.stderr and "Traceback" not in done.stderr


def test_an_edited_day_counts_once_there_is_a_database(province):
    from datetime import date

    from motcua.offices import actions

    assert answer("--from", "2026-11-19T08:00", "--limit", "1 day")["due"][:10] == "2026-11-20"
    actions.set_special_day(
        office=None, day=date(2026, 11, 20), kind="off", name="Bão", decision="9/QĐ", by="account:1", at=clock.now()
    )
    assert answer("--from", "2026-11-19T08:00", "--limit", "1 day")["due"][:10] == "2026-11-23"


EXAMPLES = re.findall(
    r"^\$ motcua deadline (.+)\n((?:.+\n)+?)(?=\$ |```)",
    (REPOSITORY / "docs" / "deadlines.md").read_text(encoding="utf-8"), re.MULTILINE,
)  # fmt: skip


@pytest.mark.parametrize(("words", "shown"), EXAMPLES, ids=[words for words, _ in EXAMPLES])
def test_the_document_shows_what_the_command_prints(province, words, shown):
    import shlex

    assert ask(*shlex.split(words)) == shown


def test_the_document_has_examples():
    assert len(EXAMPLES) >= 4
