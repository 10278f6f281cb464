"""Opening a figure: by division, procedure, officer …, down to the dossiers that it counts and those that it does not.

Read from one row a dossier (`models.DossierFacts`) and, in the same statement, from the entries that are not in it yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

from motcua.catalogue.rules import Channel
from motcua.filing.rules import Help
from motcua.measures import queries
from motcua.measures.counting import DOSSIERS, READER
from motcua.measures.rules import Axis, Condition, Counted, Definition, Seen, SliceBy, Verdict, judge
from motcua.measures.states import CHANGED, State, states_after
from motcua.measures.versions import stretches, version_at
from motcua.offices.models import Office

COLUMNS = ", ".join(State._fields)
NONE = ", ".join(["NULL"] * len(State._fields))
# The others change no fact: by them no dossier is told anew.
TELLS = "(entry.number = 1 OR entry.body LIKE %(changed)s)"
TAIL = f"WITH tail AS (SELECT entry.subject, entry.number, entry.recorded_at, entry.body {queries.BEHIND} AND {TELLS})"
ENTRY = "subject, CAST(number AS text), recorded_at, body"
STORED = set(Seen._fields) - {"late"}
Sums = dict[str, list[int]]
"""Key of a part → [numerator, denominator, of which simulated, and of the numerator: by oneself, helped, unknown]."""
_WIDTH = 3 + len(Help.values)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which dossiers: of what is below an office (its path), received in a period; `parts` are further columns.

    `on` is the day at whose end being on time is judged. `as_of`: as they were known at the end of that day; `then` are
    those that changed since, as they were (`asof`).
    """

    definition: Definition
    first: date
    last: date
    on: date
    under: str = "/"
    axis: Axis = Axis.COMPETENT
    parts: tuple[tuple[SliceBy, str], ...] = ()
    as_of: date | None = None
    then: Sequence[State] = ()

    def holds(self, state: State, codes: set[str]) -> bool:
        """Return whether a dossier is among them; what was never received belongs to the day of submission."""
        day = state.received_day or state.submitted_day
        return (
            state.office(self.axis) in codes
            and self.first.isoformat() <= day <= self.last.isoformat()
            and all(getattr(state, by) == key for by, key in self.parts)
        )

    def is_as_then(self, state: State) -> bool:
        """Return whether a dossier stands as it was known: not told anew since."""
        return self.as_of is None or state.known_day <= self.as_of.isoformat()

    def judge(self, state: State) -> Verdict:
        """Return where a dossier stands, by the version in force on its day."""
        day = state.received_day or state.submitted_day
        version = version_at(self.definition, date.fromisoformat(day)) if day else self.definition
        return judge(version, state.seen(self.on))

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

    One statement, more only while too few of those that the database finds are judged so. As of a day, those that
    changed since stand first.
    """
    codes, found = codes_under(asked.under), list[Opened]()
    if asked.then and (after is None or not after.office):
        opened = (Opened(state, asked.judge(state)) for state in asked.then if asked.holds(state, codes))
        standing = (each for each in opened if each.verdict.counted is counted)
        changed = sorted(standing, key=lambda each: _place(each.state, asked.axis))
        start = int(after.code) if after and after.code.isdecimal() else 0
        if len(changed) > start + limit:
            return changed[start : start + limit], After("", "", str(start + limit))
        found, after = changed[start:], None
    while True:
        kept, tail = _page(asked, counted, after, limit)
        states = [state for state in kept if state.code not in tail]
        if after is None and asked.as_of is None:  # what is newest stands on the first page
            states = [*(state for state in tail.values() if asked.holds(state, codes)), *states]
        opened = (Opened(state, asked.judge(state)) for state in states)
        found += [each for each in opened if each.verdict.counted is counted]
        after = _place(kept[-1], asked.axis) if len(kept) == limit else None
        if after is None or len(found) >= limit:
            return found, after


def sliced(asked: Asked, by: SliceBy) -> Sums:
    """Return the sums of each part of what is asked for. One statement."""
    return divided(asked, (by,))[by]


def divided(asked: Asked, ways: Sequence[SliceBy]) -> dict[SliceBy, Sums]:
    """Return the sums of each part, divided in several ways at once. One statement, which reads each dossier once."""
    values = _values(asked)
    statement = _divided(asked, ways, values)
    found: dict[SliceBy, Sums] = {by: defaultdict(lambda: [0] * _WIDTH) for by in ways}
    entries, stored = [], []
    width = len(State._fields)
    for kind, part, *row in queries.selected(statement, values):
        numbers, state, entry = row[:_WIDTH], row[_WIDTH : _WIDTH + width], row[_WIDTH + width :]
        if kind == "entry":
            entries.append(entry_of(entry))
        elif kind == "stored":
            if asked.is_as_then(State(*state)):
                stored.append(State(*state))
        elif kind == "late":
            late = State(*state)
            for by, sums in found.items():
                sums[getattr(late, by)][0] -= _is_late(asked, late)
        else:
            found[SliceBy(kind)][part] = [a + b for a, b in zip(found[SliceBy(kind)][part], numbers, strict=True)]
    codes = codes_under(asked.under) if entries or asked.then else set()
    for by, sums in found.items():
        _shift(sums, asked, by, codes, stored, -1)
        _shift(sums, asked, by, codes, states_after(entries) if asked.as_of is None else asked.then, 1)
    return {by: {part: row for part, row in sums.items() if row[1]} for by, sums in found.items()}


def _divided(asked: Asked, ways: Sequence[SliceBy], values: dict[str, Any]) -> str:
    definition = asked.definition
    below, above = met(asked, values), met(asked, values, above=True)
    counted = f"CASE WHEN {above} THEN {f'{definition.stem}_seconds' if definition.span else '1'} ELSE 0 END"
    summed = [
        f"sum({counted})",
        f"sum(CASE WHEN {below} THEN 1 ELSE 0 END)",
        f"sum(CASE WHEN simulated AND {below} THEN 1 ELSE 0 END)",
    ]
    # What a definition counts by help is online, and there help is always told.
    summed += [f"sum(CASE WHEN {above} AND help = '{each}' THEN 1 ELSE 0 END)" for each in Help.values]
    names, where = [f"n{number}" for number in range(_WIDTH)], _where(asked, values)
    by_all = ", ".join(way.value for way in ways)
    totals = ", ".join(f"{each} AS {name}" for each, name in zip(summed, names, strict=True))
    sums = ", ".join(f"CAST(sum({name}) AS bigint)" for name in names)
    nothing = ", ".join(["NULL"] * _WIDTH)
    parts = [  # after the first select: PostgreSQL takes the types of columns from the first two
        f"SELECT '{way.value}', {way.value}, {sums}, {NONE}, NULL, NULL, NULL, NULL "
        f"FROM picked GROUP BY {way.value}" for way in ways
    ]  # fmt: skip
    return f"""{TAIL}, picked AS (SELECT {by_all}, {totals} FROM measures_dossierfacts f
            WHERE {where} AND received_day <> '' GROUP BY {by_all})
        SELECT 'late' AS kind, NULL AS part, {nothing}, {COLUMNS}, NULL, NULL, NULL, NULL FROM measures_dossierfacts f
        WHERE {where} AND %(rule)s <> '' AND late_steps <> '' AND substr(late_steps, 1, 10) <= %(on)s
        UNION ALL {" UNION ALL ".join(parts)}
        UNION ALL SELECT 'stored', NULL, {nothing}, {COLUMNS}, NULL, NULL, NULL, NULL FROM measures_dossierfacts f
        WHERE code IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)
        UNION ALL SELECT 'entry', NULL, {nothing}, {NONE}, {ENTRY} FROM tail
    """


def filed_online(first: date, last: date, *, axis: Axis) -> set[tuple[str, str]]:
    """Return (path of the office, procedure) of what was filed online and received in a period. Two statements."""
    column = "competent_office" if axis == Axis.COMPETENT else "received_office"
    statement = f"""{TAIL}
        SELECT DISTINCT {column}, procedure, NULL, NULL, NULL, NULL FROM measures_dossierfacts
        WHERE channel = {int(Channel.ONLINE)} AND received_day BETWEEN %(first)s AND %(last)s
          AND code NOT IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)
        UNION ALL SELECT {column}, procedure, code, NULL, CAST(channel AS text), received_day FROM measures_dossierfacts
        WHERE code IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)
        UNION ALL SELECT NULL, subject, NULL, CAST(number AS text), recorded_at, body FROM tail
    """
    values = {"first": first.isoformat(), "last": last.isoformat(), **reader()}
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
    """Whether a procedure was filed online, and whether by anybody for whom an e-ID vouches; None: nobody tells."""

    online: bool
    verified: bool | None


def procedures_used(first: date, last: date, *, under: str) -> dict[str, Used]:
    """Return how the procedures were used of which dossiers were received in a period at offices below a path, by code.

    One statement, one more while entries wait to be counted. It looks once for each procedure and office in an index,
    so the number of dossiers hardly matters.
    """
    statement = f"""{TAIL.replace("WITH ", "WITH RECURSIVE ", 1)},
        procedures AS (
            SELECT min(procedure) AS code FROM measures_dossierfacts
            UNION ALL SELECT (SELECT min(f.procedure) FROM measures_dossierfacts f WHERE f.procedure > procedures.code)
            FROM procedures WHERE procedures.code IS NOT NULL)
        SELECT code, {_some("1 = 1")}, {_some(f"channel = {int(Channel.ONLINE)}")}, {_some("verified")},
            {_some("NOT verified")}, NULL, NULL, NULL, NULL
        FROM procedures p WHERE code IS NOT NULL
        UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, {ENTRY} FROM tail
    """
    values = {"first": first.isoformat(), "last": last.isoformat(), "under": f"{under}%", **reader()}
    found, entries = dict[str, Used](), []
    for code, used, online, verified, denied, *entry in queries.selected(statement, values):
        if entry[0] is not None:
            entries.append(entry_of(entry))
        elif used:
            found[code] = Used(bool(online), True if verified else False if denied else None)
    codes, days = codes_under(under) if entries else set(), (first.isoformat(), last.isoformat())
    for state in states_after(entries):
        if state.competent_office in codes and days[0] <= state.received_day <= days[1]:
            known = found.get(state.procedure, Used(False, None))
            online = known.online or state.channel == Channel.ONLINE
            verified = state.verified if known.verified is None else known.verified or bool(state.verified)
            found[state.procedure] = Used(online, verified)
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
    conditions += _standing(asked, counted, values)
    if after is not None:
        values |= {"after_office": after.office, "after_day": after.day, "after_code": after.code}
        conditions.append(f"({column}, received_day, code) > (%(after_office)s, %(after_day)s, %(after_code)s)")
    statement = f"""{TAIL}
        SELECT * FROM (
            SELECT {COLUMNS}, NULL AS subject, NULL AS entry_number, NULL AS at, NULL AS body
            FROM measures_dossierfacts f WHERE {" AND ".join(conditions)}
            ORDER BY {column}, received_day, code LIMIT %(limit)s) page
        UNION ALL SELECT {NONE}, {ENTRY} FROM tail
    """
    kept, entries, width = [], [], len(State._fields)
    for row in queries.selected(statement, values):
        if row[width] is None:
            kept.append(State(*row[:width]))
        else:
            entries.append(entry_of(row[width:]))
    return kept, {state.code: state for state in states_after(entries)}


def _standing(asked: Asked, counted: Counted, values: dict[str, Any]) -> list[str]:
    """Return conditions that hold at least for what stands so; being late is judged afterwards."""
    below, above = met(asked, values), met(asked, values, above=True)
    if counted is Counted.OUT:
        return [f"(received_day = '' OR {below} IS NOT TRUE)"]
    if counted is Counted.ABOVE:
        return [below, above]
    if any(each.fact not in STORED for each in asked.definition.above):
        return [below, "late_steps <> '' AND substr(late_steps, 1, 10) <= %(on)s"]
    return [below, f"{above} IS NOT TRUE"]


class Period(Protocol):
    """A figure over some days."""

    @property
    def definition(self) -> Definition: ...
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...


def met(asked: Period, values: dict[str, Any], *, above: bool = False) -> str:
    """Return SQL that holds for what a figure counts, each day by its version; `above`: in the numerator.

    Being late is left out.
    """
    parts = []
    for number, (version, start, end) in enumerate(stretches(asked.definition, asked.first, asked.last)):
        stored = tuple(each for each in version.above if each.fact in STORED) if above else ()
        met = meets((*version.below, *stored), values, f"{'a' if above else 'b'}{number}_")
        values |= {f"since{number}": start.isoformat(), f"until{number}": end.isoformat()}
        parts.append((f"received_day BETWEEN %(since{number})s AND %(until{number})s", met))
    if len(parts) == 1:
        return parts[0][1]
    return f"({' OR '.join(f'({days} AND {met})' for days, met in parts)})"


def meets(conditions: Iterable[Condition], values: dict[str, Any], prefix: str) -> str:
    """Return SQL that holds where a row of facts meets all of some conditions; adds what it needs to `values`."""
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
    if asked.as_of is not None:
        values["as_of"] = asked.as_of.isoformat()
        parts.append("known_day <= %(as_of)s")
    return " AND ".join(parts)


def _values(asked: Asked) -> dict[str, Any]:
    return {
        "first": asked.first.isoformat(), "last": asked.last.isoformat(), "on": asked.on.isoformat(),
        "under": f"{asked.under}%", "rule": asked.definition.rule, **reader(),
    }  # fmt: skip


def entry_of(row: Sequence[Any]) -> tuple[str, int, str, str]:
    """Return an entry that was selected as `ENTRY`, for `states_after`."""
    subject, number, recorded_at, body = row
    return subject, int(number), recorded_at, body


def reader() -> dict[str, Any]:
    """Return the values that the tail needs."""
    return {"reader": READER, "dossiers": f"{DOSSIERS}%", "changed": f"%{CHANGED}%"}


def codes_under(under: str) -> set[str]:
    """Return the codes of an office (its path) and of all that was ever below it. One statement."""
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
        stands = asked.judge(state).counted
        row, span = sums[getattr(state, by)], asked.definition.span
        above = getattr(state, f"{asked.definition.stem}_seconds") if span else 1
        row[0] += sign * above * (stands is Counted.ABOVE)
        row[1] += sign * (stands is not Counted.OUT)
        row[2] += sign * (stands is not Counted.OUT and state.simulated)
        if stands is Counted.ABOVE and state.help:
            row[3 + Help.values.index(state.help)] += sign
