"""What is known of a dossier that another system keeps, and which of two states of it is the newer one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from motcua.casework.rules import Status
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.core.report import Notes
from motcua.core.text import fold
from motcua.filing.rules import Help

MOST_ROWS = 200_000
CHUNK = 2000
DROP = "record_dropped"
"""The kind of the entry that takes a dossier out again."""
DROPPED = "dropped"
"""What is kept instead of a digest while a dossier is taken out again."""
EXCHANGE = "exchange"
"""The name of a source whose records come in the shape of the national exchange, where nobody gives another."""
KNOWN_HERE = {"help": str(Help.UNKNOWN), "for_staff": None, "staff_office": None}
"""What is found out here and not there: who helped, what officers marked as their own; as an import tells it."""
HERE = "hồ sơ này được giải quyết ở đây"
_CODE = re.compile(r"(?=(?:.*[0-9]){3})[0-9A-Z][0-9A-Z.\-_/]{4,59}")
_LONGEST_NAME = 30


class ImportState(TextChoices):
    """How far an import has come (lượt nhập hồ sơ)."""

    CHOOSING = "choosing", "Chờ ghép cột"
    RUNNING = "running", "Đang nhập"
    DONE = "done", "Đã nhập xong"
    FAILED = "failed", "Không nhập được"


class Way(StrEnum):
    """What an import does with a dossier that is known: take the newer state, take any, or count it no more."""

    NEWER = "newer"
    ANY = "any"
    DROP = "drop"


class Outcome(TextChoices):
    """What became of one row of an import (kết quả của một dòng)."""

    CREATED = "created", "Mới"
    CHANGED = "changed", "Đổi"
    UNCHANGED = "unchanged", "Không đổi"
    REJECTED = "rejected", "Không nhập"


@dataclass(frozen=True, slots=True)
class Record:
    """A dossier as a row of another system tells of it, in our words; None or "" is what it does not say.

    `procedure` and `office` are what the row calls them: codes, the likeliest first, or one name. `counter` is where
    the dossier was received, `person` the filer's number of 12 digits, `place` where its applicant lives (code or
    name). `reused` papers were used again; `verified` and `digitised` are false only where the system says no.
    `fee_due` is true where a fee is told, for no amount means no more than that none was entered; `paid_online` says
    how it was paid, `shared` whether a paper came from a national source; `satisfaction` is the applicant's answer. The
    day that a record has without a time of day is its first moment. `ended_unread`: it tells a day on which it was
    finished or returned that cannot be read, or cannot be.
    """

    code: str
    procedure: tuple[str, ...]
    office: tuple[str, ...]
    channel: Channel
    status: Status
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    electronic_result: bool = False
    reused: int | None = None
    counter: str = ""
    person: str = ""
    verified: bool | None = None
    digitised: bool | None = None
    fee_due: bool | None = None
    paid_online: bool | None = None
    shared: bool | None = None
    place: str = ""
    satisfaction: str = ""
    ended_unread: bool = False

    @property
    def known_until(self) -> datetime:
        """The latest moment that the record knows of: of two states of one dossier the one with the later is newer."""
        known = (self.submitted_at, self.received_at, self.finished_at, self.returned_at)
        return max((moment for moment in known if moment), default=clock.start_of(_EARLIEST))


_EARLIEST = datetime(2000, 1, 1, tzinfo=clock.ZONE).date()


@dataclass(slots=True)
class Line:
    """One row of a file: its number there, the code that it names, what it says (None: not usable), what was found.

    `instead` is the row that counts where this one tells of the same dossier.
    """

    row: int
    code: str
    record: Record | None
    notes: Notes = field(default_factory=Notes)
    instead: int | None = None


def settle(lines: Iterable[Line]) -> None:
    """Choose, where several rows tell of one dossier, the one that counts, and note the rule on every one of them.

    It is the row with the latest moment; of equal ones the last.
    """
    best: dict[str, Line] = {}
    for line in lines:
        if line.record is None:
            continue
        other = best.setdefault(line.code, line)
        if other is line:
            continue
        assert other.record is not None
        newer, older = (line, other) if line.record.known_until >= other.record.known_until else (other, line)
        best[line.code] = newer
        older.instead = newer.row
        _note(older, newer)


def _note(older: Line, newer: Line) -> None:
    assert older.record is not None and newer.record is not None
    if older.record == newer.record:
        older.notes.add("code", f"trùng hoàn toàn với dòng {newer.row}", "chỉ đếm một lần")
        return
    before, after = older.record.status, newer.record.status
    states = f"«{before.label}» và «{after.label}»" if before != after else "nội dung khác nhau"
    rule = "lấy dòng có thời điểm muộn nhất, nếu bằng nhau thì dòng sau"
    older.notes.add("code", f"mã này còn ở dòng {newer.row} ({states})", f"{rule}: dùng dòng {newer.row}")
    newer.notes.add("code", f"mã này còn ở dòng {older.row} ({states})", f"{rule}: dùng dòng {newer.row}")


Received = dict[str, list[Any]]
"""Year → [dossiers, first day, last day of receipt ("YYYY-MM-DD")]."""


def add_received(found: Received, days: Iterable[date]) -> Received:
    """Return the years of receipt with some days more."""
    told = {year: list(row) for year, row in found.items()}
    for day in days:
        said = day.isoformat()
        count, first, last = told.get(said[:4], [0, said, said])
        told[said[:4]] = [count + 1, min(first, said), max(last, said)]
    return told


def period(found: Received) -> tuple[date, date] | None:
    """Return first and last day of receipt in the year with most of the dossiers of a file, of equal ones the latest.

    One wrong day of another year does not stretch it. None where none was received.
    """
    if not found:
        return None
    _count, first, last = max(found.items(), key=lambda year: (year[1][0], year[0]))[1]
    return date.fromisoformat(first), date.fromisoformat(last)


def is_code(text: str) -> bool:
    """Return whether a cleaned, upper-case text may be the code of a dossier of some system."""
    return _CODE.fullmatch(text) is not None


def source_name(typed: str) -> str:
    """Return the short name under which a source is kept, of what was typed: "Cổng Huế" is "cong-hue"; may be ""."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(typed)))[:_LONGEST_NAME].strip("-")
