"""Two hundred dossiers of every kind as casework would tell of them, some late, some asked for papers, some put right."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from motcua.core import clock

START = datetime(2024, 1, 8, 8, 30, tzinfo=clock.ZONE)


def tell(filing, offices, *, dossiers=200, seed=20241231):
    """Append their entries, each recorded at the moment it tells of; return their codes."""
    chance = random.Random(seed)
    codes = [code for code in offices if code != "H27"]
    return [_tell(filing, chance, codes, offices) for _ in range(dossiers)]


def _tell(filing, chance, codes, offices):
    office = chance.choice(codes)
    at = START + timedelta(days=chance.randrange(340), minutes=chance.randrange(400))
    online = chance.random() < 0.6
    received = at + timedelta(hours=chance.randrange(1, 30)) if online else at
    due = received + timedelta(days=chance.randrange(1, 9)) if chance.random() < 0.9 else None
    told = {
        "received_at": clock.stamp(received), "due_at": due and clock.stamp(due), "status": 2,
        "received_office": chance.choice(["H27", office]),
    }  # fmt: skip
    first = {
        "competent_office": office, "procedure": f"1.00{chance.randrange(6)}", "channel": 2 if online else chance.choice([1, 3]),
        "help": chance.choice(["self", "helped", "unknown"]), "service_level": chance.choice(["full", "partial", "none"]),
        "result_required": chance.random() < 0.7, "simulated": chance.random() < 0.5, "submitted_at": clock.stamp(at),
        "digitised": chance.choice([True, False, None]), "verified": chance.choice([online, online, None]),
        "reused": chance.choice([0, 0, 2, None]),
        "in_person": None if online else chance.choice(["no_phone", "prefers"]), "place": chance.choice(["18082", "18085"]),
        "fee_due": chance.choice([None, True, True, False]), "paid_online": chance.choice([None, True, False]),
        "shared": chance.choice([None, True, False]),
    }  # fmt: skip
    filing.at = at
    if not online:
        code = filing.opened("accepted", **first, **told)
    else:
        code = filing.opened("submitted", **first, received_at=None, received_office=None, status=1)
        filing.at = received
        if chance.random() < 0.1:
            filing.went_on(code, "refused", status=3, ended_at=clock.stamp(received))
            return code
        filing.went_on(code, "accepted", **told)
    _work(filing, chance, code, received, due, codes)
    return code


def _work(filing, chance, code, received, due, codes):
    office = filing.known[code]["competent_office"]
    now = received + timedelta(hours=chance.randrange(1, 20))
    _at(
        filing,
        now,
        code,
        "assigned",
        status=4,
        officer=chance.choice([11, 12]),
        division=f"{office}.{chance.choice('79')}",
    )
    requests = []
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        now += timedelta(hours=chance.randrange(1, 60))
        _at(filing, now, code, "supplement_asked", status=5, requests=[*requests, [clock.stamp(now), None]])
        if chance.random() < 0.2:
            return
        asked, now = now, now + timedelta(hours=chance.randrange(1, 90))
        requests = [*requests, [clock.stamp(asked), clock.stamp(now)]]
        moved = (
            {
                "judged_due_at": filing.known[code]["judged_due_at"] or clock.stamp(due),
                "due_at": clock.stamp(due + (now - asked)),
            }
            if due
            else {}
        )
        _at(filing, now, code, "supplemented", status=4, requests=requests, **moved)
    now += timedelta(hours=chance.randrange(1, 200))
    ending = chance.random()
    if ending < 0.1:
        _at(filing, now, code, "withdrawn", status=7, ended_at=clock.stamp(now))
    elif ending < 0.85:
        _at(
            filing,
            now,
            code,
            "approved",
            status=9,
            finished_at=clock.stamp(now),
            electronic_result=chance.random() < 0.8,
        )
        now += timedelta(hours=chance.randrange(1, 70))
        _at(filing, now, code, "returned", status=10, returned_at=clock.stamp(now))
        if chance.random() < 0.4:
            _at(
                filing,
                now + timedelta(days=3),
                code,
                "rated",
                satisfaction=chance.choice(["satisfied", "very_satisfied", "not_satisfied"]),
            )
    if chance.random() < 0.1:
        _at(filing, now + timedelta(days=20), code, "corrected", competent_office=chance.choice(codes),
            received_at="2024-05-06T09:00:00.000000+07:00")  # fmt: skip


def _at(filing, moment, code, kind, **facts):
    filing.at = moment
    filing.went_on(code, kind, **facts)
