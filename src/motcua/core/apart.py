"""Running something in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Outcome = TypeVar("Outcome")


def apart(work: Callable[[], Outcome]) -> Outcome:
    """Return what `work` returns, done in a new thread, or raise what it raises.

    For libraries that start an event loop: a thread in which one runs already cannot have another.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()
