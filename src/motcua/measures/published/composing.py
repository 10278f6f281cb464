"""The figures of a month as they may be published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import LEVELS as ORDER
from motcua.core.ratio import Ratio
from motcua.journal import queries as journal
from motcua.measures import opening, queries, service_queries
from motcua.measures.indicators import INDICATORS, version_on
from motcua.measures.opening import Asked, Sums
from motcua.measures.published import rules
from motcua.measures.published.hiding import merge, small
from motcua.measures.published.rules import FIELDS, HIDDEN, LEVELS, OFFICES
from motcua.measures.published.splitting import Counts, Parts, publish
from motcua.measures.queries import Counted
from motcua.measures.rules import (
    ALL_PROCEDURES,
    NATIONAL_766,
    SIMULATED,
    Axis,
    Countable,
    Definition,
    SliceBy,
    Unit,
)
from motcua.measures.service_queries import Amount, amount

Rows = list[list[Any]]
WHOLE, FEW_OFFICES, FEW_FIELDS, OTHER_FIELD = (
    "Toàn tỉnh", "Cơ quan ít hồ sơ (gộp)", "Lĩnh vực ít hồ sơ (gộp)", "Lĩnh vực khác",
)  # fmt: skip
"""Names in the files, which are in Vietnamese for everybody."""


class Held(NamedTuple):
    """What an office holds in a month: counts by column, and figures of what is no dossier, by indicator."""

    code: str
    name: str
    counts: Counter[str]
    others: dict[str, Amount]

    @property
    def received(self) -> int:
        return self.counts[f"{NATIONAL_766.stem}_below"]


def compose(month: date, *, on: date) -> dict[str, Rows]:
    """Return the rows of every table of a month (its first day), as known now, on the day `on`.

    The dossiers of the month are gone through one by one for the fields of procedures: for a worker, not for a page.
    """
    last = rules.end_of(month)
    with journal.snapshot():
        units, whole = _held(month, last)
        by_procedure = opening.sliced(Asked(ALL_PROCEDURES, month, last, last), SliceBy.PROCEDURE)
    head = [f"{month:%Y-%m}", on.isoformat(), "true" if whole.counts[SIMULATED] else "false"]
    rows: Rows = []
    online = None
    if not small(whole.received):
        units = _merged(units)
        for definition in _in_force(last):
            parts = _parts(definition, [*units, whole])
            if definition == ALL_PROCEDURES:
                online = parts[-1]
            rows += [_line(head, definition, unit, part) for unit, part in zip([*units, whole], parts, strict=True)]
    fields = _of_fields(by_procedure, last, head, online) if online else []
    return {OFFICES.name: rows, FIELDS.name: fields, LEVELS.name: _of_levels(last, head)}


def _in_force(day: date) -> list[Definition]:
    found = []
    for name in INDICATORS:
        try:
            found.append(version_on(name, day))
        except LookupError:  # of a time before there was a rule to count by
            continue
    return found


def _held(first: date, last: date) -> tuple[list[Held], Held]:
    """Return what each office directly below the province holds, with all below it, and what the province holds."""
    known = queries.in_being(first, last)
    top = queries.top_of(known, None)
    below = [each for each in known if each.parent_id == top.id]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for found in (queries.tallied(first, last), service_queries.service(first, last, on=last)):
        for office, columns in found.items():
            counts[office] = Counter({**counts[office], **columns})
    sums = queries.subtrees(counts, known)
    others = _others(first, last, [*below, top])
    units = [Held(each.code, each.short_name, Counter(sums[each.id]), others[each.id]) for each in below]
    left = Counter(sums[top.id])
    for each in units:
        left.subtract(each.counts)
    if any(left.values()):  # what the province itself decides, and offices that were not there in the month
        units.append(Held(top.code, top.short_name, left, {}))
    return units, Held(top.code, WHOLE, Counter(sums[top.id]), others[top.id])


def _others(first: date, last: date, offices: Sequence[Counted]) -> dict[int, dict[str, Amount]]:
    found: dict[int, dict[str, Amount]] = defaultdict(dict)
    for definition in _in_force(last):
        if definition.of is Countable.PROCEDURES:
            amounts = service_queries.services(definition, first, last, offices, axis=Axis.COMPETENT, as_of=None)
            for office, each in zip(offices, amounts, strict=True):
                found[office.id][definition.name] = each
    return found


def _merged(units: Sequence[Held]) -> list[Held]:
    """Return the offices with those that received few put together."""
    found = []
    for group in merge([each.received for each in units]):
        first = units[group[0]]
        together = sum((units[position].counts for position in group), Counter[str]())
        found.append(first if len(group) == 1 else Held("", FEW_OFFICES, together, {}))
    return found


def _parts(definition: Definition, held: Sequence[Held]) -> list[Parts]:
    """Return what may be published of a definition: of each office, and of the province, which is the last."""
    if definition.of is Countable.PROCEDURES:  # no dossiers of people
        amounts = [each.others.get(definition.name, Amount(definition)) for each in held]
        return [Parts((each.numerator, each.denominator - each.numerator, 0), (None,) * 3) for each in amounts]
    return publish([_counts(definition, each) for each in held[:-1]])


def _counts(definition: Definition, held: Held) -> Counts:
    found = amount(definition, held.counts)
    above = found.denominator if definition.span else found.numerator
    parts = (above, found.denominator - above, held.received - found.denominator)
    return parts, (found.by_self, found.helped, found.unknown) if definition.by_help else ()


def _line(head: Sequence[Any], definition: Definition, held: Held, parts: Parts) -> list[Any]:
    above, only_below, neither = parts.coarse
    below = None if above is None or only_below is None else above + only_below
    if below is None and neither is not None:
        below = held.received - neither
    value = _value(amount(definition, held.counts).value() if definition.span else None, above, below, definition)
    by_whom = [_cell(each) for each in parts.by_whom] if definition.by_help else [""] * 3
    numerator = "" if definition.unit is Unit.HOURS else _cell(above)
    return [
        *head, held.code, held.name, held.received, definition.name, definition.version, numerator, _cell(below),
        *by_whom, value,
    ]  # fmt: skip


def _value(average: str | None, above: int | None, below: int | None, definition: Definition) -> str:
    if above is None or below is None:
        return HIDDEN
    if definition.span:
        return average or ""
    return Ratio(above, below).percent(definition.places) or ""


def _cell(count: int | None) -> Any:
    return HIDDEN if count is None else count


def _of_fields(by_procedure: Sums, last: date, head: Sequence[Any], online: Parts) -> Rows:
    """Return the table of fields. Its sums stand in the table of offices: what is hidden there may not show here."""
    if any(each is None for each in online.coarse):
        return []
    known = dict(
        ProcedureVersion.objects.on(last)
        .filter(procedure__code__in=by_procedure)
        .values_list("procedure__code", "field")
    )
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for procedure, numbers in by_procedure.items():
        field = known.get(procedure) or OTHER_FIELD
        sums[field] = [a + b for a, b in zip(sums[field], numbers, strict=True)]
    names = sorted(sums)
    groups = merge([sums[name][1] for name in names])
    rows = [_summed(sums[names[position]] for position in group) for group in groups]
    with_help = all(each is not None for each in online.by_whom)
    counts: list[Counts] = [((row[0], row[1] - row[0], 0), row[3:] if with_help else ()) for row in rows]
    parts = publish(counts, fixed=True)[:-1]
    named = [names[group[0]] if len(group) == 1 else FEW_FIELDS for group in groups]
    return [
        [*head, name, row[1], _cell(part.coarse[0]), *map(_cell, part.by_whom),
         HIDDEN if part.coarse[0] is None else Ratio(part.coarse[0], row[1]).percent() or ""]
        for name, row, part in zip(named, rows, parts, strict=True)
    ]  # fmt: skip


def _summed(rows: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _of_levels(last: date, head: Sequence[Any]) -> Rows:
    found = queries.service_levels(last)
    return [
        [head[0], last.isoformat(), level.value, found.counts[level], found.percent(level) or ""]
        for level in reversed(ORDER)
    ]  # fmt: skip
