"""Reading the catalogue: search, versions in force, papers and fees, service levels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Max, Prefetch, Q, Value, When

from motcua.catalogue import ranking
from motcua.catalogue.models import Fee, FilingWay, Offering, Paper, Procedure, ProcedureVersion
from motcua.catalogue.ranking import Candidate, Question
from motcua.catalogue.rules import LEVELS, SHIPPED, Channel, LimitUnit, ServiceLevel, fee_due
from motcua.core.text import fold, one_line
from motcua.journal.models import Subject
from motcua.offices.models import Office
from motcua.offices.rules import Tier

CANDIDATES = 400  # as many as are ranked; the database has put the likely ones first
_RANK = Case(
    *(When(level=level, then=Value(rank)) for rank, level in enumerate(LEVELS)),
    default=Value(0),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of a search. `level` is the highest at which an office offers it on the day; null: no level is set."""

    procedure_id: int
    version_id: int
    code: str
    name: str
    field: str
    level: ServiceLevel | None
    has_form: bool


@dataclass(frozen=True, slots=True)
class WayDetail:
    """One way to file with its fees."""

    way: FilingWay
    fees: list[Fee]


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything that a page about a version shows. `notes` are the papers with neither originals nor copies."""

    version: ProcedureVersion
    papers: list[Paper]
    notes: list[Paper]
    ways: list[WayDetail]

    @property
    def unverified(self) -> list[str]:
        """What in this version nobody has confirmed; people see it marked "chưa kiểm chứng"."""
        return list(self.version.more.get("unverified", ()))


def find(words: str, *, on: date, limit: int = 20) -> list[Found]:
    """Return the procedures in force on a day that fit what was typed, best first. Two statements, at most.

    Typed with or without marks, `d` for `đ`; a code or its beginning finds it too. Words that nothing contains are
    passed over, so that everyday speech finds something. Where two fit alike, what can be filed online comes first.
    """
    asked = ranking.question(fold(words), one_line(words))
    rows = {row["id"]: row for row in _candidates(asked, on)}
    levels = _highest({row["procedure_id"] for row in rows.values()}, on)
    order = ranking.best(asked, [_candidate(row, levels.get(row["procedure_id"])) for row in rows.values()])
    return [_found(rows[candidate.key], levels) for candidate in order[:limit]]


def version_on(code: str, day: date) -> ProcedureVersion | None:
    """Return the version of a procedure in force on a day, its procedure with it. One statement."""
    found = ProcedureVersion.objects.on(day).filter(procedure__code=one_line(code)).select_related("procedure")
    version: ProcedureVersion | None = found.order_by("-number").first()
    return version


def in_force(codes: Collection[str], day: date) -> dict[str, ProcedureVersion]:
    """Return the versions of some procedures in force on a day, by code, each with its procedure and the papers that
    it asks for (`asked`, in order, without notes). Two statements.
    """
    asked = Prefetch("papers", Paper.objects.filter(Q(originals__gt=0) | Q(copies__gt=0)), to_attr="asked")
    found = ProcedureVersion.objects.on(day).filter(procedure__code__in=codes).select_related("procedure")
    found = found.defer("search_text", "steps", "conditions", "form", "results", "more").prefetch_related(asked)
    return {version.procedure.code: version for version in found.order_by("number")}


def fields(day: date) -> list[str]:
    """Return the fields of the procedures in force on a day, in alphabetical order. One statement."""
    found = ProcedureVersion.objects.on(day).values_list("field", flat=True).distinct()
    return sorted(found.order_by(), key=fold)


def required(version_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Return the papers without which a dossier of some versions is incomplete, (position, name). One statement."""
    found: dict[int, list[tuple[int, str]]] = {}
    for paper in Paper.objects.filter(version_id__in=version_ids, required=True).order_by("position"):
        found.setdefault(paper.version_id, []).append((paper.position, paper.name))
    return found


def versions(code: str) -> list[ProcedureVersion]:
    """Return all versions of a procedure, the newest first, with their days. One statement."""
    return list(ProcedureVersion.objects.filter(procedure__code=code).order_by("-number"))


def detail(version: ProcedureVersion) -> Detail:
    """Return a version with papers, ways to file and fees. Three statements."""
    papers = list(Paper.objects.filter(version=version))
    ways = list(FilingWay.objects.filter(version=version))
    fees: dict[int, list[Fee]] = {}
    for fee in Fee.objects.filter(way__version=version):
        fees.setdefault(fee.way_id, []).append(fee)
    return Detail(
        version,
        [paper for paper in papers if paper.originals or paper.copies],
        [paper for paper in papers if not paper.originals and not paper.copies],
        [WayDetail(way, fees.get(way.id, [])) for way in ways],
    )


def procedure_id(code: str) -> int | None:
    """Return the id of the procedure with a code; None when there is none."""
    found: int | None = Procedure.objects.filter(code=code).values_list("pk", flat=True).first()
    return found


