"""A directive of the Government, passed down by the province; some offices have a plan, some are still to make one."""

from __future__ import annotations

from datetime import date, timedelta

from motcua.adoption.directives import actions
from motcua.adoption.directives.rules import Received
from motcua.people.rules import Role
from motcua.simulation import cast
from motcua.simulation.programme.setting import Setting, at

_WHAT = "Nâng tỷ lệ hồ sơ nộp trực tuyến; mỗi đơn vị có kế hoạch riêng; hướng dẫn người dân tại nhà văn hóa thôn."


def play(setting: Setting) -> int:
    """Enter one directive a year, pass it to every committee below; two in three have a plan, most do what it says."""
    years = {first.year: (first, last) for first, last in reversed(setting.stretches) if (last - first).days >= 60}
    for first, last in years.values():
        _directive(setting, first + timedelta(20), last)
    return len(years)


def _directive(setting: Setting, day: date, last: date) -> None:
    draw, by, due = setting.random, setting.leader, last
    given = Received(
        f"{draw.randrange(10, 90)}/CT-MP", day - timedelta(5), "Chính phủ (mô phỏng)",
        f"Đẩy mạnh hồ sơ trực tuyến năm {day.year}", _WHAT, due,
    )  # fmt: skip
    entered = actions.enter(office=setting.province, given=given, by=by, at=at(day))
    below = setting.below(day)
    shares = actions.pass_down(
        directive=entered, giver=setting.province, offices=[office.code for office in below],
        plan_due_on=day + timedelta(15), by=by, at=at(day, 14),
    )  # fmt: skip
    for number, share in enumerate(shares):
        if number % 3 == 2:
            continue
        (officer,) = setting.crew((share.office.code,), Role.CASE_OFFICER)
        adopted = day + timedelta(draw.randrange(3, 22))
        controller = cast.controller(share.office, at=at(day))
        plan = actions.adopt(
            share=share, title=f"Kế hoạch hồ sơ trực tuyến {share.office.short_name}", number="",
            what="Mỗi tuần một buổi hướng dẫn tại thôn.", owner=officer, task_due_on=min(due, adopted + timedelta(40)),
            by=controller, at=at(adopted),
        )  # fmt: skip
        if draw.random() < 0.7:
            task = plan.tasks.get()
            actions.finish(task=task, by=officer, at=at(adopted + timedelta(draw.randrange(5, 38))))
