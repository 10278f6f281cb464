"""The demonstration: a province in this folder, the people to be, and the processes that make it run."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from motcua.core import clock
from motcua.integrations.sandbox import certificates
from motcua.integrations.sandbox.identity.persons import BY_KEY
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people import actions as people
from motcua.people.models import Account
from motcua.people.rules import Gender, Role
from motcua.simulation import behalf, cast, joint, load, petitions
from motcua.simulation.cast import Known
from motcua.simulation.programme import present

OFFICE = "H27.119"
SCENARIOS = ("ha-tinh-article", "ha-tinh-today")
SCALE = 8_000
MEMBERS = ("12", "05")  # at the sandbox's sign-in: who leads the team of a village, and her member of the Youth Union
GRANDSON = "08"  # at the sandbox's sign-in: who filed for his grandmother
ACCOUNTS = "demo-accounts.json"
_SYLLABLES = (
    "ba",
    "ca",
    "da",
    "ga",
    "ha",
    "la",
    "ma",
    "na",
    "ra",
    "sa",
    "ta",
    "va",
    "xa",
    "bo",
    "co",
    "do",
    "lo",
    "no",
)


@dataclass(frozen=True, slots=True)
class Part:
    """An officer of the demonstration: what she is, her user name and her password."""

    title: str
    username: str
    password: str


def parts() -> list[Part]:
    """Return the officers to sign in as; their passwords are made once and kept in the folder, for its owner only."""
    path = Path(settings.HOME) / ACCOUNTS
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    commune, province = offices.office(OFFICE), offices.root(clock.local_day(clock.now()))
    assert commune is not None
    cast.leader(province, at=clock.now())
    cast.controller(commune, at=clock.now())
    found = [
        ("Cán bộ một cửa xã Vũ Quang", cast.username(commune, Role.RECEPTION)),
        ("Cán bộ thụ lý xã Vũ Quang", cast.username(commune, Role.CASE_OFFICER)),
        ("Người phê duyệt xã Vũ Quang", cast.username(commune, Role.APPROVER)),
        ("Kiểm soát thủ tục xã Vũ Quang", cast.username(commune, Role.PROCEDURE_CONTROLLER)),
        *((title, cast.username(office, Role.CASE_OFFICER)) for title, office in _partners()),
        ("Lãnh đạo tỉnh", cast.username(province, Role.LEADER)),
    ]
    for _, username in found:
        if username not in kept:
            kept[username] = _password()
            account = Account.objects.get(username=username)
            people.set_password(account=account, password=kept[username], by=None, at=clock.now())
    path.touch(0o600)
    path.write_text(json.dumps(kept, indent=1))
    return [Part(title, username, kept[username]) for title, username in found]


def _partners() -> list[tuple[str, Office]]:
    """The other offices of the joint cases, each with what its case officer is called here."""
    titles = {joint.LAND_OFFICE: "Thụ lý Sở NN và Môi trường", joint.FINANCE: "Thụ lý Sở Tài chính"}
    found = {title: offices.office(code) for code, title in titles.items()}
    return [(title, office) for title, office in found.items() if office is not None]


def make_joint_cases() -> None:
    """Play the cases on which several offices work, once; their officers are then there to sign in as."""
    joint.play(at=clock.now())


def make_petitions() -> None:
    """Play the petitions to the commune of the demonstration, once."""
    petitions.play(at=clock.now())


def make_programme() -> None:
    """Play what the province of today does to bring people to file online, once."""
    present.play(at=clock.now(), commune=OFFICE, members=[_known(key) for key in MEMBERS])


def make_filing_for_another() -> None:
    """Let one of those who can sign in have filed for his grandmother, once."""
    behalf.play(at=clock.now(), filer=_known(GRANDSON))


def grandson() -> str:
    """Return who filed for his grandmother, and what she is called, in words."""
    return f"{BY_KEY[GRANDSON].name}: đăng nhập như công dân; bà là {behalf.GRANDMOTHER.full_name}"


def team() -> str:
    """Return who of the team of a village can sign in, in words."""
    leader, young = (BY_KEY[key].name for key in MEMBERS)
    return f"{leader} (tổ trưởng), {young} (đoàn viên)"


def _known(key: str) -> Known:
    one = BY_KEY[key]
    gender = Gender.FEMALE if one.claims["GioiTinh"] == "Nữ" else Gender.MALE
    return Known(one.name, str(gender), one.born, one.claims["SoDinhDanh"])


def make_signing_key() -> None:
    """Give the office of the demonstration a test key, once: what its approver approves is signed with it."""
    commune = offices.office(OFFICE)
    assert commune is not None
    folder = Path(settings.HOME)
    if not (folder / "secrets" / "signing" / f"{OFFICE}.p12").exists():
        certificates.make_key(folder, office=OFFICE, name=commune.name, at=clock.now())


def missing() -> list[str]:
    """Return the scenarios that are not loaded yet."""
    return [name for name in SCENARIOS if not load.is_loaded(name)]


def prepare_parts() -> list[Part]:
    """Do `parts` in one transaction."""
    with transaction.atomic():
        return parts()


class Company:
    """The processes of the demonstration, each with its own group, so that all of it can be stopped."""

    def __init__(self, stopped: threading.Event) -> None:
        self.stopped = stopped
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *words: str) -> None:
        """Start `motcua WORDS`."""
        command = [sys.executable, "-m", "motcua", *words]
        self.running[" ".join(words)] = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)

    def fallen(self) -> str:
        """Return the words of a process that ended by itself, "" while all run."""
        return next((words for words, process in self.running.items() if process.poll() is not None), "")

    def wait_for(self, port: int, seconds: float = 30) -> bool:
        """Return whether the server on the port answers within so many seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.fallen() and not self.stopped.is_set():
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection, suppress(OSError):
                connection.request("GET", "/")
                connection.getresponse().close()
                return True
            time.sleep(0.05)
        return False

    def stop(self, patience: float = 8) -> None:
        """End every process and whatever it started; after `patience` seconds by force."""
        self._signal(signal.SIGTERM)
        end = time.monotonic() + patience
        for process in self.running.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        self._signal(signal.SIGKILL)
        for process in self.running.values():
            process.wait()

    def _signal(self, number: int) -> None:
        for process in self.running.values():
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                continue


def _password() -> str:
    # Easy to read out and to type on a phone; nobody but this machine can try it.
    words = ["".join(secrets.choice(_SYLLABLES) for _ in range(2)) for _ in range(2)]
    return f"{words[0]}-{words[1]}-{secrets.randbelow(90) + 10}"
