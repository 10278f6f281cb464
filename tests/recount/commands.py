"""`motcua figures …` as JSON."""

from __future__ import annotations

import csv
import io

from tests.recount import catalogue, dossiers
from tests.recount.figures import AXES, TIERS, table
from tests.recount.words import exact, number, share

INDICATORS = (*dossiers.ONLINE, *dossiers.FURTHER)


def _words(**options):
    return [word for name, value in options.items() if value for word in (f"--{name.replace('_', '-')}", value)]


def _some(world, period):
    """Return an office in being with something below it that received dossiers in the period."""
    first, last = period
    there = world.tree.in_being(first, last)
    for _, office, _ in dossiers.received(world.dossiers, first, last):
        for above in world.tree.above(office):
            if above in there and above != world.tree.root:
                return above
    return world.tree.root


def online_rate(world):
    """Ranks and terms, by tier and under an office."""
    for name, tier, axis, period in world.asked(dossiers.ONLINE, (None, *TIERS), AXES, world.periods):
        top = _some(world, period) if tier is None else world.tree.root
        options = _words(
            definition=name, tier=tier, axis=axis, office=top, **dict(zip(("from", "to"), period, strict=True))
        )
        found = world.run("figures", "online-rate", *options)
        ranked, whole = table(world, name, tier, axis, *period, top=top)
        what = ("online-rate", name, tier, axis, *period, top)
        yield what, sorted(map(_row, found["rows"])), sorted(_told(rank, code, n) for rank, code, n in ranked)
        yield (*what, "total"), _row(found["total"])[1:], _told(None, top, whole)[1:]
        lines = csv.DictReader(io.StringIO(world.say("figures", "online-rate", *options, "--format", "csv")))
        told = {line["office"]: [int(line[who]) for who in ("by_self", "helped", "unknown")] for line in lines}
        yield (*what, "who"), told, {code: n[:3] for _, code, n in [*ranked, (None, top, whole)]}


def _row(row):
    return str(row.get("rank")), row["office"], row["numerator"], row["denominator"], str(row["percent"])


def _told(rank, code, n):
    return str(rank), code, sum(n[:3]), n[3], str(exact(sum(n[:3]), n[3]))


def indicator(world):
    """Every indicator, of every tier and by both offices to which a dossier belongs."""
    for name, tier, axis, period in world.asked(INDICATORS, (None, *TIERS), AXES, world.periods):
        yield from _indicator(world, name, tier, axis, period, None)


def indicator_as_of(world):
    """The same as it was known at the end of a past day; late is then what was late on it."""
    for name, period, month in world.asked(INDICATORS, world.periods, ("03-31", "07-09", "12-31")):
        yield from _indicator(world, name, None, "competent", period, f"{period[1][:4]}-{month}")


def _indicator(world, name, tier, axis, period, as_of):
    on = max(period[0], min(period[1], as_of or world.today))
    options = {"tier": tier, "axis": axis, "as_of": as_of, "from": period[0], "to": period[1]}
    found = world.run("figures", "indicator", name, *_words(**options))
    counts = dossiers.counted(world.known(as_of), name, *period, on, axis)
    offices = world.tree.compared(world.tree.root, tier, *period)
    who = dossiers.helps(world.known(as_of), name, *period, axis) if name in dossiers.ONLINE else None

    def told(code):
        split = [None] * 3 if who is None else world.of(code, who, 4)[:3]
        return *_value(name, code, world.of(code, counts)), *split

    what = ("indicator", name, tier, axis, *period, as_of)
    yield (*what, "judged on"), found["judged_on"], on
    yield (
        what,
        sorted(map(_amount, found["rows"])),
        sorted(map(told, offices)),
    )
    yield (*what, "total"), _amount(found["total"]), told(world.tree.root)


def _amount(row):
    who = row["by_self"], row["helped"], row["unknown"]
    return row["office"], row["numerator"], row["denominator"], str(row["value"]), *who


def _value(name, code, numbers):
    above, below = numbers
    if name in dossiers.TIMES:  # hours, one decimal
        return code, above, below, str(exact(above, 3600 * 100 * below, 1))
    return code, above, below, str(exact(above, below))


def service_levels(world):
    """How many procedures are offered at which level: of all, of a tier, of an office."""
    for tier, office, period in world.asked((None, "commune", "province"), (False, False, True), world.periods):
        top = _some(world, (period[1], period[1])) if office else None
        found = world.run("figures", "service-levels", *_words(on=period[1], tier=tier, office=top))
        expected = catalogue.levels(period[1], world.tree, top, tier)
        told = {level: one["count"] for level, one in found["levels"].items()}
        yield ("service-levels", tier, top, period[1]), told, expected
        whole = sum(expected.values())
        shares = {level: one["percent"] for level, one in found["levels"].items()}
        yield ("shares", tier, top, period[1]), shares, {level: exact(n, whole) for level, n in expected.items()}


def bulletin(world):
    """The bulletin of a period: what its sentences say, the ranking (its ends, where it is long), the four ways."""
    for tier, (first, last) in world.asked(TIERS, world.periods):
        text = world.say("bulletin", "--from", first, "--to", last, "--tier", tier, "--format", "md")
        ranked, whole = table(world, "all_procedures", tier, "competent", first, last)
        what, above = ("bulletin", tier, first, last), sum(whole[:3])
        for told in (
            f"tiếp nhận {number(whole[3])} hồ sơ, trong đó {number(above)} hồ sơ nộp trực tuyến, đạt {_plain(above, whole[3])} (",
            f"{number(whole[0])} do người dân tự làm, {number(whole[1])} có người hỗ trợ, {number(whole[2])} không rõ",
        ):
            yield what, told if told in text else text, told
        lines = {_cells(rank, world.tree.offices[code].name, n) for rank, code, n in ranked}
        rows = [line for line in text.partition("## Xếp hạng")[2].partition("##")[0].splitlines() if line[:3] != "| …"]
        said = rows[4:-2]  # without heading and head, without the line of the whole at the end
        yield (*what, "ranking"), [line for line in said if line not in lines], []
        yield (*what, "how many"), len(said), len(ranked) if len(ranked) <= 16 else 15
        ways = [table(world, name, tier, "competent", first, last)[1] for name in dossiers.ONLINE]
        ends = [
            f"{number(sum(n[:3]))} | {number(n[3])} | {share(sum(n[:3]), n[3])} | {' / '.join(map(number, n[:3]))} |"
            for n in ways
        ]
        yield (*what, "four ways"), [end for end in ends if end not in text], []


def _cells(rank, name, n):
    above = sum(n[:3])
    return f"| {rank or '–'} | {name} | {number(above)} | {number(n[3])} | {share(above, n[3])} | {' / '.join(map(number, n[:3]))} |"


def _plain(above, below):
    return share(above, below).replace(",0 %", " %")
