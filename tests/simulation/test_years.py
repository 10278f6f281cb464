"""Two years of people with habits: they learn, offices keep what those before them had, a class moves its offices."""

from __future__ import annotations

from datetime import date
from functools import cache
from math import log
from random import Random

import pytest

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.offices import actions as offices
from motcua.offices import queries as office_queries
from motcua.simulation import load
from motcua.simulation.programme.setting import Lesson
from motcua.simulation.scenarios import TWO_YEARS
from motcua.simulation.years import writing
from motcua.simulation.years.ground import grounds
from motcua.simulation.years.habits import CLASS_EFFECT, inherited, settle

from .province import AT

pytestmark = pytest.mark.django_db


@cache
def _lived():
    """The plan of ten thousand dossiers, nothing written: offices, classes, and (office, day, online) of each."""
    offices.load_shipped(at=AT)
    scenario, random = load.check("ha-tinh-two-years", scale=10_000, at=AT), Random(3)
    load._stock(scenario)
    map_, lessons = writing.prepared(scenario, random)
    parts = list(writing.planned(scenario, 10_000, map_, lessons, random=random, at=AT))
    filed = [
        (one.office, one.submitted_at.date(), one.channel is Channel.ONLINE)
        for stage, filings in parts for one in filings if stage.levels[one.procedure] is not ServiceLevel.NONE
    ]  # fmt: skip
    return map_, lessons, filed


def _odds(filed):
    online = sum(one for _, _, one in filed)
    return log((online + 0.5) / (len(filed) - online + 0.5))


def test_people_learn_over_the_years_and_file_where_their_office_is_on_the_day():
    map_, _, filed = _lived()
    early = [one for one in filed if one[1] < date(2024, 7, 1)]
    late = [one for one in filed if one[1] >= date(2025, 7, 1)]
    assert _odds(late) > _odds(early) + 0.2
    for ground in map_:
        there = {office for office, day, _ in filed if ground.first <= day <= ground.last}
        assert there <= set(ground.offices)
        assert all((office.valid_to or ground.last) >= ground.last for office in ground.offices.values())
    assert len(map_[0].districts) == 216 and not map_[-1].districts


def test_a_class_moves_its_offices_by_about_the_known_effect_beside_those_not_taught():
    _, lessons, filed = _lived()
    moved = []
    for lesson in lessons:
        first = date(lesson.on.year, 7, 1) if lesson.on >= date(2025, 7, 1) else date(2024, 1, 1)
        last = date(lesson.on.year, 12, 31) if lesson.on.year == 2024 or lesson.on >= date(2025, 7, 1) else None
        if last is None:
            continue
        taught = {office for each in lessons for office in each.offices}
        near = [one for one in filed if first <= one[1] <= last]
        sides = [[one for one in near if one[0] in lesson.offices], [one for one in near if one[0] not in taught]]
        before, after = ([_odds([one for one in side if (one[1] >= lesson.on) is late]) for side in sides]
                         for late in (False, True))  # fmt: skip
        moved.append((after[0] - before[0]) - (after[1] - before[1]))
    # People differ, which draws the odds of a crowd together: less than what each of them is moved by.
    assert CLASS_EFFECT * 0.4 < sum(moved) / len(moved) < CLASS_EFFECT * 1.4


def test_who_takes_over_leans_as_those_before_did_and_keeps_what_their_officers_learnt():
    assert inherited([0.5, -0.1], Random(1)) == pytest.approx(0.2)
    offices.load_shipped(at=AT)
    map_ = grounds(TWO_YEARS.stretches, Random(2))
    old, new = map_[-2], map_[-1]
    heir = next(code for code in sorted(new.communes.values()) if code not in old.offices)
    office = office_queries.office(heir)
    before = [link.predecessor.code for link in office_queries.predecessors(office)]
    taught = writing.Taught([Lesson(date(2025, 4, 1), (before[0],))])
    taught.carry(old)
    plain = new.leaning[heir]
    taught.carry(new)
    assert new.leaning[heir] == pytest.approx(plain + CLASS_EFFECT / len(before))


def test_the_skilled_with_telephone_and_e_id_file_online_most():
    people = settle(500, ["18082"], Random(4))
    chances = [one.chance(ServiceLevel.FULL, 0.0) for one in sorted(people, key=lambda one: (one.eid, one.skill))]
    assert 0.1 < min(chances) < max(chances) < 0.99
    assert all(one.chance(ServiceLevel.NONE, 9.0) == 0 for one in people)
    assert people[0].chance(ServiceLevel.PARTIAL, 0.0) < people[0].chance(ServiceLevel.FULL, 0.0)
