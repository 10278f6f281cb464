"""Where and when a programme is played, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from random import Random

from motcua.core import clock
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import Role
from motcua.simulation import cast


@dataclass(frozen=True, slots=True)
class Lesson:
    """A class for the officers of some offices (codes), on a day."""

    on: date
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A province with its leader and controller, the stretches of the scenario, and what was planned beforehand.

    `much` is how many petitions there are, `goal` the target of the first year.
    """

    province: Office
    leader: Account
    controller: Account
    stretches: tuple[tuple[date, date], ...]
    lessons: tuple[Lesson, ...]
    random: Random
    much: int
    goal: Fraction

    def crew(self, codes: tuple[str, ...], role: Role) -> list[Account]:
        """Return the simulated officers with a role at some offices, by user name."""
        names = [cast.username(office, role) for office in Office.objects.filter(code__in=codes)]
        return list(Account.objects.filter(username__in=names).order_by("username"))

    def below(self, on: date) -> list[Office]:
        """Return the committees directly below the province on a day."""
        found = Office.objects.on(on).filter(parent=self.province, kind="committee")
        return list(found.order_by("code"))


def setting_of(
    stretches: tuple[tuple[date, date], ...],
    lessons: tuple[Lesson, ...],
    *,
    random: Random,
    much: int,
    goal: Fraction = Fraction(3, 5),
) -> Setting:
    """Return the setting of these days."""
    province, began = offices.root(stretches[-1][1]), clock.start_of(stretches[0][0])
    leader, controller = cast.leader(province, at=began), cast.controller(province, at=began)
    return Setting(province, leader, controller, stretches, lessons, random, much, goal)


def at(day: date, hour: int = 9) -> datetime:
    """Return an hour of a day."""
    return clock.at(day, time(hour))
