"""What the public page shows of single offices: a published month, with hidden what is hidden there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.measures import queries
from motcua.measures.models import PublishedMonth
from motcua.measures.published import queries as published
from motcua.measures.published.composing import FEW_OFFICES, WHOLE
from motcua.measures.published.rules import HIDDEN, OFFICES, end_of
from motcua.measures.queries import Counted, Line, Rates
from motcua.measures.rules import Figure, ranks
from motcua.web.shared import figures, maps

_NO_PLACE = 0


def shown(context: dict[str, Any]) -> dict[str, Any]:
    """Return what stands on the page for a visitor instead of every office: the newest month within the period.

    The whole province stays as it is at this moment. Three statements.
    """
    rates: Rates = context["rates"]
    month = published.newest_within(rates.first, rates.last)
    lines = _lines(rates, month) if month else []
    order = ranks([figure.ratio for _office, figure, _cell in lines])
    rows = [Line(rank, office, figure) for rank, (office, figure, _cell) in zip(order, lines, strict=True)]
    rows.sort(key=lambda row: (row.rank is None, row.rank, row.office.short_name))
    return {
        "rates": replace(rates, rows=rows), "month": month and f"{month.month[5:]}/{month.month[:4]}",
        "file": f"{OFFICES.name}-{month.month[:4]}" if month else "", "hidden": HIDDEN,
        "cells": {office.id: cell for office, _figure, cell in lines} | {rates.total.office.id: _whole(rates)},
        "map": maps.draw(rows, queries.locations(row.office.place_id for row in rows)),
    }  # fmt: skip


def _whole(rates: Rates) -> figures.Shown:
    return figures.shown(rates.total.figure)


def _lines(rates: Rates, month: PublishedMonth) -> list[tuple[Counted, Figure, figures.Shown]]:
    first = date.fromisoformat(f"{month.month}-01")
    known = {each.code: each for each in queries.in_being(first, end_of(first))}
    rows = [dict(zip(OFFICES.heads, row, strict=True)) for row in month.rows]
    found = []
    for number, row in enumerate(rows):
        if row["indicator"] == rates.definition.name and row["office_name"] != WHOLE:
            office = known.get(row["office"], rates.total.office)
            if office.id == rates.total.office.id:  # no office of its own: several together, or the province's own
                name = _("Cơ quan ít hồ sơ (gộp)") if row["office_name"] == FEW_OFFICES else row["office_name"]
                office = office._replace(id=-1 - number, code="", short_name=name, place_id=_NO_PLACE)
            figure = _figure(row)
            found.append((office, figure, _cell(row, figure)))
    return found


def _figure(row: dict[str, Any]) -> Figure:
    """The figure of a line; empty where it is hidden. Who did it counts as unknown where that alone is hidden."""
    if HIDDEN in (row["numerator"], row["denominator"]):
        return Figure()
    by = row["by_self"], row["helped"], row["unknown"]
    own, helped, unknown = (0, 0, row["numerator"]) if HIDDEN in by else by
    return Figure(own, helped, unknown, row["denominator"])


def _cell(row: dict[str, Any], figure: Figure) -> figures.Shown:
    if HIDDEN in (row["numerator"], row["denominator"]):
        return figures.Shown(HIDDEN, HIDDEN, HIDDEN, [])
    whole = figures.shown(figure)
    return whole._replace(by_whom=HIDDEN) if HIDDEN in (row["by_self"], row["helped"], row["unknown"]) else whole
