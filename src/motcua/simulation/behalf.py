"""One filing for somebody else, for the demonstration: played through the actions, marked as simulated."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from PIL import Image

from motcua.casework import actions as casework
from motcua.casework.models import Case
from motcua.catalogue import forms
from motcua.catalogue import queries as catalogue
from motcua.core import clock
from motcua.filing import actions as filing
from motcua.filing.authority import PAPERS, POSITION
from motcua.filing.models import OnBehalf
from motcua.filing.rules import FilingBasis, Help
from motcua.offices import queries as offices
from motcua.people.facts import Facts
from motcua.people.models import Person
from motcua.people.rules import Gender
from motcua.simulation import answers, cast, names
from motcua.simulation.cast import Known

PROCEDURE, OFFICE = "2.000635", "H27.119"
BASIS = FilingBasis.MANDATE
GRANDMOTHER = Facts(
    "Bùi Thị Duyên", names.personal_id(690_000_001), date(1942, 6, 18), Gender.FEMALE, "0900000042",
    residence=answers.PLACE,
)  # fmt: skip
"""Who has no e-ID. Nobody has her number."""


def play(*, at: datetime, filer: Known) -> Case | None:
    """Let a grandson file for his grandmother who authorised him, once; it waits to be accepted.

    Returns what was made: None when there is one already, or the office or the procedure is not there.
    """
    day = clock.local_day(at)
    office, version = offices.office(OFFICE), catalogue.version_on(PROCEDURE, day)
    if office is None or version is None or OnBehalf.objects.filter(dossier__simulated=True).exists():
        return None
    told, form = asdict(GRANDMOTHER), forms.form_of(version.form)
    given = answers.about(
        answers.complete(form, on=day), answers.prefilled(form), told | {"birth_date": str(GRANDMOTHER.birth_date)}
    )
    with transaction.atomic():
        known = {name: told[name] for name in ("full_name", "birth_date", "gender", "residence")}
        Person.objects.get_or_create(personal_id=GRANDMOTHER.personal_id, defaults=known | {"simulated": True})
        by = cast.found_or_made([filer], at=at)[0]
        draft = filing.start_draft(version=version, office=office, by=by, at=at)
        filing.set_on_behalf(draft=draft, facts=GRANDMOTHER, basis=BASIS, by=by, at=at)
        for page in forms.pages(form, given):
            values = {field.key: given[field.key] for field in page.fields if field.key in given}
            filing.save_page(draft=draft, page=page.key, values=values, by=by, at=at)
        filing.attach(
            draft=draft, content=_photo(), name=f"{PAPERS[BASIS]}.png", paper_position=POSITION, by=by, at=at
        )  # fmt: skip
        filing.set_help(draft=draft, help=Help.SELF, by=by, at=at)
        return casework.register(draft=draft.key, by=by, at=at, simulated=True)


def _photo() -> io.BytesIO:
    picture = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(picture, "PNG")
    picture.seek(0)
    return picture
