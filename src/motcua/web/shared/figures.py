"""What the public page and the leader's page of figures have in common: the choice of a table, and its pictures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext

from motcua.core.errors import Refused
from motcua.measures import asof, queries, reports
from motcua.measures.published.hiding import small
from motcua.measures.published.rules import HIDDEN
from motcua.measures.queries import Line, Rates
from motcua.measures.rules import ALL_PROCEDURES, DEFINITIONS, Axis, Definition, Figure, shortfall, usual_tier
from motcua.offices.rules import Tier
from motcua.web.shared import maps, words

_HELP_FIRST = 5
_YEARS = 3
YEARS = range(2000, 2101)
"""Years that figures are asked for: what lies beside a period (a year before, a day after) has to be a day as well."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which table of rates a person asked for; as it was known at the end of the day `as_of`, None: now."""

    definition: Definition
    tier: Tier
    axis: Axis
    first: date
    last: date
    as_of: date | None = None

    def query(self, **other: Any) -> str:
        """Return the query string of this choice, with some parts replaced."""
        chosen = replace(self, **other)
        known = {"as_of": chosen.as_of.isoformat()} if chosen.as_of else {}
        return urlencode(
            {
                "definition": chosen.definition.name, "tier": chosen.tier.value, "axis": chosen.axis.value,
                "from": chosen.first.isoformat(), "to": chosen.last.isoformat(), **known,
            }
        )  # fmt: skip


def choice(asked: Mapping[str, Any], *, today: date, past: bool = False) -> tuple[Choice, dict[str, str]]:
    """Return the choice in a query string, with errors by field; what is missing or wrong becomes the usual.

    Usual are all procedures, the competent office, the latest period with dossiers and the tier that is compared
    then. `past`: a past day may be asked for, as of which the table is shown. At most two statements when no period is
    given.
    """
    errors: dict[str, str] = {}
    definition = DEFINITIONS.get(asked.get("definition", ""), ALL_PROCEDURES)
    tier = Tier(asked["tier"]) if asked.get("tier") in Tier.values else None
    axis = Axis(asked["axis"]) if asked.get("axis") in Axis.values else Axis.COMPETENT
    first, last = (day(asked.get(name, ""), name, errors) for name in ("from", "to"))
    if first and last and first > last:
        errors["from"] = gettext("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.")
    if errors:
        first = last = None
    as_of = past_day(asked, errors, today=today) if past else None
    first, last = queries.period(first, last, tier=tier, today=today, axis=axis)
    return Choice(definition, tier or usual_tier(last), axis, first, last, as_of), errors


def past_day(asked: Mapping[str, Any], errors: dict[str, str], *, today: date) -> date | None:
    """Return the day "as_of" as of which a page is asked for; None for none, or where `errors` tells why not."""
    found = day(asked.get("as_of", ""), "as_of", errors)
    if found and found > today:
        errors["as_of"] = gettext("Ngày ấy chưa tới: chọn một ngày đã qua.")
        return None
    return found


def axis_asked(axis: Axis) -> dict[str, str]:
    """Return what an address says of the office to which dossiers belong: nothing for the usual."""
    return {} if axis is Axis.COMPETENT else {"axis": axis.value}


def page(asked: Mapping[str, Any], *, today: date, everybody: bool = False) -> dict[str, Any]:
    """Return what the shared template of figures shows for a query string. At most six statements.

    Where `everybody` reads it, an office with few online filings does not say who sat beside: that would be one person.
    """
    chosen, errors = choice(asked, today=today, past=not everybody)
    rates: Rates | None = None
    try:
        rates = table(chosen)
    except Refused as refused:
        errors.setdefault(refused.field, gettext(refused.message))
    rows, whole = (rates.rows, [rates.total]) if rates else ([], [])
    return {
        "chosen": chosen,
        "errors": errors,
        "rates": rates,
        "map": maps.draw(rows, queries.locations(line.office.place_id for line in rows)),
        "levels": queries.service_levels(chosen.last),
        "definitions": [(each.name, title(each)) for each in DEFINITIONS.values()],
        "others": [(title(DEFINITIONS[name]), found) for name, found in rates.totals.items()] if rates else [],
        "tiers": [(each.value, gettext(str(each.label))) for each in Tier],
        "axes": [(each.value, gettext(str(each.label))) for each in Axis],
        "years": years(chosen, today),
        "title_of": title,
        "share": share,
        "big_share": big_share,
        "cells": {line.office.id: shown(line.figure, everybody=everybody) for line in [*rows, *whole]},
        "today": today,
        "before": None,
        "everybody": everybody,
        "most": asof.MOST,
        "targets": None,
    }


