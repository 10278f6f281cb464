"""What a figure from outside may be, and how one is read from what people type. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from motcua.core.errors import Invalid, Phrase, Refused
from motcua.core.text import fold
from motcua.measures.index.profile import PROFILES
from motcua.measures.indicators import INDICATORS
from motcua.measures.rules import NATIONAL_766, ON_TIME, Unit

LONGEST_SOURCE = 300
_EARLIEST = date(2015, 1, 1)
_MOST_HOURS = 10 * 366 * 24
_PLACES = Decimal("0.0001")
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")
_COUNT = re.compile(r"\d{1,15}|\d{1,3}(?:[. ]\d{3})+")


class OutsideKind(TextChoices):
    """Whose figure it is that somebody read outside (loại số liệu bên ngoài)."""

    NATIONAL = "national", "Mức chung cả nước"
    PORTAL = "portal", "Cổng Dịch vụ công quốc gia tính cho cơ quan"


INDEX_ROWS = {row.id: row.name for row in PROFILES[-1].rows}
"""The rows of the 766 index (Decision 766/QĐ-TTg) by number."""
OWN = {
    "2.1": ON_TIME.name, "2.2": "time_to_finish", "3.2": "services_with_filings", "3.3": NATIONAL_766.name,
    "4.1": "electronic_results", "4.2": "digitised_dossiers", "4.3": "reuse", "4.5b": "population_data",
    "3.6": "online_payment", "4.4": "shared_data",
}  # fmt: skip
"""The rows that an indicator of ours answers, with its name."""


def title_of(indicator: str) -> str:
    """Return what an indicator or a row of the index is called."""
    if indicator in INDEX_ROWS:
        return INDEX_ROWS[indicator]
    return INDICATORS[indicator][-1].title


def unit_of(indicator: str) -> Unit:
    """Return in what an indicator or a row of the index is told."""
    name = OWN.get(indicator, indicator)
    return INDICATORS[name][-1].unit if name in INDICATORS else Unit.PERCENT


def known(text: str) -> str:
    """Return the indicator or row that a text names, by its name, number or title, marks or not; "" for none."""
    text = text.strip()
    names = [*INDICATORS, *INDEX_ROWS]
    if text in names:
        return text
    titles = {fold(title_of(name)): name for name in reversed(names)}
    return titles.get(fold(text), "")


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure as somebody enters it. `office` is a code, "" for the whole country; both days are included.

    `value` is in the unit of the indicator. `numerator` and `denominator` may stand beside it, or for it.
    """

    kind: OutsideKind
    indicator: str
    office: str
    first: date
    last: date
    source: str
    read_on: date
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    public: bool = False

    @property
    def key(self) -> tuple[str, str, str, date, date]:
        """What one figure is told apart from others by; another with the same replaces it."""
        return self.kind.value, self.indicator, self.office, self.first, self.last


def checked(entered: Entered, *, today: date) -> Entered:
    """Return it with its value. Raises Invalid with a message per field."""
    errors: dict[str, str] = {}
    if entered.first > entered.last:
        errors["first"] = Phrase("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.")
    elif entered.first < _EARLIEST:
        errors["first"] = Phrase("Ngày đầu kỳ quá xa: kiểm tra lại năm.")
    if entered.read_on > today:
        errors["read_on"] = Phrase("Ngày đọc số chưa tới: ghi ngày đã xem số này.")
    elif entered.last > entered.read_on:
        errors["last"] = Phrase("Kỳ chưa hết khi đọc số: ghi ngày cuối mà số này tính đến.")
    if not entered.source:
        errors["source"] = Phrase("Ghi số này lấy ở đâu: tên trang, văn bản, ngày.")
    elif len(entered.source) > LONGEST_SOURCE:
        errors["source"] = Phrase("Rút phần nguồn còn tối đa %(most)s ký tự.", most=LONGEST_SOURCE)
    value = _value(entered, errors)
    if errors:
        raise Invalid(errors)
    return replace(entered, value=value)


def _value(entered: Entered, errors: dict[str, str]) -> Decimal | None:
    percent = unit_of(entered.indicator) is Unit.PERCENT
    above, below, value = entered.numerator, entered.denominator, entered.value
    if (above is None) != (below is None):
        errors["numerator" if above is None else "denominator"] = Phrase(
            "Ghi cả tử số và mẫu số, hoặc bỏ trống cả hai."
        )
        return value
    if above is not None and below is not None:
        if not percent:
            errors["numerator"] = Phrase("Chỉ tiêu tính bằng giờ: chỉ ghi giá trị.")
        elif below <= 0 or above > below:
            errors["numerator"] = Phrase("Tử số phải từ 0 đến mẫu số, mẫu số lớn hơn 0.")
        else:
            exact = Decimal(100) * above / below
            if value is not None and abs(exact - value) > _rounding(value):
                errors["value"] = Phrase(
                    "Tử số chia mẫu số là %(share)s %%, không phải số đã ghi.", share=f"{exact:.2f}".replace(".", ",")
                )
            return exact.quantize(_PLACES, ROUND_HALF_UP)
    elif value is None:
        errors["value"] = Phrase("Ghi giá trị, hoặc tử số và mẫu số.")
    elif percent and value > 100:
        errors["value"] = Phrase("Tỷ lệ không quá 100 %%.")
    elif not percent and value > _MOST_HOURS:
        errors["value"] = Phrase("Số giờ quá lớn: kiểm tra lại, chỉ ghi số giờ trung bình của một hồ sơ.")
    return value.quantize(_PLACES, ROUND_HALF_UP) if value is not None else None


def _rounding(value: Decimal) -> Decimal:
    """Return by how much an exact value may differ from one that was written with so many places."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def read_value(text: str, field: str = "value") -> Decimal | None:
    """Return a share or a number of hours as people write it: "72,5", "72.5 %"; None for nothing. Raises Refused."""
    plain = text.strip().removesuffix("%").strip()
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain):
        raise Refused("Ghi một số không âm, ví dụ 72,5.", field)
    return Decimal(plain.replace(",", "."))


def read_count(text: str, field: str) -> int | None:
    """Return a whole number as people write it: "12345", "12.345"; None for nothing. Raises Refused at its field."""
    plain = text.strip()
    if not plain:
        return None
    if not _COUNT.fullmatch(plain):
        raise Refused("Ghi một số nguyên không âm, ví dụ 12.345.", field)
    return int(re.sub(r"\D", "", plain))
