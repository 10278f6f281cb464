"""`motcua demo`: a province comes up, says how to get in, and an interrupt leaves nothing behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tools.with_postgres import free_port

PEOPLE = ("Nguyễn Thị Hồng Thắm", "tiep-nhan.h27.119", "thu-ly.h27.119", "phe-duyet.h27.119", "kiem-soat.h27.119",
          "lanh-dao.h27", "Cháu nộp thay bà", "Thái Bá Dũng (tổ trưởng), Hoàng Thị Ngọc Ánh (đoàn viên)")  # fmt: skip


def _start(home: Path, port: int) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "motcua", "demo", "--port", str(port), "--scale", "4000"],
        env={**kept, "MOTCUA_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True,
    )  # fmt: skip


def _said(process: subprocess.Popen[str]) -> str:
    """What it prints until everything runs."""
    timer = threading.Timer(120, process.kill)
    timer.start()
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if "Mật khẩu được giữ" in line:
            break
    timer.cancel()
    return "".join(lines)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found] + [below for child in found for below in _children(int(child))]


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to see processes")
def test_it_runs_twice_with_the_same_people_and_leaves_no_process(tmp_path):
    port = free_port()
    with _start(tmp_path, port) as first:
        try:
            said = _said(first)
            assert all(name in said for name in PEOPLE)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/so-lieu/", timeout=20) as page:
                assert "Vũ Quang" in page.read().decode()
            children = _children(first.pid)
            assert len(children) >= 5
            _stop(first)
        finally:
            first.kill()
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    assert stat.S_IMODE((tmp_path / "demo-accounts.json").stat().st_mode) == 0o600
    passwords = [line for line in said.splitlines() if "mật khẩu" in line]
    with _start(tmp_path, port) as second:
        try:
            assert [line for line in _said(second).splitlines() if "mật khẩu" in line] == passwords
            _stop(second)
        finally:
            second.kill()
