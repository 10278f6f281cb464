"""Setting the stage of a scenario: officers, citizens, procedures as they hold over its days, office time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Offering, ProcedureVersion
from motcua.catalogue.rules import ServiceLevel
from motcua.core import clock
from motcua.offices.models import Office
from motcua.offices.rules import Tier, code_order
from motcua.people.models import Account
from motcua.records import actions as records
from motcua.records.models import Document
from motcua.simulation import cast, scenarios
from motcua.simulation.filings import Service
from motcua.simulation.scenarios import Scenario
from motcua.simulation.stage import Stage, answers_of, calendars_of, limits_of
from motcua.simulation.timeline import OfficeTime, seconds

SHIPPED_WEIGHT = 40  # a shipped procedure is asked for as often as so many generated ones
BEYOND = 400  # days of office time after the last day: what came late is worked on then
RESULT = (
    b"%PDF-1.4\n% simulated result\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def citizens_of(scenario: Scenario, how_many: int, *, random: Random) -> list[Account]:
    """Return new citizens of a scenario; those of two scenarios have different numbers."""
    start = (scenarios.NAMES.index(scenario.name) + 1) * 100_000_000
    return cast.citizens(how_many, start=start, random=random, at=clock.start_of(scenario.first))


def result_of(*, at: datetime) -> Document:
    """Keep the file that stands for every result, and for every paper that was kept."""
    return records.add_document(content=RESULT, name="ket-qua-mo-phong.pdf", by=None, at=at)


def stage_of(
    scenario: Scenario, chosen: Sequence[Office], citizens: list[Account], result: Document, *, random: Random
) -> Stage:
    """Return the stage of a scenario's days at some offices."""
    versions, levels = _versions(scenario), _levels(scenario)
    return Stage(
        offices={office.code: office for office in chosen},
        crews=cast.crews(chosen, random=random, at=clock.start_of(scenario.first)),
        citizens=citizens,
        versions={code: version for code, version in versions.items() if code in levels},
        levels=levels,
        result=result,
        calendars=calendars_of(chosen, scenario.first, scenario.last),
        limits=limits_of(versions.values()),
        answers=answers_of(versions, scenario.first),
        fees=catalogue.fees_due([version.pk for version in versions.values()]),
    )


def services_of(stage: Stage) -> list[Service]:
    """Return what can be asked for on a stage, and how often it is."""
    return [
        Service(
            code, stage.levels[code], tuple(Tier(tier) for tier in version.authority_tiers),
            max((amount for amount, unit in stage.limits.get((version.pk, 1), []) if unit == "working_day"), default=1),
            1 if version.procedure.simulated else SHIPPED_WEIGHT,
        )
        for code, version in stage.versions.items()
    ]  # fmt: skip


def time_of(scenario: Scenario, stage: Stage, beyond: int = 200) -> OfficeTime:
    """Return the office time of a scenario's days and of so many days more."""
    calendar = next(iter(stage.calendars.values()))
    days = [
        day for day in clock.days(scenario.first, scenario.last + timedelta(days=beyond))
        if calendar.is_working_day(day)
    ]  # fmt: skip
    stretches = [(seconds(opens), seconds(closes)) for opens, closes in calendar.stretches(_plain(days))]
    return OfficeTime(days, stretches)


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


def _plain(days: list[date]) -> date:
    return days[0]
