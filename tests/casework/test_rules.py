"""The table of moves, as the national statuses and the law want it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.casework.rules import (
    MOVES,
    OPEN,
    State,
    Status,
    allowed,
    facts,
    find,
    is_late,
    next_due,
    paper_of,
    warning,
)
from motcua.people.rules import Ability
from motcua.records.rules import PaperKind
from tests.factories import NOW

ANYWHERE = {"correct"}
TABLE = [
    (State(Status.NEW, received=False), {"accept", "refuse", "ask_supplement", "withdraw"}),
    (State(Status.RECEIVED), {"assign", "ask_supplement", "ask_payment", "stop", "withdraw", "apologise"}),
    (State(Status.IN_PROGRESS), {
        "assign", "propose", "ask_supplement", "ask_payment", "pause", "stop", "withdraw", "recall", "apologise",
        "reopen_step", "ask_opinion", "repeat_opinion",
    }),
    (State(Status.IN_PROGRESS, in_step=True), {
        "assign", "ask_supplement", "ask_payment", "pause", "stop", "withdraw", "recall", "apologise", "ask_opinion", "repeat_opinion",
        "complete_step", "return_step", "assign_step",
    }),
    (State(Status.IN_PROGRESS, asked=True), {
        "assign", "ask_supplement", "ask_payment", "pause", "stop", "withdraw", "recall", "apologise", "reopen_step",
        "ask_opinion", "repeat_opinion", "answer_opinion", "close_opinion", "assign_step",
    }),
    (State(Status.IN_PROGRESS, paused=True), {
        "assign", "resume_clock", "withdraw", "apologise", "reopen_step", "ask_opinion", "repeat_opinion",
    }),
    (State(Status.IN_PROGRESS, proposed=True), {"send_back", "approve", "take_back", "stop", "withdraw", "apologise"}),
    (State(Status.SUPPLEMENT_ASKED), {"supplement", "withdraw"}),
    (State(Status.SUPPLEMENT_ASKED, asked=True), {"supplement", "withdraw", "answer_opinion", "close_opinion"}),
    (State(Status.SUPPLEMENT_ASKED, overdue=True), {"supplement", "withdraw", "stop"}),
    (State(Status.SUPPLEMENT_ASKED, received=False), {"supplement", "withdraw"}),
    (State(Status.SUPPLEMENT_ASKED, received=False, overdue=True), {"supplement", "withdraw", "refuse"}),
    (State(Status.PAYMENT_ASKED), {"record_payment", "withdraw"}),
    (State(Status.STOPPED), {"resume"}),
    (State(Status.FINISHED), {"return_result", "revoke"}),
    (State(Status.RETURNED), {"retract"}),
    (State(Status.REFUSED, received=False), set()),
    (State(Status.WITHDRAWN), set()),
    (State(Status.WITHDRAWN, received=False), set()),
]  # fmt: skip
states = st.builds(State, st.sampled_from(Status), *[st.booleans()] * 6)


@pytest.mark.parametrize(("state", "names"), TABLE)
def test_what_a_state_allows(state, names):
    assert {move.name for move in allowed(state)} == names | ANYWHERE


@given(states)
def test_a_state_has_at_most_one_move_of_a_name(state):
    names = [move.name for move in allowed(state)]
    assert len(names) == len(set(names))
    assert all(find(name, state).name == name for name in names)


def test_all_ten_statuses_are_reached_and_left_as_the_law_wants():
    assert {status for move in MOVES for status in move.sources} == set(Status)
    assert {move.target for move in MOVES} - {None} == set(Status) - {Status.NEW}
    ends = {status for status in Status if {move.name for move in MOVES if status in move.sources} == {"correct"}}
    assert ends == {Status.REFUSED, Status.WITHDRAWN}


def test_who_decides_takes_back_or_asks_gives_a_reason():
    assert {move.name for move in MOVES if move.needs_reason} == {
        "refuse", "ask_supplement", "send_back", "ask_payment", "stop", "resume", "withdraw", "revoke", "retract",
        "correct", "apologise", "return_step", "reopen_step", "close_opinion",
        "repeat_opinion",
    }  # fmt: skip


def test_only_what_cannot_be_taken_back_is_final():
    assert {move.name for move in MOVES if move.final} == {"refuse", "withdraw", "apologise"}


def test_the_counter_takes_in_the_officer_works_and_the_approver_decides():
    who = {(move.name, status): move.who for move in MOVES for status in move.sources}
    assert who["accept", Status.NEW] == who["return_result", Status.FINISHED] == Ability.RECEIVE
    assert who["ask_supplement", Status.NEW] == Ability.RECEIVE
    assert who["ask_supplement", Status.IN_PROGRESS] == who["propose", Status.IN_PROGRESS] == Ability.WORK
    assert who["approve", Status.IN_PROGRESS] == who["send_back", Status.IN_PROGRESS] == Ability.APPROVE
    assert who["stop", Status.RECEIVED] == who["resume", Status.STOPPED] == who["revoke", Status.FINISHED]
    assert who["stop", Status.IN_PROGRESS] == Ability.APPROVE
    assert {move.who for move in MOVES if move.name == "correct"} == {Ability.CORRECT}


def test_the_filer_only_brings_what_was_asked_for_and_withdraws():
    assert {move.name for move in MOVES if move.by_filer} == {"supplement", "withdraw"}


def test_a_closed_case_is_in_no_queue():
    assert set(Status) - OPEN == {Status.REFUSED, Status.WITHDRAWN, Status.RETURNED}


def test_a_paper_comes_with_a_move_and_a_stop_notice_only_where_something_was_received():
    assert paper_of("withdraw") == paper_of("stop") == PaperKind.STOP_NOTICE
    assert paper_of("withdraw", received=False) is None
    assert paper_of("refuse", received=False) == PaperKind.REFUSAL
    assert paper_of("assign") is None


def test_only_who_must_act_has_a_deadline():
    accept_by, due = NOW, NOW + timedelta(3)
    assert next_due(Status.NEW, accept_by, None) == accept_by
    assert next_due(Status.IN_PROGRESS, accept_by, due) == due
    assert next_due(Status.SUPPLEMENT_ASKED, accept_by, due) is None
    assert next_due(Status.FINISHED, accept_by, due) is None
    assert next_due(Status.IN_PROGRESS, accept_by, due, paused=True) is None


def test_what_is_due_this_minute_is_not_late():
    assert not is_late(NOW, NOW)
    assert is_late(NOW, NOW + timedelta(seconds=1))
    assert not is_late(None, NOW)


def test_asking_a_second_time_warns_of_the_766_index():
    assert warning(0, counts_as_late=False) == ""
    assert "trong lúc chờ bổ sung, Bộ chỉ số 766 (mục 2.1) tính là quá hạn" in warning(1, counts_as_late=True)
    assert "766" not in warning(1, counts_as_late=False)


def test_a_move_is_found_by_name_only_where_it_is_allowed():
    assert find("accept", State(Status.NEW)).target is Status.RECEIVED
    assert find("accept", State(Status.RECEIVED)) is None
    assert find("approve", State(Status.IN_PROGRESS)) is None


def test_facts_are_the_contract_of_the_house():
    given = facts(
        competent_office="H27.31", received_office=None, procedure="1.001193", version=1, service_level="full",
        channel=2, help="self", status=Status.NEW, system="motcua", simulated=False, submitted_at=NOW,
        result_required=True,
    )  # fmt: skip
    assert given == {
        "competent_office": "H27.31", "received_office": None, "procedure": "1.001193", "version": 1,
        "service_level": "full", "channel": 2, "help": "self", "status": 1, "system": "motcua", "simulated": False,
        "submitted_at": "2026-11-20T09:00:00.000000+07:00", "received_at": None, "due_at": None, "finished_at": None,
        "returned_at": None, "result_required": True, "electronic_result": False, "reused": 0,
        "place": None, "officer": None, "division": None, "in_person": None, "fee_due": None, "digitised": False,
        "verified": False, "paid_online": None, "shared": None, "ended_at": None, "stopped_at": None, "judged_due_at": None,
        "longest_at": None, "end_untold": False, "requests": [], "satisfaction": None, "via": None, "for_staff": None, "staff_office": None,
    }  # fmt: skip
