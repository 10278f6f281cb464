"""An export as another system would give it, dirty in the ways that such exports are, with what is true about it.

Nothing in it is about a real person. Which dirt stands where is drawn from the seed.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple

import xlsxwriter

DIRT = {
    "merged_head": "tiêu đề hai dòng, có ô gộp, dưới tên báo cáo",
    "text_dates": "ngày viết bằng chữ, mỗi dòng một kiểu",
    "serial_dates": "ngày là số đếm của bảng tính",
    "other_state": "cùng mã ở hai dòng, trạng thái khác nhau",
    "same_row": "một dòng lặp lại nguyên vẹn",
    "dirty_code": "mã có dấu cách cứng, chữ thường, ký tự ẩn, hoặc dạng =\"…\"",
    "decomposed": "chữ tổ hợp (NFD), hoa thường lẫn lộn",
    "office_by_name": "cơ quan ghi bằng tên, có khi viết tắt",
    "formula": "ô bắt đầu bằng «=», «+», «@»",
    "impossible_date": "ngày không có trong lịch, xong trước khi tiếp nhận",
    "no_channel": "không ghi kênh nộp",
    "stray_rows": "dòng trống, tên nhóm ở giữa và dòng tổng cộng ở cuối",
}  # fmt: skip
TITLE = ("Sở Thông tin tỉnh", "BÁO CÁO CHI TIẾT HỒ SƠ TIẾP NHẬN")
HEAD = (
    ("STT", ""), ("Mã hồ sơ", ""), ("Thủ tục hành chính", "Mã TTHC"), ("", "Tên TTHC"), ("Đơn vị xử lý", ""),
    ("Thời gian", "Ngày nộp"), ("", "Ngày tiếp nhận"), ("", "Ngày hẹn trả"), ("", "Ngày kết thúc"),
    ("", "Ngày trả kết quả"), ("Hình thức nộp", ""), ("Trạng thái", ""), ("Kết quả điện tử", ""), ("Ghi chú", ""),
)  # fmt: skip
_CODE, _OFFICE, _RECEIVED, _FINISHED, _CHANNEL, _STATUS, _FILE, _NOTE = 1, 4, 6, 8, 10, 11, 12, 13
_TIMES = range(5, 10)
_CHANNELS = {1: ("Trực tiếp", "Nộp trực tiếp", "1"), 2: ("Trực tuyến", "Qua mạng", "2"), 3: ("Bưu chính công ích", "3")}
_STATUSES = {4: "Đang xử lý", 9: "Đã xử lý xong", 10: "Đã trả kết quả"}
_FORMS = ("%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S", "%H:%M %d/%m/%Y")
_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001 (day 0 of spreadsheets)
_FORMULAS = ('=HYPERLINK("http://x.example";"xem")', "=1+1", "+84 912 000 111", "@SUM(A1:A9)", "=cmd|' /C calc'!A0")


def period(year: int, today: date) -> tuple[date, date]:
    """Return the days of a year that are over."""
    return date(year, 1, 1), min(date(year, 12, 31), max(today - timedelta(1), date(year, 1, 1)))


class Body(NamedTuple):
    """An office as the generator needs it."""

    code: str
    name: str
    short_name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(slots=True)
class Export:
    """Rows as they stand below the head, and what is true: the state of every dossier that counts, by its code.

    A state is (office code, procedure code, day of receipt, channel, whether a result was issued as a file, status).
    `unusable` is how many rows are no dossier that could be counted, `dirt` how often each kind was put in. `head` are
    the headings, an upper and a lower one.
    """

    rows: list[list[Any]] = field(default_factory=list)
    truth: dict[str, tuple[str, str, str, int, bool, int]] = field(default_factory=dict)
    unusable: int = 0
    dirt: Counter[str] = field(default_factory=Counter)
    head: tuple[tuple[str, str], ...] = HEAD


def make(
    how_many: int, *, seed: int, offices: Sequence[Body], procedures: Sequence[tuple[str, str]], first: date, last: date
) -> Export:
    """Return an export of so many rows with something in them. `procedures` are (code, name).

    Every office has dossiers on its own days only; how many of them are online differs between offices.
    """
    random, export = Random(seed), Export()
    shares = {office.code: random.uniform(0.25, 0.95) for office in offices}
    numbers: Counter[tuple[str, date]] = Counter()
    days = (last - first).days + 1
    while len(export.rows) - export.dirt["blank"] < how_many - 1:
        day = first + timedelta(random.randrange(days))
        office = random.choice(offices)
        if (office.valid_from and office.valid_from > day) or (office.valid_to and office.valid_to < day):
            continue
        numbers[office.code, day] += 1
        code = f"{office.code}-{day:%y%m%d}-{numbers[office.code, day]:04d}"
        _add(export, random, code, office, random.choice(procedures), day, shares[office.code], last)
    export.rows.append(["", "Tổng cộng", "", "", f"{len(export.truth)} hồ sơ", *[""] * 9])
    export.unusable += 1
    export.dirt["stray_rows"] += 1
    export.dirt["merged_head"] += 1
    return export


def _add(
    export: Export, random: Random, code: str, office: Body, procedure: tuple[str, str], day: date, share: float,
    last: date,
) -> None:  # fmt: skip
    channel = 2 if random.random() < share else random.choice((1, 1, 1, 3))
    filed = datetime.combine(day, time(7, 30)) + timedelta(minutes=random.randrange(540))
    received = filed if channel == 1 else filed + timedelta(minutes=random.randrange(1, 40))
    finished = received + timedelta(days=random.randrange(0, 12), minutes=random.randrange(1, 90))
    done = finished.date() <= last and random.random() < 0.9
    returned = finished + timedelta(hours=random.randrange(1, 30)) if done and random.random() < 0.8 else None
    if returned is not None and returned.date() > last:
        returned = None
    status = 10 if returned else 9 if done else 4
    issued = status != 4 and random.random() < 0.85
    row: list[Any] = [
        len(export.rows) + 1, code, *procedure, office.code, filed, received, received + timedelta(days=10),
        finished if done else "", returned or "", random.choice(_CHANNELS[channel]), _STATUSES[status],
        "Có" if issued else random.choice(("", "Không")), "",
    ]  # fmt: skip
    truth = (office.code, procedure[0], f"{day:%Y-%m-%d}", channel, issued, status)
    before = export.dirt["impossible_date"]
    kept = _dirty(export, random, row, office, truth)
    in_order = export.dirt["impossible_date"] == before
    export.rows.append(row)
    if kept is None:
        export.unusable += 1
        return
    export.truth[code] = kept
    if status != 4 and in_order and random.random() < 0.02:
        _earlier(export, random, row)
    elif random.random() < 0.01:
        export.rows.append(list(row))
        export.dirt["same_row"] += 1
    if random.random() < 0.01:
        export.rows.append([""] * len(HEAD))
        export.dirt["blank"] += 1


def _earlier(export: Export, random: Random, row: list[Any]) -> None:
    """Put an older state of the same dossier somewhere: before or behind the newer one."""
    older = list(row)
    older[_FINISHED] = older[_FINISHED + 1] = older[_FILE] = ""
    older[_STATUS] = _STATUSES[4]
    export.rows.insert(len(export.rows) - random.randrange(2), older)
    export.dirt["other_state"] += 1


def _dirty(
    export: Export, random: Random, row: list[Any], office: Body, truth: tuple[str, str, str, int, bool, int]
) -> tuple[str, str, str, int, bool, int] | None:
    """Make a row dirty in some way and return what is true of it then; None where it cannot be used."""
    kind = random.choices(
        ("", "text_dates", "serial_dates", "dirty_code", "decomposed", "office_by_name", "formula", "impossible_date",
         "no_channel", "stray_rows"),
        (50, 15, 6, 6, 6, 8, 4, 2, 2, 1),
    )[0]  # fmt: skip
    if not kind:
        return truth
    export.dirt[kind] += 1
    if kind == "text_dates":
        form = random.choice(_FORMS)
        for at in _TIMES:
            row[at] = f"{row[at]:{form}}" if row[at] else random.choice(("", "-", "NULL"))
    elif kind == "serial_dates":
        for at in _TIMES:
            row[at] = (row[at] - _FIRST) / timedelta(days=1) if row[at] else ""
    elif kind == "dirty_code":
        row[_CODE] = random.choice(("\u00a0{0} ", "{1}", "{0}\u200b", '="{0}"')).format(row[_CODE], row[_CODE].lower())
    elif kind == "decomposed":
        for at in (_CHANNEL, _STATUS):
            row[at] = unicodedata.normalize("NFD", row[at].upper())
    elif kind == "office_by_name":
        row[_OFFICE] = random.choice((office.name, office.short_name, office.name.replace("Ủy ban nhân dân", "UBND")))
    elif kind == "formula":
        row[_NOTE] = random.choice(_FORMULAS)
    elif kind == "no_channel":
        row[_CHANNEL] = ""
        return (*truth[:3], 1, *truth[4:])
    elif kind == "stray_rows":
        row[:] = ["", *[""] * 12, f"Nhóm {random.randrange(9)}"]
        return None
    else:
        return _impossible(random, row, truth)
    return truth


def _impossible(
    random: Random, row: list[Any], truth: tuple[str, str, str, int, bool, int]
) -> tuple[str, str, str, int, bool, int] | None:
    """A day of receipt that is none cannot be counted; an end before the receipt is only left out."""
    if random.random() < 0.5 or not row[_FINISHED]:
        row[_RECEIVED] = random.choice(("32/13/2024", "31/02/2024 08:00", "hôm qua"))
        return None
    row[_FINISHED] = row[_RECEIVED] - timedelta(days=400)
    return truth


def as_csv(export: Export, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """Return the export as text with separators: merged cells of the head are empty ones, days are day first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([[TITLE[0]], [TITLE[1]], [top for top, _ in export.head], [below for _, below in export.head]])
    writer.writerows([[_plain(cell) for cell in row] for row in export.rows])
    return text.getvalue().encode(encoding)


def _plain(cell: Any) -> Any:
    return f"{cell:%d/%m/%Y %H:%M:%S}" if isinstance(cell, datetime) else cell


def as_workbook(export: Export) -> bytes:
    """Return the export as .xlsx, with merged cells in its head and days as days."""
    content = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, plain) as book:
        sheet = book.add_worksheet("Báo cáo")
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for line, text in enumerate(TITLE):
            sheet.write_string(line, 0, text)
        for at, (top, below) in enumerate(export.head):
            if top and not below:
                sheet.merge_range(2, at, 3, at, top)
            elif below:
                sheet.write_string(3, at, below)
        sheet.merge_range(2, 2, 2, 3, HEAD[2][0])
        sheet.merge_range(2, 5, 2, 9, HEAD[5][0])
        for line, row in enumerate(export.rows, 4):
            for at, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(line, at, cell, moment)
                elif isinstance(cell, int | float):
                    sheet.write_number(line, at, cell)
                elif cell:
                    sheet.write_string(line, at, cell)
    return content.getvalue()
