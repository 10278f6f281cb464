"""Counting what officers marked as their own or their family's, by the office where they work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core import clock
from motcua.core.text import fold
from motcua.elsewhere import queries as elsewhere
from motcua.filing.models import Dossier
from motcua.filing.rules import ForStaff, System
from motcua.measures.models import DossierFacts
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind, path_ids

_UNITS = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.SERVICE_CENTRE)


@dataclass(frozen=True, slots=True)
class Line:
    """An office: how many dossiers its officers marked as their own and their family's, how many of these the service
    let them file online, and how many they did.
    """

    office: Office
    own: int
    family: int
    possible: int
    online: int


def lines(ids: Collection[int], first: date, last: date) -> list[Line]:
    """Return the offices among some and those below whose officers marked anything that was filed from `first` to
    `last`, those with most that could have been online and was not first. Four statements.

    What is marked for a unit or counter counts at the committee, department or centre above it.
    """
    below = Q(pk__in=[])
    for office in ids:
        below |= Q(path__contains=f"/{int(office)}/")
    found = {office.pk: office for office in Office.objects.filter(below)}
    codes = {office.code: _unit(office, found) for office in found.values()}
    since, until = clock.start_of(first), clock.start_of(last + timedelta(1))
    able = Q(service_level__in=[ServiceLevel.FULL, ServiceLevel.PARTIAL])
    counted = {
        "own": Count("pk", filter=Q(for_staff=ForStaff.SELF)),
        "family": Count("pk", filter=Q(for_staff=ForStaff.FAMILY)),
        "possible": Count("pk", filter=able), "online": Count("pk", filter=able & Q(channel=Channel.ONLINE)),
    }  # fmt: skip
    marked = Dossier.objects.exclude(for_staff="").filter(submitted_at__gte=since, submitted_at__lt=until)
    sums: dict[int, dict[str, int]] = {}
    for code, *numbers in marked.values_list("staff_office").annotate(**counted).order_by():
        if (unit := codes.get(code)) is not None:
            own = sums.setdefault(unit, dict.fromkeys(counted, 0))
            for name, number in zip(counted, numbers, strict=True):
                own[name] += number
    for facts in elsewhere.marked(list(codes)):
        when = facts.get("submitted_at") or facts.get("received_at")
        if when and first.isoformat() <= when[:10] <= last.isoformat():
            own = sums.setdefault(codes[facts["staff_office"]], dict.fromkeys(counted, 0))
            for name in _stands(facts):
                own[name] += 1
    made = [Line(found[unit], **numbers) for unit, numbers in sums.items()]
    return sorted(made, key=lambda one: (one.online - one.possible, fold(one.office.short_name)))


def _stands(facts: Mapping[str, Any]) -> list[str]:
    """Return as what a marked dossier of another system counts."""
    stands = ["own" if facts["for_staff"] == ForStaff.SELF else "family"]
    if facts["service_level"] in (ServiceLevel.FULL, ServiceLevel.PARTIAL):
        stands += ["possible", "online"] if facts["channel"] == Channel.ONLINE else ["possible"]
    return stands


def filed_elsewhere(ids: Collection[int], first: date, last: date) -> int:
    """Return how many dossiers filed online were received in some days by some offices and those below, and are kept by
    another system: nobody knows there whose they are or what led to them. Two statements.
    """
    below = Q(pk__in=[])
    for office in ids:
        below |= Q(path__contains=f"/{int(office)}/")
    codes = Office.objects.filter(below).values_list("code", flat=True)
    received = DossierFacts.objects.filter(
        competent_office__in=list(codes), received_day__gte=first.isoformat(), received_day__lte=last.isoformat()
    )
    return received.filter(channel=Channel.ONLINE).exclude(system=System.MOTCUA).count()


def _unit(office: Office, known: dict[int, Office]) -> int:
    near = (above for above in reversed(path_ids(office.path)) if above in known and known[above].kind in _UNITS)
    return next(near, office.pk)
