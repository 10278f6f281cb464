"""The filing for somebody else of the demonstration: played once, by a person of the sandbox's sign-in."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from motcua.casework import queries
from motcua.catalogue import actions as catalogue
from motcua.core.clock import ZONE
from motcua.filing.models import Attachment, OnBehalf
from motcua.offices import actions as offices
from motcua.people.models import Person
from motcua.simulation import behalf
from motcua.simulation.cast import Known

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 27, 10, tzinfo=ZONE)
GRANDSON = Known("Bùi Văn Mẫu", "male", date(2000, 8, 15), "099200990008")


def test_the_demonstration_has_one_dossier_that_a_grandson_filed_for_his_grandmother():
    offices.load_shipped(at=AT)
    catalogue.load_shipped(at=AT)
    made = behalf.play(at=AT, filer=GRANDSON)
    assert made is not None and behalf.play(at=AT, filer=GRANDSON) is None
    dossier, told = made.dossier, OnBehalf.objects.get()
    assert (told.dossier, told.facts) == (dossier, behalf.GRANDMOTHER)
    assert (dossier.filer.full_name, dossier.applicant.full_name) == (
        GRANDSON.full_name,
        behalf.GRANDMOTHER.full_name,
    )
    assert (dossier.help, dossier.simulated, made.status) == ("helped", True, 1)
    assert {behalf.GRANDMOTHER.full_name} <= set(dossier.answers.values())
    assert not Person.objects.filter(simulated=False).exists()
    assert Attachment.objects.get().document.name == "Giấy ủy quyền.png"
    assert list(queries.mismatches()) == []
