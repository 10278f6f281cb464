"""The pages of imports: a file is looked at, mapped and tried before anything goes in; the report is sent row by row."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.core import clock
from motcua.elsewhere import following, queries
from motcua.elsewhere.models import ImportRun, RecordedDossier
from motcua.people.rules import Role
from tests.elsewhere.samples import make_province, text_file, workbook
from tests.factories import make_officer
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
GOOD = ["H27.31-240506-0001", "1.990001", "H27.31", "06/05/2024", "Trực tuyến", "Đang xử lý", ""]
STRANGE = ["H27.31-240506-0002", "1.990001", "Phòng lạ", "06/05/2024", "Fax", "=1+1", ""]
HEADS = ("Số biên nhận", "Mã TTHC", "Đơn vị xử lý", "Ngày tiếp nhận", "Kênh", "Trạng thái", "Ngày kết thúc")


@pytest.fixture
def offices(db):
    return make_province()


@pytest.fixture
def client(offices):
    return signed_in(make_officer(offices["H27"], Role.PROCEDURE_CONTROLLER))


def send(client, content, name="xuất.csv", **typed):
    given = {"file": SimpleUploadedFile(name, content), "source": "Cổng tỉnh", "system": "other", **typed}
    return client.post(reverse("dossier_imports"), given)


def columns(**other):
    named = {f"column-{name}": heading for name, heading in zip(
        ("code", "procedure", "office", "received", "channel", "status", "finished"), HEADS, strict=True)}  # fmt: skip
    return named | other


def test_a_file_is_tried_before_anything_goes_in_and_its_words_are_asked_for_once(client):
    address = send(client, text_file(GOOD, STRANGE, heads=HEADS)).url
    page = text(client.get(address))
    assert "Thử với 2 dòng đầu" in page
    assert "trạng thái «=1+1» chưa biết" in page and 'value="Fax"' in page and 'value="Phòng lạ"' in page
    assert not RecordedDossier.objects.exists()
    chosen = columns(**{
        "word-channel-0": "Fax", "means-channel-0": "3", "word-office-0": "Phòng lạ", "means-office-0": "H27.32",
        "word-status-0": "=1+1", "means-status-0": "4",
    })  # fmt: skip
    assert "Những dòng không nhập được" not in text(client.post(address, chosen | {"try": "yes"}))
    assert client.post(address, chosen | {"import": "yes"}).url == address
    assert "Đang chờ tiến trình nền" in text(client.get(address))
    while following.follow(at=clock.now()):
        pass
    assert "Xong 2 dòng: 2 hồ sơ mới" in text(client.get(address))
    held = queries.mapping("cong-tinh")
    assert held.words["office"] == {"phong la": "H27.32"} and held.columns["code"] == HEADS[0]
    again = text(client.get(send(client, text_file(GOOD, STRANGE, heads=HEADS)).url))
    assert "Thử với 2 dòng đầu" in again and "<dd>2</dd>" in again.split("Không đổi")[1][:80]


def test_everything_that_is_wrong_about_a_file_is_said_at_once(client):
    page = text(send(client, text_file(GOOD), source="", system="motcua"), 422)
    assert all(words in page for words in ("Chọn lại tệp", "Đặt tên ngắn", "Chọn hệ thống gốc"))


def test_what_is_chosen_wrongly_is_said_at_its_field_and_kept(client):
    address = send(client, text_file(GOOD, STRANGE, heads=HEADS)).url
    chosen = columns(**{
        "column-status": HEADS[4], "word-office-0": "Phòng lạ", "means-office-0": "H99", "import": "yes",
    })  # fmt: skip
    page = text(client.post(address, chosen), 422)
    assert "Cột «Kênh» được chọn cho hai mục" in page and "Chọn trong danh sách cho «Phòng lạ»" in page
    assert 'id="means-office-0" name="means-office-0" value="H99"' in page
    assert ImportRun.objects.get().state == "choosing"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"file": ""}, "Chọn tệp xuất"), ({"source": " … "}, "Đặt tên ngắn"), ({"system": "motcua"}, "Chọn hệ thống gốc"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04x")}, "Không đọc được tệp Excel"),
        ({"file": SimpleUploadedFile("x.json", b"[oops")}, "Tệp không có hồ sơ nào đọc được"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_at_once(client, typed, said):
    assert said in text(send(client, text_file(GOOD, heads=HEADS), **typed), 422)
    assert not ImportRun.objects.exists()


def test_a_file_too_large_for_the_page_is_sent_to_the_command(client, settings):
    settings.MAX_UPLOAD = 10
    assert "motcua import dossiers" in text(send(client, text_file(GOOD, heads=HEADS)), 422)


def test_records_of_the_exchange_need_no_mapping_and_a_file_may_be_thrown_away(client):
    item = {"MaHoSo": "H27.31-240506-0001", "MaTTHC": "1.990001", "DonViXuLy": "H27.31", "TrangThaiHoSo": "4",
            "KenhThucHien": "2", "NgayTiepNhan": "20240506083000"}  # fmt: skip
    content = json.dumps([item]).encode()
    address = send(client, content, "a.json").url
    page = text(client.get(address))
    assert "Thử với 1 dòng đầu" in page and "Các cột" not in page
    assert client.post(address, {"discard": "yes"}).url == reverse("dossier_imports")
    address = send(client, content, "a.json").url
    client.post(address, {"import": "yes"})
    assert client.get(address, headers={"Accept": "application/json"}).json() == {"done": 0, "rows": 0, "ended": False}
    following.follow(at=clock.now())
    assert client.get(address, headers={"Accept": "application/json"}).json()["ended"] is True
    assert "a.json" in text(client.get(reverse("dossier_imports")))


def test_the_report_has_a_line_for_every_row_and_no_cell_that_a_spreadsheet_works_out(client):
    address = send(client, text_file(GOOD, STRANGE, ["=1+1+111", "", "", "", "", "", ""], heads=HEADS)).url
    client.post(address, columns(**{"import": "yes"}))
    following.follow(at=clock.now())
    answer = client.get(f"{address}bao-cao.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["2", "H27.31-240506-0001", "Mới"], ["3", "H27.31-240506-0002", "Không nhập"], ["4", "'=1+1+111", "Không nhập"],
    ]  # fmt: skip


def test_of_a_workbook_with_several_sheets_one_is_chosen_and_its_columns_are_seen_before_it_goes_in(client):
    other = ("Mã hồ sơ khác", *HEADS[1:])
    newer = ["H27.31-250506-0001", *GOOD[1:3], "06/05/2025", *GOOD[4:]]
    book = workbook({"Bìa": [["BÁO CÁO"]], "2024": [HEADS, GOOD, STRANGE], "2025": [other, newer]})
    address = send(client, book, "sổ.xlsx").url
    page = text(client.get(address))
    assert '<option value="2024" selected>2024 (3 dòng)</option>' in page and "2025 (2 dòng)" in page
    turned = text(client.post(address, columns(**{"sheet": "2025", "shown-sheet": "2024", "import": "yes"})))
    assert "Đã sang trang tính «2025»" in turned and "Mã hồ sơ khác" in turned and not RecordedDossier.objects.exists()
    chosen = columns(**{"sheet": "2025", "shown-sheet": "2025", "import": "yes", "column-code": other[0]})
    assert client.post(address, chosen).url == address
    while following.follow(at=clock.now()):
        pass
    assert [one.code for one in RecordedDossier.objects.all()] == [newer[0]]
    done = text(client.get(address))
    assert "?from=2025-05-06&amp;to=2025-05-06" in done and "Xong 1 dòng: 1 hồ sơ mới" in done
    shown = text(client.get(f"{reverse('steering')}?from=2025-05-06&to=2025-05-06"))
    assert "1 trên 1 hồ sơ" in shown


def test_only_who_keeps_the_figures_of_the_whole_province_imports(offices):
    below = signed_in(make_officer(offices["H27.31.20"], Role.PROCEDURE_CONTROLLER))
    assert below.get(reverse("dossier_imports")).status_code == 403
