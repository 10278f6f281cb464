"""Why a figure from outside differs from ours: what we would say by another definition, axis, system, channel, day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from motcua.catalogue.rules import Channel
from motcua.core.errors import Refused
from motcua.filing.rules import System
from motcua.measures import opening, queries, service_queries
from motcua.measures.counting import DOSSIERS
from motcua.measures.indicators import version_on
from motcua.measures.models import OutsideFigure
from motcua.measures.opening import Asked
from motcua.measures.outside.queries import ours
from motcua.measures.rules import DEFINITIONS, Axis, Countable, Definition, SliceBy
from motcua.measures.service_queries import Amount
from motcua.measures.states import State, states_after

_IN_PERIOD = "BETWEEN %(first)s AND %(last)s"
_DATES = f"""
    SELECT sum(CASE WHEN received_day {_IN_PERIOD} AND submitted_day <> '' AND submitted_day < %(first)s THEN 1 END),
           sum(CASE WHEN submitted_day {_IN_PERIOD} AND (received_day = '' OR received_day > %(last)s) THEN 1 END),
           sum(CASE WHEN received_day {_IN_PERIOD} AND first_day > %(read_on)s THEN 1 END),
           sum(CASE WHEN received_day {_IN_PERIOD} AND first_day <= %(read_on)s AND known_day > %(read_on)s THEN 1 END)
    FROM measures_dossierfacts
    WHERE competent_office IN (SELECT code FROM offices_office WHERE path LIKE %(under)s)
"""
_IN_TAIL = f"code IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)"


class Reason(StrEnum):
    """What may explain a difference."""

    DEFINITION = "definition"
    AXIS = "axis"
    SYSTEM = "system"
    CHANNEL = "channel"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Other:
    """What we would say if we counted otherwise: `name` is the definition, axis, system, channel or day.

    `count` is the number of dossiers that are left out then.
    """

    reason: Reason
    name: str
    amount: Amount | None = None
    count: int | None = None

    def closer(self, ours: Amount | None, theirs: Decimal) -> bool:
        """Return whether it lies nearer to the figure from outside than what we say."""
        own, other = ours.value() if ours else None, self.amount.value() if self.amount else None
        return own is not None and other is not None and abs(Decimal(other) - theirs) < abs(Decimal(own) - theirs)


@dataclass(frozen=True, slots=True)
class Days:
    """Dossiers near the edges of the period, and those told or changed after the figure was read."""

    submitted_before: int = 0
    received_after: int = 0
    told_later: int = 0
    changed_later: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure from outside beside ours, with what may explain it; `ours` is None where we count no such thing."""

    theirs: OutsideFigure
    ours: Amount | None
    others: list[Other]
    days: Days | None
    on: date

    @property
    def points(self) -> Decimal | None:
        """By how much theirs is more than ours, in the unit of the indicator; None where we have none."""
        own = self.ours.value() if self.ours else None
        return None if own is None else self.theirs.value - Decimal(own)


def opened(figure: OutsideFigure, *, today: date) -> Difference:
    """Return a figure from outside beside ours, and what we would say otherwise. Some twenty statements."""
    on = max(figure.first, min(figure.last, today))
    own = ours(figure, today=today)
    if own is None:
        return Difference(figure, None, [], None, on)
    definition = own.definition
    office = figure.office.code if figure.office else None
    others = _definitions(definition, figure, office)
    if figure.office is None or definition.of is not Countable.DOSSIERS:
        return Difference(figure, own, others, None, on)
    path = figure.office.path
    asked = Asked(definition, figure.first, figure.last, on, path)
    known_on = min(figure.read_on, today)
    received = service_queries.figure_of(
        definition.name, figure.first, figure.last, office=office, axis=Axis.RECEIVED, on=on
    )
    known = service_queries.figure_of(
        definition.name,
        figure.first,
        figure.last,
        as_of=known_on,
        office=office,
        on=min(on, max(known_on, figure.first)),
    )
    others += [
        Other(Reason.AXIS, Axis.RECEIVED.value, received.total[1]),
        Other(Reason.KNOWN, known_on.isoformat(), known.total[1]),
        *_systems(definition, asked),
        *_unknown_channel(definition, asked),
    ]
    return Difference(figure, own, others, _days(figure, path, known_on), on)


