"""One planned dossier after another: who files what where, by which channel, and what happens to it when. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.filing.rules import Help, System
from motcua.offices.rules import Tier
from motcua.simulation.scenarios import Scenario
from motcua.simulation.timeline import HOUR, Arrivals, OfficeTime
from motcua.simulation.volumes import Volume

LATE, SUPPLEMENTED = 0.02, 0.05  # shares of dossiers
HELP = ((Help.SELF, 62), (Help.HELPED, 25), (Help.UNKNOWN, 13))


@dataclass(frozen=True, slots=True)
class Service:
    """A procedure as offices of some tiers offer it: code, level, working days that it may take, how often asked."""

    code: str
    level: ServiceLevel
    tiers: tuple[Tier, ...]
    days: int
    weight: int


@dataclass(frozen=True, slots=True)
class Step:
    """A move of a case, named like the journal's entry, and when it happens."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known of a planned dossier.

    `citizen` is the number of who files among the scenario's, None: anybody; `place` the key of her place ("": that of
    the office), `in_person` why she came (""), `verified` whether another system knows her by her e-ID, `digitised`
    that a file of her papers is kept, `satisfaction` what she answers when she is asked. `assisted` is whether somebody
    stood beside her, whatever was recorded; `helper` the account of who is recorded to, at `helped_office` (code).
    `via` is the key of the message whose link led to it, `for_staff` the mark of an officer of `staff_office` (code).
    """

    citizen: int | None = None
    place: str = ""
    in_person: str = ""
    verified: bool = False
    digitised: bool = False
    satisfaction: str = ""
    assisted: bool = False
    helper: int | None = None
    helped_office: str = ""
    via: str = ""
    for_staff: str = ""
    staff_office: str = ""


NOTHING_ELSE = Known()


@dataclass(frozen=True, slots=True)
class Filing:
    """A planned dossier: `steps` in the order of time, the first one opens it."""

    office: str
    procedure: str
    channel: Channel
    help: Help
    system: System
    submitted_at: datetime
    steps: tuple[Step, ...]
    known: Known = NOTHING_ELSE


class Choice:
    """Which procedure is asked for at a tier: online only those that are offered online there."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._tables = {
            (tier, online): self._table(services, tier, online) for tier in Tier for online in (True, False)
        }

    def pick(self, tier: Tier, *, online: bool, random: Random) -> Service:
        """Return one procedure, by weight. Raises IndexError when nothing is offered."""
        chosen, weights = self._tables[tier, online]
        return random.choices(chosen, cum_weights=weights)[0]

    @staticmethod
    def _table(services: Sequence[Service], tier: Tier, online: bool) -> tuple[list[Service], list[int]]:
        fits = [s for s in services if tier in s.tiers and not (online and s.level is ServiceLevel.NONE)]
        return fits, list(accumulate(s.weight for s in fits))


def plan(
    scenario: Scenario,
    volumes: Sequence[Volume],
    *,
    tiers: Mapping[str, Tier],
    services: Sequence[Service],
    time: OfficeTime,
    random: Random,
) -> Iterator[Filing]:
    """Yield every dossier of the volumes, office by office, in no order of time.

    `time` must reach some months beyond the scenario's last day. Where the scenario does not end openly, every
    dossier of a closed period is received in it, so that the planned figures are the measured ones.
    """
    last = scenario.last if scenario.open_end else scenario.last - timedelta(days=5)
    arrivals = Arrivals(scenario.first, last, scenario.months, frozenset(time.days))
    choice = Choice(services)
    end = datetime.combine(scenario.last, datetime.max.time(), time.moment(0).tzinfo)
    for volume in volumes:
        kinds = (
            [(Channel.ONLINE, False)] * volume.online
            + [(Channel.DIRECT, False)] * volume.direct
            + [(Channel.POST, False)] * volume.post
            + [(Channel.ONLINE, True)] * volume.refused
        )
        for channel, refused in kinds:
            online = channel is Channel.ONLINE
            service = choice.pick(tiers[volume.office], online=online, random=random)
            foreign = online and not refused and random.randrange(1000) < scenario.from_portal
            at = arrivals.at_home(random) if online else arrivals.at_counter(random, time.stretches)
            steps = _refusal(at, time, random) if refused else _course(at, online, foreign, service, time, random)
            if scenario.open_end:
                steps = tuple(step for step in steps if step.at <= end)
                if not steps:  # The other system has not handed it over yet.
                    continue
            yield Filing(
                volume.office, service.code, channel, _help(online and not foreign, random),
                System.NATIONAL_PORTAL if foreign else System.MOTCUA, at, steps,
            )  # fmt: skip


def _refusal(at: datetime, time: OfficeTime, random: Random) -> tuple[Step, ...]:
    position = time.position(at) + random.randrange(HOUR // 2, 7 * HOUR)
    return Step("submitted", at), Step("refused", time.moment(position))


def _course(
    at: datetime, online: bool, foreign: bool, service: Service, time: OfficeTime, random: Random
) -> tuple[Step, ...]:
    steps = []
    position = time.position(at)
    received = at
    if online:
        position += random.randrange(600, 7 * HOUR)
        received = time.moment(position)
        if not foreign:
            steps.append(Step("submitted", at))
    steps.append(Step("accepted", received))

    def after(kind: str, seconds: int) -> None:
        nonlocal position
        position += max(seconds, 60)
        steps.append(Step(kind, time.moment(position)))

    limit = max(service.days * time.per_day, 4 * HOUR)
    after("assigned", random.randrange(300, limit // 8))
    if random.random() < SUPPLEMENTED:
        after("supplement_asked", random.randrange(600, limit // 4))
        after("supplemented", random.randrange(time.per_day // 2, 4 * time.per_day))
    share = random.uniform(1.1, 1.8) if random.random() < LATE else random.triangular(0.1, 0.6, 0.3)
    after("proposed", int(limit * share))
    after("approved", random.randrange(300, 2 * HOUR))
    after("returned", random.randrange(600, 3 * time.per_day))
    return tuple(steps)


def _help(known: bool, random: Random) -> Help:
    """Return who helped; the records of another system and of the counter do not say."""
    if not known:
        return Help.UNKNOWN
    return random.choices([one for one, _ in HELP], [weight for _, weight in HELP])[0]
