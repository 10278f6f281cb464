"""A few cases on which several offices work, for the demonstration: played through the actions, marked as simulated."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from PIL import Image

from motcua.casework import actions
from motcua.casework.models import Case, JointStep
from motcua.casework.moves import holding
from motcua.catalogue import forms
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.records import actions as records
from motcua.records.models import Document
from motcua.simulation import answers, cast
from motcua.simulation.cast import Crew

LAND, TRADE = "1.012786", "1.001612"
LAND_OFFICE, COMMUNE, FINANCE = "H27.22", "H27.119", "H27.5"
OFFICES = (LAND_OFFICE, COMMUNE, FINANCE)


@dataclass(slots=True)
class _Cast:
    """The offices with their officers by code, a citizen, and now."""

    offices: dict[str, Office]
    crews: dict[str, Crew]
    citizen: Account
    at: datetime

    def officer(self, office: str) -> Account:
        """Return the case officer of an office."""
        return Account.objects.get(id=self.crews[office].case_officer)

    def day(self, before: int) -> datetime:
        """Return nine o'clock on the working day so many days ago, or the one before."""
        last = clock.local_day(self.at) - timedelta(before)
        calendar = offices.calendar(None, last - timedelta(30), clock.local_day(self.at))
        return clock.at(calendar.on_or_before(last), time(9))


def play(*, at: datetime) -> list[Case]:
    """Make the joint cases once: one that a commune holds too long, one at the third office, one with an opinion late.

    Returns what was made: nothing when there are some already, or a procedure has no process here.
    """
    if JointStep.objects.filter(case__simulated=True).exists():
        return []
    found = {code: offices.office(code) for code in OFFICES}
    known = {code: office for code, office in found.items() if office is not None}
    versions = [catalogue.version_on(code, clock.local_day(at)) for code in (LAND, TRADE)]
    if len(known) < len(OFFICES) or not all(version and version.process for version in versions):
        return []
    random = Random(LAND)
    with transaction.atomic():
        crews = cast.crews(known.values(), random=random, at=at)
        start = Account.objects.count() + 900_000
        stage = _Cast(known, crews, cast.citizens(1, start=start, random=random, at=at)[0], at)
        late = _checked(_opened(stage, LAND, LAND_OFFICE, stage.day(40)), stage, stage.day(39))
        third = _checked(_opened(stage, LAND, LAND_OFFICE, stage.day(33)), stage, stage.day(32))
        third = _posted(third, stage, stage.day(1))
        asked = _opened(stage, TRADE, COMMUNE, stage.day(3), founder="Các thành viên hộ gia đình")
    return [late, third, asked]


def _opened(stage: _Cast, code: str, office: str, at: datetime, **more: Any) -> Case:
    version = catalogue.version_on(code, clock.local_day(stage.at))
    assert version is not None
    by = Account.objects.get(id=stage.crews[office].reception)
    given = answers.complete(forms.form_of(version.form), on=clock.local_day(at)) | more
    case = actions.register_received(
        version=version, office=stage.offices[office], channel=Channel.DIRECT, by=by, at=at, answers=given,
        applicant=stage.citizen.person, simulated=True,
    )  # fmt: skip
    return actions.assign(case=case, officer=stage.officer(office), by=by, at=at + timedelta(hours=1))


def _checked(case: Case, stage: _Cast, at: datetime) -> Case:
    by = stage.officer(LAND_OFFICE)
    case = actions.complete_step(
        case=case, about=holding.open_steps(case)[0], by=by, at=at, values={"parcel": "12, 345", "land_duty": "yes"},
        chosen={"posting": stage.offices[COMMUNE]},
    )  # fmt: skip
    return actions.pause(case=case, reason="public_posting", by=by, at=at)


def _posted(case: Case, stage: _Cast, at: datetime) -> Case:
    by, row = stage.officer(COMMUNE), holding.open_steps(case)[0]
    days = {"posted_from": row.opened_at, "posted_until": at}
    values = {name: f"{clock.local(moment):%d/%m/%Y}" for name, moment in days.items()} | {"objection": "no"}
    case = actions.complete_step(case=case, about=row, by=by, at=at, values=values, document=_paper(by, at))
    return actions.resume_clock(case=case, by=stage.officer(LAND_OFFICE), at=at)


def _paper(by: Account, at: datetime) -> Document:
    picture = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(picture, "PNG")
    picture.seek(0)
    return records.add_document(content=picture, name="Biên bản niêm yết.png", by=by, at=at)