def limits(version_id: int, channel: int) -> list[tuple[int, str]]:
    """Return the time limits of a channel as (amount, unit), in the order of the record; [] where it gives none.

    Another channel that the record does not speak of has the limits of the direct one. One statement.
    """
    rows = FilingWay.objects.filter(version_id=version_id).order_by("position")
    ways = list(rows.values_list("channel", "limit_amount", "limit_unit"))
    spoken_of = channel if any(way == channel for way, _, _ in ways) else Channel.DIRECT
    return [(amount, unit) for way, amount, unit in ways if way == spoken_of and amount is not None and unit]


def fees_due(version_ids: Collection[int]) -> dict[int, dict[int, bool | None]]:
    """Return, by version and channel, whether filing that way costs something; None where the record does not say.

    One statement. Where a channel has several fees one amount is enough.
    """
    amounts: dict[tuple[int, int], list[int | None]] = {}
    ways = FilingWay.objects.filter(version_id__in=version_ids).order_by("version_id", "position")
    for version, channel, fee, amount in ways.values_list("version_id", "channel", "fees__id", "fees__amount"):
        amounts.setdefault((version, channel), []).extend([amount] if fee else [])
    found: dict[int, dict[int, bool | None]] = {}
    for (version, channel), asked in amounts.items():
        found.setdefault(version, {})[channel] = fee_due(asked)
    return found


def level(procedure_id: int, path: Sequence[int], day: date) -> ServiceLevel | None:
    """Return the level of a procedure at an office; `path` lists the ids from the root to it. The nearest row wins.

    None: neither this office nor one above it has set a level. One statement.
    """
    marks = ", ".join(["%s"] * len(path))
    with connection.cursor() as cursor:  # a named statement: every dossier that is sent asks this
        cursor.execute(
            f"SELECT office_id, level FROM catalogue_offering WHERE procedure_id = %s AND office_id IN ({marks}) "
            "AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s) ORDER BY valid_from",
            [procedure_id, *path, day.isoformat(), day.isoformat()],
        )
        by_office = dict(cursor.fetchall())
    nearest = next((by_office[office] for office in reversed(path) if office in by_office), None)
    return ServiceLevel(nearest) if nearest else None


def levels_of(procedure_id: int, day: date) -> dict[int, ServiceLevel]:
    """Return the levels that offices have set for a procedure, by office id. One statement."""
    return levels_of_several([procedure_id], day).get(procedure_id, {})


def levels_of_several(procedure_ids: Collection[int], day: date) -> dict[int, dict[int, ServiceLevel]]:
    """Return the levels that offices have set for some procedures, by procedure and office id. One statement."""
    found: dict[int, dict[int, ServiceLevel]] = {}
    rows = Offering.objects.on(day).filter(procedure_id__in=procedure_ids).order_by("valid_from")
    for procedure, office, level in rows.values_list("procedure_id", "office_id", "level"):
        found.setdefault(procedure, {})[office] = ServiceLevel(level)
    return found


def featured(on: date) -> list[ProcedureVersion]:
    """Return the procedures that ship as they are in force, those with a form of their own first. One statement."""
    ship = ProcedureVersion.objects.filter(source=SHIPPED).values("procedure_id")
    found = ProcedureVersion.objects.on(on).filter(procedure_id__in=ship).select_related("procedure")
    return sorted(found, key=lambda version: (version.form is None, version.name))


def levels_on(day: date) -> dict[ServiceLevel, int]:
    """Return how many procedures of the catalogue are offered at each level on a day.

    A procedure counts once, at the highest level at which any office offers it; it must have a version in force. One
    statement.
    """
    whens = " ".join(f"WHEN '{level.value}' THEN {rank}" for rank, level in enumerate(LEVELS))
    with connection.cursor() as cursor:  # a named statement: the page of figures asks this
        cursor.execute(
            f"""
            SELECT max(CASE o.level {whens} ELSE 0 END) FROM catalogue_offering o
            WHERE o.valid_from <= %(day)s AND (o.valid_to IS NULL OR o.valid_to >= %(day)s)
              AND o.procedure_id IN (
                  SELECT v.procedure_id FROM catalogue_procedureversion v
                  WHERE v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to >= %(day)s))
            GROUP BY o.procedure_id""",
            {"day": day},
        )
        ranks = [rank for (rank,) in cursor.fetchall()]
    counts = dict.fromkeys(reversed(LEVELS), 0)
    for rank in ranks:
        counts[LEVELS[rank]] += 1
    return counts


def locked(codes: Iterable[str]) -> dict[str, Procedure]:
    """Return the known procedures among these codes, locked in the order of codes until commit."""
    found = Procedure.objects.select_for_update().filter(code__in=list(codes)).order_by("code")
    return {procedure.code: procedure for procedure in found}


def newest_versions(procedure_ids: Collection[int]) -> dict[int, ProcedureVersion]:
    """Return the version with the highest number of each procedure, by procedure id."""
    found = ProcedureVersion.objects.filter(procedure_id__in=procedure_ids).order_by("procedure_id", "number")
    fields = found.only(
        "id", "procedure_id", "number", "valid_from", "valid_to", "digest", "source", "form", "rules", "process", "more"
    )
    return {version.procedure_id: version for version in fields}


