"""A figure as it was known at the end of a past day: today's, with the few dossiers that changed since put back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import F, Max, OuterRef, Q, Subquery

from motcua.core import clock
from motcua.journal.models import Entry, Subject
from motcua.measures import queries
from motcua.measures.counting import DOSSIERS, READER, Within, add_online, add_service, keys
from motcua.measures.rules import Axis
from motcua.offices.models import Office

_CHUNK = 500
# Alive then and changed since; or entered since, about a day of receipt in the period.
_CHANGED = f"""
    SELECT code FROM measures_dossierfacts WHERE known_day > %(known)s
      AND (first_day <= %(told)s OR received_day BETWEEN %(first)s AND %(last)s)
    UNION SELECT substr(entry.subject, {len(DOSSIERS) + 1}) {queries.BEHIND}
"""


def put_back(
    counted: dict[str, Counter[str]], first: date, last: date, *, axis: Axis, under: str, on: date, day: date
) -> None:  # fmt: skip
    """Change counts by office and column into those that were known at the end of a day.

    What was recorded until then counts, whenever it happened. The cost grows with what changed since, not with the
    period: two statements, and one for each five hundred dossiers.
    """
    within, codes = (Axis(axis).value, first.isoformat(), last.isoformat()), _codes(under)
    changed = (f"{DOSSIERS}{code}" for code in changed_since(day, first, last))
    while subjects := list(islice(changed, _CHUNK)):
        for sign, facts in _now_and_then(subjects, clock.stamp(clock.end_of(day))):
            _add(counted, facts, sign, within, on.isoformat(), codes)


def changed_since(day: date, first: date, last: date, *, told: date | None = None) -> list[str]:
    """Return the codes of dossiers that changed after a day and may count otherwise in a period since. One statement.

    Those that were told of until the day `told`, by default the same, or that were received in the period as it is now.
    """
    period = {"first": first.isoformat(), "last": last.isoformat()}
    days = {"known": day.isoformat(), "told": (told or day).isoformat()}
    reader = {"reader": READER, "dossiers": f"{DOSSIERS}%"}
    return [code for (code,) in queries.selected(_CHANGED, period | days | reader)]


def _add(
    counted: dict[str, Counter[str]], facts: dict[str, Any], sign: int, within: Within, on: str, codes: set[str]
) -> None:  # fmt: skip
    for key, count in keys(facts).items():
        if key[1] in codes:
            counted.setdefault(key[1], Counter())
            add_online(counted, key, sign * count, within=within)
            add_service(counted, key, sign * count, within=within, on=on)


def _now_and_then(subjects: list[str], until: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (-1, the facts of a dossier now) and (1, those that were told last until a moment)."""
    told = Entry.objects.filter(subject=OuterRef("subject"), recorded_at__lte=until).order_by()
    then = told.values("subject").annotate(last=Max("number")).values("last")
    now = Subject.objects.filter(name=OuterRef("subject")).values("count")
    entries = Entry.objects.filter(subject__in=subjects).annotate(now=Subquery(now), then=Subquery(then))
    found = entries.filter(Q(number=F("now")) | Q(number=F("then"))).order_by()
    for number, last, known, body in found.values_list("number", "now", "then", "body"):
        facts = json.loads(body).get("facts", {})
        if number == last:
            yield -1, facts
        if number == known:
            yield 1, facts


def _codes(under: str) -> set[str]:
    return set(Office.objects.filter(path__startswith=under).values_list("code", flat=True))
