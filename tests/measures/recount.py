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


def counted(states, definition, first, last, axis="competent"):
    """Return {office: [by oneself, helped, unknown, denominator]} of the dossiers received from first to last."""
    offices = {}
    for state in states:
        received = state["received_at"]
        office = state[axis + "_office"]
        if received is None or office is None or not first <= received[:10] <= last:
            continue
        online = state["channel"] == 2
        if definition == "all_procedures":
            counts, above = state["status"] != 1, online
        elif definition == "national_766":
            counts, above = True, online and (state["electronic_result"] or not state["result_required"])
        else:
            levels = ("full",) if definition == "full_service" else ("full", "partial")
            counts, above = state["status"] in (2, 4, 5, 6, 7, 8, 9, 10) and state["service_level"] in levels, online
            if state["channel"] == 3:
                counts = False
        if counts:
            numbers = offices.setdefault(office, [0, 0, 0, 0])
            numbers[3] += 1
            if above:
                numbers[{"self": 0, "helped": 1}.get(state["help"], 2)] += 1
    return offices


def together(offices, codes):
    """Return the four numbers of several offices added up."""
    return [sum(offices[code][n] for code in codes if code in offices) for n in range(4)]
