"""What the bulk path puts into words itself are the same words: bodies of entries, moments as the database takes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from hypothesis import given
from hypothesis import strategies as some

from motcua.core import clock
from motcua.core.clock import ZONE
from motcua.journal import rules
from motcua.journal.rules import Event
from motcua.simulation import tables
from motcua.simulation.facts import Facts, piece

AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
NAMES = ("channel", "due_at", "help", "status", "simulated", "received_at", "received_office")
VALUES = some.one_of(some.none(), some.booleans(), some.integers(), some.text(), some.lists(some.text(max_size=3)))
FACTS = some.fixed_dictionaries({name: VALUES for name in NAMES})


@given(
    FACTS,
    some.lists(some.dictionaries(some.sampled_from(NAMES), VALUES), max_size=4),
    some.dictionaries(some.sampled_from(["answers", "documents", "paper", "until"]), VALUES),
    some.sampled_from([(None, None), ("H27.39-261120", 7)]),
)
def test_a_body_put_together_from_pieces_is_the_body_of_the_event(facts, steps, details, place):
    told = ",".join(piece(name, details[name]) for name in sorted(details))
    series, number = place
    made = Facts(dict(facts))
    opening = Event("dossier/x", "submitted", AT, "a", facts, {}, details, True, series, number)
    assert made.body(told, series=series, number=number) == rules.body(opening)
    for changes in steps:
        was = {name: facts[name] for name, value in changes.items() if facts[name] != value}
        facts = facts | {name: changes[name] for name in was}
        text = made.change(changes)
        assert made.body(told, was=text) == rules.body(Event("dossier/x", "moved", AT, "a", facts, was, details))
        assert made.values == facts


@given(some.integers(0, 4_000_000_000), some.sampled_from([0, 1, 999_999, 120_000]))
def test_a_moment_is_stored_as_django_stores_it_on_sqlite(seconds, microseconds):
    at = datetime(1980, 1, 1, tzinfo=ZONE) + timedelta(seconds=seconds, microseconds=microseconds)
    assert tables._utc(clock.stamp(at)) == str(at.astimezone(UTC).replace(tzinfo=None))
    if connection.vendor == "sqlite":
        assert tables.moments()(clock.stamp(at)) == connection.ops.adapt_datetimefield_value(at)
