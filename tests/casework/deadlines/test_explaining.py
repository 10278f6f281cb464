"""How a due time came about, told by the calendar that counted it, whatever was decided about working time since."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from motcua.casework import actions, queries
from motcua.casework.deadlines import explaining
from motcua.casework.models import CaseStep
from motcua.catalogue.models import ProcedureVersion
from motcua.core.clock import ZONE
from motcua.offices import actions as offices
from motcua.offices.rules import Stretch
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 19, 17, 20, tzinfo=ZONE)


@pytest.fixture
def office():
    return make_office(name="Ủy ban nhân dân xã Vũ Quang")


@pytest.fixture
def officer(office):
    return make_officer(office, *Role)


@pytest.fixture
def given(office, officer):
    return {"office": office, "version": make_version(offered_by=office), "officer": officer}


def told(case):
    """The sentences of the clock for resolving, and what today's calendar would give."""
    found = explaining.resolution(queries.by_code(case.dossier.code))
    return [step["says"] for step in found.steps], found.today


def close(office, day, at):
    offices.set_special_day(office=office, day=day, kind="off", name="Lụt", decision="QĐ 1", by="system:command", at=at)


def test_the_page_says_when_it_was_received_from_when_it_counts_and_what_was_off(given):
    said, today = told(make_case("received", at=EVENING, **given))
    assert said == [
        "Nhận lúc 17:20 thứ Năm, 19/11/2026.",
        "Tính theo lịch làm việc của Ủy ban nhân dân xã Vũ Quang, quy tắc working-time-1.",
        "Nhận sau giờ đóng cửa, nên tính từ 07:00 thứ Sáu, 20/11/2026.",
        "Thời hạn 3 ngày làm việc, không tính ngày nhận: hết thứ Năm, 26/11/2026.",
        "Nghỉ: thứ Bảy, 21/11/2026 đến Chủ nhật, 22/11/2026; thứ Ba, 24/11/2026 (Ngày Văn hóa Việt Nam).",
        "Hẹn trả kết quả: 17:00 thứ Năm, 26/11/2026.",
    ]
    assert today is None


def test_a_day_off_decided_later_changes_no_promise_and_is_named(given, office):
    case = make_case("received", at=EVENING, **given)
    before, _ = told(case)
    close(office, date(2026, 11, 25), EVENING + timedelta(hours=16))
    said, today = told(case)
    assert (said, today) == (before, datetime(2026, 11, 27, 17, 0, tzinfo=ZONE))
    assert told(make_case("received", at=EVENING + timedelta(days=1), **given))[1] is None


def test_office_hours_set_later_change_no_promise(given, office):
    case = make_case("received", at=EVENING, **given)
    hours = [Stretch(day, time(8), time(16)) for day in range(5)]
    for valid_from in (date(2026, 11, 1), date(2026, 11, 23)):
        offices.set_opening_hours(
            office=office, hours=hours, valid_from=valid_from, by="system:command", at=EVENING + timedelta(1)
        )
    said, today = told(case)
    assert said[-1] == "Hẹn trả kết quả: 17:00 thứ Năm, 26/11/2026."
    assert today == datetime(2026, 11, 26, 16, 0, tzinfo=ZONE)


def test_a_stop_is_told_by_the_calendar_of_its_end(given, office, officer):
    case = make_case("received", at=EVENING, **given)
    case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=EVENING + timedelta(hours=16))
    assert "Thời hạn đang tạm dừng từ 09:20 thứ Sáu, 20/11/2026" in told(case)[0][-1]
    close(office, date(2026, 11, 27), EVENING + timedelta(days=3))
    case = actions.supplement(case=case, by=officer, at=EVENING + timedelta(days=4, hours=-8))
    said, today = told(case)
    assert "Hạn khi chưa tính thời gian tạm dừng: 17:00 thứ Năm, 26/11/2026." in said
    assert said[-1] == "Hẹn trả kết quả: 17:00 thứ Hai, 30/11/2026."
    assert any("27/11/2026" in one and "Lụt" in one for one in said)
    assert (case.due_at, today) == (datetime(2026, 11, 30, 17, 0, tzinfo=ZONE), None)


