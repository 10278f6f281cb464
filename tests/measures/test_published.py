"""Open data: what is published of a month, once, and that nobody can work out what is not."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.core.text import as_cell
from motcua.journal.models import Entry
from motcua.measures.indicators import INDICATORS
from motcua.measures.models import PublishedMonth
from motcua.measures.published import actions, queries
from motcua.measures.published.hiding import merge, small
from motcua.measures.published.rules import TABLES
from motcua.measures.published.splitting import publish
from motcua.offices.models import Office
from tests.factories import make_version
from tests.measures.cases import on
from tests.measures.test_suppression import solved

DAY = datetime(2024, 6, 20, 3, tzinfo=clock.ZONE)
_FEW = st.one_of(st.integers(0, 6), st.integers(0, 40))
_ROW = st.tuples(st.lists(_FEW, min_size=3, max_size=3), _FEW, _FEW)


def _equations(rows, parts):
    """Return every equation that the published table makes about what is hidden, and the hidden unknowns."""
    table = [([sum(own), only_below, neither], own) for own, only_below, neither in rows]
    sums = [[sum(each[level][part] for each in table) for part in range(3)] for level in (0, 1)]
    cells = {
        (row, level, part): (*table, sums)[row][level][part]
        for row in range(len(table) + 1) for level in (0, 1) for part in range(3)
    }  # fmt: skip
    shown = {}
    for row, each in enumerate(parts):
        shown |= {(row, 0, part): each.coarse[part] for part in range(3) if each.coarse[part] is not None}
        shown |= {(row, 1, part): each.by_whom[part] for part in range(3) if each.by_whom[part] is not None}
    assert all(cells[cell] == count for cell, count in shown.items())
    lines = [{(row, 0, part): 1 for part in range(3)} for row in range(len(table) + 1)]
    lines += [{(row, 1, 0): 1, (row, 1, 1): 1, (row, 1, 2): 1, (row, 0, 0): -1} for row in range(len(table) + 1)]
    for level in (0, 1):
        for part in range(3):
            column = {(row, level, part): 1 for row in range(len(table))}
            lines.append({**column, (len(table), level, part): -1})
    found = []
    for line in lines:
        unknown = {cell: sign for cell, sign in line.items() if cell not in shown}
        if unknown:
            found.append((unknown, sum(sign * cells[cell] for cell, sign in unknown.items())))
    return cells.keys() - shown.keys(), found, shown


@example([([0, 0, 0], 0, 0), ([0, 0, 1], 0, 4)], False)
@given(st.lists(_ROW, min_size=2, max_size=5), st.booleans())
def test_nothing_that_is_hidden_of_a_definition_can_be_solved(rows, fixed):
    groups = merge([sum(own) + below + neither for own, below, neither in rows])
    rows = [
        ([sum(rows[n][0][part] for n in group) for part in range(3)], sum(rows[n][1] for n in group),
         sum(rows[n][2] for n in group))
        for group in groups
    ]  # fmt: skip
    parts = publish([((sum(own), below, neither), own) for own, below, neither in rows], fixed=fixed)
    hidden, equations, shown = _equations(rows, parts)
    assert not any(small(count) for count in shown.values())
    if any(each is not None for each in parts[-1].coarse):
        assert solved(hidden, equations) == set()


def test_a_total_that_is_small_is_hidden_with_its_parts():
    parts = publish([((20, 30, 2), (18, 2, 0)), ((30, 20, 0), (25, 5, 0))])
    assert parts[-1].coarse[2] is None and parts[0].coarse[2] is None
    assert publish([((2, 1, 0), (2, 0, 0))])[0].coarse == (None, None, None)


@pytest.mark.parametrize(
    ("cell", "safe"), [("=1+1", "'=1+1"), ("+84", "'+84"), ("-", "'-"), ("@a", "'@a"), ("x", "x"), (-1, -1)]
)
def test_no_cell_is_one_that_a_spreadsheet_works_out(cell, safe):
    assert as_cell(cell) == safe


@pytest.fixture
def month(offices, filing):
    """May 2024: forty dossiers at Vũ Quang, thirty at Hương Khê, three at a department, whose name is a formula."""
    Office.objects.filter(code="H27.10").update(short_name="=cmd|' /C calc'!A0")
    make_version(code="1.001193", field="Hộ tịch")
    make_version(code="1.000002", field="Đất đai")
    for number in range(70):
        office = "H27.31" if number < 40 else "H27.32"
        given = {"channel": 2 - (number % 5 == 0), "help": "helped" if number in (1, 2) else "self"}
        filing.opened(competent_office=office, procedure=("1.001193", "1.000002")[number % 2], **given)
    for _ in range(3):
        filing.opened(competent_office="H27.10", procedure="1.000002", received_at=on("2024-05-31"))
    from motcua.measures.actions import catch_up

    catch_up()
    return filing


def _file(name):
    answer = Client().get(f"/so-lieu/mo/{name}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.django_db(transaction=True)
def test_a_closed_month_is_published_once_and_what_changes_later_does_not_show(month):
    assert actions.publish_next(at=datetime(2024, 6, 10, 3, tzinfo=clock.ZONE)) == 0
    assert actions.publish_next(at=DAY) == 1 and actions.publish_next(at=DAY) == 0
    rows = _file("co-quan-thang-2024")
    mine = {(row["office_name"], row["indicator"]): row for row in rows}
    whole = mine["Toàn tỉnh", "all_procedures"]
    assert (whole["received"], whole["numerator"], whole["denominator"], whole["value"]) == ("73", "59", "73", "80.82")
    assert whole["as_of"] == "2024-06-20" and whole["simulated"] == "false"
    assert not any("cmd" in cell for row in rows for cell in row.values())
    assert {row["office_name"] for row in rows} == {"Huyện Vũ Quang", "Cơ quan ít hồ sơ (gộp)", "Toàn tỉnh"}
    assert mine["Toàn tỉnh", "all_procedures"]["helped"] == "*"
    for _ in range(20):
        month.opened(competent_office="H27.31", received_at=on("2024-05-08"))
    assert _file("co-quan-thang-2024") == rows
    actions.publish_again(month=date(2024, 5, 8), by=None, at=DAY)
    assert _file("co-quan-thang-2024") != rows
    kinds = Entry.objects.filter(subject="open_data/co-quan-thang/2024-05").values_list("kind", "number")
    assert sorted(kinds) == [("data_published", 1), ("data_published", 2)]
    with pytest.raises(Refused):
        actions.publish_again(month=date(2024, 6, 1), by=None, at=DAY)


@pytest.mark.django_db(transaction=True)
def test_the_lines_add_up_where_an_office_had_ended_before_the_month_that_its_dossiers_count_in(month):
    Office.objects.filter(code="H27.31").update(valid_to=date(2024, 4, 30))
    actions.publish_next(at=DAY)
    received = {
        (row["office_name"], row["office"]): int(row["received"])
        for row in _file("co-quan-thang-2024") if row["indicator"] == "all_procedures"
    }  # fmt: skip
    root = Office.objects.get(parent=None)
    assert received.pop(("Toàn tỉnh", root.code)) == sum(received.values()) == 73
    assert received[root.short_name, root.code] == 40


@pytest.mark.django_db(transaction=True)
def test_fields_and_levels_agree_with_the_offices_and_the_dictionary_names_every_column(month):
    actions.publish_next(at=DAY)
    fields = {row["field"]: row for row in _file("linh-vuc-thang-2024")}
    assert (fields["Hộ tịch"]["received"], fields["Hộ tịch"]["online"]) == ("35", "28")
    assert sum(int(row["received"]) for row in fields.values()) == 73
    assert {row["level"]: row["procedures"] for row in _file("muc-do-thang-2024")}["full"].isdecimal()
    told = json.loads(Client().get("/so-lieu/mo/datapackage.json").content)
    for resource in told["resources"]:
        name = resource["path"].rsplit("/", 1)[1].removesuffix(".csv")
        assert list(_file(name)[0]) == [each["name"] for each in resource["schema"]["fields"]]
    assert {each["name"] for each in told["indicators"]} >= {"on_time", "all_procedures"}
    assert told["licenses"][0]["title"] and len(told["resources"]) == len(TABLES)


@pytest.mark.django_db(transaction=True)
def test_everybody_reads_how_each_indicator_is_counted_and_what_it_was(month, client, django_assert_num_queries):
    page = client.get("/so-lieu/chi-tieu/").content.decode()
    assert "Chưa có tháng nào được công bố" in page and 'href="/so-lieu/chi-tieu/satisfaction/"' in page
    assert "Quá hạn, tính đến cuối kỳ." in client.get("/so-lieu/chi-tieu/on_time/").content.decode()
    actions.publish_next(at=DAY)
    with django_assert_num_queries(2):
        page = client.get("/so-lieu/chi-tieu/").content.decode()
    assert "59 / 73" in page and "80,82" in page
    page = client.get("/so-lieu/chi-tieu/all_procedures/").content.decode()
    assert "tháng 05/2024" in page and "Huyện Vũ Quang" in page and "Cơ quan ít hồ sơ (gộp)" in page
    assert "Sở Tư pháp" not in page and "số quá nhỏ" in page
    assert client.get("/so-lieu/chi-tieu/x/").status_code == 404
    client.cookies["language"] = "en"
    assert "Offices with few dossiers (together)" in client.get("/so-lieu/chi-tieu/all_procedures/").content.decode()
    for name in INDICATORS:
        for language in ("vi", "en"):
            client.cookies["language"] = language
            assert client.get(f"/so-lieu/chi-tieu/{name}/").status_code == 200


@pytest.mark.django_db
def test_the_page_tells_what_there_is_and_an_unknown_file_is_not_found(client):
    page = client.get("/so-lieu/mo/").content.decode()
    assert "Chưa có tháng nào được công bố" in page and "datapackage.json" in page
    for month, name in (("2024-04", "x"), ("2025-01", "x")):
        PublishedMonth.objects.create(table="co-quan-thang", month=month, day=date(2024, 6, 1), rows=[[name] * 14])
    page = client.get("/so-lieu/mo/").content.decode()
    assert 'href="/so-lieu/mo/co-quan-thang-2024.csv"' in page and "Tháng mới nhất: 01/2025" in page
    for name in ("co-quan-thang-2023", "x-2024", "co-quan-thang-20244", "co-quan-thang"):
        assert client.get(f"/so-lieu/mo/{name}.csv").status_code == 404
    assert queries.years() == {"co-quan-thang": [2025, 2024]}
