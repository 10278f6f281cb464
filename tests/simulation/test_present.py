"""The programme of the demonstration: played once, so that no page of a leader is empty."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from motcua.adoption.directives import queries as directives
from motcua.adoption.models import Directive, DirectiveShare, Plan, PlanTask, ProgrammeAction, Target, TrainingClass
from motcua.core.clock import ZONE
from motcua.journal.queries import findings
from motcua.offices import actions as offices
from motcua.simulation.programme import present

pytestmark = pytest.mark.django_db


def test_classes_targets_and_a_directive_are_there_once():
    day = date(2027, 2, 3)  # over two years, of which the second has just begun
    at = datetime(day.year, day.month, day.day, 10, tzinfo=ZONE)
    offices.load_shipped(at=at)
    assert present.play(at=at)
    assert not present.play(at=at)
    assert Target.objects.filter(year=day.year, replaced_at=None).count() > 69
    assert {held.state for held in TrainingClass.objects.all()} == {"held"}
    touched = set(ProgrammeAction.objects.values_list("office__tier", flat=True))
    assert touched == {"commune"} and ProgrammeAction.objects.count() >= 20
    assert 0 < Plan.objects.count() < DirectiveShare.objects.count()
    assert 0 < PlanTask.objects.filter(done_at=None).count() < PlanTask.objects.count()
    newest = Directive.objects.order_by("-issued_on").first()
    assert newest.due_on == day - timedelta(1) or newest.due_on.year < day.year
    assert directives.owners(DirectiveShare.objects.first().office, on=day)
    assert list(findings()) == []
