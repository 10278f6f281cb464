"""Writing places, offices and the calendar: the data that ships, days off and make-up days, office hours, outlines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from motcua.core import canonical
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.core.report import Report
from motcua.core.text import one_line
from motcua.journal import actions as journal
from motcua.journal.models import Entry, Subject
from motcua.journal.rules import Event
from motcua.offices import boundaries, queries, rules, shipped
from motcua.offices.models import Office, OfficeSuccession, OpeningHours, Place, PlaceSuccession, SpecialDay
from motcua.offices.rules import DayKind, PlaceLevel, Stretch

LOADER = "system:shipped"
OFFICES = "offices"
BATCH = 500


@transaction.atomic
def load_shipped(*, at: datetime) -> dict[str, int]:
    """Load the places, offices, successions and special days that ship; return how many rows of each were new.

    The agency codes of the offices (H27.…) are INVENTED for this product: the real ones are not published as a list.
    Rows that exist stay as they are, except that a place or office that has ended since gets its end. Safe to repeat:
    when the files are those of the last time, one statement and nothing written.
    """
    digest = shipped.digest()
    last = Entry.objects.filter(subject=OFFICES, kind="loaded").order_by("-number").first()
    if last and json.loads(last.body)["details"]["files"] == digest:
        return dict.fromkeys(shipped.FILES, 0)
    places, new_places = _load_places()
    offices, new_offices = _load_offices(places)
    new = {
        "places": new_places,
        "place_successions": _load_successions("place_successions", PlaceSuccession, places),
        "offices": new_offices,
        "office_successions": _load_successions("office_successions", OfficeSuccession, offices),
        "special_days": _load_special_days(),
    }
    _record(OFFICES, "loaded", by=LOADER, at=at, details={"files": digest, "new": new})
    _record(queries.CALENDAR, "loaded", by=LOADER, at=at, details={"files": digest, "days": new["special_days"]})
    return new


@transaction.atomic
def set_special_day(
    *, office: Office | None, day: date, kind: str, name: str, decision: str, by: str, at: datetime
) -> SpecialDay:
    """Decide that a day is off ("off") or made up ("make_up") at an office and below, or for all when it is None.

    It wins over every computed holiday, over earlier decisions about the same day, and an office's own over the one
    for all. `decision` names the paper that says so. `by` is the actor as the journal writes it ("account:5"). Raises
    Invalid with a message per field.
    """
    name, decision = one_line(name), one_line(decision)
    _refuse_bad_day(day, kind, name, decision)
    row: SpecialDay = SpecialDay.objects.create(
        office=office, day=day, kind=kind, name=name, decision=decision, recorded_at=at
    )
    details = {
        "day": day.isoformat(), "office": office.code if office else None, "kind": str(kind),
        "decision_digest": canonical.digest(decision),
    }  # fmt: skip
    _record(queries.CALENDAR, "special_day_set", by=by, at=at, details=details)
    return row


@transaction.atomic
def set_opening_hours(
    *, office: Office | None, hours: Sequence[Stretch], valid_from: date, by: str, at: datetime
) -> None:
    """Set the weekly office hours of an office and below (None: of all) from a day on; earlier ones end the day before.

    `hours` are the whole week; their own dates do not count. Raises Refused when a stretch closes before it opens or
    two overlap, or when hours from the same or a later day are there already.
    """
    _refuse_bad_hours(hours)
    own = OpeningHours.objects.filter(office=office)
    if own.filter(valid_from__gte=valid_from).exists():
        raise Refused("Đã có giờ làm việc áp dụng từ ngày này hoặc muộn hơn; chọn ngày bắt đầu muộn hơn.", "valid_from")
    own.filter(valid_to=None).update(valid_to=valid_from - timedelta(1))
    OpeningHours.objects.bulk_create(
        OpeningHours(
            office=office, weekday=h.weekday, opens=h.opens, closes=h.closes, valid_from=valid_from, recorded_at=at
        )
        for h in hours
    )
    week = [f"{h.weekday} {h.opens:%H:%M}-{h.closes:%H:%M}" for h in hours]
    details = {"from": valid_from.isoformat(), "office": office.code if office else None, "hours": week}
    _record(queries.CALENDAR, "opening_hours_set", by=by, at=at, details=details)


@transaction.atomic
def import_boundaries(content: bytes, *, by: str, at: datetime, on: date) -> Report:
    """Store the outlines of a TopoJSON or GeoJSON file on the communes of a day; report what did not go in.

    Coordinates are longitude and latitude (WGS 84). A row is matched by its national code, else by its full name. The
    rest goes in when a row is rejected. Raises Refused when the file cannot be read at all.
    """
    communes = list(Place.objects.on(on).filter(level=PlaceLevel.COMMUNE))
    report, outlines = boundaries.read(content, [(place.code, place.full_name, place.outline) for place in communes])
    changed = [place for place in communes if place.code in outlines]
    for place in changed:
        place.outline = outlines[place.code]
    Place.objects.bulk_update(changed, ["outline"], batch_size=BATCH)
    details = {"file": canonical.digest(content), "stored": len(changed)}
    _record("boundaries", "imported", by=by, at=at, details=details)
    return report


def _refuse_bad_day(day: date, kind: str, name: str, decision: str) -> None:
    errors: dict[str, str] = {}
    if kind not in DayKind.values:
        errors["kind"] = Phrase("Chọn «Ngày nghỉ» hoặc «Ngày làm bù».")
    if not 2000 <= day.year <= 2100:
        errors["day"] = Phrase("Nhập ngày trong khoảng năm 2000 đến 2100.")
    if not name:
        errors["name"] = Phrase("Ghi tên ngày nghỉ hoặc lý do làm bù, ví dụ «Nghỉ hoán đổi Tết Dương lịch».")
    elif len(name) > 120:
        errors["name"] = Phrase("Rút tên ngày còn tối đa 120 ký tự.")
    if not decision:
        errors["decision"] = Phrase(
            "Ghi số, ngày và cơ quan ban hành của văn bản, ví dụ «12729/VPCP-KGVX ngày 25/12/2025»."
        )
    elif len(decision) > 200:
        errors["decision"] = Phrase("Rút phần văn bản còn tối đa 200 ký tự.")
    if errors:
        raise Invalid(errors)


def _refuse_bad_hours(hours: Sequence[Stretch]) -> None:
    if not hours:
        raise Refused("Cần ít nhất một khoảng giờ làm việc trong tuần.", "hours")
    week = sorted(hours, key=lambda h: (h.weekday, h.opens))
    for h in week:
        if not 0 <= h.weekday <= 6 or h.opens >= h.closes:
            raise Refused("Giờ mở cửa phải trước giờ đóng cửa, trong các ngày từ thứ Hai đến Chủ nhật.", "hours")
    for earlier, later in pairwise(week):
        if earlier.weekday == later.weekday and later.opens < earlier.closes:
            raise Refused("Hai khoảng giờ của cùng một ngày chồng lên nhau; sửa lại giờ.", "hours")


def _record(subject: str, kind: str, *, by: str, at: datetime, details: dict[str, Any]) -> None:
    opens = not Subject.objects.filter(name=subject).exists()
    journal.append(Event(subject=subject, kind=kind, at=at, by=by, details=details, opens=opens))


def _load_places() -> tuple[dict[str, Place], int]:
    """Return the places by the key of the file, and how many are new."""
    known = {(place.level, place.code, place.valid_from): place for place in Place.objects.all()}
    found: dict[str, Place] = {}
    new = 0
    for level in PlaceLevel.values:
        rows = [row for row in shipped.rows("places") if row["level"] == level]
        there = {row["key"]: known.get((level, row["code"], shipped.day(row["valid_from"]))) for row in rows}
        made = {row["key"]: _place(row, found) for row in rows if there[row["key"]] is None}
        Place.objects.bulk_create(made.values(), batch_size=BATCH)
        new += len(made)
        found |= made | {key: place for key, place in there.items() if place}
        _end(Place, [(place, row) for row in rows if (place := there[row["key"]])])
    return found, new


def _place(row: dict[str, str], places: dict[str, Place]) -> Place:
    return Place(
        code=row["code"],
        name=row["name"],
        full_name=row["full_name"],
        level=row["level"],
        parent=places[row["parent"]] if row["parent"] else None,
        valid_from=shipped.day(row["valid_from"]),
        valid_to=shipped.day(row["valid_to"]),
        latitude=row["latitude"] or None,
        longitude=row["longitude"] or None,
        area_km2=row["area_km2"] or None,
    )


def _load_offices(places: dict[str, Place]) -> tuple[dict[str, Office], int]:
    """Return the offices by code, and how many are new; a tier of the tree at a time, for the paths."""
    rows = shipped.rows("offices")
    found: dict[str, Office] = {office.code: office for office in Office.objects.all()}
    known = set(found)
    _end(Office, [(found[row["code"]], row) for row in rows if row["code"] in known])
    for depth in range(4):
        made = [row for row in rows if row["code"].count(".") == depth and row["code"] not in known]
        created = Office.objects.bulk_create([_office(row, found, places) for row in made], batch_size=BATCH)
        found |= {office.code: office for office in created}
        _set_paths()
    return found, len(found) - len(known)


def _office(row: dict[str, str], offices: dict[str, Office], places: dict[str, Place]) -> Office:
    if not rules.is_code(row["code"]):
        raise ValueError(f"not an agency code: {row['code']}")
    return Office(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        tier=row["tier"],
        place=places[row["place"]],
        parent=offices[row["parent"]] if row["parent"] else None,
        path="",
        address=row["address"],
        valid_from=shipped.day(row["valid_from"]),
        valid_to=shipped.day(row["valid_to"]),
    )


def _set_paths() -> None:
    """Give every office without a path its own: that of its parent, and its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE offices_office SET path = coalesce((SELECT above.path FROM offices_office AS above "
            "WHERE above.id = offices_office.parent_id), '/') || CAST(id AS varchar) || '/' WHERE path = ''"
        )


def _end(model: type[Place] | type[Office], rows: list[tuple[Any, dict[str, str]]]) -> None:
    ended = [one for one, row in rows if row["valid_to"] and one.valid_to is None]
    ends = {one.pk: shipped.day(row["valid_to"]) for one, row in rows}
    for one in ended:
        one.valid_to = ends[one.pk]
    model.objects.bulk_update(ended, ["valid_to"], batch_size=BATCH)


def _load_successions(name: str, model: type[Any], ends: dict[str, Any]) -> int:
    known = set(model.objects.values_list("predecessor_id", "successor_id"))
    links = [(ends[row["predecessor"]].pk, ends[row["successor"]].pk, row["extent"]) for row in shipped.rows(name)]
    made = [model(predecessor_id=a, successor_id=b, extent=extent) for a, b, extent in links if (a, b) not in known]
    model.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _load_special_days() -> int:
    known = set(SpecialDay.objects.filter(Q(office=None)).values_list("day", "kind", "decision"))
    made = [
        SpecialDay(**row, recorded_at=shipped.SPECIAL_DAYS_RECORDED_AT)
        for row in shipped.rows("special_days")
        if (shipped.day(row["day"]), row["kind"], row["decision"]) not in known
    ]
    SpecialDay.objects.bulk_create(made, batch_size=BATCH)
    return len(made)
