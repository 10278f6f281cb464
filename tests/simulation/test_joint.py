"""The joint cases of the demonstration: played once, through the actions, over three offices, one of them late."""

from __future__ import annotations

from datetime import datetime

import pytest

from motcua.casework import queries
from motcua.casework.models import Case
from motcua.casework.moves import holding
from motcua.catalogue import actions as catalogue
from motcua.core.clock import ZONE
from motcua.offices import actions as offices
from motcua.simulation import joint

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 27, 10, tzinfo=ZONE)


def test_the_demonstration_has_a_case_across_three_offices_and_one_that_is_late():
    offices.load_shipped(at=AT)
    catalogue.load_shipped(at=AT)
    late, third, asked = joint.play(at=AT)
    assert joint.play(at=AT) == []
    rows = holding.open_steps(late)
    assert [(row.office.code, holding.is_late(row, AT)) for row in rows] == [(joint.COMMUNE, True)]
    assert [row.office.code for row in holding.steps(third)] == ["H27.22", "H27.119", "H27.5"]
    assert [row.key for row in holding.open_steps(asked)] == ["check", "name_check"]
    assert {case.simulated for case in Case.objects.all()} == {True}
    assert list(queries.mismatches()) == []
    assert [step.key for step in holding.of(asked).ahead] == ["members_check"]
