"""Reading people: who is signed in and with which roles."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from motcua.core import rows, text
from motcua.offices.models import Office
from motcua.offices.rules import code_order, path_ids
from motcua.people.models import Absence, Account, Appointment, FailedAttempt, Person
from motcua.people.rules import DEPUTISED, NOBODY, Role, Who, held_at

# Every page of a person who has signed in begins with these, so their text is made once.
_ACCOUNT = tuple(field.attname for field in Account._meta.concrete_fields)
_SIGNED_IN = (
    f"SELECT {', '.join(f'a.{name}' for name in _ACCOUNT)}, p.helps_until, p.helps_ready FROM people_account a "
    "LEFT JOIN people_person p ON p.id = a.person_id WHERE a.id = %s AND a.is_active"
)
_APPOINTED = (
    "JOIN offices_office o ON o.id = a.office_id "
    "WHERE {who} = %(account)s AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to >= %(on)s)"
)
_DEPUTISED = ", ".join(f"'{role.value}'" for role in sorted(DEPUTISED))
# Her own roles first, then those of whoever is away and named her: one statement for both.
_HELD = (
    "SELECT a.role, o.short_name, a.office_id, o.kind, o.parent_id, 0 AS absent, a.id, o.path "
    f"FROM people_appointment a {_APPOINTED.format(who='a.account_id')} UNION ALL "
    "SELECT a.role, o.short_name, a.office_id, o.kind, o.parent_id, d.account_id, a.id, o.path "
    "FROM people_absence d JOIN people_appointment a ON a.account_id = d.account_id "
    f"{_APPOINTED.format(who='d.deputy_id')} "
    f"AND d.valid_from <= %(on)s AND d.valid_to >= %(on)s AND a.role IN ({_DEPUTISED}) ORDER BY 6, 7"
)


def signed_in(account_id: int, *, on: date) -> tuple[Account | None, Who]:
    """Return the account and who it is for the rules on a day; (None, NOBODY) when it is gone or closed.

    One statement for citizens (the account), two for officers (and the appointments in force).
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED_IN, [account_id])
        found = cursor.fetchone()
    if found is None:
        return None, NOBODY
    *values, until, ready = found
    account: Account = rows.load(Account, _ACCOUNT, values)
    if account.person_id:
        in_team = until is not None and str(until) >= on.isoformat()
        return account, Who(account.id, account.person_id, in_team=in_team, ready=in_team and bool(ready))
    return account, who(account_id, on=on)


def who(account_id: int, *, on: date) -> Who:
    """Return an officer as the rules see her on a day, with those for whom she stands in. One statement."""
    held = _held(account_id, on)
    own, others = [row for row in held if not row[5]], [row for row in held if row[5]]
    posts = tuple((Role(role), name) for role, name, *_ in own)
    instead = frozenset((Role(row[0]), held_at(Role(row[0]), *row[2:5]), int(row[5])) for row in others)
    wide = frozenset(office for row in held if row[7].startswith(f"/{(office := held_at(Role(row[0]), *row[2:5]))}/"))
    return Who(account_id, None, _counted(own), posts, instead, wide)


def roles(account_id: int, *, on: date) -> frozenset[tuple[Role, int]]:
    """Return the (role, office id) pairs of an account on a day, each at the office where it counts. One statement.

    They are her own: what she does for somebody who is away is not among them.
    """
    return who(account_id, on=on).roles


def _held(account_id: int, on: date) -> list[tuple[Any, ...]]:
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"account": account_id, "on": day})
        return list(cursor.fetchall())


def _counted(held: list[tuple[Any, ...]]) -> frozenset[tuple[Role, int]]:
    return frozenset((Role(row[0]), held_at(Role(row[0]), *row[2:5])) for row in held)


def officer(username: str) -> Account | None:
    """Return the officer with a user name, closed accounts too; None when there is none."""
    return Account.objects.filter(username=text.one_line(username).lower(), person=None).first()


def officers(*, on: date) -> list[tuple[Account, list[Appointment]]]:
    """Return every officer by user name with the appointments in force on a day or later (offices loaded), closed
    accounts too. Two statements.
    """
    held: dict[int, list[Appointment]] = {}
    for appointment in _lasting(on).select_related("office").order_by("office__code", "role", "valid_from"):
        held.setdefault(appointment.account_id, []).append(appointment)
    accounts = Account.objects.filter(person=None).order_by("username")
    return [(account, held.get(account.id, [])) for account in accounts]


def lasting(account_id: int, on: date) -> QuerySet[Appointment]:
    """Return the appointments of an account that count on a day or later, with account and office."""
    return _lasting(on).filter(account_id=account_id).select_related("account", "office").order_by("id")


def _lasting(on: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on) & Q(valid_to__gte=F("valid_from")))


def absences(account_id: int, *, on: date) -> list[Absence]:
    """Return when an account is away or stands in for another, on a day or later, with both accounts. One statement."""
    found = Absence.objects.filter(Q(account_id=account_id) | Q(deputy_id=account_id), _counting(on))
    return list(found.select_related("account", "deputy").order_by("valid_from", "id"))


def away(account_id: int, first: date, last: date) -> QuerySet[Absence]:
    """Return the absences of an account that touch a stretch of days."""
    return Absence.objects.filter(_counting(first), account_id=account_id, valid_from__lte=last)


def _counting(on: date) -> Q:
    return Q(valid_to__gte=on) & Q(valid_to__gte=F("valid_from"))


