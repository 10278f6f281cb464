"""Opening a figure: by division, procedure, officer …, down to the dossiers that it counts and those that it does not.

Read from one row a dossier (`models.DossierFacts`) and, in the same statement, from the entries that are not in it yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from motcua.catalogue.rules import Channel
from motcua.measures import queries
from motcua.measures.counting import DOSSIERS, READER
from motcua.measures.rules import Axis, Condition, Counted, Definition, Seen, SliceBy, Verdict, judge
from motcua.measures.states import State, states_after
from motcua.offices.models import Office

_COLUMNS = ", ".join(State._fields)
_NONE = ", ".join(["NULL"] * len(State._fields))
_TAIL = f"WITH tail AS (SELECT entry.subject, entry.number, entry.recorded_at, entry.body {queries.BEHIND})"
_ENTRY = "subject, CAST(number AS text), recorded_at, body"
_STORED = set(Seen._fields) - {"late"}
Sums = dict[str, list[int]]
"""Key of a part → [numerator, denominator, simulated]."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which dossiers: of what is below an office (its path), received in a period; `parts` are further columns.

    `on` is the day at whose end being on time is judged.
    """

    definition: Definition
    first: date
    last: date
    on: date
    under: str = "/"
    axis: Axis = Axis.COMPETENT
    parts: tuple[tuple[SliceBy, str], ...] = ()

    def holds(self, state: State, codes: set[str]) -> bool:
        """Return whether a dossier is among them; what was never received belongs to the day of submission."""
        day = state.received_day or state.submitted_day
        return (
            state.office(self.axis) in codes
            and self.first.isoformat() <= day <= self.last.isoformat()
            and all(getattr(state, by) == key for by, key in self.parts)
        )

    @property
    def office_column(self) -> str:
        return "competent_office" if self.axis == Axis.COMPETENT else "received_office"


class Opened(NamedTuple):
    """A dossier behind a figure, where it stands and why."""

    state: State
    verdict: Verdict


class After(NamedTuple):
    """Where a page of dossiers ended."""

    office: str
    day: str
    code: str


def dossiers(
    asked: Asked, *, counted: Counted, after: After | None = None, limit: int = 50
) -> tuple[list[Opened], After | None]:  # fmt: skip
    """Return dossiers that stand so in a figure, by office, day of receipt and code, and where the next page begins.

    One statement, more only while too few of those that the database finds are judged so.
    """
    codes, found = _codes(asked.under), list[Opened]()
    while True:
        kept, tail = _page(asked, counted, after, limit)
        states = [state for state in kept if state.code not in tail]
        if after is None:  # what is newest stands on the first page
            states = [*(state for state in tail.values() if asked.holds(state, codes)), *states]
        opened = (Opened(state, judge(asked.definition, state.seen(asked.on))) for state in states)
        found += [each for each in opened if each.verdict.counted is counted]
        after = _place(kept[-1], asked.axis) if len(kept) == limit else None
        if after is None or len(found) >= limit:
            return found, after


def sliced(asked: Asked, by: SliceBy) -> Sums:
    """Return numerator, denominator and simulated dossiers of each part of what is asked for. One statement."""
    definition, values = asked.definition, _values(asked)
    below = _all(definition.below, values, "b")
    above = _all((*definition.below, *(each for each in definition.above if each.fact in _STORED)), values, "a")
    counted = f"CASE WHEN {above} THEN {definition.stem}_seconds ELSE 0 END" if definition.span else f"({above})"
    if not definition.span:
        counted = f"CASE WHEN {above} THEN 1 ELSE 0 END"
    statement = f"""{_TAIL}
        SELECT {by.value} AS part, CAST(sum({counted}) AS bigint), sum(CASE WHEN {below} THEN 1 ELSE 0 END),
            sum(CASE WHEN simulated THEN 1 ELSE 0 END), {_NONE}, NULL, NULL, NULL, NULL
        FROM measures_dossierfacts f WHERE {_where(asked, values)} AND received_day <> '' GROUP BY {by.value}
        UNION ALL SELECT 'late', NULL, NULL, NULL, {_COLUMNS}, NULL, NULL, NULL, NULL FROM measures_dossierfacts f
        WHERE {_where(asked, values)} AND %(rule)s <> '' AND late_steps <> '' AND substr(late_steps, 1, 10) <= %(on)s
        UNION ALL SELECT 'stored', NULL, NULL, NULL, {_COLUMNS}, NULL, NULL, NULL, NULL FROM measures_dossierfacts f
        WHERE code IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)
        UNION ALL SELECT 'entry', NULL, NULL, NULL, {_NONE}, {_ENTRY} FROM tail
    """
    sums: Sums = defaultdict(lambda: [0, 0, 0])
    entries, stored = [], []
    width = len(State._fields)
    for part, *row in queries.selected(statement, values):
        numbers, state, entry = row[:3], row[3 : 3 + width], row[3 + width :]
        if entry[0] is not None:
            entries.append(_entry(entry))
        elif state[0] is None:
            sums[part] = [a + b for a, b in zip(sums[part], numbers, strict=True)]
        elif part == "late":
            late = State(*state)
            sums[getattr(late, by)][0] -= _is_late(asked, late)
        else:
            stored.append(State(*state))
    codes = _codes(asked.under) if entries else set()
    _shift(sums, asked, by, codes, stored, -1)
    _shift(sums, asked, by, codes, states_after(entries), 1)
    return {part: numbers for part, numbers in sums.items() if numbers[1]}


def filed_online(first: date, last: date, *, axis: Axis) -> set[tuple[str, str]]:
    """Return (path of the office, procedure) of what was filed online and received in a period. Two statements."""
    column = "competent_office" if axis == Axis.COMPETENT else "received_office"
    statement = f"""{_TAIL}
        SELECT DISTINCT {column}, procedure, NULL, NULL, NULL, NULL FROM measures_dossierfacts
        WHERE channel = {int(Channel.ONLINE)} AND received_day BETWEEN %(first)s AND %(last)s
          AND code NOT IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)
        UNION ALL SELECT {column}, procedure, code, NULL, CAST(channel AS text), received_day FROM measures_dossierfacts
        WHERE code IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)
        UNION ALL SELECT NULL, subject, NULL, CAST(number AS text), recorded_at, body FROM tail
    """
    values = {"first": first.isoformat(), "last": last.isoformat(), **_reader()}
    pairs, entries, stored = set(), [], dict[str, tuple[str, str, str, str]]()
    for office, procedure, code, number, channel, body in queries.selected(statement, values):
        if number is not None:
            entries.append((procedure, int(number), channel, body))
        elif code is not None:
            stored[code] = office, procedure, channel, body
        else:
            pairs.add((office, procedure))
    online = str(int(Channel.ONLINE))
    for state in states_after(entries):
        stored[state.code] = state.office(axis), state.procedure, str(state.channel), state.received_day
    period = first.isoformat(), last.isoformat()
    pairs |= {(at, what) for at, what, how, day in stored.values() if how == online and period[0] <= day <= period[1]}
    paths = dict(Office.objects.values_list("code", "path"))
    return {(paths[office], procedure) for office, procedure in pairs if office in paths}


class Used(NamedTuple):
    """Whether a procedure was filed online, and whether by anybody for whom an e-ID vouches."""

    online: bool
    verified: bool


def procedures_used(first: date, last: date, *, under: str) -> dict[str, Used]:
    """Return how the procedures were used of which dossiers were received in a period at offices below a path, by code.

    One statement, one more while entries wait to be counted. It looks once for each procedure and office in an index,
    so the number of dossiers hardly matters.
    """
    statement = f"""{_TAIL.replace("WITH ", "WITH RECURSIVE ", 1)},
        procedures AS (
            SELECT min(procedure) AS code FROM measures_dossierfacts
            UNION ALL SELECT (SELECT min(f.procedure) FROM measures_dossierfacts f WHERE f.procedure > procedures.code)
            FROM procedures WHERE procedures.code IS NOT NULL)
        SELECT code, {_some("1 = 1")}, {_some(f"channel = {int(Channel.ONLINE)}")}, {_some("verified")},
            NULL, NULL, NULL, NULL
        FROM procedures p WHERE code IS NOT NULL
        UNION ALL SELECT NULL, NULL, NULL, NULL, {_ENTRY} FROM tail
    """
    values = {"first": first.isoformat(), "last": last.isoformat(), "under": f"{under}%", **_reader()}
    found, entries = dict[str, Used](), []
    for code, used, online, verified, *entry in queries.selected(statement, values):
        if entry[0] is not None:
            entries.append(_entry(entry))
        elif used:
            found[code] = Used(bool(online), bool(verified))
    codes, days = _codes(under) if entries else set(), (first.isoformat(), last.isoformat())
    for state in states_after(entries):
        if state.competent_office in codes and days[0] <= state.received_day <= days[1]:
            known = found.get(state.procedure, Used(False, False))
            online = known.online or state.channel == Channel.ONLINE
            found[state.procedure] = Used(online, known.verified or state.verified)
    return found


def _some(condition: str) -> str:
    """Return the question whether a procedure has a dossier of the period that meets a condition, not told anew."""
    return f"""CAST(EXISTS (
        SELECT 1 FROM measures_dossierfacts f
        WHERE f.procedure = p.code AND f.received_day BETWEEN %(first)s AND %(last)s
          AND f.competent_office IN (SELECT code FROM offices_office WHERE path LIKE %(under)s) AND {condition}
          AND f.code NOT IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)) AS integer)"""


def _page(asked: Asked, counted: Counted, after: After | None, limit: int) -> tuple[list[State], dict[str, State]]:
    values = _values(asked) | {"limit": limit}
    column, conditions = asked.office_column, [_where(asked, values, never=counted is Counted.OUT)]
    conditions += _standing(asked.definition, counted, values)
    if after is not None:
        values |= {"after_office": after.office, "after_day": after.day, "after_code": after.code}
        conditions.append(f"({column}, received_day, code) > (%(after_office)s, %(after_day)s, %(after_code)s)")
    statement = f"""{_TAIL}
        SELECT * FROM (
            SELECT {_COLUMNS}, NULL AS subject, NULL AS entry_number, NULL AS at, NULL AS body
            FROM measures_dossierfacts f WHERE {" AND ".join(conditions)}
            ORDER BY {column}, received_day, code LIMIT %(limit)s) page
        UNION ALL SELECT {_NONE}, {_ENTRY} FROM tail
    """
    kept, entries, width = [], [], len(State._fields)
    for row in queries.selected(statement, values):
        if row[width] is None:
            kept.append(State(*row[:width]))
        else:
            entries.append(_entry(row[width:]))
    return kept, {state.code: state for state in states_after(entries)}


def _standing(definition: Definition, counted: Counted, values: dict[str, Any]) -> list[str]:
    """Return conditions that hold at least for what stands so; being late is judged afterwards."""
    stored = tuple(each for each in definition.above if each.fact in _STORED)
    below, above = _all(definition.below, values, "b"), _all(stored, values, "a")
    if counted is Counted.OUT:
        return [f"(received_day = '' OR NOT {below})"]
    if counted is Counted.ABOVE:
        return [below, above]
    if len(stored) < len(definition.above):
        return [below, "late_steps <> '' AND substr(late_steps, 1, 10) <= %(on)s"]
    return [below, f"NOT {above}"]


def _all(conditions: Iterable[Condition], values: dict[str, Any], prefix: str) -> str:
    parts = []
    for number, each in enumerate(conditions):
        names = []
        for index, value in enumerate(each.among):
            names.append(f"%({prefix}{number}_{index})s")
            values[f"{prefix}{number}_{index}"] = value if isinstance(value, bool) else getattr(value, "value", value)
        parts.append(f"{each.fact} IN ({', '.join(names)})")
    return f"({' AND '.join(parts)})" if parts else "(1 = 1)"


def _where(asked: Asked, values: dict[str, Any], *, never: bool = False) -> str:
    received = "received_day BETWEEN %(first)s AND %(last)s"
    if never:
        received = f"({received} OR (received_day = '' AND submitted_day BETWEEN %(first)s AND %(last)s))"
    parts = [f"{asked.office_column} IN (SELECT code FROM offices_office WHERE path LIKE %(under)s)", received]
    for number, (by, key) in enumerate(asked.parts):
        values[f"part{number}"] = key
        parts.append(f"{by.value} = %(part{number})s")
    return " AND ".join(parts)


def _values(asked: Asked) -> dict[str, Any]:
    return {
        "first": asked.first.isoformat(), "last": asked.last.isoformat(), "on": asked.on.isoformat(),
        "under": f"{asked.under}%", "rule": asked.definition.rule, **_reader(),
    }  # fmt: skip


def _entry(row: Sequence[Any]) -> tuple[str, int, str, str]:
    subject, number, recorded_at, body = row
    return subject, int(number), recorded_at, body


def _reader() -> dict[str, Any]:
    return {"reader": READER, "dossiers": f"{DOSSIERS}%"}


def _codes(under: str) -> set[str]:
    return set(Office.objects.filter(path__startswith=under).values_list("code", flat=True))


def _place(state: State, axis: Axis) -> After:
    return After(state.office(axis), state.received_day, state.code)


def _is_late(asked: Asked, state: State) -> int:
    seen = state.seen(asked.on)
    return int(seen is not None and seen.late)


def _shift(sums: Sums, asked: Asked, by: SliceBy, codes: set[str], states: Iterable[State], sign: int) -> None:
    """Take dossiers out of the sums of their parts, or put them in."""
    for state in states:
        if not state.received_day or not asked.holds(state, codes):
            continue
        stands = judge(asked.definition, state.seen(asked.on)).counted
        row, span = sums[getattr(state, by)], asked.definition.span
        above = getattr(state, f"{asked.definition.stem}_seconds") if span else 1
        row[0] += sign * above * (stands is Counted.ABOVE)
        row[1] += sign * (stands is not Counted.OUT)
        row[2] += sign * state.simulated
