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
    "OR (o.works AND c.status = 4 AND NOT c.proposed AND c.pause = '' AND NOT c.in_step "
    "AND c.officer_id IN ({accounts})) "
    "OR (c.status = 5 AND c.supplement_until < %(today)s "
    "AND CASE WHEN c.received_at IS NULL THEN o.receives ELSE o.approves END) "
    "OR (c.status = 4 AND t.step_here) OR (c.status IN (2, 4, 5, 6) AND t.asked_here)",
    Tab.TODAY: "{due} >= %(at)s AND {due} < %(tomorrow)s",
    Tab.LATE: "{due} < %(at)s",
    Tab.WAITING: f"c.status IN ({_PAUSED}) "
    "OR (c.status = 4 AND (c.pause <> '' OR c.in_step AND t.step_here IS NOT TRUE))",
    Tab.TO_RETURN: "c.status = 9",
    Tab.ALL: "1 = 1",
}
_STATUSES = {int(status): status for status in Status}
# What is open at these offices of a case, theirs or another's: whether it is this person's turn, and by when.
_HERS = (
    "(s.officer_id IS NULL OR s.officer_id IN ({accounts})) AND ((s.role = 'case_officer' AND o.works) "
    "OR (s.role = 'reception' AND o.receives) OR (s.role = 'approver' AND o.approves))"
)
_TURNS = (
    "turns AS (SELECT s.case_id, min(s.due_at) AS due_at, "
    f"max(CASE WHEN s.kind = 'step' AND {_HERS} THEN 1 ELSE 0 END) = 1 AS step_here, "
    f"max(CASE WHEN s.kind = 'opinion' AND {_HERS} THEN 1 ELSE 0 END) = 1 AS asked_here "
    "FROM mine o {join} casework_jointstep s ON s.office_id = o.id WHERE s.done_at IS NULL GROUP BY s.case_id)"
)
# First the cases of one's own offices, then those of others on which they work; each with its due time.
_OWN = "mine o {join} casework_case c ON c.competent_office_id = o.id LEFT JOIN turns t ON t.case_id = c.id"
_OTHERS = (
    "turns t {join} casework_case c ON c.id = t.case_id AND c.competent_office_id NOT IN (SELECT id FROM mine) "
    "{join} (SELECT FALSE AS receives, FALSE AS works, FALSE AS approves) o ON 1 = 1"
)
_SEEN = (  # for a search: also what one's offices were concerned with
    "casework_case c JOIN (SELECT FALSE AS receives, FALSE AS works, FALSE AS approves) o ON c.concerned <> '' "
    "AND c.competent_office_id NOT IN (SELECT id FROM mine) AND c.id IN (SELECT s.case_id FROM mine m "
    "JOIN casework_jointstep s ON s.office_id = m.id WHERE s.outcome <> 'withdrawn') "
    "LEFT JOIN turns t ON t.case_id = c.id"
)
_DUE = {_OWN: "c.next_due_at", _OTHERS: "coalesce(t.due_at, c.next_due_at)", _SEEN: "coalesce(t.due_at, c.next_due_at)"}
_HOLDER = (
    "CASE WHEN c.in_step AND c.status = 4 THEN (SELECT {what} FROM casework_jointstep s "
    "JOIN offices_office h ON h.id = s.office_id WHERE s.case_id = c.id AND s.kind = 'step' AND s.done_at IS NULL "
    "AND s.office_id <> c.competent_office_id) END"
)
_HELD = f"{_HOLDER.format(what='h.short_name')} AS holder, {_HOLDER.format(what='s.due_at')} AS holder_due"
# Names are joined to the few cases of the page only: to plan those joins for both sources costs more than to run them.
_COLUMNS = (
    f"SELECT d.code, v.name, p.full_name, c.status, c.proposed, a.full_name, found.due, c.pause, {_HELD} "
    "FROM ({found}) AS found {join} casework_case c ON c.id = found.id JOIN filing_dossier d ON d.id = c.dossier_id "
    "JOIN catalogue_procedureversion v ON v.id = d.version_id LEFT JOIN people_person p ON p.id = d.applicant_id "
    "LEFT JOIN people_account a ON a.id = c.officer_id ORDER BY found.due ASC NULLS LAST, c.id"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. `holder` is the other office that has a step of the case, due at `holder_due`; or null."""

    code: str
    procedure: str
    applicant: str | None
    status: Status
    proposed: bool
    officer: str | None
    next_due_at: datetime | None
    paused: bool = False
    holder: str | None = None
    holder_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the desk's queue: its rows, how many each tab holds, and whether another page follows."""

    rows: list[Row]
    counts: dict[Tab, int]
    more: bool


def queue(who: Who, *, at: datetime, tab: Tab = Tab.MINE, page: int = 1, code: str = "", size: int = 0) -> Queue:
    """Return a page of the open cases of the offices where `who` works, and of those that wait for these offices.

    What is due first stands at the top; for a case of another office that is the step here. A page has `size` rows, 50
    by default and 200 at most. `code` is a part of a dossier code, looked for among all cases, also the closed ones;
    the tab then does not matter. Two statements.
    """
    size, today = min(size or PAGE, MOST), clock.local_day(at)
    values: dict[str, Any] = {
        "at": _stored(at), "tomorrow": _stored(clock.start_of(today + timedelta(1))),
        "today": connection.ops.adapt_datefield_value(today),
    }  # fmt: skip
    names = {f"account{number}": account for number, account in enumerate(sorted(who.acts_for) or [0])}
    values |= names
    # SQLite guesses badly how few offices are meant; its CROSS JOIN keeps the order: offices first, then their cases.
    join = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    offices = f"{_mine(who)}, {_TURNS.format(accounts=_bound(names), join=join)}"
    accounts = _bound(names)
    counts = _fetch(f"{offices} {_counting(accounts, join)}", values)
    start, wanted = (max(page, 1) - 1) * size, text.one_line(code).upper()
    values |= {"limit": size + 1, "start": start, "reach": start + size + 1}
    chosen, sources = f"c.status IN ({_OPEN}) AND ({{tab}})", (_OWN, _OTHERS)
    if wanted:
        sources, chosen = (_OWN, _SEEN), "d.code = %(code)s"
        if parse_code(wanted):
            join, values["code"] = "JOIN", wanted
        else:
            chosen = r"d.code LIKE %(code)s ESCAPE '\'"
            values["code"] = f"%{connection.ops.prep_for_like_query(wanted)}%"
    parts = [_part(source, chosen, tab, accounts, join) for source in sources]
    several = (
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS parts ORDER BY due ASC NULLS LAST, id "
        "LIMIT %(limit)s OFFSET %(start)s"
    )
    found = _fetch(f"{offices} {_COLUMNS.format(found=several, join=join)}", values)
    rows = [_row(*columns) for columns in found[:size]]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    return Queue(rows, dict(zip(_TABS, sums, strict=True)), len(found) > size)


def _counting(accounts: str, join: str) -> str:
    """Count every tab, of own cases and of others: two rows."""
    parts = []
    for source in (_OWN, _OTHERS):
        tabs = (words.format(accounts=accounts, due=_DUE[source]) for words in _TABS.values())
        counted = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in tabs)
        parts.append(f"SELECT {counted} FROM {source.format(join=join)} WHERE c.status IN ({_OPEN})")
    return " UNION ALL ".join(parts)


