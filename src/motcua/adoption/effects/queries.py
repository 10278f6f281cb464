"""Reading what was done where, and the months around it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from motcua.adoption.effects.estimating import Panel
from motcua.adoption.effects.rules import ActionKind
from motcua.adoption.models.effects import ProgrammeAction
from motcua.measures import queries as measures
from motcua.measures.months import total
from motcua.measures.rules import Definition, Figure
from motcua.offices import queries as offices
from motcua.offices.models import Office, OfficeSuccession
from motcua.offices.rules import Tier, path_ids

MONTHS = 24


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The last whole months of the offices of a tier: `first` is month 0 of the panel, keyed by office code.

    `whole` is what was counted of all of them. `done` is how often something was done, by (month number, office code);
    `elsewhere` how often for offices that do not stand in this tier today.
    """

    first: date
    panel: Panel
    offices: dict[str, Office]
    done: dict[tuple[int, str], int]
    elsewhere: int
    whole: Figure

    def month(self, number: int) -> date:
        """Return the first day of a month of the panel."""
        months = self.first.year * 12 + self.first.month - 1 + number
        return date(months // 12, months % 12 + 1, 1)


def surroundings(kind: ActionKind, definition: Definition, *, tier: Tier, today: date) -> Surroundings:
    """Return the panel of a rate for the offices that a ranking of the tier compares today, with everything below them.

    Dossiers count at the competent office in the month of receipt; the month of `today` is not over and not in it. What
    was done for an office that has ended touched those that took over its work. Five statements, whatever the number of
    dossiers.
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
    done, elsewhere = _done(kind, unit_of, first)
    touched: dict[str, int] = {}
    for number, code in sorted(done):
        touched.setdefault(code, number)
    by_code = {office.code: office for office in units.values()}
    counts, whole = _counts(definition, unit_of, list(by_code), first, end - timedelta(1))
    return Surroundings(first, Panel(MONTHS, counts, touched), by_code, done, elsewhere, whole)


def _counts(
    definition: Definition, unit_of: dict[str, str], codes: list[str], first: date, last: date
) -> tuple[dict[str, list[tuple[int, int]]], Figure]:
    sums, whole = {code: [[0, 0] for _ in range(MONTHS)] for code in codes}, list[Figure]()
    for code, counted in measures.monthly(definition, first, last).items():
        for month, found in counted.items() if code in unit_of else ():
            own = sums[unit_of[code]][_number(date.fromisoformat(f"{month}-01"), first)]
            own[0], own[1] = own[0] + found.numerator, own[1] + found.denominator
            whole.append(found)
    return {code: [(above, below) for above, below in months] for code, months in sums.items()}, total(whole)


def _done(kind: ActionKind, unit_of: dict[str, str], first: date) -> tuple[dict[tuple[int, str], int], int]:
    """Return how often something was done by month and unit, and how often where there is no unit, by source."""
    heirs: dict[str, set[str]] = {}
    for old, new in OfficeSuccession.objects.values_list("predecessor__code", "successor__code"):
        heirs.setdefault(old, set()).add(new)
    rows = ProgrammeAction.objects.filter(kind=kind).values_list("source", "on", "office__code")
    at = {
        (source, _number(on, first), unit)
        for source, on, code in rows
        for unit in _units(code, unit_of, heirs, frozenset()) or {""}
    }
    done = Counter((number, unit) for _, number, unit in at if unit)
    return dict(done), sum(1 for _, _, unit in at if not unit)


def _units(code: str, unit_of: dict[str, str], heirs: dict[str, set[str]], seen: frozenset[str]) -> set[str]:
    """Return the units at which an office stands, or at which those stand that took over its work."""
    if code in unit_of:
        return {unit_of[code]}
    found: set[str] = set()
    for heir in heirs.get(code, set()) - seen:
        found |= _units(heir, unit_of, heirs, seen | {code})
    return found


def _number(day: date, first: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month
