"""The procedures that ship: usable forms, in force in 2024 and today, loaded once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from motcua.catalogue import actions, forms, queries, shipped
from motcua.catalogue.models import Offering, Procedure
from motcua.catalogue.rules import Authority, ServiceLevel
from motcua.journal.models import Entry
from tests.catalogue.samples import a_record, lines
from tests.catalogue.test_levels import office

FORMS = {"1.001193", "1.004873", "1.001612"}


def test_a_dozen_ship_with_marked_doubts_and_three_have_forms() -> None:
    files = shipped.files()
    assert len({item.content.code for item in files}) >= 12
    assert {item.content.code for item in files if item.content.form} == FORMS
    assert all(item.content.more["unverified"] for item in files)
    for item in files:
        assert item.content.papers and item.content.ways and item.content.results and item.level


@pytest.mark.parametrize("code", sorted(FORMS))
def test_every_page_of_a_shipped_form_asks_a_small_group(code: str) -> None:
    data = next(item.content.form for item in shipped.files() if item.content.code == code)
    form = forms.parse_form(data or {})
    assert all(len(page.fields) <= 5 for page in form.pages) and form.declaration


def test_birth_registration_can_be_filled_in() -> None:
    form = forms.parse_form(next(i.content.form for i in shipped.files() if i.content.code == "1.001193") or {})
    typed = {
        "requester": {"requester_name": "Lê Thị Mẫu", "requester_personal_id": "042190000001", "requester_relation": "Mẹ"},
        "contact": {"requester_residence": "Thôn 1, xã Vũ Quang, tỉnh Hà Tĩnh", "requester_phone": "0912 345 678"},
        "child": {"child_name": "Lê Văn Con", "child_birth_date": "1/11/2026", "child_gender": "Nam"},
        "child_origin": {"child_ethnicity": "Kinh", "child_nationality": "Việt Nam", "child_hometown": "Hà Tĩnh"},
        "birth_place": {"child_birth_place": "Trung tâm y tế Vũ Quang"},
        "mother": {"mother_name": "Lê Thị Mẫu", "mother_birth_date": "1990"},
        "mother_origin": {"mother_nationality": "Việt Nam"},
        "father": {"father_declared": "Không"},
        "copies": {"copy_requested": "on", "copy_count": "3"},
    }  # fmt: skip
    answers: dict[str, object] = {}
    for page in forms.pages(form, {"father_declared": "Không"}):
        clean, errors = forms.validate_page(form, page.key, typed[page.key], answers, date(2026, 11, 20))
        assert errors == {}
        answers |= clean
    assert forms.missing(form, answers, date(2026, 11, 20)) == {}
    assert "father_name" not in forms.settle(form, answers)
    assert ("Số lượng bản sao", "3") in [(line.field.label, line.text) for line in forms.shown(form, answers)]


@pytest.mark.django_db
def test_shipped_procedures_are_in_force_in_2024_and_today_with_levels(today: date, now: datetime) -> None:
    office("H27")
    actions.load_shipped(at=now)
    for day in (date(2024, 6, 1), today):
        assert all(queries.version_on(procedure.code, day) for procedure in Procedure.objects.all())
        counts = queries.levels_on(day)
        assert sum(counts.values()) == Procedure.objects.count() and all(counts.values())
    assert queries.find("dang ky khai sinh", on=today)[0].level is ServiceLevel.FULL
    assert set(Offering.objects.values_list("decision", flat=True)) == {"số liệu minh họa"}


@pytest.mark.django_db
def test_household_business_went_from_district_to_commune(now: datetime) -> None:
    actions.load_shipped(at=now)
    before = queries.version_on("1.001612", date(2025, 6, 30))
    after = queries.version_on("1.001612", date(2025, 7, 1))
    assert before is not None and after is not None
    assert (before.authority_tiers, after.authority_tiers) == ([Authority.DISTRICT], [Authority.COMMUNE])


@pytest.mark.django_db
def test_same_day_rule_of_civil_status(now: datetime, today: date) -> None:
    actions.load_shipped(at=now)
    version = queries.version_on("1.001193", today)
    assert version is not None and version.rules == {"same_day_until": "15:00"}
    other = queries.version_on("1.004873", today)
    assert other is not None and queries.limits(other.id, 2) == [(3, "working_day")]


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_what_was_imported_wins(today: date, now: datetime) -> None:
    office("H27")
    assert actions.load_shipped(at=now) == len(shipped.files())
    record = a_record("1.001193", "Đăng ký khai sinh", steps="của tỉnh")
    actions.import_records(lines(record), valid_from=today, by="system:import", at=now)
    before = Entry.objects.count()
    assert actions.load_shipped(at=now + timedelta(days=1)) == 0
    assert Entry.objects.count() == before
    version = queries.version_on("1.001193", today + timedelta(days=2))
    assert version is not None and version.steps == "của tỉnh" and version.form


@pytest.mark.django_db
def test_a_level_that_the_province_set_survives_loading(today: date, now: datetime) -> None:
    root = office("H27")
    actions.load_shipped(at=now)
    procedure = Procedure.objects.get(code="1.001193")
    actions.set_level(procedure=procedure, office=root, level=ServiceLevel.NONE, valid_from=today, decision="QĐ 2", by="account:1", at=now)  # fmt: skip
    actions.load_shipped(at=now)
    assert queries.level(procedure.id, [root.id], today) is ServiceLevel.NONE
