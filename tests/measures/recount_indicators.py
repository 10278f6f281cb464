"""A recount of the further indicators straight from an export of the journal. Shares no code with the product."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


def states_at(lines, until=None):
    """Return the last facts of each dossier, by code, from entries recorded until a moment's text (None: all)."""
    states = {}
    for line in sorted(lines, key=lambda line: line["number"]):
        if line["subject"].startswith("dossier/") and (until is None or line["recorded_at"] <= until):
            states[line["subject"][8:]] = json.loads(line["body"])["facts"]
    return states


def _file_or_none_due(state):
    return state["electronic_result"] or not state["result_required"]


def _took(state, start, end):
    begun, done = datetime.fromisoformat(state[start]), datetime.fromisoformat(state[end])
    waited = timedelta()
    for asked, brought in state["requests"]:
        since = begun <= datetime.fromisoformat(asked)
        if brought and start == "received_at" and since and datetime.fromisoformat(brought) <= done:
            waited += datetime.fromisoformat(brought) - datetime.fromisoformat(asked)
    return max(0, int((done - begun - waited).total_seconds()))


def late(state, on):
    """Whether a dossier is late as seen at the end of a day, "YYYY-MM-DD", by row 2.1 of the 766 index."""
    night = on + "T23:59:59.999999+07:00"
    due, end, off = state["judged_due_at"] or state["due_at"], None, timedelta()
    for name in ("finished_at", "returned_at", "ended_at"):
        if end is None and state[name] and state[name] <= night:
            end = state[name]
    asked, brought = state["requests"][-1] if state["requests"] else (None, None)
    if end is None and asked and asked <= night and (brought is None or brought > night):
        if len(state["requests"]) > 1:
            return True
        end = asked
    if end is None and state["stopped_at"] and state["stopped_at"] <= night:
        end = state["stopped_at"]
    end = end or night
    for one, other in state["requests"]:
        if other and other <= end:
            off += datetime.fromisoformat(other) - datetime.fromisoformat(one)
    if due is None:
        return False
    return (datetime.fromisoformat(end) - off).isoformat()[:10] > due[:10]


def stands(name, state, on):
    """Return (numerator, denominator) that one received dossier adds to an indicator."""
    finished = state["status"] in (9, 10) and state["finished_at"] is not None
    returned = finished and state["status"] == 10 and state["returned_at"] is not None
    if name == "on_time":
        return int(not late(state, on)), 1
    if name == "digitised_dossiers":
        return int(state["digitised"] and _file_or_none_due(state)), 1
    if name == "electronic_results":
        return (int(state["electronic_result"]), 1) if state["result_required"] else (0, 0)
    if name == "results_as_files":
        return (int(state["electronic_result"]), 1) if state["result_required"] and finished else (0, 0)
    if name == "reuse":
        return int(state["reused"] > 0), 1
    if name == "population_data":
        return int(state["verified"]), 1
    if name == "satisfaction":
        answer = state["satisfaction"]
        return (int(answer != "not_satisfied"), 1) if answer else (0, 0)
    if name == "online_payment":
        return (int(state["paid_online"]), 1) if state["fee_due"] and state["paid_online"] is not None else (0, 0)
    if name == "shared_data":
        return (int(state["shared"]), 1) if state["shared"] is not None else (0, 0)
    if name == "time_to_accept":
        return (_took(state, "submitted_at", "received_at"), 1) if state["channel"] == 2 else (0, 0)
    if name == "time_to_finish":
        return (_took(state, "received_at", "finished_at"), 1) if finished else (0, 0)
    assert name == "time_to_return", name
    return (_took(state, "finished_at", "returned_at"), 1) if returned else (0, 0)


def received(states, first, last, axis="competent"):
    """Yield (code, office, state) of what was received from first to last."""
    for code, state in states.items():
        if state["received_at"] and first <= state["received_at"][:10] <= last and state[axis + "_office"]:
            yield code, state[axis + "_office"], state


def counted(states, name, first, last, on, axis="competent"):
    """Return {office: [numerator, denominator]} of an indicator."""
    offices = {}
    for _, office, state in received(states, first, last, axis):
        above, below = stands(name, state, on)
        numbers = offices.setdefault(office, [0, 0])
        numbers[0] += above
        numbers[1] += below
    return offices


def together(offices, codes):
    """Return the two numbers of several offices added up."""
    return [sum(offices[code][n] for code in codes if code in offices) for n in range(2)]
