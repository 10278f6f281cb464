"""Targets, classes and what changed around them, as docs/targets.md and docs/training.md say."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from urllib.parse import urlencode

from django.urls import reverse

from motcua.adoption.effects import queries as effects_queries
from motcua.adoption.effects.rules import ActionKind
from motcua.measures.rules import DEFINITIONS
from motcua.offices.rules import Tier
from tests.recount import dossiers
from tests.recount.figures import TIERS, by_whom
from tests.recount.offices import rows
from tests.recount.words import day, number, share

_KEPT = ("class_planned", "class_changed", "class_cancelled", "class_held", "attendance_corrected")
_SHARING = ("committee", "department", "division")


def targets(world):
    """What each office has of its target and what is missing, this year and the years of the periods."""
    years = sorted({world.today[:4], *(period[1][:4] for period in world.periods)})
    for year, name, top in world.asked(years, dossiers.ONLINE[:2], (world.tree.root, *world.own)):
        query = urlencode({"nam": year, "chi-so": name})
        screen = world.open(f"{reverse('office_targets', args=[top])}?{query}")
        what, first, last = ("targets", year, name, top), f"{year}-01-01", f"{year}-12-31"
        there = world.tree.in_being(first, last)
        below = {
            code for code in there
            if world.tree.offices[code].parent == top and world.tree.offices[code].kind in _SHARING
        }  # fmt: skip
        said = screen.table("Chỉ tiêu của các đơn vị bên dưới")
        yield (
            (*what, "below"),
            sorted([*row[:3], row[5]] for row in said),
            sorted(_line(world, code, year, name) for code in below),
        )
        missing = {world.tree.offices[code].name: gap_said(world, code, year, name) for code in below}
        names = [row[0] for row in said]
        told = {row[0]: row[3] for row in said if names.count(row[0]) == 1}
        yield (*what, "missing"), [one for one, words in told.items() if missing[one] not in words], []
        if top in there and (rate := _rate(world, top, year, name)):
            own = gap_said(world, top, year, name)
            yield (*what, "own"), own if own in screen.text() else screen.text(), own
            who = _who(world, top, year, name)
            yield (*what, "who"), f", từ đầu năm ({by_whom(who)})." in screen.text(), True
            yield (*what, "rate"), f"Chỉ tiêu: {_percent(rate)}" in screen.text(), True

    yield from _sharing_out(world, sorted(world.tree.in_being(world.today, world.today)))


def _sharing_out(world, there):
    """What each office below had in the twelve whole months before, where a target of this year is shared out."""
    year, month = world.today[:4], world.today[5:7]
    first, last = f"{int(year) - 1}-{month}-01", str(date.fromisoformat(f"{year}-{month}-01") - timedelta(1))
    for name in dossiers.ONLINE[:2]:
        if _rate(world, world.tree.root, year, name) is None:
            continue
        screen = world.open(
            f"{reverse('share_target', args=[world.tree.root])}?{urlencode({'nam': year, 'chi-so': name})}"
        )
        counts, expected = dossiers.helps(world.dossiers, name, first, last), []
        for code in there:
            if world.tree.offices[code].parent == world.tree.root and world.tree.offices[code].kind in _SHARING:
                numbers = world.of(code, counts, 4)
                above, below = sum(numbers[:3]), numbers[3]
                said = f"{share(above, below)} ({number(above)} / {number(below)}; {by_whom(numbers)})"
                expected.append([world.tree.offices[code].name, said if below else "chưa có hồ sơ"])
        (table,) = screen.main.all("table")
        yield ("sharing out", name), sorted(row[:2] for row in table.cells()), sorted(expected)


def _line(world, code, year, name):
    counts = dossiers.counted(world.dossiers, name, f"{year}-01-01", f"{year}-12-31")
    above, below = world.of(code, counts)
    rate = _rate(world, code, year, name)
    terms = f"{share(above, below)} ({number(above)} / {number(below)})" if below else "–"
    who = " / ".join(map(number, _who(world, code, year, name)))
    return [world.tree.offices[code].name, _percent(rate) if rate else "–", terms, who]


def _who(world, code, year, name):
    """Return who filed online in a year: by oneself, with help, unknown."""
    return world.of(code, dossiers.helps(world.dossiers, name, f"{year}-01-01", f"{year}-12-31"), 4)[:3]


def _rate(world, code, year, name):
    facts = world.journal.last("target").get(f"{year}/{code}/{name}")
    return Fraction(facts["numerator"], facts["denominator"]) if facts else None


def _percent(rate):
    text = share(rate.numerator, rate.denominator, 2).removesuffix(" %").rstrip("0").rstrip(",")
    return f"{text} %"


def gap_said(world, code, year, name):
    """What the page says is missing to a target by the end of its year."""
    office, rate = world.tree.offices[code], _rate(world, code, year, name)
    if office.last < max(world.today, f"{year}-01-01"):
        return f"Đã kết thúc hoạt động ngày {day(office.last)}."
    if rate is None:
        return "Chưa giao."
    above, below = world.of(code, dossiers.counted(world.dossiers, name, f"{year}-01-01", f"{year}-12-31"))
    expected = _expected(world, code, year, name)
    if not below + expected or year > world.today[:4]:
        return "Chưa có hồ sơ nào để tính."
    needed = max(0, ceil(rate * (below + expected)) - above)
    if not needed:
        return "Đã đủ số hồ sơ nộp trực tuyến đến 31/12."
    if not expected:
        return f"Thiếu {number(needed)} hồ sơ nộp trực tuyến."
    told = f"Cần thêm {number(needed)} hồ sơ nộp trực tuyến đến 31/12"
    if needed > expected:
        return f"{told}, nhưng dự kiến chỉ còn {number(expected)} hồ sơ."
    return f"{told}, trong khoảng {number(expected)} hồ sơ còn nhận."


def _expected(world, code, year, name):
    """As many a day as since the first of the same month last year, the office's start or its first month."""
    today, office = date.fromisoformat(world.today), world.tree.offices[code]
    since = f"{today.year - 1}-{today.month:02d}"
    months = {}
    for _, at, state in dossiers.received(world.dossiers, f"{since}-01", "9999-12-31"):
        if at in world.tree.below(code):
            month = state["received_at"][:7]
            months[month] = months.get(month, 0) + dossiers.stands(name, state, world.today)[1]
    months = {month: count for month, count in months.items() if count and month <= world.today[:7]}
    if not months:
        return 0
    begun = max(f"{since}-01", f"{min(months)}-01", office.first)
    days = (today - date.fromisoformat(begun)).days + 1
    left = (date.fromisoformat(min(f"{year}-12-31", office.last)) - today).days
    return (2 * sum(months.values()) * left + days) // (2 * days) if days > 0 and left > 0 else 0


