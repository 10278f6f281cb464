"""Reading places, offices and the working calendar. Each function says how many statements it makes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Q

from motcua.core.errors import Refused
from motcua.core.text import fold, one_line
from motcua.offices import rules, shipped
from motcua.offices.models import Office, OfficeSuccession, OpeningHours, Place, PlaceSuccession, SpecialDay
from motcua.offices.rules import BeyondCalendar, DayKind, OfficeKind, Special, Stretch, Tier, WorkingCalendar

CALENDAR = "calendar"
CALENDAR_HEAD = f"(SELECT head FROM journal_subject WHERE name = '{CALENDAR}')"
_YEARS_AHEAD = 2
_LAST_YEAR = 2100
_DAY = timedelta(1)

T = TypeVar("T")


@dataclass(slots=True)
class Node:
    """An office in a tree, how deep it lies, and what lies below it, in the order of codes."""

    office: Office
    depth: int = 0
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield this node and everything below it, each before what is below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree(*, on: date) -> list[Node]:
    """Return the offices of a day as nested nodes, roots first (one for a province). One statement."""
    offices = Office.objects.on(on).select_related("place")
    nodes = {office.id: Node(office) for office in sorted(offices, key=lambda office: rules.code_order(office.code))}
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.office.parent_id)
        (above.children if above else roots).append(node)
    for node in (below for root in roots for below in root.walk()):
        node.depth = sum(1 for above in rules.path_ids(node.office.path) if above in nodes) - 1
    return roots


def office(code: str) -> Office | None:
    """Return the office of an agency code, whenever it existed, with its place; None when there is none."""
    found: Office | None = Office.objects.select_related("place").filter(code=one_line(code)).first()
    return found


def path_ids(office: Office) -> tuple[int, ...]:
    """Return the ids of the offices above and including this one, root first. No statement."""
    return rules.path_ids(office.path)


def of_ids(ids: Collection[int]) -> list[Office]:
    """Return the offices with some ids, each after those above it. One statement."""
    return list(Office.objects.filter(id__in=ids).order_by("path"))


def reached(ids: Collection[int], *, on: date) -> list[Office]:
    """Return the offices of a day that have some ids or stand below them, each after those above it. One statement."""
    below = Q(pk__in=[])
    for office in ids:
        below |= Q(path__contains=f"/{int(office)}/")
    return list(Office.objects.on(on).filter(below).order_by("path"))


def subtree(office: Office) -> Any:
    """Return the queryset of this office and everything that was ever below it."""
    return Office.objects.filter(path__startswith=office.path)


def subtree_ids(office_id: int) -> list[int]:
    """Return the ids of this office and everything that was ever below it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT below.id FROM offices_office AS top "
            "JOIN offices_office AS below ON below.path LIKE top.path || '%%' WHERE top.id = %s ORDER BY below.id",
            [office_id],
        )
        return [row[0] for row in cursor.fetchall()]


def on_tier(tier: str, on: date) -> list[Office]:
    """Return the offices that a ranking of a tier compares on a day, in the order of codes. One statement.

    Districts and communes are their committees; the tier of the province is its departments.
    """
    kind = OfficeKind.DEPARTMENT if tier == Tier.PROVINCE else OfficeKind.COMMITTEE
    offices = Office.objects.on(on).filter(tier=tier, kind=kind).select_related("place")
    return sorted(offices, key=lambda office: rules.code_order(office.code))


def root(on: date) -> Office:
    """Return the committee of the province. One statement. Raises Office.DoesNotExist before data is loaded."""
    found: Office = Office.objects.on(on).select_related("place").get(parent=None)
    return found


def reception_of(office: Office, on: date) -> Office:
    """Return where the dossiers of an office are handed in: its counter or service centre, else itself. One statement.

    A department and a division have the one of the committee above them.
    """
    kinds = [OfficeKind.COUNTER, OfficeKind.SERVICE_CENTRE]
    if office.kind in kinds:
        return office
    above = [office.id] if office.kind == OfficeKind.COMMITTEE else path_ids(office)
    desks = {desk.parent_id: desk for desk in Office.objects.on(on).filter(parent_id__in=above, kind__in=kinds)}
    return next((desks[above_id] for above_id in reversed(above) if above_id in desks), office)


def successors(office: Office) -> list[OfficeSuccession]:
    """Return where an office's work went, the default first, each with `successor` and `extent`. One statement."""
    found = OfficeSuccession.objects.filter(predecessor=office).select_related("successor")
    return sorted(found, key=lambda link: (link.extent == "part", rules.code_order(link.successor.code)))


def predecessors(office: Office) -> list[OfficeSuccession]:
    """Return whose work an office took over, each with `predecessor` and `extent`. One statement."""
    found = OfficeSuccession.objects.filter(successor=office).select_related("predecessor")
    return sorted(found, key=lambda link: (link.extent == "part", rules.code_order(link.predecessor.code)))


