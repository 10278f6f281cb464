"""How the cells, heads and columns of other systems' exports are read."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.elsewhere import mapping, rules, sheets, values
from motcua.elsewhere.mapping import Reading, guessed
from motcua.elsewhere.rules import is_code, source_name

from .samples import HEADS, NAMES, NOW, text_file, workbook

MORNING = datetime(2024, 5, 6, 8, 30, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    "cell",
    [
        "06/05/2024 08:30", "6-5-2024 8:30:00", "06.05.2024, 08:30", "2024-05-06T08:30:00", "2024/05/06 08:30",
        "2024-05-06T01:30:00Z", "2024-05-06 08:30:00+07:00", "20240506083000", "08:30 06/05/2024",
        "8h30 ngày 6/5/2024", "06/05/2024 08:30:00 SA", "06/05/2024 8:30 AM", "\u00a006/05/2024 08:30",
        "45418,3541666667", 45418.3541666667, MORNING.replace(tzinfo=None), MORNING.astimezone(UTC),
    ],
)  # fmt: skip
def test_a_moment_is_read_however_it_is_written(cell):
    assert values.moment(cell) == MORNING


@pytest.mark.parametrize(
    ("cell", "day"), [("06/05/2024", 6), (date(2024, 5, 6), 6), ("20240531", 31), (45418, 6), ("2024-05-06", 6)]
)
def test_a_day_without_a_time_is_its_first_moment(cell, day):
    assert values.moment(cell) == datetime(2024, 5, day, tzinfo=clock.ZONE)


def test_an_afternoon_is_one():
    assert values.moment("06/05/2024 02:30:00 CH").hour == 14 and values.moment("06/05/2024 12:05 SA").hour == 0


@pytest.mark.parametrize("cell", ["", " ", "-", "NULL", "không có", None, "0001-01-01 00:00:00", "0"])
def test_nothing_is_no_moment(cell):
    assert values.moment(cell) is None


@pytest.mark.parametrize(
    "cell", ["32/13/2024", "31/02/2024", "05/31/2024", "hôm qua", "=TODAY()", "06/05/24", "7", "99/99"]
)
def test_what_is_no_day_is_never_guessed(cell):
    with pytest.raises(ValueError):
        values.moment(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="00123"', "00123"), ("=1+1", "=1+1"), (5.0, "5"), (True, "1"), ("a\u200b\u00a0 b", "a b"),
        (unicodedata.normalize("NFD", "Trực tuyến"), "Trực tuyến"), (None, ""),
    ],
)  # fmt: skip
def test_a_cell_is_text_and_nothing_is_worked_out(cell, text):
    assert values.words(cell) == text


@pytest.mark.parametrize(
    ("cell", "yes"), [("Có", True), ("x", True), ("kq/1.pdf", True), ("Không", False), ("", False), ("0", False)]
)
def test_a_result_is_there_or_not(cell, yes):
    assert values.holds(cell) is yes


@pytest.mark.parametrize(
    ("code", "good"),
    [("H27.31-240501-0001", True), ("000.00.31.H27-240501-0001", True), ("123/2024/HS", True), ("TỔNG", False), ("12", False),
     ("=1+1+111", False), ("H27 31-240501-0001", False)],
)  # fmt: skip
def test_a_code_has_digits_and_no_strange_letters(code, good):
    assert is_code(code) is good


def test_a_source_has_a_short_name():
    assert source_name("  Cổng  Một cửa (Huế) ") == "cong-mot-cua-hue" and source_name("…") == ""


def test_headings_are_known_also_under_merged_cells_and_a_code_comes_before_a_name():
    heads = ["STT", "Số hồ sơ", "TTHC / Tên thủ tục", "TTHC / Mã thủ tục", "Cơ quan giải quyết", "Đơn vị tiếp nhận",
             "Thời gian / Tiếp nhận", "Thời gian / Hẹn trả", "Thời gian / Trả kết quả", "Hình thức tiếp nhận", "Tình trạng"]  # fmt: skip
    assert guessed(heads) == {
        "code": "Số hồ sơ", "procedure": "TTHC / Mã thủ tục", "office": "Cơ quan giải quyết",
        "counter": "Đơn vị tiếp nhận", "received": "Thời gian / Tiếp nhận", "due": "Thời gian / Hẹn trả",
        "returned": "Thời gian / Trả kết quả", "channel": "Hình thức tiếp nhận", "status": "Tình trạng",
    }  # fmt: skip


def test_a_column_is_used_once_and_must_be_there():
    errors = mapping.check(NAMES | {"status": HEADS[4], "finished": "Không có"}, HEADS)
    assert set(errors) == {"channel", "status", "finished"}
    assert set(mapping.check({}, HEADS)) == {"code", "procedure", "office", "channel", "received"}


def _read(content):
    return sheets.headed(sheets.read(content), mapping.known)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_whatever_separates_and_encodes_it(separator, encoding):
    content = text_file(["A-1234", "p; q", "o, r", "", "", "", ""], separator=separator).decode().encode(encoding)
    table = _read(content)
    assert table.headings == HEADS and table.rows[0][1][:3] == ["A-1234", "p; q", "o, r"]


def test_windows_text_and_the_separator_that_excel_names_are_read():
    table = _read(("sep=;\r\n" + unicodedata.normalize("NFD", ";".join(HEADS))).encode("utf-8"))
    assert table.headings == HEADS
    old = sheets.read("Ma ho so;Ngày\nA;Kênh".encode("cp1258", "ignore"))
    assert [values.words(cell) for cell in old[0]] == ["Ma ho so", "Ngày"]


def test_the_head_is_found_below_titles_and_rows_keep_their_numbers():
    table = _read("\n".join(["BÁO CÁO;;;", ";;;", ";".join(HEADS), "", "A-1234;p;o;;;;"]).encode())
    assert table.rows == ((5, ["A-1234", "p", "o", "", "", "", ""]),)


def _book(*rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        book.add_worksheet("Trống")
        sheet = book.add_worksheet("Số liệu")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def test_the_sheet_with_something_in_it_is_read():
    table = _read(_book(HEADS, ["A-1234", "=HYPERLINK(1)", "o"]))
    assert table.rows[0][1][1] == "=HYPERLINK(1)"


def test_of_several_sheets_the_one_with_most_rows_is_read_or_the_one_that_is_named():
    book = workbook({"Bìa": [["BÁO CÁO"]], "Trống": [], "Quý 1": [HEADS, ["A-1"]], "Quý 2": [HEADS, ["A-2"], ["A-3"]]})
    found = sheets.by_sheet(book)
    assert {name: sheets.filled(rows) for name, rows in found.items()} == {"Bìa": 1, "Quý 1": 2, "Quý 2": 3}
    assert sheets.read(book)[1][0] == "A-2" and sheets.read(book, "Quý 1")[1][0] == "A-1"
    for content, sheet, said in (
        (book, "Trống", "chọn «Bìa», «Quý 1», «Quý 2»"),
        (text_file(), "Quý 1", "không phải sổ Excel"),
    ):
        with pytest.raises(Refused, match=said) as refused:
            sheets.read(content, sheet)
        assert refused.value.field == "sheet"


def test_the_period_of_a_file_is_that_of_its_fullest_year_whatever_strays():
    days = [date(2024, 3, 9), date(2024, 2, 1), date(2001, 1, 1), date(2023, 5, 5), date(2024, 3, 8)]
    found = rules.add_received(rules.add_received({}, days[:2]), days[2:])
    assert found["2024"] == [3, "2024-02-01", "2024-03-09"]
    assert rules.period(found) == (date(2024, 2, 1), date(2024, 3, 9)) and rules.period({}) is None
    assert rules.period(rules.add_received({}, [date(2023, 1, 1), date(2024, 1, 1)])) == (date(2024, 1, 1),) * 2


def _bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp trống"), (b" \n ", "Tệp trống"), (b";;;\n;;;", "không có dòng nào có chữ"),
        (b"PK\x03\x04rubbish", "Không đọc được tệp Excel"), (_book(["a", "b"], ["c", "d"]), "dòng tiêu đề"),
        (_bomb(), "Không đọc được tệp Excel"), (b"%PDF-1.4 xx\n1 0 obj", "dòng tiêu đề"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_says_so(content, said):
    with pytest.raises(Refused, match=said) as refused:
        _read(content)
    assert refused.value.field == "file"


def test_a_workbook_that_unpacks_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "_UNPACKED", 1_000_000)
    with pytest.raises(Refused, match="quá lớn"):
        sheets.read(_bomb())


def _lines(*rows, words=None):
    return mapping.lines(_read(text_file(*rows)), Reading(NAMES, words or {}), at=NOW)


GOOD = ["H27.31-240506-0001", "1.990001", "H27.31", "06/05/2024", "Trực tuyến", "Đã trả kết quả", "07/05/2024"]


def _with(**cells):
    return [cells.get(name, good) for name, good in zip(NAMES, GOOD, strict=True)]


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"code": ""}, "code", "không có mã"), ({"code": "Tổng cộng"}, "code", "dòng tổng cộng"),
        ({"code": "=A1"}, "code", "không phải mã"), ({"received": "31/02/2024"}, "received", "không đọc được"),
        ({"received": "06/05/2034"}, "received", "tương lai"), ({"received": ""}, "received", "cũng không ghi ngày nộp"),
        ({"channel": "Fax"}, "channel", "chưa biết"), ({"status": "Lạ"}, "status", "chưa biết"),
        ({"office": ""}, "office", "để trống"), ({"procedure": ""}, "procedure", "để trống"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_counted_rightly_is_refused_at_its_column(cells, field, said):
    (line,) = _lines(_with(**cells))
    assert line.record is None
    ((where, problem, done),) = line.notes.found
    assert (where, done) == (field, "không nhập dòng này") and said in problem


@pytest.mark.parametrize(
    ("cells", "field", "kept"),
    [
        ({"channel": ""}, "channel", ("channel", 1)), ({"finished": "01/05/2024"}, "finished", ("finished_at", None)),
        ({"finished": "x/y"}, "finished", ("finished_at", None)),
    ],
)  # fmt: skip
def test_a_doubt_that_moves_no_rate_wrongly_is_noted_and_the_row_goes_in(cells, field, kept):
    (line,) = _lines(_with(**cells))
    assert [found[0] for found in line.notes.found] == [field]
    assert getattr(line.record, kept[0]) == kept[1]


def test_words_of_a_source_mean_what_was_chosen_for_them():
    words = {"channel": {"fax": "3"}, "status": {"la": "9"}, "office": {"phong x": "H27.32"}}
    (line,) = _lines(_with(channel="FAX", status="Lạ", office="Phòng X"), words=words)
    assert (line.record.channel, line.record.status, line.record.office) == (3, 9, ("H27.32",))


@pytest.mark.parametrize(("status", "finished", "number"), [("", "07/05/2024", 9), ("", "", 4), ("10", "", 10)])
def test_a_row_without_a_status_has_that_of_its_days(status, finished, number):
    (line,) = _lines(_with(status=status, finished=finished))
    assert line.record.status == number


def test_of_two_states_of_one_code_the_one_with_the_later_moment_counts_and_both_say_so():
    newer, older = _with(), _with(status="Đang xử lý", finished="")
    first, second, third = _lines(newer, older, newer)
    assert (first.instead, second.instead, third.instead) == (4, 2, None)
    assert "thời điểm muộn nhất" in second.notes.found[0][2] and "Đang xử lý" in first.notes.found[0][1]
    assert any("trùng hoàn toàn" in found[1] for found in first.notes.found)


def test_of_equal_moments_the_later_row_counts():
    first, second = _lines(_with(channel="Trực tiếp"), _with())
    assert (first.instead, second.instead, second.record.channel) == (3, None, 2)
