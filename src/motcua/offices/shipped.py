"""Reading the data files that ship with the product: Hà Tĩnh's places, offices and special days."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from motcua.core import clock

FOLDER = Path(__file__).parent / "data"
FILES = ("places", "place_successions", "offices", "office_successions", "special_days")
# Earlier than anything that an office decides, so that its decision about the same day wins.
SPECIAL_DAYS_RECORDED_AT = clock.start_of(date(2000, 1, 1))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def day(text: str) -> date | None:
    """Return the date of an ISO text; None for an empty one."""
    return date.fromisoformat(text) if text else None


def digest() -> str:
    """Return the digest over all files, which changes when a release changes any of them."""
    total = hashlib.sha256()
    for name in FILES:
        total.update((FOLDER / f"{name}.csv").read_bytes())
    return total.hexdigest()
