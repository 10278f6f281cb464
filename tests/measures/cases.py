"""A small province with three tiers and hand-made dossiers."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.core import clock
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.measures import actions, queries
from motcua.offices.models import Office, Place

FACTS = {
    "competent_office": "H27.31", "received_office": "H27.31", "procedure": "1.001193", "version": 1,
    "service_level": "full", "channel": 2, "help": "self", "status": 2, "system": "motcua", "simulated": False,
    "submitted_at": "2024-05-06T08:00:00.000000+07:00", "received_at": "2024-05-06T08:30:00.000000+07:00",
    "finished_at": None, "returned_at": None, "due_at": None, "result_required": True, "electronic_result": False,
    "reused": 0, "place": None, "officer": None, "division": None, "in_person": None, "fee_due": None, "digitised": False,
    "verified": False, "paid_online": None, "shared": None, "ended_at": None, "stopped_at": None, "judged_due_at": None,
    "longest_at": None, "end_untold": False,
    "requests": [], "satisfaction": None, "via": None, "for_staff": None, "staff_office": None,
}  # fmt: skip


def facts(**given):
    """The facts of an online dossier, by oneself, of a full online procedure, accepted on 6 May 2024."""
    unknown = given.keys() - FACTS.keys()
    assert not unknown, unknown
    return {**FACTS, **given}


def on(day, hour=9):
    """The stored time of an hour on a day."""
    return clock.stamp(datetime.fromisoformat(day).replace(hour=hour, tzinfo=clock.ZONE))


def caught_up():
    """Roll up until nothing is behind: on PostgreSQL a transaction of anyone in the cluster holds readers back."""
    until = time.monotonic() + 60
    while queries.behind() and time.monotonic() < until:
        actions.catch_up() or time.sleep(0.05)
    assert queries.behind() == 0


class Filing:
    """Appends entries about dossiers as casework does: whole facts, and what was before."""

    def __init__(self):
        self.known = {}
        self.at = datetime(2024, 1, 1, 8, tzinfo=clock.ZONE)

    def opened(self, kind="accepted", code=None, **given):
        code = code or f"H27.31-240506-{len(self.known) + 1:04d}"
        self.known[code] = facts(**given)
        self._append(code, kind, {}, opens=True)
        return code

    def went_on(self, code, kind, **given):
        before = self.known[code]
        self.known[code] = {**before, **given}
        self._append(code, kind, changed(before, self.known[code]))

    def _append(self, code, kind, was, opens=False):
        self.at += timedelta(minutes=1)
        with transaction.atomic():
            journal.append(
                Event(
                    subject=f"dossier/{code}", kind=kind, at=self.at, by="account:1", facts=self.known[code], was=was,
                    opens=opens,
                )
            )  # fmt: skip


def _office(code, short_name, tier, kind, above, place, valid_to=None):
    made = Office.objects.create(
        code=code, name=f"UBND {short_name}", short_name=short_name, tier=tier, kind=kind, place=place, parent=above,
        path="", valid_to=valid_to,
    )  # fmt: skip
    Office.objects.filter(id=made.id).update(path=f"{above.path if above else '/'}{made.id}/")
    made.refresh_from_db()
    return made


def province():
    """A province, one department, two districts that end on 30 June 2025, three communes below them."""
    place = Place.objects.create(code="42", name="Hà Tĩnh", full_name="Tỉnh Hà Tĩnh", level="province")
    ended = date(2025, 6, 30)
    root = _office("H27", "Tỉnh Hà Tĩnh", "province", "committee", None, place)
    made = {"H27": root, "H27.10": _office("H27.10", "Sở Tư pháp", "province", "department", root, place)}
    for code, name in (("H27.31", "Huyện Vũ Quang"), ("H27.32", "Huyện Hương Khê")):
        made[code] = _office(code, name, "district", "committee", root, place, ended)
    made["H27.31.1"] = _office("H27.31.1", "Phòng Tư pháp", "district", "division", made["H27.31"], place, ended)
    for code, name in (("H27.31.20", "Xã Đức Lĩnh"), ("H27.31.21", "Xã Ân Phú"), ("H27.32.20", "Xã Phú Gia")):
        made[code] = _office(code, name, "commune", "committee", made[code[:6]], place, ended)
    return made
