"""From which day on a dossier is late, whatever day a period ends, as the rule of being on time judges it. Pure.

Whether a dossier is late depends on the day on which one looks: unfinished, that day counts. So its lateness is kept as
steps, by day: how many more are late from then on. Their sum to the end of a period is what `on_time.judge` says then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from motcua.casework.deadlines import on_time
from motcua.casework.deadlines.on_time import Course
from motcua.core import clock
from motcua.measures.rules import ON_TIME

RULE = on_time.rule_named(ON_TIME.rule)
_DAY = timedelta(1)


def is_told(facts: Mapping[str, Any]) -> bool:
    """Return whether it is known by which day a dossier was to end and, where it did or waits, since when.

    Where nothing was promised the longest limit of the law counts. What is not told is neither on time nor late.
    """
    say = facts.get
    return bool(say("judged_due_at") or say("due_at") or say("longest_at")) and not say("end_untold")


def late_steps(facts: Mapping[str, Any]) -> dict[str, int]:
    """Return by how much the number of late dossiers changes on which days, "YYYY-MM-DD"; {} where it is never late,
    or nobody can tell.

    A dossier for which nobody ever asked for papers takes one step at most, found without reading a time.
    """
    say = facts.get
    due_at = say("judged_due_at") or say("due_at") or say("longest_at")
    finished, returned, ended = say("finished_at"), say("returned_at"), say("ended_at")
    if due_at is None or not is_told(facts):
        return {}
    if (
        say("requests")
        or say("stopped_at")
        or (ended and (finished or returned))
        or (finished and returned and returned < finished)
    ):
        return _judged(on_time.course_of(facts))
    end = finished or returned or ended
    return {} if end and end[:10] <= due_at[:10] else {_day_after(due_at[:10]): 1}


def is_late(steps: Mapping[str, int], day: date) -> bool:
    """Return whether a dossier with these steps is late as seen at the end of a day."""
    return sum(step for late_on, step in steps.items() if late_on <= day.isoformat()) > 0


@lru_cache(maxsize=4096)
def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + _DAY).isoformat()


def _judged(course: Course) -> dict[str, int]:
    """Ask the rule on every day on which its answer can change."""
    if course.received_at is None:
        return {}
    days = sorted(_turning_days(course))
    late = [not _on_time(course, day) for day in days]
    steps = {days[0].isoformat(): int(late[0])}
    for (before, now), day in zip(pairwise(late), days[1:], strict=True):
        steps[day.isoformat()] = int(now) - int(before)
    return {day: step for day, step in steps.items() if step}


def _on_time(course: Course, day: date) -> bool:
    judgement = on_time.judge(course, clock.end_of(day), RULE)
    return judgement is None or judgement.on_time


def _turning_days(course: Course) -> set[date]:
    moments = [course.received_at, course.finished_at, course.returned_at, course.ended_at, course.stopped_at]
    moments += [moment for request in course.requests for moment in request]
    days = {clock.local_day(moment) for moment in moments if moment}
    due_at = course.due_at or course.longest_at
    assert due_at
    over, taken_off = clock.start_of(clock.local_day(due_at) + _DAY), timedelta()
    shifted = {clock.local_day(over)}
    for asked, done in course.requests:
        taken_off += (done - asked) if done else timedelta()
        found = clock.local_day(over + taken_off)
        shifted |= {found - _DAY, found, found + _DAY}
    return days | shifted
