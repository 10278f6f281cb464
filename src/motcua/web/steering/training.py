"""Classes and what comes of them: the list, which office still has nobody, and what each officer can do."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from motcua.adoption.training import queries
from motcua.adoption.training.rules import ClassState, SkillKind
from motcua.core import clock
from motcua.offices import queries as offices
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared.access import Request, check, page

TONES = {ClassState.PLANNED: "active", ClassState.HELD: "good", ClassState.CANCELLED: ""}


@page(Ability.SEE_FIGURES)
def overview(request: Request) -> HttpResponse:
    """List the classes of one's offices, and the offices where nobody has a skill yet."""
    now, held = clock.now(), reach(request.who, Ability.SEE_FIGURES)
    asked = request.GET.get("skill", "")
    skill = SkillKind(asked) if asked in SkillKind.values else SkillKind.GUIDING
    lines = queries.coverage(skill, held, on=clock.local_day(now))
    context = {
        "classes": queries.classes(held), "skill": skill, "skills": list(SkillKind), "states": states(),
        "lacking": [line for line in lines if not line.able], "covered": [line for line in lines if line.able],
        "plans": may(request.who, Ability.TRAIN), "now": now, "most": queries.MOST,
    }  # fmt: skip
    return render(request, "steering/training.html", context)


@page(Ability.SEE_FIGURES)
def skills(request: Request, code: str) -> HttpResponse:
    """Show what each officer of one office can do, and since when."""
    office = offices.office(code)
    if office is None:
        raise Http404
    check(request, Ability.SEE_FIGURES, Thing(offices=frozenset(offices.path_ids(office))))
    found = queries.skills(office, on=clock.local_day(clock.now()))
    return render(request, "steering/skills.html", {"office": office, "rows": found, "skills": list(SkillKind)})


def states() -> dict[str, tuple[str, str]]:
    """Return (label, tone) of each state of a class."""
    return {state.value: (str(state.label), TONES[state]) for state in ClassState}
