"""Keeping what was found in a month, and what a person above the office says of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.core import clock, text
from motcua.core.errors import Invalid, Phrase
from motcua.journal import actions as journal
from motcua.journal.models import Subject
from motcua.journal.rules import Event
from motcua.measures.models import WatchFinding, WatchNote
from motcua.measures.watch import queries
from motcua.measures.watch.rules import WatchOutcome
from motcua.people.models import Account
from motcua.people.rules import actor

MOST_WORDS = 2000


def look(*, at: datetime) -> int:
    """Look for patterns in this month and the one before, and keep what is found; return how many findings are new.

    What somebody has judged stays as it was when she did. Nothing is removed when a pattern is no longer there.
    """
    today = clock.local_day(at)
    this = today.replace(day=1)
    return sum(_keep(month, today) for month in ((this - timedelta(1)).replace(day=1), this))


def judge(*, finding: WatchFinding, outcome: str, words: str, by: Account, at: datetime) -> WatchNote:
    """Keep what somebody above the office found; earlier notes stay. No figure changes by it.

    Raises Invalid at the field: no outcome, no words, too many.
    """
    said = text.clean(words).strip()
    errors: dict[str, str] = {}
    if outcome not in WatchOutcome.values:
        errors["outcome"] = Phrase("Chọn một kết luận.")
    if not said:
        errors["words"] = Phrase("Ghi đã xem những gì, hỏi ai, vì sao kết luận như vậy.")
    elif len(said) > MOST_WORDS:
        errors["words"] = Phrase("Ghi không quá %(most)s ký tự.", most=MOST_WORDS)
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        note = WatchNote.objects.create(finding=finding, outcome=outcome, words=said, by=by, at=at)
        subject = f"watch/{finding.office}/{finding.month}/{finding.pattern}"
        opens = not Subject.objects.filter(name=subject).exists()
        details = {"outcome": outcome, "dossiers": finding.dossiers, "of": finding.of, "sources": finding.sources}
        journal.append(Event(subject, "watch_judged", at, actor(by.id), details=details, opens=opens))
    return note


@transaction.atomic
def _keep(month: date, today: date) -> int:
    name, new = f"{month:%Y-%m}", 0
    known = {(each.pattern, each.office): each for each in WatchFinding.objects.filter(month=name)}
    judged = set(WatchNote.objects.filter(finding__month=name).values_list("finding_id", flat=True))
    for pattern, offices in queries.found_in(month, ended=month < today.replace(day=1)).items():
        for office, found in offices.items():
            before = known.get((pattern, office))
            if before is None:
                where = {"office": office, "month": name, "pattern": pattern}
                WatchFinding.objects.create(**where, found_on=today, **found._asdict())
                new += 1
            elif before.pk not in judged:
                WatchFinding.objects.filter(id=before.pk).update(**found._asdict())
    return new
