"""Every other move by its page: what the form asks, what it refuses at its field, what is shown afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.casework import actions
from motcua.casework.models import Case, CaseStep
from motcua.casework.rules import Status
from motcua.core import clock
from motcua.people.models import Absence
from motcua.people.rules import Role
from motcua.web.desk.views import SLUGS
from tests.factories import make_case, make_office, make_officer, make_version
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
EVERY = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.PROCEDURE_CONTROLLER)
POSTING = {"key": "posting", "name": "Niêm yết công khai", "legal_basis": "Điều 39 Nghị định 101"}


@pytest.fixture
def office():
    return make_office(code="H27.77")


@pytest.fixture
def version(office):
    return make_version(offered_by=office, rules={"clock_stops": [POSTING], "supplement_days": 10})


@pytest.fixture
def officer(office):
    return make_officer(office, *EVERY)


@pytest.fixture
def client(officer):
    return signed_in(officer)


@pytest.fixture
def make(office, version, officer):
    def made(status, at=None):
        return make_case(status, office=office, version=version, officer=officer, at=at or clock.now())

    return made


def _page(case, name):
    return reverse("desk_move", args=[case.dossier.code, SLUGS[name]])


def _seen(case):
    last = CaseStep.objects.filter(case=case).order_by("entry_number").last()
    return str(last.entry_number if last else 1)


def _do(client, case, name, **data):
    answer = client.post(_page(case, name), {"seen": _seen(case), **data})
    assert answer.status_code == 302, text(answer, answer.status_code)
    return text(client.get(answer.url))


def _refused(client, case, name, field, **data):
    page = text(client.post(_page(case, name), {"seen": _seen(case), **data}), 422)
    assert f'href="#{field}"' in page and f'id="{field}"' in page
    return page


def test_a_payment_is_asked_for_and_recorded(client, make):
    case = make("received")
    assert 'value="12x"' in _refused(client, case, "ask_payment", "amount", reason="Lệ phí", amount="12x")
    page = _do(client, case, "ask_payment", reason="Lệ phí địa chính", amount="150.000")
    assert "Số tiền: 150.000 đồng." in page and "chờ người dân nộp tiền" in page
    _refused(client, case, "record_payment", "receipt", receipt=" ")
    page = _do(client, case, "record_payment", receipt="BL 12")
    assert "Số biên lai: BL 12." in page and Case.objects.get(pk=case.pk).status == Status.RECEIVED


def test_a_request_for_papers_names_its_last_day(client, make):
    case = make("received")
    until = clock.local_day(clock.now()) + timedelta(10)
    page = text(client.get(_page(case, "ask_supplement")))
    assert f'name="until-day" value="{until:%d}"' in page
    for day in ({"until-day": "31", "until-month": "2", "until-year": "2027"}, {"until-day": "1", "until-month": "1", "until-year": "2020"}):  # fmt: skip
        _refused(client, case, "ask_supplement", "until", reason="Thiếu ảnh", **day)
    page = _do(client, case, "ask_supplement", reason="Thiếu ảnh")
    assert f"chờ người dân bổ sung đến hết ngày {until:%d/%m/%Y}" in page


def test_waiting_that_has_lasted_too_long_is_in_the_queue_of_whoever_may_end_it(client, make):
    past = clock.now() - timedelta(40)
    new, received = make("new", at=past), make("received", at=past)
    for case in (new, received):
        actions.ask_supplement(case=case, reason="Thiếu", by=make_officer(case.competent_office), at=past)
    page = text(client.get(reverse("desk_queue")))
    assert new.dossier.code in page and received.dossier.code in page
    assert "Từ chối tiếp nhận" in text(client.get(reverse("desk_case", args=[new.dossier.code])))
    assert "Không được tiếp nhận" in _do(client, new, "refuse", reason="Không bổ sung")
    page = _do(client, received, "stop", reason="Không bổ sung", basis="Khoản 2 Điều 3")
    assert "Thông báo dừng giải quyết hồ sơ" in page and "Căn cứ: Khoản 2 Điều 3." in page


def test_a_case_is_stopped_on_a_legal_basis_and_taken_up_again(client, make):
    case = make("in_progress")
    _refused(client, case, "stop", "basis", reason="Tranh chấp")
    assert "Đã dừng giải quyết" in _do(client, case, "stop", reason="Tranh chấp", basis="Điều 1")
    paper = client.get(reverse("desk_paper", args=[case.dossier.code, _seen(case)]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    _refused(client, case, "resume", "reason", reason="")
    _do(client, case, "resume", reason="Hết tranh chấp")
    assert Case.objects.get(pk=case.pk).status == Status.IN_PROGRESS


def test_the_clock_is_paused_only_for_a_reason_of_the_procedure(client, make, office):
    case = make("in_progress")
    assert "Niêm yết công khai" in text(client.get(_page(case, "pause")))
    _refused(client, case, "pause", "clock", clock="waiting")
    assert "Tạm dừng tính thời hạn: Niêm yết công khai (Điều 39" in _do(client, case, "pause", clock="posting")
    assert "Tạm dừng thời hạn" in text(client.get(reverse("desk_queue") + "?tab=waiting"))
    _do(client, case, "resume_clock")
    assert Case.objects.get(pk=case.pk).pause == ""
    plain = make_case("in_progress", office=office, version=make_version(offered_by=office))
    assert SLUGS["pause"] not in text(client.get(reverse("desk_case", args=[plain.dossier.code])))


@pytest.mark.parametrize(
    ("status", "name", "after"),
    [
        ("in_progress", "recall", Status.RECEIVED), ("proposed", "take_back", Status.IN_PROGRESS),
        ("finished", "revoke", Status.IN_PROGRESS), ("returned", "retract", Status.FINISHED),
        ("new", "withdraw", Status.WITHDRAWN), ("proposed", "withdraw", Status.WITHDRAWN),
    ],
)  # fmt: skip
def test_what_was_done_is_taken_back(client, make, status, name, after):
    case = make(status)
    if name not in ("recall", "take_back"):
        _refused(client, case, name, "reason", reason="")
    _do(client, case, name, reason="Nhầm", note="Nhầm")
    assert Case.objects.get(pk=case.pk).status == after


def test_a_final_step_warns_and_a_weighty_one_says_what_taking_back_needs(client, make):
    assert "không rút lại được" in text(client.get(_page(make("new"), "withdraw")))
    assert "phải nêu lý do" in text(client.get(_page(make("finished"), "return_result")))


def test_what_was_recorded_wrongly_is_put_right(client, make, office):
    case = make("received", at=clock.now() - timedelta(hours=2))
    counter = make_office(code="H27.78")
    received = clock.local(case.received_at)
    page = text(client.get(_page(case, "correct")))
    assert f'value="{received:%H:%M}"' in page and 'value="H27.77"' in page
    shown = {
        "channel": "2", "help": "self", "received_at-day": f"{received:%d}", "received_at-month": f"{received:%m}",
        "received_at-year": f"{received:%Y}", "received_time": f"{received:%H:%M}", "received_office": "H27.77",
    }  # fmt: skip
    nothing = client.post(_page(case, "correct"), {"seen": _seen(case), "reason": "Sai", **shown})
    assert "Chưa có điều gì khác" in text(nothing, 422)
    _refused(client, case, "correct", "received_office", reason="Sai", **{**shown, "received_office": "H27.9999"})
    _refused(client, case, "correct", "received_time", reason="Sai", **{**shown, "received_time": "9h77"})
    _refused(client, case, "correct", "received_at", reason="Sai", **{**shown, "received_at-year": "2099"})
    change = {**shown, "channel": "1", "help": "helped", "received_office": counter.code}
    _do(client, case, "correct", reason="Nộp tại quầy", **change)
    case = Case.objects.select_related("dossier", "received_office").get(pk=case.pk)
    assert (case.dossier.channel, case.dossier.help, case.received_office) == (1, "helped", counter)
    assert clock.local(case.received_at) == received
    assert 'value="2"' not in text(client.get(_page(case, "correct"))).partition("<form method")[2]


def test_many_are_accepted_at_once_and_each_outcome_is_told(client, make, office):
    cases = [make("new") for _ in range(3)]
    page = text(client.get(reverse("desk_queue") + "?chosen=all"))
    assert page.count('name="case"') == page.count(" checked>") == 3
    chosen = [case.dossier.code for case in cases]
    page = text(client.post(reverse("desk_bulk"), {"move": "accept", "case": chosen}))
    assert all(f'value="{code}:1"' in page for code in chosen)
    first = make_officer(office, full_name="Trần Văn Sớm")
    actions.accept(case=cases[1], by=first, at=clock.now())
    sent = {"move": "accept", "sure": "yes", "case": [f"{code}:1" for code in chosen]}
    page = text(client.post(reverse("desk_bulk"), sent, follow=True))
    assert "Xong 2 hồ sơ, không làm được 1 hồ sơ." in page and "Trần Văn Sớm" in page
    assert set(Case.objects.values_list("status", flat=True)) == {Status.RECEIVED}


def test_many_are_assigned_to_one_officer_who_must_be_chosen(client, make, office):
    codes = [make("received").dossier.code for _ in range(2)]
    worker = make_officer(office, Role.CASE_OFFICER)
    page = text(client.post(reverse("desk_bulk"), {"move": "assign", "case": codes}))
    assert worker.full_name in page
    sent = {"move": "assign", "sure": "yes", "case": [f"{code}:2" for code in codes]}
    assert 'href="#officer"' in text(client.post(reverse("desk_bulk"), sent), 422)
    assert "Xong 2 hồ sơ" in text(client.post(reverse("desk_bulk"), {**sent, "officer": worker.pk}, follow=True))


def test_what_cannot_be_done_is_left_out_before_it_is_tried(client, make):
    fine, wrong, foreign = make("finished"), make("new"), make_case("finished")
    codes = [case.dossier.code for case in (fine, wrong, foreign)]
    page = text(client.post(reverse("desk_bulk"), {"move": "return_result", "case": codes}))
    assert "Không làm được với 1 hồ sơ" in page and foreign.dossier.code not in page
    assert "Xong 1 hồ sơ" in text(
        client.post(
            reverse("desk_bulk"), {"move": "return_result", "sure": "yes", "case": f"{codes[0]}:5"}, follow=True
        )
    )


def test_a_bulk_step_needs_a_choice_and_at_most_two_hundred(client):
    assert "Chọn ít nhất một hồ sơ" in text(client.post(reverse("desk_bulk"), {"move": "accept"}), 422)
    many = {"move": "accept", "case": [f"H27.77-261120-{n:04d}" for n in range(201)]}
    assert "Chọn tối đa 200" in text(client.post(reverse("desk_bulk"), many), 422)
    assert client.post(reverse("desk_bulk"), {"move": "refuse", "case": "x"}).status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.PROCEDURE_CONTROLLER])
def test_who_may_move_nothing_has_nothing_to_choose(make, office, role):
    make("new")
    assert 'type="checkbox"' not in text(signed_in(make_officer(office, role)).get(reverse("desk_queue") + "?tab=all"))


def test_an_officer_names_her_deputy_and_ends_it(office):
    me, other = make_officer(office, Role.APPROVER), make_officer(office, Role.CASE_OFFICER, full_name="Lê Thị Thay")
    from motcua.people import actions as people

    me = people.create_officer(username="away-1", full_name="Hồ Vắng Mặt", by=None, at=clock.now())
    people.appoint(account=me, office=office, role=Role.APPROVER, by=None, at=clock.now())
    client, today = signed_in(me), clock.local_day(clock.now())
    assert "Lê Thị Thay" in text(client.get(reverse("deputy")))
    days = {
        f"{name}-{part}": f"{today + timedelta(more):{shape}}"
        for name, more in (("first", 0), ("last", 5)) for part, shape in (("day", "%d"), ("month", "%m"), ("year", "%Y"))
    }  # fmt: skip
    assert 'href="#deputy"' in text(client.post(reverse("deputy"), {"deputy": "x", **days}), 422)
    assert 'href="#last"' in text(client.post(reverse("deputy"), {**days, "deputy": other.pk, "last-year": ""}), 422)
    assert client.post(reverse("deputy"), {"deputy": other.pk, **days}).status_code == 302
    made = Absence.objects.get()
    assert (made.deputy, made.valid_to) == (other, today + timedelta(5))
    deputy = signed_in(other)
    assert "Hồ Vắng Mặt" in text(deputy.get(reverse("deputy")))
    assert text(deputy.post(reverse("deputy"), {"end": made.pk}), 422), "only her own"
    assert client.post(reverse("deputy"), {"end": made.pk}).status_code == 302
    assert "Kết thúc việc thay" not in text(client.get(reverse("deputy")))


def test_a_deputy_sees_and_does_what_the_absent_officer_had_to_do(office, version):
    absent = make_officer(office, Role.CASE_OFFICER, full_name="Hồ Vắng Mặt")
    deputy = make_officer(office, Role.RECEPTION)
    case = make_case("received", office=office, version=version)
    case = actions.assign(case=case, officer=absent, by=deputy, at=clock.now())
    client, today = signed_in(deputy), clock.local_day(clock.now())
    assert client.get(_page(case, "propose")).status_code == 403
    Absence.objects.create(account=absent, deputy=deputy, valid_from=today, valid_to=today)
    assert case.dossier.code in text(client.get(reverse("desk_queue")))
    assert "Hồ Vắng Mặt vắng mặt: bạn đang làm thay." in text(
        client.get(reverse("desk_case", args=[case.dossier.code]))
    )
    _do(client, case, "propose")
    assert Case.objects.get(pk=case.pk).proposed


def test_the_desk_speaks_english(client, make):
    case = make("in_progress")
    client.cookies["language"] = "en"
    page = text(client.get(reverse("desk_case", args=[case.dossier.code])))
    for words in (
        "Ask for a payment",
        "Take back to the counter",
        "Pause the clock",
        "Correct what was recorded wrongly",
    ):
        assert words in page
