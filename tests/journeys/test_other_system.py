"""An export of another system, dirty as they are, becomes a leader's page whose rates are those of the file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from motcua.core.clock import ZONE
from tests.journeys import people
from tests.journeys.province import Province
from tests.journeys.windows import Windows, assert_accessible

pytestmark = pytest.mark.browser
YEAR = datetime.now(ZONE).year - 1  # of which no other story tells
HEAD = (
    ("STT", ""), ("Số hồ sơ", ""), ("Thủ tục", "Mã TTHC"), ("", "Tên TTHC"), ("Nơi thụ lý", ""),
    ("Thời gian", "Ngày tiếp nhận"), ("", "Ngày kết thúc"), ("Cách thức", ""), ("Tình trạng", ""), ("Ghi chú", ""),
)  # fmt: skip
MH, TD, NX = "Xã Mai Hoa", "Xã Thượng Đức", "Xã Nghi Xuân"
_ONLINE, _DIRECT, _POST, _APP = "Trực tuyến", "Nộp trực tiếp", "Bưu chính công ích", "Ứng dụng của tỉnh"
_RETURNED, _OPEN = "Đã trả kết quả", "Đang xử lý"
# What stands in the file (code, office, receipt, end, way, state, note), and what it means: where, and whether online.
ROWS = (
    (("0001", "H27.120", "12/9", "15/9", _ONLINE, _OPEN, ""), None),  # the same code once more, below
    (("0001", "H27.120", "12/9", "15/9", _ONLINE, _RETURNED, ""), (MH, True)),
    (("0002", "UBND xã Mai Hoa", "12/9", "", _ONLINE, _OPEN, "=1+1"), (MH, True)),
    (("\u00a00003 ", "xã mai hoa", "13/9", "", _APP, _OPEN, ""), (MH, True)),
    (("0004", "H27.120", "15/9", "16/9", _DIRECT, _RETURNED, ""), (MH, False)),
    (("0005", "H27.120", "15/9", "1/9", "", _RETURNED, '=HYPERLINK("http://x.example";"xem")'), (MH, False)),
    (("0006", "H27.121", "16/9", "17/9", _ONLINE, _RETURNED, ""), (TD, True)),
    (("0006", "H27.121", "16/9", "17/9", _ONLINE, _RETURNED, ""), None),  # the whole row twice
    (("0007", "H27.121", "16/9", "", _POST, _OPEN, ""), (TD, False)),
    (("0008", "Bộ phận một cửa NX", "17/9", "", _DIRECT, _OPEN, ""), (NX, False)),
    (("0009", "Bộ phận một cửa NX", "17/9", "", _DIRECT, _OPEN, ""), (NX, False)),
    (("0010", "Xã Nghi Xuân", "18/9", "", _ONLINE, _OPEN, ""), (NX, True)),
    (("0011", "H27.122", "31/2", "", _ONLINE, _OPEN, "ngày sai"), None),
    (("0012", "Phường Không Có", "18/9", "", _ONLINE, _OPEN, ""), None),
    (("", "", "", "", "", "", "Nhóm 2"), None),
    (("Tổng cộng", "12 hồ sơ", "", "", "", "", ""), None),
)
BAD = 4


def test_an_export_of_another_system_becomes_a_leaders_page(windows: Windows, province: Province, tmp_path: Path):
    keeper, leader = windows.open(), windows.open()
    people.come_to_work(keeper, "quantri")
    keeper.get_by_text("Mục khác").click()
    keeper.get_by_role("link", name="Nhập hồ sơ").click()
    _upload(keeper, _workbook(tmp_path))
    _choose(keeper)
    _import(keeper)
    assert len(_rejected(keeper)) == BAD
    keeper.get_by_role("link", name="Xem số liệu").click()
    keeper.get_by_role("heading", level=1, name="Điều hành").wait_for()

    people.come_to_work(leader, "lanhdaotinh")
    leader.get_by_text("Chọn cách tính, cấp, kỳ khác").click()
    leader.get_by_label("Từ ngày").fill(f"1/9/{YEAR}")
    leader.get_by_label("Đến ngày").fill(f"30/9/{YEAR}")
    leader.get_by_role("button", name="Xem", exact=True).click()
    told = Counter(truth for _row, truth in ROWS if truth)
    ranking = leader.locator("table.ranking")
    for commune in (MH, TD, NX):
        online, direct = told[commune, True], told[commune, False]
        row = ranking.get_by_role("row").filter(has_text=commune)
        assert row.locator("td").nth(0).inner_text() == _share(online, online + direct)
        assert row.locator("td").nth(2).inner_text() == f"{online} / {online + direct}"
        assert row.locator("td").nth(3).inner_text() == f"0 / 0 / {online}", "no export says who sat beside"
    online, whole = sum(times for (_at, online), times in told.items() if online), sum(told.values())
    leader.get_by_text(f"{online} trên {whole} hồ sơ").first.wait_for()
    leader.locator("main ol.rows").get_by_role("link", name=NX).click()
    leader.get_by_role("link", name="Theo thủ tục, đến từng hồ sơ").click()
    assert leader.get_by_role("table", name="Hồ sơ của số liệu này").locator("tbody tr").count() == told[NX, False]
    assert_accessible(leader)
    province.command("journal", "verify")


def _upload(keeper: Any, file: str) -> None:
    """Forget the name of the source first."""
    for source in ("", "Một cửa cũ"):
        keeper.get_by_label("Tệp xuất").set_input_files(file)
        keeper.get_by_label("Tên hệ thống nguồn").fill(source)
        keeper.get_by_role("button", name="Tải lên và xem trước").click()
        if not source:
            keeper.get_by_text("Đặt tên ngắn cho hệ thống nguồn").first.wait_for()
            keeper.get_by_text("Chọn lại tệp").first.wait_for()
            assert_accessible(keeper)
    keeper.get_by_role("heading", level=1, name="Xem trước").wait_for()


def _choose(keeper: Any) -> None:
    """What the headings do not say plainly is chosen; then the words that only this system uses."""
    keeper.get_by_text("Chưa thử được").wait_for()
    keeper.get_by_label("Cơ quan giải quyết").select_option("Nơi thụ lý")
    keeper.get_by_label("Kênh nộp").select_option("Cách thức")
    keeper.get_by_role("button", name="Thử lại").click()
    keeper.get_by_role("heading", name="Những dòng không nhập được").or_(
        keeper.get_by_role("table", name="Những dòng không nhập được")
    ).wait_for()
    keeper.get_by_label(_APP).select_option(label="Trực tuyến")
    keeper.get_by_label("Bộ phận một cửa NX").fill("H27.122")
    assert_accessible(keeper)
    keeper.get_by_role("button", name="Thử lại").click()
    keeper.get_by_role("heading", name="Thử với").wait_for()
    keeper.set_viewport_size({"width": 360, "height": 740})
    assert keeper.evaluate("document.documentElement.scrollWidth") <= 360
    keeper.set_viewport_size({"width": 1280, "height": 900})


def _import(keeper: Any) -> None:
    keeper.get_by_role("button", name="Nhập tệp này").click()
    new = sum(1 for _row, truth in ROWS if truth)
    said = f"{new} hồ sơ mới, 0 đổi, {len(ROWS) - new - BAD} không đổi, {BAD} không nhập được"
    keeper.get_by_role("status").filter(has_text=said).wait_for()
    assert_accessible(keeper)


def _rejected(keeper: Any) -> list[list[str]]:
    """The rows that did not go in, of the report as a spreadsheet opens it."""
    report = people.read(keeper.get_by_role("link", name="Tải báo cáo từng dòng")).decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(report)) if row[2] == "Không nhập"]


def _share(above: int, below: int) -> str:
    return f"{above * 1000 / below / 10:.1f} %".replace(".", ",")


def _workbook(folder: Path) -> str:
    """Write the file as the other system would: a title, a head in two rows with merged cells, the rows."""
    path = str(folder / "bao-cao.xlsx")
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, moment = book.add_worksheet("Báo cáo"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, "BÁO CÁO CHI TIẾT HỒ SƠ")
        for at, (top, below) in enumerate(HEAD):
            if top and not below:
                sheet.merge_range(2, at, 3, at, top)
            else:
                sheet.write_string(3, at, below)
        sheet.merge_range(2, 2, 2, 3, "Thủ tục")
        sheet.merge_range(2, 5, 2, 6, "Thời gian")
        for line, (row, _truth) in enumerate(ROWS, 4):
            for at, cell in enumerate(_cells(*row)):
                if isinstance(cell, datetime):
                    sheet.write_datetime(line, at, cell, moment)
                elif cell:
                    sheet.write_string(line, at, cell)
    return path


def _cells(code: str, office: str, received: str, ended: str, way: str, state: str, note: str) -> list[Any]:
    digits = code.strip()
    code = code.replace(digits, f"H27.120-{YEAR % 100}0912-{digits}") if digits.isdigit() else code
    what = ("1.001193", "Đăng ký khai sinh") if digits.isdigit() else ("", "")
    days = [_day(digits, received), _day(digits, ended)]
    return [digits if digits.isdigit() else "", code, *what, office, *days, way, state, note]


def _day(digits: str, day: str) -> Any:
    """A day as text in two forms or as a spreadsheet keeps it, by turns."""
    if not day or not digits.isdigit():
        return ""
    number, month = map(int, day.split("/"))
    forms = (f"{day}/{YEAR}", f"{number}-{month}-{YEAR} 08:00", "" if day == "31/2" else datetime(YEAR, month, number))  # noqa: DTZ001
    return forms[int(digits) % 3] or f"{day}/{YEAR}"
