"""Through whose hands a dossier went, out of the moves of its case. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.casework import rules
from motcua.core import clock
from motcua.records.tracking import Handover

FILER, COUNTER, APPROVER = "Người nộp hồ sơ", "Bộ phận một cửa", "Người phê duyệt"
_OFFICER = "Cán bộ thụ lý"
_HANDS = {
    "accept": (FILER, COUNTER), "assign": (COUNTER, _OFFICER), "propose": (_OFFICER, APPROVER),
    "send_back": (APPROVER, _OFFICER), "approve": (APPROVER, COUNTER), "return_result": (COUNTER, FILER),
    "ask_supplement": ("", FILER), "supplement": (FILER, ""), "refuse": (COUNTER, FILER),
    "withdraw": ("", FILER),
}  # fmt: skip
# Whoever makes these takes the dossier back from somebody.
_TAKES = {
    "recall": (_OFFICER, COUNTER), "take_back": (APPROVER, _OFFICER), "revoke": (COUNTER, APPROVER),
    "retract": (FILER, COUNTER),
}  # fmt: skip
_DECIDES = ("approve", "send_back")


@dataclass(frozen=True, slots=True)
class Part:
    """A step or an opinion as a line of the slip says it: what, where, and until when."""

    name: str
    office: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A move as it was taken: its entry, its name, when and by whom ("" for the system).

    `between` are the lines of what it handed from office to office within the process.
    """

    entry: int
    move: str
    at: datetime
    by: str
    between: tuple[Handover, ...] = ()


def of(taken: Sequence[Taken], *, assignees: Mapping[int, str], due_at: datetime | None) -> list[Handover]:
    """Return the lines of a control slip; `assignees` are the case officers by the entry that gave them the case.

    A decision is early, on time or late; before it, only what is late already is said.
    """
    rows: list[Handover] = []
    officer = ""
    for index, one in enumerate(taken):
        holder = officer or COUNTER
        officer = assignees.get(one.entry, officer)
        names = {_OFFICER: officer or _OFFICER, APPROVER: _next(taken, index), "": holder}
        if one.move in _HANDS:
            giver, receiver = _HANDS[one.move]
            hands = FILER if giver == FILER else _said(one.by or holder, giver), names.get(receiver, receiver)
        elif one.move in _TAKES:
            giver, receiver = _TAKES[one.move]
            hands = names.get(giver, giver) if giver != APPROVER else APPROVER, _said(one.by, receiver)
            officer = "" if one.move == "recall" else officer
        else:
            rows += one.between
            continue
        rows.append(Handover(*hands, one.at, _outcome(one, due_at), rules.label(one.move)))
        rows += one.between
    return rows


def between(
    move: str, at: datetime, by: str, ended: Part | None, begun: Sequence[Part], home: str
) -> tuple[Handover, ...]:
    """Return what a move handed from office to office: what `ended`, and each part that has `begun`.

    `home` is the competent office: from there opinions are asked, and there the case comes back to.
    """
    step = rules.label(move)
    if ended is None:
        return tuple(
            Handover(_at(by, home), part.office, at, "", f"{step}: {part.name}")
            for part in begun if move != "assign" or part.office != home
        )  # fmt: skip
    outcome = "" if ended.due_at is None else "Quá hạn" if rules.is_late(ended.due_at, at) else "Đúng hạn"
    giver = ended.office if move == "close_opinion" else _at(by, ended.office)
    receivers = [part.office for part in begun] or [home]
    return tuple(
        Handover(giver, receiver, at, outcome, f"{step}: {ended.name}") for receiver in receivers
        if move != "assign_step"
    )  # fmt: skip


def _at(name: str, office: str) -> str:
    return f"{name}, {office}" if name else office


def _said(name: str, part: str) -> str:
    return f"{name} ({part.lower()})" if name and part and name != part else name or part


def outcome(due_at: datetime | None, at: datetime) -> str:
    """Return how a moment stands to a deadline, by the day: "Trước hạn", "Đúng hạn", "Quá hạn"; "" without one."""
    if due_at is None:
        return ""
    day, due = clock.local_day(at), clock.local_day(due_at)
    return "Trước hạn" if day < due else "Đúng hạn" if day == due else "Quá hạn"


def _outcome(one: Taken, due_at: datetime | None) -> str:
    said = outcome(due_at, one.at)
    return said if one.move == "approve" or said == "Quá hạn" else ""


def _next(taken: Sequence[Taken], index: int) -> str:
    """Return who decided on the proposal of this move, as far as somebody did."""
    decided = next((one for one in taken[index + 1 :] if one.move in _DECIDES), None)
    return f"{decided.by} ({APPROVER.lower()})" if decided and decided.by else APPROVER
