"""The scenario of today: communes, the national portal, and work that is still open."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection

from motcua.catalogue import actions as catalogue
from motcua.core.clock import ZONE
from motcua.offices import actions as offices
from motcua.simulation import load

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)


def test_today_fills_the_desks_of_the_communes():
    offices.load_shipped(at=AT)
    catalogue.load_shipped(at=AT)
    loaded = load.load("ha-tinh-today", scale=1500, seed=1, at=AT, report=lambda *told: None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, count(*) FROM casework_case GROUP BY status")
        statuses = dict(cursor.fetchall())
        cursor.execute("SELECT system, count(*) FROM filing_dossier WHERE channel = 2 GROUP BY system")
        systems = dict(cursor.fetchall())
        cursor.execute("SELECT max(submitted_at) FROM filing_dossier")
        newest = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(DISTINCT competent_office_id) FROM casework_case c JOIN offices_office o ON o.id = c.competent_office_id WHERE o.tier = 'commune'"
        )
        assert cursor.fetchone() == (69,)
    assert {3, 4, 9, 10} <= statuses.keys()
    assert {1, 2} & statuses.keys(), "the counter has something to take in or to hand on"
    assert statuses[10] > loaded.dossiers * 9 // 10
    assert systems["national_portal"] > systems["motcua"] * 4
    assert str(newest)[:10] <= "2026-11-19"
