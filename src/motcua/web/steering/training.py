"""Classes and what comes of them: the list, which office still has nobody, and what each officer can do."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.adoption.training import queries
from motcua.adoption.training.rules import ClassState, SkillKind
from motcua.core import clock
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind
from motcua.people.rules import Ability, Thing, may, reach
from motcua.web.shared.access import Request, check, page

HOLDERS = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT)
"""The kinds of offices that hold classes."""
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
    context = {"office": office, "rows": found, "skills": list(SkillKind), "order": order(request, office)}
    return render(request, "steering/skills.html", context)


def order(request: Request, office: Office) -> str:
    """Return the address at which this person plans a class of an office, the office chosen; "" where she may not."""
    may_plan = may(request.who, Ability.TRAIN, Thing(offices=frozenset(offices.path_ids(office))))
    if office.kind not in HOLDERS or not may_plan:
        return ""
    return f"{reverse('training_new')}?{urlencode({'office': office.code})}"


def states() -> dict[str, tuple[str, str]]:
    """Return (label, tone) of each state of a class."""
    return {state.value: (str(state.label), TONES[state]) for state in ClassState}
