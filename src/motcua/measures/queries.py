"""Figures: counters for what has been rolled up, and the few newest entries counted on the spot, in one statement."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Offering, ProcedureVersion
from motcua.catalogue.rules import LEVELS, ServiceLevel
from motcua.core.errors import Phrase, Refused
from motcua.core.ratio import Ratio
from motcua.core.text import fold
from motcua.measures import versions
from motcua.measures.counting import COLUMNS, DOSSIERS, READER, add_online, changes, columns
from motcua.measures.rules import (
    DEFINITIONS,
    SIMULATED,
    Axis,
    Definition,
    Figure,
    Seen,
    figure,
    month_end,
    parts,
    pieces,
    ranks,
)
from motcua.offices.models import Office, Place
from motcua.offices.rules import OfficeKind, Tier, path_ids

# No more entries than the highest id: the limit cuts nothing off. It keeps PostgreSQL in the index of reading order:
# where the cursor stands a prepared plan cannot know, and it would rather read the whole journal.
BEHIND = """
    FROM (SELECT subject, number, recorded_at, body FROM journal_entry
          WHERE (epoch, transaction_id, id) > (
              SELECT coalesce(max(epoch), 0), coalesce(max(transaction_id), 0), coalesce(max(entry_id), 0)
              FROM journal_cursor WHERE name = %(reader)s)
          ORDER BY epoch, transaction_id, id LIMIT (SELECT coalesce(max(id), 0) FROM journal_entry)) entry
    WHERE entry.subject LIKE %(dossiers)s
"""
# CROSS JOIN keeps SQLite at the given order: from the offices into the key of the counters.
_ROLLED = """
    SELECT t.* FROM offices_office o CROSS JOIN (
        SELECT axis, office, {period} AS period, {columns} FROM measures_{table}) t
    WHERE o.path LIKE %(under)s AND t.office = o.code AND t.axis = %(axis)s
      AND t.period BETWEEN %({name}_from)s AND %({name}_to)s
