"""People whom another system names: found by their number, or made; what an e-ID vouched for stays."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from motcua.core import text
from motcua.people.identity import Claims
from motcua.people.models import Account, Person

_CONTACT = ("phone", "email", "residence")


def find_or_make(*, claims: Claims) -> Person:
    """Return the person with the number of these facts, or a new one; without a number always a new one.

    Of a person who is known, only what is missing of her contact data is filled in. Inside the caller's transaction,
    whose entry tells of it.
    """
    person = Person.objects.filter(personal_id=claims.personal_id).first() if claims.personal_id else None
    if person is None:
        values = {name: getattr(claims, name) for name in ("full_name", *_CONTACT, "birth_date", "gender")}
        try:
            with transaction.atomic():
                return Person.objects.create(**values, personal_id=claims.personal_id or None)
        except IntegrityError:  # somebody enters her elsewhere at this moment
            person = Person.objects.get(personal_id=claims.personal_id)
    missing = [name for name in _CONTACT if getattr(claims, name) and not getattr(person, name)]
    for name in missing:
        setattr(person, name, getattr(claims, name))
    if missing:
        person.save(update_fields=missing)
    return person


def same_name(claims: Claims) -> bool:
    """Return whether nobody is known by the number of these facts, or somebody of the same name, marks or not."""
    known = Person.objects.filter(personal_id=claims.personal_id).values_list("full_name", flat=True).first()
    return known is None or text.fold(known) == text.fold(claims.full_name)


def account_of(person: Person) -> Account | None:
    """Return the account with which a person signs in; None when she has none that is open. One statement."""
    return Account.objects.filter(person=person, is_active=True).first()
