"""Who bears a series when, which dossiers are its own, and what can be said of those that nobody can place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Refused
from motcua.measures.rules import Step
from motcua.measures.series_rules import Land, Link, Stands, Unit, bounds, periods, runs
from motcua.offices import shipped

DAY = date.fromisoformat
REFORM = DAY("2025-07-01")
FORMER = {"436", "437", "439", "440", "441", "442", "443", "444", "445", "446", "447", "449"}


@pytest.fixture(scope="module")
def land():
    rows = {row["key"]: row for row in shipped.rows("places")}
    between = {
        key: Unit(shipped.day(row["valid_from"]), shipped.day(row["valid_to"]), row["parent"])
        for key, row in rows.items()
    }
    communes, districts = (
        {key: unit for key, unit in between.items() if rows[key]["level"] == level} for level in ("commune", "district")
    )
    links = [
        Link(row["predecessor"], row["successor"], row["extent"] != "part")
        for row in shipped.rows("place_successions")
    ]  # fmt: skip
    return Land(communes, districts, links)


def _today(land):
    return {row["key"]: row["name"] for row in shipped.rows("places") if row["valid_from"] == "2025-07-01"}


def test_five_of_todays_communes_span_two_former_districts_and_no_other_does(land):
    spanning = {
        name: {former for former in FORMER if land.area(former, REFORM) & land.area(key, REFORM)}
        for key, name in _today(land).items()
    }
    assert {name: formers for name, formers in spanning.items() if len(formers) > 1} == {
        "Bắc Hồng Lĩnh": {"437", "442"}, "Cẩm Bình": {"436", "446"}, "Sông Trí": {"447", "449"},
        "Hải Ninh": {"447", "449"}, "Kỳ Hoa": {"447", "449"},
    }  # fmt: skip
    assert all(spanning.values())


def test_two_former_communes_were_split_and_every_part_is_told_apart(land):
    split = {
        row["key"]: row["name"] for row in shipped.rows("places")
        if row["level"] == "commune" and len(land.area(row["key"], REFORM)) > 1 and not row["valid_from"]
    }  # fmt: skip
    assert split == {"18082": "Đại Nài", "18796": "Kỳ Lợi"}


def test_a_district_that_ended_is_the_communes_of_its_last_day_and_one_that_grew_is_not_what_it_was(land):
    loc_ha = land.area("448", REFORM)
    assert loc_ha == land.area("448", DAY("2024-03-01")) and len(loc_ha) == 12
    before, after = land.area("445", DAY("2024-12-31")), land.area("445", DAY("2025-01-01"))
    assert len(after & loc_ha) == 11 and not before & loc_ha
    assert before - after == land.area("445", DAY("2024-12-31")) & land.area("436", DAY("2025-01-01"))


SPLIT, OTHER = "18082", "18643/2025-01"


@pytest.mark.parametrize(
    ("office", "place", "asked", "expected"),
    [
        ("18652/2025-07", "18652/2025-07", "436", Stands.INSIDE),
        ("18115/2025-07", "18115/2025-07", "437", Stands.UNSURE_INSIDE),
        ("18115/2025-07", "18115/2025-07", "442", Stands.UNSURE_OUTSIDE),
        ("18115/2025-07", "18400", "442", Stands.INSIDE),
        ("18115/2025-07", "18121", "442", Stands.OUTSIDE),
        ("18115/2025-07", "18322", "442", Stands.UNSURE_OUTSIDE),  # a place that the office does not serve
        ("18115/2025-07", "", "437", Stands.UNSURE_INSIDE),
        ("18814/2025-07", "", "447", Stands.UNSURE_INSIDE),  # one commune of each: the first of them
        ("18814/2025-07", "", "449", Stands.UNSURE_OUTSIDE),
        (SPLIT, SPLIT, "18073/2025-07", Stands.UNSURE_INSIDE),
        (SPLIT, SPLIT, "18652/2025-07", Stands.UNSURE_OUTSIDE),
        ("18652/2025-07", SPLIT, "436", Stands.INSIDE),
        ("18652/2025-07", SPLIT, SPLIT, Stands.INSIDE),
        ("18652/2025-07", OTHER, SPLIT, Stands.OUTSIDE),
        ("441", "441", "18322/2025-07", Stands.UNSURE_OUTSIDE),  # the district's own dossiers
        ("441", "18316", "18322/2025-07", Stands.INSIDE),
        ("441", "18313", "18322/2025-07", Stands.OUTSIDE),
        ("441", "442", "18322/2025-07", Stands.UNSURE_OUTSIDE),
        ("", "18316", "441", Stands.OUTSIDE),  # an office of the whole province
    ],
)
def test_a_dossier_belongs_where_its_office_and_its_place_put_it(land, office, place, asked, expected):
    day = DAY("2025-06-01") if office == "441" else REFORM
    served = land.area(office, day)
    told = land.area(place, day) if place else served
    assert land.stands(served, told, land.area(asked, day)) is expected


def test_a_department_that_was_split_is_followed_like_a_commune():
    land = Land(
        {"a": Unit(None, None), "b": Unit(None, None), "c": Unit(None, None)},
        {},
        [Link("a", "b"), Link("a", "c", False)],
    )
    a, b, c = (land.area(key, REFORM) for key in "abc")
    assert land.stands(b, b, a) is Stands.INSIDE and land.stands(c, c, a) is Stands.INSIDE
    assert land.stands(a, a, b) is Stands.UNSURE_INSIDE and land.stands(a, a, c) is Stands.UNSURE_OUTSIDE


@pytest.mark.parametrize(
    ("first", "last", "step", "expected"),
    [
        ("2025-05-16", "2025-07-02", Step.MONTH, ["2025-05 16–31", "2025-06 01–30", "2025-07 01–02"]),
        ("2024-11-01", "2025-04-01", Step.QUARTER, ["2024-Q4 01–31", "2025-Q1 01–31", "2025-Q2 01–01"]),
        ("2024-12-31", "2025-12-31", Step.YEAR, ["2024 31–31", "2025 01–31"]),
    ],
)
def test_points_are_calendar_periods_the_outer_ones_cut_off(first, last, step, expected):
    found = periods(DAY(first), DAY(last), step, DAY("2026-01-01"))
    assert [f"{each.name} {each.first:%d}–{each.last:%d}" for each in found] == expected


def test_a_point_that_is_not_over_is_judged_today_and_too_many_are_refused():
    (point,) = periods(DAY("2025-06-01"), DAY("2025-06-30"), Step.MONTH, DAY("2025-06-12"))
    assert point.on == DAY("2025-06-12")
    for first, last in (("2025-06-02", "2025-06-01"), ("2000-01-01", "2026-01-01")):
        with pytest.raises(Refused) as refused:
            periods(DAY(first), DAY(last), Step.MONTH, DAY("2026-01-01"))
        assert refused.value.field == "from"


def test_a_period_is_cut_where_something_changes_inside_it():
    cuts = {DAY("2025-01-01"), DAY("2025-07-01"), DAY("2024-01-01")}
    assert runs(DAY("2024-01-01"), DAY("2025-12-31"), cuts) == [
        (DAY("2024-01-01"), DAY("2024-12-31")), (DAY("2025-01-01"), DAY("2025-06-30")),
        (DAY("2025-07-01"), DAY("2025-12-31")),
    ]  # fmt: skip


small = st.integers(0, 4)


@given(small, small, small, small)
def test_the_bounds_of_a_share_are_those_of_every_way_to_place_the_unsure(above, missed, unsure_above, unsure_missed):
    shares = [
        Fraction(above + a, above + a + missed + m)
        for a, m in product(range(unsure_above + 1), range(unsure_missed + 1)) if above + a + missed + m
    ]  # fmt: skip
    low, high = bounds(above, above + missed, unsure_above, unsure_above + unsure_missed)
    if shares:
        assert (Fraction(*low), Fraction(*high)) == (min(shares), max(shares))
    else:
        assert low == high == (0, 0)
