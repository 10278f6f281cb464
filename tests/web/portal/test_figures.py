"""The public page of figures: definition, terms, ranking, map, the same table as CSV; bad addresses explained."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from motcua.measures import actions
from motcua.offices.models import Place
from tests.measures.cases import Filing, on, province

pytestmark = pytest.mark.django_db
YEAR = "from=2024-01-01&to=2024-12-31"


@pytest.fixture
def filing(db):
    province()
    made = Filing()
    for channel in (2, 2, 2, 1):
        made.opened(channel=channel)
    made.opened(competent_office="H27.32", help="helped")
    made.opened(competent_office="H27.32", channel=3)
    return made


def _text(query=""):
    answer = Client().get(f"/so-lieu/?{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_without_a_choice_the_latest_year_of_the_tier_that_received_is_shown(filing):
    text = _text()
    assert "66,7 %" in text
    assert "4 trên 6 hồ sơ" in text
    assert "từ 01/01/2024 đến 31/12/2024" in text
    assert "1 Huyện Vũ Quang 75,0 %" in text
    assert "2 Huyện Hương Khê 50,0 % 1 / 2 *" in text, "one helped filer would be one person"


def test_the_definition_stands_with_its_terms_and_the_others_beside(filing):
    text = _text(f"definition=full_service&tier=district&{YEAR}")
    assert "Thủ tục toàn trình." in text
    assert "không tính hồ sơ qua bưu chính" in text
    assert "4 trên 5 hồ sơ" in text
    assert re.search(r"Tất cả thủ tục 4 / 6 tự làm \d+, có hỗ trợ \d+, không rõ \d+ 66,7 %", text)


def test_a_year_is_one_click_away_with_the_offices_of_its_time(filing):
    page = Client().get("/so-lieu/?definition=online_enabled&tier=commune").content.decode()
    year = re.search(r'href="(/so-lieu/\?[^"]*from=2024-01-01[^"]*)">2024<', page)
    assert year and "tier" not in year[1] and "definition=online_enabled" in year[1]
    shown = Client().get(year[1].replace("&amp;", "&")).content.decode()
    assert "<strong>2024</strong>" in shown and "Huyện Vũ Quang" in shown


def test_the_english_page_says_definitions_and_numbers_in_english(filing):
    client = Client()
    client.cookies["language"] = "en"
    text = client.get(f"/so-lieu/?{YEAR}").content.decode()
    assert "A dossier without a channel counts as filed in person." in text
    assert "Biểu thống kê" not in text


def test_a_figure_grows_by_exactly_one_dossier(filing):
    actions.catch_up()
    filing.opened()
    assert "5 trên 7 hồ sơ" in _text(f"tier=district&{YEAR}")


def test_simulated_figures_are_marked_and_real_ones_are_not(filing):
    assert "Số liệu mô phỏng" not in _text(YEAR)
    filing.opened(simulated=True)
    assert "1 hồ sơ trong kỳ này do phần mềm tạo ra" in _text(YEAR)


def test_the_csv_holds_the_table_and_the_total(filing):
    answer = Client().get(f"/so-lieu.csv?tier=district&{YEAR}")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(r["rank"], r["office"], r["numerator"], r["denominator"], r["percent"]) for r in rows] == [
        ("1", "H27.31", "3", "4", "75.00"),
        ("2", "H27.32", "1", "2", "50.00"),
        ("", "H27", "4", "6", "66.67"),
    ]


@pytest.mark.parametrize("query", ["from=hôm+qua", "from=2024-02-30", "from=2024-12-31&to=2024-01-01", "to=1/2"])
def test_a_day_that_cannot_be_read_is_said_at_its_field(filing, query):
    text = _text(query)
    assert "Cần xem lại" in text
    assert "66,7 %" in text
    assert Client().get(f"/so-lieu.csv?{query}").status_code == 400


@pytest.mark.parametrize("query", ["definition=x&tier=y&axis=z", "tier=province", "tier=commune", "axis=received"])
def test_any_other_choice_shows_a_page(filing, query):
    assert "Xếp hạng" in _text(query)


def test_before_any_office_exists_the_page_says_so(db):
    assert "Chưa có cơ quan nào" in _text()
    assert Client().get("/so-lieu.csv").status_code == 404


def test_the_map_says_what_the_table_says(filing):
    for number, code in enumerate(("441", "444")):
        place = Place.objects.create(
            code=code, name=code, full_name=code, level="district", latitude=18 + number, longitude=105 + number
        )
        _move(f"H27.3{number + 1}", place)
    page = Client().get(f"/so-lieu/?tier=district&{YEAR}").content.decode()
    assert page.count("<circle") == 2
    assert "<title>Huyện Vũ Quang: 75,0 %</title>" in page
    Place.objects.filter(code="441").update(
        outline={"type": "MultiPolygon", "coordinates": [[[[105, 18], [105.5, 18], [105.2, 18.5], [105, 18]]]]}
    )
    page = Client().get(f"/so-lieu/?tier=district&{YEAR}").content.decode()
    assert (page.count("<circle"), page.count("<path class")) == (1, 1)


def _move(code, place):
    from motcua.offices.models import Office

    Office.objects.filter(code=code).update(place=place)


@pytest.mark.parametrize("dossiers", [1, 50])
def test_the_page_takes_seven_statements(filing, django_assert_num_queries, dossiers):
    for _ in range(dossiers):
        filing.opened(received_at=on("2024-07-01"))
    actions.roll_up(dossiers)
    with django_assert_num_queries(7):
        _text()


@pytest.mark.parametrize(
    ("first", "last"), [("9999-12-31", "9999-12-31"), ("0001-01-01", "9999-12-31"), ("", "9999-12-31")]
)
def test_a_year_that_no_period_can_have_is_refused_at_its_field(first, last, filing):
    shown = Client().get("/so-lieu/", {"from": first, "to": last})
    assert shown.status_code == 200 and "Năm phải từ 2000 đến 2100" in shown.content.decode()
    file = Client().get("/so-lieu.csv", {"from": first, "to": last})
    assert file.status_code == 400 and "Năm phải từ 2000 đến 2100" in file.content.decode()
