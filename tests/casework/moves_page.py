"""`docs/moves.md`: every move in words, written from the table by which cases move. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from motcua.casework.rules import MOVES, PAUSED, STOPS, Move, Status
from motcua.people.rules import Ability

_HEAD = """# Moves

How a case goes from one status to another. This page is written from the table in `casework/rules.py` by
`tests/casework/test_document.py` (`MOTCUA_WRITE_DOCS=1`); do not edit it by hand.

## How to read it

- *from* and *to* are the ten national statuses by number. "before" is the status in which a pause began; what "stays"
  changes no status.
- *who* is what somebody must be able to do at the competent office or above it. Who stands in for an absent officer may
  do what she may; the entry then names both. "filer" is the person herself, on her own page: she needs no reason.
- *when* is the guard beside the status. Every move is refused, and the first officer named, when the case has moved
  since the page was shown.
- *asks* is what the form asks for beside files; a reason in **bold** must be given.
- *clock* is what happens to the time limit: each start and stop is a row of the ledger, and the due time always follows
  from receipt, limit and the ended stops.
- A **final** move cannot be taken back. All others can, by another move with an entry of its own; no entry is changed.

| no. | status |
|---|---|
"""
_LADDER = """
## The table

| move | from | to | who | when | asks | paper | clock | entry |
|---|---|---|---|---|---|---|---|---|
"""
_TAIL = """
## Clocks

The clock stops for {stops}, and for the reasons that a procedure version names with their legal basis
(`rules.clock_stops`, [procedures.md](procedures.md)); never for waiting inside an office. The keys of the first three
are kept for that. An ended stop moves the due time by the office hours that passed (`working-time-1`).

## Steps and opinions

The process of a procedure ([procedures.md](procedures.md)) begins when the case is assigned. `complete_step` hands it
to the next step, at whichever office that is; after the last one the decision is proposed as ever, at the competent
office. The status stays {in_progress}, the clock of the case runs on; each step has a due time of its own, in the
office hours of its own office, which moves only with {stops}. What is about one step is done at the office where the
step is: *who* is somebody with the role of the step there. Opinions (the process asks for them, or an officer with
`ask_opinion`) are awaited beside the work; none may be open when the decision is proposed. Whoever waits may go on
without at any time (`close_opinion`); the office that was asked is told why for a week. An opinion that was given
stays given when a step is done again; `repeat_opinion` asks for it once more on purpose. Entries carry under `step`
and `opened` what ended and what began: number, key, office, hours, due time, outcome.

## Corrections

`correct` writes an entry `corrected` that carries the former values under `was`; the entry that was wrong stays. It may
change how the dossier came in (never to online), whether the filer was helped, and when and where it was received.
Figures move with it, on the day and at the office to which the dossier belongs. What the receipt slip first promised
is kept.
"""
_CAN = {
    Ability.RECEIVE: "counter", Ability.WORK: "case officer", Ability.APPROVE: "approver",
    Ability.CORRECT: "procedure controller", Ability.TAKE_PART: "whoever does the step",
}  # fmt: skip
_ASKS = {
    "amount": "amount in đồng", "receipt": "number of the receipt", "basis": "legal basis",
    "until": "last day", "new_date": "one new date", "clock": "reason that the version names",
    "facts": "the right facts", "step": "**what the step asks for**", "former": "**step to do again**",
    "opinion": "**office, question, working days**", "answer": "**opinion**, document",
}  # fmt: skip
_STARTS = frozenset({"supplement", "record_payment", "resume", "resume_clock"})
_ENDS = frozenset({"refuse", "withdraw"})


def markdown() -> str:
    """Return the whole page."""
    names = "".join(f"| {int(status)} | {status.label} (`{status.name}`) |\n" for status in Status)
    table = "".join(_row(move) for move in MOVES)
    return (
        _HEAD
        + names
        + _LADDER
        + table
        + _TAIL.format(stops=", ".join(f"`{reason}`" for reason in STOPS), in_progress=int(Status.IN_PROGRESS))
    )


def _row(move: Move) -> str:
    to = "stays" if move.stays else str(int(move.target)) if move.target else "before"
    who = _CAN[move.who] + (", filer" if move.by_filer else "")
    paper = f"`{move.paper.value}`" if move.paper else "–"
    final = ", **final**" if move.final else ""
    cells = [
        f"`{move.name}` {move.label}{final}", _statuses(move.sources), to, who, _guard(move), _asked(move), paper,
        _clock(move), f"`{move.kind}`",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def _statuses(statuses: Iterable[Status]) -> str:
    listed = sorted(statuses)
    return "any" if len(listed) == len(Status) else ", ".join(str(int(status)) for status in listed)


def _guard(move: Move) -> str:
    said = {
        "proposed": ("no decision proposed", "a decision is proposed"),
        "received": ("never received", "received"),
        "paused": ("clock not paused", "clock paused"),
        "overdue": ("in time", "the last day for the supplement is over"),
        "in_step": ("no step open", "a step open"), "asked": ("no opinion awaited", "an opinion awaited"),
    }  # fmt: skip
    found = [words[wanted] for name, words in said.items() if (wanted := getattr(move, name)) is not None]
    if move.name == "take_back":
        found.append("one's own proposal")
    if move.name == "repeat_opinion":
        found.append("an opinion that ended")
    if move.name == "close_opinion":
        found.append("by whoever asked")
    return ", ".join(found) or "–"


def _asked(move: Move) -> str:
    found = ["**reason**"] if move.needs_reason else []
    found += ["**case officer**"] if move.needs_officer else []
    found += ["**papers**"] if move.takes_documents else []
    found += ["result"] if move.takes_result else []
    return ", ".join(found + [_ASKS[each] for each in move.asks]) or "–"


def _clock(move: Move) -> str:
    if move.name == "accept":
        return "starts: due time promised"
    if move.target in PAUSED or move.name == "pause":
        return "stops"
    if move.name in _STARTS:
        return "runs on"
    if move.name in _ENDS:
        return "an open stop ends"
    return "due time anew" if move.name == "correct" else "–"
