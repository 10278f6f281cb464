"""`motcua work` begins, and ends when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys


def test_the_command_ends_cleanly_on_sigterm(tmp_path):
    environment = {**os.environ, "MOTCUA_HOME": str(tmp_path), "MOTCUA_DATABASE_URL": ""}
    command = [sys.executable, "-c", "from motcua.site.command import main; main()"]
    subprocess.run([*command, "init"], env=environment, check=True, capture_output=True)
    assert (
        "Đã đọc" in subprocess.run([*command, "work", "--once"], env=environment, capture_output=True, text=True).stdout
    )
    with subprocess.Popen([*command, "work"], env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline().startswith("Đang theo nhật ký")
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
        assert running.stdout.read() == "Đã dừng.\n"
