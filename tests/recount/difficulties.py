"""Difficulties, counted from the journal as docs/difficulties.md says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from statistics import median

from django.urls import reverse

from motcua.adoption.difficulties import queries
from motcua.core import clock
from tests.recount.offices import rows
from tests.recount.words import number

_PAGE = (30, 90, 365)


def figures(world):
    """The page of difficulties for its numbers of days, and what it would say of all that ever was."""
    known = list(_known(world))
    for days in _PAGE:
        screen, now = world.open(f"{reverse('difficulty_figures')}?days={days}"), clock.stamp(clock.now())
        here = _since(world, known, days)
        line = _counts(here, now)
        text = screen.text()
        for words in (
            f"Đã gửi {line[0]} ", f"Đang chờ trả lời {line[1]}, trong đó quá giờ {line[2]} ",
            f"Phải chuyển lên cấp trên {line[3]} ", f"Đã gỡ xong {line[4]} ",
            f"Thời gian đến trả lời đầu tiên, mức giữa {line[5]} ", f"Thời gian đến khi gỡ xong, mức giữa {line[6]} ",
        ):  # fmt: skip
            yield ("difficulties", days, words), words in text, True
        for caption, name in (("Vướng mắc theo cơ quan", "office"), ("Vướng mắc theo thủ tục", "about")):
            expected, said = _lines(here, name, now), screen.table(caption)
            right = sorted(said) == expected if len(expected) <= 20 else all(row in expected for row in said)
            yield ("difficulties", days, name), right or sorted(said), True
    yield from _all(world, known)


def _all(world, known):
    """All that was ever raised, as the page would count it: the two years may lie longer ago than its days."""
    now = clock.now()
    (root,) = rows("SELECT id FROM offices_office WHERE code = %s", world.tree.root)
    days = (date.fromisoformat(world.today) - date(2024, 1, 1)).days + 1
    found = queries.figures(list(root), days=days, at=now)
    here = _since(world, known, days)
    for name, lines in (("office", found.by_office), ("about", found.by_procedure)):
        told = sorted([one.label or "Việc chung", *_said(one)] for one in lines)
        yield ("difficulties", "ever", name), told, _lines(here, name, clock.stamp(now))
    yield ("difficulties", "ever"), _said(found.whole), _counts(here, clock.stamp(now))


def _known(world):
    """Yield every difficulty with what its entries tell: state, moves upward, minutes to the first answer and the end."""
    names = dict(rows(
        "SELECT p.code, v.name FROM catalogue_procedureversion v JOIN catalogue_procedure p ON p.id = v.procedure_id "
        "WHERE (v.valid_from IS NULL OR v.valid_from <= %s) AND (v.valid_to IS NULL OR v.valid_to >= %s)",
        world.today, world.today,
    ))  # fmt: skip
    minutes, moved = {}, set()
    for key, line, body in world.journal.told(
        "difficulty", "difficulty_answered", "difficulty_solved", "difficulty_moved_up"
    ):
        if line["kind"] == "difficulty_moved_up":
            moved.add(key)
        else:
            minutes.setdefault((key, line["kind"]), body["details"]["minutes"])
    for key, facts in world.journal.last("difficulty").items():
        code = facts["procedure"]
        yield facts | {
            "office": world.tree.offices[facts["office"]].name, "about": names.get(code, code) if code else "Việc chung",
            "moved": key in moved, "answer": minutes.get((key, "difficulty_answered")),
            "solve": minutes.get((key, "difficulty_solved")),
        }  # fmt: skip


def _since(world, known, days):
    first = (date.fromisoformat(world.today) - timedelta(days - 1)).isoformat()
    return [one for one in known if one["raised_at"][:10] >= first]


def _counts(some, now):
    waiting = [one for one in some if one["state"] == "open"]
    late = sum(datetime.fromisoformat(one["answer_by"]) < datetime.fromisoformat(now) for one in waiting)
    solved = sum(one["state"] == "solved" for one in some)
    numbers = [len(some), len(waiting), late, sum(one["moved"] for one in some), solved]
    return [*map(number, numbers), _spent(some, "answer"), _spent(some, "solve")]


def _lines(some, name, now):
    groups = {}
    for one in some:
        groups.setdefault(one[name], []).append(one)
    return sorted([label, *_counts(group, now)] for label, group in groups.items())


def _said(line):
    numbers = (line.raised, line.open, line.late, line.moved_up, line.solved)
    return [*map(number, numbers), _words(line.answer_minutes), _words(line.solve_minutes)]


def _spent(some, name):
    known = [one[name] for one in some if one[name] is not None]
    return _words(int(median(known)) if known else None)


def _words(minutes):
    if minutes is None:
        return "–"
    return f"{minutes} phút" if minutes < 60 else f"{minutes // 60} giờ {minutes % 60} phút"
