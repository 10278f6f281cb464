"""Classes for the officers of communes, each for some offices at a time, so that others stand beside them untaught."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from motcua.adoption.training import actions
from motcua.adoption.training.rules import Mark, Plan, SkillKind
from motcua.people.rules import Role
from motcua.simulation.programme.setting import Lesson, Setting, at

LEAST_DAYS = 90  # a shorter stretch has no class: nothing could be seen around it
AT_A_TIME, QUESTIONS, PASS_MARK = 10, 10, 6


def plan(stretches: Sequence[tuple[date, date, Sequence[str]]], random: Random) -> list[Lesson]:
    """Return the classes of some stretches, (first day, last day, codes of the communes): a third of these are taught.

    Each office once. Pure.
    """
    found: list[Lesson] = []
    taught: set[str] = set()
    for first, last, codes in stretches:
        length = (last - first).days
        if length < LEAST_DAYS:
            continue
        free = [code for code in codes if code not in taught]
        chosen = random.sample(free, len(free) // 3)
        for start in range(0, len(chosen), AT_A_TIME):
            group = tuple(sorted(chosen[start : start + AT_A_TIME]))
            found.append(Lesson(first + timedelta(random.randrange(length // 4, length * 3 // 4)), group))
            taught |= set(group)
    return sorted(found, key=lambda lesson: lesson.on)


def play(setting: Setting) -> int:
    """Hold every class: both officers of each office invited, the case officer comes, the other mostly; a test."""
    draw, by = setting.random, setting.controller
    for number, lesson in enumerate(setting.lessons, 1):
        begins = at(lesson.on, 8)
        plan = Plan(
            f"Hướng dẫn người dân nộp trực tuyến, lớp {number}", SkillKind.GUIDING, begins, "Hội trường UBND tỉnh",
            QUESTIONS, PASS_MARK,
        )  # fmt: skip
        before = begins - timedelta(10)
        held = actions.plan_class(office=setting.province, plan=plan, by=by, at=before)
        officers = setting.crew(lesson.offices, Role.CASE_OFFICER)
        others = setting.crew(lesson.offices, Role.RECEPTION)
        actions.invite(training_class=held, people=[*officers, *others], by=by, at=before)
        came = officers + [one for one in others if draw.random() < 0.8]
        marks = {one.pk: Mark(True, draw.randrange(4, QUESTIONS + 1)) for one in came}
        actions.keep_attendance(training_class=held, marks=marks, by=by, at=begins + timedelta(hours=4))
    return len(setting.lessons)
