"""Teams and their help, as docs/teams.md says.

The journal knows nobody and no village: who had which term, which record belongs to a dossier and whose key it is are read
by plain SQL from the tables that the pages show; who graduated is found again from the filings that the journal tells of.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from tests.recount.offices import rows
from tests.recount.words import number

_FILED = ("submitted", "accepted", "recorded", "recorded_again", "arrival_updated")
_KINDS = ("account", "filing", "paying")


def given(world):
    """The page of help given, by office and by team, for every period."""
    records, villages = list(_records(world)), dict(rows("SELECT id, village FROM adoption_communityteam"))
    for period, by_team in world.asked([*world.periods, ("2000-01-01", world.today)], (False, True)):
        typed = {
            f"{name}-{part}": value
            for name, text in zip(("from", "to"), period, strict=True)
            for part, value in zip(("year", "month", "day"), text.split("-"), strict=True)
        } | ({"by": "team"} if by_team else {})
        screen = world.open(f"{reverse('help_given')}?{urlencode(typed)}")
        here = [one for one in records if period[0] <= one["day"] <= period[1]]
        lines = {}
        for one in here:
            lines.setdefault(_place(one, by_team), ([], []))[0].append(one)
        for key, facts in world.journal.last("evening").items():
            if facts["ended_at"] and period[0] <= facts["began_at"][:10] <= period[1]:
                lines.setdefault(_place(facts, by_team), ([], []))[1].append(key)
        expected = sorted(
            [_called(world, place, villages, by_team), *_cells(helped, len(held))]
            for place, (helped, held) in lines.items()
        )
        evenings = sum(len(held) for _, held in lines.values())
        whole = [["Tổng", *_without_asides(_cells(here, evenings))]] if expected else []
        said = screen.table("Lượt hỗ trợ")
        yield ("help", *period, by_team), (sorted(said[:-1]), said[-1:]), (expected, whole)
        people, graduated = _people(here)
        told = (
            f"{number(people)} người được hỗ trợ và đồng ý ghi nhận; {number(graduated)} người sau đó đã tự nộp trực tuyến "
            "ở đây, không cần ai giúp."
        )
        yield ("graduated", *period), told in screen.text(), people > 0


def _records(world):
    """Yield every record of help: what the journal tells, and by SQL whose it is and whether a dossier belongs to it."""
    keys, alone = _keys(), {}
    for code, _, body in world.journal.told("dossier", *_FILED):
        facts = body["facts"]
        if facts["channel"] == 2 and facts["help"] == "self" and code in keys:
            alone.setdefault(keys[code], set()).add(facts["submitted_at"])
    kept = {str(pk): row for pk, *row in rows("SELECT id, person_key, dossier_code FROM adoption_helprecord")}
    newest = world.journal.last("help")
    for key, line, _ in world.journal.told("help", "help_recorded"):
        person, dossier = kept[key]
        moment = datetime.fromisoformat(line["at"])
        later = [filed for filed in alone.get(person, ()) if datetime.fromisoformat(filed) > moment]
        yield newest[key] | {
            "day": line["at"][:10], "person": person, "matched": bool(dossier), "graduated": bool(later),
        }  # fmt: skip


def _keys():
    """Return {code of a dossier: key of its filer}, worked out here from the number and the secret."""
    secret = hashlib.sha256(b"motcua.people.keys" + settings.SECRET_KEY.encode()).digest()
    return {
        code: hmac.new(secret, personal_id.encode(), "sha256").hexdigest()
        for code, personal_id in rows(
            "SELECT d.code, p.personal_id FROM filing_dossier d JOIN people_person p ON p.id = d.applicant_id "
            "WHERE p.personal_id IS NOT NULL"
        )
    }


def _place(facts, by_team):
    return (facts["office"], facts["team"] if by_team else None)


def _called(world, place, villages, by_team):
    office = world.tree.offices[place[0]].name
    return f"{villages.get(place[1], 'cán bộ')} {office}" if by_team else office


def _cells(helped, evenings):
    live = [one for one in helped if not one["withdrawn"]]
    account, filing, paying = ([one for one in live if one["kind"] == kind] for kind in _KINDS)
    booked, matched = sum(one["booked"] for one in live), sum(one["matched"] for one in live)
    people, graduated = _people(helped)
    return [
        number(evenings),
        f"{number(len(account))} ({number(booked)} đặt hẹn)" if booked else number(len(account)),
        f"{number(len(filing))} ({number(matched)} đã khớp)" if filing else "0",
        number(len(paying)), number(people), number(graduated), number(len(helped) - len(live)),
    ]  # fmt: skip


def _people(helped):
    known = [one for one in helped if one["person"] and not one["withdrawn"]]
    return len({one["person"] for one in known}), len({one["person"] for one in known if one["graduated"]})


def _without_asides(cells):
    return [cell.split(" (")[0] for cell in cells]


_ORGANISATIONS = {
    "youth_union": "Đoàn Thanh niên", "womens_union": "Hội Liên hiệp Phụ nữ", "farmers": "Hội Nông dân",
    "veterans": "Hội Cựu chiến binh", "front": "Mặt trận Tổ quốc", "trade_union": "Công đoàn", "other": "Tổ chức khác",
}  # fmt: skip


def teams(world):
    """The list of teams today: who is behind them, members, those of the Youth Union, those who may help, and what is lacking."""
    terms = {}
    for team, leads, young, ready, first, last, behind in rows(
        "SELECT m.team_id, m.leads, m.youth_union, p.helps_ready, m.valid_from, m.valid_to, b.kind "
        "FROM adoption_teammembership m JOIN people_person p ON p.id = m.person_id "
        "LEFT JOIN adoption_branch b ON b.id = m.branch_id"
    ):
        if str(first) <= world.today <= str(last or "9999"):
            terms.setdefault(str(team), []).append((leads, young, ready, behind))
    villages = {str(pk): village for pk, village in rows("SELECT id, village FROM adoption_communityteam")}
    expected = []
    for key, facts in world.journal.last("team").items():
        if facts["valid_from"] <= world.today <= (facts["valid_to"] or "9999"):
            office, own = world.tree.offices[facts["office"]], terms.get(key, [])
            young, ready = sum(one[1] for one in own), sum(one[2] for one in own)
            lacks = {
                "cơ quan đã kết thúc": office.last != "9999-99-99", "chưa có tổ trưởng": not any(one[0] for one in own),
                "chưa có đoàn viên": not young, "chưa ai qua tự kiểm tra": not ready,
            }  # fmt: skip
            wanting = " ".join(words for words, lacking in lacks.items() if lacking) or "đủ"
            counts = [number(len(own)), number(young), number(ready)]
            behind = ", ".join(_ORGANISATIONS[kind] for kind in sorted({one[3] for one in own if one[3]})) or "–"
            expected.append([f"{villages[key]} {office.name}", behind, *counts, wanting])
    screen = world.open(reverse("teams"))
    yield ("teams",), sorted(screen.table("Các tổ và những gì còn thiếu")), sorted(expected)
    missing = sum("chưa có đoàn viên" in row[-1] for row in expected)
    yield ("teams", "youth"), f"chưa có đoàn viên: {number(missing)}" in screen.text(), True
