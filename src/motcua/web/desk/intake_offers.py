"""What the page of the counter offers beside a dossier: papers that the person has here, and filing it online."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from motcua.casework.lists import holdings
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import nearest
from motcua.core import clock, text
from motcua.offices import queries as offices
from motcua.people import queries as people
from motcua.people.models import Person
from motcua.people.rules import Ability, Who, may
from motcua.web.desk.intake_form import Desk
from motcua.web.shared import competent


def add_to(desk: Desk, who: Who, *, at: datetime) -> None:
    """Put the offers on the dossiers of the page: as many statements for five as for one, none without."""
    if not desk.blocks:
        return
    if (person := _person(desk)) is not None:
        held = holdings.of_person(person.pk)
        for block in desk.blocks:
            block.held = holdings.offered(held, block.papers)
    if may(who, Ability.HELP):
        _add_guides(desk, at)


def _person(desk: Desk) -> Person | None:
    """Return whose papers may be offered: whom `take_in` would enter, and nobody whose name is not that of the page."""
    name, number = (desk.given.get(field, "") for field in ("full_name", "personal_id"))
    chosen = people.person(desk.given.get("person", ""))
    found = people.meant(name, re.sub(r"[\s.]", "", number), chosen)
    if found is None or (text.fold(found.full_name) != text.fold(name) and desk.given.get("as_on_card") != "yes"):
        return None
    return found


def _add_guides(desk: Desk, at: datetime) -> None:
    levels = catalogue.levels_of_several({block.version.procedure_id for block in desk.blocks}, clock.local_day(at))
    for block in desk.blocks:
        code = desk.given.get(f"office-{block.number}", "")
        office = next((one for one in block.offices if one.code == code), None)
        set_by = levels.get(block.version.procedure_id, {})
        if office is not None and competent.online(nearest(set_by, offices.path_ids(office))):
            asked = urlencode({"procedure": block.version.procedure.code, "office": office.code})
            block.guided = f"{reverse('guide')}?{asked}"
