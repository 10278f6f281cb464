"""Reading which cases, and which steps of processes, are due when and who has them: named statements at any size.

As in `queue`, the statuses stand in the text: a partial index is not used for a bound value on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q

from motcua.casework import rules
from motcua.casework.models import JointStep
from motcua.casework.rules import Status, StepKind
from motcua.core import clock
from motcua.offices import queries as offices

MOST = 300
SOON = timedelta(7)
_OPEN = ", ".join(str(int(status)) for status in sorted(rules.OPEN))


class When(StrEnum):
    """When something is due, seen from now: each case stands in one of them."""

    LATE = "late"
    TODAY = "today"
    TOMORROW = "tomorrow"
    SOON = "soon"


class Desk(StrEnum):
    """Who has a case that no single officer has: the counter, before and after accepting, or the approver."""

    ACCEPTING = "accepting"
    HANDING_ON = "handing_on"
    APPROVING = "approving"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has cases of an office: one officer, or a desk. `key` is what addresses say."""

    office: str
    office_name: str
    key: str
    officer: str = ""


@dataclass(slots=True)
class Group:
    """How many cases a holder (or a whole office) has, by when they are due."""

    holder: Holder
    counts: dict[When, int] = field(default_factory=lambda: dict.fromkeys(When, 0))

    @property
    def total(self) -> int:
        """All that is late or due soon."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a list."""

    code: str
    procedure: str
    status: Status
    due_at: datetime
    when: When
    holder: Holder


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


# Whoever has it: the counter until it is handed on, the approver while a proposal waits, else the case officer.
_KEY = (
    "CASE WHEN c.status = 1 THEN 'accepting' WHEN c.status = 4 AND c.proposed THEN 'approving' "
    "WHEN c.officer_id IS NOT NULL AND c.status = 4 THEN CAST(c.officer_id AS varchar) ELSE 'handing_on' END"
)
_WHEN = (
    "CASE WHEN c.next_due_at < %(at)s THEN 'late' WHEN c.next_due_at < %(tomorrow)s THEN 'today' "
    "WHEN c.next_due_at < %(after)s THEN 'tomorrow' ELSE 'soon' END"
)
_FROM = "FROM mine o {join} casework_case c ON c.competent_office_id = o.id"
_DUE = f"c.status IN ({_OPEN}) AND c.next_due_at < %(until)s"
_GROUPED = (
    f"SELECT o.code, o.name, {_KEY} AS holder, {_WHEN} AS due, min(a.full_name), count(*) {_FROM} "
    f"LEFT JOIN people_account a ON a.id = c.officer_id WHERE {_DUE} GROUP BY o.code, o.name, holder, due"
)
_LISTED = (
    f"SELECT d.code, v.name, c.status, c.next_due_at, {_WHEN} AS due, o.code, o.name, {_KEY} AS holder, a.full_name "
    f"{_FROM} JOIN filing_dossier d ON d.id = c.dossier_id JOIN catalogue_procedureversion v ON v.id = d.version_id "
    f"LEFT JOIN people_account a ON a.id = c.officer_id WHERE {_DUE} {{narrowed}} "
    "ORDER BY c.next_due_at, c.id LIMIT %(limit)s"
)


def groups(reach: Iterable[int], at: datetime) -> list[Group]:
    """Return what is late or due within seven days at the offices of `reach` and below, by office and holder.

    Offices in the order of their codes; in each, who has most that is late first. One statement.
    """
    found: dict[tuple[str, str], Group] = {}
    for office, office_name, key, when, officer, count in _fetch(reach, _GROUPED, _values(at)):
        holder = Holder(office, office_name, key, officer if key.isdecimal() else "")
        group = found.setdefault((office, key), Group(holder))
        group.counts[When(when)] = count
    return sorted(found.values(), key=lambda group: (group.holder.office, *_urgent(group), group.holder.officer))


def by_office(found: Iterable[Group]) -> list[Group]:
    """Return the same counts for each office as a whole, the one with most that is late first. No statement."""
    offices: dict[Holder, list[Group]] = {}
    for group in found:
        offices.setdefault(Holder(group.holder.office, group.holder.office_name, ""), []).append(group)
    wholes = [together(groups, office) for office, groups in offices.items()]
    return sorted(wholes, key=lambda group: (*_urgent(group), group.holder.office))


def together(found: Iterable[Group], holder: Holder) -> Group:
    """Return the counts of several groups as those of one holder. No statement."""
    whole = Group(holder)
    for group in found:
        for when, count in group.counts.items():
            whole.counts[when] += count
    return whole


def rows(
    reach: Iterable[int], at: datetime, *, office: str = "", holder: str = "", when: When | None = None
) -> list[Row]:
    """Return the cases themselves, what is due first at the top; at most MOST. One statement.

    `office` is a code, `holder` a key of `Holder`; "" and None mean all.
    """
    values: dict[str, Any] = {"limit": MOST, "office": office, "holder": holder, "when": when and when.value}
    chosen = {"office": "o.code = %(office)s", "holder": f"{_KEY} = %(holder)s", "when": f"{_WHEN} = %(when)s"}
    narrowed = " ".join(f"AND {condition}" for name, condition in chosen.items() if values[name])
    given = {name: value for name, value in values.items() if value}
    return [_row(*found) for found in _fetch(reach, _LISTED, {**_values(at), **given}, narrowed)]


def step_rows(reach: Iterable[int], at: datetime, *, office: str = "") -> list[StepRow]:
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
            row.officer.full_name if row.officer else "", row.due_at, _step_when(row.due_at, at),
        )
        for row in found.select_related("case__dossier", "office", "officer").order_by("due_at", "id")[:MOST]
        if row.due_at is not None
    ]  # fmt: skip


def _row(
    code: str, procedure: str, status: int, due_at: datetime, when: str, office: str, office_name: str, key: str,
    officer: str | None,
) -> Row:  # fmt: skip
    moment = due_at if due_at.tzinfo else due_at.replace(tzinfo=UTC)
    holder = Holder(office, office_name, key, (officer or "") if key.isdecimal() else "")
    return Row(code, procedure, Status(status), moment, When(when), holder)


def _urgent(group: Group) -> tuple[int, ...]:
    return tuple(-group.counts[when] for when in When)


def _values(at: datetime) -> dict[str, Any]:
    today = clock.local_day(at)
    moments = {
        "at": at, "tomorrow": clock.start_of(today + timedelta(1)), "after": clock.start_of(today + timedelta(2)),
        "until": clock.start_of(today + SOON + timedelta(1)),
    }  # fmt: skip
    return {name: connection.ops.adapt_datetimefield_value(moment) for name, moment in moments.items()}


def _fetch(reach: Iterable[int], statement: str, values: dict[str, Any], narrowed: str = "") -> list[tuple[Any, ...]]:
    # Whole numbers of ours, so they may stand in the text; %% because the statement has parameters.
    below = " OR ".join(f"path LIKE '%%/{int(office)}/%%'" for office in sorted(reach)) or "1 = 0"
    # SQLite guesses badly how few offices are meant; its CROSS JOIN keeps the order: offices first, then their cases.
    join = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    mine = f"WITH mine AS (SELECT id, code, name FROM offices_office WHERE {below}) "
    with connection.cursor() as cursor:
        cursor.execute(mine + statement.format(join=join, narrowed=narrowed), values)
        return list(cursor.fetchall())


def _step_when(due_at: datetime, at: datetime) -> When:
    days = (clock.local_day(due_at) - clock.local_day(at)).days
    return When.LATE if due_at < at else When.TODAY if not days else When.TOMORROW if days == 1 else When.SOON
