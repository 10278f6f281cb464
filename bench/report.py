"""RESULTS.md from what was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

TARGETS = {"filing": (15, 0.5), "queue": (6, 0.5), "figures": (None, None)}
TITLES = {"filing": "Filing (submit → code)", "queue": "Queue page, 50 rows", "figures": "Figures page (public)"}
NAMES = {"postgresql": "PostgreSQL (fsync on)", "sqlite": "SQLite (WAL, synchronous FULL)"}
WORKERS, PAGE, BARE_PAGE = 250, 60, 15  # MB, KB, KB without the font
FLAT = 1.1  # the noise of this measurement, not growth
MOST_TIMES = 1.5
LARGE = "## Queue and register by the size of the province (PostgreSQL)"
VOLUME = "## Figures of a year by the number of dossiers, and counting them again (PostgreSQL)"
MOST_STATEMENTS, MOST_GROWTH = 8, 1.2


def write(results: list[dict[str, Any]], grown: list[dict[str, Any]], large: dict[str, Any] | None, former: str) -> str:
    """Return the report as Markdown: the machine without names or paths, then one section per database.

    The section of millions of dossiers, which is measured by itself, is kept from the `former` report.
    """
    lines = [
        "# Measured", "",
        "Written by `make bench`. Each line compares with a bare WSGI function on the same server and the same",
        "database, in the same run, in interleaved rounds; it makes the same SQL statements and answers as many bytes.",
        "Rates and p95 are medians of the rounds. The clients run on the same machine and share its cores.", "",
        _machine(), "", *_growth(grown),
    ]  # fmt: skip
    for found in results:
        lines += ["", f"## {NAMES[found['database']]}, {found['scale']} dossiers, {found['rounds']} rounds", ""]
        lines += _section(found)
    _before, _title, volume = former.partition(VOLUME)
    kept = volume.partition("\n## ")[0].strip().split("\n")
    text = with_large("\n".join(lines) + "\n", large)
    return _with(text, VOLUME, kept) if volume else text


def with_large(text: str, found: dict[str, Any] | None) -> str:
    """Return a report with the section of the large province in the place of the one that it had, if any."""
    return _with(text, LARGE, _large(found)) if found else text


def with_volume(text: str, found: dict[str, Any] | None) -> str:
    """Return a report with the section of millions of dossiers in the place of the one that it had, if any."""
    return _with(text, VOLUME, _volume(found)) if found else text


def _with(text: str, head: str, lines: list[str]) -> str:
    before, _title, rest = text.partition(head)
    _old, title, after = rest.partition("\n## ")
    kept = f"{before.rstrip()}\n{title}{after}" if rest else text
    return f"{kept.rstrip()}\n\n" + "\n".join([head, "", *lines]) + "\n"


def _volume(found: dict[str, Any]) -> list[str]:
    small, large = (f"{count:,}" for count in found["dossiers"])
    few, many = found["statements"]
    shorter, longer = found["ms"]
    again, factor = found["again"], found["factor"]
    millions = again["dossiers"] / 1_000_000
    rows = ", ".join(f"{table} {count:,}" for table, count in again["rows"].items())
    compared = "met" if not again["differing"] else f"missed: {', '.join(again['differing'])}"
    return [
        f"The public figures page of the whole province for a whole year; one client; provinces of {small} and {large}",
        "dossiers with short histories (two entries at most, written by COPY), both served and asked in turn; medians",
        "over the rounds. Measured by itself with `make bench-volume`.", "",
        _machine(), "",
        f"- SQL statements: {few} and {many} (target ≤ {MOST_STATEMENTS}, as many: "
        f"{_met(few == many <= MOST_STATEMENTS)}).",
        f"- {shorter:.1f} ms at {small}, {longer:.1f} ms at {large}: {factor:.2f} times (target ≤ {MOST_GROWTH}: "
        f"{_met(factor <= MOST_GROWTH)}).",
        f"- Counting everything again from the journal (`motcua figures rebuild`): {again['entries']:,} entries of "
        f"{again['dossiers']:,} dossiers in {again['seconds']:.0f} s, {again['seconds'] / millions:.0f} s per million "
        f"dossiers. All tables equal to those that ran along: {compared} (rows: {rows}).",
        f"- Writing the larger province's journal and rolling it up took {found['filled'][1]:.0f} s.",
    ]  # fmt: skip


def _large(found: dict[str, Any]) -> list[str]:
    small, large = (f"{count:,}" for count in found["cases"])
    few, many = (f"{count:,}" for count in found["steps"])
    lines = [
        f"Somebody who sees every office; one client; provinces of {small} and {large} cases served at once and asked",
        "in turn, pages of as many rows; medians over the rounds of the p95 and of its factor. Target: as many",
        f"statements, and at most {MOST_TIMES} times as long. A department takes part in every fifth case; what is",
        f"open there grows with the province, from {few} steps to {many}, so it has no target. Measured by itself with",
        "`make bench-large`.", "",
        _machine(), "",
        f"| page | rows | statements | p95 ms at {small} | p95 ms at {large} | times | target |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]  # fmt: skip
    for title, row in found["pages"].items():
        same = len(set(row["statements"])) == len(set(row["rows"])) == 1
        met = _met(same and row["factor"] <= MOST_TIMES) if row["aimed"] else "none"
        rows, statements = (" / ".join(map(str, dict.fromkeys(row[name]))) for name in ("rows", "statements"))
        shorter, longer = row["p95"]
        lines.append(
            f"| {title} | {rows} | {statements} | {shorter:.1f} | {longer:.1f} | {row['factor']:.2f} | {met} |"
        )
    return lines


def _machine() -> str:
    names = ("django", "gunicorn", "psycopg", "jinja2")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    memory = round(psutil.virtual_memory().total / 2**30)
    load = f"{os.getloadavg()[2]:.1f}"
    return (
        f"Machine: {os.cpu_count()} cores ({_processor()}), {memory} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}. Load average over the last "
        f"15 minutes at the end: {load} (our own included; more than the number of cores means that others took part)."
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _growth(grown: list[dict[str, Any]]) -> list[str]:
    if not grown:
        return []
    lines = [
        "Figures page by size of the province (one client, both served at once and asked in turn, medians; target:",
        f"does not grow, {FLAT} allowed for noise):", "",
    ]  # fmt: skip
    for found in grown:
        (small, large), (shorter, longer) = found["dossiers"], found["ms"]
        lines.append(
            f"- {NAMES[found['database']]}: {shorter:.1f} ms at {small} dossiers, {longer:.1f} ms at {large}: "
            f"{found['factor']:.2f} times: {_met(found['factor'] <= FLAT)}."
        )
    return lines


def _section(found: dict[str, Any]) -> list[str]:
    lines = [
        "| what | clients | requests/s | p95 ms | limit/s | limit p95 ms | ratio | target |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for name, title in TITLES.items():
        for clients, row in found["rates"][name].items():
            least = TARGETS[name][1]
            target = f"≥ {least}: {_met(row['ratio'] >= least)}" if least else "none"
            lines.append(
                f"| {title} | {clients} | {row['rate']:.0f} | {row['p95']:.0f} | {row['limit']:.0f} | "
                f"{row['limit_p95']:.0f} | {row['ratio']:.2f} | {target} |"
            )
    lines += ["", *_statements(found["statements"]), *_sizes(found), "", *_profile(found["profile"])]
    return lines


def _statements(counted: dict[str, int]) -> list[str]:
    told = []
    for name, title in TITLES.items():
        most = TARGETS[name][0]
        target = f" (target ≤ {most}: {_met(counted[name] <= most)})" if most else ""
        told.append(f"{title} {counted[name]}{target}")
    return [f"- SQL statements with sign-in and permission: {', '.join(told)}."]


def _sizes(found: dict[str, Any]) -> list[str]:
    weight, memory, imported = found["weight"], found["memory"], found["imported"]
    kb = {name: f"{size / 1024:.1f} KB" for name, size in weight.items()}
    lines = [
        f"- First form page, compressed: {kb['with_font']} with its font (target {PAGE}: "
        f"{_met(weight['with_font'] < PAGE * 1024)}), {kb['without_font']} without (target {BARE_PAGE}: "
        f"{_met(weight['without_font'] < BARE_PAGE * 1024)}): page {kb['page']}, styles {kb['styles']}, "
        f"scripts {kb['scripts']}, font {kb['font']}.",
        f"- Two web workers: {memory['workers_rss']} MB resident, {memory['workers_pss']} MB with shared pages counted "
        f"once (target {WORKERS}: {_met(memory['workers_rss'] < WORKERS)}); the process above them "
        f"{memory['master_rss']} MB.",
        f"- Simulation, with the figures rolled up: {found['simulated']:.0f} dossiers/s.",
    ]
    if imported:
        lines.append(f"- Import of procedures: {imported['per_second']:.0f} rows/s ({imported['rows']} rows).")
    return lines


def _profile(found: dict[str, dict[str, int]]) -> list[str]:
    lines = ["Where the processor's time of a request goes inside the product (cProfile, which overrates Python):", ""]
    for name, parts in found.items():
        ordered = sorted(parts.items(), key=lambda part: -part[1])
        lines.append(f"- {TITLES[name]}: " + ", ".join(f"{part} {share} %" for part, share in ordered) + ".")
    return lines


def _met(reached: bool) -> str:
    return "met" if reached else "missed"
