"""Steps of processes as figures: which entry ends one, where, when, in what time and whether late. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from motcua.casework.rules import StepOutcome

_ENDED = frozenset({StepOutcome.DONE, StepOutcome.SENT_BACK, StepOutcome.ANSWERED, StepOutcome.UNANSWERED})
MARK = '"step":{'
"""What stands in the body of every entry that tells of a step."""


class StepKey(NamedTuple):
    """Where a step counts: its office, the day "YYYY-MM-DD" of its end, its procedure, kind and key."""

    office: str
    day: str
    procedure: str
    kind: str
    key: str


def ended(parts: Mapping[str, Any]) -> tuple[StepKey, int, bool] | None:
    """Return where the step of an entry, whose parsed body is `parts`, counts, its seconds and whether it was late.

    None where none ended. What was withdrawn took nobody's time; a question that stayed without an answer did.
    Entries from before steps told when they began are left out.
    """
    step = parts.get("details", {}).get("step") or {}
    opened_at, done_at = step.get("opened_at"), step.get("done_at")
    if not opened_at or not done_at or step["outcome"] not in _ENDED:
        return None
    took = datetime.fromisoformat(done_at) - datetime.fromisoformat(opened_at)
    key = StepKey(step["office"], done_at[:10], parts["facts"]["procedure"], step["kind"], step["key"])
    return key, int(took.total_seconds()), step["due_at"] is not None and step["due_at"] < done_at


def together(bodies: Iterable[Mapping[str, Any]]) -> dict[StepKey, tuple[int, int, int]]:
    """Return how many steps the entries with these parsed bodies ended, their seconds, and how many were late."""
    summed: dict[StepKey, tuple[int, int, int]] = {}
    for parts in bodies:
        if found := ended(parts):
            key, seconds, late = found
            count, took, lates = summed.get(key, (0, 0, 0))
            summed[key] = count + 1, took + seconds, lates + late
    return summed
