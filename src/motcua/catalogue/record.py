"""Reading one whole record of a procedure: repaired where that is safe, left empty where it is not. Pure.

A record is a JSON object in the shape of the national portal's pages (docs/procedures.md). The same shape carries the
procedures that ship, which may bring a form and rules of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from motcua.catalogue import reading, rules
from motcua.catalogue.process_check import check_process
from motcua.catalogue.reading import Doubt
from motcua.catalogue.rules import Authority, Channel
from motcua.catalogue.schema import check_form, check_rules
from motcua.core import canonical
from motcua.core.text import clean, fold, one_line

DISTRICTS_ENDED = date(2025, 7, 1)
SHORT = 200
MEGABYTE = 1_000_000
LONGEST_LINE = 64 * MEGABYTE  # a whole catalogue in one JSON array takes a third of it
_DISTRICT = re.compile(r"cấp huyện|nhân dân (các )?(quận|huyện)|quận, huyện|phòng [^.;,\n]{3,60} huyện", re.I)
_CHANNELS = {"in_person": Channel.DIRECT, "online": Channel.ONLINE, "post": Channel.POST}
_AUTHORITIES = {fold(label): Authority(value) for value, label in Authority.choices}
_READ = {
    "code", "name", "field", "level_of_authority", "decision", "competent_agency", "audience", "channels", "papers",
    "steps", "legal_basis", "conditions", "results", "list_name", "list_field", "source", "form", "rules", "process",
    "valid_from", "valid_to", "level",
}  # fmt: skip
_LEFT_EMPTY = "bỏ qua phần này"
LEFT_OUT = "bỏ quy trình này: thụ lý rồi duyệt"


class Rejected(Exception):
    """A row that cannot become a procedure: which field, what is wrong (Vietnamese), the code as far as known."""

    def __init__(self, field: str, problem: str, code: str = "") -> None:
        super().__init__(problem)
        self.field, self.problem, self.code = field, problem, code


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as read; zero originals and copies make it a note."""

    name: str
    situation: str
    originals: int
    copies: int
    required: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee as read, whole đồng or null."""

    amount: int | None
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to file as read."""

    channel: int
    limit_amount: int | None
    limit_unit: str | None
    limit_text: str
    description: str
    fees: tuple[Fee, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says. `form`, `rules` and `process` are null when the record is silent about them; `more` is the
    rest.
    """

    code: str
    name: str
    field: str
    authority_tiers: tuple[str, ...]
    audience: str
    competent_agency: str
    decision: str
    steps: str
    conditions: str
    legal_basis: tuple[Any, ...]
    results: tuple[Any, ...]
    papers: tuple[Paper, ...]
    ways: tuple[Way, ...]
    more: dict[str, Any]
    form: dict[str, Any] | None = None
    rules: dict[str, Any] | None = None
    process: dict[str, Any] | None = None
    source: str = ""

    def digest(self) -> str:
        """Return the digest that decides whether a record has changed; where it came from does not matter."""
        content = asdict(self)
        del content["source"]
        if self.process is None:  # so that records without one keep the digest that they had before there were any
            del content["process"]
        return canonical.digest(canonical.dumps(content))

    def search_text(self) -> str:
        """Return everything that a search should find this procedure by, folded."""
        words = [self.code, self.name, self.field, str(self.more.get("keywords", "")), self.competent_agency]
        words += [str(result.get("name", "")) for result in self.results]
        return fold(" ".join(words))


@dataclass(slots=True)
class Notes:
    """What was found in one row, each finding once."""

    row: int
    code: str = ""
    found: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def add(self, field: str, doubt: Doubt | None) -> None:
        if doubt:
            self.found[field, doubt.problem, doubt.done] = None

    def lines(self) -> Iterator[dict[str, Any]]:
        for name, problem, done in self.found:
            yield {"row": self.row, "code": self.code, "field": name, "problem": problem, "done": done}


def rows(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes | dict[str, Any]]]:
    """Yield (number, line) of every line that is not empty; of a JSON array (number of the element, element)."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    for number, line in numbered:
        if line.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
            held = [(number, line), *numbered]
            try:
                elements = parse(b"".join(part for _, part in held))
            except Rejected:
                yield from held
            else:
                yield from enumerate(elements, 1)
        else:
            yield number, line


def parse(line: str | bytes) -> Any:
    """Return the JSON value of a line, fractions as text. Raises Rejected when it is none or too long."""
    if len(line) > LONGEST_LINE:
        raise Rejected("line", f"dòng dài quá {LONGEST_LINE // MEGABYTE} MB")
    try:
        return json.loads(line, parse_float=str, parse_constant=str)
    except UnicodeDecodeError:
        raise Rejected("line", "dòng không phải chữ UTF-8") from None
    except (ValueError, RecursionError):
        raise Rejected("line", "dòng không phải JSON") from None


def read_record(record: Any, notes: Notes, *, on: date) -> Content:
    """Return what a record says on the day from which it shall hold; findings go to `notes`. Raises Rejected."""
    if not isinstance(record, dict):
        raise Rejected("line", "dòng không phải một đối tượng JSON")
    notes.code = _code(record, notes)
    record = _cleaned(record, notes)
    name, subject, borrowed = _names(record, notes)
    body = {} if borrowed else record
    form = _checked(record, "form", check_form, "bỏ biểu mẫu này", notes)
    content = Content(
        code=notes.code,
        name=name,
        field=subject,
        authority_tiers=_tiers(record, notes),
        audience=_text(body, "audience", notes),
        competent_agency=one_line(_text(body, "competent_agency", notes)),
        decision=_cut(one_line(_text(body, "decision", notes)), "decision", notes),
        steps=_text(body, "steps", notes),
        conditions=_text(body, "conditions", notes),
        legal_basis=tuple(_objects(body, "legal_basis", notes)),
        results=tuple(_objects(body, "results", notes)),
        papers=tuple(_papers(body, notes)),
        ways=tuple(_ways(body, notes)),
        more={key: value for key, value in body.items() if key not in _READ and value not in ("", None, [], {})},
        form=form,
        rules=_checked(record, "rules", check_rules, "bỏ các quy tắc này", notes),
        process=_checked(
            record, "process", lambda given: check_process(given, form, form_known=form is not None), LEFT_OUT, notes
        ),
        source=one_line(_text(record, "source", notes))[:SHORT],
    )
    _district(content, notes, on)
    return content


def keep_limits(ways: Iterable[Way], former: Mapping[int, tuple[int, str, str]]) -> tuple[tuple[Way, ...], str]:
    """Return the ways with the former version's limit where the record is silent or gives its number without a unit.

    `former` maps a channel to (amount, unit, text) where the former version has one limit for it. The text says what
    was kept, "" for nothing.
    """
    result: list[Way] = []
    kept: dict[str, None] = {}
    for way in ways:
        amount, unit, text = former.get(way.channel, (None, None, ""))
        same = (
            way.limit_text == "" or fold(way.limit_text) in reading.SILENT or way.limit_text.lstrip("0") == str(amount)
        )
        if amount is not None and way.limit_unit is None and same:
            way = replace(way, limit_amount=amount, limit_unit=unit)
            kept[text] = None
        result.append(way)
    return tuple(result), ", ".join(kept)


def _code(record: Mapping[str, Any], notes: Notes) -> str:
    given = record.get("code")
    shown = one_line(given) if isinstance(given, str) else ""
    code = shown.upper()
    if not shown:
        raise Rejected("code", "thiếu mã thủ tục")
    if not rules.is_code(code):
        raise Rejected("code", f"«{shown[:40]}» không phải mã thủ tục hành chính", shown[:40])
    if code != given:
        notes.add("code", Doubt(f"mã viết là «{str(given)[:40]}»", f"đọc là {code}"))
    if not isinstance(record.get("name"), str) or not fold(record["name"]):
        raise Rejected("name", "thiếu tên thủ tục, hoặc tên không có chữ nào", code)
    return code


def _cleaned(record: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    dirty: list[str] = []
    result = {}
    for key, value in record.items():
        changed: list[bool] = []
        result[clean(key)] = _clean(value, changed)
        if changed:
            dirty.append(key)
    if dirty:
        problem = "chữ không ở dạng NFC hoặc có ký tự ẩn"
        notes.add(", ".join(sorted(dirty)), Doubt(problem, "đã đưa về NFC, bỏ ký tự ẩn"))
    return result


def _clean(value: Any, changed: list[bool]) -> Any:
    if isinstance(value, str):
        result = clean(value)
        if result != value and result != value.replace("\r\n", "\n").replace("\r", "\n").strip():
            changed.append(True)
        return result
    if isinstance(value, list):
        return [_clean(item, changed) for item in value]
    if isinstance(value, dict):
        return {clean(key): _clean(item, changed) for key, item in value.items()}
    return value


def _names(record: Mapping[str, Any], notes: Notes) -> tuple[str, str, bool]:
    """Name, field, and whether the text of the page belongs to another procedure than the code."""
    name, doubts = reading.read_name(record["name"])
    for doubt in doubts:
        notes.add("name", doubt)
    subject = one_line(_text(record, "field", notes))
    listed = record.get("list_name")
    if isinstance(listed, str) and reading.another_text(record["name"], listed):
        problem = f"trang mang nội dung của thủ tục khác «{name[:80]}»"
        notes.add("name", Doubt(problem, "lấy tên và lĩnh vực theo danh mục, bỏ nội dung không thuộc mã này"))
        name = reading.read_name(listed)[0]
        listed_field = record.get("list_field")
        return name, _cut(one_line(listed_field) if isinstance(listed_field, str) else "", "field", notes), True
    if isinstance(listed, str) and listed and fold(listed) != fold(record["name"]):
        notes.add("name", Doubt("tên khác với tên trong danh mục", "giữ tên của trang"))
    return name, _cut(subject, "field", notes), False


def _tiers(record: Mapping[str, Any], notes: Notes) -> tuple[str, ...]:
    given = record.get("level_of_authority")
    found = []
    for label in [given] if isinstance(given, str) else given if isinstance(given, list) else []:
        authority = _AUTHORITIES.get(fold(label)) if isinstance(label, str) else None
        if authority is None:
            notes.add("level_of_authority", Doubt(f"không có cấp «{str(label)[:40]}»", _LEFT_EMPTY))
        elif authority not in found:
            found.append(authority)
    if not found:
        notes.add("level_of_authority", Doubt("không rõ cấp thực hiện", "để trống"))
    return tuple(authority.value for authority in found)


def _papers(record: Mapping[str, Any], notes: Notes) -> Iterator[Paper]:
    remarks = 0
    for given in _objects(record, "papers", notes):
        name, doubt = reading.read_paper_name(_text(given, "name", notes, "papers"))
        notes.add("papers", doubt)
        if not name:
            notes.add("papers", Doubt("giấy tờ không có tên", "bỏ qua giấy tờ này"))
            continue
        if len(name) > reading.LONGEST_NAME:
            notes.add("papers", Doubt("tên giấy tờ dài hơn 500 ký tự", "giữ nguyên"))
        originals, copies = _count(given.get("originals"), notes), _count(given.get("copies"), notes)
        remarks += originals == copies == 0
        required = given.get("required") is True
        yield Paper(name, _text(given, "case", notes, "papers"), originals, copies, required)
    if remarks:
        notes.add("papers", Doubt(f"{remarks} mục 0 bản chính, 0 bản sao", "coi là ghi chú, không phải giấy tờ"))


def _ways(record: Mapping[str, Any], notes: Notes) -> Iterator[Way]:
    for given in _objects(record, "channels", notes):
        channel = _CHANNELS.get(_text(given, "channel", notes, "channels"))
        if channel is None:
            notes.add("channels", Doubt(f"không có kênh «{str(given.get('channel'))[:40]}»", _LEFT_EMPTY))
            continue
        description = _text(given, "description", notes, "channels")
        limit = reading.read_limit(_text(given, "time_limit", notes), description)
        notes.add("time_limit", limit.doubt)
        fees = tuple(_fees(given, notes))
        text = limit.text if len(limit.text) <= SHORT else limit.text[: SHORT - 1] + "…"
        yield Way(channel.value, limit.amount, limit.unit and limit.unit.value, text, description, fees)


def _fees(way: Mapping[str, Any], notes: Notes) -> Iterator[Fee]:
    for given in _objects(way, "fees", notes):
        price = reading.read_fee(_text(given, "amount", notes, "fees"), _text(given, "note", notes, "fees"))
        notes.add("fees", price.doubt)
        if len(price.text) <= SHORT:
            yield Fee(price.amount, price.text, price.note)
        else:
            yield Fee(price.amount, price.text[: SHORT - 1] + "…", f"{price.text}\n{price.note}".strip())


def _checked(
    record: Mapping[str, Any], key: str, check: Callable[[Any], list[str]], done: str, notes: Notes
) -> dict[str, Any] | None:
    given = record.get(key)
    if given is None:
        return None
    problems = check(given)
    if not problems:
        return dict(given)
    notes.add(key, Doubt("; ".join(problems)[:300], done))
    return None


def _district(content: Content, notes: Notes, on: date) -> None:
    if on < DISTRICTS_ENDED:
        return
    if Authority.DISTRICT.value in content.authority_tiers:
        notes.add("level_of_authority", Doubt("ghi cấp huyện, cấp đã bỏ từ 01/7/2025", "giữ nguyên, cần rà soát"))
    texts: Iterable[str] = [content.name, content.competent_agency, content.audience, content.steps, content.conditions]
    texts = [*texts, *(way.description for way in content.ways), *(paper.name for paper in content.papers)]
    if any(_DISTRICT.search(text) for text in texts):
        notes.add("text", Doubt("nội dung còn nhắc đến cấp huyện, đã bỏ từ 01/7/2025", "giữ nguyên, cần rà soát"))


def _text(record: Mapping[str, Any], key: str, notes: Notes, where: str = "") -> str:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    notes.add(where or key, Doubt(f"«{key}» không phải chữ", _LEFT_EMPTY))
    return ""


def _objects(record: Mapping[str, Any], key: str, notes: Notes) -> Iterator[dict[str, Any]]:
    value = record.get(key)
    if value is not None and not isinstance(value, list):
        notes.add(key, Doubt(f"«{key}» không phải danh sách", _LEFT_EMPTY))
        return
    for item in value or ():
        if isinstance(item, dict):
            yield item
        else:
            notes.add(key, Doubt(f"một mục của «{key}» không phải đối tượng", _LEFT_EMPTY))


def _count(value: Any, notes: Notes) -> int:
    digits = re.fullmatch(r"([0-9]{1,3})(\.0+)?", str(value)) if not isinstance(value, bool) else None
    if value is None:
        return 0
    if digits is None:
        notes.add("papers", Doubt(f"số bản «{str(value)[:20]}» không hợp lý", "tính là 1 bản"))
        return 1
    return int(digits[1])


def _cut(text: str, key: str, notes: Notes) -> str:
    if len(text) <= SHORT:
        return text
    notes.add(key, Doubt(f"dài {len(text)} ký tự", f"cắt còn {SHORT}"))
    return text[: SHORT - 1] + "…"
