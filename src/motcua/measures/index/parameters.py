"""The values of what the sources of the 766 index leave open: as they are typed, kept and read. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

from motcua.core.errors import Phrase, Refused
from motcua.measures.index.rules import IF_ANY, NO, YES, Kind, Parameter, Profile

_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


def read_value(parameter: Parameter, typed: str, profile: Profile) -> str:
    """Return what somebody typed for a parameter as it is kept. Raises Refused at "value"."""
    text = typed.strip()
    if parameter.kind is Kind.YES_NO:
        if text not in (YES, NO):
            raise Refused("Chọn có hoặc không.", "value")
        return text
    if parameter.kind is Kind.IF_ANY:
        if text not in (YES, NO, IF_ANY):
            raise Refused("Chọn một trong ba cách.", "value")
        return text
    if parameter.kind is Kind.ROWS:
        rows = text.replace(",", " ").split()
        unknown = [each for each in rows if profile.row(each) is None]
        if unknown:
            raise Refused(Phrase("Không có dòng «%(row)s»: chọn trong danh sách.", row=unknown[0]), "value")
        return " ".join(row.id for row in profile.rows if row.id in rows)
    number = text.removesuffix("%").strip().replace(",", ".")
    if not _PERCENT.fullmatch(number):
        raise Refused("Nhập một tỷ lệ phần trăm, ví dụ 80.", "value")
    if not 0 < Fraction(number) <= 100:
        raise Refused("Tỷ lệ phải lớn hơn 0 và không quá 100 %.", "value")
    whole, _dot, part = number.partition(".")
    return f"{int(whole)}.{part}".rstrip("0").rstrip(".") if part else str(int(whole))


def said(parameter: Parameter, kept: str) -> str:
    """Return a kept value as people read it, in Vietnamese."""
    if parameter.kind is Kind.IF_ANY and kept == IF_ANY:
        return Phrase("Có, khi đã ghi ít nhất một phản ánh")
    if parameter.kind in (Kind.YES_NO, Kind.IF_ANY):
        return "Có" if kept == YES else "Không"
    if parameter.kind is Kind.ROWS:
        return ", ".join(kept.split()) or "–"
    return f"{kept.replace('.', ',')} %"