"""
Counts = Mapping[str, Mapping[str, int]]
"""Office code → column of `counting.COLUMNS` → count."""
Months = Mapping[str, Mapping[str, Figure]]
"""Office code → month "YYYY-MM" → figure of one definition."""
_COLUMNS = ("id", "code", "short_name", "kind", "tier", "parent_id", "path", "valid_to", "place_id")
# Names of offices as they are sorted; there are a few hundred, and they stay.
_sorted_by = lru_cache(maxsize=2048)(fold)


class Counted(NamedTuple):
    """An office as tables need it."""

    id: int
    code: str
    short_name: str
    kind: str
    tier: str
    parent_id: int | None
    path: str
    valid_to: date | None
    place_id: int

    @property
    def above(self) -> list[int]:
        """The ids from the root to this office."""
        return [int(each) for each in self.path.strip("/").split("/")]


@dataclass(frozen=True, slots=True)
class Line:
    """One office in a table of rates; `rank` is None when it has no dossier to count."""

    rank: int | None
    office: Counted
    figure: Figure


@dataclass(frozen=True, slots=True)
class Rates:
    """The online-filing rate of several offices over a period, each with its subtree, best first.

    `total` is the office above them with its whole subtree, `totals` the same by every definition. Each day counts by
    the version in force on it.
    """

    definition: Definition
    first: date
    last: date
    axis: Axis
    tier: Tier | None
    rows: list[Line]
    total: Line
    totals: dict[str, Figure]

    @property
    def changes(self) -> list[tuple[date, Definition]]:
        """On which days of the period the definition changed, and into what."""
        return versions.changes(self.definition, self.first, self.last)


def online_rate(
    definition: Definition,
    first: date,
    last: date,
    *,
    tier: Tier | None = None,
    office: str | None = None,
    axis: Axis = Axis.COMPETENT,
    put_back: Callable[[dict[str, Counter[str]]], None] = lambda counted: None,
) -> Rates:
    """Return the rates of all offices of `tier` below and including `office` (a code; None: the whole province).

    Without a tier: of the offices directly below. Days of receipt `first` to `last`, both included; offices are
    those in being at some time between. Two statements, whatever the number of dossiers. `put_back` changes the counts
    into those of a past day (`asof.putting_back`). Raises Refused for an office that is unknown in the period, or when
    `first` is after `last`.
    """
    if first > last:
        raise Refused("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.", "from")
    offices = in_being(first, last)
    top = top_of(offices, office)
    below = [each for each in offices if each.path.startswith(top.path)]
    counted = tallied(first, last, axis=axis, under=top.path)
    put_back(counted)
    sums = subtrees(counted, below)
    lines = [(each, figure(definition, sums[each.id])) for each in ranked(below, top, tier)]
    order = ranks([each.ratio for _, each in lines])
    rows = [Line(rank, each, found) for rank, (each, found) in zip(order, lines, strict=True)]
    return Rates(
        definition, first, last, Axis(axis), tier,
        sorted(rows, key=lambda row: (row.rank is None, row.rank, _sorted_by(row.office.short_name), row.office.code)),
        Line(None, top, figure(definition, sums[top.id])),
        {each.name: figure(each, sums[top.id]) for each in DEFINITIONS.values()},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Levels:
    """How many procedures of the catalogue are offered at each service level on a day."""

    on: date
    counts: dict[ServiceLevel, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def percent(self, level: ServiceLevel) -> str | None:
        """Return the share of a level, rounded half up to two decimals; None for an empty catalogue."""
        return Ratio(self.counts[level], self.total).percent()


def service_levels(on: date, *, office: str | None = None, tier: Tier | None = None) -> Levels:
    """Return the service levels of the catalogue on a day, of an office and those below it, or of a tier.

    A procedure counts once, at the highest level (QĐ 766, 3.1). An office has the level of the nearest office above
    that set one. A tier's procedures are those whose record names it as resolving. One statement for the province,
    else three. Raises Refused for an office that is unknown on the day.
    """
    if office is None and tier is None:
        return Levels(on, catalogue.levels_on(on))
    top = top_of(in_being(on, on), office)
    held = ProcedureVersion.objects.on(on).values_list("procedure_id", "authority_tiers")
    wanted = {procedure for procedure, tiers in held if tier is None or tier in tiers}
    offered = Offering.objects.on(on).filter(Q(office_id__in=top.above) | Q(office__path__startswith=top.path))
    rows = offered.values_list("procedure_id", "office_id", "level")
    best = _best_levels((row for row in rows if row[0] in wanted), top.above)
    return Levels(on, {level: best.count(rank) for rank, level in enumerate(LEVELS)})


def _best_levels(rows: Iterable[tuple[int, int, str]], above: list[int]) -> list[int]:
    """Return the rank of each procedure's highest level, from its rows (procedure, office, level)."""
    own: dict[int, tuple[int, int]] = {}
    best: dict[int, int] = {}
    for procedure, office, level in rows:
        rank = LEVELS.index(ServiceLevel(level))
        if office in above:
            own[procedure] = max(own.get(procedure, (-1, 0)), (above.index(office), rank))
        else:
            best[procedure] = max(best.get(procedure, 0), rank)
    nearest = {procedure: rank for procedure, (_, rank) in own.items()}
    return [max(best.get(each, 0), nearest.get(each, 0)) for each in best.keys() | nearest.keys()]


def tallied(first: date, last: date, *, axis: Axis = Axis.COMPETENT, under: str = "/") -> dict[str, Counter[str]]:
    """Return counts by office and column of dossiers received from `first` to `last`, exact at this moment.

    One statement: whole months from the month counters, other days from the day counters, and every visible entry
    behind the reader's cursor, counted by the same rules. `under` is the path of an office.
    """
    parts, values = rolled(first, last, axis, under, columns=COLUMNS)
    sums = ", ".join(f"CAST(sum({name}) AS bigint)" for name in COLUMNS)
    statement = (
        f"SELECT office, {sums}, NULL, NULL FROM ({' UNION ALL '.join(parts)}) rolled GROUP BY office "
        f"UNION ALL SELECT NULL, {', '.join(['NULL'] * len(COLUMNS))}, entry.number, entry.body {BEHIND}"
    )
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for office, *sums_of, number, body in selected(statement, values):
        if office is not None:
            counted[office].update(dict(zip(COLUMNS, sums_of, strict=True)))
            continue
        for key, change in changes(number, json.loads(body)).items():
            add_online(counted, key, change, within=(axis, first.isoformat(), last.isoformat()))
    return dict(counted)


