"""Running a scenario from the command line: the database made ready, a progress bar, figures rolled up, the mark."""

from __future__ import annotations

import gc
import time

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from motcua.adoption.helping import following
from motcua.core import clock, tables
from motcua.core.errors import Refused
from motcua.measures import actions as measures
from motcua.simulation import load
from motcua.simulation.load import Loaded
from motcua.site import server
from motcua.site.setup import prepare
from motcua.web.shared import banner


def play(name: str, *, scale: int, seed: int) -> tuple[Loaded, float]:
    """Load a scenario and roll up its figures; return what was loaded and the seconds that it took.

    Raises Refused as `simulation.load.load` does.
    """
    ensure_ready()
    load.check(name, scale=scale, at=clock.now())
    gc.disable()  # Hundreds of thousands of rows without a cycle among them: looking for cycles costs a fifth.
    started = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=scale)

        def report(doing: str, done: int, total: int) -> None:
            progress.update(task, description=doing, completed=done, total=total)

        report("Cộng số liệu", 0, scale)
        measures.catch_up()  # so that what comes next is counted as it is written
        loaded = load.load(name, scale=scale, seed=seed, at=clock.now(), report=report)
        banner.mark()
        report("Cộng số liệu", loaded.dossiers, loaded.dossiers)
        measures.catch_up()
        while loaded.scenario.stretches and following.follow(at=clock.now()):
            pass  # help that filings tell of, and who filed by herself later
        tables.take_stock()
    return loaded, time.monotonic() - started


def ensure_ready() -> None:
    """Create or upgrade the database when it is not ready."""
    try:
        server.check_ready()
    except Refused:
        prepare(report=lambda line: click.echo(line, err=True))
