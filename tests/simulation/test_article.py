"""The article's figures come out of the journal, and out of a recount that shares no code with `measures`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import connection

from motcua.catalogue import actions as catalogue
from motcua.core import tables
from motcua.core.clock import ZONE
from motcua.core.errors import Refused
from motcua.journal import queries as journal
from motcua.measures import queries as measures
from motcua.measures.rules import ALL_PROCEDURES
from motcua.offices import actions as offices
from motcua.offices.rules import Tier
from motcua.simulation import load

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)


def _quiet(doing, done, total):
    pass


@pytest.fixture(scope="module")
def article(module_db):
    """The scenario, loaded once as the command loads it."""
    with module_db():
        offices.load_shipped(at=AT)
        catalogue.load_shipped(at=AT)
        loaded = load.load("ha-tinh-article", scale=4000, seed=1, at=AT, report=_quiet)
        tables.take_stock()
        return loaded


def _recount():
    """Counts of received dossiers by district and online or not, from the stored text of the journal alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, parent_id, id, short_name, tier FROM offices_office")
        rows = cursor.fetchall()
        cursor.execute("SELECT subject, number, body FROM journal_entry WHERE subject LIKE 'dossier/%%'")
        entries = cursor.fetchall()
    by_id = {row[2]: row for row in rows}
    by_code = {row[0]: row for row in rows}

    def district(code):
        row = by_code[code]
        while row and not (row[4] == "district" and by_id[row[1]][4] == "province"):
            row = by_id.get(row[1])
        return row[3] if row else ""

    newest = {}
    for subject, number, body in entries:
        if number > newest.get(subject, (0, ""))[0]:
            newest[subject] = (number, body)
    all_of, online_of = Counter(), Counter()
    for _, body in newest.values():
        facts = json.loads(body)["facts"]
        if not facts["received_at"] or not "2024-01-01" <= facts["received_at"][:10] <= "2024-12-31":
            continue
        for name in {district(facts["competent_office"]), "total"}:
            all_of[name] += 1
            online_of[name] += facts["channel"] == 2
    return {name: (online_of[name], all_of[name]) for name in all_of}


def _percent(part, whole):
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_the_published_figures_come_out_and_a_recount_agrees(article):
    counted = _recount()
    shown = {name: _percent(*pair) for name, pair in counted.items()}
    assert (shown["Huyện Vũ Quang"], shown["Huyện Hương Khê"], shown["total"]) == ("92.50", "88.90", "70.00")
    table = measures.online_rate(ALL_PROCEDURES, date(2024, 1, 1), date(2024, 12, 31), tier=Tier.DISTRICT)
    assert [row.office.short_name for row in table.rows[:2]] == ["Huyện Vũ Quang", "Huyện Hương Khê"]
    assert len(table.rows) == 13
    for row in table.rows:
        assert (row.figure.numerator, row.figure.denominator) == counted[row.office.short_name]
    assert (table.total.figure.numerator, table.total.figure.denominator) == counted["total"]


def test_the_catalogue_has_the_published_size_with_the_shipped_procedures_in_it(article):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.level, count(DISTINCT o.procedure_id) FROM catalogue_offering o "
            "JOIN catalogue_procedureversion v ON v.procedure_id = o.procedure_id "
            "WHERE v.valid_from <= '2024-06-01' AND (v.valid_to IS NULL OR v.valid_to >= '2024-06-01') "
            "AND o.valid_from <= '2024-06-01' AND (o.valid_to IS NULL OR o.valid_to >= '2024-06-01') GROUP BY o.level"
        )
        assert dict(cursor.fetchall()) == {"full": 697, "partial": 466, "none": 586}
        cursor.execute("SELECT count(*) FROM catalogue_procedure WHERE code = '1.001193' AND NOT simulated")
        assert cursor.fetchone() == (1,)


def test_the_journal_of_a_simulated_year_verifies_and_codes_have_no_gap(article):
    assert list(journal.findings()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM filing_dossier WHERE system = 'motcua'")
        codes = [row[0].rpartition("-") for row in cursor.fetchall()]
    by_series = {}
    for series, _, number in codes:
        by_series.setdefault(series, []).append(int(number))
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in by_series.values())


def test_everything_is_marked_as_simulated(article):
    with connection.cursor() as cursor:
        for table in ("filing_dossier", "casework_case", "people_person"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE NOT simulated")
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT body FROM journal_entry WHERE subject LIKE 'dossier/%%'")
        assert all(json.loads(body)["facts"]["simulated"] for (body,) in cursor.fetchall())


def test_a_scenario_is_loaded_once(article):
    with pytest.raises(Refused, match="đã được nạp"):
        load.load("ha-tinh-article", scale=4000, seed=2, at=AT, report=_quiet)
    with pytest.raises(Refused, match="cùng thời gian"):
        load.load("ha-tinh-two-years", scale=20_000, seed=1, at=AT, report=_quiet)


@pytest.mark.parametrize(
    ("name", "scale", "field"), [("ha-tinh", 4000, "scenario"), ("ha-tinh-article", 3999, "scale")]
)
def test_what_cannot_come_out_as_published_is_refused(name, scale, field):
    with pytest.raises(Refused) as refused:
        load.load(name, scale=scale, seed=1, at=AT, report=_quiet)
    assert refused.value.field == field
