"""The tables of online-filing rates: the public page, its file, the leader's page."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse

from tests.recount import catalogue, dossiers
from tests.recount.offices import rows
from tests.recount.words import day, exact, headline, number, share

TIERS = ("district", "commune", "province")
AXES = ("competent", "received")
_RANKING = "Tỷ lệ hồ sơ nộp trực tuyến của từng cơ quan, kể cả các cơ quan bên dưới"

_MONTHS = ": từng tháng, so với năm trước và chỉ tiêu"


def table(world, name, tier, axis, first, last, top=None):
    """Return ([(rank, office, numbers)], numbers of the whole): by oneself, helped, unknown, denominator."""
    counts = dossiers.helps(world.dossiers, name, first, last, axis)
    top = top or world.tree.root
    lines = [(code, world.of(code, counts, 4)) for code in world.tree.compared(top, tier, first, last)]
    shares = [sum(numbers[:3]) / numbers[3] for _, numbers in lines if numbers[3]]
    ranked = [
        (1 + sum(other > sum(numbers[:3]) / numbers[3] for other in shares) if numbers[3] else None, code, numbers)
        for code, numbers in lines
    ]
    return ranked, world.of(top, counts, 4)


def _query(name, tier, axis, first, last):
    return "?" + urlencode({"definition": name, "tier": tier, "axis": axis, "from": first, "to": last})


def public(world):
    """Everything on the public page."""
    for name, tier, axis, period in world.asked(dossiers.ONLINE, TIERS, AXES, world.periods):
        screen = world.open(reverse("public_figures") + _query(name, tier, axis, *period))
        yield from _rates(world, screen, name, tier, axis, *period, own=set())


def leader(world):
    """The same on the leader's page; where her offices stand, and who needs help first."""
    own = {above for code in world.own for above in world.tree.above(code)}
    for name, tier, axis, period in world.asked(dossiers.ONLINE[::-1], TIERS, AXES, world.periods):
        screen = world.open(reverse("steering") + _query(name, tier, axis, *period))
        what = ("leader", name, tier, axis, *period)
        yield from _rates(world, screen, name, tier, axis, *period, own=own, before=True)
        ranked, whole = table(world, name, tier, axis, *period)
        mine = {
            f"{world.tree.offices[code].name} (cơ quan của bạn): hạng {rank} trên {len(ranked)}, "
            f"{share(sum(numbers[:3]), numbers[3])} ({number(sum(numbers[:3]))} / {number(numbers[3])}; "
            f"{by_whom(numbers)})."
            for rank, code, numbers in ranked if code in own and rank
        }  # fmt: skip
        said = {one.text() for one in screen.main.all("div", within="notice") if "hạng" in one.text()}
        yield (*what, "own"), {_tight(one) for one in said}, {_tight(one) for one in mine}
        yield (*what, "help first"), *_help_first(world, screen, ranked, whole)
        monthly = next((one.text() for one in screen.main.all("caption") if one.text().endswith(_MONTHS)), "")
        yield (*what, "months"), screen.table(monthly), list(_months(world, name, axis, int(period[1][:4])))


def leader_as_of(world):
    """The leader's table as it was known at the end of a past day; nothing that is not put back stands beside it."""
    own = {above for code in world.own for above in world.tree.above(code)}
    months = ("08-15", "03-31", "12-31", "07-09")
    for name, tier, axis, period, month in world.asked(dossiers.ONLINE, TIERS, AXES, world.periods, months):
        as_of = min(f"{period[1][:4]}-{month}", world.today)
        screen = world.open(f"{reverse('steering')}{_query(name, tier, axis, *period)}&as_of={as_of}")
        what, past = ("leader as of", name, tier, axis, *period, as_of), world.past(as_of)
        yield from _rates(past, screen, name, tier, axis, *period, own=own, everybody=False)
        yield (*what, "help first"), *_help_first(past, screen, *table(past, name, tier, axis, *period))
        yield (*what, "said"), f"Như đã biết đến hết ngày {day(as_of)} " in screen.text(), True
        yield (*what, "deeper"), [to for _, to in screen.links() if "/mo-so-lieu/" in to and "as_of" not in to], []


