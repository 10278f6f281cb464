"""Reading people: who is signed in and with which roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from motcua.core import rows, text
from motcua.people.models import Account, Appointment, FailedAttempt
from motcua.people.rules import NOBODY, Role, Who, held_at

# Every page of a person who has signed in begins with these, so their text is made once.
_ACCOUNT = tuple(field.attname for field in Account._meta.concrete_fields)
_SIGNED_IN = f"SELECT {', '.join(_ACCOUNT)} FROM people_account WHERE id = %s AND is_active"
_HELD = (
    "SELECT a.role, o.short_name, a.office_id, o.kind, o.parent_id FROM people_appointment a JOIN offices_office o "
    "ON o.id = a.office_id WHERE a.account_id = %s AND a.valid_from <= %s AND (a.valid_to IS NULL OR a.valid_to >= %s) "
    "ORDER BY a.id"
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
    account: Account = rows.load(Account, _ACCOUNT, found)
    if account.person_id:
        return account, Who(account.id, account.person_id)
    held = _held(account_id, on)
    posts = tuple((Role(role), name) for role, name, *_ in held)
    return account, Who(account.id, None, _counted(held), posts)


def roles(account_id: int, *, on: date) -> frozenset[tuple[Role, int]]:
    """Return the (role, office id) pairs of an account on a day, each at the office where it counts. One statement."""
    return _counted(_held(account_id, on))


def _held(account_id: int, on: date) -> list[tuple[Any, ...]]:
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [account_id, day, day])
        return list(cursor.fetchall())


def _counted(held: list[tuple[Any, ...]]) -> frozenset[tuple[Role, int]]:
    return frozenset((Role(role), held_at(Role(role), *office)) for role, _name, *office in held)


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


def on_duty(*, on: date) -> list[int]:
    """Return the account ids of the officers who hold any role on a day. One statement."""
    held = Appointment.objects.on(on).filter(account__is_active=True)
    return sorted(set(held.values_list("account_id", flat=True)))


def failed_attempts(digests: Sequence[str], *, since: datetime) -> dict[str, int]:
    """Return how many failed (or unfinished) attempts were counted under each digest after `since`."""
    counted = FailedAttempt.objects.filter(digest__in=digests, at__gt=since).values("digest")
    return dict(counted.annotate(times=Count("id")).values_list("digest", "times"))
