"""Whether the data of a process can be used: every fault, in Vietnamese, with its step and field. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from motcua.catalogue.general import GENERAL
from motcua.catalogue.process import COMMUNE, COMPETENT, END
from motcua.catalogue.schema import MOST_FIELDS_A_PAGE, field_faults, key_faults, lacking_text, stray_names
from motcua.offices import rules as offices
from motcua.people.rules import Role

MOST_STEPS, MOST_HOURS = 30, 2000
ROLES = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)
_PART_NAMES = {"key", "name", "office", "role", "hours", "place"}
_STEP_NAMES = _PART_NAMES | {"fields", "document", "consult", "next"}
Fields = dict[str, Any]


def check_process(data: Any, form: Mapping[str, Any] | None, *, form_known: bool = True) -> list[str]:
    """Return everything that is wrong with a process (Vietnamese); [] when it can be used.

    `form` is the form of the same version, null for the general one; unless it is known, fields that no step has are
    taken to be in it.
    """
    return list(_process(data, _fields_of(form or GENERAL) if form_known else None))


def office_codes(data: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the agency codes that a checked process names, each with the key of the part that names it first."""
    found: dict[str, str] = {}
    for step in (data or {}).get("steps", ()):
        for part in (step, *step.get("consult", ())):
            if part.get("office", COMPETENT) not in (COMPETENT, COMMUNE):
                found.setdefault(part["office"], part["key"])
    return found


def unknown_offices(data: Mapping[str, Any] | None, known: Collection[str]) -> list[str]:
    """Return a fault for every agency code of a checked process that is none of the codes in force."""
    return [
        f"Quy trình, bước «{key}»: «office» là «{code}», không có cơ quan nào đang hoạt động mang mã này."
        for code, key in office_codes(data).items()
        if code not in known
    ]


def _fields_of(form: Mapping[str, Any]) -> Fields:
    return {field["key"]: field for page in form["pages"] for field in page["fields"]}


def _process(data: Any, asked: Fields | None) -> Iterator[str]:
    steps = data.get("steps") if isinstance(data, dict) else None
    if not isinstance(steps, list) or not steps or not all(isinstance(step, dict) for step in steps):
        yield "Quy trình phải là một đối tượng có danh sách «steps» không rỗng; mỗi bước là một đối tượng."
        return
    yield from stray_names(data, {"steps"}, "Quy trình")
    if len(steps) > MOST_STEPS:
        yield f"Quy trình có quá {MOST_STEPS} bước."
    keys = [step.get("key") for step in steps]
    taken: set[str] = {END}
    filled: Fields = {}
    for number, step in enumerate(steps, 1):
        where = f"Quy trình, bước «{step.get('key') or number}»"
        yield from stray_names(step, _STEP_NAMES, where)
        yield from _part(step, where, taken, asked)
        yield from _to_fill(step, where, asked, filled)
        yield from _opinions(step, where, taken, asked, filled)
        yield from _branches(step, where, keys, asked, filled)
    yield from _beginning(steps[0])
    if all(isinstance(key, str) for key in keys):
        yield from _ways(steps, keys)


def _part(part: dict[str, Any], where: str, taken: set[str], asked: Fields | None) -> Iterator[str]:
    yield from key_faults(part, taken, where)
    yield from lacking_text(part, "name", where)
    role, office, hours = part.get("role", "case_officer"), part.get("office", COMPETENT), part.get("hours")
    if role not in ROLES:
        yield f"{where}: «role» là «{role}», không có vai trò này; các vai trò: {', '.join(ROLES)}."
    if office not in (COMPETENT, COMMUNE) and not (isinstance(office, str) and offices.is_code(office)):
        fit = f"«{COMPETENT}», «{COMMUNE}» hoặc mã cơ quan như «H27.5»"
        yield f"{where}: «office» phải là {fit}, không phải «{office}»."
    if hours is not None and (not isinstance(hours, int) or isinstance(hours, bool) or not 1 <= hours <= MOST_HOURS):
        yield f"{where}: «hours» phải là số giờ làm việc từ 1 đến {MOST_HOURS}."
    if "place" in part and (office != COMMUNE or (asked is not None and part["place"] not in asked)):
        yield f"{where}: «place» phải là một trường của biểu mẫu, và chỉ dùng khi «office» là «{COMMUNE}»."


def _to_fill(step: dict[str, Any], where: str, asked: Fields | None, filled: Fields) -> Iterator[str]:
    fields, own = step.get("fields", []), dict[str, Any]()
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS_A_PAGE:
        yield f"{where}: «fields» phải là danh sách có tối đa {MOST_FIELDS_A_PAGE} trường."
        return
    for one in fields:
        yield from field_faults(one, own, where)
    for key in own.keys() & (filled.keys() | (asked or {}).keys()):
        yield f"{where}, trường «{key}»: «key» này đã dùng trong biểu mẫu hoặc ở bước khác."
    filled.update(own)
    document = step.get("document", "-")
    if not isinstance(document, str) or not document.strip():
        yield f"{where}: «document» phải là tên văn bản mà bước này lập."


