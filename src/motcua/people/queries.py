"""Reading people: who is signed in and with which roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from motcua.core import text
from motcua.people.models import Account, Appointment, SignInFailure
from motcua.people.rules import NOBODY, Role, Who, held_at


def signed_in(account_id: int, *, on: date) -> tuple[Account | None, Who]:
    """Return the account and who it is for the rules on a day; (None, NOBODY) when it is gone or closed.

    One statement for citizens (the account), two for officers (and the appointments in force).
    """
    account = Account.objects.filter(id=account_id, is_active=True).first()
    if account is None:
        return None, NOBODY
    if account.person_id:
        return account, Who(account.id, account.person_id)
    held = _held(account_id, on)
    posts = tuple((Role(role), name) for role, name, *_ in held)
    return account, Who(account.id, None, _counted(held), posts)


def roles(account_id: int, *, on: date) -> frozenset[tuple[Role, int]]:
    """Return the (role, office id) pairs of an account on a day, each at the office where it counts. One statement."""
    return _counted(_held(account_id, on))


def _held(account_id: int, on: date) -> list[tuple[Any, ...]]:
    held = Appointment.objects.on(on).filter(account_id=account_id).order_by("id")
    return list(held.values_list("role", "office__short_name", "office_id", "office__kind", "office__parent_id"))


def _counted(held: list[tuple[Any, ...]]) -> frozenset[tuple[Role, int]]:
    return frozenset((Role(role), held_at(Role(role), *office)) for role, _name, *office in held)


def officer(username: str) -> Account | None:
    """Return the officer with a user name, closed accounts too; None when there is none."""
    return Account.objects.filter(username=text.one_line(username).lower(), person=None).first()


def officers(*, on: date) -> list[tuple[Account, list[Appointment]]]:
    """Return every officer by name with the appointments in force on a day (offices loaded). Two statements."""
    held: dict[int, list[Appointment]] = {}
    for appointment in Appointment.objects.on(on).select_related("office").order_by("office__code", "role"):
        held.setdefault(appointment.account_id, []).append(appointment)
    accounts = Account.objects.filter(person=None).order_by("username")
    return [(account, held.get(account.id, [])) for account in accounts]


def sign_in_failures(digests: Sequence[str], *, since: datetime) -> dict[str, int]:
    """Return how many wrong passwords were counted under each digest after `since`."""
    rows = SignInFailure.objects.filter(digest__in=digests, at__gt=since).values("digest")
    return dict(rows.annotate(times=Count("id")).values_list("digest", "times"))


def open_appointment(account_id: int, office_id: int, role: Role) -> Appointment | None:
    """Return the appointment without an end that an account holds in a role at an office, or None."""
    return Appointment.objects.filter(
        account_id=account_id, office_id=office_id, role=role, valid_to__isnull=True
    ).first()
