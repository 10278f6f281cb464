"""A definition that changed in a period: each day is counted by the version in force on it, and the days add up."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from motcua.measures import actions as counters
from motcua.measures import bulletin, comparing, opening, queries, reports, series, versions
from motcua.measures.indicators import ELECTRONIC_RESULTS, INDICATORS
from motcua.measures.months import by_month
from motcua.measures.opening import Asked
from motcua.measures.rules import NATIONAL_766, Axis, Counted, Definition, SliceBy, Step, parts
from motcua.measures.service_queries import figure_of
from motcua.offices.models import Office
from tests.measures import histories

CHANGED = date(2024, 5, 16)
YEAR = date(2024, 1, 1), date(2024, 12, 31)


def _counted_as(name, definition):
    """Return a first version of an indicator that counts as another indicator does, in that one's columns."""

    class First(Definition):
        __slots__ = ()
        stem = definition.stem

    given = {each.name: getattr(definition, each.name) for each in fields(definition)}
    return First(**{**given, "name": name, "valid_from": date(2018, 4, 23)})


OLD = _counted_as("all_procedures", NATIONAL_766)
OLD_DIGITISED = _counted_as("digitised_dossiers", ELECTRONIC_RESULTS)


@pytest.fixture
def changed(monkeypatch):
    """All procedures, and digitised dossiers, as they would be had their definitions changed on 16 May 2024."""
    for old, name in ((OLD, "all_procedures"), (OLD_DIGITISED, "digitised_dossiers")):
        new = replace(INDICATORS[name][-1], version=1, valid_from=CHANGED)
        monkeypatch.setitem(INDICATORS, name, (old, new))
    return INDICATORS["all_procedures"][-1]


def test_all_versions_of_an_indicator_are_counted_in_the_same_parts():
    assert all(len({parts(each) for each in versions_of}) == 1 for versions_of in INDICATORS.values())


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2024-05-01", "2024-05-31", [("old", "2024-05-01", "2024-05-15"), ("new", "2024-05-16", "2024-05-31")]),
        ("2024-05-16", "2024-05-31", [("new", "2024-05-16", "2024-05-31")]),
        ("2024-05-01", "2024-05-15", [("old", "2024-05-01", "2024-05-15")]),
        ("2010-01-01", "2010-01-02", [("old", "2010-01-01", "2010-01-02")]),
    ],
)
def test_a_period_is_cut_where_the_definition_changed(changed, first, last, expected):
    found = versions.stretches(changed, date.fromisoformat(first), date.fromisoformat(last))
    named = [("new" if each is changed else "old", start.isoformat(), end.isoformat()) for each, start, end in found]
    assert named == expected
    assert versions.stretches(OLD, *YEAR) == [(OLD, *YEAR)]
    assert [day for day, _version in versions.changes(changed, *YEAR)] == [CHANGED]


def _by_hand(filing, name, first=YEAR[0], last=YEAR[1], axis="competent_office"):
    """Count the dossiers of the province from what was told of them, each by what held on its day."""
    above = below = 0
    for told in filing.known.values():
        day = (told["received_at"] or "")[:10]
        if not first.isoformat() <= day <= last.isoformat() or not told[axis]:
            continue
        online, proven = told["channel"] == 2, told["electronic_result"] or not told["result_required"]
        if name == "all_procedures":
            above += online and (day >= CHANGED.isoformat() or proven)
            below += day < CHANGED.isoformat() or told["status"] != 1
        elif day >= CHANGED.isoformat():
            above += bool(told["digitised"] and proven)
            below += told["digitised"] is not None
        else:
            above += told["electronic_result"] and told["result_required"]
            below += told["result_required"]
    return above, below


@pytest.mark.django_db
def test_every_figure_counts_each_day_by_the_version_in_force_on_it_and_says_where_it_changed(changed, filing, offices):
    histories.tell(filing, offices, dossiers=80)
    expected = _by_hand(filing, "all_procedures")
    assert expected != _by_hand(filing, "all_procedures", CHANGED) and expected[0] not in (0, expected[1])
    halves = [_by_hand(filing, "all_procedures", *days) for days in ((YEAR[0], date(2024, 5, 15)), (CHANGED, YEAR[1]))]
    assert tuple(map(sum, zip(*halves, strict=True))) == expected
    root = Office.objects.get(code="H27")
    for _ in range(2):  # before and after it is taken into the counters
        rates = queries.online_rate(changed, *YEAR)
        assert _pair(rates.total.figure) == expected
        assert rates.totals["national_766"].numerator <= rates.total.figure.numerator
        assert sum(line.figure.denominator for line in rates.rows) <= expected[1]
        assert (
            _pair(
                comparing.year_before(replace(rates, first=date(2025, 1, 1), last=date(2025, 12, 31))).figures[root.id]
            )
            == expected
        )
        received = queries.online_rate(changed, *YEAR, axis=Axis.RECEIVED).total.figure
        assert _pair(received) == _by_hand(filing, "all_procedures", axis="received_office")
        months = by_month([root], changed, *YEAR)[root.id]
        assert _pair(months["2024-05"]) == _by_hand(filing, "all_procedures", date(2024, 5, 1), date(2024, 5, 31))
        assert sum(each.numerator for each in months.values()) == expected[0]
        for name in ("all_procedures", "digitised_dossiers"):
            assert _pair(figure_of(name, *YEAR).total[1]) == _by_hand(filing, name)
            asked = Asked(INDICATORS[name][-1], *YEAR, YEAR[1])
            sums = opening.sliced(asked, SliceBy.PROCEDURE).values()
            assert [sum(column) for column in list(zip(*sums, strict=True))[:2]] == list(_by_hand(filing, name))
            opened = {each: len(opening.dossiers(asked, counted=each, limit=500)[0]) for each in Counted}
            assert (opened[Counted.ABOVE], opened[Counted.ABOVE] + opened[Counted.BELOW]) == _by_hand(filing, name)
        points = series.series("all_procedures", root, *YEAR, step=Step.QUARTER, today=YEAR[1]).points
        assert sum(point.amount.numerator for point in points) == expected[0]
        counters.catch_up()
    said = "Cách tính đổi từ ngày 16/05/2024"
    assert said in reports.rates(rates, "table") and said in reports.indicator(
        figure_of("digitised_dossiers", *YEAR), "table"
    )
    assert said in " ".join(bulletin._notes(rates, filing.at))
    assert said not in reports.rates(queries.online_rate(changed, CHANGED, YEAR[1]), "table")


def _pair(found):
    return found.numerator, found.denominator
