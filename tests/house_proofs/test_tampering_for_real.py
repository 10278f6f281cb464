"""A real database, plain SQL beside the application, the real command: each attack is found, named, and exits with 1."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.journal.events import ONE, SERIES, THREE, TWO

REPOSITORY = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).parent / "motcua"
WRITE = """
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.db import transaction
from tests.journal.events import NOW, write_journal
call_command("migrate", verbosity=0)
with transaction.atomic():
    write_journal(NOW - timedelta(days=400))
"""
ATTACKS = {
    "one byte of the body": ([f"UPDATE journal_entry SET body = replace(body, '\"channel\":2', '\"channel\":1') "
                              f"WHERE subject = '{ONE}' AND number = 2"], f"{ONE} #2"),
    "a trailing space": ([f"UPDATE journal_entry SET actor = actor || ' ' WHERE subject = '{TWO}' AND number = 1"],
                         f"{TWO} #1"),
    "an earlier time": ([f"UPDATE journal_entry SET at = replace(at, 'T09', 'T08') WHERE subject = '{ONE}' "
                         "AND number = 3"], f"{ONE} #3"),
    "a row in the middle removed": ([f"DELETE FROM journal_entry WHERE subject = '{ONE}' AND number = 2"], f"{ONE} #2"),
    "the newest row removed": ([f"DELETE FROM journal_entry WHERE subject = '{ONE}' AND number = 4"], f"{ONE} #4"),
    "two rows swapped": ([f"UPDATE journal_entry SET number = {new} WHERE subject = '{ONE}' AND number = {old}"
                          for new, old in ((99, 2), (2, 3), (3, 99))], f"{ONE} #2"),
    "a row inserted": ([f"INSERT INTO journal_entry SELECT 9000, epoch, transaction_id, subject, 5, kind, at, "
                        f"recorded_at, day, actor, body, digest, digest FROM journal_entry WHERE subject = '{ONE}' "
                        "AND number = 4"], f"{ONE} #5"),
    "a dossier removed": ([f"DELETE FROM journal_entry WHERE subject = '{TWO}'",
                           f"DELETE FROM journal_subject WHERE name = '{TWO}'"], f"{TWO}: mất toàn bộ"),
    "the newest dossier removed": ([f"DELETE FROM journal_entry WHERE subject = '{THREE}'",
                                    f"DELETE FROM journal_subject WHERE name = '{THREE}'"], f"{THREE}: mất toàn bộ"),
    "a series wound back": ([f"UPDATE journal_series SET last = 2 WHERE name = '{SERIES}'"], f"{THREE}: nằm ngoài dãy"),
}  # fmt: skip


def run(home, *arguments, url=""):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "DJANGO_"))}
    environment = {**clean, "MOTCUA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "motcua.site.settings"}
    if url:
        environment["MOTCUA_DATABASE_URL"] = url
    return subprocess.run(
        arguments, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=120
    )  # fmt: skip


def written(home, url=""):
    home.mkdir(exist_ok=True)
    outcome = run(home, sys.executable, "-W", "ignore", "-c", WRITE, url=url)
    assert outcome.returncode == 0, outcome.stderr
    return home


class Database:
    """A database with a small journal, which the tests copy and attack."""

    def __init__(self, folder, url):
        self.folder = folder
        self.postgres = urlsplit(url) if url.startswith("postgres") else None
        self.names = []
        if self.postgres:
            self.template = self.create("")
            written(folder, self.url(self.template))
        else:
            written(folder)
            self.execute(folder, "PRAGMA wal_checkpoint(TRUNCATE)")

    def url(self, name):
        return self.postgres._replace(path=f"/{name}").geturl()

    def server(self):
        import psycopg

        return psycopg.connect(self.url("postgres"), autocommit=True)

    def create(self, template):
        name = f"motcua_attack_{secrets.token_hex(4)}"
        self.names.append(name)
        with self.server() as server:
            server.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def copy(self, folder):
        if self.postgres:
            return self.create(self.template)
        shutil.copy(self.folder / "motcua.sqlite3", folder / "motcua.sqlite3")
        return folder

    def execute(self, place, *statements):
        if self.postgres:
            import psycopg

            with psycopg.connect(self.url(place), autocommit=True) as connection:
                for statement in statements:
                    connection.execute(statement)
            return
        connection = sqlite3.connect(place / "motcua.sqlite3", isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    def verify(self, place, folder, *options):
        return run(
            folder, COMMAND, "journal", "verify", "--alone", *options, url=self.url(place) if self.postgres else ""
        )

    def drop(self):
        for name in self.names:
            with self.server() as server:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def database(tmp_path_factory, database_url):
    made = Database(tmp_path_factory.mktemp("attacked"), database_url)
    yield made
    made.drop()


def test_the_untouched_database_passes(database, tmp_path):
    outcome = database.verify(database.copy(tmp_path), tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert "9 mục ghi" in outcome.stdout


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_found_named_and_exits_with_one(database, tmp_path, attack):
    statements, named = ATTACKS[attack]
    place = database.copy(tmp_path)
    database.execute(place, *statements)
    outcome = database.verify(place, tmp_path)
    assert outcome.returncode == 1
    assert f"SAI  {named}" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_bytes_changed_in_the_file_itself_are_found(database, tmp_path):
    if database.postgres:
        pytest.skip("the server keeps its own checksums")
    place = database.copy(tmp_path)
    path = place / "motcua.sqlite3"
    content = path.read_bytes()
    at = content.index(b"account:8") if b"account:8" in content else -1
    assert at > 0
    path.write_bytes(content[:at] + b"account:6" + content[at + 9 :])
    outcome = database.verify(place, tmp_path)
    assert outcome.returncode == 1
    assert "nội dung khác với khi ghi" in outcome.stderr


def test_a_broken_file_is_said_without_a_traceback(database, tmp_path):
    if database.postgres:
        pytest.skip("the server keeps its own checksums")
    place = database.copy(tmp_path)
    path = place / "motcua.sqlite3"
    content = bytearray(path.read_bytes())
    for at in range(8192, len(content), 4096):
        content[at : at + 64] = b"\xff" * 64
    path.write_bytes(bytes(content))
    outcome = database.verify(place, tmp_path)
    assert outcome.returncode == 1
    assert "Traceback" not in outcome.stderr
    assert "SAI" in outcome.stderr
