"""The programme of the last months, for the demonstration: played once, on the offices of today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random

from django.db import transaction

from motcua.adoption.models import Target
from motcua.core import clock
from motcua.offices import queries as offices
from motcua.offices.rules import Tier
from motcua.simulation import cast
from motcua.simulation.cast import Known
from motcua.simulation.programme import classes, demonstrated, playing
from motcua.simulation.programme.setting import setting_of

DAYS = 300
_TAUGHT = 30  # communes whose officers were at a class


def play(*, at: datetime, commune: str = "", members: Sequence[Known] = ()) -> bool:
    """Hold classes, give targets, pass a directive down, be stuck; return whether it was done: not when targets exist.

    In the `commune` (a code) teams help, people are told and officers go first, too; `members` are two of its first
    team.
    """
    if Target.objects.exists():
        return False
    random, yesterday = Random("present"), clock.local_day(at) - timedelta(1)
    there = offices.on_tier(Tier.COMMUNE, yesterday)
    began = max(filter(None, (office.valid_from for office in there)), default=date.min)
    stretches = _stretches(max(began, yesterday - timedelta(DAYS)), yesterday)
    with transaction.atomic():
        cast.crews(there, random=random, at=clock.start_of(stretches[0][0]))
        planned = [(first, last, [office.code for office in there]) for first, last in stretches]
        lessons = classes.plan(planned, random)[: _TAUGHT // classes.AT_A_TIME]
        playing.play(setting_of(stretches, tuple(lessons), random=random, much=0, goal=Fraction(3, 4)))
        if chosen := next((office for office in there if office.code == commune), None):
            others = [office for office in there if office is not chosen][::30]
            demonstrated.play(commune=chosen, others=others, members=members, now=at)
    return True


def _stretches(first: date, last: date) -> tuple[tuple[date, date], ...]:
    """Return the days of each year."""
    if first.year == last.year:
        return ((first, last),)
    return (first, date(first.year, 12, 31)), (date(last.year, 1, 1), last)
