"""A recount of the online-filing rate straight from an export of the journal. Shares no code with the product."""

from __future__ import annotations


def last_states(lines):
    """Return the last facts of each dossier from the parsed lines of `motcua journal export`."""
    import json

    states = {}
    for line in sorted(lines, key=lambda line: line["number"]):
        if line["subject"].startswith("dossier/"):
            states[line["subject"]] = {**json.loads(line["body"])["facts"], **{name: line[name] for name in STATED}}
    return list(states.values())


STATED = ("received_office", "competent_office", "service_level", "channel", "help", "status", "simulated")


def rate(states, definition, first, last, offices, axis="competent"):
    """Return [by oneself, helped, unknown, denominator] of the dossiers of `offices` received from first to last."""
    by_self = helped = unknown = below = 0
    for state in states:
        received = state["received_at"]
        if received is None or not first <= received[:10] <= last:
            continue
        if state[axis + "_office"] not in offices:
            continue
        online = state["channel"] == 2
        if definition == "all_procedures":
            counted = state["status"] != 1
            above = online
        elif definition == "national_766":
            counted = True
            above = online and (state["electronic_result"] or not state["result_required"])
        else:
            levels = ("full",) if definition == "full_service" else ("full", "partial")
            counted = (
                state["status"] in (2, 4, 5, 6, 7, 8, 9, 10)
                and state["channel"] in (None, 1, 2)
                and state["service_level"] in levels
            )
            above = online
        if not counted:
            continue
        below += 1
        if above and state["help"] == "self":
            by_self += 1
        elif above and state["help"] == "helped":
            helped += 1
        elif above:
            unknown += 1
    return [by_self, helped, unknown, below]
