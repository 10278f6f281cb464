"""A figure opened: its parts, the dossiers that it counts and those that it does not."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from tests.recount import catalogue, dossiers
from tests.recount.commands import INDICATORS, _some
from tests.recount.figures import by_whom
from tests.recount.offices import rows
from tests.recount.words import day, number, share

WAYS = ("division", "procedure", "officer", "hour", "in_person", "place")
PAST = ("", "08-15", "03-31")
_UNKNOWN = "Không rõ"
_REASONS = {
    "prefers": "Muốn nộp trực tiếp", "no_phone": "Không có điện thoại", "no_account": "Chưa có tài khoản",
}  # fmt: skip


def figures(world):
    """The figure of an office, now or as it was known, by office below, and by what its dossiers differ in."""
    for name, by, period, top, month in world.asked(INDICATORS, WAYS, world.periods, (True, False), PAST):
        office = world.tree.root if top else _some(world, period)
        as_of, states, on = _known_on(world, period, month)
        asked = {"indicator": name, "from": period[0], "to": period[1], "by": by, "as_of": as_of or ""}
        screen = world.open(f"{reverse('opened_figure', args=[office])}?{urlencode(asked)}")
        what = ("opened", office, name, by, *period, as_of)
        counts = dossiers.counted(states, name, *period, on)
        whole, who = world.of(office, counts), None
        if name in dossiers.ONLINE:
            who = dossiers.helps(states, name, *period)
        yield (
            (*what, "figure"),
            *_headline(screen, name, whole, period, None if who is None else world.of(office, who, 4)),
        )
        if as_of:
            now = dossiers.counted(world.dossiers, name, *period, world.reached(period))
            split = None
            if who is not None:
                split = world.of(office, dossiers.helps(world.dossiers, name, *period), 4)
            for told in (
                f"Theo số liệu bây giờ: {_known(name, world.of(office, now), split)}.",
                f"Như đã biết đến hết ngày {day(as_of)} ",
            ):
                yield (*what, "as it was known"), told if told in screen.text() else screen.text(), told
        yield (*what, "offices below"), *_offices(world, screen, name, office, period, counts, who)
        yield (*what, "parts"), *_parts(world, screen, name, office, by, period, on, states)


def _known_on(world, period, month):
    """Return a past day ("" month and day: none), what was known at its end, and on what day being late is judged."""
    on = world.reached(period)
    if not month:
        return None, world.dossiers, on
    as_of = min(f"{period[1][:4]}-{month}", world.today)
    return as_of, world.known(as_of), min(on, as_of)


def value(name, above, below):
    """A figure in its unit."""
    if name in dossiers.TIMES:
        return share(above, 3600 * 100 * below).replace(" %", " giờ")
    return share(above, below, 2)


def out_of(name, above, below):
    return number(below) if name in dossiers.TIMES else f"{number(above)} / {number(below)}"


def _known(name, numbers, who):
    terms = out_of(name, *numbers) + (f"; {by_whom(who)}" if who else "")
    return f"{value(name, *numbers)} ({f'trung bình của {terms} hồ sơ' if name in dossiers.TIMES else terms})"


def _who(numbers):
    """The column that tells who filed online, where the figure tells it."""
    return [" / ".join(map(number, numbers[:3]))] if numbers else []


def _headline(screen, name, numbers, period, who):
    above, below = numbers
    terms = (
        f"{number(above)} trên {number(below)} hồ sơ"
        if name not in dossiers.TIMES
        else f"trung bình của {number(below)} hồ sơ"
    )
    terms = f"{terms}{f' ({by_whom(who)})' if who else ''}, tiếp nhận từ {day(period[0])} đến {day(period[1])}"
    said = [one.text() for one in screen.main.all("p", within="figure-big")]
    return (said, terms if terms in screen.text() else screen.text()), ([value(name, above, below)], terms)


def _offices(world, screen, name, office, period, counts, who):
    said = sorted(screen.table("Chỉ tiêu của từng cơ quan bên dưới"))
    below = world.tree.compared(office, None, *period) - {office}
    numbers = [(code, world.of(code, counts)) for code in below]
    return said, sorted(
        [
            world.tree.offices[code].name,
            out_of(name, *n),
            *_who(None if who is None else world.of(code, who, 4)),
            value(name, *n),
        ]
        for code, n in numbers
    )


def _parts(world, screen, name, office, by, period, on, states):
    names, sums = part_names(by, period[1]), {}
    held = {str(account) for (account,) in rows("SELECT DISTINCT account_id FROM people_appointment")}
    for _, at, state in dossiers.received(states, *period):
        if at in world.tree.below(office):
            part, whose = sums.setdefault(part_of(by, state, held), ([0, 0], [0, 0, 0]))
            stands = dossiers.stands(name, state, on)
            for n, one in enumerate(stands):
                part[n] += one
            if stands[0]:
                whose[dossiers.by_whom(state)] += 1
    lines = [
        [names.get(key, key) or _UNKNOWN, out_of(name, *n), *_who(name in dossiers.ONLINE and whose), value(name, *n)]
        for key, (n, whose) in sums.items() if n[1]
    ]  # fmt: skip
    said = screen.table("Các phần của số liệu")
    if by == "in_person":  # how a reason is called is no figure
        said, lines = [row[1:] for row in said], [row[1:] for row in lines]
    if len(lines) > 300:
        return len(said), 300
    return sorted(said), sorted(lines)


def part_of(by, state, held):
    """Return in which part a dossier is; `held` are the officers with an office, whom alone a leader's role reaches."""
    if by == "way":
        return str(state["channel"] or 1)
    key = state["received_at"][11:13] if by == "hour" else str(state[by] or "")
    return "elsewhere" if by == "officer" and key and key not in held else key


