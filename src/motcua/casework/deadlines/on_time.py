"""Whether a case was on time, by named and dated rules. Pure.

The rule that ships is that of metric 2.1 of the service-quality index (QĐ 766/QĐ-TTg and its formula document). It
judges by dates: a result of the last day is on time at any hour of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from motcua.core import clock
from motcua.core.errors import Phrase


@dataclass(frozen=True, slots=True)
class OnTimeRule:
    """How it is judged whether a case was on time (quy tắc tính đúng hạn), for what is judged from `valid_from` on.

    `most_requests`: so many requests for papers are forgiven to a case that waits for them; more make it late.
    """

    name: str
    valid_from: date
    title: str
    most_requests: int = 1


# A new rule is a further line with its day; figures name the rule that they were made by, so none may change or go.
RULES = (OnTimeRule("766-2.1", date(2022, 6, 23), Phrase("Bộ chỉ số 766, mục 2.1")),)


class Ground(StrEnum):
    """What decided: which moment counted as the end, or why none did."""

    FINISHED = "finished"
    RETURNED = "returned"
    ENDED = "ended"
    WAITING = "waiting"
    STANDING = "standing"
    ASKED_AGAIN = "asked_again"
    UNFINISHED = "unfinished"
    NO_DUE_TIME = "no_due_time"


@dataclass(frozen=True, slots=True)
class Course:
    """What the rule asks about a case.

    `due_at` is what was promised, moved by every stop except those for supplements, which the rule takes off the end
    instead; None when nothing was promised. `longest_at` then is when the longest limit of the law would end, None when
    there is none. `ended_at`: stopped, refused or withdrawn. `requests` are (asked, completed) in order of time, since
    receipt; completed is None while the papers are awaited. `stopped_at`: since when the clock has stood still for
    anything else, None while it runs: `due_at` has not moved by that stop yet.
    """

    received_at: datetime | None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    ended_at: datetime | None = None
    requests: tuple[tuple[datetime, datetime | None], ...] = ()
    longest_at: datetime | None = None
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """On time or late, by which rule and on what ground.

    `ended_at` is the moment that counts as the end, the time for supplements (`taken_off`) off already.
    """

    on_time: bool
    rule: OnTimeRule
    ground: Ground
    ended_at: datetime
    due_at: datetime | None
    taken_off: timedelta = timedelta()

    @property
    def over(self) -> bool:
        """Whether nothing that happens later can change it, except a correction: the case has come to its end."""
        return self.ground in (Ground.FINISHED, Ground.RETURNED, Ground.ENDED)


def rule_on(day: date, rules: Iterable[OnTimeRule] | None = None) -> OnTimeRule:
    """Return the rule for figures about a day. Raises LookupError for a day before the first."""
    found = [rule for rule in rules or RULES if rule.valid_from <= day]
    if not found:
        raise LookupError(f"nobody had a rule about being on time on {day}")
    return max(found, key=lambda rule: rule.valid_from)


def rule_named(name: str) -> OnTimeRule:
    """Return the rule of a name. Raises LookupError."""
    for rule in RULES:
        if rule.name == name:
            return rule
    raise LookupError(f"no rule about being on time is called {name}")


def judge(course: Course, period_end: datetime, rule: OnTimeRule | None = None) -> Judgement | None:
    """Return whether a case is on time as seen at `period_end`; None for one that was never received: it never counts.

    The end is, in this order: when it was finished, returned, or stopped, refused or withdrawn; while papers are
    awaited, the moment at which they were asked for; while the clock stands still for another legal reason, the
    moment at which it stopped, because the due time moves by as much as it stands; else the end of the period. What
    completed supplements took is taken off. A case that waits for papers, having been asked for some before, is late.
    Nothing promised: the longest limit of the law counts; without one nothing can be late.
    """
    if course.received_at is None:
        return None
    rule = rule or rule_on(clock.local_day(period_end))
    ground, ended_at = _end(course, period_end)
    if ground is Ground.WAITING and len(course.requests) > rule.most_requests:
        return Judgement(False, rule, Ground.ASKED_AGAIN, ended_at, course.due_at)
    taken_off = sum((done - asked for asked, done in course.requests if done and done <= ended_at), timedelta())
    counted, due_at = ended_at - taken_off, course.due_at or course.longest_at
    if due_at is None:
        return Judgement(True, rule, Ground.NO_DUE_TIME, counted, None, taken_off)
    on_time = clock.local_day(counted) <= clock.local_day(due_at)
    return Judgement(on_time, rule, ground, counted, due_at, taken_off)


def _end(course: Course, period_end: datetime) -> tuple[Ground, datetime]:
    named = (
        (Ground.FINISHED, course.finished_at), (Ground.RETURNED, course.returned_at), (Ground.ENDED, course.ended_at),
    )  # fmt: skip
    for ground, moment in named:
        if moment is not None and moment <= period_end:
            return ground, moment
    asked, done = course.requests[-1] if course.requests else (None, None)
    if asked is not None and asked <= period_end and (done is None or done > period_end):
        return Ground.WAITING, asked
    if course.stopped_at is not None and course.stopped_at <= period_end:
        return Ground.STANDING, course.stopped_at
    return Ground.UNFINISHED, period_end


def course_of(facts: Mapping[str, Any]) -> Course:
    """Return the course that the facts of an entry tell (docs/house.md)."""

    def moment(name: str) -> datetime | None:
        told = facts.get(name)
        return clock.parse_stamp(told) if told else None

    asked = [(clock.parse_stamp(one), two and clock.parse_stamp(two)) for one, two in facts.get("requests") or ()]
    return Course(
        received_at=moment("received_at"), due_at=moment("judged_due_at") or moment("due_at"),
        finished_at=moment("finished_at"), returned_at=moment("returned_at"), ended_at=moment("ended_at"),
        requests=tuple(asked), longest_at=moment("longest_at"), stopped_at=moment("stopped_at"),
    )  # fmt: skip
