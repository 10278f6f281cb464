"""Writing forecasts: what the pages show of a year's end is computed beforehand, for a tier at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db import transaction

from motcua.measures import forecast
from motcua.measures.forecast import UNSETTLED, Fit, Month, Outlook, Settling, Volume
from motcua.measures.indicators import DIGITISED_DOSSIERS, ELECTRONIC_RESULTS, RESULTS_AS_FILES, SATISFACTION
from motcua.measures.models import Forecast
from motcua.measures.months import ByMonth, by_month, names
from motcua.measures.rules import ON_TIME, Definition, Figure
from motcua.offices.models import Office

HISTORY = 24
SETTLING = {
    ON_TIME.name: Settling(grows=False, gains=False, loses=True),
    DIGITISED_DOSSIERS.name: Settling(grows=False, gains=True, loses=False),
    ELECTRONIC_RESULTS.name: Settling(grows=False, gains=True, loses=False),
    RESULTS_AS_FILES.name: Settling(grows=True, gains=True, loses=False),
    SATISFACTION.name: Settling(grows=True, gains=False, loses=False),
}
"""Indicators whose months go on changing after they are over: dossiers are finished, late, rated."""
_MILLION = 1_000_000


def foretell(*, definition: Definition, tier: Sequence[Office], wanted: Collection[int], on: date) -> int:
    """Foretell how this year ends for the `wanted` offices (ids) of a tier, all of which teach; return how many.

    A forecast of before is replaced. The same day and counts give the same forecasts. Two statements, and two to
    write; about a second of computing for seventy offices.
    """
    settling = SETTLING.get(definition.name)
    months = names(on.replace(day=1) - timedelta(1), HISTORY)
    first = date.fromisoformat(f"{min(months[0], f'{on.year}-01')}-01")
    counted = by_month(tier, definition, first, on)
    settled = months[:-UNSETTLED] if settling else months
    histories = {each.id: [_month(counted[each.id].get(month)) for month in settled] for each in tier}
    learned = _learned(list(histories.values()), f"{definition.name}-{on.isoformat()}")
    whole = [sum(each.all for each in of_month) for of_month in zip(*histories.values(), strict=True)]
    made = []
    for each in tier:
        if each.id in wanted:
            outlook = learned and _outlook(each, histories[each.id], counted[each.id], whole, learned, definition, on)
            made.append(_row(each, definition, on, outlook or None, learned))
    with transaction.atomic():
        codes = [row.office for row in made]
        Forecast.objects.filter(indicator=definition.name, year=on.year, office__in=codes).delete()
        Forecast.objects.bulk_create(made)
    return len(made)


def _outlook(
    office: Office, history: list[Month], counted: ByMonth, whole: list[float], learned: Fit, definition: Definition,
    on: date,
) -> Outlook | None:  # fmt: skip
    settling, seed = SETTLING.get(definition.name), f"{office.code}-{on.isoformat()}-{definition.name}"
    ahead = forecast.volumes(history, whole, 13 - on.month + (UNSETTLED if settling else 0))
    open_ones = names(on, UNSETTLED + 1) if settling else []
    year = [each for month, each in counted.items() if month[:4] == str(on.year) and month not in open_ones]
    so_far = Month(sum(each.numerator for each in year), sum(each.denominator for each in year))
    left = _left(on)
    if settling is None:
        return forecast.forecast(history, learned, so_far, [_part(ahead[0], left), *ahead[1:]], seed=seed)
    still = [
        forecast.unsettled(_month(counted.get(month)), volume, settling, left=left if month == open_ones[-1] else 0.0)
        if month[:4] == str(on.year) else Volume(0.0, 0.0)
        for month, volume in zip(open_ones, ahead, strict=False)
    ]  # fmt: skip
    return forecast.forecast(history, learned, so_far, [*still, *ahead[len(still) :]], seed=seed)


def _left(on: date) -> float:
    """Return what part of a month is to come after a day of it."""
    end = (on.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
    return (end - on).days / end.day


def _part(volume: Volume, left: float) -> Volume:
    """Return what a part of a month brings."""
    return Volume(volume.mean * left, volume.sd * left**0.5)


def _learned(histories: list[list[Month]], seed: str) -> Fit | None:
    known = any(month.all for history in histories for month in history)
    return forecast.fit(histories, seed=seed) if known else None


def _month(figure: Figure | None) -> Month:
    return Month(figure.numerator, figure.denominator) if figure else Month(0, 0)


def _row(office: Office, definition: Definition, on: date, outlook: Outlook | None, learned: Fit | None) -> Forecast:
    return Forecast(
        office=office.code, indicator=definition.name, version=definition.version, year=on.year, day=on,
        quantiles=[round(each * _MILLION) for each in outlook.quantiles] if outlook else [],
        tried=learned.tried if learned else 0, held=learned.held if learned else 0,
    )  # fmt: skip


def outlook(row: Forecast) -> Outlook | None:
    """Return a stored forecast as an outlook; None where there was too little to go by."""
    return Outlook(tuple(each / _MILLION for each in row.quantiles)) if row.quantiles else None