def newest_by_code(codes: Collection[str]) -> dict[str, ProcedureVersion]:
    """Return the version with the highest number of each of these codes that the catalogue knows."""
    procedures = dict(Procedure.objects.filter(code__in=codes).values_list("id", "code"))
    return {procedures[key]: version for key, version in newest_versions(procedures).items()}


def limits_of(version_ids: Collection[int]) -> dict[int, dict[int, tuple[int, str, str]]]:
    """Return, by version and channel, the limit (amount, unit, text) where a channel has exactly one."""
    rows = (
        FilingWay.objects.filter(version_id__in=version_ids, limit_amount__isnull=False)
        .order_by("version_id", "channel")
        .values_list("version_id", "channel", "limit_amount", "limit_unit")
        .distinct()
    )
    result: dict[int, dict[int, tuple[int, str, str]]] = {}
    for (version, channel), group in groupby(rows, key=lambda row: row[:2]):
        limits = [(int(amount or 0), str(unit)) for _, _, amount, unit in group]
        if len(limits) == 1:
            amount, unit = limits[0]
            result.setdefault(version, {})[channel] = (amount, unit, f"{amount} {LimitUnit(unit).label}")
    return result


def offerings(procedure_ids: Collection[int], office_ids: Collection[int]) -> dict[tuple[int, int], list[Offering]]:
    """Return the rows of service levels by (procedure id, office id), oldest first, locked until commit."""
    found = Offering.objects.select_for_update().filter(procedure_id__in=procedure_ids, office_id__in=office_ids)
    result: dict[tuple[int, int], list[Offering]] = {}
    for row in found.order_by("id"):
        result.setdefault((row.procedure_id, row.office_id), []).append(row)
    return result


def without_level(codes: Collection[str]) -> list[Procedure]:
    """Return the procedures among these codes for which no office has ever set a level."""
    offered = Offering.objects.values("procedure_id")
    return list(Procedure.objects.filter(code__in=codes).exclude(id__in=offered).order_by("code"))


def known_to_journal(subjects: Collection[str]) -> set[str]:
    """Return those of these subjects that have entries."""
    return set(Subject.objects.filter(name__in=subjects).values_list("name", flat=True))


def offices_on(codes: Collection[str], day: date) -> set[str]:
    """Return those of these agency codes that name an office on a day. One statement, none without codes."""
    return set(Office.objects.on(day).filter(code__in=codes).values_list("code", flat=True)) if codes else set()


def province_office() -> Office | None:
    """Return the office at the root of the province's tree."""
    return Office.objects.filter(parent=None, tier=Tier.PROVINCE, valid_to=None).order_by("id").first()


def _candidates(asked: Question, on: date) -> list[dict[str, Any]]:
    terms = [f" {term}" for term in asked.terms()]
    if not terms:
        return []
    # Named SQL: materialized, every word is looked for once a row. A position costs a third of LIKE.
    position = "strpos" if connection.vendor == "postgresql" else "instr"
    inside = f"CASE WHEN {position}(' ' || v.search_text || ' ', %s) > 0 THEN 1 ELSE 0 END"
    sql = f"""
        WITH scored AS MATERIALIZED (
            SELECT v.id, {" + ".join([inside] * len(terms))} AS matched,
                   CASE WHEN {position}(' ' || v.search_name || ' ', %s) > 0 THEN 2 ELSE {inside} END AS phrase
            FROM catalogue_procedureversion v
            WHERE v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to >= %s))
        SELECT v.id, v.procedure_id, p.code, v.name, v.field, v.search_name, v.search_text,
               v.form IS NOT NULL AS has_form
        FROM scored
        JOIN catalogue_procedureversion v ON v.id = scored.id
        JOIN catalogue_procedure p ON p.id = v.procedure_id
        WHERE scored.matched > 0
        ORDER BY scored.phrase DESC, scored.matched DESC, length(v.search_name), v.id
        LIMIT {CANDIDATES}"""
    wanted = f" {asked.words} "
    with connection.cursor() as cursor:
        cursor.execute(sql, [*terms, wanted, wanted, on, on])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _candidate(row: dict[str, Any], level: ServiceLevel | None) -> Candidate:
    return Candidate(
        row["id"], fold(row["code"]), f" {row['search_name']} ", f" {row['search_text']} ", row["name"],
        LEVELS.index(level) + 1 if level else 0, bool(row["has_form"]),
    )  # fmt: skip


def _highest(procedure_ids: Collection[int], day: date) -> dict[int, ServiceLevel]:
    if not procedure_ids:
        return {}
    held = Offering.objects.on(day).filter(procedure_id__in=procedure_ids)
    ranks = held.values("procedure_id").annotate(rank=Max(_RANK)).values_list("procedure_id", "rank")
    return {procedure: LEVELS[rank] for procedure, rank in ranks}


def _found(row: dict[str, Any], levels: dict[int, ServiceLevel]) -> Found:
    return Found(
        row["procedure_id"], row["id"], row["code"], row["name"], row["field"],
        levels.get(row["procedure_id"]), bool(row["has_form"]),
    )  # fmt: skip
