"""One dossier as a row of `models.DossierFacts`, and as the definitions see it again. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from motcua.catalogue.rules import Channel
from motcua.measures.counting import DOSSIERS, Key, Late, Took, has_hour, look, seconds
from motcua.measures.lateness import is_late, late_steps
from motcua.measures.rules import Axis, Seen


class State(NamedTuple):
    """The columns of `models.DossierFacts`, in an order of their own."""

    code: str
    number: int
    competent_office: str
    received_office: str
    received_day: str
    submitted_day: str
    procedure: str
    system: str
    way: str
    division: str
    officer: str
    place: str
    in_person: str
    hour: str
    channel: int
    level: str
    help: str
    proven: bool
    standing: str
    simulated: bool
    required: bool
    electronic: bool
    finished: bool
    returned: bool
    digitised: bool | None
    reused: bool | None
    verified: bool | None
    satisfaction: str
    payment: str
    shared: str
    limited: bool
    accepted_by_clock: bool
    finished_by_clock: bool
    returned_by_clock: bool
    late_steps: str
    time_to_accept_seconds: int
    time_to_finish_seconds: int
    time_to_return_seconds: int
    first_day: str
    known_day: str
    moved_day: str

    def office(self, axis: Axis) -> str:
        """Return the code of the office to which the dossier belongs on an axis."""
        return self.competent_office if axis == Axis.COMPETENT else self.received_office

    def seen(self, on: date) -> Seen | None:
        """Return the dossier as the definitions see it at the end of a day; None when it was never received."""
        if not self.received_day:
            return None
        stored = {name: getattr(self, name) for name in _SEEN}
        return Seen(**stored, late=is_late(_read(self.late_steps), on))

    def keys(self) -> dict[Key, int]:
        """Return the counters in which the dossier stands, as `counting.keys` of the facts that it was made of."""
        if not self.received_day:
            return {}
        counted: dict[Seen | Took | Late, int] = {Seen(**{name: getattr(self, name) for name in _SEEN}): 1}
        counted |= {Took(name): took for name in _SECONDS if (took := getattr(self, name))}
        counted |= {Late(day): step for day, step in _read(self.late_steps).items()}
        offices = (("competent", self.competent_office), ("received", self.received_office))
        return {
            (axis, office, self.received_day, what): count
            for axis, office in offices if office for what, count in counted.items()
        }  # fmt: skip


CHANGED = '"was":'
"""What stands in the body of every entry that changes a fact, but for the first of a dossier."""
_PLACED_BY = ('"competent_office":"', '"received_office":"', '"received_at":"', '"submitted_at":"')
_WAYS = frozenset(int(each) for each in Channel)
_SEEN = tuple(name for name in Seen._fields if name != "late")
_SECONDS = tuple(name for name in State._fields if name.endswith("_seconds"))


def state(
    code: str, number: int, facts: Mapping[str, Any], *, first_day: str = "", known_day: str = "", moved_day: str = ""
) -> State:  # fmt: skip
    """Return the row of a dossier after its entry `number`; the days are those on which entries were recorded."""
    seen, say = look(facts), facts.get
    received = say("received_at") or ""
    return State(
        code=code, number=number, competent_office=say("competent_office") or "",
        received_office=say("received_office") or "", received_day=received[:10],
        submitted_day=(say("submitted_at") or "")[:10], procedure=say("procedure") or "", system=say("system") or "",
        way=str(say("channel")) if say("channel") in _WAYS else "",
        division=say("division") or "", officer=str(say("officer") or ""), place=say("place") or "",
        in_person=say("in_person") or "", hour=received[11:13] if has_hour(received) else "",
        channel=int(seen.channel), level=seen.level.value, help=seen.help,
        proven=seen.proven, standing=seen.standing.value, simulated=seen.simulated,
        required=seen.required, electronic=seen.electronic, finished=seen.finished, returned=seen.returned,
        digitised=seen.digitised, reused=seen.reused, verified=seen.verified, satisfaction=seen.satisfaction,
        payment=seen.payment, shared=seen.shared, limited=seen.limited, accepted_by_clock=seen.accepted_by_clock,
        finished_by_clock=seen.finished_by_clock, returned_by_clock=seen.returned_by_clock,
        late_steps=" ".join(f"{day}{step:+d}" for day, step in late_steps(facts).items()) if received else "",
        first_day=first_day, known_day=known_day, moved_day=moved_day, **seconds(facts),
    )  # fmt: skip


def states_after(entries: Iterable[tuple[str, int, str, str]]) -> list[State]:
    """Return how dossiers stand after entries, as (subject, number, moment of recording, body)."""
    last: dict[str, tuple[int, str]] = {}
    days: dict[str, tuple[str, str, str]] = {}
    for subject, number, recorded_at, body in entries:
        if not subject.startswith(DOSSIERS) or (number > 1 and CHANGED not in body):
            continue
        day = recorded_at[:10]
        first, known, moved = days.get(subject, (day, day, ""))
        days[subject] = min(first, day), max(known, day), max(moved, day if moves(number, body) else "")
        if number > last.get(subject, (0, ""))[0]:
            last[subject] = number, body
    return [
        state(subject.removeprefix(DOSSIERS), number, json.loads(body).get("facts", {}),
              first_day=days[subject][0], known_day=days[subject][1], moved_day=days[subject][2])
        for subject, (number, body) in last.items()
    ]  # fmt: skip


def moves(number: int, body: str) -> bool:
    """Return whether an entry took a dossier from one office to another, or from one day to another.

    Its first receipt does not: until then it counted nowhere, and stands where it was submitted.
    """
    _, changed, was = body.rpartition(CHANGED)
    return number > 1 and bool(changed) and any(each in was for each in _PLACED_BY)


def _read(steps: str) -> dict[str, int]:
    return {step[:10]: int(step[10:]) for step in steps.split()}
