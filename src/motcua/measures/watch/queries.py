"""Looking for patterns in a month, and reading what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from motcua.casework.models import Case
from motcua.casework.rules import Status
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.filing.models import Trace
from motcua.filing.rules import Help
from motcua.measures.models import DayTally, WatchFinding
from motcua.measures.published.rules import end_of
from motcua.measures.rules import Axis
from motcua.measures.watch import rules
from motcua.measures.watch.rules import PATTERNS, Day, Found, Pattern, PatternName
from motcua.offices.models import Office

_AT_ONCE = timedelta(2)
_SOURCES = {PatternName.ONE_DEVICE: "device", PatternName.ONE_PHONE: "phone"}
Findings = dict[PatternName, dict[str, Found]]


def found_in(month: date, *, ended: bool) -> Findings:
    """Return what is worth a look in a month (its first day), by pattern and office code; bursts once it `ended`.

    Seven statements, whatever the number of offices: traces and withdrawals of the month by their indexes, counters.
    """
    days = _days(month)
    online = {office: sum(day.online for day in each.values()) for office, each in days.items()}
    found: Findings = {name: rules.shared(_shared(source, month, PATTERNS[name]), PATTERNS[name])
                       for name, source in _SOURCES.items()}  # fmt: skip
    found[PatternName.OWN_NETWORK] = {
        office: seen for office, count in _own_network(month)
        if (seen := rules.own_network(count, online.get(office, 0)))
    }  # fmt: skip
    found[PatternName.WITHDRAWN] = {
        office: seen for office, count in _withdrawn(month) if (seen := rules.withdrawn(count, online.get(office, 0)))
    }  # fmt: skip
    bursts = ((office, rules.burst(each)) for office, each in days.items()) if ended else ()
    found[PatternName.BURST] = {office: seen for office, seen in bursts if seen}
    return found


def findings(since: str) -> list[WatchFinding]:
    """Return what was found since a month "YYYY-MM", the newest month first, with the notes. Two statements."""
    found = WatchFinding.objects.filter(month__gte=since).prefetch_related("notes__by")
    return list(found.order_by("-month", "office", "pattern"))


def finding(number: int) -> WatchFinding | None:
    """Return one finding with its notes; None when there is none. Two statements."""
    return WatchFinding.objects.filter(id=number).prefetch_related("notes__by").first()


def offices_of(found: Collection[WatchFinding]) -> dict[str, Office]:
    """Return the offices of some findings by code. One statement."""
    return {each.code: each for each in Office.objects.filter(code__in={one.office for one in found})}


def codes(found: WatchFinding, limit: int = 50) -> list[str]:
    """Return the codes of dossiers behind a finding, as long as what tells them is kept; none for a burst.

    Two statements at most.
    """
    month, name = date.fromisoformat(f"{found.month}-01"), PatternName(found.pattern)
    rows: QuerySet[Any]
    if name is PatternName.BURST:
        return []
    if name is PatternName.WITHDRAWN:
        rows = _withdrawn_cases(month).filter(competent_office__code=found.office)
        return list(rows.order_by("dossier__code").values_list("dossier__code", flat=True)[:limit])
    traces = _traces(month)
    if name is PatternName.OWN_NETWORK:
        rows = _by_themselves(traces).filter(office=found.office)
    else:
        source = _SOURCES[name]
        shared = _shared(source, month, PATTERNS[name])
        here = {each for each in {row[0] for row in shared}
                if found.office in rules.shared([row for row in shared if row[0] == each], PATTERNS[name])}  # fmt: skip
        rows = traces.filter(**{f"{source}__in": here})
    return list(rows.order_by("dossier__code").values_list("dossier__code", flat=True)[:limit])


def _traces(month: date) -> QuerySet[Trace]:
    """Return the traces of a month that are worth a look: not of kiosks, nor of filings with recorded help.

    What somebody files for others counts as helped, and is worth a look all the same unless a helper stood beside.
    """
    for_another = Q(dossier__on_behalf__isnull=False, dossier__helper=None)
    of_month = Trace.objects.filter(day__gte=month, day__lte=end_of(month), kiosk=False)
    return of_month.filter(~Q(dossier__help=Help.HELPED) | for_another)


def _shared(source: str, month: date, pattern: Pattern) -> list[rules.Shared]:
    traces = _traces(month).exclude(**{source: ""})
    # Whose filings they are: who files for many others has one account.
    filers = traces.values(source).annotate(filers=Count("dossier__applicant", distinct=True))
    many = [each[source] for each in filers.filter(filers__gte=pattern.least)]
    rows = traces.filter(**{f"{source}__in": many}).values_list(
        source, "dossier__competent_office__code", "dossier__applicant"
    )
    return [(str(each), office, str(filer), count) for each, office, filer, count in rows.annotate(Count("pk"))]


def _by_themselves(traces: QuerySet[Trace]) -> QuerySet[Trace]:
    return traces.filter(dossier__help=Help.SELF)


def _own_network(month: date) -> list[tuple[str, int]]:
    traces = _by_themselves(_traces(month)).exclude(office="")
    return list(traces.values_list("office").annotate(Count("pk")).order_by("office"))


def _withdrawn_cases(month: date) -> QuerySet[Case]:
    first, end = clock.start_of(month), clock.start_of(end_of(month) + timedelta(1))
    return Case.objects.filter(
        Q(received_at__gte=first, received_at__lt=end), status=Status.WITHDRAWN, dossier__channel=Channel.ONLINE,
        ended_at__lte=F("received_at") + _AT_ONCE,
    )  # fmt: skip


def _withdrawn(month: date) -> list[tuple[str, int]]:
    return list(_withdrawn_cases(month).values_list("competent_office__code").annotate(Count("pk")))


def _days(month: date) -> dict[str, dict[date, Day]]:
    """Return what each office received on each day of a month, as far as it has been rolled up."""
    parts = ("all_procedures_self", "all_procedures_helped", "all_procedures_unknown", "all_procedures_below")
    rows = DayTally.objects.filter(
        axis=Axis.COMPETENT, day__gte=month.isoformat(), day__lte=end_of(month).isoformat()
    ).values_list("office", "day", *parts)
    found: dict[str, dict[date, Day]] = defaultdict(dict)
    for office, day, by_self, helped, unknown, below in rows:
        found[office][date.fromisoformat(day)] = Day(by_self + helped + unknown, below)
    return dict(found)
