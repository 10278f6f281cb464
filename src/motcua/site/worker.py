"""`motcua work`: follow the journal with every reader, and keep house now and then, until told to stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import Error, connection

from motcua.adoption.difficulties import actions as difficulties
from motcua.adoption.helping import actions as helping
from motcua.adoption.helping import filed, following, withdrawing
from motcua.adoption.targets import actions as targets
from motcua.adoption.training import telling
from motcua.core import clock
from motcua.correspondence import actions as correspondence
from motcua.elsewhere import actions as imports
from motcua.elsewhere import following as elsewhere
from motcua.filing import invitations, traces
from motcua.integrations.national_portal import folder
from motcua.measures import actions as measures
from motcua.measures.published import actions as published
from motcua.measures.watch import actions as watch
from motcua.records import actions as records
from motcua.site import outbox
from motcua.web.shared import addresses

Reader = Callable[[], int]
HOUR, MINUTE = 3600.0, 60.0
ARRIVALS_SECONDS = 10.0


def every(seconds: float, work: Callable[[], object]) -> Reader:
    """Return a reader that does `work` at its first turn and then once in so many seconds; it takes no entries."""
    due = 0.0

    def turn() -> int:
        nonlocal due
        if time.monotonic() >= due:
            work()
            due = time.monotonic() + seconds
        return 0

    return turn


def readers() -> dict[str, Reader]:
    """Return what a worker does: each takes its next entries of the journal and returns how many; 0: nothing to do."""
    watched = settings.ARRIVALS
    return {
        "measures": measures.roll_up,
        "correspondence": lambda: correspondence.follow(links=outbox.LINKS, at=clock.now()),
        "reminders": every(HOUR, lambda: correspondence.remind(links=outbox.LINKS, at=clock.now())),
        **outbox.readers(),
        "sessions": every(HOUR, SessionStore.clear_expired),
        "uploads": every(HOUR, lambda: records.clear_uploads(at=clock.now())),
        "malware": every(5 * MINUTE, lambda: records.search_again(at=clock.now())),
        "exports": every(HOUR, lambda: imports.forget(at=clock.now())),
        "imports": lambda: elsewhere.follow(at=clock.now()),
        **({"arrivals": every(ARRIVALS_SECONDS, lambda: _arrivals(watched))} if watched else {}),
        "forecasts": every(MINUTE, lambda: targets.foretell_next(on=clock.local_day(clock.now()))),
        "difficulties": every(MINUTE, lambda: difficulties.move_up_due(at=clock.now())),
        "helping": lambda: following.follow(at=clock.now()),
        "graduations": every(MINUTE, lambda: filed.tell_graduated(at=clock.now())),
        "forgetting": every(MINUTE, lambda: withdrawing.forget_old(at=clock.now())),
        "imported_keys": every(MINUTE, lambda: imports.forget_keys(at=clock.now())),
        "classes": every(MINUTE, lambda: telling.tell_next(page=addresses.page("my_classes"), at=clock.now())),
        "evenings": every(HOUR, lambda: helping.end_forgotten(at=clock.now())),
        "open_data": every(MINUTE, lambda: published.publish_next(at=clock.now())),
        "traces": every(HOUR, lambda: traces.clear(at=clock.now())),
        "watch": every(6 * HOUR, lambda: watch.look(at=clock.now())),
        "invitations": every(HOUR, lambda: invitations.clear(at=clock.now())),
    }


def _arrivals(watched: Path) -> None:
    for one in folder.take(watched, at=clock.now(), settled=folder.SETTLED):
        if one.problem or one.report.rejected:
            log.warning("«%s» có hồ sơ không nhận được: xem báo cáo trong %s.", one.path.name, one.path.parent)


IDLE_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
log = logging.getLogger(__name__)


class Worker:
    """Runs readers in turns. A reader that fails is tried again, with growing pauses; the others go on meanwhile."""

    def __init__(self, readers: Mapping[str, Reader], *, idle: float = IDLE_SECONDS) -> None:
        self.readers = readers
        self.idle = idle
        self.failures = 0
        self._stop = threading.Event()

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Finish the reader that is at work and return from `run`; fit to be a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Go round until stopped: at once while there is something to read, else after a short sleep."""
        while not self._stop.is_set():
            failures = self.failures
            took = self.turn()
            self.failures = self.failures if self.failures > failures else 0
            if self.failures or not took:
                self._stop.wait(min(self.idle * 2 ** min(self.failures, 8), LONGEST_WAIT_SECONDS))

    def turn(self) -> int:
        """Let each reader take its next entries once; return how many were taken together."""
        took = 0
        for name, reader in self.readers.items():
            if not self._stop.is_set():
                took += self._take(name, reader)
        return took

    def _take(self, name: str, reader: Reader) -> int:
        try:
            return reader()
        except Error as error:
            log.warning("«%s»: cơ sở dữ liệu chưa dùng được (%s), sẽ thử lại.", name, error)
        except Exception:
            log.exception("«%s» gặp lỗi, sẽ thử lại từ chỗ dừng.", name)
        self.failures += 1
        # A connection that broke, or was left inside a transaction, is opened anew at the next turn.
        connection.close()
        return 0


def heed_signals(worker: Worker) -> None:
    """Let SIGTERM and SIGINT stop the worker."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)


def once(worker: Worker) -> tuple[int, int]:
    """Go round until nothing is left to read or a reader failed; return (entries taken, failures)."""
    done = 0
    while took := worker.turn():
        done += took
        if worker.failures:
            break
    return done, worker.failures
