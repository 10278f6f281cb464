"""Whether the figures page takes longer in a larger province: two provinces served at once and asked in turn.

    python -m bench.growth SMALL LARGE OUT.json

On the PostgreSQL that MOTCUA_DATABASE_URL names, each in a database of its own, else on SQLite. One client, rounds of
a few requests to the one and then to the other, so that a machine whose speed drifts drifts for both. The factor is
the median of the rounds.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from tools.with_postgres import free_ports

from bench.clients import get, run
from bench.record import PAGES
from bench.serving import call, good, serving

ROUNDS, REQUESTS = 40, 20
OWNER = "-"  # nobody is signed in


def measure(small: int, large: int, folder: Path) -> dict[str, Any]:
    """Return dossiers and median milliseconds of both, and how many times longer the larger takes."""
    asked = [get(PAGES["figures"], OWNER)]
    server = os.environ.get("MOTCUA_DATABASE_URL", "")
    with ExitStack() as stack:
        ports = free_ports(2)
        for scale, port in zip((small, large), ports, strict=True):
            os.environ["MOTCUA_HOME"] = str(folder / str(scale))
            if server:
                os.environ["MOTCUA_DATABASE_URL"] = database(server, f"province_{scale}")
            call("motcua", "init")
            call("motcua", "simulate", "ha-tinh-today", "--scale", str(scale))
            stack.enter_context(serving(port, "motcua", "serve", "--port", str(port)))
            run(port, asked * 40, 8)
        rounds = [[median(good(run(port, asked * REQUESTS, 1)).seconds) for port in ports] for _ in range(ROUNDS)]
    return {
        "database": "postgresql" if server else "sqlite",
        "dossiers": [small, large],
        "ms": [1000 * median(times) for times in zip(*rounds, strict=True)],
        "factor": median(longer / shorter for shorter, longer in rounds),
    }


def database(server: str, name: str) -> str:
    """Make a database on a server of PostgreSQL and return its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="motcua-growth-") as made:
        found = measure(int(sys.argv[1]), int(sys.argv[2]), Path(made))
    Path(sys.argv[3]).write_text(json.dumps(found))
