"""Series over the reform, dossier by dossier: the points, how many nobody can place, and between what they lie."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse

from tests.recount import dossiers, land
from tests.recount.figures import AXES
from tests.recount.opened import value
from tests.recount.words import day, exact, number

INDICATORS = (*dossiers.ONLINE, *dossiers.FURTHER)
STEPS = ("month", "quarter", "year")


def _asked(world):
    return world.once("series", lambda: _made(world))


def _made(world):
    """Return (what is asked for, what was counted) of units that most dossiers cannot be placed in, and of others."""
    known = land.Land(world.tree)
    shown = sorted(code for code, one in world.tree.offices.items() if one.kind in ("committee", "department"))
    first, last = min(start for start, _ in world.periods), max(end for _, end in world.periods)
    loose = dict.fromkeys(shown, 0)
    cells = {(at, state["place"], state["received_at"][:10])
             for _, at, state in dossiers.received(world.dossiers, first, last)}  # fmt: skip
    for code in shown:
        loose[code] = sum(known.stands(code, *cell) in (land.UNSURE_IN, land.UNSURE_OUT) for cell in cells)
    units = [*sorted(shown, key=lambda code: -loose[code])[:8], world.tree.root]
    for kind in ("department", "committee"):
        units += [code for code in shown if world.tree.offices[code].kind == kind and not loose[code]][1:3]
    whole = (first, last)
    pairs = enumerate(world.asked(units, INDICATORS))
    periods = (whole, *world.periods[3:])
    ways = [(*pair, STEPS[n % 3], AXES[n // 3 % 2], periods[n // 2 % len(periods)]) for n, pair in pairs]
    return [(*way, counted(world, known, *way)) for way in ways]


def counted(world, known, unit, name, step, axis, period):
    """Return the points, {office: dossiers that nobody can place}, and the stretches.

    A point is (name, first, last, sure, unsure, where they are put meanwhile, simulated, who did it); the three are
    pairs of numbers, the last is those by oneself, with help and unknown of what is put there, None where no figure says.
    """
    online = name in dossiers.ONLINE
    found = [[*point, [0, 0], [0, 0], [0, 0], 0, [0] * 3 if online else None] for point in _points(*period, step)]
    loose, at = {}, 0
    for _, office, state in sorted(
        dossiers.received(world.dossiers, *period, axis), key=lambda one: one[2]["received_at"]
    ):
        on = state["received_at"][:10]
        stands = known.stands(unit, office, state["place"], on)
        if stands == land.OUT:
            continue
        while found[at][2] < on:
            at += 1
        numbers = dossiers.stands(name, state, min(found[at][2], max(world.today, found[at][1])))
        inside = stands != land.UNSURE_OUT
        for n in (0, 1):
            found[at][3 if stands == land.SURE else 4][n] += numbers[n]
            found[at][5][n] += numbers[n] if inside else 0
        found[at][6] += bool(state["simulated"]) and inside
        if online and inside:
            found[at][7][dossiers.by_whom(state)] += numbers[0]
        if stands != land.SURE and numbers[1]:
            loose[office] = loose.get(office, 0) + numbers[1]
    return found, loose, _stretches(known, unit, period)


def _points(first, last, step):
    months = {"month": 1, "quarter": 3, "year": 12}[step]
    start = date.fromisoformat(first)
    while start.isoformat() <= last:
        turn = start.year * 12 + (start.month - 1) // months * months + months
        after = date(turn // 12, turn % 12 + 1, 1)
        name = {
            "month": f"{start:%Y-%m}",
            "quarter": f"{start.year}-Q{(start.month - 1) // 3 + 1}",
            "year": f"{start.year}",
        }
        yield name[step], start.isoformat(), min(last, (after - timedelta(1)).isoformat())
        start = after


def _stretches(known, unit, period):
    """Return [(first, last, who bears, land gained, land lost)]."""
    begins = [period[0], *(cut for cut in known.cuts if period[0] < cut <= period[1])]
    found, before = [], None
    for begin in begins:
        now = known.bearers(unit, begin), set() if unit == known.tree.root else known.served(unit, known.since(begin))
        if now != before:
            old = before[1] if before else now[1]
            gained, lost = ({known.names[line[0]] for line in lines} for lines in (now[1] - old, old - now[1]))
            found.append([begin, "", now[0], sorted(gained), sorted(lost)])
            before = now
    for one, after in zip(found, [*(other[0] for other in found[1:]), None], strict=True):
        one[1] = str(date.fromisoformat(after) - timedelta(1)) if after else period[1]
    return found


def _ends(name, sure, unsure):
    """Return the lowest and highest figure as text: a share over every way to place them, a time with none or all."""
    if name in dossiers.TIMES:
        both = [sure[n] + unsure[n] for n in (0, 1)]
        ends = [Fraction(above, below) for above, below in (sure, both) if below]
        return [_figure(name, end.numerator, end.denominator) for end in (min(ends), max(ends))] if ends else [None] * 2
    ways = [
        Fraction(sure[0] + above, sure[1] + above + missing)
        for above in {0, unsure[0]} for missing in {0, unsure[1] - unsure[0]} if sure[1] + above + missing
    ]  # fmt: skip
    return [_figure(name, end.numerator, end.denominator) for end in (min(ways), max(ways))] if ways else [None] * 2


def _figure(name, above, below):
    return exact(above, 3600 * 100 * below, 1) if name in dossiers.TIMES else exact(above, below)


def _lines(name, found, stretches):
    turns = {one[0] for one in stretches[1:]}
    for point, first, last, sure, unsure, inside, simulated, who in found:
        changed = any(first <= turn <= last for turn in turns)
        yield [point, first, last, *inside, _figure(name, *inside), *(who or [None] * 3), unsure[1],
               *_ends(name, sure, unsure), int(changed), simulated]  # fmt: skip


_COLUMNS = (
    "point", "from", "to", "numerator", "denominator", "value", "by_self", "helped", "unknown", "unsure", "low", "high",
    "changed", "simulated",
)  # fmt: skip


def command(world):
    """`motcua figures series`: points, ranges, who bears the series when, and whose dossiers nobody can place."""
    for unit, name, step, axis, period, (found, loose, stretches) in _asked(world):
        told = world.run(
            "figures", "series", name, "--office", unit, "--step", step, "--axis", axis, "--from", period[0], "--to",
            period[1],
        )  # fmt: skip
        what = ("series", unit, name, step, axis, *period)
        yield (
            what,
            [[one[column] for column in _COLUMNS] for one in told["points"]],
            list(_lines(name, found, stretches)),
        )
        yield (*what, "unsure"), {one["code"]: one["dossiers"] for one in told["unsure"]}, loose
        said = [
            [one["from"], one["to"], sorted((at["code"], at["part"]) for at in one["offices"]), one["gained"], one["lost"]]
            for one in told["stretches"]
        ]  # fmt: skip
        yield (*what, "bearers"), said, stretches


def as_file(world):
    """The points as CSV: where one to four filed online, everybody is not told who sat beside."""
    for unit, name, step, axis, period, (found, _, stretches) in _asked(world)[:: 1 if world.thorough else 3]:
        query = {**_query(unit, name, step, axis, period), "dang": "csv"}
        text = world.client.get(f"{reverse('public_series')}?{urlencode(query)}").content.decode("utf-8-sig")
        told = [
            [line[column] for column in ("office", "name", *_COLUMNS)] for line in csv.DictReader(io.StringIO(text))
        ]  # fmt: skip
        expected = [
            [unit, world.tree.offices[unit].name, *("" if one is None else str(one) for one in _hidden(name, line))]
            for line in _lines(name, found, stretches)
        ]  # fmt: skip
        yield ("series as a file", unit, name, step, axis, *period), told, expected


def pages(world):
    """The public page and the leader's: points, what nobody can place, and how much land was gained and lost."""
    views = ("public_series", "steering_series")
    asked = _asked(world)[:: 1 if world.thorough else 2]
    for n, (unit, name, step, axis, period, (found, loose, stretches)) in enumerate(asked):
        view = views[n % 2]
        screen = world.open(f"{reverse(view)}?{urlencode(_query(unit, name, step, axis, period))}")
        what = (view, unit, name, step, axis, *period)
        (table,) = screen.main.all("table", within="series")
        lines = list(_lines(name, found, stretches))
        lines = [_hidden(name, line) for line in lines] if view == "public_series" else lines
        yield what, table.cells(), [_row(name, line) for line in lines]
        listed = [one.text() for box in screen.main.all("div", within="notice") for one in box.all("li")]
        names = world.tree.offices
        yield (
            (*what, "unsure"),
            sorted(listed),
            sorted(f"{names[at].name}: {number(n)} hồ sơ" for at, n in loose.items()),
        )
        told = [one.text() for one in screen.main.all("li") if one.text()[10:13] == " – "]
        yield (*what, "bearers"), [_tight(one) for one in told], [_tight(_said(names, one)) for one in stretches]


