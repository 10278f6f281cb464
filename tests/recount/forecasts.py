"""How a year will end: the months it starts from, what counts so far, what is still to come, and the chance that is told.

The model itself is tried on made-up years (`tests/measures/test_forecast.py`); here it is given what was counted from the
export, and has to say what is stored.
"""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from math import sqrt
from urllib.parse import urlencode

from django.urls import reverse

from motcua.measures import forecast, foretelling
from motcua.measures.forecast import Month, Volume
from motcua.measures.rules import DEFINITIONS
from motcua.offices.models import Office
from tests.recount import dossiers
from tests.recount.offices import rows
from tests.recount.programme import _rate
from tests.recount.words import number

_DAYS = ("09-30", "05-16", "11-08")


def stored(world):
    """What is stored of the province and some departments, and what their pages of targets say of it."""
    years = sorted({period[1][:4] for period in world.periods if period[1] <= world.today})
    for n, (year, name) in enumerate(
        world.asked(years, dossiers.ONLINE[:2] if world.thorough else dossiers.ONLINE[:1])
    ):
        on = min(f"{year}-{_DAYS[n % 3]}", world.today)
        codes = [world.tree.root, *sorted(world.tree.compared(world.tree.root, "province", on, on))[:4]]
        tier = list(Office.objects.filter(code__in=codes))
        today = date.fromisoformat(on)
        foretelling.foretell(definition=DEFINITIONS[name], tier=tier, wanted={one.pk for one in tier}, on=today)
        told = {
            code: (json.loads(ends) if isinstance(ends, str) else ends, tried, held)
            for code, ends, tried, held in rows(
                "SELECT office, quantiles, tried, held FROM measures_forecast WHERE indicator = %s AND year = %s",
                name, int(year),
            )
        }  # fmt: skip
        expected = _foretold(world, [one.code for one in tier], name, today)
        for code in codes:
            yield ("forecast", code, name, on), told[code], expected[code]
            yield from _page(world, code, name, year, *expected[code])


def _foretold(world, codes, name, on):
    """Return {office: (ends in millionths, how often the past was tried, how often it held)}."""
    months = [on.year * 12 + on.month - 2 - back for back in range(24)][::-1]
    names = [f"{month // 12}-{month % 12 + 1:02d}" for month in months]
    counted = {code: _monthly(world, code, name) for code in codes}
    histories = {code: [Month(*counted[code].get(month, (0, 0))) for month in names] for code in codes}
    if not any(month.all for history in histories.values() for month in history):
        return {code: ([], 0, 0) for code in codes}
    learned = forecast.fit(list(histories.values()), seed=f"{name}-{on}")
    whole, found = [sum(each) for each in zip(*([m.all for m in one] for one in histories.values()), strict=True)], {}
    for code in codes:
        so_far = [0, 0]
        for month, numbers in counted[code].items():
            if f"{on:%Y}-01" <= month <= f"{on:%Y-%m}":
                so_far = [a + b for a, b in zip(so_far, numbers, strict=True)]
        ends = []
        if sum(month.all > 0 for month in histories[code]) >= 3 and sum(month.all for month in histories[code]) >= 30:
            ahead = _to_come([month.all for month in histories[code]], whole, on)
            seen = forecast.forecast(histories[code], learned, Month(*so_far), ahead, seed=f"{code}-{on}-{name}")
            ends = [round(one * 10**6) for one in seen.quantiles]
        found[code] = ends, learned.tried, learned.held
    return found


def _monthly(world, code, name):
    """Return {month: [numerator, denominator]} of an office and everything that was ever below it."""
    found = {}
    for _, at, state in world.once("all received", lambda: list(dossiers.received(world.dossiers, "0000", "9999"))):
        if at in world.tree.below(code):
            cell = found.setdefault(state["received_at"][:7], [0, 0])
            for n, one in enumerate(dossiers.stands(name, state, state["received_at"][:10])):
                cell[n] += one
    return {month: cell for month, cell in found.items() if cell[1]}


def _to_come(own, whole, on):
    """Return what the rest of this month and each later one bring: the office's own size of twelve months, by the season
    of all, give or take half as much again as chance alone and a tenth.
    """
    begun = next((n for n, count in enumerate(own[-12:]) if count), 12)
    size, usual = sum(own[-12:]) / max(1, 12 - begun), sum(whole[-12:]) / 12
    found = []
    for ahead in range(13 - on.month):
        mean = size * (whole[12 + ahead % 12] / usual if all(whole[-12:]) else 1)
        spread = 1.5 * sqrt(mean) + 0.1 * mean
        if ahead == 0:
            end = (date(on.year + on.month // 12, on.month % 12 + 1, 1) - date(on.year, on.month, 1)).days
            left = (end - on.day) / end
            mean, spread = mean * left, spread * sqrt(left)
        found.append(Volume(mean, spread))
    return found


def _page(world, code, name, year, ends, tried, held):
    rate = _rate(world, code, year, name)
    if rate is None or world.tree.offices[code].last < max(world.today, f"{year}-01-01"):
        return
    query = urlencode({"nam": year, "chi-so": name})
    text = world.open(f"{reverse('office_targets', args=[code])}?{query}").text()
    told = "Chưa đủ dữ liệu để dự báo cuối năm (cần ít nhất 3 tháng có hồ sơ và 30 hồ sơ)."
    if ends:
        low, middle, high = (_share(ends[n]) for n in (10, 50, 90))
        met = round(100 * sum(one >= rate * 10**6 for one in ends) / 101)
        chance = "dưới 5 %" if met < 5 else "trên 95 %" if met > 95 else f"khoảng {met} %"
        told = (
            f"Dự báo cuối năm: {middle}; mười lần dự báo thì tám lần nằm trong khoảng {low} đến {high}. "
            f"Khả năng đạt chỉ tiêu: {chance}."
        )
        again = f"Thử lại trên quá khứ: {number(held)} trong {number(tried)} lần khoảng dự báo chứa số thật."
        yield ("forecast", code, name, year, "tried"), not tried or again in text, True
    yield ("forecast", code, name, year, "page"), told if told in text else text, told


def _share(millionths):
    """Millionths as a share in per cent with one decimal, rounded half up."""
    return f"{int(Fraction(millionths, 1000) + Fraction(1, 2)) / 10:.1f} %".replace(".", ",")
