"""How long steps of joint dossiers take: counted where they are done, on the day they are done, and to the hour."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from motcua.core import canonical, clock
from motcua.measures import actions, opened_steps, step_times, steps
from motcua.measures.models import StepFacts, StepTally
from motcua.measures.opened_steps import Asked, Step
from motcua.measures.steps import step_states
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


def _opened(key="post", as_of=None, until=10, under="/", kind="step"):
    asked = Asked(DAY, DAY + timedelta(until), under, Step(_procedure(), kind, key), as_of and DAY + timedelta(as_of))
    return sorted((each.state.office, each.verdict.reason) for each in opened_steps.read(asked))


def _procedure():
    return _all().rows[0].procedure


OPEN, DROPPED = "Đến cuối kỳ chưa xong.", "Đã thôi, không cần làm nữa: không tốn thời gian của ai."


def test_a_step_opens_down_to_what_counts_and_what_does_not_now_and_as_it_was_known():
    joint = _course()
    post, tax = joint.commune.code, joint.tax.code
    for _caught_up in (False, True):
        assert _opened() == [(post, ""), (post, "")] and _opened("tax") == [(tax, "")]
        assert _opened("tax", until=3) == [(tax, OPEN)] == _opened("tax", as_of=3) and _opened("tax", as_of=-1) == []
        assert _opened("tax", under=joint.police.path) == []
        for day in (0, 3, 10):
            known = step_times.as_known(DAY, DAY + timedelta(10), DAY + timedelta(day))
            expected = {key: EXPECTED[key] for key in EXPECTED if key != "tax" or day == 10}
            assert _rows(known) == expected | ({} if day else {"post": (1, 4, 0)})
        actions.catch_up()
    kept = set(StepFacts.objects.values_list())
    actions.rebuild()
    assert set(StepFacts.objects.values_list()) == kept != set()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"done_at": "2026-11-21", "outcome": "done"}, ""),
        ({"done_at": "2026-11-21", "outcome": "unanswered"}, ""),
        ({"done_at": "2026-11-21", "outcome": "withdrawn"}, DROPPED),
        ({"done_at": "2026-11-21", "outcome": "done", "opened_at": None}, "Nhật ký cũ không ghi bước bắt đầu lúc nào."),
        ({"done_at": None, "outcome": ""}, OPEN),
        ({"done_at": "2026-12-02", "outcome": "done"}, OPEN),
    ],
)
def test_what_is_not_in_the_average_has_its_reason(told, reason):
    moments = {"opened_at": "2026-11-20", **told}
    step = {
        "number": 7, "kind": "step", "key": "post", "office": "H27.1", "due_at": None, "outcome": told["outcome"],
        **{name: day and f"{day}T09:00:00.000000+07:00" for name, day in moments.items() if name != "outcome"},
    }  # fmt: skip
    body = canonical.dumps({"facts": {"procedure": "1.1"}, "details": {"step": step}})
    (state,) = step_states([("dossier/A", 3, "2026-11-21", body)]).values()
    assert state.judge("2026-11-30").reason == reason
    assert (steps.ended(json.loads(body)) is None) is (reason in (DROPPED, "Nhật ký cũ không ghi bước bắt đầu lúc nào.")
                                                       or told["done_at"] is None)  # fmt: skip


def test_the_page_of_a_step_names_its_definition_and_keeps_the_day_on_the_way_down(django_assert_num_queries):
    joint = _course()
    actions.catch_up()
    top, tax = joint.tax.parent, joint.tax
    client = _signed_in(top, Role.PROCEDURE_CONTROLLER)
    period = f"?from={DAY}&to={DAY + timedelta(10)}&as_of={DAY + timedelta(6)}"
    table = client.get(f"/dieu-hanh/thoi-gian-buoc/{top.code}/{period}").content.decode()
    assert "step_time" in table and "Như đã biết đến hết ngày" in table
    (link,) = re.findall(r'href="([^"]*key=tax[^"]*)"', unescape(table))
    assert "as_of=" in link
    page = unescape(client.get(link).content.decode())
    assert "120,0 giờ" in page and joint.case.dossier.code in page and "step_time" in page and "Quá hạn" in page
    assert f"/ban-lam-viec/ho-so/{joint.case.dossier.code}/" in page
    assert re.search(rf'href="/dieu-hanh/thoi-gian-buoc/{tax.code}/mo/\?[^"]*as_of=', page)
    early = client.get(link.replace(f"as_of={DAY + timedelta(6)}", f"as_of={DAY + timedelta(3)}") + "&counted=out")
    assert OPEN in early.content.decode()
    later = client.get(link.replace(f"as_of={DAY + timedelta(6)}", "as_of=2099-01-01")).content.decode()
    assert "Ngày ấy chưa tới" in later and 'value="2099-01-01"' in later
    assert client.get(f"/dieu-hanh/thoi-gian-buoc/{tax.code}/mo/?kind=x").status_code == 404
    assert _signed_in(joint.police, Role.LEADER).get(link).status_code == 403
    with django_assert_num_queries(2):
        _opened_rows(joint)


def _opened_rows(joint):
    return opened_steps.read(Asked(DAY, DAY + timedelta(10), "/", Step("1.1", "step", "post")))


def test_a_step_that_only_stands_open_is_listed_as_well_and_opens():
    top = make_office()
    joint = Joint(*(make_office(parent=top) for _ in range(4)))
    actions.catch_up()
    (row,) = step_times.going_on(_all(office=joint.home.code))
    assert (row.key, row.count) == ("check", 1) and not step_times.going_on(_all(office=joint.tax.code))
    leader = _signed_in(top, Role.LEADER)
    page = leader.get(f"/dieu-hanh/thoi-gian-buoc/{top.code}/?from={DAY}&to={DAY}")
    (link,) = re.findall(r'href="([^"]*key=check[^"]*)"', unescape(page.content.decode()))
    assert OPEN in leader.get(link).content.decode()


def test_the_command_tells_the_same_as_json_and_csv():
    _course()
    found = json.loads(step_times.report(_all(), "json"))
    assert {row["key"]: (row["count"], row["hours"]) for row in found["rows"]} == {
        "check": (2, "1.5"), "police": (1, "3.0"), "post": (2, "7.0"), "tax": (1, "120.0"),
    }  # fmt: skip
    assert step_times.report(_all(), "csv").count("\r\n") == 1 + len(EXPECTED)
    assert "120,0" in step_times.report(_all(), "table")
