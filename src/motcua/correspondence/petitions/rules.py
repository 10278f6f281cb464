"""What a petition goes through, its limits, when it is late, and what may not be published with it. Pure.

The limits are those of the national index (QĐ 766/QĐ-TTg, rows 5.2 and 5.3); they are counted by `offices.deadlines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import TextChoices

from motcua.core import clock, text
from motcua.core.errors import Phrase
from motcua.offices import deadlines
from motcua.offices.rules import WorkingCalendar
from motcua.people.rules import Ability

LONGEST_TITLE, LONGEST = 200, 5000
MOST_WAITING = 5
AGAIN = timedelta(minutes=10)
"""So long the same words of the same person are the same form, sent twice."""
"""How many petitions of one person may wait for an answer here at a time."""
LATEST = timedelta(days=60)
"""How long ago what is entered may have been received."""
LONGEST_WAIT = timedelta(days=60)
"""How long an office may wait for what it asks to be added."""


class PetitionSource(TextChoices):
    """How a petition came (nguồn phản ánh, kiến nghị)."""

    EID = "eid", "Gửi trên trang này"
    PORTAL = "portal", "Cổng Dịch vụ công quốc gia"
    COUNTER = "counter", "Nói tại quầy"
    LETTER = "letter", "Văn bản, thư"
    PHONE = "phone", "Điện thoại"
    OTHER = "other", "Nguồn khác"


class PetitionStage(TextChoices):
    """Where a petition stands (tình trạng xử lý phản ánh, kiến nghị)."""

    OPEN = "open", "Đang xử lý"
    SUPPLEMENT_ASKED = "supplement_asked", "Chờ bổ sung nội dung"
    REFUSED = "refused", "Không tiếp nhận xử lý"
    ANSWERED = "answered", "Đã trả lời"
    PUBLISHED = "published", "Đã công khai trả lời"


class Withheld(TextChoices):
    """Why an answer is not published (lý do không công khai)."""

    PERSONAL = "personal", "Chỉ liên quan đến việc riêng của một người"
    ASKED = "asked", "Người phản ánh đề nghị không công khai"
    CONFIDENTIAL = "confidential", "Có nội dung pháp luật không cho công khai"


class PetitionMove(TextChoices):
    """What an office does with a petition (bước xử lý phản ánh, kiến nghị)."""

    REFUSE = "refuse", "Không tiếp nhận xử lý phản ánh"
    ASK_SUPPLEMENT = "ask_supplement", "Yêu cầu bổ sung nội dung phản ánh"
    SUPPLEMENT = "supplement", "Ghi nội dung được bổ sung"
    ANSWER = "answer", "Trả lời phản ánh"
    PUBLISH = "publish", "Công khai câu trả lời"
    RATE = "rate", "Ghi ý kiến của người phản ánh"


class Allowed(NamedTuple):
    """From where a move is made, where it leads (None: it stays), the kind of its entry, and who makes it."""

    sources: tuple[PetitionStage, ...]
    target: PetitionStage | None
    kind: str
    who: Ability


_OPEN, _ASKED = PetitionStage.OPEN, PetitionStage.SUPPLEMENT_ASKED
_ANSWERED, _PUBLISHED, _REFUSED = PetitionStage.ANSWERED, PetitionStage.PUBLISHED, PetitionStage.REFUSED
CLOSED = (_ANSWERED, _PUBLISHED, _REFUSED)
_TAKE, _HANDLE = Ability.TAKE_PETITIONS, Ability.HANDLE_PETITIONS
MOVES = {
    PetitionMove.ANSWER: Allowed((_OPEN,), _ANSWERED, "petition_answered", _HANDLE),
    PetitionMove.ASK_SUPPLEMENT: Allowed((_OPEN,), _ASKED, "petition_supplement_asked", _HANDLE),
    PetitionMove.SUPPLEMENT: Allowed((_ASKED,), _OPEN, "petition_supplemented", _TAKE),
    PetitionMove.PUBLISH: Allowed((_ANSWERED,), _PUBLISHED, "petition_published", _HANDLE),
    PetitionMove.REFUSE: Allowed((_OPEN, _ASKED), _REFUSED, "petition_refused", _HANDLE),
    PetitionMove.RATE: Allowed(CLOSED, None, "petition_rated", _TAKE),
}


class State(NamedTuple):
    """What decides which moves are open: `asked` once already, `to_publish`, `rated`, `lapsed` without a supplement."""

    stage: PetitionStage
    asked: bool
    to_publish: bool
    rated: bool
    lapsed: bool


def may_move(move: PetitionMove, state: State) -> bool:
    """Return whether a petition may go this way: nobody is asked twice, or refused who may still add something."""
    if state.stage not in MOVES[move].sources:
        return False
    return {
        PetitionMove.ASK_SUPPLEMENT: not state.asked,
        PetitionMove.PUBLISH: state.to_publish,
        PetitionMove.RATE: not state.rated,
        PetitionMove.REFUSE: state.stage is _OPEN or state.lapsed,
    }.get(move, True)


@dataclass(frozen=True, slots=True)
class PetitionRule:
    """By when an office does what (quy định thời hạn), in working days, for what is received from `valid_from` on.

    `refuse_days`, `ask_days` and `answer_days` run from receipt, `publish_days` from the answer.
    """

    name: str
    valid_from: date
    refuse_days: int = 2
    ask_days: int = 5
    answer_days: int = 15
    publish_days: int = 2


# A new rule is a further line with its day. A petition keeps the name of its rule, so none may change or go.
RULES = (PetitionRule("petitions-766-1", valid_from=date.min),)


def rule_on(day: date, rules: Iterable[PetitionRule] = RULES) -> PetitionRule:
    """Return the rule for what is received on a day: the last that came into force by then."""
    return max((rule for rule in rules if rule.valid_from <= day), key=lambda rule: rule.valid_from)


def rule_named(name: str) -> PetitionRule:
    """Return the rule that a petition names. Raises LookupError."""
    found = [rule for rule in RULES if rule.name == name]
    if not found:
        raise LookupError(f"no rule of petitions is called {name}")
    return found[0]


def within(calendar: WorkingCalendar, start: datetime, days: int) -> datetime:
    """Return closing time of the last of so many working days; the day of the start is not counted."""
    return deadlines.due(calendar, start, days, "working_day")


def moved(calendar: WorkingCalendar, due_at: datetime, asked_at: datetime, supplemented_at: datetime) -> datetime:
    """Return when the answer is due after a supplement: later by the office time that was waited, begun days whole."""
    rule = deadlines.rule_on(clock.local_day(asked_at))
    return deadlines.after_stop(calendar, due_at, asked_at, supplemented_at, False, rule).due_at


class Course(NamedTuple):
    """The moments of a petition by which it is judged; names as in `Petition`.

    `lapse_by` is until when an office closes what was never supplemented; `first_due_at` the limit of the answer
    before a supplement moved it to `due_at`; `publish_by` is None for what is not to be published.
    """

    received_at: datetime
    refuse_by: datetime
    ask_by: datetime
    first_due_at: datetime
    due_at: datetime
    asked_at: datetime | None = None
    lapse_by: datetime | None = None
    supplemented_at: datetime | None = None
    refused_at: datetime | None = None
    answered_at: datetime | None = None
    publish_by: datetime | None = None
    published_at: datetime | None = None
    satisfaction: str = ""
    rated_at: datetime | None = None
    repeated_at: datetime | None = None


class Judged(NamedTuple):
    """How a petition stood at the end of a day. `done`: refused, or answered and published as far as it must be."""

    done: bool
    late: bool
    refused: bool
    answered: bool
    published: bool
    rated: bool
    disliked: bool
    repeated: bool

    @property
    def satisfied(self) -> bool:
        """Whether row 5.3 of the index counts it: not late, not disliked, not brought forward again."""
        return not (self.late or self.disliked or self.repeated)


def judge(course: Course, on: date) -> Judged:
    """Return how a petition stood at the end of a day; what happened later is not known yet.

    Days are compared, not hours: what is done on the last day is in time. Late is whoever passed any limit: of the
    refusal, of asking for more, of the answer (standing still while something is awaited), of publishing.
    """

    def known(moment: datetime | None) -> bool:
        return moment is not None and clock.local_day(moment) <= on

    asked, back = known(course.asked_at), known(course.supplemented_at)
    refused, answered, published = known(course.refused_at), known(course.answered_at), known(course.published_at)
    must = course.publish_by is not None
    late = asked and _after(course.asked_at, course.ask_by)
    if refused:
        late |= _after(course.refused_at, course.refuse_by if back or not asked else course.lapse_by)
    elif answered:
        late |= _after(course.answered_at, course.due_at)
        late |= must and _after(course.published_at if published else on, course.publish_by)
    else:
        late |= _after(on, course.due_at if back else course.lapse_by if asked else course.first_due_at)
    rated = known(course.rated_at)
    return Judged(
        refused or (answered and (published or not must)), late, refused, answered, published, rated,
        rated and course.satisfaction == "not_satisfied", known(course.repeated_at),
    )  # fmt: skip


def _after(moment: datetime | date | None, limit: datetime | None) -> bool:
    """Return whether the day of a moment lies behind the day of a limit."""
    if moment is None or limit is None:
        return False
    return (clock.local_day(moment) if isinstance(moment, datetime) else moment) > clock.local_day(limit)


def series(office: str, day: date) -> str:
    """Return the gap-free series of the petitions of an office and day, "petition/PA-H27.119-261120"."""
    return f"petition/PA-{office}-{day:%y%m%d}"


def numbered(series: str, number: int) -> str:
    """Return the journal subject of a number in a series; the code is what stands behind the stroke."""
    return f"{series}-{number:04d}"


def subject(code: str) -> str:
    """Return the name under which the journal keeps a petition."""
    return f"petition/{code}"


_MOBILE = re.compile(r"(?<![\d.])(?:\+?84|0)[\s.-]?[35789](?:[\s.-]?\d){8}(?!\d)")
_PERSONAL_ID = re.compile(r"(?<!\d)\d{3}(?:\s?\d{3}){3}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def tells_who(words: str, *, name: str, phone: str = "", email: str = "", address: str = "") -> str:
    """Return what in words that are to be published tells who brought a petition, as what to do; "" for nothing found.

    Looked for are that person's name (of two words or more), address, telephone and e-mail, anybody's mobile and
    personal numbers, and e-mail addresses outside of government. A reader still has to look: no pattern finds all.
    """
    folded, digits = f" {text.fold(words)} ", re.sub(r"[\s.-]", "", words)
    for known, what in ((name, _NAME), (address, _ADDRESS)):
        known = text.fold(known)
        if " " in known and f" {known} " in folded:
            return what
    if (phone and phone in digits) or _MOBILE.search(words):
        return _PHONE
    if _PERSONAL_ID.search(words):
        return _NUMBER
    private = [found for found in _EMAIL.findall(words) if not found.rstrip(".").lower().endswith(".gov.vn")]
    return _MAIL if private or (email and email.lower() in words.lower()) else ""


_NAME = Phrase("Còn họ tên của người phản ánh. Bỏ đi, hoặc thay bằng «người phản ánh».")
_ADDRESS = Phrase("Còn địa chỉ của người phản ánh. Bỏ đi, hoặc chỉ ghi tên xã.")
_PHONE = Phrase("Còn số điện thoại riêng. Bỏ đi; số máy bàn của cơ quan thì giữ được.")
_NUMBER = Phrase("Còn dãy 12 chữ số giống số định danh cá nhân. Bỏ đi.")
_MAIL = Phrase("Còn địa chỉ thư riêng. Bỏ đi; địa chỉ thư đuôi gov.vn thì giữ được.")
