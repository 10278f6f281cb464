"""`motcua import dossiers` and `motcua sandbox export`: files and folders, mappings by name, what is printed and written."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

from motcua.elsewhere import actions, queries
from motcua.elsewhere.models import DossierMapping, ImportRun, RecordedDossier
from motcua.site.command import main
from motcua.web.shared import banner
from tests.elsewhere.samples import NAMES, NOW, make_province, text_file, workbook

pytestmark = pytest.mark.django_db
GOOD = ["H27.31-240506-0001", "1.990001", "H27.31", "06/05/2024", "Trực tuyến", "Đang xử lý", ""]
OTHER_HEADS = ("A", "B", "C", "D", "E", "F", "G")


@pytest.fixture(autouse=True)
def offices(db):
    return make_province()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """What simulated data leaves in the folder of a province stays in that of one test."""
    settings.HOME = tmp_path


def run(*words):
    return CliRunner().invoke(main, ["import", "dossiers", *map(str, words)])


def test_familiar_headings_are_mapped_by_themselves_and_the_same_file_again_changes_nothing(tmp_path):
    file = tmp_path / "xuat.csv"
    file.write_bytes(text_file(GOOD, ["", "", "", "", "", "", "x"]))
    first = run(file, "--report", tmp_path / "r.json", "--simulated")
    assert first.exit_code == 0, first.output
    assert banner.simulated()  # so every page says it
    assert "Mã hồ sơ: «Mã hồ sơ»" in first.output and "không có mã hồ sơ; không nhập dòng này" in first.output
    report = json.loads((tmp_path / "r.json").read_text())
    counts = ("rows", "created", "changed", "unchanged", "rejected")
    assert [report[name] for name in counts] == [2, 1, 0, 0, 1]
    assert set(report["notes"][0]) >= {"row", "code", "field", "problem", "done"}
    run(file, "--report", tmp_path / "r.csv")
    rows = list(csv.reader((tmp_path / "r.csv").read_text("utf-8-sig").splitlines()))
    assert [row[2] for row in rows] == ["Kết quả", "Đổi", "Không nhập"]  # no longer marked as simulated
    run(file, "--report", tmp_path / "r.csv")
    assert "H27.31-240506-0001,Không đổi" in (tmp_path / "r.csv").read_text("utf-8-sig")


def test_a_mapping_that_was_made_on_the_page_is_used_by_its_name(tmp_path):
    file = tmp_path / "la.csv"
    file.write_bytes(text_file(GOOD, heads=OTHER_HEADS))
    refused = run(file)
    assert refused.exit_code == 1 and "dòng tiêu đề" in refused.output
    columns = dict(zip(NAMES, OTHER_HEADS, strict=True))
    actions.save_mapping(source="la", columns=columns, words={}, headings=OTHER_HEADS, by=None, at=NOW)
    assert run(file, "--mapping", "La").exit_code == 0
    assert RecordedDossier.objects.get().source == "la" and queries.runs()[0].mapping.number == 1


def test_headings_that_are_not_enough_lead_to_the_page(tmp_path):
    file = tmp_path / "thieu.csv"
    file.write_bytes(text_file(GOOD, heads=(*list(NAMES.values())[:4], "X", "Trạng thái", "Y")))
    refused = run(file)
    assert refused.exit_code == 1 and "«Kênh nộp»" in refused.output and "/dieu-hanh/nhap-ho-so/" in refused.output
    assert not ImportRun.objects.exists() and not DossierMapping.objects.exists()


def test_of_several_sheets_the_fullest_is_read_and_told_or_the_one_that_is_named(tmp_path):
    file = tmp_path / "so.xlsx"
    other = ["H27.31-240506-0002", *GOOD[1:]]
    heads = list(NAMES.values())
    file.write_bytes(workbook({"Tháng 5": [heads, GOOD], "Bìa": [["BÁO CÁO"]], "Cả năm": [heads, GOOD, other]}))
    named = run(file, "--sheet", "Tháng 5")
    assert named.exit_code == 0 and RecordedDossier.objects.count() == 1, named.output
    usual = run(file)
    assert "đọc «Cả năm», nhiều dòng nhất. Trang khác («Tháng 5», «Bìa»): --sheet TÊN" in usual.output
    assert RecordedDossier.objects.count() == 2 and [one.sheet for one in queries.runs()] == ["Cả năm", "Tháng 5"]
    assert queries.runs()[0].received == {"2024": [2, "2024-05-06", "2024-05-06"]}
    wrong = run(file, "--sheet", "Quý 1")
    assert wrong.exit_code == 1 and "«Quý 1»" in wrong.output and "«Cả năm»" in wrong.output
    (tmp_path / "a.csv").write_bytes(text_file(GOOD))
    assert "không phải sổ Excel" in run(tmp_path / "a.csv", "--sheet", "Quý 1").output


def test_a_folder_is_imported_file_by_file(tmp_path):
    (tmp_path / "1.csv").write_bytes(text_file(GOOD))
    (tmp_path / "2.csv").write_bytes(text_file(["H27.31-240506-0002", *GOOD[1:]]))
    (tmp_path / "khac.pdf").write_bytes(b"x")
    done = run(tmp_path)
    assert done.exit_code == 0 and RecordedDossier.objects.count() == 2 and "Tất cả" in done.output
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "không có tệp nào" in run(empty).output


def test_a_sample_export_can_be_imported(tmp_path):
    file = tmp_path / "mau.xlsx"
    made = CliRunner().invoke(main, ["sandbox", "export", str(file), "--rows", "60", "--year", "2024"])
    assert made.exit_code == 0 and "từ 01/01/2024 đến 31/12/2024" in made.output
    done = run(file, "--simulated")
    assert done.exit_code == 0 and RecordedDossier.objects.count() > 40
