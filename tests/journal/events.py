"""A small journal to attack: dossiers of one office and day, and a calendar that has no series."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.core.clock import ZONE
from motcua.journal import actions
from motcua.journal.rules import Event

SERIES = "H27.99-261120"
ONE, TWO, THREE = (f"dossier/{SERIES}-000{number}" for number in (1, 2, 3))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)


def facts(status: int) -> dict:
    return {
        "competent_office": "H27.99", "received_office": None if status == 1 else "H27.99.1", "procedure": "1.001193",
        "service_level": "full", "channel": 2, "help": "self", "status": status, "system": "motcua", "simulated": False,
    }  # fmt: skip


def opening(number: int, at: datetime = NOW, series: str = SERIES) -> Event:
    return Event(
        f"dossier/{series}-{number:04d}", "submitted", at, "account:7", facts(1), opens=True, series=series,
        series_number=number,
    )  # fmt: skip


def moved(subject: str, kind: str, status: int, was: int, at: datetime = NOW) -> Event:
    return Event(subject, kind, at, "account:8", facts(status), {"status": was}, {"đơn vị": "Một cửa"})


def write_journal(at: datetime = NOW) -> None:
    """Three dossiers with four, two and one entries, and a calendar with one. Inside a transaction."""
    actions.start_epoch_if_restored(at=at)
    assert actions.take_numbers(SERIES, 3) == 1
    actions.append_all([opening(number, at) for number in (1, 2, 3)])
    actions.append(moved(ONE, "accepted", 2, 1, at + timedelta(minutes=1)))
    actions.append_all([moved(ONE, "assigned", 4, 2, at), moved(TWO, "refused", 3, 1, at)])
    actions.append(Event("calendar/H27", "day_off_added", at, "account:9", details={"day": "2026-01-02"}, opens=True))
    actions.append(moved(ONE, "returned", 10, 4, at + timedelta(days=1)))