def table(chosen: Choice) -> Rates:
    """Return the rates of a choice. Two statements, five as of a day. Raises Refused when no office exists yet.

    As of a day also where more dossiers changed since than are put back (`asof.MOST`).
    """
    table, days = partial(queries.online_rate, tier=chosen.tier, axis=chosen.axis), (chosen.first, chosen.last)
    if chosen.as_of is None:
        return table(chosen.definition, *days)
    return table(chosen.definition, *days, put_back=asof.putting_back(chosen.as_of, *days, axis=chosen.axis))


def help_first(rates: Rates) -> list[tuple[Line, int]]:
    """Return who is furthest below the whole, with the online dossiers still missing to its share; five at most."""
    missing = [(line, shortfall(line.figure.ratio, rates.total.figure.ratio)) for line in rates.rows]
    return sorted((pair for pair in missing if pair[1]), key=lambda pair: -pair[1])[:_HELP_FIRST]


def years(chosen: Choice, today: date) -> list[tuple[int, str, bool]]:
    """Return this year and those before it: (year, query string, whether it is shown).

    The tier is left out: which offices are compared depends on the year (no districts since 1 July 2025).
    """
    found = []
    for year in range(today.year, today.year - _YEARS, -1):
        first, last = date(year, 1, 1), min(date(year, 12, 31), today)
        asked = {"definition": chosen.definition.name, "axis": chosen.axis.value, "from": first, "to": last}
        asked |= {"as_of": chosen.as_of} if chosen.as_of else {}
        found.append((year, "?" + urlencode(asked), (chosen.first, chosen.last) == (first, last)))
    return found


def title(definition: Definition) -> str:
    """Return the name of a definition in the language of the page."""
    return definition.title_en if get_language() == "en" else definition.title


def share(percent: str | None) -> str:
    """Return an exact percentage as the page shows it: "92,5 %", in English "92.5%"; "–" for none."""
    if get_language() == "en":
        return "–" if percent is None else f"{percent}%"
    return reports.percent(percent)


def big_share(percent: str | None) -> str:
    """Return a percentage with one decimal as a headline shows it: "92,5 %", "70 %"."""
    return share(percent.removesuffix(".0") if percent else None)


class Shown(NamedTuple):
    """What a row of the table shows of a figure, and the map the share of it."""

    share: str
    terms: str
    by_whom: str
    segments: list[tuple[str, str, str]]


def shown(figure: Figure, *, everybody: bool = False) -> Shown:
    """Return a figure as the table shows it, in the language of the page; to `everybody` without a split of few."""
    number = words.number(get_language())
    return Shown(
        share(figure.ratio.percent(1)),
        f"{number(figure.numerator)} / {number(figure.denominator)}",
        by_whom((figure.by_self, figure.helped, figure.unknown), everybody=everybody),
        segments(figure, whole=everybody and small(figure.numerator)),
    )


def by_whom(counts: Collection[int], *, everybody: bool = False) -> str:
    """Return who did it as a column shows it: by oneself, with help, unknown; to `everybody` not of few."""
    return HIDDEN if everybody and small(sum(counts)) else " / ".join(map(words.number(get_language()), counts))


def segments(figure: Figure, *, whole: bool = False) -> list[tuple[str, str, str]]:
    """Return the parts of a bar as (class, start, width), in per cent of the whole bar; `whole` is one part."""
    before, parts = 0, []
    split = (("self", figure.by_self), ("helped", figure.helped), ("unknown", figure.unknown))
    for name, count in (("unknown", figure.numerator),) if whole else split:
        if count:
            parts.append((name, _of(before, figure.denominator), _of(count, figure.denominator)))
        before += count
    return parts


def _of(count: int, whole: int) -> str:
    return f"{count * 10000 // whole // 100}.{count * 10000 // whole % 100:02d}%"


def day(text: str, field: str, errors: dict[str, str]) -> date | None:
    """Return a day of a query string; None where there is none, or none that can be read, which `errors` then tells."""
    if not text:
        return None
    try:
        day, month, year = (int(part) for part in (text.split("/") if "/" in text else reversed(text.split("-"))))
        found = date(year, month, day)
    except (ValueError, OverflowError):
        errors[field] = gettext("Ngày không đọc được: viết như 31/12/2024.")
        return None
    if found.year not in YEARS:
        errors[field] = gettext("Năm phải từ 2000 đến 2100: viết như 31/12/2024.")
        return None
    return found
