"""Figures: counters for what has been rolled up, and the few newest entries counted on the spot, in one statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from motcua.core.errors import Refused
from motcua.core.text import fold
from motcua.measures.definitions import DEFINITIONS
from motcua.measures.rules import Axis, Definition, Figure, changes, figure, pieces, ranks, total
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind, Tier

READER = "measures"
DOSSIERS = "dossier/"
_BEHIND = """
    FROM (SELECT coalesce(max(epoch), 0) AS epoch, coalesce(max(transaction_id), 0) AS transaction_id,
                 coalesce(max(entry_id), 0) AS entry_id FROM journal_cursor WHERE name = %(reader)s) cursor
    CROSS JOIN journal_entry entry
    WHERE (entry.epoch, entry.transaction_id, entry.id) > (cursor.epoch, cursor.transaction_id, cursor.entry_id)
      AND entry.subject LIKE %(dossiers)s
"""
_ROLLED = """
    SELECT t.office AS office, t.measure AS measure, t.count AS count
    FROM offices_office o JOIN measures_{table} t ON t.office = o.code AND t.axis = %(axis)s
    WHERE o.path LIKE %(under)s AND t.{period} BETWEEN %({name}_from)s AND %({name}_to)s
"""
Counted = dict[str, dict[str, int]]
"""Office code → measure → count."""


@dataclass(frozen=True, slots=True)
class Line:
    """One office in a table of rates; `rank` is None when it has no dossier to count."""

    rank: int | None
    office: Office
    figure: Figure


@dataclass(frozen=True, slots=True)
class Rates:
    """The online-filing rate of several offices over a period, each with its subtree, best first.

    `total` is the office above them with its whole subtree, `totals` the same by every definition.
    """

    definition: Definition
    first: date
    last: date
    axis: Axis
    tier: Tier | None
    rows: list[Line]
    total: Line
    totals: dict[str, Figure]


def online_rate(
    definition: Definition,
    first: date,
    last: date,
    *,
    tier: Tier | None = None,
    office: str | None = None,
    axis: Axis = Axis.COMPETENT,
) -> Rates:
    """Return the rates of all offices of `tier` below and including `office` (a code; None: the whole province).

    Without a tier: of the offices directly below. Days of receipt `first` to `last`, both included; offices are
    those in being at some time between. Two statements, whatever the number of dossiers. Raises Refused for an
    office that is unknown in the period, or when `first` is after `last`.
    """
    if first > last:
        raise Refused("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.", "from")
    offices = _in_being(first, last)
    top = _top(offices, office)
    counted = tallied(first, last, axis=axis, under=top.path)
    below = [each for each in offices if each.path.startswith(top.path)]
    lines = [(each, figure(definition, _subtree(counted, each, below))) for each in ranked(below, top, tier)]
    order = ranks([each.ratio for _, each in lines])
    rows = [Line(rank, each, found) for rank, (each, found) in zip(order, lines, strict=True)]
    whole = _subtree(counted, top, below)
    return Rates(
        definition, first, last, axis, tier,
        sorted(rows, key=lambda row: (row.rank is None, row.rank, fold(row.office.short_name), row.office.code)),
        Line(None, top, figure(definition, whole)),
        {each.name: figure(each, whole) for each in DEFINITIONS.values()},
    )  # fmt: skip


def tallied(first: date, last: date, *, axis: Axis = Axis.COMPETENT, under: str = "/") -> Counted:
    """Return counts by office and measure of dossiers received from `first` to `last`, exact at this moment.

    One statement: whole months from the month counters, other days from the day counters, and every visible entry
    behind the reader's cursor, counted by the same rules. `under` is the path of an office.
    """
    parts, values = _rolled(first, last, axis, under)
    statement = (
        f"SELECT office, measure, sum(count), NULL, NULL FROM ({' UNION ALL '.join(parts)}) rolled "
        f"GROUP BY office, measure UNION ALL SELECT NULL, NULL, NULL, entry.number, entry.body {_BEHIND}"
    )
    counted: Counted = defaultdict(lambda: defaultdict(int))
    for office, measure, count, number, body in _rows(statement, values):
        if office is not None:
            counted[office][measure] += int(count)
            continue
        for (on, at, day, name), change in changes(number, json.loads(body)).items():
            if on == axis and first.isoformat() <= day <= last.isoformat():
                counted[at][name] += change
    return {office: dict(measures) for office, measures in counted.items()}


def latest_period(tier: Tier | None = None, *, today: date, axis: Axis = Axis.COMPETENT) -> tuple[date, date]:
    """Return the latest calendar year in which offices of `tier` (None: any) received dossiers.

    A past year to its 31 December, this year to `today`; without any dossier this year. Two statements.
    """
    offices = Office.objects.all() if tier is None else Office.objects.filter(tier=tier)
    codes = set(offices.values_list("code", flat=True))
    statement = f"""
        SELECT max(month), NULL, NULL FROM (
            SELECT (SELECT max(t.month) FROM measures_monthtally t
                    WHERE t.axis = %(axis)s AND t.office = o.code AND t.count > 0) AS month
            FROM offices_office o WHERE %(tier)s = '' OR o.tier = %(tier)s) newest
        UNION ALL SELECT NULL, entry.number, entry.body {_BEHIND}
    """
    values = {"axis": Axis(axis).value, "tier": tier or "", "reader": READER, "dossiers": f"{DOSSIERS}%"}
    newest = []
    for month, number, body in _rows(statement, values):
        moved = {} if number is None else changes(number, json.loads(body))
        newest += [day for (on, at, day, _), up in moved.items() if on == axis and at in codes and up > 0]
        newest += [month] if month else []
    year = int(max(newest)[:4]) if newest else today.year
    return date(year, 1, 1), today if year == today.year else date(year, 12, 31)


def behind() -> int:
    """Return how many entries of the journal are not in the counters yet (figures count them on the spot)."""
    rows = _rows(f"SELECT count(*) {_BEHIND}", {"reader": READER, "dossiers": f"{DOSSIERS}%"})
    return int(next(iter(rows))[0])


def ranked(offices: list[Office], top: Office, tier: Tier | None) -> list[Office]:
    """Return the offices that a table under `top` compares: what is directly below it, or the offices of a tier.

    Districts and communes are their committees, the tier of the province is its departments.
    """
    if tier is None:
        return [each for each in offices if each.parent_id == top.id] or [top]
    kind = OfficeKind.DEPARTMENT if tier is Tier.PROVINCE else OfficeKind.COMMITTEE
    return [each for each in offices if each.tier == tier and each.kind == kind]


def _in_being(first: date, last: date) -> list[Office]:
    started, not_ended = Q(valid_from__isnull=True) | Q(valid_from__lte=last), Q(valid_to__isnull=True)
    found = Office.objects.filter(started, not_ended | Q(valid_to__gte=first)).select_related("place")
    return list(found.defer("place__outline").order_by("path"))


def _top(offices: list[Office], code: str | None) -> Office:
    found = [each for each in offices if (each.code == code if code else each.parent_id is None)]
    if not found:
        named = f"Không có cơ quan mã «{code}»" if code else "Chưa có cơ quan nào"
        raise Refused(f"{named} trong kỳ này: kiểm tra lại mã và ngày.", "office")
    return found[0]


def _subtree(counted: Counted, office: Office, offices: list[Office]) -> dict[str, int]:
    return total(counted.get(each.code, {}) for each in offices if each.path.startswith(office.path))


def _rolled(first: date, last: date, axis: Axis, under: str) -> tuple[list[str], dict[str, Any]]:
    values = {"axis": Axis(axis).value, "under": f"{under}%", "reader": READER, "dossiers": f"{DOSSIERS}%"}
    parts = []
    for number, (table, start, end) in enumerate(pieces(first, last)):
        name = f"part{number}"
        parts.append(_ROLLED.format(table=f"{table}tally", period=table, name=name))
        values |= {f"{name}_from": start, f"{name}_to": end}
    return parts, values


def _rows(statement: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(1000):
            yield from rows
