"""Petitions, counted as docs/petitions.md says: rows 5.2 and 5.3 of Decision 766/QĐ-TTg."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from tests.recount.words import day, exact, number, share

NAMES = (
    "received", "on_time", "satisfied", "late", "done", "refused", "answered", "to_publish", "published", "rated",
    "disliked", "repeated", "simulated",
)  # fmt: skip


def stands(facts, first, on):
    """Return how one petition stood at the end of a day; `first` are the facts of its first entry."""
    day = {name: value[:10] for name, value in facts.items() if name.endswith(("_at", "_by")) and value}
    known = {name: day.get(name, "9") <= on for name in (
        "asked_at", "supplemented_at", "refused_at", "answered_at", "published_at", "rated_at", "repeated_at",
    )}  # fmt: skip
    late = known["asked_at"] and day["asked_at"] > day["ask_by"]
    if known["refused_at"]:
        limit = "refuse_by" if known["supplemented_at"] or not known["asked_at"] else "lapse_by"
        late |= day["refused_at"] > day[limit]
    elif known["answered_at"]:
        late |= day["answered_at"] > day["due_at"]
        late |= "publish_by" in day and (day["published_at"] if known["published_at"] else on) > day["publish_by"]
    elif known["supplemented_at"]:
        late |= on > day["due_at"]
    elif known["asked_at"]:
        late |= on > day["lapse_by"]
    else:
        late |= on > first["due_at"][:10]
    disliked = known["rated_at"] and facts["satisfaction"] == "not_satisfied"
    published = known["published_at"] or "publish_by" not in day
    return {
        "received": 1, "late": late, "on_time": not late, "refused": known["refused_at"],
        "answered": known["answered_at"], "to_publish": known["answered_at"] and "publish_by" in day, "published": known["published_at"], "rated": known["rated_at"],
        "disliked": disliked, "repeated": known["repeated_at"], "simulated": facts["simulated"],
        "done": known["refused_at"] or (known["answered_at"] and published),
        "satisfied": not (late or disliked or known["repeated_at"]),
    }  # fmt: skip


def counted(world, first, last, on, office):
    """Return {office: {name: how many}} of the petitions received at an office and below, and "" for all of them."""
    newest, oldest, found = world.journal.last("petition"), world.journal.first("petition"), {"": _nothing()}
    for key, facts in newest.items():
        if not first <= facts["received_at"][:10] <= on or facts["office"] not in world.tree.below(office):
            continue
        told = stands(facts, oldest[key], on)
        for at in ("", facts["office"]):
            sums = found.setdefault(at, _nothing())
            for name in NAMES:
                sums[name] += int(told[name])
            sums["about"] |= {facts["dossier"]} - {None}
    return {
        code: {name: sums[name] for name in NAMES} | {
            "dossiers": len(sums["about"]), "on_time_percent": exact(sums["on_time"], sums["received"]),
            "published_percent": exact(sums["published"], sums["to_publish"]),
            "satisfied_percent": exact(sums["satisfied"], sums["received"]),
        }
        for code, sums in found.items()
    }  # fmt: skip


def _nothing():
    return dict.fromkeys(NAMES, 0) | {"about": set()}


def command(world):
    """`motcua figures petitions`, of all and of one office."""
    places = sorted({facts["office"] for facts in world.journal.last("petition").values()})[:1]
    for period, office in world.asked(world.periods, (None, *places)):
        options = ("--office", office) if office else ()
        found = world.run("figures", "petitions", "--from", period[0], "--to", period[1], *options)
        expected = counted(world, *period, min(period[1], world.today), office or world.tree.root)
        told = {row["office"]: _without_names(row) for row in found["rows"]} | {"": _without_names(found["total"])}
        yield ("petitions", *period, office), told, expected


def _without_names(row):
    return {name: value for name, value in row.items() if name not in ("office", "name")}


FIGURES = {
    "petitions_on_time": ("received", "on_time"), "petitions_published": ("to_publish", "published"),
    "petitions_satisfied": ("received", "satisfied"),
}  # fmt: skip


def page(world):
    """Each figure of petitions, now and as it was known, of an office, of those below, and every petition that stands so."""
    places = sorted({facts["office"] for facts in world.journal.last("petition").values()})[:1]
    days = ("", "07-31", "12-31", "03-31", "08-20")
    for name, period, top, month in world.asked(FIGURES, world.periods, (world.tree.root, *places), days):
        as_of = month and min(f"{period[1][:4]}-{month}", world.today)
        on = min(period[1], world.today, as_of or world.today)
        told = _told(world, name, top, *period, on, as_of)
        asked = {"figure": name, "from": period[0], "to": period[1], "as_of": as_of}
        address, what = (
            f"{reverse('figures_of_petitions', args=[top])}?{urlencode(asked)}",
            ("petitions", top, *asked.values()),
        )
        screen = world.open(address)
        above, below = _sums(told)
        said = f"{number(above)} trên {number(below)} phản ánh nhận từ {day(period[0])} đến {day(period[1])}, xét tại cuối ngày {day(on)}."
        yield (*what, "figure"), said if said in screen.text() else screen.text(), said
        yield (
            (*what, "share"),
            [one.text() for one in screen.main.all("p", within="figure-big")],
            [share(above, below, 2)],
        )
        yield (*what, "offices below"), *_offices(world, screen, top, told)
        for counted in ("above", "below", "out"):
            listed = _listed(world, f"{address}&counted={counted}")
            wanted = sorted(code for code, _, stands in told if stands == counted)
            yield (*what, counted), sorted(row[0] for row in listed), wanted
            yield (
                (*what, counted, "reasons"),
                all((row[3] == "Được tính") is (counted == "above") for row in listed),
                True,
            )


def _listed(world, address):
    rows, page = [], 1
    while True:
        screen = world.open(f"{address}&page={page}")
        rows += screen.table("Phản ánh của số liệu này")
        page += 1
        if not any(text == f"Trang {page}" for text, _ in screen.links()):
            return rows


def _told(world, name, top, first, last, on, as_of):
    """Return (code, office, where it stands) of the petitions received in a period, as they were known."""
    oldest, (below, above) = world.journal.first("petition"), FIGURES[name]
    found = []
    for code, facts in world.journal.last("petition", as_of or None).items():
        if first <= facts["received_at"][:10] <= min(last, on) and facts["office"] in world.tree.below(top):
            one = stands(facts, oldest[code], on)
            found.append((code, facts["office"], "out" if not one[below] else "above" if one[above] else "below"))
    return found


def _sums(told):
    stands = [one[-1] for one in told]
    return stands.count("above"), len(stands) - stands.count("out")


def _offices(world, screen, top, told):
    mine = {}
    for one in told:
        path = list(world.tree.above(one[1]))
        mine.setdefault(path[path.index(top) - 1] if path[0] != top else top, []).append(one)
    rows = []
    for code, some in mine.items():
        above, below = _sums(some)
        name = world.tree.offices[code].name
        rows.append(
            [name if code != top else f"Riêng {name}", f"{number(above)} / {number(below)}", share(above, below, 2)]
        )
    return sorted(screen.table("Phản ánh ở từng cơ quan bên dưới")), sorted(rows) if set(mine) - {top} else []


def desk(world):
    """How many petitions wait for something and how many are done, and which of them are late today."""
    newest, oldest = world.journal.last("petition"), world.journal.first("petition")
    told = {key: stands(facts, oldest[key], world.today) for key, facts in newest.items()}
    done = sum(bool(one["done"]) for one in told.values())
    screen = world.open(reverse("petitions"))
    for words in (f"Phải làm ({len(told) - done})", f"Đã xong ({done})"):
        yield ("desk", words), any(text == words for text, _ in screen.links()), True
    rows = [row for table in screen.main.all("table") for row in table.cells()]
    late = sum(bool(one["late"] and not one["done"]) for one in told.values())
    yield ("desk", "late"), sum("Trễ hạn" in row[-1] for row in rows), late
