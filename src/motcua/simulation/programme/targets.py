"""Targets: given to the province when a year begins, and shared out; again when the map has changed."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from motcua.adoption.targets import actions
from motcua.adoption.targets.rules import ShareRule
from motcua.measures.rules import ALL_PROCEDURES
from motcua.simulation.programme.setting import Setting, at

STEP = Fraction(5, 100)


def play(setting: Setting) -> int:
    """Give the province a target as each year begins, five points more each, and anew for the offices of the end.

    The same for all below. In a year in which they ended theirs is not for those who took over.
    """
    began = {first.year: first for first, _last in reversed(setting.stretches)}
    days = sorted({*began.values(), setting.stretches[-1][0]})
    made, latest = 0, setting.stretches[-1][1]
    for first in days:
        day, years = at(min(first + timedelta(14), latest)), first.year - days[0].year
        target = actions.give(
            office=setting.province, year=first.year, indicator=ALL_PROCEDURES.name, rate=setting.goal + years * STEP,
            source=f"Kế hoạch chuyển đổi số năm {first.year} (mô phỏng)", by=setting.leader, at=day,
        )  # fmt: skip
        made += 1 + len(actions.share(target=target, rule=ShareRule.EQUAL, by=setting.leader, at=day))
    return made
