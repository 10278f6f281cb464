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
from tests.recount.words import exact, number

_WAYS = (
    ("step_completed", "step", "done"), ("step_returned", "step", "sent_back"), ("opinion_given", "opinion", "answered"),
    ("opinion_closed", "opinion", "unanswered"), ("opinion_closed", "opinion", "withdrawn"),
)  # fmt: skip


def _enter(world):
    """Let offices end steps of forty dossiers, each at another pace, some late, some withdrawn; read the world again."""
    known = sorted(code for code, state in world.dossiers.items() if state["received_at"])[:40]
    with transaction.atomic():
        for n, code in enumerate(known):
            state = world.dossiers[code]
            kind, what, outcome = _WAYS[n % len(_WAYS)]
            begun = datetime.fromisoformat(state["received_at"]) + timedelta(hours=n)
            done = begun + timedelta(minutes=97 * n + 1, seconds=n)
            step = {
                "number": n % 3 + 1, "key": f"{what}-{n % 2}", "kind": what, "office": state["competent_office"],
                "hours": 8, "opened_at": clock.stamp(begun), "done_at": clock.stamp(done), "outcome": outcome,
                "due_at": clock.stamp(begun + timedelta(hours=20)) if n % 4 else None,
            }  # fmt: skip
            journal.append(
                Event(f"dossier/{code}", kind, done, "account:1", facts=state, was={}, details={"step": step})
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
        if step["office"] in world.tree.below(top):
            row = found.setdefault((body["facts"]["procedure"], step["kind"], step["key"]), [0, 0, 0])
            took = datetime.fromisoformat(step["done_at"]) - datetime.fromisoformat(step["opened_at"])
            row[0] += 1
            row[1] += int(took.total_seconds())
            row[2] += bool(step["due_at"] and step["due_at"] < step["done_at"])
    return found