def part_names(by, last):
    """Return {part: how a page calls it}, of procedures on a day."""
    if by == "division":
        return dict(rows("SELECT code, short_name FROM offices_office"))
    if by == "officer":
        known = {str(key): name for key, name in rows("SELECT id, full_name FROM people_account")}
        return known | {"elsewhere": "Cán bộ của cơ quan khác"}
    if by == "hour":
        return {f"{hour:02d}": f"{hour} giờ" for hour in range(24)}
    if by == "procedure":
        return dict(
            rows(
                "SELECT p.code, v.name FROM catalogue_procedureversion v JOIN catalogue_procedure p ON p.id = v.procedure_id "
                "WHERE (v.valid_from IS NULL OR v.valid_from <= %s) AND (v.valid_to IS NULL OR v.valid_to >= %s)", last, last
            )
        )  # fmt: skip
    found = rows("SELECT code, valid_from, full_name FROM offices_place")
    return {f"{code}/{str(first)[:7]}" if first else code: name for code, first, name in found}


def dossiers_listed(world):
    """Page by page every dossier that counts, that is in the denominator only, and that does not count."""
    for name, period, month in world.asked(INDICATORS, world.periods, PAST):
        office, (as_of, states, on) = _some(world, period), _known_on(world, period, month)
        expected = {"above": set(), "below": set(), "out": set()}
        for code, state in states.items():
            if state["competent_office"] not in world.tree.below(office):
                continue
            if not period[0] <= (state["received_at"] or state["submitted_at"])[:10] <= period[1]:
                continue
            above, below = dossiers.stands(name, state, on) if state["received_at"] else (0, 0)
            counts = above or (below and name in dossiers.TIMES)
            expected["above" if counts else "below" if below else "out"].add(code)
        for counted, codes in expected.items():
            if counted == "below" and name in dossiers.TIMES:
                continue
            asked = {"indicator": name, "from": period[0], "to": period[1], "counted": counted, "as_of": as_of or ""}
            yield ("listed", office, *asked.values()), *_listed(world, office, asked, states, codes)


def _listed(world, office, asked, states, codes):
    address = f"{reverse('opened_figure', args=[office])}?{urlencode(asked)}"
    found, wordless, counted = [], 0, asked["counted"]
    while address:
        screen = world.open(address)
        for code, received, reason in screen.table("Hồ sơ của số liệu này"):
            found.append(code)
            wordless += (reason == "Được tính") is not (counted == "above")
            state = states[code]
            wordless += received != (day(state["received_at"][:10]) if state["received_at"] else "–")
        address = next((to for text, to in screen.links() if text == "Xem tiếp"), "")
        if address.startswith("?"):
            address = reverse("opened_figure", args=[office]) + address.partition("#")[0]
    return (sorted(found), wordless), (sorted(codes), 0)


def services(world):
    """Row 3.2 of the index: which of the procedures that an office offers online were filed so."""
    for period, top in world.asked(world.periods, (True, False)):
        office = world.tree.root if top else _some(world, period)
        asked = {"indicator": "services_with_filings", "from": period[0], "to": period[1]}
        screen = world.open(f"{reverse('opened_figure', args=[office])}?{urlencode(asked)}")
        offered = catalogue.online(period[1], world.tree, office)
        filed = {
            state["procedure"] for _, at, state in dossiers.received(world.dossiers, *period)
            if at in world.tree.below(office) and state["channel"] == 2
        }  # fmt: skip
        what, used = ("services", office, *period), offered & filed
        terms = f"{number(len(used))} trên {number(len(offered))} thủ tục"
        yield (*what, "figure"), terms if terms in screen.text() else screen.text(), terms
        said = screen.table("Thủ tục cung cấp trực tuyến")
        told = {(name.rpartition(" ")[2], counted == "Được tính") for name, counted in said}
        yield (*what, "procedures"), told, {(code, code in used) for code in offered}
        if top:
            found = world.run("figures", "indicator", "services_with_filings", "--from", period[0], "--to", period[1])
            yield (
                (*what, "command"),
                (found["total"]["numerator"], found["total"]["denominator"]),
                (len(used), len(offered)),
            )
