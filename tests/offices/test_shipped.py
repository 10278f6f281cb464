"""Hà Tĩnh's three generations of places and the offices that follow them."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from datetime import date, timedelta

import pytest

from motcua.journal.models import Entry
from motcua.offices import actions, queries, rules, shipped
from motcua.offices.models import Office, OfficeSuccession, Place, PlaceSuccession, SpecialDay
from motcua.offices.rules import Extent, OfficeKind, PlaceLevel

GENERATIONS = [
    (date(2024, 6, 1), 13, 216),
    (date(2024, 12, 31), 13, 216),
    (date(2025, 1, 1), 12, 209),
    (date(2025, 3, 1), 12, 209),
    (date(2025, 6, 30), 12, 209),
    (date(2025, 7, 1), 0, 69),
    (date(2025, 8, 1), 0, 69),
]


@pytest.mark.parametrize(("day", "districts", "communes"), GENERATIONS)
def test_each_generation_has_its_districts_and_communes(province, day, districts, communes):
    nodes = [node for top in queries.tree(on=day) for node in top.walk()]
    counted = Counter((n.office.tier, n.office.kind) for n in nodes)
    assert counted["district", "committee"] == districts
    assert counted["commune", "committee"] == communes
    assert counted["province", "committee"] == 1
    levels = Counter(Place.objects.on(day).values_list("level", flat=True))
    assert (levels["district"], levels["commune"]) == (districts, communes)


@pytest.mark.parametrize(("day", "districts", "communes"), GENERATIONS)
def test_a_code_means_at_most_one_place_on_a_day(province, day, districts, communes):
    codes = Counter(Place.objects.on(day).values_list("code", flat=True))
    assert max(codes.values()) == 1
    assert sum(codes.values()) == 1 + districts + communes


def test_a_code_is_used_again_for_another_unit(province):
    names = [queries.place_on("18100", day).full_name for day, *_ in GENERATIONS[::6]]
    assert names == ["Xã Thạch Hạ", "Phường Trần Phú"]
    assert queries.place_on("18100", date(2025, 2, 1)).full_name == "Phường Thạch Hạ"
    assert queries.place_on("18070", date(2025, 8, 1)) is None


def test_two_districts_were_called_ky_anh(province):
    both = [office for office in queries.on_tier("district", date(2024, 6, 1)) if office.place.name == "Kỳ Anh"]
    assert sorted(office.short_name for office in both) == ["Huyện Kỳ Anh", "Thị xã Kỳ Anh"]
    assert len({office.code for office in both}) == 2


def test_rows_of_one_code_never_overlap(province):
    rows = sorted(Place.objects.all(), key=lambda p: (p.code, p.valid_from or date.min))
    for earlier, later in itertools.pairwise(rows):
        if earlier.code == later.code:
            assert earlier.valid_to is not None
            assert earlier.valid_to < later.valid_from


def test_a_place_lies_in_its_parent_as_long_as_it_exists(province):
    for place in Place.objects.exclude(parent=None).select_related("parent"):
        assert (place.parent.valid_from or date.min) <= (place.valid_from or date.min), place
        assert (place.parent.valid_to or date.max) >= (place.valid_to or date.max), place


def test_an_office_lies_in_its_parent_as_long_as_it_exists(province):
    for office in Office.objects.exclude(parent=None).select_related("parent"):
        assert (office.parent.valid_from or date.min) <= (office.valid_from or date.min), office
        assert (office.parent.valid_to or date.max) >= (office.valid_to or date.max), office
        assert office.path == f"{office.parent.path}{office.id}/"


def test_a_commune_that_changes_district_is_a_new_row(province):
    before, after = (queries.place_on("18409", day) for day in (date(2024, 12, 31), date(2025, 1, 1)))
    assert before.full_name == after.full_name == "Xã Tân Lộc"
    assert (before.parent.full_name, after.parent.full_name) == ("Huyện Lộc Hà", "Huyện Thạch Hà")
    assert before.valid_to + timedelta(1) == after.valid_from


def test_a_commune_that_did_not_change_is_one_row(province):
    assert queries.place_on("18313", date(2024, 1, 1)) == queries.place_on("18313", date(2025, 6, 30))


def test_whatever_ended_has_a_successor_that_began_no_later(province):
    followed = PlaceSuccession.objects.values_list("predecessor_id", flat=True)
    ended = Place.objects.exclude(valid_to=None)
    assert set(ended.values_list("id", flat=True)) == set(followed)
    for link in PlaceSuccession.objects.select_related("predecessor", "successor"):
        assert (link.successor.valid_from or date.min) <= link.predecessor.valid_to + timedelta(1)
        assert (link.successor.valid_to or date.max) > link.predecessor.valid_to


def test_a_predecessor_is_whole_in_one_successor_or_split_with_one_default(province):
    for model in (PlaceSuccession, OfficeSuccession):
        links: dict[int, list[str]] = {}
        for predecessor, extent in model.objects.values_list("predecessor_id", "extent"):
            links.setdefault(predecessor, []).append(extent)
        for predecessor, extents in links.items():
            counted = Counter(extents)
            whole = counted == {Extent.WHOLE: 1}
            assert whole or (counted[Extent.PART_DEFAULT] == 1 and not counted[Extent.WHOLE]), predecessor


def test_a_split_commune_names_its_default_first(province):
    place = queries.place_on("18796", date(2025, 6, 30))
    office = Office.objects.get(place=place, kind="committee")
    links = queries.successors(office)
    assert [link.extent for link in links] == ["part_default", "part", "part"]
    assert links[0].successor.short_name == "Phường Vũng Áng"


def test_successors_of_vu_quang_are_three_communes(province):
    district = queries.office("H27.35")
    assert district.short_name == "Huyện Vũ Quang"
    names = [link.successor.short_name for link in queries.successors(district)]
    assert names == ["Xã Vũ Quang", "Xã Mai Hoa", "Xã Thượng Đức"]
    commune = queries.successors(district)[0].successor
    assert {link.predecessor.short_name for link in queries.predecessors(commune)} >= {"Huyện Vũ Quang"}


def test_agency_codes_have_the_form_of_the_national_ones(province):
    assert all(rules.is_code(code) for code in Office.objects.values_list("code", flat=True))
    assert not rules.is_code("000.00.01.H27")
    assert sorted(["H27.10", "H27.9", "H27"], key=rules.code_order) == ["H27", "H27.9", "H27.10"]


def test_rankings_show_short_names(province):
    assert queries.office("H27.31").short_name == "Thành phố Hà Tĩnh"
    assert queries.office("H27.119").short_name == "Xã Vũ Quang"
    assert queries.office("H27.4").short_name == "Sở Tư pháp"
    for day, *_ in GENERATIONS:
        names = [office.short_name for tier in ("district", "commune") for office in queries.on_tier(tier, day)]
        assert len(names) == len(set(names))


def test_every_commune_of_today_has_a_point_and_every_district_a_derived_one(province):
    today = Place.objects.on(date(2026, 1, 1)).filter(level=PlaceLevel.COMMUNE)
    districts = Place.objects.filter(level=PlaceLevel.DISTRICT)
    for place in [*today, *districts]:
        assert 17 < place.latitude < 19
        assert 105 < place.longitude < 107


def test_every_commune_of_today_has_a_centre_and_divisions(province):
    day = date(2026, 1, 1)
    for committee in queries.on_tier("commune", day):
        kinds = Counter(Office.objects.on(day).filter(parent=committee).values_list("kind", flat=True))
        assert kinds == {OfficeKind.SERVICE_CENTRE: 1, OfficeKind.DIVISION: 2}


def test_loading_again_changes_nothing(province, now):
    assert province["places"] == Place.objects.count()
    assert province["offices"] == Office.objects.count()
    entries = Entry.objects.count()
    assert set(actions.load_shipped(at=now).values()) == {0}
    assert Entry.objects.count() == entries


def test_loading_again_takes_one_statement(province, now, django_assert_num_queries):
    with django_assert_num_queries(3):  # and the two of the savepoint
        actions.load_shipped(at=now)


def test_a_changed_file_adds_what_is_missing_and_ends_what_ended(province, now, monkeypatch):
    Office.objects.filter(code="H27.35").update(valid_to=None)
    SpecialDay.objects.filter(day=date(2026, 1, 2)).delete()
    monkeypatch.setattr(shipped, "digest", lambda: "another release")
    assert actions.load_shipped(at=now)["special_days"] == 1
    assert queries.office("H27.35").valid_to == date(2025, 6, 30)


def test_shipped_texts_are_nfc():
    for name in shipped.FILES:
        text = (shipped.FOLDER / f"{name}.csv").read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), name
