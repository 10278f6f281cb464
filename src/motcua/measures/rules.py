"""How a dossier is counted, and which counters an entry of the journal changes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from django.db.models import TextChoices

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core.ratio import Ratio
from motcua.filing.rules import Help
from motcua.journal import rules as journal
from motcua.offices.rules import Tier


class Axis(TextChoices):
    """To which office a dossier belongs when it is counted (tính cho cơ quan nào)."""

    COMPETENT = "competent", "Cơ quan có thẩm quyền giải quyết"
    RECEIVED = "received", "Nơi tiếp nhận hồ sơ"


class Standing(TextChoices):
    """What became of a dossier that has a day of receipt, as far as a definition asks."""

    RECEIVED = "", "Đã được tiếp nhận"
    REFUSED = "refused", "Không được tiếp nhận, dù có ngày tiếp nhận"
    NEW = "new", "Mới đăng ký, dù có ngày tiếp nhận"


class Cell(NamedTuple):
    """The one class into which a received dossier falls; every definition is a sum of cells.

    `help` and `proven` are told apart for online dossiers only. `proven`: the procedure gives no document, or the
    result was issued as a file.
    """

    channel: Channel
    level: ServiceLevel
    help: Help | None
    proven: bool
    standing: Standing

    @property
    def measure(self) -> str:
        """The name under which the counters know it, such as "online.full.self.proven" or "direct.none"."""
        parts = [self.channel.name.lower(), self.level.value]
        if self.help is not None:
            parts += [self.help.value, "proven" if self.proven else "unproven"]
        return ".".join([*parts, *filter(None, [self.standing.value])])


_LAST = date(9998, 12, 31)  # the calendar of Python ends a year later
DISTRICTS_ENDED = date(2025, 6, 30)
READER = "measures"
DOSSIERS = "dossier/"
SIMULATED = "simulated"
_ASIDE: dict[bool, list[tuple[Help | None, bool]]] = {True: [*product(Help, (True, False))], False: [(None, False)]}
CELLS: dict[str, Cell] = {
    made.measure: made
    for channel, level, standing in product(Channel, ServiceLevel, Standing)
    for made in (Cell(channel, level, *aside, standing) for aside in _ASIDE[channel is Channel.ONLINE])
}
MEASURES: dict[Cell, str] = {made: name for name, made in CELLS.items()}
_STANDINGS = {1: Standing.NEW, 3: Standing.REFUSED}
_COUNTED_BY = frozenset(
    {
        "competent_office", "received_office", "received_at", "status", "channel", "service_level", "help",
        "result_required", "electronic_result", "simulated",
    }
)  # fmt: skip

Facts = Mapping[str, Any]
Key = tuple[str, str, str, str]
"""(axis, office code, day of receipt "YYYY-MM-DD", measure)."""


@cache
def _cell(channel: Any, level: Any, helped: Any, status: Any, required: Any, electronic: Any) -> Cell:
    known = ServiceLevel(level) if level in ServiceLevel.values else ServiceLevel.NONE
    standing = _STANDINGS.get(status, Standing.RECEIVED)
    if channel != Channel.ONLINE:
        aside = Channel.POST if channel == Channel.POST else Channel.DIRECT
        return Cell(aside, known, None, False, standing)
    by = Help(helped) if helped in Help.values else Help.UNKNOWN
    return Cell(Channel.ONLINE, known, by, not required or bool(electronic), standing)


def cell(facts: Facts) -> Cell | None:
    """Return the cell of a dossier; None when it was never received: it counts nowhere.

    A channel that is missing or not one of the three is direct, help that is missing is unknown, a level that is
    missing is none: what is not shown to be online never becomes so.
    """
    if not facts.get("received_at"):
        return None
    say = facts.get
    return _cell(
        say("channel"), say("service_level"), say("help"), say("status"),
        say("result_required", True), say("electronic_result"),
    )  # fmt: skip


def counts(facts: Facts) -> frozenset[str]:
    """Return the measures in which a dossier with these facts counts one: its cell, and whether it is simulated."""
    found = cell(facts)
    if found is None:
        return frozenset()
    return frozenset({MEASURES[found], SIMULATED} if facts.get("simulated") else {MEASURES[found]})


def keys(facts: Facts) -> list[Key]:
    """Return the counters in which a dossier with these facts stands, on both axes."""
    measures = counts(facts)
    if not measures:
        return []
    day = str(facts["received_at"])[:10]
    places = (("competent", facts.get("competent_office")), ("received", facts.get("received_office")))
    return [(axis, office, day, name) for name in measures for axis, office in places if office]


def changes(number: int, parts: Mapping[str, Any]) -> dict[Key, int]:
    """Return what the entry `number` of a dossier, whose parsed body is `parts`, adds to which counters.

    A correction takes one away on the day and at the office where the dossier stood and adds one where it stands.
    """
    facts, was = parts.get("facts", {}), parts.get("was", {})
    if number > 1 and not _touches(facts, was):
        return {}
    now, before = keys(facts), keys(journal.before(number, dict(parts)))
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


@dataclass(frozen=True, slots=True)
class Condition:
    """Which cells count. An empty tuple asks nothing; `proven` asks that an online result was issued as a file."""

    channels: tuple[Channel, ...] = ()
    levels: tuple[ServiceLevel, ...] = ()
    standings: tuple[Standing, ...] = ()
    proven: bool = False

    def holds(self, of: Cell) -> bool:
        """Return whether a cell counts."""
        return (
            (not self.channels or of.channel in self.channels)
            and (not self.levels or of.level in self.levels)
            and (not self.standings or of.standing in self.standings)
            and (of.proven or not self.proven)
        )


@dataclass(frozen=True, slots=True)
class Definition:
    """One way to make the online-filing rate (cách tính tỷ lệ hồ sơ nộp trực tuyến), with its words and source.

    A change of a condition is a new `version`. `above` and `below` are the numerator and the denominator.
    """

    name: str
    version: int
    title: str
    title_en: str
    above: Condition
    above_says: str
    below: Condition
    below_says: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a rate is made of: online dossiers by who did it, all dossiers, and how many of all are simulated."""

    by_self: int = 0
    helped: int = 0
    unknown: int = 0
    denominator: int = 0
    simulated: int = 0

    @property
    def numerator(self) -> int:
        return self.by_self + self.helped + self.unknown

    @property
    def ratio(self) -> Ratio:
        return Ratio(self.numerator, self.denominator)


