"""The commands that an administrator types."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from motcua.offices import queries
from motcua.site.command import main


def _run(*words, code=0):
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize(("day", "count"), [("2024-06-01", 250), ("2026-11-20", 85)])
def test_offices_of_a_day_are_printed(province, day, count):
    assert f"{count} cơ quan" in _run("offices", "--on", day)
    rows = json.loads(_run("offices", "--on", day, "--format", "json"))
    assert len(rows) == count
    assert rows[0]["code"] == "H27"


def test_units_inside_offices_are_printed_when_asked_for(province):
    assert "H27.119.1  Trung tâm Phục vụ hành chính công xã Vũ Quang" in _run(
        "offices", "--on", "2026-01-01", "--units"
    )


def test_a_day_off_is_set_and_listed(province):
    _run("calendar", "set", "2026-12-31", "off", "--name", "Ngày bão", "--decision", "9/QĐ-UBND", "--office", "H27.119")
    assert "Ngày bão · Xã Vũ Quang · 9/QĐ-UBND" in _run("calendar", "list", "--from", "2026-12-01")


def test_hours_are_set_for_an_office(province):
    _run(
        "calendar",
        "hours",
        "--from",
        "2026-12-01",
        "--office",
        "H27.119",
        "--days",
        "0-4",
        "07:30-11:30",
        "13:00-16:30",
    )
    output = _run("deadline", "--from", "2026-12-01T08:00", "--limit", "0 working days", "--office", "H27.119")
    assert output.endswith("Hẹn trả kết quả: 16:30 thứ Ba, 01/12/2026.\n")


@pytest.mark.parametrize(
    "words",
    [
        ("calendar", "list", "--office", "H99"),
        ("calendar", "set", "2026-12-31", "off", "--name", " ", "--decision", "9"),
        ("calendar", "hours", "--from", "2026-12-01", "7h-11h"),
        ("calendar", "hours", "--from", "2026-12-01", "07:00"),
        ("calendar", "hours", "--from", "2026-12-01", "11:00-07:00"),
    ],
)
def test_a_mistake_is_said_in_one_line(province, words):
    output = _run(*words, code=1)
    assert output.startswith("Lỗi: ")
    assert "Traceback" not in output


def test_boundaries_are_imported_with_a_report(province, tmp_path):
    ring = [[105.4, 18.3], [105.5, 18.3], [105.5, 18.4], [105.4, 18.3]]
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code in ("18313", "00000")
    ]
    file, report = tmp_path / "communes.json", tmp_path / "report.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    output = _run("import", "boundaries", str(file), "--report", str(report))
    assert "Dòng 2 (00000)" in output
    counts = json.loads(report.read_text())
    assert (counts["rows"], counts["created"], counts["rejected"]) == (2, 1, 1)
    assert json.loads(_run("import", "boundaries", str(file), "--format", "json"))["unchanged"] == 1
    assert queries.place_on("18313", date(2026, 11, 20)).outline


def test_a_file_that_is_no_map_is_refused_in_one_line(province, tmp_path):
    file = tmp_path / "empty.json"
    file.write_text("")
    assert "Tệp rỗng" in _run("import", "boundaries", str(file), code=1)
