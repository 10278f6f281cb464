"""Measure everything on this machine, on SQLite and on a PostgreSQL of our own, and write bench/RESULTS.md.

    python -m bench.run [--scale 50000] [--rounds 3] [--database sqlite|postgresql]
    python -m bench.run --only large
    python -m bench.run --only volume

Each page and the filing are measured in interleaved rounds against `bench.bare` on the same database; the figures page
also in two provinces, of `--scale` dossiers and of ten times as many; queue and register in provinces of a thousand and
of a million cases (`--only large`: nothing but that, put into the report that is there); the
figures of a year with half a million and with five million dossiers only by `--only volume`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from tools.with_postgres import free_ports

from bench import weight
from bench.clients import Round, get, post, run
from bench.record import PAGES
from bench.serving import call, good, serving

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = (1, 8, 32)
FILINGS = {1: 60, 8: 160, 32: 200}
VIEWS = {"queue": {1: 60, 8: 160, 32: 200}, "figures": {1: 30, 8: 60, 32: 64}}
LARGER = 10
MILLIONS = (500_000, 5_000_000)
MILLION = (1_000, 20, 50_000)  # a small province; a large one: copies of dossiers
NAMES = ("postgresql", "sqlite")
WARM = 48
ROWS = 60


def measure(name: str, scale: int, rounds: int) -> dict[str, Any]:
    """Return all figures of one database, which MOTCUA_HOME and MOTCUA_DATABASE_URL name and which is empty."""
    found: dict[str, Any] = {"database": name, "scale": scale, "rounds": rounds}
    call("motcua", "init")
    started = time.perf_counter()
    call("motcua", "simulate", "ha-tinh-today", "--scale", str(scale))
    found["simulated"] = scale / (time.perf_counter() - started)
    found["imported"] = _imported()
    drafts = 5 + (2 * rounds * sum(FILINGS.values()) + 2 * WARM) // 32 + 12
    keys = json.loads(call("bench.fill", "--clients", "32", "--drafts", str(drafts), "--opened", str(ROWS)))
    folder = Path(os.environ["MOTCUA_HOME"])
    spare = [{**one, "drafts": [one["drafts"].pop() for _ in range(2)]} for one in keys["clients"]]
    (folder / "spare.json").write_text(json.dumps({**keys, "clients": spare}))
    (folder / "keys.json").write_text(json.dumps(keys))
    call("bench.record", str(folder / "keys.json"), str(folder / "recorded.json"))
    recorded = json.loads((folder / "recorded.json").read_text())
    found["statements"] = {"filing": len(recorded["filing"])} | {
        page: len(told["statements"]) for page, told in recorded["pages"].items()
    }
    ours, bare = free_ports(2)
    waiting = iter([(key, values["session"]) for key, values in recorded["drafts"].items()])
    with (
        serving(ours, "motcua", "serve", "--port", str(ours)) as server,
        serving(bare, "bench.bare", str(folder / "recorded.json"), str(bare)),
    ):
        found["weight"] = weight.first_form_page(ours, keys["clients"][5])
        found["rates"] = {
            page: _compare(ours, bare, rounds, VIEWS[page], [get(path, keys["officer"])], [get(f"/{page}", "-")])
            for page, path in PAGES.items()
        }
        found["rates"]["filing"] = _compare_filing(ours, bare, rounds, waiting)
        found["memory"] = _memory(server.pid)
    found["profile"] = json.loads(call("bench.profile", str(folder / "spare.json")))
    return found


def _compare(
    ours: int, bare: int, rounds: int, sizes: dict[int, int], own: list[bytes], limit: list[bytes]
) -> dict[int, dict[str, Any]]:
    result = {}
    for port, requests in ((ours, own), (bare, limit)):  # Every worker and thread has its connection and templates.
        run(port, requests * 32, 16)
    for clients in CLIENTS:
        pairs = []
        for _ in range(rounds):
            pairs.append(
                (good(run(ours, own * sizes[clients], clients)), good(run(bare, limit * sizes[clients], clients)))
            )
        result[clients] = _summary(pairs)
    return result


def _compare_filing(ours: int, bare: int, rounds: int, waiting: Iterator[tuple[str, str]]) -> dict[int, dict[str, Any]]:
    result = {}
    for port, place in ((ours, "/ho-so-nhap/{}/nop/"), (bare, "/{}")):  # Forms are read, connections are open.
        run(port, [post(place.format(key), session) for key, session in _take(waiting, WARM)], 16)
    for clients in CLIENTS:
        pairs = []
        for _ in range(rounds):
            own = [post(f"/ho-so-nhap/{key}/nop/", session) for key, session in _take(waiting, FILINGS[clients])]
            limit = [post(f"/{key}", session) for key, session in _take(waiting, FILINGS[clients])]
            pairs.append((good(run(ours, own, clients)), good(run(bare, limit, clients))))
        result[clients] = _summary(pairs)
    return result


def _take(waiting: Iterator[tuple[str, str]], how_many: int) -> list[tuple[str, str]]:
    return [next(waiting) for _ in range(how_many)]


def _summary(pairs: list[tuple[Round, Round]]) -> dict[str, Any]:
    return {
        "rate": median(own.per_second for own, _ in pairs),
        "p95": median(own.percentile(0.95) for own, _ in pairs) * 1000,
        "limit": median(limit.per_second for _, limit in pairs),
        "limit_p95": median(limit.percentile(0.95) for _, limit in pairs) * 1000,
        "ratio": median(own.per_second / limit.per_second for own, limit in pairs),
    }


def _imported() -> dict[str, Any] | None:
    source = ROOT.parent / "shared" / "data" / "procedures.jsonl"
    if not source.exists():
        return None
    started = time.perf_counter()
    call("motcua", "import", "procedures", str(source))
    rows = sum(1 for _ in source.open())
    return {"rows": rows, "per_second": rows / (time.perf_counter() - started)}


def _memory(pid: int) -> dict[str, int]:
    master = psutil.Process(pid)
    workers = [child.memory_full_info() for child in master.children()]
    return {
        "workers_rss": sum(one.rss for one in workers) // 2**20,
        "workers_pss": sum(one.pss for one in workers) // 2**20,
        "master_rss": master.memory_info().rss // 2**20,
    }


def main() -> None:
    """Measure both databases and write the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--no-growth", action="store_true")
    parser.add_argument("--only", choices=["large", "volume"])
    parser.add_argument("--dossiers", type=int, nargs=2, default=MILLIONS)
    given = parser.parse_args()
    if given.json:
        found = measure(given.database, given.scale, given.rounds)
        given.json.write_text(json.dumps(found))
        return
    from bench import report

    place = ROOT / "bench" / "RESULTS.md"
    if given.only:
        told = place.read_text()
        volume = given.only == "volume"
        place.write_text(
            report.with_volume(told, _volume(given.dossiers)) if volume else report.with_large(told, _large())
        )
        return
    results = [found for name in NAMES if (found := _measured(name, given.scale, given.rounds))]
    grown = [] if given.no_growth else [found for name in NAMES if (found := _growth(name, given.scale))]
    text = report.write(results, grown, None if given.no_growth else _large(), place.read_text())
    place.write_text(text)
    print(text)


