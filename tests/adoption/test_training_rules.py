"""What stands in a plan, how a list of people is read, when somebody has the skill."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.adoption.training.rules import Mark, Named, Plan, mark_errors, named, passed, plan_errors
from tests.factories import NOW

GOOD = Plan("Nộp trực tuyến", "guiding", NOW + timedelta(7), "Hội trường", 10, 7)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, set()),
        ({"questions": 0, "pass_mark": 0}, set()),
        ({"begins_at": NOW - timedelta(900)}, set()),
        ({"title": ""}, {"title"}),
        ({"title": "x" * 121}, {"title"}),
        ({"skill": "party"}, {"skill"}),
        ({"begins_at": None}, {"day"}),
        ({"begins_at": NOW + timedelta(400)}, {"day"}),
        ({"begins_at": NOW - timedelta(1200)}, {"day"}),
        ({"place": ""}, {"place"}),
        ({"questions": None}, {"questions"}),
        ({"questions": 101}, {"questions"}),
        ({"pass_mark": 11}, {"pass_mark"}),
        ({"pass_mark": 0}, {"pass_mark"}),
        ({"questions": 0, "pass_mark": 5}, {"pass_mark"}),
        ({"pass_mark": None, "title": ""}, {"pass_mark", "title"}),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_at_its_field(changed, fields):
    assert plan_errors(GOOD._replace(**changed), NOW).keys() == fields


@pytest.mark.parametrize(
    ("mark", "questions", "able"),
    [
        (Mark(True, None), 0, True),
        (Mark(False, None), 0, False),
        (Mark(True, 7), 10, True),
        (Mark(True, 6), 10, False),
        (Mark(True, None), 10, False),
    ],
)
def test_who_came_and_passed_the_test_has_the_skill(mark, questions, able):
    assert passed(mark, questions=questions, pass_mark=7 if questions else 0) is able


@pytest.mark.parametrize(
    ("mark", "questions", "wrong"),
    [
        (Mark(True, 10), 10, False),
        (Mark(True, 0), 10, False),
        (Mark(True, None), 10, False),
        (Mark(True, 11), 10, True),
        (Mark(False, 5), 10, True),
        (None, 10, True),
        (Mark(True, 1), 0, True),
    ],
)
def test_a_score_is_refused_that_cannot_be(mark, questions, wrong):
    assert mark_errors({4: mark}, questions).keys() == ({"score-4"} if wrong else set())


def test_a_list_names_officers_by_user_name_and_members_by_number_and_name():
    typed = "Lan.nt, minh.pv;\n\nlan.nt\n042 190 000 012 - Nguyễn  Thị Lan\n04219000001 Lan"
    assert named(typed) == [
        Named("Lan.nt", username="lan.nt"),
        Named("minh.pv", username="minh.pv"),
        Named("042 190 000 012 - Nguyễn Thị Lan", personal_id="042190000012", full_name="Nguyễn Thị Lan"),
        Named("04219000001 Lan", username="04219000001 lan"),
    ]
