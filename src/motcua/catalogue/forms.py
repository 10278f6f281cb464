"""An electronic form (biểu mẫu điện tử) as data: pages with fields, one small group of questions a page. Pure.

How such data is written, and what every key means: docs/procedures.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.catalogue import values
from motcua.catalogue.general import GENERAL
from motcua.catalogue.lists import LISTS
from motcua.catalogue.schema import CHOICES, check_form
from motcua.catalogue.values import Wrong
from motcua.core.errors import Phrase

Answers = Mapping[str, Any]
Condition = tuple[str, tuple[Any, ...]]
_DATE_PARTS = ("-day", "-month", "-year")


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `options` are (stored value, label). `min` and `max` are a number, an ISO date, "today" or "field:" with the key of
    an earlier field. `visible_if` is (key of an earlier field, values that show this one).
    """

    key: str
    label: str
    type: str = "text"
    required: bool = False
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    min: int | str | None = None
    max: int | str | None = None
    max_length: int = values.DEFAULT_LENGTH
    year_alone: bool = False
    default: str = ""
    prefill: str = ""
    visible_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a form: a heading, perhaps a sentence, a few fields."""

    key: str
    title: str
    fields: tuple[Field, ...]
    lead: str = ""
    visible_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form. `declaration` is what the filer affirms when she sends it."""

    title: str
    pages: tuple[Page, ...]
    declaration: str = ""
    unverified: tuple[str, ...] = ()

    def page(self, key: str) -> Page:
        """Return the page with this key. Raises KeyError."""
        return next((page for page in self.pages if page.key == key), None) or _no_page(key)

    def page_of(self, field_key: str) -> Page:
        """Return the page that asks this field. Raises KeyError."""
        found = (page for page in self.pages if any(field.key == field_key for field in page.fields))
        return next(found, None) or _no_page(field_key)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of "check your answers": `text` is "" where an optional question was left empty."""

    page: Page
    field: Field
    text: str


def parse_form(data: Mapping[str, Any]) -> Form:
    """Return the form that the data of a procedure version describes. Raises ValueError with all its faults."""
    problems = check_form(data)
    if problems:
        raise ValueError("; ".join(problems))
    return Form(
        title=data["title"],
        pages=tuple(_page(page) for page in data["pages"]),
        declaration=data.get("declaration", ""),
        unverified=tuple(data.get("unverified", ())),
    )


def form_of(data: Mapping[str, Any] | None) -> Form:
    """Return the form of a procedure version; the general one when it has none of its own."""
    return parse_form(GENERAL if data is None else data)


def pages(form: Form, answers: Answers) -> list[Page]:
    """Return the pages that apply to these answers, in order; a page without a visible field is left out."""
    live = settle(form, answers)
    return [page for page in form.pages if _visible(page, live)]


def always(page: Page) -> bool:
    """Return whether a page is asked of everybody: that it stands there tells nothing of the answers."""
    return page.visible_if is None and any(field.visible_if is None for field in page.fields)


def fields(form: Form, page: Page, answers: Answers) -> list[Field]:
    """Return the fields of a page that apply to these answers."""
    return _visible(page, settle(form, answers))


def _visible(page: Page, live: Answers) -> list[Field]:
    if not applies(page.visible_if, live):
        return []
    return [field for field in page.fields if applies(field.visible_if, live)]


def next_page(form: Form, page_key: str, answers: Answers) -> Page | None:
    """Return the page that follows for these answers; None after the last one."""
    keys = [page.key for page in form.pages]
    after = set(keys[keys.index(page_key) + 1 :])
    return next((page for page in pages(form, answers) if page.key in after), None)


def initial(page: Page, answers: Answers, person: Answers) -> dict[str, str]:
    """Return what the inputs of a page show at first, as text: the answer, else the person's data, else the default.

    `person` maps the names of `PREFILLS` to values; dates may be `date` or ISO text.
    """
    shown: dict[str, str] = {}
    for field in page.fields:
        value = answers.get(field.key)
        if value is None and field.prefill:
            value = person.get(field.prefill)
        value = field.default if value is None else value
        value = value.isoformat() if isinstance(value, date) else value
        shown[field.key] = ("true" if value else "") if field.type == "boolean" else _typed(field, value)
    return shown


def validate_page(
    form: Form, page_key: str, raw: Mapping[str, str], answers: Answers, today: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return (clean values of this page, errors by field) for what was posted.

    A date may come as one text or as `key-day`, `key-month`, `key-year`. A field that does not apply is dropped. A
    name that the page does not have is refused under ""; names that begin with "_" and the CSRF token belong to the
    page and are passed over. Clean values are returned beside errors, so that nothing right is typed twice.
    """
    page = form.page(page_key)
    clean: dict[str, Any] = {}
    errors: dict[str, str] = {}
    known = {field.key for field in page.fields}
    known |= {field.key + part for field in page.fields if field.type == "date" for part in _DATE_PARTS}
    if any(name not in known and not name.startswith("_") and name != "csrfmiddlewaretoken" for name in raw):
        errors[""] = "Biểu mẫu gửi lên có mục không thuộc trang này. Hãy tải lại trang rồi nhập lại."
    elsewhere = {key: value for key, value in answers.items() if all(field.key != key for field in page.fields)}
    for field in page.fields:
        so_far = settle(form, {**elsewhere, **clean})
        if not applies(page.visible_if, so_far) or not applies(field.visible_if, so_far):
            continue
        try:
            clean[field.key] = _read(field, _posted(field, raw), so_far, today)
        except Wrong as wrong:
            errors[field.key] = wrong.args[0]
    return clean, errors


