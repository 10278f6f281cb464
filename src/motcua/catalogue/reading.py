"""Reading single values of dirty records: limits, fees, papers, names. Pure; what cannot be trusted becomes null.

Every reader returns the value and, where something was repaired or doubted, a `Doubt` in Vietnamese for the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.catalogue.rules import LimitUnit
from motcua.core.text import fold, one_line

LONGEST_NAME = 500
LARGEST_LIMIT = 9999
SMALLEST_FEE = 1000
_UNITS = {
    "ngày làm việc": LimitUnit.WORKING_DAY,
    "ngày": LimitUnit.DAY,
    "giờ": LimitUnit.HOUR,
    "giờ làm việc": LimitUnit.HOUR,
    "tháng": LimitUnit.MONTH,
}
SILENT = {"", "khong", "khong co", "khong co thong tin", "khong quy dinh", "chua quy dinh"}
_LIMIT = re.compile(r"([0-9]{1,6})\s*(ngày làm việc|ngày|giờ làm việc|giờ|tháng)", re.I)
_LIMIT_IN_WORDS = re.compile(
    r"([0-9]{1,3})\s*(?:\([^)]{1,30}\)\s*)?(ngày làm việc|ngày|giờ làm việc|giờ|tháng)\b(?!\s*(?:[0-9]|tháng))", re.I
)
_BEGINNING = re.compile(
    r"[\s\-–•:+]*((trong )?(thời hạn|thời gian)[\w\s]{0,20}|không quá|chậm nhất|tối đa|trong)?[\s:]*", re.I
)

_ZERO = {"mien phi", "0 dong", "khong dong", "o dong", "0 vnd", "0 viet nam dong", "0"}
_FREE_NOTE = re.compile(
    r"(khong|khong co|khong quy dinh|(khong (thu|mat|phai nop)|mien)( phi| va| le phi)*)"
    r"( theo)?( thong tu so [\w ]{1,30})?"
)
_AMOUNT = re.compile(
    r"([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,15})\s*(VNĐ|VND|Việt Nam Đồng|đồng|đ)(?!\w)\s*(.*)", re.I | re.S
)
_PER_UNIT = re.compile(r"(?:đồng|vnđ|đ)?\s*/\s*(?:[0-9]+\s*)?(\w+(?: \w+)?)", re.I)
_WHOLE = ("hồ sơ", "lần", "giấy phép", "giấy chứng")  # a price per dossier is the fee of the dossier
_OTHER_AMOUNT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{3})+)\s*(?:đồng|đ\b|vnđ|vnd)", re.I)

_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|rar|zip)$", re.I)
_GLUED = re.compile(
    r"(?<=[.;:)”\"\]])(?:[^\s.;:/\\\n](?:[^.;:/\\\n]|\.(?=[0-9])){0,80}\.(?:docx?|pdf|xlsx?|rar|zip))+$", re.I
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong with a value and what was done about it, in Vietnamese."""

    problem: str
    done: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as the record gives it; amount and unit are both null when it cannot be trusted."""

    amount: int | None
    unit: LimitUnit | None
    text: str
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """A fee in whole đồng, or null: stated by a rule, per unit, in another currency, or not entered."""

    amount: int | None
    text: str
    note: str
    doubt: Doubt | None = None


def read_limit(text: str, description: str = "") -> Limit:
    """Return the limit of one way to file. A number without a unit says nothing that a deadline may rest on."""
    shown = one_line(text)
    if fold(shown) in SILENT:
        return _no_limit(shown, "không có thời hạn")
    if re.fullmatch(r"[0-9]+", shown):
        return _no_limit(shown, f"thời hạn «{shown}» không có đơn vị")
    found = _LIMIT.fullmatch(shown)
    if found is None:
        return _no_limit(shown, f"không đọc được thời hạn «{shown[:80]}»")
    amount, unit = int(found[1]), _UNITS[found[2].lower()]
    if not 0 < amount <= LARGEST_LIMIT:
        return _no_limit(shown, f"thời hạn «{shown}» không hợp lý")
    said = _contradiction(amount, unit, description)
    if said:
        return _no_limit(shown, f"thời hạn «{shown}» trái với mô tả «{said}»")
    return Limit(amount, unit, shown)


def _no_limit(shown: str, problem: str) -> Limit:
    return Limit(None, None, shown, Doubt(problem, "để trống; không tự tính hạn trả"))


def _contradiction(amount: int, unit: LimitUnit, description: str) -> str:
    """The one limit that the description names, where it is another one than the record's; else ""."""
    mentions = list(_LIMIT_IN_WORDS.finditer(description))
    if len(mentions) != 1:
        return ""
    said_amount, said_unit = int(mentions[0][1]), _UNITS[mentions[0][2].lower()]
    # A number further on may be the limit of one step; only an opening number speaks of the whole.
    opens = _BEGINNING.fullmatch(description[: mentions[0].start()]) is not None
    differs = (said_amount != amount and opens) or (said_amount == amount and said_unit != unit)
    return one_line(mentions[0][0]) if differs else ""


