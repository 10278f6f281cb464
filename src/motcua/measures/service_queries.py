"""The further indicators: of one office or of many, over a period, exact at every moment or as they were known."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from motcua.catalogue.models import Offering, ProcedureVersion
from motcua.catalogue.rules import LEVELS, ServiceLevel
from motcua.core.errors import Phrase, Refused
from motcua.core.ratio import Ratio
from motcua.measures import asof, opening, queries, versions
from motcua.measures.asof import Change
from motcua.measures.counting import LATE, SERVICE_COLUMNS, add_service, changes
from motcua.measures.indicators import version_on
from motcua.measures.queries import Counted
from motcua.measures.rules import (
    DEFINITIONS,
    SIMULATED,
    Axis,
    Countable,
    Definition,
    Service,
    Unit,
    Verdict,
    figure,
    judge,
)
from motcua.measures.rules import Counted as Stands
from motcua.offices.models import Office
from motcua.offices.rules import Tier

_LATE = """
    SELECT o.code, t.steps FROM offices_office o CROSS JOIN measures_latetally t
    WHERE o.path LIKE %(under)s AND t.office = o.code AND t.axis = %(axis)s
      AND t.day BETWEEN %(first)s AND %(last)s AND t.late_on <= %(on)s
"""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of an indicator: a share, or seconds over dossiers; how many of all dossiers are simulated.

    The last three are the numerator by who did it, where the definition keeps it so.
    """

    definition: Definition
    numerator: int = 0
    denominator: int = 0
    simulated: int = 0
    by_self: int = 0
    helped: int = 0
    unknown: int = 0

    @property
    def by_whom(self) -> tuple[int, int, int]:
        """The numerator by oneself, with help, and where that is unknown; noughts where it is not told apart."""
        return self.by_self, self.helped, self.unknown

    @property
    def numbers(self) -> tuple[int, ...]:
        """Everything that was counted, in the order in which an amount is made of it."""
        return self.numerator, self.denominator, self.simulated, *self.by_whom

    @property
    def ratio(self) -> Ratio:
        return Ratio(self.numerator, self.denominator)

    def value(self) -> str | None:
        """Return it in the definition's unit, rounded half up, such as "92.50"; None for an empty denominator."""
        places = self.definition.places
        if self.definition.unit is Unit.HOURS:
            return Ratio(self.numerator, 3600 * 100 * self.denominator).percent(places)
        return self.ratio.percent(places)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of several offices, each with its subtree, and of the office above them.

    `on` is the day at whose end being on time is judged. `as_of`: as it was known at the end of that day.
    """

    definition: Definition
    first: date
    last: date
    on: date
    axis: Axis
    rows: list[tuple[Counted, Amount]]
    total: tuple[Counted, Amount]
    as_of: date | None = None

    @property
    def changes(self) -> list[tuple[date, Definition]]:
        """On which days of the period the definition changed, and into what."""
        return versions.changes(self.definition, self.first, self.last)


def figure_of(
    name: str, first: date, last: date, *, office: str | None = None, tier: Tier | None = None,
    axis: Axis = Axis.COMPETENT, on: date | None = None, as_of: date | None = None,
    changes: Iterable[Change] | None = None,
) -> Indicator:  # fmt: skip
    """Return an indicator, each day by the version in force on it; `office` and `tier` as for `queries.online_rate`.

    `on` is the day at which being on time is judged, by default the last. `changes` are those since `as_of`, where they
    were read already. Three statements at most, two more with `as_of`. Raises Refused for an indicator that is unknown
    or was not yet, an office that is unknown in the period, and when `first` is after `last`.
    """
    definition = _version(name, first, last)
    seen_on = on or last
    offices = queries.in_being(first, last)
    top = queries.top_of(offices, office)
    below = [each for each in offices if each.path.startswith(top.path)]
    shown = [*queries.ranked(below, top, tier), top]
    if definition.of is Countable.PROCEDURES:
        amounts = services(definition, first, last, shown, axis=axis, as_of=as_of)
    else:
        counts = _counts(definition, first, last, axis, top.path, seen_on)
        if as_of is not None:
            known = changes if changes is not None else asof.since(
                as_of, first, last, axis=axis, under=top.path, most=None
            )  # fmt: skip
            asof.put_back(counts, known, first, last, axis=axis, under=top.path, on=seen_on, online=name in DEFINITIONS)
        sums = queries.subtrees(counts, below)
        amounts = [amount(definition, sums[each.id]) for each in shown]
    rows = sorted(zip(shown[:-1], amounts[:-1], strict=True), key=lambda one: (one[0].short_name, one[0].code))
    return Indicator(definition, first, last, seen_on, Axis(axis), rows, (top, amounts[-1]), as_of)


def service(
    first: date, last: date, *, axis: Axis = Axis.COMPETENT, under: str = "/", on: date | None = None
) -> dict[str, Counter[str]]:  # fmt: skip
    """Return counts by office and column (`SERVICE_COLUMNS` and `LATE`) of dossiers received from `first` to `last`.

    `LATE` are those that are late as seen at the end of the day `on`, by default the last. One statement, exact at this
    moment, as `queries.tallied`.
    """
    seen_on = (on or last).isoformat()
    parts, values = queries.rolled(first, last, axis, under, columns=SERVICE_COLUMNS, tables="service{}")
    sums = ", ".join(f"CAST(sum({name}) AS bigint)" for name in SERVICE_COLUMNS)
    nulls = ", ".join(["NULL"] * len(SERVICE_COLUMNS))
    statement = (
        f"SELECT office, {sums}, NULL, NULL FROM ({' UNION ALL '.join(parts)}) rolled GROUP BY office "
        f"UNION ALL SELECT code, {nulls}, CAST(sum(steps) AS bigint), 'late' FROM ({_LATE}) late GROUP BY code "
        f"UNION ALL SELECT NULL, {nulls}, entry.number, entry.body {queries.BEHIND}"
    )
    values |= {"first": first.isoformat(), "last": last.isoformat(), "on": seen_on}
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for office, *sums_of, number, body in queries.selected(statement, values):
        if body == "late":
            counted[office][LATE] += number
        elif office is not None:
            counted[office].update(dict(zip(SERVICE_COLUMNS, sums_of, strict=True)))
        else:
            for key, change in changes(number, json.loads(body)).items():
                add_service(counted, key, change, within=(axis, first.isoformat(), last.isoformat()), on=seen_on)
    return dict(counted)


def amount(definition: Definition, counted: Mapping[str, int]) -> Amount:
    """Return the figure of a definition from counts by column, of online filing or of the further indicators."""
    simulated = counted.get(SIMULATED, 0)
    if definition.by_help:
        found = figure(definition, counted)
        by_whom = found.by_self, found.helped, found.unknown
        return Amount(definition, found.numerator, found.denominator, simulated, *by_whom)
    below = counted.get(f"{definition.stem}_below", 0)
    if definition.rule:
        return Amount(definition, below - counted.get(LATE, 0), below, simulated)
    above = counted.get(f"{definition.stem}_{'seconds' if definition.span else 'above'}", 0)
    return Amount(definition, above, below, simulated)


def _version(name: str, first: date, last: date) -> Definition:
    if first > last:
        raise Refused("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.", "from")
    try:
        return version_on(name, last)
    except LookupError:
        raise Refused(
            Phrase("Ngày %(day)s chưa có chỉ tiêu «%(name)s». Chọn chỉ tiêu khác hoặc kỳ muộn hơn.",
                   day=f"{last:%d/%m/%Y}", name=name), "name",
        ) from None  # fmt: skip


def _counts(
    definition: Definition, first: date, last: date, axis: Axis, under: str, on: date
) -> dict[str, Counter[str]]:  # fmt: skip
    if definition.name in DEFINITIONS:
        return queries.tallied(first, last, axis=axis, under=under)
    return service(first, last, axis=axis, under=under, on=on)


def services(
    definition: Definition, first: date, last: date, offices: Iterable[Counted], *, axis: Axis, as_of: date | None
) -> list[Amount]:  # fmt: skip
    """Return how many of the procedures that each office offers online on the last day were filed so in the period.

    Those of the province's root are all that anybody offers; those of another office are what its tier resolves. Three
    statements.
    """
    if as_of is not None:
        raise Refused("Chỉ tiêu này chưa xem lại được theo ngày đã biết. Hãy bỏ ngày đó.", "as_of")
    found = []
    for stands in _stands(definition, first, last, offices, axis):
        counted = [verdict.counted for verdict in stands.values()]
        found.append(Amount(definition, counted.count(Stands.ABOVE), len(counted)))
    return found


def opened_services(
    definition: Definition, first: date, last: date, office: Office, *, axis: Axis = Axis.COMPETENT
) -> dict[str, Verdict]:  # fmt: skip
    """Return where each procedure that an office offers online on the last day stands, by its code. Six statements."""
    top = queries.top_of(queries.in_being(first, last), office.code)
    return _stands(definition, first, last, [top], axis)[0]


def _stands(
    definition: Definition, first: date, last: date, offices: Iterable[Counted], axis: Axis
) -> list[dict[str, Verdict]]:  # fmt: skip
    tiers = dict(ProcedureVersion.objects.on(last).values_list("procedure__code", "authority_tiers"))
    offered = list(Offering.objects.on(last).values_list("procedure__code", "office_id", "office__path", "level"))
    filed = opening.filed_online(first, last, axis=axis)
    found = []
    for office in offices:
        mine = offered_online(office, offered, tiers)
        used = {procedure for path, procedure in filed if path.startswith(office.path)}
        found.append({procedure: judge(definition, Service(True, procedure in used)) for procedure in mine})
    return found


def levels_at(
    office: Counted, rows: Iterable[tuple[str, int, str, str]], tiers: Mapping[str, list[str]]
) -> dict[str, ServiceLevel]:
    """Return the level of each procedure at an office, or the highest below it: the nearest office above that set one.

    `rows` are (procedure, office id, its path, level) of a day, `tiers` the procedures in force and who resolves them.
    """
    above, nearest, best = office.above, dict[str, tuple[int, int]](), dict[str, int]()
    for procedure, at, path, level in rows:
        if procedure not in tiers or (office.parent_id is not None and office.tier not in tiers[procedure]):
            continue
        rank = LEVELS.index(ServiceLevel(level))
        if at in above:
            nearest[procedure] = max(nearest.get(procedure, (-1, 0)), (above.index(at), rank))
        elif path.startswith(office.path):
            best[procedure] = max(best.get(procedure, 0), rank)
    own = {procedure: rank for procedure, (_, rank) in nearest.items()}
    return {each: LEVELS[max(own.get(each, 0), best.get(each, 0))] for each in own.keys() | best.keys()}


def offered_online(
    office: Counted, rows: Iterable[tuple[str, int, str, str]], tiers: Mapping[str, list[str]]
) -> set[str]:  # fmt: skip
    """Return the procedures that an office, or one below it, offers online."""
    levels = levels_at(office, rows, tiers)
    return {procedure for procedure, level in levels.items() if level is not ServiceLevel.NONE}
