"""A year's end is foretold from months: the same for the same seed, with strength borrowed, or not at all."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from motcua.core import clock
from motcua.measures import actions, forecast, foretelling, months
from motcua.measures.forecast import Habits, Month, Outlook, Settling, Start, Volume
from motcua.measures.indicators import ELECTRONIC_RESULTS
from motcua.measures.models import Forecast
from motcua.measures.rules import ALL_PROCEDURES, FULL_SERVICE
from motcua.simulation.panels import panel

NOTHING = Month(0, 0)
SO_FAR = Month(200, 400)
LEARNED = forecast.Fit(Habits(0.005, 0.0, 0.8, 0.02), Start(0.0, 0.2, 0.0, 0.0025), 0.001, 1.2, 0, 0)
AHEAD = [Volume(50, 8)] * 3


def _foretell(history, so_far=SO_FAR, ahead=AHEAD, **other):
    return forecast.forecast(history, LEARNED, so_far, ahead, seed="one", **other)


def test_the_same_seed_foretells_the_same_and_another_seed_nearly_so():
    history = [Month(25, 50)] * 12
    first, again = _foretell(history), _foretell(history)
    other = forecast.forecast(history, LEARNED, Month(200, 400), AHEAD, seed="two")
    assert first == again != other
    assert abs(first.middle - other.middle) < 0.02
    assert first.low < first.middle < first.high
    assert len(first.quantiles) == forecast.POINTS


@pytest.mark.parametrize(
    "history",
    [[], [NOTHING] * 24, [NOTHING] * 22 + [Month(40, 60), Month(1, 5)], [Month(3, 9)] * 3],
    ids=["no month", "no dossier", "two months", "27 dossiers"],
)
def test_too_little_is_refused_and_not_guessed(history):
    assert not forecast.enough(history)
    assert _foretell(history) is None


def test_what_was_counted_is_never_ruled_out_by_what_is_foretold():
    outlook = _foretell([Month(1, 50)] * 12, Month(90, 100), [Volume(10, 0)])
    assert outlook.quantiles[0] >= 90 / 110
    assert outlook.quantiles[-1] <= 1
    over = _foretell([Month(25, 50)] * 12, Month(70, 100), [Volume(0, 0)])
    assert set(over.quantiles) == {0.7}


def test_the_chance_falls_as_the_target_rises():
    outlook = _foretell([Month(25, 50)] * 12)
    chances = [outlook.chance(share / 100) for share in range(0, 101, 2)]
    assert chances == sorted(chances, reverse=True)
    assert (chances[0], chances[-1]) == (100, 0)
    assert 40 <= outlook.chance(outlook.middle) <= 60


def test_a_small_commune_borrows_strength_from_its_tier():
    """Three months of small numbers, all online: a large office that shows the same is believed, the small one is not."""
    small = _foretell([NOTHING] * 9 + [Month(11, 12)] * 3, NOTHING)
    large = _foretell([NOTHING] * 9 + [Month(550, 600)] * 3, NOTHING)
    assert small.middle < large.middle - 0.03
    assert small.high - small.low > large.high - large.low


def test_months_to_come_bring_what_the_office_brings_by_the_season_of_its_tier():
    history = [NOTHING] * 6 + [Month(5, 20)] * 6
    tier = [100.0] * 6 + [200.0] * 6
    assert [round(each.mean, 1) for each in forecast.volumes(history, tier, 7)] == [13.3] * 6 + [26.7]
    no_year = [0.0, *tier[1:]]
    assert [each.mean for each in forecast.volumes(history, no_year, 2)] == [20, 20]
    assert forecast.volumes([NOTHING] * 12, tier, 1)[0] == Volume(0, 0)


def test_a_fit_says_how_often_its_ranges_held():
    made = [[Month(*each) for each in row] for row in panel("fit", offices=12, months=18).rows]
    learned = forecast.fit(made, seed="x")
    assert learned == forecast.fit(made, seed="x")
    assert learned.tried > 20
    assert 0.7 * learned.tried <= learned.held <= learned.tried
    with pytest.raises(ValueError, match="teaches nothing"):
        forecast.fit([[NOTHING] * 12], seed="x")


@pytest.mark.parametrize(
    ("last", "count", "made"),
    [(date(2026, 2, 28), 3, ["2025-12", "2026-01", "2026-02"]), (date(2025, 12, 1), 1, ["2025-12"])],
)
def test_months_are_named(last, count, made):
    assert months.names(last, count) == made


def _filed(filing, offices):
    """Eight months of H27.31 and three dossiers of H27.32, both districts, in 2024."""
    number = 0
    for month in range(1, 9):
        for day in range(1, 9):
            number += 1
            at = clock.stamp(datetime(2024, month, day, 9, tzinfo=clock.ZONE))
            filing.opened(code=f"H27.31-24-{number:04d}", channel=2 if day < 6 else 1, received_at=at)
    for day in range(3):
        filing.opened(
            code=f"H27.32-24-{day:04d}", competent_office="H27.32", received_at=f"2024-08-0{day + 1}T09:00:00+07:00"
        )
    return [offices["H27.31"], offices["H27.32"]]


def test_forecasts_are_stored_for_those_wanted_and_replace_those_of_before(filing, offices):
    tier = _filed(filing, offices)
    on = date(2024, 9, 10)
    wanted = {each.id for each in tier}
    assert actions.foretell(definition=ALL_PROCEDURES, tier=tier, wanted=wanted, on=on) == 2
    enough, too_little = Forecast.objects.order_by("office")
    outlook = foretelling.outlook(enough)
    assert isinstance(outlook, Outlook)
    assert 0.45 < outlook.low < 5 / 8 < outlook.high < 0.8
    assert foretelling.outlook(too_little) is None
    assert actions.foretell(definition=ALL_PROCEDURES, tier=tier, wanted={tier[0].id}, on=on) == 1
    again = Forecast.objects.get(office="H27.31")
    assert (again.quantiles, again.pk != enough.pk) == (enough.quantiles, True)
    assert Forecast.objects.count() == 2


@pytest.mark.parametrize(
    ("settling", "expected"),
    [
        (Settling(grows=False, gains=True, loses=False), Volume(30 + 40 * 0.5, 4 * 0.5**0.5, 12, 0)),
        (Settling(grows=False, gains=False, loses=True), Volume(30 + 40 * 0.5, 4 * 0.5**0.5, 0, 18)),
        (Settling(grows=True, gains=False, loses=False), Volume(30 + 40 * 0.5, 4 * 0.5**0.5, 12, 18)),
    ],
    ids=["results come", "some turn late", "rated for good"],
)
def test_of_a_month_that_goes_on_changing_stays_what_is_certain(settling, expected):
    assert forecast.unsettled(Month(12, 30), Volume(40, 4), settling, left=0.5) == expected


def test_a_month_whose_dossiers_are_not_finished_yet_brings_what_a_month_brings():
    grows = Settling(grows=True, gains=True, loses=False)
    assert forecast.unsettled(Month(2, 5), Volume(40, 4), grows) == Volume(40, 4, 2, 0)
    assert forecast.unsettled(Month(2, 50), Volume(40, 4), grows) == Volume(50, 0, 2, 0)


def test_no_end_is_drawn_below_what_is_sure_or_above_what_is_lost():
    history = [Month(25, 50)] * 12
    sure = _foretell(history, NOTHING, [Volume(10, 0, 9, 0)])
    lost = _foretell(history, NOTHING, [Volume(10, 5, 0, 9)])
    assert sure.quantiles[0] == 0.9
    assert max(lost.quantiles) < 0.7 and min(lost.quantiles) >= 0


def test_months_that_still_change_do_not_pull_a_forecast_down(filing, offices):
    """Half of what was received in six months had its result by file after two months; of the last two, nothing yet."""
    number = 0
    for month in range(1, 9):
        for day in range(1, 11):
            number += 1
            at = clock.stamp(datetime(2024, month, day, 9, tzinfo=clock.ZONE))
            filing.opened(
                code=f"H27.31-24-{number:04d}", received_at=at, result_required=True,
                electronic_result=month < 7 and day % 2 == 0,
            )  # fmt: skip
    tier = [offices["H27.31"]]
    assert actions.foretell(definition=ELECTRONIC_RESULTS, tier=tier, wanted={tier[0].id}, on=date(2024, 9, 10)) == 1
    outlook = foretelling.outlook(Forecast.objects.get())
    assert outlook.low < 0.5 < outlook.high
    assert outlook.quantiles[0] >= 30 / 160


def test_a_tier_without_a_dossier_is_foretold_as_unknown(offices):
    tier = [offices["H27.31"]]
    assert actions.foretell(definition=FULL_SERVICE, tier=tier, wanted={tier[0].id}, on=date(2024, 9, 10)) == 1
    assert Forecast.objects.get().quantiles == []


pytestmark = pytest.mark.django_db