def _large() -> dict[str, Any] | None:
    return _apart("postgresql", "bench.large", *map(str, MILLION))


def _volume(dossiers: Sequence[int]) -> dict[str, Any] | None:
    return _apart("postgresql", "bench.volume", *map(str, dossiers))


def _growth(name: str, scale: int) -> dict[str, Any] | None:
    return _apart(name, "bench.growth", str(scale), str(scale * LARGER))


def _measured(name: str, scale: int, rounds: int) -> dict[str, Any] | None:
    return _apart(name, "bench.run", "--database", name, "--scale", str(scale), "--rounds", str(rounds), "--json")


def _apart(name: str, *words: str) -> dict[str, Any] | None:
    """Run a module that writes what it found into its last argument, in a folder and on a database of its own.

    PostgreSQL is started for it; None when there is none.
    """
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        out = Path(folder) / "figures.json"
        command = [sys.executable, "-m", *words, str(out)]
        if name == "postgresql":
            command = [sys.executable, str(ROOT / "tools/with_postgres.py"), "--durable", *command]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
        subprocess.run(command, env=kept | {"MOTCUA_HOME": str(Path(folder) / "province")}, cwd=ROOT, check=True)
        return json.loads(out.read_text()) if out.exists() else None


if __name__ == "__main__":
    main()
