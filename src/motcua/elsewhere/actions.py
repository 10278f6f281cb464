"""Taking dossiers of other systems into the journal: each code once, a changed state as a further entry."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from motcua.casework import rules as casework
from motcua.catalogue.rules import Channel
from motcua.core import canonical, clock, tables
from motcua.core.errors import Invalid, Refused
from motcua.core.report import Rejected
from motcua.elsewhere import mapping as columns_of
from motcua.elsewhere import queries, rules
from motcua.elsewhere.models import DossierMapping, ImportRun, RecordedDossier
from motcua.elsewhere.queries import Told
from motcua.elsewhere.reference import Reference
from motcua.elsewhere.rules import KNOWN_HERE, ImportState, Line, Outcome, Way
from motcua.filing.rules import RECORDED, STAFF_MARK, ForStaff, Help, System, staff_facts
from motcua.filing.rules import subject as dossier_subject
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.people import keys
from motcua.people import queries as people
from motcua.people.models import Account
from motcua.people.rules import actor

KEPT = timedelta(days=7)
_TRIES = 3
_TABLE = "elsewhere_recordeddossier"
_COLUMNS = ("code", "source", "digest", "known_until", "person_key", "keyed_on")
_KEYS_A_STEP = 2000
_NOWHERE = {"received_at": None, "received_office": None}
_AGAIN = (
    f"UPDATE {_TABLE} SET digest = %s, known_until = %s, person_key = COALESCE(NULLIF(%s, ''), person_key), "
    "keyed_on = COALESCE(NULLIF(%s, ''), keyed_on) WHERE code = %s"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a dossier will be known by after a row: its facts, their digest and the latest moment in them."""

    facts: dict[str, Any]
    digest: str
    until: str


@transaction.atomic
def save_mapping(
    *, source: str, columns: dict[str, str], words: dict[str, dict[str, str]], headings: Sequence[str],
    by: Account | None, at: datetime,
) -> DossierMapping:  # fmt: skip
    """Keep how the columns of a source are read; a change is a new version, entry `mapping_saved`.

    `headings` are those of the file at hand. Raises Invalid by field, Refused (field "source") without a name.
    """
    if not source:
        raise Refused("Đặt tên ngắn cho hệ thống nguồn, ví dụ mot-cua-tinh.", "source")
    kept = {name: heading for name, heading in columns.items() if heading}
    if errors := columns_of.check(kept, headings):
        raise Invalid(errors)
    now = queries.mapping(source)
    if now is not None and (now.columns, now.words) == (kept, words):
        return now
    number = now.number + 1 if now else 1
    made = DossierMapping.objects.create(source=source, number=number, columns=kept, words=words, by=by, at=at)
    digest = canonical.digest(canonical.dumps({"columns": kept, "words": words}))
    details = {"number": number, "digest": digest}
    journal.append(Event(f"mapping/{source}", "mapping_saved", at, _who(by), details=details, opens=number == 1))
    return made


def begin(
    *, content: bytes | None, digest: str, file_name: str, source: str, system: System, by: Account | None,
    at: datetime, simulated: bool = False, mapping: DossierMapping | None = None,
    sheet: str = "",
) -> ImportRun:  # fmt: skip
    """Keep a file that was sent, to be looked at and then imported.

    Without `content` whoever holds the rows goes on with it (`go_on`).
    """
    return ImportRun.objects.create(
        source=source, system=system, simulated=simulated, file_name=file_name[:200], digest=digest, mapping=mapping,
        sheet=sheet[:200], content=None if content is None else gzip.compress(content, 1), by=by, started_at=at,
        state=ImportState.CHOOSING if content is not None else ImportState.RUNNING,
    )  # fmt: skip


