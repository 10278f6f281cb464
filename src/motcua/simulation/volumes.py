"""How many dossiers each office gets, and how many of them online: the plan of a scenario before any dossier. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from motcua.core.ratio import Ratio
from motcua.offices.rules import Tier
from motcua.simulation.scenarios import DistrictShare, Scenario
from motcua.simulation.shares import published, split, spread

UNRECEIVED = 25  # per mille of all filings that are refused before receipt


@dataclass(frozen=True, slots=True)
class Body:
    """An office that can get dossiers: code, name shown in rankings, tier, and the district it belongs to ("")."""

    code: str
    short_name: str
    tier: Tier
    district: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """The dossiers of one office: received ones by channel, and filings that were refused unreceived."""

    office: str
    online: int
    direct: int
    post: int
    refused: int

    @property
    def received(self) -> int:
        """Return how many count in the rate of all procedures."""
        return self.online + self.direct + self.post


def article(scenario: Scenario, bodies: Sequence[Body], *, scale: int, random: Random) -> list[Volume]:
    """Return the volumes with which the published rates are measured exactly.

    `bodies` are the offices of the scenario's time; each district's dossiers lie at its own office and at its
    communes'. The province, departments included, has exactly the published share. Raises ValueError below
    `scenario.minimum`.
    """
    if scale < scenario.minimum:
        raise ValueError(f"scale below {scenario.minimum}")
    received = (scale - scale * UNRECEIVED // 1000) // 10 * 10
    shares = district_shares(scenario.districts, received, scenario.department_weight)
    volumes = []
    province = [body for body in bodies if body.tier is Tier.PROVINCE]
    groups = [(province, shares[""])]
    for district in scenario.districts:
        own = [body for body in bodies if body.district == district.name]
        if not own:
            raise ValueError(f"no office of {district.name}")
        groups.append((own, shares[district.name]))
    for own, share in groups:
        volumes += _inside(own, share, random)
    return _with_refused(volumes, scale - received)


def district_shares(districts: Sequence[DistrictShare], received: int, departments: int) -> dict[str, Ratio]:
    """Return each district's share, and under "" that of the departments, which brings the province to 70 %."""
    shares = {d.name: published(d.published, received * d.weight // _weight(districts, departments))
              for d in districts if d.published}  # fmt: skip
    rest = received - sum(share.denominator for share in shares.values())
    others = [d for d in districts if not d.published]
    sizes = split(rest, [departments, *(d.weight for d in others)])
    for district, size in zip(others, sizes[1:], strict=True):
        shares[district.name] = Ratio((size * district.per_mille + 500) // 1000, size)
    online = received * 7 // 10 - sum(share.numerator for share in shares.values())
    shares[""] = Ratio(online, sizes[0])
    return shares


def today(bodies: Sequence[Body], *, scale: int, random: Random) -> list[Volume]:
    """Return volumes of communes and departments whose online shares lie between 45 and 97 %."""
    received = scale - scale * UNRECEIVED // 1000
    weights = [random.randint(300, 900) if b.tier is Tier.PROVINCE else random.randint(500, 1500) for b in bodies]
    volumes = []
    for body, size in zip(bodies, split(received, weights), strict=True):
        online = size * random.randint(450, 970) // 1000
        volumes.append(_volume(body.code, size, online))
    return _with_refused(volumes, scale - received)


def _weight(districts: Sequence[DistrictShare], departments: int) -> int:
    return departments + sum(d.weight for d in districts)


def _inside(bodies: Sequence[Body], share: Ratio, random: Random) -> list[Volume]:
    # The district's own office resolves about a third; communes differ in size and in zeal.
    above = max(1, sum(body.tier is Tier.COMMUNE for body in bodies))
    weights = [random.randint(600, 1400) * (above // 2 + 1 if body.tier is Tier.DISTRICT else 1) for body in bodies]
    sizes = split(share.denominator, weights)
    online = spread(share.numerator, sizes, [random.randint(500, 1000) for _ in bodies])
    return [_volume(body.code, size, part) for body, size, part in zip(bodies, sizes, online, strict=True)]


def _volume(office: str, size: int, online: int) -> Volume:
    post = (size - online) // 20
    return Volume(office, online, size - online - post, post, 0)


def _with_refused(volumes: Sequence[Volume], refused: int) -> list[Volume]:
    parts = split(refused, [volume.online for volume in volumes])
    return [Volume(v.office, v.online, v.direct, v.post, part) for v, part in zip(volumes, parts, strict=True)]
