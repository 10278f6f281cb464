"""Figures from outside as they stand beside ours on a page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.measures.indicators import INDICATORS
from motcua.measures.models import OutsideFigure
from motcua.measures.outside import queries, rules
from motcua.measures.outside.rules import OutsideKind
from motcua.measures.rules import DEFINITIONS, Unit
from motcua.web.shared import figures, words


class Beside(NamedTuple):
    """One line beside ours: whose figure, the figure in words, and the row that it stands in."""

    whose: str
    value: str
    figure: OutsideFigure


def beside(
    indicator: str, offices: Collection[str], first: date, last: date, *, public: bool = False
) -> list[Beside]:  # fmt: skip
    """Return what stands beside an indicator of a period, for the whole country and some offices. One statement."""
    found = queries.beside([indicator], offices, first, last, public=public)
    return [Beside(whose(each), value(each), each) for each in found]


def whose(figure: OutsideFigure) -> str:
    """Return in words whose figure it is."""
    if figure.kind == OutsideKind.NATIONAL or figure.office is None:
        return _("Mức chung cả nước")
    return _("Cổng Dịch vụ công quốc gia tính cho %(office)s") % {"office": figure.office.short_name}


def value(figure: OutsideFigure) -> str:
    """Return a figure in its unit, with its terms where they are known: "72,5 % (29 / 40)"."""
    plain = f"{figure.value.normalize():f}"
    if rules.unit_of(figure.indicator) is not Unit.PERCENT:
        return _("%(hours)s giờ") % {"hours": plain if get_language() == "en" else plain.replace(".", ",")}
    if figure.numerator is None or figure.denominator is None:
        return figures.share(plain)
    number = words.number(get_language())
    return f"{figures.share(plain)} ({number(figure.numerator)} / {number(figure.denominator)})"


def title(indicator: str) -> str:
    """Return the name of an indicator, or the number and name of a row of the 766 index, in the page's language."""
    if indicator in rules.INDEX_ROWS:
        return _("766, dòng %(row)s: %(name)s") % {"row": indicator, "name": _(rules.INDEX_ROWS[indicator])}
    if indicator not in INDICATORS:
        return indicator
    named = figures.title(INDICATORS[indicator][-1])
    return _("Hồ sơ trực tuyến: %(title)s") % {"title": named} if indicator in DEFINITIONS else named
