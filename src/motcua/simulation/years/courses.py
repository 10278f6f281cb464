"""What happens to a planned dossier and when: requests for papers, late results, withdrawals, answers. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from motcua.simulation.filings import Step
from motcua.simulation.timeline import HOUR, OfficeTime

REFUSED, WITHDRAWN, ASKED, ASKED_AGAIN, LATE = 0.025, 0.01, 0.08, 0.15, 0.06
"""Shares: of what is sent here, refused; of what is accepted, withdrawn, asked for papers; of these twice; late."""


class Course:
    """The steps of one dossier, each after the one before."""

    def __init__(self, at: datetime, days: int, time: OfficeTime, random: Random) -> None:
        self.steps: list[Step] = []
        self.late = False
        self._position = time.position(at)
        self._limit = max(days * time.per_day, 4 * HOUR)
        self._time, self._random = time, random

    def sent(self, at: datetime) -> None:
        """It is sent to us online."""
        self.steps.append(Step("submitted", at))

    def refused(self) -> None:
        """The counter refuses it within a day."""
        self._after("refused", self._random.randrange(HOUR // 2, 7 * HOUR))

    def received(self, at: datetime | None) -> None:
        """The counter takes it in: at a moment, or in some hours."""
        if at is None:
            self._after("accepted", self._random.randrange(600, 7 * HOUR))
        else:
            self.steps.append(Step("accepted", at))

    def worked_on(self, *, may_withdraw: bool) -> bool:
        """Officers do their work; return whether there was a result to hand over."""
        draw = self._random
        self._after("assigned", draw.randrange(300, self._limit // 8))
        for again in (False, True):
            if draw.random() >= (ASKED_AGAIN if again else ASKED):
                break
            self._after("supplement_asked", draw.randrange(600, self._limit // 4))
            self._after("supplemented", draw.randrange(self._time.per_day // 2, 4 * self._time.per_day))
        if may_withdraw and draw.random() < WITHDRAWN:
            self._after("withdrawn", draw.randrange(600, self._limit // 2))
            return False
        self.late = draw.random() < LATE
        share = draw.uniform(1.1, 3.0) if self.late else draw.triangular(0.1, 0.6, 0.3)
        self._after("proposed", int(self._limit * share))
        self._after("approved", draw.randrange(300, 2 * HOUR))
        self._after("returned", draw.randrange(600, 3 * self._time.per_day))
        return True

    def answered(self) -> None:
        """Whoever filed says how it went, some days later."""
        days = timedelta(self._random.randrange(1, 9), self._random.randrange(0, 9 * HOUR))
        self.steps.append(Step("rated", self.steps[-1].at + days))

    def put_right(self) -> None:
        """A month later somebody finds that what was recorded is wrong."""
        days = timedelta(self._random.randrange(15, 45), self._random.randrange(0, 3 * HOUR))
        self.steps.append(Step("corrected", self.steps[-1].at + days))

    def _after(self, kind: str, seconds: int) -> None:
        self._position += max(seconds, 60)
        self.steps.append(Step(kind, self._time.moment(self._position)))