def _months(world, name, axis, year):
    """Yield the months of the province's year as the table beneath the chart says them, beside the year before and a target."""
    counted = []
    for month in [f"{year - n}-{month:02d}" for month in range(1, 13) for n in (0, 1)]:
        counts = dossiers.helps(world.dossiers, name, f"{month}-01", f"{month}-31", axis)
        counted.append(world.of(world.tree.root, counts, 4))
    target = world.journal.last("target").get(f"{year}/{world.tree.root}/{name}")
    before = any(numbers[3] for numbers in counted[1::2])
    for n, (now, then) in enumerate(zip(counted[::2], counted[1::2], strict=True), 1):
        if not any(numbers[3] for numbers in counted):
            return
        terms = f"{number(sum(now[:3]))} / {number(now[3])}" if now[3] else "–"
        yield [
            str(n), terms, " / ".join(map(number, now[:3])) if now[3] else "–", share(sum(now[:3]), now[3], 2), *([share(sum(then[:3]), then[3], 2)] if before else []),
            *([share(target["numerator"], target["denominator"], 2)] if target else []),
        ]  # fmt: skip


def _help_first(world, screen, ranked, whole):
    missing = {}
    for _, code, numbers in ranked:
        if numbers[3] and whole[3]:
            short = -(-sum(whole[:3]) * numbers[3] // whole[3]) - sum(numbers[:3])
            if short > 0:
                above = sum(numbers[:3])
                told = f"{share(above, numbers[3])} ({number(above)} / {number(numbers[3])}; {by_whom(numbers)})"
                missing[_tight(f"{world.tree.offices[code].name}: {told}, còn thiếu {number(short)} hồ sơ")] = short
    said = [_tight(one.text()) for list_ in screen.main.all("ol", within="rows") for one in list_.all("li")]
    most = sorted(missing.values(), reverse=True)[:5]
    return [missing.get(one, one) for one in said], most


def _tight(text):
    return text.replace(" ", "")


def _rates(world, screen, name, tier, axis, first, last, *, own, before=False, everybody=None):
    what, everybody = (name, tier, axis, first, last), not before if everybody is None else everybody
    then = _year_before(world, name, axis, first, last) if before else None
    ranked, whole = table(world, name, tier, axis, first, last)
    above, root = sum(whole[:3]), world.tree.offices[world.tree.root]
    yield (*what, "ranking"), sorted(screen.table(_RANKING)), sorted(
        [
            _line(world, rank, code, numbers, last, own, everybody=everybody) + _against(then, code, numbers)
            for rank, code, numbers in ranked
        ]
        + ([[f"{root.name} (toàn bộ)", *_cells(whole, everybody=everybody), *_against(then, world.tree.root, whole)]] if ranked else [])
    )  # fmt: skip
    text = screen.text()
    yield (
        (*what, "headline"),
        [one.text() for one in screen.main.all("p", within="figure-big")],
        [headline(above, whole[3])],
    )
    terms = (
        f"{number(above)} trên {number(whole[3])} hồ sơ ({by_whom(whole)}), tiếp nhận từ {day(first)} đến {day(last)}"
    )
    yield (*what, "terms"), terms if terms in text else text, terms
    split = [one.text() for list_ in screen.main.all("dl") for one in list_.all("dd")]
    yield (*what, "by whom"), split[:3], [f"{number(one)} hồ sơ" for one in whole[:3]]
    yield (*what, "four ways"), [row[1:] for row in screen.table("Tỷ lệ theo bốn cách tính")], [
        [f"{number(sum(n[:3]))} / {number(n[3])} {by_whom(n)}", share(sum(n[:3]), n[3])]
        for n in (table(world, each, tier, axis, first, last)[1] for each in dossiers.ONLINE)
    ]  # fmt: skip
    made_up = world.of(root.code, dossiers.simulated(world.dossiers, first, last, axis), 1)[0]
    told = f"{number(made_up)} hồ sơ trong kỳ này do phần mềm tạo ra"
    yield (*what, "simulated"), told in text or not made_up, True
    yield (*what, "map"), *_map(world, screen, ranked)
    yield (*what, "levels"), *_levels(world, screen, last)


def _year_before(world, name, axis, first, last):
    """Return {office: its numbers on the same days of the year before}, of those that were there then."""
    first, last = (f"{int(day[:4]) - 1}{day[4:]}".replace("-02-29", "-02-28") for day in (first, last))
    counts = dossiers.helps(world.dossiers, name, first, last, axis)
    there = [code for code, one in world.tree.offices.items() if one.first <= last and one.last >= first]
    return {code: world.of(code, counts, 4) for code in there}


def _against(then, code, now):
    """The column of the year before: the share then, by how many points it changed, and who did it."""
    if then is None:
        return []
    numbers = then.get(code)
    if not numbers or not numbers[3]:
        return ["–"]
    above, change = sum(numbers[:3]), "–"
    if now[3]:
        points = Fraction(sum(now[:3]), now[3]) - Fraction(above, numbers[3])
        tenths = int(abs(points) * 1000 + Fraction(1, 2))
        sign = "" if not tenths else "−" if points < 0 else "+"
        change = f"{sign}{tenths // 10},{tenths % 10} điểm"
    return [f"{share(above, numbers[3])} ({change}) {' / '.join(map(number, numbers[:3]))}"]


def by_whom(numbers):
    return f"tự làm {number(numbers[0])}, có hỗ trợ {number(numbers[1])}, không rõ {number(numbers[2])}"


def _few(numbers):
    """Whether so few filed online that everybody is not told who sat beside."""
    return 1 <= sum(numbers[:3]) <= 4


def _cells(numbers, *, everybody):
    above, split = sum(numbers[:3]), " / ".join(map(number, numbers[:3]))
    return [
        share(above, numbers[3]), "", f"{number(above)} / {number(numbers[3])}",
        "*" if everybody and _few(numbers) else split,
    ]  # fmt: skip


def _line(world, rank, code, numbers, last, own, *, everybody):
    office = world.tree.offices[code]
    name = f"{rank or '–'} {office.name}" + (" cơ quan của bạn" if code in own else "")
    return [name + (f" (đến {day(office.last)})" if office.last < last else ""), *_cells(numbers, everybody=everybody)]


def _map(world, screen, ranked):
    """Rank and share of every office on the map, which is drawn when half of them or more have a place on it."""
    said = sorted(
        (spot.text().split(" ", 1)[0], title.text())
        for drawing in screen.main.all("svg", within="map") for spot in drawing.all("g") for title in spot.all("title")
    )  # fmt: skip
    located = {place for (place,) in rows("SELECT id FROM offices_place WHERE longitude IS NOT NULL")}
    shown = [line for line in ranked if world.tree.offices[line[1]].place in located]
    expected = sorted(
        (str(rank or "–"), f"{world.tree.offices[code].name}: {share(sum(numbers[:3]), numbers[3])}")
        for rank, code, numbers in shown
    )
    return said, expected if len(shown) * 2 >= max(2, len(ranked)) else []


def _levels(world, screen, last):
    counts = catalogue.levels(last, world.tree)
    whole = sum(counts.values())
    said = sorted(tuple(row[1:3]) for row in screen.table("Số thủ tục theo mức độ"))
    told = sorted((number(one), share(one, whole, 2)) for one in counts.values())
    return (said, f"{number(whole)} thủ tục trong danh mục" in screen.text()), (told, True)


def as_file(world):
    """The table as CSV, row by row."""
    for name, tier, axis, (first, last) in world.asked(dossiers.ONLINE, TIERS, AXES, world.periods[1:]):
        query = _query(name, tier, axis, first, last)
        text = world.client.get(reverse("public_figures_csv") + query).content.decode("utf-8-sig")
        ranked, whole = table(world, name, tier, axis, first, last)
        made_up = dossiers.simulated(world.dossiers, first, last, axis)
        expected = [
            [str(rank or ""), code, world.tree.offices[code].name, *map(str, (sum(n[:3]), n[3])),
             exact(sum(n[:3]), n[3]) or "", *("***" if _few(n) else map(str, n[:3])), name, first, last, axis,
             str(world.of(code, made_up, 1)[0])]
            for rank, code, n in [*ranked, (None, world.tree.root, whole)]
        ]  # fmt: skip
        told = list(csv.reader(io.StringIO(text)))
        yield ("file", name, tier, axis, first, last), sorted(told[1:]), sorted(expected)
