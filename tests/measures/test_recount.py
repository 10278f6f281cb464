"""Every figure equals a plain recount of what `motcua journal export` prints."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest
from click.testing import CliRunner

from motcua.measures import actions, queries
from motcua.measures.definitions import DEFINITIONS
from motcua.measures.rules import Axis
from motcua.offices.models import Office
from motcua.site.command import main
from tests.measures.cases import caught_up, on
from tests.measures.recount import last_states, rate

pytestmark = pytest.mark.django_db(transaction=True)
PERIODS = [
    ("2024-01-01", "2024-12-31"),
    ("2024-02-10", "2024-05-06"),
    ("2024-05-06", "2024-05-06"),
    ("2023-12-31", "2025-01-01"),
]


def exported():
    result = CliRunner().invoke(main, ["journal", "export"], catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def assert_all_figures_equal_the_recount(periods=PERIODS):
    """Compare every office, definition, period and axis; return how many numbers were compared."""
    states, compared = last_states(exported()), 0
    below = {
        each.code: {o.code for o in Office.objects.filter(path__startswith=each.path)} for each in Office.objects.all()
    }
    for first, last in periods:
        for definition in DEFINITIONS.values():
            for axis in Axis:
                for tier in (None, "province", "district", "commune"):
                    found = queries.online_rate(
                        definition, date.fromisoformat(first), date.fromisoformat(last), tier=tier, axis=axis
                    )
                    for line in [*found.rows, found.total]:
                        expected = rate(states, definition.name, first, last, below[line.office.code], axis.value)
                        figure = line.figure
                        assert [figure.by_self, figure.helped, figure.unknown, figure.denominator] == expected, line
                        compared += 4
    return compared


@pytest.fixture
def mixed(filing, offices):
    """Two hundred dossiers of every kind, some corrected later, some never received."""
    chance = random.Random(20241231)
    codes = [code for code in offices if code != "H27"]
    for _ in range(200):
        office, day = chance.choice(codes), f"2024-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        online = chance.random() < 0.6
        code = filing.opened(
            "submitted" if online else "accepted", competent_office=office, received_office=None if online else office,
            received_at=None if online else on(day), status=1 if online else 2,
            channel=2 if online else chance.choice([1, 3, None]), help=chance.choice(["self", "helped", "unknown"]),
            service_level=chance.choice(["full", "partial", "none"]), result_required=chance.random() < 0.7,
            simulated=chance.random() < 0.5,
        )  # fmt: skip
        if online and chance.random() < 0.15:
            filing.went_on(code, "refused", status=3)
            continue
        if online:
            desk = chance.choice(["H27", office])
            filing.went_on(code, "accepted", status=2, received_at=on(day), received_office=desk)
        if chance.random() < 0.1:
            filing.went_on(code, "refused", status=3)
        elif chance.random() < 0.7:
            filing.went_on(code, "approved", status=9, electronic_result=chance.random() < 0.8)
            filing.went_on(code, "returned", status=10)
        if chance.random() < 0.1:
            filing.went_on(code, "corrected", competent_office=chance.choice(codes), received_at=on("2024-05-06"))


@pytest.mark.parametrize("rolled", [0, 1, 137, 10_000])
def test_every_figure_equals_the_recount_however_much_is_rolled_up(mixed, rolled):
    if rolled:
        actions.roll_up(rolled)
    assert assert_all_figures_equal_the_recount() > 1000


def test_a_rebuild_gives_the_same_figures(mixed):
    caught_up()
    before = _tables()
    actions.rebuild()
    assert_all_figures_equal_the_recount([("2024-01-01", "2024-12-31")])
    caught_up()
    assert _tables() == before
    assert_all_figures_equal_the_recount([("2024-01-01", "2024-12-31")])


def _tables():
    from motcua.measures.models import DayTally, MonthTally

    return [sorted(table.objects.exclude(count=0).values_list()) for table in (DayTally, MonthTally)]
