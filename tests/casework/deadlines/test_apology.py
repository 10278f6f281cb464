"""An apology: one new date, said to the citizen, while the case stays as late as it is."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.casework import actions, queries
from motcua.casework.deadlines import apology
from motcua.casework.models import CaseStep
from motcua.casework.papers.handovers import Taken, outcome
from motcua.casework.papers.handovers import of as handovers_of
from motcua.casework.rules import Status
from motcua.core import clock
from motcua.core.clock import ZONE
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.offices.rules import WorkingCalendar
from motcua.people.rules import Role
from motcua.records.rules import PaperKind
from tests.casework.words import words_of
from tests.factories import NOW, make_case, make_office, make_officer, make_paper, make_version

REASON = "Cần xác minh nơi cư trú ở xã khác"


def _day(day, hour=17, month=11):
    return datetime(2026, month, day, hour, 0, tzinfo=ZONE)


def _apologise(case, until=date(2026, 11, 30), at=NOW, reason=REASON, **more):
    by = make_officer(case.competent_office, Role.CASE_OFFICER)
    return actions.apologise(case=case, reason=reason, until=until, by=by, at=at, **more)


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "at"), [("received", NOW), ("in_progress", NOW), ("proposed", _day(27, 9))])
def test_it_promises_one_new_time_and_the_case_stays_as_late_as_it_was(status, at):
    case = make_case(status)
    sorry = _apologise(case, at=at)
    assert (sorry.promised_again_at, sorry.due_at, sorry.first_due_at) == (_day(30), case.due_at, case.first_due_at)
    assert (sorry.status, sorry.proposed, sorry.next_due_at) == (case.status, case.proposed, case.next_due_at)
    entry = Entry.objects.get(kind="apologised")
    body = json.loads(entry.body)
    assert "was" not in body
    assert body["details"] == {"paper": "apology", "promised_again_at": clock.stamp(_day(30))}
    assert REASON not in entry.body
    assert list(findings()) == [] and list(queries.mismatches()) == []


@pytest.mark.django_db
def test_it_is_said_once_only():
    sorry = _apologise(make_case("received"))
    with pytest.raises(Refused, match="hẹn lại đến 30/11/2026; chỉ được hẹn lại một lần"):
        _apologise(sorry, date(2026, 12, 7))
    assert Entry.objects.filter(kind="apologised").count() == 1


@pytest.mark.django_db
def test_it_gives_a_reason():
    with pytest.raises(Refused) as refused:
        _apologise(make_case("received"), reason=" ")
    assert refused.value.field == "reason"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "at", "words"),
    [
        (date(2026, 11, 28), NOW, "không làm việc"),  # a Saturday
        (date(2026, 11, 26), NOW, r"phải sau ngày đã hẹn \(26/11/2026\)"),
        (date(2026, 11, 19), NOW, "từ hôm nay trở đi"),
        (date(2027, 12, 1), NOW, "trong vòng một năm"),
        (date.max, NOW, "trong vòng một năm"),
        (date(2026, 11, 30), _day(30, 18), "đã hết"),
    ],
)
def test_a_day_that_cannot_be_promised_is_refused_at_its_field(until, at, words):
    case = make_case("received")
    with pytest.raises(Refused, match=words) as refused:
        _apologise(case, until, at)
    assert refused.value.field == "until"
    case.refresh_from_db()
    assert case.promised_again_at is None


@pytest.mark.django_db
def test_without_a_limit_there_is_nothing_to_apologise_for():
    office = make_office()
    case = make_case("received", version=make_version(limit=None, offered_by=office), office=office)
    with pytest.raises(Refused, match="không quy định thời hạn"):
        _apologise(case)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["new", "finished", "returned"])
def test_only_what_is_under_way_can_be_late(status):
    with pytest.raises(Refused, match="Hãy tải lại trang"):
        _apologise(make_case(status))


@pytest.mark.django_db
def test_its_paper_says_what_was_promised_then_why_and_when_instead():
    case = _apologise(make_case("received"))
    asked = actions.ask_supplement(
        case=case, reason="Thiếu ảnh", by=make_officer(case.competent_office), at=_day(23, 9)
    )
    later = actions.supplement(case=asked, by=case.dossier.filer, at=_day(30, 9))
    assert later.due_at > case.due_at and later.promised_again_at == _day(30)
    paper = make_paper(later, PaperKind.APOLOGY, CaseStep.objects.get(case=case, move="apologise"))
    words = words_of(paper)
    for said in (
        "Mẫu số 04 (Thông tư số 03/2025/TT-VPCP)", REASON, "hẹn trả kết quả: 17 giờ 00 phút, ngày 26 tháng 11 năm 2026",
        "được hẹn lại: 17 giờ 00 phút, ngày 30 tháng 11 năm 2026", "xin lỗi", case.dossier.code,
    ):  # fmt: skip
        assert said in words
    assert paper.issued_at == NOW


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 24 * 500))
def test_whatever_is_promised_is_an_open_hour_that_is_still_to_come(until, hours):
    at, calendar = _day(1, 8, month=1) + timedelta(hours=hours), WorkingCalendar()
    due = at + timedelta(days=3)
    try:
        apology.check(until, at=at, due_at=due, promised_again_at=None)
        found = apology.new_date(calendar, until, at=at, due_at=due)
    except Refused as refused:
        assert refused.field == "until"
    else:
        assert found > max(at, due) and calendar.next_opening(found) == found and clock.local_day(found) == until


@pytest.mark.parametrize(
    ("day", "hour", "said"), [(25, 16, "Trước hạn"), (26, 9, "Đúng hạn"), (26, 19, "Đúng hạn"), (27, 7, "Quá hạn")]
)
def test_a_moment_is_early_on_time_or_late_by_the_day(day, hour, said):
    assert outcome(_day(26), _day(day, hour)) == said
    assert outcome(None, _day(day, hour)) == ""


@pytest.mark.django_db
def test_the_control_slip_names_everybody_through_whose_hands_the_dossier_went():
    office = make_office()
    desk = make_officer(office, full_name="Trần Văn Quầy")
    worker = make_officer(office, Role.CASE_OFFICER, full_name="Phan Thị Thụ Lý")
    boss = make_officer(office, Role.APPROVER, full_name="Võ Đình Duyệt")
    case = make_case("received", officer=desk, office=office)
    case = actions.assign(case=case, officer=worker, by=desk, at=_day(20, 10))
    case = actions.propose(case=case, by=worker, at=_day(23, 14))
    early = make_paper(case, PaperKind.CONTROL_SLIP)
    assert make_paper(case, PaperKind.CONTROL_SLIP) == early
    assert "Người phê duyệt" in words_of(early) and "Võ Đình Duyệt" not in words_of(early)
    case.dossier.version.result_required = False
    case.dossier.version.save(update_fields=["result_required"])
    done = actions.approve(case=case, by=boss, at=_day(25, 8))
    assert done.status == Status.FINISHED
    slip = make_paper(done, PaperKind.CONTROL_SLIP)
    assert slip != early and slip.issued_at == _day(25, 8)
    words = words_of(slip)
    for said in (
        "Mẫu số 06 (Thông tư số 03/2025/TT-VPCP)", "Người nộp hồ sơ", "Trần Văn Quầy (bộ phận một cửa)",
        "Phan Thị Thụ Lý (cán bộ thụ lý)", "Võ Đình Duyệt (người phê duyệt)", "14 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "Trước hạn", case.dossier.applicant.full_name, "17 giờ 00 phút, ngày 26 tháng 11 năm 2026", office.name,
    ):  # fmt: skip
        assert said in words
    assert words.count("Trước hạn") == 1


def test_who_takes_a_dossier_back_is_who_receives_it():
    moves = [
        ("accept", "Quầy"), ("assign", "Quầy"), ("propose", "Hoài"), ("take_back", "Hoài"), ("propose", "Hoài"),
        ("approve", "Ký"), ("revoke", "Ký"), ("recall", "Quầy"), ("withdraw", "Quầy"),
    ]  # fmt: skip
    taken = [Taken(number, move, _day(20, number), by) for number, (move, by) in enumerate(moves, 2)]
    lines = handovers_of(taken, assignees={3: "Hoài"}, due_at=_day(26))
    assert [(one.giver, one.receiver) for one in lines] == [
        ("Người nộp hồ sơ", "Bộ phận một cửa"),
        ("Quầy (bộ phận một cửa)", "Hoài"),
        ("Hoài (cán bộ thụ lý)", "Ký (người phê duyệt)"),
        ("Người phê duyệt", "Hoài (cán bộ thụ lý)"),
        ("Hoài (cán bộ thụ lý)", "Ký (người phê duyệt)"),
        ("Ký (người phê duyệt)", "Bộ phận một cửa"),
        ("Bộ phận một cửa", "Ký (người phê duyệt)"),
        ("Hoài", "Quầy (bộ phận một cửa)"),
        ("Quầy", "Người nộp hồ sơ"),
    ]


@pytest.mark.django_db
def test_there_is_no_control_slip_before_the_dossier_is_received():
    with pytest.raises(LookupError):
        make_paper(make_case(), PaperKind.CONTROL_SLIP)
