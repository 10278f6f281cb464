"""Periods, versions and lines of reports, and what a snapshot saw of the journal: tables, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from motcua.core.errors import Refused
from motcua.journal.horizon import Horizon
from motcua.measures.frozen import rules, shown
from motcua.measures.frozen.rules import Line, ReportKind
from motcua.measures.rules import ALL_PROCEDURES


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2024-02", ReportKind.MONTH, "2024-02-01", "2024-02-29"),
        ("2025-Q3", ReportKind.QUARTER, "2025-07-01", "2025-09-30"),
        ("2025-Q4", ReportKind.QUARTER, "2025-10-01", "2025-12-31"),
        ("2026", ReportKind.YEAR, "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_is_read_as_it_is_chosen(text, kind, first, last):
    assert rules.period_of(text) == (kind, day(first), day(last))


@pytest.mark.parametrize("text", ["", "2026-00", "2026-13", "2026-Q5", "1999", "2026-1", "x"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(Refused):
        rules.period_of(text)


@pytest.mark.parametrize(
    ("now", "before"),
    [("2024-02-29", "2023-02-28"), ("2025-02-28", "2024-02-29"), ("2026-05-09", "2025-05-09"), ("2026-12-31", "2025-12-31")],
)  # fmt: skip
def test_a_year_before_the_last_day_of_a_month_is_the_last_day_of_that_month(now, before):
    assert rules.year_before(day(now)) == day(before)


def test_the_months_of_a_report_end_with_the_day_to_which_it_counts():
    months = rules.months_back(day("2026-03-10"), 12)
    assert months[0] == (day("2025-04-01"), day("2025-04-30"))
    assert months[-1] == (day("2026-03-01"), day("2026-03-10"))
    assert len(months) == 12


FIRST = replace(ALL_PROCEDURES, valid_from=day("2018-04-23"))
SECOND = replace(ALL_PROCEDURES, version=2, valid_from=day("2026-05-16"))


@pytest.mark.parametrize(
    ("versions", "first", "last", "expected"),
    [
        ((FIRST, SECOND), "2026-05-01", "2026-05-31", [(1, "2026-05-01", "2026-05-15"), (2, "2026-05-16", "2026-05-31")]),
        ((FIRST, SECOND), "2026-04-01", "2026-04-30", [(1, "2026-04-01", "2026-04-30")]),
        ((FIRST, SECOND), "2026-05-16", "2026-05-31", [(2, "2026-05-16", "2026-05-31")]),
        ((FIRST, SECOND), "2026-06-01", "2026-06-30", [(2, "2026-06-01", "2026-06-30")]),
        ((replace(FIRST, valid_to=day("2026-05-10")), SECOND), "2026-05-01", "2026-05-31",
         [(1, "2026-05-01", "2026-05-10"), (2, "2026-05-16", "2026-05-31")]),
        ((SECOND,), "2026-01-01", "2026-05-15", []),
    ],
)  # fmt: skip
def test_a_definition_that_changed_in_the_period_makes_two_stretches(versions, first, last, expected):
    found = rules.stretches(versions, day(first), day(last))
    assert [(each.version, start.isoformat(), end.isoformat()) for each, start, end in found] == expected


def test_two_versions_of_an_indicator_are_two_lines_with_their_days_and_never_a_sum():
    lines = [
        Line("H27", ALL_PROCEDURES.name, number, f"2026-05-{first}", f"2026-05-{last}", "2026-05-31", 1, 2)
        for number, first, last in ((1, "01", "15"), (2, "16", "31"))
    ]
    content = {"tables": {"whole": [line.told() for line in lines], "before": []}}
    rows = shown.beside(content)
    assert [(line, several) for line, _before, several in rows] == [(line, True) for line in lines]
    assert shown.called(lines[1], "Tất cả") == "Tất cả (bản 2, từ 16/05/2026 đến 31/05/2026)"


@pytest.mark.parametrize(
    ("first", "last", "until", "title"),
    [
        ("2026-10-01", "2026-10-31", "2026-10-31", "Báo cáo hồ sơ trực tuyến tháng 10 năm 2026"),
        ("2026-10-01", "2026-10-31", "2026-10-30", "Báo cáo hồ sơ trực tuyến tháng 10 năm 2026 (tính đến 30/10/2026)"),
    ],
)
def test_the_title_of_a_period_that_is_not_over_says_so(first, last, until, title):
    assert rules.title(ReportKind.MONTH, day(first), day(last), day(until)) == title


def test_nothing_counted_is_no_rate_and_not_nought_per_cent():
    nothing = Line("H27", ALL_PROCEDURES.name, 1, "2026-05-01", "2026-05-31", "2026-05-31")
    assert (shown.value(nothing), shown.hundredths(nothing)) == ("–", None)
    assert (shown.value(replace(nothing, denominator=3)), shown.hundredths(replace(nothing, denominator=3))) == (
        "0,00 %",
        0,
    )


@pytest.mark.parametrize(
    ("entry", "saw"),
    [
        ((1, 99, 99), True),  # an earlier epoch
        ((3, 1, 1), False),  # a later one, after a restore
        ((2, 99, 7), True),
        ((2, 101, 5), False),  # was running
        ((2, 102, 9), True),
        ((2, 105, 8), False),  # began later
    ],
)
def test_a_snapshot_of_postgresql_saw_what_was_committed_then(entry, saw):
    assert Horizon(2, 50, "100:105:101,103").saw(*entry) is saw


def test_a_snapshot_of_sqlite_saw_the_entries_up_to_its_last():
    seen = Horizon(1, 50, "")
    assert [seen.saw(1, 0, number) for number in (49, 50, 51)] == [True, True, False]
