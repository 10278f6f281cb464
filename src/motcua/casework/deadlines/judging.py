"""Reading whether cases were on time: the courses that the rules of `on_time` judge. Two statements for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from motcua.casework import rules
from motcua.casework.deadlines import counting, on_time
from motcua.casework.deadlines.on_time import Course, Judgement
from motcua.casework.models import Case, CaseStep, ClockStop
from motcua.casework.rules import Status

_ENDINGS = {Status.STOPPED: "stop", Status.REFUSED: "refuse", Status.WITHDRAWN: "withdraw"}
_TELLING = ("accept", "ask_supplement", "supplement", "correct", *_ENDINGS.values())


def judged(cases: Sequence[Case], period_end: datetime) -> dict[int, Judgement]:
    """Return the judgement of each case, by its id, as seen at `period_end`; those never received are left out.

    The cases carry what `queries.by_code` or `queries.received` reads. Two statements, and two for each case that was
    supplemented and stopped for another reason, too: its due time is then counted anew without the supplements.
    """
    found = {}
    for case_id, course in courses(cases).items():
        if judgement := on_time.judge(course, period_end):
            found[case_id] = judgement
    return found


def warning(case: Case) -> str:
    """Return what an officer must hear before asking for more papers: what the rule would say of the case then.

    No statement for a case that was not asked for any before.
    """
    if not case.supplement_requests:
        return ""
    again = any(done for _, done in courses([case])[case.pk].requests)
    return rules.warning(case.supplement_requests, counts_as_late=again)


def courses(cases: Sequence[Case]) -> dict[int, Course]:
    """Return what the rules ask about each case, by its id."""
    ids = [case.pk for case in cases]
    steps: dict[int, list[CaseStep]] = defaultdict(list)
    for step in CaseStep.objects.filter(case__in=ids, move__in=_TELLING).order_by("case_id", "entry_number"):
        steps[step.case_id].append(step)
    stops: dict[int, list[ClockStop]] = defaultdict(list)
    for stop in ClockStop.objects.filter(case__in=ids).order_by("case_id", "started_at", "id"):
        stops[stop.case_id].append(stop)
    return {case.pk: _course(case, steps[case.pk], stops[case.pk]) for case in cases}


def _course(case: Case, steps: list[CaseStep], stops: list[ClockStop]) -> Course:
    received_at, ending = case.received_at, _ENDINGS.get(Status(case.status))
    if received_at is None:
        return Course(None)
    since = [stop for stop in stops if stop.ended_at and stop.started_at >= received_at]
    standing = (stop.started_at for stop in stops if stop.ended_at is None and stop.reason != rules.SUPPLEMENT)
    return Course(
        received_at=received_at, due_at=_promised(case, since, any(step.move == "correct" for step in steps)),
        finished_at=case.finished_at, returned_at=case.returned_at,
        ended_at=next((step.at for step in reversed(steps) if step.move == ending), None),
        requests=_requests(case, steps), stopped_at=next(standing, None),
    )  # fmt: skip


def _requests(case: Case, steps: list[CaseStep]) -> tuple[tuple[datetime, datetime | None], ...]:
    """The requests since receipt. One that came to nothing (the case was stopped meanwhile) is none any more."""
    asked: list[tuple[datetime, datetime | None]] = []
    accepted = max((step.entry_number for step in steps if step.move == "accept"), default=0)
    for step in (one for one in steps if one.entry_number > accepted):
        if step.move == "ask_supplement":
            asked.append((step.at, None))
        elif step.move == "supplement" and asked:
            asked[-1] = asked[-1][0], step.at
    waits = case.status == Status.SUPPLEMENT_ASKED
    return tuple(one for number, one in enumerate(asked, 1) if one[1] or (waits and number == len(asked)))


def _promised(case: Case, stops: list[ClockStop], corrected: bool) -> datetime | None:
    """The due time moved by every stop but those for supplements; cases from before it was kept are counted anew."""
    if case.judged_due_at is not None:
        return case.judged_due_at
    if case.due_at is None or all(stop.reason != rules.SUPPLEMENT for stop in stops):
        return case.due_at
    others = [(stop.started_at, stop.ended_at) for stop in stops if stop.reason != rules.SUPPLEMENT and stop.ended_at]
    if corrected or case.first_due_at is None:  # the slip's promise is not what counts any more
        return counting.counted(case, others)[0]
    due_at = case.first_due_at
    for started_at, ended_at in others:
        due_at = counting.extended(case, started_at, ended_at, due_at)
    return due_at
