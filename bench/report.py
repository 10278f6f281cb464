"""RESULTS.md from what was measured."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

import psutil

TARGETS = {"filing": (15, 0.5), "queue": (6, 0.5), "figures": (None, None)}
TITLES = {"filing": "Filing (submit → code)", "queue": "Queue page", "figures": "Figures page (public)"}


def write(results: list[dict[str, Any]], *, cores: int, system: str) -> str:
    """Return the report as Markdown: the machine without names or paths, then one section per database."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "gunicorn", "psycopg", "jinja2"))
    memory = round(psutil.virtual_memory().total / 2**30)
    lines = [
        "# Measured", "",
        "Written by `make bench`. Each line compares with a bare WSGI function on the same server and the same",
        "database, in the same run, in interleaved rounds; it makes the same SQL statements and answers as many bytes.",
        "The clients run on the same machine.", "",
        f"Machine: {cores} cores, {memory} GB, {system}, Python {platform.python_version()}, {packages}.",
    ]  # fmt: skip
    for found in results:
        lines += ["", f"## {found['database']}", "", *_section(found)]
    return "\n".join(lines) + "\n"


def _section(found: dict[str, Any]) -> list[str]:
    lines = [
        "| what | clients | requests/s | p95 ms | limit/s | limit p95 ms | ratio | statements | target |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for name, title in TITLES.items():
        most, least = TARGETS[name]
        target = f"≤ {most} statements, ≥ {least} of the limit" if most else "does not grow with dossiers"
        for clients, row in found["rates"][name].items():
            lines.append(
                f"| {title} | {clients} | {row['rate']:.0f} | {row['p95']:.0f} | {row['limit']:.0f} | "
                f"{row['limit_p95']:.0f} | {row['ratio']:.2f} | {found['statements'][name]} | {target} |"
            )
    kb, memory = {name: f"{size / 1024:.1f} KB" for name, size in found["weight"].items()}, found["memory"]
    lines += [
        "",
        f"- First form page, compressed: {kb['with_font']} with its font (target 60), {kb['without_font']} without "
        f"(target 15): page {kb['page']}, styles {kb['styles']}, scripts {kb['scripts']}, font {kb['font']}.",
        f"- Two web workers: {memory['workers_rss']} MB resident ({memory['workers_pss']} MB counted once), "
        f"the process above them {memory['master_rss']} MB (target 250).",
        f"- Simulation, with the figures rolled up: {found['simulated']:.0f} dossiers/s.",
    ]
    if found["imported"]:
        lines.append(f"- Import: {found['imported']['per_second']:.0f} rows/s ({found['imported']['rows']} rows).")
    return lines
