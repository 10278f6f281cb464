"""Reading the register of dossiers (sổ theo dõi hồ sơ), and finding cases: one named statement for a page.

A page goes on after its last row, not after so many rows, so that the last page is as quick as the first. What may be
counted in the thousands is counted up to `scope.BOUND`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from motcua.casework.lists import scope
from motcua.casework.lists.finding import Asked
from motcua.casework.lists.scope import Part, Scope, fetch, stored
from motcua.casework.rules import Day, Status
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.core.rows import streamed
from motcua.people.rules import Ability, Who, reach

PAGE = 50
_STATUSES = {int(status): status for status in Status}
_CHANNELS = {int(channel): channel for channel in Channel}
_RUNNING = "c.status IN (2, 4) AND c.pause = ''"
_LATE = f"CASE WHEN c.finished_at IS NULL THEN {_RUNNING} AND c.due_at < %(at)s ELSE c.finished_at > c.due_at END"
_COLUMNS = (
    "d.code, v.name, p.full_name, p.residence, p.phone, o.short_name, d.channel, c.status, a.full_name, "
    "d.submitted_at, c.received_at, c.due_at, c.finished_at, c.returned_at, c.pause, c.id, f.moment"
)
_TABLES = (
    "JOIN casework_case c ON c.id = f.id JOIN filing_dossier d ON d.id = c.dossier_id "
    "JOIN catalogue_procedureversion v ON v.id = d.version_id JOIN offices_office o ON o.id = c.competent_office_id "
    "LEFT JOIN people_person p ON p.id = d.applicant_id LEFT JOIN people_account a ON a.id = c.officer_id"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: those whose `day` lies from `first` to `last` (both included; without them, of all time), and
    everything else that is given. `office` is the path of an office, which stands for what is below it, too;
    `procedure` and `officer` are ids; `late`: late, or not. `asked` is what was typed. `concerned`: those, too, that
    other offices resolve and with which hers was concerned (hồ sơ phối hợp), as far as she may open them.
    """

    day: Day = Day.RECEIVED
    first: date | None = None
    last: date | None = None
    office: str = ""
    status: Status | None = None
    procedure: int | None = None
    channel: Channel | None = None
    late: bool | None = None
    officer: int | None = None
    concerned: bool = False
    asked: Asked = field(default_factory=Asked)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register."""

    code: str
    procedure: str
    applicant: str
    address: str
    phone: str
    office: str
    channel: Channel
    status: Status
    officer: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of lines, the newest first: how many there are in all (BOUND + 1: more than BOUND), and from where the
    next page goes on, None when this is the last. `at_least`: so many are known, there may be more.
    """

    lines: list[Line]
    count: int
    following: tuple[datetime | None, int] | None
    at_least: bool = False


def page(
    who: Who, wanted: Wanted, *, at: datetime, after: tuple[datetime | None, int] | None = None, size: int = PAGE
) -> Found:
    """Return the cases that `who` may see and that are wanted, `size` of them after a place that a page gave.

    `at` decides what is late. One statement.
    """
    reached = Scope(who, Ability.SEE_REGISTER, wanted.office)
    part, values, words = _part(wanted, at)
    known, going_on = part, part
    if after is not None:
        further = "c.id < %(after_id)s"
        if after[0] is not None and part.moment != "NULL":
            further = f"({part.moment}, c.id) < (%(after)s, %(after_id)s)"
            values["after"] = stored(after[0])
        values["after_id"] = after[1]
        going_on = replace(part, condition=f"({part.condition}) AND {further}")
    if words:
        found = reached.having(going_on, words, "%(limit)s")
    else:
        found = f"known AS (SELECT ({reached.counted([known])}) AS count, 1 = 0 AS more), "
        found += f"found AS ({reached.found([going_on], '%(limit)s')})"
    if wanted.concerned:
        found += f", {_with_others(reached, known, going_on, words)}"
    seen = ("with_others", "known_with_others") if wanted.concerned else ("found", "known")
    rows = fetch(
        f"WITH {reached.mine()}, {found} SELECT k.count, k.more, {_COLUMNS} FROM {seen[1]} k CROSS JOIN {seen[0]} f "
        f"{_TABLES} {_order(part)}",
        values,
        limit=size + 1,
    )
    lines = [_line(*columns[2:-2], at=at) for columns in rows[:size]]
    last = (scope.moment(rows[size - 1][-1]), int(rows[size - 1][-2])) if len(rows) > size else None
    return Found(lines, rows[0][0] if rows else 0, last, at_least=bool(rows and rows[0][1]))


def every(who: Who, wanted: Wanted, *, at: datetime, most: int) -> Iterator[Line]:
    """Yield at most `most` of the same cases, the oldest first, a few at a time: memory does not grow with them."""
    reached = Scope(who, Ability.SEE_REGISTER, wanted.office)
    part, values, words = _part(wanted, at)
    if words:
        part = replace(
            part, condition=f"{part.condition} AND {scope.has_words(words)}", joins=f"{part.joins} {scope.WORDS}"
        )
    parts = [replace(part, descending=False)]
    parts += [_of_others(reached, parts[0])] if wanted.concerned else []
    statement = (
        f"WITH {reached.mine()}, found AS ({reached.found(parts, '%(limit)s')}) "
        f"SELECT {_COLUMNS} FROM found f {_TABLES} ORDER BY {'' if part.moment == 'NULL' else 'f.moment, '}f.id"
    )
    for columns in streamed(statement, {**values, "limit": most}):
        yield _line(*columns[:-2], at=at)