def start(*, run: ImportRun, mapping: DossierMapping | None, at: datetime, sheet: str = "") -> None:
    """Let a file that was looked at be imported, with a mapping or (records of the exchange) without one.

    `sheet` is that of a workbook which was looked at.
    """
    ImportRun.objects.filter(pk=run.pk, state=ImportState.CHOOSING).update(
        state=ImportState.RUNNING, mapping=mapping, started_at=at, sheet=sheet
    )


def discard(*, run: ImportRun) -> None:
    """Throw a file away that was not imported."""
    ImportRun.objects.filter(pk=run.pk, state=ImportState.CHOOSING).delete()


def forget(*, at: datetime) -> None:
    """Throw away the files that nobody imported for KEPT."""
    ImportRun.objects.filter(state=ImportState.CHOOSING, started_at__lt=at - KEPT).delete()


def fail(*, run: ImportRun, problem: str, at: datetime) -> None:
    """Note why an import cannot go on, and throw its file away; what was taken in stays."""
    ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING).update(
        state=ImportState.FAILED, problem=problem, finished_at=at, content=None
    )


def go_on(
    *, run: ImportRun, lines: Sequence[Line], reference: Reference, at: datetime, way: Way = Way.NEWER,
    most: int = rules.CHUNK,
) -> ImportRun:  # fmt: skip
    """Take in the next `most` of the rows of an import, in one transaction with its report; return it as it is then.

    `lines` are all rows of the file. What was interrupted goes on from there: nothing is taken twice.
    """
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _part(run, lines, reference, at, way, most)
        except IntegrityError:  # one of these codes was filed or arrived meanwhile; now that can be seen
            if attempt == _TRIES - 1:
                raise
    raise AssertionError


def _part(run: ImportRun, lines: Sequence[Line], reference: Reference, at: datetime, way: Way, most: int) -> ImportRun:
    queries.wait_for_others()
    held = ImportRun.objects.select_for_update(of=("self",)).defer("content").select_related("by").get(pk=run.pk)
    if held.state != ImportState.RUNNING:
        return held
    part = lines[held.done : held.done + most]
    told = _take(held, part, reference, at, way)
    held.received = rules.add_received(held.received, _days(part, told))
    times = Counter(outcome for _row, _code, outcome, _notes in told)
    for outcome in Outcome:
        setattr(held, outcome, getattr(held, outcome) + times[outcome])
    held.rows, held.done = len(lines), held.done + len(told)
    report = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told)
    held.told = bytes(held.told) + gzip.compress(report.encode())
    stored = ["rows", "done", "told", "received", *Outcome]
    if held.done >= len(lines):
        held.state, held.finished_at, held.content = ImportState.DONE, at, None
        stored += ["state", "finished_at", "content"]
        _tell(held, at)
    held.save(update_fields=stored)
    return held


def _days(lines: Sequence[Line], told: Sequence[Told]) -> Iterator[date]:
    """Yield the day of receipt of each dossier of some rows that is counted."""
    for line, (_row, _code, outcome, _notes) in zip(lines, told, strict=True):
        if outcome != Outcome.REJECTED and line.instead is None and line.record and line.record.received_at:
            yield clock.local_day(line.record.received_at)


def _tell(run: ImportRun, at: datetime) -> None:
    counts = {name: getattr(run, name) for name in ("rows", *Outcome)}
    details = {"source": run.source, "file": run.digest, **{str(name): count for name, count in counts.items()}}
    journal.append(Event(f"import/{run.key}", "imported", at, _who(run.by), details=details, opens=True))


def attempt(*, run: ImportRun, lines: Sequence[Line], reference: Reference) -> list[Told]:
    """Return what would become of some rows of an import; nothing is written."""
    codes = sorted({line.code for line in lines if line.record is not None})
    here, before = queries.handled_here(codes), queries.recorded(codes, lock=False)
    return _judged(run, lines, _Looking(reference, here, before))


