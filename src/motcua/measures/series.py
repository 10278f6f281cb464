"""A series of one indicator over changes of places: a unit by its own offices while it was, by others before and since.

Dossiers whose place tells that they belong to it are put there exactly. Where nobody can tell, it says how many there
are, and what the figure would be with none and with all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from motcua.core.errors import Phrase, Refused
from motcua.core.ratio import Ratio
from motcua.filing.rules import Help
from motcua.measures.indicators import INDICATORS, version_on
from motcua.measures.rules import Axis, Countable, Definition, Step, Unit
from motcua.measures.series_counts import Piece, Wanted, placed, whole
from motcua.measures.series_rules import Area, Land, Link, Period, Stands, bounds, periods, runs
from motcua.measures.series_rules import Unit as Between
from motcua.measures.service_queries import Amount, amount
from motcua.offices.models import Office, OfficeSuccession, Place, PlaceSuccession
from motcua.offices.rules import Extent, OfficeKind, PlaceLevel, Tier, path_ids

SHOWN = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT)
"""The kinds of offices that have a series."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what is surely the unit's (`sure`), what nobody can place (`unsure`), and where it is put meanwhile.

    `definition` is None where no version was in force yet. `changed`: who bears the series changes in it.
    """

    period: Period
    definition: Definition | None
    amount: Amount | None
    sure: Amount | None
    unsure: Amount | None
    changed: bool

    @property
    def name(self) -> str:
        return self.period.name

    @property
    def value(self) -> str | None:
        return self.amount.value() if self.amount else None

    def range(self) -> tuple[str | None, str | None]:
        """Return the figure with none and with all of the unsure dossiers, the lower first, or for a share the lowest
        and the highest that any placing of them gives; equal where all are sure.
        """
        if self.sure is None or self.unsure is None:
            return None, None
        sure, unsure = self.sure, self.unsure
        if sure.definition.unit is Unit.PERCENT:
            ends = bounds(sure.numerator, sure.denominator, unsure.numerator, unsure.denominator)
            low, high = (Ratio(*end).percent(sure.definition.places) for end in ends)
            return low, high
        ends_ = [each.value() for each in (sure, _plus(sure, unsure)) if each.denominator]
        ordered = sorted((each for each in ends_ if each is not None), key=float)
        return (ordered[0], ordered[-1]) if ordered else (None, None)


@dataclass(frozen=True, slots=True)
class Bearer:
    """An office whose dossiers make a stretch of the series, all of them or a part."""

    office: Office
    part: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same offices bear the series; `gained` and `lost` are old communes since the stretch before."""

    first: date
    last: date
    bearers: list[Bearer]
    gained: list[str]
    lost: list[str]


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one unit in order, who bears them when, and how many dossiers of which offices are unsure."""

    name: str
    office: Office
    step: Step
    axis: Axis
    points: list[Point]
    stretches: list[Stretch]
    unsure: list[tuple[Office, int]]

    @property
    def definition(self) -> Definition:
        return next(each.definition for each in reversed(self.points) if each.definition)

    @property
    def changes(self) -> list[date]:
        """The days on which the bearers change."""
        return [stretch.first for stretch in self.stretches[1:]]


def series(
    name: str, office: Office, first: date, last: date, *, step: Step = Step.MONTH, axis: Axis = Axis.COMPETENT,
    today: date,
) -> Series:  # fmt: skip
    """Return an indicator of an office of any time, point by point, each day by the version in force on it.

    Being on time is judged at the end of each point, or today. Four statements, and two for each version of the
    indicator. Raises Refused for an indicator that is not counted by day, one that was nowhere in force, an office
    that has no series, and a period as `periods` has it.
    """
    if INDICATORS.get(name, (None,))[-1] is None or INDICATORS[name][-1].of is not Countable.DOSSIERS:
        raise Refused("Chỉ tiêu này không đếm theo ngày nên không có chuỗi số liệu. Chọn chỉ tiêu khác.", "indicator")
    if office.kind not in SHOWN:
        raise Refused("Chỉ ủy ban, sở, ngành có chuỗi số liệu. Chọn cơ quan cấp trên của đơn vị này.", "office")
    asked = periods(first, last, step, today)
    versions = [_version(name, period.last) for period in asked]
    if not any(versions):
        raise Refused(Phrase("Ngày %(day)s chưa có chỉ tiêu này. Chọn kỳ muộn hơn.", day=f"{last:%d/%m/%Y}"), "to")
    known = _Known(office)
    spans = [_Span(known, start, end) for start, end in runs(first, last, known.land.cuts())]
    stretches = _stretches(known, spans)
    changes = {stretch.first for stretch in stretches[1:]}
    points, unsure = [], Counter[str]()
    for definition, group in groupby(zip(versions, asked, strict=True), key=lambda pair: pair[0]):
        mine = [period for _, period in group]
        counted = _count(known, spans, definition, mine, axis, unsure) if definition else {}
        points += [_point(period, definition, counted.get(period.name, {}), changes) for period in mine]
    loose = [(known.offices[code], count) for code, count in unsure.most_common() if count]
    return Series(name, office, step, Axis(axis), points, stretches, loose)


class _Known:
    """Everything that is known of places and offices, and of the one that is asked for. Four statements."""

    def __init__(self, office: Office) -> None:
        places = {place.id: place for place in Place.objects.defer("outline")}
        self.offices = {each.code: each for each in Office.objects.order_by("path")}
        ids = {each.id: each for each in self.offices.values()}
        departments = {
            each.id: code for code, each in self.offices.items() if each.kind == OfficeKind.DEPARTMENT
        }  # fmt: skip
        communes = {place.id: place.key for place in places.values() if place.level == PlaceLevel.COMMUNE}
        above = {place.id: places[place.parent_id].key if place.parent_id else "" for place in places.values()}
        units = {
            key: Between(places[each].valid_from, places[each].valid_to, above[each]) for each, key in communes.items()
        }
        units |= {code: Between(ids[each].valid_from, ids[each].valid_to) for each, code in departments.items()}
        districts = {
            place.key: Between(place.valid_from, place.valid_to)
            for place in places.values() if place.level == PlaceLevel.DISTRICT
        }  # fmt: skip
        self.land = Land(units, districts, [*_links(PlaceSuccession, communes), *_links(OfficeSuccession, departments)])
        self.names = {place.key: place.full_name for place in places.values()} | {
            code: each.short_name for code, each in self.offices.items()
        }
        self.everything = office.parent_id is None
        self.asked = self._key(office, places, departments)
        self.keys = {code: self._key(each, places, departments) for code, each in self.offices.items()}
        self.own = office

    @staticmethod
    def _key(office: Office, places: Mapping[int, Place], departments: Mapping[int, str]) -> str:
        """Return the unit that an office serves: its place, or the department that it belongs to; "" for the whole."""
        if office.tier != Tier.PROVINCE:
            return places[office.place_id].key
        return next((departments[each] for each in path_ids(office.path) if each in departments), "")


def _links(model: type[PlaceSuccession] | type[OfficeSuccession], keys: Mapping[int, str]) -> list[Link]:
    rows = model.objects.values_list("predecessor_id", "successor_id", "extent")
    return [Link(keys[a], keys[b], extent != Extent.PART) for a, b, extent in rows if a in keys and b in keys]


class _Span:
    """Days between two changes of any place: what is asked for then, and where each office stands to it."""

    def __init__(self, known: _Known, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.asked = known.land.area(known.asked, first)
        areas = {key: known.land.area(key, first) for key in set(known.keys.values())}
        self.served = {code: areas[key] for code, key in known.keys.items()}
        self.stands = {
            code: Stands.INSIDE if known.everything else known.land.stands(served, served, self.asked)
            for code, served in self.served.items()
        }  # fmt: skip

    def told(self, known: _Known, office: str, place: str) -> Stands:
        """Return where the dossiers of an office belong that were told with a place."""
        served = self.served[office]
        return known.land.stands(served, known.land.area(place, self.first) if place else served, self.asked)

    def bearers(self, known: _Known) -> list[Bearer]:
        """Return who bears the span: the uppermost offices that belong to it whole, then those with a part in it."""
        being = [
            each for each in known.offices.values()
            if each.kind in SHOWN and (each.valid_from or self.first) <= self.first <= (each.valid_to or self.first)
        ]  # fmt: skip
        inside = {each.id for each in being if self.stands[each.code] is Stands.INSIDE}
        tops = [each for each in being if each.id in inside and each.parent_id not in inside]
        return [
            *(Bearer(each, False) for each in tops),
            *(Bearer(each, True) for each in being if self.stands[each.code].unsure),
        ]  # fmt: skip


def _stretches(known: _Known, spans: Iterable[_Span]) -> list[Stretch]:
    found: list[Stretch] = []
    before: tuple[list[tuple[str, bool]], Area] | None = None
    for span in spans:
        bearers = span.bearers(known)
        now = [(each.office.code, each.part) for each in bearers], span.asked
        if before == now:
            found[-1] = Stretch(found[-1].first, span.last, found[-1].bearers, found[-1].gained, found[-1].lost)
            continue
        gained, lost = (span.asked - before[1], before[1] - span.asked) if before else (frozenset(), frozenset())
        found.append(Stretch(span.first, span.last, bearers, _named(known, gained), _named(known, lost)))
        before = now
    return found


def _named(known: _Known, area: Area) -> list[str]:
    return sorted({known.names[atom[0]] for atom in area})


_INSIDE = "inside_"
_NUMBERS = ("above", "below", "simulated", *Help.values)


def _count(
    known: _Known, spans: list[_Span], definition: Definition, asked: list[Period], axis: Axis, unsure: Counter[str]
) -> dict[str, dict[bool, Counter[str]]]:  # fmt: skip
    """Return by the name of a point what is sure and what is not; adds up in `unsure` the latter by office."""
    pieces: dict[Piece, tuple[_Span, Period]] = {}
    for span in spans:
        for period in asked:
            start, end = max(span.first, period.first), min(span.last, period.last)
            if start <= end:
                pieces[Piece(start.isoformat(), end.isoformat(), period.on.isoformat())] = span, period
    wanted = Wanted(definition, axis, sorted(pieces))
    found: dict[str, dict[bool, Counter[str]]] = {each.name: {False: Counter(), True: Counter()} for each in asked}
    sure = {code for span in spans for code, stands in span.stands.items() if stands is Stands.INSIDE}
    for (code, piece), counts in whole(wanted, sure).items():
        span, period = pieces[piece]
        if span.stands[code] is Stands.INSIDE:
            made = amount(definition, counts)
            _put(found[period.name][False], (made.numerator, made.denominator, made.simulated, *made.by_whom), True)
    divided = {code for span in spans for code, stands in span.stands.items() if stands.unsure}
    for (code, place, piece), numbers in placed(wanted, divided).items():
        span, period = pieces[piece]
        if not span.stands[code].unsure:
            continue
        stands = span.told(known, code, place)
        if stands is not Stands.OUTSIDE:
            inside = stands in (Stands.INSIDE, Stands.UNSURE_INSIDE)
            _put(found[period.name][stands.unsure], numbers, inside)
            unsure[code] += numbers[1] if stands.unsure else 0
    return found


def _put(row: Counter[str], numbers: Iterable[int], inside: bool) -> None:
    for name, number in zip(_NUMBERS, numbers, strict=True):
        row[name] += number
        row[_INSIDE + name] += number if inside else 0


def _point(
    period: Period, definition: Definition | None, counted: Mapping[bool, Counter[str]], changes: set[date]
) -> Point:  # fmt: skip
    changed = any(period.first <= day <= period.last for day in changes)
    if definition is None:
        return Point(period, None, None, None, None, changed)
    sure, unsure = (_amount(definition, counted[each]) for each in (False, True))
    inside = _amount(definition, counted[True], _INSIDE)
    return Point(period, definition, _plus(sure, inside), sure, unsure, changed)


def _amount(definition: Definition, row: Counter[str], prefix: str = "") -> Amount:
    return Amount(definition, *(row[prefix + name] for name in _NUMBERS))


def _plus(one: Amount, other: Amount) -> Amount:
    return Amount(one.definition, *(a + b for a, b in zip(one.numbers, other.numbers, strict=True)))


def _version(name: str, day: date) -> Definition | None:
    try:
        return version_on(name, day)
    except LookupError:
        return None
