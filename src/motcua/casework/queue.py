"""Reading the desk's queue: two named statements at any size, because every officer's day begins with this page.

The statuses stand in the text of the statements: a partial index is not used for a bound value. Tabs are counted up to
a bound, so that the page of a whole province takes no longer than that of a commune.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from motcua.casework import finding, rules, scope
from motcua.casework.rules import Status, Tab
from motcua.casework.scope import BOUND as BOUND
from motcua.casework.scope import Part, Scope, fetch, stored
from motcua.core import clock, text
from motcua.filing.rules import parse_code
from motcua.people.rules import Ability, Who, reach

PAGE = 50
MOST = 200
MOST_PAGES = 100
_OPEN, _PAUSED = (", ".join(str(int(status)) for status in sorted(found)) for found in (rules.OPEN, rules.PAUSED))
_DUE = "c.next_due_at"
_TO_RETURN = Part("c.status = 9")
# A supplement that did not come in time waits for whoever may end the waiting: the counter, or the approver.
_OVERDUE = f"c.status = 5 AND c.status IN ({_PAUSED}) AND c.supplement_until < %(today)s"
_MINE = {
    Ability.RECEIVE: (
        Part("c.status IN (1, 2)", _DUE, "receives"), Part("c.status = 9", able="receives"),
        Part(f"{_OVERDUE} AND c.received_at IS NULL", able="receives"),
    ),
    Ability.APPROVE: (
        Part("c.status = 4 AND c.proposed", _DUE, "approves"),
        Part(f"{_OVERDUE} AND c.received_at IS NOT NULL", able="approves"),
    ),
    Ability.WORK: (
        Part("c.status = 4 AND NOT c.proposed AND c.pause = '' AND c.officer_id IN ({accounts})", _DUE, "works"),
    ),
}  # fmt: skip
_TABS = {
    Tab.MINE: (),
    Tab.TODAY: (Part(f"c.status IN ({_OPEN}) AND {_DUE} >= %(at)s AND {_DUE} < %(tomorrow)s", _DUE),),
    Tab.LATE: (Part(f"c.status IN ({_OPEN}) AND {_DUE} < %(at)s", _DUE),),
    Tab.WAITING: (Part(f"c.status IN ({_PAUSED}) OR (c.status = 4 AND c.pause <> '')"),),
    Tab.TO_RETURN: (_TO_RETURN,),
    Tab.ALL: (Part(f"c.status IN ({_OPEN})", _DUE),),
}
_STATUSES = {int(status): status for status in Status}
_ROWS = (
    "SELECT d.code, v.name, p.full_name, c.status, c.proposed, a.full_name, c.next_due_at, c.pause FROM found f "
    "JOIN casework_case c ON c.id = f.id JOIN filing_dossier d ON d.id = c.dossier_id "
    "JOIN catalogue_procedureversion v ON v.id = d.version_id LEFT JOIN people_person p ON p.id = d.applicant_id "
    "LEFT JOIN people_account a ON a.id = c.officer_id ORDER BY f.moment ASC NULLS LAST, f.id"
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
    """One page of the desk's queue: its rows, how many each tab holds, and whether another page follows.

    More than BOUND in a tab are counted as BOUND + 1.
    """

    rows: list[Row]
    counts: dict[Tab, int]
    more: bool


def queue(who: Who, *, at: datetime, tab: Tab = Tab.MINE, page: int = 1, code: str = "", size: int = 0) -> Queue:
    """Return a page of the open cases of the offices where `who` works, what is due first at the top.

    A page has `size` rows, 50 by default and 200 at most; there are MOST_PAGES. `code` is a dossier code or parts of
    one, looked for among all cases, also the closed ones, the newest first; the tab then does not matter. Two
    statements.
    """
    size, today = min(size or PAGE, MOST), clock.local_day(at)
    reached = Scope(who, Ability.SEE_CASE)
    values: dict[str, Any] = {
        "at": stored(at), "tomorrow": stored(clock.start_of(today + timedelta(1))),
        "today": connection.ops.adapt_datefield_value(today),
    }  # fmt: skip
    values |= {f"account{number}": account for number, account in enumerate(sorted(who.acts_for) or [0])}
    tabs = {**_TABS, Tab.MINE: _mine(who)}
    counted = ", ".join(f"({reached.counted(parts)})" if parts else "0" for parts in tabs.values())
    (counts,) = fetch(f"WITH {reached.mine()} SELECT {counted}", values)
    wanted, start = text.one_line(code), (min(max(page, 1), MOST_PAGES) - 1) * size
    chosen = _by_code(reached, wanted, values) if wanted else _of_tab(reached, tabs[tab])
    found = fetch(
        f"WITH {reached.mine()}, {chosen} {_ROWS}", {**values, "limit": size + 1, "start": start}
    ) if chosen else []  # fmt: skip
    rows = [_row(*columns) for columns in found[:size]]
    return Queue(rows, dict(zip(_TABS, counts, strict=True)), len(found) > size and not wanted)


def _mine(who: Who) -> tuple[Part, ...]:
    """What waits for a person: only what her roles can do anywhere is asked for."""
    # Placeholders: bound values, so that officers with the same reach share one statement.
    accounts = ", ".join(f"%(account{number})s" for number in range(max(len(who.acts_for), 1)))
    return tuple(
        Part(part.condition.replace("{accounts}", accounts), part.moment, part.able)
        for ability, parts in _MINE.items() if reach(who, ability) for part in parts
    )  # fmt: skip


def _of_tab(reached: Scope, parts: tuple[Part, ...]) -> str:
    return f"found AS ({reached.found(parts, '%(limit)s', '%(start)s')})" if parts else ""


def _by_code(reached: Scope, wanted: str, values: dict[str, Any]) -> str:
    """What has a code, or the parts of one; the newest of many, and no further page: more of the code finds fewer."""
    if parse_code(wanted):
        values["code"] = wanted.upper()
        one = Part("e.code = %(code)s", joins="JOIN filing_dossier e ON e.id = c.dossier_id")
        return f"found AS ({reached.found([one], '%(limit)s')})"
    words = finding.understand(wanted.replace("/", " ")).words
    return reached.having(Part("1 = 1", descending=True), words, "%(limit)s") if words else ""


def _row(
    code: str, procedure: str, applicant: str | None, status: int, proposed: bool, officer: str | None,
    next_due_at: datetime | None, pause: str,
) -> Row:  # fmt: skip
    due = scope.moment(next_due_at)
    return Row(code, procedure, applicant, _STATUSES[status], bool(proposed), officer, due, bool(pause))
