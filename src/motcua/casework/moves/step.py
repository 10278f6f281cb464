"""A move under way: the locked case, what the table says, then the new state, one entry and one step.

For the actions of this room only; every verb begins with `begin` and ends with `Step.finish`, in its own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from motcua.casework import queries, rules
from motcua.casework.deadlines import counting
from motcua.casework.models import Case, CaseStep, ClockStop, JointStep
from motcua.casework.moves import holding
from motcua.casework.rules import Move, State, Status
from motcua.core import clock, text
from motcua.core.errors import Phrase, Refused
from motcua.filing import rules as filing_rules
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.people import queries as people
from motcua.people.models import Account
from motcua.people.rules import NOBODY, Ability, Who, actor, instead_of
from motcua.records.models import Document

_WHY = Phrase("Nhập lý do, để người dân biết phải làm gì tiếp.")
_WHY_INSIDE = Phrase("Nhập lý do, để người làm tiếp biết vì sao.")


@dataclass(slots=True)
class Step:
    """A move under way: the locked case, the facts before it, who moves, when and with which words.

    `who` is how the rules see whoever moves, `instead_of` the account of the absent person in whose stead she does.
    `kept` are further columns of the step: what the journal does not need to know. `about` is the step of the process
    that the move is about, `opened` are those that it opens: the entry tells of both.
    """

    case: Case
    move: Move
    before: dict[str, Any]
    by: Account | None
    at: datetime
    note: str
    who: Who
    instead_of: int | None
    kept: dict[str, Any] = field(default_factory=dict)
    about: JointStep | None = None
    opened: list[JointStep] = field(default_factory=list)

    def stop_clock(self, reason: str) -> None:
        """Let the time limit stand still from now on, for a legal reason."""
        ClockStop.objects.create(case=self.case, reason=reason, started_at=self.at)
        self.case.stopped_at = None if reason == rules.SUPPLEMENT else self.at

    def run_clock(self) -> None:
        """End the stop that is open, if one is; the due time moves by the working time that passed."""
        case, stop = self.case, ClockStop.objects.filter(case=self.case, ended_at=None).first()
        if stop is None:
            return
        stop.ended_at = max(self.at, stop.started_at)  # the clock of this machine may have been set back since
        stop.save(update_fields=["ended_at"])
        case.stopped_at = None
        if case.received_at is not None and case.due_at is not None:
            _move_due(case, stop)
        if stop.reason in rules.STOPS:
            for row in holding.open_steps(case):
                row.due_at = holding.moved_due(row, stop.started_at, stop.ended_at)
                row.save(update_fields=["due_at"])

    def finish(self, document: Document | None = None, **details: Any) -> Case:
        """Set the new status, save, and write the entry and the step."""
        case, move = self.case, self.move
        _set_status(case, move, self.at)
        case.next_due_at = rules.next_due(Status(case.status), case.accept_by, case.due_at, paused=bool(case.pause))
        case.save(force_update=True)
        if paper := rules.paper_of(move.name, received=case.received_at is not None):
            details["paper"] = str(paper)
        if document:
            details["documents"] = digests(case, [document])
        if self.instead_of:
            details["instead_of"] = self.instead_of
        if self.about:
            details["step"] = holding.told(self.about)
            self.kept["joint_step"] = self.about
        if self.opened:
            details["opened"] = [holding.told(row) for row in self.opened]
        after = queries.facts(case)
        entry = journal.append(
            Event(
                subject=filing_rules.subject(case.dossier.code), kind=move.kind, at=self.at,
                by=actor(self.by.pk if self.by else None), facts=after, was=changed(self.before, after),
                details=details,
            )
        )  # fmt: skip
        CaseStep.objects.create(
            case=case, entry_number=entry.number, move=move.name, status=case.status, at=self.at, by=self.by,
            note=self.note, document=document, **self.kept,
        )  # fmt: skip
        return case


def begin(
    case: Case,
    name: str,
    by: Account | None,
    at: datetime,
    seen: int | None,
    note: str = "",
    about: JointStep | None = None,
) -> Step:
    """Lock the case and make sure that it may go this way, now, for whoever looked at it last. Raises Refused.

    `by` None: another system moves it, because its person did so there. `about` is the step of the process that the
    move is about; it must still be open.
    """
    held = queries.locked(case.pk)
    row = holding.still_open(held, about) if about else None
    state = queries.state(held, at)
    move = rules.find(name, state)
    last = queries.last_step(held) if move is None or seen is not None else None
    if move is None or (seen is not None and seen != (last.entry_number if last else 1)):
        raise Refused((not move and _too_early(held, name, state)) or _overtaken(held, last))
    words = text.clean(note)
    if move.needs_reason and not words and not (move.by_filer and (by is None or by.pk == held.dossier.filer_id)):
        why = _WHY_INSIDE if move.of_step or "former" in move.asks else _WHY
        raise Refused(why, "reason")
    who = _who(by, at)
    owner = row.officer_id if row else held.officer_id if move.who is Ability.WORK else None
    ability, thing = (holding.ability(row, move), holding.thing(row, held, move)) if row else (
        move.who, queries.thing(held)
    )  # fmt: skip
    instead = instead_of(who, ability, thing, owner)
    return Step(held, move, queries.facts(held), by, at, words, who, instead, about=row)


def _who(by: Account | None, at: datetime) -> Who:
    if by is None:
        return NOBODY
    return people.who(by.pk, on=clock.local_day(at)) if by.person_id is None else Who(by.pk, by.person_id)


def digests(case: Case, documents: Iterable[Document]) -> list[str]:
    """Return the salted digests under which the journal names documents."""
    return [filing_rules.salted(case.dossier.salt, document.digest) for document in documents]


def _move_due(case: Case, stop: ClockStop) -> None:
    """Move the due time by a stop that has ended; one for papers does not move what being on time is judged by."""
    assert stop.ended_at is not None
    former, judged = case.due_at, case.judged_due_at
    case.due_at = counting.extended(case, stop.started_at, stop.ended_at)
    if stop.reason == rules.SUPPLEMENT:
        case.judged_due_at = judged or former
    elif judged is not None:
        case.judged_due_at = counting.extended(case, stop.started_at, stop.ended_at, judged)


def _set_status(case: Case, move: Move, at: datetime) -> None:
    """Go where the move leads; where a pause leads back to is kept while it lasts."""
    if move.stays:
        return
    if move.target is None:
        case.status = Status(case.status_before or case.status)
    elif move.target in rules.PAUSED and case.status not in rules.PAUSED:
        case.status_before, case.status = Status(case.status), move.target
    else:
        case.status = move.target
    if case.status not in rules.PAUSED:
        case.status_before = None
    case.ended_at = at if case.status in rules.ENDED else None
    if case.status != Status.SUPPLEMENT_ASKED:
        case.supplement_until = None
        case.requests = [one for one in case.requests if one[1]]


def _too_early(case: Case, name: str, state: State) -> str:
    """Say what must be done first, or until when the citizen may still bring what was asked for; "" when neither is."""
    if (state.in_step or state.asked) and rules.find(name, replace(state, in_step=False, asked=False)):
        return holding.still_to_do(case)
    until = case.supplement_until
    if until is None or state.overdue or rules.find(name, replace(state, overdue=True)) is None:
        return ""
    return Phrase(
        "Người dân còn được bổ sung đến hết ngày %(day)s; sau ngày đó mới làm được bước này.", day=f"{until:%d/%m/%Y}"
    )


def _overtaken(case: Case, last: CaseStep | None) -> str:
    now = {"code": case.dossier.code, "status": Phrase(str(Status(case.status).label))}
    if last is None or last.by is None:
        return Phrase(
            "Hồ sơ %(code)s hiện ở trạng thái «%(status)s», không làm được bước này. Hãy tải lại trang.", **now
        )
    return Phrase(
        "Hồ sơ %(code)s hiện ở trạng thái «%(status)s»: %(officer)s đã làm bước «%(step)s» lúc %(when)s. "
        "Hãy tải lại trang để xem trước khi làm tiếp.",
        **now, officer=last.by.full_name, step=Phrase(rules.label(last.move)),
        when=f"{clock.local(last.at):%H:%M, %d/%m/%Y}",
    )  # fmt: skip
