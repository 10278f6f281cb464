"""Rates by office: subtree, axis, tier, ranking, exactness at every moment, and how many statements they take."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from motcua.core.errors import Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.measures import actions, queries, writing
from motcua.measures.models import DayTally, MonthTally
from motcua.measures.rules import ALL_PROCEDURES
from motcua.offices.rules import Tier
from tests.measures.cases import caught_up, facts, on

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def _rate(**given):
    return queries.online_rate(ALL_PROCEDURES, *YEAR, **given)


def _shown(rates):
    return [(row.rank, row.office.code, row.figure.numerator, row.figure.denominator) for row in rates.rows]


@pytest.fixture
def province(filing, offices):
    """Vũ Quang 3 of 4 online (one at a commune, one at a division), Hương Khê 1 of 2, the department 0 of 1."""
    filing.opened()
    filing.opened(competent_office="H27.31.20", received_office="H27.31.20")
    filing.opened(competent_office="H27.31.1", received_office="H27.31")
    filing.opened(channel=1)
    filing.opened(competent_office="H27.32")
    filing.opened(competent_office="H27.32", channel=3)
    filing.opened(competent_office="H27.10", channel=1)
    return filing


def test_an_office_has_its_subtree_and_the_province_everything(province):
    found = _rate(tier=Tier.DISTRICT)
    assert _shown(found) == [(1, "H27.31", 3, 4), (2, "H27.32", 1, 2)]
    assert (found.total.office.code, found.total.figure.ratio.percent()) == ("H27", "57.14")


def test_tiers_compare_committees_and_the_province_its_departments(province):
    assert [code for _, code, _, _ in _shown(_rate(tier=Tier.PROVINCE))] == ["H27.10"]
    assert _shown(_rate(tier=Tier.COMMUNE)) == [
        (1, "H27.31.20", 1, 1),
        (None, "H27.31.21", 0, 0),
        (None, "H27.32.20", 0, 0),
    ]


def test_without_a_tier_what_lies_directly_below_is_compared(province):
    assert [code for _, code, _, _ in _shown(_rate(office="H27.31"))] == ["H27.31.1", "H27.31.20", "H27.31.21"]
    assert [code for _, code, _, _ in _shown(_rate(office="H27.31.20"))] == ["H27.31.20"]


def test_the_receiving_office_can_be_asked_for(province):
    assert _shown(_rate(office="H27.31", tier=Tier.COMMUNE, axis="received"))[0] == (1, "H27.31.20", 1, 1)
    assert queries.tallied(*YEAR, axis="received").get("H27.31.1") is None


def test_an_office_that_ended_is_asked_for_on_its_own_dates(province):
    later = queries.online_rate(ALL_PROCEDURES, date(2026, 1, 1), date(2026, 12, 31), tier=Tier.DISTRICT)
    assert later.rows == []
    with pytest.raises(Refused, match=r"H27\.31"):
        queries.online_rate(ALL_PROCEDURES, date(2026, 1, 1), date(2026, 12, 31), office="H27.31")


def test_a_period_that_ends_before_it_begins_is_refused(province):
    with pytest.raises(Refused):
        queries.online_rate(ALL_PROCEDURES, date(2024, 2, 1), date(2024, 1, 1))


def test_a_dossier_counts_at_once_and_is_not_counted_twice_when_rolled_up(province):
    before = _shown(_rate(tier=Tier.DISTRICT))
    while actions.roll_up(2):
        assert _shown(_rate(tier=Tier.DISTRICT)) == before
    province.opened()
    assert _shown(_rate(tier=Tier.DISTRICT))[0] == (1, "H27.31", 4, 5)


def test_a_late_result_changes_the_counters_of_the_day_of_receipt(filing, offices):
    code = filing.opened()
    caught_up()
    filing.went_on(code, "approved", status=9, electronic_result=True, finished_at=on("2024-08-01"))
    caught_up()
    told = ("national_766_below", "national_766_self", "all_procedures_self")
    assert DayTally.objects.filter(axis="competent", day="2024-05-06").values_list(*told).get() == (1, 1, 1)
    assert MonthTally.objects.filter(axis="competent", month="2024-05").values_list(*told).get() == (1, 1, 1)
    assert not DayTally.objects.filter(day__gt="2024-05-06").exists()


def test_a_batch_that_fails_is_counted_later_and_once(province, monkeypatch):
    add = writing.add

    def fail(table, *rest):
        if table == "monthtally":
            raise DatabaseError("the database went away")
        add(table, *rest)

    monkeypatch.setattr(writing, "add", fail)
    with pytest.raises(DatabaseError):
        caught_up()
    monkeypatch.undo()
    assert DayTally.objects.count() == 0
    caught_up()
    assert _shown(_rate(tier=Tier.DISTRICT))[0] == (1, "H27.31", 3, 4)


def test_entries_of_other_subjects_are_passed_over(filing, offices):
    with transaction.atomic():
        journal.append(
            Event(
                subject="procedure/1.001193",
                kind="published",
                at=filing.at,
                by="system:tests",
                facts=facts(),
                opens=True,
            )
        )
    assert queries.tallied(*YEAR) == {}
    caught_up()
    assert DayTally.objects.count() == 0


@pytest.mark.parametrize("dossiers", [1, 50])
def test_a_table_of_rates_takes_two_statements(filing, offices, django_assert_num_queries, dossiers):
    for _ in range(dossiers):
        filing.opened()
    actions.roll_up(dossiers // 2)
    with django_assert_num_queries(2):
        _rate(tier=Tier.DISTRICT)


def test_the_latest_period_is_the_newest_year_in_which_the_tier_received(filing, offices, today):
    assert queries.latest_period(Tier.DISTRICT, today=today) == (date(2026, 1, 1), today)
    filing.opened()
    assert queries.latest_period(Tier.DISTRICT, today=today) == YEAR
    caught_up()
    assert queries.latest_period(Tier.DISTRICT, today=today) == YEAR
    filing.opened(competent_office="H27.10", received_at=on("2026-03-02"))
    assert queries.latest_period(Tier.DISTRICT, today=today) == YEAR
    assert queries.latest_period(today=today) == (date(2026, 1, 1), today)


def test_a_transaction_that_commits_late_is_neither_skipped_nor_counted_twice(filing, offices):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: no transaction can commit after a later one")
    filing.opened()
    begun, may_commit = threading.Event(), threading.Event()

    def late():
        with transaction.atomic():
            journal.append(
                Event(subject="dossier/late", kind="accepted", at=filing.at, by="account:2", facts=facts(), opens=True)
            )
            begun.set()
            may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=late)
    writer.start()
    try:
        assert begun.wait(20)
        filing.opened()
        actions.catch_up()
        assert _shown(_rate(tier=Tier.DISTRICT))[0][3] == 2
    finally:
        may_commit.set()
        writer.join(20)
    assert _shown(_rate(tier=Tier.DISTRICT))[0][3] == 3
    caught_up()
    assert _shown(_rate(tier=Tier.DISTRICT))[0][3] == 3
    assert DayTally.objects.get(axis="competent").all_procedures_below == 3


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps no plan for any values")
def test_a_plan_that_is_kept_for_any_values_does_not_read_the_whole_journal(filing, offices, today):
    filing.opened()
    caught_up()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_entry SELECT (e).* FROM (SELECT jsonb_populate_record(e, jsonb_build_object('id', "
                "e.id - n, 'subject', 'dossier/x' || n)) AS e FROM journal_entry e, generate_series(1, 4000) n) many"
            )
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        before = _readings_of_the_whole_journal()
        queries.tallied(*YEAR)
        queries.latest_period(Tier.DISTRICT, today=today)
        assert queries.behind() == 0
        assert _readings_of_the_whole_journal() == before


def _readings_of_the_whole_journal():
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'journal_entry'")
        return cursor.fetchone()[0]
