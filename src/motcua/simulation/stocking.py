"""Filling the catalogue to the size that a scenario says, and reading what is offered in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import FilingWay, Offering, Procedure, ProcedureVersion
from motcua.catalogue.rules import Channel, LimitUnit, ServiceLevel
from motcua.core import canonical
from motcua.core.text import fold
from motcua.offices.models import Office
from motcua.simulation.procedures import MadeProcedure, fill
from motcua.simulation.scenarios import Levels, Scenario

BATCH = 500
SOURCE = "Mô phỏng"
NOTHING = Levels(0, 0, 0)


def stock(scenario: Scenario, province: Office) -> int:
    """Add the scenario's procedures, so that the catalogue has the published size; return how many.

    They end with the scenario, unless it goes on. Raises ValueError when the catalogue is larger than published.
    """
    if scenario.catalogue:
        made = fill(scenario.catalogue, offered_levels(scenario.last), first_digit=scenario.first_digit)
    else:
        made = fill(scenario.extra or NOTHING, NOTHING, first_digit=scenario.first_digit)
    procedures = [Procedure(code=one.code, simulated=True) for one in made]
    Procedure.objects.bulk_create(procedures, batch_size=BATCH)
    pairs = list(zip(made, procedures, strict=True))
    versions = [_version(one, procedure, scenario) for one, procedure in pairs]
    ProcedureVersion.objects.bulk_create(versions, batch_size=BATCH)
    FilingWay.objects.bulk_create(
        [way for one, version in zip(made, versions, strict=True) for way in _ways(one, version)], batch_size=BATCH
    )
    Offering.objects.bulk_create(
        [
            Offering(
                procedure=procedure, office=province, level=one.level, valid_from=scenario.first,
                valid_to=_end(scenario), decision=SOURCE, simulated=True,
            )
            for one, procedure in pairs
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return len(made)


def offered_levels(day: date) -> Levels:
    """Return how many procedures of the catalogue are offered at each level on a day."""
    count = catalogue.levels_on(day)
    return Levels(
        full=count.get(ServiceLevel.FULL, 0),
        partial=count.get(ServiceLevel.PARTIAL, 0),
        none=count.get(ServiceLevel.NONE, 0),
    )


def _end(scenario: Scenario) -> date | None:
    return None if scenario.open_end else scenario.last


def _version(one: MadeProcedure, procedure: Procedure, scenario: Scenario) -> ProcedureVersion:
    text = f"{one.name} {one.field} {one.code}"
    return ProcedureVersion(
        procedure=procedure, number=1, valid_from=scenario.first, valid_to=_end(scenario), name=one.name,
        field=one.field, authority_tiers=[str(tier) for tier in one.tiers], search_name=fold(one.name),
        search_text=fold(text), digest=canonical.digest(text), source=SOURCE, result_required=one.limit % 4 > 0,
    )  # fmt: skip


def _ways(one: MadeProcedure, version: ProcedureVersion) -> Sequence[FilingWay]:
    channels = [channel for channel in Channel if channel is not Channel.ONLINE or one.level is not ServiceLevel.NONE]
    return [
        FilingWay(
            version=version, position=position, channel=channel, limit_amount=one.limit,
            limit_unit=LimitUnit.WORKING_DAY, limit_text=f"{one.limit} ngày làm việc",
        )
        for position, channel in enumerate(channels, 1)
    ]  # fmt: skip
