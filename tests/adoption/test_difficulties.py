"""A difficulty goes to the right controller, up the ladder, is answered, solved, and known to the next."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from motcua.adoption.difficulties import actions, ladder, queries
from motcua.adoption.difficulties.ladder import Matter
from motcua.adoption.difficulties.rules import DifficultySource, DifficultyState, Rung
from motcua.adoption.models import Difficulty, Duty, KnownSolution, ProgrammeAction
from motcua.core.clock import ZONE
from motcua.core.errors import Invalid, Refused
from motcua.journal.models import Entry
from motcua.offices.rules import OfficeKind, Tier
from motcua.people.models import Appointment
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
CONTROLLER = Role.PROCEDURE_CONTROLLER
SECRET = "0912000111"


class Place:
    """A province with centre, department and one commune with its counter; a controller at each."""

    def __init__(self):
        self.root = make_office(tier=Tier.PROVINCE, code="H27")
        self.centre = make_office(self.root, tier=Tier.PROVINCE, kind=OfficeKind.SERVICE_CENTRE, short_name="Trung tâm")
        self.department = make_office(self.root, tier=Tier.PROVINCE, kind=OfficeKind.DEPARTMENT, short_name="Sở Một")
        self.commune = make_office(self.root, short_name="Xã Một")
        self.counter = make_office(self.commune, kind=OfficeKind.COUNTER)
        self.clerk = make_officer(self.counter, Role.RECEPTION)
        self.first, self.second, self.third, self.last = (
            make_officer(one, CONTROLLER) for one in (self.commune, self.centre, self.department, self.root)
        )
        self.version = make_version(offered_by=self.department)


@pytest.fixture
def place(db):
    return Place()


def stuck(place, *, at=NOW, by=None, office=None, words=f"Không mở được mẫu, gọi {SECRET}", **more):
    given = {"procedure": place.version.procedure, "source": DifficultySource.BUTTON, **more}
    by, office = by or place.clerk, office or place.counter
    return actions.raise_difficulty(office=office, words=words, by=by, at=at, **given)


def told(found):
    rows = Entry.objects.filter(subject=f"difficulty/{found.pk}").order_by("number")
    return [(one.kind, json.loads(one.body)) for one in rows]


def rungs(place, **more):
    matter = Matter(place.counter, place.clerk.pk, place.version.procedure, field=place.version.field, **more)
    return [(step.rung, step.office, step.controller_id) for step in ladder.steps(matter, at=NOW)]


def test_the_ladder_goes_from_the_commune_by_the_centre_to_the_department(place, django_assert_max_num_queries):
    rungs(place)  # the calendar is built
    with django_assert_max_num_queries(5):
        found = rungs(place)
    assert found == [
        (Rung.COMMUNE, place.commune, place.first.pk), (Rung.CENTRE, place.centre, place.second.pk),
        (Rung.DEPARTMENT, place.department, place.third.pk),
    ]  # fmt: skip


def test_a_rung_without_anybody_is_left_out_and_the_province_stands_in_for_a_department(place):
    Appointment.objects.filter(account__in=[place.first, place.third]).delete()
    assert [rung for rung, *_ in rungs(place)] == [Rung.CENTRE, Rung.PROVINCE]
    Appointment.objects.filter(role=CONTROLLER).delete()
    with pytest.raises(Refused) as refused:
        stuck(place)
    assert refused.value.field == "words" and not Difficulty.objects.exists()


def test_nobody_is_asked_what_she_asks_herself(place):
    made = stuck(place, by=place.first, office=place.commune)
    assert (made.rung, made.controller_id) == (Rung.CENTRE, place.second.pk)


def test_an_officer_of_a_department_asks_her_own_controller_then_the_province(place):
    own = make_office(place.department, tier=Tier.PROVINCE, kind=OfficeKind.DIVISION)
    found = ladder.steps(Matter(own, place.clerk.pk), at=NOW)
    assert [(one.rung, one.office) for one in found] == [
        (Rung.DEPARTMENT, place.department), (Rung.PROVINCE, place.root),
    ]  # fmt: skip


def test_the_department_is_the_one_that_decides_else_on_duty_for_the_field_else_offering(place):
    other = make_office(place.root, tier=Tier.PROVINCE, kind=OfficeKind.DEPARTMENT)
    duty = make_officer(other, CONTROLLER)
    actions.put_on_duty(
        office=other, account=duty, weekday=None, field=place.version.field, first=NOW.date(), last=None,
        by=place.last, at=NOW,
    )  # fmt: skip
    assert rungs(place)[-1] == (Rung.DEPARTMENT, other, duty.pk)
    dossier = make_case(office=place.department, version=place.version).dossier
    assert rungs(place, dossier=dossier)[-1] == (Rung.DEPARTMENT, place.department, place.third.pk)


def test_what_comes_on_a_day_off_goes_to_who_is_on_duty_on_the_next_working_day(place):
    monday = make_officer(place.commune, CONTROLLER)
    for account, weekday in ((place.first, 4), (monday, 0)):
        actions.put_on_duty(
            office=place.commune, account=account, weekday=weekday, field="", first=NOW.date(), last=None,
            by=place.last, at=NOW,
        )  # fmt: skip
    assert stuck(place).controller == place.first  # NOW is a Friday
    assert stuck(place, at=NOW + timedelta(1)).controller == monday


def test_words_are_kept_without_numbers_and_the_journal_has_no_words(place):
    made = stuck(place)
    assert made.words == "Không mở được mẫu, gọi [số điện thoại]"
    actions.answer(difficulty=made, words=f"Gọi {SECRET}", keep=True, problem=f"Mẫu {SECRET}", by=place.first, at=NOW)
    assert SECRET not in f"{KnownSolution.objects.get().words} {KnownSolution.objects.get().problem}"
    written = " ".join(Entry.objects.filter(subject=f"difficulty/{made.pk}").values_list("body", flat=True))
    assert not any(word in written for word in ("mẫu", "Mẫu", SECRET, place.clerk.full_name))


def test_it_moves_up_after_the_working_hours_of_each_rung_and_not_before(place, settings):
    settings.DIFFICULTY_HOURS = 4
    made = stuck(place)  # Friday 9:00: 2½ hours until noon, 1½ after
    assert actions.move_up_due(at=made.answer_by - timedelta(minutes=1)) == 0
    assert actions.move_up_due(at=made.answer_by) == 1
    made.refresh_from_db()
    assert (made.rung, made.handler, made.controller, made.times_up) == (Rung.CENTRE, place.centre, place.second, 1)
    assert actions.move_up_due(at=made.answer_by) == 1
    made.refresh_from_db()
    assert (made.rung, made.moves_up_at) == (Rung.DEPARTMENT, None) and made.answer_by.astimezone(ZONE).weekday() == 0
    assert actions.move_up_due(at=made.answer_by + timedelta(9)) == 0
    assert [kind for kind, _ in told(made)] == ["difficulty_raised", *["difficulty_moved_up"] * 2]
    with pytest.raises(Refused, match="Không còn cấp nào"):
        actions.move_up(difficulty=made, by=place.third, at=NOW)


def test_what_is_answered_moves_up_no_more(place):
    made = stuck(place)
    actions.answer(difficulty=made, words="Tải lại trang", keep=False, by=place.first, at=NOW + timedelta(hours=1))
    assert actions.move_up_due(at=NOW + timedelta(30)) == 0
    with pytest.raises(Refused, match="đã có trả lời"):
        actions.move_up(difficulty=made, by=place.first, at=NOW)


def test_times_to_answer_and_to_solved_are_office_time_and_the_first_answer_counts(place):
    made, monday = stuck(place), datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)
    actions.answer(difficulty=made, words="Thử lại", keep=False, by=place.first, at=NOW + timedelta(minutes=40))
    actions.not_solved(difficulty=made, words="Vẫn báo lỗi", by=place.clerk, at=NOW + timedelta(minutes=50))
    actions.answer(difficulty=made, words="Xóa bộ nhớ đệm", keep=False, by=place.first, at=monday)
    actions.solve(difficulty=made, by=place.clerk, at=monday)
    made.refresh_from_db()
    day = (monday - NOW).days
    assert day == 3 and made.answer_minutes == 40 and 8 * 60 <= made.solve_minutes <= 9 * 60
    assert [kind for kind, _ in told(made)[-3:]] == ["difficulty_answered", "difficulty_solved", "offices_touched"]
    assert [(one.by_id, one.answers) for one in queries.replies(made)] == [
        (place.first.pk, True), (place.clerk.pk, False), (place.first.pk, True),
    ]  # fmt: skip


def test_a_solved_difficulty_touches_the_office_once_and_one_without_an_answer_does_not(place):
    made, alone = stuck(place), stuck(place, words="Việc khác")
    actions.answer(difficulty=made, words="Thử lại", keep=False, by=place.first, at=NOW)
    for found in (made, made, alone):
        actions.solve(difficulty=found, by=place.clerk, at=NOW)
    touched = ProgrammeAction.objects.get()
    assert (touched.kind, touched.office, touched.source) == ("solved", place.counter, f"difficulty/{made.pk}")
    for again in (
        lambda: actions.answer(difficulty=made, words="Nữa", keep=False, by=place.first, at=NOW),
        lambda: actions.not_solved(difficulty=made, words="Nữa", by=place.clerk, at=NOW),
    ):
        with pytest.raises(Refused, match="đã gỡ xong"):
            again()


def test_a_kept_answer_is_known_until_it_is_ended(place):
    made = stuck(place)
    actions.answer(difficulty=made, words="Xóa bộ nhớ đệm", keep=True, problem="Mẫu trắng", by=place.first, at=NOW)
    (known,) = queries.solutions(place.version.procedure_id)
    assert [one.solution for one in queries.find_solutions("bo nho trang", on=NOW.date())] == [known]
    assert queries.find_solutions("đất đai", on=NOW.date()) == []
    for _ in "ab":
        actions.end_solution(solution=known, by=place.first, at=NOW)
    assert queries.solutions(place.version.procedure_id) == [] and queries.solution(known.pk) is None
    assert [kind for kind, _ in told(made)][-1:] == ["solution_ended"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "a", "keep": True, "problem": ""}, "problem"),
        ({"words": "a" * 3001}, "words"),
    ],
)
def test_an_answer_without_words_is_refused_at_its_field_and_nothing_is_kept(place, given, field):
    made = stuck(place)
    with pytest.raises(Invalid) as refused:
        actions.answer(difficulty=made, by=place.first, at=NOW, **{"keep": False, **given})
    assert refused.value.errors.keys() == {field}
    made.refresh_from_db()
    assert made.state == DifficultyState.OPEN and not made.replies.exists()


def test_what_belongs_to_no_procedure_is_not_kept_for_others(place):
    with pytest.raises(Invalid) as refused:
        actions.answer(
            difficulty=stuck(place, procedure=None), words="a", keep=True, problem="b", by=place.first, at=NOW
        )
    assert refused.value.errors.keys() == {"keep"}


def test_a_difficulty_without_words_is_refused(place):
    with pytest.raises(Refused) as refused:
        stuck(place, words=" \n ")
    assert refused.value.field == "words"


def test_the_roster_takes_only_who_may_answer_there_and_days_that_can_be(place):
    given = {"office": place.commune, "field": "", "by": place.last, "at": NOW}
    with pytest.raises(Invalid) as refused:
        wrong = {**given, "field": "Việc của bà Mận"}  # whatever is typed here would stand in the journal
        actions.put_on_duty(account=place.clerk, weekday=9, first=None, last=NOW.date() - timedelta(1), **wrong)
    assert refused.value.errors.keys() == {"account", "weekday", "field", "first", "last"}
    line = actions.put_on_duty(account=place.first, weekday=None, first=NOW.date(), last=None, **given)
    with pytest.raises(Invalid, match="đúng như vậy"):
        actions.put_on_duty(account=place.first, weekday=None, first=NOW.date(), last=None, **given)
    assert [one.account for one in queries.duties(place.commune, on=NOW.date())] == [place.first]
    for _ in "ab":
        actions.take_off_duty(duty=line, by=place.last, at=NOW + timedelta(3))
    assert Duty.objects.get().valid_to == NOW.date() + timedelta(2)
    assert queries.duties(place.commune, on=NOW.date() + timedelta(3)) == []


def test_figures_say_how_many_and_the_middle_time(place, django_assert_num_queries):
    made = [stuck(place, words=f"Việc {number}") for number in range(3)]
    for found, minutes in zip(made, (10, 30), strict=False):
        actions.answer(
            difficulty=found, words="Thử lại", keep=False, by=place.first, at=NOW + timedelta(minutes=minutes)
        )
    actions.solve(difficulty=made[0], by=place.clerk, at=NOW + timedelta(minutes=50))
    actions.move_up_due(at=made[2].answer_by)
    with django_assert_num_queries(3):
        found = queries.figures([place.root.pk], days=30, at=NOW + timedelta(9))
    whole = found.whole
    assert (whole.raised, whole.open, whole.late, whole.answered, whole.solved, whole.moved_up) == (3, 1, 1, 2, 1, 1)
    assert (whole.answer_minutes, whole.solve_minutes) == (20, 50)
    assert [one.label for one in found.by_office] == [place.counter.short_name]
    assert [one.label for one in found.by_procedure] == [place.version.name]
    assert queries.figures([place.department.pk], days=30, at=NOW).whole.raised == 0


@pytest.mark.parametrize("many", [1, 8])
def test_lists_take_the_same_statements_at_any_size(place, many, django_assert_num_queries):
    for number in range(many):
        made = stuck(place, words=f"Việc {number}")
        assert stuck(place, words=f"Việc {number}") == made, "sent twice it is one"
    with django_assert_num_queries(1):
        assert len(queries.to_answer([place.commune.pk], state=DifficultyState.OPEN)) == many
    with django_assert_num_queries(1):
        assert len(queries.own(place.clerk.pk)) == many
    assert queries.to_answer([place.department.pk], state=DifficultyState.OPEN) == []
    assert queries.difficulty(made.pk) == made
