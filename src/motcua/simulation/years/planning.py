"""Who files what, where and how in a stretch of the two years, in the order of time: people learn on the way. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.correspondence.rules import Satisfaction
from motcua.filing.rules import Help, System
from motcua.offices.rules import Tier
from motcua.simulation.filings import Choice, Filing, Known, Service
from motcua.simulation.scenarios import Scenario
from motcua.simulation.timeline import Arrivals, OfficeTime
from motcua.simulation.years.courses import REFUSED, Course
from motcua.simulation.years.ground import Ground
from motcua.simulation.years.habits import CLASS_EFFECT, Resident

_TIERS = (Tier.COMMUNE, Tier.DISTRICT, Tier.PROVINCE)
_WEIGHTS = (62, 20, 18)
BY_POST, TELLS_HOME, SCANNED, ANSWERS, PUT_RIGHT = 0.05, 0.7, 0.55, 0.35, 0.4
"""Shares: of what does not come online, by post; whose old commune is known; kept as files; rated; of
what says nothing about help, put right."""


class Planner:
    """Plans the dossiers of one stretch; `lessons` are the days since when officers at an office were trained."""

    def __init__(
        self, scenario: Scenario, ground: Ground, services: Sequence[Service], time: OfficeTime,
        lessons: Mapping[str, date], random: Random,
    ) -> None:  # fmt: skip
        self._scenario, self._ground, self._time, self._lessons = scenario, ground, time, lessons
        self._random, self._choice = random, Choice(services)

    def plan(self, how_many: int, residents: Sequence[Resident]) -> Iterator[Filing]:
        """Yield so many dossiers. Residents file in the order of time, and each filing may teach them.

        All in time to be received while the office is there: an office day before its end at the latest.
        """
        ground, draw = self._ground, self._random
        arrivals = Arrivals(ground.first, ground.last, self._scenario.months, frozenset(self._time.days))
        here = [one for one in residents if one.home in ground.communes]
        for at in sorted(arrivals.at_home(draw) for _ in range(how_many)):
            yield self._filed(draw.choice(here), self._in_time(at))

    def leaning(self, office: str, day: date) -> float:
        """Return what an office adds to the chance of a filing online on a day."""
        taught = self._lessons.get(office)
        return self._ground.leaning[office] + (CLASS_EFFECT if taught is not None and taught <= day else 0.0)

    def _in_time(self, at: datetime) -> datetime:
        end = datetime.combine(self._ground.last, datetime.max.time(), at.tzinfo)
        latest = self._time.position(end) - self._time.per_day
        while self._time.position(at) > latest:
            at -= timedelta(1)
        return at

    def _filed(self, who: Resident, at: datetime) -> Filing:
        draw = self._random
        tier = draw.choices(_TIERS, _WEIGHTS)[0]
        office = self._ground.office(who.home, tier, draw)
        service = self._choice.pick(Tier(self._ground.offices[office].tier), online=False, random=draw)
        leaning = self.leaning(office, at.date())
        if draw.random() < who.chance(service.level, leaning):
            return self._online(who, at, office, service, leaning)
        return self._on_paper(who, at, office, service)

    def _online(self, who: Resident, at: datetime, office: str, service: Service, leaning: float) -> Filing:
        draw = self._random
        foreign = draw.randrange(1000) < self._scenario.from_portal
        course, answer = Course(at, service.days, self._time, draw), ""
        helped = who.helped_by(leaning, draw)
        if not foreign:
            course.sent(at)
        if not foreign and draw.random() < REFUSED:
            course.refused()
        else:
            course.received(None)
            answer = self._finished(course, may_withdraw=not foreign)
            if not foreign and helped is Help.UNKNOWN and draw.random() < PUT_RIGHT:
                course.put_right()
        known = Known(
            who.number, self._home(who) if foreign else "", verified=foreign and draw.random() < 0.9,
            digitised=draw.random() < 0.85, satisfaction=answer, assisted=helped is Help.HELPED,
        )  # fmt: skip
        return Filing(
            office, service.code, Channel.ONLINE, Help.UNKNOWN if foreign else helped,
            System.NATIONAL_PORTAL if foreign else System.MOTCUA, at, tuple(course.steps), known,
        )  # fmt: skip

    def _on_paper(self, who: Resident, at: datetime, office: str, service: Service) -> Filing:
        draw = self._random
        post = draw.random() < BY_POST
        at = self._time.moment(self._time.position(at) + draw.randrange(0, 3600))
        course = Course(at, service.days, self._time, draw)
        course.received(at)
        answer = self._finished(course, may_withdraw=False)
        reason = "" if post else str(who.reason(ServiceLevel(service.level), draw))
        known = Known(who.number, self._home(who), reason, digitised=draw.random() < SCANNED, satisfaction=answer)
        channel = Channel.POST if post else Channel.DIRECT
        return Filing(
            office, service.code, channel, Help.UNKNOWN, System.MOTCUA, at, tuple(course.steps), known,
        )  # fmt: skip

    def _finished(self, course: Course, *, may_withdraw: bool) -> str:
        """Let it be worked on; return what is answered about it, "" for nothing."""
        if not course.worked_on(may_withdraw=may_withdraw) or self._random.random() >= ANSWERS:
            return ""
        course.answered()
        weights = (10, 40, 50) if course.late else (35, 60, 5)
        answers = (Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED, Satisfaction.NOT_SATISFIED)
        return str(self._random.choices(answers, weights)[0])

    def _home(self, who: Resident) -> str:
        return who.home if self._random.random() < TELLS_HOME else ""
