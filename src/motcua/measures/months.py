"""What was counted month by month, of an office with everything below it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from motcua.measures import queries
from motcua.measures.counting import COLUMNS, LATE, SERVICE_COLUMNS, add_online, add_service, changes
from motcua.measures.rules import DEFINITIONS, SIMULATED, Axis, Definition, Figure, figure, parts
from motcua.offices.models import Office
from motcua.offices.rules import path_ids

ByMonth = Mapping[str, Figure]
"""Month "YYYY-MM" → what was counted of an office and what is below it; months without a dossier are left out."""
_LATE = """
    SELECT o.code, substr(t.day, 1, 7) AS period, t.steps FROM offices_office o CROSS JOIN measures_latetally t
    WHERE o.path LIKE %(under)s AND t.office = o.code AND t.axis = %(axis)s
      AND t.day BETWEEN %(first)s AND %(last)s AND t.late_on <= %(on)s
"""
_Counts = dict[str, dict[str, Counter[str]]]


def by_month(
    offices: Iterable[Office], definition: Definition, first: date, last: date, *, under: str = "/",
    on: date | None = None, axis: Axis = Axis.COMPETENT,
) -> dict[int, dict[str, Figure]]:  # fmt: skip
    """Return what a definition counts of offices by id, each with everything that was ever below it. Two statements.

    Whole months, from that of `first` to that of `last`; `under` is the path of an office above them all. Being late is
    seen at the end of the day `on`, by default the last. Of what is not kept by who did it the whole numerator is
    `unknown`.
    """
    return by_months(offices, [definition], first, last, under=under, on=on, axis=axis)[definition.name]


def by_months(
    offices: Iterable[Office], definitions: Collection[Definition], first: date, last: date, *, under: str = "/",
    on: date | None = None, axis: Axis = Axis.COMPETENT,
) -> dict[str, dict[int, dict[str, Figure]]]:  # fmt: skip
    """Return the same of several definitions, by name: two statements, three where both kinds of counters are read."""
    ids = [each.id for each in offices]
    above = {code: set(path_ids(path)) for code, path in Office.objects.values_list("code", "path")}
    found: dict[str, dict[int, dict[str, Figure]]] = {each.name: {office: {} for office in ids} for each in definitions}
    for further in (False, True):
        wanted = [each for each in definitions if (each.name not in DEFINITIONS) is further]
        if not wanted:
            continue
        sums: dict[int, dict[str, Counter[str]]] = {office: defaultdict(Counter) for office in ids}
        for code, months in _counted(wanted, first, last, axis, under, on or last, further=further).items():
            for office in sums.keys() & above.get(code, set()):
                for month, counts in months.items():
                    sums[office][month].update(counts)
        for each in wanted:
            for office, months in sums.items():
                told = {month: _figure(each, counts) for month, counts in months.items()}
                found[each.name][office] = {month: one for month, one in told.items() if one.denominator}
    return found


def _counted(
    definitions: Iterable[Definition], first: date, last: date, axis: Axis, under: str, on: date, *, further: bool
) -> _Counts:
    """Return counts by office, month and column; one statement."""
    first, last = first.replace(day=1), (last.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
    known = SERVICE_COLUMNS if further else COLUMNS
    wanted = {f"{each.stem}_{part}" for each in definitions for part in parts(each)} | {SIMULATED}
    columns = tuple(name for name in known if name in wanted)
    selects, values = queries.rolled(
        first, last, axis, under, columns=columns, tables="service{}" if further else "{}tally"
    )
    sums, nulls = ", ".join(f"CAST(sum({name}) AS bigint)" for name in columns), ", ".join(["NULL"] * len(columns))
    statement = (
        f"SELECT office, substr(period, 1, 7), {sums}, NULL, NULL FROM ({' UNION ALL '.join(selects)}) rolled "
        "GROUP BY office, substr(period, 1, 7)"
    )
    if any(each.rule for each in definitions):
        steps = "CAST(sum(steps) AS bigint)"
        statement += (
            f" UNION ALL SELECT code, period, {nulls}, {steps}, 'late' FROM ({_LATE}) late GROUP BY code, period"
        )
        values |= {"first": first.isoformat(), "last": last.isoformat(), "on": on.isoformat()}
    statement += f" UNION ALL SELECT NULL, NULL, {nulls}, entry.number, entry.body {queries.BEHIND}"
    within = (Axis(axis).value, first.isoformat(), last.isoformat())
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for office, month, *sums_of, number, body in queries.selected(statement, values):
        if body == "late":
            found[month][office][LATE] += number
        elif office is not None:
            found[month][office].update(dict(zip(columns, sums_of, strict=True)))
        else:
            for key, change in changes(number, json.loads(body)).items():
                if further:
                    add_service(found[key[2][:7]], key, change, within=within, on=on.isoformat())
                else:
                    add_online(found[key[2][:7]], key, change, within=within)
    turned: _Counts = defaultdict(dict)
    for month, offices in found.items():
        for office, counts in offices.items():
            turned[office][month] = counts
    return turned


def _figure(definition: Definition, counts: Mapping[str, int]) -> Figure:
    if definition.by_help:
        return figure(definition, counts)
    below, simulated = counts.get(f"{definition.stem}_below", 0), counts.get(SIMULATED, 0)
    above = below - counts.get(LATE, 0) if definition.rule else counts.get(f"{definition.stem}_above", 0)
    return Figure(unknown=above, denominator=below, simulated=simulated)


def total(figures: Iterable[Figure]) -> Figure:
    """Return the sum of figures of one definition."""
    rows = [(each.by_self, each.helped, each.unknown, each.denominator, each.simulated) for each in figures]
    return Figure(*(sum(column) for column in zip(*rows, strict=True)))


def names(last: date, count: int) -> list[str]:
    """Return the names of so many months, the last of them that of a day: ["2026-10", "2026-11"]."""
    months = (last.year * 12 + last.month - 1 - back for back in reversed(range(count)))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months]
