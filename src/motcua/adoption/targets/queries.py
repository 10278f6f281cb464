"""Reading targets: those of an office and of what is below it, beside what was counted. Each says its statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from motcua.adoption.models import Target
from motcua.adoption.targets import rules
from motcua.adoption.targets.rules import AIMS, FORETOLD, STILL, Gap, Part
from motcua.measures.forecast import Outlook
from motcua.measures.foretelling import outlook
from motcua.measures.models import Forecast
from motcua.measures.months import ByMonth, by_month, by_months, total
from motcua.measures.queries import Counted
from motcua.measures.rules import Axis, Definition, Figure
from motcua.measures.service_queries import services
from motcua.offices.models import Office, OfficeSuccession
from motcua.offices.rules import OfficeKind, code_order

SHARING = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.DIVISION)
"""The kinds of offices that resolve dossiers, so that a target can be theirs."""


@dataclass(frozen=True, slots=True)
class Line:
    """An office beside its target: what was counted in the year, and what is missing until `until`.

    `successors` are who took over an office that ended: the target ended with it, and is not theirs.
    """

    office: Office
    target: Target | None
    counted: Figure
    gap: Gap | None
    ended: bool = False
    successors: list[Office] = field(default_factory=list)
    foretold: Forecast | None = None

    @property
    def outlook(self) -> Outlook | None:
        """How the year is expected to end, where it was foretold by the definition of today."""
        known = AIMS.get(self.foretold.indicator) if self.foretold else None
        current = self.foretold and known and known.version == self.foretold.version
        return outlook(self.foretold) if self.foretold and current and not self.ended else None

    @property
    def chance(self) -> int | None:
        """In how many of a hundred ends the target is reached; None without a target or a forecast."""
        return self.outlook.chance(float(self.target.rate)) if self.outlook and self.target else None

    @property
    def outdated(self) -> bool:
        """Whether the target above was replaced after this one was shared out from it."""
        return bool(self.target and self.target.above and self.target.above.replaced_at)

    @property
    def redefined(self) -> bool:
        """Whether the definition has a newer version than the one for which the target was given."""
        known = AIMS.get(self.target.indicator) if self.target else None
        return bool(self.target and known and known.version != self.target.version)


def in_force(year: int, indicator: str, offices: Collection[int]) -> dict[int, Target]:
    """Return the targets in force of some offices (ids), by office id. One statement."""
    found = Target.objects.filter(year=year, indicator=indicator, office__in=offices, replaced_at=None)
    return {target.office_id: target for target in found.select_related("above", "given_by")}


def earlier(office: Office, year: int, indicator: str) -> list[Target]:
    """Return the targets of an office that others have replaced, the newest first. One statement."""
    found = Target.objects.filter(office=office, year=year, indicator=indicator, replaced_at__isnull=False)
    return list(found.select_related("given_by"))


def below(office: Office, year: int, *, today: date) -> list[Office]:
    """Return who may get a part of an office's target: what is directly below it in that year. One statement."""
    return [each for each in _directly_below(office, year) if not rules.ended(each.valid_to, year, today)]


