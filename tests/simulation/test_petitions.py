"""The petitions of the demonstration: played once, one in every stage, one late, one brought up again."""

from __future__ import annotations

from datetime import datetime

import pytest

from motcua.core.clock import ZONE
from motcua.correspondence.petitions import queries
from motcua.correspondence.petitions.rules import PetitionStage
from motcua.offices import actions as offices
from motcua.offices.models import OpeningHours
from motcua.simulation import petitions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [(2026, 11, 27), (2027, 2, 14)])  # on a working day; on a Sunday after Tết
def test_the_demonstration_has_a_petition_in_every_stage(day):
    at = datetime(*day, 10, tzinfo=ZONE)
    offices.load_shipped(at=at)
    assert not OpeningHours.objects.exclude(office=None).exists()
    made = petitions.play(at=at)
    assert petitions.play(at=at) == []
    for one in made:
        one.refresh_from_db()
    assert {one.stage for one in made} == set(PetitionStage) and all(one.simulated for one in made)
    late = [one for one in made if queries.is_late(one, at.date())]
    assert [one.title for one in late] == ["Hồ sơ đất đai quá hẹn"]
    assert made[0].repeated_at == made[4].received_at
