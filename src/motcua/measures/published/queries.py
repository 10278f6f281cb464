"""What has been published, and which month is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from motcua.measures import reports
from motcua.measures.models import MonthTally, PublishedMonth
from motcua.measures.published import rules
from motcua.measures.published.rules import OFFICES, Table
from motcua.measures.rules import Axis


def due(today: date) -> date | None:
    """Return the first day of the oldest closed month that is not published yet; None when there is none.

    Two statements.
    """
    names = set(MonthTally.objects.filter(axis=Axis.COMPETENT).values_list("month", flat=True).distinct())
    done = set(PublishedMonth.objects.filter(table=OFFICES.name).values_list("month", flat=True))
    months = sorted(date.fromisoformat(f"{name}-01") for name in names - done)
    return next((month for month in months if rules.closed(month, today)), None)


def years() -> dict[str, list[int]]:
    """Return the years of which there is a file, by table, the newest first. One statement."""
    found: dict[str, set[int]] = defaultdict(set)
    for table, month in PublishedMonth.objects.values_list("table", "month"):
        found[table].add(int(month[:4]))
    return {table: sorted(each, reverse=True) for table, each in found.items()}


def months(table: Table, year: int) -> list[PublishedMonth]:
    """Return the months of a file, in order. One statement."""
    return list(PublishedMonth.objects.filter(table=table.name, month__startswith=f"{year:04d}-").order_by("month"))


def latest() -> PublishedMonth | None:
    """Return the newest month of the table of offices. One statement."""
    return PublishedMonth.objects.filter(table=OFFICES.name).order_by("-month").first()


def newest() -> tuple[PublishedMonth | None, PublishedMonth | None]:
    """Return the newest month of the offices and the same one of the year before. Two statements at most."""
    found = latest()
    if found is None:
        return None, None
    before = f"{int(found.month[:4]) - 1:04d}{found.month[4:]}"
    return found, PublishedMonth.objects.filter(table=OFFICES.name, month=before).first()


def lines(table: Table, found: Sequence[PublishedMonth]) -> Iterator[str]:
    """Yield a file month by month, after its header."""
    yield reports.as_csv(table.heads, [])
    for month in found:
        yield reports.as_csv((), month.rows).removeprefix("\r\n")
