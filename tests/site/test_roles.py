"""In production a role that could change the journal does not serve; the refusal says what to do. PostgreSQL only."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from tools.with_postgres import free_port

COMMAND = Path(sys.executable).parent / "motcua"
pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
    pytest.mark.django_db,
]


class Province:
    """A database with its owner, a role that serves, and a folder; commands run in production."""

    def __init__(self, folder, server, name):
        owner = urlsplit(settings.DATABASE_URL)
        self.folder, self.server, self.name = folder, server, name
        self.owner = owner._replace(netloc=f"{name}_owner@{owner.hostname}:{owner.port}", path=f"/{name}").geturl()
        self.serves = owner._replace(netloc=f"{name}@{owner.hostname}:{owner.port}", path=f"/{name}").geturl()

    def environment(self, url, **variables):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "DJANGO_"))}
        return {
            **clean, "MOTCUA_HOME": str(self.folder), "MOTCUA_MODE": "production", "MOTCUA_DATABASE_URL": url,
            **variables,
        }  # fmt: skip

    def run(self, *words, url="", **variables):
        return subprocess.run(
            [COMMAND, *words], env=self.environment(url or self.serves, **variables), capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def province(tmp_path_factory, django_db_setup):
    import psycopg

    name = f"motcua_roles_{secrets.token_hex(4)}"
    with psycopg.connect(
        urlsplit(settings.DATABASE_URL)._replace(path="/postgres").geturl(), autocommit=True
    ) as server:
        server.execute(f"CREATE ROLE {name}_owner LOGIN")
        server.execute(f"CREATE ROLE {name} LOGIN")
        server.execute(f"CREATE DATABASE {name} OWNER {name}_owner")
        try:
            made = Province(tmp_path_factory.mktemp("province"), server, name)
            done = made.run("init", MOTCUA_DATABASE_OWNER_URL=made.owner)
            assert done.returncode == 0, done.stderr
            assert "CẢNH BÁO" not in done.stdout
            yield made
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.execute(f"DROP ROLE {name}")
            server.execute(f"DROP ROLE {name}_owner")


@pytest.fixture
def grant(province):
    """Change the rights of the serving role in its database, and change them back."""
    import psycopg

    undone = []
    administrator = urlsplit(settings.DATABASE_URL)._replace(path=f"/{province.name}").geturl()
    with psycopg.connect(administrator, autocommit=True) as database:

        def change(statement, undo):
            undone.append(undo.format(province.name))
            database.execute(statement.format(province.name))

        yield change
        for statement in undone:
            database.execute(statement)


def _refused(done, *words):
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for word in ("sửa hoặc xóa được nhật ký", "CREATE ROLE", "MOTCUA_DATABASE_OWNER_URL", "motcua init", *words):
        assert word in done.stderr, done.stderr


def _commands():
    return [("serve", "--port", str(free_port())), ("work",), ("work", "--once")]


def test_the_owner_of_the_journal_does_not_serve(province):
    for words in _commands():
        _refused(province.run(*words, url=province.owner), f"«{province.name}_owner»")


def test_a_superuser_does_not_serve(province):
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{province.name}").geturl()
    for words in _commands():
        _refused(province.run(*words, url=url))


@pytest.mark.parametrize(
    ("statement", "undo", "said"),
    [
        ("GRANT DELETE ON journal_entry TO {0}", "REVOKE DELETE ON journal_entry FROM {0}", "DELETE journal_entry"),
        ("GRANT UPDATE (body) ON journal_entry TO {0}", "REVOKE UPDATE (body) ON journal_entry FROM {0}", "(body)"),
        ("GRANT TRIGGER ON journal_entry TO {0}", "REVOKE TRIGGER ON journal_entry FROM {0}", "TRIGGER journal_entry"),
        ("GRANT UPDATE ON journal_subject TO {0}", "REVOKE UPDATE ON journal_subject FROM {0}; "
         "GRANT UPDATE (count, head) ON journal_subject TO {0}", "UPDATE journal_subject"),
        ("GRANT {0}_owner TO {0}", "REVOKE {0}_owner FROM {0}", "DELETE journal_entry"),
        ("ALTER ROLE {0} NOINHERIT; GRANT {0}_owner TO {0}", "REVOKE {0}_owner FROM {0}; ALTER ROLE {0} INHERIT",
         "OWN journal_entry"),
        ("REVOKE ALL ON journal_entry, journal_epoch, journal_series, journal_subject FROM {0}_owner; "
         "GRANT {0}_owner TO {0}", "REVOKE {0}_owner FROM {0}; "
         "GRANT ALL ON journal_entry, journal_epoch, journal_series, journal_subject TO {0}_owner",
         "OWN journal_entry"),
        ("ALTER DATABASE {0} OWNER TO {0}", "ALTER DATABASE {0} OWNER TO {0}_owner", "OWN journal_entry"),
    ],
)  # fmt: skip
def test_a_role_with_more_rights_than_it_needs_does_not_serve(province, grant, statement, undo, said):
    grant(statement, undo)
    _refused(province.run("work", "--once"), said)


def test_outside_production_the_owner_may_work(province):
    done = province.run("work", "--once", url=province.owner, MOTCUA_MODE="demo")
    assert done.returncode == 0, done.stderr


def test_init_by_one_role_alone_says_that_it_will_not_serve(province):
    done = province.run("init", url=province.owner)
    assert done.returncode == 0
    assert "CẢNH BÁO" in done.stdout and "«motcua serve» và «motcua work» sẽ không chạy" in done.stdout


def test_a_database_that_was_not_made_is_said_to_be_missing(province):
    done = province.run("work", "--once", url=urlsplit(province.serves)._replace(path="/postgres").geturl())
    assert done.returncode == 1 and "motcua init" in done.stderr and "Traceback" not in done.stderr


def test_the_role_that_was_granted_no_more_than_it_needs_serves_and_works(province):
    done = province.run("work", "--once")
    assert done.returncode == 0, done.stderr
    port = free_port()
    server = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)], env=province.environment(province.serves),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        assert _status(port, "/") == 200
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.communicate(timeout=20)


def _status(port, path):
    for _ in range(150):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as asked:
            try:
                asked.request("GET", path)
                return asked.getresponse().status
            except OSError:
                time.sleep(0.1)
    raise AssertionError("the server does not answer")
