"""Who, when and why: a figure by division, officer, hour and reason for coming in person at once."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from tests.recount import dossiers
from tests.recount.figures import by_whom
from tests.recount.offices import rows
from tests.recount.opened import part_names, part_of
from tests.recount.words import day, number, share

_BLOCKS = {
    "division": "Phòng, bộ phận", "officer": "Cán bộ thụ lý", "hour": "Giờ tiếp nhận",
    "in_person": "Lý do nộp trực tiếp",
}  # fmt: skip


def page(world):
    """Every block of the page, of the whole province and of an office that received dossiers."""
    whole = world.tree.root
    for name, period, top, month in world.asked(
        dossiers.ONLINE, world.periods, (whole, *world.own), ("", "08-15", "03-31")
    ):
        if not (world.tree.offices[top].first <= period[1] and period[0] <= world.tree.offices[top].last):
            continue  # it was not there then, and the page says so
        as_of = month and min(f"{period[1][:4]}-{month}", world.today)
        asked, told_of = (
            {"indicator": name, "from": period[0], "to": period[1], "as_of": as_of},
            world.known(as_of or None),
        )
        screen = world.open(f"{reverse('divided_figure', args=[top])}?{urlencode(asked)}")
        what = ("divided", top, name, *period, as_of)
        numbers = world.of(top, dossiers.helps(told_of, name, *period), 4)
        above = sum(numbers[:3])
        told = f"{share(above, numbers[3])} ({number(above)} / {number(numbers[3])}; {by_whom(numbers)})"
        told = f"tiếp nhận từ {day(period[0])} đến {day(period[1])}, {told}"
        yield (*what, "figure"), told if told in screen.text() else screen.text(), told
        counting = {code: state for code, state in told_of.items() if dossiers.stands(name, state, period[1])[1]}
        made_up = world.of(top, dossiers.simulated(counting, *period), 1)[0]
        words = f"{number(made_up)} hồ sơ trong kỳ này do phần mềm tạo ra"
        yield (*what, "simulated"), words in screen.text() or not made_up, True
        for by, caption in _BLOCKS.items():
            said, lines = screen.table(caption), _lines(world, top, name, by, period, told_of)
            if by == "in_person":  # how a reason is called is no figure
                said = [row[1:] for row in said]
            yield (*what, by), sorted(said)[:300], sorted(lines)[:300]


def _lines(world, top, name, by, period, told_of):
    held = {str(account) for (account,) in rows("SELECT DISTINCT account_id FROM people_appointment")}
    names, sums = part_names(by, period[1]), {}
    for _, at, state in dossiers.received(told_of, *period):
        above, below = dossiers.stands(name, state, period[1])
        if at in world.tree.below(top) and below:
            row = sums.setdefault(part_of(by, state, held), [0, 0, 0, 0])
            row[3] += 1
            if above:
                row[dossiers.by_whom(state)] += 1
    if by == "in_person":
        sums.pop("", None)
        return [[number(row[3])] for row in sums.values()]
    return [
        [names.get(key, key) or "Không rõ", share(sum(row[:3]), row[3], 2), f"{number(sum(row[:3]))} / {number(row[3])}",
         " / ".join(map(number, row[:3]))]
        for key, row in sums.items()
    ]  # fmt: skip
