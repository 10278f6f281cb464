"""Steps of processes as figures: which entry ends one, where, when, in what time and whether late. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from motcua.measures.counting import DOSSIERS
from motcua.measures.others import STEP_TIME, Done
from motcua.measures.rules import Counted, Verdict, judge

MARK = '"step":{'
"""What stands in the body of every entry that tells of a step."""
OPENS = '"opened":[{'
"""What stands in the body of every entry by which steps begin."""


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
    seen = Done(bool(done_at), step.get("outcome", ""), bool(opened_at))
    if not opened_at or not done_at or judge(STEP_TIME, seen).counted is not Counted.ABOVE:
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


class StepState(NamedTuple):
    """The columns of `models.StepFacts`, in an order of their own: a step as it was last told of."""

    code: str
    number: int
    entry: int
    office: str
    procedure: str
    kind: str
    key: str
    opened_at: str
    done_at: str
    due_at: str
    day: str
    outcome: str
    opened_day: str
    ended_day: str

    def seen(self, last: str, as_of: str = "") -> Done:
        """Return the step as the definition sees it at the end of a day, from what was known at that of `as_of`."""
        known = self.ended_day if as_of else self.day
        ended = bool(self.day) and self.day <= last and (not as_of or known <= as_of)
        return Done(ended, self.outcome if ended else "", bool(self.opened_at))

    def judge(self, last: str, as_of: str = "") -> Verdict:
        """Return whether it is in the average of a period that ends so, and why not."""
        return judge(STEP_TIME, self.seen(last, as_of))

    @property
    def seconds(self) -> int:
        """How long it took; of one that ended and of which the beginning is told."""
        return int((datetime.fromisoformat(self.done_at) - datetime.fromisoformat(self.opened_at)).total_seconds())

    @property
    def late(self) -> bool:
        return bool(self.due_at) and self.due_at < self.done_at


def step_states(entries: Iterable[tuple[str, int, str, str]]) -> dict[tuple[str, int], StepState]:
    """Return how steps stand after entries, as (subject, number, moment of recording, body), by dossier and number."""
    found: dict[tuple[str, int], StepState] = {}
    for subject, entry, recorded_at, body in entries:
        if not subject.startswith(DOSSIERS) or not (MARK in body or OPENS in body):
            continue
        parts = json.loads(body)
        details = parts.get("details", {})
        for step in (*details.get("opened", ()), *filter(None, (details.get("step"),))):
            state = _state(subject.removeprefix(DOSSIERS), entry, recorded_at[:10], parts["facts"], step)
            key = state.code, state.number
            found[key] = later(found[key], state) if key in found else state
    return found


def later(one: StepState, other: StepState) -> StepState:
    """Return a step as the later of two entries told of it; when it was told of first stays."""
    last = max(one, other, key=lambda each: each.entry)
    return last._replace(opened_day=min(one.opened_day, other.opened_day))


def _state(code: str, entry: int, day: str, facts: Mapping[str, Any], step: Mapping[str, Any]) -> StepState:
    opened_at, done_at, due_at = (step.get(name) or "" for name in ("opened_at", "done_at", "due_at"))
    return StepState(
        code, step["number"], entry, step["office"], facts["procedure"], step["kind"], step["key"], opened_at, done_at,
        due_at, done_at[:10], step.get("outcome") or "", day, day if done_at else "",
    )  # fmt: skip
