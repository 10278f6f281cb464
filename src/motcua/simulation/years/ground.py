"""The offices of a stretch between two changes of the map: whose home belongs to which, and who took over from whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from motcua.offices import queries as offices
from motcua.offices.models import Office, OfficeSuccession, Place, PlaceSuccession
from motcua.offices.rules import PlaceLevel, Tier
from motcua.simulation.years.habits import inherited


@dataclass(slots=True)
class Ground:
    """The offices that resolve from `first` to `last`, by code: tiers, what each adds (`leaning`), before whom it was.

    `communes` is the committee of everybody's home, by its key in the first stretch; `districts` the one above a
    committee, where there is one; `departments` those of the province.
    """

    first: date
    last: date
    offices: dict[str, Office]
    communes: dict[str, str]
    districts: dict[str, str]
    departments: list[str]
    leaning: dict[str, float]

    def office(self, home: str, tier: Tier, random: Random) -> str:
        """Return the office that resolves for a home at a tier; where there are no districts, the commune does."""
        if tier is Tier.PROVINCE:
            return random.choice(self.departments)
        commune = self.communes[home]
        return self.districts.get(commune, commune) if tier is Tier.DISTRICT else commune


def grounds(stretches: Sequence[tuple[date, date]], random: Random) -> list[Ground]:
    """Return the offices of each stretch in order. An office leans as those did from which it took over."""
    communes = Place.objects.on(stretches[0][0]).filter(level=PlaceLevel.COMMUNE).order_by("code")
    homes = {place.key: place.pk for place in communes}
    before = _predecessors()
    found: list[Ground] = []
    leaning: dict[str, float] = {}
    for first, last in stretches:
        chosen = {office.code: office for tier in Tier for office in offices.on_tier(tier, last)}
        for code in sorted(set(chosen) - leaning.keys()):
            leaning[code] = inherited([leaning[one] for one in before.get(code, []) if one in leaning], random)
        found.append(_ground(first, last, chosen, homes, leaning))
        homes = _moved(homes, last, random)
    return found


def _ground(
    first: date, last: date, chosen: dict[str, Office], homes: Mapping[str, int], leaning: Mapping[str, float]
) -> Ground:
    ids = {office.pk: code for code, office in chosen.items()}
    at = {office.place_id: code for code, office in chosen.items() if office.tier == Tier.COMMUNE}
    return Ground(
        first, last, chosen,
        communes={home: at[place] for home, place in homes.items() if place in at},
        districts={
            code: ids[above] for code, office in chosen.items() if office.tier == Tier.COMMUNE
            for above in offices.path_ids(office) if above in ids and above != office.pk
        },
        departments=[code for code, office in chosen.items() if office.tier == Tier.PROVINCE],
        leaning={code: leaning[code] for code in chosen},
    )  # fmt: skip


def _predecessors() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = OfficeSuccession.objects.values_list("successor__code", "predecessor__code")
    for after, before in sorted(rows):
        found.setdefault(after, []).append(before)
    return found


def _moved(homes: Mapping[str, int], last: date, random: Random) -> dict[str, int]:
    """Return where homes belong after a day: what was split goes to one of its successors."""
    after: dict[int, list[int]] = {}
    ended = PlaceSuccession.objects.filter(predecessor__valid_to=last).order_by("predecessor__code", "successor__code")
    for old, new in ended.values_list("predecessor_id", "successor_id"):
        after.setdefault(old, []).append(new)
    return {home: random.choice(after[place]) if place in after else place for home, place in homes.items()}
