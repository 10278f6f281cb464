"""The counters that a scenario moves as it is written are those that the journal gives, read from the beginning."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from motcua.catalogue import actions as catalogue
from motcua.journal import queries as journal
from motcua.measures import actions as measures
from motcua.measures import queries
from motcua.measures.models import DayTally, MonthTally
from motcua.offices import actions as offices
from motcua.simulation import load

from . import province
from .province import AT

pytestmark = pytest.mark.django_db(transaction=True)


def _counters():
    """Return all counters that are not nought."""
    return [
        sorted(row for row in table.objects.values_list() if any(isinstance(value, int) and value for value in row))
        for table in (DayTally, MonthTally)
    ]


def test_what_was_counted_as_it_was_written_is_what_a_rebuild_counts():
    with transaction.atomic():
        offices.load_shipped(at=AT)
        catalogue.load_shipped(at=AT)
    measures.catch_up()
    load.load("ha-tinh-today", scale=800, seed=3, at=AT, report=lambda *told: None)
    if connection.vendor == "sqlite":  # elsewhere an older transaction of another database may stand before it
        assert queries.behind() == 0
    measures.catch_up()
    counted = _counters()
    assert DayTally.objects.filter(axis="competent").aggregate(Sum("simulated"))["simulated__sum"] > 700
    measures.rebuild()
    assert _counters() == counted
    assert list(journal.findings()) == []


def test_when_the_counters_were_behind_they_follow_the_journal_as_ever():
    with transaction.atomic():
        province.make()
    assert queries.behind() > 2000
    assert not DayTally.objects.exists()
    measures.catch_up()
    counted = _counters()
    measures.rebuild()
    assert _counters() == counted