PARTS = ("below", "self", "helped", "unknown")
"""What is counted for a definition: its denominator, and its numerator by who did it."""


def parts_of(definition: Definition, measure: str) -> list[str]:
    """Return the parts of a definition in which a dossier in the cell of this name counts one."""
    found = CELLS[measure]
    if not definition.below.holds(found):
        return []
    return ["below", found.help.value] if found.help and definition.above.holds(found) else ["below"]


def figure(definition: Definition, counted: Mapping[str, int]) -> Figure:
    """Return the figure of a definition from counts by column. `simulated` counts dossiers of any definition."""
    below, by_self, helped, unknown = (counted.get(f"{definition.name}_{part}", 0) for part in PARTS)
    return Figure(by_self, helped, unknown, below, counted.get(SIMULATED, 0))


def shortfall(part: Ratio, whole: Ratio) -> int:
    """Return how many more online dossiers would have brought `part` to the share of `whole`; 0 when it is there."""
    if not part.denominator or not whole.denominator:
        return 0
    wanted = -(-whole.numerator * part.denominator // whole.denominator)
    return max(0, wanted - part.numerator)


def ranks(ratios: list[Ratio]) -> list[int | None]:
    """Return the rank of each, 1 for the largest share; equal shares share a rank, an empty whole has none."""
    # Two shares that differ do so by at least one over both denominators: by one or more when they are scaled so.
    scale = max((r.denominator for r in ratios), default=0) ** 2
    shares = [r.numerator * scale // r.denominator if r.denominator else None for r in ratios]
    better = Counter(share for share in shares if share is not None)
    first: dict[int, int] = {}
    place = 1
    for share in sorted(better, reverse=True):
        first[share] = place
        place += better[share]
    return [None if share is None else first[share] for share in shares]


def pieces(first: date, last: date) -> list[tuple[str, str, str]]:
    """Return how a period is put together: ("month" or "day", first, last), whole months where there are any."""
    last = min(last, _LAST)
    first = min(first, last)
    month = first if first.day == 1 else _next_month(first)
    end = _next_month(last) if (last + timedelta(1)).day == 1 else last.replace(day=1)
    if month >= end:
        return [("day", first.isoformat(), last.isoformat())]
    found = [("month", month.isoformat()[:7], (end - timedelta(1)).isoformat()[:7])]
    if first < month:
        found.append(("day", first.isoformat(), (month - timedelta(1)).isoformat()))
    if end <= last:
        found.append(("day", end.isoformat(), last.isoformat()))
    return found


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1)


def usual_tier(last: date) -> Tier:
    """Return the tier that is compared when nobody asks for another: districts until they ended, communes since."""
    return Tier.DISTRICT if last <= DISTRICTS_ENDED else Tier.COMMUNE
