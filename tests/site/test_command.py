"""The command says in one line what a person can mend."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.db.utils import OperationalError

from motcua.core.errors import Invalid, Refused
from motcua.site.command import Commands, _of_the_database, is_behind, main


@pytest.mark.parametrize("made", [True, False])
def test_a_folder_without_database_leads_to_init(tmp_path: Path, made: bool) -> None:
    home = tmp_path / "here"
    if made:
        home.mkdir()
    script = "from motcua.site.command import main; main()"
    environment = {**os.environ, "MOTCUA_HOME": str(home), "MOTCUA_DATABASE_URL": ""}
    ended = subprocess.run(
        [sys.executable, "-c", script, "offices"], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "motcua init" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MOTCUA_DATABASE_URL", "nonsense"),
        ("MOTCUA_DATABASE_URL", "mysql://a/b"),
        ("MOTCUA_DATABASE_URL", "postgres://somebody:secret@127.0.0.1:port/x"),
        ("MOTCUA_HOME", __file__),
        ("MOTCUA_MAX_UPLOAD_MB", "abc"),
        ("MOTCUA_MAX_UPLOAD_MB", "-5"),
        ("MOTCUA_LOG", "loud"),
        ("MOTCUA_ADDRESS", "motcua.example.vn"),
        ("MOTCUA_OIDC_ISSUER", "ftp://id.example.vn"),
    ],
)
def test_a_wrong_setting_is_named_without_its_password(variable: str, value: str, tmp_path: Path) -> None:
    environment = {**os.environ, "MOTCUA_HOME": str(tmp_path), "MOTCUA_DATABASE_URL": "", variable: value}
    command = [sys.executable, "-m", "motcua", "init"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert (value if variable == "MOTCUA_HOME" else variable) in ended.stderr
    assert "secret" not in ended.stderr and "Traceback" not in ended.stderr


def test_a_file_that_is_no_database_is_left_alone_and_said(tmp_path: Path) -> None:
    file = tmp_path / "motcua.sqlite3"
    file.write_text("đây là văn bản, không phải cơ sở dữ liệu" * 100)
    environment = {**os.environ, "MOTCUA_HOME": str(tmp_path), "MOTCUA_DATABASE_URL": ""}
    command = [sys.executable, "-m", "motcua", "init"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "không dùng được" in ended.stderr and "Traceback" not in ended.stderr
    assert file.read_text().startswith("đây là văn bản")


def test_a_database_server_that_does_not_answer_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    url = "postgres://somebody:secret@127.0.0.1:1/x"
    environment = {**os.environ, "MOTCUA_HOME": str(tmp_path), "MOTCUA_DATABASE_URL": url}
    command = [sys.executable, "-m", "motcua", "init"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "Không kết nối được" in ended.stderr
    assert "secret" not in ended.stderr and "Traceback" not in ended.stderr


def test_several_that_prepare_one_folder_at_once_wait_for_each_other(tmp_path: Path) -> None:
    environment = {**os.environ, "MOTCUA_HOME": str(tmp_path), "MOTCUA_DATABASE_URL": ""}
    command = [sys.executable, "-m", "motcua", "init"]
    started = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(one.communicate()[1], one.returncode) for one in started] == [("", 0)] * 3


@pytest.mark.parametrize("error", [OperationalError("disk I/O error"), OSError(errno.ENOSPC, "No space left")])
def test_a_full_or_broken_disk_is_said(error: Exception) -> None:
    @click.command()
    def fail() -> None:
        raise error

    result = CliRunner().invoke(Commands(commands={"fail": fail}), ["fail"])
    assert result.exit_code == 1 and "đĩa" in result.output.lower()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("Chọn tệp khác.", "file"), "Chọn tệp khác."),
        (Invalid({"a": "Thiếu a.", "b": "Thiếu b."}), "Thiếu a. Thiếu b."),
    ],
)
def test_a_refusal_is_one_line(error: Exception, said: str) -> None:
    @click.command()
    def refuse() -> None:
        raise error

    result = CliRunner().invoke(Commands(commands={"refuse": refuse}), ["refuse"])
    assert (result.exit_code, result.output) == (1, f"Lỗi: {said}\n")


def test_our_own_faults_are_not_hidden() -> None:
    @click.command()
    def fail() -> None:
        raise KeyError("ours")

    assert isinstance(CliRunner().invoke(Commands(commands={"fail": fail}), ["fail"]).exception, KeyError)


def test_help_lists_the_commands_without_a_database() -> None:
    output = CliRunner().invoke(main, ["--help"]).output
    assert {"init", "offices", "calendar", "import", "journal"} <= set(output.split())


@pytest.mark.parametrize("words", [[], ["figures"], ["journal"], ["calendar"], ["import"], ["officer"]])
def test_the_list_of_commands_says_whole_sentences(words: list[str]) -> None:
    page = CliRunner().invoke(main, [*words, "--help"]).output
    commands = page.partition("Các lệnh:")[2]
    assert commands.count("\n") > 2 and "..." not in commands


@pytest.mark.parametrize(
    "said",
    ["no such column: casework_case.counted_at", "table casework_case has no column named counted_at",
     'relation "filing_invitation" does not exist', 'column "counted_at" does not exist'],
)  # fmt: skip
def test_a_database_that_waits_for_its_upgrade_leads_to_init_not_to_an_alarm(said: str) -> None:
    assert is_behind(Exception(said))
    assert "motcua init" in _of_the_database(said)
