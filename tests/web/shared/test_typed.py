"""Days as people type them in three inputs."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.core.errors import Refused
from motcua.web.shared import typed


def _given(text):
    return dict(zip(("on-day", "on-month", "on-year"), text.split("/"), strict=True))


def test_a_day_is_read_from_its_three_inputs_and_none_from_empty_ones():
    assert typed.day(_given("5/3/1898"), "on") == date(1898, 3, 5)
    assert typed.day(_given("//"), "on") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31/2/2026", "không có trong lịch"),
        ("1/1/99999999999", "không có trong lịch"),
        ("31/12/9999", "Xem lại năm"),
        ("1/1/26", "Xem lại năm"),
        ("1/1/1", "Xem lại năm"),
    ],
)
def test_what_is_no_day_that_somebody_means_is_refused_at_its_field(text, said):
    with pytest.raises(Refused, match=said) as refused:
        typed.day(_given(text), "on")
    assert refused.value.field == "on"


@pytest.mark.parametrize("text", ["8:30", "08h30", "8h30", "8.30", "8 giờ"])
def test_the_hour_of_a_moment_is_read_as_people_write_it(text):
    found = typed.moment(_given("5/3/2026") | {"hour": text}, "on", "hour")
    assert found is not None and f"{found:%Y-%m-%d %H}" == "2026-03-05 08"


@pytest.mark.parametrize("text", ["", "25:00", "8:77", "sáng"])
def test_an_hour_that_is_none_is_refused_at_its_own_field(text):
    with pytest.raises(Refused, match="giờ và phút") as refused:
        typed.moment(_given("5/3/2026") | {"hour": text}, "on", "hour")
    assert refused.value.field == "hour"
