"""Messages and what came of them, and officers who went first, as docs/outreach.md says.

Openings of links are no entries: these numbers are read from their table. Everything else is in the journal.
"""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from motcua.adoption.staff import queries as staff
from tests.recount.offices import rows
from tests.recount.words import day, number

_UNITS = ("committee", "department", "service_centre")


def _opens():
    return dict(rows(
        "SELECT m.key, SUM(o.opens) FROM adoption_outreachopens o "
        "JOIN adoption_outreachmessage m ON m.id = o.message_id GROUP BY m.key"
    ))  # fmt: skip


def _filed(world):
    found = {}
    for facts in world.dossiers.values():
        if facts["via"]:
            found[facts["via"]] = found.get(facts["via"], 0) + 1
    return found


def told(world):
    """The list of messages and channels, and the pages of some messages."""
    opens, filed, messages = _opens(), _filed(world), world.journal.last("outreach")
    screen = world.open(reverse("outreach"))
    said = {}
    for table in screen.main.all("table"):
        for row in table.all("tr"):
            for link in row.all("a"):
                said[link.attributes["href"].split("/")[-2]] = [cell.text() for cell in row.all("td", "th")][1:]
    written = {key: line["at"] for key, line, _ in world.journal.told("outreach", "message_written")}
    newest = sorted(written, key=written.get, reverse=True)[:200]
    yield (
        ("outreach", "messages"),
        said,
        {key: _line(messages[key], opens.get(key, 0), filed.get(key, 0)) for key in newest},
    )
    channels, expected = world.journal.last("channel"), []
    for key, facts in channels.items():
        own = [one for one, told in messages.items() if str(told["channel"]) == key]
        sent = sum(messages[one]["sent_on"] is not None for one in own)
        sums = [sent, sum(opens.get(one, 0) for one in own), sum(filed.get(one, 0) for one in own)]
        expected.append((not facts["open"], world.tree.offices[facts["office"]].name, *map(number, sums)))
    shown = [("đã đóng" in row[0], *row[1:5]) for row in screen.table("Kênh và kết quả")]
    yield ("outreach", "channels"), sorted(shown), sorted(expected)
    for key in newest if world.thorough else newest[:3]:
        text = world.open(reverse("outreach_message", args=[key])).text()
        for words, counts in (("Lượt mở liên kết", opens), ("Hồ sơ đã nộp qua tin này", filed)):
            yield ("message", key, words), f"{words} {number(counts.get(key, 0))}" in text, True


def _line(facts, opens, filed):
    return [day(facts["sent_on"]) if facts["sent_on"] else "chưa gửi", number(opens), number(filed)]


def staff_first(world):
    """What officers marked, on the page of this year and the last, and as the page would say of any year."""
    this = int(world.today[:4])
    (root,) = rows("SELECT id FROM offices_office WHERE code = %s", world.tree.root)
    for year in sorted({this, this - 1, *(int(period[0][:4]) for period in world.periods)}):
        lines = _marked(world, str(year))
        asked = staff.lines(list(root), date(year, 1, 1), date(year, 12, 31))
        known = {one.office.code: [one.own, one.family, one.possible, one.online] for one in asked}
        yield ("staff", year), known, lines
        if year in (this, this - 1):
            screen = world.open(f"{reverse('staff_first')}?nam={year}")
            shown = screen.table("Theo cơ quan, nơi còn nhiều hồ sơ chưa trực tuyến đứng trên")
            cells = [
                [world.tree.offices[at].name, *map(number, (*line, line[2] - line[3]))] for at, line in lines.items()
            ]
            yield ("staff", year, "page"), sorted(shown), sorted(cells)


def _marked(world, year):
    found = {}
    for facts in world.dossiers.values():
        if facts["for_staff"] and facts["submitted_at"][:4] == year:
            office = next(at for at in world.tree.above(facts["staff_office"]) if world.tree.offices[at].kind in _UNITS)
            line = found.setdefault(office, [0, 0, 0, 0])
            line[facts["for_staff"] == "family"] += 1
            able = facts["service_level"] in ("full", "partial")
            line[2] += able
            line[3] += able and facts["channel"] == 2
    return found
