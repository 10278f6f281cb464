"""Writing the catalogue: publish versions, import records, load what ships, set service levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.catalogue import process_check, queries, record, shipped
from motcua.catalogue.models import Fee, FilingWay, Offering, Paper, Procedure, ProcedureVersion
from motcua.catalogue.reading import Doubt
from motcua.catalogue.record import Content, Notes, Rejected
from motcua.catalogue.rules import SHIPPED, ServiceLevel
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.report import Report
from motcua.core.text import fold
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.offices.models import Office

BATCH = 400
SHIPPED_FROM = date(2024, 1, 1)
SHIPPED_DECISION = "số liệu minh họa"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one record: `created`, `changed`, `unchanged`, or `late` (a later version is there already).

    `left_out` says why the version goes without the process that the record, or the version before, has.
    """

    outcome: str
    version: ProcedureVersion
    kept_limit: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """The service level of a procedure at an office and below from a day on, by a decision."""

    procedure: Procedure
    office: Office
    level: ServiceLevel
    valid_from: date
    decision: str = ""


def import_records(lines: Iterable[bytes], *, valid_from: date, by: str, at: datetime, source: str = "") -> Report:
    """Read records (JSON Lines, or one JSON array) into versions that hold from `valid_from`; return the report.

    The same code twice: the first wins. A row that cannot be read is rejected with a note and the rest goes in, a batch
    a transaction, so that an import that was interrupted is simply run again. Raises Refused when the file is empty or
    nothing in it is JSON.
    """
    report = Report()
    seen: set[str] = set()
    unread = 0
    batch: list[tuple[Content, Notes]] = []
    for number, row in record.rows(lines):
        report.rows += 1
        notes = Notes(number)
        try:
            value = record.parse(row) if isinstance(row, bytes) else row
        except Rejected as wrong:
            unread += 1
            _reject(report, notes, wrong)
            continue
        try:
            content = _new(record.read_record(value, notes, on=valid_from), seen)
        except Rejected as wrong:
            _reject(report, notes, wrong)
            continue
        batch.append((replace(content, source=content.source or source), notes))
        if len(batch) == BATCH:
            _import_batch(batch, report, valid_from, by, at)
            batch = []
    _import_batch(batch, report, valid_from, by, at)
    if unread == report.rows:
        raise Refused(
            "Tệp không có dòng nào đọc được: cần JSON Lines, mỗi dòng một đối tượng JSON là một thủ tục."
            if report.rows
            else "Tệp trống: không có thủ tục nào để nhập.",
            "file",
        )
    report.notes.sort(key=lambda note: note["row"])
    return report


def publish(
    contents: Sequence[Content], *, valid_from: date, by: str, at: datetime, simulated: bool = False
) -> list[Published]:
    """Give each content a version from `valid_from` on, unless the newest says the same; one entry each that is new.

    The former version ends the day before. One that began on the same day ends before it began: it was never in force,
    and dossiers that already refer to it keep it. A version that begins later than `valid_from` is not overruled.
    Form, rules, process, keywords and a silent record's time limits are taken over from the former version. A process
    that does not fit the form, or names an office that is not there, is left out.
    """
    with transaction.atomic():
        procedures = queries.locked([content.code for content in contents])
        newest = queries.newest_versions([procedure.id for procedure in procedures.values()])
        limits = queries.limits_of([version.id for version in newest.values()])
        procedures |= _open(contents, procedures, simulated)
        checked = _with_process(contents, {p.code: newest.get(p.id) for p in procedures.values()}, valid_from)
        contents = [content for content, _, _ in checked]
        results = []
        for content, process, fault in checked:
            result = _next(content, procedures[content.code], newest, limits, valid_from)
            if result.outcome in _NEW:
                result.version.process = process
            results.append(replace(result, left_out=fault))
        fresh = [(c, result) for c, result in zip(contents, results, strict=True) if result.outcome in _NEW]
        ended = [newest[result.version.procedure_id].id for _, result in fresh if result.outcome == "changed"]
        ProcedureVersion.objects.filter(id__in=ended).update(valid_to=valid_from - _DAY)
        _store([(c, result.version, limits) for c, result in fresh], newest)
        _tell([_published(content, result, by, at, simulated) for content, result in fresh])
    return results


def set_level(
    *, procedure: Procedure, office: Office, level: ServiceLevel, valid_from: date, decision: str, by: str, at: datetime
) -> None:
    """Set at which level an office and those below it offer a procedure from a day on."""
    set_levels([Level(procedure, office, level, valid_from, decision)], by=by, at=at)


