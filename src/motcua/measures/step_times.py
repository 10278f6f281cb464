"""How long steps of processes take: by procedure and step, of an office and those below it; as data and as text."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from motcua.casework.rules import StepKind
from motcua.catalogue import process as processes
from motcua.catalogue.models import ProcedureVersion
from motcua.core.errors import Refused
from motcua.core.ratio import Ratio
from motcua.measures import opened_steps, queries, reports
from motcua.measures.counting import DOSSIERS, READER
from motcua.measures.models import StepFacts
from motcua.measures.opened_steps import Asked, Step
from motcua.measures.others import STEP_TIME
from motcua.measures.rules import Counted
from motcua.measures.steps import MARK, together
from motcua.offices.models import Office

TOTAL = "Tính theo ngày làm xong bước và cơ quan làm bước; thời gian thực, cả ngày nghỉ và lúc hồ sơ tạm dừng"
_COLUMNS = ("procedure", "kind", "key", "count", "seconds", "late")
# CROSS JOIN keeps SQLite at the given order: from the offices into the key of the counters.
_ENDED = f"""
    SELECT o.code, t.procedure, t.kind, t.key, CAST(sum(t.count) AS bigint), CAST(sum(t.seconds) AS bigint),
           CAST(sum(t.late) AS bigint), NULL
    FROM offices_office o CROSS JOIN measures_steptally t
    WHERE o.path LIKE %(under)s AND t.office = o.code AND t.day BETWEEN %(first)s AND %(last)s
    GROUP BY o.code, t.procedure, t.kind, t.key
    UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, entry.body {queries.BEHIND} AND entry.body LIKE %(mark)s
