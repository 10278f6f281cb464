"""Writing the two years, stretch by stretch, and the programme that went with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from motcua.core import clock
from motcua.measures.counting import Key
from motcua.offices import queries as offices
from motcua.offices.models import OfficeSuccession
from motcua.simulation import bulk, cast, staging
from motcua.simulation.filings import Filing
from motcua.simulation.programme import classes, playing
from motcua.simulation.programme.setting import Lesson, setting_of
from motcua.simulation.scenarios import Scenario
from motcua.simulation.shares import split
from motcua.simulation.stage import Stage
from motcua.simulation.years.field import Field
from motcua.simulation.years.ground import Ground, grounds
from motcua.simulation.years.habits import CLASS_EFFECT, settle
from motcua.simulation.years.planning import Planner

PER_RESIDENT, PER_PETITION, MOST_PETITIONS = 8, 250, 120
"""Dossiers of a resident in the two years, on average; dossiers for each petition, of which there are never more."""


@dataclass(frozen=True, slots=True)
class Written:
    """What two years left: dossiers, entries, changes of counters; the classes that are still to be told of, and what
    was done in the field.
    """

    dossiers: int
    done: bulk.Done
    lessons: tuple[Lesson, ...]
    field: Field


def write(
    scenario: Scenario, scale: int, *, random: Random, at: datetime, report: Callable[[str, int, int], None]
) -> Written:
    """Write so many dossiers, inside the caller's transaction."""
    map_, lessons = prepared(scenario, random)
    written, entries, counted = 0, 0, Counter[Key]()
    province = offices.root(scenario.last)
    field = Field(province, cast.controller(province, at=clock.start_of(scenario.first)), Random(random.random()))

    def count(how_many: int) -> None:
        nonlocal written
        written += how_many
        report("Ghi hồ sơ và nhật ký", written, scale)

    stages = planned(scenario, scale, map_, lessons, random=random, at=at)
    for ground, (stage, filings) in zip(map_, stages, strict=True):
        wrote = bulk.write(field.lead(ground, stage, filings), stage, random=random, report=count)
        entries += wrote.entries
        counted.update(wrote.counted)
    return Written(written, bulk.Done(entries, counted), tuple(lessons), field)


def prepared(scenario: Scenario, random: Random) -> tuple[list[Ground], list[Lesson]]:
    """Return the offices of each stretch, and which of their officers are taught when."""
    map_ = grounds(scenario.stretches, random)
    return map_, classes.plan([(one.first, one.last, sorted(set(one.communes.values()))) for one in map_], random)


def planned(
    scenario: Scenario, scale: int, map_: list[Ground], lessons: list[Lesson], *, random: Random, at: datetime
) -> Iterator[tuple[Stage, list[Filing]]]:
    """Yield the dossiers of each stretch with the stage on which they are played; people stay the same throughout."""
    citizens = staging.citizens_of(scenario, max(40, scale // PER_RESIDENT), random=random)
    residents = settle(len(citizens), sorted(map_[0].communes), random)
    homes = [one.home for one in residents]
    result, controller, taught = staging.result_of(at=at), _controller(scenario), Taught(lessons)
    sizes = split(scale, [_weight(scenario, ground) for ground in map_])
    for ground, size in zip(map_, sizes, strict=True):
        taught.carry(ground)
        part = replace(scenario, first=ground.first, last=ground.last)
        stage = staging.stage_of(part, list(ground.offices.values()), citizens, result, random=random)
        stage.controller, stage.homes = controller, homes
        time = staging.time_of(part, stage, staging.BEYOND)
        planner = Planner(part, ground, staging.services_of(stage), time, taught.since, random)
        yield stage, list(planner.plan(size, residents))


def play_programme(scenario: Scenario, written: Written, *, random: Random) -> None:
    """Tell what the province did meanwhile. Reads figures: best when the counters have taken in what was written."""
    much = min(MOST_PETITIONS, max(6, written.dossiers // PER_PETITION))
    written.field.finish()
    playing.play(setting_of(scenario.stretches, written.lessons, random=random, much=much))


def _controller(scenario: Scenario) -> int:
    return cast.controller(offices.root(scenario.last), at=clock.start_of(scenario.first)).pk


class Taught:
    """Since when the officers of an office were trained; who takes over an office's work takes its officers over."""

    def __init__(self, lessons: list[Lesson]) -> None:
        self.since = {office: lesson.on for lesson in reversed(lessons) for office in lesson.offices}
        self._share: dict[str, float] = {}
        self._before: dict[str, list[str]] = {}
        for after, before in sorted(OfficeSuccession.objects.values_list("successor__code", "predecessor__code")):
            self._before.setdefault(after, []).append(before)

    def carry(self, ground: Ground) -> None:
        """Let the offices of a stretch lean as their predecessors' officers were trained."""
        for code in ground.offices:
            if code not in self._share:
                before = [self._share.get(one, 0.0) + (one in self.since) for one in self._before.get(code, [])]
                self._share[code] = sum(map(_at_most_one, before)) / len(before) if before else 0.0
            ground.leaning[code] += CLASS_EFFECT * self._share[code]


def _at_most_one(share: float) -> float:
    return min(share, 1.0)


def _weight(scenario: Scenario, ground: Ground) -> int:
    return sum(scenario.months[day.month - 1] for day in clock.days(ground.first, ground.last))
