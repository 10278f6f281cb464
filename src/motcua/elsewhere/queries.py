"""Reading what is known of other systems' dossiers, of imports and of how columns are mapped."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from motcua.catalogue.models import FilingWay, Offering, ProcedureVersion
from motcua.core import canonical
from motcua.core.report import Report
from motcua.core.rows import streamed
from motcua.elsewhere.models import DossierMapping, ImportRun, RecordedDossier
from motcua.elsewhere.reference import LevelRow, OfficeRow, PlaceRow, Reference, VersionRow, WayRow
from motcua.elsewhere.rules import DROP, DROPPED, KNOWN_HERE, ImportState
from motcua.filing.models import Dossier
from motcua.filing.rules import RECORDED
from motcua.filing.rules import subject as dossier_subject
from motcua.journal.chain import Finding
from motcua.journal.models import Entry, Subject
from motcua.journal.rules import facts_told
from motcua.offices import queries as offices
from motcua.offices.models import Office, OfficeSuccession, Place
from motcua.offices.rules import PlaceLevel, WorkingCalendar

_LIGHT = ("content", "told")
_CHUNK = 500
_LOST = f"""
SELECT s.name FROM journal_subject s WHERE s.name LIKE %s
AND EXISTS (SELECT 1 FROM journal_entry e WHERE e.subject = s.name AND e.number = 1 AND e.kind = %s)
AND NOT EXISTS (SELECT 1 FROM elsewhere_recordeddossier r WHERE r.code = substr(s.name, {len(dossier_subject("")) + 1}))
ORDER BY 1
"""
Told = tuple[int, str, str, list[list[str]]]
"""Row, code, outcome, and what was found: [field, problem, what was done]."""


def reference() -> Reference:
    """Return offices, communes, procedures and levels of all times, against which a file is read.

    Seven statements, and two for each office and year of which a calendar is asked for.
    """
    known = Office.objects.order_by("path").values_list(*OfficeRow._fields)
    versions = ProcedureVersion.objects.values_list(
        "procedure__code", "procedure_id", "number", "valid_from", "valid_to", "result_required", "search_name",
        "rules",
    )  # fmt: skip
    levels = Offering.objects.order_by("id").values_list(*LevelRow._fields)
    links = OfficeSuccession.objects.order_by("id").values_list("predecessor_id", "successor_id")
    places = Place.objects.filter(level=PlaceLevel.COMMUNE).order_by("id").values_list(*PlaceRow._fields)
    ways = FilingWay.objects.values_list("version__procedure__code", "version__number", "limit_amount", "limit_unit")
    return Reference(
        map(OfficeRow._make, known), map(VersionRow._make, versions), map(LevelRow._make, levels), links,
        map(PlaceRow._make, places), map(WayRow._make, ways), _calendars(),
    )  # fmt: skip


def _calendars() -> Callable[[str, date], WorkingCalendar]:
    """Return what gives the calendar of an office, by its path, around a day, as it stands now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {offices.CALENDAR_HEAD}")
        (version,) = cursor.fetchone()
    return lambda path, day: offices.calendar(None, day, known=(path, version or ""))