def monthly(
    definition: Definition, first: date, last: date, *, axis: Axis = Axis.COMPETENT, under: str = "/"
) -> Months:
    """Return online dossiers of all that a definition counts, by office and month of receipt; exact at this moment.

    Whole months, from that of `first` to that of `last`; months without a dossier are left out. One statement.
    """
    names = [*(f"{definition.stem}_{part}" for part in parts(definition)), SIMULATED]
    sums = ", ".join(f"CAST(sum({name}) AS bigint)" for name in names)
    selects, values = rolled(first.replace(day=1), month_end(last), axis, under, columns=tuple(names))
    statement = (
        f"SELECT office, substr(period, 1, 7), {sums}, NULL, NULL FROM ({' UNION ALL '.join(selects)}) rolled "
        f"GROUP BY office, substr(period, 1, 7) "
        f"UNION ALL SELECT NULL, NULL, {', '.join(['NULL'] * len(names))}, entry.number, entry.body {BEHIND}"
    )
    start, end = first.isoformat()[:7], last.isoformat()[:7]
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for office, month, *sums_of, number, body in selected(statement, values):
        if office is not None:
            found[office][month].update(dict(zip(names, sums_of, strict=True)))
            continue
        for (on, at, day, what), change in changes(number, json.loads(body)).items():
            if on == axis and isinstance(what, Seen) and start <= day[:7] <= end:
                found[at][day[:7]].update(columns({what: change}, day))
    return {
        office: {month: counted for month, sums in months.items() if (counted := figure(definition, sums)).denominator}
        for office, months in found.items()
    }


def latest_period(tier: Tier | None = None, *, today: date, axis: Axis = Axis.COMPETENT) -> tuple[date, date]:
    """Return the latest calendar year in which offices of `tier` (None: any) received dossiers.

    A past year to its 31 December, this year to `today`; without any dossier this year. One statement, and one more
    where entries are not in the counters yet.
    """
    statement = f"""
        SELECT max(month), NULL, NULL FROM (
            SELECT (SELECT max(t.month) FROM measures_monthtally t
                    WHERE t.axis = %(axis)s AND t.office = o.code AND t.national_766_below > 0) AS month
            FROM offices_office o WHERE %(tier)s = '' OR o.tier = %(tier)s) newest
        UNION ALL SELECT NULL, entry.number, entry.body {BEHIND}
    """
    values = {"axis": Axis(axis).value, "tier": tier or "", "reader": READER, "dossiers": f"{DOSSIERS}%"}
    newest: list[str] = []
    codes: set[str] | None = None
    for month, number, body in selected(statement, values):
        newest += [month] if month else []
        if number is None:
            continue
        codes = _codes(tier) if codes is None else codes
        moved = changes(number, json.loads(body))
        newest += [day for (on, at, day, _), up in moved.items() if on == axis and at in codes and up > 0]
    year = int(max(newest)[:4]) if newest else today.year
    return date(year, 1, 1), today if year == today.year else date(year, 12, 31)


def period(
    first: date | None, last: date | None, *, tier: Tier | None = None, today: date, axis: Axis = Axis.COMPETENT
) -> tuple[date, date]:
    """Return the days asked for. What is left open: to the end of that year or today; from the start of that year.

    With neither, `latest_period`: two statements at most.
    """
    if first is None and last is None:
        return latest_period(tier, today=today, axis=axis)
    if last is None:
        assert first
        return first, max(first, min(today, date(first.year, 12, 31)))
    return first or date(last.year, 1, 1), last


def behind() -> int:
    """Return how many entries of the journal are not in the counters yet (figures count them on the spot)."""
    rows = selected(f"SELECT count(*) {BEHIND}", {"reader": READER, "dossiers": f"{DOSSIERS}%"})
    return int(next(iter(rows))[0])


