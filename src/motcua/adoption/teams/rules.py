"""When a team is in order: terms that do not overlap, one leader, a member of the Youth Union; the self-check. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import TextChoices

from motcua.core.errors import Phrase

FOR_GOOD = date(9999, 12, 31)
MOST_MEMBERS = 30
_QUESTIONS = Path(__file__).parent / "data" / "self_check.json"


class OrganisationKind(TextChoices):
    """A mass organisation (tổ chức chính trị - xã hội, hội, đoàn thể) that sends members to teams."""

    YOUTH_UNION = "youth_union", "Đoàn Thanh niên"
    WOMENS_UNION = "womens_union", "Hội Liên hiệp Phụ nữ"
    FARMERS = "farmers", "Hội Nông dân"
    VETERANS = "veterans", "Hội Cựu chiến binh"
    FRONT = "front", "Mặt trận Tổ quốc"
    TRADE_UNION = "trade_union", "Công đoàn"
    OTHER = "other", "Tổ chức khác"


class Term(NamedTuple):
    """Days from the first to the last one, both included; without a last one it has no end yet."""

    first: date
    last: date | None = None

    @property
    def end(self) -> date:
        return self.last or FOR_GOOD

    def overlaps(self, other: Term) -> bool:
        """Return whether the two share a day."""
        return self.first <= other.end and other.first <= self.end

    def within(self, other: Term) -> bool:
        """Return whether all of its days are days of the other."""
        return other.first <= self.first and self.end <= other.end


class Held(NamedTuple):
    """A term that somebody has in a team already."""

    person: int
    leads: bool
    term: Term


def said(term: Term) -> Phrase:
    """Return a term in words."""
    if term.last is None:
        return Phrase("từ %(first)s", first=f"{term.first:%d/%m/%Y}")
    return Phrase("từ %(first)s đến %(last)s", first=f"{term.first:%d/%m/%Y}", last=f"{term.last:%d/%m/%Y}")


def team_errors(village: str, decision: str, term: Term | None, office: Term) -> dict[str, str]:
    """Return what is wrong with a team, by field; `office` is how long its office was or is in being."""
    errors: dict[str, str] = {}
    if not village:
        errors["village"] = Phrase("Ghi tên thôn, bản hoặc tổ dân phố, ví dụ «Thôn 3».")
    elif village[0] in "=+-@":
        errors["village"] = Phrase("Tên không bắt đầu bằng «%(sign)s»: xem lại ô này trong tệp.", sign=village[0])
    elif len(village) > 80:
        errors["village"] = Phrase("Rút tên còn tối đa 80 ký tự.")
    if not decision:
        errors["decision"] = Phrase("Ghi số quyết định thành lập, ví dụ «125/QĐ-UBND».")
    elif len(decision) > 80:
        errors["decision"] = Phrase("Rút số quyết định còn tối đa 80 ký tự.")
    if term is None:
        errors["from"] = Phrase("Nhập ngày quyết định có hiệu lực.")
    elif term.end < term.first:
        errors["to"] = Phrase("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    elif term.first > office.end:
        errors["from"] = Phrase(
            "Cơ quan này đã kết thúc ngày %(day)s. Lập tổ ở cơ quan thay thế.", day=f"{office.end:%d/%m/%Y}"
        )
    elif not office.first <= term.first:
        errors["from"] = Phrase("Khi đó cơ quan này chưa hoạt động (bắt đầu %(day)s).", day=f"{office.first:%d/%m/%Y}")
    return errors


def term_errors(person: int, term: Term, team: Term, held: Iterable[Held], *, leads: bool) -> dict[str, str]:
    """Return what is wrong with a further term in a team, by field."""
    rows = list(held)
    if term.end < term.first:
        return {"to": Phrase("Ngày kết thúc phải từ ngày bắt đầu trở đi.")}
    if not term.within(team):
        return {"from": Phrase("Tổ hoạt động %(term)s. Chọn ngày trong thời gian đó.", term=said(team))}
    errors: dict[str, str] = {}
    for one in rows:
        if one.person == person and one.term.overlaps(term):
            errors["from"] = Phrase(
                "Người này đã ở trong tổ %(term)s. Hai nhiệm kỳ không chồng nhau: nhập những ngày khác.",
                term=said(one.term),
            )
        elif leads and one.leads and one.term.overlaps(term):
            errors["leads"] = Phrase(
                "Tổ đã có tổ trưởng %(term)s. Kết thúc nhiệm kỳ của người đó trước, hoặc ghi là tổ viên.",
                term=said(one.term),
            )
    if sum(one.term.overlaps(term) for one in rows) >= MOST_MEMBERS:
        errors["personal_id"] = Phrase("Tổ đã có %(most)s người. Kết thúc bớt nhiệm kỳ trước.", most=MOST_MEMBERS)
    return errors


def helps_until(terms: Iterable[Term], on: date) -> date | None:
    """Return the last day on which somebody with these terms belongs to a team; None when all are over."""
    return max((term.end for term in terms if term.end >= max(on, term.first)), default=None)


def subject(number: int) -> str:
    """Return the journal subject of a team."""
    return f"team/{number}"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the self-check; `why` is said to whoever chose another answer. `must`: nobody passes without it."""

    key: str
    words: str
    answers: tuple[str, ...]
    right: int
    why: str
    must: bool


@dataclass(frozen=True, slots=True)
class Check:
    """The self-check: passed with `pass_mark` right answers, among them every one that `must` be right."""

    version: int
    pass_mark: int
    questions: tuple[Question, ...]


@cache
def check() -> Check:
    """Return the self-check as its data file says it."""
    told = json.loads(_QUESTIONS.read_text(encoding="utf-8"))
    questions = tuple(
        Question(f"q{number}", one["question"], tuple(one["answers"]), one["right"], one["why"], one.get("must", False))
        for number, one in enumerate(told["questions"], 1)
    )
    return Check(told["version"], told["pass_mark"], questions)


def wrong(check: Check, given: Mapping[str, int | None]) -> list[Question]:
    """Return the questions that were answered wrongly or not at all."""
    return [one for one in check.questions if given.get(one.key) != one.right]


def passes(check: Check, wrong: Iterable[Question]) -> bool:
    """Return whether somebody who got these wrong has passed."""
    missed = list(wrong)
    return len(check.questions) - len(missed) >= check.pass_mark and not any(one.must for one in missed)
