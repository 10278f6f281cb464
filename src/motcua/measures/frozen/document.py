"""A report as a PDF and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.core import clock
from motcua.core.text import one_line
from motcua.measures import reports
from motcua.measures.bulletin import BY_WHOM
from motcua.measures.frozen import further, queries, shown
from motcua.measures.frozen.rules import Line
from motcua.measures.frozen.shown import Lines, Table
from motcua.measures.models import Report
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.records import spreadsheet, typeset

_TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "report.typ"
DRAFT = "BẢN NHÁP, chưa phát hành"
_COLUMNS = (
    ("Bảng", 26), ("Mã cơ quan", 14), ("Cơ quan", 28), ("Chỉ tiêu", 40), ("Tên kỹ thuật", 22), ("Bản", 6),
    ("Từ ngày", 12), ("Đến ngày", 12), ("Tử số", 12), ("Mẫu số", 12), ("Kết quả", 12), ("Tự làm", 10),
    ("Có hỗ trợ", 10), ("Không rõ", 10), ("Mô phỏng", 10),
)  # fmt: skip
_TABLES = {
    "whole": "Cả cơ quan, trong kỳ", "before": "Cùng kỳ năm trước", "offices": "Các cơ quan bên dưới",
    "months": "Theo tháng", "months_before": "Theo tháng, năm trước",
}  # fmt: skip


def title(report: Report) -> str:
    """Return what a report is called."""
    return str(queries.content(report)["title"])


def file_name(report: Report, ending: str) -> str:
    """Return the name of the file of a report."""
    return f"{one_line(f'{title(report)} {report.office.short_name}'.replace('/', '-'))}.{ending}"


def pdf(
    report: Report, *, issuer: Office, signer: Account | None, reason: str, link: str, at: datetime
) -> bytes:  # fmt: skip
    """Return a report as PDF/A-2a. Without a `link` to its verification it says that it is a draft.

    `at` is when it is issued, `reason` why it replaces an earlier one, "" when it does not.
    """
    content = queries.content(report)
    day = clock.local(at)
    data = {
        "title": content["title"], "agency": issuer.name, "parent": issuer.parent.name if issuer.parent else "",
        "place_and_date": f"{issuer.place.name}, ngày {day:%d} tháng {day:%m} năm {day:%Y}",
        "about": _about(content), "marks": _marks(content, reason, draft=not link), "sentences": content["sentences"],
        "blocks": [_block(one) for one in shown.tables(content)], "notes": _notes(content),
        "qr": typeset.qr(link) if link else "", "proof": _proof(report, content),
        "signature": ["NGƯỜI PHÁT HÀNH", signer.full_name if signer else ""],
        "footer": f"{content['title']}, {content['office_name']}" + ("" if link else f" – {DRAFT}"),
    }  # fmt: skip
    return typeset.sheet(_TEMPLATE, {name.replace("_", "-"): value for name, value in data.items()}, at=at)


def _about(content: dict[str, Any]) -> str:
    first, until = (reports.day(datetime.fromisoformat(content[name])) for name in ("first", "until"))
    return f"{content['office_name']} và các cơ quan bên dưới; hồ sơ tiếp nhận từ {first} đến {until}"


def _marks(content: dict[str, Any], reason: str, *, draft: bool) -> list[str]:
    marks = [DRAFT] if draft else []
    if count := shown.simulated(content):
        marks.append(f"Có số liệu mô phỏng: {reports.number(count)} hồ sơ trong kỳ do phần mềm tạo ra.")
    if content["until"] < content["last"]:
        until = reports.day(datetime.fromisoformat(content["until"]))
        marks.append(f"Kỳ chưa kết thúc: số liệu tính đến ngày {until}.")
    return [*marks, *([f"Thay báo cáo đã phát hành. Lý do: {reason}"] if reason else [])]


def _block(one: Table | Lines) -> dict[str, Any]:
    told = asdict(one)
    if isinstance(one, Lines):
        told["alt"] = f"{one.caption}. Số liệu của biểu đồ ở bảng ngay sau."
    return told


def _notes(content: dict[str, Any]) -> list[str]:
    return [f"{BY_WHOM}.", *(
        f"{each['title']} ({each['name']}, bản {each['version']}). Tử số: {each['above']}. Mẫu số: {each['below']}. "
        f"Nguồn: {each['source']}." + (f" {each['note']}" if each["note"] else "")
        for each in content["definitions"]
    ), *(f"{row.title}: {row.says}. Nguồn: {row.source}." for row in further.read(content))]  # fmt: skip


def _proof(report: Report, content: dict[str, Any]) -> list[str]:
    seen = content["horizon"]
    place = f"đợt {seen['epoch']}, mục ghi {seen['entry_id']}"
    if seen["transactions"]:
        place += f", giao dịch {seen['transactions']}"
    return [
        f"Số liệu như đã biết lúc {moment(content['as_of'])}. Vị trí trong nhật ký: {place}.",
        f"Dấu vân nội dung (SHA-256): {report.digest}.",
        "Mọi con số đếm từ nhật ký hồ sơ; ai có tệp «motcua journal export» đều đếm lại được.",
    ]


def moment(stamp: str) -> str:
    """Return the stored text of a moment as people write it."""
    return f"{clock.parse_stamp(stamp):%H:%M:%S ngày %d/%m/%Y}"


def workbook(report: Report, path: Path) -> None:
    """Write every line of a report to an .xlsx file, with a chart of the months where it has any."""
    content = queries.content(report)
    about = [
        ("Cơ quan", content["office_name"]), ("Số liệu như đã biết lúc", moment(content["as_of"])),
        ("Trạng thái", "Đã phát hành" if report.issued_at else DRAFT), ("Dấu vân nội dung", report.digest),
        *[("Lưu ý", mark) for mark in _marks(content, report.reason, draft=False)],
    ]  # fmt: skip
    rows = list(_rows(content))
    monthly = [number for number, row in enumerate(rows) if row[0] == _TABLES["months"]]
    chart = None
    if monthly:
        chart = spreadsheet.Chart("Tỷ lệ hồ sơ nộp trực tuyến theo tháng, %", 6, 10, monthly[0], monthly[-1])
    spreadsheet.write(path, title=content["title"], about=about, columns=_COLUMNS, rows=rows, chart=chart)


def _rows(content: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    titles = {(each["name"], each["version"]): each["title"] for each in content["definitions"]}
    for table, named in _TABLES.items():
        for line in shown.lines_of(content, table):
            yield (
                named, line.office, content["names"].get(line.office, line.office),
                titles[line.indicator, line.version], line.indicator, line.version, line.first, line.last,
                line.numerator, line.denominator, _worth(line), *(line.by or (None,) * 3), line.simulated,
            )  # fmt: skip
    office = content["office"]
    for row in further.read(content):
        yield (
            shown.FURTHER, office, content["names"].get(office, office), row.title, row.name, None, content["first"],
            content["until"], row.numerator, row.denominator, None if row.value is None else float(row.value),
            *(None,) * 3, row.simulated,
        )  # fmt: skip


def _worth(line: Line) -> float | None:
    amount = shown.amount(line).value()
    return None if amount is None else float(amount)
