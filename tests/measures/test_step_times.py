"""How long steps of joint dossiers take: counted where they are done, on the day they are done, and to the hour."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from motcua.core import clock
from motcua.measures import actions, step_times
from motcua.measures.models import StepTally
from motcua.people.rules import Role
from tests.casework.joint_cases import Joint
from tests.factories import NOW, make_document, make_office
from tests.web.steering.test_figures import _signed_in

pytestmark = pytest.mark.django_db(transaction=True)
DAY, HOURS = clock.local_day(NOW), timedelta(hours=1)


def _course():
    """Check in two hours, the opinion in three more, post in ten (of sixteen), tax in thirty hours (late)."""
    top = make_office()
    joint = Joint(*(make_office(parent=top) for _ in range(4)))
    joint.check(at=NOW + 2 * HOURS)
    joint.do("answer_opinion", joint.police, "police", answer="Không có.", at=NOW + 5 * HOURS)
    back = joint.row("check")
    joint.do("return_step", joint.commune, "post", former=back, reason="Thiếu bản đồ.", at=NOW + 6 * HOURS)
    joint.check(at=NOW + 7 * HOURS)
    joint.do("complete_step", joint.commune, "post", document=make_document(), at=NOW + 17 * HOURS)
    joint.do("complete_step", joint.tax, "tax", at=NOW + 17 * HOURS + timedelta(days=5))
    return joint


def _rows(found):
    return {row.key: (row.count, row.seconds / 3600, row.late) for row in found.rows}


def _all(**given):
    return step_times.of(DAY, DAY + timedelta(days=10), **given)


EXPECTED = {
    "check": (2, 2 + 1, 0), "police": (1, 3, 0), "post": (2, 4 + 10, 0), "tax": (1, 120, 1),
}  # fmt: skip


def test_each_step_counts_with_its_hours_and_the_late_ones_are_told_apart():
    joint = _course()
    assert _rows(_all()) == EXPECTED  # nothing is rolled up yet
    actions.catch_up()
    assert StepTally.objects.exists()
    assert _rows(_all()) == EXPECTED
    names = {row.key: row.name for row in _all().rows}
    assert names["police"] == "Có tranh chấp không?" and names["tax"] == "Xác định thuế"
    assert next(row.key for row in _all().rows) == "tax"
    assert _rows(_all(office=joint.police.code)) == {"police": EXPECTED["police"]}
    assert _rows(step_times.of(DAY + timedelta(days=1), DAY + timedelta(days=10))) == {
        "post": (1, 10, 0), "tax": EXPECTED["tax"],
    }  # fmt: skip


def test_what_an_office_ended_after_its_own_end_counts_above_it_before_and_after_it_is_rolled_up():
    joint = _course()
    type(joint.tax).objects.filter(pk=joint.tax.pk).update(valid_to=DAY - timedelta(days=1))
    assert _rows(_all()) == EXPECTED
    actions.catch_up()
    assert _rows(_all()) == EXPECTED


def test_counting_again_gives_the_same_steps():
    _course()
    while actions.roll_up(2):
        pass
    kept = set(StepTally.objects.values_list())
    actions.rebuild()
    assert set(StepTally.objects.values_list()) == kept != set()


def test_the_page_names_the_slowest_step_first_and_says_when_there_is_none(django_assert_num_queries):
    joint = _course()
    actions.catch_up()
    client = _signed_in(joint.tax.parent or joint.tax, Role.PROCEDURE_CONTROLLER)
    period = f"?from={DAY}&to={DAY + timedelta(days=10)}"
    body = client.get(f"/dieu-hanh/thoi-gian-buoc/{joint.tax.code}/{period}").content.decode()
    assert "Xác định thuế" in body and "120,0 giờ" in body
    before = f"?from={DAY - timedelta(days=20)}&to={DAY - timedelta(days=10)}"
    assert "Chưa có bước nào" in client.get(f"/dieu-hanh/thoi-gian-buoc/{joint.tax.code}/{before}").content.decode()
    wrong = client.get(f"/dieu-hanh/thoi-gian-buoc/{joint.tax.code}/?from=31/02/2026").content.decode()
    assert "31/02/2026" in wrong or "Không đọc được" in wrong
    with django_assert_num_queries(3):
        _all()


def test_the_command_tells_the_same_as_json_and_csv():
    _course()
    found = json.loads(step_times.report(_all(), "json"))
    assert {row["key"]: (row["count"], row["hours"]) for row in found["rows"]} == {
        "check": (2, "1.5"), "police": (1, "3.0"), "post": (2, "7.0"), "tax": (1, "120.0"),
    }  # fmt: skip
    assert step_times.report(_all(), "csv").count("\r\n") == 1 + len(EXPECTED)
    assert "120,0" in step_times.report(_all(), "table")
