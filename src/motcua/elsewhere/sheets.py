"""Taking a file apart into rows of cells: .xlsx, .xls and .ods by calamine, text with separators by csv. Pure."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from motcua.core.errors import Phrase, Refused
from motcua.core.text import one_line
from motcua.elsewhere.values import words

LARGEST = 256_000_000
_UNPACKED = 1_000_000_000
_HEAD_WITHIN = 30
_MOST_COLUMNS = 300
_BOOK, _OLD_BOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = (";", ",", "\t", "|")
_LOOK = 40
Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a file: its headings, each once, and its rows with the number that a spreadsheet shows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, list[Any]], ...]


def is_json(content: bytes) -> bool:
    """Return whether a file looks like JSON or JSON Lines rather than like a table."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read(content: bytes, sheet: str = "") -> Rows:
    """Return the rows of cells of a file: of a workbook those of `sheet`, without a name of its usual one.

    Raises Refused (field "file") for a file that is empty, too large, protected, or none of these; at "sheet" for one
    that it does not have.
    """
    return of_sheet(by_sheet(content), sheet)


def of_sheet(found: Mapping[str, Rows], sheet: str) -> Rows:
    """Return the rows of a sheet, or of the one with most rows, the first of equal ones. Raises Refused ("sheet")."""
    if sheet and sheet not in found:
        named = ", ".join(f"«{name}»" for name in found if name)
        if not named:
            raise Refused("Tệp này không phải sổ Excel nên không có trang tính: bỏ lựa chọn trang tính.", "sheet")
        raise Refused(
            Phrase("Sổ không có trang tính «%(sheet)s» nào có dòng: chọn %(named)s.", sheet=sheet, named=named), "sheet"
        )
    return found[sheet] if sheet else max(found.values(), key=filled)


def filled(rows: Rows) -> int:
    """Return how many rows have something in them."""
    return sum(any(cell not in ("", None) for cell in row) for row in rows)


def by_sheet(content: bytes) -> dict[str, Rows]:
    """Return the rows of cells of a file by sheet, of those that have some; "" is the only one of what is no workbook.

    Raises Refused as `read` does.
    """
    if not content.strip():
        raise Refused("Tệp trống: không có dòng nào.", "file")
    if len(content) > LARGEST:
        raise Refused(Phrase("Tệp lớn hơn %(most)s MB: hãy chia thành nhiều tệp.", most=LARGEST // 1_000_000), "file")
    book = content.startswith((_BOOK, _OLD_BOOK))
    found = _workbook(content) if book else {"": _separated(content)}
    found = {name: rows for name, rows in found.items() if any(any(map(words, row)) for row in rows)}
    if not found:
        raise Refused("Tệp không có dòng nào có chữ.", "file")
    return found


def _workbook(content: bytes) -> dict[str, Rows]:
    try:
        if content.startswith(_BOOK):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                if sum(part.file_size for part in book.infolist()) > _UNPACKED:
                    raise Refused("Tệp bung ra quá lớn: hãy chia thành nhiều tệp.", "file")
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except PasswordError:
        raise Refused("Tệp Excel có mật khẩu: hãy bỏ mật khẩu rồi xuất lại.", "file") from None
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        raise Refused("Không đọc được tệp Excel này: hãy mở ra, lưu lại thành .xlsx rồi tải lên.", "file") from None


def _separated(content: bytes) -> Rows:
    text = _decoded(content)
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return list(csv.reader(io.StringIO(rest, newline=""), delimiter=first.strip()[4]))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error:
        raise Refused("Không đọc được tệp CSV này: có ô quá dài, hoặc dấu ngoặc kép không đóng.", "file") from None


def _decoded(content: bytes) -> str:
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    for name in ("utf-8", "cp1258"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise Refused("Không đọc được chữ trong tệp: hãy lưu lại dạng CSV UTF-8 hoặc Excel.", "file")


def _separator(text: str) -> str:
    """The separator with which most of the first rows have the same number of cells, and the most of them."""

    def fit(separator: str) -> tuple[int, int]:
        try:
            rows = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
            widths = Counter(len(row) for row in islice(rows, _LOOK) if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return times, width

    return max(_SEPARATORS, key=fit)


def headed(rows: Rows, known: Callable[[Sequence[str]], int]) -> Table:
    """Return the table in the rows of a file; `known` says how many of some headings it knows.

    The head is the row, or the two rows under merged cells, of which most headings are known. Raises Refused (field
    "file") where none has three.
    """
    best: tuple[int, int, int, tuple[str, ...]] | None = None
    for at in range(min(_HEAD_WITHIN, len(rows))):
        for depth in (1, 2):
            headings = _headings(rows, at, depth)
            found = known(headings) if headings else 0
            if found >= 3 and (best is None or found > best[0]):
                best = found, at, depth, headings
    if best is None:
        raise Refused(
            "Không thấy dòng tiêu đề trong 30 dòng đầu: cần một dòng có tên các cột như «Mã hồ sơ», «Ngày tiếp nhận».",
            "file",
        )
    _found, at, depth, headings = best
    below = enumerate(rows[at + depth :], at + depth + 1)
    return Table(headings, tuple((number, row) for number, row in below if any(cell not in ("", None) for cell in row)))


def _headings(rows: Rows, at: int, depth: int) -> tuple[str, ...]:
    """The headings of one row, or of two of which the upper one is merged across; () where it cannot be a head."""
    top = [one_line(words(cell)) for cell in rows[at][:_MOST_COLUMNS]]
    if depth == 1:
        return _each_once(top)
    if at + 1 >= len(rows):
        return ()
    under = [one_line(words(cell)) for cell in rows[at + 1][:_MOST_COLUMNS]]
    under += [""] * (len(top) - len(under))
    if any(any(letter.isdigit() for letter in text) for text in under) or not any(under):
        return ()
    joined, group = [], ""
    for number, below in enumerate(under):
        own = top[number] if number < len(top) else ""
        group = own or (group if below else "")
        joined.append(" / ".join(filter(None, (group, below))))
    return _each_once(joined)


def _each_once(headings: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    found = []
    for heading in headings:
        seen[heading] += 1
        found.append(heading if seen[heading] == 1 or not heading else f"{heading} ({seen[heading]})")
    return tuple(found)
