"""People who file now and then, and how likely each does so online: by skill, telephone, e-ID, office. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from random import Random

from motcua.catalogue.rules import ServiceLevel
from motcua.filing.rules import Help, InPersonReason

CLASS_EFFECT = 0.8
"""What a class for an office's officers adds, on the scale of log-odds, to each filing at that office since."""
BY_DOING, BY_HELP = 0.04, 0.2
"""How much skill a filing online adds: by oneself, and with somebody who helps."""


@dataclass(slots=True)
class Resident:
    """Somebody who files: `number` among the scenario's citizens, `home` the key of her commune before the reform.

    `skill` from 0 to 1 grows by filing online, faster when somebody helps.
    """

    number: int
    home: str
    skill: float
    phone: bool
    eid: bool

    def chance(self, level: ServiceLevel, leaning: float) -> float:
        """Return how likely she files online what is offered at a level; `leaning` is what her office adds."""
        if level is ServiceLevel.NONE:
            return 0.0
        score = 2.8 * self.skill + 0.7 * self.phone + 0.9 * self.eid + 0.4 * (level is ServiceLevel.FULL) - 1.9
        return 1 / (1 + exp(-score - leaning))

    def helped_by(self, leaning: float, random: Random) -> Help:
        """Return who does it with her online, and let her learn from it. Nobody asked one in eight."""
        helped = random.random() < 0.75 * (1 - self.skill) * (1.0 if leaning > 0 else 0.6)
        self.skill = min(1.0, self.skill + (BY_HELP if helped else BY_DOING))
        if random.random() < 0.125:
            return Help.UNKNOWN
        return Help.HELPED if helped else Help.SELF

    def reason(self, level: ServiceLevel, random: Random) -> InPersonReason:
        """Return why she comes in person."""
        if random.random() < 0.15:
            return InPersonReason.NOT_ASKED
        if level is ServiceLevel.NONE:
            return InPersonReason.ORIGINAL_NEEDED
        if not self.phone:
            return InPersonReason.NO_PHONE
        if not self.eid:
            return InPersonReason.NO_ACCOUNT
        return InPersonReason.PORTAL_FAILED if random.random() < 0.1 else InPersonReason.PREFERS


def settle(how_many: int, homes: Sequence[str], random: Random) -> list[Resident]:
    """Return so many people, each at home somewhere."""
    return [
        Resident(
            number, random.choice(homes), random.betavariate(1.6, 2.4), random.random() < 0.8, random.random() < 0.65
        )
        for number in range(how_many)
    ]


def inherited(before: Sequence[float], random: Random) -> float:
    """Return how an office leans: as those whose work it took over did on average; a new one as it likes."""
    return sum(before) / len(before) if before else random.gauss(0, 0.5)
