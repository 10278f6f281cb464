"""Targets are given and shared out with an entry each; the old one stays; offices stand beside what was counted."""

from __future__ import annotations

import json
from datetime import date, datetime
from fractions import Fraction

import pytest

from motcua.adoption.models import Target
from motcua.adoption.targets import actions, queries
from motcua.adoption.targets.rules import AIMS, Gap, ShareRule
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.journal.models import Entry
from motcua.measures import rules as definitions
from motcua.measures.models import Forecast
from motcua.offices.models import Office, OfficeSuccession
from motcua.people.rules import Role
from tests.factories import make_office, make_officer
from tests.measures.cases import Filing, on

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 20, 9, tzinfo=clock.ZONE)
TODAY, SEVENTY = date(2024, 11, 20), Fraction(7, 10)


@pytest.fixture
def world(db):
    province = make_office(tier="province", code="H27", short_name="Tỉnh")
    communes = [make_office(province, code=f"H27.{n}", short_name=f"Xã {n}") for n in (9, 10)]
    filing = Filing()
    for office, channels in (("H27.9", (2, 2, 2, 1)), ("H27.10", (2, 1, 1, 1, 1, 1))):
        for channel in channels:
            filing.opened(competent_office=office, channel=channel)
    return province, *communes, make_officer(province, Role.LEADER)


def _give(office, by, rate=SEVENTY, **other):
    given = {"year": 2024, "indicator": "all_procedures", "at": AT, **other}
    return actions.give(office=office, rate=rate, by=by, **given)


def test_a_target_is_given_with_an_entry_and_a_new_one_keeps_the_old(world):
    province, *_, leader = world
    first = _give(province, leader, source=" Kế hoạch 12/KH-UBND ")
    second = _give(province, leader, Fraction(3, 4), seen=first.pk)
    first.refresh_from_db()
    assert (first.replaced_at, first.source, second.replaced_at) == (AT, "Kế hoạch 12/KH-UBND", None)
    assert queries.in_force(2024, "all_procedures", [province.id]) == {province.id: second}
    assert queries.earlier(province, 2024, "all_procedures") == [first]
    entries = Entry.objects.filter(subject="target/2024/H27/all_procedures").order_by("number")
    opened, replaced = (json.loads(entry.body) for entry in entries)
    assert [entry.kind for entry in entries] == ["target_set", "target_set"]
    assert opened["facts"]["percent"] == "70.00"
    assert (replaced["facts"]["numerator"], replaced["was"]["numerator"]) == (3, 7)