def _take(run: ImportRun, lines: Sequence[Line], reference: Reference, at: datetime, way: Way) -> list[Told]:
    """Append what these rows say to the journal and return what became of each."""
    codes = sorted({line.code for line in lines if line.record is not None})
    looking = _Looking(reference, queries.handled_here(codes), queries.recorded(codes), way)
    told = _judged(run, lines, looking)
    _write(run, looking, at)
    return told


@dataclass(slots=True)
class _Looking:
    """What rows are looked at with, and what is to be written of them."""

    reference: Reference
    here: set[str]
    before: dict[str, tuple[str, str, str]]
    way: Way = Way.NEWER
    new: list[tuple[Line, Known]] = field(default_factory=list)
    again: list[tuple[Line, Known]] = field(default_factory=list)
    dropped: list[Line] = field(default_factory=list)


def _judged(run: ImportRun, lines: Sequence[Line], looking: _Looking) -> list[Told]:
    told: list[Told] = []
    for line in lines:
        try:
            outcome = _look(line, run, looking)
        except Rejected as wrong:
            line.notes.found = [(wrong.field, wrong.problem, wrong.done)]
            outcome = Outcome.REJECTED
        told.append((line.row, line.code, str(outcome), [list(found) for found in line.notes.found]))
    return told


def _look(line: Line, run: ImportRun, looking: _Looking) -> Outcome:
    """Decide what becomes of a row. Raises Rejected."""
    if line.record is None:
        return Outcome.REJECTED
    if line.instead is not None:
        return Outcome.UNCHANGED
    if line.code in looking.here:
        line.notes.found = [("code", rules.HERE, "không nhập, không đếm lần nữa")]
        return Outcome.UNCHANGED
    source, digest, until = looking.before.get(line.code, (run.source, "", ""))
    if source != run.source:
        raise Rejected("code", f"nguồn «{source}» đã gửi hồ sơ mang mã này; một mã chỉ thuộc một nguồn")
    if looking.way is Way.DROP:
        return _drop(line, looking, known=bool(until))
    facts = looking.reference.facts(line.record, line.notes, system=run.system, simulated=run.simulated)
    known = Known(facts, canonical.digest(canonical.dumps(facts)), clock.stamp(line.record.known_until))
    if known.digest == digest:
        return Outcome.UNCHANGED
    if not digest:
        looking.new.append((line, known))
        return Outcome.CREATED
    if known.until < until and looking.way is not Way.ANY:
        line.notes.add("code", "tệp này biết ít hơn bản đã nhập trước đó (tệp cũ hơn)", "giữ bản đã nhập")
        return Outcome.UNCHANGED
    looking.again.append((line, known))
    return Outcome.CHANGED


def _drop(line: Line, looking: _Looking, *, known: bool) -> Outcome:
    if not known:
        line.notes.found = [("code", "chưa từng nhập, hoặc đã gỡ rồi", "không đổi gì")]
        return Outcome.UNCHANGED
    looking.dropped.append(line)
    return Outcome.CHANGED


def _write(run: ImportRun, looking: _Looking, at: datetime) -> None:
    later = [line.code for line, _known in looking.again] + [line.code for line in looking.dropped]
    before = queries.last_facts([dossier_subject(code) for code in later]) if later else {}
    written = [(line, known.facts) for line, known in (*looking.new, *looking.again)]
    written += [(line, before[dossier_subject(line.code)] | _NOWHERE) for line in looking.dropped]
    gone = {line.code for line in looking.dropped}
    if events := [_event(run, line, facts, before, at, gone) for line, facts in written]:
        journal.append_many(events)
    keyed = _keyed(at)
    if looking.new:
        rows = [(line.code, run.source, known.digest, known.until, *keyed(line)) for line, known in looking.new]
        tables.insert(_TABLE, _COLUMNS, rows)
    changed_rows = [(known.digest, known.until, *keyed(line), line.code) for line, known in looking.again]
    if changed_rows := changed_rows + [(rules.DROPPED, "", "", "", line.code) for line in looking.dropped]:
        with connection.cursor() as cursor:
            cursor.executemany(_AGAIN, changed_rows)


