"""Dossiers counted by plain loops, as docs/figures.md says and Decision 766/QĐ-TTg asks. Shares no code with the product."""

from __future__ import annotations

from datetime import datetime, timedelta

ONLINE = ("all_procedures", "online_enabled", "full_service", "national_766")
FURTHER = (
    "on_time", "digitised_dossiers", "electronic_results", "reuse", "population_data", "results_as_files", "satisfaction",
    "online_payment", "shared_data", "time_to_accept", "time_to_finish", "time_to_return",
)  # fmt: skip
TIMES = ("time_to_accept", "time_to_finish", "time_to_return")


def received(states, first, last, axis="competent"):
    """Yield (code, office, state) of what was received from first to last."""
    for code, state in states.items():
        if state["received_at"] and first <= state["received_at"][:10] <= last and state[axis + "_office"]:
            yield code, state[axis + "_office"], state


def stands(name, state, on):
    """Return (numerator, denominator) that one received dossier adds to a figure, late as seen at the end of `on`."""
    if name in ONLINE:
        return _stands_online(name, state)
    finished = state["status"] in (9, 10) and state["finished_at"] is not None
    returned = finished and state["status"] == 10 and state["returned_at"] is not None
    if name == "on_time":
        told = (state["judged_due_at"] or state["due_at"] or state.get("longest_at")) and not state.get("end_untold")
        return (int(not late(state, on)), 1) if told else (0, 0)
    if name == "digitised_dossiers":
        told = state["digitised"] is not None
        return (int(state["digitised"] and _file_or_none_due(state)), 1) if told else (0, 0)
    if name == "electronic_results":
        return (int(state["electronic_result"]), 1) if state["result_required"] else (0, 0)
    if name == "results_as_files":
        return (int(state["electronic_result"]), 1) if state["result_required"] and finished else (0, 0)
    if name == "reuse":
        return (int(state["reused"] > 0), 1) if state["reused"] is not None else (0, 0)
    if name == "population_data":
        return (int(state["verified"]), 1) if state["verified"] is not None else (0, 0)
    if name == "satisfaction":
        answer = state["satisfaction"]
        return (int(answer != "not_satisfied"), 1) if answer else (0, 0)
    if name == "online_payment":
        return (int(state["paid_online"]), 1) if state["fee_due"] and state["paid_online"] is not None else (0, 0)
    if name == "shared_data":
        return (int(state["shared"]), 1) if state["shared"] is not None else (0, 0)
    if name == "time_to_accept":
        told = _hours(state, "submitted_at", "received_at") and state["submitted_at"] != state["received_at"]
        return (_took(state, "submitted_at", "received_at"), 1) if state["channel"] == 2 and told else (0, 0)
    if name == "time_to_finish":
        told = finished and _hours(state, "received_at", "finished_at")
        return (_took(state, "received_at", "finished_at"), 1) if told else (0, 0)
    assert name == "time_to_return", name
    told = returned and _hours(state, "finished_at", "returned_at")
    return (_took(state, "finished_at", "returned_at"), 1) if told else (0, 0)


def _stands_online(name, state):
    online = state["channel"] == 2
    if name == "all_procedures":
        return (int(online), 1) if state["status"] != 1 else (0, 0)
    if name == "national_766":
        return int(online and _file_or_none_due(state)), 1
    levels = ("full",) if name == "full_service" else ("full", "partial")
    if state["channel"] == 3 or state["status"] in (1, 3) or state["service_level"] not in levels:
        return 0, 0
    return int(online), 1


def by_whom(state):
    """Return 0 for an online dossier made by oneself, 1 with recorded help, 2 where nobody knows."""
    return {"self": 0, "helped": 1}.get(state["help"], 2)


def _file_or_none_due(state):
    return bool(state["electronic_result"]) or not state["result_required"]


def _hours(state, *names):
    """Whether these times are told with their hour: midnight sharp is a day only."""
    return all("T00:00:00.000000" not in state[name] for name in names)


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
    due, end, off = state["judged_due_at"] or state["due_at"] or state.get("longest_at"), None, timedelta()
    if due is None or state.get("end_untold"):
        return False
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
    return (datetime.fromisoformat(end) - off).isoformat()[:10] > due[:10]


def counted(states, name, first, last, on=None, axis="competent"):
    """Return {office: [numerator, denominator]} of what was received at each office itself."""
    found = {}
    for _, office, state in received(states, first, last, axis):
        above, below = stands(name, state, on or last)
        numbers = found.setdefault(office, [0, 0])
        numbers[0] += above
        numbers[1] += below
    return found


def simulated(states, first, last, axis="competent"):
    """Return {office: [how many of all received dossiers are simulated]}."""
    found = {}
    for _, office, state in received(states, first, last, axis):
        found.setdefault(office, [0])[0] += bool(state["simulated"])
    return found


def helps(states, name, first, last, axis="competent"):
    """Return {office: [by oneself, helped, unknown, denominator]} of an online-filing rate."""
    found = {}
    for _, office, state in received(states, first, last, axis):
        above, below = stands(name, state, last)
        numbers = found.setdefault(office, [0, 0, 0, 0])
        numbers[3] += below
        if above:
            numbers[by_whom(state)] += 1
    return found


def together(counts, codes, width=None):
    """Return the numbers of several offices added up."""
    width = width or len(next(iter(counts.values()), (0, 0)))
    return [sum(counts[code][n] for code in codes if code in counts) for n in range(width)]
