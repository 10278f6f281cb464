"""`motcua import procedures` and `motcua find` as people and scripts run them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from motcua.catalogue.models import Procedure
from motcua.catalogue.record import LONGEST_LINE
from motcua.site.command import main
from tests.catalogue.samples import a_record, lines

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_import_writes_the_report_and_find_prints_json_alone(tmp_path: Path) -> None:
    file, report = tmp_path / "thu-tuc.jsonl", tmp_path / "report.json"
    file.write_bytes(b"".join(lines(a_record("1.001193", "Thủ tục đăng ký khai sinh"), a_record())) + b"{broken\n")
    result = run("import", "procedures", file, "--report", report, "--valid-from", "2026-01-01")
    assert result.exit_code == 0, result.output
    told = json.loads(report.read_text("utf-8"))
    assert set(told) == {"rows", "created", "changed", "unchanged", "rejected", "notes"}
    assert (told["rows"], told["created"], told["rejected"]) == (3, 2, 1)
    assert "Dòng 3" in result.output
    found = run("find", "dang ky", "khai sinh", "--format", "json", "--on", "2026-01-01")
    assert json.loads(found.stdout)[0] == {
        "code": "1.001193", "name": "Đăng ký khai sinh", "field": "Hộ tịch", "level": None, "form": False,
    }  # fmt: skip
    assert json.loads(run("find", "dang ky", "--format", "json", "--on", "2025-12-31").stdout) == []


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a;b;c\n1;2;3\n", b"PK\x03\x04\xff\xfe\x00"])
def test_a_file_that_holds_no_records_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "hong.jsonl"
    file.write_bytes(content)
    result = run("import", "procedures", file)
    assert result.exit_code == 1
    assert "hong.jsonl: Tệp" in result.output and "Traceback" not in result.output


def test_a_line_without_end_is_refused_and_the_next_one_goes_in(tmp_path: Path) -> None:
    file, report = tmp_path / "dai.jsonl", tmp_path / "report.json"
    with file.open("wb") as stream:
        stream.write(b'{"code": "' + b"1" * (LONGEST_LINE * 2) + b'"}\n')
        stream.writelines(lines(a_record()))
    result = run("import", "procedures", file, "--report", report)
    assert result.exit_code == 0, result.output
    told = json.loads(report.read_text("utf-8"))
    assert (told["rows"], told["created"], told["rejected"]) == (2, 1, 1)
    assert "64 MB" in told["notes"][0]["problem"]


def test_a_report_that_cannot_be_written_is_said_before_anything_is_imported(tmp_path: Path) -> None:
    file = tmp_path / "thu-tuc.jsonl"
    file.write_bytes(b"".join(lines(a_record())))
    result = run("import", "procedures", file, "--report", tmp_path / "none" / "report.json")
    assert result.exit_code == 1 and "Chưa nhập gì" in result.output
    assert not Procedure.objects.exists()
