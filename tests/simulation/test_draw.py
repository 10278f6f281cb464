"""One seed draws the same province: on both databases, in every process, in whatever order rows are read."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from random import Random

import pytest
from django.db import connection, transaction

from motcua.catalogue import actions as catalogue
from motcua.catalogue.models import Offering
from motcua.catalogue.rules import ServiceLevel
from motcua.offices import actions as offices
from motcua.offices.models import Office
from motcua.simulation import load
from motcua.simulation.years import writing

from . import province
from .province import AT

pytestmark = pytest.mark.django_db
TABLES = (
    "offices_office", "catalogue_procedure", "catalogue_procedureversion", "catalogue_offering", "catalogue_filingway",
    "offices_officesuccession", "offices_place", "offices_placesuccession",
)  # fmt: skip


def _disturb() -> None:
    """Make the database give rows in another order wherever a query leaves it open."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA reverse_unordered_selects = ON")
            return
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_hashjoin = off")
        for table in TABLES:  # a row that is written anew stands at the end of its table
            cursor.execute(f"UPDATE {table} SET id = id WHERE id %% 3 = 1", [])


def _calm() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA reverse_unordered_selects = OFF")


def _offer_differently() -> None:
    """Give procedures another level at some communes than in the province."""
    communes = Office.objects.filter(code__in=["H27.119", "H27.120", "H27.39.30"])
    for offering in list(Offering.objects.filter(procedure__code__in=["1.001193", "1.004873"])):
        for office, level in zip(communes, ServiceLevel, strict=False):
            Offering.objects.create(
                procedure_id=offering.procedure_id, office=office, level=level, valid_from=date(2024, 1, 1)
            )


def _plan(name: str, *, disturbed: bool):
    """Return the planned dossiers of a scenario and the names of its people, from a database that is put back."""
    with transaction.atomic():
        scenario, random = load.check(name, scale=4000, at=AT), Random(9)
        load._stock(scenario)
        if disturbed:
            _disturb()
        chosen = load.offices_of(scenario)
        planned = load._volumes(scenario, chosen, 4000, random)
        stage = load._stage(scenario, list(chosen.values()), 4000, random, AT)
        made = load._plan(scenario, planned, stage, random)
        transaction.set_rollback(True)
    _calm()
    return made, [citizen.full_name for citizen in stage.citizens], stage.levels, random.random()


@pytest.mark.parametrize("name", ["ha-tinh-article", "ha-tinh-today"])
def test_a_draw_does_not_depend_on_the_order_in_which_rows_are_read(name):
    offices.load_shipped(at=AT)
    catalogue.load_shipped(at=AT)
    _offer_differently()
    assert _plan(name, disturbed=True) == _plan(name, disturbed=False)


def _years(*, disturbed: bool):
    """Return the same of the two years across the reform."""
    with transaction.atomic():
        scenario, random = load.check("ha-tinh-two-years", scale=400, at=AT), Random(9)
        load._stock(scenario)
        if disturbed:
            _disturb()
        map_, lessons = writing.prepared(scenario, random)
        parts = list(writing.planned(scenario, 400, map_, lessons, random=random, at=AT))
        transaction.set_rollback(True)
    _calm()
    return [made for _stage, made in parts], lessons, [ground.leaning for ground in map_], random.random()


def test_the_two_years_do_not_depend_on_it_either():
    offices.load_shipped(at=AT)
    catalogue.load_shipped(at=AT)
    _offer_differently()
    assert _years(disturbed=True) == _years(disturbed=False)


def test_one_seed_draws_the_same_province_on_sqlite_in_another_process(tmp_path):
    province.make()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")},
        "MOTCUA_HOME": str(tmp_path),
        "MOTCUA_SECRET_KEY": "a key of the tests, long enough to be accepted",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    program = "import django; django.setup(); from tests.simulation import province; province.main()"
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == province.drawn()
