"""Every further indicator equals a plain recount of the journal: as it is, as it was known, opened and told apart."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import transaction

from motcua.core.errors import Refused
from motcua.journal.models import Entry, Epoch, Series, Subject
from motcua.measures import actions, opening
from motcua.measures.indicators import INDICATORS
from motcua.measures.opening import Asked
from motcua.measures.rules import DEFINITIONS, Countable, Counted, SliceBy
from motcua.measures.service_queries import figure_of
from motcua.offices.models import Office
from motcua.offices.rules import Tier
from motcua.site.command import main
from tests.measures import histories
from tests.measures.cases import caught_up, on
from tests.recount import export
from tests.recount.dossiers import counted, helps, late, received, stands, together

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = ("2024-01-01", "2024-12-31")
PERIODS = [
    (*YEAR, "2024-12-31"),
    ("2024-02-10", "2024-05-06", "2024-05-06"),
    ("2024-05-06", "2024-05-06", "2024-06-30"),
]
FURTHER = [
    name for name, (each,) in INDICATORS.items() if name not in DEFINITIONS and each.of is Countable.DOSSIERS
]  # fmt: skip


def _days(*texts):
    return tuple(date.fromisoformat(text) for text in texts)


def _below():
    paths = list(Office.objects.values_list("code", "path"))
    return {code: [other for other, path in paths if path.startswith(top)] for code, top in paths}


@pytest.fixture(scope="module")
def written():
    """The rows of the journal once they were written, by table."""
    return {}


@pytest.fixture
def told(filing, offices, written):
    """What is recounted. Entries are written one by one for the first test, and are there as they were for the others."""
    if not written:
        histories.tell(filing, offices)
        written.update({table: list(table.objects.all()) for table in (Epoch, Series, Subject, Entry)})
        return export.Journal(export.lines())
    with transaction.atomic():
        for table, rows in written.items():
            table.objects.bulk_create(rows)
    return export.Journal(export.lines())


@pytest.mark.parametrize("rolled", [0, 137, 10_000])
def test_every_indicator_equals_the_recount_however_much_is_rolled_up(told, rolled):
    if rolled:
        actions.roll_up(rolled)
    states, below = told.last("dossier"), _below()
    for (first, last, until), name in [(period, name) for period in PERIODS for name in FURTHER]:
        expected = counted(states, name, first, last, until)
        found = figure_of(name, *_days(first, last), tier=Tier.COMMUNE, on=date.fromisoformat(until))
        for office, amount in [*found.rows, found.total]:
            assert [amount.numerator, amount.denominator] == together(expected, below[office.code]), (name, office.code)
    found = figure_of("on_time", *_days(*YEAR), axis="received")
    expected = together(counted(states, "on_time", *YEAR, YEAR[1], "received"), below["H27"])
    assert [found.total[1].numerator, found.total[1].denominator] == expected
    assert 0 < found.total[1].numerator < found.total[1].denominator


def test_an_online_rate_is_an_indicator_like_any_other(told):
    found = figure_of("national_766", *_days(*YEAR)).total[1]
    parts = helps(told.last("dossier"), "national_766", *YEAR)
    expected = [sum(numbers[n] for numbers in parts.values()) for n in range(4)]
    assert (found.numerator, found.denominator) == (sum(expected[:3]), expected[3])


@pytest.mark.parametrize("day", ["2023-12-31", "2024-03-15", "2024-07-01", "2024-12-31"])
@pytest.mark.parametrize("rolled", [100, 10_000])
def test_a_figure_as_it_was_known_on_a_day_is_a_recount_of_what_was_recorded_until_then(told, day, rolled):
    actions.roll_up(rolled)
    states, below = told.last("dossier", day), _below()
    first, last, until = "2024-01-01", "2024-06-30", min(day, "2024-06-30")
    for name in FURTHER:
        expected = counted(states, name, first, last, until)
        found = figure_of(name, *_days(first, last), as_of=date.fromisoformat(day), on=date.fromisoformat(until))
        for office, amount in [*found.rows, found.total]:
            assert [amount.numerator, amount.denominator] == together(expected, below[office.code]), (name, office.code)
    parts = helps(states, "all_procedures", first, last)
    found = figure_of("all_procedures", *_days(first, last), as_of=date.fromisoformat(day)).total[1]
    assert found.denominator == sum(numbers[3] for numbers in parts.values())


@pytest.mark.parametrize("rolled", [0, 500, 10_000])
def test_a_figure_opens_into_the_dossiers_that_it_counts_and_those_that_it_does_not(told, rolled):
    if rolled:
        actions.roll_up(rolled)
    states, below = told.last("dossier"), set(_below()["H27.31"])
    path = Office.objects.get(code="H27.31").path
    for name in ("on_time", "digitised_dossiers", "electronic_results", "time_to_finish"):
        asked = Asked(INDICATORS[name][-1], *_days(*YEAR, YEAR[1]), under=path)
        expected = {Counted.ABOVE: set(), Counted.BELOW: set(), Counted.OUT: set()}
        for code, office, state in received(states, *YEAR):
            if office in below:
                above, denominator = stands(name, state, YEAR[1])
                where = (
                    Counted.OUT
                    if not denominator
                    else Counted.ABOVE
                    if above or name.startswith("time")
                    else Counted.BELOW
                )
                expected[where].add(code)
        never = {
            code for code, state in states.items() if not state["received_at"] and state["competent_office"] in below
        }  # fmt: skip
        for where, codes in expected.items():
            opened = _all_pages(asked, where)
            assert {each.state.code for each in opened} == codes | (never if where is Counted.OUT else set()), (
                name,
                where,
            )
            assert len(opened) == len({each.state.code for each in opened})
            assert all(bool(each.verdict.reason) == (where is not Counted.ABOVE) for each in opened)


def _all_pages(asked, where):
    found, after = opening.dossiers(asked, counted=where, limit=7)
    while after:
        more, after = opening.dossiers(asked, counted=where, after=after, limit=7)
        found += more
    return found


@pytest.mark.parametrize("rolled", [0, 500, 10_000])
def test_the_parts_of_an_office_add_up_to_its_figure(told, rolled):
    if rolled:
        actions.roll_up(rolled)
    states, below = told.last("dossier"), set(_below()["H27.32"])
    path = Office.objects.get(code="H27.32").path
    for name in ("on_time", "digitised_dossiers", "satisfaction", "time_to_finish"):
        asked = Asked(INDICATORS[name][-1], *_days(*YEAR, YEAR[1]), under=path)
        for by in SliceBy:
            expected = {}
            for _, office, state in received(states, *YEAR):
                if office in below:
                    told_as = "channel" if by == "way" else by
                    key = state["received_at"][11:13] if by == "hour" else str(state[told_as] or "")
                    numbers = expected.setdefault(key, [0, 0])
                    above, denominator = stands(name, state, YEAR[1])
                    numbers[0] += above
                    numbers[1] += denominator
            found = opening.sliced(asked, by)
            counting = {key: numbers for key, numbers in expected.items() if numbers[1]}
            assert {key: numbers[:2] for key, numbers in found.items()} == counting, (name, by)
    part = opening.sliced(
        Asked(INDICATORS["on_time"][-1], *_days(*YEAR, YEAR[1]), under=path, parts=((SliceBy.PROCEDURE, "1.003"),)),
        SliceBy.DIVISION,
    )
    whole = opening.sliced(Asked(INDICATORS["on_time"][-1], *_days(*YEAR, YEAR[1]), under=path), SliceBy.PROCEDURE)
    assert sum(numbers[1] for numbers in part.values()) == whole["1.003"][1]


def test_a_rebuild_gives_the_same_dossiers_and_counters(told):
    from tests.measures.test_recount import _tables

    caught_up()
    before = _tables()
    actions.rebuild()
    caught_up()
    assert _tables() == before


def test_services_with_filings_are_those_offered_that_somebody_filed(filing, offices):
    from motcua.catalogue.models import Offering
    from tests.factories import make_version

    made = [make_version(code=f"1.00000{number}", authority_tiers=["district"]) for number in range(3)]
    for version, level in zip(made, ("full", "partial", "none"), strict=True):
        Offering.objects.create(
            procedure=version.procedure, office=offices["H27"], level=level, valid_from=date(2020, 1, 1)
        )
    for version in made:
        version.__class__.objects.filter(pk=version.pk).update(valid_from=date(2020, 1, 1))
    filing.opened(procedure="1.000000")
    caught_up()
    filing.opened(procedure="1.000001", channel=1)
    filing.opened(procedure="1.000001", received_at=on("2023-05-06"))
    filing.opened(procedure="1.000002")

    def shown(found):
        return {office.code: (amount.numerator, amount.denominator) for office, amount in [*found.rows, found.total]}

    found = figure_of("services_with_filings", *_days(*YEAR), tier=Tier.DISTRICT)
    assert shown(found) == {"H27": (1, 2), "H27.31": (1, 2), "H27.32": (0, 2)}
    filing.opened(procedure="1.000001", competent_office="H27.31")
    found = figure_of("services_with_filings", *_days(*YEAR), tier=Tier.DISTRICT)
    assert shown(found) == {"H27": (2, 2), "H27.31": (2, 2), "H27.32": (0, 2)}


def test_an_office_without_dossiers_has_no_figure(filing, offices):
    found = figure_of("on_time", *_days(*YEAR), office="H27.32")
    assert (found.total[1].denominator, found.total[1].value()) == (0, None)


@pytest.mark.parametrize(
    ("name", "first", "last", "field"),
    [
        ("nothing", *YEAR, "name"),
        ("reuse", "2022-01-01", "2022-06-22", "name"),
        ("reuse", "2024-02-01", "2024-01-01", "from"),
    ],
)
def test_what_is_no_indicator_of_that_time_is_refused(offices, name, first, last, field):
    with pytest.raises(Refused) as refusal:
        figure_of(name, *_days(first, last))
    assert refusal.value.field == field


@pytest.mark.parametrize("dossiers", [1, 50])
def test_an_indicator_takes_two_statements_and_its_opening_two(filing, offices, django_assert_num_queries, dossiers):
    histories.tell(filing, offices, dossiers=dossiers)
    actions.roll_up(dossiers)
    asked = Asked(INDICATORS["on_time"][-1], *_days(*YEAR, YEAR[1]), under=offices["H27"].path)
    with django_assert_num_queries(2):
        figure_of("on_time", *_days(*YEAR), tier=Tier.DISTRICT)
    with django_assert_num_queries(2):
        opening.dossiers(asked, counted=Counted.ABOVE, limit=1000)
    with django_assert_num_queries(2):
        opening.sliced(asked, SliceBy.PROCEDURE)


def test_the_recount_itself_knows_a_late_dossier():
    state = {
        "due_at": on("2024-05-08"),
        "judged_due_at": None,
        "finished_at": None,
        "returned_at": None,
        "ended_at": None,
        "stopped_at": None,
        "requests": [],
    }
    assert [late(state, day) for day in ("2024-05-08", "2024-05-09")] == [False, True]
    assert late({**state, "finished_at": on("2024-05-07")}, "2024-06-01") is False


def test_the_command_prints_an_indicator(told):
    caught_up()
    result = CliRunner().invoke(
        main, ["figures", "indicator", "on_time", "--from", YEAR[0], "--to", YEAR[1], "--tier", "district", "--format", "json"],
        catch_exceptions=False,
    )  # fmt: skip
    assert result.exit_code == 0
    printed, found = json.loads(result.stdout), figure_of("on_time", *_days(*YEAR), tier=Tier.DISTRICT)
    assert (printed["indicator"], printed["version"], printed["unit"]) == ("on_time", 1, "percent")
    assert printed["total"]["numerator"] == found.total[1].numerator
    assert [row["office"] for row in printed["rows"]] == [office.code for office, _ in found.rows]
    table = CliRunner().invoke(
        main, ["figures", "indicator", "time_to_finish", "--to", YEAR[1], "--as-of", "2024-12-31"]
    )
    assert "Thời gian giải quyết trung bình" in table.stdout and "giờ" in table.stdout
    refused = CliRunner().invoke(main, ["figures", "indicator", "nothing"])
    assert refused.exit_code == 2 and "on_time" in refused.output


def test_an_entry_that_changes_no_fact_takes_no_dossier_out_of_what_is_opened_while_it_waits(filing, offices):
    code = filing.opened(competent_office="H27.31", division="H27.31.1")
    filing.opened(competent_office="H27.31", channel=1, division="H27.31.1")
    days = _days(*YEAR)
    asked = Asked(DEFINITIONS["all_procedures"], *days, days[1])
    caught_up()
    filing.went_on(code, "note_written")
    assert opening.sliced(asked, SliceBy.DIVISION)["H27.31.1"][:2] == [1, 2]
    assert opening.procedures_used(*days, under="/") == {"1.001193": opening.Used(True, False)}
