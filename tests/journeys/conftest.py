"""Stories in a real browser: one province for all of them, a fresh window for each person."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.province import Province
from tests.journeys.weak_network import WeakNetwork
from tests.journeys.windows import Windows

_TAIL = 4000  # characters of each program's log that are shown when a story fails


@pytest.fixture(scope="session")
def province(
    chromium: Any, tmp_path_factory: pytest.TempPathFactory, database_url: str, worker_id: str
) -> Iterator[Province]:
    """A running province; on PostgreSQL when MOTCUA_DATABASE_URL says so, in a database of its own."""
    made = Province(tmp_path_factory.mktemp("province"))
    own = f"journeys_{os.getpid()}"
    if database_url.startswith("postgres"):
        _order(database_url, "CREATE DATABASE {}", own)
        made.database_url = f"{database_url.rpartition('/')[0]}/{own}"
    try:
        if made.database_url:
            made.found()
        else:
            shutil.copytree(_founded(tmp_path_factory.getbasetemp(), worker_id), made.home, dirs_exist_ok=True)
        made.start()
        yield made
    finally:
        made.stop()
        if made.database_url:
            _order(database_url, "DROP DATABASE {} WITH (FORCE)", own)


@pytest.fixture
def windows(chromium: Any, province: Province, tmp_path: Path) -> Iterator[Windows]:
    """Opens windows at the province and, at the end, complains of scripts that failed and of strangers that were called."""
    made = Windows(chromium, province, tmp_path)
    yield made
    made.close()
    assert made.complaints == []


@pytest.fixture
def network() -> Iterator[WeakNetwork]:
    """A weak network, for windows that are opened with `proxy=network.proxy`."""
    made = WeakNetwork()
    yield made
    made.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Show what the programs said, and keep pictures of the open windows, when a story fails."""
    outcome: Callable[[], Any] = (yield).get_result
    report = outcome()
    given = getattr(item, "funcargs", {})
    if not report.failed:
        return
    if "province" in given:
        for name in ("serve", "work", "identity", "messages"):
            report.sections.append((f"motcua {name}", given["province"].log(name)[-_TAIL:]))
    if "windows" in given and call.when == "call":
        report.sections.append(("windows", "\n".join(given["windows"].pictures())))


def _founded(folder: Path, worker: str) -> Path:
    """A province that never ran, to be copied: the first who comes founds it for all that run side by side."""
    shared = (folder if worker == "master" else folder.parent) / "founded"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            made = Province(shared.with_suffix(".unfinished"))
            made.found()
            made.home.rename(shared)
    return shared


def _order(server: str, statement: str, name: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
