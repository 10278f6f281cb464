"""Forecasts stood in 200 made-up office-years and were right as often as they said, and nearer than "as last month"."""

from __future__ import annotations

from statistics import median

from motcua.measures import forecast
from motcua.measures.forecast import UNSETTLED, Month, Settling
from motcua.simulation.panels import panel, seen_early

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


GAINS, GROWS = Settling(grows=False, gains=True, loses=False), Settling(grows=True, gains=True, loses=False)
LOSES = Settling(grows=False, gains=False, loses=True)


def _seen(row, seed, settling):
    """Return what stands in the counters of months that are not settled yet; what loses begins with too many."""
    if settling is LOSES:
        turned = seen_early([(count - online, count) for online, count in row], seed, counted=0.6, all_of_them=1)
        return [Month(count - late, count) for late, count in turned]
    return [Month(*each) for each in seen_early(row, seed, counted=0.6, all_of_them=0.7 if settling is GROWS else 1)]


def _unsettled_trial(number):
    """Yield the same where results come, dossiers turn late or are finished only after their month is over."""
    made = panel(f"unsettled {number}", offices=OFFICES).rows
    over, settling = 12 + ORIGINS[number % len(ORIGINS)], (GAINS, GROWS, LOSES)[number % 3]
    known = [_seen(row[:over], f"{number}-{n}", settling) for n, row in enumerate(made)]
    settled = [row[:-UNSETTLED] for row in known]
    learned = forecast.fit(settled, seed=f"fit {number}")
    tier = [sum(month.all for month in months) for months in zip(*settled, strict=True)]
    large_enough = [n for n, row in enumerate(made) if sum(count for _, count in row[12:]) >= 30]
    for office in large_enough[:JUDGED]:
        this_year = known[office][12:]
        so_far = (
            Month(*map(sum, zip(*this_year[:-UNSETTLED], strict=True))) if len(this_year) > UNSETTLED else Month(0, 0)
        )
        ahead = forecast.volumes(settled[office], tier, 24 - over + UNSETTLED)
        still = [
            forecast.unsettled(month, volume, settling)
            for month, volume in zip(this_year[-UNSETTLED:], ahead, strict=False)
        ]
        outlook = forecast.forecast(
            settled[office], learned, so_far, [*still, *ahead[UNSETTLED:]], seed=f"{number}-{office}", draws=400
        )
        online, count = map(sum, zip(*this_year, strict=True))
        last, rest = this_year[-1], sum(volume.mean for volume in ahead[UNSETTLED:])
        same = last.online / last.all if last.all else online / count
        truth = sum(online for online, _ in made[office][12:]) / sum(count for _, count in made[office][12:])
        yield truth, outlook, (online + same * rest) / (count + rest)


def test_ranges_hold_the_truth_as_often_where_months_go_on_changing_after_they_are_over():
    trials = [trial for number in range(PROVINCES) for trial in _unsettled_trial(number)]
    assert len(trials) == PROVINCES * JUDGED
    held = sum(outlook.low <= truth <= outlook.high for truth, outlook, _ in trials)
    assert 0.72 <= held / len(trials) <= 0.88
    off = median(abs(outlook.middle - truth) for truth, outlook, _ in trials)
    assert off < median(abs(same - truth) for truth, _, same in trials)


def test_four_in_five_ranges_hold_the_truth_and_the_middle_beats_the_month_before():
    trials = [trial for number in range(PROVINCES) for trial in _trial(number)]
    assert len(trials) == PROVINCES * JUDGED
    held = sum(outlook.low <= truth <= outlook.high for truth, outlook, _ in trials)
    assert 0.72 <= held / len(trials) <= 0.88
    off = median(abs(outlook.middle - truth) for truth, outlook, _ in trials)
    plain = median(abs(same - truth) for truth, _, same in trials)
    assert off < plain
