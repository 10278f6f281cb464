"""A figure as it was known at the end of a past day: today's, with the dossiers that changed since put back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.measures import queries
from motcua.measures.counting import DOSSIERS, Within, add_online, add_service
from motcua.measures.opening import TELLS, reader
from motcua.measures.rules import Axis
from motcua.measures.states import State, state
from motcua.offices.models import Office

MOST = 50_000
"""Pages put back no more dossiers than these: each is read again from the journal (about 0.03 ms)."""
_CUT = len(DOSSIERS) + 1
# Alive then and changed since; or entered since, about a day of receipt in the period.
_CHANGED = f"""
    SELECT code FROM measures_dossierfacts WHERE known_day > %(known)s
      AND (first_day <= %(told)s OR received_day BETWEEN %(first)s AND %(last)s)
    UNION SELECT substr(entry.subject, {_CUT}) {queries.BEHIND}
"""
# What changed without moving was where it is now; what moved is looked at wherever it is.
_CHANGED_HERE = f"""
    SELECT code FROM measures_dossierfacts WHERE known_day > %(known)s
      AND {{office}} IN (SELECT code FROM offices_office WHERE path LIKE %(under)s)
      AND (received_day BETWEEN %(first)s AND %(last)s OR submitted_day BETWEEN %(first)s AND %(last)s)
    UNION SELECT code FROM measures_dossierfacts
    WHERE moved_day > %(known)s AND moved_day <> '' AND known_day > %(known)s AND first_day <= %(known)s
    UNION SELECT substr(entry.subject, {_CUT}) {queries.BEHIND} AND {TELLS}
"""
_LAST = """(SELECT e.body FROM journal_entry e WHERE e.subject = {subject}{until} ORDER BY e.number DESC LIMIT 1)"""
_THEN = " AND e.recorded_at <= %(until)s"
_COLUMNS = ", ".join(f"f.{name}" for name in State._fields)


class Change(NamedTuple):
    """A dossier that changed since a day, as it is and as it was told of then; None: not at all."""

    now: State | None
    then: State | None


def since(
    day: date, first: date, last: date, *, axis: Axis, under: str = "/", most: int | None = MOST
) -> list[Change]:  # fmt: skip
    """Return what changed after a day of which a figure of an office (its path) over a period may be made, now or then.

    Two statements, whatever there is. Raises Refused (field "as_of") where more than `most` changed.
    """
    office = "competent_office" if axis == Axis.COMPETENT else "received_office"
    changed = _CHANGED_HERE.format(office=office)
    values = {
        "known": day.isoformat(), "first": first.isoformat(), "last": last.isoformat(), "under": f"{under}%",
        "until": clock.stamp(clock.end_of(day)), "limit": (most or 0) + 1, **reader(),
    }  # fmt: skip
    if most is not None:
        counted = f"SELECT count(*) FROM (SELECT code FROM ({changed}) changed LIMIT %(limit)s) few"
        if next(iter(queries.selected(counted, values)))[0] > most:
            raise Refused(
                Phrase("Từ ngày %(day)s đến nay đã có hơn %(most)s hồ sơ của nơi này và kỳ này thay đổi, không xem lại "
                       "ngay được. Chọn một ngày gần hơn, một kỳ ngắn hơn hoặc một cơ quan bên dưới.",
                       day=f"{day:%d/%m/%Y}", most=f"{most:,}".replace(",", ".")), "as_of",
            )  # fmt: skip
    subject = f"'{DOSSIERS}' || changed.code"
    then, now = _LAST.format(subject=subject, until=_THEN), _LAST.format(subject=subject, until="")
    statement = f"""
        WITH tail AS (SELECT DISTINCT substr(entry.subject, {_CUT}) AS code {queries.BEHIND} AND {TELLS})
        SELECT changed.code,
            CASE WHEN f.code IS NULL OR tail.code IS NOT NULL OR f.first_day <= %(known)s THEN {then} END,
            CASE WHEN f.code IS NULL OR tail.code IS NOT NULL THEN {now} END, {_COLUMNS}
        FROM ({changed}) changed LEFT JOIN measures_dossierfacts f ON f.code = changed.code
        LEFT JOIN tail ON tail.code = changed.code
    """
    return [
        Change(_told(code, now) if now else State(*stored) if stored[0] else None, _told(code, then))
        for code, then, now, *stored in queries.selected(statement, values)
    ]


def states(changes: Iterable[Change]) -> list[State]:
    """Return the dossiers that were told of then, as they were."""
    return [each.then for each in changes if each.then is not None]


def put_back(
    counted: dict[str, Counter[str]], changes: Iterable[Change], first: date, last: date, *, axis: Axis, under: str,
    on: date, online: bool,
) -> None:  # fmt: skip
    """Change counts by office and column into those that were known on the day of which the changes are told.

    They are counts of online filing (`queries.tallied`) or of the further indicators (`service_queries.service`). What
    was recorded until then counts, whenever it happened. One statement.
    """
    within, codes = (Axis(axis).value, first.isoformat(), last.isoformat()), ever_below(under)
    for change in changes:
        for sign, each in ((-1, change.now), (1, change.then)):
            if each is not None:
                _add(counted, each, sign, within, codes, "" if online else on.isoformat())


def putting_back(
    day: date, first: date, last: date, *, axis: Axis, under: str = "/"
) -> Callable[[dict[str, Counter[str]]], None]:  # fmt: skip
    """Return what changes counts of online filing into those that were known at the end of a day. Two statements.

    Raises Refused (field "as_of") as `since`.
    """
    changes = since(day, first, last, axis=axis, under=under)
    return lambda counted: put_back(counted, changes, first, last, axis=axis, under=under, on=last, online=True)


def changed_since(day: date, first: date, last: date, *, told: date | None = None) -> list[str]:
    """Return the codes of dossiers that changed after a day and may count otherwise in a period since. One statement.

    Those that were told of until the day `told`, by default the same, or that were received in the period as it is now.
    """
    period = {"first": first.isoformat(), "last": last.isoformat()}
    days = {"known": day.isoformat(), "told": (told or day).isoformat()}
    return [code for (code,) in queries.selected(_CHANGED, {**period, **days, **reader()})]


def _add(
    counted: dict[str, Counter[str]], each: State, sign: int, within: Within, codes: set[str], on: str
) -> None:  # fmt: skip
    """Add a dossier to counts of the further indicators, late or not on the day `on`; "": to those of online filing."""
    for key, count in each.keys().items():
        if key[1] in codes:
            counted.setdefault(key[1], Counter())
            if on:
                add_service(counted, key, sign * count, within=within, on=on)
            else:
                add_online(counted, key, sign * count, within=within)


def _told(code: str, body: str | None) -> State | None:
    return state(code, 0, json.loads(body).get("facts", {})) if body else None


def ever_below(under: str) -> set[str]:
    """Return the codes of the office with a path and of all that was ever below it. One statement."""
    return set(Office.objects.filter(path__startswith=under).values_list("code", flat=True))
