"""Where the time of a request goes inside the product: shares of the processor's time, by part.

    python -m bench.profile KEYS.json

Prints JSON: {page: {part: share in per cent}}. The parts do not overlap; "other" is what is left.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.record import PAGES

REQUESTS = 100
# Parts by where their outermost function stands: (end of the file's path, function).
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "SQL, driver and database": (
        ("django/db/backends/utils.py", "execute"),
        ("django/db/backends/base/base.py", "commit"),
    ),
    "template": (("web/shared/templating.py", "render"),),
    "checking the form's answers": (("catalogue/forms.py", "missing"),),
    "rows to objects": (("core/rows.py", "load"),),
    "the ORM's making of statements": (("django/db/models/sql/compiler.py", "as_sql"),),
    "journal (texts and digests)": (("journal/rules.py", "body"), ("journal/rules.py", "digest")),
    "token against forged posts": (("django/middleware/csrf.py", "process_view"),),
}  # fmt: skip


def shares(statistics: pstats.Stats) -> dict[str, int]:
    """Return the share of each part in per cent."""
    timings: dict[Any, Any] = statistics.stats  # type: ignore[attr-defined]
    whole = sum(own for _, _, own, _, _ in timings.values())
    found = {
        part: sum(
            cumulative
            for (path, _, function), (_, _, _, cumulative, _) in timings.items()
            if any(path.endswith(end) and function == name for end, name in places)
        )
        for part, places in PARTS.items()
    }
    told = {part: round(100 * seconds / whole) for part, seconds in found.items()}
    return {part: share for part, share in told.items() if share} | {"other": max(0, 100 - sum(told.values()))}


def profile(ask: Callable[[int], Any], requests: int) -> dict[str, int]:
    """Return the shares of so many requests; `ask` is given the number of each."""
    profiler = cProfile.Profile(time.process_time)
    for number in range(requests):
        profiler.runcall(ask, number)
    return shares(pstats.Stats(profiler))


def main(keys: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Profile the queue, the figures page and filing, each request through the whole application."""
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=False)
    drafts = [(key, one["session"]) for one in keys["clients"] for _, key in one["drafts"][:2]]

    def visit(path: str) -> Callable[[int], Any]:
        return lambda number: client.get(path)

    def file(number: int) -> Any:
        key, client.cookies["sessionid"] = drafts[number]
        return client.post(f"/ho-so-nhap/{key}/nop/")

    found = {}
    client.cookies["sessionid"] = keys["officer"]
    for name, path in PAGES.items():
        client.get(path)
        found[name] = profile(visit(path), REQUESTS)
    file(0)
    found["filing"] = profile(lambda number: file(number + 1), min(REQUESTS, len(drafts) - 1))
    return found


if __name__ == "__main__":
    from motcua.site import command

    command.start()
    print(json.dumps(main(json.loads(Path(sys.argv[1]).read_text()))))
