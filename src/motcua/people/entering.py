"""Entering a person whom a counter or another system names: found by her number, or made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from motcua.core import text
from motcua.core.errors import Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.people import queries, rules
from motcua.people.facts import Facts
from motcua.people.models import Account, Person

_CONTACT = ("phone", "email", "residence")


def enter(
    *,
    facts: Facts,
    by: Account,
    at: datetime,
    chosen: Person | None = None,
    as_on_card: bool = False,
    prefix: str = "",
) -> Person:
    """Return the person of these checked facts: the one with her number, the one that was `chosen`, or a new one.

    What an e-ID vouched for stays, and an entry of her account says what was added; of anybody else, what was typed
    replaces what was kept. Inside the caller's transaction, whose entries tell of the visit. Raises Refused (field
    "full_name") when her number is kept under another name, unless the officer says that the card has it so.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a person is entered inside the transaction of her visit")
    values = {**asdict(facts), "personal_id": facts.personal_id or None}
    person = found_or_made(values, chosen)
    if text.fold(person.full_name) != text.fold(facts.full_name) and not as_on_card:
        raise Refused(
            Phrase(
                "Số định danh này trong hệ thống là của «%(name)s». Xem lại số và tên; nếu thẻ ghi đúng như đã nhập, "
                "đánh dấu «Đúng như thẻ».",
                name=person.full_name,
            ),
            prefix + "full_name",
        )
    return bring_up_to_date(person, values, by, at)


def named_by_another(*, facts: Facts) -> Person:
    """Return the person whom somebody else names online: who has this number and name, as she is kept, or a new one.

    Nobody has seen a card. So nothing that is kept of anybody changes, no telephone becomes hers, and where the number
    is kept under another name a person without a number is made: nobody gets a stranger's dossier, and whoever tries
    numbers learns nothing. Inside the caller's transaction, whose entry tells of the filing.
    """
    known = {name: getattr(facts, name) for name in ("full_name", "birth_date", "gender", "residence")}
    if facts.personal_id:
        person = found_or_made({**known, "personal_id": facts.personal_id})
        if text.fold(person.full_name) == text.fold(facts.full_name):
            return person
    return Person.objects.create(**known)


def found_or_made(values: Mapping[str, Any], chosen: Person | None = None) -> Person:
    """Return, locked, the person with this number or the one that was `chosen` (`queries.meant`), or a new one."""
    held = Person.objects.select_for_update(no_key=True)
    if (person := queries.meant(values["full_name"], values["personal_id"], chosen, held)) is not None:
        return person
    try:
        with transaction.atomic():
            return Person.objects.create(**values)
    except IntegrityError:  # somebody enters her elsewhere at this moment
        return held.get(personal_id=values["personal_id"])


def bring_up_to_date(
    person: Person, values: Mapping[str, Any], by: Account | None, at: datetime, *, only_missing: bool = False
) -> Person:
    """Keep what is new about a person; of one whom an e-ID vouched for, only contact data that are missing.

    An entry of her account says what was added. `by` None: another system says so.
    """
    account = Account.objects.filter(person=person).first()
    new = {name: value for name, value in values.items() if value and value != getattr(person, name)}
    if account is not None or only_missing:
        new = {name: value for name, value in new.items() if name in _CONTACT and not getattr(person, name)}
    if not new:
        return person
    Person.objects.filter(id=person.pk).update(**new)
    for name, value in new.items():
        setattr(person, name, value)
    if account is not None:
        subject, told = rules.subject(account.pk), {"simulated": account.simulated}
        details = {"changed": sorted(new)}
        who = rules.actor(by.pk if by else None)
        journal.append(Event(subject, "facts_updated", at, who, facts=told, details=details))
    return person