def classes(world):
    """How many were invited to each class and came, and how many offices have somebody with a skill."""
    screen = world.open(reverse("training"))
    invited, plans, held = {}, {}, {}
    for key, line, body in world.journal.told("class", "people_invited", *_KEPT):
        if line["kind"] == "people_invited":
            invited[key] = invited.get(key, 0) + len(body["details"]["accounts"])
        else:
            plans[key], held[key] = body["facts"], body.get("details", held.get(key))
    expected = sorted(
        [
            _moment(facts["begins_at"]),
            world.tree.offices[facts["office"]].name,
            _attended(held[key], invited.get(key, 0)),
        ]
        for key, facts in plans.items()
    )
    yield ("classes",), sorted(row[1:4] for row in screen.table("Các lớp, mới nhất đứng trên")), expected
    able, units = _able(world)
    told = f"{number(able)} trên {number(units)} cơ quan đã có người"
    yield ("classes", "offices with a skill"), told if told in screen.text() else screen.text(), told


def _attended(kept, invited):
    return f"{number(kept['came'])} / {number(kept['people'])} có mặt" if kept else number(invited)


def _moment(stamp):
    return f"{stamp[11:16]}, {day(stamp[:10])}"


def _able(world):
    """Who came to what is nobody's business outside: it is not in the journal, and read from the tables."""
    there = world.tree.in_being(world.today, world.today)
    units = {code for code in there if world.tree.offices[code].kind in ("committee", "department")}
    can = {account for (account,) in rows(
        "SELECT a.account_id FROM adoption_attendance a JOIN adoption_trainingclass c ON c.id = a.training_class_id "
        "WHERE a.attended AND c.state = 'held' AND c.skill = 'guiding' AND (c.questions = 0 OR a.score >= c.pass_mark)"
    )}  # fmt: skip
    found = set()
    for account, office in rows(
        "SELECT p.account_id, o.code FROM people_appointment p JOIN offices_office o ON o.id = p.office_id "
        "JOIN people_account a ON a.id = p.account_id WHERE a.is_active AND p.valid_from <= %s "
        "AND (p.valid_to IS NULL OR p.valid_to >= %s)", world.today, world.today
    ):  # fmt: skip
        unit = next((above for above in world.tree.above(office) if above in units), None)
        if account in can and unit:
            found.add(unit)
    return len(found), len(units)


