"""Open data: every cell that is published is the recount's, and every one that is not is one of which docs/open-data.md says so."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from django.urls import reverse

from tests.measures.cases import caught_up
from tests.recount import catalogue, dossiers
from tests.recount.offices import rows
from tests.recount.words import exact, number

INDICATORS = (*dossiers.ONLINE, *dossiers.FURTHER)
_HIDDEN, _LEAST = "*", 5


def files(world):
    """Publish what is due and read every month of every year, and the pages of the newest one."""
    caught_up()  # the worker publishes months that have been counted
    world.say("figures", "open-data")
    months = {}
    for code, _, state in dossiers.received(world.dossiers, "0000", "9999"):
        months.setdefault(state["received_at"][:7], {})[code] = state
    due = [month for month in sorted(months) if str(date.fromisoformat(_end(month)) + timedelta(15)) <= world.today]
    read = {name: _read(world, name, due) for name in ("co-quan-thang", "linh-vuc-thang", "muc-do-thang")}
    shown = {month: _Month(world, month, months[month]) for month in due}
    for month in due:
        mine = {name: [row for row in told if row["month"] == month] for name, told in read.items()}
        yield from _offices(world, shown[month], mine["co-quan-thang"])
        yield from _fields(shown[month], mine["linh-vuc-thang"], mine["co-quan-thang"])
        yield from _levels(world, shown[month], mine["muc-do-thang"])
    published = {row["month"] for row in read["co-quan-thang"]}
    enough = {month for month in due if len(months[month]) >= _LEAST}
    yield ("open data", "months"), enough - published, set()
    if due and due[-1] in published:
        yield from _pages(world, due[-1], read["co-quan-thang"])


def _end(month):
    turn = int(month[:4]) * 12 + int(month[5:7])
    return str(date(turn // 12, turn % 12 + 1, 1) - timedelta(1))


def _read(world, name, due):
    found = []
    for year in sorted({month[:4] for month in due}):
        answer = world.client.get(reverse("open_data_file", args=[f"{name}-{year}"]))
        assert answer.status_code == 200, (name, year)
        found += csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    return found


class _Month:
    """What was received in a month: by office directly below the province, by indicator, by field of procedures."""

    def __init__(self, world, month, states):
        self.name, self.first, self.last = month, f"{month}-01", _end(month)
        self.simulated = any(state["simulated"] for state in states.values())
        there = {
            code for code in world.tree.in_being(self.first, self.last)
            if world.tree.offices[code].parent == world.tree.root
        }  # fmt: skip
        self.units = {code: [] for code in there}
        self.states = list(states.values())
        for state in self.states:
            at = state["competent_office"]
            unit = next((above for above in world.tree.above(at) if above in there), world.tree.root)
            self.units.setdefault(unit, []).append(state)
        few = [code for code, mine in self.units.items() if 0 < len(mine) < _LEAST]
        rest = sorted((len(mine), code) for code, mine in self.units.items() if len(mine) >= _LEAST)
        while few and rest and (len(few) < 2 or sum(len(self.units[code]) for code in few) < _LEAST):
            few.append(rest.pop(0)[1])
        self.together = few if len(few) > 1 else []
        self.lines = {code: mine for code, mine in self.units.items() if code not in self.together}
        if self.together:
            self.lines[""] = [state for code in self.together for state in self.units[code]]

    def parts(self, name, states):
        """Return (above, only below, neither), the sum of the numerators, and who did it."""
        stands = [dossiers.stands(name, state, self.last) for state in states]
        below = sum(below for _, below in stands)
        above = below if name in dossiers.TIMES else sum(above for above, _ in stands)
        who = [0, 0, 0]
        for state, (counts, _) in zip(states, stands, strict=True):
            who[dossiers.by_whom(state)] += bool(counts)
        return (above, below - above, len(states) - below), sum(above for above, _ in stands), who


def _small(count):
    return 0 < count < _LEAST


def _offices(world, month, told):
    what = ("open data", month.name)
    if _small(len(month.states)) or not month.states:
        yield (*what, "too few"), [row for row in told if int(row["received"])], []
        return
    by = {}
    for row in told:
        code = world.tree.root + "*" if row["office_name"] == "Toàn tỉnh" else row["office"]
        by.setdefault(row["indicator"], {})[code] = row
    lines = {**month.lines, f"{world.tree.root}*": month.states}
    for name in INDICATORS:
        rows_ = by.get(name, {})
        received = {code: int(row["received"]) for code, row in rows_.items()}
        yield (*what, name, "received"), received, {code: len(states) for code, states in lines.items()}
        parts = {code: month.parts(name, states) for code, states in lines.items() if code in rows_}
        wrong = [_wrong(name, rows_[code], *parts[code]) for code in parts]
        yield (*what, name), [one for one in wrong if one], []
        yield (*what, name, "hidden"), _needless(name, rows_, parts), []
    made_up = {row["simulated"] for row in told}
    yield (*what, "simulated"), made_up, {"true" if month.simulated else "false"}


def _wrong(name, row, parts, total, who):
    """Return what is published and false, or published though it is a small count."""
    above, only_below, neither = parts
    exact_ = {"denominator": above + only_below}
    if name not in dossiers.TIMES:
        exact_["numerator"] = above
    if name in dossiers.ONLINE:
        exact_ |= dict(zip(("by_self", "helped", "unknown"), who, strict=True))
    value = exact(total, 3600 * 100 * above, 1) if name in dossiers.TIMES else exact(above, above + only_below)
    told = {cell: row[cell] for cell in exact_ if row[cell] not in (_HIDDEN, str(exact_[cell]))}
    if row["value"] not in (_HIDDEN, value or ""):
        told["value"] = row["value"]
    small = [cell for cell, count in exact_.items() if cell != "denominator" and _small(count) and row[cell] != _HIDDEN]
    if _small(neither) and row["denominator"] != _HIDDEN:  # what was received is published
        small.append("neither")
    if _small(only_below) and _HIDDEN not in (row.get("numerator"), row["denominator"]):
        small.append("only below")
    if name in dossiers.TIMES and _small(above) and row["denominator"] != _HIDDEN:
        small.append("denominator")
    return (row["office"], told, small, exact_) if told or small else None


def _needless(name, rows_, parts):
    """Return what is hidden in a table that has no small count, or alone in its row and its column."""
    coarse = any(_small(count) for each, _, _ in parts.values() for count in each)
    finer = coarse or any(_small(count) for _, _, who in parts.values() for count in who)
    hidden = {
        (code, cell) for code, row in rows_.items() for cell in ("numerator", "denominator") if row[cell] == _HIDDEN
    }
    told = [] if coarse else sorted(hidden)
    if name in dossiers.ONLINE:
        inner = {(code, cell) for code, row in rows_.items() for cell in ("by_self", "helped", "unknown")
                 if row[cell] == _HIDDEN}  # fmt: skip
        told += [] if finer else sorted(inner)
        told += [
            one for one in sorted(inner)
            if rows_[one[0]]["numerator"] != _HIDDEN and sum(other[0] == one[0] for other in inner) < 2
        ]  # fmt: skip
    told += [(code, cell) for code, cell in sorted(hidden) if sum(other == cell for _, other in hidden) < 2]
    return told


def _fields(month, told, offices):
    what = ("open data", month.name, "fields")
    whole = [row for row in offices if row["office_name"] == "Toàn tỉnh" and row["indicator"] == "all_procedures"]
    if not whole or _HIDDEN in (whole[0]["numerator"], whole[0]["denominator"]):
        yield what, told, []
        return
    names = dict(
        rows(
            "SELECT p.code, v.field FROM catalogue_procedureversion v JOIN catalogue_procedure p ON p.id = v.procedure_id "
            "WHERE (v.valid_from IS NULL OR v.valid_from <= %s) AND (v.valid_to IS NULL OR v.valid_to >= %s)",
            month.last, month.last,
        )
    )  # fmt: skip
    fields = {}
    for state in month.states:
        above, below = dossiers.stands("all_procedures", state, month.last)
        if below:
            row = fields.setdefault(names.get(state["procedure"]) or "Lĩnh vực khác", [0, 0, [0, 0, 0]])
            row[0] += above
            row[1] += 1
            row[2][dossiers.by_whom(state)] += above
    few = [name for name, row in fields.items() if _small(row[1])]
    rest = sorted((row[1], name) for name, row in fields.items() if row[1] >= _LEAST)
    while few and rest and (len(few) < 2 or sum(fields[name][1] for name in few) < _LEAST):
        few.append(rest.pop(0)[1])
    if len(few) > 1:
        merged = [fields.pop(name) for name in few]
        fields["Lĩnh vực ít hồ sơ (gộp)"] = [
            sum(row[0] for row in merged), sum(row[1] for row in merged),
            [sum(row[2][n] for row in merged) for n in range(3)],
        ]  # fmt: skip
    yield (
        (*what, "received"),
        {row["field"]: int(row["received"]) for row in told},
        {name: row[1] for name, row in fields.items()},
    )
    wrong = []
    for row in told:
        above, below, who = fields.get(row["field"], [0, 0, [0, 0, 0]])
        cells = {"online": above, "value": exact(above, below) or ""}
        cells |= dict(zip(("by_self", "helped", "unknown"), who, strict=True))
        wrong += [(row["field"], cell, row[cell], count) for cell, count in cells.items()
                  if row[cell] not in (_HIDDEN, str(count))
                  or (cell != "value" and _small(count) and row[cell] != _HIDDEN)]  # fmt: skip
    yield what, wrong, []


def _levels(world, month, told):
    counts = catalogue.levels(month.last, world.tree)
    whole = sum(counts.values())
    yield (
        ("open data", month.name, "levels"),
        {row["level"]: (row["on"], row["procedures"], row["value"]) for row in told},
        {level: (month.last, str(count), exact(count, whole) or "") for level, count in counts.items() if told},
    )


def _pages(world, newest, told):
    """The pages of all indicators and of one say what the file says of the newest month."""
    whole = {
        row["indicator"]: row for row in told if row["month"] == newest and row["office_name"] == "Toàn tỉnh"
    }  # fmt: skip
    screen = world.open(reverse("indicators"))
    lines = {row[0]: row[1:4] for row in screen.table("Chỉ tiêu của toàn tỉnh")}
    titles = {to.rstrip("/").rpartition("/")[2]: text for text, to in screen.links() if "/chi-tieu/" in to}
    yield (
        ("indicators", newest),
        {name: lines[titles[name]] for name in whole},
        {name: _page_row(name, row) for name, row in whole.items()},
    )


def _page_row(name, row):
    shown = {cell: count if count in (_HIDDEN, "") else number(int(count)) for cell, count in row.items()
             if cell in ("numerator", "denominator", "by_self", "helped", "unknown")}  # fmt: skip
    value = row["value"].replace(".", ",") + (" giờ" if name in dossiers.TIMES else " %")
    terms = shown["denominator"] if name in dossiers.TIMES else f"{shown['numerator']} / {shown['denominator']}"
    who = " / ".join(shown[cell] for cell in ("by_self", "helped", "unknown")) if name in dossiers.ONLINE else "–"
    return [{_HIDDEN: _HIDDEN, "": "–"}.get(row["value"], value), terms, who]
