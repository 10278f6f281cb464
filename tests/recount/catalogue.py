"""Procedures and who offers them at which level, read by plain SQL and counted as Decision 766/QĐ-TTg, 3.1 and 3.2 ask."""

from __future__ import annotations

import json

from tests.recount.offices import rows

RANK = {"none": 0, "partial": 1, "full": 2}


def held(on):
    """Return {procedure: tiers that resolve it} of what is in force on a day."""
    found = rows(
        "SELECT p.code, v.authority_tiers FROM catalogue_procedureversion v "
        "JOIN catalogue_procedure p ON p.id = v.procedure_id "
        "WHERE (v.valid_from IS NULL OR v.valid_from <= %s) AND (v.valid_to IS NULL OR v.valid_to >= %s)", on, on
    )  # fmt: skip
    return {code: json.loads(tiers) if isinstance(tiers, str) else tiers for code, tiers in found}


def offered(on):
    """Return [(procedure, office, level)] on a day."""
    return rows(
        "SELECT p.code, o.code, f.level FROM catalogue_offering f JOIN catalogue_procedure p ON p.id = f.procedure_id "
        "JOIN offices_office o ON o.id = f.office_id "
        "WHERE (f.valid_from IS NULL OR f.valid_from <= %s) AND (f.valid_to IS NULL OR f.valid_to >= %s)", on, on
    )  # fmt: skip


def levels(on, tree, office=None, tier=None):
    """Return {level: how many procedures}: each once, at the highest level of anybody, or of one office or tier."""
    best = ranked(on, tree, office or tree.root, tier)
    return {level: sum(rank == RANK[level] for rank in best.values()) for level in RANK}


def ranked(on, tree, office, tier=None):
    """Return {procedure: 0, 1 or 2 as `RANK` has it} of those of a tier for which an office has any level."""
    wanted = {code for code, tiers in held(on).items() if tier is None or tier in tiers}
    return _best(on, tree, office, wanted)


def online(on, tree, office):
    """Return the procedures that an office offers online on a day; of another than the root, those of its tier."""
    tier = None if office == tree.root else tree.offices[office].tier
    return {code for code, rank in ranked(on, tree, office, tier).items() if rank > 0}


def _best(on, tree, office, wanted):
    above = list(tree.above(office))  # the nearest first
    nearest, below = {}, {}
    for procedure, at, level in offered(on):
        if procedure in wanted and at in above:
            where = above.index(at), -RANK[level]
            nearest[procedure] = min(nearest.get(procedure, where), where)
        elif procedure in wanted and at in tree.below(office):
            below[procedure] = max(below.get(procedure, 0), RANK[level])
    own = {procedure: -rank for procedure, (_, rank) in nearest.items()}
    return {code: max(own.get(code, 0), below.get(code, 0)) for code in own.keys() | below.keys()}
