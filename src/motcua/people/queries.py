"""Reading people: who is signed in and with which roles."""

from __future__ import annotations

from datetime import date

from motcua.people.models import Account, Appointment
from motcua.people.rules import NOBODY, Role, Who


def signed_in(account_id: int, *, on: date) -> tuple[Account | None, Who]:
    """Return the account and who it is for the rules on a day; (None, NOBODY) when it is gone or closed.

    One statement for citizens (the account), two for officers (and the appointments in force).
    """
    account = Account.objects.filter(id=account_id, is_active=True).first()
    if account is None:
        return None, NOBODY
    return account, Who(account.id, account.person_id, frozenset() if account.person_id else roles(account_id, on=on))


def roles(account_id: int, *, on: date) -> frozenset[tuple[Role, int]]:
    """Return the (role, office id) pairs that an account holds on a day."""
    held = Appointment.objects.on(on).filter(account_id=account_id)
    return frozenset((Role(role), office) for role, office in held.values_list("role", "office_id"))
