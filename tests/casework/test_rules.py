"""The table of moves, as the national statuses and the law want it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.casework.rules import MOVES, OPEN, Status, allowed, facts, find, is_late, next_due, warning
from motcua.people.rules import Ability
from tests.factories import NOW


@pytest.mark.parametrize(
    ("status", "proposed", "names"),
    [
        (Status.NEW, False, {"accept", "refuse", "ask_supplement"}),
        (Status.RECEIVED, False, {"assign", "ask_supplement"}),
        (Status.IN_PROGRESS, False, {"assign", "propose", "ask_supplement"}),
        (Status.IN_PROGRESS, True, {"send_back", "approve"}),
        (Status.SUPPLEMENT_ASKED, False, {"supplement"}),
        (Status.FINISHED, False, {"return_result"}),
        (Status.REFUSED, False, set()),
        (Status.RETURNED, False, set()),
    ],
)
def test_what_a_state_allows(status, proposed, names):
    assert {move.name for move in allowed(status, proposed=proposed)} == names


@given(st.sampled_from(Status), st.booleans())
def test_a_state_has_at_most_one_move_of_a_name(status, proposed):
    names = [move.name for move in allowed(status, proposed=proposed)]
    assert len(names) == len(set(names))


def test_nothing_is_refused_or_asked_for_without_a_reason():
    assert {move.name for move in MOVES if move.needs_reason} == {"refuse", "ask_supplement", "send_back"}


def test_the_counter_takes_in_the_officer_works_and_the_approver_decides():
    who = {(move.name, status): move.who for move in MOVES for status in move.sources}
    assert who["accept", Status.NEW] == who["return_result", Status.FINISHED] == Ability.RECEIVE
    assert who["ask_supplement", Status.NEW] == Ability.RECEIVE
    assert who["ask_supplement", Status.IN_PROGRESS] == who["propose", Status.IN_PROGRESS] == Ability.WORK
    assert who["approve", Status.IN_PROGRESS] == who["send_back", Status.IN_PROGRESS] == Ability.APPROVE


def test_a_closed_case_is_in_no_queue():
    assert {status for status in Status if not allowed(status)} & OPEN == {Status.PAYMENT_ASKED, Status.STOPPED}


def test_only_who_must_act_has_a_deadline():
    accept_by, due = NOW, NOW + timedelta(3)
    assert next_due(Status.NEW, accept_by, None) == accept_by
    assert next_due(Status.IN_PROGRESS, accept_by, due) == due
    assert next_due(Status.SUPPLEMENT_ASKED, accept_by, due) is None
    assert next_due(Status.FINISHED, accept_by, due) is None


def test_what_is_due_this_minute_is_not_late():
    assert not is_late(NOW, NOW)
    assert is_late(NOW, NOW + timedelta(seconds=1))
    assert not is_late(None, NOW)


def test_asking_a_second_time_warns_of_the_766_index():
    assert warning(0) == ""
    assert "766" in warning(1)


def test_a_move_is_found_by_name_only_where_it_is_allowed():
    assert find("accept", Status.NEW).target is Status.RECEIVED
    assert find("accept", Status.RECEIVED) is None
    assert find("approve", Status.IN_PROGRESS) is None


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
        "returned_at": None, "result_required": True, "electronic_result": False,
    }  # fmt: skip
