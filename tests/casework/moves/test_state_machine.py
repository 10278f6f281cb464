"""Random histories over all moves at random times: tables, journal and ledger always say the same."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from motcua.casework import actions, queries
from motcua.casework.deadlines import counting, judging, on_time
from motcua.casework.models import Case, CaseStep, ClockStop, JointStep
from motcua.casework.moves import holding
from motcua.casework.rules import MOVES, PAUSED, Status, StepKind, StepOutcome, allowed, next_due, paper_of
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.filing.rules import Help
from motcua.journal import rules as journal
from motcua.journal.models import Entry, Subject
from motcua.journal.queries import findings
from motcua.measures import counting as measures
from motcua.offices import queries as offices
from motcua.people.rules import Role
from motcua.records.models import OfficialPaper
from motcua.records.rules import PaperKind
from tests.casework.joint_cases import process
from tests.factories import NOW, make_case, make_citizen, make_document, make_office, make_officer, make_version

EVERY = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.PROCEDURE_CONTROLLER)
NAMES = sorted({move.name for move in MOVES})
POSTING = {"key": "posting", "name": "Niêm yết công khai", "legal_basis": "Điều 1"}
WORDS = {
    "refuse",
    "send_back",
    "revoke",
    "retract",
    "ask_payment",
    "stop",
    "resume",
    "withdraw",
    "correct",
    "apologise",
    "return_step",
    "reopen_step",
    "close_opinion",
    "repeat_opinion",
}
OF_STEP = {move.name for move in MOVES if move.of_step}
hours = st.one_of(st.integers(0, 30), st.integers(0, 900))


class World:
    """What all histories of one test share: an office with two officers, a citizen, a procedure."""

    def __init__(self) -> None:
        self.office = make_office()
        self.other = make_office()
        self.officers = [make_officer(self.office, *EVERY) for _ in range(2)]
        self.citizen = make_citizen()
        self.document = make_document()
        rules = {"clock_stops": [POSTING], "supplement_days": 4}
        self.version = make_version(offered_by=self.office, rules=rules)
        joint = process(make_office().code, make_office().code)
        self.joint = make_version(offered_by=self.office, rules=rules, process=joint)


class History(RuleBasedStateMachine):
    """One case, tried with every move at any time, by its filer or an officer; time goes on, all is taken back."""

    world: World
    made: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.at = NOW
        self.counters: dict[Any, int] = {}
        self.read = 0
        self.seen: Any = None

    @initialize(
        status=st.sampled_from(
            ["new", "received", "in_progress", "joint", "stepped", "proposed", "finished", "returned"]
        )
    )
    def begin(self, status: str) -> None:
        """Begin anywhere, or most histories would end before they come far; every other case is a joint one."""
        version = self.world.joint if status in ("received", "joint", "stepped") else self.world.version
        self.case = make_case(
            "in_progress" if status in ("joint", "stepped") else status, at=self.at, version=version, office=self.world.office, account=self.world.citizen,
            officer=self.world.officers[0],
        )  # fmt: skip
        if status == "stepped":
            self._take_steps()
        self.subject = f"dossier/{self.case.dossier.code}"
        self.last = self._everything()

    def _take_steps(self) -> None:
        """Complete every step of the process; the opinion is not waited for."""
        given = {"by": self.world.officers[0], "at": self.at}
        chosen, values = {"post": self.world.other}, {"duty": "no"}
        self.case = actions.complete_step(case=self.case, about=holding.open_steps(self.case)[0], chosen=chosen,
                                          values=values, **given)  # fmt: skip
        post, police = holding.open_steps(self.case)
        self.case = actions.answer_opinion(case=self.case, about=police, answer="Không", **given)
        document = self.world.document
        self.case = actions.complete_step(case=self.case, about=post, document=document, **given)

    @rule(hours=hours, name=st.sampled_from(NAMES), by=st.integers(0, 2), words=st.booleans(), pick=st.integers(0, 5))
    def any_move(self, hours: int, name: str, by: int, words: bool, pick: int) -> None:
        self._try(hours, name, by, words, pick)

    @rule(hours=hours, data=st.data(), by=st.integers(0, 1), pick=st.integers(0, 5))
    def go_on(self, hours: int, data: st.DataObject, by: int, pick: int) -> None:
        """Make a move that is allowed and leads on: a history of refusals says little."""
        state = queries.state(self.case, self.at + timedelta(hours=hours))
        possible = sorted(
            {
                move.name
                for move in allowed(state)
                if move.name == "apologise" or (not move.final and move.name != "correct")
            }
        )
        if possible:
            self._try(hours, data.draw(st.sampled_from(possible)), by, True, pick)

    @rule(hours=hours, data=st.data(), pick=st.integers(1, 5))
    def go_on_again(self, hours: int, data: st.DataObject, pick: int) -> None:
        self.go_on(hours, data, 0, pick)

    @precondition(lambda self: self.case.status == Status.NEW)
    @rule(hours=hours, words=st.booleans())
    def turn_away(self, hours: int, words: bool) -> None:
        """Of all moves only this one is made nowhere but at the very beginning."""
        self._try(hours, "refuse", 0, words, 1)

    @precondition(lambda self: self.read > 1)
    @rule(kind=st.sampled_from(PaperKind), step=st.integers(0, 20))
    def a_paper(self, kind: PaperKind, step: int) -> None:
        steps = list(CaseStep.objects.filter(case=self.case))
        found = steps[step % len(steps)] if steps and kind is not PaperKind.ACKNOWLEDGEMENT else None
        if found:
            fits = paper_of(found.move, received=self.case.received_at is not None) == kind
        else:
            kept = OfficialPaper.objects.filter(subject=self.subject, kind=kind).exists()
            online = self.case.dossier.channel == Channel.ONLINE
            fits = kind is PaperKind.ACKNOWLEDGEMENT and (online or kept)
        before = OfficialPaper.objects.filter(subject=self.subject).count()
        try:
            actions.issue(
                case=self.case,
                kind=kind,
                step=found,
                lookup_url="http://127.0.0.1/",
                verify_url="http://127.0.0.1/{}/".format,
                at=self.at,
            )
        except LookupError:
            assert not fits
            assert OfficialPaper.objects.filter(subject=self.subject).count() == before
        else:
            assert fits
        self.last = self._everything()

    def _try(self, hours: int, name: str, by: int, words: bool, pick: int) -> None:
        self.at += timedelta(hours=hours)
        if name in OF_STEP and self._row(name, pick) is None:
            return
        may = {move.name for move in allowed(queries.state(self.case, self.at))}
        try:
            with transaction.atomic():
                self.case = getattr(actions, name)(**self._given(name, by, "Thiếu giấy" if words else "", pick))
        except (Refused, Invalid) as refused:
            assert name not in may or self._may_be_refused(name, by, words), refused
            assert self._everything() == self.last, "what is refused changes nothing"
        else:
            assert name in may
            self.made[name] += 1
            self.last = self._everything()

    def _given(self, name: str, by: int, words: str, pick: int) -> dict[str, Any]:
        first, second = self.world.officers
        # The filer does not sit at the desk: only her own moves are hers.
        actor = self.world.citizen if by == 2 and name in ("withdraw", "supplement") else self.world.officers[by % 2]
        moved = self.case.received_at and self.case.received_at + timedelta(minutes=pick - 2)
        facts = [
            {"channel": Channel.DIRECT}, {"channel": Channel.POST}, {"help": list(Help)[pick % 3]},
            {"received_at": moved}, {"received_office": self.world.other}, {"channel": Channel.ONLINE},
        ]  # fmt: skip
        more: dict[str, dict[str, Any]] = {
            "assign": {"officer": second if self.case.officer_id == first.pk else first},
            "ask_supplement": {"reason": words, "again": True, "until": clock.local_day(self.at) + timedelta(pick)},
            "approve": {"result": self.world.document}, "ask_payment": {"amount": 1000 * pick},
            "record_payment": {"receipt": f"BL{pick}"}, "stop": {"basis": "Điều 1"}, "pause": {"reason": "posting"},
            "apologise": {"until": self._open_day()},
            "correct": {name: value for name, value in facts[pick].items() if value},
            "complete_step": {
                "values": {"duty": ["yes", "no", ""][pick % 3]}, "document": self.world.document if words else None,
                "chosen": {"post": self.world.other} if pick else {},
            },
            "return_step": {"former": self._former(pick)}, "reopen_step": {"former": self._former(pick)},
            "assign_step": {"officer": first},
            "ask_opinion": {"office": self.world.other, "question": words, "days": pick},
            "answer_opinion": {"answer": words},
        }  # fmt: skip
        if name in OF_STEP:
            more[name] = {**more.get(name, {}), "about": self._row(name, pick)}
        reason = {"reason": words} if name in WORDS else {}
        return {"case": self.case, "by": actor, "at": self.at, **reason, **more.get(name, {})}

    def _row(self, name: str, pick: int) -> JointStep | None:
        """Return an open step or opinion that a move may be about, now and then one that has ended."""
        kind = StepKind.OPINION if "opinion" in name else StepKind.STEP
        rows = [row for row in holding.steps(self.case) if row.kind == kind and (not pick or row.done_at is None)]
        return rows[pick % len(rows)] if rows else None

    def _former(self, pick: int) -> JointStep | None:
        rows = holding.former(holding.steps(self.case), None)
        return rows[pick % len(rows)] if rows else None

    def _open_day(self) -> date:
        last = max(clock.local_day(self.at), clock.local_day(self.case.due_at or self.at))
        return offices.calendar(self.case.competent_office_id, last).next_working_day(last)

    def _may_be_refused(self, name: str, by: int, words: bool) -> bool:
        """Return whether a move that the table allows may still be refused, for what it asks for."""
        paid = CaseStep.objects.filter(case=self.case, move="record_payment").exists()
        needs = (name in WORDS or name == "ask_supplement") and not words
        return (
            needs
            or name in ("correct", "take_back", "ask_payment", "apologise", "assign_step", "close_opinion")
            or name
            in ("complete_step", "return_step", "reopen_step", "ask_opinion", "answer_opinion", "repeat_opinion")
            or (name == "withdraw" and by == 2 and paid)
        )

    def _everything(self) -> tuple[Any, ...]:
        columns = [field.attname for field in Case._meta.concrete_fields]
        more = ("dossier__channel", "dossier__help", "dossier__helper_id")
        return (
            Case.objects.filter(pk=self.case.pk).values_list(*columns, *more).get(),
            list(ClockStop.objects.filter(case=self.case).values_list()),
            list(JointStep.objects.filter(case=self.case).values_list()),
            Subject.objects.filter(name=self.subject).values_list("count", "head").get(),
        )

    @invariant()
    def everything_stays_true(self) -> None:
        """Look again whenever something changed; that a refusal changes nothing was looked at already."""
        seen = self.last, [getattr(self.case, field.attname) for field in Case._meta.concrete_fields]
        if seen == self.seen:
            return
        self.the_tables_are_a_replay_of_the_journal()
        self.the_ledger_of_the_clock_adds_up()
        self.the_journal_tells_whether_it_was_on_time()
        self.steps_are_due_as_the_ledger_and_the_journal_say()
        self.what_belongs_together_stays_together()
        self.seen = seen

    def the_tables_are_a_replay_of_the_journal(self) -> None:
        entries = list(Entry.objects.filter(subject=self.subject, number__gte=self.read).order_by("number"))
        facts: dict[str, Any] = {}
        for entry in entries:
            body = json.loads(entry.body)
            if entry.number > max(self.read, 1):
                assert journal.before(entry.number, body) == facts
            facts = body["facts"]
            if entry.number > self.read:
                for key, change in measures.changes(entry.number, body).items():
                    self.counters[key] = self.counters.get(key, 0) + change
        self.read = entries[-1].number
        assert facts == queries.facts(queries.case_of(self.case.dossier))
        assert facts["status"] == self.case.status
        counted = {key: count for key, count in self.counters.items() if count}
        assert counted == measures.keys(facts)

    def the_ledger_of_the_clock_adds_up(self) -> None:
        stops = list(ClockStop.objects.filter(case=self.case).order_by("started_at", "id"))
        stands = self.case.status in PAUSED or bool(self.case.pause)
        assert sum(stop.ended_at is None for stop in stops) == stands
        for one, later in pairwise(stops):
            assert one.ended_at is not None and one.ended_at <= later.started_at
        if self.case.received_at is not None:
            assert (self.case.due_at, self.case.deadline_rule) == counting.due_by_ledger(self.case)
            judged = counting.judged_by_ledger(self.case) or self.case.due_at
            assert (self.case.judged_due_at or self.case.due_at) == judged
        due = next_due(Status(self.case.status), self.case.accept_by, self.case.due_at, paused=bool(self.case.pause))
        assert self.case.next_due_at == due

    def the_journal_tells_whether_it_was_on_time(self) -> None:
        told = on_time.course_of(queries.facts(queries.case_of(self.case.dossier)))
        known = judging.courses([self.case])[self.case.pk]
        assert known == (told if self.case.received_at else on_time.Course(None))

    def steps_are_due_as_the_ledger_and_the_journal_say(self) -> None:
        rows = holding.steps(self.case)
        for row in rows:
            assert row.due_at == holding.due_by_ledger(row), row
        still = [row for row in rows if row.done_at is None]
        assert self.case.in_step == any(row.kind == StepKind.STEP for row in still)
        assert self.case.opinions_open == sum(row.kind == StepKind.OPINION for row in still)
        others = {row.office.path for row in rows if row.outcome != StepOutcome.WITHDRAWN} - {self.world.office.path}
        assert bool(self.case.concerned) == bool(others) or self.case.status == Status.WITHDRAWN
        told: dict[int, dict[str, Any]] = {}
        for body in Entry.objects.filter(subject=self.subject).order_by("number").values_list("body", flat=True):
            details = json.loads(body).get("details", {})
            for one in [*details.get("opened", []), *([details["step"]] if "step" in details else [])]:
                told[one["number"]] = one
        assert told.keys() == {row.pk for row in rows}

    def what_belongs_together_stays_together(self) -> None:
        case = self.case
        assert (case.supplement_until is not None) == (case.status == Status.SUPPLEMENT_ASKED)
        assert (case.status_before is not None) == (case.status in PAUSED)
        assert not case.pause or case.status == Status.IN_PROGRESS
        assert not case.proposed or case.status == Status.IN_PROGRESS
        assert (case.finished_at is not None) == (case.status in (Status.FINISHED, Status.RETURNED))
        assert (case.returned_at is not None) == (case.status == Status.RETURNED)
        assert (case.result_id is not None) == (case.finished_at is not None)

    def teardown(self) -> None:
        steps = CaseStep.objects.filter(case=self.case)
        given = [step.document_id for step in steps if step.document_id]
        papers = OfficialPaper.objects.filter(subject=self.subject).exclude(kind=PaperKind.ACKNOWLEDGEMENT)
        assert set(papers.values_list("document_id", flat=True)) <= set(given)
        assert list(queries.mismatches()) == []
        assert [finding for finding in findings() if self.case.dossier.code in finding.subject] == []
        transaction.savepoint_rollback(self.point)


def _run(histories: int, steps: int) -> None:
    History.world, History.made = World(), Counter()
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=histories, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert History.made.total() > histories // 2
    if histories >= 1000:
        assert History.made.keys() == set(NAMES), "every move is made in some history"


@pytest.mark.django_db
def test_fifty_random_histories_stay_true():
    _run(50, 8)


@pytest.mark.slow
@pytest.mark.django_db
def test_two_thousand_random_histories_stay_true():
    _run(2000, 12)
