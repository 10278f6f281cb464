"""Whether the data of a form, or of rules, can be used: every fault, in Vietnamese, with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from motcua.catalogue import values
from motcua.catalogue.lists import LISTS

MOST_FIELDS_A_PAGE = 8
CHOICES = ("select", "radio")
PREFILLS = ("full_name", "personal_id", "birth_date", "gender", "phone", "email", "residence")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RULE_NAMES = {"same_day_until", "supplement_days", "clock_stops"}
_RESERVED = ("supplement", "payment", "stop")  # why every clock stops; a version names further reasons
_FORM_NAMES = {"title", "pages", "declaration", "unverified", "source"}
_PAGE_NAMES = {"key", "title", "lead", "fields", "visible_if"}
_FIELD_NAMES = {
    "key", "label", "type", "required", "hint", "options", "min", "max", "max_length", "year_alone", "default",
    "prefill", "visible_if",
}  # fmt: skip


def check_form(data: Any) -> list[str]:
    """Return everything that is wrong with the data of a form (Vietnamese); [] when it can be used."""
    return list(_form(data))


def check_rules(data: Any) -> list[str]:
    """Return everything that is wrong with the rules of a version (Vietnamese); [] when they can be used."""
    return list(_rules(data))


def _rules(data: Any) -> Iterator[str]:
    if not isinstance(data, dict):
        yield "Quy tắc phải là một đối tượng."
        return
    yield from stray_names(data, _RULE_NAMES, "Quy tắc")
    until = data.get("same_day_until", "15:00")
    if not isinstance(until, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", until):
        yield "Quy tắc «same_day_until» phải là giờ, như «15:00»."
    days = data.get("supplement_days", 1)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 366:
        yield "Quy tắc «supplement_days» phải là số ngày từ 1 đến 366."
    stops, seen = data.get("clock_stops", []), set(_RESERVED)
    if not isinstance(stops, list):
        yield "Quy tắc «clock_stops» phải là một danh sách."
        return
    for number, stop in enumerate(stops, 1):
        where = f"Lý do tạm dừng {number}"
        if not isinstance(stop, dict):
            yield f"{where}: phải có «key», «name» và «legal_basis»."
            continue
        yield from stray_names(stop, {"key", "name", "legal_basis"}, where)
        yield from lacking_text(stop, "name", where)
        yield from lacking_text(stop, "legal_basis", where)
        yield from key_faults(stop, seen, where)
        if len(str(stop.get("key"))) > 30:
            yield f"{where}: «key» tối đa 30 ký tự."


def _form(data: Any) -> Iterator[str]:
    if not isinstance(data, dict) or not isinstance(data.get("pages"), list) or not data["pages"]:
        yield "Biểu mẫu phải là một đối tượng có «title» và danh sách «pages» không rỗng."
        return
    yield from stray_names(data, _FORM_NAMES, "Biểu mẫu")
    yield from lacking_text(data, "title", "Biểu mẫu")
    seen_pages: set[str] = set()
    earlier: dict[str, Any] = {}
    for number, page in enumerate(data["pages"], 1):
        where = f"Trang {number}"
        if not isinstance(page, dict) or not isinstance(page.get("fields"), list) or not page["fields"]:
            yield f"{where}: phải có «key», «title» và danh sách «fields» không rỗng."
            continue
        yield from stray_names(page, _PAGE_NAMES, where)
        yield from lacking_text(page, "title", where)
        yield from key_faults(page, seen_pages, where)
        yield from _condition(page, earlier, where)
        if len(page["fields"]) > MOST_FIELDS_A_PAGE:
            yield f"{where}: quá {MOST_FIELDS_A_PAGE} trường; hãy tách thành nhiều trang."
        for field in page["fields"]:
            yield from field_faults(field, earlier, where)


def field_faults(field: Any, earlier: dict[str, Any], page: str) -> Iterator[str]:
    """Yield what is wrong with one field; a field with a key joins `earlier`, the fields before it by key."""
    if not isinstance(field, dict):
        yield f"{page}: mỗi trường phải là một đối tượng."
        return
    where = f"{page}, trường «{field.get('key', '?')}»"
    kind = field.get("type", "text")
    yield from stray_names(field, _FIELD_NAMES, where)
    yield from lacking_text(field, "label", where)
    if not isinstance(kind, str) or kind not in values.READERS:
        yield f"{where}: loại «{kind}» không có; các loại: {', '.join(values.READERS)}."
    if kind in CHOICES:
        yield from _options(field.get("options"), where)
    if field.get("prefill", "full_name") not in PREFILLS:
        yield f"{where}: «prefill» phải là một trong {', '.join(PREFILLS)}."
    for name in ("required", "year_alone"):
        if not isinstance(field.get(name, False), bool):
            yield f"{where}: «{name}» phải là true hoặc false."
    length = field.get("max_length", 1)
    if not isinstance(length, int) or isinstance(length, bool) or not 1 <= length <= 10_000:
        yield f"{where}: «max_length» phải là số từ 1 đến 10000."
    for name in ("min", "max"):
        yield from _bound(field.get(name), name, kind, earlier, where)
    yield from _condition(field, earlier, where)
    yield from key_faults(field, earlier.keys(), where)
    if isinstance(field.get("key"), str):
        earlier[field["key"]] = field


def _bound(bound: Any, name: str, kind: str, earlier: dict[str, Any], where: str) -> Iterator[str]:
    if bound is None:
        return
    refers = isinstance(bound, str) and bound.startswith("field:") and bound[6:] in earlier
    number = isinstance(bound, int) and not isinstance(bound, bool)
    day = isinstance(bound, str) and (bound == "today" or re.fullmatch(r"\d{4}-\d{2}-\d{2}", bound))
    if not refers and not (day if kind == "date" else number and kind in ("integer", "money")):
        yield f"{where}: «{name}» phải là số nguyên, ngày YYYY-MM-DD, «today» hoặc «field:» kèm một trường đứng trước."


def _condition(part: dict[str, Any], earlier: dict[str, Any], where: str) -> Iterator[str]:
    condition = part.get("visible_if")
    if condition is None:
        return
    if not isinstance(condition, dict) or set(condition) != {"field", "is"}:
        yield f"{where}: «visible_if» phải có đúng «field» và «is»."
    elif not isinstance(condition["field"], str) or condition["field"] not in earlier:
        yield f"{where}: «visible_if» phải dựa vào một trường đứng trước, không phải «{condition['field']}»."


def _options(options: Any, where: str) -> Iterator[str]:
    if isinstance(options, str) and options in LISTS:
        return
    if not isinstance(options, list) or not options or not all(_is_option(option) for option in options):
        yield f"{where}: cần «options»: tên một danh sách có sẵn, hoặc các mục là chữ hay có đúng «value» và «label»."


def _is_option(option: Any) -> bool:
    if isinstance(option, str):
        return True
    if not isinstance(option, dict) or set(option) != {"value", "label"}:
        return False
    return all(isinstance(text, str) for text in option.values())


def stray_names(part: dict[str, Any], allowed: set[str], where: str) -> Iterator[str]:
    """Yield a fault for every name that means nothing here."""
    for name in sorted(set(part) - allowed):
        yield f"{where}: «{name}» không có nghĩa ở đây."


def lacking_text(part: dict[str, Any], name: str, where: str) -> Iterator[str]:
    """Yield a fault when a part does not say what it must."""
    if not isinstance(part.get(name), str) or not part[name].strip():
        yield f"{where}: thiếu «{name}»."


def key_faults(part: dict[str, Any], taken: Any, where: str) -> Iterator[str]:
    """Yield what is wrong with the key of a part; a good one joins `taken` when that is a set."""
    key = part.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        yield f"{where}: «key» gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ."
    elif key in taken:
        yield f"{where}: «key» này đã dùng ở trên."
    elif isinstance(taken, set):
        taken.add(key)
