"""What the facts of a dossier of another system rest on: offices, procedures and levels as they were on its day.

Everything is read once for a whole file (`queries.reference`); from then on no statement is needed. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from motcua.casework import rules as casework
from motcua.catalogue.rules import ServiceLevel, nearest
from motcua.core import clock
from motcua.core.report import Notes, Rejected
from motcua.core.text import fold, one_line
from motcua.elsewhere.rules import Record
from motcua.filing.rules import Help
from motcua.offices import deadlines
from motcua.offices.deadlines import Limit
from motcua.offices.rules import BeyondCalendar, OfficeKind, WorkingCalendar, path_ids

_PROCEDURE = re.compile(r"([0-9]\.[0-9]{6})(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2})?(?:\.[GH][0-9]{2})?(?![0-9])")
_OLD_OFFICE = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([GH][0-9]{2})")
_WHOLE = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT)
_RECEIVING = (OfficeKind.COUNTER, OfficeKind.SERVICE_CENTRE)
_SHORT = (("ubnd", "uy ban nhan dan"), ("pvhcc", "phuc vu hanh chinh cong"), ("hcc", "hanh chinh cong"))


class OfficeRow(NamedTuple):
    """An office, whenever it existed."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    path: str
    valid_from: date | None
    valid_to: date | None

    def in_being(self, day: date) -> bool:
        """Return whether it existed on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)


class VersionRow(NamedTuple):
    """A version of a procedure between two dates."""

    code: str
    procedure_id: int
    number: int
    valid_from: date
    valid_to: date | None
    result_required: bool
    search_name: str
    rules: dict[str, str]


class WayRow(NamedTuple):
    """A way to file by a version, with the time limit that its record gives; None: it gives none."""

    code: str
    number: int
    amount: int | None
    unit: str | None


class LevelRow(NamedTuple):
    """The service level of a procedure at an office and below, between two dates."""

    procedure_id: int
    office_id: int
    level: str
    valid_from: date
    valid_to: date | None


class PlaceRow(NamedTuple):
    """A commune between two dates."""

    code: str
    full_name: str
    valid_from: date | None
    valid_to: date | None

    @property
    def key(self) -> str:
        """How `offices.Place.key` names it."""
        return self.code if self.valid_from is None else f"{self.code}/{self.valid_from:%Y-%m}"


class Reference:
    """Offices, communes, versions and levels, to be asked by what another system calls them and by a day."""

    def __init__(
        self, offices: Iterable[OfficeRow], versions: Iterable[VersionRow], levels: Iterable[LevelRow],
        successions: Iterable[tuple[int, int]], communes: Iterable[PlaceRow] = (), ways: Iterable[WayRow] = (),
        calendar_of: Callable[[str, date], WorkingCalendar] | None = None,
    ) -> None:  # fmt: skip
        self._calendar_of = calendar_of
        self._ways: dict[tuple[str, int], list[WayRow]] = defaultdict(list)
        for way in ways:
            self._ways[way.code, way.number].append(way)
        self._communes: dict[str, list[PlaceRow]] = defaultdict(list)
        for commune in communes:
            for called in {commune.code, _folded(commune.full_name)}:
                self._communes[called].append(commune)
        self._by_id = {office.id: office for office in offices}
        self._by_code = {office.code: office for office in self._by_id.values()}
        self._named: dict[str, list[OfficeRow]] = defaultdict(list)
        for office in self._by_id.values():
            for name in {plain(office.name), plain(office.short_name)}:
                self._named[name].append(office)
        self._versions: dict[str, list[VersionRow]] = defaultdict(list)
        self._titled: dict[str, set[str]] = defaultdict(set)
        for version in sorted(versions, key=lambda one: (one.code, one.number)):
            self._versions[version.code].append(version)
            self._titled[version.search_name].add(version.code)
        self._levels: dict[int, list[LevelRow]] = defaultdict(list)
        for level in levels:
            self._levels[level.procedure_id].append(level)
        self._after: dict[int, list[int]] = defaultdict(list)
        self._before: dict[int, list[int]] = defaultdict(list)
        for earlier, later in successions:
            self._after[earlier].append(later)
            self._before[later].append(earlier)

    def offices(self, called: str, day: date) -> list[OfficeRow]:
        """Return the offices that a text may mean on a day: by code, else by name; of several the whole offices."""
        by_code = self._by_code.get(_new_form(called.upper()))
        if by_code is not None:
            return [by_code]
        named = self._named.get(plain(called), [])
        there = [office for office in named if office.in_being(day)] or named
        return [office for office in there if office.kind in _WHOLE] or there

    def has(self, code: str) -> bool:
        """Return whether an office ever had this code."""
        return code in self._by_code

    def unknown(self, called: Iterable[str]) -> list[str]:
        """Return those of some texts that mean no office at any time, or several offices of one time."""
        return [text for text in called if text and not self._means_one(text)]

    def _means_one(self, text: str) -> bool:
        if _new_form(text.upper()) in self._by_code:
            return True
        whole = [office for office in self._named.get(plain(text), ()) if office.kind in _WHOLE]
        found = whole or self._named.get(plain(text), [])
        spans = sorted((office.valid_from or date.min, office.valid_to or date.max) for office in found)
        return bool(found) and all(before[1] < after[0] for before, after in pairwise(spans))

    def choices(self, day: date) -> list[tuple[str, str]]:
        """Return (code, name) of the offices to choose from: those of a day first, then those that ended."""
        listed = sorted(self._by_id.values(), key=lambda one: (not one.in_being(day), plain(one.name)))
        return [(one.code, one.name) for one in listed if one.kind in _WHOLE]

    def office(self, called: Sequence[str], day: date, field: str = "office") -> OfficeRow:
        """Return the one office that is meant on a day. Raises Rejected for none, several, or one of another time."""
        found = next((offices for each in called if (offices := self.offices(each, day))), [])
        said = " / ".join(called)
        if not found:
            raise Rejected(field, f"không có cơ quan «{said}»: chọn ở trang ghép cột, rồi nhập lại")
        if len(found) > 1:
            listed = ", ".join(sorted(f"{one.name} ({one.code})" for one in found)[:5])
            raise Rejected(field, f"«{said}» có thể là {listed}: chọn ở trang ghép cột, rồi nhập lại")
        if not found[0].in_being(day):
            raise Rejected(field, self._of_another_time(found[0], day))
        return found[0]

    def _of_another_time(self, office: OfficeRow, day: date) -> str:
        ended = office.valid_to is not None and office.valid_to < day
        others = (self._after if ended else self._before)[office.id]
        listed = ", ".join(f"{self._by_id[one].short_name} ({self._by_id[one].code})" for one in others)
        when = "khi đó là " if not ended else "nay là "
        return f"{office.name} không hoạt động ngày {day:%d/%m/%Y}" + (f"; {when}{listed}" if listed else "")

    def place(self, called: str, day: date, notes: Notes) -> str | None:
        """Return the key of the commune that is meant: of the day, else the only one that ever had this code or name.

        An old commune is more exact than today's, so an address of before the reform stays where it was.
        """
        found = self._communes.get(called, []) or self._communes.get(_folded(called), [])
        there = [
            one for one in found
            if (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or one.valid_to >= day)
        ] or found  # fmt: skip
        if called and len(there) != 1:
            why = "có thể là nhiều xã" if there else "không phải mã hay tên của một xã, phường"
            notes.add("place", f"«{called[:60]}» {why}", "nhập, không ghi nơi ở")
        return there[0].key if called and len(there) == 1 else None

    def above(self, office: OfficeRow) -> OfficeRow:
        """Return the office that resolves what this one received: a counter's is the one above it."""
        return self._by_id[office.parent_id] if office.kind in _RECEIVING and office.parent_id else office

    def version(self, called: Sequence[str], day: date) -> tuple[str, VersionRow | None, bool]:
        """Return (code, version, whether it is in force on the day); without a version the procedure is unknown.

        Where none is in force the nearest stands in for whether a document is given.
        """
        codes = [code for each in called for code in self._codes(each)]
        code = next((each for each in codes if each in self._versions), codes[0] if codes else called[0])
        versions = self._versions.get(code, [])
        for version in reversed(versions):
            if version.valid_from <= day and (version.valid_to is None or version.valid_to >= day):
                return code, version, True
        return code, versions[0] if versions else None, False

    def _codes(self, called: str) -> list[str]:
        found = _PROCEDURE.match(called)
        if found:
            return list(dict.fromkeys((found[0], found[1])))
        return sorted(self._titled.get(_folded(called), ()))[:1]

    def level(self, procedure_id: int, office: OfficeRow, day: date) -> ServiceLevel | None:
        """Return the level of a procedure at an office on a day: that of the nearest office above that set one."""
        held = {
            row.office_id: ServiceLevel(row.level) for row in self._levels.get(procedure_id, ())
            if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
        }  # fmt: skip
        return nearest(held, path_ids(office.path)) if held else None

    def longest(self, version: VersionRow, office: OfficeRow, received_at: datetime) -> datetime | None:
        """Return when the longest limit of a version would end; None where that of a way to file is not known."""
        ways, until = self._ways[version.code, version.number], version.rules.get("same_day_until")
        limits = {Limit(way.amount, way.unit) for way in ways if way.amount is not None and way.unit}
        if until:
            limits = {Limit(same_day_until=time.fromisoformat(until))}
        elif not ways or any(way.amount is None for way in ways):
            return None
        if self._calendar_of is None:
            return None
        calendar = self._calendar_of(office.path, clock.local_day(received_at))
        try:
            return max(deadlines.count(calendar, received_at, limit).due_at for limit in limits)
        except BeyondCalendar:
            return None

    def facts(self, record: Record, notes: Notes, *, system: str, simulated: bool) -> dict[str, Any]:
        """Return the state of a dossier as its journal entries carry it; what is doubtful is noted. Raises Rejected.

        The level is that of the day of submission, `help` is unknown: no export says who sat beside.
        """
        filed = record.submitted_at or record.received_at
        assert filed is not None
        day = clock.local_day(record.received_at or filed)
        office = self.office(record.office, day)
        counter = self.office((record.counter,), day, "counter") if record.counter else office
        competent = self.above(office)
        code, version, in_force = self.version(record.procedure, clock.local_day(filed))
        level = self.level(version.procedure_id, competent, clock.local_day(filed)) if version else None
        self._note_procedure(notes, code, version, in_force and level is not None, clock.local_day(filed))
        if record.received_at is None and record.status not in _NOT_RECEIVED:
            notes.add("received", f"«{record.status.label}» mà không ghi ngày tiếp nhận", "nhập, nhưng chưa được đếm")
        longest = None
        if record.due_at is None and record.received_at and version and in_force:
            longest = self.longest(version, competent, record.received_at)
        return casework.facts(
            competent_office=competent.code, received_office=counter.code if record.received_at else None,
            procedure=code, version=version.number if version else 0, service_level=level or ServiceLevel.NONE,
            channel=record.channel, help=Help.UNKNOWN, status=record.status, system=system, simulated=simulated,
            submitted_at=filed, received_at=record.received_at, due_at=record.due_at, finished_at=record.finished_at,
            returned_at=record.returned_at, result_required=version.result_required if version else True,
            electronic_result=record.electronic_result, reused=record.reused, verified=record.verified,
            digitised=record.digitised, fee_due=record.fee_due, satisfaction=record.satisfaction,
            paid_online=record.paid_online, shared=record.shared, longest_at=longest,
            end_untold=end_untold(record, record.due_at or longest),
            place=self.place(record.place, day, notes) if record.place else None,
        )  # fmt: skip

    @staticmethod
    def _note_procedure(notes: Notes, code: str, version: VersionRow | None, known: bool, day: date) -> None:
        if version is None:
            notes.add(
                "procedure", f"thủ tục «{code[:60]}» không có trong danh mục",
                "nhập với mức «Không cung cấp trực tuyến»; nhập thủ tục rồi nhập lại tệp thì đổi theo",
            )  # fmt: skip
        elif not known:
            notes.add(
                "procedure", f"thủ tục {code} chưa công bố mức độ ở cơ quan này ngày {day:%d/%m/%Y}",
                "nhập với mức «Không cung cấp trực tuyến»",
            )  # fmt: skip


