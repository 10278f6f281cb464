"""Frozen reports: what a draft says, and beside what was sent what is now and the dossiers between."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from motcua.core import clock
from tests.measures.cases import Filing
from tests.recount import dossiers, petitions, steps
from tests.recount.commands import _some
from tests.recount.figures import by_whom
from tests.recount.index import Index
from tests.recount.opened import out_of, value
from tests.recount.words import exact, number, share

INDICATORS = (*dossiers.ONLINE, *dossiers.FURTHER)
_CHANGES = (
    {"channel": 1}, {"electronic_result": True}, {"digitised": True}, {"reused": 3}, {"satisfaction": "not_satisfied"},
    {"help": "helped"}, {"received_at": None}, {"simulated": False},
)  # fmt: skip


def page(world):
    """A report of a year (thorough: of quarters and months, too): drafted, issued, then corrected late. The world is read again after."""
    sent = []
    ways = ("year", "quarter", "month"), world.periods[:2], (True, False)
    for length, (_, end), top in world.asked(*ways) if world.thorough else [("year", world.periods[1], True)]:
        on = min(end, world.today)
        period, first, last = _period(length, on)
        office = world.tree.root if top else _some(world, (first, last))
        until = min(last, world.today)
        answer = world.client.post(reverse("reports"), {"office": office, "period": period})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        key = answer.headers["Location"].rstrip("/").rpartition("/")[2]
        what = ("report", office, first, until)
        yield from _content(world, what, key, office, first, until)
        yield from _draft(world, what, key, office, first, until)
        then = _whole(world, office, first, until), _further(world, office, first, until)
        sent.append((what, key, office, first, until, then))
    yield from _sent_and_now(world, sent[::4])


def _period(length, on):
    year, month = on[:4], int(on[5:7])
    if length == "year":
        return year, f"{year}-01-01", f"{year}-12-31"
    first = (month - 1) // 3 * 3 + 1 if length == "quarter" else month
    turn = int(year) * 12 + first - 1 + (3 if length == "quarter" else 1)
    last = date(turn // 12, turn % 12 + 1, 1) - timedelta(1)
    name = f"{year}-Q{(month - 1) // 3 + 1}" if length == "quarter" else f"{year}-{month:02d}"
    return name, f"{year}-{first:02d}-01", str(last)


def _line(world, name, office, first, last, on):
    """Return [numerator, denominator, simulated] and, of an online-filing rate, who did it."""
    days = first, last
    found = world.of(office, _once(world, dossiers.counted, name, *days, on))
    found += world.of(office, _once(world, dossiers.simulated, *days), 1)
    who = world.of(office, _once(world, dossiers.helps, name, *days), 4)[:3] if name in dossiers.ONLINE else []
    return [*found, *who]


def _once(world, counted, *about):
    return world.once((counted.__name__, *about), lambda: counted(world.dossiers, *about))


def _whole(world, office, first, last):
    return {name: _line(world, name, office, first, last, last) for name in INDICATORS}


def _year_before(day):
    one = date.fromisoformat(day)
    if (one + timedelta(1)).day == 1:
        return str(date(one.year - 1 + one.month // 12, one.month % 12 + 1, 1) - timedelta(1))
    return str(one.replace(year=one.year - 1))


def _months(until):
    """Return (first, last) of the twelve months that end on a day."""
    turn, found = int(until[:4]) * 12 + int(until[5:7]) - 1, []
    for n in range(turn - 11, turn + 1):
        last = date((n + 1) // 12, (n + 1) % 12 + 1, 1) - timedelta(1)
        found.append((f"{n // 12}-{n % 12 + 1:02d}-01", min(until, str(last))))
    return found


def _compared(world, office, first, until):
    """Return the offices of the table: of the province its usual tier, else those directly below; who ended needs dossiers."""
    tier = None if office != world.tree.root else "district" if until <= "2025-06-30" else "commune"
    received = dossiers.counted(world.dossiers, "national_766", first, until)
    return {
        code for code in world.tree.compared(office, tier, first, until) - {office}
        if world.tree.offices[code].last >= until or world.of(code, received)[1]
    }  # fmt: skip


def _content(world, what, key, office, first, until):
    """The content whose digest stands on the paper: every line of every table."""
    content = world.client.get(reverse("report_content", args=[key])).json()
    told = {
        table: {
            (line["office"], line["indicator"], line["first"], line["last"]): [
                line["numerator"], line["denominator"], line["simulated"], *(line["by"] or ())
            ]
            for line in lines
        }
        for table, lines in content["tables"].items()
    }  # fmt: skip
    before = _year_before(first), _year_before(until)
    yield (
        (*what, "whole"),
        told["whole"],
        {(office, name, first, until): line for name, line in _whole(world, office, first, until).items()},
    )
    yield (
        (*what, "before"),
        told["before"],
        {(office, name, *before): line for name, line in _whole(world, office, *before).items()},
    )
    yield (*what, "offices"), told["offices"], {
        (code, name, first, until): _line(world, name, code, first, until, until)
        for code in _compared(world, office, first, until) for name in ("all_procedures", "on_time")
    }  # fmt: skip
    for table, months in (("months", _months(until)), ("months_before", None)):
        months = months or [(_year_before(one), _year_before(other)) for one, other in _months(until)]
        yield (
            (*what, table),
            told[table],
            {
                (office, "all_procedures", *month): _line(world, "all_procedures", office, *month, month[1])
                for month in months
            },
        )


def _further(world, office, first, until):
    """What stands beside the lines: petitions in time and satisfied, how long a step took, the points of the index."""
    heard = petitions.counted(world, first, until, until, office)[""]
    done = steps.counted(world, office, first, until).values()
    times, took = sum(one[0] for one in done), sum(one[1] for one in done)
    index = Index(world, office, first, until)
    points = {row: None if one is None else f"{float(one):.2f}" for row, one in index.points.items()}
    said = [(heard[f"{name}_percent"], heard[name], heard["received"], heard["simulated"], {})
            for name in ("on_time", "satisfied")]  # fmt: skip
    total = None if index.total is None else f"{float(index.total):.2f}"
    return [
        *said, (exact(took, 3600 * 100 * times, 1), took, times, 0, {}), (total, None, None, index.simulated, points)
    ]  # fmt: skip


def _further_said(rows):
    *heard, (hours, _, times, *_), (points, *_) = rows
    said = [f"{'–' if not below else exact(above, below).replace('.', ',') + ' %'} ({number(above)} / {number(below)})"
            for _, above, below, *_ in heard]  # fmt: skip
    told = [f"{hours or '–'} giờ" if hours else "–", f"{points} điểm" if points else "–"]
    return [*said, f"{told[0].replace('.', ',')} ({number(times)})", told[1].replace(".", ",")]


def _draft(world, what, key, office, first, until):
    content = world.client.get(reverse("report_content", args=[key])).json()
    beside = _further(world, office, first, until)
    told = [
        tuple(row[name] for name in ("value", "numerator", "denominator", "simulated", "parts"))
        for row in content["further"]
    ]
    yield (*what, "further"), told, beside
    screen = world.open(reverse("report", args=[key]))
    rows = [row[1] for row in screen.table("Ngoài hồ sơ, trong kỳ")]
    yield (*what, "further said"), rows, _further_said(beside)
    before = _whole(world, office, _year_before(first), _year_before(until))
    now = _whole(world, office, first, until)
    said = [_split(row) for row in screen.table("Các chỉ tiêu trong kỳ")]
    yield (*what, "page"), said, [[_who(n), _cell(name, now[name]), _before(name, before[name])]
                                  for name, n in now.items()]  # fmt: skip
    monthly = [
        [f"{one[0][5:7]}/{one[0][:4]}", *_told(_line(world, "all_procedures", office, *one, one[1])), _rate(
            _line(world, "all_procedures", office, *map(_year_before, one), _year_before(one[1])))[1]]
        for one in _months(until)
    ]  # fmt: skip
    yield (*what, "months said"), screen.table("Theo tháng tiếp nhận, so với năm trước"), monthly
    below = [
        [world.tree.offices[code].name, *_told(_line(world, "all_procedures", code, first, until, until)),
         value("on_time", *_line(world, "on_time", code, first, until, until)[:2])]
        for code in _compared(world, office, first, until)
    ]  # fmt: skip
    yield (*what, "offices said"), sorted(screen.table("Các cơ quan bên dưới, tỷ lệ cao trước")), sorted(below)
    above, whole = sum(now["all_procedures"][3:]), now["all_procedures"][1]
    told = f"tiếp nhận {number(whole)} hồ sơ, trong đó {number(above)} hồ sơ nộp trực tuyến"
    yield (*what, "sentence"), told in screen.text() or not whole, True


def _rate(line):
    return [f"{number(line[0])} / {number(line[1])}", share(line[0], line[1], 2)]


def _told(line):
    """The columns of a line: the terms, who did it, the share."""
    terms, rate = _rate(line)
    return [terms, " / ".join(map(number, line[3:])), rate]


def _who(line):
    return f"{by_whom(line[3:])}" if line[3:] else ""


def _before(name, line):
    return value(name, *line[:2]) + (f" ({_who(line)})" if line[1] and line[3:] else "")


def _cell(name, line):
    return f"{value(name, *line[:2])} ({out_of(name, *line[:2])})"


def _split(row):
    """The name of an indicator left out, who did it kept."""
    return [row[0][row[0].index("tự làm") :] if "tự làm" in row[0] else "", *row[1:]]


def _sent_and_now(world, sent):
    """Issue, correct some dossiers of the period, let one come late, and look again."""
    filing, changed = Filing(), {}
    for _, key, *_ in sent:
        answer = world.client.post(reverse("report_issue", args=[key]))
        assert answer.status_code == 302, answer.content.decode()[:2000]
    filing.known, filing.at = dict(world.dossiers), clock.now()
    for _, _, office, first, until, _ in sent:
        mine = [
            code for code, at, _ in dossiers.received(world.dossiers, first, until) if at in world.tree.below(office)
        ]
        for n, code in enumerate(sorted(set(mine) - changed.keys())[:: max(1, len(mine) // 8)][:8]):
            changed[code] = world.dossiers[code]
            filing.went_on(code, "corrected", **_CHANGES[n])
        for code in [each for each in sorted(mine) if f"{each}-9" not in changed][:1]:
            changed[f"{code}-9"] = None
            filing.opened("accepted", f"{code}-9", **{**world.dossiers[code], "channel": 2, "help": "helped"})
    world.read_again()
    for what, key, office, first, until, (then, beside) in sent:
        screen = world.open(reverse("report", args=[key]))
        now, beside_now = _whole(world, office, first, until), _further(world, office, first, until)
        if now != then:
            said = zip(_further_said(beside), _further_said(beside_now), beside, beside_now, strict=True)
            yield (*what, "further, sent and now"), [row[1:] for row in screen.table("Ngoài hồ sơ, trong kỳ")], [
                [one, other if counts != now_counts else "như đã gửi"] for one, other, counts, now_counts in said
            ]  # fmt: skip
        before = _whole(world, office, _year_before(first), _year_before(until))
        differs = now != then
        expected = [
            [_who(then[name]), _cell(name, then[name]),
             *([_cell(name, now[name]) if now[name] != then[name] else "như đã gửi"] if differs else []),
             _before(name, before[name])]
            for name in INDICATORS
        ]  # fmt: skip
        yield (*what, "sent and now"), [_split(row) for row in screen.table("Các chỉ tiêu trong kỳ")], expected
        moved = {code for code, was in changed.items() if _adds(world, office, first, until, was)
                 != _adds(world, office, first, until, world.dossiers[code])}  # fmt: skip
        told = {one.text() for list_ in screen.main.all("ul", within="rows") for li in list_.all("li")
                for one in li.all("a", "span", within="code")}  # fmt: skip
        yield (*what, "between"), told, moved
        words = f"{number(len(moved))} hồ sơ được ghi nhận khác đi"
        yield (*what, "how many"), words in screen.text() or not moved, True


def _adds(world, office, first, until, state):
    """Return what a dossier adds to every line of a report; None for one that was not known."""
    if state is None or not any(
        at in world.tree.below(office) for _, at, _ in dossiers.received({"": state}, first, until)
    ):
        return [None]
    return [(dossiers.stands(name, state, until), bool(state["simulated"]),
             dossiers.by_whom(state) if name in dossiers.ONLINE and dossiers.stands(name, state, until)[0] else None)
            for name in INDICATORS]  # fmt: skip
