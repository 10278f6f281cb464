"""`motcua figures` and `motcua bulletin`: exact shapes, the latest period, marks, refusals in Vietnamese."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from motcua.measures import actions
from motcua.site.command import main

pytestmark = pytest.mark.django_db


def run(*words, ok=True):
    result = CliRunner().invoke(main, list(words))
    assert (result.exit_code == 0) is ok, result.output
    assert "Traceback" not in result.output
    return result.stdout if ok else result.stderr


@pytest.fixture
def filing(db):
    from tests.measures.cases import Filing, province

    province()
    made = Filing()
    for channel in (2, 2, 2, 1):
        made.opened(channel=channel)
    made.opened(competent_office="H27.32", help="helped")
    made.opened(competent_office="H27.32", channel=3)
    return made


@pytest.fixture
def catalogue(filing):
    """One procedure full, two partial, one none from 2024 on; another full from 2025 on."""
    from motcua.catalogue.models import Offering, Procedure, ProcedureVersion
    from motcua.offices.models import Office

    root = Office.objects.get(code="H27")
    for number, (level, start) in enumerate(
        [("full", 2024), ("partial", 2024), ("partial", 2024), ("none", 2024), ("full", 2025)]
    ):
        made = Procedure.objects.create(code=f"1.00000{number}")
        ProcedureVersion.objects.create(
            procedure=made, number=1, valid_from=date(start, 1, 1), name="Thử", field="Thử", search_name="thu",
            search_text="thu", digest="0" * 64, authority_tiers=["commune"] if number < 2 else ["province"],
        )  # fmt: skip
        Offering.objects.create(procedure=made, office=root, level=level, valid_from=date(start, 1, 1))


def test_the_json_of_rates_has_exactly_the_promised_shape(filing):
    assert json.loads(run("figures", "online-rate", "--tier", "district", "--format", "json")) == {
        "definition": "all_procedures",
        "from": "2024-01-01",
        "to": "2024-12-31",
        "rows": [
            {
                "rank": 1,
                "office": "H27.31",
                "name": "Huyện Vũ Quang",
                "numerator": 3,
                "denominator": 4,
                "percent": "75.00",
            },
            {
                "rank": 2,
                "office": "H27.32",
                "name": "Huyện Hương Khê",
                "numerator": 1,
                "denominator": 2,
                "percent": "50.00",
            },
        ],
        "total": {"office": "H27", "name": "Tỉnh Hà Tĩnh", "numerator": 4, "denominator": 6, "percent": "66.67"},
    }


def test_an_empty_denominator_has_no_percent_and_no_rank(filing):
    found = json.loads(run("figures", "online-rate", "--on", "2024-01-01", "--tier", "district", "--format", "json"))
    assert {(row["rank"], row["percent"]) for row in found["rows"]} == {(None, None)}
    assert found["total"]["percent"] is None


@pytest.mark.parametrize(
    ("words", "above", "below"),
    [
        (["--definition", "national_766"], 0, 6),
        (["--definition", "full_service"], 4, 5),
        (["--office", "H27.31"], 3, 4),
        (["--axis", "received"], 4, 6),
        (["--from", "2024-05-06", "--to", "06/05/2024"], 4, 6),
        (["--from", "2024-05-07"], 0, 0),
        (["--to", "2024-05-05"], 0, 0),
    ],
)
def test_options_choose_the_figure(filing, words, above, below):
    total = json.loads(run("figures", "online-rate", "--format", "json", *words))["total"]
    assert (total["numerator"], total["denominator"]) == (above, below)


def test_the_table_names_definition_terms_and_period(filing):
    text = run("figures", "online-rate", "--tier", "district")
    for words in ("all_procedures, bản 1", "Từ 01/01/2024 đến 31/12/2024", "Tử số:", "Mẫu số:", "Nguồn:", "75,00 %"):
        assert words in text
    assert "mô phỏng" not in text


def test_the_csv_tells_who_did_it(filing):
    rows = list(csv.DictReader(io.StringIO(run("figures", "online-rate", "--tier", "district", "--format", "csv"))))
    assert [(row["office"], row["by_self"], row["helped"], row["unknown"]) for row in rows] == [
        ("H27.31", "3", "0", "0"),
        ("H27.32", "0", "1", "0"),
        ("H27", "3", "1", "0"),
    ]


def test_service_levels_are_those_of_the_last_day_of_the_latest_period(catalogue):
    assert json.loads(run("figures", "service-levels", "--format", "json")) == {
        "on": "2024-12-31",
        "total": 4,
        "levels": {
            "full": {"count": 1, "percent": "25.00"},
            "partial": {"count": 2, "percent": "50.00"},
            "none": {"count": 1, "percent": "25.00"},
        },
    }
    assert json.loads(run("figures", "service-levels", "--on", "2025-01-01", "--format", "json"))["total"] == 5


@pytest.mark.parametrize(("words", "total"), [(["--tier", "commune"], 2), (["--office", "H27.31"], 4)])
def test_service_levels_of_a_tier_or_an_office(catalogue, words, total):
    assert json.loads(run("figures", "service-levels", "--format", "json", *words))["total"] == total
    assert run("figures", "service-levels", "--format", "csv", *words).count("\n") == 4
    assert "Toàn trình" in run("figures", "service-levels", *words)


def test_an_office_has_the_level_of_the_nearest_office_above_that_set_one(catalogue):
    from motcua.catalogue.models import Offering, Procedure
    from motcua.offices.models import Office

    Offering.objects.create(
        procedure=Procedure.objects.get(code="1.000000"), office=Office.objects.get(code="H27.31"), level="none",
        valid_from=date(2024, 6, 1),
    )  # fmt: skip
    found = json.loads(run("figures", "service-levels", "--office", "H27.31.20", "--format", "json"))
    assert found["levels"]["full"]["count"] == 0
    found = json.loads(run("figures", "service-levels", "--office", "H27.32", "--format", "json"))
    assert found["levels"]["full"]["count"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tier", "xa"], "Không có cấp «xa»"),
        (["--definition", "x"], "Không có cách tính «x»"),
        (["--format", "xml"], "Không có dạng in «xml»"),
        (["--on", "hôm qua"], "Không đọc được ngày «hôm qua»"),
        (["--from", "2024-02-30"], "Không đọc được ngày «2024-02-30»"),
        (["--office", "H99"], "Không có cơ quan mã «H99»"),
        (["--from", "2024-12-31", "--to", "2024-01-01"], "Ngày đầu kỳ phải trước"),
        (["--on", "2024-12-31", "--to", "2024-12-31"], "Chọn một trong hai"),
    ],
)
def test_a_senseless_option_is_refused_in_words(filing, words, said):
    assert said in run("figures", "online-rate", *words, ok=False)


def test_a_rebuild_says_what_it_counted(filing):
    actions.catch_up()
    assert "mục ghi" in run("figures", "rebuild")


def test_the_bulletin_says_what_was_published_from_what_is_counted(catalogue):
    text = run("bulletin", "--from", "2024-01-01", "--to", "2024-12-31")
    assert "tiếp nhận 6 hồ sơ, trong đó 4 hồ sơ nộp trực tuyến, đạt 66,7 %" in text
    assert "Dẫn đầu: Huyện Vũ Quang 75 %, Huyện Hương Khê 50 %." in text
    assert "có 4 thủ tục: 2 một phần (50,00 %), 1 toàn trình (25,00 %), 1 không cung cấp trực tuyến (25,00 %)" in text
    assert "| 1 | Huyện Vũ Quang | 3 | 4 | 75,0 % |" in text
    assert "Nguồn cách tính" in text
    assert "mô phỏng" not in text


def test_the_bulletin_marks_simulated_figures(filing):
    filing.opened(simulated=True)
    assert "> **Có số liệu mô phỏng: 1 hồ sơ" in run("bulletin")


def test_the_bulletin_is_one_page_in_every_form(filing, tmp_path):
    for number in range(3):
        filing.opened(competent_office="H27.10", channel=1 + number % 3)
    run("bulletin", "--output", str(tmp_path / "b.pdf"))
    pages = PdfReader(tmp_path / "b.pdf").pages
    assert len(pages) == 1
    assert "Huyện Vũ Quang" in pages[0].extract_text()
    run("bulletin", "--output", str(tmp_path / "b.html"))
    html = (tmp_path / "b.html").read_text()
    assert html.startswith("<!doctype html>")
    assert "<td>75,0 %</td>" in html
    assert run("bulletin", "--format", "html") == html or "<h1>" in run("bulletin", "--format", "html")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "pdf"], "thêm --output"),
        (["--output", "/không/có/b.md"], "Không ghi được"),
        (["--output", "ban-tin.docx"], "thêm --format"),
        (["--from", "x"], "Không đọc được ngày"),
        (["--from", "2025-01-01", "--to", "2024-01-01"], "Ngày đầu kỳ"),
    ],
)
def test_a_bulletin_that_cannot_be_made_is_refused_in_words(filing, words, said):
    assert said in run("bulletin", *words, ok=False)


def test_a_bulletin_before_any_office_exists_is_refused(db):
    assert "Chưa có cơ quan nào" in run("bulletin", ok=False)
