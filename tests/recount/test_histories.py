"""Every figure of every page equals the recount, whatever was split, merged, corrected and entered late before."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from motcua.adoption.targets import actions as targets
from motcua.core import clock
from motcua.people import actions as people
from motcua.people.rules import Role
from tests import emptying
from tests.recount.histories import EVENTS, Story, begin
from tests.recount.pages import PAGES
from tests.recount.world import World, differences
from tests.web.steering.signed_in import browser

pytestmark = pytest.mark.django_db(transaction=True)
_FEW = settings(max_examples=1, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
_MANY = settings(
    max_examples=60, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.reuse, Phase.generate)
)


def _holds(events, *, thorough=False):
    """Tell a history in an empty database and compare every page."""
    emptying.empty()
    now = clock.now()
    today, first = clock.local_day(now), begin(clock.local_day(now))
    story = Story(today)
    leader = people.create_officer(username="lanh-dao", full_name="Lê Thị Lãnh", by=None, at=now)
    for role in (Role.LEADER, Role.PROCEDURE_CONTROLLER):
        people.appoint(account=leader, office=story.root, role=role, by=None, at=now)
    story.tell(events)
    for office in (story.root, *story.offices[:2]):
        if office.valid_to is None:
            targets.give(
                office=office, year=today.year, indicator="all_procedures", rate=Fraction(7, 10), source="", by=leader,
                at=now,
            )  # fmt: skip
    middle = first.replace(month=6, day=11).isoformat()
    periods = [
        (first.isoformat(), f"{first.year}-12-31"), (f"{today.year}-01-01", today.isoformat()),
        (middle, f"{first.year}-09-30"), (f"{first.year}-07-01", f"{first.year}-07-31"),
    ]  # fmt: skip
    world = World(
        today=today.isoformat(), periods=periods, client=browser(leader), own=(story.root.code,), thorough=thorough
    )
    found = [each for page in PAGES.values() for each in differences(page(world))[0]]
    assert not found, "\n".join(found[:5])


@_FEW
@given(EVENTS)
def test_every_figure_equals_the_recount_after_any_history(events):
    _holds(events)


@pytest.mark.slow
@_MANY
@given(EVENTS)
def test_every_figure_equals_the_recount_after_many_histories(events):
    _holds(events)
