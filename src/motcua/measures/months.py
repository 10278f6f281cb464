"""What was counted month by month, of an office with everything below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from motcua.measures import queries
from motcua.measures.rules import Definition, Figure
from motcua.offices.models import Office
from motcua.offices.rules import path_ids

ByMonth = Mapping[str, Figure]
"""Month "YYYY-MM" → what was counted of an office and what is below it; months without a dossier are left out."""


def by_month(
    offices: Iterable[Office], definition: Definition, first: date, last: date, *, under: str = "/"
) -> dict[int, dict[str, Figure]]:
    """Return what a definition counts of offices by id, each with everything that was ever below it. Two statements.

    Whole months, from that of `first` to that of `last`; `under` is the path of an office above them all.
    """
    found: dict[int, dict[str, Figure]] = {each.id: {} for each in offices}
    above = {code: path_ids(path) for code, path in Office.objects.values_list("code", "path")}
    for code, months in queries.monthly(definition, first, last, under=under).items():
        for office in found.keys() & set(above.get(code, ())):
            for month, figure in months.items():
                found[office][month] = total([found[office].get(month, Figure()), figure])
    return found


def total(figures: Iterable[Figure]) -> Figure:
    """Return the sum of figures of one definition."""
    rows = [(each.by_self, each.helped, each.unknown, each.denominator, each.simulated) for each in figures]
    return Figure(*(sum(column) for column in zip(*rows, strict=True)))


def names(last: date, count: int) -> list[str]:
    """Return the names of so many months, the last of them that of a day: ["2026-10", "2026-11"]."""
    months = (last.year * 12 + last.month - 1 - back for back in reversed(range(count)))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months]
