"""A dirty export of another system gives the rates that a script computes from the file itself, and is counted once."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.elsewhere.models import RecordedDossier
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.measures import actions as measures
from motcua.measures import queries as figures
from motcua.measures import service_queries
from motcua.measures.indicators import INDICATORS
from motcua.measures.rules import ALL_PROCEDURES, DEFINITIONS, Countable
from motcua.offices.models import Office
from motcua.simulation import exports
from tests.measures.cases import caught_up

from . import rates_of_file
from .samples import LEVELS, as_records, counts, export, import_, make_province

YEAR = date(2024, 1, 1), date(2024, 12, 31)


def office_names():
    """Return the names of offices without marks, as the script wants them."""
    found = {}
    for code, name, short_name in Office.objects.values_list("code", "name", "short_name"):
        for each in (name, short_name):
            found[rates_of_file.bare(each).replace("uy ban nhan dan", "ubnd")] = code
    return found


def check(content, made):
    """Import a file twice and compare every figure with the script's, every row with the truth."""
    states, unusable, more = rates_of_file.states(content, office_names())
    assert states == made.truth and unusable == made.unusable
    first = import_(content)
    assert (first.created, first.changed, first.rejected) == (len(states), 0, unusable)
    assert first.rows == sum(counts(first)) == len(made.rows) - made.dirt["blank"]
    before = Entry.objects.filter(subject__startswith="dossier/").count()
    again = import_(content)
    assert counts(again) == (0, 0, first.rows - unusable, unusable)
    assert Entry.objects.filter(subject__startswith="dossier/").count() == before == RecordedDossier.objects.count()
    _compare(states)
    _compare_further(states, more, silent="satisfaction" if content[:1] == b"[" else "reuse")


def _compare_further(states, more, *, silent):
    """Every other indicator, office by office; of one the columns of the file say nothing."""
    days = tuple(f"{day}" for day in YEAR)
    counted = service_queries.service(*YEAR)
    names = {name for name, each in INDICATORS.items() if each[-1].of is Countable.DOSSIERS} - set(DEFINITIONS)
    for name in sorted(names):
        expected = rates_of_file.further(states, more, name, *days)
        (definition,) = INDICATORS[name]
        amounts = {office: service_queries.amount(definition, found) for office, found in counted.items()}
        ours = {office: [one.numerator, one.denominator] for office, one in amounts.items() if one.denominator}
        assert ours == expected, name
        assert (name == silent) == (not any(above for above, _below in expected.values())), name
        if name != silent and len(states) < 1000:
            whole = service_queries.figure_of(name, *YEAR).total[1]
            assert [whole.numerator, whole.denominator] == list(map(sum, zip(*expected.values(), strict=True)))
    whole = service_queries.figure_of("services_with_filings", *YEAR).total[1]
    assert (whole.numerator, whole.denominator) == rates_of_file.used(states, LEVELS, *days)


def _compare(states):
    tallied, totals = figures.tallied(*YEAR), figures.online_rate(ALL_PROCEDURES, *YEAR).totals
    for name in DEFINITIONS:
        expected = rates_of_file.rates(states, name, *(f"{day}" for day in YEAR), LEVELS)
        ours = {
            office: [sum(found[f"{name}_{part}"] for part in ("self", "helped", "unknown")), found[f"{name}_below"]]
            for office, found in tallied.items() if found[f"{name}_below"]
        }  # fmt: skip
        assert ours == expected, name
        whole = totals[name]
        assert (whole.numerator, whole.denominator) == tuple(map(sum, zip(*expected.values(), strict=True)))
        assert (whole.by_self, whole.helped) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "rows"), [("csv", 5000), ("xlsx", 800), ("json", 600)])
def test_a_dirty_export_gives_the_rates_of_the_file_and_nothing_twice(form, rows):
    make_province()
    made = export(rows)
    assert {kind for kind, times in made.dirt.items() if times} >= set(exports.DIRT) and len(exports.DIRT) >= 10
    content = {"csv": exports.as_csv, "xlsx": exports.as_workbook, "json": as_records}[form](made)
    check(content, made)
    assert list(findings()) == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_rows_give_the_rates_of_the_file_and_nothing_twice():
    make_province()
    made = export(100_000, seed=7)
    check(exports.as_csv(made), made)
    caught_up()
    before = figures.tallied(*YEAR)
    measures.rebuild()
    caught_up()
    assert figures.tallied(*YEAR) == before
