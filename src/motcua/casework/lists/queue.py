"""Reading the desk's queue: two named statements at any size, because every officer's day begins with this page.

The statuses stand in the text of the statements: a partial index is not used for a bound value. Tabs are counted up to
a bound, so that the page of a whole province takes no longer than that of a commune.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from motcua.casework import rules
from motcua.casework.lists import finding, scope
from motcua.casework.lists.scope import BOUND as BOUND
from motcua.casework.lists.scope import Part, Scope, fetch, stored
from motcua.casework.rules import Status, Tab
from motcua.core import clock, text
from motcua.filing.rules import parse_code
from motcua.people.rules import Ability, Role, Who, reach

PAGE = 50
MOST = 200
MOST_PAGES = 100
_OPEN, _PAUSED = (", ".join(str(int(status)) for status in sorted(found)) for found in (rules.OPEN, rules.PAUSED))
_DUE = "c.next_due_at"
# What is open at these offices of a case, theirs or another's: by when, and whether it is this person's turn.
_HERS = (
    "(s.officer_id IS NULL OR s.officer_id IN ({accounts})) AND ((s.role = 'case_officer' AND o.works) "
    "OR (s.role = 'reception' AND o.receives) OR (s.role = 'approver' AND o.approves))"
)
_STEPS = (
    "SELECT s.case_id, s.due_at, s.kind, CASE WHEN {hers} THEN 1 ELSE 0 END AS hers "
    "FROM mine o CROSS JOIN casework_jointstep s WHERE s.office_id = o.id AND s.done_at IS NULL"
)
_TURNS = (
    "turns AS (SELECT case_id, min(due_at) AS due_at, max(CASE WHEN kind = 'step' THEN hers ELSE 0 END) = 1 "
    "AS step_here, max(CASE WHEN kind = 'opinion' THEN hers ELSE 0 END) = 1 AS asked_here "
    "FROM ({steps}) AS s GROUP BY case_id)"
)
# Who reaches every office there is has no cases of others; only steps that can be hers, by their role, matter then.
_WHOLE = (
    "whole AS (SELECT NOT EXISTS (SELECT 1 FROM offices_office WHERE parent_id IS NULL "
    "AND id NOT IN (SELECT id FROM mine)) AS yes)"
)
_NOT_WHOLE = "NOT (SELECT yes FROM whole)"
_ROLES = {Ability.WORK: Role.CASE_OFFICER, Ability.RECEIVE: Role.RECEPTION, Ability.APPROVE: Role.APPROVER}
_OTHERS = "(c.competent_office_id IN (SELECT id FROM mine)) IS NOT TRUE"
_DUE_HERE = f"coalesce(t.due_at, {_DUE})"
_CONCERNED = (
    f"SELECT c.id, {_DUE_HERE} AS moment FROM casework_case c {{joins}} LEFT JOIN turns t ON t.case_id = c.id "
    f"WHERE {_NOT_WHOLE} AND c.concerned > '' AND {_OTHERS} "
    "AND EXISTS (SELECT 1 FROM casework_jointstep j WHERE j.case_id = c.id "
    "AND j.outcome <> 'withdrawn' AND j.office_id IN (SELECT id FROM mine))"
)


def _open(condition: str, moment: str = "NULL", able: str = "") -> Part:
    return Part(condition, moment, able, among=_OPEN)


_TO_RETURN = _open("c.status = 9")
# A supplement that did not come in time waits for whoever may end the waiting: the counter, or the approver.
_OVERDUE = f"c.status = 5 AND c.status IN ({_PAUSED}) AND c.supplement_until < %(today)s"
_MINE = {
    Ability.RECEIVE: (
        _open("c.status IN (1, 2)", _DUE, "receives"), _open("c.status = 9", able="receives"),
        _open(f"{_OVERDUE} AND c.received_at IS NULL", able="receives"),
    ),
    Ability.APPROVE: (
        _open("c.status = 4 AND c.proposed", _DUE, "approves"),
        _open(f"{_OVERDUE} AND c.received_at IS NOT NULL", able="approves"),
    ),
    Ability.WORK: (
        _open(
            "c.status = 4 AND NOT c.proposed AND c.pause = '' AND NOT c.in_step AND c.officer_id IN ({accounts})", _DUE,
            "works",
        ),
    ),
}  # fmt: skip
_STILL = f"c.status IN ({_PAUSED}) OR (c.status = 4 AND c.pause <> '')"
_IN_STEP = "c.status = 4 AND c.in_step AND c.pause = ''"
_TABS = {
    Tab.MINE: (),
    Tab.TODAY: (_open(f"c.status IN ({_OPEN}) AND {_DUE} >= %(at)s AND {_DUE} < %(tomorrow)s", _DUE),),
    Tab.LATE: (_open(f"c.status IN ({_OPEN}) AND {_DUE} < %(at)s", _DUE),),
    Tab.WAITING: (
        _open(_STILL),
        _open(f"{_IN_STEP} AND (c.id IN (SELECT case_id FROM turns WHERE step_here)) IS NOT TRUE", _DUE),
    ),
    Tab.TO_RETURN: (_TO_RETURN,),
    Tab.ALL: (_open(f"c.status IN ({_OPEN})", _DUE),),
}
# Cases on which one's own offices work for others; what is one's own stands there only where it is her turn.
_TURNED = (
    "turns t CROSS JOIN casework_case c LEFT JOIN mine m ON m.id = c.competent_office_id "
    f"WHERE c.id = t.case_id AND c.status IN ({_OPEN})"
)
_DUE_THERE = f"CASE WHEN m.id IS NULL THEN {_DUE_HERE} ELSE {_DUE} END"
_HER_TURN = "(c.status = 4 AND t.step_here OR c.status IN (2, 4, 5, 6) AND t.asked_here)"
_OF_OTHERS = {
    Tab.TODAY: f"m.id IS NULL AND {_DUE_HERE} >= %(at)s AND {_DUE_HERE} < %(tomorrow)s",
    Tab.LATE: f"m.id IS NULL AND {_DUE_HERE} < %(at)s",
    Tab.WAITING: f"m.id IS NULL AND ({_STILL} OR ({_IN_STEP} AND t.step_here IS NOT TRUE))",
    Tab.TO_RETURN: "m.id IS NULL AND c.status = 9",
    Tab.ALL: "m.id IS NULL",
}
_STATUSES = {int(status): status for status in Status}
_HOLDER = (
    "CASE WHEN c.in_step AND c.status = 4 THEN (SELECT {what} FROM casework_jointstep s "
    "JOIN offices_office h ON h.id = s.office_id WHERE s.case_id = c.id AND s.kind = 'step' AND s.done_at IS NULL "
    "AND s.office_id <> c.competent_office_id) END"
)
_ROWS = (
    "SELECT d.code, v.name, p.full_name, c.status, c.proposed, a.full_name, f.moment, c.pause, "
    f"{_HOLDER.format(what='h.short_name')}, {_HOLDER.format(what='s.due_at')} FROM {{found}} f "
    "JOIN casework_case c ON c.id = f.id JOIN filing_dossier d ON d.id = c.dossier_id "
    "JOIN catalogue_procedureversion v ON v.id = d.version_id LEFT JOIN people_person p ON p.id = d.applicant_id "
    "LEFT JOIN people_account a ON a.id = c.officer_id ORDER BY f.moment ASC NULLS LAST, f.id"
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
    """One page of the desk's queue: its rows, how many each tab holds, and whether another page follows.

    More than BOUND in a tab are counted as BOUND + 1.
    """

    rows: list[Row]
    counts: dict[Tab, int]
    more: bool


def queue(who: Who, *, at: datetime, tab: Tab = Tab.MINE, page: int = 1, code: str = "", size: int = 0) -> Queue:
    """Return a page of the open cases of the offices where `who` works, and of those that wait for these offices.

    What is due first stands at the top; for a case of another office that is the step here. A page has `size` rows, 50
    by default and 200 at most; there are MOST_PAGES. `code` is a dossier code or parts of one, looked for among all
    cases, also the closed ones and what these offices were concerned with, the newest first; the tab then does not
    matter. Two statements.
    """
    size, today = min(size or PAGE, MOST), clock.local_day(at)
    reached = Scope(who, Ability.SEE_CASE)
    values: dict[str, Any] = {
        "at": stored(at), "tomorrow": stored(clock.start_of(today + timedelta(1))),
        "today": connection.ops.adapt_datefield_value(today),
    }  # fmt: skip
    values |= {f"account{number}": account for number, account in enumerate(sorted(who.acts_for) or [0])}
    # Placeholders: bound values, so that officers with the same reach share one statement.
    accounts = ", ".join(f"%(account{number})s" for number in range(max(len(who.acts_for), 1)))
    offices = f"WITH {reached.mine()}, {_WHOLE}, {_turns(reached, accounts)}"
    tabs = {**_TABS, Tab.MINE: _mine(who, accounts)}
    turned = {Tab.MINE: _turn(tabs[Tab.MINE]), **_OF_OTHERS}
    own = ", ".join(f"({reached.counted(parts)})" if parts else "0" for parts in tabs.values())
    joint = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in turned.values())
    (counts,) = fetch(f"{offices} SELECT {own}, {joint} FROM {_TURNED}", values)
    wanted, start = text.one_line(code), (min(max(page, 1), MOST_PAGES) - 1) * size
    chosen = _by_code(reached, wanted, values) if wanted else _of_tab(reached, tabs[tab], turned[tab])
    rows_of = _ROWS.format(found="seen" if wanted else "found")
    found = fetch(f"{offices}, {chosen} {rows_of}", values, limit=size + 1, start=start) if chosen else []
    rows = [_row(*columns) for columns in found[:size]]
    sums = (min(sum(both), BOUND + 1) for both in zip(counts[: len(tabs)], counts[len(tabs) :], strict=True))
    return Queue(rows, dict(zip(_TABS, sums, strict=True)), len(found) > size and not wanted)


def _mine(who: Who, accounts: str) -> tuple[Part, ...]:
    """What waits for a person at her offices: only what her roles can do anywhere is asked for."""
    return tuple(
        _open(part.condition.replace("{accounts}", accounts), part.moment, part.able)
        for ability, parts in _MINE.items() if reach(who, ability) for part in parts
    )  # fmt: skip


def _turn(parts: tuple[Part, ...]) -> str:
    """What waits for her within a process or as a question, and is not hers to do in another way already."""
    already = " OR ".join(f"(m.{part.able} AND {part.condition})" for part in parts)
    return f"{_HER_TURN} AND NOT coalesce({already}, FALSE)" if parts else "1 = 0"


def _of_tab(reached: Scope, parts: tuple[Part, ...], turned: str) -> str:
    joint = Part(turned, _DUE_THERE, tables=_TURNED)
    return f"found AS ({reached.found([*parts, joint], '%(limit)s', '%(start)s')})" if parts else ""


def _turns(reached: Scope, accounts: str) -> str:
    steps = _STEPS.format(hers=_HERS.format(accounts=accounts))
    if reached.wide:
        roles = ", ".join(f"'{role.value}'" for ability, role in _ROLES.items() if reach(reached.who, ability)) or "''"
        steps = f"{steps} AND s.role IN ({roles}) UNION ALL {steps} AND s.role NOT IN ({roles}) AND {_NOT_WHOLE}"
    return _TURNS.format(steps=steps)


def _by_code(reached: Scope, wanted: str, values: dict[str, Any]) -> str:
    """What has a code, or the parts of one; the newest of many, and no further page: more of the code finds fewer."""
    if parse_code(wanted):
        values["code"] = wanted.upper()
        one = Part("e.code = %(code)s", joins="JOIN filing_dossier e ON e.id = c.dossier_id")
        own = f"found AS ({reached.found([one], '%(limit)s')})"
        others = f"{_CONCERNED.format(joins=one.joins)} AND {one.condition}"
    else:
        words = finding.understand(wanted.replace("/", " ")).words
        if not words:
            return ""
        own = reached.having(Part("1 = 1", descending=True), words, "%(limit)s")
        others = _concerned(words)
    # Beside one's own, what one's offices were concerned with.
    return (
        f"{own}, seen AS (SELECT * FROM (SELECT id, moment FROM found UNION ALL SELECT * FROM ({others} "
        "ORDER BY c.id DESC LIMIT %(limit)s) AS concerned) AS both_kinds ORDER BY id DESC LIMIT %(limit)s)"
    )


def _concerned(words: Sequence[str]) -> str:
    """As `Scope.having`: PostgreSQL looks the latest through, and asks the index of words when these are not enough."""
    condition = scope.has_words(words)
    if connection.vendor == "sqlite":
        return f"{_CONCERNED.format(joins=scope.WORDS)} AND {condition}"
    return (
        "WITH latest AS MATERIALIZED (SELECT DISTINCT f.case_id FROM mine o CROSS JOIN LATERAL (SELECT j.case_id "
        f"FROM casework_jointstep j WHERE {_NOT_WHOLE} AND j.office_id = o.id AND j.outcome <> 'withdrawn' "
        f"ORDER BY j.case_id DESC LIMIT {scope.WALKED}) AS f), "
        "near AS MATERIALIZED (SELECT l.case_id FROM latest l JOIN casework_casesearch s ON s.case_id = l.case_id "
        f"WHERE {condition}), "
        f"plenty AS MATERIALIZED (SELECT (SELECT count(*) FROM latest) < {scope.WALKED} "
        "OR (SELECT count(*) FROM near) >= %(limit)s AS yes), "
        f"far AS MATERIALIZED (SELECT s.case_id FROM casework_casesearch s WHERE {condition} "
        f"AND NOT (SELECT yes FROM plenty) LIMIT {scope.HITS}), "
        "either AS MATERIALIZED (SELECT case_id FROM near WHERE (SELECT yes FROM plenty) UNION ALL "
        "SELECT f.case_id FROM far f WHERE EXISTS (SELECT 1 FROM casework_jointstep j WHERE j.case_id = f.case_id "
        "AND j.outcome <> 'withdrawn' AND j.office_id IN (SELECT id FROM mine))) "
        f"SELECT c.id, {_DUE_HERE} AS moment FROM either e JOIN casework_case c ON c.id = e.case_id "
        f"LEFT JOIN turns t ON t.case_id = c.id WHERE {_OTHERS}"
    )


def _row(
    code: str, procedure: str, applicant: str | None, status: int, proposed: bool, officer: str | None,
    due: Any, pause: str, holder: str | None, holder_due: Any,
) -> Row:  # fmt: skip
    return Row(
        code, procedure, applicant, _STATUSES[status], bool(proposed), officer, scope.moment(due), bool(pause), holder,
        scope.moment(holder_due),
    )  # fmt: skip
