"""The time of a step opened: which steps of which dossiers are in the average, which are not, and why.

Read from one row a step (`models.StepFacts`) and, in the same statement, from the entries that are not in it yet. A
step is never told anew once it ended, so as of a past day nothing has to be put back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from motcua.core.errors import Phrase, Refused
from motcua.measures import opening, queries
from motcua.measures.counting import DOSSIERS, READER
from motcua.measures.rules import Counted, Verdict
from motcua.measures.steps import MARK, OPENS, StepState, later, step_states

MOST = 50_000
"""No more steps than these are read for one page."""
_COLUMNS = ", ".join(StepState._fields)
_NONE = ", ".join(["NULL"] * len(StepState._fields))


class Step(NamedTuple):
    """Which step of which procedure; `key` is "" for an opinion that an officer asked for by herself."""

    procedure: str
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which steps: of offices below a path, ended in a period or open at its end; `step` None: all.

    `as_of`: as they were known at the end of that day.
    """

    first: date
    last: date
    under: str = "/"
    step: Step | None = None
    as_of: date | None = None

    def holds(self, state: StepState, codes: set[str]) -> bool:
        """Return whether a step is among them."""
        known = not self._known or state.opened_day <= self._known
        mine = self.step in (None, Step(state.procedure, state.kind, state.key))
        if not known or not mine or state.office not in codes:
            return False
        if state.seen(self.last.isoformat(), self._known).ended:
            return state.day >= self.first.isoformat()
        return bool(state.opened_at) and state.opened_at[:10] <= self.last.isoformat()

    def judge(self, state: StepState) -> Verdict:
        """Return whether a step is in the average, and why not."""
        return state.judge(self.last.isoformat(), self._known)

    @property
    def _known(self) -> str:
        return self.as_of.isoformat() if self.as_of else ""


class Opened(NamedTuple):
    """A step, where it stands and why."""

    state: StepState
    verdict: Verdict


def read(asked: Asked) -> list[Opened]:
    """Return the steps asked for with where they stand. Two statements. Raises Refused for more than `MOST`."""
    values = {
        "first": asked.first.isoformat(), "last": asked.last.isoformat(), "under": f"{asked.under}%", "limit": MOST + 1,
        "reader": READER, "dossiers": f"{DOSSIERS}%", "mark": f"%{MARK}%", "opens": f"%{OPENS}%",
    }  # fmt: skip
    stored: dict[tuple[str, int], StepState] = {}
    entries = []
    for *columns, subject, number, recorded_at, body in queries.selected(_statement(asked, values), values):
        if subject is not None:
            entries.append((subject, int(number), recorded_at, body))
        else:
            state = StepState(*columns)
            stored[state.code, state.number] = state
    if len(stored) > MOST:
        raise Refused(
            Phrase("Kỳ này có hơn %(most)s bước. Chọn một kỳ ngắn hơn, một bước hoặc một cơ quan bên dưới.",
                   most=f"{MOST:,}".replace(",", ".")), "from",
        )  # fmt: skip
    for key, state in step_states(entries).items():
        stored[key] = later(stored[key], state) if key in stored else state
    codes = opening.codes_under(asked.under)
    return [Opened(state, asked.judge(state)) for state in stored.values() if asked.holds(state, codes)]


def _statement(asked: Asked, values: dict[str, Any]) -> str:
    """Return the statement; what it needs besides is added to `values`."""
    where = ["office IN (SELECT code FROM offices_office WHERE path LIKE %(under)s)"]
    if asked.step:
        values |= asked.step._asdict()
        where += [f"{name} = %({name})s" for name in Step._fields]
    then = ""
    if asked.as_of:
        values["as_of"] = asked.as_of.isoformat()
        where, then = [*where, "opened_day <= %(as_of)s"], " OR ended_day > %(as_of)s"
    return f"""
        WITH tail AS (SELECT entry.subject, entry.number, entry.recorded_at, entry.body {queries.BEHIND}
            AND (entry.body LIKE %(mark)s OR entry.body LIKE %(opens)s))
        SELECT {_COLUMNS}, NULL AS subject, NULL AS told, NULL AS at, NULL AS body FROM (
            SELECT * FROM measures_stepfacts WHERE {" AND ".join(where)} AND (day BETWEEN %(first)s AND %(last)s
                OR (opened_at <> '' AND substr(opened_at, 1, 10) <= %(last)s AND (day = '' OR day > %(last)s{then})))
            LIMIT %(limit)s) kept
        UNION ALL SELECT {_COLUMNS}, NULL, NULL, NULL, NULL FROM measures_stepfacts
        WHERE code IN (SELECT substr(subject, {len(DOSSIERS) + 1}) FROM tail)
        UNION ALL SELECT {_NONE}, subject, CAST(number AS text), recorded_at, body FROM tail
    """


def total(opened: list[Opened]) -> tuple[int, int, int]:
    """Return how many steps are in the average, their seconds, and how many of them were late."""
    counted = [each.state for each in opened if each.verdict.counted is Counted.ABOVE]
    return len(counted), sum(each.seconds for each in counted), sum(each.late for each in counted)
