"""Servers and commands of the measurements, each a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.clients import Connection, Round, get

PYTHON = [sys.executable, "-W", "ignore", "-m"]


@contextmanager
def serving(port: int, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server as `python -m words…` until the block ends; it answers when the block begins."""
    process = subprocess.Popen([*PYTHON, *words], stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                Connection(port).ask(get("/tra-cuu/" if "serve" in words else "/figures", "-"))
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def call(*words: str) -> str:
    """Return what `python -m words…` printed. Raises RuntimeError with its complaint when it fails."""
    done = subprocess.run([*PYTHON, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-2000:]}")
    return done.stdout


def good(done: Round) -> Round:
    """Return a round as it is. Raises RuntimeError when an answer of it was none."""
    if set(done.statuses) - {200, 302}:
        raise RuntimeError(f"answers that are none: {done.statuses}")
    return done
