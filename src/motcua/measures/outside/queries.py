"""Reading figures from outside: all in force, the best for a period, and those that stand beside ours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from motcua.core.errors import Refused
from motcua.measures import service_queries
from motcua.measures.indicators import INDICATORS
from motcua.measures.models import OutsideFigure
from motcua.measures.outside import rules
from motcua.measures.outside.rules import OutsideKind
from motcua.measures.service_queries import Amount


def in_force(limit: int = 200) -> list[OutsideFigure]:
    """Return the figures that hold, those that were read last first, with their offices. One statement."""
    found = OutsideFigure.objects.filter(replaced_at=None).select_related("office", "entered_by")
    return list(found.order_by("-read_on", "-last", "kind", "indicator", "id")[:limit])


def of(number: int) -> OutsideFigure | None:
    """Return one figure, in force or not, with its office. One statement."""
    found: OutsideFigure | None = OutsideFigure.objects.select_related("office", "entered_by").filter(pk=number).first()
    return found


def earlier(figure: OutsideFigure) -> list[OutsideFigure]:
    """Return what stood for the same before, the newest first. One statement."""
    same = {"kind": figure.kind, "indicator": figure.indicator, "office": figure.office_id, "first": figure.first}
    found = OutsideFigure.objects.filter(**same, last=figure.last, replaced_at__isnull=False).exclude(pk=figure.pk)
    return list(found.order_by("-entered_at", "-id"))


def beside(
    indicators: Collection[str], offices: Collection[str], first: date, last: date, *, public: bool = False
) -> list[OutsideFigure]:  # fmt: skip
    """Return what stands beside ours: the best figure of the country and of each office. One statement.

    By the name of an indicator or the number of a row of the 766 index, for either name of the same. Of those whose
    days lie within, the one of the longest period, the latest, read last. `public` leaves out what was not
    meant for the public.
    """
    names = {also for name in indicators for also in _also(name)}
    found = OutsideFigure.objects.filter(
        Q(kind=OutsideKind.NATIONAL) | Q(kind=OutsideKind.PORTAL, office__code__in=list(offices)),
        replaced_at=None, indicator__in=names, first__gte=first, last__lte=last,
    ).select_related("office")  # fmt: skip
    rows = [each for each in found if each.public or not public]
    rows.sort(key=lambda each: (each.last - each.first, each.last, each.read_on, each.pk), reverse=True)
    best = {(each.kind, each.office_id): each for each in reversed(rows)}
    return sorted(
        best.values(), key=lambda each: (each.kind != OutsideKind.PORTAL, each.office.path if each.office else "")
    )


def _also(name: str) -> set[str]:
    """Return the names under which the same may have been entered: an indicator's, and the number of its row."""
    return {name, rules.OWN.get(name, name)} | {row for row, own in rules.OWN.items() if own == name}


def ours(figure: OutsideFigure, *, today: date) -> Amount | None:
    """Return what we count of the same days: of its office, or of the province beside the whole country.

    None where we count no such thing, or the office was not then. Three statements at most.
    """
    code, on = figure.office.code if figure.office else None, max(figure.first, min(figure.last, today))
    name = rules.OWN.get(figure.indicator, figure.indicator)
    try:
        if name in INDICATORS:
            return service_queries.figure_of(name, figure.first, figure.last, office=code, on=on).total[1]
        return None
    except Refused:
        return None
