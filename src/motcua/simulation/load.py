"""Loading a scenario: choose offices, plan, write, all in one transaction; then let the figures follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Offering, ProcedureVersion
from motcua.catalogue.rules import ServiceLevel
from motcua.core import clock, tables
from motcua.core.errors import Refused
from motcua.journal import actions as journal
from motcua.journal import queries as positions
from motcua.journal.models import Subject
from motcua.journal.rules import Event
from motcua.measures import actions as measures
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import Tier, code_order
from motcua.records import actions as records
from motcua.simulation import bulk, filings, scenarios, volumes
from motcua.simulation.cast import citizens, crews
from motcua.simulation.filings import Filing, Service
from motcua.simulation.scenarios import Scenario
from motcua.simulation.stage import Stage, answers_of, calendars_of, limits_of
from motcua.simulation.stocking import stock
from motcua.simulation.timeline import OfficeTime, seconds
from motcua.simulation.volumes import Body, Volume

SCALE = 50_000
PER_CITIZEN = 10
SHIPPED_WEIGHT = 40  # a shipped procedure is asked for as often as so many generated ones
RESULT = (
    b"%PDF-1.4\n% simulated result\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

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
    `measures.actions.catch_up` afterwards makes them quick. Raises Refused when the scenario is unknown, loaded
    already, or too small at this scale to come out as published.
    """
    with tables.in_memory(), transaction.atomic():
        return _load(check(name, scale=scale, at=at), scale, seed, at, report)


def _load(scenario: Scenario, scale: int, seed: int, at: datetime, report: Report) -> Loaded:
    random, since = Random(seed), positions.position()
    report("Chuẩn bị cơ quan, cán bộ, thủ tục", 0, scale)
    procedures = _stock(scenario)
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

    wrote = bulk.write(made, stage, random=random, report=count)
    details = {"scale": scale, "seed": seed, "dossiers": len(made)}
    told = subject(scenario.name), "simulated", at, "system:command"
    journal.append(Event(*told, facts={"simulated": True}, details=details, opens=True))
    measures.take_in(wrote.counted, since=since)
    return Loaded(scenario, len(made), wrote.entries, procedures)


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
    began = clock.start_of(scenario.first)
    versions = _versions(scenario)
    levels = _levels(scenario)
    start = (scenarios.NAMES.index(scenario.name) + 1) * 100_000_000
    return Stage(
        offices={office.code: office for office in chosen},
        crews=crews(chosen, random=random, at=began),
        citizens=citizens(scale // PER_CITIZEN, start=start, random=random, at=began),
        versions={code: version for code, version in versions.items() if code in levels},
        levels=levels,
        result=records.add_document(content=RESULT, name="ket-qua-mo-phong.pdf", by=None, at=at),
        calendars=calendars_of(chosen, scenario.first, scenario.last),
        limits=limits_of(versions.values()),
        answers=answers_of(versions, scenario.first),
        fees=catalogue.fees_due([version.pk for version in versions.values()]),
    )


def _versions(scenario: Scenario) -> dict[str, ProcedureVersion]:
    """The versions that hold over the whole stretch, by code and in this order, without their long texts."""
    # Without those that have a process of their own: the bulk path knows work and approval only.
    simple = ProcedureVersion.objects.filter(process__isnull=True)
    whole = simple.on(scenario.first).on(scenario.last).select_related("procedure")
    long = ("steps", "conditions", "search_text", "search_name", "legal_basis", "results", "form", "more")
    ordered = sorted(whole.defer(*long), key=lambda version: version.procedure.code)
    return {version.procedure.code: version for version in ordered}


def _levels(scenario: Scenario) -> dict[str, ServiceLevel]:
    """The levels that hold over the whole stretch, by procedure; among several offices that of the highest."""
    whole = Offering.objects.on(scenario.first).filter(pk__in=Offering.objects.on(scenario.last).values("pk"))
    rows = whole.values_list("office__path", "office__code", "procedure__code", "level")
    lowest_first = sorted(rows, key=lambda row: (row[0].count("/"), code_order(row[1])), reverse=True)
    return {code: ServiceLevel(level) for _, _, code, level in lowest_first}


def _plan(scenario: Scenario, planned: list[Volume], stage: Stage, random: Random) -> list[Filing]:
    services = [
        Service(
            code, stage.levels[code], tuple(Tier(tier) for tier in version.authority_tiers),
            max((amount for amount, unit in stage.limits.get((version.pk, 1), []) if unit == "working_day"), default=1),
            1 if version.procedure.simulated else SHIPPED_WEIGHT,
        )
        for code, version in stage.versions.items()
    ]  # fmt: skip
    calendar = next(iter(stage.calendars.values()))
    days = [
        day for day in clock.days(scenario.first, scenario.last + timedelta(days=200)) if calendar.is_working_day(day)
    ]
    stretches = [(seconds(opens), seconds(closes)) for opens, closes in calendar.stretches(_plain(days))]
    return list(
        filings.plan(
            scenario, planned, tiers={code: Tier(office.tier) for code, office in stage.offices.items()},
            services=services, time=OfficeTime(days, stretches), random=random,
        )
    )  # fmt: skip


def _plain(days: list[date]) -> date:
    return days[0]
