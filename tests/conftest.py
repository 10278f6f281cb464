"""What every test shares: a throw-away folder, no network, both databases by MOTCUA_DATABASE_URL."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

# In memory where the system offers it: SQLite's fsync costs nothing there.
os.environ["MOTCUA_HOME"] = tempfile.mkdtemp(
    "", "motcua-tests-", "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
)
# A file, not ":memory:": threads then have connections of their own and wait for each other as in production.
os.environ["MOTCUA_TEST_DATABASE"] = os.path.join(os.environ["MOTCUA_HOME"], "tests.sqlite3")  # noqa: PTH118
os.environ["MOTCUA_SECRET_KEY"] = "a key of the tests, long enough to be accepted"
os.environ.pop("MOTCUA_MODE", None)
# Tests side by side have a server each, where there are several: see tools/with_postgres.py.
if _servers := os.environ.get("MOTCUA_TEST_SERVERS", "").split():
    _number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["MOTCUA_DATABASE_URL"] = _servers[_number % len(_servers)]
# A file, because tests of what happens at once open the database from several threads.
os.environ.setdefault("MOTCUA_TEST_DATABASE", os.environ["MOTCUA_HOME"] + "/tests.sqlite3")
# Named here and not in pyproject.toml: there, pytest-django would load the settings before the folder is chosen.
os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.site.settings"

import hypothesis
import pytest
from django.conf import settings as loaded

from tests import browser, emptying

Path(loaded.STATIC_ROOT).mkdir(parents=True, exist_ok=True)

# How quick this machine is at the moment is no property of a rule.
_SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("any machine", deadline=None, suppress_health_check=_SLOW)
hypothesis.settings.load_profile("any machine")

emptying.install()
pytest_plugins = ["tests.databases", "tests.order"]
REPOSITORY = Path(__file__).resolve().parent.parent
_connect = socket.socket.connect


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    # A process that inherits this loads the settings before its own conftest has chosen folder and server.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["MOTCUA_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and host not in ("127.0.0.1", "localhost", "::1"):
            raise AssertionError(f"a test reached for {address}")
        return _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's browser, one for all tests. Without it they are skipped; where CI=true that is a failure."""
    path = browser.path()
    if not path and os.environ.get("CI") == "true":
        pytest.fail("no Chromium is installed, and CI=true asks for the tests in a browser")
    if not path:
        pytest.skip("no Chromium is installed (make system)")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would take other tests of the session for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def shared() -> Path:
    """The folder of real input beside the project; the test is skipped, with the reason, where it is absent."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real input (../shared/data) is not beside this clone")
    return folder


@pytest.fixture
def today() -> date:
    return date(2026, 11, 20)


@pytest.fixture
def now() -> datetime:
    from motcua.core.clock import ZONE

    return datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
