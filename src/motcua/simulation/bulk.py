"""Writing planned dossiers by the thousand, with the same rows and entries that the actions leave one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

from motcua.casework.models import Case, CaseStep, ClockStop
from motcua.core import ids
from motcua.filing import rules as filing
from motcua.filing.models import Dossier
from motcua.filing.rules import System
from motcua.journal import actions as journal
from motcua.simulation import tables
from motcua.simulation.course import Course
from motcua.simulation.filings import Filing
from motcua.simulation.rows import CaseRow, DossierRow
from motcua.simulation.stage import Stage, day_of
from motcua.simulation.tables import reserve

CHUNK = 1000
# Codes of the national portal's own: its agency is not one of ours, so that no code of ours is hit.
PORTAL = "G22.99"


def write(filings: Sequence[Filing], stage: Stage, *, random: Random, report: Callable[[int], None]) -> int:
    """Write all dossiers, inside the caller's transaction; `report` is told how many each time. Return the entries."""
    ordered = sorted(filings, key=lambda one: one.submitted_at)
    series = _series_of(ordered)
    codes = _codes(ordered)
    journal.open_series(sorted(series.items()))
    entries = 0
    for start in range(0, len(ordered), CHUNK):
        chunk, own = ordered[start : start + CHUNK], codes[start : start + CHUNK]
        rows = zip(chunk, own, reserve(Dossier, len(chunk)), reserve(Case, len(chunk)), strict=True)
        courses = [_begin(*row, stage, random) for row in rows]
        for course in courses:
            course.play()
        entries += _store(courses)
        report(len(courses))
    return entries


def _series_of(filings: Sequence[Filing]) -> Counter[str]:
    own = (one for one in filings if one.system == System.MOTCUA)
    return Counter(filing.series(one.office, day_of(one.submitted_at)) for one in own)


def _codes(filings: Sequence[Filing]) -> list[str]:
    last: Counter[str] = Counter()
    codes = []
    for one in filings:
        office = one.office if one.system == System.MOTCUA else PORTAL
        day = day_of(one.submitted_at)
        series = filing.series(office, day)
        last[series] += 1
        codes.append(filing.dossier_code(office, day, last[series]))
    return codes


def _begin(one: Filing, code: str, dossier_id: int, case_id: int, stage: Stage, random: Random) -> Course:
    version, office = stage.versions[one.procedure], stage.offices[one.office]
    citizen = random.choice(stage.citizens)
    ours_online = one.steps[0].kind == "submitted"
    dossier = DossierRow(
        dossier_id, code, version.pk, version.procedure_id, str(stage.levels[one.procedure]), office.pk,
        citizen.pk if ours_online else None, citizen.person_id, int(one.channel), str(one.help), one.submitted_at,
        str(one.system), ids.salt(), answers=stage.answered(one.procedure, citizen) if ours_online else {},
    )  # fmt: skip
    return Course(stage, one, version, dossier, CaseRow(case_id, dossier_id, office.pk))


def _store(courses: Sequence[Course]) -> int:
    tables.insert(Dossier, [course.dossier for course in courses])
    tables.insert(Case, [course.case for course in courses])
    tables.insert(CaseStep, [step for course in courses for step in course.steps])
    tables.insert(ClockStop, [stop for course in courses for stop in course.stops])
    return journal.append_many([event for course in courses for event in course.events])
