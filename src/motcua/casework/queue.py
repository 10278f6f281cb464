"""Reading the desk's queue: two named statements at any size, because every officer's day begins with this page.

The statuses stand in the text of the statements: a partial index is not used for a bound value on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from motcua.casework import rules
from motcua.casework.rules import Status, Tab
from motcua.core import clock, text
from motcua.filing.rules import parse_code
from motcua.people.rules import Ability, Who, reach

PAGE = 50
MOST = 200
_OPEN, _PAUSED = (", ".join(str(int(status)) for status in sorted(found)) for found in (rules.OPEN, rules.PAUSED))
_TABS = {
    # A supplement that did not come in time waits for whoever may end the waiting: the counter, or the approver.
    Tab.MINE: "(o.receives AND c.status IN (1, 2, 9)) OR (o.approves AND c.status = 4 AND c.proposed) "
    "OR (o.works AND c.status = 4 AND NOT c.proposed AND c.pause = '' AND c.officer_id IN ({accounts})) "
    "OR (c.status = 5 AND c.supplement_until < %(today)s "
    "AND CASE WHEN c.received_at IS NULL THEN o.receives ELSE o.approves END)",
    Tab.TODAY: "c.next_due_at >= %(at)s AND c.next_due_at < %(tomorrow)s",
    Tab.LATE: "c.next_due_at < %(at)s",
    Tab.WAITING: f"c.status IN ({_PAUSED}) OR (c.status = 4 AND c.pause <> '')",
    Tab.TO_RETURN: "c.status = 9",
    Tab.ALL: "1 = 1",
}
_STATUSES = {int(status): status for status in Status}
_COLUMNS = (
    "d.code, v.name, p.full_name, c.status, c.proposed, a.full_name, c.next_due_at, c.pause "
    "FROM mine o {join} casework_case c ON c.competent_office_id = o.id JOIN filing_dossier d ON d.id = c.dossier_id "
    "JOIN catalogue_procedureversion v ON v.id = d.version_id LEFT JOIN people_person p ON p.id = d.applicant_id "
    "LEFT JOIN people_account a ON a.id = c.officer_id"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    code: str
    procedure: str
    applicant: str | None
    status: Status
    proposed: bool
    officer: str | None
    next_due_at: datetime | None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the desk's queue: its rows, how many each tab holds, and whether another page follows."""

    rows: list[Row]
    counts: dict[Tab, int]
    more: bool


def queue(who: Who, *, at: datetime, tab: Tab = Tab.MINE, page: int = 1, code: str = "", size: int = 0) -> Queue:
    """Return a page of the open cases of the offices where `who` works, what is due first at the top.

    A page has `size` rows, 50 by default and 200 at most. `code` is a part of a dossier code, looked for among all
    cases, also the closed ones; the tab then does not matter. Two statements.
    """
    size, today = min(size or PAGE, MOST), clock.local_day(at)
    values: dict[str, Any] = {
        "at": _stored(at), "tomorrow": _stored(clock.start_of(today + timedelta(1))),
        "today": connection.ops.adapt_datefield_value(today),
    }  # fmt: skip
    names = {f"account{number}": account for number, account in enumerate(sorted(who.acts_for) or [0])}
    values, tabs = {**values, **names}, {each: words.format(accounts=_bound(names)) for each, words in _TABS.items()}
    # SQLite guesses badly how few offices are meant; its CROSS JOIN keeps the order: offices first, then their cases.
    mine, join = _mine(who), "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    counted = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in tabs.values())
    (counts,) = _fetch(
        f"{mine} SELECT {counted} FROM mine o {join} casework_case c ON c.competent_office_id = o.id "
        f"WHERE c.status IN ({_OPEN})",
        values,
    )
    chosen = f"c.status IN ({_OPEN}) AND ({tabs[tab]})"
    if wanted := text.one_line(code).upper():
        if parse_code(wanted):
            chosen, join, values["code"] = "d.code = %(code)s", "JOIN", wanted
        else:
            chosen = r"d.code LIKE %(code)s ESCAPE '\'"
            values["code"] = f"%{connection.ops.prep_for_like_query(wanted)}%"
    found = _fetch(
        f"{mine} SELECT {_COLUMNS.format(join=join)} WHERE {chosen} ORDER BY c.next_due_at ASC NULLS LAST, c.id "
        "LIMIT %(limit)s OFFSET %(start)s",
        {**values, "limit": size + 1, "start": (max(page, 1) - 1) * size},
    )
    rows = [_row(*columns) for columns in found[:size]]
    return Queue(rows, dict(zip(_TABS, counts, strict=True)), len(found) > size)


def _mine(who: Who) -> str:
    """The offices that a person's roles reach, and what she may do there."""
    can = {
        "receives": reach(who, Ability.RECEIVE), "works": reach(who, Ability.WORK),
        "approves": reach(who, Ability.APPROVE),
    }  # fmt: skip
    columns = ", ".join(f"({_below(held)}) AS {name}" for name, held in can.items())
    return f"WITH mine AS (SELECT id, {columns} FROM offices_office WHERE {_below(reach(who, Ability.SEE_CASE))})"


def _below(held: Iterable[int]) -> str:
    # Whole numbers of ours, so they may stand in the text; %% because the statement has parameters.
    return " OR ".join(f"path LIKE '%%/{int(office)}/%%'" for office in sorted(held)) or "1 = 0"


def _bound(names: Iterable[str]) -> str:
    """Placeholders: bound values, so that officers with the same reach share one statement."""
    return ", ".join(f"%({name})s" for name in names)


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _row(
    code: str, procedure: str, applicant: str | None, status: int, proposed: bool, officer: str | None,
    next_due_at: datetime | None, pause: str,
) -> Row:  # fmt: skip
    due = _moment(next_due_at) if next_due_at else None
    return Row(code, procedure, applicant, _STATUSES[status], bool(proposed), officer, due, bool(pause))


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _moment(value: datetime) -> datetime:
    """Return a stored time with its zone; SQLite keeps it without one, in UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
