"""Taking a consent back, by its code or signed in; and forgetting whoever was helped long enough ago."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from motcua.adoption.helping import actions, queries, rules
from motcua.adoption.models.helping import HelpRecord
from motcua.core import text
from motcua.core.errors import Refused
from motcua.elsewhere import actions as elsewhere
from motcua.filing import actions as filing
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.people import attempts
from motcua.people import rules as people_rules
from motcua.people.models import Account
from motcua.people.rules import actor

_A_STEP = 1000
_NOTHING = {
    "person_key": "", "dossier_code": "", "consent_paper": "", "matched_at": None, "graduated_at": None,
    "graduation_told": False, "booked_on": None, "booked_time": None, "booked_place": "",
}  # fmt: skip


def by_code(*, typed: str, asked_from: str, at: datetime) -> HelpRecord:
    """Take a consent back by the code that its person has: key and link go, the count of help stays.

    A dossier that was known to be filed with help stays so: that is true of it, and names nobody. Raises Refused (field
    "code") for a wrong code, and after a few of those from one place also for a right one. Not inside a transaction.
    """
    digits = re.sub(r"[\s.-]", "", text.one_line(typed))
    if not (len(digits) == rules.DIGITS and digits.isascii() and digits.isdecimal()):
        raise Refused("Mã gồm 8 chữ số. Xem lại mã bạn được đưa khi đồng ý.", "code")
    counted = attempts.digest("withdrawal", asked_from)
    reserved = attempts.reserve({counted: people_rules.INVITATION_LIMIT}, at=at)
    if reserved is None:
        raise Refused("Đã nhập sai mã nhiều lần. Chờ 15 phút rồi nhập lại.", "code")
    with transaction.atomic():
        held = HelpRecord.objects.select_for_update(of=("self",)).filter(code=digits, withdrawn_at=None).first()
        if held is None or not held.consent:
            raise Refused("Không có lượt hỗ trợ nào mang mã này, hoặc đã rút rồi. Xem lại 8 chữ số của bạn.", "code")
        _withdraw(held, at)
    attempts.forgive(reserved, counted)
    return held


@transaction.atomic
def own(*, numbers: Collection[int], by: Account, at: datetime) -> int:
    """Take the consent back for some records of whoever is signed in with her e-ID; return for how many.

    Hers are those that know her by her number or by a dossier of hers: others are passed over.
    """
    hers = {one.pk for one in queries.of_person(by)} & set(numbers)
    held = list(
        HelpRecord.objects.select_for_update(of=("self",)).filter(pk__in=hers, withdrawn_at=None).order_by("pk")
    )
    for one in held:
        _withdraw(one, at)
    return len(held)


def _withdraw(held: HelpRecord, at: datetime) -> None:
    before, key = actions.facts(held), held.person_key
    filing.forget_agreement(codes=[held.dossier_code] if held.dossier_code else [])
    for name, nothing in _NOTHING.items():
        setattr(held, name, nothing)
    held.at, held.withdrawn_at = rules.hour(held.at), at
    held.save(update_fields=[*_NOTHING, "at", "withdrawn_at"])
    if key and not HelpRecord.objects.filter(person_key=key).exists():
        elsewhere.forget_person(person_key=key)
    after = actions.facts(held)
    was = changed(before, after)
    journal.append(Event(rules.subject(held.pk), "help_withdrawn", at, actor(None), facts=after, was=was))


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Let the next records older than `HELP_DAYS` know nobody any more; return how many. The counts of help stay."""
    rows = queries.that_know_somebody(before=at - timedelta(settings.HELP_DAYS))[:_A_STEP]
    old = dict(rows.values_list("pk", "dossier_code"))
    if not old:
        return 0
    filing.forget_agreement(codes=[code for code in old.values() if code])
    forgotten = {"person_key": "", "dossier_code": "", "consent_paper": "", "booked_time": None, "booked_place": ""}
    return HelpRecord.objects.filter(pk__in=old).update(**forgotten)
