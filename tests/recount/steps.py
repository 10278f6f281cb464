"""Time per step of joint dossiers: each counts where and on the day it was done, from the entries that end one."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from motcua.core import clock
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from tests.recount.commands import _some
from tests.recount.words import day, exact, number

_WAYS = (
    ("step_completed", "step", "done"), ("step_returned", "step", "sent_back"), ("opinion_given", "opinion", "answered"),
    ("opinion_closed", "opinion", "unanswered"), ("opinion_closed", "opinion", "withdrawn"),
)  # fmt: skip


def _enter(world):
    """Let offices end steps of forty dossiers, each at another pace, some late, some withdrawn; read the world again.

    Some are told of only later, some without their beginning; some open further steps, which stay open.
    """
    if next(world.journal.told("dossier", *{kind for kind, _, _ in _WAYS}), None):
        return
    known = sorted(code for code, state in world.dossiers.items() if state["received_at"])[:40]
    with transaction.atomic():
        for n, code in enumerate(known):
            state = world.dossiers[code]
            kind, what, outcome = _WAYS[n % len(_WAYS)]
            begun = datetime.fromisoformat(state["received_at"]) + timedelta(hours=n)
            done = begun + timedelta(minutes=97 * n + 1, seconds=n)
            step = {
                "number": n % 3 + 1, "key": f"{what}-{n % 2}", "kind": what, "office": state["competent_office"],
                "hours": 8, "opened_at": clock.stamp(begun) if n % 7 else None, "done_at": clock.stamp(done),
                "outcome": outcome, "due_at": clock.stamp(begun + timedelta(hours=20)) if n % 4 else None,
            }  # fmt: skip
            details = {"step": step}
            if n % 6 == 0:
                more = {
                    "number": 100 + n,
                    "opened_at": clock.stamp(done),
                    "done_at": None,
                    "due_at": None,
                    "outcome": "",
                }
                details["opened"] = [{**step, **more}]
            before = datetime.fromisoformat(world.journal.entries[f"dossier/{code}"][-1][0]["recorded_at"])
            told = max(done, before) + timedelta(days=25 * (n % 3))
            journal.append(
                Event(
                    f"dossier/{code}", kind, done, "account:1", facts=state, was={}, details=details, recorded_at=told
                )
            )
    world.read_again()


def page(world):
    """The page and `motcua figures steps`, of the province and of one office."""
    _enter(world)
    for period, whole in world.asked(world.periods, (True, False)):
        top = world.tree.root if whole else _some(world, period)
        found = counted(world, top, *period)
        told = world.run("figures", "steps", "--office", top, "--from", period[0], "--to", period[1])
        what = ("steps", top, *period)
        columns = ("procedure", "kind", "key", "count", "seconds", "late", "hours")
        yield (
            what,
            sorted([row[name] for name in columns] for row in told["rows"]),
            sorted([*key, *numbers, exact(numbers[1], 3600 * 100 * numbers[0], 1)] for key, numbers in found.items()),
        )
        address = reverse("step_times", args=[top])
        screen = world.open(f"{address}?{urlencode({'from': period[0], 'to': period[1]})}")
        yield (*what, "page"), sorted([row[1].rpartition(" ")[2], *row[2:]] for row in screen.table("Thời gian từng bước")), sorted(
            [key[0], number(count),
             f"{exact(took, 3600 * 100 * count, 1)} giờ".replace(".", ","), number(late)]
            for key, (count, took, late) in found.items()
        )  # fmt: skip


def counted(world, top, first, last):
    """Return {(procedure, kind, key): [how many, seconds, how many late]} of what an office and those below it ended."""
    found = {}
    for _, _, body in world.journal.told("dossier", *{kind for kind, _, _ in _WAYS}):
        step = body.get("details", {}).get("step", {})
        if step.get("outcome") in (None, "withdrawn") or not first <= step["done_at"][:10] <= last:
            continue
        if not step["opened_at"]:
            continue
        if step["office"] in world.tree.below(top):
            row = found.setdefault((body["facts"]["procedure"], step["kind"], step["key"]), [0, 0, 0])
            took = datetime.fromisoformat(step["done_at"]) - datetime.fromisoformat(step["opened_at"])
            row[0] += 1
            row[1] += int(took.total_seconds())
            row[2] += bool(step["due_at"] and step["due_at"] < step["done_at"])
    return found


def opened(world):
    """A step opened, now and as it was known: its average, the offices below, and each dossier with its reason."""
    _enter(world)
    keys = sorted({_key(body["facts"], step) for _, _, body in _entries(world) for step in _told(body)})
    some = keys if world.thorough else keys[:: max(1, len(keys) // 6)]
    for key, period, whole, month in world.asked(some, world.periods, (True, False), ("", "07-20", "12-31", "03-31")):
        top = world.tree.root if whole else _some(world, period)
        as_of = month and min(f"{period[1][:4]}-{month}", world.today)
        asked = dict(zip(("procedure", "kind", "key", "from", "to"), (*key, *period), strict=True)) | {"as_of": as_of}
        address, what = reverse("step_opened", args=[top]), ("step opened", top, *asked.values())
        counted, out = _standing(world, top, key, *period, as_of)
        screen = world.open(f"{address}?{urlencode(asked)}")
        yield (*what, "figure"), *_headline(screen, counted, period)
        yield (*what, "offices below"), *_offices(world, screen, top, counted, out)
        yield (*what, "counted"), _rows(world, address, asked, "above"), sorted(
            [code, world.tree.offices[step["office"]].name, _hours([step]), "Quá hạn" if _late(step) else ""]
            for code, step in counted
        )  # fmt: skip
        yield (*what, "not counted"), _rows(world, address, asked, "out"), sorted(
            [code, world.tree.offices[step["office"]].name, why] for code, step, why in out
        )  # fmt: skip
        if as_of:
            table = world.open(f"{reverse('step_times', args=[top])}?{urlencode({**asked, 'key': ''})}")
            said = [int(row[2].replace(".", "")) for row in table.table("Thời gian từng bước")]
            every = [_standing(world, top, one, *period, as_of)[0] for one in keys]
            yield (*what, "table"), sorted(said), sorted(len(one) for one in every if one)


def _entries(world):
    return world.journal.told("dossier", *{kind for kind, _, _ in _WAYS})


def _told(body):
    return [*body.get("details", {}).get("opened", []), body.get("details", {}).get("step") or {}]


def _key(facts, step):
    return facts["procedure"], step.get("kind"), step.get("key")


def _standing(world, top, key, first, last, as_of):
    """Return the steps that count, as (dossier, step), and those that do not, with the beginning of the reason."""
    newest = {}
    for code, line, body in _entries(world):
        if not as_of or line["recorded_at"][:10] <= as_of:
            newest |= {(code, step["number"]): (code, step, body["facts"]) for step in _told(body) if step}
    counted, out = [], []
    for code, step, facts in newest.values():
        if _key(facts, step) != key or step["office"] not in world.tree.below(top):
            continue
        done = (step["done_at"] or "9")[:10]
        if done > last:
            if step["opened_at"] and step["opened_at"][:10] <= last:
                out.append((code, step, "Đến cuối kỳ chưa xong."))
        elif done >= first:
            why = "Đã thôi" if step["outcome"] == "withdrawn" else "" if step["opened_at"] else "Nhật ký cũ"
            if why:
                out.append((code, step, why))
            else:
                counted.append((code, step))
    return counted, out


def _seconds(step):
    took = datetime.fromisoformat(step["done_at"]) - datetime.fromisoformat(step["opened_at"])
    return int(took.total_seconds())


def _late(step):
    return bool(step["due_at"] and step["due_at"] < step["done_at"])


def _hours(steps):
    average = exact(sum(map(_seconds, steps)), 3600 * 100 * len(steps), 1)
    return "–" if average is None else f"{average} giờ".replace(".", ",")


def _headline(screen, counted, period):
    steps = [step for _, step in counted]
    told = (
        f"trung bình của {number(len(steps))} lần làm xong từ {day(period[0])} đến {day(period[1])}, "
        f"trong đó {number(sum(map(_late, steps)))} lần quá hạn."
    )
    said = [one.text() for one in screen.main.all("p", within="figure-big")]
    return (said, told if told in screen.text() else screen.text()), ([_hours(steps)], told)


def _offices(world, screen, top, counted, out):
    below = {}
    for code, step, *_ in [*counted, *out]:
        path = list(world.tree.above(step["office"]))
        child = path[path.index(top) - 1] if path[0] != top else top
        below.setdefault(child, []).append(step if (code, step) in counted else None)
    name = {code: one.name if code != top else f"Riêng {one.name}" for code, one in world.tree.offices.items()}
    expected = []
    for child, steps in below.items():
        ended = [step for step in steps if step]
        expected.append([name[child], number(len(ended)), _hours(ended), number(sum(map(_late, ended)))])
    said = screen.table("Bước này ở từng cơ quan bên dưới")
    return sorted(said), sorted(expected) if set(below) - {top} else []


def _rows(world, address, asked, counted):
    rows, page = [], 1
    while True:
        screen = world.open(f"{address}?{urlencode({**asked, 'counted': counted, 'page': page})}")
        for row in screen.table("Hồ sơ của bước này"):
            code, office = row[:2]
            if counted == "above":
                hours, _, late = row[4].partition(" giờ")
                rows.append([code, office, f"{hours} giờ", late.strip()])
            else:
                rows.append([code, office, next((why for why in _WHY if row[3].startswith(why)), row[3])])
        page += 1
        if not any(text == f"Trang {page}" for text, _ in screen.links()):
            return sorted(rows)


_WHY = ("Đã thôi", "Nhật ký cũ")
