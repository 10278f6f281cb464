"""What the public page and the leader's page of series have in common: the choice, the points, and their line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.measures import series_report
from motcua.measures.indicators import INDICATORS
from motcua.measures.rules import ALL_PROCEDURES, Axis, Countable, Definition, Step, Unit
from motcua.measures.series import SHOWN, Point, Series, series
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import Tier
from motcua.web.shared import figures, sparks

_YEARS = 2
_WIDTH, _HEIGHT = 720, 300
NAMES = [name for name, versions in INDICATORS.items() if versions[-1].of is Countable.DOSSIERS]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which series a person asked for; `words` are what she typed to find the office."""

    name: str
    words: str
    office: Office | None
    step: Step
    axis: Axis
    first: date
    last: date

    def query(self, **other: Any) -> str:
        """Return the query string of this choice with some parts replaced."""
        chosen = replace(self, **other)
        asked = {
            "office": chosen.office.code if chosen.office else "", "indicator": chosen.name, "step": chosen.step.value,
            "axis": chosen.axis.value, "from": chosen.first.isoformat(), "to": chosen.last.isoformat(),
        }  # fmt: skip
        return "?" + urlencode(asked)


def answer(
    request: HttpRequest, template: str, address: str, *, everybody: bool = False, **extra: Any
) -> HttpResponse:  # fmt: skip
    """Return the page of a series, or with `dang=csv` its points as a file; `address` is the name of the page's URL.

    To `everybody` a point with few online filings does not say who sat beside.
    """
    today = clock.local_day(clock.now())
    errors: dict[str, str] = {}
    chosen, found = _choice(request.GET, errors, today)
    made = _made(chosen, errors, today) if chosen.office else None
    if made and request.GET.get("dang") == "csv":
        headers = {"Content-Disposition": f'attachment; filename="series-{made.office.code}-{made.name}.csv"'}
        text = series_report.series_csv(made, everybody=everybody)
        return HttpResponse("\ufeff" + text, "text/csv; charset=utf-8", headers=headers)
    return render(
        request, template,
        {
            "chosen": chosen, "errors": errors, "found": found, "former": _former(), "address": address, "series": made,
            "picture": _picture(made) if made else None, "said": said, "title_of": figures.title,
            "range_of": range_said, "everybody": everybody,
            "whom_of": lambda point: whom_said(point, everybody=everybody),
            "name_of": point_name,
            "indicators": [(name, figures.title(INDICATORS[name][-1])) for name in NAMES],
            "steps": [(each.value, _(str(each.label))) for each in Step],
            "axes": [(each.value, _(str(each.label))) for each in Axis], **extra,
        },
    )  # fmt: skip


def _choice(asked: Mapping[str, str], errors: dict[str, str], today: date) -> tuple[Choice, list[Office]]:
    """Return what a query string asks for, and the offices among which one has to be chosen first."""
    first, last = (figures.day(asked.get(name, ""), name, errors) for name in ("from", "to"))
    last = last or (min(today, date(first.year + _YEARS, 12, 31)) if first else today)
    words, known = asked.get("q", "").strip()[:100], offices.office(asked.get("office", "")[:20])
    # What the page itself filled in for an office is that office, however many have its name.
    kept = known is not None and known.kind in SHOWN and words in ("", known.short_name)
    found = [known] if known and kept else offices.ever_named(words or asked.get("office", "")[:20])
    if words and not found:
        errors["q"] = _("Không có cơ quan nào tên như vậy, nay hay trước kia. Thử gõ ít chữ hơn, không cần dấu.")
    one = found[0] if len(found) == 1 else None
    name = asked["indicator"] if asked.get("indicator") in NAMES else ALL_PROCEDURES.name
    step = Step(asked["step"]) if asked.get("step") in Step.values else Step.MONTH
    axis = Axis(asked["axis"]) if asked.get("axis") in Axis.values else Axis.COMPETENT
    typed = one.short_name if one else words
    return Choice(name, typed, one, step, axis, first or date(last.year - _YEARS, 1, 1), last), [] if one else found


def _made(chosen: Choice, errors: dict[str, str], today: date) -> Series | None:
    if errors or chosen.office is None:
        return None
    try:
        return series(
            chosen.name, chosen.office, chosen.first, chosen.last, step=chosen.step, axis=chosen.axis, today=today
        )
    except Refused as refused:
        errors["q" if refused.field == "office" else refused.field] = refused.message
        return None


def _former() -> list[Office]:
    """Return the districts that ended, by name: whom people look for first."""
    ended = Office.objects.filter(tier=Tier.DISTRICT, kind="committee", valid_to__isnull=False)
    return sorted(ended, key=lambda office: office.short_name)


def _picture(made: Series) -> sparks.Spark | None:
    values = [float(point.value) if point.value is not None else None for point in made.points]
    every = -(-len(made.points) // 8)
    percent = made.definition.unit is Unit.PERCENT
    return sparks.draw(
        values, width=_WIDTH, height=_HEIGHT, ranges=[_range(point) for point in made.points],
        marks=[number for number, point in enumerate(made.points) if point.changed and number],
        said=lambda value: said(f"{value:g}", made.definition),
        labels={number: point_name(point) for number, point in enumerate(made.points) if number % every == 0},
        least=0, most=100 if percent else None,
    )  # fmt: skip


def _range(point: Point) -> sparks.Range | None:
    low, high = point.range()
    return None if low is None or high is None else (float(low), float(high))


def point_name(point: Point) -> str:
    """Return a point as people write it: "06/2025", "quý 2/2025", "2025"."""
    name = point.name
    if "Q" in name:
        return _("quý %(quarter)s/%(year)s") % {"quarter": name[-1], "year": name[:4]}
    return f"{name[5:]}/{name[:4]}" if "-" in name else name


def said(value: str | None, definition: Definition) -> str:
    """Return a value in its unit, in the language of the page."""
    if definition.unit is Unit.PERCENT or value is None:
        return figures.share(value)
    return _("%(hours)s giờ") % {"hours": value if get_language() == "en" else value.replace(".", ",")}


def whom_said(point: Point, *, everybody: bool) -> str:
    """Return who did it at a point, in the order of the column; "" where the definition does not tell it apart."""
    if not point.amount or not point.amount.definition.by_help:
        return ""
    return figures.by_whom(point.amount.by_whom, everybody=everybody)


def range_said(point: Point) -> str:
    """Return in what range a figure lies because of dossiers that nobody can place; "" where all are placed."""
    if not point.definition or not point.unsure or not point.unsure.denominator:
        return ""
    low, high = (said(each, point.definition) for each in point.range())
    return low if low == high else _("%(low)s đến %(high)s") % {"low": low, "high": high}
