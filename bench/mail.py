"""Kill worker and server in the middle of a storm of filings and see whether every message arrived.

    python -m bench.mail --kills 10 --clients 16 --drafts 30

Uses the database of MOTCUA_HOME (a fresh folder) and MOTCUA_DATABASE_URL; a mail server of the sandbox runs beside, in
a process of its own that is never killed. Exit status 1 when a message is missing, came too often, or has another name.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from tools.with_postgres import free_ports

from bench.kill import MOTCUA, Storm, _motcua, _serve, _until
from motcua.site import sandboxed

SENT_WITHIN = 240.0


class Company:
    """Server and worker, killed and started together, and the mail server that outlives them."""

    def __init__(self, ports: list[int]) -> None:
        self.port, http_port, smtp_port = ports
        os.environ.update({"MOTCUA_QUIET_HOURS": "", **sandboxed.senders(http_port, smtp_port)})
        self.box = Path(os.environ["MOTCUA_HOME"]) / "sandbox" / "messages.jsonl"
        self.mail = self._start("sandbox", "messages", "--port", str(http_port), "--smtp-port", str(smtp_port))
        self.server, self.worker = _serve(self.port), self._start("work")

    def arrived(self) -> int:
        """Return how many messages are in the mailbox."""
        return self.box.read_bytes().count(b"\n") if self.box.exists() else 0

    def kill(self) -> None:
        """End server and worker as a power cut would, and start them again."""
        self.end(self.worker)
        self.end(self.server)
        self.worker = self._start("work")
        self.server = _serve(self.port)

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and whatever it started."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*MOTCUA, *words], stdout=subprocess.DEVNULL, start_new_session=True)


def storm(kills: int, clients: int, drafts: int) -> tuple[dict[str, Any], list[str]]:
    """Send all drafts while worker and server are killed; return what was counted and what is wrong ([]: nothing)."""
    _motcua("init")
    more = ["--clients", str(clients), "--drafts", str(drafts), "--reachable"]
    filled = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.fill", *more], capture_output=True, text=True, check=True
    )
    company = Company(free_ports(3))
    raging, chance = Storm(company.port, json.loads(filled.stdout)["clients"]), Random(kills)
    try:
        for thread in raging.threads:
            thread.start()
        for kill in range(1, kills + 1):
            _until(lambda share=kill: len(raging.acknowledged) >= clients * drafts * share // (kills + 1))
            before = company.arrived()
            with suppress(TimeoutError):  # while it is sending, if anything is left to send
                _until(lambda seen=before: company.arrived() > seen + 2, 10)
            time.sleep(chance.random() / 50)
            company.kill()
        for thread in raging.threads:
            thread.join(timeout=300)
        end = time.monotonic() + SENT_WITHIN
        while (seen := _seen())["waiting"] and time.monotonic() < end:
            time.sleep(2)
    finally:
        for process in (company.worker, company.server, company.mail):
            company.end(process)
    return _judged(seen, company, raging, kills, clients * drafts)


def _seen() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.seen"], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _judged(
    seen: dict[str, Any], company: Company, raging: Storm, kills: int, filed: int
) -> tuple[dict[str, Any], list[str]]:
    arrived = [json.loads(line)["key"] for line in company.box.read_text("utf-8").splitlines()]
    times, wanted = Counter(arrived), set(seen["messages"])
    doubles = sum(times.values()) - len(times)
    counted = {"filings": filed, "kills": kills, "messages": len(wanted), "arrived": len(arrived), "doubles": doubles}
    wrong = []
    if len(set(raging.acknowledged)) != filed or len(wanted) < filed:
        wrong.append(f"{len(set(raging.acknowledged))} of {filed} acknowledged, {len(wanted)} messages asked for")
    if missing := wanted - set(times):
        wrong.append(f"{len(missing)} messages never arrived")
    if strange := set(times) - wanted:
        wrong.append(f"{len(strange)} messages arrived that the journal does not ask for")
    if doubles > kills:
        wrong.append(f"{doubles} doubles for {kills} kills")
    if seen["waiting"]:
        wrong.append(f"{seen['waiting']} messages arrived but are not noted as sent")
    return counted, wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--drafts", type=int, default=30)
    given = parser.parse_args()
    figures, problems = storm(given.kills, given.clients, given.drafts)
    print(json.dumps(figures))
    print("\n".join(problems) or "nothing lost")
    sys.exit(bool(problems))
