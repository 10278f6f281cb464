"""Evenings at which teams help: opening an e-ID, filing on the national portal, paying; with consent, in some way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from motcua.adoption.helping import actions
from motcua.adoption.helping.rules import Consent, HelpKind, Told
from motcua.adoption.models import HelpRecord, TeamEvening
from motcua.core import clock
from motcua.filing.rules import System
from motcua.people.models import Account
from motcua.simulation.programme.teams import Team

_CONSENTS = (Consent.SCREEN, Consent.SCREEN, Consent.CODE, Consent.PAPER)
BEFORE, AFTER = timedelta(minutes=20), timedelta(minutes=45)


class Visit(NamedTuple):
    """Somebody who comes to an evening: when, with what she is helped, her number ("": not told), the procedure."""

    at: datetime
    kind: HelpKind
    number: str = ""
    procedure: str = ""
    booked_on: date | None = None


def hold(
    team: Team, visits: Sequence[Visit], *, place: str, random: Random, until: datetime | None = None
) -> tuple[TeamEvening, list[HelpRecord]]:
    """Hold an evening about these visits, in the order of time, to `until`; return it and what was recorded.

    Who files here during it is recorded by what follows the journal.
    """
    first, *others = team.helpers
    evening = actions.begin_evening(team=team.about, place=place, by=first, at=visits[0].at - BEFORE)
    kept = [_record(team, visit, [first, *others][number % len(team.helpers)], random)
            for number, visit in enumerate(visits)]  # fmt: skip
    actions.end_evening(evening=evening, by=first, at=max(until or visits[-1].at, visits[-1].at) + AFTER)
    return evening, kept


def _record(team: Team, visit: Visit, helper: Account, random: Random) -> HelpRecord:
    consent = random.choice(_CONSENTS) if visit.number else ""
    name = team.about.office.short_name
    booked_at = f"Công an {name[:1].lower()}{name[1:]}" if visit.booked_on else ""
    told = Told(
        visit.kind.value, "" if visit.kind is HelpKind.ACCOUNT else System.NATIONAL_PORTAL.value, visit.procedure,
        visit.number, str(consent), f"P-{clock.local_day(visit.at):%y%m%d}" if consent is Consent.PAPER else "",
        visit.booked_on, booked_place=booked_at,
    )  # fmt: skip
    return actions.record(told=told, team=team.about, by=helper, at=visit.at)