def _part(source: str, chosen: str, tab: Tab, accounts: str, join: str) -> str:
    """Take as many cases of one source as the page may need, so that the index that sorts them is enough."""
    condition = chosen.format(tab=_TABS[tab].format(accounts=accounts, due=_DUE[source]))
    named = " JOIN filing_dossier d ON d.id = c.dossier_id" if "d.code" in condition else ""
    return (
        f"SELECT * FROM (SELECT c.id, {_DUE[source]} AS due FROM {source.format(join=join)}{named} WHERE {condition} "
        f"ORDER BY {_DUE[source]} ASC NULLS LAST, c.id LIMIT %(reach)s) AS part"
    )


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
    next_due_at: datetime | str | None, pause: str, holder: str | None, holder_due: datetime | str | None,
) -> Row:  # fmt: skip
    due = _moment(next_due_at) if next_due_at else None
    held_until = _moment(holder_due) if holder_due else None
    return Row(
        code, procedure, applicant, _STATUSES[status], bool(proposed), officer, due, bool(pause), holder, held_until
    )


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _moment(value: datetime | str) -> datetime:
    """Return a stored time with its zone; SQLite keeps it without one, in UTC, and out of a union gives its text."""
    value = datetime.fromisoformat(value) if isinstance(value, str) else value
    return value if value.tzinfo else value.replace(tzinfo=UTC)
