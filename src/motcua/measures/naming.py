"""What the parts of a figure are called by people: offices, procedures, officers, hours, reasons, places."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import Channel
from motcua.filing.rules import InPersonReason, System
from motcua.measures.rules import SliceBy
from motcua.offices.models import Office, Place
from motcua.people.models import Account


def names(by: SliceBy, keys: Collection[str], *, on: date) -> dict[str, str]:
    """Return the names of some parts by their keys, where they are known. One statement at most.

    A procedure is called as on the day `on`.
    """
    if by is SliceBy.DIVISION:
        return dict(Office.objects.filter(code__in=keys).values_list("code", "short_name"))
    if by is SliceBy.PROCEDURE:
        found = ProcedureVersion.objects.on(on).filter(procedure__code__in=keys)
        return dict(found.values_list("procedure__code", "name"))
    if by is SliceBy.OFFICER:
        ids = [int(key) for key in keys if key.isdecimal()]
        return {str(key): name for key, name in Account.objects.filter(id__in=ids).values_list("id", "full_name")}
    if by is SliceBy.PLACE:
        places = Place.objects.filter(code__in={key.partition("/")[0] for key in keys})
        return {place.key: place.full_name for place in places}
    if by is SliceBy.SYSTEM:
        return {key: str(System(key).label) for key in keys if key in System.values}
    if by is SliceBy.WAY:
        return {str(int(each)): str(each.label) for each in Channel if str(int(each)) in keys}
    if by is SliceBy.IN_PERSON:
        return {key: str(InPersonReason(key).label) for key in keys if key in InPersonReason.values}
    return {}
