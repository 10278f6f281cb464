"""Which offices resolve a procedure, with the level at which each offers it online: for pages where one is chosen."""

from __future__ import annotations

from datetime import date

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import Authority, ServiceLevel, is_named, nearest
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import Tier

Row = tuple[Office, ServiceLevel | None]
_HITS = 20


def by_commune(version: ProcedureVersion) -> bool:
    """Return whether communes resolve a procedure, so that the office is found by the name of its commune."""
    return Authority.COMMUNE in version.authority_tiers


def offices_of(version: ProcedureVersion, words: str, on: date) -> list[Row]:
    """Return (office, level) of whoever resolves a procedure on a day; `words` narrow communes down by name.

    Two statements.
    """
    levels = catalogue.levels_of(version.procedure_id, on)
    if by_commune(version):
        candidates = offices.search(words, on, limit=_HITS) if words else offices.communes(on)
    else:
        departments = offices.on_tier(Tier.PROVINCE, on)
        candidates = [one for one in departments if is_named(version.competent_agency, one.short_name)] or departments
    return [(one, nearest(levels, offices.path_ids(one))) for one in candidates]


def online(level: ServiceLevel | None) -> bool:
    """Return whether a level lets people file online."""
    return level in (ServiceLevel.FULL, ServiceLevel.PARTIAL)
