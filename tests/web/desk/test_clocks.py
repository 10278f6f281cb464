"""The arithmetic of both clocks, and what has changed since, on the pages of officer and citizen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.casework import actions as casework
from motcua.catalogue.models import ProcedureVersion
from motcua.core import clock
from motcua.offices import actions as offices
from motcua.people.rules import Role
from tests.factories import make_case, make_citizen, make_office, make_officer, make_version
from tests.web.portal.people import signed_in

pytestmark = pytest.mark.django_db


def test_officer_and_citizen_read_how_it_was_counted_and_what_has_changed_since():
    now, citizen, office = clock.now(), make_citizen(), make_office()
    officer = make_officer(office, *Role)
    case = make_case(
        "received", at=now - timedelta(1), officer=officer, office=office, account=citizen,
        version=make_version(offered_by=office),
    )  # fmt: skip
    offices.set_special_day(
        office=office, day=clock.local_day(case.due_at), kind="off", name="Lụt", decision="QĐ 1", by="x", at=now
    )
    ProcedureVersion.objects.filter(pk=case.dossier.version_id).update(valid_to=clock.local_day(now) - timedelta(1))
    desk = signed_in(officer).get(reverse("desk_case", args=[case.dossier.code])).content.decode()
    hers = signed_in(citizen).get(reverse("my_dossier", args=[case.dossier.code])).content.decode()
    for page in (desk, hers):
        assert "Thời hạn 3 ngày làm việc, không tính ngày nhận" in page
        assert "lịch có hiệu lực lúc hẹn mới tính" in page and "không phải nộp lại" in page
    assert "Trả lời chậm nhất:" in desk and "quy tắc working-time-1" in desk
    assert "Còn trong hạn theo quy tắc «Bộ chỉ số 766, mục 2.1»: chưa xong, tính đến lúc này." in desk
    assert "working-time-1" not in hers and "<details" in hers


def test_while_the_clock_stands_the_page_says_so_and_calls_nothing_late():
    now, office = clock.now(), make_office()
    officer, posting = make_officer(office, *Role), {"key": "posting", "name": "Niêm yết", "legal_basis": "Điều 1"}
    version = make_version(offered_by=office, rules={"clock_stops": [posting]})
    case = make_case("in_progress", at=now - timedelta(40), officer=officer, office=office, version=version)
    casework.pause(case=case, reason="posting", by=officer, at=now - timedelta(39))
    page = signed_in(officer).get(reverse("desk_case", args=[case.dossier.code])).content.decode()
    assert "Còn trong hạn theo quy tắc «Bộ chỉ số 766, mục 2.1»: thời hạn đang tạm dừng" in page
    assert "Quá hạn" not in page
