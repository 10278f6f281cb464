"""What the files of open data are: their tables, columns and dictionary, as data. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from motcua.core.errors import Phrase
from motcua.measures.indicators import INDICATORS
from motcua.measures.published.hiding import LEAST
from motcua.measures.rules import Definition

CLOSED_AFTER = timedelta(15)
"""A month is published once, as it is known so long after its end; late results are in by then, and it stays."""
HIDDEN = "*"
"""Stands for a number that is not published."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: `kind` is a type of the Table Schema (string, integer, number, boolean, yearmonth, date)."""

    name: str
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file a year: `name` begins its address."""

    name: str
    title: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


_MONTH = (
    Column("month", "yearmonth", Phrase("Tháng tiếp nhận hồ sơ.")),
    Column("as_of", "date", Phrase("Số liệu như đã biết vào ngày này; công bố một lần, không sửa về sau.")),
    Column("simulated", "boolean", Phrase("true: trong tháng có hồ sơ do phần mềm tạo ra, không phải của người thật.")),
)
_ONLINE = (
    Column("by_self", "integer", Phrase("Trong tử số: người dân tự làm. Để trống ở chỉ tiêu không chia như vậy.")),
    Column("helped", "integer", Phrase("Trong tử số: có người hỗ trợ, được ghi nhận.")),
    Column("unknown", "integer", Phrase("Trong tử số: không rõ có hỗ trợ hay không.")),
)
OFFICES = Table(
    "co-quan-thang",
    Phrase("Cơ quan theo tháng"),
    Phrase("Mọi chỉ tiêu của từng cơ quan ngay dưới tỉnh, tính cả các cơ quan bên dưới nó, theo tháng tiếp nhận."),
    (
        *_MONTH,
        Column("office", "string", Phrase("Mã định danh cơ quan; của tỉnh: dòng tổng; trống: cơ quan ít hồ sơ, gộp.")),
        Column("office_name", "string", Phrase("Tên cơ quan.")),
        Column("received", "integer", Phrase("Hồ sơ được tiếp nhận trong tháng.")),
        Column("indicator", "string", Phrase("Tên kỹ thuật của chỉ tiêu, xem «indicators».")),
        Column("version", "integer", Phrase("Bản của cách tính có hiệu lực ngày cuối tháng.")),
        Column("numerator", "integer", Phrase("Tử số. Để trống ở chỉ tiêu tính bằng giờ.")),
        Column("denominator", "integer", Phrase("Mẫu số.")),
        *_ONLINE,
        Column("value", "number", Phrase("Tỷ lệ phần trăm, hoặc số giờ trung bình, làm tròn.")),
    ),
    ("month", "office", "office_name", "indicator"),
)
FIELDS = Table(
    "linh-vuc-thang",
    Phrase("Lĩnh vực thủ tục theo tháng"),
    Phrase("Hồ sơ của toàn tỉnh theo lĩnh vực của thủ tục, theo cách tính all_procedures."),
    (
        *_MONTH,
        Column("field", "string", Phrase("Lĩnh vực của thủ tục; «Lĩnh vực ít hồ sơ (gộp)»: nhiều lĩnh vực gộp lại.")),
        Column("received", "integer", Phrase("Mẫu số: hồ sơ được tiếp nhận.")),
        Column("online", "integer", Phrase("Tử số: hồ sơ nộp trực tuyến.")),
        *_ONLINE,
        Column("value", "number", Phrase("Tỷ lệ phần trăm, làm tròn.")),
    ),
    ("month", "field"),
)
LEVELS = Table(
    "muc-do-thang",
    Phrase("Mức độ dịch vụ công theo tháng"),
    Phrase("Số thủ tục của danh mục theo mức độ cung cấp vào ngày cuối tháng."),
    (
        _MONTH[0],
        Column("on", "date", Phrase("Ngày cuối tháng.")),
        Column("level", "string", Phrase("full: toàn trình; partial: một phần; none: không cung cấp trực tuyến.")),
        Column("procedures", "integer", Phrase("Số thủ tục.")),
        Column("value", "number", Phrase("Tỷ lệ phần trăm, làm tròn.")),
    ),
    ("month", "level"),
)
TABLES = {table.name: table for table in (OFFICES, FIELDS, LEVELS)}


def closed(month: date, today: date) -> bool:
    """Return whether a month (its first day) is over for so long that it may be published."""
    return end_of(month) + CLOSED_AFTER <= today


def end_of(month: date) -> date:
    """Return the last day of a month."""
    return (month.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def dictionary(
    years: dict[str, list[int]], *, licence: tuple[str, str], publisher: str, address: str
) -> dict[str, Any]:
    """Return the dictionary of the files as a Data Package: which there are, what each column means and how it counts.

    `years` by the name of a table, `licence` as (title, address), `address` begins that of every file.
    """
    return {
        "profile": "tabular-data-package",
        "name": "ho-so-thu-tuc-hanh-chinh",
        "title": "Hồ sơ thủ tục hành chính",
        "homepage": address,
        "licenses": [{"title": licence[0], **({"path": licence[1]} if licence[1] else {})}],
        "contributors": [{"title": publisher, "role": "publisher"}],
        "suppression": (
            f"Số từ 1 đến {LEAST - 1} không công bố, kèm thêm những ô mà từ đó tính ra được; ô ấy ghi «{HIDDEN}». "
            "Cơ quan, lĩnh vực có quá ít hồ sơ trong tháng được gộp lại."
        ),
        "resources": [
            _resource(table, year, address) for table in TABLES.values() for year in years.get(table.name, [])
        ],
        "indicators": [_indicator(each) for versions in INDICATORS.values() for each in versions],
    }


def _resource(table: Table, year: int, address: str) -> dict[str, Any]:
    fields = [{"name": each.name, "type": each.kind, "description": each.says} for each in table.columns]
    return {
        "name": f"{table.name}-{year}",
        "title": f"{table.title}, {year}",
        "description": table.says,
        "path": f"{address}{table.name}-{year}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": {"fields": fields, "missingValues": ["", HIDDEN], "primaryKey": list(table.key)},
    }


def _indicator(definition: Definition) -> dict[str, Any]:
    return {
        "name": definition.name,
        "version": definition.version,
        "title": definition.title,
        "title_en": definition.title_en,
        "numerator": definition.above_says,
        "denominator": definition.below_says,
        "unit": definition.unit.value,
        "places": definition.places,
        "counts": definition.of.value,
        "source": definition.source,
        "valid_from": definition.valid_from.isoformat(),
        "valid_to": definition.valid_to.isoformat() if definition.valid_to else None,
        "note": definition.note,
    }


def months_of(days: Iterable[date]) -> list[date]:
    """Return the first days of some months, once each, in order."""
    return sorted({day.replace(day=1) for day in days})
