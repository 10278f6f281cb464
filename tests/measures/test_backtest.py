"""Forecasts stood in 200 made-up office-years and were right as often as they said, and nearer than "as last month"."""

from __future__ import annotations

from statistics import median

from motcua.measures import forecast
from motcua.measures.forecast import Month
from motcua.simulation.panels import panel

PROVINCES, OFFICES, JUDGED = 20, 30, 10
ORIGINS = (3, 5, 7, 9)  # months of the year that are over


def _trial(number: int):
    """Yield (truth, outlook, "the rest as last month") of ten offices of a province in its second year."""
    made = [[Month(*each) for each in row] for row in panel(f"province {number}", offices=OFFICES).rows]
    over = 12 + ORIGINS[number % len(ORIGINS)]
    known = [row[:over] for row in made]
    learned = forecast.fit(known, seed=f"fit {number}")
    tier = [sum(month.all for month in months) for months in zip(*known, strict=True)]
    large_enough = [n for n, row in enumerate(made) if sum(month.all for month in row[12:]) >= 30]
    for office in large_enough[:JUDGED]:
        year = made[office][12:]
        so_far = Month(*(sum(column) for column in zip(*known[office][12:], strict=True)))
        ahead = forecast.volumes(known[office], tier, 24 - over)
        outlook = forecast.forecast(known[office], learned, so_far, ahead, seed=f"{number}-{office}", draws=400)
        last = known[office][-1]
        rest = sum(volume.mean for volume in ahead)
        same = last.online / last.all if last.all else so_far.online / so_far.all
        truth = sum(month.online for month in year) / sum(month.all for month in year)
        yield truth, outlook, (so_far.online + same * rest) / (so_far.all + rest)


def test_four_in_five_ranges_hold_the_truth_and_the_middle_beats_the_month_before():
    trials = [trial for number in range(PROVINCES) for trial in _trial(number)]
    assert len(trials) == PROVINCES * JUDGED
    held = sum(outlook.low <= truth <= outlook.high for truth, outlook, _ in trials)
    assert 0.72 <= held / len(trials) <= 0.88
    off = median(abs(outlook.middle - truth) for truth, outlook, _ in trials)
    plain = median(abs(same - truth) for truth, _, same in trials)
    assert off < plain
