"""The offices and procedures about which an export of another system is made."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from motcua.catalogue.models import ProcedureVersion
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind
from motcua.simulation.exports import Body


def bodies(first: date, last: date) -> list[Body]:
    """Return the committees below the province and the departments that were in being at some time between."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=last)
    ended = Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    kinds = Office.objects.filter(kind__in=[OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT], parent__isnull=False)
    rows = kinds.filter(started, ended).order_by("code")
    return [Body(*row) for row in rows.values_list("code", "name", "short_name", "valid_from", "valid_to")]


def procedures(on: date) -> list[tuple[str, str]]:
    """Return (code, name) of the procedures of the catalogue that hold on a day and are not made up."""
    held = ProcedureVersion.objects.on(on).filter(procedure__simulated=False).order_by("procedure__code")
    return list(held.values_list("procedure__code", "name"))
