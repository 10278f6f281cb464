"""Somebody's own classes, as officers and members of teams see theirs: invitations, what was held, what she can do."""

from __future__ import annotations

from typing import Any

from motcua.adoption.models.training import Attendance
from motcua.adoption.training import queries
from motcua.adoption.training.rules import ClassState, Mark, SkillKind, passed


def own(account_id: int) -> dict[str, Any]:
    """Return what the page shows about the classes of an account. One statement."""
    found = queries.places_of(account_id)
    held = [one for one in found if one.training_class.state == ClassState.HELD]
    ahead = [one for one in found if one.training_class.state == ClassState.PLANNED]
    learnt = {one.training_class.skill for one in held if has_passed(one)}
    return {
        "ahead": sorted(ahead, key=lambda one: one.training_class.begins_at),
        "held": [(one, has_passed(one)) for one in held],
        "skills": {kind.value: str(kind.label) for kind in SkillKind},
        "able": [kind.label for kind in SkillKind if kind in learnt],
    }


def has_passed(place: Attendance) -> bool:
    """Return whether somebody has the skill of a class since she was there."""
    about, mark = place.training_class, Mark(bool(place.attended), place.score)
    return passed(mark, questions=about.questions, pass_mark=about.pass_mark)