def end_untold(record: Record, due_at: datetime | None) -> bool:
    """Return whether a dossier came to an end, or waits, since a day that its record does not tell.

    A return on time is one whatever the day on which it was finished.
    """
    if record.finished_at:
        return False
    if record.returned_at:
        late = due_at is None or clock.local_day(record.returned_at) > clock.local_day(due_at)
        return record.ended_unread and late
    return record.ended_unread or record.status not in _RUNNING


_RUNNING = (casework.Status.NEW, casework.Status.RECEIVED, casework.Status.IN_PROGRESS)
_NOT_RECEIVED = (casework.Status.NEW, casework.Status.REFUSED, casework.Status.WITHDRAWN)


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """Return a name of an office as it is compared: folded, with the usual abbreviations written out."""
    said = f" {fold(name)} "
    for short, whole in _SHORT:
        said = said.replace(f" {short} ", f" {whole} ")
    return said.strip()


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=20_000)
def _new_form(called: str) -> str:
    """Return an agency code in the form of today: "000.00.31.H27" was "H27.31"; any other text as it is."""
    old = _OLD_OFFICE.fullmatch(one_line(called))
    if old is None:
        return one_line(called)
    return ".".join([old[4], *(str(int(part)) for part in (old[3], old[2], old[1]) if int(part))])
