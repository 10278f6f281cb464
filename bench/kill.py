"""Kill the server in the middle of a storm of filings and see whether anything acknowledged was lost.

    python -m bench.kill --kills 5 --clients 32

Uses the database of MOTCUA_HOME (a fresh folder) and MOTCUA_DATABASE_URL. Exit status 1 when a promise was broken.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tools.with_postgres import free_port

from bench.clients import Connection, post

MOTCUA = [sys.executable, "-W", "ignore", "-m", "motcua"]


class Storm:
    """Clients who send their drafts, one after another, again and again until each is acknowledged."""

    def __init__(self, port: int, clients: Sequence[dict[str, Any]]) -> None:
        self.acknowledged: list[str] = []
        self.strange: Counter[int] = Counter()
        self.threads = [threading.Thread(target=self._send, args=(port, client)) for client in clients]

    def _send(self, port: int, client: dict[str, Any]) -> None:
        connection = Connection(port, timeout=20)
        for _, key in client["drafts"]:
            while True:
                try:
                    status, _ = connection.ask(post(f"/ho-so-nhap/{key}/nop/", client["session"]))
                except OSError:
                    time.sleep(0.05)
                    continue
                if status == 302:
                    self.acknowledged.append(key)
                    break
                self.strange[status] += 1
                if self.strange.total() > 1000:
                    return
        connection.close()


def storm(kills: int, clients: int, drafts: int) -> list[str]:
    """Send all drafts while the server is killed so many times; return what is wrong afterwards (nothing: [])."""
    _motcua("init")
    filled = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.fill", "--clients", str(clients), "--drafts", str(drafts)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    keys = json.loads(filled.stdout)
    port = free_port()
    server = _serve(port)
    raging = Storm(port, keys["clients"])
    for thread in raging.threads:
        thread.start()
    try:
        for kill in range(1, kills + 1):
            _until(lambda share=kill: len(raging.acknowledged) >= clients * drafts * share // (kills + 1))
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            server = _serve(port)
        for thread in raging.threads:
            thread.join(timeout=300)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    return _wrong(raging, clients * drafts)


def _wrong(raging: Storm, expected: int) -> list[str]:
    seen = json.loads(subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.seen"], capture_output=True, text=True, check=True
    ).stdout)  # fmt: skip
    found = []
    if raging.strange:
        found.append(f"answers that are no acknowledgement: {dict(raging.strange)}")
    if len(set(raging.acknowledged)) != expected:
        found.append(f"{len(set(raging.acknowledged))} of {expected} drafts acknowledged")
    lost = [key for key in raging.acknowledged if key not in seen["of_draft"]]
    if lost:
        found.append(f"acknowledged and lost: {lost}")
    if len(seen["codes"]) != expected or len(set(seen["of_draft"].values())) != expected:
        found.append(f"{len(seen['codes'])} dossiers for {expected} drafts")
    for series, numbers in _by_series(seen["codes"]).items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            found.append(f"gap or double in {series}: {sorted(numbers)}")
    verified = _motcua("journal", "verify", check=False)
    if verified.returncode:
        found.append(verified.stderr)
    return found


def _by_series(codes: Sequence[str]) -> dict[str, list[int]]:
    series: dict[str, list[int]] = {}
    for code in codes:
        name, _, number = code.rpartition("-")
        series.setdefault(name, []).append(int(number))
    return series


def _serve(port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [*MOTCUA, "serve", "--port", str(port)], stdout=subprocess.DEVNULL, start_new_session=True
    )  # fmt: skip
    connection = Connection(port)

    def answers() -> bool:
        with suppress(OSError):
            return bool(connection.ask(b"GET /tra-cuu/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
        return False

    _until(answers)
    connection.close()
    return server


def _until(condition: Any, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("it took too long")
        time.sleep(0.02)


def _motcua(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*MOTCUA, *words], capture_output=True, text=True, check=check)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--drafts", type=int, default=20)
    given = parser.parse_args()
    problems = storm(given.kills, given.clients, given.drafts)
    print("\n".join(problems) or f"{given.clients * given.drafts} filings, {given.kills} kills: nothing lost.")
    sys.exit(bool(problems))
