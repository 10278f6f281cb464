"""Writing planned dossiers by the thousand, with the same rows and entries that the actions leave one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from motcua.casework.lists import finding
from motcua.casework.models import Case, CaseSearch, CaseStep, ClockStop
from motcua.core import clock, ids
from motcua.correspondence.models import Rating
from motcua.filing import rules as filing
from motcua.filing.models import Attachment, Dossier
from motcua.filing.rules import System
from motcua.journal import actions as journal
from motcua.measures import actions as figures
from motcua.measures import counting
from motcua.measures.counting import Key
from motcua.simulation import tables
from motcua.simulation.course import Course
from motcua.simulation.filings import Filing
from motcua.simulation.rows import CaseRow, DossierRow, SearchRow
from motcua.simulation.stage import Stage, day_of
from motcua.simulation.tables import moments, reserve

CHUNK = 1000
NO_ANSWERS = ("{}", "{}")
# Codes of the national portal's own: its agency is not one of ours, so that no code of ours is hit.
PORTAL = "G22.99"


@dataclass(frozen=True, slots=True)
class Done:
    """What was written: how many entries, and by how much they change which counters of figures."""

    entries: int
    counted: Counter[Key]


def write(filings: Sequence[Filing], stage: Stage, *, random: Random, report: Callable[[int], None]) -> Done:
    """Write all dossiers, inside the caller's transaction; `report` is told how many each time."""
    ordered = sorted(filings, key=lambda one: one.submitted_at)
    codes, series = _codes(ordered)
    journal.open_series(sorted(series.items()))
    entries, counted, stored = 0, Counter[Key](), moments()
    for start in range(0, len(ordered), CHUNK):
        chunk, own = ordered[start : start + CHUNK], codes[start : start + CHUNK]
        numbers = zip(reserve(Dossier, len(chunk)), reserve(Case, len(chunk)), ids.salts(len(chunk)), strict=True)
        rows = zip(chunk, own, numbers, strict=True)
        courses = [_begin(one, code, number, stage, random, stored) for one, code, number in rows]
        for course in courses:
            course.play()
            # Whatever its entries did on the way, together they move it from nowhere to where it stands now.
            counted.update(counting.keys(course.facts.values))
        entries += _store(courses)
        figures.keep([course.state() for course in courses])
        report(len(courses))
    return Done(entries, counted)


def _codes(filings: Sequence[Filing]) -> tuple[list[str], Counter[str]]:
    """Return the code of each dossier, in the order of submission, and the last number of each series of ours."""
    last: Counter[str] = Counter()
    codes = []
    name = cache(filing.series)
    for one in filings:
        series = name(one.office if one.system == System.MOTCUA else PORTAL, day_of(one.submitted_at))
        last[series] += 1
        codes.append(filing.numbered(series, last[series]))
    return codes, Counter({series: number for series, number in last.items() if not series.startswith(f"{PORTAL}-")})


def _begin(
    one: Filing, code: str, new: tuple[int, int, str], stage: Stage, random: Random, stored: Callable[[str], str]
) -> Course:
    """Start a dossier; `new` are the ids of its row and of its case, and its salt."""
    dossier_id, case_id, salt = new
    version, office = stage.versions[one.procedure], stage.offices[one.office]
    known = one.known
    citizen = random.choice(stage.citizens) if known.citizen is None else stage.citizens[known.citizen]
    ours_online = one.steps[0].kind == "submitted"
    stored_answers, answers = stage.written(one.procedure, citizen) if ours_online else NO_ANSWERS
    dossier = DossierRow(
        dossier_id, code, version.pk, version.procedure_id, str(stage.levels[one.procedure]), office.pk,
        citizen.pk if ours_online else None, citizen.person_id, int(one.channel), str(one.help),
        stored(clock.stamp(one.submitted_at)), str(one.system), salt,
        answers=stored_answers, place=known.place or stage.place(one.office), in_person=known.in_person,
        fee_due=stage.fee_due(version.pk, one.channel), verified=ours_online or known.verified,
        helper_id=known.helper, help_agreed=known.helper is not None, via=known.via, for_staff=known.for_staff,
        staff_office=known.staff_office,
        helped_office_id=stage.offices[known.helped_office].pk if known.helped_office else None,
    )  # fmt: skip
    case, digest = CaseRow(case_id, dossier_id, office.pk, digitised=known.digitised), filing.salted(salt, answers)
    crew = stage.crews[one.office]
    found_by = SearchRow(case_id, finding.with_code(stage.found_by(one.procedure, citizen, ours_online), code))
    return Course(stage, one, version, dossier, case, stored, crew, filing.subject(code), digest, found_by)


def _store(courses: Sequence[Course]) -> int:
    tables.insert(Dossier, [course.dossier for course in courses])
    tables.insert(Case, [course.case for course in courses])
    tables.insert(CaseSearch, [course.found_by for course in courses])
    tables.insert(CaseStep, [step for course in courses for step in course.steps])
    tables.insert(Attachment, [paper for course in courses for paper in course.papers])
    tables.insert(Rating, [rating for course in courses for rating in course.ratings])
    tables.insert(ClockStop, [stop for course in courses for stop in course.stops])
    return journal.append_written([entry for course in courses for entry in course.entries])
