"""Reading what is known of other systems' dossiers, of imports and of how columns are mapped."""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict
from typing import Any

from django.db import connection

from motcua.catalogue.models import Offering, ProcedureVersion
from motcua.core.report import Report
from motcua.elsewhere.models import DossierMapping, ImportRun, RecordedDossier
from motcua.elsewhere.reference import LevelRow, OfficeRow, Reference, VersionRow
from motcua.elsewhere.rules import ImportState
from motcua.filing.models import Dossier
from motcua.journal.models import Entry
from motcua.offices.models import Office, OfficeSuccession
from motcua.offices.rules import OfficeKind, Tier

_LIGHT = ("content", "told")
Told = tuple[int, str, str, list[list[str]]]
"""Row, code, outcome, and what was found: [field, problem, what was done]."""


def reference() -> Reference:
    """Return offices, procedures, levels, communes of all times, as a whole file is read against. Five statements."""
    offices = Office.objects.order_by("path").values_list(*OfficeRow._fields)
    versions = ProcedureVersion.objects.values_list(
        "procedure__code", "procedure_id", "number", "valid_from", "valid_to", "result_required", "search_name"
    )
    levels = Offering.objects.order_by("id").values_list(*LevelRow._fields)
    links = OfficeSuccession.objects.order_by("id").values_list("predecessor_id", "successor_id")
    communes = Office.objects.filter(tier=Tier.COMMUNE, kind=OfficeKind.COMMITTEE).select_related("place")
    return Reference(
        map(OfficeRow._make, offices), map(VersionRow._make, versions), map(LevelRow._make, levels), links,
        {each.id: (each.place.code, each.place.key) for each in communes},
    )  # fmt: skip


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
