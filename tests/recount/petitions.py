"""Petitions, counted as docs/petitions.md says: rows 5.2 and 5.3 of Decision 766/QĐ-TTg."""

from __future__ import annotations

from django.urls import reverse

from tests.recount.words import exact

NAMES = (
    "received", "on_time", "satisfied", "late", "done", "refused", "answered", "published", "rated", "disliked",
    "repeated", "simulated",
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
        "answered": known["answered_at"], "published": known["published_at"], "rated": known["rated_at"],
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