def set_levels(levels: Sequence[Level], *, by: str, at: datetime, simulated: bool = False) -> int:
    """Set many levels in one transaction; return how many were new. One that already holds is passed over.

    A row holds until the day before the next one of its procedure and office; setting one again on the day on which it
    began replaces it. One entry a change.
    """
    with transaction.atomic():
        rows = queries.offerings({item.procedure.id for item in levels}, {item.office.id for item in levels})
        new: list[Offering] = []
        altered: dict[int, Offering] = {}
        events = []
        for item in levels:
            line = rows.setdefault((item.procedure.id, item.office.id), [])
            former = _in_force(line, item.valid_from)
            if former is not None and (former.level, former.decision) == (item.level, item.decision):
                continue
            events.append(_level_set(item, former, by, at, simulated))
            row = _take_over(item, former, line, simulated)
            if row is not None:
                line.append(row)
                new.append(row)
            if former is not None and former.id:
                altered[former.id] = former
        Offering.objects.bulk_update(altered.values(), ["level", "decision", "valid_to"], batch_size=BATCH)
        Offering.objects.bulk_create(new, batch_size=BATCH)
        _tell(events)
    return len(events)


def load_shipped(*, at: datetime) -> int:
    """Load the procedures that ship and their illustrative levels; return how many versions were new. Repeatable.

    A procedure whose newest version came from elsewhere is left alone: what the province imported wins. Levels are set
    at the province's office where nobody has set one.
    """
    files = shipped.files()
    before = queries.newest_by_code([item.content.code for item in files])
    last = {item.content.code: item for item in files}
    count = 0
    for item in files:
        newest = before.get(item.content.code)
        content = replace(item.content, source=SHIPPED)
        if newest is None:
            first_day = item.valid_from
        elif newest.source == SHIPPED and last[item.content.code] is item:
            first_day = (
                max(item.valid_from, clock.local_day(at)) if newest.digest != content.digest() else item.valid_from
            )
        else:
            continue
        results = publish([content], valid_from=first_day, by="system:init", at=at)
        count += results[0].outcome in _NEW
    _shipped_levels(files, at)
    return count


_NEW = ("created", "changed")


def _reject(report: Report, notes: Notes, wrong: Rejected) -> None:
    report.rejected += 1
    notes.code = wrong.code or notes.code
    notes.found.clear()
    notes.add(wrong.field, Doubt(wrong.problem, "không nhập dòng này"))
    report.notes.extend(notes.lines())


def _new(content: Content, seen: set[str]) -> Content:
    if content.code in seen:
        raise Rejected("code", "mã này đã có ở một dòng trước trong cùng tệp", content.code)
    seen.add(content.code)
    return content


def _import_batch(batch: list[tuple[Content, Notes]], report: Report, valid_from: date, by: str, at: datetime) -> None:
    if not batch:
        return
    results = publish([content for content, _ in batch], valid_from=valid_from, by=by, at=at)
    for (content, notes), result in zip(batch, results, strict=True):
        if result.outcome == "late":
            start = result.version.valid_from
            problem = f"đã có phiên bản hiệu lực từ {start:%d/%m/%Y}, muộn hơn ngày hiệu lực của lần nhập này"
            _reject(report, notes, Rejected("valid_from", problem, content.code))
            continue
        if result.kept_limit:
            done = f"giữ thời hạn của phiên bản trước: {result.kept_limit}"
            notes.add("time_limit", Doubt("không có thời hạn đáng tin", done))
        if result.left_out:
            notes.add("process", Doubt(result.left_out, record.LEFT_OUT))
        setattr(report, result.outcome, getattr(report, result.outcome) + 1)
        report.notes.extend(notes.lines())


def _open(contents: Sequence[Content], known: dict[str, Procedure], simulated: bool) -> dict[str, Procedure]:
    new = [Procedure(code=content.code, simulated=simulated) for content in contents if content.code not in known]
    return {procedure.code: procedure for procedure in Procedure.objects.bulk_create(new, batch_size=BATCH)}


def _with_process(
    contents: Sequence[Content], former: dict[str, ProcedureVersion | None], on: date
) -> list[tuple[Content, dict[str, Any] | None, str]]:
    """Return each content (without a process that cannot be used), the process that a new version has, and why none."""
    named = {code for content in contents for code in process_check.office_codes(content.process)}
    named |= {code for one in former.values() if one for code in process_check.office_codes(one.process)}
    known = queries.offices_on(named, on)
    result = []
    for content in contents:
        before = former.get(content.code)
        form = content.form if content.form is not None or before is None else before.form
        process = content.process if content.process is not None else before.process if before else None
        faults = process_check.check_process(process, form) if process else []
        faults += process_check.unknown_offices(process, known) if process and not faults else []
        usable = None if faults else process
        kept = content if content.process is None else replace(content, process=usable)
        result.append((kept, usable, "; ".join(faults)[:5000]))
    return result


def _next(
    content: Content,
    procedure: Procedure,
    newest: dict[int, ProcedureVersion],
    limits: dict[int, dict[int, tuple[int, str, str]]],
    valid_from: date,
) -> Published:
    former = newest.get(procedure.id)
    digest = content.digest()
    if former is None:
        return Published("created", _version(content, procedure, 1, valid_from, digest, None))
    if former.digest == digest and former.valid_to is None:
        return Published("unchanged", former)
    if former.valid_from > valid_from:
        return Published("late", former)
    kept = record.keep_limits(content.ways, limits.get(former.id, {}))[1]
    version = _version(content, procedure, former.number + 1, valid_from, digest, former)
    return Published("changed", version, kept)


