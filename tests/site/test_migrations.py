"""What `motcua init` makes is what the models say; a database that earlier migrations made goes on and becomes the same."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

EARLIER = """
import django, sys; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

class Earlier(MigrationLoader):
    def load_disk(self):
        super().load_disk()
        whole = [each for each in self.disk_migrations.values() if each.replaces]
        replaced = {tuple(key) for each in whole for key in each.replaces}
        rooms = {each.app_label for each in whole}
        for key in [key for key in self.disk_migrations if key[0] in rooms and key not in replaced]:
            del self.disk_migrations[key]

executor = MigrationExecutor(connection)
executor.loader = Earlier(connection)
executor.migrate([tuple(word.split(".")) for word in sys.argv[1:]] or executor.loader.graph.leaf_nodes())
"""
TOLD = """
import django, json, sys; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    told = [cursor.execute(query) and cursor.fetchall() for query in json.loads(sys.argv[1])]
print(json.dumps(told))
"""
UNASKED = """
import django, json; django.setup()
from datetime import date, datetime, timezone
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def at(*steps):
    executor = MigrationExecutor(connection)
    executor.migrate(list(steps))
    return MigrationExecutor(connection).loader.project_state(list(steps)).apps.get_model

model = at(("adoption", "0001_whole"), ("filing", "0011_help_agreed"))
now = datetime(2026, 11, 20, tzinfo=timezone.utc)
place = model("offices", "Place").objects.create(code="1", name="x", full_name="x", level="commune")
office = model("offices", "Office").objects.create(
    code="H27.1", name="x", short_name="x", kind="committee", tier="commune", path="/1/", place=place)
helper = model("people", "Account").objects.create(password="", username="x", full_name="x", created_at=now)
procedure = model("catalogue", "Procedure").objects.create(code="1.1")
version = model("catalogue", "ProcedureVersion").objects.create(
    procedure=procedure, number=1, valid_from=date(2026, 1, 1), name="x", field="x", search_name="x", search_text="x",
    digest="x")
for code in ("told", "digest", "other"):
    model("filing", "Dossier").objects.create(
        code=code, service_level="full", channel=2, help="helped", submitted_at=now, competent_office=office,
        procedure=procedure, version=version)
for code, system, consent, key, dossier in (
    ("1", "motcua", "screen", "digest", "digest"), ("2", "motcua", "screen", "digest", ""),
    ("3", "motcua", "", "", "told"), ("4", "national_portal", "code", "digest", "other"),
    ("5", "national_portal", "paper", "digest", ""), ("6", "", "", "", ""),
):
    model("adoption", "HelpRecord").objects.create(
        code=code, kind="filing", system=system, consent=consent, person_key=key, dossier_code=dossier, at=now,
        helper=helper, office=office, graduated_at=now if dossier else None)
model = at(("adoption", "0007_agreed_help"))
helps = model("adoption", "HelpRecord").objects.order_by("code")
print(json.dumps([
    list(helps.values_list("code", "consent", "person_key", "dossier_code")),
    list(helps.exclude(graduated_at=None).values_list("code", flat=True)),
    list(model("filing", "Dossier").objects.filter(help_noted=True).order_by("code").values_list("code", flat=True)),
]))
"""
SQLITE = ["SELECT tbl_name, CASE type WHEN 'table' THEN '' ELSE name END, sql FROM sqlite_master WHERE sql <> ''"]
POSTGRESQL = [
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, "
    "generation_expression FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 0",
    "SELECT tablename, regexp_replace(indexdef, 'UNIQUE INDEX [^ ]+', '') FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT count(*) FROM pg_sequences",
]
"""Everything but the order of columns and the names of what is unique, which Django chose by the way they came."""


@pytest.fixture
def anew(tmp_path: Path, database_url: str) -> Iterator[Callable[..., Callable[..., str]]]:
    """Opens provinces without a table; each is a function that runs Python in it and returns what that printed."""
    names: list[str] = []

    def order(statement: str, name: str) -> None:
        with psycopg.connect(database_url, autocommit=True) as server:
            server.execute(f"{statement} {name}")

    def province() -> Callable[..., str]:
        names.append(f"migrated_{secrets.token_hex(4)}")
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
        own = {"MOTCUA_HOME": str(tmp_path / names[-1]), "DJANGO_SETTINGS_MODULE": "motcua.site.settings"}
        (tmp_path / names[-1]).mkdir()
        if database_url:
            order("CREATE DATABASE", names[-1])
            own["MOTCUA_DATABASE_URL"] = f"{database_url.rpartition('/')[0]}/{names[-1]}"

        def run(*words: str) -> str:
            command = [sys.executable, "-W", "ignore", *words]
            done = subprocess.run(command, env={**clean, **own}, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stderr
            return done.stdout

        return run

    yield province
    if database_url:
        for name in names:
            order("DROP DATABASE", name)


def test_the_migrations_lead_to_the_models():
    loader = MigrationLoader(None)
    with translation.override("en"):
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
    assert {room: [each.operations for each in steps] for room, steps in found.items()} == {}


def test_an_upgrade_forgets_of_help_with_filing_here_whose_it_was_and_keeps_what_was_agreed(anew):
    helps, graduated, noted = json.loads(anew()("-c", UNASKED))
    assert helps == [
        ["1", "", "", ""], ["2", "", "", ""], ["3", "", "", ""], ["4", "code", "digest", "other"],
        ["5", "paper", "digest", ""], ["6", "", "", ""],
    ]  # fmt: skip
    assert graduated == ["4"]
    assert noted == ["digest", "told"], "that somebody helped with these stays noted"


@pytest.mark.slow
@pytest.mark.parametrize("until", [[], ["casework.0006_arrived_records"], ["correspondence.0001_initial"]])
def test_a_database_that_earlier_migrations_made_goes_on_and_becomes_the_same(anew, until, database_url):
    earlier, new = anew(), anew()
    earlier("-c", EARLIER, *until)
    for run in (earlier, new):
        run("-m", "motcua", "init")
    assert _told(earlier, database_url) == _told(new, database_url)
    assert "toàn vẹn" in earlier("-m", "motcua", "journal", "verify")


def _told(run, database_url):
    """Return what the tables are like: for SQLite the words of each, since it keeps no more."""
    told = json.loads(run("-c", TOLD, json.dumps(POSTGRESQL if database_url else SQLITE)))
    if not database_url:
        told = [[[*row[:2], sorted(row[2].rstrip(")").split(", "))] for row in told[0]]]
    assert len(told[0]) > 80
    return [sorted(part, key=str) for part in told]
