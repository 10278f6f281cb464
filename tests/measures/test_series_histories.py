"""Histories of merged, split and moved communes that nobody thought up: every series equals a plain recount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.measures import actions
from motcua.measures.series import series
from motcua.offices.models import Office, Place, PlaceSuccession
from tests.measures import recount_series
from tests.measures.cases import on

pytestmark = pytest.mark.django_db(transaction=True)
CUTS = (date(2024, 5, 11), date(2024, 9, 1))
FIRST, LAST = date(2024, 3, 1), date(2024, 11, 20)
_numbers = count(1)


@dataclass
class History:
    """`became[0][a]` are (b, default) of the first generation's commune a; `districts[g][a]` is its district or None."""

    became: list
    districts: list

    def lives(self, district):
        """The first and the last generation in which a district is."""
        had = [g for g in range(3) if district in self.districts[g]]
        return had[0], had[-1]

    def generation_of(self, day):
        return sum(day >= cut.isoformat() for cut in CUTS)

    def key(self, generation, commune):
        """How a commune is called in the places, which decides between two halves."""
        begins = [None, *CUTS][generation]
        code = f"{generation}{commune}"
        return code if begins is None else f"{code}/{begins:%Y-%m}"


@st.composite
def histories(draw):
    sizes = [draw(st.integers(3, 5)), draw(st.integers(2, 4)), draw(st.integers(2, 3))]
    became = []
    for before, after in pairwise(sizes):
        into = [draw(st.lists(st.integers(0, after - 1), min_size=1, max_size=2, unique=True)) for _ in range(before)]
        into[draw(st.integers(0, before - 1))] = [0]
        for each in range(after):  # nobody comes from nowhere
            if not any(each in found for found in into):
                into[each % before].append(each)
        became.append([[(each, not n) for n, each in enumerate(found)] for found in into])
    districts = [[draw(st.integers(0, 1)) for _ in range(sizes[0])], [draw(st.integers(0, 2)) for _ in range(sizes[1])]]
    return History(became, [*districts, [None] * sizes[2]])


@st.composite
def worlds(draw):
    history = draw(histories())
    names = {each for row in history.districts for each in row if each is not None}
    units = [("district", each, 0) for each in sorted(names)]
    units += [("commune", each, g) for g in range(3) for each in range(len(history.districts[g]))]
    offices = [[unit for unit in units if _serves(history, unit, g)] for g in range(3)]
    dossiers = []
    for _ in range(draw(st.integers(10, 25))):
        day = FIRST + timedelta(draw(st.integers(0, (LAST - FIRST).days)))
        generation = history.generation_of(day.isoformat())
        dossiers.append(
            (day.isoformat(), draw(st.sampled_from(offices[generation])), draw(st.sampled_from([None, *units])),
             draw(st.booleans()))
        )  # fmt: skip
    return history, units, dossiers


def _serves(history, unit, generation):
    kind, which, since = unit
    if kind == "commune":
        return since == generation
    begins, ends = history.lives(which)
    return begins <= generation <= ends


def _build(history, units, prefix):
    """Make the places and the offices; return {unit: (place key, office code)}."""
    PlaceSuccession.objects.all().delete()
    for model, above in ((Office, "parent"), (Place, "parent__parent"), (Place, "parent")):
        model.objects.exclude(**{above: None}).delete()
        Office.objects.all().delete()
    Place.objects.all().delete()
    days = [None, *CUTS]
    ends = [CUTS[0] - timedelta(1), CUTS[1] - timedelta(1), None]
    whole = Place.objects.create(code="42", name="T", full_name="Tỉnh", level="province")
    root = Office.objects.create(
        code=prefix, name="T", short_name="T", kind="committee", tier="province", place=whole, path="/1/"
    )
    made, found = {}, {}
    for kind, which, since in units:
        begins, until = history.lives(which) if kind == "district" else (since, since)
        above = whole
        if kind == "commune" and history.districts[since][which] is not None:
            above = made["district", history.districts[since][which], 0]
        code = f"9{which}" if kind == "district" else f"{since}{which}"
        place = made[kind, which, since] = Place.objects.create(
            code=code, name=code, full_name=code, level=kind, parent=above, valid_from=days[begins], valid_to=ends[until],
        )  # fmt: skip
        office = f"{prefix}.{len(found) + 1}"
        Office.objects.create(
            code=office, name=office, short_name=office, kind="committee", tier=kind, place=place, parent=root,
            path=f"/1/{len(found) + 2}/", valid_from=days[begins], valid_to=ends[until],
        )  # fmt: skip
        found[kind, which, since] = place.key, office
    for step in range(2):
        for before, into in enumerate(history.became[step]):
            for after, default in into:
                PlaceSuccession.objects.create(
                    predecessor=made["commune", before, step], successor=made["commune", after, step + 1],
                    extent="part" if not default else "part_default" if len(into) > 1 else "whole",
                )  # fmt: skip
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds())
def test_every_series_of_a_made_up_history_equals_a_recount_dossier_by_dossier(filing, world):
    history, units, dossiers = world
    prefix = f"H{next(_numbers)}"
    with transaction.atomic():
        known = _build(history, units, prefix)
    with transaction.atomic():
        for number, (day, office, told, online) in enumerate(dossiers):
            filing.opened(
                code=f"{prefix}-{number}", competent_office=f"{known[office][1]}", place=known[told][0] if told else None,
                channel=2 if online else 1, received_at=on(day), submitted_at=on(day, 7),
            )  # fmt: skip
    actions.roll_up(12)
    for asked in units:
        found = series("all_procedures", Office.objects.get(code=known[asked][1]), FIRST, LAST, today=LAST)
        told = {
            each.name: [n for one in (each.sure, each.unsure, each.amount) for n in (one.numerator, one.denominator)]
            for each in found.points if each.sure.denominator or each.unsure.denominator
        }  # fmt: skip
        assert told == recount_series.counted(history, asked, dossiers), (asked, history)
