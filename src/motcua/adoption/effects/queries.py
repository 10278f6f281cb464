"""Reading what was done where, and the months around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from motcua.adoption.effects.estimating import Panel
from motcua.adoption.effects.rules import ActionKind
from motcua.adoption.models.effects import ProgrammeAction
from motcua.measures import queries as measures
from motcua.measures.rules import Definition, figure
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import Tier, path_ids

MONTHS = 24


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The last whole months of the offices of a tier: `first` is month 0 of the panel, keyed by office code.

    `done` is how often something was done, by (month number, office code); `elsewhere` how often for offices that do
    not stand in this tier today.
    """

    first: date
    panel: Panel
    offices: dict[str, Office]
    done: dict[tuple[int, str], int]
    elsewhere: int

    def month(self, number: int) -> date:
        """Return the first day of a month of the panel."""
        months = self.first.year * 12 + self.first.month - 1 + number
        return date(months // 12, months % 12 + 1, 1)


def surroundings(kind: ActionKind, definition: Definition, *, tier: Tier, today: date) -> Surroundings:
    """Return the panel of a rate for the offices that a ranking of the tier compares today, with everything below them.

    Dossiers count at the competent office in the month of receipt; the month of `today` is not over and not in it. Four
    statements, whatever the number of dossiers.
    """
    units = {office.id: office for office in offices.on_tier(tier, today)}
    unit_of = {
        code: units[above].code
        for code, path in Office.objects.values_list("code", "path")
        for above in path_ids(path)
        if above in units
    }
    end = today.replace(day=1)
    first = date(end.year - MONTHS // 12, end.month, 1)
    sums = {office.code: [[0, 0] for _ in range(MONTHS)] for office in units.values()}
    for month, counted in measures.monthly(first, end - timedelta(1)).items():
        number = _number(date.fromisoformat(f"{month}-01"), first)
        for code, counts in counted.items():
            if code in unit_of:
                found = figure(definition, counts)
                own = sums[unit_of[code]][number]
                own[0], own[1] = own[0] + found.numerator, own[1] + found.denominator
    done, elsewhere = _done(kind, unit_of, first)
    touched: dict[str, int] = {}
    for number, code in sorted(done):
        touched.setdefault(code, number)
    counts_of = {code: [(above, below) for above, below in months] for code, months in sums.items()}
    by_code = {office.code: office for office in units.values()}
    return Surroundings(first, Panel(MONTHS, counts_of, touched), by_code, done, elsewhere)


def _done(kind: ActionKind, unit_of: dict[str, str], first: date) -> tuple[dict[tuple[int, str], int], int]:
    rows = ProgrammeAction.objects.filter(kind=kind).values_list("source", "on", "office__code").order_by("on")
    at = {(source, _number(on, first), unit_of.get(code, "")) for source, on, code in rows}
    done: dict[tuple[int, str], int] = {}
    for _source, number, code in sorted(at):
        if code:
            done[number, code] = done.get((number, code), 0) + 1
    return done, sum(1 for _source, _number_of, code in at if not code)


def _number(day: date, first: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month
