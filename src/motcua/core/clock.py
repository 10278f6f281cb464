"""Aware times of Asia/Ho_Chi_Minh. Only the edges (views, commands) call `now`; everything below is told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present moment, aware, in the zone of Viet Nam."""
    return datetime.now(ZONE)


def local(moment: datetime) -> datetime:
    """Return the same moment in the zone of Viet Nam. Raises ValueError when `moment` is naive."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be used")
    return moment.astimezone(ZONE)


def local_day(moment: datetime) -> date:
    """Return the calendar day on which `moment` falls in Viet Nam."""
    return local(moment).date()


def at(day: date, clock_time: time) -> datetime:
    """Return the aware moment of a wall-clock time on a day in Viet Nam."""
    return datetime.combine(day, clock_time, ZONE)


def start_of(day: date) -> datetime:
    """Return 00:00 of `day` in Viet Nam."""
    return at(day, time.min)


def end_of(day: date) -> datetime:
    """Return the last moment of `day` in Viet Nam."""
    return start_of(day + timedelta(1)) - timedelta(microseconds=1)


def stamp(moment: datetime) -> str:
    """Return the fixed-width text of a moment, microseconds and +07:00, so that text order is time order."""
    return local(moment).isoformat(timespec="microseconds")


def parse_stamp(text: str) -> datetime:
    """Return the moment that `stamp` wrote. Raises ValueError on any other text without a zone."""
    return local(datetime.fromisoformat(text))


def days(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]
