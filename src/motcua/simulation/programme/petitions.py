"""What people report over the years: answered in time or late, refused, published, rated, brought forward again."""

from __future__ import annotations

from datetime import date, timedelta

from motcua.correspondence.petitions import actions
from motcua.correspondence.petitions.actions import PUBLISH, Taken
from motcua.correspondence.petitions.models import Petition
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import Tier
from motcua.simulation.programme.setting import Setting, at

_NAME, _PHONE = "Trần Văn Mô Phỏng", "0900000000"
_ABOUT = (
    ("Chờ lâu ở quầy một cửa", "Chờ hơn hai giờ mới đến lượt. Đề nghị phát số thứ tự."),
    ("Trả kết quả quá hẹn", "Đã quá ngày hẹn trả kết quả mà không ai báo gì."),
    ("Không nộp trực tuyến được", "Trang nộp hồ sơ báo lỗi khi gửi ảnh giấy tờ."),
    ("Yêu cầu thêm giấy tờ", "Phải bổ sung giấy tờ không có trong danh mục công khai."),
)
_ANSWER = "Đã kiểm tra và chấn chỉnh. Cảm ơn người phản ánh."


def play(setting: Setting) -> int:
    """Let so many petitions come, spread over the stretches, and the offices handle them."""
    days = sum((last - first).days for first, last in setting.stretches)
    made = 0
    for first, last in setting.stretches:
        there = offices.on_tier(Tier.COMMUNE, last)
        length = (last - first).days
        before: Petition | None = None
        for _ in range(-(-setting.much * length // days)):
            office = setting.random.choice(there)
            before = _one(setting, office, first + timedelta(setting.random.randrange(max(1, length - 30))), before)
            made += 1
    return made


def _one(setting: Setting, office: Office, day: date, before: Petition | None) -> Petition:
    draw, by = setting.random, setting.controller
    title, words = draw.choice(_ABOUT)
    again = before.code if before is not None and before.office_id == office.pk else ""
    taken = Taken(draw.choice(("counter", "letter", "phone")), title, words, _NAME, phone=_PHONE, repeat_of=again)
    came = actions.receive(taken=taken, office=office, by=by, at=at(day), simulated=True)
    if draw.random() < 0.1:
        return actions.refuse(petition=came, reason="Không phải thủ tục hành chính.", by=by, at=at(day + timedelta(1)))
    if draw.random() < 0.08:
        return came
    answered = day + timedelta(draw.choice((4, 8, 12, 16, 30)))
    done = actions.answer(petition=came, words=_ANSWER, publication=PUBLISH, by=by, at=at(answered))
    if draw.random() < 0.8:
        done = actions.publish(
            petition=done, title=title, words=words, answer=_ANSWER, checked=True, by=by,
            at=at(answered + timedelta(draw.choice((0, 1, 1, 9)))),
        )  # fmt: skip
    if draw.random() < 0.6:
        answer = draw.choice(("very_satisfied", "satisfied", "satisfied", "not_satisfied"))
        done = actions.rate(petition=done, answer=answer, by=None, at=at(answered + timedelta(12)))
    return done
