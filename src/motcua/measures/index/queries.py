"""The 766 index of an office over a period: its numbers gathered from the definitions, petitions and the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.fields import BooleanField

from motcua.catalogue.models import FilingWay, Offering, Paper, ProcedureVersion
from motcua.catalogue.rules import ServiceLevel
from motcua.core.errors import Phrase, Refused
from motcua.correspondence.petitions import queries as petitions
from motcua.measures import opening, service_queries
from motcua.measures import petitions as counting
from motcua.measures import queries as figures
from motcua.measures.counting import LATE
from motcua.measures.index import rules
from motcua.measures.index.profile import profile_on
from motcua.measures.index.rules import IF_ANY, NO, Profile, Row, Scored, Told, Values
from motcua.measures.indicators import OF_WHAT_IS_TOLD, version_on
from motcua.measures.models import IndexParameter, OutsideFigure
from motcua.measures.opening import Used
from motcua.measures.outside.rules import OutsideKind
from motcua.measures.queries import Counted
from motcua.measures.rules import NATIONAL_766, ON_TIME, SIMULATED, Definition, Service, judge
from motcua.measures.rules import Counted as Counts
from motcua.offices.rules import Tier


@dataclass(frozen=True, slots=True)
class Index:
    """The index of an office with everything below it, for what was received from `first` to `last`.

    `on` is the day at whose end it is judged and the catalogue is read: the last of the period, or today. `values` are
    the parameters that were set and hold on the last day, `held` who set them and why; `simulated` of the dossiers were
    made by the simulation.
    """

    profile: Profile
    office: Counted
    first: date
    last: date
    on: date
    rows: list[Scored]
    values: Values
    held: Mapping[str, IndexParameter]
    simulated: int = 0

    @property
    def points(self) -> Decimal | None:
        """The points of all rows that have any; None when none has."""
        return rules.total(self.rows)

    @property
    def maximum(self) -> int:
        return self.profile.maximum

    @property
    def known(self) -> int:
        """What the rows that have points could have at most."""
        return sum(scored.row.maximum for scored in self.rows if scored.points is not None)

    @property
    def given(self) -> int:
        """The points of rows that do not apply to a commune."""
        return sum(scored.row.maximum for scored in self.rows if scored.stands is rules.Stands.EXEMPT)


class Part(NamedTuple):
    """A procedure in force: its tiers, and which of the parts that the law asks for its record lacks."""

    tiers: list[str]
    lacks: tuple[str, ...]


class Facts(NamedTuple):
    """What the catalogue and the use of it say of an office: by procedure code.

    `parts` are all in force, `levels` those with a level, `used` those with dossiers received in the period.
    """

    parts: dict[str, Part]
    levels: dict[str, ServiceLevel]
    used: dict[str, Used]


def index_of(first: date, last: date, *, office: str | None = None, today: date) -> Index:
    """Return the index of an office (a code; None: of the province), by the version in force on the last day.

    What only the portal knows is taken from the figures from outside. Ten statements, one more where no petition came,
    three more at most while entries wait to be counted. Raises Refused for an office that is unknown in the period, a
    period before the index, and when `first` is after `last`.
    """
    if first > last:
        raise Refused("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.", "from")
    profile, on = profile_on(last), min(last, today)
    offices = figures.in_being(first, last)
    top = figures.top_of(offices, office)
    below = [each for each in offices if each.path.startswith(top.path)]
    held = held_on(last)
    values = {name: one.value for name, one in held.items()}
    online = figures.subtrees(figures.tallied(first, last, under=top.path), below)[top.id]
    served = figures.subtrees(service_queries.service(first, last, under=top.path, on=on), below)[top.id]
    known = {
        **_of_dossiers(profile, {**online, **served}, values, last),
        **_of_procedures(facts(top, first, last, on), last),
        **_of_petitions(first, on, top.path, rules.value(profile, values, "petitions_here")),
        **_satisfied({**online, **served}, petitions.troubled(first, on, under=top.path)),
    }
    commune = top.tier == Tier.COMMUNE
    rows = rules.score_all(profile, known, values, commune=commune, outside=_entered(profile, top.code, first, last))
    return Index(profile, top, first, last, on, rows, values, held, online.get(SIMULATED, 0))


def _entered(profile: Profile, office: str, first: date, last: date) -> dict[str, Told]:
    """Return what was entered of the portal for exactly these days, with numerator and denominator, by row."""
    names = [row.id for row in profile.rows if row.outside]
    found = OutsideFigure.objects.filter(
        kind=OutsideKind.PORTAL, office__code=office, indicator__in=names, first=first, last=last, replaced_at=None,
        numerator__isnull=False, denominator__isnull=False,
    ).order_by("read_on", "id")  # fmt: skip
    return {
        one.indicator: Told(one.numerator, one.denominator, one.source, one.read_on)
        for one in found
        if one.numerator is not None and one.denominator is not None
    }


def definition_of(row: Row, values: Values, day: date, profile: Profile) -> Definition | None:
    """Return the definition that counts a row, as the parameters have it; None where none does."""
    if not row.indicators:
        return None
    finished_only = row.id == "4.1" and rules.value(profile, values, "unfinished_4.1") == NO
    return version_on(row.indicators[1 if finished_only else 0], day)


def held_on(day: date) -> dict[str, IndexParameter]:
    """Return the parameters that were set and hold on a day, by name. One statement."""
    found = IndexParameter.objects.filter(valid_from__lte=day).order_by("valid_from", "set_at", "id")
    return {one.name: one for one in found}


def history(name: str) -> list[IndexParameter]:
    """Return what was ever set for a parameter, the newest first, with who did it. One statement."""
    found = IndexParameter.objects.filter(name=name).select_related("set_by")
    return list(found.order_by("-valid_from", "-set_at", "-id"))


def facts(office: Counted, first: date, last: date, on: date) -> Facts:
    """Return what the catalogue says of an office on a day, and what was used in the period. Three statements.

    Of the province's root all procedures in force, else those that its tier resolves.
    """
    parts = _parts(on)
    tiers = {code: part.tiers for code, part in parts.items()}
    offered = list(Offering.objects.on(on).values_list("procedure__code", "office_id", "office__path", "level"))
    levels = service_queries.levels_at(office, offered, tiers)
    used = opening.procedures_used(first, last, under=office.path)
    own = {code: part for code, part in parts.items() if office.parent_id is None or office.tier in part.tiers}
    return Facts(own, levels, used)


_PARTS = {
    "named": Phrase("tên"), "sequence": Phrase("trình tự"), "filed_how": Phrase("cách thức"),
    "asked": Phrase("thành phần, số lượng hồ sơ"), "limited": Phrase("thời hạn"), "for_whom": Phrase("đối tượng"),
    "by_whom": Phrase("cơ quan thực hiện"),
}  # fmt: skip


def _parts(on: date) -> dict[str, Part]:
    """Return every procedure in force on a day with what its record lacks of NĐ 63/2010/NĐ-CP, Art. 8(2)."""
    version = OuterRef("pk")
    ways = FilingWay.objects.filter(version=version)
    said: dict[str, Q | Exists] = {
        "named": ~Q(name=""), "sequence": ~Q(steps=""), "filed_how": Exists(ways),
        "asked": Exists(Paper.objects.filter(Q(originals__gt=0) | Q(copies__gt=0), version=version)),
        "limited": Exists(ways.filter(Q(limit_amount__isnull=False) | ~Q(limit_text=""))),
        "for_whom": ~Q(audience=""), "by_whom": ~Q(competent_agency=""),
    }  # fmt: skip
    wrapped = {name: ExpressionWrapper(what, output_field=BooleanField()) for name, what in said.items()}
    found = ProcedureVersion.objects.on(on).annotate(**wrapped).order_by("number")
    return {
        code: Part(tiers, tuple(_PARTS[name] for name, has in zip(_PARTS, has_all, strict=True) if not has))
        for code, tiers, *has_all in found.values_list("procedure__code", "authority_tiers", *_PARTS)
    }


def _of_dossiers(profile: Profile, counted: Mapping[str, int], values: Values, day: date) -> dict[str, Told]:
    found = {}
    for row in profile.rows:
        definition = definition_of(row, values, day, profile)
        if definition and row.id not in ("3.2", "4.5a", "5.4"):
            amount = service_queries.amount(definition, counted)
            if row.outside and not amount.denominator:
                continue  # nobody told
            untold = counted.get(f"{NATIONAL_766.stem}_below", 0) - amount.denominator
            silence = rules.without_limit if definition.rule else rules.silent_dossiers
            silent = silence(untold if definition.name in OF_WHAT_IS_TOLD else 0)
            by = (amount.by_self, amount.helped, amount.unknown) if definition.by_help else None
            found[row.id] = Told(amount.numerator, amount.denominator, silent=silent, by=by)
    return found


def _of_procedures(known: Facts, day: date) -> dict[str, Told]:
    online = {code for code, level in known.levels.items() if level is not ServiceLevel.NONE}
    definition = version_on("services_with_filings", day)
    stands = [
        judge(definition, Service(True, code in known.used and known.used[code].online)).counted for code in online
    ]
    return {
        "1.3": Told(sum(not part.lacks for part in known.parts.values()), len(known.parts)),
        "3.1": Told(len(online), len(known.levels)),
        "3.2": Told(stands.count(Counts.ABOVE), len(stands)),
        "4.5a": _verified(known),
    }


def _verified(known: Facts) -> Told:
    told = [used.verified for used in known.used.values() if used.verified is not None]
    untold = len(known.used) - len(told)
    return Told(sum(told), len(told), silent=rules.silent_procedures(untold))


def _of_petitions(first: date, on: date, under: str, kept: str) -> dict[str, Told]:
    """Count the petitions of a period; that there was none is known only where they are kept here."""
    found = counting.count(petitions.brought(first, on, under=under), on)
    if kept == NO or (kept == IF_ANY and not found.received and not petitions.any_until(on)):
        return {}
    return {"5.2": Told(found.on_time, found.received), "5.3": Told(found.satisfied, found.received)}


def _satisfied(counted: Mapping[str, int], troubled: Mapping[str, bool]) -> dict[str, Told]:
    """Take two shares off the whole, as the source says: what is late, and what was disliked or brought up.

    The whole is what can be late; what was disliked is taken off whether it can or not. {} where nobody was asked.
    """
    received, limited = counted.get(f"{NATIONAL_766.stem}_below", 0), counted.get(f"{ON_TIME.stem}_below", 0)
    rated = counted.get("satisfaction_below", 0)
    if received and not rated:
        return {}
    unhappy = rated - counted.get("satisfaction_above", 0)
    unhappy += sum(not also_disliked for also_disliked in troubled.values())
    content = max(0, limited - counted.get(LATE, 0) - unhappy)
    return {"5.4": Told(content, limited, silent=rules.without_limit(received - limited))}