def lines(
    offices: Sequence[Office], definition: Definition, year: int, *, today: date, until: date, under: str = "/"
) -> list[Line]:
    """Return offices beside their targets in the given order. Five statements at most, one more when an office ended.

    Dossiers still to come until `until` are expected as they came in the twelve months before and since. Being late is
    seen at the end of the year, or today.
    """
    targets = in_force(year, definition.name, [each.id for each in offices])
    months = _counted(offices, [definition], year, today, under)[definition.name]
    gone = [each for each in offices if rules.ended(each.valid_to, year, today)]
    after = _successors(gone) if gone else {}
    foretold = _foretold(offices, definition, year) if definition.name in FORETOLD else {}
    return [
        Line(
            each, targets.get(each.id), (counted := _of_year(months[each.id], year)),
            _gap(targets.get(each.id), counted, months[each.id], each, today, until), each in gone,
            after.get(each.id, []), foretold.get(each.code),
        )
        for each in offices
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page shows of the targets of a year: of one's `own` offices by every indicator, with the definition; of
    others by id by one.
    """

    own: list[tuple[Definition, Line]]
    others: dict[int, Line]


def standing(
    own: Sequence[Office], others: Sequence[Office], definition: Definition, *, today: date, until: date
) -> Standing:  # fmt: skip
    """Return one's own offices beside every target of this year, first that by a definition, and others beside theirs
    by it. Five statements, three more for a target that counts procedures, one more when an office ended; one where
    there is no target at all.

    An office without any target has a line by the definition.
    """
    year, offices = today.year, list({each.id: each for each in (*own, *others)}.values())
    found = Target.objects.filter(year=year, office__in=offices, replaced_at=None).select_related("above", "given_by")
    mine = {each.id for each in own}
    targets = {
        (each.office_id, each.indicator): each for each in found
        if each.indicator == definition.name or (each.office_id in mine and each.indicator in AIMS)
    }  # fmt: skip
    names = [definition.name, *(name for name in AIMS if name != definition.name and _any(targets, name))]
    wanted = [AIMS[name] for name in names]
    months = _counted(offices, wanted, year, today, "/") if targets else {}
    gone = [each for each in own if rules.ended(each.valid_to, year, today)]
    after = _successors(gone) if gone else {}
    foretold = {(each.office, each.indicator): each for each in _forecasts(own, year)} if targets else {}

    def line(office: Office, name: str) -> Line:
        by_month = months[name][office.id] if months else {}
        counted, target = _of_year(by_month, year), targets.get((office.id, name))
        return Line(
            office, target, counted, _gap(target, counted, by_month, office, today, until), office in gone,
            after.get(office.id, []), foretold.get((office.code, name)),
        )  # fmt: skip

    shown = [(each, name) for name in names for each in own if name == definition.name or (each.id, name) in targets]
    return Standing(
        [(AIMS[name], line(each, name)) for each, name in shown],
        {each.id: line(each, definition.name) for each in others if (each.id, definition.name) in targets},
    )


def _any(targets: Iterable[tuple[int, str]], name: str) -> bool:
    return any(indicator == name for _office, indicator in targets)


def _counted(
    offices: Sequence[Office], definitions: Sequence[Definition], year: int, today: date, under: str
) -> Mapping[str, Mapping[int, ByMonth]]:
    """Return what was counted month by month since the beginning of the year before, by name and office id.

    Procedures are counted once for the whole year and stand at its first month.
    """
    on, first = min(today, date(year, 12, 31)), date(min(year, today.year) - 1, 1, 1)
    summed = [each for each in definitions if not rules.counts_procedures(each)]
    found: dict[str, Mapping[int, ByMonth]] = dict(by_months(offices, summed, first, today, under=under, on=on))
    for each in definitions:
        if rules.counts_procedures(each):
            figures = (
                _procedures(each, offices, date(year, 1, 1), on) if year <= today.year else [Figure()] * len(offices)
            )
            found[each.name] = {office.id: {f"{year}-01": one} for office, one in zip(offices, figures, strict=True)}
    return found


def _procedures(definition: Definition, offices: Sequence[Office], first: date, last: date) -> list[Figure]:
    """Return how many of the procedures that offices offer online were filed so. Three statements."""
    rows = [Counted._make(getattr(each, name) for name in Counted._fields) for each in offices]
    amounts = services(definition, first, last, rows, axis=Axis.COMPETENT, as_of=None)
    return [Figure(unknown=each.numerator, denominator=each.denominator) for each in amounts]


def with_below(office: Office, year: int) -> list[Office]:
    """Return an office and what is directly below it at some time of a year. One statement."""
    return [office, *_directly_below(office, year)]


def parts(offices: Sequence[Office], definition: Definition, *, today: date, under: str) -> list[Part]:
    """Return what offices had in the twelve whole months before, for sharing out. Two statements, or three."""
    first, last = rules.months_before(today)
    if rules.counts_procedures(definition):
        figures = _procedures(definition, offices, first, last)
    else:
        months = by_month(offices, definition, first, last, under=under)
        figures = [total(months[each.id].values()) for each in offices]
    return [
        Part(each.code, summed.numerator, summed.denominator, (summed.by_self, summed.helped, summed.unknown))
        for each, summed in zip(offices, figures, strict=True)
    ]


def _directly_below(office: Office, year: int) -> list[Office]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = Office.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=last), Q(valid_to__isnull=True) | Q(valid_to__gte=first),
        parent=office, kind__in=SHARING,
    )  # fmt: skip
    return sorted(found, key=lambda each: (SHARING.index(OfficeKind(each.kind)), code_order(each.code)))


def next_to_foretell(on: date) -> tuple[str, list[Office], set[int]] | None:
    """Return an indicator, the offices of one tier and kind, and those of them (ids) with a target but no forecast of
    the day; None when there is none left. Three statements at most.
    """
    open_ones = Target.objects.filter(year=on.year, replaced_at=None, indicator__in=FORETOLD)
    targets = [each for each in open_ones.select_related("office") if in_being(each.office, on)]
    done = set(Forecast.objects.filter(year=on.year, day=on).values_list("indicator", "office"))
    left = [each for each in targets if (each.indicator, each.office.code) not in done]
    if not left:
        return None
    one = min(left, key=lambda each: each.pk)
    alike = Office.objects.on(on).filter(tier=one.office.tier, kind=one.office.kind)
    wanted = {each.office_id for each in targets if each.indicator == one.indicator}
    tier = list(alike.order_by("code"))
    return one.indicator, tier, wanted & {each.id for each in tier}


def in_being(office: Office, on: date) -> bool:
    """Return whether an office exists on a day."""
    return (office.valid_from or on) <= on <= (office.valid_to or on)


def _foretold(offices: Sequence[Office], definition: Definition, year: int) -> dict[str, Forecast]:
    return {each.office: each for each in _forecasts(offices, year).filter(indicator=definition.name)}


def _forecasts(offices: Sequence[Office], year: int) -> QuerySet[Forecast]:
    return Forecast.objects.filter(year=year, office__in=[each.code for each in offices])


def _successors(offices: Sequence[Office]) -> dict[int, list[Office]]:
    found: dict[int, list[Office]] = defaultdict(list)
    for link in OfficeSuccession.objects.filter(predecessor__in=offices).select_related("successor"):
        found[link.predecessor_id].append(link.successor)
    return found


def _of_year(months: ByMonth, year: int) -> Figure:
    return total(counted for month, counted in months.items() if month[:4] == str(year))


def _gap(
    target: Target | None, counted: Figure, months: ByMonth, office: Office, today: date, until: date
) -> Gap | None:
    if target is None or target.year > today.year:
        return None
    definition = AIMS[target.indicator]
    coming = 0 if rules.counts_procedures(definition) else expected(months, office, today, until)
    return rules.gap(target.rate, counted.ratio, coming, still=definition.name in STILL)


def expected(months: ByMonth, office: Office, today: date, until: date) -> int:
    """Return how many dossiers are to be expected after today up to a day, or to the day on which the office ends.

    As many a day as in the twelve whole months before and this month, or since the office began or the first month
    with a dossier, where that was later.
    """
    since = rules.months_before(today)[0]
    counted = {month: each for month, each in months.items() if month >= since.isoformat()[:7] and each.denominator}
    if not counted:
        return 0
    since = max(since, date.fromisoformat(f"{min(counted)}-01"), office.valid_from or since)
    end = min(until, office.valid_to or until)
    return rules.pace(sum(each.denominator for each in counted.values()), since, today, end)
