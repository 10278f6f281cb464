"""The command says in one line what a person can mend."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from motcua.core.errors import Invalid, Refused
from motcua.site.command import Commands, main


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
