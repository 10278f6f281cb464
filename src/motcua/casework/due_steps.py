"""Reading which steps of processes and opinions are due when, at the offices that have them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from motcua.casework.due import MOST, SOON, When
from motcua.casework.models import JointStep
from motcua.casework.rules import Status, StepKind
from motcua.core import clock
from motcua.offices import queries as offices


@dataclass(frozen=True, slots=True)
class StepRow:
    """One open step or opinion: of which case, at which office, who has it ("" nobody yet), due when."""

    code: str
    name: str
    opinion: bool
    office: str
    office_name: str
    officer: str
    due_at: datetime
    when: When


def rows(reach: Iterable[int], at: datetime, *, office: str = "") -> list[StepRow]:
    """Return what is late or due within seven days at the offices of `reach` and below, due first first; at most MOST.

    `office` is a code, of one office with its units; "" means all. What waits while the clock of its case stands still
    by law is left out. One statement, two for one office.
    """
    below = Q(pk__in=[])
    for one in reach:
        below |= Q(office__path__contains=f"/{int(one)}/")
    if office and (chosen := offices.office(office)):
        below &= Q(office__path__startswith=chosen.path)
    today = clock.local_day(at)
    found = JointStep.objects.filter(
        below, done_at=None, case__status=Status.IN_PROGRESS, due_at__lt=clock.start_of(today + SOON + timedelta(1))
    )
    return [
        StepRow(
            row.case.dossier.code, row.name, row.kind == StepKind.OPINION, row.office.code, row.office.name,
            row.officer.full_name if row.officer else "", row.due_at, _when(row.due_at, at),
        )
        for row in found.select_related("case__dossier", "office", "officer").order_by("due_at", "id")[:MOST]
        if row.due_at is not None
    ]  # fmt: skip


def _when(due_at: datetime, at: datetime) -> When:
    days = (clock.local_day(due_at) - clock.local_day(at)).days
    return When.LATE if due_at < at else When.TODAY if not days else When.TOMORROW if days == 1 else When.SOON