def _keyed(at: datetime) -> Callable[[Line], tuple[str, str]]:
    """Return what gives the key of a row's filer and the day, both "" where nobody helps whose record could wait."""
    if not settings.IMPORTED_KEY_DAYS or not people.anybody_helps():
        return lambda line: ("", "")
    day = clock.local_day(at).isoformat()

    def keyed(line: Line) -> tuple[str, str]:
        key = keys.of(line.record.person) if line.record else ""
        return key, day if key else ""

    return keyed


def forget_keys(*, at: datetime) -> int:
    """Clear the next keys of filers that were kept as long as they may be; return how many."""
    last = (clock.local_day(at) - timedelta(settings.IMPORTED_KEY_DAYS)).isoformat()
    old = RecordedDossier.objects.exclude(person_key="").filter(keyed_on__lt=last)
    codes = list(old.order_by("code").values_list("code", flat=True)[:_KEYS_A_STEP])
    return RecordedDossier.objects.filter(code__in=codes).update(person_key="", keyed_on="") if codes else 0


def forget_person(*, person_key: str) -> None:
    """Clear the key of a person wherever dossiers of other systems have it."""
    if person_key:
        RecordedDossier.objects.filter(person_key=person_key).update(person_key="", keyed_on="")


@transaction.atomic
def note_help(*, code: str, by: Account | None, at: datetime, **told: Any) -> bool:
    """Note that the filer of another system's dossier was helped, because a record of help belongs to it.

    Entry `help_matched`; `told` goes into its details. Return whether it was an online filing of which nobody knew that
    until now.
    """
    if not queries.recorded([code]):
        return False
    subject = dossier_subject(code)
    former = queries.last_facts([subject])[subject]
    if former["help"] != Help.UNKNOWN or former["channel"] != Channel.ONLINE:
        return False
    facts = former | {"help": str(Help.HELPED)}
    was = changed(former, facts)
    journal.append(Event(subject, "help_matched", at, _who(by), facts=facts, was=was, details=told))
    return True


@transaction.atomic
def mark_staff(*, code: str, kind: ForStaff | None, office: str, at: datetime) -> None:
    """Mark another system's dossier as an officer's own or her family's, by the code of her office; None takes it back.

    Entry `staff_marked`, by nobody: who she is stays unknown. Raises Refused (field "code") for a dossier that is not
    recorded, and for the mark of another office.
    """
    known = queries.recorded([code])
    if not known or known[code][1] == rules.DROPPED:
        raise Refused("Chưa có hồ sơ nào mang mã này. Xem lại mã, hoặc chờ đến khi hồ sơ được nhập vào đây.", "code")
    subject = dossier_subject(code)
    former = queries.last_facts([subject])[subject]
    facts = former | staff_facts(former, kind, office)
    if facts == former:
        return
    RecordedDossier.objects.filter(code=code).update(
        for_staff=facts["for_staff"] or "", staff_office=facts["staff_office"] or ""
    )
    journal.append(Event(subject, "staff_marked", at, STAFF_MARK, facts=facts, was=changed(former, facts)))


def _event(
    run: ImportRun, line: Line, facts: dict[str, Any], before: dict[str, dict[str, Any]], at: datetime, gone: set[str]
) -> Event:
    subject, details = dossier_subject(line.code), {"source": run.source, "run": run.key, "row": line.row}
    former = before.get(subject)
    if former is None:
        return Event(subject, RECORDED, at, _who(run.by), facts=facts, details=details, opens=True)
    former = casework.TOLD_LATER | former
    facts = facts | {name: former.get(name) for name in KNOWN_HERE}
    kind = rules.DROP if line.code in gone else "recorded_again"
    return Event(subject, kind, at, _who(run.by), facts=facts, was=changed(former, facts), details=details)


def _who(by: Account | None) -> str:
    return actor(by.pk if by else None)
