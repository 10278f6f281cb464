"""What was done where: recorded once from its source; the months around it, from the counters and the tail."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import transaction

from motcua.adoption.effects import actions, estimating, queries
from motcua.adoption.effects.rules import ActionKind
from motcua.adoption.models import ProgrammeAction
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.rules import Event
from motcua.measures import queries as measures
from motcua.measures.rules import ALL_PROCEDURES, figure
from motcua.offices.models import Office, OfficeSuccession
from motcua.offices.rules import Tier
from tests.factories import NOW, make_office, make_officer
from tests.measures.cases import Filing, caught_up, on

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 20)
SOURCE = "class/1"


@pytest.fixture
def communes(db):
    """Three communes of a province by number; the second has a counter below it."""
    province = make_office(tier="province", code="H27")
    made = {code: make_office(province, code=code, short_name=code) for code in ("H27.1", "H27.2", "H27.3")}
    made["H27.2.1"] = make_office(made["H27.2"], code="H27.2.1", kind="counter")
    return made


@pytest.fixture
def filing(communes):
    made = Filing()
    with transaction.atomic():
        journal.append(Event(SOURCE, "class_planned", made.at, "account:1", opens=True))
    return made


def _happened(offices, day, source=SOURCE):
    by = make_officer(offices[0] if offices else make_office())
    return actions.happened(kind=ActionKind.CLASS, source=source, offices=offices, on=day, by=by, at=NOW)


def test_what_happened_is_kept_once_for_each_office_and_follows_its_source(filing, communes):
    first, second = communes["H27.1"], communes["H27.2"]
    _happened([first, first, second], date(2026, 5, 5))
    _happened([first, second], date(2026, 5, 5))
    assert Entry.objects.filter(subject=SOURCE, kind="offices_touched").count() == 1
    _happened([second], date(2026, 5, 6))
    assert [(one.office, one.on) for one in ProgrammeAction.objects.all()] == [(second, date(2026, 5, 6))]
    _happened([], date(2026, 5, 6))
    assert not ProgrammeAction.objects.exists()
    bodies = [json.loads(one.body) for one in Entry.objects.filter(kind="offices_touched").order_by("number")]
    assert [one["facts"]["offices"] for one in bodies] == [["H27.1", "H27.2"], ["H27.2"], []]
    assert bodies[1]["was"] == {"offices": ["H27.1", "H27.2"], "on": "2026-05-05"}


def _file(filing, office, day, channel=2):
    filing.opened(competent_office=office, received_office=office, channel=channel, received_at=on(day))


def test_the_months_are_whole_exact_and_those_of_the_office_with_everything_below(filing, communes):
    for day in ("2026-08-01", "2026-08-31", "2026-10-31", "2026-11-02", "2024-10-31"):
        _file(filing, "H27.2", day)
    caught_up()
    _file(filing, "H27.2.1", "2026-08-15", channel=1)  # behind the counters
    _happened([communes["H27.2.1"]], date(2026, 9, 3))
    found = queries.surroundings(ActionKind.CLASS, ALL_PROCEDURES, tier=Tier.COMMUNE, today=TODAY)
    assert (found.first, found.month(23)) == (date(2024, 11, 1), date(2026, 10, 1))
    counts = found.panel.counts["H27.2"]
    assert (counts[21], counts[23], sum(below for _, below in counts)) == ((2, 3), (1, 1), 4)
    assert found.panel.touched == {"H27.2": 22} and found.done == {(22, "H27.2"): 1}


def test_several_classes_of_an_office_in_a_month_are_counted_and_the_first_touches_it(filing, communes):
    with transaction.atomic():
        journal.append_all([Event(f"class/{n}", "class_planned", NOW, "account:1", opens=True) for n in (2, 3, 4)])
    for source, code, day in (
        ("class/2", "H27.1", date(2026, 3, 1)), ("class/3", "H27.1", date(2026, 3, 31)),
        ("class/4", "H27", date(2026, 3, 31)), (SOURCE, "H27.1", date(2023, 1, 1)),
    ):  # fmt: skip
        _happened([Office.objects.get(code=code)], day, source)
    found = queries.surroundings(ActionKind.CLASS, ALL_PROCEDURES, tier=Tier.COMMUNE, today=TODAY)
    assert found.done == {(16, "H27.1"): 2, (-22, "H27.1"): 1} and found.elsewhere == 1
    assert found.panel.touched == {"H27.1": -22}
    assert estimating.stacks(found.panel) == []


def test_what_was_done_for_an_office_that_ended_touched_those_that_took_over(filing, communes):
    above = Office.objects.get(code="H27")
    oldest, old = (make_office(above, valid_to=date(2025, 6, 30)) for _ in "ab")
    OfficeSuccession.objects.create(predecessor=oldest, successor=old, extent="whole")
    for code in ("H27.1", "H27.3"):
        OfficeSuccession.objects.create(predecessor=old, successor=communes[code], extent="part")
    _happened([oldest], date(2025, 3, 1))
    found = queries.surroundings(ActionKind.CLASS, ALL_PROCEDURES, tier=Tier.COMMUNE, today=TODAY)
    assert found.panel.touched == {"H27.1": 4, "H27.3": 4} and found.elsewhere == 0


def test_a_month_is_what_the_figures_of_that_month_say(filing):
    for day, channel in (("2026-08-01", 2), ("2026-08-31", 1), ("2026-09-01", 2), ("2026-10-31", 3)):
        _file(filing, "H27.1", day, channel)
        caught_up() if channel == 2 else None
    found = measures.monthly(ALL_PROCEDURES, date(2026, 8, 15), date(2026, 9, 1))
    for month, last in (("2026-08", 31), ("2026-09", 30)):
        first = date.fromisoformat(f"{month}-01")
        tallied = measures.tallied(first, first.replace(day=last))
        wanted = {code: figure(ALL_PROCEDURES, counts) for code, counts in tallied.items()}
        told = {code: months[month] for code, months in found.items() if month in months}
        assert told == {code: each for code, each in wanted.items() if each.denominator}
    assert {month for months in found.values() for month in months} == {"2026-08", "2026-09"}


@pytest.mark.parametrize("offices", [1, 30])
def test_the_panel_takes_five_statements_at_any_size(filing, communes, offices, django_assert_num_queries):
    above = Office.objects.get(code="H27")
    _happened([make_office(above) for _ in range(offices)], date(2026, 5, 5))
    with django_assert_num_queries(5):
        found = queries.surroundings(ActionKind.CLASS, ALL_PROCEDURES, tier=Tier.COMMUNE, today=TODAY)
    assert len(found.panel.touched) == offices
