"""The months of a year of one office, beside the year before and its target: a chart, and the table beneath it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import get_language

from motcua.adoption.targets import queries as targets
from motcua.core import clock
from motcua.core.ratio import Ratio
from motcua.measures.months import by_month
from motcua.measures.rules import Axis, Definition, Figure
from motcua.offices.models import Office
from motcua.web.shared import figures, words


class Month(NamedTuple):
    """A month: its number and what it says, as text and as exact per cent (None: no dossier)."""

    number: int
    terms: str
    by_whom: str
    share: str | None
    before: str | None


def of_year(
    office: Office, definition: Definition, year: int, *, axis: Axis = Axis.COMPETENT
) -> dict[str, Any]:  # fmt: skip
    """Return what the chart of an office shows: its months, its target in per cent or None. Three statements."""
    last = date(year, 12, 31)
    on = min(last, clock.local_day(clock.now()))
    days = date(year - 1, 1, 1), last
    found = by_month([office], definition, *days, under=office.path, on=on, axis=axis)[office.pk]
    target = targets.in_force(year, definition.name, [office.pk]).get(office.pk)
    rate = Ratio(target.rate.numerator, target.rate.denominator).percent() if target else None
    months = [_month(number, found, year) for number in range(1, 13)]
    has_before = any(each.before for each in months)
    drawn = has_before or any(each.share for each in months)
    return {
        "office": office, "year": year, "months": months if drawn else [], "has_before": has_before, "target": rate,
        "share": figures.share, "title": figures.title(definition), "by_help": definition.by_help,
    }  # fmt: skip


def _month(number: int, found: dict[str, Figure], year: int) -> Month:
    this, before = (found.get(f"{each}-{number:02}", Figure()) for each in (year, year - 1))
    said = words.number(get_language())
    terms = f"{said(this.numerator)} / {said(this.denominator)}" if this.denominator else "–"
    by_whom = figures.shown(this).by_whom if this.denominator else "–"
    return Month(number, terms, by_whom, this.ratio.percent(), before.ratio.percent())
