"""The 766 index counted a second time, straight from an export of the journal. Shares no code with the product.

What no entry tells is given: which tiers resolve a procedure, and what its record lacks.
"""

from __future__ import annotations

import json
from fractions import Fraction

from tests.recount.dossiers import late, received, stands
from tests.recount.export import Journal

MAXIMA = {
    "1.1": 6, "1.2": 4, "1.3": 2, "1.4": 6, "2.1": 20, "2.2": 0, "3.1": 2, "3.2": 4, "3.3": 6, "3.5": 2, "3.5b": 2,
    "3.6": 6, "5.2": 6, "5.3": 6, "5.4": 6, "4.1": 6, "4.2": 4, "4.x": 2, "4.3": 2, "4.4": 4, "4.5a": 2, "4.5b": 2,
}  # fmt: skip
FULL = {"3.1": Fraction(4, 5), "3.3": Fraction(1, 2), "4.3": Fraction(4, 5), "5.4": Fraction(9, 10)}
EXEMPT = {"1.1", "1.2", "1.3", "3.1", "3.5"}
BY = {
    "2.2": "time_to_finish",
    "4.1": "electronic_results",
}
OF_SOME = {"2.1": "on_time", "4.2": "digitised_dossiers", "4.3": "reuse", "4.5b": "population_data"}
TOLD = {"3.6": "online_payment", "4.4": "shared_data"}  # fmt: skip


def numbers(lines, office, first, last, *, below, tiers, tier, lacking):
    """Return {row: (numerator, denominator)} of an office; `below` are the codes of it and of what is below it."""
    mine = [
        (code, state)
        for code, at, state in received(Journal(lines).last("dossier"), first, last)
        if at in below[office]
    ]
    found = of_dossiers(mine, last)
    levels = _levels(lines, office, last, below, tiers, tier)
    offered = {code for code, level in levels.items() if level != "none"}
    found["3.1"] = (len(offered), len(levels))
    found["3.2"] = (len(offered & filed_online(mine)), len(offered))
    resolved = [code for code in tiers if tier is None or tier in tiers[code]]
    found["1.3"] = (sum(code not in lacking for code in resolved), len(resolved))
    petitions = _petitions(lines, last)
    own = [one for one in petitions if one["office"] in below[office] and first <= one["received_at"][:10] <= last]
    good = [one for one in own if not _late(one, last)]
    happy = [one for one in good if one["satisfaction"] != "not_satisfied" and not one["repeated_at"]]
    if petitions:  # else nobody knows whether there were none, or whether they are kept elsewhere
        found["5.2"], found["5.3"] = (len(good), len(own)), (len(happy), len(own))
    about = {one["dossier"] for one in petitions if one["received_at"][:10] <= last}
    if (told := not_troubled(mine, about, last)) is not None:
        found["5.4"] = told
    return found


def of_dossiers(mine, on):
    """Return {row: (numerator, denominator)} of the rows that dossiers alone tell: [(code, state)], late as of a day."""
    found = {row: _sum(stands(name, state, on) for _, state in mine) for row, name in BY.items()}
    for row, name in TOLD.items():
        if any(stands(name, state, on)[1] for _, state in mine):
            found[row] = _sum(stands(name, state, on) for _, state in mine)
    for row, name in OF_SOME.items():
        told = _sum(stands(name, state, on) for _, state in mine)
        if told[1] or not mine:  # of what nobody tells there is no data
            found[row] = told
    online = [state for _, state in mine if state["channel"] == 2]
    proven = sum(state["electronic_result"] or not state["result_required"] for state in online)
    found["3.3"] = (proven, len(mine))
    used = {state["procedure"] for _, state in mine}
    verified = {state["procedure"] for _, state in mine if state["verified"]}
    told = {state["procedure"] for _, state in mine if state["verified"] is not None}
    if told or not used:
        found["4.5a"] = (len(verified), len(told))
    return found


def filed_online(mine):
    """Return the procedures that were filed online."""
    return {state["procedure"] for _, state in mine if state["channel"] == 2}


def not_troubled(mine, about, on):
    """Row 5.4: of those that have a limit all but those that are late, were disliked or (`about`) have a petition.

    None where nobody was asked, or no limit is told.
    """
    limited = sum(stands("on_time", state, on)[1] for _, state in mine)
    if mine and not (limited and any(state["satisfaction"] for _, state in mine)):
        return None
    bad = sum(late(state, on) for _, state in mine)
    unhappy = sum(state["satisfaction"] == "not_satisfied" or code in about for code, state in mine)
    return max(0, limited - bad - unhappy), limited


def points(row, told, commune):
    """Return the points of a row as a fraction of two decimals; None for none."""
    if commune and row in EXEMPT:
        return Fraction(MAXIMA[row])
    if told is None or row == "2.2":
        return None
    above, below = told
    if below == 0:
        return {"5.2": Fraction(6), "5.3": Fraction(6), "5.4": Fraction(0)}.get(row)
    share = _half_up(Fraction(above, below) * 100) / 100
    return _half_up(min(Fraction(MAXIMA[row]), MAXIMA[row] * share / FULL.get(row, 1)))


def _half_up(number):
    return Fraction(int(number * 100 + Fraction(1, 2)), 100)


def _sum(pairs):
    pairs = list(pairs)
    return sum(above for above, _ in pairs), sum(below for _, below in pairs)


def _levels(lines, office, day, below, tiers, tier):
    """Return {procedure: level}: of the nearest office above that set one, or the highest that one below it set."""
    order, set_by = ["none", "partial", "full"], {}
    for line in sorted(lines, key=lambda line: (line["subject"], line["number"])):
        if line["kind"] == "level_set":
            told = json.loads(line["body"])["details"]
            if told["valid_from"] <= day:
                set_by.setdefault(line["subject"][10:], {})[told["office"]] = told["level"]
    found = {}
    for code, levels in set_by.items():
        if code not in tiers or (tier is not None and tier not in tiers[code]):
            continue
        above = [at for at in levels if office in below[at]]
        nearest = max(above, key=len, default=None)
        known = [levels[nearest]] if nearest else []
        known += [level for at, level in levels.items() if at in below[office] and at != office]
        if known:
            found[code] = max(known, key=order.index)
    return found


def _petitions(lines, day):
    last = {}
    for line in sorted(lines, key=lambda line: line["number"]):
        if line["subject"].startswith("petition/"):
            last[line["subject"]] = json.loads(line["body"])["facts"]
    return [one for one in last.values() if one["received_at"][:10] <= day]


def _late(one, day):
    days = {name: value[:10] for name, value in one.items() if name.endswith(("_at", "_by")) and value}
    happened = {name: value for name, value in days.items() if name.endswith("_at") and value <= day}
    end = happened.get("refused_at") or happened.get("answered_at") or day
    if end > days["refuse_by" if "refused_at" in happened else "due_at"]:
        return True
    return "answered_at" in happened and "publish_by" in days and happened.get("published_at", day) > days["publish_by"]
