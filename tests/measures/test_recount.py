"""Every figure equals a plain recount of what `motcua journal export` prints."""

from __future__ import annotations

import itertools
import random
from datetime import date

import pytest

from motcua.measures import actions, queries
from motcua.measures.counting import COLUMNS, SERVICE_COLUMNS
from motcua.measures.rules import DEFINITIONS, Axis
from motcua.offices.models import Office
from motcua.offices.rules import Tier
from tests.measures.cases import caught_up, on
from tests.recount import export
from tests.recount.dossiers import helps, together

pytestmark = pytest.mark.django_db(transaction=True)
PERIODS = [
    ("2024-01-01", "2024-12-31"),
    ("2024-02-10", "2024-05-06"),
    ("2024-05-06", "2024-05-06"),
    ("2023-12-31", "2025-01-01"),
]


def assert_all_figures_equal_the_recount(periods=PERIODS):
    """Compare every office, tier, definition, period and axis; return how many numbers were compared."""
    states, compared = export.Journal(export.lines()).last("dossier"), 0
    paths = list(Office.objects.values_list("code", "path"))
    below = {code: [other for other, path in paths if path.startswith(top)] for code, top in paths}
    for (first, last), definition, axis in itertools.product(periods, DEFINITIONS.values(), Axis):
        days = date.fromisoformat(first), date.fromisoformat(last)
        expected = helps(states, definition.name, first, last, axis.value)
        for tier in (None, *Tier):
            found = queries.online_rate(definition, *days, tier=tier, axis=axis)
            for line in [*found.rows, found.total]:
                told = [line.figure.by_self, line.figure.helped, line.figure.unknown, line.figure.denominator]
                assert told == together(expected, below[line.office.code], 4), (definition.name, axis, line)
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
    from motcua.measures.models import DayTally, DossierFacts, LateTally, MonthTally, ServiceDay, ServiceMonth

    online = [
        sorted(table.objects.exclude(national_766_below=0).values_list("axis", "office", *COLUMNS))
        for table in (DayTally, MonthTally)
    ]
    further = [
        sorted(table.objects.exclude(on_time_below=0).values_list("axis", "office", *SERVICE_COLUMNS))
        for table in (ServiceDay, ServiceMonth)
    ]
    return [*online, *further, sorted(LateTally.objects.values_list()), sorted(DossierFacts.objects.values_list())]
