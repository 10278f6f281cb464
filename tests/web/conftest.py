from __future__ import annotations

import pytest


@pytest.fixture
def office(db):
    """A commune's committee."""
    from motcua.offices.models import Office, Place

    place = Place.objects.create(code="18313", name="Vũ Quang", full_name="Xã Vũ Quang", level="commune")
    made = Office.objects.create(
        code="H27.99", name="Ủy ban nhân dân xã Vũ Quang", short_name="Xã Vũ Quang", kind="committee", tier="commune",
        place=place, path="/",
    )  # fmt: skip
    Office.objects.filter(id=made.id).update(path=f"/{made.id}/")
    return made