"""


@dataclass(frozen=True, slots=True)
class StepTime:
    """The steps of one kind that ended: `count` of them took `seconds` together, `late` of them too long."""

    procedure: str
    procedure_name: str
    kind: StepKind
    key: str
    name: str
    count: int
    seconds: int
    late: int

    def hours(self) -> str:
        """Return the average in hours, rounded half up to one decimal."""
        return str(Ratio(self.seconds, 3600 * 100 * self.count).percent(1))


@dataclass(frozen=True, slots=True)
class StepTimes:
    """The steps that an office and those below it ended from `first` to `last`, those that take longest first."""

    first: date
    last: date
    office: queries.Counted
    rows: list[StepTime]


def of(first: date, last: date, *, office: str | None = None) -> StepTimes:
    """Return the steps that an office and those below it (None: all of the province) ended in a period.

    Also those that an office ended after its own end. Three statements, and one more where entries are not in the
    counters yet; exact at this moment. Raises Refused for an office that is unknown in the period, or when `first` is
    after `last`.
    """
    if first > last:
        raise Refused("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.", "from")
    top = queries.top_of(queries.in_being(first, last), office)
    values = {
        "under": f"{top.path}%", "first": first.isoformat(), "last": last.isoformat(), "reader": READER,
        "dossiers": f"{DOSSIERS}%", "mark": f"%{MARK}%",
    }  # fmt: skip
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    behind: list[Any] = []
    for code, procedure, kind, key, *counts, body in queries.selected(_ENDED, values):
        if code is None:
            behind.append(json.loads(body))
        else:
            _add(sums[procedure, kind, key], counts)
    ended = [each for each in together(behind).items() if values["first"] <= each[0].day <= values["last"]]
    below = queries.below(top, {place.office for place, _ in ended})
    for place, took in ended:
        if place.office in below:
            _add(sums[place.procedure, place.kind, place.key], took)
    return StepTimes(first, last, top, _named(sums, last))


def as_known(first: date, last: date, day: date, *, office: str | None = None) -> StepTimes:
    """Return the same as it was known at the end of a day. Four statements. Raises Refused as `of`, or for too many."""
    top = queries.top_of(queries.in_being(first, last), office)
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for state, verdict in opened_steps.read(Asked(first, last, top.path, as_of=day)):
        if verdict.counted is Counted.ABOVE:
            _add(sums[state.procedure, state.kind, state.key], (1, state.seconds, int(state.late)))
    return StepTimes(first, last, top, _named(sums, last))


def going_on(found: StepTimes) -> list[StepTime]:
    """Return the steps that stand open there since the period or before and of which none ended in it. Two statements.

    Their `count` is how many stand open; what was not rolled up yet is left out.
    """
    below = Office.objects.filter(path__startswith=found.office.path).values("code")
    began = StepFacts.objects.filter(office__in=below, day="", opened_at__lt=f"{found.last}~")
    ended = {(row.procedure, row.kind.value, row.key) for row in found.rows}
    counts = began.values_list("procedure", "kind", "key").annotate(count=Count("code")).order_by()
    sums = {(procedure, kind, key): [count, 0, 0] for procedure, kind, key, count in counts}
    return _named({key: numbers for key, numbers in sums.items() if key not in ended}, found.last)


def words(step: Step, day: date) -> tuple[str, str]:
    """Return what the procedure and the step are called on a day. One statement."""
    (row,) = _named({(step.procedure, step.kind, step.key): [1, 0, 0]}, day)
    return row.procedure_name, row.name


def _add(row: list[int], counts: Iterable[int]) -> None:
    for position, count in enumerate(counts):
        row[position] += count


def _named(sums: dict[tuple[str, str, str], list[int]], day: date) -> list[StepTime]:
    """Return the rows by the names of the versions in force on a day, else of the last ones before it."""
    codes = {procedure for procedure, _, _ in sums}
    versions = ProcedureVersion.objects.filter(procedure__code__in=codes).order_by("valid_from")
    known: dict[str, str] = {}
    steps: dict[tuple[str, str], str] = {}
    for code, name, began, data in versions.values_list("procedure__code", "name", "valid_from", "process"):
        known[code] = name if began <= day or code not in known else known[code]
        process = processes.process_of(data)
        for step in process.steps if process else ():
            for part in (step, *step.opinions):
                steps[code, part.key] = part.name
    rows = [
        StepTime(code, known.get(code, code), StepKind(kind), key, steps.get((code, key), "") or StepKind(kind).label,
                 *numbers)
        for (code, kind, key), numbers in sums.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.seconds / row.count, row.procedure, row.key))


def report(found: StepTimes, form: str) -> str:
    """Return step times as "table", "json" or "csv" text, ending in a newline."""
    return {"json": _json, "csv": _csv, "table": _table}[form](found)


def _cells(row: StepTime) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS} | {"name": row.name, "hours": row.hours()}


def _json(found: StepTimes) -> str:
    days = {"office": found.office.code, "from": found.first.isoformat(), "to": found.last.isoformat(),
            "definition": f"{STEP_TIME.name} v{STEP_TIME.version}"}  # fmt: skip
    return reports.as_json({**days, "rows": [_cells(row) for row in found.rows]})


def _csv(found: StepTimes) -> str:
    heads = (*_COLUMNS, "name", "hours", "office", "from", "to")
    about = (found.office.code, found.first, found.last)
    return reports.as_csv(heads, ([*_cells(row).values(), *about] for row in found.rows))


def _table(found: StepTimes) -> str:
    lines = [
        f"Thời gian từng bước: {found.office.short_name}",
        f"Xong từ {reports.day(found.first)} đến {reports.day(found.last)}",
        TOTAL,
        f"{STEP_TIME.title} ({STEP_TIME.name}, bản số {STEP_TIME.version}). Nguồn: {STEP_TIME.source}",
        "",
    ]
    heads = ["Thủ tục", "Bước", "Số lần", "Trung bình (giờ)", "Quá hạn"]
    rows = [
        [row.procedure, row.name, reports.number(row.count), row.hours().replace(".", ","), reports.number(row.late)]
        for row in found.rows
    ]
    return "\n".join([*lines, *reports.aligned(heads, rows, left={0, 1})]) + "\n"
