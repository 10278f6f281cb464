"""What a report says, counted in one snapshot of the database together with how far that sees into the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from motcua.core import clock
from motcua.journal import horizon
from motcua.journal import queries as journal
from motcua.measures import bulletin, queries, service_queries
from motcua.measures.frozen import further, rules
from motcua.measures.frozen.rules import CHOSEN, Line, ReportKind
from motcua.measures.indicators import INDICATORS, version_on
from motcua.measures.months import total
from motcua.measures.queries import Counted
from motcua.measures.rules import (
    ALL_PROCEDURES,
    DEFINITIONS,
    ON_TIME,
    Axis,
    Countable,
    Definition,
    Figure,
    figure,
    usual_tier,
)
from motcua.offices.models import Office
from motcua.offices.rules import Tier

Tables = dict[str, list[Line]]
_MONTHS = 12
_FULL = tuple(name for name, versions in INDICATORS.items() if versions[-1].of is Countable.DOSSIERS)


def compose(
    kind: ReportKind, office: Office, first: date, last: date, *, at: datetime, tier: Tier | None = None
) -> dict[str, Any]:  # fmt: skip
    """Return what a report says at this moment, as values of canonical JSON: the same content has the same digest.

    Raises Refused (fields "period", "from", "office") for a period that has not begun, an office that was not
    there.
    """
    today = clock.local_day(at)
    rules.check_period(kind, first, last, today)
    until = min(last, today)
    rules.check_office(office.short_name, office.valid_from, office.valid_to, first, until)
    with journal.snapshot():
        seen = horizon.here()
        found, names = tables(kind, office, first, until, tier=tier)
        said = _sentences(office, first, until, tier or _tier(office, until), at)
        beside = further.rows(kind, office, first, until)
    return {
        "kind": kind.value, "title": rules.title(kind, first, last, until), "office": office.code,
        "office_name": office.name, "first": first.isoformat(), "last": last.isoformat(), "until": until.isoformat(),
        "tier": tier, "as_of": clock.stamp(at), "horizon": seen.told(), "names": names, "sentences": said,
        "definitions": [_told(each) for each in _used(found)],
        "tables": {name: [line.told() for line in lines] for name, lines in found.items()},
        "further": [row._asdict() for row in beside],
    }  # fmt: skip


def tables(
    kind: ReportKind, office: Office, first: date, until: date, *, tier: Tier | None = None
) -> tuple[Tables, dict[str, str]]:  # fmt: skip
    """Return the lines of a report by table, and the short names of the offices in them by code.

    "whole" is the office over the period, "before" the same a year earlier; "offices" those that it compares, without
    those that ended and had none; "months" the twelve to the end of the period, "months_before" those a year earlier.
    """
    offices = queries.in_being(first, until)
    top = queries.top_of(offices, office.code)
    below = [each for each in offices if each.path.startswith(top.path)]
    compared = [each for each in queries.ranked(below, top, tier or _tier(office, until)) if each.id != top.id]
    names = tuple(DEFINITIONS) if kind is ReportKind.BULLETIN else _FULL
    found = {
        "whole": _lines(names, first, until, top, below, [top]),
        "before": _lines(names, rules.year_before(first), rules.year_before(until), top, below, [top]),
        "offices": _still_there(_lines((CHOSEN, ON_TIME.name), first, until, top, below, compared), compared, until),
    }  # fmt: skip
    if kind is not ReportKind.BULLETIN:
        months = rules.months_back(until, _MONTHS)
        found["months"] = _monthly(months, top)
        found["months_before"] = _monthly([tuple(map(rules.year_before, month)) for month in months], top)
    used = {line.office for line in found["offices"]}
    return found, {each.code: each.short_name for each in (top, *compared) if each is top or each.code in used}


def _still_there(lines: list[Line], compared: list[Counted], until: date) -> list[Line]:
    """Leave out offices that ended in the period and had nothing in it: beside their successors they say nothing."""
    there = {each.code for each in compared if each.valid_to is None or each.valid_to >= until}
    there |= {line.office for line in lines if line.denominator}
    return [line for line in lines if line.office in there]


def _tier(office: Office, until: date) -> Tier | None:
    return usual_tier(until) if office.parent_id is None else None


def _lines(
    names: Iterable[str], first: date, last: date, top: Counted, below: list[Counted], shown: list[Counted]
) -> list[Line]:  # fmt: skip
    """Return a line of each indicator, version and office. Two statements for each stretch with versions of its own."""
    if not shown:
        return []
    counted: dict[tuple[date, date], Mapping[int, Mapping[str, int]]] = {}
    lines = []
    for definition, start, end in (one for name in names for one in rules.stretches(INDICATORS[name], first, last)):
        if (start, end) not in counted:
            counted[start, end] = _counts(start, end, last, top, below)
        sums = counted[start, end]
        lines += [_line(definition, each.code, (start, end, last), sums.get(each.id, {})) for each in shown]
    return lines


def _counts(
    start: date, end: date, on: date, top: Counted, below: list[Counted]
) -> Mapping[int, Mapping[str, int]]:  # fmt: skip
    known = {each.id for each in below}
    rows = [each for each in queries.in_being(start, end) if each.path.startswith(top.path) and each.id not in known]
    counts = queries.tallied(start, end, under=top.path)
    for code, counted in service_queries.service(start, end, under=top.path, on=on).items():
        counts[code] = Counter({**counted, **counts.get(code, {})})
    return queries.subtrees(counts, [*below, *rows])


def _line(definition: Definition, office: str, days: tuple[date, date, date], counted: Mapping[str, int]) -> Line:
    if definition.by_help:
        return _of_figure(definition, office, days, figure(definition, counted))
    start, end, on = (day.isoformat() for day in days)
    amount = service_queries.amount(definition, counted)
    return Line(
        office, definition.name, definition.version, start, end, on, amount.numerator, amount.denominator,
        amount.simulated,
    )  # fmt: skip


def _of_figure(definition: Definition, office: str, days: tuple[date, date, date], found: Figure) -> Line:
    start, end, on = (day.isoformat() for day in days)
    return Line(
        office, definition.name, definition.version, start, end, on, found.numerator, found.denominator,
        found.simulated, (found.by_self, found.helped, found.unknown),
    )  # fmt: skip


def _monthly(months: Iterable[tuple[date, ...]], top: Counted) -> list[Line]:
    """Return a line of `CHOSEN` for each month in which it was defined: of all that was ever below the office."""
    versions: dict[Definition, list[tuple[date, date]]] = {}
    for start, end in months:
        if end >= INDICATORS[CHOSEN][0].valid_from:
            versions.setdefault(version_on(CHOSEN, end), []).append((start, end))
    codes = set(Office.objects.filter(path__startswith=top.path).values_list("code", flat=True))
    lines = []
    for definition, days in versions.items():
        whole = queries.monthly(definition, days[0][0], days[-1][1], under=top.path)
        for start, end in days:
            if (end + timedelta(1)).day == 1:
                found = [whole[code].get(start.isoformat()[:7], Figure()) for code in whole.keys() & codes]
            else:
                counted = queries.tallied(start, end, under=top.path)
                found = [figure(definition, counted[code]) for code in counted.keys() & codes]
            lines.append(_of_figure(definition, top.code, (start, end, end), total(found)))
    return lines


def _sentences(office: Office, first: date, until: date, tier: Tier | None, at: datetime) -> list[str]:
    rates = queries.online_rate(ALL_PROCEDURES, first, until, tier=tier, office=office.code, axis=Axis.COMPETENT)
    ended = office.valid_to if office.valid_to and office.valid_to < until else until
    levels = queries.service_levels(ended, office=office.code if office.parent_id else None)
    return bulletin.compose(office.short_name, rates, levels, at=at).sentences


def _used(found: Tables) -> list[Definition]:
    used = {(line.indicator, line.version) for lines in found.values() for line in lines}
    return [each for versions in INDICATORS.values() for each in versions if (each.name, each.version) in used]


def _told(definition: Definition) -> dict[str, Any]:
    return {
        "name": definition.name, "version": definition.version, "title": definition.title,
        "unit": definition.unit.value, "places": definition.places, "below": definition.below_says,
        "above": definition.above_says, "source": definition.source, "note": definition.note,
    }  # fmt: skip
