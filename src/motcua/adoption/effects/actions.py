"""Recording that something was done for offices: the one way in which it comes to be counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from motcua.adoption.effects.rules import ActionKind
from motcua.adoption.models.effects import ProgrammeAction
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.offices.models import Office
from motcua.people import rules as people
from motcua.people.models import Account


@transaction.atomic
def happened(
    *, kind: ActionKind, source: str, offices: Iterable[Office], on: date, by: Account, at: datetime
) -> list[ProgrammeAction]:
    """Record for which offices something was done on a day; said again about the same `source`, it replaces that.

    `source` is the journal's subject of what happened ("class/12"), opened before and locked by the caller. Without
    offices it happened nowhere. Nothing is written when all is as it was.
    """
    wanted = {office.code: office for office in offices}
    held = list(ProgrammeAction.objects.filter(kind=kind, source=source).select_related("office"))
    aside = {"simulated": by.simulated}
    was = _told(kind, held[0].on, (row.office.code for row in held)) | aside if held else {}
    facts = _told(kind, on, wanted) | aside
    before = changed(was, facts)
    if not before or not (held or wanted):
        return held
    ProgrammeAction.objects.filter(kind=kind, source=source).delete()
    made = ProgrammeAction.objects.bulk_create(
        ProgrammeAction(kind=kind, source=source, office=office, on=on) for office in wanted.values()
    )
    journal.append(Event(source, "offices_touched", at, people.actor(by.pk), facts=facts, was=before))
    return made


def _told(kind: ActionKind, on: date, codes: Iterable[str]) -> dict[str, object]:
    return {"action": str(kind.value), "on": on.isoformat(), "offices": sorted(codes)}