@pytest.mark.parametrize("name", AIMS)
def test_every_definition_can_be_a_target_by_its_name(world, name):
    assert _give(world[0], world[-1], indicator=name).version == AIMS[name].version


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rate": Fraction(101, 100)}, "quá 100 %"), ({"rate": Fraction(0)}, "lớn hơn 0"), ({"year": 2023}, "từ 2024"),
        ({"indicator": "made_up"}, "trong danh sách"), ({"seen": 0}, "Vừa có người"), ({"seen": 99_999}, "Vừa có người"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_refused_and_nothing_is_written(world, wrong, says):
    _give(world[0], world[-1])
    with pytest.raises(Refused, match=says):
        _give(world[0], world[-1], **wrong)
    assert (Target.objects.count(), Entry.objects.filter(kind="target_set").count()) == (1, 1)


def test_an_office_that_ended_gets_no_target_and_the_refusal_names_who_took_over(world):
    _province, old, new, leader = world
    Office.objects.filter(id=old.id).update(valid_to=date(2024, 11, 19))
    OfficeSuccession.objects.create(predecessor=old, successor=new, extent="whole")
    old.refresh_from_db()
    with pytest.raises(Refused, match=r"ngày 19/11/2024.*Xã 10"):
        _give(old, leader)


def test_an_equal_rate_goes_to_all_that_is_below_and_resolves_dossiers(world):
    province, nine, ten, leader = world
    make_office(province, kind="counter")
    whole = _give(province, leader)
    made = actions.share(target=whole, rule=ShareRule.EQUAL, by=leader, at=AT)
    assert {(each.office, each.rate, each.given_by, each.above, each.rule) for each in made} == {
        (office, SEVENTY, province, whole, "equal") for office in (nine, ten)
    }
    assert Entry.objects.filter(kind="target_set").count() == 3


def test_by_volume_the_months_before_decide(world):
    province, _nine, _ten, leader = world
    whole = _give(province, leader)
    made = actions.share(target=whole, rule=ShareRule.VOLUME, by=leader, at=AT)
    # 7 of 10 are wanted, 4 are there: Xã 9 takes the one it can, Xã 10 two of its five.
    assert {each.office.code: each.rate for each in made} == {"H27.9": 1, "H27.10": Fraction(1, 2)}


def test_by_hand_the_parts_must_reach_the_whole(world):
    province, *_, leader = world
    whole = _give(province, leader)
    with pytest.raises(Invalid) as invalid:
        actions.share(target=whole, rule=ShareRule.HAND, rates={"H27.9": Fraction(2)}, by=leader, at=AT)
    assert list(invalid.value.errors) == ["rate-H27.10", "rate-H27.9"]
    half = Fraction(1, 2)
    with pytest.raises(Invalid, match="thiếu 2 hồ sơ"):
        actions.share(target=whole, rule=ShareRule.HAND, rates={"H27.9": half, "H27.10": half}, by=leader, at=AT)
    assert Target.objects.count() == 1
    actions.share(target=whole, rule=ShareRule.HAND, rates={"H27.9": Fraction(1), "H27.10": half}, by=leader, at=AT)
    assert Target.objects.count() == 3


def test_what_was_replaced_meanwhile_is_not_shared_out(world):
    province, *_, leader = world
    old = _give(province, leader)
    _give(province, leader, Fraction(3, 4))
    with pytest.raises(Refused, match="Vừa có người"):
        actions.share(target=old, rule=ShareRule.EQUAL, by=leader, at=AT)


def _lines(office, **other):
    given = {"today": TODAY, "until": date(2024, 12, 31), "under": office.path, **other}
    return queries.lines(queries.with_below(office, 2024), definitions.ALL_PROCEDURES, 2024, **given)


def test_the_gap_is_told_for_an_office_and_for_each_below(world):
    province, *_, leader = world
    actions.share(target=_give(province, leader), rule=ShareRule.EQUAL, by=leader, at=AT)
    whole, nine, ten = _lines(province)
    # All ten came from May on, 204 days to 20 November; 41 days are left: 2 more of ten, 1 of four, 1 of six.
    assert [line.counted.denominator for line in (whole, nine, ten)] == [10, 4, 6]
    assert [line.gap for line in (whole, nine, ten)] == [Gap(5, 2), Gap(1, 1), Gap(4, 1)]


def test_a_target_above_that_was_replaced_is_seen_below(world):
    province, *_, leader = world
    actions.share(target=_give(province, leader), rule=ShareRule.EQUAL, by=leader, at=AT)
    assert [line.outdated for line in _lines(province)] == [False, False, False]
    _give(province, leader, Fraction(3, 4))
    assert [line.outdated for line in _lines(province)] == [False, True, True]


def test_an_office_that_ended_keeps_its_target_and_its_successor_has_none(world):
    province, nine, ten, leader = world
    _give(nine, leader)
    Office.objects.filter(id=nine.id).update(valid_to=date(2024, 6, 30))
    OfficeSuccession.objects.create(predecessor=nine, successor=ten, extent="whole")
    _, gone, next_one = _lines(province)
    assert (gone.ended, gone.successors, gone.target is None) == (True, [ten], False)
    assert (next_one.ended, next_one.target) == (False, None)


@pytest.mark.parametrize("dossiers", [1, 50])
def test_lines_take_four_statements(world, django_assert_num_queries, dossiers):
    province, *_, leader = world
    _give(province, leader)
    filing = Filing()
    for number in range(dossiers):
        filing.opened(code=f"H27.9-240701-{number:04d}", competent_office="H27.9", received_at=on("2024-07-01"))
    shown = queries.with_below(province, 2024)
    with django_assert_num_queries(4):
        queries.lines(shown, definitions.ALL_PROCEDURES, 2024, today=TODAY, until=TODAY, under=province.path)


def test_months_add_up_to_the_figure_of_the_year_whether_rolled_up_or_not(world):
    from motcua.measures import actions as counters
    from motcua.measures.queries import monthly, online_rate

    year = (date(2024, 1, 1), date(2024, 12, 31))
    whole = online_rate(definitions.ALL_PROCEDURES, *year).total.figure
    before = monthly(definitions.ALL_PROCEDURES, *year)
    counters.catch_up()
    assert monthly(definitions.ALL_PROCEDURES, *year) == before
    assert queries.total(each for months in before.values() for each in months.values()) == whole


def test_every_target_of_the_year_is_foretold_once_a_day(world):
    province, nine, ten, leader = world
    actions.share(target=_give(province, leader), rule=ShareRule.EQUAL, by=leader, at=AT)
    _give(province, leader, indicator="full_service")
    _give(ten, leader, year=2025)
    made = [actions.foretell_next(on=TODAY) for _ in range(4)]
    assert made == [1, 2, 1, 0]  # the province, its communes, the province by the other definition, nothing left
    whole, *below = _lines(province)
    assert (whole.foretold.day, whole.outlook, whole.chance) == (TODAY, None, None)  # ten dossiers of a day: too little
    assert [line.foretold.office for line in below] == [nine.code, ten.code]
    assert actions.foretell_next(on=date(2024, 11, 21)) == 1


def test_a_forecast_of_a_former_definition_is_not_shown(world):
    province, *_, leader = world
    _give(province, leader)
    row = {"office": "H27", "indicator": "all_procedures", "year": 2024, "day": TODAY, "tried": 0, "held": 0}
    made = Forecast.objects.create(version=1, quantiles=[n * 10_000 for n in range(101)], **row)
    line, *_ = _lines(province)
    assert (line.chance, round(line.outlook.low, 2), round(line.outlook.high, 2)) == (31, 0.1, 0.9)
    Forecast.objects.filter(pk=made.pk).update(version=0)
    assert _lines(province)[0].outlook is None


FURTHER = {
    "on_time": (1, 2), "digitised_dossiers": (2, 3), "electronic_results": (1, 2), "reuse": (1, 3),
    "population_data": (1, 3), "results_as_files": (1, 1), "satisfaction": (1, 2), "online_payment": (1, 2),
    "shared_data": (1, 1),
}  # fmt: skip


def test_further_indicators_are_counted_by_month_whether_rolled_up_or_not_as_their_figure_is(world):
    from motcua.measures import actions as counters
    from motcua.measures.service_queries import figure_of

    filing, (_province, nine, *_) = Filing(), world
    Office.objects.filter(pk=nine.pk).update(code="H27.8")  # one where nothing was filed yet
    told = [
        {"result_required": False, "digitised": True, "reused": 1, "verified": True, "satisfaction": "satisfied",
         "fee_due": True, "paid_online": True},
        {"digitised": True, "status": 9, "finished_at": on("2024-07-03"), "electronic_result": True, "shared": True,
         "satisfaction": "not_satisfied", "due_at": on("2024-08-01"), "fee_due": True, "paid_online": False},
        {"due_at": on("2024-07-09")},
    ]  # fmt: skip
    for n, one in enumerate(told):
        at = on(f"2024-0{n + 6}-02")
        filing.opened(code=f"H27.8-240602-{n:04d}", competent_office="H27.8", received_at=at, submitted_at=at, **one)
    nine.refresh_from_db()
    for _ in range(2):
        for name, (above, below) in FURTHER.items():
            (line,) = queries.lines([nine], AIMS[name], 2024, today=TODAY, until=TODAY, under=nine.path)
            amount = figure_of(name, date(2024, 1, 1), TODAY, office="H27.8").total[1]
            assert (name, line.counted.numerator, line.counted.denominator) == (name, above, below)
            assert (amount.numerator, amount.denominator) == (above, below)
        counters.catch_up()


def test_what_may_still_be_put_right_counts_to_the_gap_and_all_that_counts_dossiers_is_foretold(world):
    province, *_, leader = world
    _give(province, leader, indicator="digitised_dossiers")
    (line, *_) = queries.lines([province], AIMS["digitised_dossiers"], 2024, today=TODAY, until=TODAY)
    assert (line.gap, line.gap.possible, line.outlook) == (Gap(7, 0, 10), True, None)
    _give(province, leader, indicator="services_with_filings")
    assert [actions.foretell_next(on=TODAY), actions.foretell_next(on=TODAY)] == [1, 0]
    assert Forecast.objects.get().indicator == "digitised_dossiers"


def test_a_target_of_procedures_is_shared_by_rate_or_hand_and_has_a_gap(world):
    province, nine, ten, leader = world
    whole = _give(province, leader, indicator="services_with_filings")
    with pytest.raises(Refused, match="đếm thủ tục"):
        actions.share(target=whole, rule=ShareRule.VOLUME, by=leader, at=AT)
    given = {"H27.9": Fraction(1, 2), "H27.10": Fraction(1, 4)}
    made = actions.share(target=whole, rule=ShareRule.HAND, rates=given, by=leader, at=AT)
    assert {each.office: each.rate for each in made} == {nine: Fraction(1, 2), ten: Fraction(1, 4)}
    assert [line.gap for line in queries.lines([province], AIMS[whole.indicator], 2024, today=TODAY, until=TODAY)] == [
        None
    ]


@pytest.mark.parametrize("communes", [0, 20])
def test_the_leaders_page_reads_all_targets_in_a_fixed_number_of_statements(world, django_assert_num_queries, communes):
    province, nine, ten, leader = world
    others = [nine, ten, *(make_office(province) for _ in range(communes))]
    _give(province, leader, indicator="digitised_dossiers")
    _give(ten, leader, indicator="reuse")  # not one's own: by the definition that is shown only
    actions.share(target=_give(province, leader), rule=ShareRule.EQUAL, by=leader, at=AT)
    with django_assert_num_queries(5):
        found = queries.standing([province], others, definitions.ALL_PROCEDURES, today=TODAY, until=date(2024, 12, 31))
    assert [(one.name, line.gap) for one, line in found.own] == [
        ("all_procedures", Gap(5, 2)), ("digitised_dossiers", Gap(9, 2, 10)),
    ]  # fmt: skip
    assert found.others.keys() == {each.id for each in others} and found.others[ten.id].gap == Gap(4, 1)
