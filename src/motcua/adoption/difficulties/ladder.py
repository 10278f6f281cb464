"""Who is to answer: the offices above where somebody is stuck at which anybody may, and who is on duty there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from motcua.adoption.difficulties import rules
from motcua.adoption.difficulties.rules import Rung, Turn
from motcua.adoption.models import Difficulty, Duty
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Procedure
from motcua.core import clock
from motcua.filing.models import Dossier
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind, Tier, path_ids
from motcua.people.models import Account, Appointment
from motcua.people.rules import Role

UNITS = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.SERVICE_CENTRE)


@dataclass(frozen=True, slots=True)
class Step:
    """An office that may answer on its rung, and who is on duty there; None: whoever of them comes first."""

    rung: Rung
    office: Office
    controller_id: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a difficulty is about, as far as it decides who answers: `field` of the procedure, "" without one."""

    office: Office
    asker_id: int
    procedure: Procedure | None = None
    dossier: Dossier | None = None
    field: str = ""


def steps(matter: Matter, *, at: datetime) -> list[Step]:
    """Return the rungs on which somebody other than the asker may answer, the lowest first. Five statements at most.

    A commune's own controllers come first, then the service centre of the province, then the department: the one that
    resolves the dossier, else the one that has a turn for the field or offers the procedure. Where no department has
    anybody, and above an officer's own department, the controllers of the province answer. The turns are those of the
    day on which the office is next open.
    """
    day = _working_day(matter.office, at)
    near = {office.pk: office for office in _near(matter.office, day)}
    able = _able(near, day, matter.asker_id)
    turns = _turns(able, day)
    own = next((near[above] for above in reversed(path_ids(matter.office.path)) if above in near), None)
    found = []
    for rung, office in _wanted(matter, own, near, able, turns, day):
        if people := able.get(office.pk):
            on_duty = rules.on_duty(turns.get(office.pk, ()), people, day=day, field=matter.field)
            found.append(Step(rung, office, on_duty))
    return found


def of(difficulty: Difficulty, *, at: datetime) -> list[Step]:
    """Return the rungs of a difficulty that comes with office, procedure and dossier. Six statements at most."""
    field = field_of(difficulty.procedure, clock.local_day(at))
    matter = Matter(difficulty.office, difficulty.raised_by_id, difficulty.procedure, difficulty.dossier, field)
    return steps(matter, at=at)


def field_of(procedure: Procedure | None, day: date) -> str:
    """Return the field of a procedure on a day; "" without one. One statement."""
    version = catalogue.version_on(procedure.code, day) if procedure else None
    return version.field if version else ""


def controllers(office: Office, *, on: date) -> list[Account]:
    """Return who may answer at an office on a day, units below it and the counter with it, by name. Two statements."""
    near = {one.pk: one for one in [*offices.of_ids(path_ids(office.path)), *offices.reached([office.pk], on=on)]}
    units = {pk: one for pk, one in near.items() if one.kind in UNITS}
    ids = _able(units, on, 0).get(office.pk, [])
    return sorted(Account.objects.filter(pk__in=ids), key=lambda one: (one.full_name, one.pk))


def _wanted(
    matter: Matter,
    own: Office | None,
    near: Mapping[int, Office],
    able: Mapping[int, list[int]],
    turns: Mapping[int, list[Turn]],
    day: date,
) -> list[tuple[Rung, Office]]:
    root = next((one for one in near.values() if one.parent_id is None), None)
    last = [(Rung.PROVINCE, root)] if root else []
    if own is not None and own.kind == OfficeKind.DEPARTMENT:
        return [(Rung.DEPARTMENT, own), *last]
    centres = [
        one
        for one in near.values()
        if one.kind == OfficeKind.SERVICE_CENTRE and one.parent_id == getattr(root, "pk", 0)
    ]
    found = [(Rung.COMMUNE, own)] if own is not None and own.tier in (Tier.COMMUNE, Tier.DISTRICT) else []
    found += [(Rung.CENTRE, one) for one in centres[:1]]
    department = _department(matter, [one for one in near.values() if able.get(one.pk)], turns, day)
    return [*found, *([(Rung.DEPARTMENT, department)] if department else last)]


def _department(
    matter: Matter, manned: Collection[Office], turns: Mapping[int, list[Turn]], day: date
) -> Office | None:
    known = [one for one in manned if one.kind == OfficeKind.DEPARTMENT]
    if matter.dossier and (decides := [one for one in known if one.pk == matter.dossier.competent_office_id]):
        return decides[0]
    if matter.field and (
        named := [one for one in known if any(t.field == matter.field for t in turns.get(one.pk, ()))]
    ):
        return named[0]
    levels = catalogue.levels_of(matter.procedure.pk, day) if matter.procedure and known else {}
    return next((one for one in known if one.pk in levels), None)


def _near(office: Office, day: date) -> list[Office]:
    wanted = Q(pk__in=path_ids(office.path)) | Q(tier=Tier.PROVINCE)
    return list(Office.objects.on(day).filter(wanted, kind__in=UNITS).order_by("path"))


def _able(near: Mapping[int, Office], day: date, asker: int) -> dict[int, list[int]]:
    """Return who may answer at each unit: a controller counts at the nearest unit at or above where she is one."""
    able: dict[int, list[int]] = {}
    below = Q(office__tier=Tier.PROVINCE)
    for unit, office in near.items():
        below |= Q(office__path__startswith=office.path) if office.parent_id else Q(office=unit)
    held = Appointment.objects.on(day).filter(below, role=Role.PROCEDURE_CONTROLLER, account__is_active=True)
    for account, path in held.values_list("account_id", "office__path").order_by("id"):
        nearest = next((above for above in reversed(path_ids(path)) if above in near), None)
        if nearest is not None and account != asker and account not in able.get(nearest, ()):
            able.setdefault(nearest, []).append(account)
    return able


def _turns(able: Mapping[int, list[int]], day: date) -> dict[int, list[Turn]]:
    found: dict[int, list[Turn]] = {}
    rows = Duty.objects.on(day).filter(office__in=able).order_by("id")
    for office, *turn in rows.values_list("office_id", "account_id", "weekday", "field"):
        found.setdefault(office, []).append(Turn(*turn))
    return found


def _working_day(office: Office, at: datetime) -> date:
    return offices.on_calendar(
        clock.local_day(at), lambda calendar: clock.local_day(calendar.next_opening(at)), office.pk
    )
