"""Two databases: what need not run on both, and what the tests of a module share in one.

A test that asks for no database runs on SQLite only: `--database-only` leaves it out of the run on PostgreSQL. So that
nothing is missed there, such a test is not told which database this is; one that speaks to the server beside Django's
connection, or starts a program that does, asks for `database_url`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

_ASKED = {"db", "transactional_db", "django_db_setup", "database_url"}
_VARIABLE = "MOTCUA_DATABASE_URL"
_LEFT_OUT = pytest.StashKey[int]()


def uses_database(item: Any) -> bool:
    """Return whether a test asks for the database, by a mark or by a fixture however deep."""
    return bool(_ASKED & set(item.fixturenames)) or item.get_closest_marker("django_db") is not None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out the tests that use no database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("database_only"):
        left_out = [item for item in items if not uses_database(item)]
        items[:] = [item for item in items if uses_database(item)]
        config.hook.pytest_deselected(items=left_out)
        config.stash[_LEFT_OUT] = len(left_out)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(_LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if left_out := config.stash.get(_LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} tests use no database and were left out: they run on SQLite.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if uses_database(item):
        return (yield)
    with _not_told():
        return (yield)


@contextmanager
def _not_told() -> Iterator[None]:
    """Hide where the database is: whoever looks fails, and whatever is started finds none."""
    variable, setting = os.environ.pop(_VARIABLE, None), settings.DATABASE_URL
    del settings.DATABASE_URL
    yield
    settings.DATABASE_URL = setting
    if variable is not None:
        os.environ[_VARIABLE] = variable


def _empties(item: Any) -> bool:
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or (mark is not None and mark.kwargs.get("transaction", False))


@pytest.fixture(scope="session")
def database_url() -> str:
    """The address of the tests' database server, "" where it is SQLite."""
    return os.environ.get(_VARIABLE, "")


@pytest.fixture(scope="module")
def module_db(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Writing]:
    """Let fixtures of a module write once (`with module_db(): …`) what all its tests find; it is taken back at the end.

    Each test begins with that and leaves no trace, as ever. Tests with `transaction=True` cannot stand in such a module.
    """
    own = [item for item in request.session.items if item.path == request.path]
    assert not any(map(_empties, own)), "a test with transaction=True empties what this module wrote: move it elsewhere"
    block = transaction.atomic()
    with django_db_blocker.unblock():
        block.__enter__()
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


Writing = Callable[[], AbstractContextManager[Any]]
