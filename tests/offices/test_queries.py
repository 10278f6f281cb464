"""Finding offices, and the calendar that the hot path asks for."""

from __future__ import annotations

from datetime import date, time

import pytest

from motcua.offices import actions, queries
from motcua.offices.models import Office
from motcua.offices.rules import Stretch

DAY = date(2026, 11, 20)


def test_a_tree_takes_one_statement_at_any_size(province, django_assert_num_queries):
    for day in (date(2024, 6, 1), DAY):
        with django_assert_num_queries(1):
            nodes = [node for top in queries.tree(on=day) for node in top.walk()]
            assert all(node.office.place.full_name for node in nodes)


def test_a_tree_begins_with_the_province_and_goes_down(province):
    (top,) = queries.tree(on=date(2024, 6, 1))
    assert (top.office, top.depth) == (queries.root(DAY), 0)
    district = next(node for node in top.children if node.office.short_name == "Huyện Vũ Quang")
    assert district.depth == 1
    assert {node.depth for node in district.children} == {2}
    assert len([node for node in district.children if node.office.kind == "committee"]) == 10


def test_a_subtree_holds_what_was_ever_below(province, django_assert_num_queries):
    district = queries.office("H27.48") or queries.office("H27.42")
    with django_assert_num_queries(1):
        ids = queries.subtree_ids(district.id)
    assert set(ids) == {office.id for office in Office.objects.all() if district.id in queries.path_ids(office)}
    assert set(queries.subtree(district).values_list("id", flat=True)) == set(ids)
    assert len(queries.subtree_ids(queries.root(DAY).id)) == Office.objects.count()


def test_a_path_leads_from_the_province_to_the_office(province):
    counter = queries.office("H27.119.1")
    codes = [Office.objects.get(id=above).code for above in queries.path_ids(counter)]
    assert codes == ["H27", "H27.119", "H27.119.1"]


@pytest.mark.parametrize(
    ("tier", "day", "count"),
    [("district", date(2024, 6, 1), 13), ("commune", DAY, 69), ("district", DAY, 0), ("province", DAY, 15)],
)
def test_a_tier_is_what_a_ranking_compares(province, tier, day, count, django_assert_num_queries):
    with django_assert_num_queries(1):
        offices = queries.on_tier(tier, day)
    assert len(offices) == count


@pytest.mark.parametrize(
    ("code", "day", "desk"),
    [
        ("H27.119", DAY, "H27.119.1"),  # a commune of today has its centre
        ("H27.119.2", DAY, "H27.119.1"),
        ("H27.119.1", DAY, "H27.119.1"),
        ("H27.4", DAY, "H27.1"),  # a department is served at the province's centre
        ("H27.4.1", DAY, "H27.1"),
        ("H27", DAY, "H27.1"),
        ("H27.35", date(2024, 6, 1), "H27.35.1"),  # a district had its counter
        ("H27.35.11", date(2024, 6, 1), "H27.35.11"),  # a commune of that time received itself
    ],
)
def test_dossiers_are_handed_in_at_the_nearest_counter(province, code, day, desk):
    assert queries.reception_of(queries.office(code), day).code == desk


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("vu quang", "Xã Vũ Quang"),
        ("Xã VŨ QUANG", "Xã Vũ Quang"),
        ("đức th", "Xã Đức Thịnh"),
        ("sen", "Phường Thành Sen"),
    ],
)
def test_a_commune_is_found_with_or_without_marks(province, words, first, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = queries.search(words, DAY)
    assert first in [office.short_name for office in found][:2]


def test_a_search_finds_nothing_where_nothing_fits(province):
    assert queries.search("Sài Gòn", DAY) == []
    assert len(queries.search("", DAY, limit=100)) == 69


def test_the_calendar_knows_what_the_library_misses(province):
    calendar = queries.calendar(None, DAY.replace(month=1, day=1))
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.is_working_day(date(2026, 1, 10))
    assert calendar.is_working_day(date(2026, 8, 22))
    assert calendar.special[date(2026, 1, 2)].name == "Nghỉ hoán đổi Tết Dương lịch"
    assert (calendar.first, calendar.last) == (date(2026, 1, 1), date(2028, 12, 31))


def test_a_known_calendar_takes_one_statement(province, django_assert_num_queries):
    office = queries.office("H27.119.1")
    with django_assert_num_queries(3):
        first = queries.calendar(office.id, DAY)
    with django_assert_num_queries(1):
        assert queries.calendar(office.id, DAY) is first


def _decide(now, day=DAY, kind="off", office=None):
    return actions.set_special_day(
        office=office, day=day, kind=kind, name="Ngày bão", decision="1/QĐ-UBND ngày 19/11/2026", by="account:1", at=now
    )


def test_a_decision_holds_at_once_for_all(province, now):
    office = queries.office("H27.119")
    assert queries.calendar(office.id, DAY).is_working_day(DAY)
    _decide(now)
    assert not queries.calendar(office.id, DAY).is_working_day(DAY)


def test_a_later_decision_about_the_same_day_wins(province, now):
    _decide(now)
    _decide(now, kind="make_up")
    assert queries.calendar(None, DAY).is_working_day(DAY)


def test_a_decision_wins_over_a_computed_holiday(province, now):
    _decide(now, day=date(2026, 11, 24), kind="make_up")
    assert queries.calendar(None, DAY).is_working_day(date(2026, 11, 24))


def test_the_nearest_office_with_a_decision_wins(province, now):
    commune, neighbour = queries.office("H27.119"), queries.office("H27.120")
    _decide(now, office=commune)
    _decide(now, kind="make_up")
    assert not queries.calendar(queries.office("H27.119.1").id, DAY).is_working_day(DAY)
    assert queries.calendar(neighbour.id, DAY).is_working_day(DAY)


def test_hours_of_an_office_hold_from_their_day_and_below_it(province, now):
    commune = queries.office("H27.119")
    winter = [Stretch(weekday, time(7, 30), time(16)) for weekday in range(5)]
    actions.set_opening_hours(office=commune, hours=winter, valid_from=date(2026, 12, 1), by="account:1", at=now)
    calendar = queries.calendar(queries.office("H27.119.2").id, DAY)
    assert calendar.closing(date(2026, 11, 30)).time() == time(17)
    assert calendar.closing(date(2026, 12, 1)).time() == time(16)


def test_an_unknown_office_has_no_calendar(province):
    with pytest.raises(LookupError):
        queries.calendar(0, DAY)


def test_decisions_are_listed_for_one_office_and_for_all(province, now, django_assert_num_queries):
    _decide(now, office=queries.office("H27.119"))
    _decide(now, day=date(2026, 11, 19), office=queries.office("H27.120"))
    with django_assert_num_queries(1):
        rows = queries.special_days(date(2026, 11, 1), date(2026, 11, 30))
        shown = [(row.day.day, row.office.code if row.office else None) for row in rows]
    assert shown == [(19, "H27.120"), (20, "H27.119"), (24, None)]
    mine = queries.special_days(date(2026, 11, 1), date(2026, 11, 30), queries.office("H27.119").id)
    assert [row.day.day for row in mine] == [20, 24]
