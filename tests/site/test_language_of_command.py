"""The command speaks Vietnamese in everything that it says, also where the library of the command line speaks."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--help"], "Các lệnh:"),
        (["find"], "Lỗi: Thiếu đối số"),
        (["fin"], "Không có lệnh 'fin'. Có phải bạn muốn: 'find'"),
        (["import", "procedures", "nowhere.jsonl"], "Không có Tệp 'nowhere.jsonl'"),
        (["simulate", "ha-tinh-today", "--scale", "many"], "Giá trị không hợp lệ ở '--scale'"),
    ],
)
def test_help_and_errors_are_vietnamese(words: list[str], said: str) -> None:
    done = subprocess.run([sys.executable, "-m", "motcua", *words], capture_output=True, text=True, timeout=60)
    told = done.stdout + done.stderr
    assert said in told
    assert not any(english in told for english in ("Usage", "Error", "Options", "Missing", "Invalid"))
