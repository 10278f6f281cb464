"""Every figure of every page of two simulated years across the reform equals the recount of the journal's export."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.db import transaction

from motcua.adoption.helping import following, withdrawing
from motcua.adoption.models import HelpRecord
from motcua.catalogue import actions as catalogue
from motcua.core import clock
from motcua.core.clock import ZONE
from motcua.measures import actions as figures
from motcua.offices import actions as shipped
from motcua.offices import queries as offices
from motcua.people import actions as people
from motcua.people.rules import Role
from motcua.simulation import load
from tests.elsewhere.samples import import_
from tests.recount.pages import PAGES
from tests.recount.world import World, differences
from tests.web.steering.signed_in import browser

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 1, 10, 9, tzinfo=ZONE)
COMMUNE = "H27.119"
PERIODS = [
    ("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-12-31"), ("2024-01-01", "2025-12-31"),
    ("2025-05-12", "2025-07-20"),
]  # fmt: skip


def _world(scale, *, thorough=False):
    with transaction.atomic():
        shipped.load_shipped(at=AT)
        catalogue.load_shipped(at=AT)
    figures.catch_up()
    load.load("ha-tinh-two-years", scale=scale, seed=7, at=AT, report=lambda *told: None)
    import_(json.dumps(list(_of_another_system())).encode(), source="exchange", at=AT)
    leader = people.create_officer(username="lanh-dao", full_name="Lê Thị Lãnh", by=None, at=AT)
    commune = offices.office(COMMUNE)
    for office in (offices.root(AT.date()), commune):
        for role in (Role.LEADER, Role.PROCEDURE_CONTROLLER):
            people.appoint(account=leader, office=office, role=role, by=None, at=AT)
    while following.follow(at=AT):
        pass
    regretted = HelpRecord.objects.exclude(consent="").order_by("at", "pk")[0]
    withdrawing.by_code(typed=regretted.code, asked_from="192.0.2.1", at=AT)
    today = clock.local_day(clock.now()).isoformat()
    return World(today=today, periods=PERIODS, client=browser(leader), own=(COMMUNE,), thorough=thorough)


def _of_another_system():
    """Records of a system that a district and a commune keep besides: they count like the others, once."""
    for number, (office, day) in enumerate([("H27.35", "20240611"), ("H27.35", "20250203"), (COMMUNE, "20251104")] * 4):
        yield {
            "MaHoSo": f"{office}-{day[2:]}-9{number:03d}", "MaTTHC": "1.001193", "DonViXuLy": office,
            "KenhThucHien": str(number % 3 + 1), "TrangThaiHoSo": "10" if number % 2 else "4",
            "NgayNopHoSo": f"{day}080000", "NgayTiepNhan": f"{day}093000", "NgayHenTra": f"{day}170000",
            **({"NgayKetThucXuLy": f"{day}150000", "NgayTra": f"{day}160000"} if number % 2 else {}),
            "TaiKhoanDuocXacThucVoiVNeID": str(number % 2), "HoSoCoThanhPhanSoHoa": str(number % 3 % 2),
            "TaiLieuNop": [{"DuocTaiSuDung": str(number % 3)}],
        }  # fmt: skip


def _assert_all_equal(world):
    compared = {}
    for name, page in PAGES.items():
        found, compared[name] = differences(page(world))
        assert not found, f"{name}\n" + "\n".join(found[:5])
    assert all(compared.values())
    return compared


def test_every_figure_of_two_years_equals_the_recount():
    world = _world(300)
    assert {state["competent_office"].count(".") for state in world.dossiers.values()} == {1, 2}
    assert sum(_assert_all_equal(world).values()) > 250


@pytest.mark.slow
def test_every_figure_of_many_dossiers_in_every_combination_equals_the_recount():
    _assert_all_equal(_world(2000, thorough=True))