def _with_others(reached: Scope, known: Part, going_on: Part, words: tuple[str, ...]) -> str:
    """Return common tables of what stands in `known` and `found` together with the cases of others."""
    if words:
        with_words = f"({{}}) AND {scope.has_words(words)}"
        known, going_on = (
            replace(part, condition=with_words.format(part.condition), joins=f"{part.joins} {scope.WORDS}")
            for part in (known, going_on)
        )  # fmt: skip
    others = reached.found([_of_others(reached, going_on)], "%(limit)s")
    count = reached.counted([_of_others(reached, known)])
    return (
        f"known_with_others AS (SELECT count + ({count}) AS count, more FROM known), "
        "with_others AS (SELECT f.id, f.moment FROM (SELECT id, moment FROM found UNION ALL "
        f"SELECT id, moment FROM ({others}) AS o) AS f {_order(known)} LIMIT %(limit)s)"
    )


def _of_others(reached: Scope, part: Part) -> Part:
    """Return the same part of the cases that other offices resolve and with which one within reach was concerned.

    Only what may be opened: a role that reads the lines of its own offices reads none of others.
    """
    held = sorted(reach(reached.who, Ability.SEE_CASE))
    hers = " OR ".join(f"c.concerned LIKE '%%/{int(office)}/%%'" for office in held) or "1 = 0"
    chosen = [int(one) for one in reached.office.split("/") if one][-1:]
    narrowed = "".join(f" AND c.concerned LIKE '%%/{office}/%%'" for office in chosen)
    tables = (
        f"casework_case c {part.joins} WHERE c.concerned > '' AND ({hers}){narrowed} "
        "AND c.competent_office_id NOT IN (SELECT id FROM mine)"
    )
    return replace(part, tables=tables, joins="")


def _part(wanted: Wanted, at: datetime) -> tuple[Part, dict[str, Any], tuple[str, ...]]:
    """Return what narrows the cases, as one part of a scope, with its values; and the words that they must have.

    What is a whole number of ours stands in the text, because PostgreSQL knows then how many cases it leaves.
    """
    asked = wanted.asked
    conditions, joins, moment = ["1 = 1"], [], "NULL"
    values: dict[str, Any] = {"at": stored(at)}
    first, last = wanted.first or asked.first, wanted.last or asked.last
    if first or last:
        moment = f"c.{wanted.day}_at"
        conditions.append(f"{moment} IS NOT NULL")
        if first:
            conditions.append(f"{moment} >= %(since)s")
            values["since"] = stored(clock.start_of(first))
        if last:
            conditions.append(f"{moment} < %(until)s")
            values["until"] = stored(clock.start_of(last + timedelta(1)))
    status, late = wanted.status or asked.status, asked.late if wanted.late is None else wanted.late
    if status is not None:
        conditions.append(f"c.status = {int(status)}")
    if late is not None:
        conditions.append(f"({_LATE})" if late else f"c.due_at IS NOT NULL AND NOT ({_LATE})")
    if wanted.officer is not None:
        conditions.append(f"c.officer_id = {int(wanted.officer)}")
    of_dossier = [
        *([f"e.procedure_id = {int(wanted.procedure)}"] if wanted.procedure is not None else []),
        *([f"e.channel = {int(wanted.channel)}"] if wanted.channel is not None else []),
        *(["e.code = %(code)s"] if asked.code else []),
    ]
    if of_dossier:
        joins.append("JOIN filing_dossier e ON e.id = c.dossier_id")
        conditions += of_dossier
        values |= {"code": asked.code} if asked.code else {}
    words = (*asked.words, *([asked.procedure] if asked.procedure else []))
    return Part(" AND ".join(conditions), moment, joins=" ".join(joins), descending=True), values, words


def _order(part: Part) -> str:
    return f"ORDER BY {'' if part.moment == 'NULL' else 'f.moment DESC, '}f.id DESC"


def _line(
    code: str, procedure: str, applicant: str | None, address: str | None, phone: str | None, office: str, channel: int,
    status: int, officer: str | None, submitted: Any, received: Any, due: Any, finished: Any, returned: Any, pause: str,
    *, at: datetime,
) -> Line:  # fmt: skip
    submitted_at, received_at, due_at, finished_at, returned_at = map(
        scope.moment, (submitted, received, due, finished, returned)
    )
    assert submitted_at is not None
    running = status in (Status.RECEIVED, Status.IN_PROGRESS) and not pause
    late = due_at is not None and (finished_at > due_at if finished_at else running and due_at < at)
    return Line(
        code, procedure, applicant or "", address or "", phone or "", office, _CHANNELS[channel], _STATUSES[status],
        officer or "", submitted_at, received_at, due_at, finished_at, returned_at, late,
    )  # fmt: skip
