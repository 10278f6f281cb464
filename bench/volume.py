"""Whether the figures page of the province takes longer with ten times the dossiers, and what counting again costs.

    python -m bench.volume SMALL LARGE OUT.json

On the PostgreSQL that MOTCUA_DATABASE_URL names, each in a database of its own. Both have the offices and the year of
the simulation; their dossiers are short histories of two entries, how the dossier was taken in and how it stands at
last, as the simulation's own dossiers tell it, written by COPY with their chains and rolled up while they come, in
batches of another size than counting again uses. Both are served at once, and one client asks the one and then the
other for a whole year; the factor is the median of the rounds. In the larger all counters are then counted again from
the journal and compared, row by row, with those that ran along.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from tools.with_postgres import free_ports

from bench.clients import get, run
from bench.growth import OWNER, database
from bench.serving import call, good, serving

ROUNDS, REQUESTS = 40, 10
PATTERNS, BATCH, ROLLED = 20_000, 25_000, 17_000
FACTS = ("stepfacts", "dossierfacts")
TABLES = ("daytally", "monthtally", "serviceday", "servicemonth", "latetally", "steptally", *FACTS)


def measure(small: int, large: int, folder: Path) -> dict[str, Any]:
    """Return dossiers, statements and median milliseconds of both, the factor, and how counting again went."""
    server = os.environ["MOTCUA_DATABASE_URL"]
    with ExitStack() as stack:
        ports, told = free_ports(2), []
        for scale, port in zip((small, large), ports, strict=True):
            os.environ["MOTCUA_HOME"] = str(folder / str(scale))
            os.environ["MOTCUA_DATABASE_URL"] = database(server, f"volume_{scale}")
            call("motcua", "init")
            call("motcua", "simulate", "ha-tinh-today", "--scale", str(PATTERNS))
            told.append(json.loads(call("bench.volume", "fill", str(scale))))
            stack.enter_context(serving(port, "motcua", "serve", "--port", str(port)))
            run(port, [get(told[-1]["page"], OWNER)] * 40, 8)
        asked = [[get(one["page"], OWNER)] * REQUESTS for one in told]
        rounds = [
            [median(good(run(port, requests, 1)).seconds) for port, requests in zip(ports, asked, strict=True)]
            for _ in range(ROUNDS)
        ]
    again = json.loads(call("bench.volume", "again"))
    return {
        "dossiers": [one["dossiers"] for one in told],
        "statements": [one["statements"] for one in told],
        "filled": [one["seconds"] for one in told],
        "ms": [1000 * median(times) for times in zip(*rounds, strict=True)],
        "factor": median(longer / shorter for shorter, longer in rounds),
        "again": again,
    }


def fill(wanted: int) -> dict[str, Any]:
    """Write short histories until there are so many dossiers, rolling up meanwhile; count what the page takes."""
    from django.db import connection, transaction

    from bench.record import _request
    from motcua.journal import actions as journal
    from motcua.measures import actions as measures

    measures.catch_up()
    patterns = list(_patterns())
    histories = _histories(patterns, wanted - _dossiers())
    started = time.perf_counter()
    while batch := [entry for history in islice(histories, BATCH) for entry in history]:
        with transaction.atomic():
            journal.append_written(batch)
        while measures.roll_up(ROLLED):
            pass
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    year = max(day for _, day in patterns)[:4]
    page = f"/so-lieu/?from={year}-01-01&to={year}-12-31"
    for _ in range(2):
        statements, answer = _request("get", page, OWNER)
    if answer.status_code != 200:
        raise RuntimeError(f"{page}: {answer.status_code}")
    return {"dossiers": _dossiers(), "statements": len(statements), "seconds": seconds, "page": page}


def _patterns() -> Iterator[tuple[list[Any], str]]:
    """Yield what the simulation's dossiers tell: their first entry and, where there are more, one that ends them."""
    from motcua.core import canonical
    from motcua.journal.models import Entry
    from motcua.journal.rules import Written, changed
    from motcua.measures.counting import DOSSIERS

    told: dict[str, list[Entry]] = {}
    entries = Entry.objects.filter(subject__startswith=DOSSIERS).order_by("epoch", "transaction_id", "id")
    for entry in entries.iterator(chunk_size=5000):
        held = told.setdefault(entry.subject, [])
        if len(held) > 1:
            held.pop()
        held.append(entry)
    for entries_of in told.values():
        facts: list[dict[str, Any]] = [json.loads(entry.body)["facts"] for entry in entries_of]
        bodies = [{"facts": facts[0]}, *({"facts": one, "was": changed(facts[0], one)} for one in facts[1:])]
        history = [
            Written("", e.kind, e.at, e.recorded_at, e.day, e.actor, canonical.dumps(body), opens=not number)
            for number, (e, body) in enumerate(zip(entries_of, bodies, strict=True))
        ]
        yield history, entries_of[0].day


def _histories(patterns: list[tuple[list[Any], str]], wanted: int) -> Iterator[list[Any]]:
    for number in range(wanted):
        history, _day = patterns[number % len(patterns)]
        yield [entry._replace(subject=f"dossier/V{number:09d}") for entry in history]


def _dossiers() -> int:
    from motcua.journal.models import Subject
    from motcua.measures.counting import DOSSIERS

    return Subject.objects.filter(name__startswith=DOSSIERS).count()


def again() -> dict[str, Any]:
    """Count everything again from the journal; return entries, dossiers, seconds and whether all tables are equal."""
    from motcua.measures import actions as measures

    before = {table: _digest(table) for table in TABLES}
    started = time.perf_counter()
    entries = measures.rebuild()
    seconds = time.perf_counter() - started
    differing = [table for table in TABLES if _digest(table) != before[table]]
    rows = {table: count for table, (count, _) in before.items()}
    return {
        "entries": entries, "dossiers": _dossiers(), "seconds": seconds, "differing": differing, "rows": rows,
    }  # fmt: skip


def _digest(table: str) -> tuple[int, str]:
    """Return rows of a table and a digest of them, whatever their order; counters that are all zero say nothing."""
    from django.apps import apps
    from django.db import connection

    model = apps.get_model("measures", table)
    counters = [field.column for field in model._meta.get_fields() if field.get_internal_type() == "BigIntegerField"]
    told = " OR ".join(f"{column} <> 0" for column in counters) if table not in FACTS else "TRUE"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) "
            f"FROM {model._meta.db_table} t WHERE {told}"
        )
        count, digest = cursor.fetchone()
    return int(count), str(digest)


if __name__ == "__main__":
    if sys.argv[1] in {"fill", "again"}:
        from motcua.site import command

        command.start()
        from motcua.site import server as site_server

        site_server.collect_static()
        print(json.dumps(fill(int(sys.argv[2])) if sys.argv[1] == "fill" else again()))
    else:
        with tempfile.TemporaryDirectory(prefix="motcua-volume-") as made:
            found = measure(int(sys.argv[1]), int(sys.argv[2]), Path(made))
        Path(sys.argv[3]).write_text(json.dumps(found))
