"""From which day on a dossier is late: what the rule of being on time says of every day, kept as steps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.casework.deadlines import on_time
from motcua.casework.deadlines.on_time import course_of
from motcua.core import clock
from motcua.measures.lateness import is_late, is_told, late_steps
from tests.measures.cases import facts, on

DAYS = clock.days(date(2024, 5, 1), date(2024, 6, 20))
_MOMENT = st.builds(
    lambda day, minute: clock.stamp(clock.start_of(date(2024, 5, 6)) + timedelta(day, 60 * minute)),
    st.integers(0, 20), st.integers(0, 1439),
)  # fmt: skip


@st.composite
def _courses(draw):
    """Facts of a received dossier: requests for papers in order of time, the last perhaps still open."""
    moments = sorted(draw(st.lists(_MOMENT, max_size=6)))
    requests = [list(pair) for pair in zip(moments[::2], moments[1::2], strict=False)]
    if len(moments) % 2:
        requests.append([moments[-1], None])
    some = st.one_of(st.none(), _MOMENT)
    return facts(
        received_at=clock.stamp(clock.start_of(date(2024, 5, 6))), requests=requests, due_at=draw(some),
        judged_due_at=draw(some), longest_at=draw(some), finished_at=draw(some), returned_at=draw(some), ended_at=draw(some), stopped_at=draw(some),
    )  # fmt: skip


@given(_courses())
def test_on_every_day_the_steps_add_up_to_what_the_rule_says(told):
    steps, course = late_steps(told), course_of(told)
    assert is_told(told) is (course.due_at is not None or course.longest_at is not None)
    for day in DAYS if is_told(told) else ():
        assert is_late(steps, day) == (not on_time.judge(course, clock.end_of(day)).on_time), day


@pytest.mark.parametrize(
    ("told", "steps"),
    [
        ({}, {}),  # nothing was promised
        ({"longest_at": on("2024-05-08")}, {"2024-05-09": 1}),  # the longest limit of the law
        ({"longest_at": on("2024-05-08"), "due_at": on("2024-05-07")}, {"2024-05-08": 1}),
        ({"due_at": on("2024-05-08"), "end_untold": True}, {}),
        ({"due_at": on("2024-05-08")}, {"2024-05-09": 1}),
        ({"due_at": on("2024-05-08"), "finished_at": on("2024-05-08", 23)}, {}),
        ({"due_at": on("2024-05-08"), "finished_at": on("2024-05-10")}, {"2024-05-09": 1}),
        ({"due_at": on("2024-05-08"), "ended_at": on("2024-05-07")}, {}),
        ({"due_at": on("2024-05-12"), "judged_due_at": on("2024-05-08")}, {"2024-05-09": 1}),
        ({"due_at": on("2024-05-08"), "requests": [[on("2024-05-07"), None]]}, {}),
        ({"due_at": on("2024-05-08"), "requests": [[on("2024-05-07"), on("2024-05-10")]]}, {"2024-05-12": 1}),
        (
            {"due_at": on("2024-05-20"), "requests": [[on("2024-05-07"), on("2024-05-08")], [on("2024-05-09"), None]]},
            {"2024-05-09": 1},
        ),
        (
            {
                "due_at": on("2024-05-20"), "finished_at": on("2024-05-14"),
                "requests": [[on("2024-05-07"), on("2024-05-08")], [on("2024-05-09"), on("2024-05-11")]],
            },
            {"2024-05-09": 1, "2024-05-11": -1},
        ),
    ],
)  # fmt: skip
def test_a_dossier_is_late_from_the_day_on_which_the_rule_first_says_so(told, steps):
    assert late_steps(facts(**told)) == steps
