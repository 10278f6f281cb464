"""The process of a procedure: what it says for given answers, and every fault named with its step and field."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from motcua.catalogue import actions, process, queries, shipped
from motcua.catalogue.process_check import check_process, office_codes
from motcua.people.rules import Role
from tests.catalogue.samples import a_record, lines
from tests.catalogue.test_levels import office

FORM = {"title": "Đơn", "pages": [{"key": "a", "title": "A", "fields": [
    {"key": "land", "label": "Có đất", "type": "radio", "options": ["Có", "Không"]},
    {"key": "village", "label": "Nơi có đất"}]}]}  # fmt: skip
SMALLEST: dict[str, Any] = {"steps": [{"key": "check", "name": "Kiểm tra"}]}
FULL: dict[str, Any] = {"steps": [
    {"key": "check", "name": "Kiểm tra", "hours": 8, "document": "Phiếu thẩm tra",
     "fields": [{"key": "fit", "label": "Đủ điều kiện", "type": "radio", "required": True, "options": ["Đủ", "Thiếu"]}],
     "consult": [{"key": "plan", "name": "Quy hoạch?", "office": "H27.7", "hours": 8,
                  "if": {"field": "land", "is": "Có"}}],
     "next": [{"if": {"field": "land", "is": "Có"}, "to": "post"}, {"to": "sign"}]},
    {"key": "post", "name": "Niêm yết", "office": "commune", "place": "village", "hours": 40},
    {"key": "sign", "name": "Ký nháy", "role": "approver"},
]}  # fmt: skip


def test_the_smallest_process_is_one_line() -> None:
    assert check_process(SMALLEST, None) == []
    found = process.process_of(SMALLEST)
    assert found is not None and found.first.office == process.COMPETENT and found.first.role == Role.CASE_OFFICER
    assert process.following(found, found.first, {}) is None
    assert process.process_of(None) is None


@pytest.mark.parametrize(
    ("land", "keys", "asked"), [("Có", ["check", "post", "sign"], ["plan"]), ("Không", ["check", "sign"], [])]
)
def test_a_branch_and_an_opinion_follow_an_answer_of_the_form(land: str, keys: list[str], asked: list[str]) -> None:
    assert check_process(FULL, FORM) == []
    found = process.process_of(FULL)
    assert found is not None
    assert [step.key for step in process.ahead(found, None, {"land": land})] == keys
    assert [part.key for part in process.opinions(found.first, {"land": land})] == asked


def test_a_commune_is_suggested_by_the_longest_name_that_the_answer_holds() -> None:
    post = process.process_of(FULL).steps[1]  # type: ignore[union-attr]
    names = {"H27.1": "Kỳ", "H27.2": "Kỳ Anh", "H27.3": "Vũ Quang"}
    assert process.suggested(post, {"village": "Thôn 2, xã Ky Anh"}, names) == "H27.2"
    assert process.suggested(post, {"village": "Thôn 2"}, names) == ""


def _with(step: int, **changes: Any) -> dict[str, Any]:
    data = deepcopy(FULL)
    data["steps"][step] |= changes
    return data


FAULTS = [
    ([], "danh sách «steps»"),
    ({"steps": [], "more": 1}, "danh sách «steps»"),
    (_with(1, next="nowhere"), "bước «post»: «next» dẫn đến bước «nowhere»"),
    (_with(0, next="sign"), "bước «post»: không có đường nào"),
    (_with(2, next="check"), "quay vòng «check» → «post» → «sign» → «check»"),
    (_with(1, next="post"), "quay vòng «post» → «post»"),
    (_with(1, role="mayor"), "bước «post»: «role» là «mayor»"),
    (_with(1, role=["approver"]), "bước «post»: «role»"),
    (_with(1, office="Sở Thuế"), "bước «post»: «office»"),
    (_with(1, hours="8"), "bước «post»: «hours»"),
    (_with(1, place="city"), "bước «post»: «place»"),
    (_with(1, name=" "), "bước «post»: thiếu «name»"),
    (_with(2, key="check"), "bước «check»: «key» này đã dùng"),
    (_with(2, colour="red"), "bước «sign»: «colour» không có nghĩa"),
    (_with(1, key="end"), "bước «end»: «key» này đã dùng"),
    (_with(0, office="H27.5"), "bước «check»: bước đầu phải do cán bộ thụ lý"),
    (_with(0, next=[{"if": {"field": "colour", "is": "x"}, "to": "post"}, {"to": "sign"}]), "bước «check»: «if» dựa vào trường «colour»"),
    (_with(0, next=[{"if": {"field": "land", "is": "Vàng"}, "to": "post"}, {"to": "sign"}]), "trường «land» là «Vàng»"),
    (_with(0, next=[{"if": {"field": "land", "is": "Có"}, "to": "post"}]), "nhánh cuối"),
    (_with(0, next=[{"to": "post"}, {"to": "sign"}]), "chỉ nhánh cuối"),
    (_with(0, next={"to": "post"}), "bước «check»: «next» phải là"),
    (_with(0, fields=[{"key": "land", "label": "Trùng"}]), "trường «land»: «key» này đã dùng"),
    (_with(0, fields=[{"key": "fit", "label": "x", "type": "colour"}]), "trường «fit»: loại «colour»"),
    (_with(0, document=5), "bước «check»: «document»"),
    (_with(0, consult=[{"key": "plan", "name": "Gì?"}]), "lấy ý kiến «plan»: «office» phải là cơ quan khác"),
    (_with(0, consult=[{"key": "plan", "name": "Gì?", "office": "commune"}]), "bước đầu chỉ lấy ý kiến"),
    (_with(0, consult=["x"]), "bước «check»: «consult»"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), FAULTS)
def test_a_faulty_process_is_named_with_its_step_and_field(data: Any, said: str) -> None:
    assert any(said in fault for fault in check_process(data, FORM)), check_process(data, FORM)


@pytest.mark.django_db
def test_an_import_notes_a_faulty_process_and_goes_on(today: date, now: datetime) -> None:
    office("H27.7")
    content = lines(
        a_record(form=FORM, process=FULL), a_record("1.000002", form=FORM, process=_with(1, next="nowhere")),
        a_record("1.000003", process=FULL), a_record("1.000004", form=FORM, process=_with(1, office="H27.99", place=None)),
    )  # fmt: skip
    report = actions.import_records(content, valid_from=today, by="system:import", at=now)
    assert (report.created, report.rejected) == (4, 0)
    said = {note["code"]: note["problem"] for note in report.notes if note["field"] == "process"}
    assert "nowhere" in said["1.000002"]
    assert "«land»" in said["1.000003"]
    assert "1.000001" not in said
    kept = [queries.version_on(f"1.00000{number}", today).process is not None for number in (1, 2, 3, 4)]  # type: ignore[union-attr]
    assert kept == [True, False, False, False]


@pytest.mark.django_db
def test_an_office_that_is_not_there_is_named_and_the_process_taken_up_once_it_is(today: date, now: datetime) -> None:
    content = lines(a_record(form=FORM, process=FULL))
    report = actions.import_records(content, valid_from=today, by="system:import", at=now)
    assert "«plan»" in report.notes[-1]["problem"] and "H27.7" in report.notes[-1]["problem"]
    office("H27.7")
    again = actions.import_records(content, valid_from=today + timedelta(1), by="system:import", at=now)
    assert again.changed == 1
    assert queries.version_on("1.000001", today + timedelta(1)).process == FULL  # type: ignore[union-attr]
    silent = actions.import_records(lines(a_record(steps="mới")), valid_from=today + timedelta(2), by="x", at=now)
    assert silent.changed == 1
    assert queries.version_on("1.000001", today + timedelta(2)).process == FULL  # type: ignore[union-attr]


def test_every_shipped_process_can_be_used_and_names_offices_that_ship() -> None:
    from motcua.offices import shipped as offices

    known = {row["code"] for row in offices.rows("offices") if not row["valid_to"]}
    found = {item.content.code: item.content for item in shipped.files() if item.content.process}
    assert found.keys() == {"1.012786", "1.001612"}
    for content in found.values():
        assert check_process(content.process, content.form) == []
        assert set(office_codes(content.process)) <= known
