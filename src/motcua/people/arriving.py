"""People whom another system names: found by their number, or made; what an e-ID vouched for stays."""

from __future__ import annotations

from datetime import datetime

from motcua.core import text
from motcua.people import entering
from motcua.people.identity import Claims
from motcua.people.models import Account, Person

_TAKEN = ("full_name", "birth_date", "gender", "phone", "email", "residence")


def find_or_make(*, claims: Claims, at: datetime) -> Person:
    """Return the person with the number of these facts, or a new one; without a number always a new one.

    Of a person who is known, only what is missing of her contact data is filled in. Inside the caller's transaction,
    whose entry tells of it.
    """
    values = {name: getattr(claims, name) for name in _TAKEN} | {"personal_id": claims.personal_id or None}
    return entering.bring_up_to_date(entering.found_or_made(values), values, None, at, only_missing=True)


def same_name(claims: Claims) -> bool:
    """Return whether nobody is known by the number of these facts, or somebody of the same name, marks or not."""
    known = Person.objects.filter(personal_id=claims.personal_id).values_list("full_name", flat=True).first()
    return known is None or text.fold(known) == text.fold(claims.full_name)


def account_of(person: Person) -> Account | None:
    """Return the account with which a person signs in; None when she has none that is open. One statement."""
    return Account.objects.filter(person=person, is_active=True).first()
