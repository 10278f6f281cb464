"""The role that serves adds entries and cannot change or remove them; SQLite's triggers stop accidents."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from motcua.core.errors import Refused
from motcua.journal import actions, protection
from motcua.journal.models import Entry

from .events import ONE, moved, write_journal

COMMAND = Path(sys.executable).parent / "motcua"
postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles")
FORBIDDEN = [
    "UPDATE journal_entry SET kind = 'x'",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry",
    "UPDATE journal_epoch SET reason = 'x'",
    "DELETE FROM journal_subject",
    "UPDATE journal_subject SET name = 'x'",
    "UPDATE journal_subject SET series_number = 7",
    "DELETE FROM journal_series",
    "UPDATE journal_series SET name = 'x'",
    "ALTER TABLE journal_entry DROP CONSTRAINT one_entry_per_number",
    "DROP TABLE journal_entry",
    "UPDATE django_migrations SET app = 'x'",
]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="triggers are SQLite's protection")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET kind = kind",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_subject",
        "DELETE FROM journal_series",
    ],
)
def test_an_accident_on_sqlite_is_stopped(statement):
    write_journal()
    protection.protect()
    protection.protect()
    with pytest.raises(DatabaseError, match="không được sửa hay xóa"), transaction.atomic():
        connection.cursor().execute(statement)
    actions.append(moved(ONE, "noted", 10, 10))
    assert Entry.objects.count() == 10
    protection.unprotect()


@pytest.fixture
def as_role(transactional_db):
    """Act as a fresh role that was granted what serving needs."""
    role = f"serves_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        protection.grant(role)
        protection.grant(role)
        cursor.execute(f"SET ROLE {role}")
        yield role
        cursor.execute("RESET ROLE")
        cursor.execute(f"DROP OWNED BY {role}")
        cursor.execute(f"DROP ROLE {role}")


@postgres
def test_the_serving_role_does_its_work(as_role):
    with transaction.atomic():
        write_journal()
    with transaction.atomic():
        actions.append(moved(ONE, "noted", 10, 10))
    assert actions.read("tests", lambda entries: None) >= 0
    assert protection.excess() == []


@postgres
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_serving_role_cannot_touch_what_was_written(as_role, statement):
    with transaction.atomic():
        write_journal()
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@postgres
@pytest.mark.django_db
def test_a_role_that_cannot_be_limited_is_refused():
    with pytest.raises(Refused, match="Chưa có vai trò"):
        protection.grant("nobody_of_this_name")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(Refused, match="không giới hạn được"):
        protection.grant(owner)
    assert "UPDATE journal_entry" in protection.excess()


def _run(folder, *arguments, **variables):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "DJANGO_"))}
    return subprocess.run(
        [COMMAND, *arguments], capture_output=True, text=True, timeout=120,
        env={**clean, "MOTCUA_HOME": str(folder), **variables},
    )  # fmt: skip


@postgres
@pytest.mark.django_db
def test_init_as_owner_and_work_as_another_role(tmp_path):
    import psycopg

    owner = urlsplit(settings.DATABASE_URL)
    name = f"motcua_roles_{secrets.token_hex(4)}"
    urls = {
        "MOTCUA_DATABASE_OWNER_URL": owner._replace(path=f"/{name}").geturl(),
        "MOTCUA_DATABASE_URL": owner._replace(netloc=f"{name}@{owner.hostname}:{owner.port}", path=f"/{name}").geturl(),
    }
    with psycopg.connect(owner._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            refused = _run(tmp_path, "init", **urls)
            assert refused.returncode == 1
            assert "CREATE ROLE" in refused.stderr
            server.execute(f"CREATE ROLE {name} LOGIN")
            for _ in range(2):
                outcome = _run(tmp_path, "init", **urls)
                assert outcome.returncode == 0, outcome.stderr
            assert f"Vai trò «{name}»" in outcome.stdout
            serving = _run(tmp_path, "journal", "verify", MOTCUA_DATABASE_URL=urls["MOTCUA_DATABASE_URL"])
            assert serving.returncode == 0, serving.stderr
            with (
                psycopg.connect(urls["MOTCUA_DATABASE_URL"]) as connected,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                connected.execute("UPDATE journal_entry SET kind = 'x'")
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.execute(f"DROP ROLE IF EXISTS {name}")