def missing(form: Form, answers: Answers, today: date) -> dict[str, str]:
    """Return what still stands in the way of sending, by field in the form's order; {} when complete.

    Every answer is read again by today's rules, so a draft that was saved last week cannot slip through.
    """
    errors: dict[str, str] = {}
    live = settle(form, answers)
    for page in form.pages:
        for field in _visible(page, live):
            try:
                _read(field, _typed(field, live.get(field.key)), live, today)
            except Wrong as wrong:
                errors[field.key] = wrong.args[0]
    return errors


def settle(form: Form, answers: Answers) -> dict[str, Any]:
    """Return the answers that belong to a dossier: those of visible fields, in order; the rest is left behind.

    An answer that hides a question also hides what that question would have shown.
    """
    live: dict[str, Any] = {}
    for page in form.pages:
        for field in page.fields if applies(page.visible_if, live) else ():
            if answers.get(field.key) not in (None, "") and applies(field.visible_if, live):
                live[field.key] = answers[field.key]
    return live


def shown(form: Form, answers: Answers) -> list[Shown]:
    """Return question and answer of every visible field, for "check your answers", papers and the desk."""
    live = settle(form, answers)
    return [
        Shown(page, field, _text(field, answers.get(field.key)))
        for page in form.pages
        for field in _visible(page, live)
    ]


def _no_page(key: str) -> Page:
    raise KeyError(key)


def _page(data: Mapping[str, Any]) -> Page:
    condition = data.get("visible_if")
    return Page(
        data["key"], data["title"], tuple(field_of(f) for f in data["fields"]), data.get("lead", ""), when(condition)
    )


def field_of(data: Mapping[str, Any]) -> Field:
    """Return one field from its checked data."""
    kind = data.get("type", "text")
    plain = {name: data[name] for name in Field.__slots__ if name in data and name not in ("options", "visible_if")}
    plain.setdefault("max_length", values.LENGTHS.get(kind, values.DEFAULT_LENGTH))
    return Field(**plain, options=tuple(_options(data)), visible_if=when(data.get("visible_if")))


def _options(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    given = data.get("options", ())
    for option in LISTS[given] if isinstance(given, str) else given:
        yield (option, option) if isinstance(option, str) else (option["value"], option["label"])


def when(condition: Mapping[str, Any] | None) -> Condition | None:
    """Return a condition from its checked data; None for none."""
    if condition is None:
        return None
    wanted = condition["is"]
    return condition["field"], tuple(wanted) if isinstance(wanted, list) else (wanted,)


def applies(condition: Condition | None, answers: Answers) -> bool:
    """Return whether a condition holds for these answers; none always holds."""
    return condition is None or answers.get(condition[0]) in condition[1]


def _posted(field: Field, raw: Mapping[str, str]) -> str:
    if field.key in raw or field.type != "date":
        return raw.get(field.key, "")
    day, month, year = (values.read_line(raw.get(field.key + part, "")) for part in _DATE_PARTS)
    if field.year_alone and year and not day and not month:
        return year
    return f"{day}/{month}/{year}" if day or month or year else ""


def _typed(field: Field, value: Any) -> str:
    """The text that a person would type to give this stored value."""
    if value is None or isinstance(value, bool):
        return "true" if value else ""
    return values.show("date", value) if field.type == "date" else str(value)


def _text(field: Field, value: Any) -> str:
    return dict(field.options).get(value, "") if field.type in CHOICES else values.show(field.type, value)


def _read(field: Field, typed: str, answers: Answers, today: date) -> Any:
    if len(typed) > field.max_length:
        raise Wrong(Phrase("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.", count=field.max_length))
    if not values.read_line(typed):
        if field.required:
            raise Wrong(_ask(field))
        return False if field.type == "boolean" else ""
    reader = values.READERS[field.type]
    value = values.read_date(typed, year_alone=field.year_alone) if field.type == "date" else reader(typed)
    if field.required and value is False:
        raise Wrong(_ask(field))
    if field.type in CHOICES and value not in dict(field.options):
        raise Wrong("Chọn một trong các mục có sẵn.")
    if field.type in ("integer", "money", "date"):
        _within(field, value, answers, today)
    return value


def _ask(field: Field) -> Phrase:
    if field.type == "boolean":
        return Phrase("Đánh dấu vào ô «%(field)s» để tiếp tục.", field=field.label)
    if field.type in CHOICES:
        return Phrase("Chọn «%(field)s».", field=field.label)
    return Phrase("Nhập «%(field)s».", field=field.label)


def _within(field: Field, value: Any, answers: Answers, today: date) -> None:
    low, high = _bound(field.min, answers, today), _bound(field.max, answers, today)
    if field.type != "date":
        if low is not None and value < low:
            raise Wrong(Phrase("Không được nhỏ hơn %(number)s.", number=low))
        if high is not None and value > high:
            raise Wrong(Phrase("Không được lớn hơn %(number)s.", number=high))
        return
    low = low or values.EARLIEST.isoformat()
    # A year alone is compared with the year of the bound: 1990 is neither before nor after 1 May 1990.
    if value[: len(low)] < low[: len(value)]:
        raise Wrong(Phrase("Không được trước %(day)s. Kiểm tra lại ngày, tháng, năm.", day=values.show("date", low)))
    if high and value[: len(high)] > high[: len(value)]:
        edge = "ngày hôm nay" if field.max == "today" else values.show("date", high)
        raise Wrong(Phrase("Không được sau %(day)s. Kiểm tra lại ngày, tháng, năm.", day=edge))


def _bound(bound: int | str | None, answers: Answers, today: date) -> Any:
    if bound == "today":
        return today.isoformat()
    if isinstance(bound, str) and bound.startswith("field:"):
        return answers.get(bound.removeprefix("field:"))
    return bound
