"""Loading a scenario: choose offices, plan, write, all in one transaction; then let the figures follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction

from motcua.core import clock, tables
from motcua.core.errors import Refused
from motcua.journal import actions as journal
from motcua.journal import queries as positions
from motcua.journal.models import Subject
from motcua.journal.rules import Event
from motcua.measures import actions as measures
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import Tier
from motcua.simulation import bulk, filings, scenarios, staging, volumes
from motcua.simulation.filings import Filing
from motcua.simulation.scenarios import Scenario
from motcua.simulation.stage import Stage
from motcua.simulation.stocking import stock
from motcua.simulation.volumes import Body, Volume
from motcua.simulation.years import writing

SCALE = 50_000
PER_CITIZEN = 10

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a scenario has put in: dossiers, entries of the journal, generated procedures."""

    scenario: Scenario
    dossiers: int
    entries: int
    procedures: int


def subject(name: str) -> str:
    """Return the journal's subject of a scenario, which is there once it was loaded."""
    return f"simulation/{name}"


def is_loaded(name: str) -> bool:
    """Return whether a scenario was loaded into this database."""
    return Subject.objects.filter(name=subject(name)).exists()


def load(name: str, *, scale: int = SCALE, seed: int = 1, at: datetime, report: Report) -> Loaded:
    """Put a scenario into the database: all of it or nothing.

    `report` is told what is going on (Vietnamese), how many dossiers are done and how many there will be. Figures
    are right at once, and quick when the counters had followed the journal to its end before; else
    `measures.actions.catch_up` afterwards makes them quick. Raises Refused when the scenario is unknown, it or
    another one of the same days is loaded already, or it is too small at this scale to come out as published.
    """
    with tables.in_memory(), transaction.atomic():
        return _load(check(name, scale=scale, at=at), scale, seed, at, report)


def _load(scenario: Scenario, scale: int, seed: int, at: datetime, report: Report) -> Loaded:
    random, since = Random(seed), positions.position()
    report("Chuẩn bị cơ quan, cán bộ, thủ tục", 0, scale)
    procedures = _stock(scenario)
    told = subject(scenario.name), "simulated", at, "system:command"
    details = {"scale": scale, "seed": seed}
    if scenario.stretches:
        years = writing.write(scenario, scale, random=random, at=at, report=report)
        dossiers, wrote = years.dossiers, years.done
    else:
        dossiers, wrote = _write(scenario, scale, random=random, at=at, report=report)
    details["dossiers"] = dossiers
    journal.append(Event(*told, facts={"simulated": True}, details=details, opens=True))
    measures.take_in(wrote.counted, since=since)
    if scenario.stretches:
        writing.play_programme(scenario, years, random=random)
    return Loaded(scenario, dossiers, wrote.entries, procedures)


def _write(scenario: Scenario, scale: int, *, random: Random, at: datetime, report: Report) -> tuple[int, bulk.Done]:
    chosen = offices_of(scenario)
    planned = _volumes(scenario, chosen, scale, random)
    stage = _stage(scenario, list(chosen.values()), scale, random, at)
    report("Lập kế hoạch", 0, scale)
    made = list(_plan(scenario, planned, stage, random))
    done = 0

    def count(how_many: int) -> None:
        nonlocal done
        done += how_many
        report("Ghi hồ sơ và nhật ký", done, len(made))

    return len(made), bulk.write(made, stage, random=random, report=count)


def offices_of(scenario: Scenario) -> dict[str, Office]:
    """Return the offices that resolve the scenario's dossiers: committees below the province, and departments."""
    found: dict[str, Office] = {}
    for tier in Tier:
        found |= {office.code: office for office in offices.on_tier(tier, scenario.last)}
    return found


def check(name: str, *, scale: int, at: datetime) -> Scenario:
    """Return the scenario when it can be loaded at this scale now. Raises Refused as `load` does."""
    try:
        scenario = scenarios.find(name, on=clock.local_day(at))
    except LookupError:
        raise Refused(f"Không có kịch bản «{name}». Các kịch bản: {', '.join(scenarios.NAMES)}.", "scenario") from None
    if scale < scenario.minimum:
        raise Refused(f"Kịch bản này cần từ {scenario.minimum} hồ sơ để các tỷ lệ đúng như đã công bố.", "scale")
    if is_loaded(name):
        raise Refused(
            f"Kịch bản «{name}» đã được nạp vào cơ sở dữ liệu này. Muốn nạp lại, hãy dùng một MOTCUA_HOME mới.",
            "scenario",
        )
    for other in scenarios.NAMES:
        there = scenarios.find(other, on=clock.local_day(at))
        if there.first <= scenario.last and scenario.first <= there.last and is_loaded(other):
            raise Refused(
                f"Kịch bản «{other}» đã được nạp vào cơ sở dữ liệu này cho cùng thời gian. "
                "Hãy dùng một MOTCUA_HOME mới.", "scenario",
            )  # fmt: skip
    return scenario


def _stock(scenario: Scenario) -> int:
    try:
        return stock(scenario, offices.root(scenario.last))
    except ValueError:
        raise Refused(
            "Danh mục trong kỳ của kịch bản đã nhiều thủ tục hơn số đã công bố. Hãy nạp kịch bản này trước khi nhập "
            "thủ tục và mức độ của năm đó, hoặc dùng một MOTCUA_HOME mới.", "scenario",
        ) from None  # fmt: skip


def _volumes(scenario: Scenario, chosen: dict[str, Office], scale: int, random: Random) -> list[Volume]:
    districts = {office.pk: office.short_name for office in chosen.values() if office.tier == Tier.DISTRICT}
    bodies = [
        Body(office.code, office.short_name, Tier(office.tier),
             next((districts[above] for above in offices.path_ids(office) if above in districts), ""))
        for office in chosen.values()
    ]  # fmt: skip
    if scenario.districts:
        return volumes.article(scenario, bodies, scale=scale, random=random)
    return volumes.today(bodies, scale=scale, random=random)


def _stage(scenario: Scenario, chosen: list[Office], scale: int, random: Random, at: datetime) -> Stage:
    citizens = staging.citizens_of(scenario, scale // PER_CITIZEN, random=random)
    return staging.stage_of(scenario, chosen, citizens, staging.result_of(at=at), random=random)


def _plan(scenario: Scenario, planned: list[Volume], stage: Stage, random: Random) -> list[Filing]:
    tiers = {code: Tier(office.tier) for code, office in stage.offices.items()}
    services, office_time = staging.services_of(stage), staging.time_of(scenario, stage)
    return list(
        filings.plan(scenario, planned, tiers=tiers, services=services, time=office_time, random=random)
    )  # fmt: skip
