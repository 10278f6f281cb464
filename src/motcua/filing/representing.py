"""Filing online for somebody else: whose a draft is, whose data its form begins with, whose papers may be in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.core import clock, rows
from motcua.core.errors import Invalid
from motcua.filing import authority, queries, rules
from motcua.filing.authority import POSITION
from motcua.filing.held import lock, save
from motcua.filing.models import Attachment, Dossier, Draft, OnBehalf
from motcua.filing.rules import FilingBasis
from motcua.people import entering
from motcua.people.facts import Facts
from motcua.people.models import Account, Person
from motcua.records import actions as records

_PREFILLED = ("full_name", "personal_id", "birth_date", "gender", "phone", "email", "residence")


@transaction.atomic
def set_on_behalf(*, draft: Draft, facts: Facts, basis: str, by: Account, at: datetime) -> Draft:
    """Say for whom this account files a draft, and by what authority (a value of `FilingBasis`).

    Answers that the form began with from somebody else's data are dropped, and her papers that are used again come
    off; so does the paper of authority where it is about another person or of another kind. Raises Invalid, by field.
    """
    held = lock(draft, by)
    own = held.person.personal_id if held.person else None
    found, errors = authority.check(facts, basis, own_number=own or "", today=clock.local_day(at))
    if errors:
        raise Invalid(errors)
    if held.whose and not authority.goes_on(held.whose.facts, held.whose.basis, found, basis):
        _drop_paper(held)
    kept = {name: value for name, value in asdict(found).items() if name != "email"}
    OnBehalf.objects.update_or_create(draft=held, defaults={"basis": FilingBasis(basis), **kept})
    return _turn(held, asdict(found), at)


@transaction.atomic
def set_for_self(*, draft: Draft, by: Account, at: datetime) -> Draft:
    """Say that this account files a draft for herself (again): what was told of another person is thrown away."""
    held = lock(draft, by)
    if held.whose is None:
        return held
    OnBehalf.objects.filter(draft=held).delete()
    _drop_paper(held)
    return _turn(held, data_of(held.person), at)


def data_of(whose: Person | OnBehalf | None) -> dict[str, Any]:
    """Return what a form begins with about a person, by the names of `catalogue.forms.PREFILLS`."""
    return {name: getattr(whose, name, "") for name in _PREFILLED}


def _drop_paper(held: Draft) -> None:
    """Take the paper of authority out of a draft, and what has arrived of it."""
    Attachment.objects.filter(draft=held, paper_position=POSITION).delete()
    if held.unfinished:
        records.discard_uploads(subject=rules.draft_subject(held.key), field=rules.paper_field(POSITION))


def _turn(held: Draft, now: Mapping[str, Any], at: datetime) -> Draft:
    """Take one person's data and papers out of a draft that is another person's from now on."""
    was = data_of(held.whose or held.person)
    form = queries.demands(held.version).form
    asked = {page.key: [field for field in page.fields if field.prefill] for page in form.pages}
    other = {name for name in _PREFILLED if (was[name] or "") != (now.get(name) or "")}
    turned = {field.key: field.prefill for fields in asked.values() for field in fields if field.prefill in other}
    if other:
        Attachment.objects.filter(draft=held).exclude(reuse="").delete()
        held.done_pages = [
            key for key in held.done_pages if not any(field.key in turned for field in asked.get(key, ()))
        ]
        hers = {key for key, name in turned.items() if str(held.answers.get(key)) == str(was[name])}
        held.answers = {key: value for key, value in held.answers.items() if key not in hers}
    return save(held, at, "answers", "done_pages")


def refusals(held: Draft, attached: Collection[int | None], day: date) -> dict[str, str]:
    """Return why a draft that is filed for somebody else cannot be sent on a day, by field; {} for one's own."""
    if held.whose is None:
        return {}
    own = held.person.personal_id if held.person else None
    errors = authority.check(held.whose.facts, held.whose.basis, own_number=own or "", today=day)[1]
    told = {"on_behalf": next(iter(errors.values()))} if errors else {}
    return told | authority.missing_paper(held.whose.basis, attached)


def applicant(held: Draft) -> Person | None:
    """Return whose dossier a draft becomes: the filer's own, or that of whom she files for. In a transaction."""
    return entering.named_by_another(facts=held.whose.facts) if held.whose else held.person


def hand_over(held: Draft, dossier: Dossier) -> None:
    """Let what was told of the represented person stand with the dossier, too."""
    if held.whose is not None:
        rows.update(held.whose, dossier_id=dossier.pk)
    # Known from now on: whoever asks a dossier that was made just now takes no statement.
    Dossier._meta.get_field("on_behalf").set_cached_value(dossier, held.whose)
