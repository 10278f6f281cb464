"""Officers who are stuck: answered in time or by the next above, helped or not at first, known to the others then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from motcua.adoption.difficulties import actions
from motcua.adoption.difficulties.rules import DifficultySource, DifficultyState
from motcua.adoption.models import Difficulty
from motcua.casework.models import Case
from motcua.core import clock
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind, Tier
from motcua.people.models import Account
from motcua.people.rules import Role
from motcua.simulation import cast
from motcua.simulation.programme.setting import Setting, at

STUCK, LEAST_DAYS, BEFORE_THE_END = 30, 60, 8
_CHAT = "[10:05, 26/11] Thu Hà: "
_ABOUT = (
    ("Hệ thống báo thiếu giấy tờ dù người dân đã gửi ảnh.", "Mở tệp đính kèm, bấm «Nhận lại», rồi tải lại trang."),
    ("Không thấy nơi chuyển hồ sơ sang bước tiếp theo.", "Chọn người thụ lý trước, nút chuyển hiện ra sau đó."),
    ("Người dân có hai số điện thoại, gọi 0900000000 không được.", "Ghi số đang dùng trong hồ sơ rồi nhắn từ trang."),
    ("Không biết thủ tục này có thu lệ phí khi nộp trực tuyến không.", "Nộp trực tuyến thì miễn; xem quyết định."),
)  # fmt: skip
_HOURS = (8, 9, 10, 13, 14, 15)
_STILL = "Làm theo rồi mà vẫn báo lỗi như cũ."


@dataclass(frozen=True, slots=True)
class Stuck:
    """Somebody who is stuck at an office: about the newest dossier there if `about_case`, else about a procedure."""

    office: Office
    officer: Account
    at: datetime
    about_case: bool = True
    chat: bool = False


def play(setting: Setting) -> int:
    """Let officers of communes be stuck, spread over the longer stretches."""
    draw, made = setting.random, 0
    long = [(first, last) for first, last in setting.stretches if (last - first).days >= LEAST_DAYS]
    days = sum((last - first).days for first, last in long)
    for first, last in long:
        there, length = offices.on_tier(Tier.COMMUNE, last), (last - first).days
        _man_the_centre(last)
        for number in range(-(-STUCK * length // max(1, days))):
            office = draw.choice(there)
            moment = at(_working(first + timedelta(draw.randrange(5, length - BEFORE_THE_END))), draw.choice(_HOURS))
            if number % 2:
                cast.controller(office, at=moment)
            (officer,) = setting.crew((office.code,), Role.CASE_OFFICER)
            stuck = Stuck(office, officer, moment, about_case=draw.random() < 0.6, chat=draw.random() < 0.3)
            draw.choices(tuple(COURSES.values()), _WEIGHTS)[0](ask(stuck, draw), draw)
            made += 1
    return made


def ask(stuck: Stuck, random: Random) -> Difficulty:
    """Say that somebody is stuck."""
    words, _ = random.choice(_ABOUT)
    case = _newest(stuck, at_office=True) if stuck.about_case else None
    about = case or (None if stuck.chat else _newest(stuck, at_office=False))
    return actions.raise_difficulty(
        office=stuck.office, words=f"{_CHAT if stuck.chat else ''}{words}", by=stuck.officer, at=stuck.at,
        source=DifficultySource.CHAT if stuck.chat else DifficultySource.BUTTON,
        procedure=about.dossier.procedure if about else None, dossier=case.dossier if case else None,
    )  # fmt: skip


def waits(asked: Difficulty, random: Random) -> Difficulty:
    """Nobody answers yet."""
    return asked


def moves_up(asked: Difficulty, random: Random) -> Difficulty:
    """Nobody on the lowest rung answers; the next one does, and it is solved."""
    if asked.moves_up_at is not None:
        asked = actions.move_up(difficulty=asked, by=None, at=asked.moves_up_at + timedelta(minutes=1))
    return solved(asked, random)


def answered(asked: Difficulty, random: Random) -> Difficulty:
    """An answer comes within hours; whoever asked does not say whether it helped."""
    when = asked.rung_at + timedelta(minutes=random.randrange(15, 150))
    by = asked.controller or cast.controller(asked.handler, at=when)
    _, words = next((pair for pair in _ABOUT if pair[0][:20] in asked.words), _ABOUT[0])
    keep = asked.procedure is not None and random.random() < 0.5
    problem = asked.words if keep else ""
    actions.answer(difficulty=asked, words=words, keep=keep, problem=problem, by=by, at=when)
    return Difficulty.objects.get(pk=asked.pk)


def solved(asked: Difficulty, random: Random) -> Difficulty:
    """It is answered, and solved the next days."""
    done = answered(asked, random)
    assert done.answered_at is not None
    when = clock.local(done.answered_at) + timedelta(days=random.randrange(3), minutes=random.randrange(10, 90))
    return actions.solve(difficulty=done, by=done.raised_by, at=when)


def solved_at_last(asked: Difficulty, random: Random) -> Difficulty:
    """The first answer does not help; the second one does."""
    done = answered(asked, random)
    assert done.answered_at is not None
    when = clock.local(done.answered_at) + timedelta(hours=1)
    again = actions.not_solved(difficulty=done, words=_STILL, by=done.raised_by, at=when)
    assert again.state == DifficultyState.OPEN
    by = again.controller or cast.controller(again.handler, at=when)
    later = when + timedelta(hours=1)
    actions.answer(difficulty=again, words="Đã sửa ở máy chủ. Thử lại từ đầu.", keep=False, by=by, at=later)
    return actions.solve(difficulty=again, by=again.raised_by, at=later + timedelta(hours=20))


COURSES: dict[str, Callable[[Difficulty, Random], Difficulty]] = {
    "solved": solved, "moves_up": moves_up, "solved_at_last": solved_at_last, "answered": answered, "waits": waits,
}  # fmt: skip
_WEIGHTS = (9, 5, 3, 2, 1)


def _newest(stuck: Stuck, *, at_office: bool) -> Case | None:
    before = Case.objects.filter(received_at__lt=stuck.at)
    before = before.filter(competent_office=stuck.office) if at_office else before
    related = before.select_related("dossier__procedure").defer("dossier__answers")
    return related.order_by("-received_at", "dossier__code").first()


def _man_the_centre(on: date) -> None:
    centre = Office.objects.on(on).filter(kind=OfficeKind.SERVICE_CENTRE, tier=Tier.PROVINCE).order_by("code").first()
    if centre is not None:
        cast.controller(centre, at=at(on))


def _working(day: date) -> date:
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
