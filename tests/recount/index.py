"""The 766 index: numbers and points of every row, what earns the next point, what is behind a row."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse

from tests.recount import catalogue, dossiers, index_rows, petitions
from tests.recount.figures import by_whom
from tests.recount.index_rows import FULL, MAXIMA
from tests.recount.offices import rows
from tests.recount.words import exact, number

IN_THE_PERIOD, NEW_ONES, AFTERWARDS = (
    ("1.3", "3.1", "3.2", "3.5", "3.5b", "4.5a"),
    ("2.1", "3.3", "3.6", "5.4", "4.3", "4.4", "4.5b"),
    ("4.1", "4.2"),
)
_BEHIND = ("1.3", "3.1", "4.5a", "5.2", "5.3", "5.4")
_FULL = {**FULL, "3.5": Fraction(4, 5), "3.5b": Fraction(4, 5)}


class Index:
    """The index of an office and what is below it, as the journal and the catalogue tell it."""

    def __init__(self, world, office, first, last):
        self.office, self.first, self.last, self.on = office, first, last, max(first, min(last, world.today))
        self.commune = world.tree.offices[office].tier == "commune"
        below = world.tree.below(office)
        self.mine = [
            (code, state) for code, at, state in dossiers.received(world.dossiers, first, last) if at in below
        ]  # fmt: skip
        tier = None if office == world.tree.root else world.tree.offices[office].tier
        self.lacking = {
            code: lacks for code, tiers, lacks in _records(self.on) if tier is None or tier in tiers
        }  # fmt: skip
        levels = catalogue.ranked(self.on, world.tree, office, tier)
        self.online = {code for code, rank in levels.items() if rank}
        self.offline = levels.keys() - self.online
        newest, oldest = world.journal.last("petition"), world.journal.first("petition")
        self.petitions = {
            key: petitions.stands(facts, oldest[key], self.on) | {"day": facts["received_at"][:10]}
            for key, facts in newest.items()
            if facts["office"] in below and first <= facts["received_at"][:10] <= self.on
        }  # fmt: skip
        self.about = {one["dossier"] for one in newest.values() if one["received_at"][:10] <= self.on}
        self.numbers = index_rows.of_dossiers(self.mine, self.on) | {
            "1.3": (sum(not lacks for lacks in self.lacking.values()), len(self.lacking)),
            "3.1": (len(self.online), len(levels)),
            "3.2": (len(self.online & index_rows.filed_online(self.mine)), len(self.online)),
        }  # fmt: skip
        if self.about:  # else nobody knows whether there were none, or whether they are kept elsewhere
            self.numbers |= {
                "5.2": (self._petitions("on_time"), len(self.petitions)),
                "5.3": (self._petitions("satisfied"), len(self.petitions)),
            }
        if (told := index_rows.not_troubled(self.mine, self.about, self.on)) is not None:
            self.numbers["5.4"] = told
        self.by = [0, 0, 0]
        for _, state in self.mine:
            self.by[dossiers.by_whom(state)] += dossiers.stands("national_766", state, last)[0]
        self.points = {row: index_rows.points(row, self.numbers.get(row), self.commune) for row in MAXIMA}
        self.simulated = sum(bool(state["simulated"]) for _, state in self.mine)

    def _petitions(self, name):
        return sum(bool(one[name]) for one in self.petitions.values())

    @property
    def total(self):
        """The points of all rows that have any; None when none has."""
        known = [points for points in self.points.values() if points is not None]
        return sum(known) if known else None


def _records(on):
    """Return [(procedure, tiers that resolve it, what its record lacks)] of those in force on a day."""
    filed = {}
    for version, amount, text in rows("SELECT version_id, limit_amount, limit_text FROM catalogue_filingway"):
        filed.setdefault(version, []).append(amount is not None or bool(text))
    asked = {version for (version,) in rows(
        "SELECT DISTINCT version_id FROM catalogue_paper WHERE originals > 0 OR copies > 0"
    )}  # fmt: skip
    tiers = catalogue.held(on)
    for code, version, name, steps, audience, agency in rows(
        "SELECT p.code, v.id, v.name, v.steps, v.audience, v.competent_agency FROM catalogue_procedureversion v "
        "JOIN catalogue_procedure p ON p.id = v.procedure_id "
        "WHERE (v.valid_from IS NULL OR v.valid_from <= %s) AND (v.valid_to IS NULL OR v.valid_to >= %s)", on, on
    ):  # fmt: skip
        there = {
            "tên": name, "trình tự": steps, "cách thức": version in filed, "thành phần, số lượng hồ sơ": version in asked,
            "thời hạn": any(filed.get(version, ())), "đối tượng": audience, "cơ quan thực hiện": agency,
        }  # fmt: skip
        yield code, tiers[code], [part for part, is_there in there.items() if not is_there]


def _offices(world, period):
    """Return the province, a district, a department and a commune that received dossiers in a period."""
    found = [world.tree.root]
    there = world.tree.in_being(*period)
    for kind, tier in (("committee", "district"), ("department", "province"), ("committee", "commune")):
        for code in sorted(there):
            one = world.tree.offices[code]
            if (one.kind, one.tier) == (kind, tier) and any(
                at in world.tree.below(code) for _, at, _ in dossiers.received(world.dossiers, *period)
            ):
                found.append(code)
                break
    return found


def command(world):
    """`motcua figures index-766`: numerator, denominator and points of every row, and the total."""
    for period in world.periods:
        for office in _offices(world, period):
            index = Index(world, office, *period)
            told = world.run("figures", "index-766", "--office", office, "--from", period[0], "--to", period[1])
            what = ("index", office, *period)
            said = {one["id"]: (one["numerator"], one["denominator"]) for one in told["rows"]}
            yield what, said, {row: index.numbers.get(row, (None, None)) for row in MAXIMA}
            points = {one["id"]: one["points"] for one in told["rows"]}
            yield (*what, "points"), points, {row: _float(index.points[row]) for row in MAXIMA}
            yield (*what, "total"), told["total"], {"points": _float(index.total), "maximum": 100}
            (rate,) = (one["note"] for one in told["rows"] if one["id"] == "3.3")
            yield (*what, "who"), "3.3" not in index.numbers or by_whom(index.by) in rate.lower(), True
            wordless = [one["id"] for one in told["rows"] if one["points"] is None and not one["note"]]
            yield (*what, "said why"), wordless, []


def _float(points):
    return None if points is None else float(points)


def page(world):
    """The page of a month, a quarter and a year: rows, groups, what they rest on, what earns the next point."""
    last = max(end for _, end in world.periods)
    whole = (min(start for start, _ in world.periods), last)
    ways = world.asked(("year", "quarter", "month"), _offices(world, whole), _days(world))
    for n, (length, office, on) in enumerate(ways):
        first, end = _long(length, on)
        one = world.tree.offices[office]
        if not (one.first <= min(end, world.today) and first <= one.last):
            continue
        index = Index(world, office, first, max(first, min(end, world.today)))
        screen = world.open(f"{reverse('index_766_office', args=[office])}?{urlencode({'period': length, 'day': on})}")
        what = ("index page", office, length, on)
        yield (*what, "rows"), _rows_said(screen), [_row(index, row) for row in MAXIMA]
        (panel,) = screen.main.all("div", within="index-total")
        yield (*what, "total"), panel.text().split(" điểm tối đa")[0], _total(index)
        text = screen.text()
        told = f"{number(index.simulated)} hồ sơ trong kỳ này do phần mềm tạo ra"
        yield (*what, "simulated"), told in text or not index.simulated, True
        said = [each.text() for each in screen.main.all("ol", within="rows") for each in each.all("li")]
        yield (*what, "next"), [_without_name(one) for one in said], _next(index, end, world.today)
        groups = [each.text().rpartition(": ")[2] for each in screen.main.all("h2") if " / " in each.text()]
        yield (*what, "groups"), groups, [_group(index, rows_) for rows_ in _GROUPS]
        yield from _behind(world, index, length, on, _BEHIND if world.thorough else _BEHIND[n % 3 :: 3])


_GROUPS = (
    ("1.1", "1.2", "1.3", "1.4"), ("2.1", "2.2"), ("3.1", "3.2", "3.3"), ("3.5", "3.5b", "3.6"), ("5.2", "5.3", "5.4"),
    ("4.1", "4.2", "4.x", "4.3", "4.4", "4.5a", "4.5b"),
)  # fmt: skip


def _days(world):
    """Return a day in each period."""
    return [min(end, world.today) for _, end in world.periods]


def _long(length, on):
    months = {"month": 1, "quarter": 3, "year": 12}[length]
    year, month = int(on[:4]), (int(on[5:7]) - 1) // months * months + 1
    after = year * 12 + month - 1 + months
    return f"{year}-{month:02d}-01", str(date(after // 12, after % 12 + 1, 1) - timedelta(1))


def _rows_said(screen):
    found = []
    for row in [each for list_ in screen.main.all("ul", within="index-rows") for each in list_.all("li")]:
        (name,) = row.all("span", within="code")
        (of,) = row.all("span", within="of")
        (how,) = [one for one in row.all("span") if one.attributes.get("class") == "how"]
        formulas = [one.text() for one in row.all("p") if one.text().startswith("Điểm:")]
        found.append([name.text(), of.text(), how.text(), *formulas])
    return found


def _row(index, row):
    told, points = index.numbers.get(row), index.points[row]
    if index.commune and row in index_rows.EXEMPT:
        return [row, f"{_said(points)} / {MAXIMA[row]}", "không áp dụng cho cấp xã"]
    if told is None:
        return [row, "chưa có dữ liệu", ""]
    if row == "2.2":
        hours = exact(told[0], 3600 * 100 * told[1], 1)
        average = f"Chỉ để biết, không chấm điểm: trung bình {(hours or '').replace('.', ',')} giờ."
        return [row, "để biết", average if told[1] else "Không có gì để tính trong kỳ."]
    of = "không có gì để tính" if points is None else f"{_said(points)} / {MAXIMA[row]}"
    terms = f"{number(told[0])} / {number(told[1])}"
    who = f"; {by_whom(index.by)}" if row == "3.3" else ""
    if not told[1]:
        return [row, of, terms + who]
    share, full = _percent(exact(*told)), _percent(str(float(_FULL.get(row, 1) * 100)))
    formula = f"{MAXIMA[row]} × {share} / {full} = {_said(points)}"
    return [row, of, f"{terms} = {share}{who}", f"Điểm: {formula}, nhiều nhất {MAXIMA[row]}; đủ điểm từ {full}."]


def _said(points):
    """1.50 → "1,5"; None → "–"."""
    return "–" if points is None else f"{float(points):.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _percent(text):
    return f"{text.rstrip('0').rstrip('.').replace('.', ',')} %"


def _total(index):
    known = sum(MAXIMA[row] for row, points in index.points.items() if points is not None)
    return f"{_said(index.total)} trên 100 điểm Các dòng có điểm chiếm {known} trên 100"


def _group(index, group):
    known = [index.points[row] for row in group if index.points[row] is not None]
    return f"{_said(sum(known) if known else None)} / {sum(MAXIMA[row] for row in group)}"


def _without_name(text):
    row, _, rest = text.partition(" ")
    count = rest.rpartition(": thêm ")[2].split()[0].replace(".", "")
    gain = rest.partition("được thêm ")[2].split()[0]
    days = rest.partition("mất khoảng ")[2].split()[:1]
    return [row, int(count), gain, int(days[0]) if days else None]


def _next(index, end, today):
    """The five next points that take least: [row, how many more, points, in how many days at the period's pace]."""
    left = (date.fromisoformat(end) - date.fromisoformat(today)).days
    elapsed = (date.fromisoformat(index.on) - date.fromisoformat(index.first)).days + 1
    found = []
    for row in AFTERWARDS if left < 0 else (*IN_THE_PERIOD, *NEW_ONES, *AFTERWARDS):
        told, now = index.numbers.get(row), index.points[row]
        if told is None or now is None or not told[1] or (index.commune and row in index_rows.EXEMPT):
            continue
        wanted = min(now + 1, Fraction(MAXIMA[row]))
        more = _more(row, told, wanted)
        if wanted > now and more is not None:
            days = -(-more * elapsed // told[1]) if row in NEW_ONES else None
            found.append(((days or 0) > left >= 0, more / (wanted - now), row, more, wanted - now, days))
    return [[row, more, _said(gain), days] for _, _, row, more, gain, days in sorted(found)[:5]]


def _more(row, told, wanted):
    """How many more it takes: from the least share in hundredths of a per cent that, rounded, earns what is wanted."""
    least = next((
        share for share in range(10001)
        if index_rows.points(row, (share, 10000), False) >= wanted
    ), None)  # fmt: skip
    if least is None:
        return None
    share = Fraction(2 * least - 1, 20000)  # from half a hundredth below it is rounded up
    if row not in NEW_ONES:
        more = -((told[0] - share * told[1]) // 1)
        return more if told[0] + more <= told[1] else None
    return -((told[0] - share * told[1]) // (1 - share))


def _behind(world, index, length, on, behind):
    for row in behind:
        address = reverse("index_766_row", args=[index.office, row])
        screen = world.open(f"{address}?{urlencode({'period': length, 'day': on})}")
        what = ("behind a row", index.office, length, on, row)
        expected = _parts(index, row)
        if row != "5.4" and expected:
            missing = sum(bool(why) for why in expected.values())
            told = f"{number(missing)} trên {number(len(expected))} không được tính"
            yield (*what, "how many"), told if told in screen.text() else screen.text(), told
        said = {line[0].rpartition(" ")[2]: line[-1] for line in screen.table("Từng phần của dòng này")}
        wrong = {code: why for code, why in said.items() if expected.get(code) != ("" if why == "Được tính" else why)}
        yield what, (wrong, len(said)), ({}, min(50, len(expected)))


def _parts(index, row):
    """Return {code: why it does not count, or ""}."""
    if row == "1.3":
        return {code: f"Thiếu: {', '.join(lacks)}." if lacks else "" for code, lacks in index.lacking.items()}
    if row == "3.1":
        return dict.fromkeys(index.online, "") | dict.fromkeys(index.offline, "Chưa cung cấp trực tuyến.")
    if row == "4.5a":
        known = {}
        for _, state in index.mine:
            known[state["procedure"]] = known.get(state["procedure"]) or state["verified"]
        why = "Trong kỳ chưa có hồ sơ nào của người nộp được định danh điện tử xác thực."
        return {code: "" if verified else why for code, verified in known.items()}
    if row == "5.4":
        both = "Có phản ánh về hồ sơ này, và người nộp đánh giá chưa hài lòng."
        return {
            code: both if state["satisfaction"] == "not_satisfied" else "Có phản ánh về hồ sơ này."
            for code, state in index.mine if code in index.about
        }  # fmt: skip
    found = {}
    for key, one in index.petitions.items():
        why = "Trễ hạn." if one["late"] else ""
        if row == "5.3" and not why:
            why = "Người phản ánh chưa hài lòng." if one["disliked"] else "Bị phản ánh lại." if one["repeated"] else ""
        found[key] = why
    return found
