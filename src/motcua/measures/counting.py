"""How a dossier is counted, and which counters an entry of the journal changes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import Any

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.filing.rules import Help
from motcua.journal import rules as journal
from motcua.measures.rules import DEFINITIONS, SIMULATED, Counted, Definition, Seen, Standing, judge, parts

READER = "measures"
DOSSIERS = "dossier/"
Facts = Mapping[str, Any]
Key = tuple[str, str, str, Seen]
"""(axis, office code, day of receipt "YYYY-MM-DD", the dossier as it is seen)."""
COLUMNS = (*(f"{each.stem}_{part}" for each in DEFINITIONS.values() for part in parts(each)), SIMULATED)
"""What the tables of counters hold beside the office and the day."""
_STANDINGS = {1: Standing.NEW, 3: Standing.REFUSED}
_COUNTED_BY = frozenset(
    {
        "competent_office", "received_office", "received_at", "status", "channel", "service_level", "help",
        "result_required", "electronic_result", "simulated",
    }
)  # fmt: skip


def seen(facts: Facts) -> Seen | None:
    """Return a dossier as the definitions see it; None when it was never received: it counts nowhere.

    A channel that is missing or not one of the three is direct, help that is missing is unknown, a level that is
    missing is none: what is not shown to be online never becomes so.
    """
    if not facts.get("received_at"):
        return None
    say = facts.get
    return _seen(
        say("channel"), say("service_level"), say("help"), say("status"),
        say("result_required", True), say("electronic_result"), bool(say("simulated")),
    )  # fmt: skip


@cache
def _seen(
    channel: Any, level: Any, helped: Any, status: Any, required: Any, electronic: Any, simulated: bool
) -> Seen:  # fmt: skip
    known = ServiceLevel(level) if level in ServiceLevel.values else ServiceLevel.NONE
    way = Channel(channel) if channel in (Channel.ONLINE, Channel.POST) else Channel.DIRECT
    by = Help(helped) if helped in Help.values else Help.UNKNOWN
    return Seen(
        channel=way, level=known, help=by if way is Channel.ONLINE else None,
        proven=not required or bool(electronic), standing=_STANDINGS.get(status, Standing.RECEIVED),
        simulated=simulated,
    )  # fmt: skip


def every_way_to_be_seen() -> Iterable[Seen]:
    """Yield every dossier that the definitions can tell apart."""
    for channel, level, proven, standing, simulated in product(
        Channel, ServiceLevel, (True, False), Standing, (True, False)
    ):
        for helped in Help if channel is Channel.ONLINE else (None,):
            yield Seen(channel, level, helped, proven, standing, simulated)


def keys(facts: Facts) -> list[Key]:
    """Return the counters in which a dossier with these facts stands, on both axes."""
    found = seen(facts)
    if found is None:
        return []
    day = str(facts["received_at"])[:10]
    places = (("competent", facts.get("competent_office")), ("received", facts.get("received_office")))
    return [(axis, office, day, found) for axis, office in places if office]


def changes(number: int, body: Mapping[str, Any]) -> dict[Key, int]:
    """Return what the entry `number` of a dossier, whose parsed body is `body`, adds to which counters.

    A correction takes one away on the day and at the office where the dossier stood and adds one where it stands.
    """
    facts, was = body.get("facts", {}), body.get("was", {})
    if number > 1 and not _touches(facts, was):
        return {}
    now, before = keys(facts), keys(journal.before(number, dict(body)))
    moved = dict.fromkeys(now, 1)
    for key in before:
        moved[key] = moved.get(key, 0) - 1
    return {key: count for key, count in moved.items() if count}


def _touches(facts: Facts, was: Facts) -> bool:
    """Return whether anything changed by which a dossier is counted; most moves only pass from status to status."""
    touched = _COUNTED_BY.intersection(was)
    if touched == {"status"}:
        return was["status"] in _STANDINGS or facts["status"] in _STANDINGS
    return bool(touched)


def parts_of(definition: Definition, seen: Seen) -> tuple[str, ...]:
    """Return the parts of a definition in which a dossier counts one."""
    counted = judge(definition, seen).counted
    if counted is not Counted.ABOVE:
        return ("below",) if counted is Counted.BELOW else ()
    return ("below", (seen.help or Help.UNKNOWN).value if definition.by_help else "above")


@cache
def positions(seen: Seen) -> tuple[int, ...]:
    """Return which of `COLUMNS` a dossier is counted in."""
    names = [f"{each.stem}_{part}" for each in DEFINITIONS.values() for part in parts_of(each, seen)]
    return tuple(COLUMNS.index(name) for name in [*names, *([SIMULATED] if seen.simulated else [])])


def columns(counted: Mapping[Seen, int]) -> dict[str, int]:
    """Return counts by column from counts of dossiers that are seen alike."""
    summed: Counter[str] = Counter()
    for one, count in counted.items():
        for position in positions(one):
            summed[COLUMNS[position]] += count
    return summed
