"""A report beside today: what was sent, what the same count gives now, and the dossiers that make the difference."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice
from typing import Any, NamedTuple

from motcua.core import clock
from motcua.journal import queries as journal
from motcua.journal.horizon import Horizon
from motcua.journal.models import Entry
from motcua.measures import asof
from motcua.measures.counting import COUNTED_BY, DOSSIERS
from motcua.measures.frozen import composing, further, rules
from motcua.measures.frozen.further import Between, Row
from motcua.measures.frozen.rules import Line, ReportKind
from motcua.measures.indicators import INDICATORS
from motcua.measures.models import Report
from motcua.measures.rules import Definition, Verdict
from motcua.measures.states import State, state
from motcua.offices.rules import Tier

_CHUNK = 500
# A long transaction is recorded as of its beginning and is seen when it ends; clocks of two machines differ a little.
_SLACK = timedelta(2)


class Pair(NamedTuple):
    """A line as it was sent and as it is now; None: there was, or is, no such line."""

    sent: Line | None
    now: Line | None

    @property
    def differs(self) -> bool:
        return self.sent is None or self.now is None or self.sent.counts != self.now.counts


class Moved(NamedTuple):
    """Where a dossier stood in an indicator and where it stands; None: not in the period or not of these offices."""

    definition: Definition
    was: Verdict | None
    now: Verdict | None


class Told(NamedTuple):
    """An entry that came after the report: its kind, and the moment (text) at which it was recorded."""

    kind: str
    recorded_at: str


@dataclass(frozen=True, slots=True)
class Change:
    """A dossier that counts otherwise than when the report was composed.

    `facts` are those by which it is counted that differ, by name, as (was, is); `was` is {} for one that was not known.
    """

    code: str
    office: str
    moved: list[Moved]
    facts: dict[str, tuple[Any, Any]]
    told: list[Told]
    new: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """`tables` as in the content; `unexplained` are lines of "whole" whose difference no dossier makes.

    That happens where the offices below were put in order anew. `further` are the rows beside them as they were sent
    and as they are, `petitions` those that make their difference.
    """

    tables: dict[str, list[Pair]]
    changes: list[Change]
    unexplained: list[Pair]
    further: list[tuple[Row, Row | None]]
    petitions: list[Between]

    @property
    def lines_differ(self) -> bool:
        return any(pair.differs for pairs in self.tables.values() for pair in pairs)

    @property
    def differs(self) -> bool:
        return self.lines_differ or any(now and sent.counts != now.counts for sent, now in self.further)


def compare(report: Report) -> Comparison:
    """Return a report beside what the same count gives now, all read in one snapshot.

    The cost grows with the dossiers of the period that changed since: two statements for each five hundred of them.
    Where these do not make up the difference, with all that changed since and were known then: whatever left the period
    is missing in the denominator of what counts all that was received, so that it never goes unseen.
    """
    content = json.loads(report.content)
    first, until = (date.fromisoformat(content[name]) for name in ("first", "until"))
    sent = {name: [rules.read(line) for line in lines] for name, lines in content["tables"].items()}
    tier = Tier(content["tier"]) if content["tier"] else None
    with journal.snapshot():
        now, _names = composing.tables(ReportKind(report.kind), report.office, first, until, tier=tier)
        pairs = {name: _pairs(lines, now.get(name, [])) for name, lines in sent.items()}
        codes = asof.ever_below(report.office.path)
        found = list(_changes(content, sent["whole"], codes))
        left = _unexplained(pairs["whole"], found)
        if left:  # something left the period, and what it was is known from its entries only
            found = list(_changes(content, sent["whole"], codes, wide=True))
            left = _unexplained(pairs["whole"], found)
        beside, petitions = _further(report, content, first, until)
    return Comparison(pairs, [change for change, _sums in found], left, beside, petitions)


def _further(
    report: Report, content: Mapping[str, Any], first: date, until: date
) -> tuple[list[tuple[Row, Row | None]], list[Between]]:  # fmt: skip
    """Return the rows of a report beside those of now, and the petitions between; nothing of one that has none."""
    sent = further.read(content)
    if not sent:
        return [], []
    now = {row.name: row for row in further.rows(ReportKind(report.kind), report.office, first, until)}
    pairs = [(row, now.get(row.name)) for row in sent]
    moved = any(row.name in further.PETITIONS and other and row.counts != other.counts for row, other in pairs)
    return pairs, further.between(content) if moved else []


Sums = dict[tuple[str, str, int, str, str], tuple[int, ...]]


def _pairs(sent: Iterable[Line], now: Iterable[Line]) -> list[Pair]:
    ours, theirs = ({line.key: line for line in lines} for lines in (sent, now))
    return [Pair(ours.get(key), theirs.get(key)) for key in dict.fromkeys([*ours, *theirs])]


def _unexplained(pairs: list[Pair], found: list[tuple[Change, Sums]]) -> list[Pair]:
    left = []
    for pair in pairs:
        if pair.sent is None or pair.now is None:
            left.append(pair)
            continue
        reached = pair.sent.counts
        for _change, sums in found:
            reached = rules.plus(reached, sums[pair.sent.key]) if pair.sent.key in sums else reached
        left += [pair] if reached != pair.now.counts else []
    return left


def _changes(
    content: Mapping[str, Any], lines: list[Line], codes: set[str], *, wide: bool = False
) -> Iterator[tuple[Change, Sums]]:  # fmt: skip
    seen, day = Horizon(**content["horizon"]), clock.parse_stamp(content["as_of"]).date()
    first, until = (date.fromisoformat(content[name]) for name in ("first", "until"))
    definitions = {(each.name, each.version): each for versions in INDICATORS.values() for each in versions}
    known = [(line, definitions[line.indicator, line.version]) for line in lines]
    told_until = day + _SLACK if wide else date.min
    candidates = iter(sorted(asof.changed_since(day - _SLACK, first, until, told=told_until)))
    while chunk := list(islice(candidates, _CHUNK)):
        for code, was, now, told in _then_and_now(seen, chunk):
            change = _change(code, was, now, told, known, codes)
            if change:
                yield change


def _change(
    code: str, was: dict[str, Any], now: dict[str, Any], told: list[Told], known: list[tuple[Line, Definition]],
    codes: set[str],
) -> tuple[Change, Sums] | None:  # fmt: skip
    before, after = _state(code, was), _state(code, now)
    sums: Sums = {}
    moved = []
    for line, definition in known:
        added = [rules.adds(each, definition, line, codes) for each in (before, after)]
        if added[0] == added[1]:
            continue
        sums[line.key] = rules.plus(added[1], added[0], -1)
        moved.append(Moved(definition, *(rules.stands(each, definition, line, codes) for each in (before, after))))
    if not moved:
        return None
    altered = {
        name: (was.get(name), now.get(name)) for name in sorted(COUNTED_BY) if was and was.get(name) != now.get(name)
    }
    office = str(now.get("competent_office") or was.get("competent_office") or "")
    return Change(code, office, moved, altered, told, not was), sums


def _state(code: str, facts: dict[str, Any]) -> State | None:
    return state(code, 1, facts) if facts else None


def _then_and_now(
    seen: Horizon, codes: Iterable[str]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any], list[Told]]]:  # fmt: skip
    """Yield dossiers of which something was told since: (code, facts then or {}, facts now, what came since)."""
    columns = ("subject", "number", "kind", "recorded_at", "epoch", "transaction_id", "id")
    rows = Entry.objects.filter(subject__in=[f"{DOSSIERS}{code}" for code in codes]).order_by("subject", "number")
    wanted = []
    for subject, entries in groupby(rows.values_list(*columns), key=lambda row: row[0]):
        held = list(entries)
        known = [row for row in held if seen.saw(*row[4:])]
        since = [Told(row[2], row[3]) for row in held if not seen.saw(*row[4:])]
        if since:
            wanted.append((subject.removeprefix(DOSSIERS), known[-1][6] if known else None, held[-1][6], since))
    ids = {entry for _code, *pair, _since in wanted for entry in pair if entry}
    bodies = dict(Entry.objects.filter(id__in=ids).values_list("id", "body"))
    for code, then, now, since in wanted:
        yield code, _facts(bodies[then]) if then else {}, _facts(bodies[now]), since


def _facts(body: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(body).get("facts", {})
    return facts
