"""Teams, their evenings and messages of the two years, and which of the planned filings came of them.

Played through the actions, stretch by stretch, before its dossiers are written: these then tell of who helped, of the
message that led to them, and of the mark of an officer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from motcua.adoption.helping import actions as helping
from motcua.adoption.helping import queries as helped
from motcua.adoption.helping import rules
from motcua.adoption.helping.rules import HelpKind, Time
from motcua.adoption.models import CommunityTeam, HelpRecord, OutreachChannel, OutreachMessage
from motcua.adoption.outreach import actions as outreach
from motcua.adoption.outreach.rules import ChannelKind
from motcua.adoption.teams import actions as teams
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.filing import rules as filing
from motcua.filing.rules import ForStaff, Help, System
from motcua.journal.models import Entry
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.simulation import cast
from motcua.simulation.filings import Filing
from motcua.simulation.programme import evenings
from motcua.simulation.programme import outreach as messages
from motcua.simulation.programme.evenings import Visit
from motcua.simulation.programme.setting import at
from motcua.simulation.programme.teams import Team, form
from motcua.simulation.stage import Stage
from motcua.simulation.years.ground import Ground

HOMES, WITH_TWO, MEMBERS, NUMBERED_FROM = 7, 3, 3, 390_000_000
EVENINGS, MOST_VISITS, LONGEST = 3, 8, timedelta(hours=5)
LEAST_DAYS, REMEMBERED = 60, timedelta(60)
LED, STAFF = 0.35, 0.05
"""Shares: of what is filed here online while a message is remembered, through its link; of what officers mark."""


class _Village(NamedTuple):
    """A village: in which commune of the beginning (key), and which part of its people live there, of how many."""

    number: int
    home: str
    part: int
    parts: int

    @property
    def name(self) -> str:
        return f"Thôn {self.number + 1}"

    def has(self, citizen: int | None, homes: Sequence[str]) -> bool:
        """Return whether a citizen lives here, by her number and the homes of all."""
        return citizen is not None and homes[citizen] == self.home and citizen % self.parts == self.part


class _Waiting(NamedTuple):
    record: HelpRecord
    number: str


class Field:
    """What was done in villages and told to people: `lead` for each stretch in turn, `finish` when all is written."""

    def __init__(self, province: Office, controller: Account, random: Random) -> None:
        self._province, self._by, self._random = province, controller, random
        self._teams: dict[_Village, Team] = {}
        self._channels: dict[tuple[str, ChannelKind], OutreachChannel] = {}
        self._messages: list[OutreachMessage] = []
        self._filed: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []

    def lead(self, ground: Ground, stage: Stage, filings: Sequence[Filing]) -> list[Filing]:
        """Play what is done in a stretch around these filings, and return them with what they tell of it."""
        if self._teams:
            self._carry_on(ground)
        else:
            self._begin(ground, stage)
        if (ground.last - ground.first).days >= LEAST_DAYS:
            self._tell(ground, filings)
        assisted = self._helped(ground, stage, filings)
        return [self._known(assisted.get(number, one), ground, stage) for number, one in enumerate(filings)]

    def finish(self) -> None:
        """Let records of help find their dossiers, a day after the last thing that happened to these; open links."""
        for record, number in self._waiting:
            assert record.procedure_id is not None
            known = [Time(one.code, one.submitted_at) for one in helped.arrived(number, record.procedure_id)]
            found = rules.nearest(Time("", record.at), known, filed=False)
            if found is not None:
                newest = Entry.objects.filter(subject=filing.subject(found.key)).order_by("-number")
                last = clock.parse_stamp(newest.values_list("recorded_at", flat=True)[0])
                helping.link(record=record, dossier_code=found.key, at=last + timedelta(1))
        for message in self._messages:
            messages.opened(message, self._filed[message.key], random=self._random)

    def _begin(self, ground: Ground, stage: Stage) -> None:
        """Form teams in the communes where most people live who file: every third without the Youth Union."""
        lives = Counter(home for home in stage.homes if home in ground.communes)
        homes = sorted(lives, key=lambda home: (-lives[home], home))[:HOMES]
        shared = [*((home, 0, 2) for home in homes[:WITH_TWO]), *((home, 1, 2) for home in homes[:WITH_TWO]),
                  *((home, 0, 1) for home in homes[WITH_TWO:])]  # fmt: skip
        villages = [_Village(number, *one) for number, one in enumerate(shared)]
        on = ground.first + timedelta(9)
        people = cast.citizens(len(villages) * MEMBERS, start=NUMBERED_FROM, random=self._random, at=at(on, 8))
        for village in villages:
            office = ground.offices[ground.communes[village.home]]
            own = people[village.number * MEMBERS :][:MEMBERS]
            self._teams[village] = form(
                office, village.name, own, on=on, by=self._by, young=village.number % 3 < 2, learners=village.number % 2
            )

    def _carry_on(self, ground: Ground) -> None:
        """Hand the teams of offices that have ended over to those that took over; the last village is forgotten."""
        moment = at(ground.first + timedelta(3))
        for village, team in self._teams.items():
            ended, heir = team.about.office, ground.communes.get(village.home)
            forgotten = village.number == len(self._teams) - 1 and ground.last.month == 12
            if ended.valid_to is None or ended.valid_to >= ground.first or heir is None or forgotten:
                continue
            team.about = teams.hand_over(team=team.about, office=ground.offices[heir], by=self._by, at=moment)

    def _tell(self, ground: Ground, filings: Sequence[Filing]) -> None:
        """Send two messages through each channel, about anything and about what is asked for at the office."""
        length = (ground.last - ground.first).days
        for office, kind in self._tells(ground):
            key = office.code, kind
            if key not in self._channels:
                self._channels[key] = messages.channel(office, kind, on=ground.first + timedelta(12), by=self._by)
            for part in (4, 2):
                day = ground.first + timedelta(length // part + self._random.randrange(10))
                asked = sorted({one.procedure for one in filings if _ours_online(one) and one.office == office.code})
                code = self._random.choice(asked) if asked and part == 2 else ""
                sent = messages.send(self._channels[key], on=day, by=self._by, number=part, code=code)
                self._messages.append(sent)

    def _tells(self, ground: Ground) -> Iterator[tuple[Office, ChannelKind]]:
        """Yield who tells people something, and how; channels of offices that have ended are closed."""
        yield self._province, ChannelKind.SOCIAL_PAGE
        yield self._province, ChannelKind.LEAFLET
        homes = list(dict.fromkeys(village.home for village in self._teams))[:3]
        kinds = (ChannelKind.GROUP, ChannelKind.LOUDSPEAKER, ChannelKind.MEETING)
        codes = dict.fromkeys(ground.communes[home] for home in homes if home in ground.communes)
        for code, kind in zip(codes, kinds, strict=False):
            yield ground.offices[code], kind
        for (code, _), channel in self._channels.items():
            if channel.closed_at is None and code != self._province.code and code not in ground.offices:
                outreach.close_channel(channel=channel, by=self._by, at=at(ground.first))

    def _helped(self, ground: Ground, stage: Stage, filings: Sequence[Filing]) -> dict[int, Filing]:
        """Hold the evenings of every team; return, by number, the filings here that tell of who helped at one."""
        found: dict[int, Filing] = {}
        for village, team in self._teams.items():
            if not team.helpers or (team.about.office.valid_to or ground.last) < ground.last:
                continue
            for evening in self._evenings(village, team.about, ground, stage, filings):
                found |= self._held(team, evening, stage, filings)
        return found

    def _evenings(
        self, village: _Village, team: CommunityTeam, ground: Ground, stage: Stage, filings: Sequence[Filing]
    ) -> list[list[int]]:
        """Return the numbers of the filings with help of a village on some days, each day in the order of time."""
        since = max(ground.first, team.valid_from) + timedelta(14)
        days: dict[date, list[int]] = {}
        for number, one in enumerate(filings):
            day = clock.local_day(one.submitted_at)
            if day >= since and _with_help(one) and village.has(one.known.citizen, stage.homes):
                days.setdefault(day, []).append(number)
        chosen: list[date] = []
        for day in sorted(days):
            if not chosen or day > chosen[-1] + timedelta(1):
                chosen.append(day)
        some = sorted(self._random.sample(chosen, min(EVENINGS, len(chosen))))
        return [_near(sorted(days[day], key=lambda n: filings[n].submitted_at), filings) for day in some]

    def _held(self, team: Team, numbers: list[int], stage: Stage, filings: Sequence[Filing]) -> dict[int, Filing]:
        found, visits = dict[int, Filing](), list[Visit]()
        for turn, number in enumerate(numbers):
            one = filings[number]
            if _ours_online(one):
                helper = team.helpers[turn % len(team.helpers)].pk
                known = replace(one.known, helper=helper, helped_office=team.about.office.code)
                found[number] = replace(one, known=known)
            else:
                visits.append(Visit(_before(one.submitted_at), HelpKind.FILING, _number(one, stage), one.procedure))
        visits += self._others([filings[number] for number in numbers], stage)
        visits.sort(key=lambda visit: (visit.at, visit.kind))
        place, last = f"Nhà văn hóa {team.about.village}", filings[numbers[-1]].submitted_at
        _, kept = evenings.hold(team, visits, place=place, random=self._random, until=last)
        self._waiting += [
            _Waiting(record, visit.number) for record, visit in zip(kept, visits, strict=True)
            if visit.kind is HelpKind.FILING
        ]  # fmt: skip
        return found

    def _others(self, filings: Sequence[Filing], stage: Stage) -> Iterator[Visit]:
        """Yield who comes to an evening for an e-ID, sometimes with a day on which she will open it, or to pay."""
        draw, first = self._random, filings[0].submitted_at
        for kind in (HelpKind.ACCOUNT, *((HelpKind.PAYING,) if draw.random() < 0.5 else ())):
            known_as = _number(draw.choice(filings), stage) if draw.random() < 0.5 else ""
            booked = clock.local_day(first) + timedelta(3) if kind is HelpKind.ACCOUNT and draw.random() < 0.5 else None
            yield Visit(_before(first), kind, known_as, booked_on=booked)

    def _known(self, one: Filing, ground: Ground, stage: Stage) -> Filing:
        """Return a filing with the message that led to it and the mark of an officer, where there is one."""
        draw, more = self._random, dict[str, Any]()
        if _ours_online(one) and (led := self._remembered(one, ground, stage)) and draw.random() < LED:
            more["via"] = draw.choice(led)
            self._filed[more["via"]] += 1
        if (_ours_online(one) or one.channel is Channel.DIRECT) and draw.random() < STAFF:
            kind = ForStaff.SELF if draw.random() < 0.6 else ForStaff.FAMILY
            more |= {"for_staff": kind.value, "staff_office": one.office}
        return replace(one, known=replace(one.known, **more)) if more else one

    def _remembered(self, one: Filing, ground: Ground, stage: Stage) -> list[str]:
        """Return the keys of the messages that whoever files may have read."""
        day, who = clock.local_day(one.submitted_at), one.known.citizen
        procedure = stage.versions[one.procedure].procedure_id
        near = {self._province.code, one.office, ground.communes.get(stage.homes[who or 0], "")}
        return [
            each.key for each in self._messages
            if each.sent_on is not None and each.sent_on < day <= each.sent_on + REMEMBERED
            and each.channel.office.code in near and each.procedure_id in (None, procedure)
        ]  # fmt: skip


def _ours_online(one: Filing) -> bool:
    return one.steps[0].kind == "submitted"


def _with_help(one: Filing) -> bool:
    """Return whether somebody stood beside who filed, and it shows: here it is said, elsewhere nobody asks."""
    return one.help is Help.HELPED if _ours_online(one) else one.system is not System.MOTCUA and one.known.assisted


def _near(numbers: list[int], filings: Sequence[Filing]) -> list[int]:
    first = filings[numbers[0]].submitted_at
    return [number for number in numbers if filings[number].submitted_at - first <= LONGEST][:MOST_VISITS]


def _before(moment: datetime) -> datetime:
    return moment - timedelta(minutes=5)


def _number(one: Filing, stage: Stage) -> str:
    assert one.known.citizen is not None
    person = stage.citizens[one.known.citizen].person
    return (person.personal_id if person else None) or ""