def _query(unit, name, step, axis, period):
    return {"office": unit, "indicator": name, "step": step, "axis": axis, "from": period[0], "to": period[1]}


def _hidden(name, line):
    few = name in dossiers.ONLINE and 1 <= line[3] <= 4
    return [*line[:6], *["*"] * 3, *line[9:]] if few else line


def _row(name, line):
    point, _, _, above, below, _, *who, unsure, low, high, changed, _ = line
    called = f"{point[5:]}/{point[:4]}" if "-" in point else point
    called = f"quý {point[-1]}/{point[:4]}" if "Q" in point else called
    terms = number(below) if name in dossiers.TIMES else f"{number(above)} / {number(below)}"
    between = "–"
    if unsure:
        ends = [_spoken(name, end) for end in (low, high)]
        between = ends[0] if low == high else " đến ".join(ends)
    mark = " nơi mang số liệu thay đổi" if changed else ""
    split = ["*" if who[0] == "*" else " / ".join(map(number, who))] if name in dossiers.ONLINE else []
    return [called + mark, value(name, above, below), terms, *split, number(unsure) if unsure else "–", between]


def _spoken(name, text):
    unit = "giờ" if name in dossiers.TIMES else "%"
    return "–" if text is None else f"{text.replace('.', ',')} {unit}"


def _said(names, stretch):
    first, last, bearers, gained, lost = stretch
    whole = [code for code, part in bearers if not part], [code for code, part in bearers if part]
    said = [names[code].name for code in whole[0]] + [f"{names[code].name} (chỉ một phần)" for code in whole[1]]
    told = f"{day(first)} – {day(last)}: {', '.join(said) or 'chưa có cơ quan nào'}."
    told += f" Nhận thêm {len(gained)} xã cũ: {', '.join(gained)}" if gained else ""
    return told + (f" Bớt {len(lost)} xã cũ: {', '.join(lost)}" if lost else "")


def _tight(text):
    """The offices of a stretch in the order of their names, whatever the order on the page."""
    return sorted(text.replace(".", ",").replace(" ", "").replace(":", ",").strip(",").split(","))