def place_on(code: str, day: date) -> Place | None:
    """Return the place that a national code meant on a day; None when it meant none. One statement."""
    found: Place | None = Place.objects.on(day).filter(code=code).first()
    return found


def place_successors(place: Place) -> list[PlaceSuccession]:
    """Return what a place became, each with `successor` and `extent`. One statement."""
    return list(PlaceSuccession.objects.filter(predecessor=place).select_related("successor").order_by("id"))


def communes(on: date) -> list[Office]:
    """Return the commune committees of a day by name, with their places. One statement."""
    return sorted(on_tier(Tier.COMMUNE, on), key=lambda office: (fold(office.place.name), fold(office.short_name)))


def resolvers(on: date) -> list[Office]:
    """Return the committees of communes and the departments of a day, in the order of names. One statement."""
    kinds = [OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT]
    found = Office.objects.on(on).filter(kind__in=kinds).select_related("place")
    return sorted(found, key=lambda office: (office.kind, fold(office.short_name)))


def search(words: str, on: date, limit: int = 10) -> list[Office]:
    """Return the commune committees of a day whose name contains the words, marks or not, best first. One statement."""
    wanted = fold(words)
    ranked = [(_rank(wanted, office), office) for office in communes(on)]
    best = sorted(((rank, n) for n, (rank, _) in enumerate(ranked) if rank is not None))
    return [ranked[n][1] for _, n in best[:limit]]


def ever_named(words: str, limit: int = 30) -> list[Office]:
    """Return committees and departments of any time whose name has the words, marks or not, or with that code.

    The best and the larger first, those that ended after those that are; with place and parent. One statement.
    """
    kinds = [OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT]
    wanted, code = fold(words), one_line(words).upper()
    found = Office.objects.filter(kind__in=kinds).select_related("place", "parent")
    ranked = [(0 if office.code == code else _rank(wanted, office), office) for office in found] if wanted else []
    hits = [(rank, office) for rank, office in ranked if rank is not None]
    if any(office.code == code for _, office in hits):
        return [office for _, office in hits if office.code == code]
    tiers = list(Tier)
    hits.sort(key=lambda hit: (hit[0], tiers.index(Tier(hit[1].tier)), hit[1].valid_to is not None, hit[1].code))
    return [office for _, office in hits[:limit]]


def _rank(wanted: str, office: Office) -> int | None:
    short = fold(office.short_name)
    names = short if office.kind == OfficeKind.DEPARTMENT else fold(office.place.name), short
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if f" {wanted}" in names[1]:
        return 2
    return 3 if all(word in names[1].split() for word in wanted.split()) else None


def calendar(
    office_id: int | None, first: date, last: date | None = None, *, known: tuple[str, str] | None = None
) -> WorkingCalendar:
    """Return the working calendar of an office (None: the province's) for whole years around [first, last].

    `last` defaults to two years after `first`. The nearest office above with a special day or hours of its own wins;
    a later decision about the same day replaces an earlier one; what nobody decided is computed. One statement
    when this process has built the calendar before and nobody changed it since, else three: the version is the
    head of the calendar's chain in the journal, so that a change by any process is seen at once. `known` is (path of
    the office, version) where a statement read both just now, the version by CALENDAR_HEAD.
    """
    path, version = known if known else _calendar_version(office_id)
    return _calendar(path, version, first.year, max((last or first).year, first.year + (0 if last else _YEARS_AHEAD)))


def shipped_calendar(first: date, last: date) -> WorkingCalendar:
    """Return the calendar of a province that has decided nothing yet, for the years of [first, last]. No statement.

    It is what `calendar` answers for the province once the data that ships has been loaded.
    """
    days = _computed(first.year, last.year)
    for row in shipped.rows("special_days"):
        if first.year <= (day := date.fromisoformat(row["day"])).year <= last.year:
            days[day] = Special(DayKind(row["kind"]), row["name"])
    return WorkingCalendar(special=days, first=date(first.year, 1, 1), last=date(last.year, 12, 31))


def calendar_at(office_id: int | None, known_at: datetime) -> Callable[[date, date], WorkingCalendar]:
    """Return what builds the calendar of an office as it stood at a moment, for `far_enough`.

    What was decided later does not count, also about days that were ahead then: a due time that was promised is told
    by the calendar that gave it. Three statements; nothing is kept, because `changed_since` is rarely true.
    """
    above = rules.path_ids(_calendar_version(office_id)[0] or "/")[::-1] if office_id else ()

    def build(first: date, last: date) -> WorkingCalendar:
        within = date(first.year, 1, 1), date(last.year, 12, 31)
        special = _special(above, *within, known_at)
        return WorkingCalendar(hours=_hours(above, known_at), special=special, first=within[0], last=within[1])

    return build


