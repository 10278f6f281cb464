"""What an entry is made of and how its digest is taken. Pure: values in, values out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from motcua.core import canonical, clock

GENESIS = "0" * 64
EPOCHS = "journal/epochs"
SETTLING = timedelta(hours=1)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr, check_circular=False).encode
COLUMNS = (
    "id", "epoch", "transaction_id", "subject", "number", "kind", "at", "recorded_at", "day", "actor", "body",
    "previous",
)  # fmt: skip
FACTS = (
    "received_office", "competent_office", "procedure", "service_level", "channel", "help", "status", "system",
    "simulated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one subject.

    `subject` is "kind/key", such as "dossier/H27.31-240501-0001". `kind` is a verb in the past, such as
    "accepted". `at` is when it happened, `by` who did it ("account:17", "system:worker"). `facts` is the whole
    state that later readers count by; `was` the facts that this event changed, with their former values;
    `details` anything else. Values are text, whole numbers, booleans, lists, objects or null; never a float.
    `opens` marks the first event of a subject; only that one may carry the `series` and `series_number` under which
    the subject is counted, so that a subject that is missing altogether leaves a gap.
    """

    subject: str
    kind: str
    at: datetime
    by: str
    facts: dict[str, Any] = field(default_factory=dict)
    was: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    opens: bool = False
    series: str | None = None
    series_number: int | None = None
    recorded_at: datetime | None = None


class Written(NamedTuple):
    """An event in the words that are stored: three times as text of fixed width, the body as canonical JSON.

    Whoever writes thousands makes these directly, with exactly the text that `written` would give.
    """

    subject: str
    kind: str
    at: str
    recorded_at: str
    day: str
    by: str
    body: str
    opens: bool = False
    series: str | None = None
    series_number: int | None = None


def written(event: Event, recorded_at: datetime | None = None) -> Written:
    """Return an event as it is stored; `recorded_at` is the event's own, else the one given, else its `at`."""
    at = clock.stamp(event.at)
    recorded = event.recorded_at or recorded_at or event.at
    return Written(
        event.subject, event.kind, at, at if recorded is event.at else clock.stamp(recorded), at[:10], event.by,
        body(event), event.opens, event.series, event.series_number,
    )  # fmt: skip


def body(event: Event) -> str:
    """Return the one text column of an entry: canonical JSON of facts, former facts, details and place in a series."""
    numbered = [event.series, event.series_number] if event.opens and event.series else None
    parts = {"facts": event.facts, "was": event.was, "details": event.details, "series": numbered}
    return canonical.dumps({name: value for name, value in parts.items() if value})


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the former values of the facts that differ; a fact that is new had the value None."""
    return {name: before.get(name) for name in after if before.get(name) != after[name]}


def before(number: int, parts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as they stood before the entry `number` whose parsed body is `parts`; {} for the first."""
    return {} if number == 1 else {**parts.get("facts", {}), **parts.get("was", {})}


def digest(stored: Iterable[Any]) -> str:
    """Return the digest of an entry from its stored columns, in the order of `COLUMNS`, as the database holds them.

    SHA-256 over the UTF-8 of a JSON array without spaces. A whole number that has become text, text that has become
    bytes, or one more space anywhere gives another digest. Bytes that are no UTF-8 are taken as they are.
    """
    return canonical.digest(_encode(list(stored)).encode("utf-8", "surrogateescape"))


def opened_as(stored_body: Any) -> tuple[Any, Any]:
    """Return the series and number that the body of a subject's first entry names; (None, None) without."""
    try:
        series, number = json.loads(stored_body)["series"]
    except (KeyError, TypeError, ValueError):
        return None, None
    return series, number


def epoch_told(stored_body: Any) -> tuple[Any, Any, Any]:
    """Return (number, started_at, reason) of the epoch that an entry of `EPOCHS` tells of; nulls when unreadable."""
    try:
        details = json.loads(stored_body)["details"]
        return details["number"], details["started_at"], details["reason"]
    except (KeyError, TypeError, ValueError):
        return None, None, None


def root(digests: Iterable[str]) -> str:
    """Return the root of one day: the digest over the sorted digests of all entries recorded on that day."""
    return canonical.digest("\n".join(sorted(digests)))


def facts_told(stored_body: Any) -> dict[str, Any]:
    """Return the facts in the body of an entry; {} where it was made unreadable."""
    try:
        facts = json.loads(stored_body).get("facts", {})
    except (AttributeError, TypeError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def exported(columns: dict[str, Any]) -> dict[str, Any]:
    """Return one line of an export: the stored columns with the digest, and the facts beside them.

    Every name of `FACTS` is present, null where the entry has no such fact (and where the body was made unreadable:
    an export prints a damaged entry too, for the verifier to name).
    """
    facts = facts_told(columns["body"])
    return {**columns, **{name: facts.get(name) for name in FACTS}}


def recorded_day(recorded_at: str) -> str:
    """Return the local date, as text, of a stored time of recording."""
    return recorded_at[:10]


def last_closed_day(now: datetime) -> str:
    """Return the newest day, as text, whose root is final.

    An entry recorded at 23:59:59 may commit after midnight; no transaction of the application lasts an hour.
    """
    return (clock.local_day(now - SETTLING) - timedelta(days=1)).isoformat()
