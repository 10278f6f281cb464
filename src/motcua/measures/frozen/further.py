"""What a report says beside its lines about dossiers: petitions, steps of processes, the points of the 766 index.

Each is a row of plain values that is frozen with the words by which it was counted; reports from before have none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.correspondence.petitions import rules as petition_rules
from motcua.correspondence.petitions.rules import Course
from motcua.journal.horizon import Horizon
from motcua.journal.models import Entry
from motcua.measures import asof, petitions, step_times
from motcua.measures.frozen.rules import ReportKind
from motcua.measures.index.queries import index_of
from motcua.measures.others import PETITIONS_ON_TIME, PETITIONS_SATISFIED, STEP_TIME
from motcua.measures.rules import Definition
from motcua.offices.models import Office

POINTS = "points"
STEPS, INDEX = STEP_TIME.name, "index_766"
PETITIONS = (PETITIONS_ON_TIME.name, PETITIONS_SATISFIED.name)
_PETITION = "petition/"
_SLACK = timedelta(2)


class Row(NamedTuple):
    """One figure: counted in `unit` ("percent", "hours", "points"), None where there is nothing to count.

    `parts` are the points of each row of the index (None: no points).
    """

    name: str
    title: str
    unit: str
    value: str | None
    numerator: int | None
    denominator: int | None
    simulated: int
    says: str
    source: str
    parts: dict[str, str | None] = {}

    @property
    def counts(self) -> tuple[Any, ...]:
        """What the row says."""
        return self.value, self.numerator, self.denominator, self.simulated, self.parts


class Between(NamedTuple):
    """A petition that counts otherwise than it did: whether it was in time and satisfied; None: it was not known."""

    code: str
    was: tuple[bool, bool] | None
    now: tuple[bool, bool] | None


def rows(kind: ReportKind, office: Office, first: date, until: date) -> list[Row]:
    """Return the rows of a report; a bulletin has those of petitions only. Some twenty statements."""
    counted = petitions.counted(first, until, office=office.code, today=until).total
    whole, simulated = counted.count.received, counted.count.simulated
    shares = [(each, counted.ratio(each)) for each in (PETITIONS_ON_TIME, PETITIONS_SATISFIED)]
    found = [_row(each, share.percent(each.places), share.numerator, whole, simulated) for each, share in shares]
    if kind is ReportKind.BULLETIN:
        return found
    return [*found, _steps(office, first, until), *_index(office, first, until)]


def _row(definition: Definition, value: str | None, above: int, below: int, simulated: int) -> Row:
    says = f"{definition.above_says} / {definition.below_says}"
    return Row(
        definition.name, definition.title, definition.unit.value, value, above, below, simulated, says,
        f"{definition.source} ({definition.name}, bản {definition.version})",
    )  # fmt: skip


def _steps(office: Office, first: date, until: date) -> Row:
    done = step_times.of(first, until, office=office.code).rows
    times, seconds = sum(each.count for each in done), sum(each.seconds for each in done)
    summed = step_times.StepTime("", "", done[0].kind, "", "", times, seconds, 0) if done else None
    return _row(STEP_TIME, summed.hours() if summed else None, seconds, times, 0)


def _index(office: Office, first: date, until: date) -> list[Row]:
    try:
        index = index_of(first, until, office=office.code, today=until)
    except Refused:  # before there was an index
        return []
    parts = {each.row.id: None if each.points is None else f"{each.points:.2f}" for each in index.rows}
    says = f"Các dòng có điểm chiếm {index.known} trên {index.maximum} điểm tối đa; bản {index.profile.version}"
    value = None if index.points is None else f"{index.points:.2f}"
    title = Phrase("Điểm Bộ chỉ số 766")
    return [Row(INDEX, title, POINTS, value, None, None, index.simulated, says, index.profile.source, parts)]


def read(content: Mapping[str, Any]) -> list[Row]:
    """Return the rows that a report was composed with."""
    return [Row(**each) for each in content.get("further", [])]


def between(content: Mapping[str, Any]) -> list[Between]:
    """Return the petitions of a report that count otherwise than when it was composed. Three statements."""
    seen, day = Horizon(**content["horizon"]), clock.parse_stamp(content["as_of"]).date()
    since = (day - _SLACK).isoformat()
    changed = Entry.objects.filter(subject__startswith=_PETITION, recorded_at__gte=since).values("subject")
    entries = Entry.objects.filter(subject__in=changed).order_by("subject", "number")
    told: dict[str, list[tuple[bool, dict[str, Any]]]] = {}
    for subject, body, *place in entries.values_list("subject", "body", "epoch", "transaction_id", "id"):
        facts = json.loads(body).get("facts")
        if facts:
            told.setdefault(subject.removeprefix(_PETITION), []).append((seen.saw(*place), facts))
    below = asof.ever_below(_path(content))
    found = []
    for code, each in told.items():
        was = _stands(content, [facts for known, facts in each if known], below)
        now = _stands(content, [facts for _known, facts in each], below)
        found += [Between(code, was, now)] if was != now else []
    return found


def _path(content: Mapping[str, Any]) -> str:
    return str(Office.objects.values_list("path", flat=True).get(code=content["office"]))


def _stands(content: Mapping[str, Any], told: list[dict[str, Any]], below: set[str]) -> tuple[bool, bool] | None:
    """Return whether a petition, as its entries tell it, was in time and satisfied; None: it is not in the report."""
    if not told or told[-1]["office"] not in below:
        return None
    if not content["first"] <= told[-1]["received_at"][:10] <= content["until"]:
        return None
    judged = petition_rules.judge(_course(told), date.fromisoformat(content["until"]))
    return not judged.late, judged.satisfied


def _course(told: list[dict[str, Any]]) -> Course:
    given: dict[str, Any] = {"satisfaction": told[-1]["satisfaction"] or ""}
    for name, stored in _moments(told):
        given[name] = stored and clock.parse_stamp(stored)
    return Course(**given)


def _moments(told: list[dict[str, Any]]) -> Iterable[tuple[str, str | None]]:
    for name in Course._fields:
        if name == "first_due_at":
            yield name, told[0]["due_at"]
        elif name != "satisfaction":
            yield name, told[-1].get(name)