def ranked(offices: list[Counted], top: Counted, tier: Tier | None) -> list[Counted]:
    """Return the offices that a table under `top` compares: what is directly below it, or the offices of a tier.

    Districts and communes are their committees, the tier of the province is its departments.
    """
    if tier is None:
        return [each for each in offices if each.parent_id == top.id] or [top]
    kind = OfficeKind.DEPARTMENT if tier is Tier.PROVINCE else OfficeKind.COMMITTEE
    return [each for each in offices if each.tier == tier and each.kind == kind]


class Location(NamedTuple):
    """Where a place lies: degrees, and its loaded outline as a GeoJSON MultiPolygon. None: not known."""

    longitude: Decimal | None
    latitude: Decimal | None
    outline: Any


def locations(place_ids: Iterable[int]) -> dict[int, Location]:
    """Return where places lie, by id. One statement."""
    found = Place.objects.filter(id__in=list(place_ids)).values_list("id", "longitude", "latitude", "outline")
    return {place: Location._make(known) for place, *known in found}


def _codes(tier: Tier | None) -> set[str]:
    offices = Office.objects.all() if tier is None else Office.objects.filter(tier=tier)
    return set(offices.values_list("code", flat=True))


def in_being(first: date, last: date) -> list[Counted]:
    """Return the offices in being at some time of a period, in the order of their paths. One statement."""
    started, not_ended = Q(valid_from__isnull=True) | Q(valid_from__lte=last), Q(valid_to__isnull=True)
    found = Office.objects.filter(started, not_ended | Q(valid_to__gte=first)).order_by("path")
    return [Counted._make(row) for row in found.values_list(*_COLUMNS)]


def top_of(offices: list[Counted], code: str | None) -> Counted:
    """Return the office with this code among some (None: the root). Raises Refused (field "office")."""
    found = [each for each in offices if (each.code == code if code else each.parent_id is None)]
    if not found:
        if code:
            raise Refused(
                Phrase("Không có cơ quan mã «%(code)s» trong kỳ này: kiểm tra lại mã và ngày.", code=code), "office"
            )
        raise Refused("Chưa có cơ quan nào trong kỳ này: kiểm tra lại mã và ngày.", "office")
    return found[0]


def below(top: Counted, codes: set[str]) -> set[str]:
    """Return those of some codes whose office is, or was, `top` or below it. One statement where there are any."""
    found = Office.objects.filter(code__in=codes, path__startswith=top.path) if codes else Office.objects.none()
    return set(found.values_list("code", flat=True))


def subtrees(counts: Counts, offices: list[Counted]) -> Mapping[int, Mapping[str, int]]:
    """Return counts by office id, each with everything below it.

    Also with what an office has that was not there in the period, such as what it received late after its end: one
    statement more where there is any.
    """
    known, above = {each.id for each in offices}, {each.code: each.above for each in offices}
    if gone := [code for code, own in counts.items() if code not in above and any(own.values())]:
        paths = Office.objects.filter(code__in=gone).values_list("code", "path")
        above |= {code: path_ids(path) for code, path in paths}
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for code, own in counts.items():
        for each in known.intersection(above.get(code, ())):
            row = sums[each]
            for name, count in own.items():
                row[name] += count
    return sums


def rolled(
    first: date, last: date, axis: Axis, under: str, *, columns: tuple[str, ...], tables: str = "{}tally"
) -> tuple[list[str], dict[str, Any]]:
    """Return the selects that read a kind of counters over a period, and their values.

    Each day by the versions of the definitions in force on it.
    """
    values = {"axis": Axis(axis).value, "under": f"{under}%", "reader": READER, "dossiers": f"{DOSSIERS}%"}
    parts: list[str] = []
    for begins, ends in versions.cuts(first, last):
        taken = versions.sources(begins)
        told = ", ".join(f"{taken[name]} AS {name}" if name in taken else name for name in columns)
        for table, start, end in pieces(begins, ends):
            name = f"part{len(parts)}"
            values |= {f"{name}_from": start, f"{name}_to": end}
            parts.append(_ROLLED.format(columns=told, table=tables.format(table), period=table, name=name))
    return parts, values


def selected(statement: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a named statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(1000):
            yield from rows