def changed_since(moment: datetime) -> bool:
    """Return whether anything about working time was decided after a moment. One statement."""
    stored = connection.ops.adapt_datetimefield_value(moment)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM offices_specialday WHERE recorded_at > %s) "
            "OR EXISTS (SELECT 1 FROM offices_openinghours WHERE recorded_at > %s)",
            [stored, stored],
        )
        return bool(cursor.fetchone()[0])


def on_calendar(first: date, use: Callable[[WorkingCalendar], T], office_id: int | None = None) -> T:
    """Return what `use` makes of the working calendar of an office from the year of `first` on.

    The calendar has two years more, and as many as needed when that is too short: one statement as `calendar`, rarely
    more. Raises Refused where no calendar is long enough.
    """
    return far_enough(first, use, lambda begin, end: calendar(office_id, begin, end))


def far_enough(first: date, use: Callable[[WorkingCalendar], T], build: Callable[[date, date], WorkingCalendar]) -> T:
    """Return what `use` makes of a calendar that is built from the year of `first` on; the rest as `on_calendar`."""
    for year in (first.year + _YEARS_AHEAD, first.year + 5 * _YEARS_AHEAD, _LAST_YEAR):
        try:
            return use(build(first, date(min(year, _LAST_YEAR), 12, 31)))
        except BeyondCalendar:
            continue
    raise Refused(
        f"Không tính được hạn: rơi sau năm {_LAST_YEAR}, hoặc cơ quan nghỉ liền hai tháng. "
        "Xem lại thời hạn và lịch làm việc."
    )


def _calendar_version(office_id: int | None) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT path FROM offices_office WHERE id = %s), {CALENDAR_HEAD}", [office_id])
        path, version = cursor.fetchone()
    if office_id is not None and path is None:
        raise LookupError(f"no office {office_id}")
    return path or "", version or ""


@lru_cache(maxsize=512)
def _calendar(path: str, version: str, first: int, last: int) -> WorkingCalendar:
    above: tuple[int, ...] = rules.path_ids(path)[::-1] if path else ()
    within = date(first, 1, 1), date(last, 12, 31)
    hours = _hours(above)
    return WorkingCalendar(hours=hours, special=_special(above, *within), first=within[0], last=within[1])


def _hours(above: tuple[int, ...], known_at: datetime | None = None) -> tuple[tuple[Stretch, ...], ...]:
    groups: dict[int | None, list[Stretch]] = {}
    rows = list(OpeningHours.objects.all())
    later = {
        (row.office_id, row.valid_from) for row in rows if known_at and row.recorded_at and row.recorded_at > known_at
    }
    for row in _nearest_first(rows, above):
        if (row.office_id, row.valid_from) in later:
            continue
        # Hours end when others follow them; those that nobody knew of yet had ended none.
        ended = row.valid_to if (row.office_id, row.valid_to and row.valid_to + _DAY) not in later else None
        stretch = Stretch(row.weekday, row.opens, row.closes, row.valid_from, ended)
        groups.setdefault(row.office_id, []).append(stretch)
    return (*(tuple(group) for group in groups.values()), rules.USUAL_HOURS)


def _special(above: tuple[int, ...], first: date, last: date, known_at: datetime | None = None) -> dict[date, Special]:
    days = _computed(first.year, last.year)
    found = SpecialDay.objects.filter(day__range=(first, last)).order_by("recorded_at", "id")
    rows = _nearest_first(found.filter(recorded_at__lte=known_at) if known_at else found, above)
    return days | {row.day: Special(DayKind(row.kind), row.name) for row in reversed(_last_of_each_day(rows))}


def _computed(first: int, last: int) -> dict[date, Special]:
    return {day: what for year in range(first, last + 1) for day, what in rules.public_holidays(year).items()}


def _last_of_each_day(rows: list[Any]) -> list[Any]:
    """Keep, for each office and day, the row recorded last; the order of offices stays."""
    return list({(row.office_id, row.day): row for row in rows}.values())


def _nearest_first(rows: Iterable[Any], above: tuple[int, ...]) -> list[Any]:
    nearness = {office: n for n, office in enumerate([*above, None])}
    return sorted((row for row in rows if row.office_id in nearness), key=lambda row: nearness[row.office_id])


def special_days(first: date, last: date, office_id: int | None = None) -> list[SpecialDay]:
    """Return every decision about days of a range, newest last within a day, with its office. One statement.

    With `office_id` only those of that office and those that hold for all.
    """
    rows = SpecialDay.objects.filter(day__range=(first, last)).select_related("office")
    found = rows.order_by("day", "recorded_at", "id")
    return [row for row in found if office_id is None or row.office_id in (None, office_id)]
