"""The plan meets the published figures exactly, whatever the scale."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from motcua.core.ratio import Ratio
from motcua.offices.rules import Tier
from motcua.simulation import scenarios, volumes
from motcua.simulation.scenarios import ARTICLE
from motcua.simulation.shares import published, split, spread
from motcua.simulation.volumes import Body, Volume

BODIES = [Body(f"d{n}", f"Sở {n}", Tier.PROVINCE) for n in range(12)]
for _number, _district in enumerate(ARTICLE.districts):
    BODIES.append(Body(f"h{_number}", _district.name, Tier.DISTRICT, _district.name))
    BODIES += [Body(f"h{_number}x{n}", f"Xã {n}", Tier.COMMUNE, _district.name) for n in range(17)]


def _rate(planned: list[Volume], codes: set[str]) -> Ratio:
    own = [volume for volume in planned if volume.office in codes]
    return Ratio(sum(v.online for v in own), sum(v.received for v in own))


@settings(max_examples=40, deadline=None)
@given(scale=some.integers(ARTICLE.minimum, 600_000), seed=some.integers(0, 1000))
def test_the_article_comes_out_exactly_at_every_scale(scale, seed):
    planned = volumes.article(ARTICLE, BODIES, scale=scale, random=Random(seed))
    rates = {d.name: _rate(planned, {b.code for b in BODIES if b.district == d.name}) for d in ARTICLE.districts}
    total = _rate(planned, {b.code for b in BODIES})
    assert (rates["Huyện Vũ Quang"].percent(), rates["Huyện Hương Khê"].percent()) == ("92.50", "88.90")
    assert total.numerator * 10 == total.denominator * 7
    others = [rates[d.name] for d in ARTICLE.districts if not d.published]
    assert all(rates["Huyện Hương Khê"].exceeds(rate) for rate in others)
    assert len({rate.percent() for rate in rates.values()}) == 13
    assert sum(v.received + v.refused for v in planned) == scale
    assert all(min(v.online, v.direct, v.post, v.refused) >= 0 for v in planned)


def test_a_scale_at_which_the_figures_cannot_be_met_is_refused():
    with pytest.raises(ValueError, match="below"):
        volumes.article(ARTICLE, BODIES, scale=ARTICLE.minimum - 1, random=Random(0))


@settings(deadline=None)
@given(scale=some.integers(500, 100_000))
def test_communes_of_today_differ_and_add_up(scale):
    bodies = [Body(f"x{n}", f"Xã {n}", Tier.COMMUNE) for n in range(69)]
    planned = volumes.today(bodies, scale=scale, random=Random(7))
    assert sum(v.received + v.refused for v in planned) == scale
    if scale > 20_000:
        assert len({Ratio(v.online, v.received).percent(0) for v in planned}) > 20


@given(some.integers(0, 10_000), some.lists(some.integers(0, 50), min_size=1).filter(sum))
def test_split_adds_up_and_is_off_by_less_than_one(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


@given(some.lists(some.tuples(some.integers(0, 60), some.integers(0, 9)), min_size=1), some.data())
def test_spread_adds_up_and_never_overfills(places, data):
    rooms = [room for room, _ in places]
    total = data.draw(some.integers(0, sum(rooms)))
    parts = spread(total, rooms, [leaning for _, leaning in places])
    assert sum(parts) == total
    assert all(0 <= part <= room for part, room in zip(parts, rooms, strict=True))


@pytest.mark.parametrize(("percent", "about"), [("92.50", 40), ("88.90", 700), ("33.33", 3), ("100.00", 1)])
def test_a_published_percentage_is_shown_as_published(percent, about):
    assert published(percent, about).percent() == percent


def test_today_ends_yesterday_and_unknown_scenarios_are_refused(today):
    assert scenarios.find("ha-tinh-today", on=today).last.isoformat() == "2026-11-19"
    with pytest.raises(LookupError):
        scenarios.find("ha-tinh-tomorrow", on=today)


def test_the_same_seed_makes_the_same_province():
    one, two = (volumes.article(ARTICLE, BODIES, scale=5000, random=Random(4)) for _ in range(2))
    assert one == two
