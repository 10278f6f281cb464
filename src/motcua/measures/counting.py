"""How a dossier is counted, and which counters an entry of the journal changes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from motcua.casework.deadlines.on_time import course_of
from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.filing.rules import Help
from motcua.journal import rules as journal
from motcua.measures.indicators import INDICATORS
from motcua.measures.lateness import is_told, late_steps
from motcua.measures.rules import DEFINITIONS, SIMULATED, Counted, Definition, Seen, Standing, judge, parts
from motcua.measures.versions import counted_in

READER = "measures"
DOSSIERS = "dossier/"
Facts = Mapping[str, Any]


class Took(NamedTuple):
    """Seconds of a dossier, to be added in the column of a time."""

    column: str


class Late(NamedTuple):
    """A step in the number of late dossiers: from this day on, "YYYY-MM-DD", so many more (or fewer) are late."""

    day: str


Key = tuple[str, str, str, Seen | Took | Late]
"""(axis, office code, day of receipt "YYYY-MM-DD", what is counted there)."""
_FURTHER = [each for versions in INDICATORS.values() for each in versions if each.name not in DEFINITIONS]
_ONLINE = [each for name in DEFINITIONS for each in INDICATORS[name]]
_SPANS = [each for each in _FURTHER if each.span]
COLUMNS = (*(f"{each.stem}_{part}" for each in _ONLINE for part in parts(each)), SIMULATED)
"""What the tables of counters of online filing hold beside the office and the day."""
SERVICE_COLUMNS = (*(f"{each.stem}_{part}" for each in _FURTHER for part in parts(each)), SIMULATED)
"""The same of the tables of the further indicators."""
LATE = "on_time_late"
"""The name under which late dossiers stand beside the columns of the further indicators."""
_STANDINGS = {1: Standing.NEW, 3: Standing.REFUSED}
_TIMES = ("submitted_at", "received_at", "finished_at", "returned_at")
_MIDNIGHT = "00:00:00.000000"
_TOLD_APART = frozenset({1, 3, 9, 10})
_PLACED_BY = frozenset({"competent_office", "received_office", "received_at"})
_SEEN_BY = (
    "channel", "service_level", "help", "status", "result_required", "electronic_result", "simulated", "digitised",
    "verified", "satisfaction", "fee_due", "paid_online", "shared",
)  # fmt: skip
_TIMED_BY = frozenset({
    "submitted_at", "received_at", "finished_at", "returned_at", "ended_at", "stopped_at", "due_at", "judged_due_at",
    "longest_at", "end_untold", "requests",
})  # fmt: skip
COUNTED_BY = _PLACED_BY | _TIMED_BY | frozenset(_SEEN_BY) | {"reused"}
"""The facts of an entry by which a dossier is counted."""


def seen(facts: Facts) -> Seen | None:
    """Return a dossier as the definitions see it; None when it was never received: it counts nowhere.

    A channel that is missing or not one of the three is direct, help that is missing is unknown, a level that is
    missing is none: what is not shown to be online never becomes so.
    """
    return look(facts) if facts.get("received_at") else None


def look(facts: Facts) -> Seen:
    """Return the same whether it was received or not."""
    say = facts.get
    return _seen(
        say("channel"), say("service_level"), say("help"), say("status"), say("result_required", True),
        bool(say("electronic_result")), bool(say("simulated")), _said(facts, "digitised"), _said(facts, "verified"),
        say("satisfaction") or "", _said(facts, "reused"), bool(say("finished_at")), bool(say("returned_at")),
        say("paid_online") if say("fee_due") else None, say("shared"), is_told(facts), *_clocked(facts),
    )  # fmt: skip


def has_hour(moment: str | None) -> bool:
    """Return whether a stored time was told with its time of day: midnight sharp is a day without one."""
    return moment is not None and moment[11:26] != _MIDNIGHT


def _clocked(facts: Facts) -> tuple[bool, bool, bool]:
    """Whether the hours are told between which a dossier was accepted, finished and returned.

    What was filed at the very moment of receipt is an export that tells only one of the two.
    """
    submitted, received, finished, returned = (facts.get(name) for name in _TIMES)
    known = [has_hour(each) for each in (submitted, received, finished, returned)]
    return known[0] and known[1] and submitted != received, known[1] and known[2], known[2] and known[3]


def _said(facts: Facts, name: str) -> bool | None:
    """Whether it is so; None is not known, and what entries from before that fact leave out is no."""
    said = facts.get(name, False)
    return None if said is None else bool(said)


@cache
def _seen(
    channel: Any, level: Any, helped: Any, status: Any, required: Any, electronic: bool, simulated: bool,
    digitised: bool | None, verified: bool | None, satisfaction: str, reused: bool | None, finished: bool,
    returned: bool, paid_online: bool | None, shared: bool | None, limited: bool, accepted_by_clock: bool,
    finished_by_clock: bool, returned_by_clock: bool,
) -> Seen:  # fmt: skip
    known = ServiceLevel(level) if level in ServiceLevel.values else ServiceLevel.NONE
    way = Channel(channel) if channel in (Channel.ONLINE, Channel.POST) else Channel.DIRECT
    by = Help(helped) if helped in Help.values else Help.UNKNOWN
    return Seen(
        channel=way, level=known, help=by.value if way is Channel.ONLINE else "", proven=not required or electronic,
        standing=_STANDINGS.get(status, Standing.RECEIVED), simulated=simulated, required=bool(required),
        electronic=electronic, finished=status in (9, 10) and finished, returned=status == 10 and returned,
        digitised=digitised, reused=reused, verified=verified, satisfaction=satisfaction,
        payment="" if paid_online is None else "online" if paid_online else "other",
        shared="" if shared is None else "yes" if shared else "no", limited=limited,
        accepted_by_clock=accepted_by_clock, finished_by_clock=finished_by_clock, returned_by_clock=returned_by_clock,
    )  # fmt: skip


def keys(facts: Facts) -> dict[Key, int]:
    """Return the counters in which a dossier with these facts stands and how much it adds to each, on both axes."""
    found = seen(facts)
    if found is None:
        return {}
    counted: dict[Seen | Took | Late, int] = {found: 1}
    counted |= {Took(column): took for column, took in seconds(facts).items() if took}
    for late_on, step in late_steps(facts).items():
        counted[Late(late_on)] = step
    day = str(facts["received_at"])[:10]
    places = (("competent", facts.get("competent_office")), ("received", facts.get("received_office")))
    return {(axis, office, day, what): count for axis, office in places if office for what, count in counted.items()}


def seconds(facts: Facts) -> dict[str, int]:
    """Return the seconds that a dossier adds to the times of the further indicators, by column."""
    found = seen(facts)
    counts = found is not None
    return {
        f"{each.stem}_seconds": _seconds(each, facts) if counts and judge(each, found).counted is Counted.ABOVE else 0
        for each in _SPANS
    }


def _seconds(definition: Definition, facts: Facts) -> int:
    """Return the whole seconds of a time, those for papers off; never less than none."""
    assert definition.span
    start, end = (datetime.fromisoformat(facts[name]) for name in definition.span)
    took = end - start
    waited = definition.span[0] == "received_at" and facts.get("requests")
    for asked, done in course_of(facts).requests if waited else ():
        if done and start <= asked and done <= end:
            took -= done - asked
    return max(0, int(took.total_seconds()))


def changes(number: int, body: Mapping[str, Any]) -> dict[Key, int]:
    """Return what the entry `number` of a dossier, whose parsed body is `body`, adds to which counters.

    A correction takes one away on the day and at the office where the dossier stood and adds one where it stands.
    """
    facts, was = body.get("facts", {}), body.get("was", {})
    if number > 1 and not _touches(facts, was):
        return {}
    moved = keys(facts)
    for key, count in keys(journal.before(number, dict(body))).items():
        moved[key] = moved.get(key, 0) - count
    return {key: count for key, count in moved.items() if count}


def _touches(facts: Facts, was: Facts) -> bool:
    """Return whether anything changed by which a dossier is counted; most moves only pass from status to status."""
    touched = COUNTED_BY.intersection(was)
    if touched == {"status"}:
        return was["status"] in _TOLD_APART or facts["status"] in _TOLD_APART
    return bool(touched)


def parts_of(definition: Definition, seen: Seen) -> tuple[str, ...]:
    """Return the parts of a definition in which a dossier counts one."""
    if not (asked := parts(definition)) or (counted := judge(definition, seen).counted) is Counted.OUT:
        return ()
    if counted is Counted.BELOW or definition.span or definition.rule:
        return ("below",)
    return ("below", seen.help or Help.UNKNOWN.value) if definition.by_help else asked


@cache
def positions(seen: Seen) -> tuple[int, ...]:
    """Return which of `COLUMNS` a dossier is counted in."""
    return _positions(seen, COLUMNS, _ONLINE)


@cache
def service_positions(what: Seen | Took) -> tuple[int, ...]:
    """Return which of `SERVICE_COLUMNS` a dossier, or its seconds, are counted in."""
    if isinstance(what, Took):
        return (SERVICE_COLUMNS.index(what.column),)
    return _positions(what, SERVICE_COLUMNS, _FURTHER)


def _positions(seen: Seen, columns: tuple[str, ...], definitions: Any) -> tuple[int, ...]:
    names = [f"{each.stem}_{part}" for each in definitions for part in parts_of(each, seen)]
    return tuple(columns.index(name) for name in [*names, *([SIMULATED] if seen.simulated else [])])


def columns(counted: Mapping[Seen, int], day: str) -> dict[str, int]:
    """Return counts of online filing by column from counts of dossiers of one day that are seen alike."""
    summed: Counter[str] = Counter()
    for one, count in counted.items():
        for name in counted_in([COLUMNS[position] for position in positions(one)], day):
            summed[name] += count
    return summed


Within = tuple[str, str, str]
"""(axis, first and last day "YYYY-MM-DD") of what is asked for."""


def add_online(counted: dict[str, Counter[str]], key: Key, change: int, *, within: Within) -> None:
    """Add a change to counts of online filing by office and column, where it lies within the period."""
    (axis, office, day, what), (asked, first, last) = key, within
    if axis == asked and isinstance(what, Seen) and first <= day <= last:
        for name in counted_in([COLUMNS[position] for position in positions(what)], day):
            counted[office][name] += change


def add_service(counted: dict[str, Counter[str]], key: Key, change: int, *, within: Within, on: str) -> None:
    """The same for the further indicators; being late is seen at the end of the day `on`."""
    (axis, office, day, what), (asked, first, last) = key, within
    if axis != asked or not first <= day <= last:
        return
    if isinstance(what, Late):
        counted[office][LATE] += change if what.day <= on else 0
        return
    for name in counted_in([SERVICE_COLUMNS[position] for position in service_positions(what)], day):
        counted[office][name] += change
