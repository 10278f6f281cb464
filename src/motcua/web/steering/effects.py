"""Does it work? Offices that something was done for beside those not yet, before and after: words, picture, table."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.adoption.effects import estimating, queries
from motcua.adoption.effects.estimating import Change, Estimate, Stack, Standing
from motcua.adoption.effects.queries import Surroundings
from motcua.adoption.effects.rules import ActionKind
from motcua.core import clock
from motcua.measures import versions
from motcua.measures.rules import ALL_PROCEDURES, DEFINITIONS, usual_tier
from motcua.offices.rules import Tier
from motcua.people.rules import Ability
from motcua.web.shared import figures, words
from motcua.web.shared.access import Request, page
from motcua.web.steering import picture


@page(Ability.SEE_FIGURES)
def effects(request: Request) -> HttpResponse:
    """Show for one kind of action, one definition and one tier what changed where it happened and where not yet."""
    today, asked = clock.local_day(clock.now()), request.GET
    kind = ActionKind(asked["kind"]) if asked.get("kind") in ActionKind.values else ActionKind.CLASS
    definition = DEFINITIONS.get(asked.get("definition", ""), ALL_PROCEDURES)
    tier = Tier(asked["tier"]) if asked.get("tier") in Tier.values else usual_tier(today)
    around = queries.surroundings(kind, definition, tier=tier, today=today)
    found = estimating.stacks(around.panel)
    points = estimating.course(around.panel, found) if found else []
    context = {
        "kind": kind, "definition": definition, "tier": tier, "title": figures.title(definition),
        "definitions": [(each.name, figures.title(each)) for each in DEFINITIONS.values()],
        "kinds": [(each.value, _(str(each.label))) for each in ActionKind],
        "tiers": [(each.value, _(str(each.label))) for each in Tier],
        "changes": versions.changes(definition, around.first, today),
        "first": around.first, "last": around.month(around.panel.months - 1),
        "verdict": verdict(around, found), "sentences": sentences(around, found),
        "picture": picture.draw(points, _share) if points else None,
        "points": [(_when(each.month), _share(each.touched), _share(each.beside)) for each in points],
        "rows": _rows(around, found), "elsewhere": around.elsewhere, "whole": around.whole,
        "simulated_count": around.whole.simulated,
    }  # fmt: skip
    return render(request, "steering/effects.html", context)


def verdict(around: Surroundings, found: list[Stack]) -> str:
    """Say in one sentence what the difference is and how sure it is, or that there is too little to say it."""
    estimate = estimating.estimate(found)
    if estimate is not None:
        return _difference(estimate)
    touched, beside = estimating.sides(found)
    return _not_enough(len(touched), len(beside) if found else len(around.offices) - len(around.panel.touched))


def sentences(around: Surroundings, found: list[Stack]) -> list[str]:
    """Say what changed on both sides, and whether they went together before; one sentence each."""
    means = estimating.means(found)
    if means is None:
        return []
    touched, beside = (len(side) for side in estimating.sides(found))
    said = [
        _("Ở %(count)s cơ quan đã có hoạt động, tỷ lệ trung bình: %(change)s.")
        % {"count": touched, "change": _change(means[0])},
        _("Cùng thời gian, ở %(count)s cơ quan chưa có: %(change)s.") % {"count": beside, "change": _change(means[1])},
    ]
    if estimating.estimate(found) is None:
        return said
    return [*said, _together(estimating.estimate(estimating.earlier(around.panel)))]


def _not_enough(touched: int, beside: int) -> str:
    return _(
        "Chưa đủ để ước lượng: cần mỗi bên ít nhất %(least)s cơ quan, có ít nhất %(dossiers)s hồ sơ một tháng trong ba "
        "tháng trước và ba tháng sau. Hiện có %(touched)s cơ quan đã có hoạt động và %(beside)s cơ quan để so."
    ) % {
        "least": estimating.LEAST_OFFICES, "dossiers": estimating.LEAST_A_MONTH, "touched": touched, "beside": beside,
    }  # fmt: skip


def _difference(of: Estimate) -> str:
    said = {"effect": _points(abs(of.effect)), "low": _points(of.low), "high": _points(of.high)}
    if not of.differs:
        said["effect"] = _points(of.effect)
        told = _("Chưa thấy khác: chênh lệch %(effect)s điểm (tin cậy 95%%: từ %(low)s đến %(high)s điểm).")
    elif of.effect > 0:
        told = _("Nơi đã có tăng thêm %(effect)s điểm so với nơi chưa có (tin cậy 95%%: từ %(low)s đến %(high)s điểm).")
    else:
        told = _("Nơi đã có kém đi %(effect)s điểm so với nơi chưa có (tin cậy 95%%: từ %(low)s đến %(high)s điểm).")
    return told % said


def _together(before: Estimate | None) -> str:
    """Say whether the two sides moved apart already in the six months before: then the difference is not all its."""
    if before is None:
        return _("Chưa đủ sáu tháng trước đó để xem hai bên có đi cùng nhau từ trước hay không.")
    if not before.differs:
        return _("Trong sáu tháng trước đó không thấy hai bên đi khác nhau.")
    return _(
        "Ngay trong sáu tháng trước đó hai bên đã đi khác nhau %(effect)s điểm: phần chênh lệch này không phải nhờ "
        "hoạt động."
    ) % {"effect": _points(before.effect)}


def _change(of: Change) -> str:
    said = {"before": _share(of.before), "after": _share(of.after), "by": _points(abs(of.by))}
    if said["by"] == _points(0):
        return _("%(before)s trong ba tháng trước, %(after)s trong ba tháng sau (không đổi)") % said
    if of.by > 0:
        return _("từ %(before)s trong ba tháng trước lên %(after)s trong ba tháng sau (tăng %(by)s điểm)") % said
    return _("từ %(before)s trong ba tháng trước xuống %(after)s trong ba tháng sau (giảm %(by)s điểm)") % said


def _rows(around: Surroundings, found: list[Stack]) -> list[dict[str, Any]]:
    """What happened by month and office, the newest first; what changed stands beside the first time."""
    standings = {
        Standing.TOO_EARLY: _("chưa đủ ba tháng số liệu trước đó"), Standing.TOO_LATE: _("chưa hết ba tháng sau"),
        Standing.TOO_FEW: _("dưới 10 hồ sơ một tháng"), Standing.ALONE: _("không còn cơ quan nào để so"),
    }  # fmt: skip
    changes = {office: change for each in found for office, change in each.touched.items()}
    number = words.number(get_language())
    rows = []
    for (month, code), times in sorted(around.done.items(), key=lambda one: (-one[0][0], one[0][1])):
        if month < 0:
            continue
        first = around.panel.touched[code] == month
        change = changes.get(code) if first else None
        why = "" if change else _("đã có từ %(month)s") % {"month": _month(around, around.panel.touched[code])}
        if first and not change:
            why = standings[estimating.standing(around.panel, found, code)]
        rows.append(
            {
                "month": _month(around, month), "office": around.offices[code].short_name, "times": number(times),
                "before": _share(change.before) if change else "–", "after": _share(change.after) if change else "–",
                "by": _signed(change.by) if change else why,
            }
        )  # fmt: skip
    return rows


def _month(around: Surroundings, number: int) -> str:
    return f"{around.month(number):%m/%Y}"


def _when(step: int) -> str:
    if step == 0:
        return _("Tháng có hoạt động")
    return (_("%(count)s tháng trước") if step < 0 else _("%(count)s tháng sau")) % {"count": abs(step)}


def _share(rate: float | None) -> str:
    return figures.share(None if rate is None else f"{rate * 100:.1f}")


def _points(difference: float) -> str:
    told = f"{difference * 100:.1f}".replace("-0.0", "0.0").replace("-", "−")
    return told if get_language() == "en" else told.replace(".", ",")


def _signed(difference: float) -> str:
    return ("+" if round(difference, 3) > 0 else "") + _points(difference)