def effects(world):
    """The months of every office of a tier and what was done for it, of the 24 months before a day."""
    for name, tier, period in world.asked(dossiers.ONLINE, TIERS, world.periods):
        today = date.fromisoformat(period[1]) + timedelta(1)
        around = effects_queries.surroundings(ActionKind.CLASS, DEFINITIONS[name], tier=Tier(tier), today=today)
        months = [
            f"{today.year - 2 + (today.month + n - 1) // 12}-{(today.month + n - 1) % 12 + 1:02d}" for n in range(24)
        ]
        units = world.tree.compared(world.tree.root, tier, today.isoformat(), today.isoformat())
        expected = {code: {month: [0, 0] for month in months} for code in units}
        for _, at, state in dossiers.received(world.dossiers, f"{months[0]}-01", f"{months[-1]}-31"):
            unit = next((above for above in world.tree.above(at) if above in units), None)
            if unit:
                cell = expected[unit][state["received_at"][:7]]
                for n, one in enumerate(dossiers.stands(name, state, period[1])):
                    cell[n] += one
        told = {code: [list(each) for each in counts] for code, counts in around.panel.counts.items()}
        what = ("effects", name, tier, period[1])
        yield what, told, {code: list(cells.values()) for code, cells in expected.items()}
        done, elsewhere = _done(world, units, months)
        yield (
            (*what, "done"),
            ({key: n for key, n in around.done.items() if 0 <= key[0] < 24}, around.elsewhere),
            (done, elsewhere),
        )


_OTHERS = {ActionKind.EVENING: "evening", ActionKind.OUTREACH: "outreach", ActionKind.SOLVED: "difficulty"}


def touched(world):
    """What else was done for every office of a tier in the 24 months before a day: evenings, messages, answers."""
    for kind, period in world.asked(list(_OTHERS), world.periods):
        today = date.fromisoformat(period[1]) + timedelta(1)
        definition = DEFINITIONS[dossiers.ONLINE[0]]
        around = effects_queries.surroundings(kind, definition, tier=Tier.COMMUNE, today=today)
        months = [
            f"{today.year - 2 + (today.month + n - 1) // 12}-{(today.month + n - 1) % 12 + 1:02d}" for n in range(24)
        ]
        units = world.tree.compared(world.tree.root, "commune", today.isoformat(), today.isoformat())
        told = {key: n for key, n in around.done.items() if 0 <= key[0] < 24}, around.elsewhere
        yield ("touched", str(kind), period[1]), told, _done(world, units, months, _OTHERS[kind])


def _done(world, units, months, subject="class"):
    done, elsewhere = {}, 0
    touched = {key: body["facts"] for key, _, body in world.journal.told(subject, "offices_touched")}
    for facts in touched.values():
        at = {unit for code in facts["offices"] for unit in _units(world, code, units) or {None}}
        for unit in at:
            if unit is None:
                elsewhere += 1
            elif facts["on"][:7] in months:
                key = months.index(facts["on"][:7]), unit
                done[key] = done.get(key, 0) + 1
    return done, elsewhere


def _units(world, code, units):
    found = {above for above in world.tree.above(code) if above in units}
    if found:
        return found
    return {unit for heir in world.tree.successors.get(code, ()) for unit in _units(world, heir, units)}
