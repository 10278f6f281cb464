"""Following the journal into the counters, and counting again from the beginning."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from django.db import transaction

from motcua.journal import actions as journal
from motcua.journal.queries import Position, Stored
from motcua.measures import writing
from motcua.measures.counting import DOSSIERS, READER, Key, changes
from motcua.measures.foretelling import foretell as foretell
from motcua.measures.models import (
    DayTally,
    DossierFacts,
    LateTally,
    MonthTally,
    ServiceDay,
    ServiceMonth,
    StepFacts,
    StepTally,
)
from motcua.measures.states import State, states_after
from motcua.measures.steps import MARK, step_states, together

FIRST_LOAD = 50_000


def roll_up(limit: int = 1000) -> int:
    """Take the next entries of the journal into the counters and return how many were read; 0: nothing to do."""
    return journal.read(READER, _count, limit=limit)


def catch_up(*, report: Callable[[int], None] = lambda read: None) -> int:
    """Roll up everything there is, in large batches, and return how many entries were read.

    For a first load, an import or a simulation; `report` is told the size of each batch.
    """
    done = 0
    while read := roll_up(FIRST_LOAD):
        done += read
        report(read)
    return done


def take_in(counted: Mapping[Key, int], *, since: Position) -> bool:
    """Add what the entries that this transaction has appended since a position make together; return whether.

    For a writer of thousands that knows it without reading them again. When other entries come first nothing is
    added, and `roll_up` will read these as ever.
    """
    if not journal.pass_by(READER, since):
        return False
    writing.add_all(counted)
    return True


def rebuild(*, report: Callable[[int], None] = lambda read: None) -> int:
    """Throw the counters away and count the whole journal again; return how many entries were read.

    Figures are exact at every moment meanwhile, only slower: what is not rolled up yet is counted as the tail.
    """
    with transaction.atomic():
        journal.forget(READER)
        for table in (
            DayTally, MonthTally, ServiceDay, ServiceMonth, LateTally, StepTally, StepFacts, DossierFacts,
        ):  # fmt: skip
            table.objects.all().delete()
    return catch_up(report=report)


def tally(entries: Iterable[tuple[str, int, str]]) -> dict[Key, int]:
    """Return the changes that entries, as (subject, number, body), make together; counters that cancel are left out."""
    summed: Counter[Key] = Counter()
    for subject, number, body in entries:
        if subject.startswith(DOSSIERS):
            for key, count in changes(number, json.loads(body)).items():
                summed[key] += count
    return {key: count for key, count in summed.items() if count}


def keep(made: Iterable[State]) -> None:
    """Keep how dossiers stand, for a writer of thousands that knows it; to read its entries later changes nothing.

    Inside the caller's transaction.
    """
    writing.keep(made)


def _count(entries: list[Stored]) -> None:
    writing.add_all(tally((each.subject, each.number, each.body) for each in entries))
    writing.keep(states_after((each.subject, each.number, each.recorded_at, each.body) for each in entries))
    told = (json.loads(each.body) for each in entries if each.subject.startswith(DOSSIERS) and MARK in each.body)
    writing.add_steps(together(told))
    read = ((each.subject, each.number, each.recorded_at, each.body) for each in entries)
    writing.keep_steps(step_states(read).values())