def read_fee(text: str, note: str) -> Price:
    """Return one fee. Zero counts as free only when no rule beside it says otherwise."""
    shown, beside = one_line(text), note.strip()
    key = fold(shown)
    if key in _ZERO:
        return _zero(shown, beside, key)
    if key in SILENT:
        return Price(None, shown, beside, Doubt("không có mức phí", "để trống"))
    if "usd" in key.split():
        return Price(None, shown, beside, Doubt(f"mức phí «{shown[:80]}» bằng ngoại tệ", "để trống, giữ nguyên chữ"))
    found = _AMOUNT.match(shown)
    if found is None:
        return Price(None, shown, beside, Doubt(f"không đọc được mức phí «{shown[:80]}»", "để trống, giữ nguyên chữ"))
    amount, rest = int(re.sub(r"[.,]", "", found[1])), found[3].strip()
    doubt = _fee_doubt(amount, shown, f"{rest} {beside}".strip())
    return Price(None if doubt else amount, shown, beside, doubt)


def _zero(shown: str, note: str, key: str) -> Price:
    said = fold(note)
    if said and not _FREE_NOTE.fullmatch(said):
        problem = f"mức phí «{shown}» nhưng ghi chú nêu quy định «{one_line(note)[:80]}»"
        return Price(None, shown, note, Doubt(problem, "coi là chưa nhập mức phí, không phải miễn phí"))
    if key == "o dong":
        return Price(0, shown, note, Doubt(f"mức phí «{shown}» viết chữ o", "đọc là 0 đồng"))
    return Price(0, shown, note)


def _fee_doubt(amount: int, shown: str, note: str) -> Doubt | None:
    if amount < SMALLEST_FEE:
        return Doubt(f"mức phí «{shown[:80]}» dưới 1.000 đồng (sai đơn vị)", "để trống, giữ nguyên chữ")
    if amount >= 10**13:
        return Doubt(f"mức phí «{shown[:80]}» lớn quá mức", "để trống, giữ nguyên chữ")
    unit = _PER_UNIT.match(note)
    if unit and not unit[1].lower().startswith(_WHOLE):
        return Doubt(f"mức phí «{shown[:80]}» tính theo «{unit[1]}»", "để trống, giữ nguyên chữ")
    others = {int(re.sub(r"[.,]", "", found)) for found in _OTHER_AMOUNT.findall(note)} - {amount}
    if others:
        return Doubt(f"mức phí «{shown[:80]}» nhưng ghi chú nêu mức khác", "để trống, giữ nguyên chữ")
    return None


def read_paper_name(text: str) -> tuple[str, Doubt | None]:
    """Return the name of a paper without a template's file name glued to its end."""
    name = text.strip()
    if not _FILE.search(name):
        return name, None
    bare = _GLUED.sub("", name).rstrip()
    if bare != name and bare:
        return bare, Doubt("tên tệp biểu mẫu dính vào tên giấy tờ", "đã tách bỏ tên tệp")
    return name, Doubt("tên giấy tờ kết thúc bằng tên tệp", "giữ nguyên vì không tách được chắc chắn")


def read_name(text: str) -> tuple[str, list[Doubt]]:
    """Return the name of a procedure on one line, without a leading "Thủ tục"."""
    doubts = []
    if "\n" in text.strip() or "  " in text.strip():
        doubts.append(Doubt("tên có xuống dòng hoặc dấu cách thừa", "đã viết lại trên một dòng"))
    name = one_line(text)
    bare = re.sub(r"^thủ tục:?\s+(?!hành chính)(?=\w)", "", name, flags=re.I)
    if bare != name and bare:
        name = bare[0].upper() + bare[1:]
        doubts.append(Doubt("tên bắt đầu bằng «Thủ tục»", "đã bỏ hai chữ này"))
    if len(name) > LONGEST_NAME:
        doubts.append(Doubt(f"tên dài {len(name)} ký tự", "giữ nguyên"))
    return name, doubts


def another_text(name: str, list_name: str) -> bool:
    """Return whether the page of a record carries another procedure's text than its list says (few words shared)."""
    ours, theirs = set(fold(name).split()), set(fold(list_name).split())
    return bool(theirs) and 2 * len(ours & theirs) < min(len(ours), len(theirs))
