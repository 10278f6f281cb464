"""What a directive, a plan and a task need, and how long one waits for a plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.core.errors import Phrase

LONGEST = {"number": 60, "issuer": 160, "title": 300, "what": 1000}


@dataclass(frozen=True, slots=True)
class Received:
    """A directive as it came: its number, its day, who issued it, what it is about, what is to be done, by when."""

    number: str
    issued_on: date | None
    issuer: str
    title: str
    what: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many days an office has taken, or has waited so far, for its own plan; `late` of them after its last day."""

    days: int
    late: int


def directive_errors(given: Received, today: date) -> dict[str, str]:
    """Return what to mend in a directive, by field; {} when nothing."""
    missing = {
        "number": Phrase("Nhập số, ký hiệu của văn bản."), "issuer": Phrase("Nhập cơ quan ban hành."),
        "title": Phrase("Nhập trích yếu của văn bản."), "what": Phrase("Viết việc phải làm."),
    }  # fmt: skip
    found: dict[str, str] = {name: words for name, words in missing.items() if not getattr(given, name)}
    found |= too_long({name: getattr(given, name) for name in missing})
    if given.issued_on is None:
        found["issued_on"] = Phrase("Nhập ngày ban hành.")
    elif given.issued_on > today:
        found["issued_on"] = Phrase("Ngày ban hành không thể sau hôm nay.")
    if given.due_on is None:
        found["due_on"] = Phrase("Nhập ngày phải xong.")
    elif given.issued_on and given.due_on < given.issued_on:
        found["due_on"] = Phrase("Ngày phải xong phải sau ngày ban hành.")
    return found


def plan_due_error(plan_due_on: date | None, due_on: date, today: date) -> str:
    """Return what is wrong with the last day for the plans of a directive that is due on a day; "" when nothing."""
    return _within(plan_due_on, due_on, today, Phrase("Nhập hạn có kế hoạch."))


def task_errors(what: str, owner_known: bool, task_due_on: date | None, due_on: date, today: date) -> dict[str, str]:
    """Return what to mend in a task under a directive that is due on a day, by field; {} when nothing."""
    found = {
        "what": "" if what else Phrase("Viết việc phải làm."),
        "owner": "" if owner_known else Phrase("Chọn người phụ trách trong danh sách."),
        "task_due_on": _within(task_due_on, due_on, today, Phrase("Nhập hạn của việc.")),
    } | too_long({"what": what})
    return {name: words for name, words in found.items() if words}


def too_long(given: dict[str, str]) -> dict[str, str]:
    """Return the fields that hold more than fits, with what to do."""
    return {
        name: Phrase("Dài quá: nhiều nhất %(most)s ký tự.", most=LONGEST[name])
        for name, words in given.items()
        if len(words) > LONGEST[name]
    }


def _within(day: date | None, due_on: date, today: date, missing: Phrase) -> str:
    if day is None:
        return missing
    if day < today:
        return Phrase("Chọn một ngày từ hôm nay.")
    # Where the directive is overdue, a plan is still worth having.
    if day > max(due_on, today):
        return Phrase("Không thể sau hạn của văn bản: %(day)s.", day=f"{due_on:%d/%m/%Y}")
    return ""


def waiting(passed_on: date, plan_due_on: date, adopted_on: date | None, today: date) -> Waiting:
    """Return how long an office took for its plan, or has waited for it up to today."""
    end = adopted_on or today
    return Waiting(max(0, (end - passed_on).days), max(0, (end - plan_due_on).days))


def subject(directive_id: int) -> str:
    """Return the journal subject of a directive with everything that follows from it."""
    return f"directive/{directive_id}"
