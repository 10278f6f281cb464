"""Random histories: whatever officers and citizens do in whatever order, tables and journal say the same."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from motcua.casework import actions, queries
from motcua.casework.models import ClockStop
from motcua.casework.rules import MOVES, Status, allowed
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.journal.rules import before
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_document, make_officer

EVERY = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)


class History(RuleBasedStateMachine):
    """One case, tried with every move at any time, by anybody; time goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.case = make_case(at=self.at)
        self.officer, self.colleague = (make_officer(self.case.competent_office, *EVERY) for _ in range(2))

    @rule(hours=st.integers(0, 200), name=st.sampled_from(sorted({move.name for move in MOVES})), words=st.booleans())
    def move(self, hours: int, name: str, words: bool) -> None:
        self.at += timedelta(hours=hours)
        may = {move.name for move in allowed(Status(self.case.status), proposed=self.case.proposed)}
        try:
            self.case = self._make(name, "Thiếu giấy" if words else "")
        except Refused:
            assert name not in may or (not words and name in ("refuse", "ask_supplement", "send_back"))
        else:
            assert name in may

    def _make(self, name: str, words: str):
        given = {"case": self.case, "by": self.officer, "at": self.at}
        other = self.officer if self.case.officer == self.colleague else self.colleague
        more = {
            "refuse": {"reason": words}, "send_back": {"reason": words}, "assign": {"officer": other},
            "ask_supplement": {"reason": words, "again": True}, "approve": {"result": make_document()},
        }  # fmt: skip
        return getattr(actions, name)(**given, **more.get(name, {}))

    @invariant()
    def tables_say_what_the_journal_says(self) -> None:
        assert [finding for finding in queries.mismatches() if self.case.dossier.code in finding.subject] == []

    @invariant()
    def every_entry_tells_what_it_changed(self) -> None:
        facts: dict = {}
        for entry in Entry.objects.filter(subject=f"dossier/{self.case.dossier.code}").order_by("number"):
            body = json.loads(entry.body)
            assert before(entry.number, body) == facts
            facts = body["facts"]
        assert facts["status"] == self.case.status

    @invariant()
    def the_clock_stands_still_only_while_papers_are_asked_for(self) -> None:
        stopped = ClockStop.objects.filter(case=self.case, ended_at=None).count()
        assert stopped == (self.case.status == Status.SUPPLEMENT_ASKED)
        if self.case.due_at is not None:
            assert self.case.due_at >= self.case.first_due_at

    def teardown(self) -> None:
        assert [finding for finding in findings() if self.case.dossier.code in finding.subject] == []


@pytest.mark.django_db
def test_random_histories_stay_true():
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
