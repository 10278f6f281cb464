"""Figures from outside beside ours: the difference opened, by another definition, axis, day, system or channel."""

from __future__ import annotations

import csv
import tempfile
from decimal import Decimal
from pathlib import Path

from django.urls import reverse

from tests.recount import dossiers
from tests.recount.commands import _some
from tests.recount.figures import by_whom
from tests.recount.offices import rows
from tests.recount.opened import out_of, value
from tests.recount.words import exact, number

_HEADS = ("kind", "indicator", "office", "from", "to", "value", "source", "read_on")


def page(world):
    """Import figures of the country and of the portal, and open each."""
    asked = []
    for name, period, kind in world.asked(
        (*dossiers.ONLINE[::3], "on_time", "time_to_finish"), world.periods[:2], ("portal", "portal", "national")
    ):
        office = None if kind == "national" else _whole(world, _some(world, period), period)
        if period[1] <= world.today and (kind, name, office, *period) not in [one[:5] for one in asked]:
            theirs = "12.5" if name in dossiers.TIMES else "61.25"
            asked.append((kind, name, office, *period, theirs, f"{period[1]}"))
    _import(world, asked)
    for kind, name, office, first, last, theirs, read_on in asked:
        (key,) = rows(
            "SELECT f.id FROM measures_outsidefigure f LEFT JOIN offices_office o ON o.id = f.office_id WHERE f.kind = %s "
            "AND f.indicator = %s AND COALESCE(o.code, '') = %s AND f.first = %s AND f.last = %s AND f.replaced_at IS NULL",
            kind, name, office or "", first, last,
        )[0]  # fmt: skip
        screen = world.open(reverse("outside_figure", args=[key]))
        what = ("outside", kind, name, office, first, last)
        top, on = office or world.tree.root, max(first, min(last, world.today))
        own = world.of(top, dossiers.counted(world.dossiers, name, first, last, on))
        told = [one.text() for each in screen.main.all("dl") for one in each.all("dd")]
        terms = f"trung bình của {number(own[1])} hồ sơ" if name in dossiers.TIMES else out_of(name, *own)
        if who := _who(world, world.dossiers, name, top, first, last):
            terms += f"; {by_whom(who)}"
        yield (*what, "ours"), told[1:3], [f"{value(name, *own)} ({terms})", _apart(name, own, theirs)]
        lines = [
            [value(name, *n) + (" gần hơn" if _nearer(name, own, n, theirs) else ""),
             *([" / ".join(map(number, who))] if who else [])]
            for n, who in _others(world, name, office, top, first, last, on, read_on)
        ]  # fmt: skip
        yield (*what, "others"), [row[1:] for row in screen.table("Nếu đếm khác đi, ta sẽ nói")], lines
        if office:
            yield (*what, "days"), told[-4:], [number(n) for n in _days(world, top, first, last, read_on)]


def _whole(world, office, period):
    """Return the office in being that a division is of: nobody outside tells figures of a part, or of what has ended."""
    there = world.tree.in_being(*period)
    return next(one for one in world.tree.above(office) if one in there and world.tree.offices[one].kind != "division")


def _import(world, asked):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outside.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(_HEADS)
            for kind, name, office, first, last, theirs, read_on in asked:
                lines.writerow([kind, name, office or "", first, last, theirs, "Báo cáo", read_on])
        world.say("import", "outside", str(path))


def _figure(name, numbers):
    above, below = numbers
    text = exact(above, 3600 * 100 * below, 1) if name in dossiers.TIMES else exact(above, below)
    return None if text is None else Decimal(text)


def _apart(name, own, theirs):
    ours = _figure(name, own)
    if ours is None:
        return "–"
    apart = (Decimal(theirs) - ours).normalize()
    return ("+" if apart > 0 else "−" if apart < 0 else "") + f"{abs(apart):f}".replace(".", ",")


def _nearer(name, own, other, theirs):
    ours, theirs_ = _figure(name, own), Decimal(theirs)
    found = _figure(name, other)
    return None not in (ours, found) and abs(found - theirs_) < abs(ours - theirs_)


def _others(world, name, office, top, first, last, on, read_on):
    """Yield the numbers of each other way to count, and who did it, in the order of the page."""

    def told(states, name=name, on=on, axis="competent"):
        numbers = world.of(top, dossiers.counted(states, name, first, last, on, axis))
        return numbers, _who(world, states, name, top, first, last, axis)

    for other in dossiers.ONLINE if name in dossiers.ONLINE else ():
        if other != name:
            yield told(world.dossiers, other)
    if not office:
        return
    yield told(world.dossiers, axis="received")
    yield told(world.known(min(read_on, world.today)), on=min(on, max(read_on, first)))
    mine = {code: state for code, at, state in dossiers.received(world.dossiers, first, last)
            if at in world.tree.below(top)}  # fmt: skip
    held = {}
    for state in mine.values():
        if state["system"] != "motcua":
            held[state["system"]] = held.get(state["system"], 0) + dossiers.stands(name, state, on)[1]
    for system in sorted((one for one, count in held.items() if count), key=lambda one: -held[one]):
        yield told({code: state for code, state in mine.items() if state["system"] != system})
    kept = {code: state for code, state in mine.items() if state["channel"] is not None}
    if len(kept) < len(mine):
        yield told(kept)


def _who(world, states, name, top, first, last, axis="competent"):
    """Return [by oneself, helped, unknown] of an online-filing rate; nothing of another figure."""
    if name not in dossiers.ONLINE:
        return []
    return world.of(top, dossiers.helps(states, name, first, last, axis), 4)[:3]


def _days(world, top, first, last, read_on):
    """Filed before and received in it; filed in it, received later or never; recorded later; changed since."""
    found = [0, 0, 0, 0]
    for code, state in world.dossiers.items():
        if state["competent_office"] not in world.tree.below(top):
            continue
        received, submitted = (state["received_at"] or "")[:10], (state["submitted_at"] or "")[:10]
        inside = first <= received <= last
        known = [
            line["recorded_at"][:10] for line, body in world.journal.entries[f"dossier/{code}"] if "facts" in body
        ]  # fmt: skip
        found[0] += inside and bool(submitted) and submitted < first
        found[1] += first <= submitted <= last and (not received or received > last)
        found[2] += inside and known[0] > read_on
        found[3] += inside and known[0] <= read_on < _changed(world, code)
    return found


def _changed(world, code):
    """Return the day on which the last entry was recorded that changed a fact."""
    day, before = "", None
    for line, body in world.journal.entries[f"dossier/{code}"]:
        if "facts" in body and body["facts"] != before:
            day, before = line["recorded_at"][:10], body["facts"]
    return day
