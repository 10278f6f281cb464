"""An officer's own classes: where she is invited, where she was, and what she can do since."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from motcua.adoption.models.training import Attendance
from motcua.adoption.training import queries
from motcua.adoption.training.rules import ClassState, Mark, SkillKind, passed
from motcua.people.rules import Ability
from motcua.web.shared.access import Request, page


@page(Ability.HELP)
def mine(request: Request) -> HttpResponse:
    """Show the classes to which this officer is invited, and those that were held, with how it went."""
    assert request.account is not None
    found = queries.places_of(request.account.pk)
    held = [one for one in found if one.training_class.state == ClassState.HELD]
    learnt = {one.training_class.skill for one in held if _passed(one)}
    context = {
        "ahead": sorted(
            (one for one in found if one.training_class.state == ClassState.PLANNED),
            key=lambda one: one.training_class.begins_at,
        ),
        "held": [(one, _passed(one)) for one in held],
        "skills": {kind.value: str(kind.label) for kind in SkillKind},
        "able": [kind.label for kind in SkillKind if kind in learnt],
    }  # fmt: skip
    return render(request, "desk/my_training.html", context)


def _passed(place: Attendance) -> bool:
    about = place.training_class
    mark = Mark(bool(place.attended), place.score)
    return passed(mark, questions=about.questions, pass_mark=about.pass_mark)