def counters_of(accounts: Collection[int], *, on: date) -> list[Office]:
    """Return the offices where any of some accounts is reception on a day, in the order of codes. One statement."""
    held = Appointment.objects.on(on).filter(account_id__in=accounts, role=Role.RECEPTION)
    found = Office.objects.on(on).filter(id__in=held.values("office_id")).select_related("place")
    return sorted(found, key=lambda office: code_order(office.code))


def office_of(account_id: int, *, on: date) -> Office | None:
    """Return the office where an officer works on a day, the first of several; None without one. One statement."""
    held = Appointment.objects.on(on).filter(account_id=account_id).select_related("office").order_by("id").first()
    return held.office if held else None


def offices_held(accounts: Collection[int]) -> dict[int, set[int]]:
    """Return where some officers ever held a role, by account: ids of these offices and those above. One statement."""
    found: dict[int, set[int]] = {}
    held = Appointment.objects.filter(account_id__in=accounts).values_list("account_id", "office__path")
    for account, path in held:
        found.setdefault(account, set()).update(path_ids(path))
    return found


def division(account_id: int, competent: Office, *, on: date) -> str:
    """Return the code of the office where an officer works on the cases of a competent office; "" when nowhere.

    Of several it is the one that lies deepest: her division rather than the committee. One statement.
    """
    held = Appointment.objects.on(on).filter(account_id=account_id, role=Role.CASE_OFFICER)
    above = path_ids(competent.path)
    near = held.filter(Q(office__path__startswith=competent.path) | Q(office_id__in=above))
    found = near.order_by("office__path", "id").values_list("office__code", "office__path")
    return max(found, key=lambda one: one[1].count("/"))[0] if found else ""


def person(key: str) -> Person | None:
    """Return the person with an id as a page sends it; None when there is none. One statement."""
    return Person.objects.filter(id=int(key)).first() if key.isdecimal() and len(key) < 10 else None


def meant(
    full_name: str, personal_id: str | None, chosen: Person | None, among: QuerySet[Person] | None = None
) -> Person | None:
    """Return whom a counter means: whoever has this number, else the one that was `chosen`, if that is still her name
    and she has no other number. Two statements, at most.
    """
    held = Person.objects.all() if among is None else among
    if personal_id and (found := held.filter(personal_id=personal_id).first()):
        return found
    if chosen is None or text.fold(chosen.full_name) != text.fold(full_name):
        return None  # somebody else was typed over the one that was chosen
    return held.filter(id=chosen.pk).filter(**({"personal_id": None} if personal_id else {})).first()


def find(words: str, *, limit: int = 10) -> list[Person]:
    """Return the persons with this personal number, this phone number, or exactly this name, the latest entered first.

    One statement. A name is taken as it is written, with its marks; capitals do not matter.
    """
    typed = text.one_line(words)
    digits = re.sub(r"[\s.()-]", "", typed)
    if digits.isascii() and digits.isdigit():
        wanted = Q(personal_id=digits) | Q(phone=digits)
    elif digits.startswith("+84"):
        wanted = Q(phone=f"0{digits[3:]}")
    else:
        wanted = Q(full_name__in={typed, typed.title()})
    return list(Person.objects.filter(wanted).order_by("-id")[:limit]) if typed else []


def fit_deputies(account_id: int, *, on: date) -> list[Account]:
    """Return the officers who may stand in for an account: with a role at her office, above or below it, by name.

    Two statements.
    """
    paths = list(_deputisable(account_id, on).values_list("office__path", flat=True))
    above = {office for path in paths for office in path_ids(path)}
    near = Q(office_id__in=above)
    for path in paths:
        near |= Q(office__path__startswith=path)
    held = Appointment.objects.on(on).filter(near, role__in=DEPUTISED, account__is_active=True)
    fit = Account.objects.filter(id__in=held.values("account_id")).exclude(id=account_id)
    return list(fit.order_by("full_name", "id")) if paths else []


def _deputisable(account_id: int, on: date) -> QuerySet[Appointment]:
    found: QuerySet[Appointment] = Appointment.objects.on(on).filter(account_id=account_id, role__in=DEPUTISED)
    return found


def on_duty(*, on: date) -> list[int]:
    """Return the account ids of whoever may help a filer on a day: officers who hold any role, and members of community
    teams who passed the self-check. One statement.
    """
    held = Appointment.objects.on(on).filter(account__is_active=True).values_list("account_id", flat=True)
    members = Account.objects.filter(person__helps_until__gte=on, person__helps_ready=True, is_active=True)
    return sorted(held.union(members.values_list("id", flat=True)))


def anybody_helps() -> bool:
    """Return whether any member of a community team has passed its self-check. One statement."""
    return Person.objects.filter(helps_until__isnull=False, helps_ready=True).exists()


def workplaces(account_id: int, *, on: date) -> list[Office]:
    """Return the offices where an officer holds a role of her own on a day, by code. One statement."""
    held = Appointment.objects.on(on).filter(account_id=account_id, account__is_active=True)
    return list(Office.objects.filter(id__in=held.values("office_id")).order_by("code"))


def officers_of(office: Office, *, on: date) -> list[Account]:
    """Return the officers who work on cases at an office or below it on a day, by name. One statement."""
    held = Appointment.objects.on(on).filter(role=Role.CASE_OFFICER, office__path__startswith=office.path)
    return list(Account.objects.filter(id__in=held.values("account_id")).order_by("full_name", "id"))


def failed_attempts(digests: Sequence[str], *, since: datetime) -> dict[str, int]:
    """Return how many failed (or unfinished) attempts were counted under each digest after `since`."""
    counted = FailedAttempt.objects.filter(digest__in=digests, at__gt=since).values("digest")
    return dict(counted.annotate(times=Count("id")).values_list("digest", "times"))