def wait_for_others() -> None:
    """Wait until no other import is writing a part, and let none until commit. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('elsewhere'))")


def handled_here(codes: Collection[str]) -> set[str]:
    """Return those codes that are dossiers of this system: filed, taken in or arrived here. One statement."""
    return set(Dossier.objects.filter(code__in=codes).values_list("code", flat=True))


def recorded(codes: Collection[str], *, lock: bool = True) -> dict[str, tuple[str, str, str]]:
    """Return (source, digest, known until) of those codes that were recorded before. One statement.

    On PostgreSQL they stay locked until commit, in the order of codes, unless nothing will be written.
    """
    found = RecordedDossier.objects.filter(code__in=codes).order_by("code")
    if lock and connection.vendor == "postgresql":
        found = found.select_for_update()
    return {code: rest for code, *rest in found.values_list("code", "source", "digest", "known_until")}  # type: ignore[misc]


def mismatches() -> Iterator[Finding]:
    """Yield every recorded dossier that is not known as its journal tells of it last, and what is missing.

    One statement, and two for each five hundred dossiers; nothing is held longer than that.
    """
    for (name,) in streamed(_LOST, [f"{dossier_subject('')}%", RECORDED]):
        yield Finding(name, None, "nhật ký ghi đã nhập từ hệ thống khác nhưng không còn trong bảng")
    rows = RecordedDossier.objects.order_by("code").values_list("code", "digest").iterator(_CHUNK)
    while chunk := {dossier_subject(code): digest for code, digest in islice(rows, _CHUNK)}:
        yield from _different(chunk)


def _different(kept: dict[str, str]) -> Iterator[Finding]:
    last = Subject.objects.filter(name=OuterRef("subject")).values("count")
    newest = Entry.objects.filter(subject__in=kept, number=Subquery(last)).values_list(
        "subject", "number", "kind", "body"
    )
    told = {subject: (number, kind, body) for subject, number, kind, body in newest}
    for name, digest in kept.items():
        if name not in told:
            yield Finding(name, None, "có hồ sơ của hệ thống khác nhưng nhật ký không có mục ghi nào")
            continue
        number, kind, body = told[name]
        facts = facts_told(body)
        as_imported = facts | {name: value for name, value in KNOWN_HERE.items() if name in facts}
        if digest != (DROPPED if kind == DROP else canonical.digest(canonical.dumps(as_imported))):
            yield Finding(name, number, "dữ liệu đã nhập trong bảng khác với mục ghi cuối của nhật ký")


def marked(offices: Collection[str]) -> list[dict[str, Any]]:
    """Return the facts of the dossiers that officers of some offices (codes) marked as their own. Two statements."""
    found = RecordedDossier.objects.exclude(for_staff="").exclude(digest=DROPPED).filter(staff_office__in=offices)
    codes = list(found.values_list("code", flat=True))
    return list(last_facts([dossier_subject(code) for code in codes]).values()) if codes else []


def of_person(person_key: str) -> list[str]:
    """Return the codes of the dossiers that other systems keep of a person, by her key. One statement."""
    found = RecordedDossier.objects.filter(person_key=person_key).values_list("code", flat=True)
    return list(found) if person_key else []


def person_keys(codes: Collection[str]) -> dict[str, str]:
    """Return the keys of the filers of those codes whose source names them. One statement."""
    found = RecordedDossier.objects.filter(code__in=codes).exclude(person_key="")
    return dict(found.values_list("code", "person_key"))


def last_facts(subjects: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the facts of the newest entry of each subject. One statement."""
    rows = Entry.objects.filter(subject__in=subjects).order_by("subject", "number").values_list("subject", "body")
    return {subject: json.loads(body).get("facts", {}) for subject, body in rows}


def mapping(source: str) -> DossierMapping | None:
    """Return how a source's columns are read now; None for a source without a mapping. One statement."""
    found: DossierMapping | None = DossierMapping.objects.filter(source=source).order_by("-number").first()
    return found


def sources() -> list[str]:
    """Return the names of sources that have a mapping or sent a file before. One statement."""
    named = DossierMapping.objects.values_list("source", flat=True)
    return sorted(named.union(ImportRun.objects.values_list("source", flat=True)))


def run(key: str, *, whole: bool = False) -> ImportRun | None:
    """Return an import by its key, with its mapping, `whole` with file and report; None for none. One statement."""
    found = ImportRun.objects.select_related("mapping", "by").filter(key=key)
    one: ImportRun | None = (found if whole else found.defer(*_LIGHT)).first()
    return one


def runs(most: int = 50) -> list[ImportRun]:
    """Return the newest imports, without files and reports. One statement."""
    return list(ImportRun.objects.select_related("by").defer(*_LIGHT).order_by("-started_at", "-id")[:most])


def waiting() -> ImportRun | None:
    """Return the import that was begun first of those that go on by themselves, without its file. One statement."""
    running = ImportRun.objects.filter(state=ImportState.RUNNING, content__isnull=False)
    found: ImportRun | None = running.select_related("mapping").defer(*_LIGHT).order_by("id").first()
    return found


def report(run: ImportRun) -> dict[str, Any]:
    """Return the report of an import in the shape of `core.report.Report`. One statement."""
    whole = ImportRun.objects.defer("content").get(pk=run.pk)
    notes = [
        {"row": row, "code": code, "field": field, "problem": problem, "done": done}
        for row, code, _outcome, found in told(whole) for field, problem, done in found
    ]  # fmt: skip
    return asdict(Report(whole.rows, whole.created, whole.changed, whole.unchanged, whole.rejected, notes))


def told(run: ImportRun) -> Iterator[Told]:
    """Yield the report of an import, a row at a time."""
    for line in gzip.decompress(bytes(run.told)).decode().splitlines():
        row, code, outcome, notes = json.loads(line)
        yield row, code, outcome, notes
