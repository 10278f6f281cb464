"""Reading figures from outside out of a table file: which column is what, and what is wrong in which row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.core import clock
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.core.text import fold, one_line
from motcua.elsewhere import sheets, values
from motcua.measures.outside import rules
from motcua.measures.outside.rules import Entered, OutsideKind

MOST_ROWS = 5000
HEADINGS = {
    "kind": ("kind", "loai", "loai so lieu"),
    "indicator": ("indicator", "chi tieu", "chi so", "ma chi tieu"),
    "office": ("office", "co quan", "don vi", "ma co quan"),
    "first": ("from", "tu ngay", "ngay dau ky"),
    "last": ("to", "den ngay", "ngay cuoi ky"),
    "value": ("value", "gia tri", "ty le", "ket qua"),
    "numerator": ("numerator", "tu so"),
    "denominator": ("denominator", "mau so"),
    "source": ("source", "nguon"),
    "read_on": ("read on", "ngay doc", "ngay lay so", "ngay ghi"),
    "public": ("public", "cong khai"),
}
"""The headings of each field, folded; the first is that of the file that we hand out."""
_KINDS = {
    OutsideKind.NATIONAL: ("national", "ca nuoc", "muc chung ca nuoc", "toan quoc"),
    OutsideKind.PORTAL: ("portal", "cong", "cong dich vu cong quoc gia", "cong dvcqg", "dvcqg"),
}
_YES, _NO = ("co", "yes", "x", "1", "true", "public"), ("", "khong", "no", "0", "false")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its number as a spreadsheet shows it, and the figure, or what is wrong by field."""

    number: int
    entered: Entered | None
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a file, and how its own headings name each field."""

    rows: list[Row]
    named: Mapping[str, str]


def rows(content: bytes, *, office_of: Callable[[str], str], today: date) -> Found:
    """Return the rows of a CSV or Excel file. `office_of` gives the code of an office by code or name, "" for none.

    Raises Refused (field "file") for what is no table, has none of our headings or too many rows.
    """
    cells = sheets.read(content)
    try:
        table = sheets.headed(cells, lambda headings: len(_columns(headings)))
    except Refused:
        names = ", ".join(known[0] for known in HEADINGS.values())
        raise Refused(Phrase("Không thấy dòng tiêu đề có các cột: %(names)s.", names=names), "file") from None
    columns = _columns(table.headings)
    missing = [HEADINGS[name][0] for name in ("kind", "indicator", "first", "last", "source") if name not in columns]
    if missing:
        raise Refused(Phrase("Thiếu cột %(names)s trong dòng tiêu đề.", names=", ".join(missing)), "file")
    if len(table.rows) > MOST_ROWS:
        raise Refused(Phrase("Tệp có quá %(most)s dòng: hãy chia nhỏ.", most=MOST_ROWS), "file")
    named = {name: HEADINGS[name][0] for name in HEADINGS} | {name: table.headings[at] for name, at in columns.items()}
    return Found([_row(number, cells, columns, office_of, today) for number, cells in table.rows], named)


def _columns(headings: Sequence[str]) -> dict[str, int]:
    folded = [fold(heading.replace("_", " ")) for heading in headings]
    return {
        name: next(number for number, heading in enumerate(folded) if heading in known)
        for name, known in HEADINGS.items() if any(heading in known for heading in folded)
    }  # fmt: skip


def _row(
    number: int, cells: Sequence[Any], columns: Mapping[str, int], office_of: Callable[[str], str], today: date
) -> Row:  # fmt: skip
    given = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    errors: dict[str, str] = {}
    entered = read({name: given.get(name, "") for name in HEADINGS}, errors, office_of=office_of, today=today)
    return Row(number, entered if not errors else None, errors)


def read(
    given: Mapping[str, Any], errors: dict[str, str], *, office_of: Callable[[str], str], today: date
) -> Entered | None:  # fmt: skip
    """Return the figure in the cells (or fields) of `HEADINGS`, and put all that is wrong into `errors` by field.

    It is usable only where nothing was put there.
    """
    words = {name: one_line(values.words(cell)) for name, cell in given.items()}
    kind = next((each for each, known in _KINDS.items() if fold(words["kind"]) in known), None)
    if kind is None:
        errors["kind"] = Phrase("Chọn loại: «national» (cả nước) hay «portal» (Cổng tính cho cơ quan).")
    indicator = rules.known(words["indicator"])
    if not indicator:
        errors["indicator"] = Phrase(
            "Không có chỉ tiêu này: ghi tên kỹ thuật, tên chỉ tiêu hay số dòng của Bộ chỉ số 766."
        )
    office = office_of(words["office"]) if kind is OutsideKind.PORTAL and words["office"] else ""
    if kind is OutsideKind.PORTAL and not office:
        errors["office"] = Phrase("Không rõ cơ quan nào: ghi mã cơ quan, hoặc tên không trùng cơ quan khác.")
    if kind is OutsideKind.NATIONAL and words["office"]:
        errors["office"] = Phrase("Mức chung cả nước không của cơ quan nào: bỏ trống ô này.")
    first, last = (_day(given[name], name, errors) for name in ("first", "last"))
    read_on = _day(given["read_on"], "read_on", errors) if words["read_on"] else today
    numbers = _numbers(words, errors)
    if fold(words["public"]) not in (*_YES, *_NO):
        errors["public"] = Phrase("Ghi «có» hoặc «không».")
    if kind is None or first is None or last is None or read_on is None or not indicator:
        return None
    entered = Entered(
        kind, indicator, office, first, last, words["source"], read_on, public=fold(words["public"]) in _YES, **numbers
    )
    try:
        return rules.checked(entered, today=today)
    except Invalid as invalid:
        for name, problem in invalid.errors.items():
            errors.setdefault(name, problem)
        return None


def _numbers(words: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, reader in (
        ("value", rules.read_value),
        ("numerator", rules.read_count),
        ("denominator", rules.read_count),
    ):
        try:
            found[name] = reader(words[name], name)
        except Refused as refused:
            errors[name] = refused.message
    return found


def _day(cell: Any, name: str, errors: dict[str, str]) -> date | None:
    try:
        moment = values.moment(cell)
    except ValueError:
        moment = None
    if moment is None:
        errors[name] = Phrase("Ngày không đọc được: viết như 31/12/2024.")
        return None
    return clock.local_day(moment)
