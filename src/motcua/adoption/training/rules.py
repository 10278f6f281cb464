"""What classes teach, what stands in a plan, when a test is passed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import TextChoices

from motcua.core import clock, text
from motcua.core.errors import Phrase


class SkillKind(TextChoices):
    """What somebody can do after a class (kỹ năng)."""

    GUIDING = "guiding", "Hướng dẫn người dân nộp trực tuyến"
    IDENTITY = "identity", "Hỗ trợ mở và dùng định danh điện tử"
    PAYING = "paying", "Hướng dẫn thanh toán trực tuyến"
    DIGITISING = "digitising", "Số hóa giấy tờ, dùng lại giấy tờ đã có"
    DECIDING = "deciding", "Xử lý hồ sơ, ký số và trả kết quả điện tử"


class ClassState(TextChoices):
    """Where a class stands (tình trạng lớp)."""

    PLANNED = "planned", "Sắp diễn ra"
    HELD = "held", "Đã diễn ra"
    CANCELLED = "cancelled", "Đã hủy"


class Plan(NamedTuple):
    """What is decided about a class before it is held; None for what could not be read."""

    title: str
    skill: str
    begins_at: datetime | None
    place: str
    questions: int | None
    pass_mark: int | None


class Mark(NamedTuple):
    """What was kept about one person: did she come, and how many answers were right (None: no test taken)."""

    attended: bool
    score: int | None


class Named(NamedTuple):
    """One line of a list of people: an officer's user name, or the personal number and name of a team's member."""

    typed: str
    username: str = ""
    personal_id: str = ""
    full_name: str = ""


MOST_QUESTIONS, MOST_PEOPLE = 100, 200
_LATEST, _EARLIEST = timedelta(366), timedelta(3 * 366)
_MEMBER = re.compile(r"((?:\d[ .]?){11}\d)[\s,;:–-]+(\D+)")


def plan_errors(plan: Plan, at: datetime) -> dict[str, str]:
    """Return what is wrong with a plan, by field; a class of the last three years may be entered afterwards."""
    errors: dict[str, str] = {}
    if not plan.title:
        errors["title"] = Phrase("Ghi tên lớp, ví dụ «Hướng dẫn nộp hồ sơ đất đai trực tuyến».")
    elif len(plan.title) > 120:
        errors["title"] = Phrase("Rút tên lớp còn tối đa 120 ký tự.")
    if plan.skill not in SkillKind.values:
        errors["skill"] = Phrase("Chọn kỹ năng mà lớp dạy.")
    if plan.begins_at is None:
        errors["day"] = Phrase("Nhập ngày và giờ bắt đầu lớp.")
    elif not clock.local(at) - _EARLIEST <= plan.begins_at <= clock.local(at) + _LATEST:
        errors["day"] = Phrase("Chọn ngày trong vòng một năm tới; lớp đã học ghi lại được trong ba năm.")
    if not plan.place:
        errors["place"] = Phrase("Ghi nơi học, ví dụ «Hội trường UBND xã»; học trực tuyến thì ghi đường dẫn.")
    elif len(plan.place) > 200:
        errors["place"] = Phrase("Rút phần nơi học còn tối đa 200 ký tự.")
    return errors | _test_errors(plan.questions, plan.pass_mark)


def _test_errors(questions: int | None, pass_mark: int | None) -> dict[str, str]:
    if questions is None or not 0 <= questions <= MOST_QUESTIONS:
        return {"questions": Phrase("Nhập số câu từ 1 đến 100; để trống nếu lớp không có bài kiểm tra.")}
    if pass_mark is None or not (1 <= pass_mark <= questions if questions else pass_mark == 0):
        return {
            "pass_mark": Phrase("Nhập số câu đúng cần đạt, từ 1 đến %(most)s.", most=questions)
            if questions
            else Phrase("Lớp không có bài kiểm tra thì để trống ô này, hoặc nhập số câu hỏi ở ô trên.")
        }
    return {}


def news(*, cancelled: bool, again: bool) -> tuple[str, str]:
    """Return title and words of a message about a class, with places for title, when, place, office and page."""
    if cancelled:
        return "Lớp đã hủy", "Lớp «{title}» lúc {when} đã hủy, bạn không phải đến. {office}. Xem: {page}"
    if again:
        return "Lớp thay đổi", "Lớp «{title}» bạn được mời nay là lúc {when} tại {place}. {office}. Xem: {page}"
    return "Lời mời dự lớp", "Mời bạn dự lớp «{title}» lúc {when} tại {place}. {office}. Xem: {page}"


def mark_errors(marks: Mapping[int, Mark | None], questions: int) -> dict[str, str]:
    """Return what is wrong with kept attendance, by field "score-ID"; a mark of None could not be read."""
    errors: dict[str, str] = {}
    for account, mark in marks.items():
        if mark is None or (mark.score is not None and not 0 <= mark.score <= questions):
            errors[f"score-{account}"] = (
                Phrase("Nhập số câu đúng từ 0 đến %(most)s; để trống nếu không làm bài.", most=questions)
                if questions
                else Phrase("Lớp này không có bài kiểm tra: để trống ô điểm.")
            )
        elif mark.score is not None and not mark.attended:
            errors[f"score-{account}"] = Phrase("Người vắng không có điểm: đánh dấu có mặt, hoặc xóa điểm.")
    return errors


def passed(mark: Mark, *, questions: int, pass_mark: int) -> bool:
    """Return whether somebody has the skill after the class: she came and, where there was a test, passed it."""
    return mark.attended and (not questions or (mark.score is not None and mark.score >= pass_mark))


def named(typed: str) -> list[Named]:
    """Return the people of a list, one a line (user names also with commas between), each once, as they stand."""
    found: dict[str, Named] = {}
    for line in text.clean(typed).splitlines():
        member = _MEMBER.fullmatch(text.one_line(line))
        if member:
            digits, name = re.sub(r"\D", "", member[1]), text.one_line(member[2]).strip(" ,;")
            found.setdefault(digits, Named(text.one_line(line), personal_id=digits, full_name=name))
            continue
        for word in filter(None, re.split(r"[,;]\s*", text.one_line(line))):
            found.setdefault(word.lower(), Named(word, username=word.lower()))
    return list(found.values())


def subject(number: int) -> str:
    """Return the journal subject of a class."""
    return f"class/{number}"
