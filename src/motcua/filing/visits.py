"""Writing what came to a counter: the visit, and the papers that were handed in with each dossier."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import may_resolve
from motcua.core.errors import Phrase, Refused
from motcua.filing.models import Dossier, PaperTick, Visit
from motcua.filing.rules import Tick
from motcua.offices.models import Office


def open_visit(**fields: Any) -> Visit:
    """Write a visit down. Inside the transaction that opens its cases. Raises IntegrityError for a known `key`."""
    if not connection.in_atomic_block:
        raise RuntimeError("a visit is written inside the transaction that opens its cases")
    return Visit.objects.create(**fields)


def tick(*, dossier: Dossier, ticks: Iterable[Tick]) -> None:
    """Keep which papers were handed in with a dossier."""
    PaperTick.objects.bulk_create(
        PaperTick(
            dossier=dossier, position=one.position, name=one.name, originals=one.originals, certified=one.certified,
            photocopies=one.photocopies,
        )
        for one in ticks
    )  # fmt: skip


def refuse_unfit(version: ProcedureVersion, office: Office, day: date, *, field: str) -> None:
    """Raise Refused when an office does not resolve a procedure on a day."""
    ended = office.valid_to is not None and office.valid_to < day
    if ended or not may_resolve(version.authority_tiers, tier=office.tier, kind=office.kind):
        raise Refused(
            Phrase(
                "%(office)s không giải quyết thủ tục này. Hãy chọn cơ quan khác trong danh sách.", office=office.name
            ),
            field,
        )
