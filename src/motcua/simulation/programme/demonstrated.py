"""What the commune of the demonstration did to help its people file online, until yesterday: teams with two evenings,
messages and what was filed through them, officers who went first and who were stuck. Played one at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from motcua.adoption.helping.rules import HelpKind
from motcua.adoption.models import OutreachMessage
from motcua.adoption.outreach.rules import ChannelKind
from motcua.casework import actions as casework
from motcua.casework.models import Case
from motcua.catalogue import forms
from motcua.catalogue.models import Offering, ProcedureVersion
from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core import clock
from motcua.filing import actions as filing
from motcua.filing.rules import ForStaff, Help, System, numbered, series
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.simulation import answers, bulk, cast, staging
from motcua.simulation.cast import Known
from motcua.simulation.programme import difficulties, evenings, outreach, teams
from motcua.simulation.programme.difficulties import Stuck
from motcua.simulation.programme.evenings import Visit
from motcua.simulation.programme.setting import at

PEOPLE, NUMBERED_FROM, PORTAL_NUMBER = 22, 490_000_000, 9001
_SERVED = 8  # what was filed longer ago than so many days has its result


@dataclass(slots=True)
class _Commune:
    """The commune with its people: officers, neighbours who file, and now."""

    office: Office
    controller: Account
    reception: Account
    officer: Account
    approver: Account
    neighbours: list[Account]
    version: ProcedureVersion | None
    random: Random
    now: datetime

    def day(self, before: int) -> date:
        """Return the day so many days ago."""
        return clock.local_day(self.now) - timedelta(before)

    def file(
        self, who: Account, *, before: int, hour: int = 20, helper: Account | None = None, via: str = "",
        staff: ForStaff | None = None,
    ) -> Case | None:  # fmt: skip
        """Let somebody file here online; None where nothing is offered so."""
        if self.version is None:
            return None
        moment = at(self.day(before), hour)
        draft = filing.start_draft(version=self.version, office=self.office, by=who, at=moment, via=via)
        form = forms.form_of(self.version.form)
        given = answers.complete(form, on=self.day(before))
        for page in form.pages:
            asked = {field.key for field in page.fields}
            own = {key: value for key, value in given.items() if key in asked}
            filing.save_page(draft=draft, page=page.key, values=own, by=who, at=moment)
        office = self.office if helper else None
        filing.set_help(
            draft=draft,
            help=Help.HELPED if helper else Help.SELF,
            by=who,
            at=moment,
            helper=helper,
            office=office,
            agreed=helper is not None,
        )
        if staff is not None:
            filing.set_for_staff(draft=draft, kind=staff, office=self.office, by=who, at=moment)
        return self._served(casework.register(draft=draft, by=who, at=moment, simulated=True), moment, before)

    def arrives(self, who: Account, *, before: int, number: int) -> None:
        """Let what somebody filed on the national portal in an evening arrive the next morning."""
        if self.version is not None:
            sent = at(self.day(before), 20)
            casework.register_received(
                version=self.version, office=self.office, channel=Channel.ONLINE, by=self.reception,
                at=self._next(sent), submitted_at=sent, system=System.NATIONAL_PORTAL, applicant=who.person,
                code=numbered(series(bulk.PORTAL, self.day(before)), number), simulated=True,
            )  # fmt: skip

    def brings(self, who: Account, *, before: int) -> None:
        """Let an officer bring a dossier of her own to the counter."""
        if self.version is not None:
            moment = self._next(at(self.day(before), 9))
            case = casework.register_received(
                version=self.version, office=self.office, channel=Channel.DIRECT, by=self.reception, at=moment,
                applicant=who.person, for_staff=ForStaff.SELF.value, staff_office=self.office.code, simulated=True,
            )  # fmt: skip
            casework.assign(case=case, officer=self.officer, by=self.reception, at=moment + timedelta(minutes=20))

    def _served(self, case: Case, moment: datetime, before: int) -> Case:
        received = self._next(moment)
        case = casework.accept(case=case, by=self.reception, at=received)
        case = casework.assign(case=case, officer=self.officer, by=self.reception, at=received + timedelta(minutes=20))
        if before <= _SERVED:
            return case
        later = received + timedelta(hours=1)
        case = casework.propose(case=case, by=self.officer, at=later)
        needed = self.version is not None and self.version.result_required
        result = staging.result_of(at=later) if needed else None
        case = casework.approve(case=case, by=self.approver, at=later + timedelta(minutes=30), result=result)
        return casework.return_result(case=case, by=self.reception, at=later + timedelta(minutes=50))

    def _next(self, moment: datetime) -> datetime:
        """Return when the counter takes in what came at a moment, at the latest now."""
        opens = offices.on_calendar(
            clock.local_day(moment), lambda calendar: calendar.next_opening(moment), self.office.pk
        )
        return min(opens + timedelta(minutes=15), self.now - timedelta(hours=3))


def play(*, commune: Office, others: Sequence[Office], members: Sequence[Known], now: datetime) -> None:
    """Let the commune do all that; `members` can sign in as leader and as Youth Union of its first team.

    The `others` have a team each and nothing else.
    """
    random = Random("demonstrated")
    here = _commune(commune, random, now)
    own, formed = cast.found_or_made(members, at=now), here.day(70)
    people, rest = here.neighbours[:12], here.neighbours[12:]
    here.neighbours = rest
    team = teams.form(commune, "Thôn 2", [*own, people[0]], on=formed, by=here.controller)
    teams.form(commune, "Thôn 5", people[1:4], on=formed, by=here.controller, young=False)
    teams.form(commune, "Tổ dân phố 1", people[4:6], on=formed, by=here.controller, leader=False)
    for number, other in enumerate(others[:2]):
        own_controller, three = cast.controller(other, at=now), people[6 + 3 * number :][:3]
        teams.form(other, "Thôn Đông", three, on=formed, by=own_controller, young=bool(number))
    told = _tell(here)
    if team.helpers:
        _evening(here, team, before=13, guests=rest[:5])
        _evening(here, team, before=6, guests=rest[3:7])
    _later(here, rest, told)
    for message, filed in zip(told, (4, 3, 1), strict=True):
        outreach.opened(message, filed, random=random, days=8)
    _stuck(here)


def _commune(office: Office, random: Random, now: datetime) -> _Commune:
    crew = cast.crews([office], random=random, at=now)[office.code]
    found = Account.objects.in_bulk([crew.reception, crew.case_officer, crew.approver])
    people = cast.citizens(PEOPLE, start=NUMBERED_FROM, random=random, at=now - timedelta(90))
    return _Commune(
        office, cast.controller(office, at=now), found[crew.reception], found[crew.case_officer], found[crew.approver],
        people, _offered(office, now), random, now,
    )  # fmt: skip


def _offered(office: Office, now: datetime) -> ProcedureVersion | None:
    """Return a made-up procedure that communes offer online and that asks for no paper."""
    day = clock.local_day(now)
    online = Offering.objects.on(day).on(day - timedelta(14)).filter(level=ServiceLevel.FULL, procedure__simulated=True)
    rows = ProcedureVersion.objects.on(day).filter(procedure__in=online.values("procedure"), process__isnull=True)
    rows = rows.select_related("procedure").order_by("procedure__code")
    return next((one for one in rows if str(office.tier) in one.authority_tiers), None)


def _tell(here: _Commune) -> list[OutreachMessage]:
    """Send a message through each of three channels; a fourth one is still to go out."""
    sent = []
    for number, kind in enumerate((ChannelKind.GROUP, ChannelKind.LEAFLET, ChannelKind.LOUDSPEAKER)):
        channel = outreach.channel(here.office, kind, on=here.day(30), by=here.controller)
        code = here.version.procedure.code if here.version and number == 1 else ""
        on = here.day(20 - 2 * number)
        sent.append(outreach.send(channel, on=on, by=here.controller, number=number, code=code))
    outreach.send(channel, on=here.day(1), by=here.controller, number=3, sent=False)
    return sent


def _evening(here: _Commune, team: teams.Team, *, before: int, guests: Sequence[Account]) -> None:
    """Hold an evening: the first two guests file on the national portal, the others here; one comes for an e-ID."""
    portal, own = guests[:2], guests[2:]
    moment, code = at(here.day(before), 19), here.version.procedure.code if here.version else ""
    numbers = [(one.person.personal_id or "") if one.person else "" for one in guests]
    visits = [
        Visit(moment + timedelta(minutes=10), HelpKind.ACCOUNT, booked_on=here.day(before - 2)),
        *(
            Visit(moment + timedelta(minutes=30 + n), HelpKind.FILING, numbers[n], code)
            for n, _ in enumerate(portal)
            if code
        ),
        Visit(moment + timedelta(minutes=55), HelpKind.PAYING, numbers[0]),
    ]
    evenings.hold(team, visits, place="Nhà văn hóa Thôn 2", random=here.random, until=moment + timedelta(hours=2))
    for number, who in enumerate(own):
        here.file(who, before=before, helper=team.helpers[number % len(team.helpers)])
    for number, who in enumerate(portal):
        here.arrives(who, before=before, number=PORTAL_NUMBER + number)


def _later(here: _Commune, people: Sequence[Account], told: Sequence[OutreachMessage]) -> None:
    """Two who were helped file by themselves; others come by a link; officers mark what is their own."""
    group, leaflet, loud = (one.key for one in told)
    for number, via in enumerate((leaflet, "", group, group, leaflet, loud)):
        here.file(people[2 + number if number < 2 else 6 + number - 2], before=9 - number, via=via)
    here.file(people[8], before=4, staff=ForStaff.SELF)
    here.file(people[9], before=3, staff=ForStaff.FAMILY)
    here.brings(people[8], before=5)


def _stuck(here: _Commune) -> None:
    """One solved, one that went up, one answered; and one that waits since a moment ago."""
    for course, before, chat in (("solved", 12, False), ("moves_up", 10, False), ("answered", 2, True)):
        asked = difficulties.ask(Stuck(here.office, here.officer, at(here.day(before), 9), chat=chat), here.random)
        difficulties.COURSES[course](asked, here.random)
    just = here.now - timedelta(minutes=20)
    difficulties.ask(Stuck(here.office, here.officer, just), here.random)