def _definitions(definition: Definition, figure: OutsideFigure, office: str | None) -> list[Other]:
    if definition.name not in DEFINITIONS:
        return []
    found = []
    for name in DEFINITIONS:
        try:
            version = version_on(name, figure.last)
            rates = queries.online_rate(version, figure.first, figure.last, office=office)
        except (LookupError, Refused):
            continue
        counted = rates.total.figure
        if name != definition.name:
            whom = counted.by_self, counted.helped, counted.unknown
            amount = Amount(version, counted.numerator, counted.denominator, counted.simulated, *whom)
            found.append(Other(Reason.DEFINITION, name, amount))
    return found


def _systems(definition: Definition, asked: Asked) -> list[Other]:
    """Return ours without the dossiers of each other system, with their number."""
    sums = opening.sliced(asked, SliceBy.SYSTEM)
    whole = [sum(each) for each in zip(*sums.values(), strict=True)]
    return [
        Other(
            Reason.SYSTEM, system,
            Amount(definition, *(all_ - own for all_, own in zip(whole, numbers, strict=True))), numbers[1],
        )
        for system, numbers in sorted(sums.items(), key=lambda one: -one[1][1]) if system not in ("", System.MOTCUA)
    ]  # fmt: skip


def _unknown_channel(definition: Definition, asked: Asked) -> list[Other]:
    """Return ours without the dossiers whose channel nobody told, which count as direct; none where there are none."""
    sums = opening.sliced(asked, SliceBy.WAY)
    if not (unknown := sums.get("")):
        return []
    told = [sum(numbers[n] for way, numbers in sums.items() if way) for n in range(len(unknown))]
    return [Other(Reason.CHANNEL, str(int(Channel.DIRECT)), Amount(definition, *told), unknown[1])]


def _days(figure: OutsideFigure, under: str, read_on: date) -> Days:
    three, four = (", ".join(["NULL"] * count) for count in (3, 4))
    statement = f"""{opening.TAIL}
        SELECT 'counted', c.*, {three}, {four} FROM ({_DATES} AND NOT {_IN_TAIL}) c
        UNION ALL SELECT 'stored', {four}, code, first_day, known_day, {four}
        FROM measures_dossierfacts WHERE {_IN_TAIL}
        UNION ALL SELECT 'entry', {four}, {three}, {opening.ENTRY} FROM tail
    """
    values = {
        "first": figure.first.isoformat(), "last": figure.last.isoformat(), "read_on": read_on.isoformat(),
        "under": f"{under}%", **opening.reader(),
    }  # fmt: skip
    counts, entries, before = [0, 0, 0, 0], [], dict[str, tuple[str, str]]()
    for kind, *row in queries.selected(statement, values):
        if kind == "counted":
            counts = [number or 0 for number in row[:4]]
        elif kind == "stored":
            before[row[4]] = row[5], row[6]
        else:
            entries.append(opening.entry_of(row[7:]))
    codes = opening.codes_under(under) if entries else set()
    for state in states_after(entries):
        first, known = before.get(state.code, (state.first_day, state.known_day))
        if state.competent_office in codes:
            told = min(first, state.first_day), max(known, state.known_day)
            counts = [a + b for a, b in zip(counts, _of_one(state, told, values), strict=True)]
    return Days(*counts)


def _of_one(state: State, told: tuple[str, str], values: dict[str, str]) -> tuple[bool, bool, bool, bool]:
    first, last, read_on = values["first"], values["last"], values["read_on"]
    received, submitted = first <= state.received_day <= last, first <= state.submitted_day <= last
    return (
        received and bool(state.submitted_day) and state.submitted_day < first,
        submitted and (not state.received_day or state.received_day > last),
        received and told[0] > read_on,
        received and told[0] <= read_on < told[1],
    )
