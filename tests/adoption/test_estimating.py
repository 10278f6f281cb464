"""Before and after beside those not yet touched: worked by hand, by a second way, and on 200 panels of known truth."""

from __future__ import annotations

from math import sqrt
from statistics import fmean

import pytest

from motcua.adoption.effects import estimating
from motcua.adoption.effects.estimating import Change, Panel, Standing, earlier, estimate, means, stacks, t_975
from motcua.simulation.effect_panels import panel

SEEDS = range(200)
TRUE = 0.05


def _flat(before: int, after: int, when: int = 3) -> list[tuple[int, int]]:
    """Seven months of 100 dossiers, so many of them online before and from a month on; another number in it."""
    return [(before if month < when else after if month > when else 99, 100) for month in range(7)]


def _small(**more: object) -> Panel:
    """Two offices touched in month 3, going from 40 to 60 and from 50 to 56; two beside them, up by 4 and 6."""
    counts = {"A": _flat(40, 60), "B": _flat(50, 56), "C": _flat(30, 34), "D": _flat(70, 76)}
    return Panel(7, {**counts, **more}, {"A": 3, "B": 3})


def test_the_difference_of_the_differences_is_that_worked_by_hand():
    found = stacks(_small())
    touched, beside = means(found)
    assert touched == pytest.approx((0.45, 0.58)) and beside == pytest.approx((0.50, 0.55))
    assert touched.by - beside.by == pytest.approx(0.08)


def test_the_month_itself_is_neither_before_nor_after():
    assert stacks(_small())[0].touched["A"] == Change(0.4, 0.6)


def test_with_few_offices_there_is_a_comparison_and_no_estimate():
    assert means(stacks(_small())) and estimate(stacks(_small())) is None


def test_an_office_touched_before_or_soon_after_does_not_stand_beside():
    beside = Panel(7, _small().counts, {"A": 3, "B": -5, "C": 6})
    assert [sorted(each.beside) for each in stacks(beside)] == [["D"]]


def test_an_office_with_hardly_a_dossier_is_left_out():
    found = stacks(_small(E=[(9, 9)] * 7, F=[(0, 0)] * 7))
    assert sorted(found[0].beside) == ["C", "D"]


@pytest.mark.parametrize(
    ("touched", "counts", "standing"),
    [
        ({"A": 3}, {}, Standing.COMPARED),
        ({"A": 2}, {}, Standing.TOO_EARLY),
        ({"A": -3}, {}, Standing.TOO_EARLY),
        ({"A": 4}, {}, Standing.TOO_LATE),
        ({"A": 3}, {"A": [(1, 2)] * 7}, Standing.TOO_FEW),
        ({"A": 3, "B": 0, "C": 1, "D": 5}, {}, Standing.ALONE),
    ],
)
def test_why_an_office_is_not_compared_is_said(touched, counts, standing):
    held = Panel(7, {**_small().counts, **counts}, touched)
    assert estimating.standing(held, stacks(held), "A") is standing


def test_the_course_of_the_picture_is_that_of_the_offices_compared():
    points = estimating.course(_small(), stacks(_small()))
    assert [each.month for each in points] == [-3, -2, -1, 0, 1, 2, 3]
    assert points[0][1:] == pytest.approx((0.45, 0.50)) and points[-1][1:] == pytest.approx((0.58, 0.55))


@pytest.mark.parametrize(("freedom", "point"), [(7, 2.3646), (9, 2.2622), (23, 2.0687), (68, 1.9955)])
def test_the_points_of_student_are_those_of_the_tables(freedom, point):
    assert t_975(freedom) == pytest.approx(point, abs=0.001)


def _without(held: Panel, office: str) -> Panel:
    return Panel(
        held.months,
        {code: counts for code, counts in held.counts.items() if code != office},
        {code: when for code, when in held.touched.items() if code != office},
    )


def _again(held: Panel) -> float:
    """The effect once more, written out from the counts."""
    total = number = 0
    for when in set(held.touched.values()):
        if not 3 <= when < held.months - 3:
            continue

        def change(code: str, when: int = when) -> float:
            parts = [held.counts[code][when + start : when + start + 3] for start in (1, -3)]
            after, before = (sum(up for up, _ in part) / sum(all_of for _, all_of in part) for part in parts)
            return after - before

        here = [change(code) for code, at in held.touched.items() if at == when]
        beside = [change(code) for code in held.counts if held.touched.get(code, 99) > when + 3]
        if here and beside:
            total, number = total + sum(here) - len(here) * fmean(beside), number + len(here)
    return total / number


def test_effect_and_range_are_those_of_leaving_out_each_office_in_full():
    held = panel(3, offices=30, touched=9)
    found, whole = estimate(stacks(held)), _again(held)
    used = sorted(set().union(*estimating.sides(stacks(held))))
    spread = sum((_again(_without(held, code)) - whole) ** 2 for code in used) * (len(used) - 1) / len(used)
    assert found.effect == pytest.approx(whole, abs=1e-12)
    assert found.high - found.low == pytest.approx(2 * t_975(found.touched - 1) * sqrt(spread), abs=1e-12)


def test_ranges_hold_the_true_effect_in_180_of_200_panels():
    found = [estimate(stacks(panel(seed, effect=TRUE))) for seed in SEEDS]
    assert sum(one.low <= TRUE <= one.high for one in found) >= 180
    assert fmean(one.effect for one in found) == pytest.approx(TRUE, abs=0.005)


def test_where_nothing_works_20_of_200_panels_at_most_claim_that_it_does():
    panels = [panel(seed, effect=0) for seed in SEEDS]
    assert sum(estimate(stacks(one)).differs for one in panels) <= 20
    assert sum(bool((before := estimate(earlier(one))) and before.differs) for one in panels) <= 20


def test_a_panel_is_the_same_for_a_seed_and_another_for_another():
    assert panel(1) == panel(1) != panel(2)