def _version(
    content: Content, procedure: Procedure, number: int, valid_from: date, digest: str, former: ProcedureVersion | None
) -> ProcedureVersion:
    # Everyday words that people search by are ours; records hardly ever have any.
    kept = {"keywords": former.more["keywords"]} if former and "keywords" in former.more else {}
    more = kept | content.more
    return ProcedureVersion(
        procedure=procedure, number=number, valid_from=valid_from, digest=digest,
        name=content.name, field=content.field, authority_tiers=list(content.authority_tiers),
        audience=content.audience, competent_agency=content.competent_agency, decision=content.decision,
        steps=content.steps, conditions=content.conditions, legal_basis=list(content.legal_basis),
        results=list(content.results), result_required=bool(content.results),
        form=content.form if content.form is not None or former is None else former.form,
        rules=content.rules if content.rules is not None else former.rules if former else {},
        more=more, source=content.source,
        search_name=fold(content.name), search_text=replace(content, more=more).search_text(),
    )  # fmt: skip


def _store(
    fresh: list[tuple[Content, ProcedureVersion, dict[int, dict[int, tuple[int, str, str]]]]],
    newest: dict[int, ProcedureVersion],
) -> None:
    ProcedureVersion.objects.bulk_create([version for _, version, _ in fresh], batch_size=BATCH)
    papers, ways, fees = [], [], []
    for content, version, limits in fresh:
        papers += [_paper(version, position, paper) for position, paper in enumerate(content.papers, 1)]
        former = newest.get(version.procedure_id)
        kept = limits.get(former.id, {}) if former else {}
        for position, way in enumerate(record.keep_limits(content.ways, kept)[0], 1):
            stored = FilingWay(
                version=version, position=position, channel=way.channel, limit_amount=way.limit_amount,
                limit_unit=way.limit_unit, limit_text=way.limit_text, description=way.description,
            )  # fmt: skip
            ways.append(stored)
            for place, fee in enumerate(way.fees, 1):
                fees.append(Fee(way=stored, position=place, amount=fee.amount, text=fee.text, note=fee.note))
    Paper.objects.bulk_create(papers, batch_size=BATCH)
    FilingWay.objects.bulk_create(ways, batch_size=BATCH)
    Fee.objects.bulk_create(fees, batch_size=BATCH)


def _paper(version: ProcedureVersion, position: int, paper: record.Paper) -> Paper:
    return Paper(
        version=version, position=position, situation=paper.situation, name=paper.name,
        originals=paper.originals, copies=paper.copies, required=paper.required,
    )  # fmt: skip


def _published(content: Content, result: Published, by: str, at: datetime, simulated: bool) -> Event:
    first = result.outcome == "created"
    details = {
        "version": result.version.number,
        "valid_from": result.version.valid_from.isoformat(),
        "digest": result.version.digest,
        "simulated": simulated,
    }
    return Event(f"procedure/{content.code}", "published" if first else "revised", at, by, details=details, opens=first)


def _tell(events: list[Event]) -> None:
    """Append the events; the first of a procedure that the journal does not know yet opens it (bulk-made ones)."""
    known = queries.known_to_journal({event.subject for event in events})
    told = []
    for event in events:
        told.append(event if event.subject in known else replace(event, opens=True))
        known.add(event.subject)
    if told:
        journal.append_all(told)


def _level_set(item: Level, former: Offering | None, by: str, at: datetime, simulated: bool) -> Event:
    details = {
        "office": item.office.code,
        "level": str(item.level),
        "former": str(former.level) if former else None,
        "valid_from": item.valid_from.isoformat(),
        "decision": item.decision,
        "simulated": simulated,
    }
    return Event(f"procedure/{item.procedure.code}", "level_set", at, by, details=details)


def _in_force(rows: list[Offering], day: date) -> Offering | None:
    held = [row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)]
    return max(held, key=lambda row: row.valid_from, default=None)


def _take_over(item: Level, former: Offering | None, line: list[Offering], simulated: bool) -> Offering | None:
    """Change or end the row that held, and return the row that follows it; None when it only changed."""
    if former is not None and former.valid_from == item.valid_from:
        former.level, former.decision = item.level, item.decision
        return None
    later = [row.valid_from for row in line if row.valid_from > item.valid_from]
    if former is not None:
        former.valid_to = item.valid_from - _DAY
    return Offering(
        procedure=item.procedure, office=item.office, level=item.level, valid_from=item.valid_from,
        valid_to=min(later) - _DAY if later else None, decision=item.decision, simulated=simulated,
    )  # fmt: skip


def _shipped_levels(files: Sequence[shipped.Shipped], at: datetime) -> None:
    office = queries.province_office()
    if office is None:
        return
    wanted = {item.content.code: item.level for item in files if item.level}
    procedures = queries.without_level(list(wanted))
    levels = [Level(p, office, ServiceLevel(wanted[p.code]), SHIPPED_FROM, SHIPPED_DECISION) for p in procedures]
    set_levels(levels, by="system:init", at=at)
