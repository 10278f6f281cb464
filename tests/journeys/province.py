"""A whole province that runs while the stories are told: database, identity provider, web server, worker.

Everything is started by the commands that an operator would type, in a folder of its own, on free ports.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tools.with_postgres import free_ports

from motcua.site import sandboxed

COMMAND = [sys.executable, "-W", "ignore", "-m", "motcua"]
PASSWORD = "mot-cua-vu-quang-2026"
OFFICE, OFFICE_NAME = "H27.119", "Ủy ban nhân dân xã Vũ Quang"
OFFICERS = {
    "quay1": ("Nguyễn Thị Thu Hà", "reception"),
    "quay2": ("Trần Đình Khoa", "reception"),
    "thuly": ("Phan Thị Hoài", "case_officer"),
    "lanhdao": ("Lê Quang Vịnh", "approver"),
    "kiemsoat": ("Hồ Sỹ Nam", "leader"),
    "dinhchinh": ("Võ Thị Mai Lan", "procedure_controller"),
}
"""User name: full name and role at `OFFICE`, where most stories happen."""
ABOVE = {
    "lanhdaotinh": ("Trần Thị Bích Hường", "leader", "H27"),
    "quantri": ("Đặng Hữu Phúc", "administrator", "H27"),
    "maihoa": ("Phạm Văn Lộc", "leader", "H27.120"),
    "vanhoamaihoa": ("Cao Thị Nhàn", "case_officer", "H27.120", "H27.120.3"),
    "thuongduc": ("Lê Thị Sâm", "leader", "H27.121"),
    "nghixuan": ("Đậu Quốc Toản", "leader", "H27.122"),
}
"""User name: full name, role and offices of those who steer, and of whom they give something to do."""

PATIENCE = 60.0  # seconds until a program that does not come up is given up


@dataclass
class Province:
    """Its folder, its two addresses, and the programs that run; `log(name)` is what each has said so far."""

    home: Path
    database_url: str = ""
    port: int = 0
    identity_port: int = 0
    mailbox_port: int = 0
    smtp_port: int = 0
    senders: dict[str, str] = field(default_factory=dict)
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port, self.identity_port, self.mailbox_port, self.smtp_port = free_ports(4)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.identity_port}"

    @property
    def mailbox(self) -> str:
        return f"http://127.0.0.1:{self.mailbox_port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"MOTCUA_HOME": str(self.home), "MOTCUA_ADDRESS": self.address, "MOTCUA_OIDC_ISSUER": self.issuer}
        if self.database_url:
            own["MOTCUA_DATABASE_URL"] = self.database_url
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
        return {**kept, **own, **self.senders}

    def found(self) -> None:
        """Make the database and the officers."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.command("init")
        self._employ_officers()

    def start(self) -> None:
        """Bring up provider, carriers of messages, server and worker for what was founded."""
        self.senders = self._senders()
        self._run("identity", "sandbox", "identity", "--port", str(self.identity_port))
        ports = ("--port", str(self.mailbox_port), "--smtp-port", str(self.smtp_port))
        self._run("messages", "sandbox", "messages", *ports)
        self.start_server()
        self._run("work", "work")
        self._wait("messages", lambda: answers(self.mailbox))
        self._wait("identity", lambda: answers(self.issuer))
        self._wait("serve", lambda: answers(self.address))
        self._wait("work", lambda: "nhật ký" in self.log("work"))

    def command(self, *words: str, given: str = "") -> str:
        """Run one command to its end and return what it printed. Raises AssertionError with what it complained of."""
        done = subprocess.run(
            [*COMMAND, *words], env=self.environment, input=given, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"motcua {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def script(self, code: str, *words: str) -> str:
        """Run a program of the product's own actions to its end and return what it printed."""
        done = subprocess.run(
            [*COMMAND[:-2], "-c", f"from motcua.site import command; command.start()\n{code}", *words],
            env=self.environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_server(self) -> None:
        """Start the web server; `restart` waits until it answers."""
        self._run("serve", "serve", "--port", str(self.port))

    def restart(self) -> None:
        """Take the web server away and bring it back, as an upgrade or a power cut would."""
        self._end("serve")
        self.start_server()
        self._wait("serve", lambda: answers(self.address))

    def alive(self, name: str) -> bool:
        """Return whether a program still runs."""
        return self.programs[name].poll() is None

    def stop(self) -> None:
        """End everything that was started here, all at once.

        Not by SIGINT: tests that run in the background of a shell ignore it, and so does what they start.
        """
        for program in self.programs.values():
            program.send_signal(signal.SIGTERM)
        for name in list(self.programs):
            self._end(name)

    def log(self, name: str) -> str:
        """Return what a program has printed so far."""
        path = self.home / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _senders(self) -> dict[str, str]:
        """What leads every message to the sandbox; the folder is this province's only while it is asked for."""
        before = os.environ.get("MOTCUA_HOME")
        os.environ["MOTCUA_HOME"] = str(self.home)
        try:
            return {"MOTCUA_QUIET_HOURS": "", **sandboxed.senders(self.mailbox_port, self.smtp_port)}
        finally:
            os.environ["MOTCUA_HOME"] = before or ""

    def _employ_officers(self) -> None:
        """All by the commands, in one process: starting one for each costs more than what it does."""
        lines = []
        here = {username: (*known, OFFICE) for username, known in OFFICERS.items()}
        for username, (full_name, role, *offices) in (here | ABOVE).items():
            lines += [["officer", "add", username, full_name, "--password-stdin"]]
            lines += [["officer", "appoint", username, role, office] for office in offices]
        run = "import json, sys; from motcua.site.command import main; lines = json.loads(sys.stdin.readline())"
        script = f"{run}\nfor line in lines: main(line, standalone_mode=False)"
        given = json.dumps(lines) + "\n" + f"{PASSWORD}\n" * len(here | ABOVE)
        done = subprocess.run(
            [*COMMAND[:-2], "-c", script],
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _run(self, name: str, *words: str) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.programs[name] = subprocess.Popen(
                [*COMMAND, *words], env={**self.environment, "PYTHONUNBUFFERED": "1"},
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def _end(self, name: str) -> None:
        program = self.programs.pop(name)
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()

    def _wait(self, name: str, ready: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not ready():
            assert self.alive(name), f"«{name}» ended by itself:\n{self.log(name)}"
            assert time.monotonic() < until, f"«{name}» does not answer:\n{self.log(name)}"
            time.sleep(0.05)


def answers(address: str) -> bool:
    """Return whether a server answers there, whatever it says."""
    with contextlib.closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)) as connection:
        try:
            connection.request("GET", "/")
            return connection.getresponse().status > 0
        except OSError:
            return False
