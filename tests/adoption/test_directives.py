"""A directive is entered, passed down and further down; plans and tasks follow; every step leaves an entry."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from motcua.adoption.directives import actions, queries, rules
from motcua.adoption.directives.rules import Received, Waiting
from motcua.adoption.models import Directive, DirectiveShare, Plan, PlanTask
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.journal.models import Entry
from motcua.people.rules import Role
from tests.factories import make_office, make_officer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, tzinfo=clock.ZONE)
TODAY = AT.date()
GIVEN = Received(
    " 15/CT-UBND ",
    date(2026, 11, 2),
    "Ủy ban nhân dân tỉnh",
    "Tăng tỷ lệ nộp trực tuyến",
    "Đạt 70 %",
    date(2026, 12, 31),
)
TASK = {"what": "Mở lớp tại nhà văn hóa", "task_due_on": date(2026, 12, 15)}


@pytest.fixture
def world(db):
    province = make_office(tier="province", code="H27", short_name="Tỉnh")
    commune, other = (make_office(province, code=f"H27.{n}", short_name=f"Xã {n}") for n in (9, 10))
    division = make_office(commune, code="H27.9.1", kind="division", short_name="Phòng Văn hóa")
    return province, commune, other, division, make_officer(province, Role.LEADER)


def _passed(world, giver=0, to=(1,), directive=None, **other):
    by = world[-1]
    directive = directive or actions.enter(office=world[0], given=GIVEN, by=by, at=AT)
    given = {"plan_due_on": date(2026, 12, 1), "at": AT, **other}
    codes = [world[n].code for n in to]
    return actions.pass_down(directive=directive, giver=world[giver], offices=codes, by=by, **given)


def _adopted(world, share, owner, at=AT, **other):
    given = {"title": "Kế hoạch của xã", "number": "", **TASK, **other}
    return actions.adopt(share=share, owner=owner, by=world[-1], at=at, **given)


def test_everything_from_the_directive_to_the_last_task_leaves_its_entry_without_words(world):
    share = _passed(world)[0]
    owner = make_officer(world[3], Role.CASE_OFFICER)
    plan = _adopted(world, share, owner)
    for _ in "ab":  # a second press of the button is no second task
        actions.add_task(share=share, owner=owner, by=owner, at=AT, **TASK | {"what": "Phát tờ rơi"})
    actions.finish(task=plan.tasks.first(), by=owner, at=AT)
    entries = Entry.objects.filter(subject=f"directive/{share.directive_id}").order_by("number")
    assert [entry.kind for entry in entries] == [
        "directive_entered", "directive_passed", "plan_adopted", "task_set", "task_set", "task_done",
    ]  # fmt: skip
    assert json.loads(entries[0].body)["facts"] == {"office": "H27", "issued_on": "2026-11-02", "due_on": "2026-12-31"}
    assert json.loads(entries[1].body)["details"]["to"] == ["H27.9"]
    words = "".join(entry.body for entry in entries)
    assert not any(word in words for word in (TASK["what"], owner.full_name, GIVEN.title, plan.title))
    assert Directive.objects.get().number == "15/CT-UBND"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", " ", "Nhập số"), ("issuer", "", "cơ quan ban hành"), ("title", "", "trích yếu"), ("what", "", "việc phải làm"),
        ("issued_on", None, "ngày ban hành"), ("issued_on", TODAY + timedelta(1), "sau hôm nay"), ("due_on", None, "phải xong"),
        ("due_on", date(2026, 11, 1), "sau ngày ban hành"), ("number", "x" * 61, "nhiều nhất 60"),
    ],
)  # fmt: skip
def test_a_directive_lacks_nothing(world, field, value, says):
    given = Received(**{name: getattr(GIVEN, name) for name in Received.__slots__} | {field: value})
    with pytest.raises(Invalid, match=says) as invalid:
        actions.enter(office=world[0], given=given, by=world[-1], at=AT)
    assert list(invalid.value.errors) == [field]
    assert not Directive.objects.exists()


def test_a_directive_is_entered_once(world):
    actions.enter(office=world[0], given=GIVEN, by=world[-1], at=AT)
    with pytest.raises(Invalid, match="đã được ghi"):
        actions.enter(office=world[0], given=GIVEN, by=world[-1], at=AT)


@pytest.mark.parametrize(
    ("codes", "day", "fields"),
    [
        ([], date(2026, 12, 1), ["offices"]),
        (["H27.9.1"], date(2026, 12, 1), ["offices"]),  # not directly below
        (["H27.9"], None, ["plan_due_on"]),
        (["H27.9"], date(2026, 11, 19), ["plan_due_on"]),
        (["H27.9"], date(2027, 1, 1), ["plan_due_on"]),  # after the directive's own day
    ],
)
def test_who_gets_a_directive_and_until_when_is_checked(world, codes, day, fields):
    made = actions.enter(office=world[0], given=GIVEN, by=world[-1], at=AT)
    with pytest.raises(Invalid) as invalid:
        actions.pass_down(directive=made, giver=world[0], offices=codes, plan_due_on=day, by=world[-1], at=AT)
    assert list(invalid.value.errors) == fields
    assert not DirectiveShare.objects.exists()


def test_a_directive_goes_to_nobody_twice_and_further_down_only_from_who_has_it(world):
    share = _passed(world)[0]
    with pytest.raises(Invalid, match="vừa được giao"):
        _passed(world, directive=share.directive)
    further = _passed(world, giver=1, to=(3,), directive=share.directive)
    assert (further[0].office, further[0].passed_by) == (world[3], world[1])
    with pytest.raises(Refused, match="chưa được giao"):
        _passed(world, giver=2, to=(), directive=share.directive)


def test_a_plan_has_a_task_whose_owner_works_there(world):
    share = _passed(world)[0]
    stranger = make_officer(world[2])
    with pytest.raises(Invalid) as invalid:
        _adopted(world, share, stranger, title="", what=" ", task_due_on=date(2027, 1, 1))
    assert sorted(invalid.value.errors) == ["owner", "task_due_on", "title", "what"]
    assert (Plan.objects.count(), PlanTask.objects.count()) == (0, 0)
    _adopted(world, share, make_officer(world[1]))
    with pytest.raises(Refused, match="đã có kế hoạch"):
        _adopted(world, share, make_officer(world[1]))


def test_a_task_is_done_once(world):
    owner = make_officer(world[1])
    task = _adopted(world, _passed(world)[0], owner).tasks.get()
    assert actions.finish(task=task, by=owner, at=AT).done_by == owner
    with pytest.raises(Refused, match="đã được đánh dấu"):
        actions.finish(task=task, by=owner, at=AT)
    assert queries.tasks_of(owner.pk) == [task]


def test_a_task_marked_by_mistake_is_opened_again_and_the_journal_tells_both(world):
    owner = make_officer(world[1])
    task = _adopted(world, _passed(world)[0], owner).tasks.get()
    with pytest.raises(Refused, match="chưa được đánh dấu"):
        actions.reopen(task=task, by=owner, at=AT)
    actions.finish(task=task, by=owner, at=AT)
    opened = actions.reopen(task=task, by=owner, at=AT)
    assert (opened.done_at, opened.done_by) == (None, None)
    told = Entry.objects.filter(kind__startswith="task_").order_by("pk").values_list("kind", flat=True)
    assert list(told)[-2:] == ["task_done", "task_reopened"]


@pytest.mark.parametrize(
    ("adopted", "today", "waited"),
    [
        (None, 4, Waiting(4, 0)), (None, 11, Waiting(11, 0)), (None, 14, Waiting(14, 3)),
        (6, 30, Waiting(6, 0)), (13, 30, Waiting(13, 2)), (0, 30, Waiting(0, 0)),
    ],
)  # fmt: skip
def test_days_until_a_plan_are_counted_from_the_day_it_was_passed(adopted, today, waited):
    passed = date(2026, 11, 20)
    on = None if adopted is None else passed + timedelta(adopted)
    assert rules.waiting(passed, passed + timedelta(11), on, passed + timedelta(today)) == waited


def test_after_its_day_a_directive_can_still_be_planned_for_today():
    over, today = date(2026, 11, 1), date(2026, 11, 20)
    assert rules.plan_due_error(today, over, today) == ""
    assert "sau hạn" in rules.plan_due_error(date(2026, 11, 21), over, today)


def test_lines_tell_days_and_tasks_and_the_list_sums_them(world):
    one, two = _passed(world, to=(1, 2))
    owner = make_officer(world[1])
    _adopted(world, one, owner, at=AT + timedelta(3))
    actions.add_task(share=one, owner=owner, by=owner, at=AT, what="Nhắn tin", task_due_on=TODAY)
    actions.finish(task=one.plan.tasks.last(), by=owner, at=AT)
    planned, waiting = queries.lines(one.directive, today=date(2026, 12, 3))
    assert (planned.planned, planned.waiting, planned.tasks, planned.done, planned.late) == (
        True,
        Waiting(3, 0),
        2,
        1,
        1,
    )
    assert (waiting.office, waiting.planned, waiting.waiting) == (two.office, False, Waiting(13, 2))
    for office, count in ((world[0], 1), (world[1], 1), (world[3], 0)):
        assert len(queries.listed({office.id})) == count
    (row,) = queries.listed({world[0].id})
    assert (row.passed, row.planned, row.tasks, row.done) == (2, 1, 2, 1)


def test_reading_takes_as_many_statements_for_one_office_as_for_many(world, django_assert_num_queries):
    many = [make_office(world[0]) for _ in range(20)]
    directive = actions.enter(office=world[0], given=GIVEN, by=world[-1], at=AT)
    codes = [each.code for each in many]
    actions.pass_down(directive=directive, giver=world[0], offices=codes, plan_due_on=TODAY, by=world[-1], at=AT)
    with django_assert_num_queries(1):
        assert len(queries.lines(directive, today=TODAY)) == 20
    with django_assert_num_queries(1):
        assert len(queries.listed({world[0].id})) == 1