def _opinions(step: dict[str, Any], where: str, taken: set[str], asked: Fields | None, filled: Fields) -> Iterator[str]:
    given = step.get("consult", [])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        yield f"{where}: «consult» phải là danh sách các đối tượng."
        return
    for one in given:
        whom = f"{where}, lấy ý kiến «{one.get('key', '?')}»"
        yield from stray_names(one, _PART_NAMES | {"if"}, whom)
        yield from _part(one, whom, taken, asked)
        if one.get("office", COMPETENT) == COMPETENT:
            yield f"{whom}: «office» phải là cơ quan khác với cơ quan giải quyết."
        yield from _condition(one.get("if"), whom, asked, filled)


def _branches(step: dict[str, Any], where: str, keys: list[Any], asked: Fields | None, filled: Fields) -> Iterator[str]:
    given = step.get("next", END)
    branches = [{"to": given}] if isinstance(given, str) else given
    if not isinstance(branches, list) or not branches or not all(isinstance(one, dict) for one in branches):
        yield f"{where}: «next» phải là một bước, «{END}», hoặc danh sách nhánh có «if» và «to»."
        return
    for branch in branches:
        yield from stray_names(branch, {"if", "to"}, where)
        if branch.get("to") != END and branch.get("to") not in keys:
            yield f"{where}: «next» dẫn đến bước «{branch.get('to')}», không có bước nào mang khóa này."
        yield from _condition(branch.get("if"), where, asked, filled)
    if branches[-1].get("if") is not None:
        yield f"{where}: nhánh cuối của «next» không được có «if», để trường hợp nào cũng có bước tiếp theo."
    if any(branch.get("if") is None for branch in branches[:-1]):
        yield f"{where}: chỉ nhánh cuối của «next» được không có «if»."


def _condition(condition: Any, where: str, asked: Fields | None, filled: Fields) -> Iterator[str]:
    if condition is None:
        return
    if not isinstance(condition, dict) or set(condition) != {"field", "is"}:
        yield f"{where}: «if» phải có đúng «field» và «is»."
        return
    name = condition["field"]
    field = filled.get(name, (asked or {}).get(name)) if isinstance(name, str) else None
    if field is None:
        if asked is not None or not isinstance(name, str):
            yield f"{where}: «if» dựa vào trường «{name}», không có trong biểu mẫu hay ở bước nào trước đó."
        return
    options = field.get("options")
    if not isinstance(options, list):
        return
    values = [option["value"] if isinstance(option, dict) else option for option in options]
    wanted = condition["is"] if isinstance(condition["is"], list) else [condition["is"]]
    for value in wanted:
        if value not in values:
            yield f"{where}: «if» chờ trường «{name}» là «{value}», không có trong các lựa chọn của trường này."


def _beginning(first: dict[str, Any]) -> Iterator[str]:
    where = f"Quy trình, bước «{first.get('key')}»"
    if first.get("office", COMPETENT) != COMPETENT or first.get("role", "case_officer") != Role.CASE_OFFICER:
        yield f"{where}: bước đầu phải do cán bộ thụ lý của cơ quan giải quyết làm (bỏ «office» và «role»)."
    consult = first.get("consult", [])
    if isinstance(consult, list) and any(isinstance(one, dict) and one.get("office") == COMMUNE for one in consult):
        yield f"{where}: bước đầu chỉ lấy ý kiến của cơ quan có mã; xã, phường được chọn từ bước sau."


def _ways(steps: list[dict[str, Any]], keys: list[str]) -> Iterator[str]:
    """Follow every way from the first step: a loop, or a step that none reaches, is a fault."""
    ways: dict[str, list[str]] = {}
    for number, step in enumerate(steps):
        given = step.get("next", keys[number + 1] if number + 1 < len(keys) else END)
        branches = given if isinstance(given, list) else [{"to": given}]
        to = [branch.get("to") for branch in branches if isinstance(branch, dict)]
        ways.setdefault(keys[number], [key for key in to if key in keys])
    done: set[str] = set()

    def walk(key: str, above: tuple[str, ...]) -> Iterator[str]:
        if key in above:
            circle = " → ".join(f"«{one}»" for one in (*above[above.index(key) :], key))
            yield f"Quy trình, bước «{above[-1]}»: «next» quay vòng {circle}."
        elif key not in done:
            for then in ways[key]:
                yield from walk(then, (*above, key))
            done.add(key)

    yield from walk(keys[0], ())
    for key in dict.fromkeys(keys):
        if key not in done:
            yield f"Quy trình, bước «{key}»: không có đường nào từ bước đầu dẫn đến bước này."