def test_a_receipt_that_was_put_right_is_told_by_the_calendar_of_the_correction(given, office, officer):
    case = make_case("received", at=EVENING, **given)
    close(office, date(2026, 11, 25), EVENING + timedelta(hours=1))
    case = actions.correct(
        case=case, reason="Ghi nhầm giờ", received_at=EVENING + timedelta(minutes=5), by=officer,
        at=EVENING + timedelta(hours=2),
    )  # fmt: skip
    said, today = told(case)
    assert said[0] == "Nhận lúc 17:25 thứ Năm, 19/11/2026." and "Lụt" in " ".join(said)
    assert (said[-1], today) == ("Hẹn trả kết quả: 17:00 thứ Sáu, 27/11/2026.", None)


def test_an_apology_promises_anew_and_the_due_time_that_counts_stays(given, officer):
    case = make_case("received", at=EVENING, **given)
    actions.apologise(case=case, reason="Lụt", until=date(2026, 11, 30), by=officer, at=EVENING + timedelta(days=6))
    assert told(case)[0][-2:] == [
        "Hẹn trả kết quả: 17:00 thứ Năm, 26/11/2026.",
        "Cơ quan đã xin lỗi và hẹn lại: 17:00 thứ Hai, 30/11/2026; đúng hạn hay không vẫn tính theo hạn ở trên.",
    ]


def test_a_due_time_that_cannot_be_told_again_says_so(given):
    case = make_case("received", at=EVENING, **given)
    type(case).objects.filter(pk=case.pk).update(due_at=EVENING + timedelta(5), first_due_at=EVENING + timedelta(5))
    said, today = told(case)
    assert said[1] == "Hẹn trả kết quả lúc 17:20 thứ Ba, 24/11/2026." and "không dựng lại được" in said[2]
    assert today is not None


def test_the_clock_of_the_counter_begins_with_filing_and_again_with_what_was_added(given, officer):
    case = make_case(at=EVENING, **{**given, "officer": None})
    steps = explaining.acceptance(case, []).steps
    assert [step["says"] for step in steps if step["what"] in ("received", "counts_from", "answer_by")] == [
        "Nộp lúc 17:20 thứ Năm, 19/11/2026.",
        "Nộp sau giờ đóng cửa, nên tính từ 07:00 thứ Sáu, 20/11/2026.",
        "Trả lời chậm nhất: 17:00 thứ Sáu, 20/11/2026.",
    ]
    case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=EVENING + timedelta(hours=16))
    case = actions.supplement(case=case, by=officer, at=EVENING + timedelta(hours=18))
    case = actions.accept(case=case, by=officer, at=EVENING + timedelta(hours=20))
    found = explaining.acceptance(case, list(CaseStep.objects.filter(case=case)))
    assert found.steps[0]["says"] == "Bổ sung lúc 11:20 thứ Sáu, 20/11/2026."
    assert datetime.fromisoformat(found.steps[-1]["at"]) == case.accept_by


def test_a_case_goes_on_with_its_version_after_that_has_ended(given):
    case = make_case("received", at=NOW, **given)
    ProcedureVersion.objects.filter(pk=case.dossier.version_id).update(valid_to=date(2026, 11, 22))
    case = queries.by_code(case.dossier.code)
    assert [explaining.version_ended(case, NOW + timedelta(days)) for days in (0, 2, 3)] == [False, False, True]
    assert explaining.resolution(case).today is None


def test_both_clocks_take_a_fixed_number_of_statements(given, django_assert_max_num_queries):
    case = queries.by_code(make_case("received", at=EVENING, **given).dossier.code)
    steps = queries.detail(case).steps
    with django_assert_max_num_queries(6):
        explaining.acceptance(case, steps)
        explaining.resolution(case)
