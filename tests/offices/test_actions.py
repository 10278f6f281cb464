"""Deciding days and hours, and taking outlines from a file: what is stored, recorded and refused."""

from __future__ import annotations

import json
from datetime import date, time

import pytest

from motcua.core.errors import Invalid, Refused
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.offices import actions, queries
from motcua.offices.models import OpeningHours, SpecialDay
from motcua.offices.rules import Stretch

DAY = date(2026, 11, 20)
SQUARE = [[105.4, 18.3], [105.5, 18.3], [105.5, 18.4], [105.4, 18.3]]


def _set(now, **changed):
    given = {"office": None, "day": DAY, "kind": "off", "name": "Ngày bão", "decision": "1/QĐ-UBND", **changed}
    return actions.set_special_day(**given, by="account:1", at=now)


def test_a_decision_is_recorded_without_its_words(province, now):
    _set(now, office=queries.office("H27.119"), name="Nghỉ  do\u00a0bão")
    entry = Entry.objects.filter(subject="calendar").order_by("-number").first()
    details = json.loads(entry.body)["details"]
    assert (entry.kind, entry.actor) == ("special_day_set", "account:1")
    assert (details["day"], details["office"], details["kind"]) == ("2026-11-20", "H27.119", "off")
    assert "bão" not in entry.body
    assert SpecialDay.objects.get(day=DAY).name == "Nghỉ do bão"
    assert list(journal.findings()) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"decision": ""}, "decision"),
        ({"decision": "x" * 201}, "decision"),
        ({"kind": "holiday"}, "kind"),
        ({"day": date(1999, 12, 31)}, "day"),
    ],
)
def test_a_day_without_reason_is_refused_at_its_field(province, now, changed, field):
    before = SpecialDay.objects.count()
    with pytest.raises(Invalid) as refused:
        _set(now, **changed)
    assert set(refused.value.errors) == {field}
    assert SpecialDay.objects.count() == before


def _hours(now, *spans, valid_from=date(2026, 12, 1)):
    hours = [Stretch(weekday, time(a), time(b)) for weekday, a, b in spans]
    actions.set_opening_hours(office=None, hours=hours, valid_from=valid_from, by="account:1", at=now)


def test_new_hours_end_the_former_ones_the_day_before(province, now):
    _hours(now, (0, 7, 11))
    _hours(now, (0, 8, 12), valid_from=date(2027, 1, 1))
    ends = OpeningHours.objects.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(ends) == [(date(2026, 12, 1), date(2026, 12, 31)), (date(2027, 1, 1), None)]


@pytest.mark.parametrize("spans", [[], [(0, 11, 7)], [(0, 7, 12), (0, 11, 17)], [(7, 7, 12)]])
def test_impossible_hours_are_refused(province, now, spans):
    with pytest.raises(Refused):
        _hours(now, *spans)
    assert not OpeningHours.objects.exists()


def test_hours_of_the_past_are_not_rewritten(province, now):
    _hours(now, (0, 7, 11))
    with pytest.raises(Refused) as refused:
        _hours(now, (0, 8, 12))
    assert refused.value.field == "valid_from"


def _feature(code="18313", ring=SQUARE, kind="Polygon", **properties):
    coordinates = [ring] if kind == "Polygon" else ring
    return {
        "type": "Feature",
        "properties": {"code": code, **properties},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _import(now, *features, content=None):
    text = (
        content
        if content is not None
        else json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
    )
    return actions.import_boundaries(text, by="account:1", at=now, on=DAY)


def test_an_outline_is_stored_on_the_place_of_today(province, now):
    report = _import(now, _feature())
    assert (report.rows, report.created) == (1, 1)
    assert queries.place_on("18313", DAY).outline == {"type": "MultiPolygon", "coordinates": [[SQUARE]]}
    assert queries.place_on("18313", date(2024, 6, 1)).outline is None


def test_a_second_import_changes_nothing_and_a_new_line_changes_one(province, now):
    _import(now, _feature())
    assert _import(now, _feature()).unchanged == 1
    moved = [[105.4, 18.3], [105.6, 18.3], [105.5, 18.4], [105.4, 18.3]]
    assert _import(now, _feature(ring=moved)).changed == 1


def test_a_row_without_a_known_code_is_found_by_its_name(province, now):
    assert _import(now, _feature(code=None, TEN_XA="xã vũ quang")).created == 1


@pytest.mark.parametrize(
    ("feature", "where"),
    [
        (_feature(code="99999"), "code"),
        (_feature(code=None), "code"),
        (_feature(ring=[[105.4, 18.3]]), "geometry"),
        (_feature(ring=[*SQUARE[:3], [105.45, 18.35]]), "geometry"),
        (_feature(ring=[[x * 10000, y * 10000] for x, y in SQUARE]), "geometry"),
        (_feature(ring=[[18.3, 105.4]] * 4), "geometry"),
        (_feature(ring=[["a", "b"]] * 4), "geometry"),
        (_feature(ring="text"), "geometry"),
        (_feature(kind="Point"), "geometry"),
        (_feature(ring=[], kind="MultiPolygon"), "geometry"),
        ({"type": "Feature", "properties": {"code": "18313"}, "geometry": None}, "geometry"),
    ],
)
def test_a_bad_row_is_reported_and_the_rest_goes_in(province, now, feature, where):
    report = _import(now, feature, _feature(code="18322"), _feature(code="18322"))
    assert (report.rows, report.created, report.rejected) == (3, 1, 2)
    assert [(note["row"], note["field"]) for note in report.notes] == [(1, where), (3, "code")]
    assert queries.place_on("18322", DAY).outline


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", b"{", b"\xff\xfe", b"[]", b'"text"', b'{"type": "FeatureCollection"}', b'{"type": "Topology"}',
     b'{"type": "Topology", "arcs": [[[1]]], "objects": {}}', b'{"type": "FeatureCollection", "features": [3]}'[:-4]],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_whole(province, now, content):
    with pytest.raises(Refused) as refused:
        _import(now, content=content)
    assert refused.value.field == "file"
    assert not Entry.objects.filter(subject="boundaries").exists()


def test_a_topology_is_put_together_from_its_arcs(province, now):
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [105, 18]},
        "arcs": [[[0, 0], [5, 0], [0, 5]], [[0, 0], [0, 5], [5, 0]]],
        "objects": {
            "communes": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, -2]], "properties": {"code": "18313"}},
                    {"type": "MultiPolygon", "arcs": [[[0, ~1]]], "properties": {"code": "18322"}},
                    {"type": "Polygon", "arcs": [[7]], "properties": {"code": "18328"}},
                ],
            }
        },
    }
    report = _import(now, content=json.dumps(topology).encode())
    assert (report.rows, report.created, report.rejected) == (3, 2, 1)
    square = [[105.0, 18.0], [105.5, 18.0], [105.5, 18.5], [105.0, 18.5], [105.0, 18.0]]
    assert queries.place_on("18313", DAY).outline["coordinates"] == [[square]]
    assert queries.place_on("18322", DAY).outline["coordinates"] == [[square]]


def test_the_real_outlines_go_in_whole(province, now, shared):
    report = _import(now, content=(shared / "boundaries_communes_2025.topojson").read_bytes())
    assert (report.rows, report.created, report.rejected) == (69, 69, 0)
