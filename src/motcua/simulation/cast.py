"""The people of a scenario: officers with roles at its offices and citizens who file, all marked as simulated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.offices.models import Office
from motcua.people import rules
from motcua.people.models import Account, Appointment, Person
from motcua.people.rules import Role
from motcua.simulation import names

# What officers type to sign in is Vietnamese without marks.
ROLES = {Role.RECEPTION: "tiep-nhan", Role.CASE_OFFICER: "thu-ly", Role.APPROVER: "phe-duyet"}
LEADERS = {Role.LEADER: "lanh-dao", Role.PROCEDURE_CONTROLLER: "kiem-soat"}
EARLIEST = date(2020, 1, 1)
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Crew:
    """The account ids of the three officers who do an office's work."""

    reception: int
    case_officer: int
    approver: int


def username(office: Office, role: Role) -> str:
    """Return the name under which a simulated officer would sign in: "thu-ly.h27.35"."""
    return f"{(ROLES | LEADERS)[role]}.{office.code.lower()}"


def crews(offices: Iterable[Office], *, random: Random, at: datetime) -> dict[str, Crew]:
    """Return the officers of each office by its code; those that an earlier scenario made are kept.

    They have no password. Their accounts and appointments are journalled like anybody's.
    """
    offices = list(offices)
    known = cast({username(office, role): (office, role) for office in offices for role in ROLES}, random=random, at=at)
    return {office.code: Crew(*(known[username(office, role)].pk for role in ROLES)) for office in offices}


def leader(office: Office, *, at: datetime) -> Account:
    """Return the simulated leader of an office, made when there is none yet."""
    return _alone(office, Role.LEADER, at)


def controller(office: Office, *, at: datetime) -> Account:
    """Return the simulated controller of procedures of an office, made when there is none yet."""
    return _alone(office, Role.PROCEDURE_CONTROLLER, at)


def _alone(office: Office, role: Role, at: datetime) -> Account:
    name = username(office, role)
    return cast({name: (office, role)}, random=Random(f"{office.code}{'' if role is Role.LEADER else role}"), at=at)[
        name
    ]


def cast(wanted: dict[str, tuple[Office, Role]], *, random: Random, at: datetime) -> dict[str, Account]:
    """Return the accounts of these user names, made with their appointments where they are missing."""
    known = {account.username: account for account in Account.objects.filter(username__in=wanted)}
    made = [
        Account(username=name, full_name=names.person(random)[0], created_at=at, simulated=True,
                password=make_password(None))
        for name in wanted if name not in known
    ]  # fmt: skip
    Account.objects.bulk_create(made, batch_size=BATCH)
    _appoint(made, wanted, at)
    return known | {account.username: account for account in made}


def _appoint(made: list[Account], wanted: dict[str, tuple[Office, Role]], at: datetime) -> None:
    events = []
    appointments = []
    for account in made:
        office, role = wanted[account.username]
        first = office.valid_from or EARLIEST
        appointments.append(
            Appointment(account=account, office=office, role=role, valid_from=first, valid_to=office.valid_to)
        )
        subject, facts = rules.subject(account.pk), {"simulated": True}
        details = {"office": office.code, "role": str(role), "valid_from": first.isoformat()}
        by = rules.actor(None)
        events.append(Event(subject, "officer_created", at, by, facts=facts, opens=True))
        events.append(Event(subject, "appointed", at, by, facts=facts, details=details))
    Appointment.objects.bulk_create(appointments, batch_size=BATCH)
    journal.append_many(events)


class Known(NamedTuple):
    """Who a made-up person is: full name, gender, day of birth, personal number."""

    full_name: str
    gender: str
    born: date
    number: str


def citizens(how_many: int, *, start: int, random: Random, at: datetime) -> list[Account]:
    """Return new citizens, numbered from `start`; nobody can sign in as one of them."""
    made = []
    for number in range(start, start + how_many):
        name, gender = names.person(random)
        born = date(random.randint(1950, 2004), random.randint(1, 12), random.randint(1, 28))
        made.append(Known(name, gender, born, names.personal_id(number)))
    return accounts_of(made, at=at)


def accounts_of(made: Sequence[Known], *, at: datetime) -> list[Account]:
    """Return the accounts of people who are not known yet, made with them; each journalled like a first sign-in."""
    people = [
        Person(
            full_name=one.full_name, gender=one.gender, birth_date=one.born, personal_id=one.number, simulated=True
        )
        for one in made
    ]  # fmt: skip
    Person.objects.bulk_create(people, batch_size=BATCH)
    no_password = make_password(None)  # one for all: drawing its forty characters takes longer than the rest
    accounts = [
        Account(username=f"citizen-{person.pk}", full_name=person.full_name, person=person, created_at=at,
                simulated=True, password=no_password)
        for person in people
    ]  # fmt: skip
    Account.objects.bulk_create(accounts, batch_size=BATCH)
    by = rules.actor(None)
    journal.append_many(
        [Event(rules.subject(a.pk), "identity_linked", at, by, facts={"simulated": True}, opens=True) for a in accounts]
    )
    return accounts


def found_or_made(people: Sequence[Known], *, at: datetime) -> list[Account]:
    """Return the accounts of these people, made where they have none yet."""
    numbers = [one.number for one in people]
    known = {
        one.person.personal_id: one
        for one in Account.objects.filter(person__personal_id__in=numbers).select_related("person") if one.person
    }  # fmt: skip
    made = accounts_of([one for one in people if one.number not in known], at=at)
    known |= {one.person.personal_id: one for one in made if one.person}
    return [known[number] for number in numbers]
