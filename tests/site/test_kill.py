"""What was acknowledged is there once, whatever happens to the server; codes have no gap; the journal verifies.

Every message that the journal asks for arrives, whatever happens to the worker, and at most once more for each kill.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dj_database_url
import psycopg
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path, database_url: str) -> Iterator[dict[str, str]]:
    """A folder and a database that nobody else uses: SQLite, or one more on the tests' PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    kept |= {"MOTCUA_HOME": str(tmp_path)}
    if not database_url.startswith("postgres"):
        yield kept
        return
    parts = dj_database_url.parse(database_url)
    name = f"kill_{os.getpid()}"
    place = {"host": parts["HOST"], "port": parts["PORT"], "user": parts["USER"], "password": parts["PASSWORD"]}
    with psycopg.connect(**place, dbname=parts["NAME"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        yield kept | {"MOTCUA_DATABASE_URL": database_url.rpartition("/")[0] + f"/{name}"}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _storm(environment: dict[str, str], kills: int, drafts: int, *, what: str = "kill", clients: int = 32) -> str:
    words = ["--kills", str(kills), "--clients", str(clients), "--drafts", str(drafts)]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"bench.{what}", *words], env=environment, cwd=REPOSITORY,
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_killed_server_loses_nothing_that_it_acknowledged(environment):
    assert "nothing lost" in _storm(environment, 1, 3)


@pytest.mark.slow
def test_a_server_killed_five_times_loses_nothing_that_it_acknowledged(environment):
    assert "nothing lost" in _storm(environment, 5, 20)


@pytest.mark.slow
def test_worker_and_server_killed_ten_times_lose_no_message(environment, record_property):
    said = _storm(environment, 10, 30, what="mail", clients=16)
    record_property("figures", said)
    print(said)
    assert "nothing lost" in said
